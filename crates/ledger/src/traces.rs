//! Who did what with which paper: the entries of one paper, one holder or one person, found without reading the log.
//!
//! What people do is indexed; what files bring by the million (dossiers, visits) is not, and can be told from the log alone.

use model::{Entry, EntryBody, EntryHeader, HolderId, PaperCode};
use sled::Tree;

use crate::{
    LedgerError, keys, log,
    store::{Transaction, from_json, range_from_the_end},
};

/// Whose or what traces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TraceOf {
    /// Of a paper: who opened it, took it for a dossier, or changed its state.
    Paper(PaperCode),
    /// Of a holder: who asked what is held of them, by their ID.
    Holder(HolderId),
    /// Of a person: what they did with papers, and when they signed in.
    Actor(String),
}

impl TraceOf {
    /// Whether the traces of a person hold all their entries of a kind, as headers name it.
    pub fn actor_has(kind: &str) -> bool {
        const KINDS: [&str; 7] = [
            "paper_opened",
            "holder_looked_up",
            "paper_reused",
            "paper_state_changed",
            "review_resolved",
            "signed_in",
            "credential_changed",
        ];
        KINDS.contains(&kind)
    }
}

/// Changes with [`TraceOf::actor_has`].
pub(crate) fn apply(to: &mut Transaction<'_>, header: &EntryHeader, body: &EntryBody) {
    let mut of = match body {
        EntryBody::PaperOpened { code, .. }
        | EntryBody::PaperReused { code, .. }
        | EntryBody::PaperStateChanged { code, .. } => vec![TraceOf::Paper(code.clone())],
        // A query is a holder ID, what the QR code of an ID card says, or words.
        EntryBody::HolderLookedUp { query, .. } => query
            .split(['|', ' '])
            .next()
            .and_then(|first| first.parse().ok())
            .map(TraceOf::Holder)
            .into_iter()
            .collect(),
        EntryBody::ReviewResolved { .. } | EntryBody::SignedIn { .. } | EntryBody::CredentialChanged { .. } => {
            Vec::new()
        }
        _ => return,
    };
    of.push(TraceOf::Actor(header.context.actor.clone()));
    of.iter().for_each(|of| to.put_json(keys::trace(of, header.sequence), &header.sequence));
}

/// The newest first, those before `before`.
pub(crate) fn traces(tree: &Tree, of: &TraceOf, before: Option<u64>, limit: usize) -> Result<Vec<Entry>, LedgerError> {
    let (from, mut to) = keys::beginning_with(keys::traces(of));
    if let Some(before) = before {
        to = keys::trace(of, before);
    }
    let mut entries = Vec::new();
    for pair in range_from_the_end(tree, (from, to)).take(limit) {
        let (key, content) = pair?;
        entries.extend(log::get(tree, from_json(&key, &content)?)?);
    }
    Ok(entries)
}
