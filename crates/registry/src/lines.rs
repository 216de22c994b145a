//! Files of lines that are handed in: what is wrong is told by file, line, column and cause, and the good lines go in, or
//! none.

use std::{collections::BTreeMap, fmt::Display, str::FromStr};

use model::FileError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::RegistryError;

/// Which lines of a file are taken in when some of them are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// Those that are right.
    GoodLines,
    /// All, or none.
    AllOrNothing,
}

/// A file that was handed in, as text.
#[derive(Debug, Clone, Copy)]
pub struct TextFile<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// What it holds.
    pub text: &'a str,
}

/// What came of a file of lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct FileReport {
    /// Lines that were read, wrong ones among them.
    pub lines: u64,
    /// Lines of which the store knows something new by now.
    pub taken: u64,
    /// Lines that the store had just so already.
    pub known: u64,
    /// Lines that are wrong.
    pub wrong: u64,
    /// What is wrong; of very many, the first thousand.
    pub errors: Vec<FileError>,
}

/// More errors than a person will read.
const ERRORS_MAX: usize = 1000;

impl FileReport {
    /// The report of a file in which nothing is wrong.
    ///
    /// # Errors
    /// [`RegistryError::WrongLines`].
    pub fn all_right(mut self) -> Result<Self, RegistryError> {
        if self.errors.is_empty() {
            return Ok(self);
        }
        Err(RegistryError::WrongLines { count: self.wrong, first: self.errors.swap_remove(0) })
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.taken += other.taken;
        self.known += other.known;
        self.wrong += other.wrong;
        other.errors.into_iter().for_each(|error| self.add_error(error));
    }

    pub(crate) fn add_error(&mut self, error: FileError) {
        if self.errors.len() < ERRORS_MAX {
            self.errors.push(error);
        }
    }
}

/// What is wrong with a cell: its column and the cause.
pub(crate) type Wrong = (&'static str, String);

/// A line of a CSV file.
pub(crate) struct Row<'a> {
    record: &'a csv::StringRecord,
    places: &'a BTreeMap<&'static str, usize>,
}

impl Row<'_> {
    /// The cell of a column; empty when the line or the file has none.
    pub(crate) fn cell(&self, column: &'static str) -> &str {
        self.places.get(column).and_then(|at| self.record.get(*at)).unwrap_or_default()
    }

    pub(crate) fn parse<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<T, Wrong> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return Err((column, "is empty".to_owned()));
        }
        cell.parse().map_err(|error: T::Err| (column, error.to_string()))
    }

    pub(crate) fn optional<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<Option<T>, Wrong> {
        if self.cell(column).is_empty() { Ok(None) } else { self.parse(column).map(Some) }
    }
}

/// The columns that a file must have, and those that it may.
pub(crate) struct Columns {
    pub(crate) required: &'static [&'static str],
    pub(crate) optional: &'static [&'static str],
}

/// Reads CSV with a header, with `,` or `;` between. Gives the lines that are right, and a report of those that are not.
pub(crate) fn read_csv<T>(
    file: TextFile<'_>,
    columns: &Columns,
    parse: impl Fn(&Row<'_>) -> Result<T, Wrong>,
) -> (Vec<T>, FileReport) {
    let mut report = FileReport::default();
    let mut lines = Vec::new();
    let wrong = |line: u64, column: Option<&str>, cause: String| FileError {
        file: file.name.to_owned(),
        line,
        column: column.map(str::to_owned),
        cause,
    };
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(file.text);
    let head = text.lines().next().unwrap_or_default();
    let between = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).delimiter(between).from_reader(text.as_bytes());
    let named = reader.headers().cloned().unwrap_or_default();
    let place = |column: &&'static str| {
        let at = named.iter().position(|name| name.eq_ignore_ascii_case(column))?;
        Some((*column, at))
    };
    let places: BTreeMap<&'static str, usize> =
        columns.required.iter().chain(columns.optional).filter_map(place).collect();
    if let Some(missing) = columns.required.iter().find(|column| !places.contains_key(*column)) {
        let cause = format!("the first line must name the columns {}", columns.required.join(", "));
        report.wrong = 1;
        report.add_error(wrong(1, Some(missing), cause));
        return (lines, report);
    }
    let mut places_in_text = LineCounter { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records() {
        report.lines += 1;
        let parsed = match &record {
            Ok(record) => {
                let line = places_in_text.line_of(record.position());
                let row = Row { record, places: &places };
                parse(&row).map_err(|(column, cause)| wrong(line, Some(column), cause))
            }
            Err(error) => {
                let line = places_in_text.line_of(error.position());
                Err(wrong(line, None, error.to_string()))
            }
        };
        match parsed {
            Ok(line) => lines.push(line),
            Err(error) => {
                report.wrong += 1;
                report.add_error(error);
            }
        }
    }
    (lines, report)
}

/// Counts lines as editors do: the reader's own count is off after CRLF and empty lines.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line on which what the reader found at a place begins; places come in the order of the text.
    fn line_of(&mut self, place: Option<&csv::Position>) -> u64 {
        let place = place.and_then(|place| usize::try_from(place.byte()).ok()).unwrap_or(self.at);
        let ends = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
        let begins = place + self.text.iter().skip(place).take_while(ends).count();
        let passed = self.text.get(self.at..begins).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = self.at.max(begins);
        self.line
    }
}

/// Leaves nothing to be taken in when one line is wrong and none may be.
pub(crate) fn to_take<T>(lines: Vec<T>, report: &FileReport, taking: Taking) -> Vec<T> {
    if taking == Taking::AllOrNothing && report.wrong > 0 { Vec::new() } else { lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns { required: &["unit", "count"], optional: &["note"] };

    fn read(text: &str) -> (Vec<(String, u32)>, Vec<String>) {
        let file = TextFile { name: "a.csv", text };
        let (lines, report) = read_csv(file, &COLUMNS, |row| Ok((row.cell("unit").to_owned(), row.parse("count")?)));
        assert_eq!(report.wrong, report.errors.len() as u64);
        (lines, report.errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn wrong_lines_are_named_and_the_others_read() {
        let (lines, errors) = read("\u{feff}Unit;Count;note\r\nA; 1 ;\r\nB;many;\r\n\"C\nD\";2;x\r\n\r\nE;;\r\n");
        assert_eq!(lines, [("A".to_owned(), 1), ("C\nD".to_owned(), 2)]);
        assert_eq!(errors, ["a.csv:3:count: invalid digit found in string", "a.csv:7:count: is empty"]);
    }

    #[test]
    fn a_missing_column_is_named() {
        for text in ["", "unit,kind\nA,1\n"] {
            let (lines, errors) = read(text);
            assert!(lines.is_empty());
            assert!(errors[0].contains("must name the columns unit, count"), "{errors:?}");
        }
    }
}
