//! Access copies of scans in colour beside their originals: bytes, and how far Tesseract reads the same on page 1 of both, as
//! they lie, both straightened by the lean of the original, and so read as one block of lines, which leaves Tesseract's idea of
//! the page's layout out. How many letters were read of each stands beside it. Printed, not judged; `make bench-archive` runs it.

// Its figures are its output; whatever goes wrong in a bench ends it.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench")]

use std::path::{Path, PathBuf};

use imaging::{Document, Raster};
use recognition::Reader;
use tests::{Hoso, agreement, fixture, shared_scans};

/// The resolution that pages are read at.
const READING_DPI: f32 = 300.0;
/// Of the originals' bytes, what access copies may take (issue 5, point 9).
const AIM: f64 = 1.0 / 3.0;

/// Samples in colour: a decision, and forms printed on a pattern.
const SAMPLES: [&str; 4] =
    ["ket-qua/quyet-dinh-125.pdf", "ket-qua/gcn-dat.jpg", "ho-so-0001/giay-khai-sinh.pdf", "ket-qua/giay-ket-hon.tif"];

fn main() {
    let mut files: Vec<PathBuf> = SAMPLES.iter().map(|sample| fixture("scans").join(sample)).collect();
    if let Some(folder) = shared_scans("real") {
        let mut real: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        real.retain(|file| file.extension().is_some_and(|extension| extension == "pdf"));
        real.sort();
        files.extend(real);
    }
    let mut reader = Reader::new().unwrap();
    let (mut before, mut after) = (0, 0);
    println!(
        "access copies: bytes of the original and of the copy; letters alike on page 1: as it lies; straightened; as a block"
    );
    for file in files {
        let original = page_1(&file);
        if !original.is_rgb() {
            continue;
        }
        let hoso = Hoso::new();
        hoso.ingest(&["--access", file.to_str().unwrap()]);
        let Some(copy) = access_copy(&hoso.data()) else {
            println!("  {:30} no access copy", name(&file));
            continue;
        };
        let (own, made) = (bytes(&file), bytes(&copy));
        (before, after) = (before + own, after + made);
        let (copy, lean) = (page_1(&copy), imaging::pose(&original.grey(), &mut |_| None).skew_deg);
        let (straight, straight_copy) = (original.rotate(-lean), copy.rotate(-lean));
        let as_it_lies = compare(&page_letters(&mut reader, &original), &page_letters(&mut reader, &copy));
        let straightened = compare(&page_letters(&mut reader, &straight), &page_letters(&mut reader, &straight_copy));
        let in_a_block = compare(&block_letters(&mut reader, &straight), &block_letters(&mut reader, &straight_copy));
        println!(
            "  {:30} {own:8} → {made:7} {:.2}   {as_it_lies}; by {lean:+.2}° {straightened}; {in_a_block}",
            name(&file),
            made as f64 / own as f64,
        );
    }
    println!("access copies in all: {:.2} of the originals (aim ≤ {AIM:.2})", after as f64 / before as f64);
}

fn name(file: &Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}

fn bytes(file: &Path) -> u64 {
    std::fs::metadata(file).unwrap().len()
}

/// As it was scanned: the stamp of a digital signature lies over the original alone.
fn page_1(file: &Path) -> Raster {
    Document::open(file).unwrap().render(1, READING_DPI).unwrap()
}

/// The one stored file whose pages have layers of ink.
fn access_copy(data: &Path) -> Option<PathBuf> {
    let mut folders = vec![data.join("objects")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path).unwrap().windows(5).any(|part| part == b"/Ink1") {
                return Some(path);
            }
        }
    }
    None
}

/// The letters and digits of a page as Tesseract lays it out: on forms with a frame it may take most of it for a picture.
fn page_letters(reader: &mut Reader, page: &Raster) -> Vec<char> {
    let text = reader.read_page(1, page).unwrap().plain();
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// The letters of a page within its margins, read as one block of lines.
fn block_letters(reader: &mut Reader, page: &Raster) -> Vec<char> {
    let (width, height) = (page.width, page.height);
    let lines = reader.read_part(page, [width / 14, height / 20, width * 6 / 7, height * 9 / 10]).unwrap();
    let words = lines.iter().flat_map(|line| &line.words);
    words.flat_map(|word| word.text.chars()).filter(|letter| letter.is_alphanumeric()).collect()
}

fn compare(original: &[char], copy: &[char]) -> String {
    format!("{:.3} of {} and {}", agreement(original, copy), original.len(), copy.len())
}
