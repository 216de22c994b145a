//! The words of the domain as types: identifiers, paper codes, records, log entries and the hand-overs of the pipeline.
//!
//! This crate does no I/O and never will: it knows no HTTP, no S3, no sled, no clock. Everything else depends on it,
//! it depends on nothing of ours. Words and rules are those of `DOMAIN.md`; each rule names its section.
//!
//! Reading order: identifiers and codes, then what they name (records), then what happens to them (entries), then the
//! types that a paper becomes on its way through the pipeline.

mod calendar;
mod digest;
mod identifiers;
mod paper_code;
pub mod vietnamese;

mod fields;
mod fingerprint;
mod layout;
mod page;
mod quality;
mod record;

mod account;
mod dossier;
mod entry;
mod file_error;
mod handover;
mod manifest;
mod receipt;
mod seal;
mod separator;

pub use account::{Account, AccountName, CredentialChange, Role};
pub use calendar::{day_begins, local_date, local_offset};
pub use digest::Sha256Digest;
pub use dossier::{
    CatalogueKind, CatalogueLine, ComponentReuse, DossierComponent, DossierRecord, DossierResult, DossierState,
    HandOver, PaperCorrection, StaffLine, Ticket, Validity, working_days,
};
pub use entry::{
    BatchOpened, ChainError, Context, Entry, EntryBody, EntryHeader, ErasedPaper, InventoryLine, ObjectRepair,
    PaperPart, ScanFinished, SealedBody,
};
pub use fields::{Field, FieldName, Fields};
pub use file_error::FileError;
pub use fingerprint::{Fingerprint, ImageHash, Likeness, TextSketch, TextSketcher};
pub use handover::{
    ArchivedPaper, Failure, FailureKind, HoldKind, HoldReason, HolderReading, PagedScan, Place, ReadPaper,
    ReceivedScan, RegisteredPaper, Rescan, SeparatedPaper, SeparatedScan, Verdict, disk_hint, with_causes,
};
pub use identifiers::{
    BatchId, DossierNumber, HolderId, HolderKind, IdentifierError, PaperTypeCode, ProcedureCode, ReviewId, ScanId,
    UnitCode,
};
pub use layout::{Line, PageText, Word};
pub use manifest::{
    Channel, Claim, Manifest, ManifestDossier, ManifestError, ManifestFile, ManifestHolder, ManifestIndex,
};
pub use page::{
    DocumentFacts, DocumentFormat, Finding, FindingKind, PageCode, PageColour, PageFacts, PageQuality, PageRect,
    Severity, SignatureFacts, SignatureState,
};
pub use paper_code::{CodePrefix, DocumentNumber, PaperCode};
pub use quality::{MeasuredPage, QualityReport};
pub use receipt::{BatchReceipt, DropReason, DroppedPage, FileReceipt, Outcome, PageProgress, PaperReceipt, Reason};
pub use record::{
    CopyForm, Dossier, Holder, PaperDraft, PaperFiles, PaperKind, PaperRecord, PaperState, ReviewItem, SimilarPaper,
    Standing, StateChange, StateChangeError, StoredFile, WhyNot,
};
pub use seal::{CertifiedCopy, Checkpoint, Seal, Sealable, SealedCheckpoint, SealedReceipt, sealed_bytes};
pub use separator::Separator;
