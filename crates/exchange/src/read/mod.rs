//! Files of many dossiers, read as a stream: memory holds one dossier at a time, however long the file. What is wrong in
//! one is told with its place, and the others go on.

mod csv;
mod json;
mod ndjson;
mod scan;
#[cfg(test)]
mod tests;

use std::{io::BufRead, str::FromStr};

use model::FileError;

use crate::Message;

/// The line on which a dossier begins, from 1.
pub type Line = u64;

/// What one dossier may take at most: more is a mistake, for instance a quote left open.
const DOSSIER_BYTES_MAX: usize = 8 << 20;
/// Deeper than any message.
const DEPTH_MAX: u32 = 64;

/// How a file of dossiers is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A header with the message's names, then one dossier a line; `,`, `;` or tab between.
    Csv,
    /// An array of messages, a document `{from, to, unit, dossiers: […]}`, or one message.
    Json,
    /// One message a line.
    Ndjson,
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no format of dossiers; the formats are csv, json and ndjson")]
pub struct UnknownFormat(String);

impl Format {
    /// The format that a file's name tells by its ending; `None` when it tells none.
    pub fn of_name(name: &str) -> Option<Self> {
        name.rsplit_once('.')?.1.parse().ok()
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            "ndjson" | "jsonl" => Ok(Self::Ndjson),
            _ => Err(UnknownFormat(text.to_owned())),
        }
    }
}

/// The dossiers of a file, in its order, each with its line.
///
/// An error that leaves no doubt where the next dossier begins is followed by that; after any other the file is at its end.
pub struct DossierReader<R> {
    name: String,
    source: Source<R>,
}

enum Source<R> {
    Csv(Box<csv::Rows<R>>),
    Json(json::Elements<R>),
    Ndjson(ndjson::Lines<R>),
}

/// Reads the dossiers of a file. `name` is the file's name for messages.
pub fn read_dossiers<R: BufRead>(format: Format, name: &str, reader: R) -> DossierReader<R> {
    let source = match format {
        Format::Csv => Source::Csv(Box::new(csv::Rows::open(reader))),
        Format::Json => Source::Json(json::Elements::new(reader)),
        Format::Ndjson => Source::Ndjson(ndjson::Lines::new(reader)),
    };
    DossierReader { name: name.to_owned(), source }
}

impl<R: BufRead> Iterator for DossierReader<R> {
    type Item = Result<(Line, Message), FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = match &mut self.source {
            Source::Csv(rows) => rows.next(),
            Source::Json(elements) => elements.next(),
            Source::Ndjson(lines) => lines.next(),
        };
        next.map(|read| read.map_err(|error| FileError { file: self.name.clone(), ..error }))
    }
}

/// What is wrong; the file's name is added by [`DossierReader`].
fn wrong(line: Line, column: Option<&str>, cause: impl Into<String>) -> FileError {
    FileError { file: String::new(), line, column: column.map(str::to_owned), cause: cause.into() }
}

fn unreadable(line: Line, error: &std::io::Error) -> FileError {
    wrong(line, None, format!("the file cannot be read on: {error}"))
}

fn too_long(line: Line) -> FileError {
    wrong(line, None, format!("is longer than {} MiB, which no dossier is", DOSSIER_BYTES_MAX >> 20))
}

fn too_deep(line: Line, column: Option<&str>) -> FileError {
    wrong(line, column, format!("is nested more than {DEPTH_MAX} deep, which no dossier is"))
}

/// The byte order mark that some programs put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
