//! A ledger from the generator's papers and dossiers, by the way that a rebuild takes: entries of a log, replayed.

use std::{path::Path, time::Instant};

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use ledger::{
    Ledger, SledLedger,
    contract::{
        activity::{component, result},
        samples,
    },
};
use model::{
    Channel, ComponentReuse, Context, DossierRecord, DossierState, Entry, EntryBody, EntryHeader, PaperDraft,
    PaperKind, PaperRecord, PaperState, StateChange,
};

/// Entries that are made before they are replayed.
const REPLAYED_AT_ONCE: usize = 10_000;
/// sled's file grows by five times what is written into it in no order, and ten million papers filled a disk. Whenever it is so
/// many times as large as after the last time, the ledger is copied into a smaller file, as else only at its next opening.
const GROWTH_A_COPY: f64 = 2.5;
/// Not before it is as large as this.
const COPIED_BYTES_MIN: u64 = 6 << 30;

/// The log on its way into the ledger.
struct Log<'a> {
    folder: &'a Path,
    ledger: SledLedger,
    /// The last entry that the ledger has or is about to have.
    head: Option<EntryHeader>,
    /// How many of the history's entries it has from a fill that was stopped.
    there: u64,
    entries: Vec<Entry>,
    copied_bytes: u64,
}

impl<'a> Log<'a> {
    async fn open(folder: &'a Path) -> Result<Self> {
        let ledger = SledLedger::open(folder)?;
        let head = ledger.head().await?;
        let there = head.as_ref().map_or(0, |head| head.sequence);
        Ok(Self { folder, ledger, head, there, entries: Vec::new(), copied_bytes: file_bytes(folder)? })
    }

    async fn append(&mut self, day: &str, body: EntryBody) -> Result<()> {
        if self.there > 0 {
            self.there -= 1;
            return Ok(());
        }
        let context = Context { actor: "bench".to_owned(), unit: None, purpose: None, at: noon(day)? };
        let entry = Entry::following(self.head.as_ref(), context, &body);
        self.head = Some(entry.header.clone());
        self.entries.push(entry);
        if self.entries.len() == REPLAYED_AT_ONCE { self.replay().await } else { Ok(()) }
    }

    async fn replay(&mut self) -> Result<()> {
        self.ledger.replay(std::mem::take(&mut self.entries)).await?;
        let bytes = file_bytes(self.folder)?;
        if bytes >= COPIED_BYTES_MIN && bytes as f64 >= GROWTH_A_COPY * self.copied_bytes as f64 {
            self.ledger.close().await?;
            SledLedger::wipe(self.folder)?;
            self.ledger = SledLedger::open(self.folder)?;
            self.copied_bytes = file_bytes(self.folder)?;
        }
        Ok(())
    }
}

fn file_bytes(ledger: &Path) -> Result<u64> {
    Ok(std::fs::metadata(ledger.join("db"))?.len())
}

fn noon(day: &str) -> Result<Timestamp> {
    Ok(format!("{day}T12:00:00+07:00").parse()?)
}

pub(crate) async fn fill(folder: &Path, history: &Path) -> Result<()> {
    let mut log = Log::open(folder).await?;
    let was_stopped = log.there > 0;
    let began = Instant::now();
    let papers = each(&history.join("papers.csv"), &mut log, paper).await?;
    let papers_took = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let dossiers = each(&history.join("dossiers.csv"), &mut log, dossier).await?;
    let dossiers_took = began.elapsed().as_secs_f64();
    if was_stopped {
        println!("{papers} papers and {dossiers} dossiers are in it, some or all since an earlier fill");
    } else {
        println!("{papers} papers filled in: {:.0}/s", papers as f64 / papers_took);
        println!("{dossiers} dossiers filled in: {:.0}/s", dossiers as f64 / dossiers_took);
    }
    log.ledger.close().await?;
    Ok(())
}

