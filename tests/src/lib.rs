//! The harness: the real binary over a data folder of its own, as a user would run it.
//!
//! `cargo test --workspace` builds the binary too; it is looked for beside the test's own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)]

pub mod accounts;
pub mod torture;

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// What a command printed and how it ended.
#[derive(Debug)]
pub struct Printed {
    /// Its exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Printed {
    /// Standard output as one JSON value.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }
}

/// A `hoso` with a data folder of its own, and a folder to put files in.
#[derive(Debug)]
pub struct Hoso {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

impl Default for Hoso {
    fn default() -> Self {
        Self::new()
    }
}

impl Hoso {
    /// With an empty data folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    /// The same beside the program that runs, which is on a disk; the system's folder for temporary files may be in memory.
    pub fn on_disk() -> Self {
        let beside = binary().parent().unwrap().to_owned();
        Self { folder: tempfile::tempdir_in(beside).unwrap(), environment: Vec::new() }
    }

    /// The same with a variable of the environment set for every command.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Where its data lie.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A path beside the data folder, for files of the test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the data folder.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The command, not yet run.
    pub fn command<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(self.folder.path()).env("HOSO_DATA", self.data());
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Printed {
        let output = self.command(arguments).stdin(Stdio::null()).output().unwrap();
        Printed {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must succeed and print JSON.
    pub fn json<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Value {
        let printed = self.run(arguments);
        assert_eq!(printed.code, 0, "{printed:?}");
        printed.json()
    }

    /// Takes in files, and answers the receipt.
    pub fn ingest(&self, more: &[&str]) -> Value {
        let mut arguments = vec!["ingest", "--unit", "H48.28.05", "--operator", "lan", "--json"];
        arguments.extend(more);
        let printed = self.run(&arguments);
        assert!(printed.code < 2, "{printed:?}");
        printed.json()
    }

    /// Starts the API on a free port.
    pub fn serve(&self) -> Server {
        let serving = started(&mut self.command(SERVE));
        let process = serving.0.id();
        Server { child: serving.0, process, url: serving.1 }
    }

    /// The same on a port that is known before, for whoever must be told it: a provider, or a page that a restart leaves open.
    pub fn serve_at(&self, port: u16) -> Server {
        let address = format!("127.0.0.1:{port}");
        let serving = started(&mut self.command(["serve", "--listen", &address]));
        let process = serving.0.id();
        Server { child: serving.0, process, url: serving.1 }
    }

    /// The same as the child of another program, which is given ours with its arguments at the end of its own.
    pub fn serve_under(&self, program: &[OsString]) -> Server {
        let own = self.command(SERVE);
        let mut command = Command::new(&program[0]);
        command.args(&program[1..]).arg(own.get_program()).args(own.get_args());
        command.current_dir(self.folder.path());
        command.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let (child, url) = started(&mut command);
        let process = children_of(child.id())[0];
        Server { child, process, url }
    }
}

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// Starts a server and waits until it says where it serves.
fn started(command: &mut Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next().expect("the server says where it serves").unwrap();
    let from = line.find("http://").unwrap_or_else(|| panic!("{line}"));
    let url = line[from..].split(' ').next().unwrap().to_owned();
    // What it says later is read, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    (child, url)
}

/// A running API.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Its own process: `child`, or a child of that.
    process: u32,
    url: String,
}

/// The status and body of an answer.
pub type Answer = (u16, Value);

impl Server {
    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// GET.
    pub fn get(&self, path: &str) -> Answer {
        answer(agent().get(self.url(path)).call())
    }

    /// POST of JSON.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        answer(agent().post(self.url(path)).send_json(body))
    }

    /// PUT of bytes.
    pub fn put(&self, path: &str, body: &[u8]) -> Answer {
        answer(agent().put(self.url(path)).send(body))
    }

    /// POST of a form with files: name, file name (for a file) and content.
    pub fn post_form(&self, path: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Answer {
        try_post_form(&self.url(path), parts).unwrap()
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.process
    }

    /// The processes that it started and that still run: its sandbox's children.
    pub fn children(&self) -> Vec<u32> {
        children_of(self.process)
    }

    /// Ends it as a crash does, at whatever it is.
    pub fn kill(mut self) {
        assert!(send_signal("-KILL", self.process));
        self.child.wait().unwrap();
    }

    /// Stops it as Ctrl-C does, and answers its exit code.
    pub fn stop(self) -> i32 {
        self.stop_by("-INT")
    }

    /// Stops it as whatever looks after services does, and answers its exit code.
    pub fn terminate(self) -> i32 {
        self.stop_by("-TERM")
    }

    fn stop_by(mut self, signal: &str) -> i32 {
        assert!(send_signal(signal, self.process));
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            send_signal("-KILL", self.process);
            // A child that cannot be waited for is gone.
            let _ = self.child.wait();
        }
    }
}

/// A client that takes every status for an answer.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    read_answer(result).unwrap()
}

fn read_answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, ureq::Error> {
    let mut response = result?;
    let text = response.body_mut().read_to_string()?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok((response.status().as_u16(), body))
}

/// POST of a form with files to a server that may be gone before it has answered.
///
/// # Errors
/// When there is no whole answer.
pub fn try_post_form(url: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Result<Answer, ureq::Error> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
        body.extend(format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--limit--\r\n");
    let request = agent().post(url).header("content-type", "multipart/form-data; boundary=limit");
    read_answer(request.send(&body[..]))
}

fn children_of(process: u32) -> Vec<u32> {
    let of_task = |task: fs::DirEntry| fs::read_to_string(task.path().join("children")).unwrap_or_default();
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children: Vec<String> = tasks.map(of_task).collect();
    children.concat().split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// Answers whether there was a process to take it.
pub fn send_signal(signal: &str, process: u32) -> bool {
    let sent = Command::new("kill").args([signal, &process.to_string()]).stderr(Stdio::null()).status();
    sent.unwrap().success()
}

/// The binary, beside the folder of the test's own.
pub fn binary() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let binary = here.parent().and_then(Path::parent).unwrap().join("hoso");
    assert!(
        binary.exists(),
        "{} is missing: build it first, as `cargo test --release --workspace` does",
        binary.display()
    );
    binary
}

/// A file of the project's fixtures.
pub fn fixture(name: &str) -> PathBuf {
    root().join("fixtures").join(name)
}

/// The project's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A folder of scans that nobody here made, when it is there.
pub fn shared_scans(name: &str) -> Option<PathBuf> {
    let folder = root().parent().unwrap().join("shared/scans").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there", folder.display());
    None
}

/// The share of letters that two texts have in common in the same order (the longest common subsequence).
pub fn agreement(one: &[char], other: &[char]) -> f64 {
    let mut row = vec![0_u32; other.len() + 1];
    for letter in one {
        let mut before = 0;
        for (at, same) in other.iter().map(|other| other == letter).enumerate() {
            let above = row[at + 1];
            row[at + 1] = if same { before + 1 } else { above.max(row[at]) };
            before = above;
        }
    }
    2.0 * f64::from(row[other.len()]) / (one.len() + other.len()).max(1) as f64
}
