use std::collections::BTreeSet;

use super::*;
use crate::{
    made::{self, BIRTH, CENTRE, COMMUNE, LAND, MERGED, REMOTE, UNKNOWN, cell, row},
    render::reports,
};
use expect_test::expect;
use ledger::Measure;
use proptest::prelude::*;

fn of_kind(kind: ReportKind) -> Report {
    reports().into_iter().find(|report| report.kind == kind).unwrap()
}

/// A row's cells with bars between them; nothing for an empty cell.
fn line(row: &Row) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::Empty => String::new(),
        Cell::NotApplicable => "N/A".into(),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Text(words) => words.clone(),
    };
    row.cells.iter().map(cell).collect::<Vec<_>>().join("|")
}

fn table(report: &Report) -> String {
    let mut lines = Vec::new();
    for section in &report.sections {
        lines.push(format!("# {}", section.title).trim_end().to_owned());
        lines.extend(section.rows.iter().chain(&section.subtotal).map(line));
    }
    lines.extend(report.total.iter().map(line));
    lines.join("\n") + "\n"
}

#[test]
fn there_is_a_report_of_each_kind_and_its_rows_fit_its_columns() {
    let reports = reports();
    let kinds: BTreeSet<ReportKind> = reports.iter().map(|report| report.kind).collect();
    assert_eq!(kinds, ReportKind::ALL.into());
    for report in &reports {
        let keys: BTreeSet<&str> = report.columns.iter().map(|column| column.key.as_str()).collect();
        assert_eq!(keys.len(), report.columns.len(), "{:?}", report.kind);
        let sections = report.sections.iter().flat_map(|section| section.rows.iter().chain(&section.subtotal));
        assert!(sections.chain(&report.total).all(|row| row.cells.len() == report.columns.len()), "{:?}", report.kind);
        let json = serde_json::to_value(report).unwrap();
        let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        let expected = ["as_of", "columns", "from", "kind", "map_day", "notes", "sections", "to", "total", "unit"];
        assert_eq!(keys.into_iter().map(String::as_str).collect::<BTreeSet<_>>(), expected.into());
        assert_eq!(json["kind"], report.kind.as_str());
    }
}

