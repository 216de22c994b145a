//! The clerk's questions: is it held, what does the procedure ask for, take it.

use serde_json::Value;
use tests::Hoso;

use super::ingest::{BIRTH, code_of, samples};

fn codes(answer: &Value) -> Vec<&str> {
    answer["papers"].as_array().unwrap().iter().map(|paper| paper["code"].as_str().unwrap()).collect()
}

#[test]
fn a_citizen_is_found_as_people_type() {
    let hoso = Hoso::new();
    let birth = code_of(&samples(&hoso), BIRTH);
    let by_id = hoso.json(["lookup", "048192001234", "--json"]);
    assert!(codes(&by_id).contains(&birth.as_str()), "{by_id:#}");
    let decomposed: String = "Nguye\u{302}\u{303}n Thi\u{323} Hu\u{31b}o\u{31b}ng".to_owned();
    for query in [
        "Nguyễn Thị Hương",
        "nguyen thi huong",
        "NGUYỄN THỊ HƯƠNG",
        decomposed.as_str(),
        "huong nguyen",
        "201234567",
        birth.as_str(),
        "H48.28.05-261102-0001",
        "048192001234|201234567|Nguyễn Thị Hương|01011992|Nữ|xã Bình Hòa|25122021",
    ] {
        let found = hoso.json(["lookup", query, "--json"]);
        assert!(codes(&found).contains(&birth.as_str()), "{query}: {found:#}");
    }
    for query in ["nguyen thi huong lan", "048192001239", "khong co ai"] {
        assert_eq!(hoso.json(["lookup", query, "--json"])["papers"], serde_json::json!([]), "{query}");
    }
    let narrowed = hoso.json(["lookup", "khai sinh", "--holder", "048192001234", "--json"]);
    assert_eq!(codes(&narrowed), [birth.as_str()]);
}

#[test]
fn a_second_dossier_reuses_what_the_first_brought() {
    let hoso = Hoso::new();
    let birth = code_of(&samples(&hoso), BIRTH);
    let checklist = hoso.json(["checklist", "--procedure", "1.004222", "--holder", "048192001234", "--json"]);
    let item =
        |kind: &str| checklist["items"].as_array().unwrap().iter().find(|item| item["type"] == kind).cloned().unwrap();
    assert_eq!(item("KQ.G15.000031")["status"], "reuse");
    assert_eq!(item("KQ.G15.000031")["papers"][0]["code"], birth.as_str());

    let stranger = hoso.json(["checklist", "--procedure", "1.004222", "--holder", "048192009999", "--json"]);
    assert!(stranger["items"].as_array().unwrap().iter().all(|item| item["status"] == "scan"));

    let dossier = "H48.28.05-261109-0002";
    let reuse = ["reuse", &birth, "--dossier", dossier, "--component", "KQ.G15.000031", "--by", "lan", "--json"];
    let first = hoso.json(reuse);
    assert_eq!(hoso.json(reuse), first, "a second call changes nothing");
    assert!(codes(&hoso.json(["lookup", dossier, "--json"])).contains(&birth.as_str()));

    let wrong = hoso.run(["reuse", &birth, "--dossier", dossier, "--component", "KQ.G15.000032", "--by", "lan"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("KQ.G15.000031"), "{}", wrong.err);
}

#[test]
fn what_may_not_be_reused_says_why() {
    let hoso = Hoso::new();
    let birth = code_of(&samples(&hoso), BIRTH);
    assert_eq!(hoso.run(["revoke", &birth, "--why", "cấp sai", "--by", "minh"]).code, 0);
    let found = hoso.json(["lookup", &birth, "--json"]);
    assert_eq!(found["papers"][0]["state"], "revoked");
    assert!(found["papers"][0]["why_not"].as_str().unwrap().contains("cấp sai"));
    let refused = hoso.run([
        "reuse",
        &birth,
        "--dossier",
        "H48.28.05-261109-0002",
        "--component",
        "KQ.G15.000031",
        "--by",
        "lan",
    ]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("cấp sai"), "{}", refused.err);
}

#[test]
fn a_papers_files_come_back_byte_for_byte() {
    let hoso = Hoso::new();
    let birth = code_of(&samples(&hoso), BIRTH);
    let out = hoso.path("out.pdf");
    assert_eq!(hoso.run(["paper", &birth, "--original", out.to_str().unwrap()]).code, 0);
    assert_eq!(std::fs::read(&out).unwrap(), std::fs::read(tests::fixture("scans").join(BIRTH)).unwrap());
    let record = hoso.json(["paper", &birth, "--json"]);
    assert_eq!(record["holder"]["name"], "Nguyễn Thị Hương");
    let none = hoso.run(["paper", &birth, "--archival", out.to_str().unwrap()]);
    assert!(none.err.contains("--no-ocr"), "{}", none.err);
}
