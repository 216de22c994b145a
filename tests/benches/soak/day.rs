//! What a day brings, composed from a seed before it begins: who comes when, and with which papers.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command, sync::Arc, time::Duration};

use fastrand::Rng;
use model::Sha256Digest;
use serde_json::{Value, json};
use tests::{
    Hoso, fixture, shared_scans,
    torture::{Claim, Paper},
};

/// See the head of this bench.
const DOSSIERS_PER_HOUR: f64 = 40.0;
const PAPERS_PER_DOSSIER: usize = 5;
/// One dossier in so many has its pages read, has a large scan, or has a long one.
const ONE_READ_IN: usize = 4;
const ONE_LARGE_IN: usize = 20;
const ONE_LONG_IN: usize = 80;
const LONG_PAGES: usize = 30;
/// Whose papers the store holds before the day begins, and how many of each.
const HOLDERS_BEFORE: usize = 400;
const PAPERS_BEFORE: usize = 4;
/// A paper that comes again came first at least so many dossiers ago.
const AGAIN_AFTER: usize = 10;

/// Paper types of the sample catalogue, and how their numbers end; none has no number.
const TYPES: [(&str, Option<&str>); PAPERS_PER_DOSSIER] = [
    ("KQ.G15.000031", Some("GKS")),
    ("KQ.G01.000207", Some("XN")),
    ("000.00.00.G15-TK0001", None),
    ("KQ.G15.000032", Some("KH")),
    ("KQ.H48.000900", Some("QĐ-UBND")),
];

/// A citizen.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl Holder {
    /// The citizen of this number, always the same.
    pub(crate) fn number(at: usize) -> Self {
        const FAMILIES: [&str; 7] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng"];
        const MIDDLES: [&str; 8] = ["Thị", "Văn", "Thị Ánh", "Quốc", "Thị Thu", "Minh", "Hữu", "Ngọc"];
        const GIVEN: [&str; 11] =
            ["Hương", "Đạt", "Nguyệt", "Sơn", "Thủy", "Bình", "Lan", "Phúc", "Yến", "Khánh", "Trường"];
        let name =
            [FAMILIES[at % FAMILIES.len()], MIDDLES[at / 7 % MIDDLES.len()], GIVEN[at * 5 % GIVEN.len()]].join(" ");
        Self { id: format!("0481920{at:05}"), name }
    }
}

/// A paper and, when its manifest tells, what it is.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) paper: Paper,
    paper_type: &'static str,
}

impl Sheet {
    /// The name of its file.
    pub(crate) fn name(&self) -> String {
        format!("{}.jpg", self.paper.word)
    }

    fn in_manifest(&self, holder: Option<&Holder>) -> Option<Value> {
        let claim = self.paper.claim.as_ref()?;
        let mut file = json!({
            "path": self.name(), "type": self.paper_type, "abstract": format!("hồ sơ {}", self.paper.word),
        });
        if !claim.number.is_empty() {
            file["number"] = claim.number.as_str().into();
        }
        let id = &claim.holder;
        file["holder"] = holder.map_or(json!({"id": id}), |holder| json!({"id": id, "name": holder.name}));
        Some(file)
    }
}

/// One dossier: who comes with it, when, and with what.
#[derive(Debug)]
pub(crate) struct Visit {
    /// From the start of the run.
    pub(crate) due: Duration,
    pub(crate) dossier: String,
    pub(crate) holder: Holder,
    pub(crate) sheets: Vec<Sheet>,
    /// Whether pages are read.
    pub(crate) read: bool,
}

