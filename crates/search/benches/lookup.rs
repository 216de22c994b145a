//! How long a lookup takes among a million papers: by the holder's ID in the ledger, by name and number in the index.
//!
//! `cargo bench -p search --bench lookup`; `HOSO_BENCH_PAPERS` sets another number of papers. What the figures leave out:
//! HTTP, and more than one caller at once.

// Its figures are its output.
#![allow(clippy::print_stdout)]

mod figures;
mod synthetic;

use std::time::{Duration, Instant};

use figures::{folder, machine, report};
use ledger::{Ledger as _, SledLedger};
use search::{Index, Query};

const LOOKUPS: u64 = 5_000;
const SEGMENT_PAPERS: u64 = 10_000;

#[tokio::main]
async fn main() {
    let papers: u64 =
        std::env::var("HOSO_BENCH_PAPERS").ok().and_then(|papers| papers.parse().ok()).unwrap_or(1_000_000);
    let dir = tempfile::tempdir_in(folder()).expect("a folder");
    let ledger = SledLedger::open(&dir.path().join("ledger")).expect("a ledger");
    let index = Index::open(&dir.path().join("index")).expect("an index");
    println!("{}, {}, {papers} papers", machine(), model::local_date(jiff::Timestamp::now()));
    fill(&ledger, &index, papers).await;

    let mut noise = Vec::new();
    for _ in 0..LOOKUPS {
        let began = Instant::now();
        tokio::task::spawn_blocking(|| ()).await.expect("nothing");
        noise.push(began.elapsed());
    }
    report("nothing, by another thread", &mut noise);

    let pick = |at: u64| at.wrapping_mul(2_654_435_761) % papers;
    let mut by_id = Vec::new();
    for at in 0..LOOKUPS {
        let id = synthetic::holder_id(pick(at));
        let began = Instant::now();
        let found = ledger.papers_of_holder(&id).await.expect("an answer");
        by_id.push(began.elapsed());
        assert!(!found.is_empty());
    }
    report("by holder ID, ledger", &mut by_id);

    let fold = model::vietnamese::search_form;
    let words = |name: &str, from: usize| name.split(' ').skip(from).collect::<Vec<_>>().join(" ");
    ask(&index, "by name as spelt", |at| synthetic::holder_name(pick(at)));
    ask(&index, "by name without marks", |at| fold(&synthetic::holder_name(pick(at))));
    ask(&index, "by the last words of a name", |at| words(&synthetic::holder_name(pick(at)), 1));
    ask(&index, "by name in another order", |at| {
        let name = fold(&synthetic::holder_name(pick(at)));
        format!("{} {}", words(&name, 1), name.split(' ').next().unwrap_or_default())
    });
    ask(&index, "by a name that is being typed", |at| {
        let name = fold(&synthetic::holder_name(pick(at)));
        name[..name.len() - 1].to_owned()
    });
    ask(&index, "by a name that nobody has", |at| format!("{} khong co", fold(&synthetic::holder_name(pick(at)))));
    ask(&index, "by number", |at| synthetic::draft(pick(at)).number.unwrap_or_default());
    ask(&index, "by words", |at| synthetic::draft(pick(at)).issuer.unwrap_or_default());
}

async fn fill(ledger: &SledLedger, index: &Index, papers: u64) {
    let (mut in_ledger, mut in_index) = (Duration::ZERO, Duration::ZERO);
    let mut head = None;
    for from in (0..papers).step_by(SEGMENT_PAPERS as usize) {
        let entries = synthetic::entries(head.as_ref(), from..(from + SEGMENT_PAPERS).min(papers));
        head = entries.last().map(|entry| entry.header.clone());
        let began = Instant::now();
        index.apply(&entries).expect("applied");
        in_index += began.elapsed();
        let began = Instant::now();
        ledger.replay(entries).await.expect("replayed");
        in_ledger += began.elapsed();
    }
    let began = Instant::now();
    index.commit().expect("committed");
    in_index += began.elapsed();
    println!("filled the ledger in {:.0} s, the index in {:.0} s", in_ledger.as_secs_f64(), in_index.as_secs_f64());
}

fn ask(index: &Index, what: &str, text: impl Fn(u64) -> String) {
    let mut times = Vec::new();
    for at in 0..LOOKUPS {
        let query = Query { text: text(at), limit: 20 };
        let began = Instant::now();
        index.search(&query).expect("an answer");
        times.push(began.elapsed());
    }
    report(what, &mut times);
}
