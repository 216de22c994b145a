//! What is fuzzed: one function a target, which takes any bytes and must neither panic nor hang. `fuzz/` calls them with
//! bytes that libFuzzer makes up, `tests/replay.rs` with the corpus and with what was found before.
//!
//! A panic of a decoder that others wrote is caught in `imaging`, as it is in the child process; one of ours is not.

mod pdfs;

use std::{fs, io};

use imaging::{
    Document, PageSize,
    archive::{ArchiveWriter, Level, Metadata},
};
use model::{Line, Manifest, PageFacts, PageRect, PageText, PaperCode, Sha256Digest, Word};
use recognition::{FieldReader, IdentityCard, NoParts, read_holder};

/// A target's name, as its folder in `fuzz/corpus` is called, and the target.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 10] = [
    ("pdf", pdf),
    ("tiff", tiff),
    ("jpeg", jpeg),
    ("png", png),
    ("pdf_image", pdf_image),
    ("pdf_content", pdf_content),
    ("pdf_signature", pdf_signature),
    ("fields", fields),
    ("manifest", manifest),
    ("words", words),
];

/// More pages of a file than these, and pages of more pixels, tell nothing new, and slowly.
const PAGES_MAX: u32 = 3;
const PIXELS_MAX: u64 = 1 << 20;

/// A file that says it is a PDF.
pub fn pdf(data: &[u8]) {
    of_format(data, b"%PDF-");
}

/// A file that says it is a TIFF.
pub fn tiff(data: &[u8]) {
    of_format(data, b"II*\0");
    of_format(data, b"MM\0*");
}

/// A file that says it is a JPEG.
pub fn jpeg(data: &[u8]) {
    of_format(data, &[0xff, 0xd8, 0xff]);
}

/// A file that says it is a PNG.
pub fn png(data: &[u8]) {
    of_format(data, b"\x89PNG\r\n\x1a\n");
}

/// Coded image data in a sound PDF: the first byte chooses the filter and what is told of it.
pub fn pdf_image(data: &[u8]) {
    if let Some((&kind, coded)) = data.split_first() {
        document(&pdfs::of_image(kind, coded));
    }
}

/// A content stream in a sound PDF: what is drawn, and the text that is on the page.
pub fn pdf_content(data: &[u8]) {
    document(&pdfs::of_content(data));
}

/// A CMS container in a sound PDF: the digital signature.
pub fn pdf_signature(data: &[u8]) {
    document(&pdfs::of_signature(data));
}

/// Text of a page, a line a line; its first eight bytes say where it stands.
pub fn fields(data: &[u8]) {
    let mut reader = FieldReader::new();
    for (at, page) in data.split(|byte| *byte == 0x0c).take(3).enumerate() {
        let text = page_text(at as u32 + 1, page);
        // `NoParts` reads nothing again, so that there is nothing to fail.
        let _ = reader.observe(&text, &mut NoParts);
        let _ = read_holder(&text, &mut NoParts);
        let _ = text.plain();
    }
    let _ = reader.finish(&[]);
}

/// A manifest, and what it claims of each of its files.
pub fn manifest(data: &[u8]) {
    if let Ok(manifest) = Manifest::parse(data) {
        let index = manifest.index();
        for path in index.paths() {
            let _ = index.claims(path, jiff::Timestamp::UNIX_EPOCH);
        }
    }
}

/// What is typed or stands in a bar code: paper codes, the text of an ID card's QR code. A code that is understood is
/// written as it was read.
pub fn words(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = IdentityCard::parse(text);
    if let Ok(code) = text.parse::<PaperCode>() {
        assert_eq!(code.to_string().parse::<PaperCode>().as_ref(), Ok(&code), "{text:?}");
    }
}

fn of_format(data: &[u8], begins: &[u8]) {
    if data.starts_with(begins) {
        document(data);
    }
}

/// Opens a file and does with its pages all that the child process does but reading.
fn document(data: &[u8]) {
    let Ok(file) = tempfile::NamedTempFile::new() else { return };
    if fs::write(file.path(), data).is_err() {
        return;
    }
    let Ok(mut document) = Document::open(file.path()) else { return };
    let _ = document.signatures();
    for page in 1..=document.page_count().min(PAGES_MAX) {
        let Ok(size) = document.page_size(page) else { continue };
        let _ = document.text_layer(page);
        if u64::from(size.width_px) * u64::from(size.height_px) <= PIXELS_MAX {
            archive(&mut document, page, size);
        }
    }
}

/// Puts a page into an archival file and into an access copy, as the child process does.
fn archive(document: &mut Document, page: u32, size: PageSize) {
    let PageSize { width_px, height_px, dpi } = size;
    let facts = PageFacts { width_px, height_px, dpi, findings: Vec::new(), ..PageFacts::unreadable(page, "") };
    for level in [Level::Pdfa1b, Level::Pdfa2b] {
        let Ok(mut writer) = ArchiveWriter::new(io::sink(), level, &metadata()) else { return };
        let _ = writer.page_from(document, &facts, None);
        let _ = writer.access_page_from(document, &facts, None);
        let _ = writer.finish();
    }
}

fn metadata() -> Metadata {
    Metadata::of_original(Sha256Digest::ZERO, vec![1], jiff::Timestamp::UNIX_EPOCH)
}

fn page_text(page: u32, data: &[u8]) -> PageText {
    let lines = data.split(|byte| *byte == b'\n').filter_map(line).collect();
    PageText { page, width_px: 2480, height_px: 3508, dpi: 300.0, from_text_layer: false, lines }
}

fn line(data: &[u8]) -> Option<Line> {
    let (place, text) = data.split_first_chunk::<8>()?;
    let side = |at: usize| u32::from(u16::from_le_bytes([place[at], place[at + 1]]));
    let [left, top, width, height] = [side(0), side(2), side(4), side(6)];
    let text = String::from_utf8_lossy(text);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let step = width / words.len().max(1) as u32;
    let rect = |at: u32| -> PageRect { [left + at * step, top, step, height] };
    let word = |(at, text): (u32, &&str)| Word { text: (*text).to_owned(), rect: rect(at), confidence: 0.9 };
    Some(Line {
        rect: [left, top, width, height],
        words: (0..).zip(&words).map(word).collect(),
        baseline: None,
        starts_paragraph: height % 2 == 0,
    })
}
