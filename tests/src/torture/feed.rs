//! Clients that hand in papers as counters do, several at once and each from its own seed, and remember what was
//! acknowledged. What was not acknowledged before a crash is sent again after it, as a careful client does.

use std::{
    fs,
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use fastrand::Rng;
use model::Sha256Digest;
use serde_json::{Value, json};

use crate::{Answer, fixture, try_post_form};

/// Papers that any client may hand in once more are taken from the last so many.
const RECENT_MAX: usize = 40;

/// Whose paper it is and which number it bears: with the type, the prefix of its code.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Claim {
    /// The citizen's ID.
    pub holder: String,
    /// As printed.
    pub number: String,
}

/// One scanned paper.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The file's bytes.
    pub bytes: Arc<[u8]>,
    /// Their hash.
    pub sha256: Sha256Digest,
    /// What the manifest says of it; none for a paper that a person must look at.
    pub claim: Option<Claim>,
    /// A word that its abstract alone has.
    pub word: String,
    /// False for bytes that are no document.
    pub good: bool,
    /// Whether its pages are read when it is first handed in.
    pub read: bool,
}

/// What one request hands in.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its papers, in the order of the receipt.
    pub papers: Vec<Paper>,
    /// Whether pages are read.
    pub read: bool,
    /// The batch that the server acknowledged it as.
    pub batch: String,
}

/// What is handed in, and how fast.
#[derive(Debug, Clone, Copy)]
pub struct Mix {
    /// How many clients at once.
    pub clients: u64,
    /// One upload in so many is read; 0 for none.
    pub one_read_in: u64,
    /// The longest pause of a client between two uploads.
    pub pause_ms_max: u64,
}

/// The clients. They wait while there is no server.
#[derive(Debug)]
pub struct Feeder {
    shared: Arc<Shared>,
    clients: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    seed: u64,
    mix: Mix,
    /// Read-locked by each request while it lasts.
    server: RwLock<Option<String>>,
    ended: AtomicBool,
    /// Holders change with it, so that none gets more papers than one lookup shows.
    epoch: AtomicU64,
    acknowledged: Mutex<Vec<Upload>>,
    recent: Mutex<Vec<Paper>>,
    /// Answers that are neither an acknowledgement nor the end of a connection.
    unexpected: Mutex<Vec<Answer>>,
    scan: Vec<u8>,
    scan_to_read: Vec<u8>,
}

impl Feeder {
    /// Clients that wait for a server.
    pub fn start(seed: u64, mix: Mix) -> Self {
        let shared = Arc::new(Shared {
            seed,
            mix,
            server: RwLock::default(),
            ended: AtomicBool::default(),
            epoch: AtomicU64::default(),
            acknowledged: Mutex::default(),
            recent: Mutex::default(),
            unexpected: Mutex::default(),
            scan: fs::read(fixture("scans/quet-kem/trang-trang.jpg")).unwrap(),
            scan_to_read: fs::read(fixture("scans/quet-kem/xac-nhan-150dpi.jpg")).unwrap(),
        });
        let clients = (0..mix.clients)
            .map(|client| {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || Client::new(client, shared).run())
            })
            .collect();
        Self { shared, clients }
    }

    /// Lets the clients send to the server at `url`; waits for requests to the one before to end.
    pub fn send_to(&self, url: &str) {
        *self.shared.server.write().unwrap() = Some(url.to_owned());
    }

    /// Lets the clients send nothing; returns when no request is under way.
    pub fn pause(&self) {
        *self.shared.server.write().unwrap() = None;
    }

    /// Goes over to other holders.
    pub fn next_epoch(&self) {
        self.shared.epoch.fetch_add(1, Ordering::Relaxed);
    }

    /// All that has been acknowledged so far, in that order.
    pub fn acknowledged(&self) -> Vec<Upload> {
        self.shared.acknowledged.lock().unwrap().clone()
    }

    /// Answers that no client of a working store should get.
    pub fn unexpected(&self) -> Vec<Answer> {
        self.shared.unexpected.lock().unwrap().clone()
    }
}

impl Drop for Feeder {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        for client in self.clients.drain(..) {
            // A client that panicked has said so.
            let _ = client.join();
        }
    }
}

struct Client {
    name: String,
    rng: Rng,
    papers: u64,
    shared: Arc<Shared>,
}

impl Client {
    fn new(client: u64, shared: Arc<Shared>) -> Self {
        let seed = shared.seed.wrapping_mul(1000).wrapping_add(client);
        Self { name: format!("s{}c{client}", shared.seed), rng: Rng::with_seed(seed), papers: 0, shared }
    }

