//! Reads the papers: `SeparatedPaper` to `ReadPaper`.
