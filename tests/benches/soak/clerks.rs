//! Clerks who attend to each visit when it is due, a reviewer, and one who waits for receipts; all note how long each
//! answer took.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{JoinHandle, sleep, spawn},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{agent, torture::Upload, try_post_form};

use crate::{
    PROCEDURE,
    day::{Day, Holder, Sheet, Visit},
};

/// More than ever work at once: a visit waits for a clerk only when the server has fallen behind.
const CLERKS: usize = 8;
/// How often who waits for receipts asks for each.
const RECEIPT_PAUSE: Duration = Duration::from_millis(100);
/// Longer than any paper of a test; far above ureq's own limit of a body.
const BODY_BYTES_MAX: u64 = 64 << 20;

/// What was asked of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    ById,
    ByName,
    Checklist,
    Open,
    Reuse,
    Upload,
    Review,
    /// From the acknowledgement to the receipt of all papers, without reading.
    Registered,
    /// The same with reading.
    Read,
    /// How much later than due a visit began.
    Late,
}

/// How long something took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    pub(crate) kind: Kind,
    /// When it began, from the start of the run.
    pub(crate) at: Duration,
    pub(crate) took: Duration,
}

/// People at work.
pub(crate) struct Clerks {
    shared: Arc<Shared>,
    clerks: Vec<JoinHandle<()>>,
    others: Vec<JoinHandle<()>>,
}

struct Shared {
    url: String,
    day: Day,
    began: Instant,
    next: AtomicUsize,
    ended: AtomicBool,
    timings: Mutex<Vec<Timing>>,
    acknowledged: Mutex<Vec<Upload>>,
    awaited: Mutex<Vec<Awaited>>,
    /// Answers that no client of a working store should get.
    unexpected: Mutex<Vec<String>>,
}

/// A batch whose receipt is not whole yet.
#[derive(Clone)]
struct Awaited {
    batch: String,
    files: usize,
    since: Instant,
    kind: Kind,
}

impl Clerks {
    /// Begins the day. `review_pause`: how often the reviewer looks at what waits.
    pub(crate) fn start(url: String, day: Day, review_pause: Duration) -> Self {
        let shared = Arc::new(Shared {
            url,
            day,
            began: Instant::now(),
            next: AtomicUsize::default(),
            ended: AtomicBool::default(),
            timings: Mutex::default(),
            acknowledged: Mutex::default(),
            awaited: Mutex::default(),
            unexpected: Mutex::default(),
        });
        let start = |work: fn(&Shared, Duration)| {
            let shared = Arc::clone(&shared);
            spawn(move || work(&shared, review_pause))
        };
        let clerks = (0..CLERKS).map(|_| start(|shared, _| shared.attend_to_all())).collect();
        let others = vec![start(Shared::review_all), start(|shared, _| shared.wait_for_receipts())];
        Self { shared, clerks, others }
    }

    /// Since the day began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.shared.began.elapsed()
    }

    /// Whether every visit has been attended to.
    pub(crate) fn are_done(&self) -> bool {
        self.clerks.iter().all(JoinHandle::is_finished)
    }

    /// Ends the day, once all receipts are there: what took how long, what was acknowledged, and what went wrong.
    pub(crate) fn end(mut self) -> (Vec<Timing>, Vec<Upload>, Vec<String>) {
        let join = |threads: Vec<JoinHandle<()>>| threads.into_iter().for_each(|thread| thread.join().unwrap());
        join(self.clerks.drain(..).collect());
        self.shared.ended.store(true, Ordering::Relaxed);
        join(self.others.drain(..).collect());
        let shared = &self.shared;
        (take(&shared.timings), take(&shared.acknowledged), take(&shared.unexpected))
    }
}

fn take<T: Default>(of: &Mutex<T>) -> T {
    std::mem::take(&mut of.lock().unwrap())
}

