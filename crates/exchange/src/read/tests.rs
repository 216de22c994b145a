//! Files of dossiers, good and odd, as a table.

use std::io::{BufRead, BufReader, Read};

use super::{DOSSIER_BYTES_MAX, Format, read_dossiers};
use crate::Message;

/// What a file gives: `line number` for each dossier, the error for what is none. The same comes of a reader that gives one
/// byte at a time.
fn read(format: Format, text: impl AsRef<[u8]>) -> Vec<String> {
    let whole = all(format, text.as_ref());
    if text.as_ref().len() < 10_000 {
        assert_eq!(all(format, BufReader::with_capacity(1, text.as_ref())), whole);
    }
    whole
}

fn all(format: Format, reader: impl BufRead) -> Vec<String> {
    read_dossiers(format, "f", reader)
        .map(|read| match read {
            Ok((line, message)) => format!("{line} {}", &*message.number),
            Err(error) => error.to_string(),
        })
        .collect()
}

/// Compares beginnings: the ends of serde_json's messages are its own.
fn check(format: Format, text: impl AsRef<[u8]>, expected: &[&str]) {
    let found = read(format, &text);
    let shown = String::from_utf8_lossy(&text.as_ref()[..text.as_ref().len().min(200)]).into_owned();
    assert_eq!(found.len(), expected.len(), "{shown}: {found:#?}");
    assert!(found.iter().zip(expected).all(|(found, expected)| found.starts_with(expected)), "{shown}: {found:#?}");
}

const HEADER: &str = "MaHoSo,MaTTHC,KenhThucHien,NgayTiepNhan,TrangThaiHoSo,ChuHoSo\n";

#[test]
fn formats_are_told_by_the_ending() {
    for (name, format) in [
        ("a.csv", Some(Format::Csv)),
        ("a.b.JSON", Some(Format::Json)),
        ("a.ndjson", Some(Format::Ndjson)),
        ("a.jsonl", Some(Format::Ndjson)),
        ("a.xlsx", None),
        ("csv", None),
    ] {
        assert_eq!(Format::of_name(name), format, "{name}");
    }
}

#[test]
fn csv_as_programs_write_it() {
    let rows = "A,1,1,20260101,2,x\nB,1,1,20260101,2,y\n";
    check(Format::Csv, format!("{HEADER}{rows}"), &["2 A", "3 B"]);
    check(Format::Csv, format!("\u{feff}{HEADER}{rows}"), &["2 A", "3 B"]);
    check(Format::Csv, format!("{HEADER}{rows}").replace(',', ";"), &["2 A", "3 B"]);
    check(Format::Csv, format!("{HEADER}{rows}").replace(',', "\t"), &["2 A", "3 B"]);
    check(Format::Csv, format!("{HEADER}{rows}").replace('\n', "\r\n"), &["2 A", "3 B"]);
    check(Format::Csv, format!("{HEADER}{}", rows.trim_end()), &["2 A", "3 B"]);
    check(Format::Csv, format!("{}{rows}", HEADER.to_lowercase()), &["2 A", "3 B"]);
    check(Format::Csv, HEADER, &[]);
    // Quoted line feeds, doubled quotes, blank lines, a stray quote inside a field.
    let odd = "A,1,1,20260101,2,\"x\ny\nz\"\n\n\nB,1,1,20260101,2,\"a \"\"b\"\"\"\nC,1,1,20260101,2,a \" b\nD,1,1,20260101,2,\n";
    check(Format::Csv, format!("{HEADER}{odd}"), &["2 A", "7 B", "8 C", "9 D"]);
    check(Format::Csv, format!("{HEADER}{odd}").replace('\n', "\r\n"), &["2 A", "7 B", "8 C", "9 D"]);
}

#[test]
fn csv_that_is_wrong_is_told_by_line_and_column_and_the_rest_goes_on() {
    check(Format::Csv, "", &["f:0: the file is empty"]);
    check(
        Format::Csv,
        "MaHoSo,TrangThaiHoSo\nA,2\n",
        &["f:1:MaTTHC: this column is missing", "f:1:KenhThucHien: ", "f:1:NgayTiepNhan: "],
    );
    let short = "A,1\nB,1,1,20260101,2,x\nC,1,1,20260101,2,x,y\n";
    check(
        Format::Csv,
        format!("{HEADER}{short}"),
        &["f:2: has 2 fields where the header has 6", "3 B", "f:4: has 7 fields"],
    );
    check(
        Format::Csv,
        [HEADER.as_bytes(), b"A,1,1,20260101,2,\xe3\nB,1,1,,2,\n"].concat(),
        &["f:2:ChuHoSo: is not UTF-8", "3 B"],
    );
    check(Format::Csv, b"\xff\xfeM\x00a\x00\n\x00", &["f:1: is not UTF-8"]);
    check(Format::Csv, format!("{HEADER}A,1,1,20260101,2,\"x\nB,1,1,,2,\n"), &["2 A"]);
    let listed = "MaHoSo,MaTTHC,KenhThucHien,NgayTiepNhan,TrangThaiHoSo,TaiLieuNop\nA,1,1,,2,[{]\nB,1,1,,2,[]\n";
    check(Format::Csv, listed, &["f:2:TaiLieuNop: is no list in JSON: ", "3 B"]);
}

