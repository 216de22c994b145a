//! Without a manifest a person decides.

use tests::{Hoso, fixture};

/// Hands in one scan without a manifest and answers its place in review.
fn held(hoso: &Hoso) -> String {
    held_in_batch(hoso).0
}

/// The same, with its batch.
fn held_in_batch(hoso: &Hoso) -> (String, String) {
    let receipt = hoso.ingest(&["--no-ocr", fixture("scans/ho-so-0001/can-cuoc.jpg").to_str().unwrap()]);
    assert_eq!(receipt["files"][0]["outcome"], "held", "{receipt:#}");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    (text(&receipt["files"][0]["papers"][0]["review_id"]), text(&receipt["batch"]))
}

/// What the receipt of a batch says of its file now.
fn told(hoso: &Hoso, batch: &str) -> serde_json::Value {
    hoso.json(["batch", batch, "--json"])["files"][0].clone()
}

#[test]
fn what_is_held_gets_its_code_when_a_person_accepts_it() {
    let hoso = Hoso::new();
    let (id, batch) = held_in_batch(&hoso);
    let listed = hoso.json(["review", "list", "--json"]);
    assert_eq!(listed[0]["id"], id.as_str());

    let lacking = hoso.run(["review", "accept", &id, "--set", "holder=048192001234"]);
    assert_eq!(lacking.code, 1);
    assert!(lacking.err.contains("type") && lacking.err.contains("--set"), "{}", lacking.err);

    let record = hoso.json([
        "review",
        "accept",
        &id,
        "--set",
        "holder=048192001234",
        "--set",
        "holder_name=Nguyễn Thị Hương",
        "--set",
        "type=KQ.G01.000101",
        "--json",
    ]);
    assert_eq!(record["code"], "048192001234.KQ.G01.000101.0.01");
    assert_eq!(record["state"], "approved");
    assert_eq!(hoso.json(["review", "list", "--json"]), serde_json::json!([]));
    let file = told(&hoso, &batch);
    assert_eq!((&file["outcome"], &file["papers"][0]["code"]), (&"accepted".into(), &record["code"]), "{file:#}");
    assert!(file["reason"].is_null() && file["papers"][0]["review_id"].is_null(), "{file:#}");

    // The same file again is that paper.
    let again = hoso.ingest(&["--no-ocr", fixture("scans/ho-so-0001/can-cuoc.jpg").to_str().unwrap()]);
    assert_eq!(again["files"][0]["outcome"], "duplicate");
}

#[test]
fn a_rejected_paper_gets_no_code_and_keeps_its_bytes() {
    let hoso = Hoso::new();
    let (id, batch) = held_in_batch(&hoso);
    assert_eq!(told(&hoso, &batch)["outcome"], "held");
    assert_eq!(hoso.run(["review", "reject", &id]).code, 2, "a reason is asked for");
    assert_eq!(hoso.run(["review", "reject", &id, "--why", "mờ"]).code, 0);
    let file = told(&hoso, &batch);
    assert_eq!((&file["outcome"], &file["reason"]["kind"]), (&"refused".into(), &"rejected".into()), "{file:#}");
    assert_eq!(hoso.run(["review", "accept", &id, "--set", "holder=048192001234"]).code, 1);
    assert_eq!(hoso.json(["status", "--json"])["papers"], 0);
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
}

#[test]
fn a_separate_approver_is_a_setting() {
    let hoso = Hoso::new().with("HOSO_REVIEW_APPROVAL", "separate");
    let id = held(&hoso);
    let record =
        hoso.json(["review", "accept", &id, "--set", "holder=048192001234", "--set", "type=KQ.G01.000101", "--json"]);
    let code = record["code"].as_str().unwrap();
    assert_eq!(record["state"], "awaiting_approval");
    let found = hoso.json(["lookup", "048192001234", "--json"]);
    assert_eq!(found["papers"][0]["reusable"], false);
    assert_eq!(hoso.run(["approve", code, "--by", "minh"]).code, 0);
    assert_eq!(hoso.run(["approve", code, "--by", "minh"]).code, 1, "twice is an error");
    let found = hoso.json(["lookup", "048192001234", "--json"]);
    assert_eq!(found["papers"][0]["reusable"], true);
}
