//! The figures counted anew, from the rows of papers, dossiers and visits, one by one: what the counters must agree with
//! (DESIGN §1.10), and the lists behind the figures.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
    ops::Bound,
};

use jiff::civil::Date;
use model::{DossierNumber, ErasedPaper, HolderId, PaperCode, PaperKind, PaperTypeCode, Ticket, UnitCode};
use serde::Deserialize;
use sled::Tree;

use crate::{
    Activity, ActivityQuestion, ActivityRow, ApplicantsRow, CountRow, DossierPage, DossiersQuestion, InForceQuestion,
    LedgerError, PaperPage, counter_work,
    dossiers::{self, DossierFacts, DossierView},
    erase, keys, reads,
    store::{Read, damaged, from_json, unseal},
    stretches,
    tally::Cell,
};

type Answer<T> = Result<T, LedgerError>;

/// Takes the contents of the rows between two keys into a sum for each reader.
fn fold<T: Default + Send>(
    tree: &Tree,
    (from, to): (Vec<u8>, Vec<u8>),
    take_in: impl Fn(&mut T, &[u8], &[u8]) -> Answer<()> + Sync,
) -> Answer<Vec<T>> {
    let stretch = (Bound::Included(from), Bound::Excluded(to));
    stretches::fold(tree, stretch, |sum, key, value| take_in(sum, key, unseal(key, value)?))
}

/// What of a paper's row is counted. It shares no code with the counters, on purpose: each checks the other.
#[derive(Deserialize)]
struct CountedPaper<'a> {
    kind: PaperKind,
    #[serde(borrow)]
    unit: Cow<'a, str>,
    approved_on: Option<Date>,
    ended_on: Option<Date>,
    valid_until: Option<Date>,
    registered_on: Date,
    pages: u32,
}

impl CountedPaper<'_> {
    fn counts(&self, on: Date) -> bool {
        self.kind == PaperKind::Result
            && self.approved_on.is_some_and(|approved| approved <= on)
            && self.valid_until.is_none_or(|last| on <= last)
            && self.ended_on.is_none_or(|ended| on < ended)
    }
}

fn erased_papers(tree: &Tree) -> Answer<Vec<(Date, ErasedPaper)>> {
    let mut papers = Vec::new();
    for pair in Read::range(tree, keys::all_of(keys::ERASED)) {
        let (key, content) = pair?;
        papers.push(erase::told(tree, from_json(&key, &content)?)?);
    }
    Ok(papers)
}

/// The type in the key of a paper.
fn type_in(key: &[u8]) -> &str {
    std::str::from_utf8(key.split(|byte| *byte == 0).nth(1).unwrap_or_default()).unwrap_or_default()
}

type Counts = HashMap<String, HashMap<String, u64>>;

fn count_one(counts: &mut Counts, unit: &str, paper_type: &str) {
    // Few are new, and only those are worth a copy of their names.
    if let Some(count) = counts.get_mut(unit).and_then(|types| types.get_mut(paper_type)) {
        *count += 1;
    } else {
        *counts.entry(unit.to_owned()).or_default().entry(paper_type.to_owned()).or_default() += 1;
    }
}

/// The results in force on a day.
pub(crate) fn in_force(tree: &Tree, on: Date) -> Answer<Vec<CountRow>> {
    let mut counts = fold(tree, keys::all_of(keys::PAPERS), |counts: &mut Counts, key, content| {
        let paper: CountedPaper<'_> = from_json(key, content)?;
        if paper.counts(on) {
            count_one(counts, &paper.unit, type_in(key));
        }
        Ok(())
    })?;
    let mut erased = Counts::new();
    for (day, paper) in erased_papers(tree)? {
        let ended = paper.ended_on.map_or(day, |ended| ended.min(day));
        let approved = paper.approved_on.is_some_and(|approved| approved <= on);
        let valid = paper.valid_until.is_none_or(|last| on <= last);
        if paper.kind == PaperKind::Result && approved && valid && on < ended {
            count_one(&mut erased, paper.unit.as_str(), paper.code.prefix().paper_type.as_str());
        }
    }
    counts.push(erased);
    let mut rows: BTreeMap<(UnitCode, PaperTypeCode), u64> = BTreeMap::new();
    for (unit, types) in counts.into_iter().flatten() {
        let unit = keys::unit_of(unit.as_bytes())?;
        for (paper_type, count) in types {
            let paper_type = paper_type.parse().map_err(|error| damaged(&[keys::PAPERS], error))?;
            *rows.entry((unit.clone(), paper_type)).or_default() += count;
        }
    }
    Ok(rows.into_iter().map(|((unit, paper_type), count)| CountRow { unit, paper_type, count }).collect())
}

