//! What the store promises for what it acknowledged, checked against a data folder that was crashed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    time::{Duration, Instant},
};

use model::Sha256Digest;
use serde_json::Value;

use super::{Claim, Paper, Upload};
use crate::{Hoso, Server};

/// Far more than any drain takes: reached only when a file never ends.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(300);
/// How many papers of a check are also looked up by a word of theirs.
const LOOKUPS_BY_WORD: usize = 10;

/// What has been seen to hold so far; a later check must not find it otherwise.
#[derive(Debug, Default)]
pub struct Promises {
    /// The code of each paper: bytes and claim.
    codes: BTreeMap<(String, Claim), String>,
    /// How many uploads have been checked already.
    checked: usize,
}

impl Promises {
    /// How many papers have a code.
    pub fn coded(&self) -> usize {
        self.codes.len()
    }

    /// Checks everything that was acknowledged and not checked before; `all` looks at the earlier uploads once more too.
    /// The data folder must not be open.
    ///
    /// # Panics
    /// When a promise is broken.
    pub fn check(&mut self, hoso: &Hoso, acknowledged: &[Upload], all: bool) {
        let new = if all { acknowledged } else { &acknowledged[self.checked..] };
        for paper in new.iter().flat_map(|upload| &upload.papers) {
            original_is_there(hoso, paper);
        }
        let server = hoso.serve();
        for upload in new {
            let receipt = wait_for_receipt(&server, upload);
            self.check_receipt(upload, &receipt);
        }
        wait_for_the_queue(&server);
        self.check_serials(&server);
        self.look_up_by_word(&server, new);
        assert_eq!(server.stop(), 0);
        self.checked = acknowledged.len();
        all_agrees(hoso);
    }

    fn check_receipt(&mut self, upload: &Upload, receipt: &Value) {
        let files = receipt["files"].as_array().unwrap();
        for (paper, file) in upload.papers.iter().zip(files) {
            assert_eq!(file["sha256"], paper.sha256.to_string(), "{file:#}");
            let outcome = file["outcome"].as_str().unwrap();
            match (&paper.claim, outcome) {
                (_, "refused") => assert!(!paper.good, "{file:#}"),
                // What is read may be doubted, and what is held may come again.
                (None, "held" | "duplicate") => {}
                (Some(_), "held" | "duplicate") if file["papers"][0]["review_id"].is_string() && paper.read => {}
                (Some(claim), "accepted" | "duplicate") => self.note_code(paper, claim, file),
                _ => panic!("an unclear end: {file:#}"),
            }
        }
    }

    fn note_code(&mut self, paper: &Paper, claim: &Claim, file: &Value) {
        let code = file["papers"][0]["code"].as_str().unwrap_or_else(|| panic!("no code: {file:#}")).to_owned();
        let before = self.codes.insert((paper.sha256.to_string(), claim.clone()), code.clone());
        assert!(before.is_none() || before.as_ref() == Some(&code), "{code} and {before:?} for the same paper");
    }

    /// Every code once, serials from 1 without a gap, and every coded paper found by its holder.
    fn check_serials(&self, server: &Server) {
        let told: BTreeSet<&str> = self.codes.values().map(String::as_str).collect();
        assert_eq!(told.len(), self.codes.len(), "two papers have one code");
        let holders: BTreeSet<&str> = self.codes.keys().map(|(_, claim)| claim.holder.as_str()).collect();
        let mut found = BTreeSet::new();
        for holder in holders {
            let (status, answer) = server.get(&format!("/v1/papers?holder={holder}&limit=1000"));
            assert_eq!(status, 200, "{answer}");
            let codes =
                answer["papers"].as_array().unwrap().iter().map(|paper| paper["code"].as_str().unwrap().to_owned());
            found.extend(codes);
        }
        let mut serials: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (prefix, serial) in found.iter().map(|code| code.rsplit_once('.').unwrap()) {
            serials.entry(prefix).or_default().push(serial.parse().unwrap());
        }
        for (prefix, mut serials) in serials {
            serials.sort_unstable();
            let expected: Vec<u32> = (1..).take(serials.len()).collect();
            assert_eq!(serials, expected, "the serials of {prefix} have a gap or a repeat");
        }
        let lost: Vec<&&str> = told.iter().filter(|code| !found.contains(**code)).collect();
        assert!(lost.is_empty(), "codes on receipts that no lookup finds: {lost:?}");
    }

    fn look_up_by_word(&self, server: &Server, new: &[Upload]) {
        let coded = new.iter().flat_map(|upload| &upload.papers).filter_map(|paper| {
            let claim = paper.claim.clone()?;
            Some((paper, self.codes.get(&(paper.sha256.to_string(), claim))?))
        });
        let step = (new.len() / LOOKUPS_BY_WORD).max(1);
        for (paper, code) in coded.step_by(step) {
            wait_until(|| server.get(&format!("/v1/papers?q={}", paper.word)).1.to_string().contains(code.as_str()))
                .unwrap_or_else(|| panic!("{code} is not found by its word {}", paper.word));
        }
    }
}

/// The bytes lie under their hash, and have it.
fn original_is_there(hoso: &Hoso, paper: &Paper) {
    let hash = paper.sha256.to_string();
    let path = hoso.data().join(format!("objects/originals/sha256/{}/{}/{hash}", &hash[..2], &hash[2..4]));
    let bytes =
        fs::read(&path).unwrap_or_else(|error| panic!("an acknowledged original is lost: {}: {error}", path.display()));
    assert_eq!(Sha256Digest::of(&bytes), paper.sha256, "an acknowledged original is damaged: {}", path.display());
}

fn wait_for_receipt(server: &Server, upload: &Upload) -> Value {
    let mut last = Value::Null;
    wait_until(|| {
        let (status, receipt) = server.get(&format!("/v1/batches/{}", upload.batch));
        assert_eq!(status, 200, "an acknowledged batch is lost: {} {receipt}", upload.batch);
        last = receipt;
        last["files"].as_array().unwrap().len() == upload.papers.len()
    })
    .unwrap_or_else(|| panic!("a file of an acknowledged batch never ends: {last:#}"));
    last
}

/// Also what was received and not acknowledged before a kill comes to its end.
fn wait_for_the_queue(server: &Server) {
    let is_empty = || server.get("/metrics").1.to_string().contains("hoso_jobs_queued 0\\n");
    wait_until(is_empty).unwrap_or_else(|| panic!("a job never ends: {}", server.get("/metrics").1));
}

fn wait_until(mut is_so: impl FnMut() -> bool) -> Option<()> {
    let began = Instant::now();
    while !is_so() {
        if began.elapsed() > DRAIN_TIME_MAX {
            return None;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Some(())
}

/// Objects, ledger, index, counters, exported log and checkpoints of a store at rest.
fn all_agrees(hoso: &Hoso) {
    let status = hoso.json(["status", "--json"]);
    assert_eq!(status["jobs"], 0, "{status:#}");
    assert_eq!(status["log_indexed"], status["log_entries"], "{status:#}");
    assert_eq!(status["log_exported"], status["log_entries"], "{status:#}");
    for arguments in [&["check", "--deep"][..], &["audit", "verify"], &["coverage", "--recount"]] {
        let printed = hoso.run(arguments);
        assert_eq!(printed.code, 0, "hoso {arguments:?}: {printed:?}");
    }
}
