//! The writes of dossiers: recorded as they are told of, opened at a counter, handed over.

use model::{Context, Dossier, DossierNumber, DossierRecord, EntryBody, HandOver};

use crate::{
    LedgerError, Recorded, commands, dossiers, keys, log, reads,
    store::{Read, Transaction},
};

type Answer<T> = Result<T, LedgerError>;

pub(crate) fn record_dossiers(
    to: &mut Transaction<'_>,
    context: &Context,
    records: Vec<DossierRecord>,
) -> Answer<Vec<Recorded>> {
    records.into_iter().map(|record| record_dossier(to, context, record)).collect()
}

fn record_dossier(to: &mut Transaction<'_>, context: &Context, record: DossierRecord) -> Answer<Recorded> {
    let before = reads::dossier(to, &record.number)?;
    if before.as_ref() == Some(&record) {
        return Ok(Recorded::Same);
    }
    let handed_in_again = handed_in_again(to, &record)?;
    log::append(to, context.clone(), &EntryBody::DossierRecorded { dossier: Box::new(record), handed_in_again })?;
    Ok(if before.is_some() { Recorded::Changed } else { Recorded::New })
}

/// How many components were handed in though the store had such a paper on the day of receipt.
fn handed_in_again(to: &Transaction<'_>, record: &DossierRecord) -> Answer<u32> {
    let (Some(holder), Some(day)) = (&record.holder, record.received_on()) else { return Ok(0) };
    if !reads::has_papers(to, &holder.id)? {
        return Ok(0);
    }
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
            record_dossier(to, context, record).map(drop)
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
