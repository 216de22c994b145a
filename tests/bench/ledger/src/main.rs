//! `rates`: acknowledged writes a second of the ledger, of sled alone and of SQLite, in one run.
//! `fill FOLDER N`: replays a log of N papers and ends as if killed. `open FOLDER`: what opening that takes.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use ledger::{Approval, Ledger as _, SledLedger, contract::samples};
use model::{Context, Entry, EntryBody, EntryHeader, PaperDraft, PaperRecord, PaperState};

/// Papers of one citizen's birth certificates, each with a number of its own, would be one range of keys; so every paper has
/// another holder.
fn draft(at: u64) -> PaperDraft {
    // The factor has no divisor in common with the modulus: no two are the same.
    let holder = format!("0010{:08}", at.wrapping_mul(2_654_435_761) % 100_000_000);
    PaperDraft { holder: samples::holder(&holder), ..samples::draft(&format!("{at}/GKS"), &at.to_string()) }
}

fn record(at: u64) -> PaperRecord {
    let paper = draft(at);
    PaperRecord { code: paper.prefix().with_serial(1), state: PaperState::AwaitingApproval, paper, handed_in_again: false }
}

/// What the two others write for a paper: its code, and the entry's bytes.
fn row(at: u64) -> Result<(String, Vec<u8>)> {
    let record = record(at);
    let code = record.code.to_string();
    let entry = Entry::following(None, samples::context(), &EntryBody::PaperRegistered(Box::new(record)));
    Ok((code, serde_json::to_vec(&entry)?))
}

fn setting(name: &str, usual: u64) -> Result<u64> {
    std::env::var(name).map_or(Ok(usual), |text| text.parse().with_context(|| format!("{name} is no number")))
}

/// A round of each, in turn, so that all meet the same machine.
fn rates() -> Result<()> {
    let clients = setting("CLIENTS", 16)?;
    let seconds = Duration::from_secs(setting("SECONDS_EACH", 5)?);
    let rounds = setting("ROUNDS", 3)?;
    let mut rates: [Vec<f64>; 3] = Default::default();
    for _ in 0..rounds {
        rates[0].push(rate_of_ledger(clients, seconds)?);
        rates[1].push(rate_of_sled(clients, seconds)?);
        rates[2].push(rate_of_sqlite(clients, seconds)?);
    }
    let [ours, sled, sqlite] = rates.map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    });
    println!(
        "acknowledged writes of {clients} clients, median of {rounds} rounds of {} s: ledger {ours:.0}/s; sled, insert + \
         flush each (which does not sync), {sled:.0}/s, ratio {:.2}; SQLite, WAL, synchronous=FULL, {sqlite:.0}/s, ratio {:.2}",
        seconds.as_secs(),
        ours / sled,
        ours / sqlite
    );
    Ok(())
}

fn rate_of_ledger(clients: u64, time: Duration) -> Result<f64> {
    let dir = tempfile::tempdir_in(".")?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let ledger = Arc::new(SledLedger::open(dir.path())?);
        let next = Arc::new(AtomicU64::new(0));
        let began = Instant::now();
        let calls: Vec<_> = (0..clients)
            .map(|_| {
                let (ledger, next) = (Arc::clone(&ledger), Arc::clone(&next));
                tokio::spawn(async move {
                    let mut written = 0u64;
                    while began.elapsed() < time {
                        let draft = draft(next.fetch_add(1, Ordering::Relaxed));
                        ledger.register_paper(samples::context(), draft, Approval::Separate).await?;
                        written += 1;
                    }
                    anyhow::Ok(written)
                })
            })
            .collect();
        let mut written = 0;
        for call in calls {
            written += call.await??;
        }
        Ok(per_second(written, began.elapsed()))
    })
}

fn rate_of_sled(clients: u64, time: Duration) -> Result<f64> {
    let dir = tempfile::tempdir_in(".")?;
    let db = sled::Config::new().path(dir.path()).flush_every_ms(None).open()?;
    rate_of_threads(clients, time, |_| {
        let db = db.clone();
        Ok(move |code: String, entry: Vec<u8>| {
            db.insert(code.as_bytes(), entry)?;
            db.flush()?;
            Ok(())
        })
    })
}

