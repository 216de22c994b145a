//! What is declared and what is digitised, by unit and paper type.

use std::collections::BTreeMap;

use model::{PaperTypeCode, UnitCode};

use super::{
    Cell, Column, Format, Report, ReportKind, Row, Section, When, chart::of_levels, groups::TOTAL, head, meanings,
    units::target,
};
use crate::{FigureId, Folded, Holding, Holdings, InventoryCell, Results, Scope, figures::excess_note, holdings};

/// The inventory on the scope's last day: a section for each unit that declares or holds anything, a row for each of its types.
/// `types` are the names of paper types.
pub fn inventory(scope: &Scope<'_>, cells: &[InventoryCell], types: &BTreeMap<PaperTypeCode, String>) -> Report {
    let held = holdings(scope, cells);
    let results = held.map(Holdings::results);
    let sections = with_something(&held).map(|(unit, holdings)| section(scope, unit, holdings, types)).collect();
    Report {
        columns: vec![
            Column::new("type", "Loại giấy tờ", Format::Text),
            Column::new("type_code", "Mã", Format::Text),
            Column::new("declared_on", "Ngày khai báo", Format::Day),
            Column::new("declared", "Khai báo", Format::Count),
            Column::new("digitised", "Đã số hóa", Format::Count),
            Column::new("share", "Tỷ lệ số hóa", Format::Percent),
            Column::new("excess", "Vượt khai báo", Format::Count),
        ],
        sections,
        total: Some(sum(TOTAL.into(), None, &results.whole())),
        notes: meanings(scope, &[FigureId::Results]).into_iter().chain(excess_note(&held)).collect(),
        chart: Some(of_levels(
            "Tỷ lệ số hóa so với chỉ tiêu",
            Format::Percent,
            scope.map,
            &results,
            |subject, results| (results.share(), target(scope, subject)),
        )),
        ..head(scope, ReportKind::Inventory, "Kê khai kết quả giải quyết TTHC còn hiệu lực", When::OnTheDay)
    }
}

/// Units that have a row of their own in tables by type.
pub(super) fn with_something(held: &Folded<Holdings>) -> impl Iterator<Item = (&UnitCode, &Holdings)> {
    held.units().filter(|(_, holdings)| !holdings.0.is_empty())
}

fn section(
    scope: &Scope<'_>,
    unit: &UnitCode,
    holdings: &Holdings,
    types: &BTreeMap<PaperTypeCode, String>,
) -> Section {
    let name = scope.map.name(unit);
    let rows = holdings.0.iter().map(|(paper_type, holding)| row(unit, paper_type, holding, types)).collect();
    let subtotal = sum(format!("Cộng {name}"), Some(unit.clone()), &holdings.results());
    Section { title: section_title(scope, unit), rows, subtotal: Some(subtotal) }
}

fn row(unit: &UnitCode, paper_type: &PaperTypeCode, holding: &Holding, types: &BTreeMap<PaperTypeCode, String>) -> Row {
    let mut cells = vec![
        Cell::Text(type_name(types, paper_type)),
        Cell::text(paper_type.to_string()),
        Cell::day(holding.declared_on),
    ];
    cells.extend(counts(&holding.results()));
    Row { unit: Some(unit.clone()), cells }
}

/// A unit's name with its code.
pub(super) fn section_title(scope: &Scope<'_>, unit: &UnitCode) -> String {
    let name = scope.map.name(unit);
    if scope.map.unit(unit).is_some() { format!("{name} ({unit})") } else { name }
}

/// The name of a paper type, or its code.
pub(super) fn type_name(types: &BTreeMap<PaperTypeCode, String>, paper_type: &PaperTypeCode) -> String {
    types.get(paper_type).cloned().unwrap_or_else(|| format!("{paper_type} (không có trong danh mục)"))
}

fn counts(results: &Results) -> [Cell; 4] {
    [
        Cell::Count(results.declared),
        Cell::Count(results.digitised),
        Cell::ratio(results.share()),
        Cell::Count(results.excess()),
    ]
}

fn sum(name: String, unit: Option<UnitCode>, results: &Results) -> Row {
    let cells = [Cell::Text(name), Cell::Empty, Cell::Empty].into_iter().chain(counts(results)).collect();
    Row { unit, cells }
}
