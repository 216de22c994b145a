//! What is still to be digitised, by unit and type, and when it will be done.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::{PaperTypeCode, UnitCode};

use super::{
    Cell, Column, Format, Report, ReportKind, Row, Section, When,
    chart::of_levels,
    groups::TOTAL,
    head,
    inventory::{section_title, type_name},
    meanings,
    units::target,
};
use crate::{
    Backlog, BacklogInputs, FigureId, Folded, Forecast, Holding, Holdings, Scope,
    figures::{date, excess_note},
    holdings,
};

/// The backlog on the scope's last day: a section for each unit with something declared or waiting, a row for each type with
/// something left, and in the sums how fast it goes.
pub fn backlog(scope: &Scope<'_>, inputs: &BacklogInputs<'_>, types: &BTreeMap<PaperTypeCode, String>) -> Report {
    let held = holdings(scope, inputs.cells);
    let backlog = crate::backlog(scope, inputs);
    let busy = backlog.units().filter(|(_, backlog)| backlog.results.declared + backlog.held > 0);
    let sections = busy.map(|(unit, backlog)| section(scope, inputs, unit, backlog, held.unit(unit), types)).collect();
    Report {
        columns: columns(),
        sections,
        total: Some(sum(scope, inputs, TOTAL.into(), None, &backlog.whole())),
        notes: notes(scope, inputs, &held),
        chart: Some(of_levels(
            "Tỷ lệ số hóa so với chỉ tiêu",
            Format::Percent,
            scope.map,
            &backlog,
            |subject, backlog| (backlog.results.share(), target(scope, subject)),
        )),
        ..head(scope, ReportKind::Backlog, FigureId::Backlog.vietnamese(), When::OnTheDay)
    }
}

fn columns() -> Vec<Column> {
    const AHEAD: &str = "Tiến độ";
    const HELD: &str = "Bản quét chờ xử lý";
    let column = Column::new;
    vec![
        column("name", "Loại giấy tờ", Format::Text),
        column("declared_on", "Khai báo ngày", Format::Day),
        column("age_days", "Đã khai báo (ngày)", Format::Count),
        column("declared", "Khai báo", Format::Count),
        column("digitised", "Đã số hóa", Format::Count),
        column("remaining", "Còn phải số hóa", Format::Count),
        column("rate", "Giấy tờ mỗi ngày làm việc", Format::Decimal).under(AHEAD),
        column("target_met", "Đạt chỉ tiêu", Format::Text).under(AHEAD),
        column("pages_a_day", "Trang mỗi ngày mỗi quầy để kịp trong năm", Format::Count).under(AHEAD),
        column("held", "Số lượng", Format::Count).under(HELD),
        column("held_days", "Lâu nhất (ngày)", Format::Count).under(HELD),
    ]
}

fn section(
    scope: &Scope<'_>,
    inputs: &BacklogInputs<'_>,
    unit: &UnitCode,
    backlog: &Backlog,
    holdings: Option<&Holdings>,
    types: &BTreeMap<PaperTypeCode, String>,
) -> Section {
    let left = holdings.into_iter().flat_map(|holdings| &holdings.0).filter(|(_, held)| held.results().remaining() > 0);
    let rows = left.map(|(paper_type, held)| row(scope, unit, type_name(types, paper_type), held)).collect();
    let name = scope.map.name(unit);
    let subtotal = sum(scope, inputs, format!("Cộng {name}"), Some(unit.clone()), backlog);
    Section { title: section_title(scope, unit), rows, subtotal: Some(subtotal) }
}

fn row(scope: &Scope<'_>, unit: &UnitCode, name: String, held: &Holding) -> Row {
    let results = held.results();
    let mut cells = vec![
        Cell::Text(name),
        Cell::day(held.declared_on),
        age(held.declared_on, scope.to),
        Cell::Count(results.declared),
        Cell::Count(results.digitised),
        Cell::Count(results.remaining()),
    ];
    cells.resize(columns().len(), Cell::Empty);
    Row { unit: Some(unit.clone()), cells }
}

fn sum(scope: &Scope<'_>, inputs: &BacklogInputs<'_>, name: String, unit: Option<UnitCode>, backlog: &Backlog) -> Row {
    let pages = backlog.pages_a_day(scope.to, inputs.pages_per_paper);
    let cells = vec![
        Cell::Text(name),
        Cell::day(backlog.declared_on),
        age(backlog.declared_on, scope.to),
        Cell::Count(backlog.results.declared),
        Cell::Count(backlog.results.digitised),
        Cell::Count(backlog.results.remaining()),
        Cell::ratio(backlog.rate()),
        Cell::text(words(backlog.forecast(scope.to))),
        pages.map_or(Cell::Empty, Cell::Count),
        Cell::Count(backlog.held),
        age(backlog.held_since, scope.to),
    ];
    Row { unit, cells }
}

fn words(forecast: Forecast) -> String {
    match forecast {
        Forecast::NoTarget => "không có chỉ tiêu".into(),
        Forecast::Met => "đã đạt".into(),
        Forecast::Never => "không đạt với nhịp này".into(),
        Forecast::On(day) => date(day),
    }
}

/// Days since, not below 0.
fn age(since: Option<Date>, today: Date) -> Cell {
    let days = since.and_then(|since| since.until(today).ok()).and_then(|span| u64::try_from(span.get_days()).ok());
    days.map_or(Cell::Empty, Cell::Count)
}

fn notes(scope: &Scope<'_>, inputs: &BacklogInputs<'_>, held: &Folded<Holdings>) -> Vec<String> {
    let mut notes = meanings(scope, &[FigureId::Backlog]);
    notes.extend([
        format!(
            "Nhịp số hóa tính từ ngày {} đến ngày {}, theo ngày làm việc từ thứ Hai đến thứ Sáu (chưa trừ ngày lễ).",
            date(inputs.recent_from),
            date(inputs.recent_to)
        ),
        format!(
            "Chỉ tiêu là chỉ tiêu đến hết năm {}. Số trang tính theo bình quân {} trang mỗi giấy tờ.",
            scope.to.year(),
            inputs.pages_per_paper.to_string().replace('.', ",")
        ),
        "Ngày đạt chỉ tiêu của tổng số là khi mọi đơn vị cộng lại làm xong phần của mình với nhịp chung hiện nay."
            .into(),
    ]);
    notes.extend(excess_note(held));
    notes
}
