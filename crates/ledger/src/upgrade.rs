//! A ledger whose views an older version made: they are made again from its log.
//!
//! The form is noted as the new one before anything else is done, so that an older program keeps its hands off, and a mark
//! says that the work is under way: whoever opens the ledger after a crash begins it anew.

use crate::{
    LedgerError, keys, log,
    store::{Read, Transaction},
    views,
};

type Answer<T> = Result<T, LedgerError>;

/// Keys or entries in one write (see `REPLAY_ENTRIES_MAX`).
const STEP: usize = 250;

/// Notes that the work is begun.
pub(crate) fn begin(to: &mut Transaction<'_>, form: u32) -> Answer<()> {
    to.put_json(keys::FORM.to_vec(), &form);
    to.put_json(keys::UPGRADING.to_vec(), &true);
    Ok(())
}

/// Takes some of the views away; true when there was any. The queue of jobs goes with them: entries fill it again.
pub(crate) fn clear_some(to: &mut Transaction<'_>) -> Answer<bool> {
    let beside = keys::BESIDE_THE_VIEWS;
    for letter in (1..u8::MAX).filter(|letter| !beside.contains(letter)) {
        let keys: Vec<Vec<u8>> =
            to.range(keys::all_of(letter)).take(STEP).map(|pair| pair.map(|(key, _)| key)).collect::<Answer<_>>()?;
        if !keys.is_empty() {
            keys.into_iter().for_each(|key| to.remove(key));
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes in some of the entries after one; gives the last of them, `None` at the end.
pub(crate) fn apply_some(to: &mut Transaction<'_>, after: u64) -> Answer<Option<u64>> {
    let last = to.head.as_ref().map_or(0, |head| head.sequence);
    let until = last.min(after.saturating_add(STEP as u64));
    if after >= until {
        return Ok(None);
    }
    let entries: Vec<model::Entry> = log::entries(to, after, until).collect::<Answer<_>>()?;
    for entry in entries {
        views::apply(to, &entry.header, entry.read_body()?.as_ref())?;
    }
    Ok(Some(until))
}

/// Notes that the work is done.
pub(crate) fn end(to: &mut Transaction<'_>) -> Answer<()> {
    to.remove(keys::UPGRADING.to_vec());
    Ok(())
}
