//! What earlier versions stored is opened for ever after: `fixtures/stored/` keeps a small store of each form.

use std::{fs, path::Path, process::Command};

use tests::{Hoso, fixture};

/// A copy of a stored store, in a data folder of its own.
fn stored(version: &str) -> Hoso {
    let hoso = Hoso::new();
    let copied = Command::new("cp").arg("-r").args([fixture(&format!("stored/{version}/data")), hoso.data()]).status();
    assert!(copied.unwrap().success());
    // Empty folders are not kept by git.
    fs::create_dir_all(hoso.data().join("objects/tmp")).unwrap();
    hoso
}

#[test]
fn a_store_of_version_1_opens_and_goes_on() {
    let hoso = stored("v1");
    for check in [&["check", "--deep"][..], &["audit", "verify"]] {
        let printed = hoso.run(check);
        assert_eq!(printed.code, 0, "{printed:?}");
    }
    let status = hoso.json(["status", "--json"]);
    assert_eq!((&status["papers"], &status["reviews"], &status["reuses"]), (&3.into(), &1.into(), &1.into()));
    let found = hoso.json(["lookup", "tran thi mai", "--json"]);
    let codes: Vec<&str> =
        found["papers"].as_array().unwrap().iter().map(|paper| paper["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["048192001234.KQ.G15.000031.7-GKS.01", "048192001234.KQ.H48.000900.8-QD-UBND.01"]);

    let receipt = fixture("stored/v1/receipt.json");
    let key = fixture("stored/v1/data/key/seal.pub");
    let verified = hoso.run(["receipt", "verify", receipt.to_str().unwrap(), "--key", key.to_str().unwrap()]);
    assert_eq!(verified.code, 0, "{verified:?}");

    // The next paper of the same number gets the next serial.
    let scan = fs::read(fixture("scans/ket-qua/quyet-dinh-88-dien-tu.pdf")).unwrap();
    hoso.write("in/new.pdf", [&scan[..], b"\n%another scan of the same paper\n"].concat());
    let manifest = serde_json::json!({"version": 1, "files": [
        {"path": "new.pdf", "type": "KQ.G15.000031", "number": "7/GKS", "holder": {"id": "048192001234"}}]});
    let manifest = hoso.write("in/manifest.json", manifest.to_string());
    let receipt =
        hoso.ingest(&["--no-ocr", "--manifest", manifest.to_str().unwrap(), hoso.path("in").to_str().unwrap()]);
    assert_eq!(receipt["files"][0]["papers"][0]["code"], "048192001234.KQ.G15.000031.7-GKS.02", "{receipt:#}");

    let rebuilt = hoso.json(["rebuild", "--json"]);
    assert_eq!(rebuilt["unknown_originals"], serde_json::json!([]));
    assert_eq!(hoso.json(["status", "--json"])["papers"], 4);
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_as_it_is() {
    let hoso = stored("v1");
    // An exported log whose first entry is of a version to come.
    let log = hoso.data().join("objects/log");
    let mut segments: Vec<_> = fs::read_dir(&log).unwrap().map(|file| file.unwrap().path()).collect();
    segments.sort();
    let text = String::from_utf8(zstd::decode_all(fs::File::open(&segments[0]).unwrap()).unwrap()).unwrap();
    let newer = text.lines().next().unwrap().replacen("\"version\":1,", "\"version\":2,", 1) + "\n";
    for other in &segments {
        fs::remove_file(other).unwrap();
    }
    let name = "00000000000000000001-00000000000000000001.jsonl.zst";
    fs::write(log.join(name), zstd::encode_all(newer.as_bytes(), 3).unwrap()).unwrap();
    fs::remove_dir_all(hoso.data().join("ledger")).unwrap();
    let before = files_of(&log);
    let refused = hoso.run(["rebuild"]);
    assert!(refused.code == 1 && refused.err.contains("newer"), "{refused:?}");
    assert_eq!(files_of(&log), before);
}

fn files_of(folder: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}
