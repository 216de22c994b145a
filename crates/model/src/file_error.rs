//! What is wrong in a file that was handed in, and where: so that a person can open the file and put it right.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing that is wrong in one place of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
pub struct FileError {
    /// The file's name, as it was given.
    pub file: String,
    /// The line, from 1; 0 when it is the file as a whole.
    pub line: u64,
    /// The column: its name in a CSV file or a message, its number from 1 in broken JSON; `None` when it is the line as a
    /// whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong, and what is expected instead.
    pub cause: String,
}

impl FileError {
    /// What serde_json says of JSON that begins at `line` and `column` of the file, both from 1.
    pub fn of_json(file: impl Into<String>, error: &serde_json::Error, line: u64, column: u64) -> Self {
        let said = error.to_string();
        // It ends in its own place, counted from the beginning of the JSON alone.
        let cause = said.rsplit_once(" at line ").map_or(said.as_str(), |(cause, _)| cause).to_owned();
        let before = if error.line() <= 1 { column.saturating_sub(1) } else { 0 };
        // Column 0 is where serde_json stands when a line has just ended.
        let column = Some((before + error.column() as u64).max(1).to_string());
        Self { file: file.into(), line: line + (error.line() as u64).saturating_sub(1), column, cause }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, cause } = self;
        match column {
            Some(column) => write!(out, "{file}:{line}:{column}: {cause}"),
            None => write!(out, "{file}:{line}: {cause}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_compilers_write() {
        let mut error =
            FileError { file: "a.csv".into(), line: 3, column: Some("MaHoSo".into()), cause: "is empty".into() };
        assert_eq!(error.to_string(), "a.csv:3:MaHoSo: is empty");
        error.column = None;
        assert_eq!(error.to_string(), "a.csv:3: is empty");
    }

    #[test]
    fn a_place_in_json_is_counted_from_where_it_begins() {
        for (json, expected) in [("[1,", "a:7:12: EOF while parsing a value"), ("[1,\n?]", "a:8:1: expected value")] {
            let error = serde_json::from_str::<serde_json::Value>(json).unwrap_err();
            assert_eq!(FileError::of_json("a", &error, 7, 10).to_string(), expected);
        }
    }
}
