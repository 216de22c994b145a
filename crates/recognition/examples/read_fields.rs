//! Reads the fields of files and prints them as the JSON lines that the scans' `score.py` takes; on the error stream, what
//! the second looks at parts of pages cost beside reading the pages once.
//!
//! usage: `OMP_THREAD_LIMIT=1 cargo run --release -p recognition --example read_fields -- FILE... > readings.jsonl`

use std::{error::Error, path::Path, process::ExitCode};

use imaging::Document;
use model::Fields;
use recognition::{FieldReader, NoParts, PageParts, Reader};

/// Nanoseconds of processor time that this thread has used (Linux).
fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0)
}

/// Processor time spent, in nanoseconds.
#[derive(Default)]
struct Spent {
    pages: u64,
    parts: u64,
    rendering: u64,
}

fn read(path: &Path, reader: &mut Reader, spent: &mut Spent) -> Result<Fields, Box<dyn Error>> {
    let mut document = Document::open(path)?;
    let signatures = document.signatures();
    let mut fields = FieldReader::new();
    for page in 1..=document.page_count() {
        if let Some(text) = document.text_layer(page)? {
            fields.observe(&text, &mut NoParts)?;
            continue;
        }
        let from = cpu_ns();
        let raster = document.render(page, 300.0)?;
        let rendered = cpu_ns();
        spent.rendering += rendered - from;
        if page > 1 && imaging::content(&raster) == imaging::Content::Blank {
            continue;
        }
        let from = cpu_ns();
        let text = reader.read_page(page, &raster)?;
        let read = cpu_ns();
        fields.observe(&text, &mut PageParts { reader, raster: &raster })?;
        spent.pages += read - from;
        spent.parts += cpu_ns() - read;
    }
    Ok(fields.finish(&signatures))
}

#[expect(clippy::print_stdout, reason = "printing is what this is for")]
fn main() -> ExitCode {
    let mut failed = false;
    let mut spent = Spent::default();
    let mut reader = match Reader::new() {
        Ok(reader) => reader,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    for path in std::env::args_os().skip(1) {
        let path = Path::new(&path);
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        match read(path, &mut reader, &mut spent) {
            Ok(fields) => println!("{}", serde_json::json!({ "file": file, "fields": fields })),
            Err(error) => {
                eprintln!("{file}: {error}");
                failed = true;
            }
        }
    }
    let seconds = |ns: u64| ns as f64 / 1e9;
    eprintln!(
        "pages {:.1} s, parts of pages {:.1} s ({:.3} of pages alone), rendering {:.1} s",
        seconds(spent.pages),
        seconds(spent.parts),
        (spent.pages + spent.parts) as f64 / spent.pages.max(1) as f64,
        seconds(spent.rendering)
    );
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
