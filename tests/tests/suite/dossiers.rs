//! Dossiers: taken in from another system, taken step by step, handed over, and told on.

use serde_json::{Value, json};
use tests::Hoso;

const HEAD: &str = "MaHoSo,MaTTHC,KenhThucHien,ChuHoSo,SoGiayToChuHoSo,NgayTiepNhan,NgayHenTra,NgayTra,TrangThaiHoSo,\
                    MaThanhPhanHoSo,DuocSoHoa,DuongDanTepTinKetQua,MaGiayToKetQua\n";
const GOOD: &str = "H48.28.05-261102-0001,1.001193,1,Nguyễn Thị Hương,001090012345,20261102081500,20261105170000,\
                    20261105150000,10,KQ.G15.000031,1,https://kho/1,KQ1\n\
                    H48.28.05-261102-0002,1.001193,2,Trần Văn An,001090012346,20261102091500,20261105170000,\
                    20261107150000,10,,0,,\n";
const BAD: &str = "H48.28.05-261102-0003,9.999999,1,Lê Thị Bình,001090012347,20261102091500,,,4,,0,,\n\
                   H48.28.05-261102-0004,1.001193,1,Lê Thị Bình,12,20261102091500,,,4,,0,,\n\
                   H48.28.05-261102-0005,1.001193,1,Lê Thị Bình,,29991102091500,,,4,,0,,\n";

fn import(hoso: &Hoso, text: &str, more: &[&str]) -> (i32, Value) {
    let file = hoso.write("dossiers.csv", text);
    let arguments = ["import", "dossiers", file.to_str().unwrap(), "--json"];
    let printed = hoso.run(arguments.into_iter().chain(more.iter().copied()));
    (printed.code, printed.json())
}

fn counts(report: &Value) -> [u64; 4] {
    ["lines", "taken", "known", "wrong"].map(|count| report[count].as_u64().unwrap())
}

#[test]
fn good_lines_go_in_and_wrong_ones_are_named() {
    let hoso = Hoso::new();
    let text = format!("{HEAD}{GOOD}{BAD}");
    let (code, report) = import(&hoso, &text, &["--all-or-nothing"]);
    assert_eq!((code, counts(&report)), (1, [5, 0, 0, 3]));
    assert_eq!(hoso.run(["dossier", "show", "H48.28.05-261102-0001"]).code, 1, "nothing went in");

    let (code, report) = import(&hoso, &text, &[]);
    assert_eq!((code, counts(&report)), (1, [5, 2, 0, 3]));
    let places: Vec<(u64, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["line"].as_u64().unwrap(), error["column"].as_str().unwrap()))
        .collect();
    assert_eq!(places, [(4, "MaTTHC"), (5, "SoGiayToChuHoSo"), (6, "NgayTiepNhan")]);
    let file = hoso.path("dossiers.csv");
    let printed = hoso.run(["import", "dossiers", file.to_str().unwrap()]);
    assert!(printed.err.contains("dossiers.csv:4:MaTTHC: there is no procedure 9.999999"), "{}", printed.err);
    assert!(printed.out.contains("2 known as they are, 3 wrong"), "{}", printed.out);

    let (code, report) = import(&hoso, &format!("{HEAD}{GOOD}"), &["--all-or-nothing"]);
    assert_eq!((code, counts(&report)), (0, [2, 0, 2, 0]));
    let changed = GOOD.replace("KQ1", "KQ2");
    assert_eq!(counts(&import(&hoso, &format!("{HEAD}{changed}"), &[]).1), [2, 1, 1, 0]);
    assert_eq!(hoso.run(["check"]).code, 0);
    assert_eq!(hoso.run(["import", "dossiers", hoso.write("dossiers.txt", GOOD).to_str().unwrap()]).code, 2);
}

