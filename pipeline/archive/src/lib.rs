//! Writes text and PDF/A beside the original: `ReadPaper` to `ArchivedPaper`.