fn rate_of_sqlite(clients: u64, time: Duration) -> Result<f64> {
    let dir = tempfile::tempdir_in(".")?;
    let path = dir.path().join("papers.sqlite");
    let open = |_| {
        let connection = rusqlite::Connection::open(&path)?;
        connection.busy_timeout(Duration::from_secs(60))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS entry (sequence INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, entry BLOB NOT NULL)",
        )?;
        Ok(move |code: String, entry: Vec<u8>| {
            connection.prepare_cached("INSERT INTO entry (code, entry) VALUES (?1, ?2)")?.execute((code, entry))?;
            Ok(())
        })
    };
    rate_of_threads(clients, time, open)
}

/// Writes a second of so many threads, each with a way to write of its own.
fn rate_of_threads<W: FnMut(String, Vec<u8>) -> Result<()> + Send>(
    clients: u64,
    time: Duration,
    writer: impl Fn(u64) -> Result<W>,
) -> Result<f64> {
    let writers = (0..clients).map(writer).collect::<Result<Vec<W>>>()?;
    let next = AtomicU64::new(0);
    let began = Instant::now();
    let written = std::thread::scope(|scope| {
        let threads: Vec<_> = writers
            .into_iter()
            .map(|mut write| {
                let next = &next;
                scope.spawn(move || -> Result<u64> {
                    let mut written = 0;
                    while began.elapsed() < time {
                        let (code, entry) = row(next.fetch_add(1, Ordering::Relaxed))?;
                        write(code, entry)?;
                        written += 1;
                    }
                    Ok(written)
                })
            })
            .collect();
        let counts = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| bail!("a writer panicked")));
        counts.sum::<Result<u64>>()
    })?;
    Ok(per_second(written, began.elapsed()))
}

#[allow(clippy::cast_precision_loss)] // Counts of a benchmark are far from where that would show.
fn per_second(count: u64, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// How many entries are replayed at once: a segment of the exported log.
const SEGMENT_ENTRIES: u64 = 10_000;

fn fill(dir: &Path, papers: u64) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let ledger = SledLedger::open(dir)?;
        let mut head: Option<EntryHeader> = None;
        let mut replaying = Duration::ZERO;
        let mut next = 0;
        while next < papers {
            let end = (next + SEGMENT_ENTRIES).min(papers);
            let mut segment = Vec::new();
            for at in next..end {
                let body = EntryBody::PaperRegistered(Box::new(record(at)));
                let entry = Entry::following(head.as_ref(), context(), &body);
                head = Some(entry.header.clone());
                segment.push(entry);
            }
            let began = Instant::now();
            ledger.replay(segment).await?;
            replaying += began.elapsed();
            next = end;
        }
        println!(
            "replayed {papers} papers: {:.0}/s; file {} MB; resident {}",
            per_second(papers, replaying),
            std::fs::metadata(dir.join("db"))?.len() / 1_000_000,
            resident()?
        );
        // No destructor runs, as after kill -9.
        std::process::abort()
    })
}

fn context() -> Context {
    samples::context()
}

fn open(dir: &Path) -> Result<()> {
    let began = Instant::now();
    let ledger = SledLedger::open(dir)?;
    let opened = began.elapsed();
    let runtime = tokio::runtime::Runtime::new()?;
    let papers = runtime.block_on(ledger.totals())?.papers;
    println!("opened {papers} papers in {:.1} s; resident {}", opened.as_secs_f64(), resident()?);
    let began = Instant::now();
    runtime.block_on(ledger.close())?;
    println!("closed in {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// Now and at most, of this process.
fn resident() -> Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1000
    };
    Ok(format!("{} MB, at most {} MB", of("VmRSS:"), of("VmHWM:")))
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["rates"] => rates(),
        ["fill", dir, papers] => fill(Path::new(dir), papers.parse().context("the number of papers")?),
        ["open", dir] => open(Path::new(dir)),
        _ => bail!("usage: ledger-bench rates | fill FOLDER PAPERS | open FOLDER"),
    }
}