impl Visit {
    /// The dossier with its papers; what comes again names its own holder.
    pub(crate) fn manifest(&self) -> Value {
        let is_own = |sheet: &&Sheet| sheet.paper.claim.as_ref().is_some_and(|claim| claim.holder == self.holder.id);
        let (own, others): (Vec<&Sheet>, Vec<&Sheet>) = self.sheets.iter().partition(is_own);
        let own: Vec<Value> = own.iter().filter_map(|sheet| sheet.in_manifest(Some(&self.holder))).collect();
        let others: Vec<Value> = others.iter().filter_map(|sheet| sheet.in_manifest(None)).collect();
        json!({
            "version": 1,
            "dossiers": [{
                "number": self.dossier, "procedure": super::PROCEDURE, "channel": "counter",
                "received_at": "2026-11-09T08:00:00+07:00",
                "holder": {"id": self.holder.id, "name": self.holder.name}, "files": own,
            }],
            "files": others,
        })
    }
}

/// All of a run.
#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) visits: Vec<Visit>,
}

impl Day {
    /// So many hours of a day, spread evenly over the run.
    pub(crate) fn compose(seed: u64, hours: f64, run: Duration) -> Self {
        let dossiers = (hours * DOSSIERS_PER_HOUR).round().max(1.0) as usize;
        let pace = run / u32::try_from(dossiers).unwrap();
        let mut composer = Composer {
            rng: Rng::with_seed(seed),
            scans: Scans::load(),
            holders: (0..HOLDERS_BEFORE).map(Holder::number).collect(),
            sheets: BTreeMap::new(),
        };
        let visits = (0..dossiers)
            .map(|at| {
                // People do not come evenly: some meet at the counters.
                let due = pace.mul_f64(at as f64 + composer.rng.f64());
                composer.visit(at, due)
            })
            .collect();
        Self { visits }
    }

    /// How many papers are handed in, and how many of them are read.
    pub(crate) fn papers(&self) -> (usize, usize) {
        let count = |visits: &mut dyn Iterator<Item = &Visit>| visits.map(|visit| visit.sheets.len()).sum();
        (count(&mut self.visits.iter()), count(&mut self.visits.iter().filter(|visit| visit.read)))
    }
}

/// Hands in what the store holds before the day begins, so that what people look up is there. Answers how many papers.
pub(crate) fn fill(hoso: &Hoso) -> usize {
    let scan = fs::read(fixture("scans/quet-kem/trang-trang.jpg")).unwrap();
    let mut files = Vec::new();
    for (holder, at) in (0..HOLDERS_BEFORE).flat_map(|holder| (0..PAPERS_BEFORE).map(move |at| (holder, at))) {
        let sheet = sheet(TYPES[at], &Holder::number(holder), &format!("b{holder}p{at}"), &scan);
        files.extend(sheet.in_manifest(Some(&Holder::number(holder))));
        hoso.write(&format!("before/{}", sheet.name()), &sheet.paper.bytes);
    }
    let manifest = hoso.write("before/manifest.json", json!({"version": 1, "files": files}).to_string());
    let (folder, manifest) = (hoso.path("before"), manifest);
    hoso.ingest(&["--no-ocr", "--manifest", manifest.to_str().unwrap(), folder.to_str().unwrap()]);
    fs::remove_dir_all(folder).unwrap();
    files.len()
}

