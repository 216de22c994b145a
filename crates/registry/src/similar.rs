//! Near duplicates: whether a paper may be a second scan of one that is here. A warning; a person decides, both pages side
//! by side. The same bytes are another matter: they never come this far.

use ledger::{Ledger, LedgerError};
use model::{
    DocumentNumber, DossierNumber, Fingerprint, Holder, PaperCode, PaperRecord, PaperState, PaperTypeCode,
    SimilarPaper, StoredFile,
};

/// So many papers of one holder are compared. Citizens have fewer; an organisation with more has numbers to tell them by.
const COMPARED_MAX: usize = 300;

/// Two papers with numbers of their own are one only when nearly all of their words are the same: one number was misread.
const WORDS_OF_ONE_PAPER: f32 = 0.85;

/// What is known of a paper that may be here already.
#[derive(Debug, Clone, Copy)]
pub struct Suspect<'a> {
    /// The file that it came in: papers of the same file are parts of one scan, not scans of one paper.
    pub original: &'a StoredFile,
    /// What tells it.
    pub fingerprint: &'a Fingerprint,
    /// Who holds it, as far as is known.
    pub holder: Option<&'a Holder>,
    /// Its number as printed, as far as is known.
    pub number: Option<&'a str>,
    /// What it is, as far as is known.
    pub paper_type: Option<&'a PaperTypeCode>,
    /// The dossier that it came with.
    pub dossier: Option<&'a DossierNumber>,
    /// The papers in whose place it comes.
    pub instead_of: &'a [PaperCode],
}

/// The papers of the same holder or dossier that look and read like it, the most alike first.
///
/// # Errors
/// The ledger's.
pub async fn similar_papers(ledger: &dyn Ledger, suspect: Suspect<'_>) -> Result<Vec<SimilarPaper>, LedgerError> {
    let mut candidates: Vec<PaperRecord> = Vec::new();
    if let Some(holder) = suspect.holder {
        for id in [Some(&holder.id), holder.old_id.as_ref()].into_iter().flatten() {
            candidates.extend(ledger.some_papers_of_holder(id, suspect.paper_type, COMPARED_MAX).await?);
        }
    }
    if let Some(dossier) = suspect.dossier {
        candidates.extend(ledger.papers_of_dossier(dossier).await?);
    }
    candidates.sort_by(|one, other| one.code.cmp(&other.code));
    candidates.dedup_by(|one, other| one.code == other.code);
    let mut similar: Vec<SimilarPaper> = candidates.into_iter().filter_map(|record| like(&suspect, record)).collect();
    similar.sort_by(|one, other| other.likeness.words.unwrap_or(0.0).total_cmp(&one.likeness.words.unwrap_or(0.0)));
    Ok(similar)
}

fn like(suspect: &Suspect<'_>, record: PaperRecord) -> Option<SimilarPaper> {
    let counts = matches!(record.state, PaperState::Approved { .. } | PaperState::AwaitingApproval);
    let original = record.paper.files.original.sha256;
    if !counts || original == suspect.original.sha256 || suspect.instead_of.contains(&record.code) {
        return None;
    }
    let likeness = suspect.fingerprint.likeness(record.paper.fingerprint.as_ref()?)?;
    let numbers = suspect.number.zip(record.paper.number.as_deref());
    let other_number =
        numbers.is_some_and(|(one, other)| DocumentNumber::normalise(one) != DocumentNumber::normalise(other));
    if other_number && likeness.words.is_none_or(|words| words < WORDS_OF_ONE_PAPER) {
        return None;
    }
    Some(SimilarPaper { code: record.code, original, pages: record.paper.pages, likeness })
}
