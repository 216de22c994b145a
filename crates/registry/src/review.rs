//! Review: a person looks at what was held, corrects it, and accepts or rejects it.

use ledger::{LedgerError, Registration, Resolution, Resolved};
use model::{Claim, Field, Fields, Holder, HolderId, HolderReading, ReviewId, ReviewItem};

use crate::{
    Actor, Composed, Registry, RegistryError, Suspect, compose,
    draft::{Basis, Missing},
    similar_papers,
};

/// What a reviewer types in, name by name; laid over what was claimed and read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corrections(Vec<(String, String)>);

/// The names that `--set` takes.
const NAMES: [&str; 16] = [
    "holder",
    "holder_name",
    "holder_old_id",
    "type",
    "number",
    "kind",
    "copy_form",
    "dossier",
    "procedure",
    "issuer",
    "issued_on",
    "valid_until",
    "abstract",
    "signer",
    "signer_position",
    "place",
];

impl Corrections {
    /// From pairs of name and value; an empty value clears the field.
    ///
    /// # Errors
    /// [`RegistryError::Value`] for a name that is not one, with those that are.
    pub fn new(pairs: Vec<(String, String)>) -> Result<Self, RegistryError> {
        match pairs.iter().find(|(name, _)| !NAMES.contains(&name.as_str())) {
            None => Ok(Self(pairs)),
            Some((name, _)) => Err(RegistryError::Value {
                field: name.clone(),
                cause: format!("not a field; there are {}", NAMES.join(", ")),
            }),
        }
    }

    fn apply(&self, claim: &mut Claim, fields: &mut Fields) -> Result<(), RegistryError> {
        self.0.iter().try_for_each(|(name, value)| {
            set(name, value.trim(), claim, fields).map_err(|cause| RegistryError::Value { field: name.clone(), cause })
        })
    }
}

fn set(name: &str, value: &str, claim: &mut Claim, fields: &mut Fields) -> Result<(), String> {
    let text = (!value.is_empty()).then(|| value.to_owned());
    match name {
        "holder" => {
            let id: HolderId = value.parse().map_err(|error| format!("{error}"))?;
            let name = claim.holder.take().and_then(|holder| holder.name);
            claim.holder = Some(Holder { id, old_id: None, name });
        }
        "holder_name" => holder(claim)?.name = text,
        "holder_old_id" => holder(claim)?.old_id = parse(value)?,
        "type" => claim.paper_type = parse(value)?,
        // An empty number says that the paper has none.
        "number" => claim.number = Some(text.unwrap_or_else(|| "0".to_owned())),
        "kind" => claim.kind = word(value)?,
        "copy_form" => claim.copy_form = word(value)?,
        "dossier" => claim.dossier = parse(value)?,
        "procedure" => claim.procedure = parse(value)?,
        "issued_on" => {
            claim.issued_on = parse(value)?;
            fields.issued_on = Field::default();
        }
        "valid_until" => claim.valid_until = parse(value)?,
        "issuer" => {
            claim.issuer = text;
            fields.issuer = Field::default();
        }
        "abstract" => {
            claim.abstract_text = text;
            fields.abstract_text = Field::default();
        }
        "signer" => fields.signer = typed(text),
        "signer_position" => fields.signer_position = typed(text),
        "place" => fields.place = typed(text),
        // `Corrections::new` lets no other name pass.
        other => return Err(format!("{other} cannot be set")),
    }
    Ok(())
}

