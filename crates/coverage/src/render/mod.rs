//! How a report is drawn: for a terminal, as CSV, JSON, XLSX and PDF. The same report gives the same bytes.

mod csv;
mod pdf;
mod text;
mod words;
mod xlsx;

pub use self::csv::csv;
pub use pdf::pdf;
pub use text::text;
pub use xlsx::xlsx;

use crate::report::{Column, Report, Row};

/// What can go wrong when a report is written. None of it depends on who asks: it is a fault of this program.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The spreadsheet's writer refused.
    #[error("the report cannot be written as XLSX; ask for CSV instead")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The PDF's writer refused, with what it says.
    #[error("the report cannot be written as PDF ({0}); ask for XLSX instead")]
    Pdf(String),
    /// A value that has no form in JSON.
    #[error("the report cannot be written as JSON; ask for CSV instead")]
    Json(#[from] serde_json::Error),
}

/// The report as JSON, indented, with a line's end.
///
/// # Errors
/// None but a fault of this program.
pub fn json(report: &Report) -> Result<String, RenderError> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}

/// What a row of a drawn table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Body,
    Subtotal,
    Total,
}

/// A drawn table's lines in order: a section's title, or a row.
enum Line<'r> {
    Title(&'r str),
    Row(Kind, &'r Row),
}

fn lines(report: &Report) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for section in &report.sections {
        if !section.title.is_empty() {
            lines.push(Line::Title(&section.title));
        }
        lines.extend(section.rows.iter().map(|row| Line::Row(Kind::Body, row)));
        lines.extend(section.subtotal.iter().map(|row| Line::Row(Kind::Subtotal, row)));
    }
    lines.extend(report.total.iter().map(|row| Line::Row(Kind::Total, row)));
    lines
}

/// The columns, first and last, that stand under one title.
fn runs(columns: &[Column]) -> Vec<(usize, usize, &str)> {
    let mut runs: Vec<(usize, usize, &str)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let Some(group) = column.group.as_deref() else { continue };
        match runs.last_mut() {
            Some((_, last, same)) if *same == group && *last + 1 == at => *last = at,
            _ => runs.push((at, at, group)),
        }
    }
    runs
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::reports;
