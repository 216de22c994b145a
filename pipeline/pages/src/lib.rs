//! Measures every page: `ReceivedScan` to `PagedScan`.
