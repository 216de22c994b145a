//! Gives a paper its code, or keeps it for a person: `ArchivedPaper` in, `RegisteredPaper` out.
//!
//! A paper passes by itself when a manifest claims it, nothing about it is doubted, and holder, type and number are known
//! for sure. Everything else is held, with the reasons.
//!
//! A crash may come between the code and the end of the file, and the path is then taken again: a paper that this very
//! file brought is new both times, so that its receipt never calls it a duplicate of itself.

mod components;

use catalogue::Catalogue;
use ledger::{Approval, Held, Ledger, LedgerError};
use model::{
    ArchivedPaper, Claim, Context, Failure, Fingerprint, HoldKind, HoldReason, HolderReading, PaperDraft, PaperFiles,
    RegisteredPaper, ReviewItem, SimilarPaper,
};
use registry::{Basis, Composed, Missing, Suspect, compose, similar_papers};

pub use components::hold_incomplete;

/// Codes or holds a paper.
///
/// # Errors
/// A passing [`Failure`] when the ledger cannot answer.
pub async fn register(
    ledger: &dyn Ledger,
    catalogue: &Catalogue,
    approval: Approval,
    paper: ArchivedPaper,
) -> Result<RegisteredPaper, Failure> {
    let claim = with_dossier(ledger, paper.read.separated.claim.clone()).await?;
    let received = &paper.read.separated.received;
    let context = Context {
        actor: received.operator.clone(),
        unit: Some(received.unit.clone()),
        purpose: None,
        at: jiff::Timestamp::now(),
    };
    let mut reasons = paper.read.separated.doubts.clone();
    // Whoever cuts a scan anew says which pages, not what they are.
    if received.claims.is_empty() || (received.cut.is_some() && claim.paper_type.is_none()) {
        reasons.push(unclaimed());
    }
    let draft = match compose(catalogue, basis(&paper, &claim)) {
        Composed::Ready(draft) => Some(draft),
        Composed::Lacks(missing) => {
            reasons.extend(missing.into_iter().map(lacks));
            None
        }
    };
    let similar = similar(ledger, &paper, &claim, draft.as_deref()).await?;
    match draft.filter(|_| reasons.is_empty()) {
        Some(mut draft) => {
            draft.similar = similar;
            let registered = ledger.register_paper(context, *draft, approval).await?;
            let new = registered.new || registered.record.paper.scan == paper.read.separated.received.scan;
            Ok(RegisteredPaper::Coded { record: Box::new(registered.record), new })
        }
        None => hold(ledger, context, paper, claim, reasons, similar).await,
    }
}

/// What is here already and looks and reads like the paper, as far as its holder is known.
async fn similar(
    ledger: &dyn Ledger,
    paper: &ArchivedPaper,
    claim: &Claim,
    draft: Option<&PaperDraft>,
) -> Result<Vec<SimilarPaper>, LedgerError> {
    let read = paper.read.holder.as_ref().and_then(HolderReading::holder);
    let suspect = Suspect {
        original: &paper.read.separated.received.original,
        fingerprint: &paper.read.fingerprint,
        holder: draft.map(|draft| &draft.holder).or(claim.holder.as_ref()).or(read.as_ref()),
        number: draft.and_then(|draft| draft.number.as_deref()).or(claim.number.as_deref()),
        paper_type: draft.map(|draft| &draft.paper_type).or(claim.paper_type.as_ref()),
        dossier: claim.dossier.as_ref(),
        instead_of: &claim.instead_of,
    };
    similar_papers(ledger, suspect).await
}

/// A sheet may say no more than the dossier's number: the ledger knows its procedure and holder.
async fn with_dossier(ledger: &dyn Ledger, mut claim: Claim) -> Result<Claim, LedgerError> {
    if let (Some(number), None) = (&claim.dossier, &claim.holder)
        && let Some(dossier) = ledger.dossier(number).await?
    {
        claim.holder = dossier.holder;
        claim.procedure = Some(dossier.procedure);
    }
    Ok(claim)
}

