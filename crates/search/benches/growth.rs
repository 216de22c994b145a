//! Whether the index stays small when it is changed again and again, as a server changes it: in small commits.
//!
//! 100,000 papers in commits of 25 entries, then each of them once more (an entry that is applied again takes the paper's
//! place), then every tenth erased. Its size is told beside that of one made at once from the same log, with what merging
//! cost: bytes written for each byte that is left, the most segments at once, and the longest commits.
//! `cargo bench --workspace --bench growth`; `HOSO_BENCH_PAPERS` sets another number of papers.

// Its figures are its output.
#![allow(clippy::print_stdout)]

mod figures;
mod synthetic;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use figures::{folder, machine, report};
use model::{Context, Entry, EntryBody, ErasedPaper};
use search::Index;

/// What comes together in the tenth of a second between two looks at the log.
const COMMIT_ENTRIES: usize = 25;

fn main() {
    let papers: u64 = std::env::var("HOSO_BENCH_PAPERS").ok().and_then(|papers| papers.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir_in(folder()).expect("a folder");
    println!("{}, {}, {papers} papers", machine(), model::local_date(jiff::Timestamp::now()));
    let registered = synthetic::entries(None, 0..papers);
    let erased = erasures(&registered);

    let grown = dir.path().join("grown");
    let index = Index::open(&grown).expect("an index");
    let written_before = written_bytes();
    let mut changes = Changes::default();
    changes.make("taken in", &index, &registered, &grown);
    changes.make("changed", &index, &registered, &grown);
    changes.make("erased", &index, &erased, &grown);
    let written = written_bytes() - written_before;
    drop(index);

    let fresh = dir.path().join("fresh");
    let index = Index::open(&fresh).expect("an index");
    index.apply(&registered).expect("applied");
    index.apply(&erased).expect("applied");
    index.commit().expect("committed");
    drop(index);
    let (grown, fresh) = (folder_bytes(&grown), folder_bytes(&fresh));
    println!(
        "index after {} commits: {:.1} MB, made at once {:.1} MB: {:.2} (aim ≤ 1.5); at most {} segments at once; \
         {:.1} bytes written for each that is left",
        changes.commits,
        grown as f64 / 1e6,
        fresh as f64 / 1e6,
        grown as f64 / fresh as f64,
        changes.segments_max,
        written as f64 / grown as f64,
    );
}

#[derive(Default)]
struct Changes {
    commits: usize,
    segments_max: usize,
}

impl Changes {
    fn make(&mut self, what: &str, index: &Index, entries: &[Entry], dir: &Path) {
        let mut took: Vec<Duration> = Vec::new();
        for some in entries.chunks(COMMIT_ENTRIES) {
            let began = Instant::now();
            index.apply(some).expect("applied");
            index.commit().expect("committed");
            took.push(began.elapsed());
            self.segments_max = self.segments_max.max(segments(dir));
        }
        self.commits += took.len();
        report(&format!("{COMMIT_ENTRIES} papers {what}"), &mut took);
    }
}

/// An erasure for every tenth.
fn erasures(registered: &[Entry]) -> Vec<Entry> {
    let mut head = registered.last().map(|entry| entry.header.clone());
    let erase = |entry: &Entry| {
        let Ok(Some(EntryBody::PaperRegistered(record))) = entry.read_body() else { return None };
        let context = Context { actor: "lan".to_owned(), unit: None, purpose: None, at: jiff::Timestamp::UNIX_EPOCH };
        let erased = ErasedPaper {
            code: record.code,
            why: "bench".to_owned(),
            entries: vec![entry.header.sequence],
            objects: Vec::new(),
            kind: record.paper.kind,
            unit: record.paper.unit,
            approved_on: None,
            valid_until: None,
            ended_on: None,
            registered_on: None,
            pages: 0,
        };
        let entry = Entry::following(head.as_ref(), context, &EntryBody::PaperErased(Box::new(erased)));
        head = Some(entry.header.clone());
        Some(entry)
    };
    registered.iter().step_by(10).filter_map(erase).collect()
}

fn files(dir: &Path) -> Vec<fs::DirEntry> {
    let below = fs::read_dir(dir).expect("the index's folder").flatten();
    let below = below.flat_map(|file| if file.path().is_dir() { files(&file.path()) } else { vec![file] });
    below.collect()
}

fn folder_bytes(dir: &Path) -> u64 {
    files(dir).iter().filter_map(|file| file.metadata().ok()).map(|facts| facts.len()).sum()
}

/// Each has one file with its stored fields.
fn segments(dir: &Path) -> usize {
    files(dir).iter().filter(|file| file.path().extension().is_some_and(|extension| extension == "store")).count()
}

/// What this process has handed to the system to be written.
fn written_bytes() -> u64 {
    let io = fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = io.lines().find_map(|line| line.strip_prefix("wchar: "));
    line.and_then(|bytes| bytes.parse().ok()).unwrap_or_default()
}
