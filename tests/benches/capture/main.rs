//! What capture costs and how far it can be trusted, on real scans: milliseconds a page of each step, what orientation and
//! lean are found when pages are turned by known angles, and which pages are called blank. Printed, not judged.
//!
//! `make bench-capture` runs it with the scores of fields and separators (`tests/bench/capture.sh`).

// Its figures are its output; whatever goes wrong in a bench ends it.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench")]

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use imaging::{Content, Document, Raster};
use recognition::{FieldReader, OrientationReader, PageParts, Reader};
use tests::shared_scans;

/// The resolution that pages are read at.
const READING_DPI: f32 = 300.0;
/// By how much pages are leaned.
const LEANS_DEG: [f32; 6] = [-8.0, -3.0, -0.7, 0.7, 3.0, 8.0];
/// A lean found within this is as good as straight to Tesseract.
const LEAN_FOUND_DEG: f32 = 0.3;

/// A page of a scan, rendered at its own resolution.
struct Page {
    name: String,
    raster: Raster,
    content: Content,
}

fn main() {
    let Some(folder) = shared_scans("real") else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pdf"));
    files.sort();
    let mut spent = Spent::default();
    let pages = files.iter().flat_map(|file| scanned_pages(file, &mut spent)).collect::<Vec<_>>();
    blanks(&pages);
    let upright: Vec<&Page> = pages.iter().filter(|page| page.content == Content::Content).collect();
    poses(&upright);
    read(&files, &mut spent);
    spent.print();
}

/// The pages that are images, measured step by step.
fn scanned_pages(file: &Path, spent: &mut Spent) -> Vec<Page> {
    let mut document = Document::open(file).unwrap();
    let mut pages = Vec::new();
    for page in 1..=document.page_count() {
        let has_text_layer = spent.time("text layer", || document.text_layer(page).unwrap().is_some());
        if has_text_layer {
            continue;
        }
        let size = document.page_size(page).unwrap();
        let raster = spent.time("decode", || document.render(page, size.dpi).unwrap());
        let grey = raster.grey();
        let content = spent.time("blank", || imaging::content(&raster));
        spent.time("turn and lean", || imaging::pose(&grey, &mut |_| None));
        spent.time("bar codes", || imaging::codes(&grey));
        spent.time("all of measuring", || imaging::measure(page, size, &raster, false, &mut |_| None));
        spent.pages += 1;
        let name = format!("{} p. {page}", file.file_name().unwrap().to_string_lossy());
        pages.push(Page { name, raster, content });
    }
    pages
}

fn blanks(pages: &[Page]) {
    println!("pages: {} scanned", pages.len());
    for page in pages {
        match page.content {
            Content::Content => (),
            Content::AlmostBlank => println!("  almost blank, kept: {}", page.name),
            Content::Blank => println!("  blank, dropped: {}", page.name),
        }
    }
}

/// Each page turned four ways and leaned by known angles, against how it lay before.
fn poses(pages: &[&Page]) {
    let mut letters = OrientationReader::new().unwrap();
    let (mut turns, mut turned, mut by_edges, mut asked) = (0, 0, 0, 0);
    let mut asking = Duration::ZERO;
    let mut errors = Vec::new();
    for page in pages {
        let grey = page.raster.grey();
        let before = imaging::pose(&grey, &mut |_| None);
        for degrees in [0_u16, 90, 180, 270] {
            let lying = if degrees == 0 { grey.clone() } else { grey.rotate_quarter(degrees) };
            // Turned by so much clockwise, it is upright again after the rest of the circle.
            let upright_deg = (360 - degrees) % 360;
            turns += 1;
            by_edges += u32::from(imaging::pose(&lying, &mut |_| None).rotation_deg == upright_deg);
            let found = imaging::pose(&lying, &mut |page| {
                let began = Instant::now();
                let answer = letters.quarter_turn(page);
                asking += began.elapsed();
                asked += 1;
                answer
            });
            turned += u32::from(found.rotation_deg == upright_deg);
            if found.rotation_deg != upright_deg {
                println!("  turned {degrees}°, found {}°: {}", found.rotation_deg, page.name);
            }
        }
        for lean in LEANS_DEG {
            let found = imaging::pose(&grey.rotate(lean), &mut |_| None);
            errors.push((found.skew_deg - before.skew_deg - lean).abs());
        }
    }
    errors.sort_by(f32::total_cmp);
    let within = errors.iter().filter(|error| **error <= LEAN_FOUND_DEG).count();
    println!(
        "orientation: {turned} right of {turns} (each page turned four ways), {by_edges} by edges alone; letters asked {asked} times, {:.0} ms each",
        asking.as_secs_f64() * 1000.0 / f64::from(asked.max(1))
    );
    println!(
        "lean: {within} of {} within {LEAN_FOUND_DEG}°; error p50 {:.3}°, p95 {:.3}°, most {:.3}° (leaned by {LEANS_DEG:?})",
        errors.len(),
        errors[errors.len() / 2],
        errors[errors.len() * 95 / 100],
        errors.last().unwrap()
    );
}

/// Tesseract and the fields, on every page that has something on it.
fn read(files: &[PathBuf], spent: &mut Spent) {
    let mut reader = Reader::new().unwrap();
    for file in files {
        let mut document = Document::open(file).unwrap();
        let signatures = spent.time("signatures", || document.signatures());
        let mut fields = FieldReader::new();
        for page in 1..=document.page_count() {
            if document.text_layer(page).unwrap().is_some() {
                continue;
            }
            let raster = spent.time("render for reading", || document.render(page, READING_DPI).unwrap());
            if imaging::content(&raster) == Content::Blank {
                continue;
            }
            let text = spent.time("Tesseract, whole page", || reader.read_page(page, &raster).unwrap());
            spent.time("fields", || {
                fields.observe(&text, &mut PageParts { reader: &mut reader, raster: &raster }).unwrap();
            });
        }
        spent.time("fields", || fields.finish(&signatures));
    }
}

/// Time by step, in the order in which steps come.
#[derive(Default)]
struct Spent {
    steps: Vec<(&'static str, Duration)>,
    pages: u32,
}

impl Spent {
    fn time<T>(&mut self, step: &'static str, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let answer = work();
        let took = began.elapsed();
        match self.steps.iter_mut().find(|(name, _)| *name == step) {
            Some((_, sum)) => *sum += took,
            None => self.steps.push((step, took)),
        }
        answer
    }

    fn print(&self) {
        println!("milliseconds a scanned page, of {}:", self.pages);
        for (step, sum) in &self.steps {
            println!("  {step:24} {:8.1}", sum.as_secs_f64() * 1e3 / f64::from(self.pages));
        }
    }
}
