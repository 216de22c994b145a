//! The writes of dossiers: recorded as they are told of, opened at a counter, handed over.

use model::{Context, Dossier, DossierNumber, DossierRecord, EntryBody, HandOver, SealedBody};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::{
    LedgerError, Recorded, commands, dossiers, keys, log, reads,
    store::{Layers, Read, Stored, Transaction},
    views,
};

type Answer<T> = Result<T, LedgerError>;

/// A dossier on its way to the log, with the bytes of its entry.
pub(crate) struct SealedDossier {
    body: EntryBody,
    sealed: SealedBody,
}

impl SealedDossier {
    pub(crate) fn new(record: DossierRecord) -> Self {
        let body = EntryBody::DossierRecorded { dossier: Box::new(record), handed_in_again: 0 };
        Self { sealed: SealedBody::of(&body), body }
    }

    fn record(&self) -> &DossierRecord {
        // INVARIANT: `new` makes bodies of this kind only.
        let EntryBody::DossierRecorded { dossier, .. } = &self.body else { unreachable!() };
        dossier
    }

    /// Notes how many components were handed in again.
    fn again(self, count: u32) -> Self {
        match self.body {
            EntryBody::DossierRecorded { dossier, handed_in_again } if handed_in_again != count => {
                let body = EntryBody::DossierRecorded { dossier, handed_in_again: count };
                Self { sealed: SealedBody::of(&body), body }
            }
            body => Self { body, ..self },
        }
    }
}

/// Reads on all cores what recording these dossiers will ask for.
pub(crate) fn make_ready(layers: Layers<'_>, dossiers: Vec<SealedDossier>) -> Answer<ReadyDossiers> {
    let read = layers.read_ahead(views::asks_always())?;
    let any_papers = views::has_any_papers(&layers)?;
    let ready = |dossier| Ready::new(layers, dossier, any_papers);
    let dossiers = dossiers.into_par_iter().map(ready).collect::<Answer<_>>()?;
    Ok(ReadyDossiers { dossiers, read })
}

pub(crate) struct ReadyDossiers {
    dossiers: Vec<Ready>,
    read: Vec<Stored>,
}

pub(crate) fn record_dossiers(
    to: &mut Transaction<'_>,
    context: &Context,
    ready: ReadyDossiers,
) -> Answer<Vec<Recorded>> {
    ready.read.into_iter().for_each(|read| to.note(read));
    ready.dossiers.into_iter().map(|ready| record_dossier(to, context, ready)).collect()
}

/// A dossier with what recording it asks for.
struct Ready {
    dossier: SealedDossier,
    /// Whether its holder has papers: only then can any of its components have been handed in again.
    may_be_again: bool,
    read: Vec<Stored>,
}

impl Ready {
    fn new(layers: Layers<'_>, dossier: SealedDossier, any_papers: bool) -> Answer<Self> {
        let record = dossier.record();
        let may_be_again = match &record.holder {
            Some(holder) if any_papers && record.received_on().is_some() => reads::has_papers(&layers, &holder.id)?,
            _ => false,
        };
        let read = layers.read_ahead(views::asks_for(&dossier.body))?;
        Ok(Self { dossier, may_be_again, read })
    }
}

fn record_dossier(to: &mut Transaction<'_>, context: &Context, ready: Ready) -> Answer<Recorded> {
    let Ready { mut dossier, may_be_again, read } = ready;
    read.into_iter().for_each(|read| to.note(read));
    let record = dossier.record();
    let before = reads::dossier(to, &record.number)?;
    if before.as_ref() == Some(record) {
        return Ok(Recorded::Same);
    }
    if may_be_again {
        let again = handed_in_again(to, record)?;
        dossier = dossier.again(again);
    }
    log::append_sealed(to, context.clone(), &dossier.body, dossier.sealed)?;
    Ok(if before.is_some() { Recorded::Changed } else { Recorded::New })
}

/// How many components were handed in though the store had such a paper on the day of receipt.
fn handed_in_again(to: &Transaction<'_>, record: &DossierRecord) -> Answer<u32> {
    let (Some(holder), Some(day)) = (&record.holder, record.received_on()) else { return Ok(0) };
    let mut again = 0;
    for component in record.components.iter().filter(|component| !component.is_reused()) {
        if let Some(paper_type) = component.paper_type() {
            again += u32::from(reads::had_from_elsewhere(to, &holder.id, &paper_type, &record.number, day)?);
        }
    }
    Ok(again)
}

pub(crate) fn open_dossier(
    to: &mut Transaction<'_>,
    context: &Context,
    dossier: Dossier,
    owes_result: bool,
) -> Answer<()> {
    match reads::dossier(to, &dossier.number)? {
        None => {
            let record = DossierRecord { owes_result, ..dossier.into() };
            let ready = Ready::new(to.layers(), SealedDossier::new(record), true)?;
            record_dossier(to, context, ready).map(drop)
        }
        Some(before) if is_same(&before, &dossier) => Ok(()),
        Some(_) => Err(LedgerError::Conflict(format!(
            "dossier {} is there already, for another procedure or another holder",
            dossier.number
        ))),
    }
}

fn is_same(before: &DossierRecord, dossier: &Dossier) -> bool {
    let holder = before.holder.as_ref().map(|holder| &holder.id);
    before.procedure == dossier.procedure && holder.is_none_or(|holder| *holder == dossier.holder.id)
}

pub(crate) fn hand_over_dossier(to: &mut Transaction<'_>, context: Context, over: HandOver) -> Answer<()> {
    let view = dossiers::view(to, &over.number)?;
    let Some(record) = reads::dossier_of(to, &view)? else { return Err(unknown(&over.number)) };
    if reads::hand_overs(to, &over.number)?.last() == Some(&over) {
        return Ok(());
    }
    let in_hand = view.facts.in_hand.as_ref().unwrap_or(&record.unit);
    if *in_hand != over.from {
        return Err(LedgerError::Conflict(format!(
            "dossier {} is in the hands of {in_hand}, so {} cannot hand it over",
            over.number, over.from
        )));
    }
    if over.from == over.to {
        return Err(LedgerError::Conflict(format!("dossier {} is with {} already", over.number, over.to)));
    }
    for code in &over.papers {
        if to.value(&keys::paper(code))?.is_none() {
            return Err(LedgerError::NotFound { what: "paper", which: commands::masked(code) });
        }
    }
    log::append(to, context, &EntryBody::DossierHandedOver(over)).map(drop)
}

fn unknown(number: &DossierNumber) -> LedgerError {
    LedgerError::NotFound { what: "dossier", which: number.to_string() }
}
