//! Every input that is kept, through its target: the corpus that fuzzing starts from, and what it has found.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path, time::Instant};

use fuzz_targets::TARGETS;

/// Far more than any input takes, on a busy machine too.
const SECONDS_MAX: u64 = 20;

fn inputs(of: &str, target: &str) -> Vec<std::path::PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz")).join(of).join(target);
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let mut inputs: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    inputs
}

#[test]
fn what_is_kept_neither_panics_nor_hangs() {
    for (name, target) in TARGETS {
        let corpus = inputs("corpus", name);
        assert!(!corpus.is_empty(), "fuzz/corpus/{name} is empty: `cargo run -p generator -- --corpus fuzz/corpus`");
        for input in corpus.into_iter().chain(inputs("regressions", name)) {
            let begun = Instant::now();
            target(&fs::read(&input).unwrap());
            assert!(begun.elapsed().as_secs() < SECONDS_MAX, "{}: {:?}", input.display(), begun.elapsed());
        }
    }
}
