//! What was dropped or cut wrongly is shown, and put right by one call.

use serde_json::{Value, json};
use tests::{Hoso, fixture};

use super::api::wait_for_receipt;

const BIRTH: &str = "KQ.G15.000031";
const HOLDER: &str = "048192001234";

/// Three pages of a decision, an empty one, a sheet, and the decision again, as a feeder scans them; without a manifest.
fn fed(hoso: &Hoso) -> String {
    let (sheets, blank, feed) = (hoso.path("sheets.pdf"), hoso.path("blank.pdf"), hoso.path("feed.pdf"));
    let printed = hoso.run(["sheets", "--type", BIRTH, "-o", sheets.to_str().unwrap()]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let empty = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
                 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n";
    std::fs::write(&blank, empty).unwrap();
    let paper = fixture("scans/ket-qua/quyet-dinh-88-dien-tu.pdf");
    let mut qpdf = std::process::Command::new("qpdf");
    qpdf.args(["--empty", "--pages"]);
    for file in [&paper, &blank, &sheets, &paper] {
        qpdf.arg(file).arg("1");
    }
    // 3 is for warnings, of which a file without a table of its objects has one.
    let ended = qpdf.arg("--").arg(&feed).output().unwrap();
    assert!(matches!(ended.status.code(), Some(0 | 3)), "{ended:?}");
    feed.to_str().unwrap().to_owned()
}

fn pages(receipt: &Value) -> Vec<Value> {
    receipt["files"][0]["papers"].as_array().unwrap().iter().map(|paper| paper["pages"].clone()).collect()
}

fn review_id(receipt: &Value, at: usize) -> String {
    receipt["files"][0]["papers"][at]["review_id"].as_str().unwrap_or_else(|| panic!("{receipt:#}")).to_owned()
}

#[test]
fn what_waits_is_cut_otherwise() {
    let hoso = Hoso::new();
    let receipt = hoso.ingest(&[&fed(&hoso)]);
    assert_eq!(pages(&receipt), [json!([1]), json!([4])], "{receipt:#}");
    let dropped = json!([{"page": 2, "why": "blank"}, {"page": 3, "why": "separator"}]);
    assert_eq!(receipt["files"][0]["dropped"], dropped);
    let (first, second) = (review_id(&receipt, 0), review_id(&receipt, 1));
    let cut = hoso.json(["pages", &second, "--json"]);
    assert_eq!((&cut["pages"], &cut["dropped"], &cut["papers"][1]["type"]), (&json!(4), &dropped, &json!(BIRTH)));

    // A page that was no blank one is back at its place, and the other paper stays as it is.
    let restored = hoso.json(["pages", &first, "--restore", "2", "--by", "lan", "--json"]);
    assert_eq!(pages(&restored), [json!([1, 2])], "{restored:#}");
    let again = review_id(&restored, 0);
    let waiting = hoso.json(["review", "list", "--json"]);
    let waiting: Vec<&str> = waiting.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(waiting, [second.as_str(), again.as_str()]);
    assert_eq!(hoso.run(["review", "accept", &first]).code, 1, "it waits no longer");

    // The sheet was none: all is one paper, which is what the sheet said of its second part no more.
    let joined = hoso.json(["pages", &again, "--paper", "1-4", "--json"]);
    assert_eq!(pages(&joined), [json!([1, 2, 3, 4])], "{joined:#}");
    // And back again.
    let split = hoso.json(["pages", &review_id(&joined, 0), "--paper", "1", "--paper", "4", "--json"]);
    assert_eq!(pages(&split), [json!([1]), json!([4])], "{split:#}");
    assert_eq!(hoso.json(["review", "list", "--json"]).as_array().unwrap().len(), 2);

    let wrong = hoso.run(["pages", &review_id(&split, 0), "--restore", "4"]);
    assert!(wrong.code == 1 && wrong.err.contains("page 4 was not dropped"), "{wrong:?}");
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
}

#[test]
fn a_paper_with_a_code_gives_its_place_to_the_one_that_is_whole() {
    let hoso = Hoso::new();
    let receipt = hoso.ingest(&[&fed(&hoso)]);
    let set = [format!("holder={HOLDER}"), format!("type={BIRTH}")];
    let mut accept = vec!["review".to_owned(), "accept".to_owned(), review_id(&receipt, 0), "--json".to_owned()];
    set.iter().for_each(|value| accept.extend(["--set".to_owned(), value.clone()]));
    let before = hoso.json(&accept)["code"].as_str().unwrap().to_owned();

    let restored = hoso.json(["pages", &before, "--restore", "2", "--json"]);
    let after = restored["files"][0]["papers"][0]["code"].as_str().unwrap_or_else(|| panic!("{restored:#}")).to_owned();
    assert_eq!(after, format!("{}.02", before.strip_suffix(".01").unwrap()));
    let record = |code: &str| hoso.json(["paper", code, "--json"]);
    assert_eq!((&record(&before)["state"], &record(&before)["by"]), (&json!("superseded"), &json!(after)));
    assert_eq!((&record(&after)["state"], &record(&after)["pages"]), (&json!("approved"), &json!([1, 2])));
    assert!(record(&after)["files"]["archival"].is_object());

    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
    let figures = hoso.json(["status", "--json"]);
    std::fs::remove_dir_all(hoso.data().join("ledger")).unwrap();
    std::fs::remove_dir_all(hoso.data().join("index")).unwrap();
    assert_eq!(hoso.run(["rebuild"]).code, 0);
    assert_eq!(hoso.json(["status", "--json"])["papers"], figures["papers"]);
    assert_eq!(record(&before)["state"], "superseded");
}

#[test]
fn the_same_through_the_api() {
    let hoso = Hoso::new();
    let feed = fed(&hoso);
    let receipt = hoso.ingest(&[&feed]);
    let server = hoso.serve();
    let path = format!("/v1/pages/{}", review_id(&receipt, 0));
    let (status, cut) = server.get(&path);
    assert_eq!((status, &cut["papers"][0]["pages"]), (200, &json!([1])));
    let (status, wrong) = server.post(&path, &json!({"restore": [9]}));
    assert_eq!(status, 422, "{wrong}");
    let (status, again) = server.post(&path, &json!({"restore": [2]}));
    assert_eq!(status, 202, "{again}");
    let receipt = wait_for_receipt(&server, again["batch"].as_str().unwrap(), 1);
    assert_eq!(pages(&receipt), [json!([1, 2])]);
    assert_eq!(server.get(&path).0, 404, "it waits no longer");
    assert_eq!(server.get("/v1/pages/x").0, 400);
}
