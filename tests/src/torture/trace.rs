//! What a program does to its files, in order, as `strace` saw it: every call, whichever library made it.
//!
//! (A preloaded library would miss the calls that go past libc: `tempfile` renames by `rustix`, which asks the kernel
//! itself.) Acknowledgements are on the same line of time: they are the server's own writes to its sockets.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs::File,
    io::{BufRead, BufReader},
    os::unix::ffi::OsStringExt,
    path::{Path, PathBuf},
};

/// The calls that change files or make changes durable, those that move a file's position, and those that answer clients.
const CALLS: &str = "open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,ftruncate,truncate,fallocate,rename,\
    renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,lseek,\
    sendto,sendmsg,copy_file_range,sendfile,splice,io_uring_setup,dup,dup2,dup3,fcntl";

/// Something that happened. `sync_file_range` is none: it makes nothing durable.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// A file is there after, empty if it was to be.
    Opened {
        path: PathBuf,
        create: bool,
        truncate: bool,
    },
    Written {
        path: PathBuf,
        at: u64,
        bytes: Vec<u8>,
    },
    Lengthened {
        path: PathBuf,
        bytes: u64,
    },
    FolderMade {
        path: PathBuf,
    },
    Renamed {
        from: PathBuf,
        to: PathBuf,
    },
    Removed {
        path: PathBuf,
    },
    /// What was done to the file or folder before this is durable once the sync of the same number has ended.
    SyncBegun {
        path: PathBuf,
        number: usize,
    },
    SyncEnded {
        number: usize,
    },
    /// The server began to tell a client that a batch is durable.
    Acknowledged {
        batch: String,
    },
}

/// The program and its arguments that record what is run after them into `file`.
pub(super) fn recorder(file: &Path) -> Vec<OsString> {
    let trace = format!("trace={CALLS}");
    let options =
        ["-f", "-qq", "-y", "-xx", "-s", "67108864", "--seccomp-bpf", "-e", &trace, "-e", "signal=none", "-o"];
    let mut words: Vec<OsString> = vec!["strace".into()];
    words.extend(options.map(OsString::from));
    words.push(file.into());
    words
}

/// The events of a recording under `root`, but for those under `passing`. The program must have ended by itself: what a
/// killed one did last is not recorded.
pub(super) fn events(recording: &Path, root: &Path, passing: &Path) -> Vec<Event> {
    let mut reader = Reader { root, passing, open: HashMap::new(), events: Vec::new() };
    let mut unfinished: HashMap<String, (usize, String)> = HashMap::new();
    for (number, line) in BufReader::new(File::open(recording).unwrap()).lines().enumerate() {
        let line = line.unwrap();
        let (process, call) = line.split_once(' ').unwrap();
        let call = call.trim_start();
        if let Some(begun) = call.strip_suffix("<unfinished ...>") {
            unfinished.insert(process.to_owned(), (number, begun.to_owned()));
        } else if let Some(resumed) = call.strip_prefix("<... ") {
            let (_, rest) = resumed.split_once(" resumed>").unwrap();
            if let Some((begun_at, begun)) = unfinished.remove(process) {
                reader.take(begun_at, number, &format!("{begun}{rest}"));
            }
        } else if call.contains(" = ") {
            reader.take(number, number, call);
        }
    }
    // By the line at which each counts, in the order of the recording within a line.
    reader.events.sort_by_key(|(line, _)| *line);
    reader.events.into_iter().map(|(_, event)| event).collect()
}

struct Reader<'a> {
    root: &'a Path,
    passing: &'a Path,
    /// Files that are open for writing, by descriptor: path and position. Only one process writes outside `passing`.
    open: HashMap<u64, (PathBuf, u64)>,
    events: Vec<(usize, Event)>,
}

