//! A digitised paper's record (DOMAIN §4), its states, the dossier it came with, and the paper that waits for a person.

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    BatchId, Channel, Claim, CodePrefix, DocumentNumber, DossierNumber, FieldName, Fields, Finding, Fingerprint,
    HoldReason, HolderId, HolderReading, Likeness, PaperCode, PaperTypeCode, ProcedureCode, ReviewId, ScanId,
    Sha256Digest, SignatureFacts, UnitCode, local_date,
};

/// Who a paper is about (chủ giấy tờ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Holder {
    /// Citizen ID, old ID or organisation code.
    pub id: HolderId,
    /// The old ID card's number, which still stands on old papers.
    pub old_id: Option<HolderId>,
    /// Full name, as written.
    pub name: Option<String>,
}

/// What a paper is to its dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// Thành phần hồ sơ: handed in with a dossier.
    Component,
    /// Kết quả giải quyết: issued when a dossier is resolved.
    Result,
}

/// What was scanned (DOMAIN §6, `LoaiBan`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CopyForm {
    /// Bản chính (0).
    Original,
    /// Bản sao chứng thực (1).
    CertifiedCopy,
    /// Bản điện tử (2).
    Electronic,
}

/// A file in the object store: its hash is its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct StoredFile {
    /// SHA-256 of its bytes.
    pub sha256: Sha256Digest,
    /// How many there are.
    pub bytes: u64,
}

/// The files of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaperFiles {
    /// What the scanner gave, byte for byte; several papers may lie in one.
    pub original: StoredFile,
    /// The PDF/A; `None` for a paper that was taken in without reading.
    pub archival: Option<StoredFile>,
    /// The recognised text: one `PageText` a line, zstd.
    pub text: Option<StoredFile>,
    /// The access copy; `None` unless it was asked for at intake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<StoredFile>,
}

impl PaperFiles {
    /// What was made of the original and is kept beside it.
    pub fn derived(&self) -> impl Iterator<Item = StoredFile> + use<> {
        self.archival.into_iter().chain(self.text).chain(self.access)
    }
}

/// A paper that another may be a second scan of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SimilarPaper {
    /// Which.
    pub code: PaperCode,
    /// Its original, to be shown beside.
    pub original: Sha256Digest,
    /// Its pages of that.
    pub pages: Vec<u32>,
    /// How much they are alike.
    #[serde(flatten)]
    pub likeness: Likeness,
}

/// A paper with everything but its code: what the pipeline or a reviewer hands to the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PaperDraft {
    /// Component or result.
    pub kind: PaperKind,
    /// The catalogue's code of what it is.
    #[serde(rename = "type")]
    pub paper_type: PaperTypeCode,
    /// The paper type's name when it was coded.
    pub name: String,
    /// Who it is about.
    pub holder: Holder,
    /// The number as printed; `None` for a paper without one.
    pub number: Option<String>,
    /// Trích yếu.
    #[serde(rename = "abstract")]
    pub abstract_text: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Who signed it.
    pub signer: Option<String>,
    /// As what.
    pub signer_position: Option<String>,
    /// Where it was issued.
    pub place: Option<String>,
    /// When.
    pub issued_on: Option<Date>,
    /// The last day on which it is valid; `None` for ever (vô thời hạn).
    pub valid_until: Option<Date>,
    /// Where or for what it is valid, when not everywhere.
    pub scope: Option<String>,
    /// The dossier that it came with.
    pub dossier: Option<DossierNumber>,
    /// That dossier's procedure.
    pub procedure: Option<ProcedureCode>,
    /// The field of the procedure (lĩnh vực).
    pub field: Option<String>,
    /// The unit that digitised it.
    pub unit: UnitCode,
    /// Who scanned it.
    pub operator: String,
    /// When it was received.
    pub scanned_at: Timestamp,
    /// Original, certified copy or electronic.
    pub copy_form: CopyForm,
    /// Its files.
    pub files: PaperFiles,
    /// The pages of the original that are its own, from 1.
    pub pages: Vec<u32>,
    /// What the quality gate noted.
    pub findings: Vec<Finding>,
    /// The digital signatures of the original.
    pub signatures: Vec<SignatureFacts>,
    /// Fields that a machine read, not surely, and nobody has confirmed.
    pub doubtful: Vec<FieldName>,
    /// The file that it came in.
    pub scan: ScanId,
    /// Papers cut from the same scan before, in whose place it comes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead_of: Vec<PaperCode>,
    /// What tells it when it is scanned again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// Papers that it may be a second scan of: a warning, which a person judges by both pages side by side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub similar: Vec<SimilarPaper>,
}

