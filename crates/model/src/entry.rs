//! The one ordered log (DESIGN §6): everything that happens is an entry, a header and a body.
//!
//! The hash chain runs over the headers, and a header holds the hash of its body: a lawful erasure removes a body and
//! the chain still verifies.

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    Account, AccountName, BatchId, CatalogueLine, CredentialChange, Dossier, DossierNumber, DossierRecord, DroppedPage,
    HandOver, Outcome, PaperCode, PaperKind, PaperReceipt, PaperRecord, PaperTypeCode, Reason, ReceivedScan, ReviewId,
    ReviewItem, ScanId, Sha256Digest, StaffLine, StateChange, Ticket, UnitCode,
};

/// For serde, which hands over references.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Who does something, where, what for, and when: the header of the entry that it makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Context {
    /// The account or operator.
    pub actor: String,
    /// The unit that they act for.
    pub unit: Option<UnitCode>,
    /// What for; the dossier in hand when a paper is opened.
    pub purpose: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The head of an entry: who, when, and two hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryHeader {
    /// The form of header and body: 1.
    pub version: u16,
    /// Its place in the log, from 1, without a gap.
    pub sequence: u64,
    /// Who, where, what for, when.
    #[serde(flatten)]
    pub context: Context,
    /// The name of the body's kind.
    pub kind: String,
    /// SHA-256 of the body's bytes.
    pub body_sha256: Sha256Digest,
    /// SHA-256 of the header before; zeros in the first.
    pub previous_sha256: Sha256Digest,
}

impl EntryHeader {
    /// The hash that the next header holds: of this header's JSON in the order of version 1.
    pub fn sha256(&self) -> Sha256Digest {
        let mut json = Vec::with_capacity(600);
        // INVARIANT: a struct of strings and numbers with string keys always serialises.
        #[allow(clippy::expect_used)]
        serde_json::to_writer(&mut json, self).expect("a header serialises");
        Sha256Digest::of(&json)
    }
}

/// One entry of the log.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// The chained part.
    pub header: EntryHeader,
    /// The body as the very bytes that were hashed; `None` once lawfully erased.
    #[schemars(with = "Option<EntryBody>")]
    pub body: Option<Box<RawValue>>,
}

/// What an entry says. Bodies are versioned by their header. The tag is `entry`: a paper has a `kind` of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum EntryBody {
    /// An operator began a batch.
    BatchOpened(BatchOpened),
    /// A file's bytes are durable.
    ScanReceived(ReceivedScan),
    /// A file is done with.
    ScanFinished(ScanFinished),
    /// A paper waits for a person.
    PaperHeld(Box<ReviewItem>),
    /// A person decided; `code` when accepted, `why` when rejected.
    ReviewResolved {
        /// The item.
        id: ReviewId,
        /// The paper that it became.
        code: Option<PaperCode>,
        /// Why not.
        why: Option<String>,
        /// True when the scan was cut anew: its pages go on in other papers.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        cut_anew: bool,
    },
    /// A paper has its code.
    PaperRegistered(Box<PaperRecord>),
    /// A paper was approved, rejected, revoked or superseded.
    PaperStateChanged {
        /// The paper.
        code: PaperCode,
        /// What was done.
        #[serde(flatten)]
        change: StateChange,
    },
    /// A dossier took a paper from the store instead of asking for it again.
    PaperReused {
        /// The paper.
        code: PaperCode,
        /// The dossier that took it.
        dossier: DossierNumber,
        /// As which component.
        component: PaperTypeCode,
    },
    /// A dossier was received.
    DossierOpened(Dossier),
    /// A dossier was told of, for the first time or anew: it is as this says.
    DossierRecorded {
        /// The dossier, whole.
        dossier: Box<DossierRecord>,
        /// How many of its components were handed in though the store had a reusable paper of that holder and type on the
        /// day of receipt (DOMAIN §5.4), as the ledger found then.
        #[serde(default, skip_serializing_if = "is_zero")]
        handed_in_again: u32,
    },
    /// A dossier went from one unit to another.
    DossierHandedOver(HandOver),
    /// Visitors were attended to at counters. A later one of the same unit, day and ticket takes the place of the earlier.
    TicketsServed {
        /// The visits.
        tickets: Vec<Ticket>,
    },
    /// Counters declared who works there.
    StaffDeclared {
        /// The lines of the declaration.
        lines: Vec<StaffLine>,
    },
    /// The catalogue says something else from a day on.
    CatalogueChanged {
        /// What it says.
        lines: Vec<CatalogueLine>,
    },
    /// What was wrong in a paper's record was put right.
    PaperCorrected {
        /// The paper as it is right, whole.
        record: Box<PaperRecord>,
        /// Why it was wrong.
        why: String,
    },
    /// Units declared what results in force they hold.
    InventoryDeclared {
        /// The lines of the declaration.
        lines: Vec<InventoryLine>,
    },
    /// Somebody opened a paper, or was refused.
    PaperOpened {
        /// The paper.
        code: PaperCode,
        /// Which part of it.
        part: PaperPart,
        /// Why not, when refused.
        refused: Option<String>,
    },
    /// Somebody looked up what is held of a holder. The holder stands in the body only, which can be erased.
    HolderLookedUp {
        /// What was asked.
        query: String,
        /// How many papers the answer held.
        papers: u32,
    },
    /// An account was made or changed: it is as this says.
    AccountChanged(Account),
    /// The account that the header names signed in, or was refused.
    SignedIn {
        /// Why not, when refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<String>,
    },
    /// How an account proves who it is has changed.
    CredentialChanged {
        /// The account.
        account: AccountName,
        /// What has changed.
        #[serde(flatten)]
        change: CredentialChange,
    },
    /// A copy of an object that was missing or had decayed was put back from another copy.
    ObjectRepaired(ObjectRepair),
    /// A paper was lawfully erased: its bytes and the bodies that told of its holder are gone.
    PaperErased(Box<ErasedPaper>),
}

