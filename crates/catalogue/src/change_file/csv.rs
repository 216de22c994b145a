//! Changes in CSV: a header, then one thing a line.

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;
use model::{CatalogueKind, CatalogueLine};
use serde_json::{Map, Value, json};

use super::Reading;

const UNIT: &[&str] =
    &["code", "name", "level", "parent", "from", "to", "successors", "one_stop", "remote", "land_registry", "since"];
const PAPER_TYPE: &[&str] = &["code", "name", "titles", "numbered", "months", "since"];
const PROCEDURE: &[&str] = &["code", "name", "field", "components", "results", "owes_paper_result", "since"];

pub(super) fn read(reading: &mut Reading<'_>, bytes: &[u8]) {
    let columns = match reading.file.kind {
        Some(CatalogueKind::Unit) => UNIT,
        Some(CatalogueKind::PaperType) => PAPER_TYPE,
        Some(CatalogueKind::Procedure) => PROCEDURE,
        Some(CatalogueKind::Plan) => return reading.wrong(0, None, "plans are read from JSON, not from CSV"),
        None => {
            return reading.wrong(
                0,
                None,
                "a CSV file does not say what it holds; say units, paper types or procedures",
            );
        }
    };
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if header.contains(&b';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    let Some(header) = read_header(reading, &mut reader, columns) else { return };
    for record in reader.into_records() {
        match record {
            Ok(record) => {
                let line = line_of(bytes, record.position());
                let row = Row { header: &header, record: &record };
                match row.line(reading) {
                    Ok(taken) => reading.take(line, taken),
                    Err((column, cause)) => reading.wrong(line, Some(column), cause),
                }
            }
            Err(error) => {
                let line = line_of(bytes, error.position());
                reading.wrong(line, None, said(&error));
            }
        }
    }
}

fn read_header(reading: &mut Reading<'_>, reader: &mut csv::Reader<&[u8]>, columns: &[&str]) -> Option<Vec<String>> {
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_owned()).collect(),
        Err(error) => {
            reading.wrong(1, None, said(&error));
            return None;
        }
    };
    let unknown: Vec<&String> = header.iter().filter(|name| !columns.contains(&name.as_str())).collect();
    for name in &unknown {
        reading.wrong(1, Some(name), format!("is no column of such a file; the columns are {}", columns.join(", ")));
    }
    let missing: Vec<&&str> = ["code", "name"].iter().filter(|name| !header.iter().any(|has| has == **name)).collect();
    for name in &missing {
        reading.wrong(1, Some(name), "is missing from the header");
    }
    (unknown.is_empty() && missing.is_empty()).then_some(header)
}

/// The line on which a record begins. The position that is told lies before the line feed of the line before, and before
/// blank lines, which belong to no record.
fn line_of(bytes: &[u8], position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 0 };
    let at = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let before = bytes.iter().skip(at).take_while(|byte| matches!(byte, b'\n' | b'\r'));
    position.line() + before.filter(|byte| **byte == b'\n').count() as u64
}

/// What the csv crate says of a line, in words for whoever made the file.
fn said(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8; save the file as CSV UTF-8".to_owned(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("has {len} fields where the header has {expected_len}")
        }
        _ => error.to_string(),
    }
}

type Wrong = (&'static str, String);

struct Row<'a> {
    header: &'a [String],
    record: &'a StringRecord,
}

impl Row<'_> {
    /// A field, when the column is there and not empty.
    fn text(&self, column: &str) -> Option<&str> {
        let at = self.header.iter().position(|name| name == column)?;
        self.record.get(at).map(str::trim).filter(|text| !text.is_empty())
    }

    fn flag(&self, column: &'static str) -> Result<Option<bool>, Wrong> {
        match self.text(column).map(str::to_ascii_lowercase).as_deref() {
            None => Ok(None),
            Some("1" | "true") => Ok(Some(true)),
            Some("0" | "false") => Ok(Some(false)),
            Some(other) => Err((column, format!("{other:?} is neither yes nor no; write 1 or 0"))),
        }
    }

    fn day(&self, column: &'static str) -> Result<Option<Date>, Wrong> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let day = text.parse().or_else(|_| Date::strptime("%d/%m/%Y", text));
        day.map(Some).map_err(|_| (column, format!("{text:?} is no day; write it as 2025-07-01 or 01/07/2025")))
    }

    fn list(&self, column: &str) -> Vec<&str> {
        self.text(column).unwrap_or_default().split_whitespace().collect()
    }

    fn line(&self, reading: &Reading<'_>) -> Result<CatalogueLine, Wrong> {
        let code = self.text("code").ok_or(("code", "is empty".to_owned()))?.to_owned();
        let since = self.day("since")?.or(reading.file.since);
        let since = since.ok_or(("since", "is not told, neither here nor for the file as a whole".to_owned()))?;
        // Asked for above; any other kind has been refused there.
        let kind = reading.file.kind.unwrap_or(CatalogueKind::Unit);
        let mut record = match kind {
            CatalogueKind::PaperType => self.paper_type()?,
            CatalogueKind::Procedure => self.procedure()?,
            CatalogueKind::Unit | CatalogueKind::Plan => self.unit()?,
        };
        record.insert("code".to_owned(), json!(code));
        record.insert("name".to_owned(), json!(self.text("name").ok_or(("name", "is empty".to_owned()))?));
        Ok(CatalogueLine { kind, code, since, record: Value::Object(record) })
    }

    fn unit(&self) -> Result<Map<String, Value>, Wrong> {
        let level = self.text("level").unwrap_or_default();
        if !crate::Level::ALL.iter().any(|known| known.as_str() == level) {
            return Err(("level", format!("{level:?} is no level; write province, district or commune")));
        }
        Ok(object([
            ("level", json!(level)),
            ("parent", json!(self.text("parent"))),
            ("from", json!(self.day("from")?)),
            ("to", json!(self.day("to")?)),
            ("successors", json!(self.list("successors"))),
            ("one_stop", json!(self.flag("one_stop")?.unwrap_or_default())),
            ("remote", json!(self.flag("remote")?.unwrap_or_default())),
            ("land_registry", json!(self.flag("land_registry")?.unwrap_or_default())),
        ]))
    }

    fn paper_type(&self) -> Result<Map<String, Value>, Wrong> {
        let titles: Vec<&str> =
            self.text("titles").into_iter().flat_map(|titles| titles.split('|')).map(str::trim).collect();
        let validity = match self.text("months").map(str::parse::<u16>) {
            None => json!("perpetual"),
            Some(Ok(months)) => json!({ "months": months }),
            Some(Err(_)) => return Err(("months", "is no number of months; leave it empty for ever".to_owned())),
        };
        let numbered = self.flag("numbered")?.unwrap_or(true);
        Ok(object([("titles", json!(titles)), ("validity", validity), ("numbered", json!(numbered))]))
    }

    fn procedure(&self) -> Result<Map<String, Value>, Wrong> {
        let component = |word: &str| {
            let required = !word.ends_with('?');
            json!({ "type": word.trim_end_matches('?'), "required": required })
        };
        Ok(object([
            ("field", json!(self.text("field"))),
            ("components", self.list("components").into_iter().map(component).collect()),
            ("results", json!(self.list("results"))),
            ("owes_paper_result", json!(self.flag("owes_paper_result")?.unwrap_or_default())),
        ]))
    }
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
