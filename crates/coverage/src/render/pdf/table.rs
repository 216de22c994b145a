//! The table's columns and its head: how wide, how small, how high.

use super::{
    super::{
        Line, runs,
        words::{is_number, shown, wrap},
    },
    fonts::Faces,
    page::{CONTENT, LEADING},
};
use crate::report::{Column, Format, Report};

/// The sizes of letters that are tried, from the best down.
const SIZES: [f32; 6] = [8.5, 8.0, 7.5, 7.0, 6.5, 6.0];
/// Left and right of what stands in a cell.
pub(super) const PAD: f32 = 3.0;
/// Above and below.
pub(super) const PAD_ROW: f32 = 1.8;
/// The narrowest that a column of words gets, in sizes of its letters.
const WORDS_MIN: f32 = 14.0;

/// In how many lines a column's title stands at most.
const TITLE_LINES: usize = 4;

/// How the table is set.
pub(super) struct Grid {
    /// The size of its letters.
    pub(super) size: f32,
    /// How wide each column is.
    pub(super) widths: Vec<f32>,
    /// The head's two rows; the first is 0 high when no column has a group.
    pub(super) head: [f32; 2],
}

impl Grid {
    /// The largest letters at which all columns stand beside each other.
    pub(super) fn of(report: &Report, lines: &[Line<'_>], faces: &Faces) -> Self {
        let mut tried = SIZES.iter().map(|size| (*size, widths(report, lines, faces, *size)));
        let mut fitting = tried.clone().filter(|(_, widths)| widths.iter().sum::<f32>() <= CONTENT + 0.5);
        let (size, widths) = fitting.next().unwrap_or_else(|| squeezed(tried.next_back()));
        let mut grid = Self { size, widths, head: [0.0; 2] };
        grid.head = grid.head_heights(report, faces);
        grid
    }

    /// Where a column begins, from the table's left.
    pub(super) fn left(&self, column: usize) -> f32 {
        self.widths[..column].iter().sum()
    }

    /// A line's height.
    pub(super) fn line(&self) -> f32 {
        self.size * LEADING
    }

    /// Words wrapped to a width of the table.
    pub(super) fn wrapped(&self, words: &str, width: f32, bold: bool, faces: &Faces) -> Vec<String> {
        wrap(&faces.written(words), width - 2.0 * PAD + 0.01, |words| faces.width(words, self.size, bold))
    }

    fn head_heights(&self, report: &Report, faces: &Faces) -> [f32; 2] {
        let high = |words: &str, width: f32| self.rows_high(self.wrapped(words, width, true, faces).len());
        let runs = runs(&report.columns);
        let groups = runs.iter().map(|(first, last, group)| high(group, self.widths[*first..=*last].iter().sum()));
        let groups = groups.fold(0.0, f32::max);
        let titles = report.columns.iter().zip(&self.widths).map(|(column, width)| {
            let above = if column.group.is_some() { 0.0 } else { groups };
            high(&column.title, *width) - above
        });
        [groups, titles.fold(self.rows_high(1), f32::max)]
    }

    /// How high a row of so many lines is.
    pub(super) fn rows_high(&self, lines: usize) -> f32 {
        #[allow(clippy::cast_precision_loss)] // A few lines.
        let lines = lines as f32;
        lines * self.line() + 2.0 * PAD_ROW
    }
}

/// When nothing fits: the smallest letters, and every column narrower alike.
fn squeezed(smallest: Option<(f32, Vec<f32>)>) -> (f32, Vec<f32>) {
    let (size, widths) = smallest.unwrap_or_default();
    let all: f32 = widths.iter().sum();
    (size, widths.iter().map(|width| width * CONTENT / all).collect())
}

/// As wide as the page where they fit: columns of words as wide as their words, up to what is left; the rest goes to all alike.
fn widths(report: &Report, lines: &[Line<'_>], faces: &Faces, size: f32) -> Vec<f32> {
    let natural: Vec<f32> =
        report.columns.iter().enumerate().map(|(at, column)| natural(lines, at, column, faces, size)).collect();
    let least = |(column, natural): (&Column, &f32)| {
        if is_number(column.format) { *natural } else { natural.min(WORDS_MIN * size) }
    };
    let mut widths: Vec<f32> = report.columns.iter().zip(&natural).map(least).collect();
    for (width, natural) in
        widths.clone().iter().zip(&natural).enumerate().map(|(at, (width, natural))| (at, natural - width))
    {
        let left = CONTENT - widths.iter().sum::<f32>();
        widths[width] += natural.min(left.max(0.0));
    }
    #[allow(clippy::cast_precision_loss)] // A few columns.
    let rest = (CONTENT - widths.iter().sum::<f32>()).max(0.0) / widths.len().max(1) as f32;
    widths.iter().map(|width| width + rest).collect()
}

/// As wide as its widest cell (a share at least as a whole one), or as its title needs so that the head stays low.
fn natural(lines: &[Line<'_>], at: usize, column: &Column, faces: &Faces, size: f32) -> f32 {
    let cells = lines.iter().filter_map(|line| match line {
        Line::Row(_, row) => row.cells.get(at),
        Line::Title(_) => None,
    });
    // Measured in bold, which sums are set in.
    let measure = |words: &str| faces.width(words, size, true);
    let body = cells.map(|cell| measure(&shown(cell, column.format))).fold(0.0, f32::max);
    let usual = if column.format == Format::Percent { measure("100,00 %") } else { 0.0 };
    let mut width = column.title.split_whitespace().map(measure).fold(body.max(usual), f32::max);
    while wrap(&column.title, width + 0.01, measure).len() > TITLE_LINES {
        width += size / 2.0;
    }
    width + 2.0 * PAD
}
