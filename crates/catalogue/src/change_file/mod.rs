//! Reading changes of the catalogue from a file, CSV or JSON, into lines for [`crate::Catalogue::with_lines`]. What is wrong
//! in one line is told with its place and costs the other lines nothing.

mod csv;
mod json;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use model::{CatalogueKind, CatalogueLine, FileError};

use crate::lines;

/// A file of changes, as it was handed in.
#[derive(Debug, Clone, Copy)]
pub struct ChangeFile<'a> {
    /// Its name, for messages. One that ends in `.json` is read as JSON, any other as CSV.
    pub name: &'a str,
    /// Its bytes: UTF-8, with or without a byte order mark.
    pub bytes: &'a [u8],
    /// What its lines are. CSV needs to be told; JSON may say so itself.
    pub kind: Option<CatalogueKind>,
    /// From which day on its lines hold, where they do not say so themselves.
    pub since: Option<Date>,
}

/// What a file of changes says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CatalogueChanges {
    /// The lines that can be read, in the order of the file. Whether they fit together is for
    /// [`crate::Catalogue::with_lines`] to say.
    pub lines: Vec<CatalogueLine>,
    /// What is wrong with the others.
    pub errors: Vec<FileError>,
}

/// Reads a file of changes.
///
/// CSV has a header and one thing a line; `,` or `;` between, told by the header. Units: `code, name, level, parent, from,
/// to, successors, one_stop, remote, land_registry, since`. Paper types: `code, name, titles` (with `|` between)`, numbered,
/// months, since`. Procedures: `code, name, field, components, results, owes_paper_result, since`, where a component is
/// `TYPE`, or `TYPE?` when it is optional. Lists have spaces between; yes and no are `1` and `0`, `true` and `false`; days
/// are `2025-07-01` or `01/07/2025`. Plans are too deep for CSV.
///
/// JSON is an array of lines (`{kind, code, since, record}`) or of records, or one of the catalogue's files as a whole,
/// which may say `since` beside its `version`.
pub fn read_change_file(file: &ChangeFile<'_>) -> CatalogueChanges {
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file.bytes);
    let is_json = file.name.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let mut reading = Reading { file: *file, changes: CatalogueChanges::default() };
    if is_json {
        json::read(&mut reading, bytes)
    } else {
        csv::read(&mut reading, bytes)
    }
    reading.changes
}

/// What has been read so far, and what goes for the file as a whole.
struct Reading<'a> {
    file: ChangeFile<'a>,
    changes: CatalogueChanges,
}

impl Reading<'_> {
    fn wrong(&mut self, line: u64, column: Option<&str>, cause: impl Into<String>) {
        self.changes.errors.push(FileError {
            file: self.file.name.to_owned(),
            line,
            column: column.map(str::to_owned),
            cause: cause.into(),
        });
    }

    /// Takes a line after looking whether its record is as the schema of its kind says.
    fn take(&mut self, at: u64, line: CatalogueLine) {
        match lines::read(&line) {
            Ok(_) => self.changes.lines.push(line),
            Err(cause) => self.wrong(at, None, cause),
        }
    }
}
