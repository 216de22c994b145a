//! Bad input costs its sender a clear message and nobody anything else.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::{Value, json};
use tests::{Hoso, fixture};

/// Outcome and reason of the file whose path ends so.
fn outcome<'a>(receipt: &'a Value, path: &str) -> (&'a str, &'a str) {
    let file = receipt["files"].as_array().unwrap().iter().find(|file| file["path"].as_str().unwrap().ends_with(path));
    let file = file.unwrap_or_else(|| panic!("{path} in {receipt:#}"));
    (file["outcome"].as_str().unwrap(), file["reason"]["kind"].as_str().unwrap_or(""))
}

#[test]
fn each_ugly_file_gets_its_reason_and_the_batch_goes_on() {
    let hoso = Hoso::new();
    fs::create_dir(hoso.path("in")).unwrap();
    for entry in fs::read_dir(fixture("scans/ugly")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, hoso.path("in").join(path.file_name().unwrap())).unwrap();
    }
    fs::copy(fixture("scans/ho-so-0001/can-cuoc.jpg"), hoso.path("in/good.jpg")).unwrap();
    let printed = hoso.run(["ingest", "in", "--unit", "H48.28.05", "--operator", "lan", "--no-ocr", "--json"]);
    assert_eq!(printed.code, 1, "{printed:?}");
    let receipt = printed.json();
    for (path, kind) in [
        ("truncated.pdf", "truncated|damaged|no_pages"),
        ("empty.pdf", "empty"),
        ("encrypted-password.pdf", "encrypted"),
        ("zero-pages.pdf", "no_pages"),
        ("huge.png", "too_large"),
        ("not-a-document.pdf", "not_a_document"),
    ] {
        let (outcome, found) = outcome(&receipt, path);
        assert_eq!(outcome, "refused", "{path}: {receipt:#}");
        assert!(kind.split('|').any(|kind| kind == found), "{path}: {found}");
    }
    assert_eq!(outcome(&receipt, "good.jpg"), ("held", "unclaimed"));

    // Message and hint are there, and every byte is in quarantine.
    for file in receipt["files"].as_array().unwrap() {
        if file["outcome"] == "refused" {
            assert!(!file["reason"]["message"].as_str().unwrap().is_empty());
            assert!(!file["reason"]["hint"].as_str().unwrap().is_empty());
            let sha256 = file["sha256"].as_str().unwrap();
            let kept =
                hoso.data().join(format!("objects/originals/sha256/{}/{}/{sha256}", &sha256[..2], &sha256[2..4]));
            assert_eq!(fs::metadata(&kept).unwrap().len(), file["bytes"].as_u64().unwrap());
        }
    }
    let listed = hoso.json(["quarantine", "--json"]);
    assert_eq!(
        listed.as_array().unwrap().len(),
        receipt["files"].as_array().unwrap().iter().filter(|file| file["outcome"] == "refused").count()
    );
}

#[test]
fn a_picture_with_a_wrong_ending_is_taken_for_what_it_is() {
    let hoso = Hoso::new();
    let inspected = hoso.json(["inspect", fixture("scans/ugly/wrong-extension.pdf").to_str().unwrap(), "--json"]);
    assert_eq!(inspected["pages"].as_array().unwrap().len(), 1);
}

