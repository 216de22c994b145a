use super::*;
use crate::{
    BacklogInputs, HeldScans,
    made::{self, BIRTH, CENTRE, COMMUNE, LAND, MARRIAGE, MERGED, REMOTE, UNKNOWN, cell, code, day},
    report::{self, Cell, Column, Format, ReportKind, Section},
};
use expect_test::expect;
use ledger::ApplicantsRow;
use model::StaffLine;

/// A report of each kind, of the made province.
pub(crate) fn reports() -> Vec<Report> {
    let (map, targets, national, rows) = (made::map(), made::targets(), made::national(), made::activity());
    let scope = made::scope(&map, &targets);
    let cells = [
        cell(CENTRE, BIRTH, 1_234_567, 617_000),
        cell(LAND, BIRTH, 50, 0),
        cell(COMMUNE, BIRTH, 100, 30),
        cell(MERGED, BIRTH, 0, 20),
        cell(REMOTE, MARRIAGE, 20, 30),
        cell(UNKNOWN, BIRTH, 5, 1),
    ];
    let types = [(BIRTH, "Giấy khai sinh"), (MARRIAGE, "Giấy chứng nhận kết hôn")];
    let types = types.map(|(code, name)| (code.parse().unwrap(), name.to_owned())).into();
    let applicants = |unit: Option<&str>, applicants, handed_in_again| ApplicantsRow {
        unit: unit.map(code),
        applicants,
        handed_in_again,
    };
    let staff =
        [StaffLine { unit: code(CENTRE), from: day("2026-01-01"), to: day("2026-06-30"), staff: 2, person_days: None }];
    let inputs = BacklogInputs {
        cells: &cells,
        recent: &[(code(CENTRE), 2_000), (code(MERGED), 20)],
        recent_from: day("2026-06-15"),
        recent_to: day("2026-06-26"),
        held: &[HeldScans { unit: code(COMMUNE), count: 3, oldest: day("2026-06-01") }],
        pages_per_paper: 2.5,
    };
    vec![
        report::level(&scope, &cells, &rows),
        report::units(&scope, &cells),
        report::table_766(&scope, &national, &rows),
        report::inventory(&scope, &cells, &types),
        report::reuse(&scope, &rows, &[applicants(None, 9, 2), applicants(Some(CENTRE), 9, 2)]),
        report::backlog(&scope, &inputs, &types),
        report::waiting(&scope, &rows),
        report::productivity(&scope, &rows, &staff),
    ]
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for (one, other) in reports().into_iter().zip(reports()) {
        assert_eq!(text(&one), text(&other));
        assert_eq!(csv(&one), csv(&other));
        assert_eq!(json(&one).unwrap(), json(&other).unwrap());
        assert!(xlsx(&one).unwrap() == xlsx(&other).unwrap(), "{:?}", one.kind);
        assert!(pdf(&one).unwrap() == pdf(&other).unwrap(), "{:?}", one.kind);
    }
}

/// Writes every report in every form into the folder that `COVERAGE_REPORTS` names, to be looked at.
#[test]
fn reports_can_be_looked_at() {
    let Some(folder) = std::env::var_os("COVERAGE_REPORTS").map(std::path::PathBuf::from) else { return };
    for (at, report) in reports().into_iter().chain([long()]).enumerate() {
        let name = format!("{at}-{}", report.kind.as_str());
        let write =
            |ending: &str, bytes: &[u8]| std::fs::write(folder.join(format!("{name}.{ending}")), bytes).unwrap();
        write("txt", text(&report).as_bytes());
        write("csv", csv(&report).as_bytes());
        write("json", json(&report).unwrap().as_bytes());
        write("xlsx", &xlsx(&report).unwrap());
        write("pdf", &pdf(&report).unwrap());
    }
}

/// Names that want to be formulas, break lines, hold quotes, and letters that no font here has.
fn awkward() -> Report {
    let names = ["=1+1", "a\"b,c", "dòng\nhai", "漢字 \u{1b}[31m", &"dài".repeat(80), ""];
    let row = |name: &&str| Row { unit: None, cells: vec![Cell::Text((*name).into()), Cell::Number(0.5)] };
    let mut report = reports().remove(0);
    report.columns = vec![Column::new("name", "Tên", Format::Text), Column::new("share", "Tỷ lệ", Format::Percent)];
    report.sections = vec![Section { title: "@nhóm".into(), rows: names.iter().map(row).collect(), subtotal: None }];
    report.total = None;
    report
}

#[test]
fn csv_is_quoted_and_holds_no_formula() {
    let csv = csv(&awkward());
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}Nhóm,Mã đơn vị,Tên,Tỷ lệ (%)");
    assert_eq!(lines[1], "'@nhóm,,'=1+1,50.00");
    assert_eq!(lines[2], "'@nhóm,,\"a\"\"b,c\",50.00");
    assert_eq!(lines[3], "'@nhóm,,\"dòng\nhai\",50.00");
}

#[test]
fn awkward_names_break_no_form() {
    let report = awkward();
    assert!(!text(&report).contains('\u{1b}'));
    assert!(pdf(&report).unwrap().starts_with(b"%PDF-1.7"));
    assert!(xlsx(&report).unwrap().starts_with(b"PK"));
    let empty = Report { sections: Vec::new(), ..report };
    assert!(pdf(&empty).is_ok() && xlsx(&empty).is_ok() && !text(&empty).is_empty());
}

