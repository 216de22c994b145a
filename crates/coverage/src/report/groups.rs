//! The frame that tables by unit share: groups I to IV, each with its subtotal, units that are on no map last, and a total.

use catalogue::Level;
use model::UnitCode;

use super::{Cell, Row, Section};
use crate::{Folded, Group, Map, Subject, Tally, UNKNOWN};

/// The title of the total.
pub(super) const TOTAL: &str = "Tổng cộng";

/// Sections and total of what was gathered by unit. `cells` gives what follows the name of a unit, or of a sum of several: then
/// the subject is their level, if they share one, or the whole.
pub(super) fn grouped<T: Tally>(
    map: &Map,
    folded: &Folded<T>,
    cells: impl Fn(&Subject, &T) -> Vec<Cell>,
) -> (Vec<Section>, Option<Row>) {
    let known = Group::ALL.map(|group| (group.vietnamese(), Some(group)));
    let sections = known.into_iter().chain([(UNKNOWN, None)]);
    let sections = sections.filter_map(|(title, group)| section(map, folded, title, group, &cells)).collect();
    let total = row(None, TOTAL.into(), cells(&Subject::Whole, &folded.whole()));
    (sections, Some(total))
}

fn section<T: Tally>(
    map: &Map,
    folded: &Folded<T>,
    title: &str,
    group: Option<Group>,
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
    let subtotal = row(None, format!("Cộng {}", numeral(title)), cells(&subject, &folded.of(belongs)));
    Some(Section { title: title.into(), rows: units.iter().map(unit_row).collect(), subtotal: Some(subtotal) })
}

/// `I` of `I. Sở, ban, ngành cấp tỉnh`; a title without a numeral in small letters.
fn numeral(title: &str) -> String {
    title.split_once(". ").map_or_else(|| title.to_lowercase(), |(numeral, _)| numeral.to_owned())
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