impl Reader<'_> {
    /// One call: begun at a line, ended at a line. Names count from where the call begins, for another thread may see them
    /// before the call's end is recorded; contents count from where it ends.
    fn take(&mut self, begun: usize, ended: usize, call: &str) {
        let (call, result) = call.rsplit_once(" = ").unwrap();
        let (name, arguments) = call.split_once('(').unwrap();
        let arguments = arguments.trim_end().strip_suffix(')').unwrap_or(arguments);
        assert!(name != "io_uring_setup", "what goes through io_uring is not recorded");
        let Some(result) = number(result) else { return };
        let arguments: Vec<&str> = split(arguments);
        match name {
            "open" | "openat" | "creat" => self.opened(begun, name, &arguments, result),
            "write" | "writev" | "sendto" | "sendmsg" => self.written(begun, ended, &arguments, result),
            "pwrite64" => self.written_at(ended, &arguments, result),
            "ftruncate" => self.push(ended, self.path(arguments[0]), |path| Event::Lengthened {
                path,
                bytes: arguments[1].parse().unwrap(),
            }),
            "mkdir" | "mkdirat" => {
                self.push(begun, self.named(&arguments, name == "mkdirat"), |path| Event::FolderMade { path })
            }
            "unlink" | "rmdir" | "unlinkat" => {
                self.push(begun, self.named(&arguments, name == "unlinkat"), |path| Event::Removed { path });
            }
            "rename" => self.renamed(begun, self.named(&arguments[..1], false), self.named(&arguments[1..], false)),
            "renameat" | "renameat2" => {
                self.renamed(begun, self.named(&arguments[..2], true), self.named(&arguments[2..], true));
            }
            "link" | "linkat" => {
                let to = self.named(&arguments[arguments.len() / 2..], name == "linkat");
                // An original on a workbench, which nobody expects to find again.
                assert!(to.is_none(), "a second name for a file that is recorded: {to:?}");
            }
            "fsync" | "fdatasync" => {
                if let Some(path) = self.path(arguments[0]) {
                    self.events.push((begun, Event::SyncBegun { path, number: begun }));
                    self.events.push((ended, Event::SyncEnded { number: begun }));
                }
            }
            "lseek" => self.moved(&arguments, result),
            "dup" | "dup2" | "dup3" | "fcntl" => self.duplicated(name, &arguments, result),
            _ => assert!(
                arguments.iter().all(|argument| self.path(argument).is_none()),
                "a call that the recording does not understand: {name}({arguments:?}"
            ),
        }
    }

    fn push(&mut self, line: usize, path: Option<PathBuf>, event: impl FnOnce(PathBuf) -> Event) {
        self.events.extend(path.map(|path| (line, event(path))));
    }

    fn ours(&self, path: PathBuf) -> Option<PathBuf> {
        (path.starts_with(self.root) && !path.starts_with(self.passing)).then_some(path)
    }

    /// The path of a descriptor, when it is one of ours.
    fn path(&self, descriptor: &str) -> Option<PathBuf> {
        let (_, rest) = descriptor.split_once('<')?;
        let (path, rest) = rest.rsplit_once('>')?;
        if rest.contains("deleted") { None } else { self.ours(PathBuf::from(OsString::from_vec(unescaped(path)))) }
    }

    /// The path that a call names: in the folder of a descriptor, if there is one.
    fn named(&self, arguments: &[&str], in_folder: bool) -> Option<PathBuf> {
        let text = strings(arguments[usize::from(in_folder)]).concat();
        let name = PathBuf::from(OsString::from_vec(text));
        if name.is_absolute() || !in_folder {
            return self.ours(name);
        }
        let (_, folder) = arguments[0].split_once('<')?;
        let folder = PathBuf::from(OsString::from_vec(unescaped(folder.rsplit_once('>')?.0)));
        self.ours(folder.join(name))
    }

    fn opened(&mut self, begun: usize, name: &str, arguments: &[&str], descriptor: u64) {
        let Some(path) = self.named(arguments, name == "openat") else { return };
        let flags =
            if name == "creat" { "O_WRONLY|O_CREAT|O_TRUNC" } else { arguments[usize::from(name == "openat") + 1] };
        if !flags.contains("O_WRONLY") && !flags.contains("O_RDWR") {
            return;
        }
        assert!(!flags.contains("O_APPEND") && !flags.contains("O_TMPFILE"), "{path:?}: {flags}");
        self.open.insert(descriptor, (path.clone(), 0));
        let (create, truncate) = (flags.contains("O_CREAT"), flags.contains("O_TRUNC"));
        self.events.push((begun, Event::Opened { path, create, truncate }));
    }

    fn written(&mut self, begun: usize, ended: usize, arguments: &[&str], result: u64) {
        let Some(path) = self.path(arguments[0]) else {
            return self.acknowledgement(begun, &strings(arguments[1]).concat());
        };
        let mut bytes = strings(arguments[1]).concat();
        bytes.truncate(usize::try_from(result).unwrap());
        let descriptor = number(arguments[0]).unwrap();
        let (_, position) = self.open.get_mut(&descriptor).unwrap_or_else(|| panic!("{path:?} was never opened"));
        let at = *position;
        *position += result;
        self.events.push((ended, Event::Written { path, at, bytes }));
    }

    fn written_at(&mut self, ended: usize, arguments: &[&str], result: u64) {
        let Some(path) = self.path(arguments[0]) else { return };
        let mut bytes = strings(arguments[1]).concat();
        bytes.truncate(usize::try_from(result).unwrap());
        self.events.push((ended, Event::Written { path, at: arguments[3].parse().unwrap(), bytes }));
    }

    fn acknowledgement(&mut self, begun: usize, told: &[u8]) {
        let told = String::from_utf8_lossy(told);
        if told.starts_with("HTTP/1.1 202") {
            let (_, rest) = told.split_once("\"batch\":\"").unwrap_or_else(|| panic!("no batch in {told}"));
            let batch = rest[..rest.find('"').unwrap()].to_owned();
            self.events.push((begun, Event::Acknowledged { batch }));
        }
    }

    fn renamed(&mut self, begun: usize, from: Option<PathBuf>, to: Option<PathBuf>) {
        if let (Some(from), Some(to)) = (from, to) {
            self.events.push((begun, Event::Renamed { from, to }));
        }
    }

    fn moved(&mut self, arguments: &[&str], result: u64) {
        let path = self.path(arguments[0]);
        let open = number(arguments[0]).and_then(|descriptor| self.open.get_mut(&descriptor));
        if let (Some(path), Some((opened, position))) = (path, open)
            && *opened == path
        {
            *position = result;
        }
    }

    /// Good as long as only one of the two is written to, which is what `File::try_clone` is used for.
    fn duplicated(&mut self, name: &str, arguments: &[&str], result: u64) {
        if name == "fcntl" && !arguments[1].starts_with("F_DUPFD") {
            return;
        }
        let open = number(arguments[0]).and_then(|descriptor| self.open.get(&descriptor)).cloned();
        if let (Some(_), Some(open)) = (self.path(arguments[0]), open) {
            self.open.insert(result, open);
        }
    }
}

