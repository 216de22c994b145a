//! Reading and archiving: real Tesseract, PDF/A that other programs read back.

use std::{fs, process::Command};

use tests::{Hoso, agreement, fixture};

use super::ingest::{BIRTH, code_of};

fn take_in(hoso: &Hoso, path: &str) -> String {
    let manifest = fixture("scans/manifest.json");
    let scan = fixture("scans").join(path);
    let receipt = hoso.ingest(&["--manifest", manifest.to_str().unwrap(), scan.to_str().unwrap()]);
    code_of(&receipt, path)
}

fn program(name: &str, arguments: &[&str]) -> String {
    let output = Command::new(name).args(arguments).output().unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(output.status.success(), "{name} {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_archival_copy_is_read_back_in_vietnamese() {
    for (level, part) in [("pdfa-2b", "2"), ("pdfa-1b", "1")] {
        let hoso = Hoso::new().with("HOSO_ARCHIVE_LEVEL", level);
        let code = take_in(&hoso, BIRTH);
        let (archival, text) = (hoso.path("a.pdf"), hoso.path("a.txt"));
        let archival = archival.to_str().unwrap();
        assert_eq!(hoso.run(["paper", &code, "--archival", archival]).code, 0);
        assert_eq!(hoso.run(["paper", &code, "--text", text.to_str().unwrap()]).code, 0);
        program("qpdf", &["--check", archival]);
        let read = program("pdftotext", &[archival, "-"]);
        assert!(read.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "{read}");
        assert!(fs::read_to_string(&text).unwrap().contains("Độc lập - Tự do - Hạnh phúc"));
        let metadata = program("pdfinfo", &["-meta", archival]);
        for said in [&format!("<pdfaid:part>{part}</pdfaid:part>") as &str, "048192001234", "KQ.G15.000031"] {
            assert!(metadata.contains(said), "{said} in {metadata}");
        }
    }
}

#[test]
fn a_scanned_pages_image_passes_through_untouched() {
    let hoso = Hoso::new();
    let code = take_in(&hoso, BIRTH);
    let archival = hoso.path("a.pdf");
    hoso.run(["paper", &code, "--archival", archival.to_str().unwrap()]);
    let images = |pdf: &std::path::Path, name: &str| {
        let prefix = hoso.path(name);
        program("pdfimages", &["-all", pdf.to_str().unwrap(), prefix.to_str().unwrap()]);
        fs::read(hoso.path(&format!("{name}-000.jpg"))).unwrap()
    };
    assert_eq!(images(&archival, "after"), images(&fixture("scans").join(BIRTH), "before"));
}

/// A decision of two pages in colour.
const DECISION: &str = "ket-qua/quyet-dinh-125.pdf";

#[test]
fn an_access_copy_is_a_third_of_a_scan_in_colour_and_reads_the_same() {
    let hoso = Hoso::new();
    let code = take_in(&hoso, DECISION);
    let access = hoso.path("a.pdf");
    let access = access.to_str().unwrap();
    let made = hoso.run(["paper", &code, "--access", access]);
    assert_eq!(made.code, 0, "{}", made.err);
    program("qpdf", &["--check", access]);
    assert!(program("pdftotext", &[access, "-"]).contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
    let original = fixture("scans").join(DECISION);
    let bytes = |path: &str| fs::metadata(path).unwrap().len();
    let (before, after) = (bytes(original.to_str().unwrap()), bytes(access));
    assert!(after * 3 <= before, "{after} of {before} bytes");
    let agreement = agreement(&read_again(&hoso, original.to_str().unwrap()), &read_again(&hoso, access));
    assert!(agreement >= 0.95, "{agreement}");
}

/// What Tesseract makes of a PDF's first page as it is shown.
fn read_again(hoso: &Hoso, pdf: &str) -> Vec<char> {
    let picture = hoso.path("shown");
    let picture = picture.to_str().unwrap();
    program("pdftoppm", &["-r", "300", "-f", "1", "-l", "1", "-singlefile", "-png", pdf, picture]);
    let text = program("tesseract", &[&format!("{picture}.png"), "-", "-l", "vie", "--psm", "3"]);
    text.split_whitespace().flat_map(str::chars).collect()
}

#[test]
fn an_access_copy_that_is_kept_is_a_file_of_the_paper_like_any_other() {
    let hoso = Hoso::new();
    let manifest = fixture("scans/manifest.json");
    let scan = fixture("scans").join(BIRTH);
    let receipt = hoso.ingest(&["--access", "--manifest", manifest.to_str().unwrap(), scan.to_str().unwrap()]);
    let code = code_of(&receipt, BIRTH);
    let record = hoso.json(["paper", &code, "--json"]);
    let told = &record["files"]["access"];
    let access = hoso.path("a.pdf");
    let written = hoso.run(["paper", &code, "--access", access.to_str().unwrap()]);
    assert!(written.out.contains(told["sha256"].as_str().unwrap()), "{}", written.out);
    assert_eq!(fs::metadata(&access).unwrap().len(), told["bytes"].as_u64().unwrap());
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
    let erased = hoso.run(["erase", &code, "--by", "hien", "--why", "test"]);
    assert!(erased.out.contains("erased: 4 objects"), "{}{}", erased.out, erased.err);
}

#[test]
fn inspect_tells_pages_codes_and_fields_and_stores_nothing() {
    let hoso = Hoso::new();
    let inspected = hoso.json(["inspect", fixture("scans").join(BIRTH).to_str().unwrap(), "--json"]);
    let page = &inspected["pages"][0];
    assert!(page["dpi"].as_f64().unwrap() >= 199.0 && page["width_px"].as_u64().unwrap() > 1000, "{inspected:#}");
    assert_eq!(inspected["papers"].as_array().unwrap().len(), 1);
    for name in ["number", "place", "issued_on", "type", "abstract", "issuer", "signer", "signer_position"] {
        let field = &inspected["papers"][0]["fields"][name];
        assert!(
            field.get("value").is_some() && field.get("sure").is_some() && field.get("confidence").is_some(),
            "{name}"
        );
    }
    assert!(!hoso.data().exists());
}
