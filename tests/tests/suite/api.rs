//! The API as a one-stop system would use it.

use std::{fs, time::Duration};

use serde_json::json;
use tests::{Hoso, Server, agent, fixture, root};

use super::ingest::BIRTH;

pub(crate) fn wait_for_receipt(server: &Server, batch: &str, files: usize) -> serde_json::Value {
    for _ in 0..600 {
        let (status, receipt) = server.get(&format!("/v1/batches/{batch}"));
        assert_eq!(status, 200, "{receipt}");
        if receipt["files"].as_array().unwrap().len() == files {
            return receipt;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("batch {batch} is never done with");
}

#[test]
fn a_dossier_goes_in_and_its_papers_are_found_and_reused() {
    let hoso = Hoso::new();
    let server = hoso.serve();
    let scan = fs::read(fixture("scans").join(BIRTH)).unwrap();
    let manifest = fs::read(fixture("scans/manifest.json")).unwrap();
    let parts: [(&str, Option<&str>, &[u8]); 5] = [
        ("unit", None, b"H48.28.05"),
        ("operator", None, b"lan"),
        ("manifest", None, &manifest),
        ("ocr", None, b"false"),
        ("file", Some("giay-khai-sinh.pdf"), &scan),
    ];
    let (status, accepted) = server.post_form("/v1/scans", &parts);
    assert_eq!(status, 202, "{accepted}");
    let receipt = wait_for_receipt(&server, accepted["batch"].as_str().unwrap(), 1);
    let code = receipt["files"][0]["papers"][0]["code"].as_str().unwrap_or_else(|| panic!("{receipt:#}"));

    // The index follows within moments; the ledger answers at once.
    let (_, found) = server.get("/v1/papers?holder=048192001234");
    assert_eq!(found["papers"][0]["code"], code);
    let (_, checklist) = server.get("/v1/checklist?procedure=1.004222&holder=048192001234");
    assert!(checklist["items"].to_string().contains("\"reuse\""), "{checklist:#}");
    let reuse = json!({"code": code, "component": "KQ.G15.000031"});
    let (status, reused) = server.post("/v1/dossiers/H48.28.05-261109-0002/reuse", &reuse);
    assert_eq!(status, 200, "{reused}");
    let original = agent()
        .get(server.url(&format!("/v1/papers/{code}/original")))
        .call()
        .unwrap()
        .body_mut()
        .read_to_vec()
        .unwrap();
    assert!(original == scan);
    let (status, none) = server.get(&format!("/v1/papers/{code}/access"));
    assert!(status == 404 && none.to_string().contains("archive.access"), "{none}");

    let (status, again) = server.post_form("/v1/scans", &parts);
    assert_eq!(status, 202);
    let receipt = wait_for_receipt(&server, again["batch"].as_str().unwrap(), 1);
    assert_eq!(receipt["files"][0]["outcome"], "duplicate");
    assert_eq!(receipt["files"][0]["papers"][0]["code"], code);

    let (_, metrics) = server.get("/metrics");
    assert!(metrics.as_str().unwrap().contains("hoso_papers 1\n"), "{metrics}");
    assert!(!metrics.as_str().unwrap().contains("048192001234"));
    assert_eq!(server.stop(), 0);
}

#[test]
fn one_file_goes_in_under_its_hash() {
    let hoso = Hoso::new();
    let server = hoso.serve();
    let scan = fs::read(fixture("scans/ho-so-0001/can-cuoc.jpg")).unwrap();
    let sha256 = model::Sha256Digest::of(&scan);
    let path = format!("/v1/scans/{sha256}?unit=H48.28.05&name=can-cuoc.jpg&ocr=false");
    let (status, wrong) = server.put(&path, b"other bytes");
    assert_eq!((status, &wrong["type"]), (422, &json!("urn:hoso:problem:wrong_hash")), "{wrong}");
    let (status, accepted) = server.put(&path, &scan);
    assert_eq!(status, 202, "{accepted}");
    let receipt = wait_for_receipt(&server, accepted["batch"].as_str().unwrap(), 1);
    let id = receipt["files"][0]["papers"][0]["review_id"].as_str().unwrap();

    let set = json!({"holder": "048192001234", "type": "KQ.G01.000101"});
    let (status, decided) = server.post(&format!("/v1/review/{id}"), &json!({"action": "accept", "set": set}));
    assert_eq!((status, &decided["paper"]["state"]), (200, &json!("approved")), "{decided}");
    let (status, twice) = server.post(&format!("/v1/review/{id}"), &json!({"action": "reject", "why": "x"}));
    assert_eq!((status, &twice["type"]), (404, &json!("urn:hoso:problem:unknown_review")));
}

#[test]
fn problems_say_what_happened_and_what_to_do() {
    let hoso = Hoso::new();
    let server = hoso.serve();
    for (path, status, kind) in [
        ("/v1/papers/048192001234.KQ.G15.000031.12-GKS.01", 404, "unknown_paper"),
        ("/v1/checklist?procedure=9.999999&holder=048192001234", 404, "unknown_procedure"),
        ("/v1/coverage?plan=none", 404, "unknown_plan"),
        ("/v1/papers", 400, "bad_request"),
        ("/v1/batches/00000000-0000-7000-8000-000000000000", 404, "unknown_batch"),
    ] {
        let (found, problem) = server.get(path);
        assert_eq!(
            (found, &problem["type"]),
            (status, &json!(format!("urn:hoso:problem:{kind}"))),
            "{path}: {problem}"
        );
        assert!(!problem["title"].as_str().unwrap().is_empty() && !problem["detail"].as_str().unwrap().is_empty());
    }
    let parts: [(&str, Option<&str>, &[u8]); 2] = [("unit", None, b"H48.99.99"), ("file", Some("a.pdf"), b"x")];
    let (status, problem) = server.post_form("/v1/scans", &parts);
    assert_eq!((status, &problem["type"]), (422, &json!("urn:hoso:problem:unknown_unit")), "{problem}");

    let parts: [(&str, Option<&str>, &[u8]); 2] = [("unit", None, b"H48.28.05"), ("file", Some("../../a.pdf"), b"x")];
    let (status, accepted) = server.post_form("/v1/scans", &parts);
    assert_eq!(status, 202, "{accepted}");
    let receipt = wait_for_receipt(&server, accepted["batch"].as_str().unwrap(), 1);
    assert_eq!(receipt["files"][0]["reason"]["kind"], "path_outside");
    assert!(receipt["files"][0]["sha256"].is_string(), "its bytes are kept");
}

#[test]
fn pages_from_elsewhere_get_no_answer() {
    let hoso = Hoso::new();
    let server = hoso.serve();
    let (name, value) = ("origin", "https://evil.example");
    let response = agent().get(server.url("/v1/review")).header(name, value).call().unwrap();
    assert_eq!(response.status().as_u16(), 421);
    let response = agent().get(server.url("/v1/review")).header("host", "evil.example").call().unwrap();
    assert_eq!(response.status().as_u16(), 421);
    let response = agent().get(server.url("/v1/review")).call().unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
}

#[test]
fn the_openapi_document_is_the_committed_one() {
    super::schemas::same_as_committed("openapi.v1.json", &serde_json::to_value(api::openapi()).unwrap());
    let hoso = Hoso::new();
    let server = hoso.serve();
    let (status, served) = server.get("/openapi.json");
    assert_eq!(status, 200);
    let committed = fs::read_to_string(root().join("schemas/openapi.v1.json")).unwrap();
    assert_eq!(served, serde_json::from_str::<serde_json::Value>(&committed).unwrap());
}