impl PaperDraft {
    /// All of its code but the serial.
    pub fn prefix(&self) -> CodePrefix {
        let number = self.number.as_deref().map_or_else(DocumentNumber::none, DocumentNumber::normalise);
        CodePrefix { holder: self.holder.id.clone(), paper_type: self.paper_type.clone(), number }
    }

    /// What makes it this paper and no other: the same pages of the same bytes for the same holder, type and number.
    pub fn identity(&self) -> Sha256Digest {
        identity(&self.files.original.sha256, &self.pages, &self.prefix().to_string())
    }
}

fn identity(original: &Sha256Digest, pages: &[u32], claim: &str) -> Sha256Digest {
    let pages: Vec<String> = pages.iter().map(u32::to_string).collect();
    Sha256Digest::of(format!("{original}|{}|{claim}", pages.join(",")).as_bytes())
}

/// Where a paper stands with the authority (DOMAIN §4). `expired` is not here: it comes by date alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PaperState {
    /// 1, chờ duyệt.
    AwaitingApproval,
    /// 2, đã duyệt.
    Approved {
        /// The local day from which it counts.
        on: Date,
    },
    /// 3, không duyệt.
    Rejected {
        /// The reason given.
        why: String,
    },
    /// Another paper has taken its place.
    Superseded {
        /// That paper.
        by: PaperCode,
    },
    /// Taken back by its issuer.
    Revoked {
        /// The reason given.
        why: String,
    },
}

/// A step from one state to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum StateChange {
    /// Awaiting approval → approved.
    Approve,
    /// Awaiting approval → rejected.
    Reject {
        /// Why.
        why: String,
    },
    /// Approved → revoked.
    Revoke {
        /// Why.
        why: String,
    },
    /// Approved → superseded.
    Supersede {
        /// By which paper.
        by: PaperCode,
    },
}

/// A step that the paper's state does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a paper that is {from} cannot be {to}")]
pub struct StateChangeError {
    from: &'static str,
    to: &'static str,
}

impl PaperState {
    /// The state's name in JSON and on the command line.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Approved { .. } => "approved",
            Self::Rejected { .. } => "rejected",
            Self::Superseded { .. } => "superseded",
            Self::Revoked { .. } => "revoked",
        }
    }

    /// The state after `change` made at `at`.
    ///
    /// # Errors
    /// When this state does not allow that change. The same change a second time is an error too: the caller decides
    /// whether that is what was wanted.
    pub fn after(&self, change: &StateChange, at: Timestamp) -> Result<Self, StateChangeError> {
        match (self, change) {
            (Self::AwaitingApproval, StateChange::Approve) => Ok(Self::Approved { on: local_date(at) }),
            (Self::AwaitingApproval, StateChange::Reject { why }) => Ok(Self::Rejected { why: why.clone() }),
            (Self::Approved { .. }, StateChange::Revoke { why }) => Ok(Self::Revoked { why: why.clone() }),
            (Self::Approved { .. }, StateChange::Supersede { by }) => Ok(Self::Superseded { by: by.clone() }),
            (from, change) => {
                let to = match change {
                    StateChange::Approve => "approved",
                    StateChange::Reject { .. } => "rejected",
                    StateChange::Revoke { .. } => "revoked",
                    StateChange::Supersede { .. } => "superseded",
                };
                Err(StateChangeError { from: from.as_str(), to })
            }
        }
    }
}

/// A paper in the store: its code, its state, and all that the draft said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PaperRecord {
    /// Its identity, given once.
    pub code: PaperCode,
    /// Where it stands.
    #[serde(flatten)]
    pub state: PaperState,
    /// All else.
    #[serde(flatten)]
    pub paper: PaperDraft,
    /// True when it was handed in though the store had a reusable paper of its holder and type, from another dossier, on the
    /// day (DOMAIN §5.4).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub handed_in_again: bool,
}

