//! What was dropped or cut wrongly is shown, and put right by one call.

use serde_json::{Value, json};
use tests::{Hoso, fixture, shared_scans};

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

/// A page as a scanner gives it: drawn from a paper, and in grey.
fn scanned(hoso: &Hoso, name: &str, page: &str) -> std::path::PathBuf {
    let image = hoso.path(name);
    let printed = std::process::Command::new("pdftoppm")
        .args(["-r", "200", "-gray", "-png", "-singlefile", "-f", page, "-l", page])
        .arg(fixture("scans/ket-qua/quyet-dinh-125.pdf"))
        .arg(image.with_extension(""))
        .output()
        .unwrap();
    assert!(printed.status.success(), "{printed:?}");
    image
}

/// What waits and what has its code come whole out of it; the bad page and both files are kept, and go with the paper.
#[test]
fn a_page_is_scanned_again() {
    let hoso = Hoso::new();
    let receipt = hoso.ingest(&[&fed(&hoso)]);
    let (first, second) = (review_id(&receipt, 0), review_id(&receipt, 1));
    let page = scanned(&hoso, "trang-1.png", "1");
    let replaced =
        hoso.json(["pages", &first, "--replace", "1", "--with", page.to_str().unwrap(), "--by", "lan", "--json"]);
    // The new page, the bad one, the blank one and the sheet.
    assert_eq!(pages(&replaced), [json!([1])], "{replaced:#}");
    let waits = review_id(&replaced, 0);
    let cut = hoso.json(["pages", &waits, "--json"]);
    assert_eq!((&cut["pages"], cut["dropped"].as_array().unwrap().len()), (&json!(4), 3), "{cut:#}");
    assert_eq!(cut["dropped"][0], json!({"page": 2, "why": "by_hand"}), "the bad page is there: {cut:#}");
    let waiting = hoso.json(["review", "list", "--json"]);
    assert_eq!(waiting.as_array().unwrap().len(), 2, "the other paper of the scan waits as before: {waiting:#}");
    assert_eq!(hoso.json(["pages", &second, "--json"])["papers"].as_array().unwrap().len(), 1);
    // What is drawn of it is the page that was scanned, to the pixel.
    let picture = hoso.path("a.png");
    let drawn = hoso.run(["pages", &waits, "--picture", picture.to_str().unwrap()]);
    assert_eq!(drawn.code, 0, "{drawn:?}");

    let set = [format!("holder={HOLDER}"), format!("type={BIRTH}"), "number=125".to_owned()];
    let mut accept = vec!["review".to_owned(), "accept".to_owned(), waits, "--json".to_owned()];
    set.iter().for_each(|value| accept.extend(["--set".to_owned(), value.clone()]));
    let before = hoso.json(&accept)["code"].as_str().unwrap().to_owned();
    let both = scanned(&hoso, "trang-2.png", "2");
    let again = hoso.json(["pages", &before, "--replace", "1", "--with", both.to_str().unwrap(), "--json"]);
    let paper = &again["files"][0]["papers"][0];
    let after = paper["code"].as_str().unwrap_or_else(|| panic!("{again:#}")).to_owned();
    assert!(paper.get("similar").is_none(), "what it replaces is not another paper like it: {again:#}");
    let record = |code: &str| hoso.json(["paper", code, "--json"]);
    assert_eq!((&record(&before)["state"], &record(&before)["by"]), (&json!("superseded"), &json!(after)));
    assert_ne!(record(&after)["files"]["original"], record(&before)["files"]["original"]);

    for (page, file, cause) in [
        ("2", page.clone(), "page 2 is in no paper"),
        ("9", page.clone(), "there is no page 9"),
        ("1", hoso.write("x.txt", "no page"), "not a PDF, TIFF, JPEG or PNG"),
        ("1", fixture("scans/lo-quet/hai-ho-so.pdf"), "at most 4 come in the place of one"),
    ] {
        let wrong = hoso.run(["pages", &after, "--replace", page, "--with", file.to_str().unwrap()]);
        assert!(wrong.code == 1 && wrong.err.contains(cause), "{cause}: {wrong:?}");
    }

    if let Some(signed) = shared_scans("real").map(|real| real.join("47-QD-UBND_2025-01-17.pdf")) {
        let wrong = hoso.run(["pages", &after, "--replace", "1", "--with", signed.to_str().unwrap()]);
        assert!(wrong.code == 1 && wrong.err.contains("signed digitally"), "{wrong:?}");
    }

    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
    std::fs::remove_dir_all(hoso.data().join("ledger")).unwrap();
    std::fs::remove_dir_all(hoso.data().join("index")).unwrap();
    let rebuilt = hoso.json(["rebuild", "--json"]);
    assert_eq!(rebuilt["unknown_originals"], json!([]), "a page scanned again is known: {rebuilt:#}");
    assert_eq!(record(&before)["state"], "superseded");

    // Nothing of it is left once both papers are erased; the scan of the other paper stays.
    let originals = || walk(&hoso.data().join("objects/originals"));
    assert_eq!(originals(), 5);
    for code in [&after, &before] {
        let erased = hoso.run(["erase", code, "--why", "theo quyết định", "--by", "lan"]);
        assert_eq!(erased.code, 0, "{erased:?}");
    }
    assert_eq!(originals(), 1);
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
}

