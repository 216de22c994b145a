//! The child's end: reads requests from standard input, works on one file at a time, answers on standard output.
//!
//! A panic of a decoder ends the child; the parent knows at which page it was and starts another.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use imaging::{
    Document, OpenError, PageError, Raster,
    archive::{ArchiveError, ArchiveWriter, Level, Metadata},
};
use model::{HoldKind, HoldReason, HolderReading, PageFacts, PageText, Reason, SignatureFacts, TextSketcher};
use recognition::{
    CardDoubt, FieldReader, IdentityCard, NoParts, OrientationReader, PageNumber, PageParts, PartReader, Reader,
    ReaderError, mark_holder, missing_pages, read_holder,
};
use rlimit::Resource;

use crate::{
    confine::confine,
    protocol::{MESSAGE_BYTES_MAX, Reply, Request},
};

/// The resolution that pages are read at (ENGINES: what Tesseract does best with).
const READING_DPI: f32 = 300.0;
/// The resolution that pages are looked at on a screen.
const LOOKING_DPI: f32 = 110.0;
/// A sheet has two sides; a scanner that is set to scan both sides of two gives four.
const PAGES_INSERTED_MAX: u32 = 4;
/// A lean beyond this is straightened before reading; below it straightening gains nothing (ENGINES).
const SKEW_DEG_READABLE: f32 = 2.0;

