//! What the one-stop system already knows about the files of a batch (`schemas/manifest.v1.schema.json`).
//!
//! A manifest is read leniently as JSON and checked file by file: one wrong line costs its own file a refusal and the
//! rest of the batch nothing.

use std::collections::HashMap;

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CopyForm, DossierNumber, Holder, HolderId, PaperCode, PaperKind, PaperTypeCode, ProcedureCode, local_date,
};

/// How a dossier came in (DOMAIN §6, `KenhThucHien`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// At the counter.
    Counter,
    /// Online.
    Online,
    /// By post.
    Post,
}

/// A batch's manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this form: 1.
    pub version: u16,
    /// Dossiers and the papers handed in with them.
    #[serde(default)]
    pub dossiers: Vec<ManifestDossier>,
    /// Papers of no dossier: results in force that are digitised from the shelf. Each names its own holder.
    #[serde(default)]
    pub files: Vec<ManifestFile>,
}

/// One dossier of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestDossier {
    /// The dossier's number.
    #[schemars(with = "DossierNumber")]
    pub number: String,
    /// What is applied for.
    #[schemars(with = "ProcedureCode")]
    pub procedure: String,
    /// The applicant, who holds its papers unless a file says otherwise.
    pub holder: ManifestHolder,
    /// How it came in.
    pub channel: Channel,
    /// When it was received (RFC 3339).
    #[schemars(with = "Timestamp")]
    pub received_at: String,
    /// When its result is due (RFC 3339).
    #[serde(default)]
    #[schemars(with = "Option<Timestamp>")]
    pub due_at: Option<String>,
    /// Its papers. Several entries with one path are the papers in that file, in order.
    #[serde(default)]
    pub files: Vec<ManifestFile>,
}

/// Who a paper is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestHolder {
    /// Citizen ID or organisation code.
    #[schemars(with = "HolderId")]
    pub id: String,
    /// The old ID card's number.
    #[serde(default)]
    #[schemars(with = "Option<HolderId>")]
    pub old_id: Option<String>,
    /// Full name.
    #[serde(default)]
    pub name: Option<String>,
}

/// One paper of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// The file's path from the manifest's folder, or its name.
    pub path: String,
    /// What the paper is.
    #[serde(rename = "type")]
    #[schemars(with = "PaperTypeCode")]
    pub paper_type: String,
    /// Its number as printed; left out when it has none or is to be read.
    #[serde(default)]
    pub number: Option<String>,
    /// Its holder, where that is not the dossier's.
    #[serde(default)]
    pub holder: Option<ManifestHolder>,
    /// Component or result; by default a component in a dossier and a result without one.
    #[serde(default)]
    pub kind: Option<PaperKind>,
    /// Original, certified copy or electronic; by default original.
    #[serde(default)]
    pub copy_form: Option<CopyForm>,
    /// When it was issued (`YYYY-MM-DD`).
    #[serde(default)]
    #[schemars(with = "Option<Date>")]
    pub issued_on: Option<String>,
    /// The last day on which it is valid; by default what the paper type says.
    #[serde(default)]
    #[schemars(with = "Option<Date>")]
    pub valid_until: Option<String>,
    /// Who issued it.
    #[serde(default)]
    pub issuer: Option<String>,
    /// What it is about.
    #[serde(default, rename = "abstract")]
    pub abstract_text: Option<String>,
    /// How many pages it has, blank ones and separator sheets not counted.
    #[serde(default)]
    pub pages: Option<u32>,
}

/// What is claimed about one paper before it is read; everything may be unknown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// The dossier that it was handed in with.
    pub dossier: Option<DossierNumber>,
    /// The dossier's procedure.
    pub procedure: Option<ProcedureCode>,
    /// How the dossier came in.
    pub channel: Option<Channel>,
    /// When the dossier was received.
    pub received_at: Option<Timestamp>,
    /// When its result is due.
    pub due_at: Option<Timestamp>,
    /// Who the paper is about.
    pub holder: Option<Holder>,
    /// Component or result.
    pub kind: Option<PaperKind>,
    /// What it is.
    #[serde(rename = "type")]
    pub paper_type: Option<PaperTypeCode>,
    /// Its number as printed.
    pub number: Option<String>,
    /// Original, certified copy or electronic.
    pub copy_form: Option<CopyForm>,
    /// When it was issued.
    pub issued_on: Option<Date>,
    /// The last day on which it is valid.
    pub valid_until: Option<Date>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// What it is about.
    #[serde(rename = "abstract")]
    pub abstract_text: Option<String>,
    /// How many pages it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Papers cut from the same scan before, in whose place it comes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead_of: Vec<PaperCode>,
}

