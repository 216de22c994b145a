//! Digits written by hand in the gaps that a printed form leaves: the number, the day and the month.
//!
//! `net` runs a small net over a `strip` of the page; `read` sums up what it says of several views of the same place, and
//! `witness` and `likely_date` weigh that with what else is known of the digits and of a date. The net
//! has seen no person's papers: it was trained on made strokes, fonts and a bundled set of digits (`fixtures/handwriting`).
//! Where a place is, is for the fields to find (`number`, `date`), and what to make of an answer for
//! [`FieldReader`](crate::FieldReader).

mod likely_date;
mod net;
mod read;
mod strip;
mod witness;

use imaging::Raster;

pub(crate) use likely_date::likeliest_date;
pub(crate) use witness::weighed;

/// A gap on a page where digits are written, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WrittenPlace {
    /// Where the print before it ends.
    pub left: f32,
    /// Where the print after it begins.
    pub right: f32,
    /// The base line of the print on both sides.
    pub base: f32,
    /// The height of the print's capitals.
    pub capital: f32,
}

/// What is known of what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenKind {
    /// One to four digits.
    Number,
    /// 1 to 31.
    Day,
    /// 1 to 12.
    Month,
}

/// What may be written, and how likely that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The digits: a number as it is written, a day or month with two.
    pub digits: String,
    /// 0 to 1; the shares of all answers sum to at most 1.
    pub share: f32,
}

/// Reads the digits written at a place of the page; the most likely answer first. None when the place is no gap that digits
/// are written in.
pub fn read_written(page: &Raster, place: &WrittenPlace, kind: WrittenKind) -> Vec<Answer> {
    let gap = (place.right - place.left) / place.capital;
    let fit =
        place.capital >= CAPITAL_MIN_PX && (GAP_MIN..=GAP_MAX).contains(&gap) && page.width > 0 && page.height > 0;
    if fit { read::read(page, place, kind) } else { Vec::new() }
}

/// Print lower than this (4 pt at 300 dpi) has no room for a hand.
const CAPITAL_MIN_PX: f32 = 12.0;
/// A gap narrower or wider than this, in capital heights, was not found rightly.
const GAP_MIN: f32 = 0.3;
const GAP_MAX: f32 = 9.0;
