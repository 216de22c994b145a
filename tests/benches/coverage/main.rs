//! What managers' figures cost on a large ledger: `tests/bench/coverage.sh` runs it beside PostgreSQL and DuckDB.
//!
//! `fill LEDGER HISTORY` fills a ledger from the generator's CSV files, `import LEDGER HISTORY COUNT` records its dossiers, so
//! many in one write, and `ask LEDGER` asks it and prints milliseconds.

#![allow(clippy::print_stdout, clippy::cast_precision_loss)] // A bench prints; its counts are small.

mod fill;

use std::{
    env,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use jiff::civil::Date;
use ledger::{ActivityQuestion, Ledger, Measure, SledLedger};

/// As in the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often a figure is asked for; the median counts.
const ASKED: usize = 31;

fn main() -> Result<()> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let runtime = tokio::runtime::Runtime::new()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["fill", ledger, history] => runtime.block_on(fill::fill(&PathBuf::from(ledger), &PathBuf::from(history))),
        ["import", ledger, history, at_once] => {
            let at_once = at_once.parse()?;
            runtime.block_on(fill::import(&PathBuf::from(ledger), &PathBuf::from(history), at_once))
        }
        ["ask", ledger] => runtime.block_on(ask(&PathBuf::from(ledger))),
        // A run of all benches, which has no ledger to ask.
        [] => {
            println!("run tests/bench/coverage.sh, which makes the history, fills the ledger and asks it");
            Ok(())
        }
        _ => bail!("fill LEDGER HISTORY, import LEDGER HISTORY COUNT, or ask LEDGER"),
    }
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

/// The median of many answers, in milliseconds, and the slowest.
async fn figure<T, F: Future<Output = Result<T, ledger::LedgerError>>>(name: &str, ask: impl Fn() -> F) -> Result<()> {
    let mut took = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let began = Instant::now();
        ask().await?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    let (median, slowest) = (milliseconds(took[ASKED / 2]), milliseconds(took[ASKED - 1]));
    println!("{name}: {median:.2} ms (slowest of {ASKED}: {slowest:.2})");
    Ok(())
}

fn question(from: &str, to: &str, as_of: &str) -> Result<ActivityQuestion> {
    Ok(ActivityQuestion { from: from.parse()?, to: to.parse()?, as_of: as_of.parse()?, procedure: None })
}

async fn ask(folder: &std::path::Path) -> Result<()> {
    let began = Instant::now();
    let ledger = SledLedger::open(folder)?;
    println!("opened in {:.1} s: {:?}", began.elapsed().as_secs_f64(), ledger.totals().await?);
    let (today, past): (Date, Date) = ("2026-11-24".parse()?, "2026-05-20".parse()?);
    figure("in force today, by unit and type", || ledger.digitised(today)).await?;
    figure("in force on 2026-05-20", || ledger.digitised(past)).await?;
    figure("in force at the end of 2025", || ledger.digitised(Date::constant(2025, 12, 31))).await?;
    for (name, from, to, as_of) in [
        ("indicators of the year to date", "2026-01-01", "2026-11-24", "2026-11-24"),
        ("indicators of a month", "2026-10-01", "2026-10-31", "2026-11-24"),
        ("indicators of a week", "2026-11-09", "2026-11-15", "2026-11-24"),
        ("indicators of the year to date as of 2026-05-20", "2026-01-01", "2026-05-20", "2026-05-20"),
        ("indicators of a month as of its end", "2026-09-01", "2026-09-30", "2026-09-30"),
        ("indicators of a week as of its end", "2026-09-07", "2026-09-13", "2026-09-13"),
    ] {
        let question = question(from, to, as_of)?;
        figure(name, || ledger.activity(question.clone())).await?;
    }
    let of_procedure = ActivityQuestion {
        procedure: Some("1.000007".parse()?),
        ..question("2026-01-01", "2026-11-24", "2026-11-24")?
    };
    figure("indicators of a procedure, year to date", || ledger.activity(of_procedure.clone())).await?;
    let (from, to) = ("2026-01-01".parse()?, today);
    figure("applicants of the year to date", || ledger.applicants(from, to)).await?;

    let began = Instant::now();
    let recounted = ledger.recount(today).await?;
    println!("recount of results in force: {:.1} s", began.elapsed().as_secs_f64());
    if recounted != ledger.digitised(today).await? {
        bail!("the recount differs from the counters");
    }
    let year = question("2026-01-01", "2026-11-24", "2026-11-24")?;
    let began = Instant::now();
    let recounted = ledger.recount_activity(year.clone()).await?;
    println!("recount of the year's activity: {:.1} s", began.elapsed().as_secs_f64());
    let told = ledger.activity(year).await?;
    let of = |rows: &[ledger::ActivityRow]| rows.iter().map(|row| (row.unit.clone(), row.activity)).collect::<Vec<_>>();
    if of(&recounted) != of(&told) {
        bail!("the recount differs from the counters");
    }
    let received: i64 = told.iter().map(|row| row.activity[Measure::Received]).sum();
    let in_force: u64 = ledger.digitised(today).await?.iter().map(|row| row.count).sum();
    println!("check: {received} dossiers received this year, {in_force} results in force");
    ledger.close().await?;
    Ok(())
}
