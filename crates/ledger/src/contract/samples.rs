//! Records to fill a ledger with: one holder, one unit, one day, each easily made another's.

use jiff::Timestamp;
use model::{
    BatchId, BatchOpened, Channel, Claim, Context, CopyForm, Dossier, DossierNumber, Fields, HoldKind, HoldReason,
    Holder, HolderId, Outcome, PaperDraft, PaperFiles, PaperKind, PaperReceipt, Reason, ReceivedScan, ReviewItem,
    ScanFinished, ScanId, Sha256Digest, StoredFile, UnitCode,
};

use crate::{Approval, Ledger, Registration};

/// A citizen.
pub const HOLDER: &str = "001090012345";
/// The same citizen's old ID.
pub const OLD_ID: &str = "123456789";
/// A unit.
pub const UNIT: &str = "H48.28.05";
/// A result's type.
pub const BIRTH: &str = "KQ.G15.000031";
/// A dossier's number.
pub const DOSSIER: &str = "H48.28.05-261122-0975";
/// The day of most samples.
pub const TODAY: &str = "2026-11-23";

/// Parses what is known to be well formed.
pub fn known<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a well-formed sample")
}

/// Ten in the morning, Vietnam time, of a day.
pub fn morning_of(day: &str) -> Timestamp {
    known(&format!("{day}T10:00:00+07:00"))
}

/// Somebody at the unit, on [`TODAY`].
pub fn context() -> Context {
    context_on(TODAY)
}

/// Somebody at the unit, on a day.
pub fn context_on(day: &str) -> Context {
    Context { actor: "lan".to_owned(), unit: Some(known(UNIT)), purpose: Some(DOSSIER.to_owned()), at: morning_of(day) }
}

/// A batch of the unit.
pub fn batch(batch: BatchId) -> BatchOpened {
    BatchOpened { batch, unit: known(UNIT), operator: "lan".to_owned(), opened_at: morning_of(TODAY) }
}

/// A file whose bytes are `content`.
pub fn scan(batch: BatchId, position: u32, content: &str) -> ReceivedScan {
    ReceivedScan {
        scan: ScanId { batch, position },
        original: stored(content),
        path: format!("{position}.pdf"),
        unit: known(UNIT),
        operator: "lan".to_owned(),
        received_at: morning_of(TODAY),
        claims: vec![claim()],
        read: true,
        refusal: None,
        cut: None,
        rescan: None,
    }
}

/// What becomes of a file.
pub fn finished(scan: ScanId, outcome: Outcome) -> ScanFinished {
    let reason =
        Reason { kind: "encrypted".to_owned(), message: "has a password".to_owned(), hint: "take it off".to_owned() };
    ScanFinished {
        scan,
        path: format!("{}.pdf", scan.position),
        pages: 2,
        outcome,
        papers: vec![PaperReceipt {
            code: None,
            review_id: None,
            paper_type: Some(known(BIRTH)),
            pages: vec![1, 2],
            similar: Vec::new(),
        }],
        dropped: Vec::new(),
        reason: (outcome == Outcome::Refused).then_some(reason),
    }
}

/// A file with these bytes.
pub fn stored(content: &str) -> StoredFile {
    StoredFile { sha256: Sha256Digest::of(content.as_bytes()), bytes: content.len() as u64 }
}

/// A citizen with this ID.
pub fn holder(id: &str) -> Holder {
    Holder { id: known(id), old_id: None, name: Some("Nguyễn Thị Hương".to_owned()) }
}

/// What a manifest says of a birth certificate.
pub fn claim() -> Claim {
    Claim {
        holder: Some(holder(HOLDER)),
        paper_type: Some(known(BIRTH)),
        number: Some("12/GKS".to_owned()),
        ..Claim::default()
    }
}

/// A birth certificate of [`HOLDER`] with this number, whose original has these bytes.
pub fn draft(number: &str, content: &str) -> PaperDraft {
    PaperDraft {
        kind: PaperKind::Result,
        paper_type: known(BIRTH),
        name: "Giấy khai sinh".to_owned(),
        holder: holder(HOLDER),
        number: Some(number.to_owned()),
        abstract_text: Some("Đăng ký khai sinh".to_owned()),
        issuer: Some("UBND phường Hoa Lư".to_owned()),
        signer: Some("Trần Văn Bình".to_owned()),
        signer_position: Some("CHỦ TỊCH".to_owned()),
        place: Some("Ninh Bình".to_owned()),
        issued_on: Some(known("2020-02-03")),
        valid_until: None,
        scope: None,
        dossier: None,
        procedure: None,
        field: None,
        unit: known(UNIT),
        operator: "lan".to_owned(),
        scanned_at: morning_of(TODAY),
        copy_form: CopyForm::Original,
        files: PaperFiles { original: stored(content), archival: None, text: None, access: None },
        pages: vec![1],
        findings: Vec::new(),
        signatures: Vec::new(),
        doubtful: Vec::new(),
        scan: known("01931f3e-0000-7000-8000-000000000001/1"),
        instead_of: Vec::new(),
        fingerprint: None,
        similar: Vec::new(),
    }
}

