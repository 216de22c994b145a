//! What managers answer for: indicators, figures, reports, the catalogue's changes, as of any day.

use serde_json::{Value, json};
use tests::Hoso;

const HEAD: &str = "MaHoSo,MaTTHC,KenhThucHien,SoGiayToChuHoSo,NgayTiepNhan,NgayTra,TrangThaiHoSo,MaThanhPhanHoSo,DuocSoHoa,\
                    DuongDanTepTinKetQua,DuocTaiSuDung,DuocLayTuKhoDMQG\n";

/// Ten dossiers of a commune that owes results, and one of a commune that was merged into it.
fn counted() -> Hoso {
    let hoso = Hoso::new();
    let mut text = HEAD.to_owned();
    for at in 0..10 {
        let returned = if at < 6 { "20261112100000" } else { "" };
        let state = if at < 6 { 10 } else { 4 };
        let digitised = u8::from(at < 8);
        let result = if at < 5 { "https://kho/1" } else { "" };
        let (reused, national) = (u8::from(at == 9), u8::from(at == 9));
        text += &format!(
            "H48.28.05-261110-{at:04},1.001193,1,00109001{at:04},20261110080000,{returned},{state},KQ.G15.000031,\
             {digitised},{result},{reused},{national}\n"
        );
    }
    text += "H48.28.07-250602-0001,1.001193,1,001090012347,20250602080000,,4,KQ.G15.000031,1,,0,0\n";
    let file = hoso.write("dossiers.csv", text);
    assert_eq!(hoso.run(["import", "dossiers", file.to_str().unwrap()]).code, 0);
    hoso
}

const NOVEMBER: [&str; 4] = ["--from", "2026-11-01", "--to", "2026-11-30"];

fn asked(hoso: &Hoso, command: &str, more: &[&str]) -> Value {
    hoso.json([command].iter().chain(&NOVEMBER).chain(more).copied())
}

fn told<'a>(figures: &'a Value, id: &str, unit: &Value) -> &'a Value {
    let wanted = |figure: &&Value| {
        figure["id"] == id && figure["unit"] == *unit && (unit.is_string() || figure["level"].is_null())
    };
    figures.as_array().unwrap().iter().find(wanted).unwrap_or_else(|| panic!("{id} of {unit} in {figures:#}"))
}

#[test]
fn the_national_indicators_have_their_points() {
    let hoso = counted();
    let figures = asked(&hoso, "indicators", &["--by-unit", "--json"]);
    for (id, numerator, denominator, share, points) in
        [("4.1", 5, 10, 0.5, 2.75), ("4.2", 5, 10, 0.5, 3.44), ("4.3", 1, 10, 0.1, 0.69), ("4.4", 1, 10, 0.1, 0.55)]
    {
        let whole = told(&figures, id, &Value::Null);
        let expected = json!({"id": id, "numerator": numerator, "denominator": denominator, "share": share,
            "points": points, "unit": null, "level": null, "from": "2026-11-01", "to": "2026-11-30"});
        assert_eq!(*whole, expected);
        assert_eq!(told(&figures, id, &json!("H48.28.05"))["numerator"], numerator);
        assert_eq!(told(&figures, id, &json!("H48.05"))["share"], Value::Null, "N/A");
    }
    let listed = asked(&hoso, "indicators", &["--list", "4.2", "--json"]);
    let numbers: Vec<&str> =
        listed.as_array().unwrap().iter().map(|dossier| dossier["number"].as_str().unwrap()).collect();
    assert_eq!(numbers.len(), 5);
    assert_eq!(numbers[0], "H48.28.05-261110-0005");
    let explained = hoso.run(["indicators"].iter().chain(&NOVEMBER).chain(&["--explain", "--recount"]).copied());
    assert!(explained.out.contains("Quyết định 766/QĐ-TTg") && explained.out.contains("tử số"), "{}", explained.out);
    assert!(explained.err.contains("agree with the recount"), "{}", explained.err);
}

#[test]
fn a_merged_units_dossiers_count_for_its_successor_on_todays_map() {
    let hoso = counted();
    let of = |map: &str| {
        hoso.json(["indicators", "--from", "2025-06-01", "--to", "2025-06-30", "--map", map, "--by-unit", "--json"])
    };
    let (then, now) = (of("2025-06-30"), of("2025-07-01"));
    assert_eq!(told(&then, "4.2", &json!("H48.28.07"))["denominator"], 1);
    assert_eq!(told(&then, "4.2", &json!("H48.28.05"))["denominator"], 0);
    assert_eq!(told(&now, "4.2", &json!("H48.28.05"))["denominator"], 1);
    assert!(!now.to_string().contains("H48.28.07"));
    assert_eq!(told(&then, "4.2", &Value::Null)["denominator"], told(&now, "4.2", &Value::Null)["denominator"]);
}