fn sheet((paper_type, ending): (&'static str, Option<&str>), holder: &Holder, word: &str, scan: &[u8]) -> Sheet {
    let number = ending.map_or_else(String::new, |ending| format!("{}/{ending}", word.len() + 1));
    // Bytes after the end of a JPEG or PDF change its hash and nothing else.
    let bytes: Arc<[u8]> = [scan, b"\n%", word.as_bytes(), b"\n"].concat().into();
    let claim = Some(Claim { holder: holder.id.clone(), number });
    let sha256 = Sha256Digest::of(&bytes);
    Sheet { paper: Paper { bytes, sha256, claim, word: word.to_owned(), good: true, read: false }, paper_type }
}

struct Composer {
    rng: Rng,
    scans: Scans,
    holders: Vec<Holder>,
    /// Papers of earlier visits that may come again.
    sheets: BTreeMap<usize, Sheet>,
}

impl Composer {
    fn visit(&mut self, at: usize, due: Duration) -> Visit {
        // One in five was never here; the others may come again on the same day.
        if self.rng.u8(0..5) == 0 {
            self.holders.push(Holder::number(self.holders.len()));
        } else {
            let from = self.rng.usize(0..self.holders.len());
            let last = self.holders.len() - 1;
            self.holders.swap(from, last);
        }
        let holder = self.holders[self.holders.len() - 1].clone();
        let read = at % ONE_READ_IN == 1;
        let mut sheets: Vec<Sheet> = Vec::new();
        while sheets.len() < PAPERS_PER_DOSSIER {
            let sheet = self.sheet(at, sheets.len(), &holder, read);
            // One manifest names a file once.
            if sheets.iter().all(|other| other.paper.word != sheet.paper.word) {
                sheets.push(sheet);
            }
        }
        Visit { due, dossier: format!("H48.28.05-261109-{:04}", at + 1), holder, sheets, read }
    }

    /// Of a hundred papers five come again, five say nothing of themselves and one is no document.
    fn sheet(&mut self, at: usize, place: usize, holder: &Holder, read: bool) -> Sheet {
        let kind = self.rng.u8(0..100);
        let earlier = self.sheets.range(..at.saturating_sub(AGAIN_AFTER)).count();
        if kind < 5 && !read && earlier > 0 {
            let again = self.sheets.values().nth(self.rng.usize(0..earlier));
            return again.unwrap().clone();
        }
        let scan = match (place, at % ONE_LARGE_IN, at % ONE_LONG_IN) {
            (0, _, 61) => &self.scans.long,
            (0, 7, _) => &self.scans.large[at / ONE_LARGE_IN % self.scans.large.len()],
            _ if read => &self.scans.to_read,
            _ => &self.scans.small,
        };
        let mut sheet = match kind {
            5 => sheet(TYPES[place], holder, &format!("d{at}p{place}"), b"not a document "),
            _ => sheet(TYPES[place], holder, &format!("d{at}p{place}"), scan),
        };
        sheet.paper.good = kind != 5;
        sheet.paper.read = read;
        if (6..11).contains(&kind) {
            sheet.paper.claim = None;
        } else if place == 1 {
            self.sheets.insert(at, sheet.clone());
        }
        sheet
    }
}

/// Bytes of scans.
struct Scans {
    small: Vec<u8>,
    to_read: Vec<u8>,
    /// Some megabytes each, where scans that nobody here made are at hand.
    large: Vec<Vec<u8>>,
    /// A PDF of many pages.
    long: Vec<u8>,
}

impl Scans {
    fn load() -> Self {
        let ours = |name| fs::read(fixture("scans").join(name)).unwrap();
        let files = shared_scans("real").map(|folder| fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()));
        let mut pdfs: Vec<PathBuf> =
            files.into_iter().flatten().filter(|path| path.extension().is_some_and(|kind| kind == "pdf")).collect();
        pdfs.sort();
        let mut large: Vec<Vec<u8>> = pdfs.iter().map(|path| fs::read(path).unwrap()).collect();
        large.retain(|bytes| bytes.len() > 1 << 20);
        if large.is_empty() {
            large.push(ours("lo-quet/hai-ho-so.pdf"));
        }
        Self {
            small: ours("quet-kem/trang-trang.jpg"),
            to_read: ours("quet-kem/xac-nhan-150dpi.jpg"),
            large,
            long: long(),
        }
    }
}

fn long() -> Vec<u8> {
    let page = fixture("scans/ho-so-0001/giay-khai-sinh.pdf");
    let out = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("qpdf");
    command.args(["--empty", "--pages"]);
    for _ in 0..LONG_PAGES {
        command.arg(&page).arg("1");
    }
    let made = command.arg("--").arg(out.path()).status().expect("qpdf, which `make setup-test` installs");
    assert!(made.success(), "qpdf {made}");
    fs::read(out.path()).unwrap()
}
