//! What a scan holds of a dossier against what the dossier's procedure asks for: "5 expected, 4 found: Giấy khai sinh is
//! missing". Where a manifest says what is handed in, that has been held against it (`separate`).

use std::collections::{BTreeMap, BTreeSet};

use catalogue::Catalogue;
use jiff::Timestamp;
use ledger::{Ledger, LedgerError};
use model::{ArchivedPaper, DossierNumber, Failure, HoldKind, HoldReason, PaperTypeCode, Standing, local_date};
use registry::paper_type_of;

/// So many papers of one type are looked at for one that can be reused.
const HELD_MAX: usize = 50;

/// Holds the papers of each dossier that came under a sheet with its number and lacks what its procedure requires: neither
/// in this scan, nor handed in before, nor in the store to be reused.
///
/// # Errors
/// A passing [`Failure`] when the ledger cannot answer.
pub async fn hold_incomplete(
    ledger: &dyn Ledger,
    catalogue: &Catalogue,
    papers: &mut [ArchivedPaper],
) -> Result<(), Failure> {
    let mut dossiers: BTreeMap<DossierNumber, Vec<usize>> = BTreeMap::new();
    for (at, paper) in papers.iter().enumerate() {
        let separated = &paper.read.separated;
        if let (true, Some(dossier)) = (separated.received.claims.is_empty(), &separated.claim.dossier) {
            dossiers.entry(dossier.clone()).or_default().push(at);
        }
    }
    for (dossier, of) in dossiers {
        let types = of.iter().map(|at| {
            let read = &papers[*at].read;
            paper_type_of(catalogue, &read.separated.claim, &read.fields)
        });
        let types: Vec<Option<PaperTypeCode>> = types.collect();
        if let Some(reason) = lacks(ledger, catalogue, &dossier, &types).await? {
            of.iter().for_each(|at| papers[*at].read.separated.doubts.push(reason.clone()));
        }
    }
    Ok(())
}

/// What a dossier lacks when papers of these types were found of it; `None` in a type's place for a paper of which it is not
/// known, which may be any.
async fn lacks(
    ledger: &dyn Ledger,
    catalogue: &Catalogue,
    number: &DossierNumber,
    found: &[Option<PaperTypeCode>],
) -> Result<Option<HoldReason>, LedgerError> {
    let Some(dossier) = ledger.dossier(number).await? else { return Ok(None) };
    let Some(procedure) = catalogue.procedure(&dossier.procedure) else { return Ok(None) };
    let mut there: BTreeSet<PaperTypeCode> = found.iter().flatten().cloned().collect();
    there.extend(ledger.reuses_of(number).await?.into_iter().map(|reuse| reuse.component));
    there.extend(ledger.papers_of_dossier(number).await?.into_iter().map(|record| record.paper.paper_type));
    // Whose papers it may take is not known of one without a holder's number.
    let Some(holder) = dossier.holder else { return Ok(None) };
    let required = procedure.components.iter().filter(|component| component.required).map(|part| &part.paper_type);
    let required: Vec<&PaperTypeCode> = required.collect();
    let today = local_date(Timestamp::now());
    let mut missing = Vec::new();
    for paper_type in required.iter().filter(|required| !there.contains(**required)) {
        let held = ledger.some_papers_of_holder(&holder.id, Some(paper_type), HELD_MAX).await?;
        if !held.iter().any(|record| record.standing(today) == Standing::Reusable) {
            missing.push(*paper_type);
        }
    }
    let unknown = found.iter().filter(|paper_type| paper_type.is_none()).count();
    if missing.len() <= unknown {
        return Ok(None);
    }
    let name =
        |code: &&PaperTypeCode| catalogue.paper_type(code).map_or_else(|| code.to_string(), |known| known.name.clone());
    let names: Vec<String> = missing.iter().map(name).collect();
    Ok(Some(HoldReason {
        kind: HoldKind::CountMismatch,
        message: format!(
            "hồ sơ {number} cần {} giấy tờ, có {}: thiếu {}",
            required.len(),
            required.len() - missing.len(),
            names.join(", ")
        ),
        hint: "quét giấy tờ còn thiếu, hoặc duyệt nếu hồ sơ được nộp làm nhiều lần".to_owned(),
    }))
}
