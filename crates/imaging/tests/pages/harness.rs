//! One check for every format: the page as it is rendered, then as it is in PDF/A of two levels and turns, there read by us
//! and by poppler.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use imaging::{
    Document, Pixels, Raster,
    archive::{ArchiveWriter, Level, Metadata},
};
use model::{PageFacts, Sha256Digest};

/// A file of one page and what is to be seen of it.
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) file: Vec<u8>,
    /// The upright page. Its `dpi` says how large it is.
    pub(crate) page: Raster,
    /// How far samples may be off in the mean: 0 for what is coded without loss.
    pub(crate) off_max: f64,
    /// True when the archive holds the page's image as it lies coded in the file.
    pub(crate) passes: bool,
}

impl Sample {
    /// A file that loses nothing of the page.
    pub(crate) fn exact(name: impl Into<String>, file: Vec<u8>, page: Raster, passes: bool) -> Self {
        Self { name: name.into(), file, page, off_max: 0.0, passes }
    }

    pub(crate) fn check(&self) {
        let name = &self.name;
        let mut document = open(&self.file);
        let facts = facts_of(&mut document);
        check_size(name, &facts, &self.page);
        let shown = document.render(1, facts.dpi).unwrap_or_else(|error| panic!("{name}: {error}"));
        check_pixels(&format!("{name}, rendered"), &shown, &self.page, self.off_max);
        assert_eq!(document.coded_page(1).unwrap().is_some(), self.passes, "{name}: passes through");
        for (level, rotation_deg) in [(Level::Pdfa2b, 0), (Level::Pdfa1b, 90)] {
            let name = format!("{name}, {level} turned by {rotation_deg}");
            let archived = archived(&mut document, &PageFacts { rotation_deg, ..facts.clone() }, level);
            let page = self.page.rotate_quarter(rotation_deg);
            let mut again = open(&archived);
            let facts = facts_of(&mut again);
            check_size(&name, &facts, &page);
            // Another decoder, and one coding more, may round otherwise.
            let off_max = self.off_max * 1.5;
            check_pixels(&name, &again.render(1, facts.dpi).unwrap(), &page, off_max);
            check_pixels(
                &format!("{name}, by poppler"),
                &by_poppler(&archived, page.width, page.height),
                &page,
                off_max,
            );
        }
    }
}

pub(crate) fn open(bytes: &[u8]) -> Document {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    // The mapping outlives the name.
    Document::open(file.path()).unwrap()
}

pub(crate) fn run(program: &str, package: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; install the Debian package {package}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

pub(crate) fn save(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

/// The first page as `pages` hands it on, but for what is measured of its pixels.
pub(crate) fn facts_of(document: &mut Document) -> PageFacts {
    let size = document.page_size(1).unwrap();
    let has_text_layer = document.text_layer(1).unwrap().is_some();
    let (width_px, height_px, dpi) = (size.width_px, size.height_px, size.dpi);
    PageFacts { width_px, height_px, dpi, has_text_layer, findings: Vec::new(), ..PageFacts::unreadable(1, "") }
}

/// The archival file of the first page.
pub(crate) fn archived(document: &mut Document, facts: &PageFacts, level: Level) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = ArchiveWriter::new(&mut out, level, &metadata()).unwrap();
    writer.page_from(document, facts, None).unwrap();
    writer.finish().unwrap();
    out
}

/// A file's first page in so many pixels.
///
/// Poppler widens an image by up to a pixel of what it draws and smooths what it draws at less than four times its size: drawn
/// at five times, the middle of each pixel has its colour.
pub(crate) fn by_poppler(pdf: &[u8], width: u32, height: u32) -> Raster {
    const TIMES: u32 = 5;
    let folder = tempfile::tempdir().unwrap();
    let file = save(folder.path(), "a.pdf", pdf);
    run("qpdf", "qpdf", &["--check", file.to_str().unwrap()]);
    // The sides are asked for before the page is turned.
    let is_turned = [&b"/Rotate 90"[..], b"/Rotate 270"].iter().any(|told| pdf.windows(told.len()).any(|w| w == *told));
    let (x, y) = if is_turned { (height, width) } else { (width, height) };
    let (x, y) = ((x * TIMES).to_string(), (y * TIMES).to_string());
    let picture = folder.path().join("a");
    let options = ["-singlefile", "-scale-to-x", &x, "-scale-to-y", &y, file.to_str().unwrap()];
    run("pdftoppm", "poppler-utils", &[&options[..], &[picture.to_str().unwrap()]].concat());
    let drawn = std::fs::read(folder.path().join("a.ppm")).unwrap();
    let head = format!("P6\n{} {}\n255\n", width * TIMES, height * TIMES);
    let drawn = drawn.strip_prefix(head.as_bytes()).unwrap().as_chunks::<3>().0;
    let middle = |y: u32, x: u32| drawn[((y * TIMES + TIMES / 2) * width * TIMES + x * TIMES + TIMES / 2) as usize];
    let pixels = (0..height).flat_map(|y| (0..width).flat_map(move |x| middle(y, x))).collect();
    Raster::from_rgb(width, height, 0.0, pixels)
}

fn check_size(name: &str, facts: &PageFacts, page: &Raster) {
    let millimetres = |pixels: u32, dpi: f32| pixels as f32 / dpi * 25.4;
    for (side, told, true_side) in [("wide", facts.width_px, page.width), ("high", facts.height_px, page.height)] {
        let (told, true_side) = (millimetres(told, facts.dpi), millimetres(true_side, page.dpi));
        assert!((told - true_side).abs() < 0.2 + true_side / 500.0, "{name}: {told} mm {side}, not {true_side}");
    }
}

/// Samples differ by no more than `off_max` in the mean; where that is 0, by nothing at all.
pub(crate) fn check_pixels(name: &str, found: &Raster, page: &Raster, off_max: f64) {
    assert_eq!((found.width, found.height), (page.width, page.height), "{name}");
    let (found, page) = (in_colour(found), in_colour(page));
    let differences = found.iter().zip(&page).map(|(found, page)| found.abs_diff(*page));
    let (most, sum) = differences.fold((0, 0_u64), |(most, sum), one| (one.max(most), sum + u64::from(one)));
    let mean = sum as f64 / page.len() as f64;
    let is_near = if off_max == 0.0 { most == 0 } else { mean <= off_max };
    assert!(is_near, "{name}: differs by {most} at most, {mean} in the mean");
}

fn in_colour(raster: &Raster) -> Vec<u8> {
    match &raster.pixels {
        Pixels::Grey(bytes) => bytes.iter().flat_map(|sample| [*sample; 3]).collect(),
        Pixels::Rgb(bytes) => bytes.clone(),
    }
}

pub(crate) fn metadata() -> Metadata {
    let created_at = "2026-11-24T00:00:00Z".parse().unwrap();
    Metadata {
        title: "Thử".to_owned(),
        producer: "test".to_owned(),
        ..Metadata::of_original(Sha256Digest::ZERO, vec![1], created_at)
    }
}