fn walk(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { walk(&path) } else { 1 }).sum()
}

#[test]
fn a_page_is_scanned_again_through_the_api() {
    let hoso = Hoso::new();
    let receipt = hoso.ingest(&[&fed(&hoso)]);
    let server = hoso.serve();
    let path = format!("/v1/pages/{}/1", review_id(&receipt, 0));
    let (status, wrong) = server.put(&path, b"no page");
    assert_eq!((status, wrong["type"].as_str()), (422, Some("urn:hoso:problem:not_a_document")), "{wrong}");
    let (status, again) = server.put(&path, &std::fs::read(scanned(&hoso, "trang-1.png", "1")).unwrap());
    assert_eq!(status, 202, "{again}");
    let receipt = wait_for_receipt(&server, again["batch"].as_str().unwrap(), 1);
    assert_eq!(pages(&receipt), [json!([1])]);
    assert_eq!(server.put(&path, b"no page").0, 404, "it waits no longer");
}

#[test]
fn a_dossier_is_held_against_what_its_procedure_asks_for() {
    const DOSSIER: &str = "H48.28.05-261120-0007";
    let hoso = Hoso::new();
    let manifest = json!({"version": 1, "dossiers": [{
        "number": DOSSIER, "procedure": "1.000894", "channel": "counter", "received_at": "2026-11-20T08:00:00+07:00",
        "holder": {"id": HOLDER, "name": "Nguyễn Thị Hương"},
        "files": [{"path": "to-khai.pdf", "type": "000.00.00.G15-TK0001"}]}]});
    let form = std::fs::read(fixture("scans/ho-so-0001/to-khai-khai-sinh.pdf")).unwrap();
    let form = hoso.write("to-khai.pdf", form);
    let manifest = hoso.write("manifest.json", manifest.to_string());
    let first = hoso.ingest(&["--no-ocr", "--manifest", manifest.to_str().unwrap(), form.to_str().unwrap()]);
    assert_eq!(first["files"][0]["outcome"], "accepted", "{first:#}");

    let (sheets, feed) = (hoso.path("sheets.pdf"), hoso.path("feed.pdf"));
    let path = sheets.to_str().unwrap();
    assert_eq!(hoso.run(["sheets", "--dossier", DOSSIER, "--type", "KQ.G15.000035", "-o", path]).code, 0);
    let mut qpdf = std::process::Command::new("qpdf");
    qpdf.args(["--empty", "--pages"]).arg(&sheets).arg("1-2");
    qpdf.arg(fixture("scans/ket-qua/quyet-dinh-88-dien-tu.pdf")).arg("1").arg("--").arg(&feed);
    assert!(matches!(qpdf.output().unwrap().status.code(), Some(0 | 3)));
    hoso.ingest(&[feed.to_str().unwrap()]);
    let held = hoso.json(["review", "list", "--json"]);
    let reasons = held[0]["reasons"].as_array().unwrap().iter();
    let of_count: Vec<&Value> = reasons.filter(|reason| reason["kind"] == "count_mismatch").collect();
    let message = of_count[0]["message"].as_str().unwrap();
    assert!(message.contains("cần 3 giấy tờ, có 2: thiếu") && message.contains("ăn cước"), "{message}");
}

#[test]
fn a_paper_scanned_again_is_told_with_the_one_before() {
    let hoso = Hoso::new();
    let again = hoso.path("lan-hai.png");
    let printed = std::process::Command::new("pdftoppm")
        .args(["-r", "200", "-gray", "-png", "-singlefile", "-f", "1", "-l", "1"])
        .arg(fixture("scans").join(super::ingest::BIRTH))
        .arg(again.with_extension(""))
        .output()
        .unwrap();
    assert!(printed.status.success(), "{printed:?}");
    let file = |path: &str| json!({"path": path, "type": BIRTH, "number": "12/GKS", "holder": {"id": HOLDER}});
    let manifest = json!({"version": 1, "files": [file("giay-khai-sinh.pdf"), file("lan-hai.png")]});
    let manifest = hoso.write("manifest.json", manifest.to_string());
    let first = fixture("scans").join(super::ingest::BIRTH);
    let take = |path: &std::path::Path| {
        let receipt = hoso.ingest(&["--manifest", manifest.to_str().unwrap(), path.to_str().unwrap()]);
        receipt["files"][0].clone()
    };
    let before = take(&first);
    let code = before["papers"][0]["code"].clone();
    assert!(code.is_string() && before["papers"][0].get("similar").is_none(), "{before:#}");
    let after = take(&again);
    assert_eq!(after["papers"][0]["similar"], json!([code]), "{after:#}");
    let second = format!("{HOLDER}.{BIRTH}.12-GKS.02");
    assert_eq!(after["papers"][0]["code"], second, "a warning holds nothing up");

    // Both are looked at side by side.
    let picture = hoso.path("hai-lan.png");
    let drawn =
        hoso.run(["pages", &second, "--beside", code.as_str().unwrap(), "--picture", picture.to_str().unwrap()]);
    assert_eq!(drawn.code, 0, "{drawn:?}");
    let mut document = imaging::Document::open(&picture).unwrap();
    let size = document.page_size(1).unwrap();
    assert!(size.width_px > size.height_px && document.render(1, size.dpi).unwrap().is_rgb(), "{size:?}");
}
