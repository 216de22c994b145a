//! Sheets that Hoso prints separate the papers of a scan when they come back from the scanner.

use std::{fs, path::Path, process::Command};

use tests::{Hoso, fixture};

const FIRST: &str = "H48.28.05-261102-0001";
const SECOND: &str = "H48.28.05-261102-0002";
const BIRTH: &str = "KQ.G15.000031";

/// Pages of several files in one, as a feeder scans them.
fn fed(to: &Path, pages: &[(&Path, &str)]) {
    let mut qpdf = Command::new("qpdf");
    qpdf.args(["--empty", "--pages"]);
    for (file, numbers) in pages {
        qpdf.arg(file).arg(numbers);
    }
    // 3 is for warnings, of which a file without a table of its objects has one.
    assert!(matches!(qpdf.arg("--").arg(to).output().unwrap().status.code(), Some(0 | 3)));
}

fn papers(hoso: &Hoso, file: &Path) -> Vec<Vec<u64>> {
    let inspected = hoso.json(["inspect", "--json", file.to_str().unwrap()]);
    let papers = inspected["papers"].as_array().unwrap().iter();
    let pages =
        papers.map(|paper| paper["pages"].as_array().unwrap().iter().map(|page| page.as_u64().unwrap()).collect());
    pages.collect()
}

#[test]
fn printed_sheets_say_what_follows_them() {
    let hoso = Hoso::new();
    let (sheets, feed) = (hoso.path("sheets.pdf"), hoso.path("feed.pdf"));
    let sheets_path = sheets.to_str().unwrap();
    let printed = hoso.run([
        "sheets",
        "--dossier",
        FIRST,
        "--dossier",
        SECOND,
        "--type",
        BIRTH,
        "--next",
        "1",
        "-o",
        sheets_path,
    ]);
    assert!(printed.code == 0 && printed.out.starts_with("4 sheets in "), "{printed:?}");
    let paper = fixture("scans/ket-qua/quyet-dinh-88-dien-tu.pdf");
    let paper = paper.as_path();
    fed(
        &feed,
        &[(&sheets, "1"), (&sheets, "3"), (paper, "1"), (&sheets, "4"), (paper, "1"), (&sheets, "2"), (paper, "1")],
    );
    assert_eq!(papers(&hoso, &feed), [vec![3], vec![5], vec![7]]);

    let receipt = hoso.ingest(&[feed.to_str().unwrap()]);
    let held = hoso.json(["review", "list", "--json"]);
    let claim = |at: usize, name: &str| held[at]["claim"][name].as_str().map(str::to_owned);
    assert_eq!(receipt["files"][0]["papers"].as_array().unwrap().len(), 3, "{receipt:#}");
    let claims: Vec<_> = (0..3).map(|at| (claim(at, "dossier"), claim(at, "type"))).collect();
    let first = Some(FIRST.to_owned());
    assert_eq!(claims, [(first.clone(), Some(BIRTH.to_owned())), (first, None), (Some(SECOND.to_owned()), None)]);
}

#[test]
fn sheets_for_a_manifest_or_a_list_of_dossiers() {
    let hoso = Hoso::new();
    let manifest = fixture("scans/manifest.json");
    let count = |arguments: &[&str]| {
        let printed = hoso.run(arguments);
        assert_eq!(printed.code, 0, "{printed:?}");
        printed.out.split(' ').next().unwrap().parse::<usize>().unwrap()
    };
    let read: serde_json::Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    let dossiers = read["dossiers"].as_array().unwrap();
    let wanted: usize = dossiers.iter().map(|dossier| 1 + dossier["files"].as_array().unwrap().len()).sum();
    assert_eq!(count(&["sheets", "--dossiers", manifest.to_str().unwrap()]), wanted);
    let list = hoso.write("list.csv", format!("{FIRST},Nguyễn Thị Hương\n\n{SECOND}\n"));
    assert_eq!(count(&["sheets", "--dossiers", list.to_str().unwrap()]), 2);
    assert!(hoso.path("separator-sheets.pdf").exists());

    let wrong = hoso.write("wrong.csv", format!("{FIRST}\nkhông phải\n"));
    let printed = hoso.run(["sheets", "--dossiers", wrong.to_str().unwrap()]);
    assert!(printed.code == 2 && printed.err.contains("wrong.csv, line 2"), "{printed:?}");
    let printed = hoso.run(["sheets", "--type", "KQ.G99.999999"]);
    assert!(printed.code == 1 && printed.err.contains("hoso catalogue"), "{printed:?}");
    assert_eq!(hoso.run(["sheets"]).code, 2);
}

#[test]
fn texts_of_other_sheets_and_empty_sheets_separate_when_they_are_set_to() {
    let hoso = Hoso::new();
    let sheets = hoso.path("sheets.pdf");
    assert_eq!(hoso.run(["sheets", "--next", "1", "-o", sheets.to_str().unwrap()]).code, 0);
    let paper = fixture("scans/ket-qua/quyet-dinh-88-dien-tu.pdf");
    let blank = hoso.write(
        "blank.pdf",
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
         4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n",
    );
    let (paper, feed) = (paper.as_path(), hoso.path("feed.pdf"));
    fed(&feed, &[(paper, "1"), (&blank, "1,2"), (paper, "1"), (&sheets, "1"), (paper, "1")]);
    assert_eq!(papers(&hoso, &feed), [vec![1, 4], vec![6]]);
    let hoso = hoso.with("HOSO_SEPARATORS_TWO_BLANK_PAGES", "true");
    assert_eq!(papers(&hoso, &feed), [vec![1], vec![4], vec![6]]);
}
