//! Taking in files: codes, receipts, duplicates.

use serde_json::{Value, json};
use tests::{Hoso, fixture};

pub(crate) const BIRTH: &str = "ho-so-0001/giay-khai-sinh.pdf";

/// Takes in the samples with their manifest, without reading.
pub(crate) fn samples(hoso: &Hoso) -> Value {
    let (folder, manifest) = (fixture("scans"), fixture("scans/manifest.json"));
    hoso.ingest(&[
        "--no-ocr",
        "--manifest",
        manifest.to_str().unwrap(),
        folder.join("ho-so-0001").to_str().unwrap(),
        folder.join("ho-so-0002").to_str().unwrap(),
        folder.join("ket-qua").to_str().unwrap(),
    ])
}

/// The code of the only paper of a file of a receipt.
pub(crate) fn code_of(receipt: &Value, path: &str) -> String {
    let file = receipt["files"].as_array().unwrap().iter().find(|file| file["path"].as_str().unwrap().ends_with(path));
    file.unwrap_or_else(|| panic!("{path} in {receipt}"))["papers"][0]["code"].as_str().unwrap().to_owned()
}

#[test]
fn a_manifest_gives_papers_their_codes() {
    let hoso = Hoso::new();
    let receipt = samples(&hoso);
    assert!(receipt["files"].as_array().unwrap().iter().all(|file| file["outcome"] == "accepted"), "{receipt:#}");
    assert_eq!(code_of(&receipt, BIRTH), "048192001234.KQ.G15.000031.12-GKS.01");
    assert_eq!((&receipt["unit"], &receipt["operator"]), (&json!("H48.28.05"), &json!("lan")));

    let again = hoso.json(["batch", receipt["batch"].as_str().unwrap(), "--json"]);
    assert_eq!(again, receipt);
}

#[test]
fn the_same_file_again_is_a_duplicate_that_names_the_paper() {
    let hoso = Hoso::new();
    let first = samples(&hoso);
    let second = samples(&hoso);
    for (one, other) in first["files"].as_array().unwrap().iter().zip(second["files"].as_array().unwrap()) {
        assert_eq!((&other["outcome"], &other["papers"]), (&json!("duplicate"), &one["papers"]), "{other:#}");
    }
    assert_eq!(hoso.json(["status", "--json"])["papers"], first["files"].as_array().unwrap().len());
}

#[test]
fn the_same_bytes_for_another_holder_are_another_paper() {
    let hoso = Hoso::new();
    let scan = std::fs::read(fixture("scans").join(BIRTH)).unwrap();
    let mut codes = Vec::new();
    for holder in ["048192001234", "048192001235", "048192001234"] {
        hoso.write("in/scan.pdf", &scan);
        let manifest = json!({"version": 1, "files": [
            {"path": "scan.pdf", "type": "KQ.G15.000031", "number": "12/GKS", "holder": {"id": holder}}]});
        let manifest = hoso.write("in/manifest.json", manifest.to_string());
        let receipt =
            hoso.ingest(&["--no-ocr", "--manifest", manifest.to_str().unwrap(), hoso.path("in").to_str().unwrap()]);
        codes.push(code_of(&receipt, "scan.pdf"));
    }
    assert_eq!(
        codes,
        [
            "048192001234.KQ.G15.000031.12-GKS.01",
            "048192001235.KQ.G15.000031.12-GKS.01",
            "048192001234.KQ.G15.000031.12-GKS.01",
        ]
    );
}

#[test]
fn serials_run_without_gap_for_other_bytes_of_one_number() {
    let hoso = Hoso::new();
    let picture = std::fs::read(fixture("scans/ho-so-0001/can-cuoc.jpg")).unwrap();
    let files: Vec<Value> = (1..=12)
        .map(|number| {
            // Bytes after the end of a JPEG change its hash and nothing else.
            let bytes = [&picture[..], &[number]].concat();
            hoso.write(&format!("in/{number}.jpg"), bytes);
            json!({"path": format!("{number}.jpg"), "type": "KQ.G15.000031", "number": "12/GKS", "holder": {"id": "048192001234"}})
        })
        .collect();
    let manifest = hoso.write("in/manifest.json", json!({"version": 1, "files": files}).to_string());
    let receipt =
        hoso.ingest(&["--no-ocr", "--manifest", manifest.to_str().unwrap(), hoso.path("in").to_str().unwrap()]);
    let mut codes: Vec<&str> =
        receipt["files"].as_array().unwrap().iter().map(|file| file["papers"][0]["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    let expected: Vec<String> =
        (1..=12).map(|serial| format!("048192001234.KQ.G15.000031.12-GKS.{serial:02}")).collect();
    assert_eq!(codes, expected);
    assert_eq!(hoso.run(["check"]).code, 0);
}

#[test]
fn a_batch_scan_falls_apart_at_its_sheets() {
    let hoso = Hoso::new();
    let (folder, manifest) = (fixture("scans/lo-quet"), fixture("scans/manifest.json"));
    let receipt = hoso.ingest(&["--manifest", manifest.to_str().unwrap(), folder.to_str().unwrap()]);
    for file in receipt["files"].as_array().unwrap() {
        assert!(file["papers"].as_array().unwrap().len() > 1, "{file:#}");
        assert_eq!(file["outcome"], "accepted", "{file:#}");
    }
}
