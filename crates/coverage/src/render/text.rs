//! A report for a terminal: columns aligned by the width of their characters.

use unicode_width::UnicodeWidthStr;

use super::{
    Kind, Line, lines,
    words::{is_number, plain, shown, wrap},
};
use crate::report::{Chart, Column, Report, Row};

/// The widest that a column of words gets before it wraps.
const WORDS_WIDTH: usize = 40;
/// The narrowest that a title is wrapped to.
const TITLE_WIDTH: usize = 10;
/// The narrowest that notes are wrapped to.
const NOTES_WIDTH: usize = 80;
/// How many characters the longest bar has.
const BAR_WIDTH: f64 = 40.0;

/// The report as text.
pub fn text(report: &Report) -> String {
    let lines = lines(report);
    let widths: Vec<usize> = report.columns.iter().enumerate().map(|(at, column)| width(&lines, at, column)).collect();
    let mut out = Table { report, widths, text: String::new() };
    out.line(&report.title);
    report.subtitle.iter().for_each(|line| out.line(line));
    out.line("");
    out.head();
    for line in &lines {
        match line {
            Line::Title(title) => out.line(title),
            Line::Row(kind, row) => out.row(*kind, row),
        }
    }
    out.rule();
    out.notes();
    report.chart.iter().for_each(|chart| out.chart(chart));
    out.text
}

fn width(lines: &[Line<'_>], at: usize, column: &Column) -> usize {
    let cells = lines.iter().filter_map(|line| match line {
        Line::Row(_, row) => row.cells.get(at),
        Line::Title(_) => None,
    });
    let body = cells.map(|cell| shown(cell, column.format).width()).max().unwrap_or(0);
    let body = if is_number(column.format) { body } else { body.min(WORDS_WIDTH) };
    let word = column.full_title().split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0);
    body.max(word).max(TITLE_WIDTH)
}

struct Table<'r> {
    report: &'r Report,
    widths: Vec<usize>,
    text: String,
}

impl Table<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(plain(line).trim_end());
        self.text.push('\n');
    }

    fn width(&self) -> usize {
        self.widths.iter().map(|width| width + 2).sum::<usize>().saturating_sub(2)
    }

    fn rule(&mut self) {
        self.line(&"─".repeat(self.width()));
    }

    fn head(&mut self) {
        let titles: Vec<String> = self.report.columns.iter().map(Column::full_title).collect();
        self.cells(&titles);
        self.rule();
    }

    fn row(&mut self, kind: Kind, row: &Row) {
        if kind == Kind::Total {
            self.rule();
        }
        let cells = row.cells.iter().zip(&self.report.columns).map(|(cell, column)| shown(cell, column.format));
        let cells: Vec<String> = cells.collect();
        self.cells(&cells);
    }

    /// A line for each line that the longest cell wraps to.
    fn cells(&mut self, cells: &[String]) {
        let wrapped: Vec<Vec<String>> =
            cells.iter().zip(&self.widths).map(|(cell, width)| wrap(cell, *width, UnicodeWidthStr::width)).collect();
        for at in 0..wrapped.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = String::new();
            for ((cell, width), column) in wrapped.iter().zip(&self.widths).zip(&self.report.columns) {
                let words = cell.get(at).map_or("", String::as_str);
                let space = " ".repeat(width.saturating_sub(words.width()));
                let (before, after) =
                    if is_number(column.format) { (space, String::new()) } else { (String::new(), space) };
                line += &format!("{before}{words}{after}  ");
            }
            self.line(&line);
        }
    }

    fn notes(&mut self) {
        let (report, width) = (self.report, self.width().max(NOTES_WIDTH));
        for (at, note) in report.notes.iter().enumerate() {
            let note = format!("({}) {note}", at + 1);
            wrap(&note, width, UnicodeWidthStr::width).iter().for_each(|line| self.line(line));
        }
    }

    fn chart(&mut self, chart: &Chart) {
        self.line("");
        self.line(&chart.title);
        let label = chart.bars.iter().map(|bar| bar.label.width()).max().unwrap_or(0).min(WORDS_WIDTH);
        let most = chart.most();
        for bar in &chart.bars {
            let lines = wrap(&bar.label, label, UnicodeWidthStr::width);
            let at = |value: f64| cells(value / most * BAR_WIDTH);
            let filled = bar.value.map_or(0, at);
            let mark = bar.target.map(at);
            let drawn: String = (0..=cells(BAR_WIDTH)).map(|cell| stroke(cell, filled, mark)).collect();
            let first = &lines[0];
            let space = " ".repeat(label.saturating_sub(first.width()));
            let value = bar.value.map_or("N/A".into(), |value| super::words::number(value, chart.format));
            self.line(&format!("{first}{space}  {drawn} {value}"));
            lines[1..].iter().for_each(|rest| self.line(rest));
        }
        if chart.bars.iter().any(|bar| bar.target.is_some()) {
            self.line("(│ là chỉ tiêu)");
        }
    }
}

fn stroke(cell: usize, filled: usize, mark: Option<usize>) -> char {
    match mark {
        Some(mark) if mark == cell => '│',
        _ if cell < filled => '█',
        _ => ' ',
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A few dozen at most.
fn cells(width: f64) -> usize {
    width.round().clamp(0.0, BAR_WIDTH) as usize
}
