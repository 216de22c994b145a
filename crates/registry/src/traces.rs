//! What the auditor asks: who did what, when and why, with one paper, about one holder, or by one person.

use std::collections::BTreeSet;

use jiff::Timestamp;
use ledger::TraceOf;
use model::{Entry, EntryBody, HolderId, PaperCode, StateChange, UnitCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Registry, RegistryError};

/// How many entries are looked at for one answer when none of the indexes says where to look.
const ENTRIES_LOOKED_AT_MAX: u64 = 20_000;
/// How many are read at once.
const ENTRIES_AT_ONCE: u64 = 2_000;

/// What is asked; whatever is left out is any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TraceQuestion {
    /// About this paper.
    pub paper: Option<PaperCode>,
    /// About this holder: lookups by their ID, and whatever was done with their papers.
    pub holder: Option<HolderId>,
    /// By this person.
    pub actor: Option<String>,
    /// Of this kind, as entries name it.
    pub kind: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// Before this entry.
    pub before: Option<u64>,
}

/// An entry of the log as an auditor reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TraceLine {
    /// Its place in the log.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// What was done, as the log names it.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// The unit that they acted for.
    pub unit: Option<UnitCode>,
    /// What for.
    pub purpose: Option<String>,
    /// The paper that it is about.
    pub paper: Option<PaperCode>,
    /// What was asked, or what the paper, file, account or dossier is.
    pub detail: Option<String>,
    /// Why it was refused.
    pub refused: Option<String>,
}

/// Entries, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Traces {
    /// As many as were asked for, or fewer.
    pub entries: Vec<TraceLine>,
    /// To be given as `before` for older ones; null when there are none. An answer may be short, even empty, and still have it.
    pub next: Option<u64>,
}

impl TraceQuestion {
    fn fits(&self, entry: &Entry) -> bool {
        let context = &entry.header.context;
        self.actor.as_ref().is_none_or(|actor| context.actor == *actor)
            && self.kind.as_ref().is_none_or(|kind| entry.header.kind == *kind)
            && self.from.is_none_or(|from| context.at >= from)
            && self.to.is_none_or(|to| context.at < to)
    }
}

impl Registry {
    /// What fits a question, the newest first, at most `limit`.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn traces(&self, question: &TraceQuestion, limit: usize) -> Result<Traces, RegistryError> {
        let mut of: Vec<TraceOf> = question.paper.iter().cloned().map(TraceOf::Paper).collect();
        if let Some(holder) = &question.holder {
            of.push(TraceOf::Holder(holder.clone()));
            let papers = self.ledger.papers_of_holder(holder).await?;
            of.extend(papers.into_iter().map(|record| TraceOf::Paper(record.code)));
        }
        if of.is_empty() {
            of.extend(
                question
                    .actor
                    .clone()
                    .filter(|_| question.kind.as_deref().is_none_or(TraceOf::actor_has))
                    .map(TraceOf::Actor),
            );
        }
        if of.is_empty() { self.walked(question, limit).await } else { self.indexed(&of, question, limit).await }
    }

    /// From the indexes: a page of each, of which the newest count as far as all of them are known.
    async fn indexed(&self, of: &[TraceOf], question: &TraceQuestion, limit: usize) -> Result<Traces, RegistryError> {
        let mut entries: Vec<Entry> = Vec::new();
        // What lies before this entry is not known of every index.
        let mut known_from = 0;
        for one in of {
            let page = self.ledger.traces(one.clone(), question.before, limit).await?;
            if page.len() == limit {
                known_from = page.last().map_or(known_from, |last| known_from.max(last.header.sequence));
            }
            entries.extend(page);
        }
        let mut seen = BTreeSet::new();
        entries.retain(|entry| entry.header.sequence >= known_from && seen.insert(entry.header.sequence));
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.header.sequence));
        let more = entries.len() > limit || known_from > 0;
        entries.truncate(limit);
        let next = entries.last().map(|entry| entry.header.sequence).filter(|_| more);
        let over = entries.last().is_some_and(|last| question.from.is_some_and(|from| last.header.context.at < from));
        entries.retain(|entry| question.fits(entry));
        Ok(Traces { entries: lines(entries)?, next: next.filter(|_| !over) })
    }

    /// From the log itself, backwards.
    async fn walked(&self, question: &TraceQuestion, limit: usize) -> Result<Traces, RegistryError> {
        let head = self.ledger.head().await?.map_or(0, |head| head.sequence);
        let mut before = question.before.map_or(head + 1, |before| before.min(head + 1));
        let end = before.saturating_sub(ENTRIES_LOOKED_AT_MAX).max(1);
        let mut found: Vec<Entry> = Vec::new();
        while before > end {
            let first = before.saturating_sub(ENTRIES_AT_ONCE).max(end);
            // INVARIANT: at most `ENTRIES_AT_ONCE`.
            let count = usize::try_from(before - first).unwrap_or(usize::MAX);
            let mut entries = self.ledger.entries(first - 1, count).await?;
            while let Some(entry) = entries.pop() {
                before = entry.header.sequence;
                if question.from.is_some_and(|from| entry.header.context.at < from) {
                    return Ok(Traces { entries: lines(found)?, next: None });
                }
                if question.fits(&entry) {
                    found.push(entry);
                    if found.len() == limit {
                        return Ok(Traces { entries: lines(found)?, next: (before > 1).then_some(before) });
                    }
                }
            }
            before = first;
        }
        Ok(Traces { entries: lines(found)?, next: (before > 1).then_some(before) })
    }
}