fn holder(claim: &mut Claim) -> Result<&mut Holder, String> {
    claim.holder.as_mut().ok_or_else(|| "set the holder first".to_owned())
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(value: &str) -> Result<Option<T>, String> {
    if value.is_empty() { Ok(None) } else { value.parse().map(Some).map_err(|error: T::Err| error.to_string()) }
}

fn word<T: serde::de::DeserializeOwned>(value: &str) -> Result<Option<T>, String> {
    serde_json::from_value(serde_json::Value::String(value.to_owned())).map(Some).map_err(|error| error.to_string())
}

/// What a person typed is sure.
fn typed(value: Option<String>) -> Field {
    Field { sure: value.is_some(), confidence: if value.is_some() { 1.0 } else { 0.0 }, value, ..Field::default() }
}

impl Registry {
    /// Accepts a held paper with corrections: it has its code when this returns.
    ///
    /// # Errors
    /// [`RegistryError::UnknownReview`], [`RegistryError::Incomplete`] names what is still missing, [`RegistryError::Value`]
    /// what is wrong.
    pub async fn accept_review(
        &self,
        actor: &Actor,
        id: &ReviewId,
        corrections: &Corrections,
    ) -> Result<Registration, RegistryError> {
        let item = self.waiting(id).await?;
        let (mut claim, mut fields) = (item.claim.clone(), item.fields.clone());
        corrections.apply(&mut claim, &mut fields)?;
        if let (Some(holder), Some(read)) = (&mut claim.holder, &item.holder_read) {
            name_as_read(holder, read);
        }
        if let Some(paper_type) = &claim.paper_type {
            self.check_paper_type(paper_type)?;
        }
        if let Some(procedure) = &claim.procedure {
            self.check_procedure(procedure)?;
        }
        let context = actor.context(Some(item.unit.clone()), None);
        let mut draft = match compose(&self.catalogue, basis(&item, &claim, &fields)) {
            Composed::Ready(draft) => draft,
            Composed::Lacks(missing) => {
                let missing: Vec<&str> = missing.into_iter().map(Missing::as_str).collect();
                return Err(RegistryError::Incomplete { id: id.clone(), missing: missing.join(", ") });
            }
        };
        if let Some(fingerprint) = &item.fingerprint {
            let suspect = Suspect {
                original: &item.files.original,
                fingerprint,
                holder: Some(&draft.holder),
                number: draft.number.as_deref(),
                paper_type: Some(&draft.paper_type),
                dossier: draft.dossier.as_ref(),
                instead_of: &item.claim.instead_of,
            };
            draft.similar = similar_papers(&*self.ledger, suspect).await?;
        }
        let resolution = Resolution::Accept(draft, self.approval);
        match self.ledger.resolve_review(context, id.clone(), resolution).await? {
            Resolved::Accepted(registration) => Ok(*registration),
            Resolved::Rejected(id) => Err(LedgerError::AlreadyResolved(id).into()),
        }
    }

    /// Rejects a held paper: it gets no code, its bytes stay.
    ///
    /// # Errors
    /// [`RegistryError::UnknownReview`], or the ledger's.
    pub async fn reject_review(&self, actor: &Actor, id: &ReviewId, why: &str) -> Result<(), RegistryError> {
        let item = self.waiting(id).await?;
        let context = actor.context(Some(item.unit), None);
        self.ledger.resolve_review(context, id.clone(), Resolution::Reject { why: why.to_owned() }).await?;
        Ok(())
    }

    async fn waiting(&self, id: &ReviewId) -> Result<ReviewItem, RegistryError> {
        self.ledger.review(id).await?.ok_or_else(|| RegistryError::UnknownReview(id.clone()))
    }
}

/// Whoever gives the ID of a holder of whom the paper tells the name only gives it to that name.
fn name_as_read(holder: &mut Holder, read: &HolderReading) {
    let told = read.born_on.map(jiff::civil::Date::year).zip(holder.id.birth_year());
    let of_another =
        read.id.as_ref().is_some_and(|id| *id != holder.id) || told.is_some_and(|(one, other)| one != other);
    if holder.name.is_none() && !of_another {
        holder.name.clone_from(&read.name);
    }
}

fn basis<'a>(item: &ReviewItem, claim: &'a Claim, fields: &'a Fields) -> Basis<'a> {
    Basis {
        claim,
        fields,
        // What it names with an ID is in the claim, where the reviewer saw it.
        holder: None,
        confirmed: true,
        files: item.files,
        pages: item.pages.clone(),
        findings: item.findings.clone(),
        signatures: item.signatures.clone(),
        unit: item.unit.clone(),
        operator: item.operator.clone(),
        scanned_at: item.scanned_at,
        scan: item.scan,
        fingerprint: item.fingerprint.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_lie_over_what_was_claimed_and_read() {
        let pairs =
            [("holder", "001090012345"), ("holder_name", "Nguyễn Văn A"), ("number", ""), ("issued_on", "2020-01-02")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let (mut claim, mut fields) = (Claim::default(), Fields::default());
        Corrections::new(pairs).unwrap().apply(&mut claim, &mut fields).unwrap();
        let holder = claim.holder.unwrap();
        assert_eq!((holder.id.as_str(), holder.name.as_deref()), ("001090012345", Some("Nguyễn Văn A")));
        assert_eq!(claim.number.as_deref(), Some("0"));
        assert_eq!(claim.issued_on.unwrap().to_string(), "2020-01-02");
    }

    #[test]
    fn a_holder_without_a_name_takes_the_one_that_was_read() {
        let read = |id: Option<&str>, born: Option<&str>| HolderReading {
            id: id.map(|id| id.parse().unwrap()),
            name: Some("Trần Văn Mẫu".to_owned()),
            born_on: born.map(|day| day.parse().unwrap()),
            ..HolderReading::default()
        };
        let (own, other) = ("048090004321", "048090009999");
        for (reading, before, after) in [
            (read(None, Some("1990-03-02")), None, Some("Trần Văn Mẫu")),
            (read(Some(own), None), None, Some("Trần Văn Mẫu")),
            (read(None, None), Some("Trần Mẫu"), Some("Trần Mẫu")),
            (read(Some(other), None), None, None),
            (read(None, Some("1960-03-02")), None, None),
        ] {
            let mut holder = Holder { id: own.parse().unwrap(), old_id: None, name: before.map(str::to_owned) };
            name_as_read(&mut holder, &reading);
            assert_eq!(holder.name.as_deref(), after, "{reading:?}");
        }
    }

    #[test]
    fn a_wrong_name_or_value_is_named() {
        assert!(
            Corrections::new(vec![("colour".into(), "red".into())]).unwrap_err().to_string().starts_with("colour: ")
        );
        let corrections = Corrections::new(vec![("holder".into(), "12".into())]).unwrap();
        let error = corrections.apply(&mut Claim::default(), &mut Fields::default()).unwrap_err();
        assert!(error.to_string().starts_with("holder: "), "{error}");
    }
}
