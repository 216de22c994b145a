//! The table that managers know (the end of DOMAIN §5.3), with the national indicators 4.1 to 4.4.

use ledger::{Activity, ActivityRow, Measure};

use super::{
    Cell, Column, Format, Report, ReportKind, When,
    chart::{Bar, Chart},
    groups::grouped,
    head,
};
use crate::{
    National, Scope, activity,
    figures::{INDICATORS, later, points},
    national,
    ratio::share,
};

const AT_RECEIPT: &str = "Số hóa khi tiếp nhận";
const OF_RESULTS: &str = "Số hóa kết quả";

/// Dossiers received in the period, by unit in the groups I to IV: what of them was digitised, reused and resolved, and what that
/// earns.
pub fn table_766(scope: &Scope<'_>, marks: &National, rows: &[ActivityRow]) -> Report {
    let folded = activity(scope, rows);
    let (sections, total) = grouped(scope.map, &folded, |_, activity| cells(marks, activity));
    let told = national(scope, marks, &[], false).explanations;
    let meanings = told.iter().map(|one| {
        let notes = one.notes.iter().skip(1).map(|note| format!(" {note}")).collect::<String>();
        format!("{}. {}: {} ÷ {}.{notes}", one.id, one.title, one.numerator, one.denominator)
    });
    let changed = later(scope, rows, &MEASURES);
    let received = "Tính theo ngày tiếp nhận; hồ sơ không có ngày tiếp nhận không được tính.".to_owned();
    Report {
        columns: columns(),
        sections,
        total,
        notes: std::iter::once(received).chain(meanings).chain(changed).collect(),
        chart: Some(chart(marks, &folded.whole())),
        ..head(
            scope,
            ReportKind::Table766,
            "Số hóa hồ sơ, kết quả giải quyết TTHC (Quyết định 766/QĐ-TTg)",
            When::InThePeriod,
        )
    }
}

const MEASURES: [Measure; 11] = [
    Measure::Received,
    Measure::WithComponent,
    Measure::Reusing,
    Measure::FromNationalStore,
    Measure::Resolved,
    Measure::ResolvedWithoutResult,
    Measure::ResolvedWithResult,
    Measure::Owing,
    Measure::OwingWithResult,
    Measure::Digitised,
    Measure::Shared,
];

fn columns() -> Vec<Column> {
    let count = |key: &str, title: &str| Column::new(key, title, Format::Count);
    let mut columns = vec![
        Column::new("name", "Đơn vị", Format::Text),
        count("received", "Tiếp nhận"),
        count("without_component", "Chưa số hóa TPHS").under(AT_RECEIPT),
        count("with_component", "Có số hóa TPHS").under(AT_RECEIPT),
        count("reusing", "Có tái sử dụng thành phần").under(AT_RECEIPT),
        count("from_national_store", "Có tái sử dụng từ cổng DVC quốc gia").under(AT_RECEIPT),
        count("resolved", "Đã giải quyết"),
        count("resolved_without_result", "Chưa số hóa").under(OF_RESULTS),
        count("resolved_with_result", "Đã số hóa").under(OF_RESULTS),
    ];
    for (id, ..) in INDICATORS {
        let (number, key) = (id.as_str(), id.as_str().replace('.', "_"));
        let group = format!("Chỉ số {number}");
        columns.push(Column::new(&format!("share_{key}"), "Tỷ lệ", Format::Percent).under(&group));
        columns.push(Column::new(&format!("points_{key}"), "Điểm", Format::Decimal).under(&group));
    }
    columns
}

fn cells(marks: &National, activity: &Activity) -> Vec<Cell> {
    let count = |measure| Cell::Count(activity.count(measure));
    let without = activity.count(Measure::Received).saturating_sub(activity.count(Measure::WithComponent));
    let mut cells = vec![
        count(Measure::Received),
        Cell::Count(without),
        count(Measure::WithComponent),
        count(Measure::Reusing),
        count(Measure::FromNationalStore),
        count(Measure::Resolved),
        count(Measure::ResolvedWithoutResult),
        count(Measure::ResolvedWithResult),
    ];
    for (id, numerator, denominator) in INDICATORS {
        let (numerator, denominator) = (activity.count(numerator), activity.count(denominator));
        cells.push(Cell::ratio(share(numerator, denominator)));
        cells.push(Cell::optional(points(marks, id, numerator, denominator)));
    }
    cells
}

fn chart(marks: &National, whole: &Activity) -> Chart {
    let bar = |(id, numerator, denominator): (crate::FigureId, Measure, Measure)| {
        let named = marks.indicators.get(id.as_str());
        let title = named.map_or(id.vietnamese(), |marks| &marks.title);
        Bar {
            label: format!("{} {title}", id.as_str()),
            value: share(whole.count(numerator), whole.count(denominator)),
            target: named.and_then(|marks| marks.full_at),
        }
    };
    let bars = INDICATORS.map(bar).into();
    Chart { title: "Chỉ số 4.1 đến 4.4 so với mức đủ điểm".into(), format: Format::Percent, bars }
}