type Activities = BTreeMap<UnitCode, Activity>;

fn sum(sums: impl IntoIterator<Item = Activities>) -> Activities {
    sums.into_iter().flatten().fold(Activities::new(), |mut sum, (unit, activity)| {
        *sum.entry(unit).or_default() += activity;
        sum
    })
}

fn within(question: &ActivityQuestion, cell: &Cell) -> bool {
    let ActivityQuestion { from, to, as_of, procedure } = question;
    (from..=to).contains(&&cell.counted)
        && cell.effective <= *as_of
        && procedure.as_ref().is_none_or(|procedure| cell.procedure.as_ref() == Some(procedure))
}

/// The activity of a period. What was recorded later is in it, and is not told apart.
pub(crate) fn activity(tree: &Tree, question: &ActivityQuestion) -> Answer<Vec<ActivityRow>> {
    let mut sums = fold(tree, keys::all_of(keys::DOSSIERS), |sums: &mut Activities, key, content| {
        let facts: DossierFacts = from_json(key, content)?;
        for (unit, activity) in dossiers::counted_in(&facts, |cell| within(question, cell)) {
            *sums.entry(unit).or_default() += activity;
        }
        Ok(())
    })?;
    if question.procedure.is_none() {
        sums.extend(work(tree, question)?);
    }
    let row = |(unit, activity)| ActivityRow { unit, activity, recorded_later: Activity::NONE };
    Ok(sum(sums).into_iter().filter(|(_, activity)| !activity.is_none()).map(row).collect())
}

/// What was done at counters beside dossiers.
fn work(tree: &Tree, question: &ActivityQuestion) -> Answer<Vec<Activities>> {
    let (from, to) = (question.from, question.to.min(question.as_of));
    let mut sums = fold(tree, keys::all_of(keys::PAPERS), |sums: &mut HashMap<String, Activity>, key, content| {
        let paper: CountedPaper<'_> = from_json(key, content)?;
        if (from..=to).contains(&paper.registered_on) {
            let activity = counter_work::of_paper(paper.pages);
            match sums.get_mut(&*paper.unit) {
                Some(sum) => *sum += activity,
                None => drop(sums.insert(paper.unit.into_owned(), activity)),
            }
        }
        Ok(())
    })?
    .into_iter()
    .map(|sums| sums.into_iter().map(|(unit, activity)| Ok((keys::unit_of(unit.as_bytes())?, activity))).collect())
    .collect::<Answer<Vec<Activities>>>()?;
    let mut more = Activities::new();
    for (_, paper) in erased_papers(tree)? {
        if paper.registered_on.is_some_and(|on| (from..=to).contains(&on)) {
            *more.entry(paper.unit).or_default() += counter_work::of_paper(paper.pages);
        }
    }
    let tickets = if from <= to { keys::tickets(from, to) } else { (Vec::new(), Vec::new()) };
    for pair in Read::range(tree, tickets) {
        let (key, content) = pair?;
        let ticket: Ticket = from_json(&key, &content)?;
        let activity = counter_work::of_ticket(&ticket);
        *more.entry(ticket.unit).or_default() += activity;
    }
    sums.push(more);
    Ok(sums)
}