fn lines(entries: Vec<Entry>) -> Result<Vec<TraceLine>, RegistryError> {
    entries.into_iter().map(|entry| line(&entry)).collect()
}

fn line(entry: &Entry) -> Result<TraceLine, RegistryError> {
    let (mut paper, mut detail, mut refused) = (None, None, None);
    match entry.read_body().map_err(ledger::LedgerError::from)? {
        Some(EntryBody::PaperOpened { code, part, refused: why }) => {
            (paper, detail, refused) = (Some(code), word(&part), why);
        }
        Some(EntryBody::HolderLookedUp { query, .. }) => detail = Some(query),
        Some(EntryBody::PaperReused { code, dossier, .. }) => (paper, detail) = (Some(code), Some(dossier.to_string())),
        Some(EntryBody::PaperStateChanged { code, change }) => (paper, detail) = (Some(code), Some(change_of(&change))),
        Some(EntryBody::PaperRegistered(record) | EntryBody::PaperCorrected { record, .. }) => {
            paper = Some(record.code);
        }
        Some(EntryBody::ReviewResolved { id, code, why, .. }) => {
            (paper, detail) = (code, Some(why.unwrap_or_else(|| id.to_string())));
        }
        Some(EntryBody::PaperErased(erased)) => (paper, detail) = (Some(erased.code), Some(erased.why)),
        Some(EntryBody::SignedIn { refused: why }) => refused = why,
        Some(EntryBody::AccountChanged(account)) => detail = Some(account.account.to_string()),
        Some(EntryBody::CredentialChanged { account, .. }) => detail = Some(account.to_string()),
        Some(EntryBody::BatchOpened(batch)) => detail = Some(batch.batch.to_string()),
        Some(EntryBody::ScanReceived(scan)) => detail = Some(scan.scan.to_string()),
        Some(EntryBody::ScanFinished(scan)) => detail = Some(scan.scan.to_string()),
        Some(EntryBody::PaperHeld(item)) => detail = Some(item.id.to_string()),
        Some(EntryBody::DossierOpened(dossier)) => detail = Some(dossier.number.to_string()),
        Some(EntryBody::DossierRecorded { dossier, .. }) => detail = Some(dossier.number.to_string()),
        Some(EntryBody::DossierHandedOver(over)) => detail = Some(over.number.to_string()),
        Some(EntryBody::ObjectRepaired(repair)) => detail = Some(repair.key),
        Some(
            EntryBody::TicketsServed { .. }
            | EntryBody::StaffDeclared { .. }
            | EntryBody::CatalogueChanged { .. }
            | EntryBody::InventoryDeclared { .. },
        )
        | None => {}
    }
    let header = &entry.header;
    Ok(TraceLine {
        sequence: header.sequence,
        at: header.context.at,
        kind: header.kind.clone(),
        actor: header.context.actor.clone(),
        unit: header.context.unit.clone(),
        purpose: header.context.purpose.clone(),
        paper,
        detail,
        refused,
    })
}

fn change_of(change: &StateChange) -> String {
    match change {
        StateChange::Approve => "approve".to_owned(),
        StateChange::Reject { why } => format!("reject: {why}"),
        StateChange::Revoke { why } => format!("revoke: {why}"),
        StateChange::Supersede { by } => format!("supersede: {by}"),
    }
}

/// As JSON writes it.
fn word(value: &impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}
