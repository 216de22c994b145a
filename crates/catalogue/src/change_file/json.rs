//! Changes in JSON: an array of lines or of records, or one of the catalogue's files as a whole.

use jiff::civil::Date;
use model::{CatalogueKind, CatalogueLine, FileError};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::Reading;

/// One of the catalogue's files, its entries left unread: each is read by itself, so that its place can be told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<'a> {
    version: u16,
    since: Option<Date>,
    #[serde(borrow)]
    units: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    paper_types: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    procedures: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    plans: Option<Vec<&'a RawValue>>,
}

pub(super) fn read(reading: &mut Reading<'_>, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return reading.wrong(0, None, "is not UTF-8; save the file as UTF-8");
    };
    let result = if text.trim_start().starts_with('[') { array(reading, text) } else { document(reading, text) };
    if let Err(error) = result {
        reading.changes.errors.push(FileError::of_json(reading.file.name, &error, 1, 1));
    }
}

fn array(reading: &mut Reading<'_>, text: &str) -> serde_json::Result<()> {
    let entries: Vec<&RawValue> = serde_json::from_str(text)?;
    let (kind, since) = (reading.file.kind, reading.file.since);
    for entry in entries {
        one(reading, text, entry, kind, since);
    }
    Ok(())
}

fn document(reading: &mut Reading<'_>, text: &str) -> serde_json::Result<()> {
    let Document { version, since, units, paper_types, procedures, plans } = serde_json::from_str(text)?;
    if version != 1 {
        reading.wrong(0, Some("version"), format!("is {version}, this program reads 1"));
        return Ok(());
    }
    let since = since.or(reading.file.since);
    let of_kinds = [
        (CatalogueKind::Unit, units),
        (CatalogueKind::PaperType, paper_types),
        (CatalogueKind::Procedure, procedures),
        (CatalogueKind::Plan, plans),
    ];
    for (kind, entries) in of_kinds {
        for entry in entries.unwrap_or_default() {
            one(reading, text, entry, Some(kind), since);
        }
    }
    Ok(())
}

/// Reads one entry: a line when it has a `record`, else the record itself.
fn one(reading: &mut Reading<'_>, text: &str, entry: &RawValue, kind: Option<CatalogueKind>, since: Option<Date>) {
    let at = line_of(text, entry.get());
    match line(entry.get(), kind, since) {
        Ok(line) => reading.take(at, line),
        Err(cause) => reading.wrong(at, None, cause),
    }
}

fn line(entry: &str, kind: Option<CatalogueKind>, since: Option<Date>) -> Result<CatalogueLine, String> {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(entry) else {
        return Err("is not an object".to_owned());
    };
    let said = |value: Value, name: &str| format!("{name} is {value}, which it cannot be");
    let kind = match fields.remove("kind") {
        Some(value) => Some(CatalogueKind::deserialize(&value).map_err(|_| said(value, "kind"))?),
        None => kind,
    };
    let since = match fields.remove("since") {
        Some(value) => Some(Date::deserialize(&value).map_err(|_| said(value, "since"))?),
        None => since,
    };
    let kind = kind.ok_or("does not say its kind: unit, paper_type, procedure or plan")?;
    let since = since.ok_or("since is not told, neither here nor for the file as a whole")?;
    let record = fields.remove("record");
    let key = if kind == CatalogueKind::Plan && record.is_none() { "name" } else { "code" };
    let Some(code) = fields.get(key).or_else(|| record.as_ref()?.get(key)).and_then(Value::as_str).map(str::to_owned)
    else {
        return Err(format!("{key} is missing"));
    };
    Ok(CatalogueLine { kind, code, since, record: record.unwrap_or(Value::Object(fields)) })
}

/// The line of `text` on which a part of it begins, from 1.
fn line_of(text: &str, part: &str) -> u64 {
    let offset = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    1 + text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() as u64
}
