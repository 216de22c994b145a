//! Finds the papers in a scan: `PagedScan` to `SeparatedPaper`s.