#[test]
fn a_past_day_says_what_was_recorded_since() {
    let hoso = counted();
    let told_then = asked(&hoso, "indicators", &["--as-of", "2026-11-11", "--explain", "--json"]);
    assert_eq!(told(&told_then["indicators"], "4.1", &Value::Null)["numerator"], 0, "no result was there yet");
    let notes = told_then["explanations"].to_string();
    assert!(notes.contains("Sau ngày 11/11/2026"), "{notes}");
    let now = asked(&hoso, "indicators", &["--json"]);
    assert_eq!(told(&now, "4.1", &Value::Null)["numerator"], 5);
}

#[test]
fn every_report_is_the_same_twice_in_every_form() {
    let hoso = counted();
    for kind in ["level", "units", "766", "inventory", "reuse", "backlog", "waiting", "productivity"] {
        for format in ["table", "csv", "json", "xlsx", "pdf"] {
            let written = |name: &str| {
                let file = hoso.path(name);
                let arguments =
                    ["--kind", kind, "--format", format, "--plan", "hung-yen-131", "-o", file.to_str().unwrap()];
                let printed = hoso.run(["report"].iter().chain(&NOVEMBER).chain(&arguments).copied());
                assert_eq!(printed.code, 0, "{kind} {format}: {}", printed.err);
                std::fs::read(file).unwrap()
            };
            let bytes = written("one");
            assert!(!bytes.is_empty());
            assert!(bytes == written("two"), "{kind} {format}");
        }
    }
    let table = hoso.run(["report", "--kind", "766", "--from", "2026-11-01", "--to", "2026-11-30"]);
    assert!(table.out.contains("IV. Cấp xã") && table.out.contains("N/A"), "{}", table.out);
    assert_eq!(hoso.run(["report", "--kind", "level", "--from", "2026-12-01", "--to", "2026-11-01"]).code, 1);
}

#[test]
fn the_report_of_a_month_is_kept_as_a_paper() {
    let hoso = Hoso::new().with("HOSO_REPORT_UNIT", "H48").with("HOSO_REPORT_HOLDER", "0100686174");
    for _ in 0..2 {
        let server = hoso.serve();
        let began = std::time::Instant::now();
        let papers = loop {
            let found = server.get("/v1/papers?holder=0100686174").1;
            if found["papers"].as_array().is_some_and(|papers| !papers.is_empty()) {
                break found["papers"].clone();
            }
            assert!(began.elapsed().as_secs() < 60, "no report was kept");
            std::thread::sleep(std::time::Duration::from_millis(100));
        };
        assert_eq!(papers.as_array().unwrap().len(), 1, "once a month: {papers:#}");
        assert!(papers[0]["code"].as_str().unwrap().contains("000.00.00.H48-BC0001.766-2"), "{papers:#}");
        assert_eq!(server.stop(), 0);
    }
    let alone = Hoso::new().with("HOSO_REPORT_UNIT", "H48");
    assert_eq!(alone.run(["status"]).code, 2, "it needs a holder");
}

#[test]
fn the_catalogue_changes_from_a_day_on_and_leaves_nobody_behind() {
    let hoso = counted();
    let load = |text: &str, more: &[&str]| {
        let file = hoso.write("units.csv", text);
        let arguments = ["catalogue", "load", file.to_str().unwrap(), "--kind", "unit"];
        hoso.run(arguments.iter().chain(more).copied())
    };
    const COLUMNS: &str = "code,name,level,parent,to,successors\n";
    let orphan = load(&format!("{COLUMNS}H48.28.05,Xã Bình Hòa,commune,H48,2026-12-31,\n"), &[]);
    assert!(orphan.code == 1 && orphan.err.contains("would count for no unit"), "{orphan:?}");
    let itself = load(&format!("{COLUMNS}H48.28.05,Xã Bình Hòa,commune,H48,2026-12-31,H48.28.05\n"), &[]);
    assert!(itself.code == 1, "{itself:?}");
    let wrong = load(&format!("{COLUMNS}H48.28.05,,town,H48,,\n"), &["--json"]);
    assert_eq!((wrong.code, &wrong.json()["errors"][0]["line"]), (1, &json!(2)));
    let merged = format!("{COLUMNS}H48.28.05,Xã Bình Hòa,commune,H48,2026-12-31,H48.28.09\n");
    let dry = load(&merged, &["--dry-run"]);
    assert!(dry.code == 0 && dry.out.contains("nothing was changed"), "{dry:?}");
    assert!(!hoso.run(["catalogue", "units"]).out.contains("2026-12-31"));
    assert_eq!(load(&merged, &[]).code, 0);
    assert!(hoso.run(["catalogue", "units"]).out.contains("2026-12-31"));
    let figures = asked(&hoso, "indicators", &["--map", "2027-01-01", "--by-unit", "--json"]);
    assert_eq!(told(&figures, "4.2", &json!("H48.28.09"))["denominator"], 10);
    let figures = asked(&hoso, "indicators", &["--map", "2026-12-31", "--by-unit", "--json"]);
    assert_eq!(told(&figures, "4.2", &json!("H48.28.05"))["denominator"], 10);
    assert_eq!(hoso.run(["check"]).code, 0);
}