#[test]
fn a_large_field_is_read_and_one_without_end_is_not() {
    let of = |bytes: usize| "x".repeat(bytes);
    let csv = |bytes| format!("{HEADER}A,1,1,,2,\"{}\"\nB,1,1,,2,\n", of(bytes));
    check(Format::Csv, csv(1 << 20), &["2 A", "3 B"]);
    check(Format::Csv, csv(DOSSIER_BYTES_MAX), &["f:2: is longer than 8 MiB"]);
    let line = |bytes| format!("{{\"MaHoSo\": \"A\", \"ChuHoSo\": \"{}\"}}", of(bytes));
    check(Format::Ndjson, format!("{}\n{{\"MaHoSo\": \"B\"}}", line(1 << 20)), &["1 A", "2 B"]);
    check(Format::Ndjson, format!("{}\n{{\"MaHoSo\": \"B\"}}", line(DOSSIER_BYTES_MAX)), &["f:1: is longer", "2 B"]);
    check(Format::Json, format!("[{},\n{{\"MaHoSo\": \"B\"}}]", line(1 << 20)), &["1 A", "2 B"]);
    check(Format::Json, format!("[{},\n{{\"MaHoSo\": \"B\"}}]", line(DOSSIER_BYTES_MAX)), &["f:1: is longer", "2 B"]);
}

#[test]
fn lists_and_columns_of_their_own_in_csv() {
    let text = "MaHoSo;MaTTHC;KenhThucHien;NgayTiepNhan;TrangThaiHoSo;TaiLieuNop;DanhSachGiayToKetQua;MaThanhPhanHoSo;\
                DuocSoHoa;DuocTaiSuDung;MaKetQuaThayThe;DuocLayTuKhoDMQG;DuongDanTepTinKetQua;MaGiayToKetQua\n\
                A;1;1;;2;\"[{\"\"DuocSoHoa\"\": 1}, {\"\"MaThanhPhanHoSo\"\": \"\"X\"\"}]\";[{}];;;;;;;\n\
                B;1;1;;2;;;KQ.G15.000031;1;2;C.1;0;https://x/1;K.1\n\
                C;1;1;;2;;;;0;0;;0;;\n";
    let messages: Vec<Message> = read_dossiers(Format::Csv, "f", text.as_bytes()).map(|read| read.unwrap().1).collect();
    let counts = messages.iter().map(|message| (message.components.len(), message.results.len()));
    assert_eq!(counts.collect::<Vec<_>>(), [(2, 1), (1, 1), (0, 0)]);
    assert_eq!((&*messages[1].components[0].reused_code, &*messages[1].results[0].code), ("C.1", "K.1"));
}