/// What is wrong with a manifest, or with what it says of one file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Not the JSON that the schema describes.
    #[error("the manifest cannot be read: {0}")]
    Malformed(String),
    /// A version that this program does not know.
    #[error("the manifest is of version {0}; this program reads version 1")]
    Version(u16),
    /// A value of one file's entry is wrong.
    #[error("in the manifest, {field} of {path}: {cause}")]
    Value {
        /// Which file's entry.
        path: String,
        /// Which of its values.
        field: &'static str,
        /// What is wrong with it.
        cause: String,
    },
    /// A day or time that has not come yet.
    #[error("in the manifest, {field} of {path} is in the future")]
    Future {
        /// Which file's entry.
        path: String,
        /// Which of its values.
        field: &'static str,
    },
}

impl Manifest {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// When the text is not of the schema's shape, or of a version that this program does not know.
    pub fn parse(json: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self =
            serde_json::from_slice(json).map_err(|error| ManifestError::Malformed(error.to_string()))?;
        if manifest.version == 1 { Ok(manifest) } else { Err(ManifestError::Version(manifest.version)) }
    }

    /// The manifest by its paths, to find the entries of many files.
    pub fn index(&self) -> ManifestIndex<'_> {
        let mut index = ManifestIndex::default();
        for (dossier, file) in self.entries() {
            let path = file.path.as_str();
            let entries = index.by_path.entry(path).or_default();
            if entries.is_empty() {
                index.paths.push(path);
                let name = path.rsplit('/').next().unwrap_or(path);
                index.by_name.entry(name).and_modify(|only| *only = None).or_insert(Some(path));
            }
            entries.push((dossier, file));
        }
        index
    }

    fn entries(&self) -> impl Iterator<Item = (Option<&ManifestDossier>, &ManifestFile)> {
        let in_dossiers =
            self.dossiers.iter().flat_map(|dossier| dossier.files.iter().map(move |file| (Some(dossier), file)));
        in_dossiers.chain(self.files.iter().map(|file| (None, file)))
    }
}

/// A manifest by its paths.
#[derive(Debug, Default)]
pub struct ManifestIndex<'a> {
    paths: Vec<&'a str>,
    by_path: HashMap<&'a str, Vec<(Option<&'a ManifestDossier>, &'a ManifestFile)>>,
    /// `None` for a name that several paths have.
    by_name: HashMap<&'a str, Option<&'a str>>,
}

impl<'a> ManifestIndex<'a> {
    /// Every path that the manifest names, once each, in its order.
    pub fn paths(&self) -> &[&'a str] {
        &self.paths
    }

    /// The path as the manifest has it, if it names this one; else the only one that ends in this file name.
    pub fn find(&self, path: &str, name: &str) -> Option<&'a str> {
        let exact = self.by_path.get_key_value(path).map(|(path, _)| *path);
        exact.or_else(|| self.by_name.get(name).copied().flatten())
    }

    /// What the manifest claims of the papers in the file at `path`, in order; empty when it does not name the file.
    ///
    /// # Errors
    /// The first value of the file's entries that is wrong or, on the day `now`, in the future.
    pub fn claims(&self, path: &str, now: Timestamp) -> Result<Vec<Claim>, ManifestError> {
        let entries = self.by_path.get(path).map(Vec::as_slice).unwrap_or_default();
        entries.iter().map(|(dossier, file)| claim(*dossier, file, now)).collect()
    }
}