#[test]
fn the_table_766_has_the_columns_that_managers_know() {
    let report = of_kind(ReportKind::Table766);
    let titles: Vec<String> = report.columns.iter().map(Column::full_title).collect();
    assert_eq!(
        titles[..9],
        [
            "Đơn vị",
            "Tiếp nhận",
            "Số hóa khi tiếp nhận: Chưa số hóa TPHS",
            "Số hóa khi tiếp nhận: Có số hóa TPHS",
            "Số hóa khi tiếp nhận: Có tái sử dụng thành phần",
            "Số hóa khi tiếp nhận: Có tái sử dụng từ cổng DVC quốc gia",
            "Đã giải quyết",
            "Số hóa kết quả: Chưa số hóa",
            "Số hóa kết quả: Đã số hóa",
        ]
    );
    expect![[r#"
        # I. Sở, ban, ngành cấp tỉnh
        Trung tâm Phục vụ hành chính công tỉnh|1000|100|900|0|0|9|3|6|0.25|1|0.8|6|0|0|0|0
        Sở Tư pháp|0|0|0|0|0|0|0|0|N/A||N/A||N/A||N/A|
        Cộng I|1000|100|900|0|0|9|3|6|0.25|1|0.8|6|0|0|0|0
        # II. Chi nhánh Văn phòng Đăng ký đất đai
        Chi nhánh Văn phòng Đăng ký đất đai Bình An|0|0|0|0|0|0|0|0|N/A||N/A||N/A||N/A|
        Cộng II|0|0|0|0|0|0|0|0|N/A||N/A||N/A||N/A|
        # IV. Cấp xã
        Ủy ban nhân dân xã Bình An|100|30|70|10|0|0|0|0|N/A||0.4|3|0.1|0.75|0|0
        Ủy ban nhân dân xã Vùng Cao|0|0|0|0|0|0|0|0|N/A||N/A||N/A||N/A|
        Cộng IV|100|30|70|10|0|0|0|0|N/A||0.4|3|0.1|0.75|0|0
        # Không có trong danh mục
        H48.99 (không có trong danh mục)|7|6|1|0|0|0|0|0|N/A||0|0|0|0|0|0
        Cộng không có trong danh mục|7|6|1|0|0|0|0|0|N/A||0|0|0|0|0|0
        Tổng cộng|1107|136|971|10|0|9|3|6|0.25|1|0.7588|5.69|0.009|0.07|0|0
    "#]]
    .assert_eq(&table(&report));
}

#[test]
fn each_report_tells_what_was_counted() {
    for (kind, expected) in [
        (
            ReportKind::Level,
            expect![[r#"
                #
                Cấp tỉnh|1234617|617000|0.4998|0.5|0.0002|2|1|0.5|1
                Cấp xã|120|80|0.5833|0.35|0|1|1|1|0.6
                Tổng cộng|1234742|617081|0.4998|||3|2|0.6667|
            "#]],
        ),
        (
            ReportKind::Units,
            expect![[r#"
            # I. Sở, ban, ngành cấp tỉnh
            Trung tâm Phục vụ hành chính công tỉnh|1234567|617000|0.4998|0.5|0.0002|0
            Sở Tư pháp|0|0|N/A|0.5||0
            Cộng I|1234567|617000|0.4998|0.5|0.0002|0
            # II. Chi nhánh Văn phòng Đăng ký đất đai
            Chi nhánh Văn phòng Đăng ký đất đai Bình An|50|0|0|0.5|0.5|0
            Cộng II|50|0|0|0.5|0.5|0
            # IV. Cấp xã
            Ủy ban nhân dân xã Bình An|100|50|0.5|0.35|0|0
            Ủy ban nhân dân xã Vùng Cao|20|30|1|0.35|0|10
            Cộng IV|120|80|0.5833|0.35|0|10
            # Không có trong danh mục
            H48.99 (không có trong danh mục)|5|1|0.2|||0
            Cộng không có trong danh mục|5|1|0.2|||0
            Tổng cộng|1234742|617081|0.4998|||10
        "#]],
        ),
        (
            ReportKind::Inventory,
            expect![[r#"
                # Trung tâm Phục vụ hành chính công tỉnh (H48.01)
                Giấy khai sinh|KQ.G15.000031|2026-03-01|1234567|617000|0.4998|0
                Cộng Trung tâm Phục vụ hành chính công tỉnh|||1234567|617000|0.4998|0
                # Chi nhánh Văn phòng Đăng ký đất đai Bình An (H48.12)
                Giấy khai sinh|KQ.G15.000031|2026-03-01|50|0|0|0
                Cộng Chi nhánh Văn phòng Đăng ký đất đai Bình An|||50|0|0|0
                # Ủy ban nhân dân xã Bình An (H48.28.05)
                Giấy khai sinh|KQ.G15.000031|2026-03-01|100|50|0.5|0
                Cộng Ủy ban nhân dân xã Bình An|||100|50|0.5|0
                # Ủy ban nhân dân xã Vùng Cao (H48.28.07)
                Giấy chứng nhận kết hôn|KQ.G15.000032|2026-03-01|20|30|1|10
                Cộng Ủy ban nhân dân xã Vùng Cao|||20|30|1|10
                # H48.99 (không có trong danh mục)
                Giấy khai sinh|KQ.G15.000031|2026-03-01|5|1|0.2|0
                Cộng H48.99 (không có trong danh mục)|||5|1|0.2|0
                Tổng cộng|||1234742|617081|0.4998|10
            "#]],
        ),
        (
            ReportKind::Reuse,
            expect![[r#"
            # I. Sở, ban, ngành cấp tỉnh
            Trung tâm Phục vụ hành chính công tỉnh|1000|0|0|0|0|0|N/A|0|N/A
            Sở Tư pháp|0|0|N/A|0|0|0|N/A|0|N/A
            Cộng I|1000|0|0|0|0|0|N/A|0|N/A
            # II. Chi nhánh Văn phòng Đăng ký đất đai
            Chi nhánh Văn phòng Đăng ký đất đai Bình An|0|0|N/A|0|0|0|N/A|0|N/A
            Cộng II|0|0|N/A|0|0|0|N/A|0|N/A
            # IV. Cấp xã
            Ủy ban nhân dân xã Bình An|100|10|0.1|0|60|20|0.25|15|0.25
            Ủy ban nhân dân xã Vùng Cao|0|0|N/A|0|0|0|N/A|0|N/A
            Cộng IV|100|10|0.1|0|60|20|0.25|15|0.25
            # Không có trong danh mục
            H48.99 (không có trong danh mục)|7|0|0|0|0|0|N/A|0|N/A
            Cộng không có trong danh mục|7|0|0|0|0|0|N/A|0|N/A
            Tổng cộng|1107|10|0.009|0|60|20|0.25|15|0.25
        "#]],
        ),
        (
            ReportKind::Backlog,
            expect![[r#"
                # Trung tâm Phục vụ hành chính công tỉnh (H48.01)
                Giấy khai sinh|2026-03-01|121|1234567|617000|617567|||||
                Cộng Trung tâm Phục vụ hành chính công tỉnh|2026-03-01|121|1234567|617000|617567|200|02/07/2026|6|0|
                # Chi nhánh Văn phòng Đăng ký đất đai Bình An (H48.12)
                Giấy khai sinh|2026-03-01|121|50|0|50|||||
                Cộng Chi nhánh Văn phòng Đăng ký đất đai Bình An|2026-03-01|121|50|0|50|0|không đạt với nhịp này|1|0|
                # Ủy ban nhân dân xã Bình An (H48.28.05)
                Giấy khai sinh|2026-03-01|121|100|50|50|||||
                Cộng Ủy ban nhân dân xã Bình An|2026-03-01|121|100|50|50|2|đã đạt|0|3|29
                # Ủy ban nhân dân xã Vùng Cao (H48.28.07)
                Cộng Ủy ban nhân dân xã Vùng Cao|2026-03-01|121|20|30|0|0|đã đạt|0|0|
                # H48.99 (không có trong danh mục)
                Giấy khai sinh|2026-03-01|121|5|1|4|||||
                Cộng H48.99 (không có trong danh mục)|2026-03-01|121|5|1|4|0|không có chỉ tiêu||0|
                Tổng cộng|2026-03-01|121|1234742|617081|617671|202|02/07/2026|3|3|29
            "#]],
        ),
        (
            ReportKind::Waiting,
            expect![[r#"
            # I. Sở, ban, ngành cấp tỉnh
            Trung tâm Phục vụ hành chính công tỉnh|4|4.17|15|0
            Sở Tư pháp|0|N/A|15|
            Cộng I|4|4.17|15|0
            # II. Chi nhánh Văn phòng Đăng ký đất đai
            Chi nhánh Văn phòng Đăng ký đất đai Bình An|0|N/A|15|
            Cộng II|0|N/A|15|
            # IV. Cấp xã
            Ủy ban nhân dân xã Bình An|0|N/A|15|
            Ủy ban nhân dân xã Vùng Cao|0|N/A|15|
            Cộng IV|0|N/A|15|
            # Không có trong danh mục
            H48.99 (không có trong danh mục)|0|N/A|15|
            Cộng không có trong danh mục|0|N/A|15|
            Tổng cộng|4|4.17|15|0
        "#]],
        ),
        (
            ReportKind::Productivity,
            expect![[r#"
            # I. Sở, ban, ngành cấp tỉnh
            Trung tâm Phục vụ hành chính công tỉnh|1000|0|258|968.99|1600|631.01
            Sở Tư pháp|0|0|0|N/A|1600|
            Cộng I|1000|0|258|968.99|1600|631.01
            # II. Chi nhánh Văn phòng Đăng ký đất đai
            Chi nhánh Văn phòng Đăng ký đất đai Bình An|0|0|0|N/A|1600|
            Cộng II|0|0|0|N/A|1600|
            # IV. Cấp xã
            Ủy ban nhân dân xã Bình An|100|100|0|N/A|800|
            Ủy ban nhân dân xã Vùng Cao|0|0|0|N/A|800|
            Cộng IV|100|100|0|N/A|800|
            # Không có trong danh mục
            H48.99 (không có trong danh mục)|7|7|0|N/A||
            Cộng không có trong danh mục|7|7|0|N/A||
            Tổng cộng|1107|107|258|968.99||
        "#]],
        ),
    ] {
        expected.assert_eq(&table(&of_kind(kind)));
    }
}

#[test]
fn a_report_within_a_unit_says_so() {
    let (map, targets) = (made::map(), made::targets());
    let merged = made::code(MERGED);
    let scope = Scope { unit: Some(&merged), ..made::scope(&map, &targets) };
    let report = units(&scope, &[cell(COMMUNE, BIRTH, 10, 5), cell(CENTRE, BIRTH, 10, 5)]);
    assert_eq!(report.subtitle[0], "Phạm vi: Ủy ban nhân dân xã Bình An và các đơn vị trực thuộc");
    assert_eq!(table(&report).lines().count(), 4, "{}", table(&report));
}

fn counts(row: &Row, columns: &[Column]) -> Vec<u64> {
    let counted = row.cells.iter().zip(columns).filter(|(_, column)| column.format == Format::Count);
    counted.map(|(cell, _)| if let Cell::Count(count) = cell { *count } else { 0 }).collect()
}

fn add(mut sum: Vec<u64>, other: &[u64]) -> Vec<u64> {
    sum.resize(other.len(), 0);
    sum.iter_mut().zip(other).for_each(|(sum, count)| *sum += count);
    sum
}

proptest! {
    #[test]
    fn totals_are_the_sums_of_rows(numbers in prop::collection::vec((0_usize..6, 0_i64..1_000, 0_i64..1_000, 0_i64..1_000), 1..30)) {
        let codes = [CENTRE, LAND, COMMUNE, REMOTE, MERGED, UNKNOWN];
        let (map, targets) = (made::map(), made::targets());
        let rows: Vec<_> = numbers.iter().map(|(unit, a, b, c)| {
            row(codes[*unit], &[(Measure::Received, a + b + c), (Measure::WithComponent, *b), (Measure::Resolved, *c)])
        }).collect();
        let report = table_766(&made::scope(&map, &targets), &made::national(), &rows);
        let total = counts(report.total.as_ref().unwrap(), &report.columns);
        let units = report.sections.iter().flat_map(|section| &section.rows);
        let of_units = units.fold(Vec::new(), |sum, row| add(sum, &counts(row, &report.columns)));
        let groups = report.sections.iter().filter_map(|section| section.subtotal.as_ref());
        let of_groups = groups.fold(Vec::new(), |sum, row| add(sum, &counts(row, &report.columns)));
        prop_assert_eq!(&total, &of_units);
        prop_assert_eq!(&total, &of_groups);
        let received: i64 = numbers.iter().map(|(_, a, b, c)| a + b + c).sum();
        prop_assert_eq!(total[0], u64::try_from(received).unwrap());
    }
}
