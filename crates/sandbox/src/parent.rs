//! The parent's end: children are started when needed, kept while idle, and killed when they overrun.

use std::{
    collections::{BTreeSet, VecDeque},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::Mutex,
    time::Duration,
};

use model::{
    DocumentFacts, DocumentFormat, Fields, Finding, HoldReason, HolderReading, PageFacts, SignatureFacts, TextSketch,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

use crate::{
    ArchiveLevel, ArchiveMetadata, CHILD_ARGUMENT, SandboxError, Workbench,
    protocol::{MESSAGE_BYTES_MAX, Reply, Request},
};

/// The signal that cannot be caught.
const SIGKILL: i32 = 9;

/// The limits of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SandboxSettings {
    /// Address space of a child; what asks for more is refused it.
    pub memory_bytes_max: u64,
    /// The longest file that a child may write.
    pub output_bytes_max: u64,
    /// How long a child may be at one page.
    pub page_time_max: Duration,
}

impl Default for SandboxSettings {
    fn default() -> Self {
        Self { memory_bytes_max: 3 << 30, output_bytes_max: 4 << 30, page_time_max: Duration::from_secs(120) }
    }
}

/// What was read of a paper.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The fields.
    pub fields: Fields,
    /// Whom it names.
    pub holder: Option<HolderReading>,
    /// What a person should decide.
    pub doubts: Vec<HoldReason>,
    /// What the quality gate says now that the pages are read.
    pub findings: Vec<Finding>,
    /// A sketch of its words.
    pub words: Option<TextSketch>,
    /// Pages at which the reader died; they have no text.
    pub unreadable: Vec<u32>,
}

/// Children of one binary. Every call uses one child for itself; as many calls run at once as are made.
#[derive(Debug)]
pub struct Sandbox {
    program: PathBuf,
    settings: SandboxSettings,
    /// The one folder that children may read, and the one that they may write.
    readable: PathBuf,
    writable: PathBuf,
    /// Those that have decoded or read at the back: they hold memory for it, and go on with that.
    idle: Mutex<VecDeque<Process>>,
}

#[derive(Debug)]
struct Process {
    /// Whether it has done more than count pages.
    has_read: bool,
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
}

impl Sandbox {
    /// Children of `program`, which calls [`crate::run_child`] when its first argument is [`CHILD_ARGUMENT`].
    /// They see what is on workbenches, which stand in `work_folder`, and no other data.
    ///
    /// # Errors
    /// When there is no such folder, or none can be made in it.
    pub fn new(program: PathBuf, work_folder: &Path, settings: SandboxSettings) -> std::io::Result<Self> {
        let work_folder = work_folder.canonicalize()?;
        let (readable, writable) = (work_folder.join("in"), work_folder.join("out"));
        for folder in [&readable, &writable] {
            std::fs::create_dir_all(folder)?;
        }
        Ok(Self { program, settings, readable, writable, idle: Mutex::default() })
    }

    /// Puts the file at `original` where children can read it.
    ///
    /// # Errors
    /// When it cannot be linked or copied, or no folder can be made for what is made of it.
    pub fn workbench(&self, original: &Path) -> std::io::Result<Workbench> {
        Workbench::new(original, &self.readable, &self.writable).map_err(|error| {
            let place = self.readable.parent().unwrap_or(&self.readable).display();
            std::io::Error::new(error.kind(), format!("a file cannot be put on a workbench in {place}: {error}"))
        })
    }

    /// Counts pages and tells their sizes; no pixel is looked at.
    ///
    /// # Errors
    /// [`SandboxError::Refused`] when the file is at fault.
    pub async fn count(&self, file: &Path) -> Result<DocumentFacts, SandboxError> {
        let mut facts = Gathered::default();
        self.converse(&Request::Count { file: file.to_owned() }, |reply| facts.take(reply)).await?;
        facts.finish()
    }