fn claim(dossier: Option<&ManifestDossier>, file: &ManifestFile, now: Timestamp) -> Result<Claim, ManifestError> {
    let value = Checked { path: &file.path, now };
    let holder = file.holder.as_ref().or(dossier.map(|dossier| &dossier.holder));
    let mut claim = Claim {
        holder: holder.map(|holder| value.holder(holder)).transpose()?,
        kind: Some(file.kind.unwrap_or(if dossier.is_some() { PaperKind::Component } else { PaperKind::Result })),
        paper_type: Some(value.parse("type", &file.paper_type)?),
        number: file.number.clone().filter(|number| !number.trim().is_empty()),
        copy_form: file.copy_form,
        issued_on: value.past_day("issued_on", file.issued_on.as_deref())?,
        valid_until: value.optional("valid_until", file.valid_until.as_deref())?,
        issuer: file.issuer.clone(),
        abstract_text: file.abstract_text.clone(),
        pages: file.pages,
        ..Claim::default()
    };
    if let Some(dossier) = dossier {
        claim.dossier = Some(value.parse("number", &dossier.number)?);
        claim.procedure = Some(value.parse("procedure", &dossier.procedure)?);
        claim.channel = Some(dossier.channel);
        claim.received_at = Some(value.past_instant("received_at", &dossier.received_at)?);
        claim.due_at = value.optional("due_at", dossier.due_at.as_deref())?;
    }
    Ok(claim)
}

/// Parses the values of one file's entry, so that an error says whose and which it is.
struct Checked<'a> {
    path: &'a str,
    now: Timestamp,
}

impl Checked<'_> {
    fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        field: &'static str,
        text: &str,
    ) -> Result<T, ManifestError> {
        text.parse().map_err(|cause: T::Err| ManifestError::Value {
            path: self.path.to_owned(),
            field,
            cause: cause.to_string(),
        })
    }

    fn optional<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        field: &'static str,
        text: Option<&str>,
    ) -> Result<Option<T>, ManifestError> {
        text.map(|text| self.parse(field, text)).transpose()
    }

    fn past_day(&self, field: &'static str, text: Option<&str>) -> Result<Option<Date>, ManifestError> {
        match self.optional(field, text)? {
            Some(day) if day > local_date(self.now) => Err(ManifestError::Future { path: self.path.to_owned(), field }),
            day => Ok(day),
        }
    }

    fn past_instant(&self, field: &'static str, text: &str) -> Result<Timestamp, ManifestError> {
        match self.parse(field, text)? {
            instant if instant > self.now => Err(ManifestError::Future { path: self.path.to_owned(), field }),
            instant => Ok(instant),
        }
    }

    fn holder(&self, holder: &ManifestHolder) -> Result<Holder, ManifestError> {
        Ok(Holder {
            id: self.parse("holder.id", &holder.id)?,
            old_id: self.optional("holder.old_id", holder.old_id.as_deref())?,
            name: holder.name.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-23T03:00:00Z";

    fn claims(path: &str) -> Result<Vec<Claim>, ManifestError> {
        let json = r#"{"version": 1, "dossiers": [{"number": "H48.28.05-261122-0975", "procedure": "1.001193",
            "holder": {"id": "001090012345", "name": "Nguyễn Văn A"}, "channel": "counter",
            "received_at": "2026-11-22T08:00:00+07:00", "files": [
              {"path": "a.pdf", "type": "KQ.G15.000031", "number": "12/GKS"},
              {"path": "a.pdf", "type": "KQ.G15.000032"},
              {"path": "b.pdf", "type": "KQ.G15.000031", "holder": {"id": "12"}}]}],
            "files": [{"path": "c.pdf", "type": "KQ.G15.000031", "holder": {"id": "001090012345"}, "issued_on": "2026-11-24"}]}"#;
        Manifest::parse(json.as_bytes()).unwrap().index().claims(path, NOW.parse().unwrap())
    }

    #[test]
    fn one_wrong_entry_costs_its_own_file_only() {
        let two = claims("a.pdf").unwrap();
        assert_eq!((two.len(), two[0].kind), (2, Some(PaperKind::Component)));
        assert_eq!(two[1].holder.as_ref().unwrap().id.as_str(), "001090012345");
        assert!(matches!(claims("b.pdf"), Err(ManifestError::Value { field: "holder.id", .. })));
        assert!(matches!(claims("c.pdf"), Err(ManifestError::Future { field: "issued_on", .. })));
        assert_eq!(claims("d.pdf").unwrap(), vec![]);
    }

    #[test]
    fn a_wrong_form_is_refused_whole() {
        assert!(matches!(Manifest::parse(b"[]"), Err(ManifestError::Malformed(_))));
        assert_eq!(Manifest::parse(br#"{"version": 2}"#), Err(ManifestError::Version(2)));
    }
}