/// The same for another holder.
pub fn draft_of(holder_id: &str, number: &str) -> PaperDraft {
    PaperDraft { holder: holder(holder_id), ..draft(number, &format!("{holder_id} {number}")) }
}

/// A paper that waits, whose original has these bytes.
pub fn review_item(content: &str) -> ReviewItem {
    let files = PaperFiles { original: stored(content), archival: None, text: None, access: None };
    let reason =
        HoldReason { kind: HoldKind::NumberUnknown, message: "no number".to_owned(), hint: "type it".to_owned() };
    ReviewItem {
        id: ReviewItem::id_of(&files.original.sha256, &[1], &claim()),
        scan: known("01931f3e-0000-7000-8000-000000000001/1"),
        path: "1.pdf".to_owned(),
        unit: known(UNIT),
        operator: "lan".to_owned(),
        scanned_at: morning_of(TODAY),
        reasons: vec![reason],
        claim: claim(),
        fields: Fields::default(),
        holder_read: None,
        files,
        pages: vec![1],
        findings: Vec::new(),
        signatures: Vec::new(),
        fingerprint: None,
        similar: Vec::new(),
    }
}

/// The dossier of [`DOSSIER`].
pub fn dossier() -> Dossier {
    Dossier {
        number: known(DOSSIER),
        procedure: known("1.001193"),
        holder: holder(HOLDER),
        channel: Channel::Counter,
        received_at: morning_of("2026-11-22"),
        due_at: None,
    }
}

/// A unit and its type as a declared or counted row names them.
pub fn unit_and_type() -> (UnitCode, model::PaperTypeCode) {
    (known(UNIT), known(BIRTH))
}

/// Registers a paper that counts from [`TODAY`].
pub async fn register(ledger: &dyn Ledger, draft: PaperDraft) -> Registration {
    ledger.register_paper(context(), draft, Approval::OnAcceptance).await.unwrap()
}

/// Opens a batch and receives this many files.
pub async fn receive(ledger: &dyn Ledger, files: u32) -> Vec<ReceivedScan> {
    let id = BatchId::new();
    ledger.open_batch(context(), batch(id)).await.unwrap();
    let mut scans = Vec::new();
    for position in 1..=files {
        let scan = scan(id, position, &format!("bytes of {id} {position}"));
        ledger.receive_scan(context(), scan.clone()).await.unwrap();
        scans.push(scan);
    }
    scans
}

/// A little of everything.
pub async fn fill(ledger: &dyn Ledger) {
    let scans = receive(ledger, 3).await;
    ledger.finish_scan(context(), finished(scans[0].scan, Outcome::Accepted)).await.unwrap();
    ledger.finish_scan(context(), finished(scans[1].scan, Outcome::Refused)).await.unwrap();
    ledger.open_dossier(context(), dossier(), true).await.unwrap();
    let number: DossierNumber = known(DOSSIER);
    let with_dossier = PaperDraft {
        dossier: Some(number.clone()),
        holder: Holder { old_id: Some(known::<HolderId>(OLD_ID)), ..holder(HOLDER) },
        valid_until: Some(known("2027-01-31")),
        ..draft("12/GKS", "one")
    };
    let first = register(ledger, with_dossier).await.record.code;
    let second = register(ledger, draft("12/GKS", "two")).await.record.code;
    let awaiting =
        ledger.register_paper(context(), draft("13/GKS", "three"), Approval::Separate).await.unwrap().record.code;
    ledger.reuse(context(), first.clone(), number, known(BIRTH)).await.unwrap();
    ledger.change_state(context_on("2026-11-24"), awaiting, model::StateChange::Approve).await.unwrap();
    let superseded = model::StateChange::Supersede { by: second };
    ledger.change_state(context_on("2026-12-01"), first.clone(), superseded).await.unwrap();
    ledger.hold_paper(context(), review_item("four")).await.unwrap();
    ledger.hold_paper(context(), review_item("five")).await.unwrap();
    let rejected = crate::Resolution::Reject { why: "blurred".to_owned() };
    ledger.resolve_review(context(), review_item("five").id, rejected).await.unwrap();
    let (unit, paper_type) = unit_and_type();
    let line = model::InventoryLine { unit, paper_type, count: 7, as_of: known(TODAY) };
    ledger.declare_inventory(context(), vec![line]).await.unwrap();
    ledger.record_opening(context(), first, model::PaperPart::Original, None).await.unwrap();
    ledger.record_lookup(context(), HOLDER.to_owned(), 2).await.unwrap();
}