#[test]
fn a_terminal_shows_columns_aligned() {
    let level = reports().into_iter().find(|report| report.kind == ReportKind::Level).unwrap();
    expect![[r#"
        Số hóa kết quả giải quyết TTHC theo cấp
        Từ ngày 01/01/2026 đến ngày 30/06/2026
        Số liệu ghi nhận đến hết ngày 10/07/2026; danh mục đơn vị ngày 30/06/2026
        Chỉ tiêu theo Kế hoạch 136/KH-UBND

        Cấp            Kết quả   Đã số hóa    Tỷ lệ số    Chỉ tiêu   Còn thiếu     Bộ phận     Bộ phận     Bộ phận     Bộ phận
                      còn hiệu                     hóa                            Một cửa:    Một cửa:    Một cửa:    Một cửa:
                      lực khai                                                     Tổng số     Đang số       Tỷ lệ    Chỉ tiêu
                           báo                                                                     hóa
        ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Cấp tỉnh     1.234.617     617.000     49,98 %     50,00 %      0,02 %           2           1     50,00 %    100,00 %
        Cấp xã             120          80     58,33 %     35,00 %      0,00 %           1           1    100,00 %     60,00 %
        ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Tổng cộng    1.234.742     617.081     49,98 %                                   3           2     66,67 %
        ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        (1) Tỷ lệ số hóa kết quả giải quyết TTHC còn hiệu lực: kết quả đã số hóa, đã duyệt và còn hiệu lực; mỗi đơn vị và loại
        giấy tờ tính nhiều nhất bằng số đã khai báo ÷ kết quả còn hiệu lực do đơn vị khai báo. Căn cứ: Nghị định
        107/2021/NĐ-CP; Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b; Kế hoạch 131/KH-UBND (Hưng Yên) mục II.2.1.
        (2) Tỷ lệ Bộ phận Một cửa triển khai quy trình số hóa: Bộ phận Một cửa có ít nhất một giấy tờ được số hóa trong kỳ ÷
        Bộ phận Một cửa trên bản đồ đơn vị của kỳ. Căn cứ: Kế hoạch 131/KH-UBND (Hưng Yên) mục II.2.1; Kế hoạch 136/KH-UBND
        (Ninh Bình) mục I.1.2.b.
        (3) Không tính 1 Bộ phận Một cửa cấp xã ở vùng sâu, vùng xa, đặc biệt khó khăn, theo kế hoạch.
        (4) 1 dòng (đơn vị, loại giấy tờ) có số đã số hóa lớn hơn số khai báo; phần vượt không làm tăng tỷ lệ. Đề nghị đơn vị
        khai báo lại.
        (5) Tổng cộng gồm cả 1 mã đơn vị không có trong danh mục (khai báo 5, đã số hóa 1).

        Tỷ lệ số hóa kết quả còn hiệu lực so với chỉ tiêu
        Toàn bộ   ████████████████████                      49,98 %
        Cấp tỉnh  ████████████████████│                     49,98 %
        Cấp xã    ██████████████│████████                   58,33 %
        (│ là chỉ tiêu)
    "#]].assert_eq(&text(&level));
}

#[test]
fn numbers_are_written_as_in_vietnam() {
    use words::{number, shown};
    assert_eq!(shown(&Cell::Count(1_234_567), Format::Count), "1.234.567");
    assert_eq!(shown(&Cell::Count(999), Format::Count), "999");
    assert_eq!(shown(&Cell::Number(0.7588), Format::Percent), "75,88 %");
    assert_eq!(shown(&Cell::Number(1_250.5), Format::Decimal), "1.250,50");
    assert_eq!(number(-0.25, Format::Percent), "−25,00 %");
    assert_eq!(shown(&Cell::Day(day("2026-12-31")), Format::Day), "31/12/2026");
    assert_eq!(shown(&Cell::NotApplicable, Format::Percent), "N/A");
}

/// The table of 500 communes, some with long names.
fn long() -> Report {
    let unit = |number: u32| crate::UnitFacts {
        code: code(&format!("H48.{:03}.{:02}", number / 50 + 100, number % 50 + 10)),
        name: match number % 7 {
            0 => format!(
                "Ủy ban nhân dân xã Thượng Kiệm Hòa Bình Trung Đông Nam số {number} thuộc vùng đặc biệt khó khăn"
            ),
            _ => format!("Ủy ban nhân dân xã Bình An {number}"),
        },
        level: catalogue::Level::Commune,
        group: catalogue::UnitGroup::Commune,
        one_stop: true,
        remote: false,
    };
    let units: Vec<_> = (0..500).map(unit).collect();
    let rows = (0_i64..).zip(&units).map(|(at, unit)| {
        made::row(unit.code.as_str(), &[(ledger::Measure::Received, 1_000 + at), (ledger::Measure::Digitised, at)])
    });
    let rows: Vec<_> = rows.collect();
    let map = crate::Map::new(day("2026-06-30"), units, [].into(), [].into());
    let targets = made::targets();
    report::table_766(&made::scope(&map, &targets), &made::national(), &rows)
}
