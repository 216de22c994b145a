//! CSV (RFC 4180) for spreadsheets and programs.

use ::csv::{Terminator, WriterBuilder};

use super::{Kind, Line, lines};
use crate::report::{Cell, Column, Format, Report, Row};

/// What makes Excel read Vietnamese.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The report as CSV in UTF-8 with a byte order mark and CRLF: one line of titles, then a line for each row, subtotal and total,
/// after its group and its unit's code.
///
/// Numbers have a decimal point and no grouping, shares are in percent, days are `2026-12-31`. Notes are not in it. Words that
/// a spreadsheet would take for a formula get an apostrophe before them.
pub fn csv(report: &Report) -> String {
    let mut records = vec![titles(&report.columns)];
    let mut group = String::new();
    for line in lines(report) {
        match line {
            Line::Title(title) => group = title.to_owned(),
            Line::Row(Kind::Total, row) => records.push(record(report, "", row)),
            Line::Row(_, row) => records.push(record(report, &group, row)),
        }
    }
    let mut writer = WriterBuilder::new().flexible(true).terminator(Terminator::CRLF).from_writer(Vec::new());
    let text =
        records.iter().try_for_each(|record| writer.write_record(record)).ok().and_then(|()| writer.into_inner().ok());
    // Written to memory, and records may differ in length: neither can fail.
    BYTE_ORDER_MARK.to_owned() + &String::from_utf8_lossy(&text.unwrap_or_default())
}

fn titles(columns: &[Column]) -> Vec<String> {
    let title = |column: &Column| {
        let percent = if column.format == Format::Percent { " (%)" } else { "" };
        column.full_title() + percent
    };
    ["Nhóm", "Mã đơn vị"].map(String::from).into_iter().chain(columns.iter().map(title)).collect()
}

fn record(report: &Report, group: &str, row: &Row) -> Vec<String> {
    let unit = row.unit.as_ref().map(ToString::to_string).unwrap_or_default();
    let cells = row.cells.iter().zip(&report.columns).map(|(cell, column)| field(cell, column.format));
    [harmless(group), unit].into_iter().chain(cells).collect()
}

fn field(cell: &Cell, format: Format) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::NotApplicable => "N/A".into(),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) if format == Format::Percent => format!("{:.2}", number * 100.0),
        Cell::Number(number) => format!("{number:.2}"),
        Cell::Day(day) => day.to_string(),
        Cell::Text(words) => harmless(words),
    }
}

/// Words that begin a formula in a spreadsheet, made words again.
fn harmless(words: &str) -> String {
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if formula { format!("'{words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_never_formulas() {
        for (words, expected) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+84", "'+84"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("Sở Tư pháp", "Sở Tư pháp"),
        ] {
            assert_eq!(harmless(words), expected);
        }
    }
}