#[derive(Default)]
struct People {
    all: HashSet<(Option<UnitCode>, HolderId)>,
    again: HashSet<(Option<UnitCode>, HolderId)>,
}

/// The applicants of a period.
pub(crate) fn applicants(tree: &Tree, from: Date, to: Date) -> Answer<Vec<ApplicantsRow>> {
    let people = fold(tree, keys::all_of(keys::DOSSIERS), |people: &mut People, key, content| {
        let facts: DossierFacts = from_json(key, content)?;
        if let Some((holder, unit, again)) = facts.applicant_within(from, to) {
            for unit in [None, Some(unit.clone())] {
                if again {
                    people.again.insert((unit.clone(), holder.clone()));
                }
                people.all.insert((unit, holder.clone()));
            }
        }
        Ok(())
    })?;
    let mut together = People::default();
    for some in people {
        together.all.extend(some.all);
        together.again.extend(some.again);
    }
    let mut rows: BTreeMap<Option<UnitCode>, (u64, u64)> = BTreeMap::new();
    together.all.into_iter().for_each(|(unit, _)| rows.entry(unit).or_default().0 += 1);
    together.again.into_iter().for_each(|(unit, _)| rows.entry(unit).or_default().1 += 1);
    let row = |(unit, (applicants, handed_in_again))| ApplicantsRow { unit, applicants, handed_in_again };
    Ok(rows.into_iter().map(row).collect())
}

/// The dossiers that count in a number.
pub(crate) fn dossiers(
    tree: &Tree,
    question: &DossiersQuestion,
    after: Option<&DossierNumber>,
    limit: usize,
) -> Answer<DossierPage> {
    let (mut from, to) = keys::all_of(keys::DOSSIERS);
    if let Some(number) = after {
        from = [keys::dossier(number), vec![0]].concat();
    }
    let mut page = DossierPage { dossiers: Vec::new(), next: None };
    for pair in Read::range(tree, (from, to)) {
        let (key, content) = pair?;
        let view: DossierView = from_json(&key, &content)?;
        if !is_counted(&view.facts, question) {
            continue;
        }
        let Some(dossier) = reads::dossier_of(tree, &view)? else { continue };
        if page.dossiers.len() == limit {
            page.next = page.dossiers.last().map(|dossier| dossier.number.clone());
            break;
        }
        page.dossiers.push(dossier);
    }
    Ok(page)
}

fn is_counted(facts: &DossierFacts, question: &DossiersQuestion) -> bool {
    let ours = |unit: &UnitCode| question.units.is_empty() || question.units.contains(unit);
    let counted = dossiers::counted_in(facts, |cell| within(&question.activity, cell) && ours(&cell.unit));
    let activity = counted.into_iter().fold(Activity::NONE, |sum, (_, activity)| sum + activity);
    activity[question.with] > 0 && question.without.is_none_or(|without| activity[without] <= 0)
}

/// The papers that count as results in force.
pub(crate) fn papers_in_force(
    tree: &Tree,
    question: &InForceQuestion,
    after: Option<&PaperCode>,
    limit: usize,
) -> Answer<PaperPage> {
    let (mut from, to) = keys::all_of(keys::PAPERS);
    if let Some(code) = after {
        from = [keys::paper(code), vec![0]].concat();
    }
    let mut page = PaperPage { papers: Vec::new(), next: None };
    for pair in Read::range(tree, (from, to)) {
        let (key, content) = pair?;
        let paper: CountedPaper<'_> = from_json(&key, &content)?;
        let ours = question.units.is_empty() || question.units.iter().any(|unit| unit.as_str() == paper.unit);
        let typed = question.paper_type.as_ref().is_none_or(|wanted| wanted.as_str() == type_in(&key));
        if !(ours && typed && paper.counts(question.on)) {
            continue;
        }
        if page.papers.len() == limit {
            page.next = page.papers.last().map(|record| record.code.clone());
            break;
        }
        page.papers.extend(reads::record(tree, &from_json(&key, &content)?)?);
    }
    Ok(page)
}