async fn hold(
    ledger: &dyn Ledger,
    context: Context,
    paper: ArchivedPaper,
    claim: Claim,
    reasons: Vec<HoldReason>,
    similar: Vec<SimilarPaper>,
) -> Result<RegisteredPaper, Failure> {
    let item = ReviewItem { similar, ..review_item(paper, claim, reasons) };
    let (id, scan, reasons) = (item.id.clone(), item.scan, item.reasons.clone());
    let similar = item.similar.iter().map(|paper| paper.code.clone()).collect();
    let new = match ledger.hold_paper(context, item).await? {
        Held::New => true,
        Held::Waiting => ledger.review(&id).await?.is_some_and(|waiting| waiting.scan == scan),
        Held::Rejected => false,
        Held::Accepted(code) => {
            let record = ledger.paper(&code).await?;
            let record = record.ok_or_else(|| Failure::passing("ledger", "a paper accepted in review is not there"))?;
            let new = record.paper.scan == scan;
            return Ok(RegisteredPaper::Coded { record: Box::new(record), new });
        }
    };
    Ok(RegisteredPaper::Held { review_id: id, reasons, similar, new })
}

fn review_item(paper: ArchivedPaper, mut claim: Claim, reasons: Vec<HoldReason>) -> ReviewItem {
    let files = files(&paper);
    let fingerprint = fingerprint(&paper);
    let separated = paper.read.separated;
    let pages: Vec<u32> = separated.pages.iter().map(|page| page.page).collect();
    let id = ReviewItem::id_of(&separated.received.original.sha256, &pages, &claim);
    // Whom the paper names with an ID is proposed to the reviewer, who confirms it by accepting.
    if claim.holder.is_none() {
        claim.holder = paper.read.holder.as_ref().and_then(HolderReading::holder);
    }
    ReviewItem {
        id,
        scan: separated.received.scan,
        path: separated.received.path,
        unit: separated.received.unit,
        operator: separated.received.operator,
        scanned_at: separated.received.received_at,
        reasons,
        claim,
        fields: paper.read.fields,
        holder_read: paper.read.holder,
        files,
        pages,
        findings: separated.pages.iter().flat_map(|page| page.findings.clone()).collect(),
        signatures: separated.signatures,
        fingerprint,
        similar: Vec::new(),
    }
}

/// `None` for a paper of which no pixel was looked at.
fn fingerprint(paper: &ArchivedPaper) -> Option<Fingerprint> {
    let fingerprint = &paper.read.fingerprint;
    (*fingerprint != Fingerprint::default()).then(|| fingerprint.clone())
}

fn basis<'a>(paper: &'a ArchivedPaper, claim: &'a Claim) -> Basis<'a> {
    let separated = &paper.read.separated;
    Basis {
        claim,
        fields: &paper.read.fields,
        holder: paper.read.holder.as_ref(),
        confirmed: false,
        files: files(paper),
        pages: separated.pages.iter().map(|page| page.page).collect(),
        findings: separated.pages.iter().flat_map(|page| page.findings.clone()).collect(),
        signatures: separated.signatures.clone(),
        unit: separated.received.unit.clone(),
        operator: separated.received.operator.clone(),
        scanned_at: separated.received.received_at,
        scan: separated.received.scan,
        fingerprint: fingerprint(paper),
    }
}

fn files(paper: &ArchivedPaper) -> PaperFiles {
    let original = paper.read.separated.received.original;
    PaperFiles { original, archival: paper.archival, text: paper.text, access: paper.access }
}

fn unclaimed() -> HoldReason {
    HoldReason {
        kind: HoldKind::Unclaimed,
        message: "không có bảng kê cho tệp này".to_owned(),
        hint: "xem những gì đã đọc được rồi xác nhận: hoso review accept … --set holder=…".to_owned(),
    }
}

fn lacks(missing: Missing) -> HoldReason {
    let (kind, what, name) = match missing {
        Missing::Holder => (HoldKind::HolderUnknown, "chủ giấy tờ", "holder"),
        Missing::Type => (HoldKind::TypeUnknown, "loại giấy tờ", "type"),
        Missing::Number => (HoldKind::NumberUnknown, "số ký hiệu", "number"),
    };
    HoldReason {
        kind,
        message: format!("chưa biết chắc {what}"),
        hint: format!("điền khi duyệt: hoso review accept … --set {name}=…"),
    }
}
