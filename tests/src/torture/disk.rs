//! A disk that loses its power: what may be left of the files that a recording made, if it was cut off at some event.
//!
//! Stricter than common file systems: only a sync of the file makes its bytes durable, and only a sync of the folder a
//! name in it; of everything else any part may be there, sector by sector. A rename is there or not, but never half.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use fastrand::Rng;

use super::trace::Event;

const SECTOR_BYTES: usize = 512;
/// The folder that was there before the recording.
const ROOT: usize = 0;

/// How much of what was not durable is left.
#[derive(Debug, Clone, Copy)]
pub(super) enum Luck {
    /// All of it: as after a kill.
    All,
    /// Nothing of it.
    Nothing,
    /// Each name and each sector with its own chance in 100, whatever came before or after it.
    Some(u64),
    /// Names up to some moment, as a journalling file system keeps them; each sector with a chance in 100.
    NamesInOrder(u64),
}

#[derive(Debug)]
enum Content {
    Folder,
    File(Vec<Change>),
}

#[derive(Debug)]
enum Change {
    Written { at: u64, bytes: Vec<u8>, durable: bool },
    Length { bytes: u64, durable: bool },
}

impl Change {
    fn make_durable(&mut self) {
        let (Self::Written { durable, .. } | Self::Length { durable, .. }) = self;
        *durable = true;
    }
}

/// A name in a folder, by the folder's place among the contents.
type Name = (usize, OsString);

#[derive(Debug)]
struct NameChange {
    taken: Option<Name>,
    given: Option<(Name, usize)>,
    durable: bool,
}

/// Files and folders as the program sees them, and how much of that is durable.
#[derive(Debug)]
pub(super) struct Disk {
    contents: Vec<Content>,
    names: Vec<NameChange>,
    seen: BTreeMap<PathBuf, usize>,
    /// Syncs under way: what they are of, and how many changes there were as they began.
    syncs: BTreeMap<usize, (usize, usize)>,
}

impl Disk {
    /// With nothing in `root`.
    pub(super) fn new(root: &Path) -> Self {
        let seen = BTreeMap::from([(root.to_owned(), ROOT)]);
        Self { contents: vec![Content::Folder], names: Vec::new(), seen, syncs: BTreeMap::new() }
    }

    /// Lets an event happen.
    pub(super) fn happen(&mut self, event: &Event) {
        match event {
            Event::Opened { path, create, truncate } => self.open(path, *create, *truncate),
            Event::Written { path, at, bytes } => {
                self.change(path, Change::Written { at: *at, bytes: bytes.clone(), durable: false });
            }
            Event::Lengthened { path, bytes } => self.change(path, Change::Length { bytes: *bytes, durable: false }),
            Event::FolderMade { path } => self.give(path, Content::Folder),
            Event::Renamed { from, to } => self.rename(from, to),
            Event::Removed { path } => {
                if self.seen.remove(path).is_some() {
                    let taken = Some(self.name(path));
                    self.names.push(NameChange { taken, given: None, durable: false });
                }
            }
            Event::SyncBegun { path, number } => self.begin_sync(path, *number),
            Event::SyncEnded { number } => self.end_sync(*number),
            Event::Acknowledged { .. } => {}
        }
    }

    fn name(&self, path: &Path) -> Name {
        let folder = self.seen.get(path.parent().unwrap()).unwrap_or_else(|| panic!("{path:?} is in no known folder"));
        (*folder, path.file_name().unwrap().to_owned())
    }

    fn give(&mut self, path: &Path, content: Content) {
        let given = Some((self.name(path), self.contents.len()));
        self.seen.insert(path.to_owned(), self.contents.len());
        self.contents.push(content);
        self.names.push(NameChange { taken: None, given, durable: false });
    }

    fn open(&mut self, path: &Path, create: bool, truncate: bool) {
        if !self.seen.contains_key(path) {
            assert!(create, "{path:?} is not known to be there");
            self.give(path, Content::File(Vec::new()));
        } else if truncate {
            self.change(path, Change::Length { bytes: 0, durable: false });
        }
    }

    fn change(&mut self, path: &Path, change: Change) {
        match self.seen.get(path).map(|at| &mut self.contents[*at]) {
            Some(Content::File(changes)) => changes.push(change),
            other => panic!("{path:?} is {other:?}"),
        }
    }

    fn rename(&mut self, from: &Path, to: &Path) {
        let taken = self.name(from);
        let given = self.name(to);
        let content = self.seen.remove(from).unwrap_or_else(|| panic!("{from:?} is not known to be there"));
        self.seen.insert(to.to_owned(), content);
        self.names.push(NameChange { taken: Some(taken), given: Some((given, content)), durable: false });
    }

    fn begin_sync(&mut self, path: &Path, number: usize) {
        let Some(&content) = self.seen.get(path) else { return };
        let changes = match &self.contents[content] {
            Content::Folder => self.names.len(),
            Content::File(changes) => changes.len(),
        };
        self.syncs.insert(number, (content, changes));
    }

