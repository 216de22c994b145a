//! A lawful erasure leaves no byte of the paper anywhere, and keeps the code and the chain.

use std::fs;

use tests::{Hoso, fixture};

use super::ingest::{BIRTH, code_of, samples};

/// True when the words stand in a file of the folder, in an exported segment also when it is compressed.
fn stands_in(folder: &std::path::Path, words: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return stands_in(&path, words);
        }
        let bytes = fs::read(&path).unwrap();
        let bytes = if path.extension().is_some_and(|ending| ending == "zst") {
            zstd::decode_all(&bytes[..]).unwrap()
        } else {
            bytes
        };
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

#[test]
fn an_erased_paper_is_gone_from_every_copy_and_its_code_stays() {
    let hoso = Hoso::new();
    let replica = hoso.path("replica");
    let hoso = hoso.with("HOSO_OBJECTS_REPLICA", replica.to_str().unwrap());
    let receipt = samples(&hoso);
    let backup = hoso.path("backup");
    hoso.json(["backup", backup.to_str().unwrap(), "--json"]);
    let code = code_of(&receipt, "ket-qua/gcn-dat.jpg");
    let file = receipt["files"].as_array().unwrap().iter().find(|file| file["papers"][0]["code"] == code.as_str());
    let sha256 = file.unwrap()["sha256"].as_str().unwrap().to_owned();
    let objects = hoso.data().join("objects");
    let object = format!("originals/sha256/{}/{}/{sha256}", &sha256[..2], &sha256[2..4]);
    assert!(objects.join(&object).exists() && replica.join(&object).exists() && backup.join(&object).exists());

    let number = "CS 00457";
    assert!(stands_in(&objects.join("log"), number), "the sample's number is in the log before");
    let erased = hoso.run(["erase", &code, "--why", "theo yêu cầu của chủ thể dữ liệu", "--by", "an"]);
    assert_eq!(erased.code, 0, "{erased:?}");
    assert!(!objects.join(&object).exists() && !replica.join(&object).exists());
    for folder in [&objects, &replica] {
        assert!(!stands_in(&folder.join("log"), number), "{}", folder.display());
    }
    for folder in ["ledger", "index"] {
        let folder = hoso.data().join(folder);
        assert!(!folder.exists() || !stands_in(&folder, number), "{}", folder.display());
    }
    let shown = hoso.run(["paper", &code]);
    assert!(shown.code == 1 && shown.err.contains("erased on") && shown.err.contains("by an"), "{shown:?}");
    let found = hoso.json(["lookup", "--holder", "048085002468", "--json"]);
    assert!(!found.to_string().contains(&code), "{found}");
    for check in [&["check", "--deep"][..], &["audit", "verify"]] {
        let printed = hoso.run(check);
        assert_eq!(printed.code, 0, "{printed:?}");
    }

    // The next backup takes it from the copy as well.
    let report = hoso.json(["backup", backup.to_str().unwrap(), "--json"]);
    assert!(report["objects_erased"].as_u64() > Some(0) && !backup.join(&object).exists(), "{report}");
    assert!(!stands_in(&backup.join("log"), number));

    // Erased stays erased when all is made again; the same bytes are another paper.
    hoso.json(["rebuild", "--json"]);
    assert!(hoso.run(["paper", &code]).err.contains("erased on"));
    let again = hoso.ingest(&[
        "--no-ocr",
        "--manifest",
        fixture("scans/manifest.json").to_str().unwrap(),
        fixture("scans/ket-qua").to_str().unwrap(),
    ]);
    assert_eq!(code_of(&again, "ket-qua/gcn-dat.jpg"), code.replace(".01", ".02"));
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
}

#[test]
fn a_paper_that_shares_its_bytes_keeps_them() {
    let hoso = Hoso::new();
    let scan = fs::read(fixture("scans").join(BIRTH)).unwrap();
    let mut codes = Vec::new();
    for holder in ["048192001234", "048192001235"] {
        hoso.write("in/scan.pdf", &scan);
        let manifest = serde_json::json!({"version": 1, "files": [
            {"path": "scan.pdf", "type": "KQ.G15.000031", "number": "12/GKS", "holder": {"id": holder}}]});
        let manifest = hoso.write("in/manifest.json", manifest.to_string());
        let receipt =
            hoso.ingest(&["--no-ocr", "--manifest", manifest.to_str().unwrap(), hoso.path("in").to_str().unwrap()]);
        codes.push(code_of(&receipt, "scan.pdf"));
    }
    assert_eq!(hoso.run(["erase", &codes[0], "--why", "thử", "--by", "an"]).code, 0);
    let out = hoso.path("out.pdf");
    assert_eq!(hoso.run(["paper", &codes[1], "--original", out.to_str().unwrap()]).code, 0);
    assert!(fs::read(out).unwrap() == scan);
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
}