    fn run(&mut self) {
        while !self.shared.ended.load(Ordering::Relaxed) {
            let upload = self.compose();
            self.send_until_acknowledged(upload);
            std::thread::sleep(Duration::from_millis(self.rng.u64(0..=self.shared.mix.pause_ms_max)));
        }
    }

    fn send_until_acknowledged(&mut self, upload: Upload) {
        while !self.shared.ended.load(Ordering::Relaxed) {
            if let Some(answer) = self.send(&upload) {
                return self.note(upload, answer);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The answer; none when there is no server, or when it is gone before it has answered.
    fn send(&self, upload: &Upload) -> Option<Answer> {
        let server = self.shared.server.read().unwrap();
        let url = server.as_ref()?;
        let manifest = manifest_of(upload).to_string();
        let names: Vec<String> = upload.papers.iter().map(name_of).collect();
        let read = if upload.read { "true" } else { "false" };
        let mut parts: Vec<(&str, Option<&str>, &[u8])> = vec![
            ("unit", None, b"H48.28.05"),
            ("operator", None, self.name.as_bytes()),
            ("ocr", None, read.as_bytes()),
            ("manifest", None, manifest.as_bytes()),
        ];
        for (paper, name) in upload.papers.iter().zip(&names) {
            parts.push(("file", Some(name), &paper.bytes));
        }
        try_post_form(&format!("{url}/v1/scans"), &parts).ok()
    }

    fn note(&self, upload: Upload, (status, body): Answer) {
        match body["batch"].as_str() {
            Some(batch) if status == 202 => {
                let upload = Upload { batch: batch.to_owned(), ..upload };
                self.shared.acknowledged.lock().unwrap().push(upload);
            }
            _ => self.shared.unexpected.lock().unwrap().push((status, body)),
        }
    }

    fn compose(&mut self) -> Upload {
        let one_in = self.shared.mix.one_read_in;
        let read = one_in > 0 && self.rng.u64(0..one_in) == 0;
        let count = if read { 1 } else { self.rng.usize(1..=3) };
        let mut papers: Vec<Paper> = Vec::new();
        while papers.len() < count {
            let paper = self.paper(read);
            // One manifest names a file once.
            if papers.iter().all(|other| other.word != paper.word) {
                papers.push(paper);
            }
        }
        Upload { papers, read, batch: String::new() }
    }

    /// Mostly a new one; some that somebody handed in before, some unclaimed, some that are no document.
    fn paper(&mut self, read: bool) -> Paper {
        let kind = self.rng.u64(0..100);
        if kind < 15 && !read {
            let recent = self.shared.recent.lock().unwrap();
            if let Some(again) = self.rng.choice(recent.iter()) {
                return again.clone();
            }
        }
        let paper = self.new_paper(read, kind >= 20, kind != 16);
        self.remember(&paper);
        paper
    }

    fn new_paper(&mut self, read: bool, claimed: bool, good: bool) -> Paper {
        self.papers += 1;
        let word = format!("{}p{}", self.name, self.papers);
        let scan: &[u8] = match (good, read) {
            (false, _) => b"not a document ",
            (true, true) => &self.shared.scan_to_read,
            (true, false) => &self.shared.scan,
        };
        // Bytes after the end of a JPEG change its hash and nothing else.
        let bytes: Arc<[u8]> = [scan, word.as_bytes()].concat().into();
        let epoch = self.shared.epoch.load(Ordering::Relaxed);
        let claim = claimed.then(|| Claim {
            holder: format!("0481920{:05}", epoch * 4 + self.rng.u64(0..4)),
            number: format!("{}/GKS", self.rng.u64(1..=2)),
        });
        Paper { sha256: Sha256Digest::of(&bytes), bytes, claim, word, good, read }
    }

    fn remember(&self, paper: &Paper) {
        let mut recent = self.shared.recent.lock().unwrap();
        recent.push(paper.clone());
        if recent.len() > RECENT_MAX {
            recent.remove(0);
        }
    }
}

fn name_of(paper: &Paper) -> String {
    format!("{}.jpg", paper.word)
}

fn manifest_of(upload: &Upload) -> Value {
    let claimed = upload.papers.iter().filter_map(|paper| Some((paper, paper.claim.as_ref()?)));
    let files: Vec<Value> = claimed
        .map(|(paper, claim)| {
            json!({
                "path": name_of(paper), "type": "KQ.G15.000031", "number": claim.number,
                "holder": {"id": claim.holder, "name": "Nguyễn Thị Hương"}, "abstract": format!("trích lục {}", paper.word),
            })
        })
        .collect();
    json!({"version": 1, "files": files})
}
