//! Opens files and prints what is known of them, how long it took and how much memory: `probe [--png FOLDER] [--dpi N]
//! [--text] FILE...`. For a look at a file that went wrong, and for the figures in the report; not part of the product.
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use imaging::{Document, Pixels, Raster};

fn main() {
    let mut png_folder = None;
    let mut dpi = None;
    let mut text = false;
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--png" => png_folder = arguments.next().map(PathBuf::from),
            "--dpi" => dpi = arguments.next().and_then(|dpi| dpi.parse().ok()),
            "--text" => text = true,
            _ => files.push(PathBuf::from(argument)),
        }
    }
    for file in files {
        probe(&file, png_folder.as_deref(), dpi, text);
    }
}

fn probe(file: &Path, png_folder: Option<&Path>, dpi: Option<f32>, text: bool) {
    let started = Instant::now();
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut document = match Document::open(file) {
        Ok(document) => document,
        Err(cause) => return println!("{name}: {cause}"),
    };
    println!("{name}: {:?}, {} pages, opened in {:.1?}", document.format(), document.page_count(), started.elapsed());
    for page in 1..=document.page_count() {
        let started = Instant::now();
        let size = document.page_size(page);
        let sized = started.elapsed();
        let wanted = dpi.or(size.as_ref().ok().map(|size| size.dpi)).unwrap_or(300.0);
        let started = Instant::now();
        let raster = document.render(page, wanted);
        let rendered = started.elapsed();
        match &raster {
            Ok(raster) => println!(
                "  {page}: {size:?} in {sized:.1?}; {} × {} {} at {} in {rendered:.1?}; peak {} MiB",
                raster.width,
                raster.height,
                if raster.is_rgb() { "RGB" } else { "grey" },
                raster.dpi,
                peak_mib(),
            ),
            Err(cause) => println!("  {page}: {size:?} in {sized:.1?}; {cause}"),
        }
        if let (Ok(size), Ok(raster)) = (&size, &raster) {
            let started = Instant::now();
            let layer = document.text_layer(page).ok().flatten();
            let layered = started.elapsed();
            let started = Instant::now();
            let facts = imaging::measure(page, *size, raster, layer.is_some(), &mut |_| None);
            let measured = started.elapsed();
            let started = Instant::now();
            let codes = imaging::codes(&raster.grey());
            println!(
                "     turned {} leans {:.2} blank {} text {} in {layered:.1?}; measured in {measured:.1?}, codes in {:.1?}: {:?}",
                facts.rotation_deg,
                facts.skew_deg,
                facts.blank,
                facts.has_text_layer,
                started.elapsed(),
                codes.iter().map(|code| (&code.format, &code.text)).collect::<Vec<_>>(),
            );
        }
        if text && let Ok(Some(layer)) = document.text_layer(page) {
            println!("{}", layer.plain());
        }
        if let (Some(folder), Ok(raster)) = (png_folder, raster) {
            save(&raster, &folder.join(format!("{name}-{page}.png")));
        }
    }
    for signature in document.signatures() {
        println!("  {signature:?}");
    }
}

fn save(raster: &Raster, path: &Path) {
    let colour = match raster.pixels {
        Pixels::Grey(_) => image::ExtendedColorType::L8,
        Pixels::Rgb(_) => image::ExtendedColorType::Rgb8,
    };
    if let Err(cause) = image::save_buffer(path, raster.pixels.bytes(), raster.width, raster.height, colour) {
        println!("  {}: {cause}", path.display());
    }
}

/// The most memory that this process has held, by the system's account.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