/// Runs the child until its standard input ends. `arguments`: bytes of memory, bytes of output, the folder that it may read,
/// the folder that it may write.
pub fn run_child(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let mut limit = || arguments.next().and_then(|text| text.to_str()?.parse::<u64>().ok());
    let (Some(memory_bytes_max), Some(output_bytes_max)) = (limit(), limit()) else {
        return ExitCode::from(2);
    };
    let (Some(readable), Some(writable)) = (arguments.next(), arguments.next()) else {
        return ExitCode::from(2);
    };
    let limited = Resource::AS
        .set(memory_bytes_max, memory_bytes_max)
        .and_then(|()| Resource::FSIZE.set(output_bytes_max, output_bytes_max))
        .and_then(|()| Resource::CORE.set(0, 0));
    let tessdata = std::env::var_os("TESSDATA_PREFIX");
    let confined = confine(Path::new(&readable), Path::new(&writable), tessdata.as_deref().map(Path::new));
    if limited.is_err() || confined.is_err() {
        return ExitCode::from(2);
    }
    give_way();
    let mut worker = Worker { reader: None, turner: Turner::NotLoaded, out: BufWriter::new(io::stdout()) };
    let mut requests = BufReader::new(io::stdin());
    while let Ok(Some(request)) = receive(&mut requests) {
        if worker.answer(request).is_err() {
            // The parent is gone.
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Reading can wait; whoever asks at the counter cannot, and neither can the scanner's operator.
fn give_way() {
    const NICENESS: libc::c_int = 10;
    // SAFETY: it takes a number and changes this process's priority alone. Refused, all is as before.
    unsafe { libc::nice(NICENESS) };
}

fn receive(from: &mut impl Read) -> io::Result<Option<Request>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > MESSAGE_BYTES_MAX {
        return Err(io::Error::other("a request of more than 8 MiB"));
    }
    let mut json = vec![0; length];
    from.read_exact(&mut json)?;
    serde_json::from_slice(&json).map(Some).map_err(io::Error::other)
}

/// Why a request ended before its end.
enum Stop {
    /// Tell the parent.
    Say(Box<Reply>),
    /// The parent cannot be told anything any more.
    Gone(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Gone(error)
    }
}

struct Worker {
    /// Loaded at the first page to be read, kept for all others.
    reader: Option<Reader>,
    turner: Turner,
    out: BufWriter<io::Stdout>,
}

/// The second opinion on which way up a page is, loaded at the first page of a file that wants one.
enum Turner {
    NotLoaded,
    Loaded(OrientationReader),
    /// Its model is not installed: the edges decide alone.
    Missing,
}

impl Turner {
    fn unload(&mut self) {
        if let Self::Loaded(_) = self {
            *self = Self::NotLoaded;
        }
    }

    fn quarter_turn(&mut self, page: &Raster) -> Option<u16> {
        if let Self::NotLoaded = self {
            *self = OrientationReader::new().map_or_else(
                |error| {
                    tracing::warn!("which way up a page is, is told by its edges alone: {error}");
                    Self::Missing
                },
                Self::Loaded,
            );
        }
        match self {
            Self::Loaded(reader) => reader.quarter_turn(page),
            Self::NotLoaded | Self::Missing => None,
        }
    }
}

impl Worker {
    fn answer(&mut self, request: Request) -> io::Result<()> {
        let done = match request {
            Request::Count { file } => self.count(&file),
            Request::Measure { file, from_page } => self.measure(&file, from_page),
            Request::Read { file, pages, signatures, layout } => self.read(&file, &pages, &signatures, &layout),
            Request::Picture { pages, picture } => self.picture(&pages, &picture),
            Request::View { file, page, width_px, picture } => self.view(&file, page, width_px, &picture),
            Request::Archive { file, pages, layout, archival, level, record } => {
                self.archive(&file, &pages, &layout, &archival, level, &record)
            }
            Request::Compose { file, kept, at, with, composed, record } => {
                self.compose(&file, (&kept, at), &with, &composed, &record)
            }
            Request::Access { file, pages, layout, access, record } => {
                self.access(&file, &pages, layout.as_deref(), &access, &record)
            }
        };
        match done {
            Ok(last) => self.say(&last),
            Err(Stop::Say(reply)) => self.say(&reply),
            Err(Stop::Gone(error)) => Err(error),
        }
    }

    fn say(&mut self, reply: &Reply) -> io::Result<()> {
        let json = serde_json::to_vec(reply)?;
        let length = u32::try_from(json.len()).map_err(io::Error::other)?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(&json)?;
        self.out.flush()
    }

    fn open(&mut self, file: &Path) -> Result<Document, Stop> {
        let mut document = Document::open(file).map_err(cannot_open)?;
        let opened = Reply::Opened {
            format: document.format(),
            pages: document.page_count(),
            signatures: document.signatures(),
        };
        self.say(&opened)?;
        Ok(document)
    }

    fn count(&mut self, file: &Path) -> Result<Reply, Stop> {
        let mut document = self.open(file)?;
        for page in 1..=document.page_count() {
            let facts = size_of(&mut document, page).map_err(cannot_read)?;
            self.say(&Reply::Page(Box::new(facts)))?;
        }
        Ok(Reply::Done)
    }

    fn measure(&mut self, file: &Path, from_page: u32) -> Result<Reply, Stop> {
        let mut document = self.open(file)?;
        for page in from_page..=document.page_count() {
            self.say(&Reply::At(page))?;
            let facts = match imaging::examine(&mut document, page, &mut |grey| self.turner.quarter_turn(grey)) {
                Ok((facts, _)) => facts,
                Err(error) if document.page_count() == 1 => return Err(cannot_read(error)),
                Err(error) => PageFacts::unreadable(page, &error.to_string()),
            };
            self.say(&Reply::Page(Box::new(facts)))?;
        }
        // Reading needs the room.
        self.turner.unload();
        Ok(Reply::Done)
    }

    fn read(
        &mut self,
        file: &Path,
        pages: &[PageFacts],
        signatures: &[SignatureFacts],
        layout: &Path,
    ) -> Result<Reply, Stop> {
        let mut document = Document::open(file).map_err(cannot_open)?;
        let mut lines = zstd::Encoder::new(File::create(layout).map_err(cannot_write)?, 3).map_err(cannot_write)?;
        let mut fields = FieldReader::new();
        let (mut words, mut numbers) = (TextSketcher::default(), Vec::new());
        let mut holder = pages.iter().flat_map(cards_on).map(holder_of_card).next();
        let mut doubts = Vec::new();
        for facts in pages.iter().filter(|page| !page.blank && page.width_px > 0) {
            self.say(&Reply::At(facts.page))?;
            let text = self.read_page(&mut document, facts, &mut fields, &mut holder)?;
            let said = cards_on(facts).flat_map(|card| card.doubts_on(&text));
            doubts.extend(said.map(|doubt| card_doubted(facts.page, doubt)));
            if let Some(holder) = &mut holder {
                mark_holder(&text, holder);
            }
            words.add(&text);
            numbers.extend(PageNumber::on(&text));
            serde_json::to_writer(&mut lines, &text).map_err(|error| cannot_write(error.into()))?;
            lines.write_all(b"\n").map_err(cannot_write)?;
        }
        lines.finish().and_then(|file| file.sync_all()).map_err(cannot_write)?;
        let written: Vec<u32> = pages.iter().filter(|page| !page.blank).map(|page| page.page).collect();
        Ok(Reply::Read {
            fields: Box::new(fields.finish(signatures)),
            holder,
            doubts,
            findings: missing_pages(&written, &numbers),
            words: words.finish(),
        })
    }

    fn read_page(
        &mut self,
        document: &mut Document,
        facts: &PageFacts,
        fields: &mut FieldReader,
        holder: &mut Option<HolderReading>,
    ) -> Result<PageText, Stop> {
        let mut observe = |text: &PageText, parts: &mut dyn PartReader| {
            fields.observe(text, parts)?;
            if holder.as_ref().is_none_or(|read| read.id.is_none()) {
                *holder = match (holder.take(), read_holder(text, parts)?) {
                    (Some(first), Some(later)) => Some(first.completed_by(later)),
                    (first, later) => first.or(later),
                };
            }
            Ok(())
        };
        if facts.has_text_layer
            && let Some(text) = document.text_layer(facts.page).map_err(cannot_read)?
        {
            observe(&text, &mut NoParts).map_err(machine)?;
            return Ok(text);
        }
        let raster = document.render(facts.page, READING_DPI).map_err(cannot_read)?;
        let upright = if facts.rotation_deg == 0 { raster } else { raster.rotate_quarter(facts.rotation_deg) };
        let leans = facts.skew_deg.abs() > SKEW_DEG_READABLE;
        let straight = if leans { upright.rotate(-facts.skew_deg) } else { upright };
        let reader = match &mut self.reader {
            Some(reader) => reader,
            none => none.insert(Reader::new().map_err(machine)?),
        };
        let mut text = reader.read_page(facts.page, &straight).map_err(machine)?;
        observe(&text, &mut PageParts { reader, raster: &straight }).map_err(machine)?;
        if leans {
            lean_back(&mut text, facts.skew_deg);
        }
        Ok(text)
    }

    fn picture(&mut self, pages: &[(PathBuf, u32)], picture: &Path) -> Result<Reply, Stop> {
        let mut rasters = Vec::new();
        for (file, page) in pages {
            self.say(&Reply::At(*page))?;
            let mut document = Document::open(file).map_err(cannot_open)?;
            let has_text_layer = document.text_layer(*page).map_err(cannot_read)?.is_some();
            let size = document.page_size(*page).map_err(cannot_read)?;
            let raster = document.render(*page, size.dpi).map_err(cannot_read)?;
            let turn_deg = if has_text_layer { 0 } else { self.turn_of(&raster) };
            let small = raster.at_dpi(LOOKING_DPI);
            rasters.push(if turn_deg == 0 { small } else { small.rotate_quarter(turn_deg) });
        }
        let mut out = BufWriter::new(File::create(picture).map_err(cannot_write)?);
        imaging::write_picture(&rasters, &mut out).and_then(|()| out.flush()).map_err(cannot_write)?;
        Ok(Reply::Done)
    }

    /// By how much a page is to be turned clockwise to stand upright.
    fn turn_of(&mut self, raster: &Raster) -> u16 {
        imaging::pose(&raster.grey(), &mut |grey| self.turner.quarter_turn(grey)).rotation_deg
    }

    fn view(&mut self, file: &Path, page: u32, width_px: u32, picture: &Path) -> Result<Reply, Stop> {
        self.say(&Reply::At(page))?;
        let mut document = Document::open(file).map_err(cannot_open)?;
        let text = document.text_layer(page).map_err(cannot_read)?;
        // As it is read, so that places are told in the same pixels.
        let raster = document.render(page, READING_DPI).map_err(cannot_read)?;
        let turn_deg = if text.is_some() { 0 } else { self.turn_of(&raster) };
        let upright = if turn_deg == 0 { raster } else { raster.rotate_quarter(turn_deg) };
        let mut out = BufWriter::new(File::create(picture).map_err(cannot_write)?);
        imaging::write_view(&upright, width_px, &mut out).and_then(|()| out.flush()).map_err(cannot_write)?;
        let (width_px, height_px) =
            text.map_or((upright.width, upright.height), |text| (text.width_px, text.height_px));
        Ok(Reply::Shown { width_px, height_px })
    }

    fn archive(
        &mut self,
        file: &Path,
        pages: &[PageFacts],
        layout: &Path,
        archival: &Path,
        level: Level,
        record: &Metadata,
    ) -> Result<Reply, Stop> {
        let mut document = Document::open(file).map_err(cannot_open)?;
        let mut texts = Texts::open(layout).map_err(cannot_write)?;
        let out = BufWriter::new(File::create(archival).map_err(cannot_write)?);
        let mut writer = ArchiveWriter::new(out, level, record).map_err(cannot_archive)?;
        for facts in pages {
            self.say(&Reply::At(facts.page))?;
            let text = texts.of(facts.page).map_err(cannot_write)?;
            writer.page_from(&mut document, facts, text.as_ref()).map_err(cannot_archive)?;
        }
        writer.finish().map_err(cannot_archive)?;
        Ok(Reply::Done)
    }

    fn compose(
        &mut self,
        file: &Path,
        (kept, at): (&[u32], usize),
        with: &Path,
        composed: &Path,
        record: &Metadata,
    ) -> Result<Reply, Stop> {
        let (mut base, mut other) =
            (Document::open(file).map_err(cannot_open)?, Document::open(with).map_err(cannot_open)?);
        if !(base.signatures().is_empty() && other.signatures().is_empty()) {
            let message =
                "a file that is signed digitally is no scan: with another page in it, its signature would not hold";
            return Err(refused("signed", message.to_owned(), "hand in the whole paper again"));
        }
        let inserted = other.page_count();
        if inserted > PAGES_INSERTED_MAX {
            let message =
                format!("the file has {inserted} pages, and at most {PAGES_INSERTED_MAX} come in the place of one");
            return Err(refused("too_many_pages", message, "scan that page alone, or hand in the whole paper again"));
        }
        let out = BufWriter::new(File::create(composed).map_err(cannot_write)?);
        let mut writer = ArchiveWriter::new(out, Level::default(), record).map_err(cannot_archive)?;
        for (index, page) in kept.iter().enumerate() {
            if index == at {
                for page in 1..=inserted {
                    self.compose_page(&mut writer, &mut other, page)?;
                }
            }
            self.compose_page(&mut writer, &mut base, *page)?;
        }
        writer.finish().map_err(cannot_archive)?;
        Ok(Reply::Composed { inserted })
    }

    fn compose_page<W: Write>(
        &mut self,
        writer: &mut ArchiveWriter<W>,
        document: &mut Document,
        page: u32,
    ) -> Result<(), Stop> {
        self.say(&Reply::At(page))?;
        // As any other page that nobody can decode, it becomes an empty one.
        let facts = size_of(document, page).unwrap_or_else(|error| PageFacts::unreadable(page, &error.to_string()));
        writer.page_from(document, &facts, None).map_err(cannot_archive)
    }

    fn access(
        &mut self,
        file: &Path,
        pages: &[PageFacts],
        layout: Option<&Path>,
        access: &Path,
        record: &Metadata,
    ) -> Result<Reply, Stop> {
        let mut document = Document::open(file).map_err(cannot_open)?;
        let mut texts = layout.map(Texts::open).transpose().map_err(cannot_write)?;
        let out = BufWriter::new(File::create(access).map_err(cannot_write)?);
        let mut writer = ArchiveWriter::new(out, Level::default(), record).map_err(cannot_archive)?;
        for facts in pages {
            self.say(&Reply::At(facts.page))?;
            let text = texts.as_mut().map(|texts| texts.of(facts.page)).transpose().map_err(cannot_write)?.flatten();
            writer.access_page_from(&mut document, facts, text.as_ref()).map_err(cannot_archive)?;
        }
        writer.finish().map_err(cannot_archive)?;
        Ok(Reply::Done)
    }
}

/// The citizen ID cards on a page, by their QR codes (DOMAIN §2).
fn cards_on(page: &PageFacts) -> impl Iterator<Item = IdentityCard> {
    page.codes.iter().filter_map(|code| IdentityCard::parse(&code.text).ok())
}

/// Whom a card's code names: read by error-correcting code, so sure.
fn holder_of_card(card: IdentityCard) -> HolderReading {
    let IdentityCard { id, old_id, name, born_on, .. } = card;
    HolderReading { id: Some(id), old_id, name: Some(name), born_on, sure: true, ..HolderReading::default() }
}

/// Why a card is looked at by a person. What it says is personal data and is not repeated.
fn card_doubted(page: u32, doubt: CardDoubt) -> HoldReason {
    let what = match doubt {
        CardDoubt::OtherId => "số định danh in trên thẻ",
        CardDoubt::OtherName => "họ tên in trên thẻ",
        CardDoubt::OtherBirth => "ngày sinh in trên thẻ",
    };
    HoldReason {
        kind: HoldKind::Disagreement,
        message: format!("trang {page}: {what} khác với mã QR"),
        hint: "xem thẻ, chọn người đúng: hoso review accept … --set holder=…".to_owned(),
    }
}

/// Recognised text, read back a page at a time in the order in which it was written.
struct Texts {
    lines: io::Lines<BufReader<zstd::Decoder<'static, BufReader<File>>>>,
    next: Option<PageText>,
}

impl Texts {
    fn open(layout: &Path) -> io::Result<Self> {
        let lines = BufReader::new(zstd::Decoder::new(File::open(layout)?)?).lines();
        Ok(Self { lines, next: None })
    }

    fn of(&mut self, page: u32) -> io::Result<Option<PageText>> {
        if self.next.is_none()
            && let Some(line) = self.lines.next()
        {
            self.next = Some(serde_json::from_str(&line?).map_err(io::Error::other)?);
        }
        Ok(self.next.take_if(|text| text.page == page))
    }
}

/// Moves the words of a straightened page back to where they stand on the page that leans.
fn lean_back(text: &mut PageText, skew_deg: f32) {
    let (sin, cos) = skew_deg.to_radians().sin_cos();
    let centre = (text.width_px as f32 / 2.0, text.height_px as f32 / 2.0);
    let (width, height) = (text.width_px, text.height_px);
    let back = |rect: &mut model::PageRect| {
        let middle =
            (rect[0] as f32 + rect[2] as f32 / 2.0 - centre.0, rect[1] as f32 + rect[3] as f32 / 2.0 - centre.1);
        let x = middle.0 * cos - middle.1 * sin + centre.0 - rect[2] as f32 / 2.0;
        let y = middle.0 * sin + middle.1 * cos + centre.1 - rect[3] as f32 / 2.0;
        rect[0] = (x.max(0.0) as u32).min(width);
        rect[1] = (y.max(0.0) as u32).min(height);
    };
    for line in &mut text.lines {
        line.baseline = None;
        back(&mut line.rect);
        line.words.iter_mut().for_each(|word| back(&mut word.rect));
    }
}

/// What can be told of a page without looking at a pixel of it.
fn size_of(document: &mut Document, page: u32) -> Result<PageFacts, PageError> {
    let size = document.page_size(page)?;
    Ok(PageFacts::unmeasured(page, (size.width_px, size.height_px), size.dpi))
}

fn refused(kind: &str, message: String, hint: &str) -> Stop {
    Stop::Say(Box::new(Reply::Refused(Reason { kind: kind.to_owned(), message, hint: hint.to_owned() })))
}

fn cannot_open(error: OpenError) -> Stop {
    let (kind, hint) = match &error {
        OpenError::Io(_) => ("unreadable", "check that the file is there and may be read"),
        OpenError::Empty => ("empty", "the scanner or a copy failed: scan again"),
        OpenError::Unsupported { .. } => ("not_a_document", "hand in PDF, TIFF, JPEG or PNG"),
        OpenError::Truncated { .. } => ("truncated", "the file was cut short: copy or scan it again"),
        OpenError::PasswordProtected => ("encrypted", "save it without its password and hand it in again"),
        OpenError::NoPages => ("no_pages", "there is nothing in it: scan again"),
        OpenError::TooLarge { .. } => ("too_large", "scan at 300 dpi, at most A0"),
        OpenError::Damaged { .. } => ("damaged", "open it in a viewer and save it again, or scan again"),
    };
    refused(kind, error.to_string(), hint)
}

fn cannot_read(error: PageError) -> Stop {
    let (kind, hint) = match &error {
        PageError::NoSuchPage { .. } => ("no_such_page", "look at how many pages the file has"),
        PageError::TooLarge { .. } => ("too_large", "scan at 300 dpi, at most A0"),
        PageError::Damaged { .. } => ("damaged", "open it in a viewer and save it again, or scan again"),
        PageError::Unsupported { .. } => ("unsupported", "save it as PDF, TIFF, JPEG or PNG of the common kinds"),
    };
    refused(kind, error.to_string(), hint)
}

fn machine(error: ReaderError) -> Stop {
    Stop::Say(Box::new(Reply::Machine(Reason {
        kind: "reader".to_owned(),
        message: error.to_string(),
        hint: "apt-get install tesseract-ocr-vie".to_owned(),
    })))
}

fn cannot_write(error: io::Error) -> Stop {
    Stop::Say(Box::new(Reply::Machine(Reason {
        kind: "work_folder".to_owned(),
        message: format!("what was made of the file cannot be kept: {error}"),
        hint: "make room on the disk of the data folder".to_owned(),
    })))
}

fn cannot_archive(error: ArchiveError) -> Stop {
    match error {
        ArchiveError::Io(error) => cannot_write(error),
        other => refused("archive", other.to_string(), "scan it again, or save it as a plain PDF or TIFF"),
    }
}