    fn end_sync(&mut self, number: usize) {
        let Some((content, changes)) = self.syncs.remove(&number) else { return };
        match &mut self.contents[content] {
            Content::File(all) => all[..changes].iter_mut().for_each(Change::make_durable),
            Content::Folder => {
                for change in &mut self.names[..changes] {
                    let taken = change.taken.as_ref().is_some_and(|(folder, _)| *folder == content);
                    let given = change.given.as_ref().is_some_and(|((folder, _), _)| *folder == content);
                    change.durable |= taken || given;
                }
            }
        }
    }

    /// Writes what is left after the power is gone into `folder`, in the place of the root.
    pub(super) fn lose_power(&self, luck: Luck, rng: &mut Rng, folder: &Path) {
        let mut names: BTreeMap<Name, usize> = BTreeMap::new();
        let in_order = rng.usize(0..=self.names.len());
        for (at, change) in self.names.iter().enumerate() {
            let lucky = match luck {
                Luck::All => true,
                Luck::Nothing => false,
                Luck::Some(chance) => rng.u64(0..100) < chance,
                Luck::NamesInOrder(_) => at < in_order,
            };
            if change.durable || lucky {
                change.taken.as_ref().map(|name| names.remove(name));
                names.extend(change.given.clone());
            }
        }
        self.write_folder(ROOT, &names, luck, rng, folder);
    }

    fn write_folder(&self, at: usize, names: &BTreeMap<Name, usize>, luck: Luck, rng: &mut Rng, folder: &Path) {
        for ((_, name), content) in names.range((at, OsString::new())..(at + 1, OsString::new())) {
            let path = folder.join(name);
            match &self.contents[*content] {
                Content::Folder => {
                    fs::create_dir(&path).unwrap();
                    self.write_folder(*content, names, luck, rng, &path);
                }
                Content::File(changes) => fs::write(&path, what_is_left(changes, luck, rng)).unwrap(),
            }
        }
    }
}

fn what_is_left(changes: &[Change], luck: Luck, rng: &mut Rng) -> Vec<u8> {
    let chance = match luck {
        Luck::All => 100,
        Luck::Nothing => 0,
        Luck::Some(chance) | Luck::NamesInOrder(chance) => chance,
    };
    let mut left = Vec::new();
    for change in changes {
        match change {
            Change::Length { bytes, durable } => {
                if *durable || rng.u64(0..100) < chance {
                    left.resize(usize::try_from(*bytes).unwrap(), 0);
                }
            }
            Change::Written { at, bytes, durable } => {
                let at = usize::try_from(*at).unwrap();
                let mut from = 0;
                while from < bytes.len() {
                    let sector_ends = (at + from) / SECTOR_BYTES * SECTOR_BYTES + SECTOR_BYTES;
                    let to = bytes.len().min(sector_ends - at);
                    if *durable || rng.u64(0..100) < chance {
                        put(&mut left, at + from, &bytes[from..to]);
                    }
                    from = to;
                }
            }
        }
    }
    left
}

/// What lies between the end of the file and the bytes is zeros.
fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    file.resize(file.len().max(at + bytes.len()), 0);
    file[at..at + bytes.len()].copy_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(events: &[Event], luck: Luck) -> Vec<(String, Vec<u8>)> {
        let mut disk = Disk::new(Path::new("/r"));
        events.iter().for_each(|event| disk.happen(event));
        let folder = tempfile::tempdir().unwrap();
        disk.lose_power(luck, &mut Rng::with_seed(1), folder.path());
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder.path())
            .unwrap()
            .map(|file| file.unwrap())
            .map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap()))
            .collect();
        files.sort();
        files
    }

    #[test]
    fn only_what_was_synced_is_sure_to_be_left() {
        let path = PathBuf::from("/r/a");
        let mut events = vec![
            Event::Opened { path: path.clone(), create: true, truncate: false },
            Event::Written { path: path.clone(), at: 0, bytes: b"one".to_vec() },
        ];
        assert_eq!(left(&events, Luck::Nothing), []);
        assert_eq!(left(&events, Luck::All), [("a".to_owned(), b"one".to_vec())]);
        events.push(Event::SyncBegun { path: "/r".into(), number: 1 });
        assert_eq!(left(&events, Luck::Nothing), []);
        events.push(Event::SyncEnded { number: 1 });
        assert_eq!(left(&events, Luck::Nothing), [("a".to_owned(), Vec::new())]);
        events.push(Event::SyncBegun { path: path.clone(), number: 2 });
        events.push(Event::Written { path: path.clone(), at: 3, bytes: b"two".to_vec() });
        events.push(Event::SyncEnded { number: 2 });
        assert_eq!(left(&events, Luck::Nothing), [("a".to_owned(), b"one".to_vec())]);
        events.push(Event::Renamed { from: path, to: "/r/b".into() });
        assert_eq!(left(&events, Luck::Nothing), [("a".to_owned(), b"one".to_vec())]);
        assert_eq!(left(&events, Luck::All), [("b".to_owned(), b"onetwo".to_vec())]);
    }
}