    /// Measures every page. One at which the child dies is marked unreadable, and the rest goes on.
    ///
    /// # Errors
    /// [`SandboxError::Refused`] when the file is at fault.
    pub async fn measure(&self, file: &Path) -> Result<DocumentFacts, SandboxError> {
        let mut facts = Gathered::default();
        let mut from_page = 1;
        loop {
            let request = Request::Measure { file: file.to_owned(), from_page };
            match self.converse(&request, |reply| facts.take(reply)).await {
                Ok(()) => return facts.finish(),
                Err(SandboxError::Died { detail, .. }) if facts.pages_expected > 0 => {
                    // INVARIANT: pages come in order, so the one after the last that came is where it died.
                    let page = u32::try_from(facts.pages.len()).unwrap_or(u32::MAX) + 1;
                    tracing::warn!(page, detail, "a page could not be decoded");
                    facts.pages.push(PageFacts::unreadable(page, &detail));
                    if page >= facts.pages_expected {
                        return facts.finish();
                    }
                    from_page = page + 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads a paper's pages: text into the workbench's layout, fields into the answer. `at` is told each page as it is come to.
    ///
    /// # Errors
    /// [`SandboxError::Machine`] when Tesseract is missing; otherwise as [`Sandbox::measure`].
    pub async fn read(
        &self,
        bench: &Workbench,
        pages: &[PageFacts],
        signatures: &[SignatureFacts],
        mut at: impl FnMut(u32),
    ) -> Result<Reading, SandboxError> {
        let first = pages.first().map_or(1, |page| page.page);
        let mut unreadable = BTreeSet::new();
        loop {
            let request = Request::Read {
                file: bench.original().to_owned(),
                pages: pages.iter().filter(|page| !unreadable.contains(&page.page)).cloned().collect(),
                signatures: signatures.to_vec(),
                layout: bench.layout(first),
            };
            let mut read = None;
            let answer = self.converse(&request, |reply| match reply {
                Reply::Read { fields, holder, doubts, findings, words } => {
                    read = Some(Reading { fields: *fields, holder, doubts, findings, words, unreadable: Vec::new() });
                }
                Reply::At(page) => at(page),
                _ => {}
            });
            match (answer.await, unreadable.len()) {
                (Ok(()), _) => {
                    return Ok(Reading { unreadable: unreadable.into_iter().collect(), ..read.unwrap_or_default() });
                }
                // A page that kills the reader is read no more; five of them are more than bad luck.
                (Err(SandboxError::Died { page, detail }), 0..=4) if page > 0 => {
                    tracing::warn!(page, detail, "a page could not be read");
                    unreadable.insert(page);
                }
                (Err(error), _) => return Err(error),
            }
        }
    }

    /// Writes a paper's pages with their text as PDF/A into the workbench.
    ///
    /// # Errors
    /// As [`Sandbox::measure`].
    pub async fn archive(
        &self,
        bench: &Workbench,
        pages: &[PageFacts],
        level: ArchiveLevel,
        record: ArchiveMetadata,
    ) -> Result<(), SandboxError> {
        let first = pages.first().map_or(1, |page| page.page);
        let request = Request::Archive {
            file: bench.original().to_owned(),
            pages: pages.to_vec(),
            layout: bench.layout(first),
            archival: bench.archival(first),
            level,
            record: Box::new(record),
        };
        self.converse(&request, |_| ()).await
    }

    /// Writes the pages `kept` of the scan on the workbench, and before the one at `at` all pages of the scan on the workbench
    /// `with`, as one file into the first one's workbench. Answers how many those are.
    ///
    /// # Errors
    /// As [`Sandbox::measure`]; [`SandboxError::Refused`] too when either is signed, or `with` is more than a sheet or two.
    pub async fn compose(
        &self,
        bench: &Workbench,
        (kept, at): (&[u32], usize),
        with: &Workbench,
        record: ArchiveMetadata,
    ) -> Result<u32, SandboxError> {
        let request = Request::Compose {
            file: bench.original().to_owned(),
            kept: kept.to_vec(),
            at,
            with: with.original().to_owned(),
            composed: bench.composed(),
            record: Box::new(record),
        };
        let mut pages = 0;
        let take = |reply| {
            if let Reply::Composed { inserted } = reply {
                pages = inserted;
            }
        };
        self.converse(&request, take).await?;
        Ok(pages)
    }

    /// Draws pages upright and side by side, to be looked at, as a PNG into the first one's workbench.
    ///
    /// # Errors
    /// As [`Sandbox::measure`].
    pub async fn picture(&self, pages: &[(&Workbench, u32)]) -> Result<(), SandboxError> {
        let Some((first, _)) = pages.first() else { return Ok(()) };
        let picture = first.picture();
        let pages = pages.iter().map(|(bench, page)| (bench.original().to_owned(), *page)).collect();
        self.converse(&Request::Picture { pages, picture }, |_| ()).await
    }

    /// Draws a page upright and `width_px` wide, or as wide as it is when that is less, as a JPEG into the workbench's picture.
    /// Answers width and height of the page in the pixels in which places on it are told.
    ///
    /// # Errors
    /// As [`Sandbox::measure`].
    pub async fn view(&self, bench: &Workbench, page: u32, width_px: u32) -> Result<(u32, u32), SandboxError> {
        let request = Request::View { file: bench.original().to_owned(), page, width_px, picture: bench.picture() };
        let mut size = (0, 0);
        let take = |reply| {
            if let Reply::Shown { width_px, height_px } = reply {
                size = (width_px, height_px);
            }
        };
        self.converse(&request, take).await?;
        Ok(size)
    }

    /// Writes a paper's pages with the text that lies on the workbench as an access copy: a PDF of at most a third of a
    /// scan in colour.
    ///
    /// # Errors
    /// As [`Sandbox::measure`].
    pub async fn access(
        &self,
        bench: &Workbench,
        pages: &[PageFacts],
        record: ArchiveMetadata,
    ) -> Result<(), SandboxError> {
        let first = pages.first().map_or(1, |page| page.page);
        let request = Request::Access {
            file: bench.original().to_owned(),
            pages: pages.to_vec(),
            layout: Some(bench.layout(first)).filter(|layout| layout.exists()),
            access: bench.access(first),
            record: Box::new(record),
        };
        self.converse(&request, |_| ()).await
    }

    /// Lets the idle children end, and waits for them.
    pub async fn close(&self) {
        while let Some(Process { mut child, to, .. }) = self.pop_idle(false) {
            // The end of its standard input ends a child.
            drop(to);
            // One that does not end is killed when `child` is dropped.
            let _ = timeout(Duration::from_secs(5), child.wait()).await;
        }
    }

    fn pop_idle(&self, to_read: bool) -> Option<Process> {
        // INVARIANT: nothing panics while it holds this lock.
        #[allow(clippy::unwrap_used)]
        let mut idle = self.idle.lock().unwrap();
        if to_read { idle.pop_back() } else { idle.pop_front() }
    }

    /// Sends a request and hands on each reply until the last. A child that answered properly is kept for the next call.
    async fn converse(&self, request: &Request, mut take: impl FnMut(Reply)) -> Result<(), SandboxError> {
        let to_read = !matches!(request, Request::Count { .. });
        let mut process = self.idle(to_read)?;
        process.has_read |= to_read;
        let mut page = 0;
        let spoken = async {
            process.send(request).await?;
            loop {
                match timeout(self.settings.page_time_max, process.receive()).await {
                    Err(_) => return Ok(Err(format!("no answer in {} s", self.settings.page_time_max.as_secs()))),
                    Ok(Err(error)) => return Err(error),
                    Ok(Ok(reply @ Reply::At(at))) => {
                        page = at;
                        take(reply);
                    }
                    Ok(Ok(Reply::Refused(reason))) => return Ok(Ok(Err(SandboxError::Refused(reason)))),
                    Ok(Ok(Reply::Machine(reason))) => return Ok(Ok(Err(SandboxError::Machine(reason)))),
                    Ok(Ok(Reply::Done)) => return Ok(Ok(Ok(()))),
                    Ok(Ok(last @ (Reply::Read { .. } | Reply::Shown { .. } | Reply::Composed { .. }))) => {
                        take(last);
                        return Ok(Ok(Ok(())));
                    }
                    Ok(Ok(reply)) => take(reply),
                }
            }
        };
        let spoken: Result<Result<Result<(), SandboxError>, String>, std::io::Error> = spoken.await;
        match spoken {
            Ok(Ok(answer)) => {
                self.keep(process);
                answer
            }
            Ok(Err(detail)) => {
                process.end().await;
                Err(SandboxError::Died { page, detail })
            }
            Err(error) => match process.end().await {
                // The limits of a child end it otherwise: whoever killed it (a kernel out of memory, a person) did not
                // do so for what is in the file, which has not even been opened.
                Some(status) if page == 0 && status.signal() == Some(SIGKILL) => {
                    Err(SandboxError::Broken { doing: "kept running", source: error })
                }
                ended => {
                    let ended = ended.map_or_else(|| "killed".to_owned(), |status| status.to_string());
                    Err(SandboxError::Died { page, detail: format!("{ended} ({error})") })
                }
            },
        }
    }

    /// One that waits and lives, or a new one.
    fn idle(&self, to_read: bool) -> Result<Process, SandboxError> {
        while let Some(mut process) = self.pop_idle(to_read) {
            if matches!(process.child.try_wait(), Ok(None)) {
                return Ok(process);
            }
        }
        self.start()
    }

    fn keep(&self, process: Process) {
        // INVARIANT: as in `pop_idle`.
        #[allow(clippy::unwrap_used)]
        let mut idle = self.idle.lock().unwrap();
        if process.has_read { idle.push_back(process) } else { idle.push_front(process) }
    }

    fn start(&self) -> Result<Process, SandboxError> {
        let broken = |source| SandboxError::Broken { doing: "started", source };
        let mut command = Command::new(&self.program);
        command
            .arg(CHILD_ARGUMENT)
            .arg(self.settings.memory_bytes_max.to_string())
            .arg(self.settings.output_bytes_max.to_string())
            .arg(&self.readable)
            .arg(&self.writable)
            // Nothing of the parent's: no key, no token, no data folder.
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            // At 2 Tesseract takes 15 s a page instead of 2 (ENGINES).
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        if let Some(folder) = std::env::var_os("TESSDATA_PREFIX") {
            command.env("TESSDATA_PREFIX", folder);
        }
        let mut child = command.spawn().map_err(broken)?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(broken(std::io::Error::other("a pipe is missing")));
        };
        Ok(Process { has_read: false, child, to, from })
    }
}

impl Process {
    async fn send(&mut self, request: &Request) -> std::io::Result<()> {
        let json = serde_json::to_vec(request)?;
        let length = u32::try_from(json.len()).map_err(std::io::Error::other)?;
        self.to.write_all(&length.to_le_bytes()).await?;
        self.to.write_all(&json).await?;
        self.to.flush().await
    }

    async fn receive(&mut self) -> std::io::Result<Reply> {
        let mut length = [0; 4];
        self.from.read_exact(&mut length).await?;
        let length = u32::from_le_bytes(length) as usize;
        if length > MESSAGE_BYTES_MAX {
            return Err(std::io::Error::other("an answer of more than 8 MiB"));
        }
        let mut json = vec![0; length];
        self.from.read_exact(&mut json).await?;
        serde_json::from_slice(&json).map_err(std::io::Error::other)
    }

    /// Ends the child: tells how it ended when it had died already, nothing when it had to be killed.
    async fn end(mut self) -> Option<ExitStatus> {
        match timeout(Duration::from_millis(200), self.child.wait()).await {
            Ok(Ok(status)) => Some(status),
            _ => {
                // The answer is an error either way; a child that cannot be killed is gone.
                let _ = self.child.kill().await;
                None
            }
        }
    }
}

/// Facts as they come in.
#[derive(Default)]
struct Gathered {
    format: Option<DocumentFormat>,
    pages_expected: u32,
    signatures: Vec<SignatureFacts>,
    pages: Vec<PageFacts>,
}

impl Gathered {
    fn take(&mut self, reply: Reply) {
        match reply {
            Reply::Opened { format, pages, signatures } => {
                self.format = Some(format);
                self.pages_expected = pages;
                self.signatures = signatures;
            }
            Reply::Page(facts) => self.pages.push(*facts),
            _ => (),
        }
    }

    fn finish(self) -> Result<DocumentFacts, SandboxError> {
        let format = self.format.ok_or_else(|| SandboxError::Broken {
            doing: "understood",
            source: std::io::Error::other("pages without a file"),
        })?;
        Ok(DocumentFacts { format, pages: self.pages, signatures: self.signatures })
    }
}
