//! Power cuts: one run of the server is recorded, and then looked at as if the power had gone at random moments of it.

use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use fastrand::Rng;

use super::{
    Feeder, Mix, Promises, Upload,
    disk::{Disk, Luck},
    trace::{Event, events, recorder},
};
use crate::Hoso;

/// The first start makes about so many events.
const FIRST_START_EVENTS: usize = 150;

/// What a server did to its files, and what it acknowledged.
#[derive(Debug)]
pub struct Recording {
    seed: u64,
    root: PathBuf,
    events: Vec<Event>,
    uploads: BTreeMap<String, Upload>,
}

/// How one power cut was survived.
#[derive(Debug)]
pub struct Survived {
    at: usize,
    of: usize,
    luck: Luck,
    uploads: usize,
    papers_coded: usize,
}

impl fmt::Display for Survived {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, of, luck, uploads, papers_coded } = self;
        write!(
            out,
            "event {at} of {of}, {luck:?} survives: {uploads} uploads acknowledged, {papers_coded} papers coded, nothing lost"
        )
    }
}

impl Recording {
    /// Records a server, stopped and started again once, until so many uploads are acknowledged.
    ///
    /// # Panics
    /// When the recording does not give the files that are there.
    pub fn make(seed: u64, uploads: usize) -> Self {
        let hoso = Hoso::new();
        let feeder = Feeder::start(seed, Mix { clients: 3, one_read_in: 25, pause_ms_max: 40 });
        let mut all = Vec::new();
        for life in 1..=2 {
            let recording = hoso.path(&format!("recording-{life}"));
            let server = hoso.serve_under(&recorder(&recording));
            feeder.send_to(&server.url(""));
            while feeder.acknowledged().len() < uploads * life / 2 {
                std::thread::sleep(Duration::from_millis(20));
            }
            feeder.pause();
            assert_eq!(server.stop(), 0);
            all.extend(events(&recording, hoso.data().parent().unwrap(), &hoso.data().join("work")));
            fs::remove_file(recording).unwrap();
        }
        assert!(feeder.unexpected().is_empty(), "{:#?}", feeder.unexpected());
        let uploads = feeder.acknowledged().into_iter().map(|upload| (upload.batch.clone(), upload)).collect();
        let recording = Self { seed, root: hoso.data().parent().unwrap().to_owned(), events: all, uploads };
        recording.gives(&hoso.data());
        recording
    }

    /// With all luck and to its end, a recording gives the files that are there: so no call is missing from it.
    fn gives(&self, data: &Path) {
        let again = Hoso::new();
        let mut disk = Disk::new(&self.root);
        self.events.iter().for_each(|event| disk.happen(event));
        disk.lose_power(Luck::All, &mut Rng::with_seed(0), again.data().parent().unwrap());
        let (mut there, mut given) = (files(data), files(&again.data()));
        // Files of jobs are not recorded.
        there.retain(|path, _| !path.starts_with("work"));
        given.retain(|path, _| !path.starts_with("work"));
        assert_eq!(there.keys().collect::<Vec<_>>(), given.keys().collect::<Vec<_>>());
        for (path, bytes) in there {
            assert!(given[&path] == bytes, "the recording gives another {}", path.display());
        }
    }

    /// Cuts the power somewhere, starts the program on what is left, and checks every promise.
    ///
    /// # Panics
    /// When a promise is broken.
    pub fn cut(&self, cut: u64) -> Survived {
        let mut rng = Rng::with_seed(self.seed.wrapping_mul(1_000_000).wrapping_add(cut));
        // Some while it starts for the first time, when nothing has been synced yet.
        let last = if rng.u64(0..5) == 0 { FIRST_START_EVENTS.min(self.events.len()) } else { self.events.len() };
        let at = rng.usize(1..=last);
        let luck = match rng.u64(0..4) {
            0 => Luck::Nothing,
            1 => Luck::NamesInOrder(rng.u64(0..=100)),
            _ => Luck::Some(rng.u64(0..=100)),
        };
        eprintln!("torture: cut {cut} of SEED={}: event {at} of {}, {luck:?} survives", self.seed, self.events.len());
        let hoso = Hoso::new();
        let mut disk = Disk::new(&self.root);
        self.events[..at].iter().for_each(|event| disk.happen(event));
        disk.lose_power(luck, &mut rng, hoso.data().parent().unwrap());
        let acknowledged = self.acknowledged_before(at);
        let mut promises = Promises::default();
        promises.check(&hoso, &acknowledged, true);
        Survived { at, of: self.events.len(), luck, uploads: acknowledged.len(), papers_coded: promises.coded() }
    }

    fn acknowledged_before(&self, at: usize) -> Vec<Upload> {
        let batches = self.events[..at].iter().filter_map(|event| match event {
            Event::Acknowledged { batch } => self.uploads.get(batch),
            _ => None,
        });
        batches.cloned().collect()
    }
}

/// Every file under a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for file in fs::read_dir(&next).unwrap().map(Result::unwrap) {
            let path = file.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}
