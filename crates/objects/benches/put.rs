//! How long it takes until many small scans are durable in a folder, beside `sha256sum`, `cp` and `sync` over the same files.
//!
//! `cargo bench -p objects --bench put`. What the figures leave out: everything but bytes.

// Its figures are its output.
#![allow(clippy::print_stdout)]

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use futures::stream::{self, StreamExt as _};
use model::Sha256Digest;
use objects::{FolderStore, ObjectKey, ObjectStore as _};

const FILES: u64 = 2_000;
const FILE_BYTES: usize = 50_000;

#[tokio::main]
async fn main() {
    let dir = tempfile::tempdir_in(folder()).expect("a folder");
    let files = make_files(&dir.path().join("scans"));
    println!("{FILES} files of {FILE_BYTES} bytes");
    for round in 1..=3 {
        let plain = plain(dir.path(), &format!("plain {round}"));
        println!("round {round}: sha256sum, cp, sync            {:6.2} s", plain.as_secs_f64());
        for at_once in [1, 8, 16] {
            let store = FolderStore::open(&dir.path().join(format!("store {round} {at_once}"))).expect("a store");
            let took = put_all(&store, &files, at_once).await;
            let ratio = took.as_secs_f64() / plain.as_secs_f64();
            println!(
                "round {round}: put, {at_once:2} at once, each durable    {:6.2} s, {ratio:4.2} times that",
                took.as_secs_f64()
            );
        }
    }
}

/// Beside the program that runs, which is on a disk; the system's folder for temporary files may be in memory.
fn folder() -> PathBuf {
    let program = std::env::current_exe().expect("the path of this program");
    program.parent().expect("its folder").to_owned()
}

fn make_files(folder: &Path) -> Vec<(ObjectKey, PathBuf)> {
    std::fs::create_dir(folder).expect("a folder");
    let make = |number: u64| {
        let seed = Sha256Digest::of(&number.to_le_bytes());
        let bytes: Vec<u8> = seed.as_bytes().iter().copied().cycle().take(FILE_BYTES).collect();
        let path = folder.join(format!("{number}.jpg"));
        std::fs::write(&path, &bytes).expect("written");
        (ObjectKey::original(Sha256Digest::of(&bytes)), path)
    };
    (0..FILES).map(make).collect()
}

fn plain(dir: &Path, to: &str) -> Duration {
    let script = r#"sha256sum scans/* > /dev/null && cp -r scans "$1" && sync"#;
    let began = Instant::now();
    let status = Command::new("sh").args(["-c", script, "sh", to]).current_dir(dir).stdout(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()));
    began.elapsed()
}

async fn put_all(store: &FolderStore, files: &[(ObjectKey, PathBuf)], at_once: usize) -> Duration {
    let began = Instant::now();
    let puts = files.iter().map(|(key, path)| async move { store.put_file(key, path).await.expect("stored") });
    stream::iter(puts).buffer_unordered(at_once).for_each(async |_| ()).await;
    began.elapsed()
}