impl EntryBody {
    /// The kind's name, as the header holds it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::BatchOpened(_) => "batch_opened",
            Self::ScanReceived(_) => "scan_received",
            Self::ScanFinished(_) => "scan_finished",
            Self::PaperHeld(_) => "paper_held",
            Self::ReviewResolved { .. } => "review_resolved",
            Self::PaperRegistered(_) => "paper_registered",
            Self::PaperStateChanged { .. } => "paper_state_changed",
            Self::PaperReused { .. } => "paper_reused",
            Self::DossierOpened(_) => "dossier_opened",
            Self::DossierRecorded { .. } => "dossier_recorded",
            Self::DossierHandedOver(_) => "dossier_handed_over",
            Self::TicketsServed { .. } => "tickets_served",
            Self::StaffDeclared { .. } => "staff_declared",
            Self::CatalogueChanged { .. } => "catalogue_changed",
            Self::PaperCorrected { .. } => "paper_corrected",
            Self::InventoryDeclared { .. } => "inventory_declared",
            Self::PaperOpened { .. } => "paper_opened",
            Self::HolderLookedUp { .. } => "holder_looked_up",
            Self::AccountChanged(_) => "account_changed",
            Self::SignedIn { .. } => "signed_in",
            Self::CredentialChanged { .. } => "credential_changed",
            Self::ObjectRepaired(_) => "object_repaired",
            Self::PaperErased(_) => "paper_erased",
        }
    }
}

/// An operator began a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BatchOpened {
    /// The batch.
    pub batch: BatchId,
    /// For which unit.
    pub unit: UnitCode,
    /// By whom.
    pub operator: String,
    /// When.
    pub opened_at: Timestamp,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScanFinished {
    /// The file.
    pub scan: ScanId,
    /// Its path or name, as given.
    pub path: String,
    /// How many pages were found.
    pub pages: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// Its papers.
    pub papers: Vec<PaperReceipt>,
    /// Its pages that are in none of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<DroppedPage>,
    /// Why, unless accepted.
    pub reason: Option<Reason>,
}

/// A repair of the object store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObjectRepair {
    /// The object's key.
    pub key: String,
    /// The copy of the store that was mended.
    pub copy: String,
    /// `missing` or `decayed`.
    pub found: String,
}

/// What is left of a paper after a lawful erasure (Law 91/2025/QH15): that there was one of this code, who erased it when is
/// in the entry's header, and why; and what figures of past days still need, none of which tells of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErasedPaper {
    /// Its code, which is never given again.
    pub code: PaperCode,
    /// Why.
    pub why: String,
    /// The entries whose bodies are gone.
    pub entries: Vec<u64>,
    /// The objects that are gone, by key; not those that another paper shares.
    pub objects: Vec<String>,
    /// Component or result.
    pub kind: PaperKind,
    /// The unit that had digitised it.
    pub unit: UnitCode,
    /// The local day of its approval, if it ever was approved.
    pub approved_on: Option<Date>,
    /// The last day on which it was valid.
    pub valid_until: Option<Date>,
    /// The local day on which it ended before it was erased.
    pub ended_on: Option<Date>,
    /// The local day on which it got its code; of one erased by an older version it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<Date>,
    /// How many pages it had.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub pages: u32,
}

/// What one unit declares to hold of one paper type (DOMAIN §5.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct InventoryLine {
    /// The unit.
    pub unit: UnitCode,
    /// The paper type.
    #[serde(rename = "type")]
    pub paper_type: PaperTypeCode,
    /// How many results in force.
    pub count: u64,
    /// On which day that was so.
    pub as_of: Date,
}

/// A part of a paper that can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperPart {
    /// Its record.
    Record,
    /// What the scanner gave.
    Original,
    /// The PDF/A.
    Archival,
    /// The access copy.
    Access,
    /// The recognised text.
    Text,
    /// The image of one page.
    Page,
    /// A certified copy, to be given out.
    Copy,
}

