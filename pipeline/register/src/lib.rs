//! Gives a paper its code, or holds it for a person: `ArchivedPaper` to `RegisteredPaper`.