/// Whether a paper can be reused on a day, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Approved and still valid.
    Reusable,
    /// Held, but not to be offered.
    NotReusable(WhyNot),
}

/// Why a paper that is held cannot be reused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum WhyNot {
    /// Nobody has approved it yet.
    AwaitingApproval,
    /// It was not approved.
    Rejected {
        /// The reason given.
        reason: String,
    },
    /// Its last valid day has passed.
    Expired {
        /// That day.
        on: Date,
    },
    /// Its issuer took it back.
    Revoked {
        /// The reason given.
        reason: String,
    },
    /// Another paper took its place.
    Superseded {
        /// That paper.
        by: PaperCode,
    },
}

impl WhyNot {
    /// For the screen.
    pub fn vietnamese(&self) -> String {
        match self {
            Self::AwaitingApproval => "đang chờ duyệt".to_owned(),
            Self::Rejected { reason } => format!("không được duyệt: {reason}"),
            Self::Expired { on } => format!("đã hết hiệu lực từ {on}"),
            Self::Revoked { reason } => format!("đã bị thu hồi: {reason}"),
            Self::Superseded { by } => format!("đã được thay thế bởi {by}"),
        }
    }
}

impl PaperRecord {
    /// Whether it can be reused on the local day `today`.
    pub fn standing(&self, today: Date) -> Standing {
        let why = match &self.state {
            PaperState::AwaitingApproval => WhyNot::AwaitingApproval,
            PaperState::Rejected { why } => WhyNot::Rejected { reason: why.clone() },
            PaperState::Revoked { why } => WhyNot::Revoked { reason: why.clone() },
            PaperState::Superseded { by } => WhyNot::Superseded { by: by.clone() },
            PaperState::Approved { .. } => match self.paper.valid_until {
                Some(last) if last < today => WhyNot::Expired { on: last },
                _ => return Standing::Reusable,
            },
        };
        Standing::NotReusable(why)
    }
}

/// One citizen's or organisation's application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dossier {
    /// Its number.
    pub number: DossierNumber,
    /// What is applied for.
    pub procedure: ProcedureCode,
    /// Who applies.
    pub holder: Holder,
    /// How it came in.
    pub channel: Channel,
    /// When.
    pub received_at: Timestamp,
    /// When its result is due.
    pub due_at: Option<Timestamp>,
}

/// A paper that waits for a person, with all that a decision needs: what is claimed, what was read, what is doubted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewItem {
    /// Its ID, which comes from what is held.
    pub id: ReviewId,
    /// The file that it came in.
    pub scan: ScanId,
    /// That file's name or path, as it was given.
    pub path: String,
    /// The unit that scanned it.
    pub unit: UnitCode,
    /// Who scanned it.
    pub operator: String,
    /// When it was received.
    pub scanned_at: Timestamp,
    /// Why it is held.
    pub reasons: Vec<HoldReason>,
    /// What the manifest, a separator sheet or an ID card says.
    pub claim: Claim,
    /// What was read.
    pub fields: Fields,
    /// Whom the paper itself names, perhaps without an ID: it is for the person who says whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_read: Option<HolderReading>,
    /// Its files.
    pub files: PaperFiles,
    /// Its pages of the original, from 1.
    pub pages: Vec<u32>,
    /// What the quality gate noted.
    pub findings: Vec<Finding>,
    /// The digital signatures of the original.
    pub signatures: Vec<SignatureFacts>,
    /// What tells it when it is scanned again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// Papers that it may be a second scan of: a warning, which a person judges by both pages side by side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub similar: Vec<SimilarPaper>,
}

impl ReviewItem {
    /// The ID of these pages of this original under this claim: holding the same thing twice gives one item.
    pub fn id_of(original: &Sha256Digest, pages: &[u32], claim: &Claim) -> ReviewId {
        let holder = claim.holder.as_ref().map(|holder| holder.id.as_str()).unwrap_or_default();
        let paper_type = claim.paper_type.as_ref().map(PaperTypeCode::as_str).unwrap_or_default();
        let number = claim.number.as_deref().map_or_else(DocumentNumber::none, DocumentNumber::normalise);
        ReviewId::of(&identity(original, pages, &format!("review|{holder}|{paper_type}|{number}")))
    }

    /// The batch that it came in.
    pub fn batch(&self) -> BatchId {
        self.scan.batch
    }
}