/// A link of the log's chain that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// An entry is missing or out of order.
    #[error("entry {expected} of the log is missing: entry {found} stands in its place")]
    Gap {
        /// The sequence number that should stand here.
        expected: u64,
        /// The one that does.
        found: u64,
    },
    /// A header does not hold the hash of the one before.
    #[error("entry {0} of the log does not follow from the entry before it: one of the two was changed")]
    Broken(u64),
    /// A body is not the one that its header names.
    #[error("the body of entry {0} of the log was changed")]
    Body(u64),
    /// A body that cannot be read.
    #[error("the body of entry {0} of the log cannot be read: {1}")]
    Malformed(u64, String),
}

/// A body as an entry holds it: its bytes, and their hash. It knows nothing of its place in the log, so that many can be made
/// at once.
#[derive(Debug, Clone)]
pub struct SealedBody {
    raw: Box<RawValue>,
    sha256: Sha256Digest,
    kind: &'static str,
}

impl SealedBody {
    /// Of what an entry says.
    pub fn of(body: &EntryBody) -> Self {
        // INVARIANT: bodies hold strings, numbers and lists with string keys, which always serialise.
        #[allow(clippy::expect_used)]
        let raw = serde_json::value::to_raw_value(body).expect("a body serialises");
        let sha256 = Sha256Digest::of(raw.get().as_bytes());
        Self { raw, sha256, kind: body.kind() }
    }

    /// The entry with this body that follows the header `previous` (`None` for the first).
    pub fn following(self, previous: Option<&EntryHeader>, context: Context) -> Entry {
        let header = EntryHeader {
            version: 1,
            sequence: previous.map_or(1, |header| header.sequence + 1),
            context,
            kind: self.kind.to_owned(),
            body_sha256: self.sha256,
            previous_sha256: previous.map_or(Sha256Digest::ZERO, EntryHeader::sha256),
        };
        Entry { header, body: Some(self.raw) }
    }
}

impl Entry {
    /// The entry that follows the header `previous` (`None` for the first).
    pub fn following(previous: Option<&EntryHeader>, context: Context, body: &EntryBody) -> Self {
        SealedBody::of(body).following(previous, context)
    }

    /// Checks that this entry follows `previous` and that its body, if it still has one, is the one it was made with.
    ///
    /// # Errors
    /// Names the entry and what does not hold.
    pub fn verify(&self, previous: Option<&EntryHeader>) -> Result<(), ChainError> {
        let sequence = self.header.sequence;
        let expected = previous.map_or(1, |header| header.sequence + 1);
        if sequence != expected {
            return Err(ChainError::Gap { expected, found: sequence });
        }
        if self.header.previous_sha256 != previous.map_or(Sha256Digest::ZERO, EntryHeader::sha256) {
            return Err(ChainError::Broken(sequence));
        }
        match &self.body {
            Some(body) if Sha256Digest::of(body.get().as_bytes()) != self.header.body_sha256 => {
                Err(ChainError::Body(sequence))
            }
            _ => Ok(()),
        }
    }

    /// The body, read; `None` once erased.
    ///
    /// # Errors
    /// When it is not a body that this version knows.
    pub fn read_body(&self) -> Result<Option<EntryBody>, ChainError> {
        let Some(raw) = &self.body else { return Ok(None) };
        serde_json::from_str(raw.get())
            .map(Some)
            .map_err(|error| ChainError::Malformed(self.header.sequence, error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Vec<Entry> {
        let context =
            Context { actor: "lan".into(), unit: None, purpose: None, at: "2026-11-23T01:02:03Z".parse().unwrap() };
        let mut entries: Vec<Entry> = Vec::new();
        for count in 1..=3 {
            let line = InventoryLine {
                unit: "H48.28.05".parse().unwrap(),
                paper_type: "KQ.G15.000031".parse().unwrap(),
                count,
                as_of: "2026-11-23".parse().unwrap(),
            };
            let body = EntryBody::InventoryDeclared { lines: vec![line] };
            let entry = Entry::following(entries.last().map(|entry| &entry.header), context.clone(), &body);
            // As it comes back from a file.
            entries.push(serde_json::from_str(&serde_json::to_string(&entry).unwrap()).unwrap());
        }
        entries
    }

    fn verify(entries: &[Entry]) -> Result<(), ChainError> {
        let mut previous = None;
        entries.iter().try_for_each(|entry| {
            entry.verify(previous)?;
            previous = Some(&entry.header);
            Ok(())
        })
    }

    #[test]
    fn a_chain_holds_until_something_is_changed() {
        assert_eq!(verify(&chain()), Ok(()));

        let mut dropped = chain();
        dropped.remove(1);
        assert_eq!(verify(&dropped), Err(ChainError::Gap { expected: 2, found: 3 }));

        let mut edited = chain();
        edited[1].header.context.actor = "nobody".into();
        assert_eq!(verify(&edited), Err(ChainError::Broken(3)));

        let mut replaced = chain();
        replaced[1].body = replaced[0].body.clone();
        assert_eq!(verify(&replaced), Err(ChainError::Body(2)));

        let mut erased = chain();
        erased[1].body = None;
        assert_eq!(verify(&erased), Ok(()));
    }
}
