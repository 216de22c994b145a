//! The frame that tables by unit share: groups I to IV, each with its subtotal, units that are on no map last, and a total.

use catalogue::{Level, UnitGroup};
use model::UnitCode;

use super::{Cell, Row, Section};
use crate::{Folded, Map, Subject, Tally, UNKNOWN};

/// The title of the total.
pub(super) const TOTAL: &str = "Tổng cộng";

/// Sections and total of what was gathered by unit. `cells` gives what follows the name of a unit, or of a sum of several: then
/// the subject is their level, if they share one, or the whole.
pub(super) fn grouped<T: Tally>(
    map: &Map,
    folded: &Folded<T>,
    cells: impl Fn(&Subject, &T) -> Vec<Cell>,
) -> (Vec<Section>, Option<Row>) {
    let groups = UnitGroup::ALL.map(Some).into_iter().chain([None]);
    let sections = groups.filter_map(|group| section(map, folded, group, &cells)).collect();
    let total = row(None, TOTAL.into(), cells(&Subject::Whole, &folded.whole()));
    (sections, Some(total))
}

fn section<T: Tally>(
    map: &Map,
    folded: &Folded<T>,
    group: Option<UnitGroup>,
    cells: &impl Fn(&Subject, &T) -> Vec<Cell>,
) -> Option<Section> {
    let belongs = |unit: &UnitCode| map.unit(unit).map(|facts| facts.group) == group;
    let units: Vec<_> = folded.units().filter(|(unit, _)| belongs(unit)).collect();
    if units.is_empty() {
        return None;
    }
    let unit_row = |(unit, tally): &(&UnitCode, &T)| {
        let cells = cells(&subject(map, unit), tally);
        row(Some((*unit).clone()), map.name(unit), cells)
    };
    let subject = shared_level(map, units.iter().map(|(unit, _)| *unit)).map_or(Subject::Whole, Subject::Level);
    let subtotal = row(
        None,
        format!("Cộng {}", group.map_or_else(|| UNKNOWN.to_lowercase(), |group| group.roman().to_owned())),
        cells(&subject, &folded.of(belongs)),
    );
    let title = group.map_or_else(|| UNKNOWN.to_owned(), |group| format!("{}. {}", group.roman(), group.vietnamese()));
    Some(Section { title, rows: units.iter().map(unit_row).collect(), subtotal: Some(subtotal) })
}

/// The subject of a unit's row.
pub(super) fn subject(map: &Map, unit: &UnitCode) -> Subject {
    map.unit(unit).map_or_else(|| Subject::Unknown(unit.clone()), |facts| Subject::Unit(unit.clone(), facts.level))
}

fn shared_level<'u>(map: &Map, units: impl Iterator<Item = &'u UnitCode>) -> Option<Level> {
    let mut levels = units.map(|unit| map.unit(unit).map(|facts| facts.level));
    let first = levels.next()??;
    levels.all(|level| level == Some(first)).then_some(first)
}

fn row(unit: Option<UnitCode>, name: String, cells: Vec<Cell>) -> Row {
    Row { unit, cells: std::iter::once(Cell::Text(name)).chain(cells).collect() }
}
