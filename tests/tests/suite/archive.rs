//! Reading and archiving: real Tesseract, PDF/A that other programs read back.

use std::{fs, process::Command};

use tests::{Hoso, fixture};

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
