//! Whole-path, API and CLI tests; the harness that starts real engines.