impl Shared {
    fn attend_to_all(&self) {
        while let Some(visit) = self.day.visits.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            sleep(visit.due.saturating_sub(self.began.elapsed()));
            self.note(Kind::Late, self.began + visit.due, self.began.elapsed().saturating_sub(visit.due));
            self.attend(visit);
        }
    }

    fn attend(&self, visit: &Visit) {
        let holder = &visit.holder;
        let found = self.get(Kind::ById, &format!("/v1/papers?holder={}", holder.id));
        self.get(Kind::ByName, &format!("/v1/papers?q={}", encoded(&holder.name)));
        let checklist = self.get(Kind::Checklist, &format!("/v1/checklist?procedure={PROCEDURE}&holder={}", holder.id));
        if let Some(code) = found["papers"][0]["code"].as_str() {
            self.open(code, &visit.dossier);
        }
        let items = checklist["items"].as_array().map_or(&[][..], Vec::as_slice);
        if let Some(item) = items.iter().find(|item| item["status"] == "reuse") {
            let body = json!({"code": item["papers"][0]["code"], "component": item["type"]});
            self.post(Kind::Reuse, &format!("/v1/dossiers/{}/reuse", visit.dossier), &body);
        }
        self.upload(visit);
    }

    fn open(&self, code: &str, purpose: &str) {
        let began = Instant::now();
        let url = format!("{}/v1/papers/{}/original", self.url, encoded(code));
        let request = agent().get(url).header("x-hoso-user", "lan").header("x-hoso-purpose", purpose);
        let opened = request.call().and_then(|mut answer| {
            let bytes = answer.body_mut().with_config().limit(BODY_BYTES_MAX).read_to_vec()?;
            Ok((answer.status().as_u16(), bytes.len()))
        });
        self.note(Kind::Open, began, began.elapsed());
        if !matches!(opened, Ok((200, 1..))) {
            self.complain(Kind::Open, &opened);
        }
    }

    fn upload(&self, visit: &Visit) {
        let manifest = visit.manifest().to_string();
        let names: Vec<String> = visit.sheets.iter().map(Sheet::name).collect();
        let read = if visit.read { "true" } else { "false" };
        let mut parts: Vec<(&str, Option<&str>, &[u8])> = vec![
            ("unit", None, b"H48.28.05"),
            ("operator", None, b"lan"),
            ("ocr", None, read.as_bytes()),
            ("manifest", None, manifest.as_bytes()),
        ];
        for (sheet, name) in visit.sheets.iter().zip(&names) {
            parts.push(("file", Some(name), &sheet.paper.bytes));
        }
        let began = Instant::now();
        let answer = try_post_form(&format!("{}/v1/scans", self.url), &parts);
        self.note(Kind::Upload, began, began.elapsed());
        let batch = match &answer {
            Ok((202, body)) => body["batch"].as_str().map(str::to_owned),
            _ => None,
        };
        let Some(batch) = batch else { return self.complain(Kind::Upload, &answer) };
        let papers = visit.sheets.iter().map(|sheet| sheet.paper.clone()).collect();
        let kind = if visit.read { Kind::Read } else { Kind::Registered };
        let awaited = Awaited { batch: batch.clone(), files: visit.sheets.len(), since: Instant::now(), kind };
        self.awaited.lock().unwrap().push(awaited);
        self.acknowledged.lock().unwrap().push(Upload { papers, read: visit.read, batch });
    }

    /// Accepts what waits; one in ten is rejected.
    fn review_all(&self, pause: Duration) {
        let mut decided = 0;
        while !self.ended.load(Ordering::Relaxed) {
            let waiting = self.get(Kind::Review, "/v1/review?limit=100");
            for item in waiting.as_array().map_or(&[][..], Vec::as_slice) {
                decided += 1;
                let holder = Holder::number(decided);
                let set = json!({"holder": holder.id, "holder_name": holder.name, "type": "KQ.G01.000101"});
                let decision = match decided % 10 {
                    0 => json!({"action": "reject", "why": "mờ"}),
                    _ => json!({"action": "accept", "set": set}),
                };
                let id = item["id"].as_str().unwrap_or_default();
                self.post(Kind::Review, &format!("/v1/review/{id}"), &decision);
            }
            sleep(pause);
        }
    }

    fn wait_for_receipts(&self) {
        loop {
            let ended = self.ended.load(Ordering::Relaxed);
            let awaited = self.awaited.lock().unwrap().clone();
            if ended && awaited.is_empty() {
                return;
            }
            for Awaited { batch, files, since, kind } in awaited {
                let receipt = agent().get(format!("{}/v1/batches/{batch}", self.url)).call();
                let receipt: Value = receipt
                    .and_then(|mut receipt| receipt.body_mut().read_json())
                    .unwrap_or_else(|error| panic!("batch {batch}: {error}"));
                if receipt["files"].as_array().is_some_and(|done| done.len() == files) {
                    self.note(kind, since, since.elapsed());
                    self.awaited.lock().unwrap().retain(|other| other.batch != batch);
                }
            }
            sleep(RECEIPT_PAUSE);
        }
    }

    fn get(&self, kind: Kind, path: &str) -> Value {
        let request = agent().get(format!("{}{path}", self.url)).header("x-hoso-user", "lan");
        self.timed(kind, || request.call())
    }

    fn post(&self, kind: Kind, path: &str, body: &Value) {
        let request = agent().post(format!("{}{path}", self.url)).header("x-hoso-user", "lan");
        self.timed(kind, || request.send_json(body));
    }

    fn timed(&self, kind: Kind, ask: impl FnOnce() -> Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Value {
        let began = Instant::now();
        let answer = ask().and_then(|mut answer| Ok((answer.status(), answer.body_mut().read_to_string()?)));
        self.note(kind, began, began.elapsed());
        match &answer {
            Ok((status, text)) if status.is_success() => serde_json::from_str(text).unwrap(),
            _ => {
                self.complain(kind, &answer);
                Value::Null
            }
        }
    }

    fn note(&self, kind: Kind, began: Instant, took: Duration) {
        self.timings.lock().unwrap().push(Timing { kind, at: began.duration_since(self.began), took });
    }

    fn complain(&self, kind: Kind, answer: &dyn std::fmt::Debug) {
        self.unexpected.lock().unwrap().push(format!("{kind:?}: {answer:?}"));
    }
}

/// For a URL.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
