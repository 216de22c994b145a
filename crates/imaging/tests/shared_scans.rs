//! Scans that nobody here made (`shared/scans` beside the repository): what is true of them is found. Skipped with one
//! line when the folder is absent.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;

use imaging::{Document, examine};
use model::SignatureState;

fn folder(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/scans")).join(name);
    if !folder.is_dir() {
        println!("skipped: shared/scans/{name} is not here");
        return None;
    }
    Some(folder)
}

fn truth(folder: &std::path::Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(folder.join("truth.json")).unwrap()).unwrap()
}

fn files(folder: &std::path::Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.file_name().is_some_and(|name| name != "truth.json"));
    files.sort();
    files
}

#[test]
fn every_code_on_the_separators_is_read_and_none_is_invented() {
    let Some(folder) = folder("separators") else { return };
    let truth = truth(&folder);
    for (file, pages) in truth.as_object().unwrap() {
        let mut document = Document::open(&folder.join(file)).unwrap();
        let pages = pages.as_array().unwrap();
        assert_eq!(document.page_count() as usize, pages.len(), "{file}");
        for (at, expected) in pages.iter().enumerate() {
            let page = at as u32 + 1;
            let raster = document.render(page, 300.0).unwrap();
            let mut found: Vec<(String, String)> =
                imaging::codes(&raster.grey()).into_iter().map(|code| (code.format, code.text)).collect();
            let text = |code: &serde_json::Value, key: &str| code[key].as_str().unwrap().to_owned();
            let mut expected: Vec<(String, String)> =
                expected.as_array().unwrap().iter().map(|code| (text(code, "format"), text(code, "text"))).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{file} page {page} at 300 dpi");
            let (facts, _) = examine(&mut document, page, &mut |_| None).unwrap();
            assert_eq!(facts.codes.len(), expected.len(), "{file} page {page} at its own dpi");
        }
    }
}

#[test]
fn every_signature_of_the_real_scans_holds_and_names_its_signer() {
    let Some(folder) = folder("real") else { return };
    for paper in truth(&folder).as_array().unwrap() {
        let file = paper["file"].as_str().unwrap();
        let mut document = Document::open(&folder.join(file)).unwrap();
        assert_eq!(u64::from(document.page_count()), paper["pages"].as_u64().unwrap(), "{file}");
        let signatures = document.signatures();
        assert_eq!(signatures.len() as u64, paper["signatures"].as_u64().unwrap(), "{file}");
        for signature in &signatures {
            assert_eq!(signature.state, SignatureState::Holds, "{file}: {signature:?}");
            assert!(signature.signer.is_some() && signature.signed_at.is_some(), "{file}: {signature:?}");
        }
    }
}

#[test]
fn one_changed_byte_breaks_a_signature() {
    let Some(folder) = folder("real") else { return };
    let mut bytes = std::fs::read(folder.join("575-UBND-KTTH_2025-02-04.pdf")).unwrap();
    let before = signatures_of(&bytes);
    assert!(before.iter().all(|signature| signature.state == SignatureState::Holds));
    // In the middle of the scan's JPEG: the structure stays whole.
    let middle = bytes.len() / 4;
    bytes[middle] ^= 1;
    let after = signatures_of(&bytes);
    assert_eq!(after.len(), before.len());
    assert!(after.iter().all(|signature| signature.state == SignatureState::Broken), "{after:?}");
}

fn signatures_of(bytes: &[u8]) -> Vec<model::SignatureFacts> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    Document::open(file.path()).unwrap().signatures()
}

#[test]
fn born_digital_pages_have_their_text_and_scans_have_none() {
    let Some(folder) = folder("real") else { return };
    for paper in truth(&folder).as_array().unwrap() {
        let file = paper["file"].as_str().unwrap();
        let mut document = Document::open(&folder.join(file)).unwrap();
        let layer = document.text_layer(1).unwrap();
        if paper["scanned"].as_bool().unwrap() {
            assert!(layer.is_none(), "{file}: {}", layer.unwrap().plain());
            continue;
        }
        let text = layer.unwrap_or_else(|| panic!("{file} has a text layer")).plain();
        assert!(text.contains("ỦY BAN NHÂN DÂN") || text.contains("UỶ BAN NHÂN DÂN"), "{file}: {text}");
        let number = paper["number"].as_str().unwrap();
        let digits = number.split('/').next().unwrap();
        let squeezed: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        assert!(squeezed.contains(&format!("{digits}/")), "{file}: number {number} in {text}");
        assert!(text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "{file}: {text}");
        assert!(!text.contains("TRUNG TÂM CÔNG") && !text.contains('@'), "a stamp's caption in {file}: {text}");
        assert!(!text.contains("Ký bởi") && !text.contains("Người ký"), "{file}: {text}");
    }
}

#[test]
fn a_page_turned_by_quarters_and_leaning_is_found_so() {
    let Some(folder) = folder("real") else { return };
    for file in files(&folder) {
        let mut document = Document::open(&file).unwrap();
        for page in 1..=document.page_count().min(2) {
            let size = document.page_size(page).unwrap();
            let raster = document.render(page, size.dpi).unwrap();
            if imaging::content(&raster) == imaging::Content::Blank {
                continue;
            }
            let grey = raster.grey();
            let own = imaging::pose(&grey, &mut |_| None);
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            assert_eq!(own.rotation_deg, 0, "{name} page {page}");
            assert!(own.skew_deg.abs() < 3.0, "{name} page {page} leans by {}", own.skew_deg);
            for turned in [90, 180, 270] {
                let found = imaging::pose(&grey.rotate_quarter(turned), &mut |_| None);
                assert_eq!(found.rotation_deg, 360 - turned, "{name} page {page} turned by {turned}");
            }
            let leaning = imaging::pose(&grey.rotate(4.0), &mut |_| None);
            assert!((leaning.skew_deg - own.skew_deg - 4.0).abs() < 0.15, "{name} page {page}: {own:?} {leaning:?}");
        }
    }
}

#[test]
fn every_awkward_file_opens_or_says_why_not() {
    let Some(folder) = folder("awkward") else { return };
    for file in files(&folder) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let mut document = match Document::open(&file) {
            Ok(document) => document,
            Err(cause) => {
                assert!(["invalid.pdf", "paperless-password-is-test.pdf"].contains(&name.as_str()), "{name}: {cause}");
                continue;
            }
        };
        for page in 1..=document.page_count() {
            match examine(&mut document, page, &mut |_| None) {
                Ok((facts, raster)) => assert!(raster.width > 0 && facts.dpi > 0.0, "{name} page {page}"),
                Err(cause) => panic!("{name} page {page}: {cause}"),
            }
        }
    }
    assert!(peak_mib() < 300, "{} MiB at most", peak_mib());
}

/// The most memory that this process has held, by the system's account.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}