/// Records the dossiers of the history as an import does.
pub(crate) async fn import(folder: &Path, history: &Path, at_once: usize) -> Result<()> {
    let ledger = SledLedger::open(folder)?;
    let mut reader = csv::Reader::from_path(history.join("dossiers.csv"))?;
    let mut records = Vec::new();
    for line in reader.records() {
        if let Some((_, EntryBody::DossierRecorded { dossier, .. })) = dossier(&line?)?.pop() {
            records.push(*dossier);
        }
    }
    let (began, count) = (Instant::now(), records.len());
    let mut records = records.into_iter().peekable();
    while records.peek().is_some() {
        let some: Vec<DossierRecord> = records.by_ref().take(at_once).collect();
        ledger.record_dossiers(samples::context_on("2026-11-25"), some).await?;
    }
    let took = began.elapsed().as_secs_f64();
    println!("{count} dossiers recorded, {at_once} at once: {:.0}/s", count as f64 / took);
    ledger.close().await?;
    Ok(())
}

/// Days with what happened on them, of one line of a file.
type Happened = Vec<(String, EntryBody)>;

async fn each(file: &Path, log: &mut Log<'_>, read: fn(&csv::StringRecord) -> Result<Happened>) -> Result<u64> {
    let mut reader = csv::Reader::from_path(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut line = csv::StringRecord::new();
    let mut lines = 0;
    while reader.read_record(&mut line)? {
        for (day, body) in read(&line)? {
            log.append(&day, body).await?;
        }
        lines += 1;
    }
    log.replay().await?;
    Ok(lines)
}

fn some<T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>>(text: &str) -> Result<Option<T>> {
    Ok(if text.is_empty() { None } else { Some(text.parse()?) })
}

/// holder, type, number, kind, unit, registered_on, approved_on, valid_until, ended_on, pages.
fn paper(line: &csv::StringRecord) -> Result<Happened> {
    let (registered, approved, ended) = (&line[5], &line[6], &line[8]);
    let paper = PaperDraft {
        kind: if &line[3] == "result" { PaperKind::Result } else { PaperKind::Component },
        paper_type: line[1].parse()?,
        unit: line[4].parse()?,
        valid_until: some(&line[7])?,
        pages: (1..=line[9].parse()?).collect(),
        abstract_text: None,
        issuer: None,
        signer_position: None,
        place: None,
        ..samples::draft(&line[2], &line[2])
    };
    let paper = PaperDraft { holder: samples::holder(&line[0]), ..paper };
    let state = match some(approved)? {
        Some(on) => PaperState::Approved { on },
        None => PaperState::AwaitingApproval,
    };
    let record = PaperRecord { code: paper.prefix().with_serial(1), state, paper, handed_in_again: false };
    let code = record.code.clone();
    let mut happened = vec![(registered.to_owned(), EntryBody::PaperRegistered(Box::new(record)))];
    if !ended.is_empty() {
        let change = StateChange::Revoke { why: "thu hồi".to_owned() };
        happened.push((ended.to_owned(), EntryBody::PaperStateChanged { code, change }));
    }
    Ok(happened)
}

/// number, unit, procedure, holder, received_on, due_on, resolved_on, returned_on, owes_result, handed_in, reused, national,
/// result, published.
fn dossier(line: &csv::StringRecord) -> Result<Happened> {
    let at = |text: &str| if text.is_empty() { Ok(None) } else { noon(text).map(Some) };
    let (received, resolved) = (&line[4], &line[6]);
    let mut components = vec![component(true, ComponentReuse::No); line[9].parse()?];
    let mut taken = vec![component(false, ComponentReuse::WithoutCode); line[10].parse()?];
    taken.iter_mut().for_each(|component| component.from_national_store = &line[11] == "1");
    components.append(&mut taken);
    let dossier = DossierRecord {
        number: line[0].parse()?,
        procedure: line[2].parse()?,
        unit: line[1].parse()?,
        holder: Some(samples::holder(&line[3])),
        channel: Channel::Counter,
        state: if resolved.is_empty() { DossierState::InProcess } else { DossierState::Resolved },
        received_at: at(received)?,
        due_at: at(&line[5])?,
        resolved_at: at(resolved)?,
        returned_at: at(&line[7])?,
        owes_result: &line[8] == "1",
        components,
        results: if &line[12] == "1" { vec![result((&line[13] == "1").then_some("KQ1"))] } else { Vec::new() },
    };
    let day = if resolved.is_empty() { received } else { resolved };
    Ok(vec![(day.to_owned(), EntryBody::DossierRecorded { dossier: Box::new(dossier), handed_in_again: 0 })])
}