#[test]
fn json_in_each_of_its_forms() {
    let (a, b) = (r#"{"MaHoSo": "A", "Khac": "]}\"{["}"#, "{\n\"MaHoSo\": 12}");
    check(Format::Json, format!("[{a}, {b}]"), &["1 A", "1 12"]);
    check(Format::Json, format!("\u{feff}\n[\n{a}\n,\n{b}\n]\n"), &["3 A", "5 12"]);
    check(Format::Json, "[ ]", &[]);
    check(Format::Json, b, &["1 12"]);
    check(
        Format::Json,
        format!("{{\"from\": \"2026-01-01\", \"unit\": null,\n\"dossiers\": [{a},\n{b}], \"x\": [1]}}"),
        &["2 A", "3 12"],
    );
    check(Format::Json, "{\"dossiers\": []}", &[]);
}

#[test]
fn json_that_is_wrong_is_told_by_its_place_and_the_rest_goes_on() {
    let good = r#"{"MaHoSo": "A"}"#;
    for (text, expected) in [
        ("".to_owned(), &["f:0: the file is empty"] as &[&str]),
        ("  4".to_owned(), &["f:1:3: neither an array nor an object"]),
        (format!("[{good},\n  {{\"MaHoSo\": tru}},\n{good}]"), &["1 A", "f:2:17: expected ident", "3 A"]),
        (
            format!("[{good},\n{{\"MaHoSo\": {{}}}},\n{{\n\"MaHoSo\": 1.5}},\n4]"),
            &[
                "1 A",
                "f:2:13: invalid type: map",
                "f:4:13: invalid type: floating point",
                "f:5:1: invalid type: integer `4`, expected a dossier",
            ],
        ),
        (format!("[{good},\n{{\"MaHoSo\": \"B"), &["1 A", "f:2:1: the file ends in the middle"]),
        (format!("[{good},\n"), &["1 A", "f:2:1: the file ends in the middle"]),
        (format!("[{good}"), &["1 A", "f:1:17: the file ends in the middle"]),
        (format!("[{good} {good}]"), &["1 A", "f:1:18: expected a comma"]),
        (format!("[{good},]"), &["1 A", "f:1:18: a dossier is missing"]),
        (format!("[{good}] {good}"), &["1 A", "f:1:19: there is something after the end"]),
        (format!("{{\"dossiers\": [{good}]"), &["1 A", "f:1:31: the file ends in the middle"]),
        (
            format!("{{\"dossiers\": [{good}], \"dossiers\": []}}"),
            &["1 A", "f:1:46: dossiers stands in the document twice"],
        ),
        ("{\n\"MaHoSo\" \"A\"}".to_owned(), &["f:2:10: expected a colon"]),
        ("{\n\"MaHoSo\": tru\n}".to_owned(), &["f:3:1: expected ident"]),
        ("{1: 2}".to_owned(), &["f:1:2: expected a name in quotes"]),
        ("[}".to_owned(), &["f:1:1: EOF", "f:1:2: expected a comma"]),
        (format!("[{{\"x\": {}", "[".repeat(100_000)), &["f:1:2: is nested more than 64 deep"]),
        (format!("[{{\"x\": {}1{}}},{good}]", "[".repeat(60), "]".repeat(60)), &["1 ", "1 A"]),
    ] {
        check(Format::Json, text, expected);
    }
    check(Format::Json, b"[{\"MaHoSo\": \"\xe3\"}, {\"MaHoSo\": \"B\"}]", &["f:1:14: invalid unicode", "1 B"]);
}

#[test]
fn lines_of_json() {
    let text = "\u{feff}{\"MaHoSo\": \"A\"}\r\n\r\n{\"MaHoSo\": tru}\n{\"MaHoSo\": \"B\"";
    check(Format::Ndjson, text, &["1 A", "f:3:15: expected ident", "f:4:14: EOF while parsing"]);
    check(Format::Ndjson, b"{\"MaHoSo\": \"\xe3\"}\n{\"MaHoSo\": \"B\"}\n", &["f:1:", "2 B"]);
    check(Format::Ndjson, format!("{{\"x\": {}", "[".repeat(1000)), &["f:1: is nested more than 64 deep"]);
    check(Format::Ndjson, "", &[]);
}

#[test]
fn a_file_that_cannot_be_read_on_ends_with_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    for (format, text) in [
        (Format::Csv, format!("{HEADER}A,1,1,,2,\nB,1")),
        (Format::Json, "[{\"MaHoSo\": \"A\"},\n{".to_owned()),
        (Format::Ndjson, "{\"MaHoSo\": \"A\"}\n{".to_owned()),
    ] {
        let found = all(format, BufReader::new(text.as_bytes().chain(Broken)));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].contains("the disk is gone"), "{found:?}");
    }
}

/// A figure, not a check: `cargo test --release -p exchange -- --ignored --nocapture how_fast`.
#[test]
#[ignore = "prints figures"]
fn how_fast_a_million_lines_are_read() {
    let line = |at: u32| {
        format!(
            "H48.28.05-261122-{at:07},1.001193,1,20261122093000,10,Nguyễn Văn A,001090012345,20261124170000,20261124,H48.28.05,1\n"
        )
    };
    let head = "MaHoSo,MaTTHC,KenhThucHien,NgayTiepNhan,TrangThaiHoSo,ChuHoSo,SoGiayToChuHoSo,NgayHenTra,NgayTra,DonViXuLy,HoSoCoThanhPhanSoHoa\n";
    let csv: String = std::iter::once(head.to_owned()).chain((0..1_000_000).map(line)).collect();
    let now = "2026-11-25T05:00:00Z".parse().unwrap();
    let timed = |what: &str, format: Format, text: &str| {
        let from = std::time::Instant::now();
        let read = read_dossiers(format, "f", text.as_bytes()).filter(Result::is_ok).count();
        let messages = from.elapsed();
        let records = read_dossiers(format, "f", text.as_bytes())
            .filter(|read| {
                read.as_ref().is_ok_and(|(_, message)| message.clone().into_record(now, |_, _| true).is_ok())
            })
            .count();
        let total = from.elapsed();
        println!(
            "{what}: {read} in {messages:?}; with records {records} in {:?}; {} MB",
            total - messages,
            text.len() >> 20
        );
    };
    timed("csv", Format::Csv, &csv);
    let messages = read_dossiers(Format::Csv, "f", csv.as_bytes()).map(|read| read.unwrap().1);
    let ndjson: String = messages.map(|message| serde_json::to_string(&message).unwrap() + "\n").collect();
    timed("ndjson", Format::Ndjson, &ndjson);
    timed("json", Format::Json, &format!("[{}]", ndjson.trim_end().replace('\n', ",\n")));
}
