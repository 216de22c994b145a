//! The figures that managers answer for (DOMAIN §5), the reports that tell them, and their forms on paper and screen. Pure:
//! numbers in, tables out. It reads no store, no clock and no file; the same numbers give the same bytes.
//!
//! In reading order: [`Map`] (which units, who counts for whom), [`Scope`] and [`Targets`] (what is asked), the figures, the
//! [`report`]s made of them, and [`render`] (text, CSV, JSON, XLSX, PDF). [`coverage()`] is the digitised share alone, in the
//! stored form `coverage.v1`.

mod figures;
#[cfg(test)]
mod made;
mod map;
mod question;
mod ratio;
pub mod render;
pub mod report;
mod shares;

pub use figures::*;
pub use map::{Folded, Map, Subject, Tally, UNKNOWN, UnitFacts};
pub use question::{Marks, National, Scope, Targets, WORKING_DAYS_A_YEAR};
pub use shares::{Coverage, CoverageRow, Inconsistency, Question, coverage};