#[test]
fn a_wrong_line_of_a_manifest_costs_its_own_file() {
    let hoso = Hoso::new();
    let picture = fs::read(fixture("scans/ho-so-0001/can-cuoc.jpg")).unwrap();
    let entry = |path: &str, kind: &str, holder: &str, more: Value| {
        hoso.write(&format!("in/{path}"), [&picture[..], path.as_bytes()].concat());
        let mut entry = json!({"path": path, "type": kind, "number": "1", "holder": {"id": holder}});
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        entry
    };
    let files = [
        entry("good.jpg", "KQ.G15.000031", "048192001234", json!({})),
        entry("holder.jpg", "KQ.G15.000031", "04819200123", json!({})),
        entry("type.jpg", "KQ.G15.999999", "048192001234", json!({})),
        entry("future.jpg", "KQ.G15.000031", "048192001234", json!({"issued_on": "2999-01-01"})),
    ];
    let manifest = hoso.write("in/manifest.json", json!({"version": 1, "files": files}).to_string());
    let receipt = hoso.ingest(&["--no-ocr", "--manifest", manifest.to_str().unwrap(), "in"]);
    assert_eq!(outcome(&receipt, "good.jpg"), ("accepted", ""));
    assert_eq!(outcome(&receipt, "holder.jpg"), ("refused", "manifest"));
    assert_eq!(outcome(&receipt, "type.jpg"), ("refused", "catalogue"));
    assert_eq!(outcome(&receipt, "future.jpg"), ("refused", "manifest"));
    assert!(receipt.to_string().contains("KQ.G15.000031"), "the nearest type is named: {receipt:#}");
    assert!(!receipt["files"][2]["reason"].to_string().contains("04819200123"), "no holder's number in a message");
}

#[test]
fn a_path_that_leads_out_of_the_manifests_folder_is_not_followed() {
    let hoso = Hoso::new();
    hoso.write("secret.jpg", "secret");
    let files =
        json!([{"path": "../secret.jpg", "type": "KQ.G15.000031", "number": "1", "holder": {"id": "048192001234"}}]);
    let manifest = hoso.write("in/manifest.json", json!({"version": 1, "files": files}).to_string());
    let receipt = hoso.ingest(&["--no-ocr", "--manifest", manifest.to_str().unwrap(), "in"]);
    assert_eq!(receipt["files"].as_array().unwrap().len(), 1);
    assert_eq!(outcome(&receipt, "secret.jpg"), ("refused", "path_outside"));
}

#[test]
fn a_file_that_is_not_there_or_may_not_be_read_is_answered_for() {
    let hoso = Hoso::new();
    hoso.write("in/good.jpg", fs::read(fixture("scans/ho-so-0001/can-cuoc.jpg")).unwrap());
    let locked = hoso.write("in/locked.jpg", "x");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let receipt = hoso.ingest(&["--no-ocr", "in", "missing.pdf"]);
    assert_eq!(outcome(&receipt, "good.jpg").0, "held");
    assert_eq!(outcome(&receipt, "missing.pdf"), ("refused", "unreadable"));
    // The superuser reads anything; then the file is refused for what is in it.
    assert_eq!(outcome(&receipt, "locked.jpg").0, "refused");
    assert_eq!(receipt["files"][2]["sha256"], Value::Null);
}

#[test]
fn an_unknown_unit_is_wrong_usage_and_names_the_nearest() {
    let hoso = Hoso::new();
    let scan = fixture("scans/ho-so-0001/can-cuoc.jpg");
    let scan = scan.to_str().unwrap();
    let printed = hoso.run(["ingest", scan, "--unit", "H48.28.06", "--operator", "lan"]);
    assert_eq!(printed.code, 2, "{printed:?}");
    assert!(printed.err.contains("H48.28.06") && printed.err.contains("nearest"), "{}", printed.err);
    let printed = hoso.run(["ingest", scan, "--unit", "nowhere", "--operator", "lan"]);
    assert_eq!(printed.code, 2, "{printed:?}");
    assert_eq!(hoso.run(["ingest"]).code, 2);
}

#[test]
fn a_data_folder_that_another_has_open_is_told() {
    let hoso = Hoso::new();
    let server = hoso.serve();
    let printed = hoso.run(["status"]);
    assert_eq!(printed.code, 1);
    assert!(printed.err.contains("another hoso") && printed.err.contains("--data"), "{}", printed.err);
    assert_eq!(server.stop(), 0);
    assert_eq!(hoso.run(["status"]).code, 0);
}

#[test]
fn a_taken_port_is_named_with_what_to_do() {
    let hoso = Hoso::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let printed = hoso.run(["serve", "--listen", &address]);
    assert_eq!(printed.code, 1);
    assert!(printed.err.contains(&taken.local_addr().unwrap().port().to_string()), "{}", printed.err);
    assert!(printed.err.contains("--listen"), "{}", printed.err);
}
