//! From what is claimed and what was read to a paper that can have its code, or to what is still missing.
//!
//! What is claimed goes before what was read. Holder, type and number make the code, so they must be claimed, sure, or
//! confirmed by a person; any other field may be doubtful, and is marked so.

use catalogue::Catalogue;
use jiff::Timestamp;
use model::{
    Claim, CopyForm, FieldName, Fields, Finding, Fingerprint, Holder, HolderReading, PaperDraft, PaperFiles, PaperKind,
    PaperTypeCode, ScanId, SignatureFacts, UnitCode, vietnamese::level,
};

/// All that is known of a paper that has no code yet.
#[derive(Debug, Clone)]
pub struct Basis<'a> {
    /// What manifest, sheet or reviewer say.
    pub claim: &'a Claim,
    /// What was read.
    pub fields: &'a Fields,
    /// Whom the paper itself names.
    pub holder: Option<&'a HolderReading>,
    /// True when a person has looked at it: what was read then counts as sure.
    pub confirmed: bool,
    /// Its files.
    pub files: PaperFiles,
    /// Its pages of the original.
    pub pages: Vec<u32>,
    /// What the quality gate noted.
    pub findings: Vec<Finding>,
    /// The digital signatures of the original.
    pub signatures: Vec<SignatureFacts>,
    /// The unit that scanned it.
    pub unit: UnitCode,
    /// Who scanned it.
    pub operator: String,
    /// When it was received.
    pub scanned_at: Timestamp,
    /// The file that it came in.
    pub scan: ScanId,
    /// What tells it when it is scanned again.
    pub fingerprint: Option<Fingerprint>,
}

/// What a code needs and is not known surely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Missing {
    /// Who the paper is about.
    Holder,
    /// What it is.
    Type,
    /// Its number, or that it has none.
    Number,
}

impl Missing {
    /// As `--set` names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Type => "type",
            Self::Number => "number",
        }
    }
}

/// A draft, or what it lacks.
#[derive(Debug, Clone, PartialEq)]
pub enum Composed {
    /// Ready for its code.
    Ready(Box<PaperDraft>),
    /// Not yet.
    Lacks(Vec<Missing>),
}

/// Puts a draft together.
pub fn compose(catalogue: &Catalogue, basis: Basis<'_>) -> Composed {
    let holder = holder(&basis);
    let paper_type =
        basis.claim.paper_type.clone().or_else(|| type_by_title(catalogue, read(&basis, FieldName::Type)?));
    let number = number(catalogue, &basis, paper_type.as_ref());
    let mut missing = Vec::new();
    if holder.is_none() {
        missing.push(Missing::Holder);
    }
    if paper_type.is_none() {
        missing.push(Missing::Type);
    }
    if number.is_none() {
        missing.push(Missing::Number);
    }
    match (holder, paper_type, number) {
        (Some(holder), Some(paper_type), Some(number)) => {
            Composed::Ready(Box::new(draft(catalogue, basis, holder, paper_type, number)))
        }
        _ => Composed::Lacks(missing),
    }
}

fn holder(basis: &Basis<'_>) -> Option<Holder> {
    let read = basis.holder.filter(|reading| reading.sure || basis.confirmed).and_then(HolderReading::holder);
    basis.claim.holder.clone().or(read)
}

/// What a paper is, by claim or by the title at its head.
pub fn paper_type_of(catalogue: &Catalogue, claim: &Claim, fields: &Fields) -> Option<PaperTypeCode> {
    let read = || type_by_title(catalogue, fields.document_type.sure_value()?);
    claim.paper_type.clone().or_else(read)
}

/// The one paper type whose title stands at the paper's head; none when several types bear it.
fn type_by_title(catalogue: &Catalogue, title: &str) -> Option<PaperTypeCode> {
    let title = level(title);
    let mut bearing = catalogue.paper_types().filter(|paper_type| {
        level(&paper_type.name) == title || paper_type.titles.iter().any(|known| level(known) == title)
    });
    let first = bearing.next()?;
    bearing.next().is_none().then(|| first.code.clone())
}

/// `Some(None)` for a paper that surely has no number; `None` when that is not known.
fn number(catalogue: &Catalogue, basis: &Basis<'_>, paper_type: Option<&PaperTypeCode>) -> Option<Option<String>> {
    if let Some(claimed) = &basis.claim.number {
        return Some(Some(claimed.clone()).filter(|number| number != "0"));
    }
    if let Some(read) = read(basis, FieldName::Number) {
        return Some(Some(read.to_owned()));
    }
    let numbered = paper_type.and_then(|code| catalogue.paper_type(code)).is_none_or(|known| known.numbered);
    if numbered { None } else { Some(None) }
}

/// What was read, as far as it counts.
fn read<'a>(basis: &Basis<'a>, name: FieldName) -> Option<&'a str> {
    let field = basis.fields.get(name);
    if basis.confirmed { field.value.as_deref() } else { field.sure_value() }
}

fn draft(
    catalogue: &Catalogue,
    basis: Basis<'_>,
    holder: Holder,
    paper_type: PaperTypeCode,
    number: Option<String>,
) -> PaperDraft {
    let claim = basis.claim;
    let any = |name| basis.fields.get(name).value.clone();
    let known = catalogue.paper_type(&paper_type);
    let issued_on = claim.issued_on.or_else(|| any(FieldName::IssuedOn).and_then(|day| day.parse().ok()));
    let by_rule = || issued_on.zip(known).and_then(|(day, known)| known.valid_until(day));
    let procedure = claim.procedure.as_ref().and_then(|code| catalogue.procedure(code));
    PaperDraft {
        kind: claim.kind.unwrap_or(if claim.dossier.is_some() { PaperKind::Component } else { PaperKind::Result }),
        name: known.map_or_else(|| paper_type.to_string(), |known| known.name.clone()),
        paper_type,
        holder,
        number,
        abstract_text: claim.abstract_text.clone().or_else(|| any(FieldName::Abstract)),
        issuer: claim.issuer.clone().or_else(|| any(FieldName::Issuer)),
        signer: any(FieldName::Signer),
        signer_position: any(FieldName::SignerPosition),
        place: any(FieldName::Place),
        issued_on,
        valid_until: claim.valid_until.or_else(by_rule),
        scope: None,
        dossier: claim.dossier.clone(),
        procedure: claim.procedure.clone(),
        field: procedure.and_then(|procedure| procedure.field.clone()),
        unit: basis.unit,
        operator: basis.operator,
        scanned_at: basis.scanned_at,
        copy_form: claim.copy_form.unwrap_or(CopyForm::Original),
        files: basis.files,
        pages: basis.pages,
        findings: basis.findings,
        signatures: basis.signatures,
        doubtful: if basis.confirmed { Vec::new() } else { doubtful(claim, basis.fields) },
        scan: basis.scan,
        instead_of: claim.instead_of.clone(),
        fingerprint: basis.fingerprint,
        similar: Vec::new(),
    }
}

/// Fields that stand in the record as a machine read them, unsurely.
fn doubtful(claim: &Claim, fields: &Fields) -> Vec<FieldName> {
    let claimed = |name| match name {
        // Type and number are claimed or sure, or there would be no draft.
        FieldName::Type | FieldName::Number => true,
        FieldName::IssuedOn => claim.issued_on.is_some(),
        FieldName::Issuer => claim.issuer.is_some(),
        FieldName::Abstract => claim.abstract_text.is_some(),
        FieldName::Place | FieldName::Signer | FieldName::SignerPosition => false,
    };
    fields.doubtful().into_iter().filter(|name| !claimed(*name)).collect()
}