/// What was taken in before stays, the counters agree with it, and the same file again gives the rest.
#[test]
fn an_import_that_is_killed_is_done_again() {
    const LINES: usize = 30_000;
    let hoso = Hoso::on_disk();
    let line = |at: usize| {
        let (day, serial) = (at / 1000 + 1, at % 1000);
        format!(
            "H48.28.05-2601{day:02}-{serial:04},1.001193,1,Trần Văn An,001090{:06},202601{day:02}091500,,,4,,0,,\n",
            at / 3
        )
    };
    let file = hoso.write("dossiers.csv", format!("{HEAD}{}", (0..LINES).map(line).collect::<String>()));
    let arguments = ["import", "dossiers", file.to_str().unwrap(), "--json"];
    let mut kills = 0;
    for pause_ms in [400, 900, 1400] {
        let mut import = hoso.command(arguments).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(pause_ms));
        kills += usize::from(matches!(import.try_wait(), Ok(None)));
        tests::send_signal("-KILL", import.id());
        import.wait().unwrap();
        let checked = hoso.run(["check"]);
        assert_eq!(checked.code, 0, "{checked:?}");
    }
    assert!(kills > 0, "it was done before anybody killed it");
    let report = hoso.json(arguments);
    let [lines, taken, known, wrong] = counts(&report);
    assert_eq!((lines, taken + known, wrong), (LINES as u64, LINES as u64, 0));
    let told = hoso.json(["indicators", "--from", "2026-01-01", "--to", "2026-01-31", "--json"]);
    let of_all = |figure: &&Value| figure["id"] == "4.2" && figure["unit"].is_null() && figure["level"].is_null();
    let received = told.as_array().unwrap().iter().find(of_all).unwrap()["denominator"].as_u64();
    assert_eq!(received, Some(LINES as u64));
    assert_eq!(hoso.run(["check"]).code, 0);
}

#[test]
fn what_is_told_is_taken_in_again() {
    let hoso = Hoso::new();
    import(&hoso, &format!("{HEAD}{GOOD}"), &[]);
    let message = hoso.json(["exchange", "dossier", "H48.28.05-261102-0001"]);
    assert_eq!((&message["TrangThaiHoSo"], &message["NgayTra"]), (&json!("10"), &json!("20261105150000")));
    assert_eq!(message["DanhSachGiayToKetQua"][0]["MaGiayToKetQua"], "KQ1");
    let period = hoso.json(["exchange", "period", "--from", "2026-11-01", "--to", "2026-11-30", "--unit", "H48"]);
    assert_eq!((period["dossiers"].as_array().unwrap().len(), &period["dossiers"][0]), (2, &message));
    assert_eq!(hoso.json(["exchange", "period", "--from", "2026-11-03"])["dossiers"], json!([]));
    let other = Hoso::new();
    let file = other.write("period.json", period.to_string());
    let report = other.json(["import", "dossiers", file.to_str().unwrap(), "--json"]);
    assert_eq!(counts(&report), [2, 2, 0, 0]);
    assert_eq!(
        other.json(["exchange", "period", "--from", "2026-11-01", "--to", "2026-11-30", "--unit", "H48"]),
        period
    );
}

#[test]
fn a_dossier_goes_its_way_step_by_step() {
    let hoso = Hoso::new();
    let number = "H48.28.05-261125-0009";
    let step = |arguments: &[&str]| {
        let printed = hoso.run(["dossier"].iter().chain(arguments).copied());
        (printed.code, printed.err)
    };
    let refused = |arguments: &[&str], why: &str| {
        let (code, said) = step(arguments);
        assert!(code == 1 && said.contains(why), "{arguments:?}: {code} {said}");
    };
    refused(&["receive", number], "there is no dossier");
    let register = ["register", number, "--procedure", "1.001193", "--holder", "001090012345"];
    assert_eq!(step(&register).0, 0);
    refused(&register, "it is there already");
    refused(&["resolve", number], "it has not been received");
    assert_eq!(hoso.json(["indicators", "--json"])[1]["denominator"], 0, "not received, not counted");
    assert_eq!(step(&["receive", number]).0, 0);
    refused(&["receive", number], "it has been received");
    refused(&["due", number, "--on", "2020-01-01"], "before it was received");
    assert_eq!(step(&["due", number, "--on", "2099-12-31"]).0, 0);
    assert_eq!(step(&["hand-over", number, "--to", "H48.05", "--electronic"]).0, 0);
    refused(&["hand-over", number, "--to", "H48.05"], "is with H48.05 already");
    refused(&["hand-over", number, "--to", "H48.28.07"], "unit H48.28.07 ended");
    assert_eq!(step(&["resolve", number]).0, 0);
    assert_eq!(step(&["return", number]).0, 0);
    refused(&["return", number], "its result has been returned");
    let shown = hoso.json(["dossier", "show", number, "--json"]);
    assert_eq!((&shown["dossier"]["state"], &shown["hand_overs"][0]["to"]), (&json!("returned"), &json!("H48.05")));
    let figures = hoso.json(["indicators", "--all", "--json"]);
    let share = |id: &str| {
        let figures = figures["figures"].as_array().unwrap();
        figures.iter().find(|figure| figure["id"] == id).unwrap()["share"].clone()
    };
    assert_eq!((share("hand_over"), share("5.7")), (json!(1.0), json!(1.0)));
    assert_eq!(hoso.run(["check"]).code, 0);
}