/// The number that a text begins with; none for an error.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim_start();
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// Arguments at the top level. Texts are escaped, so that nothing in them looks like the end of an argument.
fn split(arguments: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0);
    for (at, letter) in arguments.bytes().enumerate() {
        match letter {
            b'[' | b'{' | b'<' => depth += 1,
            b']' | b'}' | b'>' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(arguments[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(arguments[from..].trim());
    parts
}

/// Every text in quotes.
fn strings(argument: &str) -> Vec<Vec<u8>> {
    assert!(!argument.contains("\"..."), "the recording cut a text short");
    argument.split('"').skip(1).step_by(2).map(unescaped).collect()
}

/// `\x2f\x74` to bytes; texts that are not escaped stay as they are.
fn unescaped(text: &str) -> Vec<u8> {
    if !text.starts_with("\\x") {
        return text.as_bytes().to_vec();
    }
    let digit = |digit: u8| u8::try_from(char::from(digit).to_digit(16).unwrap()).unwrap();
    text.as_bytes().chunks_exact(4).map(|escaped| digit(escaped[2]) << 4 | digit(escaped[3])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_become_events_where_they_count() {
        let hex = |text: &str| text.bytes().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
        let (file, folder) = (hex("/r/data/a"), hex("/r/data"));
        let lines = [
            format!("1 openat(AT_FDCWD<{folder}>, \"{file}\", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 3<{file}>"),
            format!("1 write(3<{file}>, \"{}\", 2 <unfinished ...>", hex("ab")),
            format!("2 fsync(4<{folder}>) = 0"),
            "1 <... write resumed>) = 2".to_owned(),
            format!("1 write(3<{file}>, \"{}\", 1) = 1", hex("c")),
            format!("1 rename(\"{file}\", \"{}\") = 0", hex("/r/data/b")),
            format!("1 unlinkat(4<{folder}>, \"{}\", 0) = -1 ENOENT (No such file or directory)", hex("z")),
            format!(
                "1 sendto(9<socket:[1]>, \"{}\", 9, 0, NULL, 0) = 9",
                hex("HTTP/1.1 202 Accepted {\"batch\":\"b1\"}")
            ),
        ];
        let folder = tempfile::tempdir().unwrap();
        let recording = folder.path().join("trace");
        std::fs::write(&recording, lines.join("\n")).unwrap();
        let events: Vec<String> = events(&recording, Path::new("/r"), Path::new("/r/data/work"))
            .iter()
            .map(|event| format!("{event:?}").split(' ').next().unwrap().to_owned())
            .collect();
        assert_eq!(events, ["Opened", "SyncBegun", "SyncEnded", "Written", "Written", "Renamed", "Acknowledged"]);
    }
}