#[test]
fn the_api_does_the_same() {
    let hoso = Hoso::new();
    let server = hoso.serve();
    let agent = tests::agent();
    let post = |path: &str, body: String| {
        let mut answer = agent.post(server.url(path)).send(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json::<Value>().unwrap())
    };
    let (status, report) = post("/v1/exchange/dossiers?format=csv", format!("{HEAD}{GOOD}{BAD}"));
    assert_eq!((status, counts(&report)), (200, [5, 2, 0, 3]));
    let message = server.get("/v1/exchange/dossiers/H48.28.05-261102-0001").1;
    assert_eq!(message["MaHoSo"], "H48.28.05-261102-0001");
    let period = server.get("/v1/exchange/dossiers?from=2026-11-02").1;
    assert_eq!(period["dossiers"].as_array().unwrap().len(), 2);
    let answer = server.post("/v1/dossiers/H48.28.05-261102-0002/step", &json!({"step": "receive"}));
    assert_eq!((answer.0, &answer.1["type"]), (409, &json!("urn:hoso:problem:dossier_step")), "{}", answer.1);
    let answer =
        server.post("/v1/dossiers/H48.28.05-261102-0002/hand-over", &json!({"to": "H48.05", "electronic": false}));
    assert_eq!((answer.0, &answer.1["from"]), (200, &json!("H48.28.05")));
    let told = server.get("/v1/indicators?from=2026-11-01&to=2026-11-30&unit=H48.28.05").1;
    assert_eq!((&told["figures"][0]["id"], &told["figures"][0]["denominator"]), (&json!("4.1"), &json!(2)));
    let behind = server.get("/v1/indicators/4.2/dossiers?from=2026-11-01&to=2026-11-30&side=missing").1;
    assert_eq!(behind["dossiers"][0]["number"], "H48.28.05-261102-0002");
    assert_eq!(server.get("/v1/indicators/9.9/dossiers").0, 422);
    assert_eq!(server.get("/v1/figures?plan=ninh-binh-136").0, 200);
    for (path, begins) in [("766?format=pdf", "%PDF"), ("level?format=xlsx", "PK"), ("units?format=csv", "\u{feff}")] {
        let mut answer = agent.get(server.url(&format!("/v1/reports/{path}"))).call().unwrap();
        assert!(answer.body_mut().read_to_vec().unwrap().starts_with(begins.as_bytes()), "{path}");
    }
    assert_eq!(server.get("/v1/reports/level").1["kind"], "level");
    let wrong = server
        .put("/v1/tickets", b"unit,ticket,arrived_at,received_at\nH48.28.05,A1,2026-11-02T09:00,2026-11-02T08:00\n");
    assert_eq!((wrong.0, &wrong.1["type"]), (422, &json!("urn:hoso:problem:wrong_lines")), "{}", wrong.1);
    assert_eq!(server.put("/v1/staff", b"unit,from,to,staff\nH48.28.05,2026-01-01,2026-12-31,2\n").0, 200);
}
