use super::*;
use crate::made::{CENTRE, COMMUNE, DEPARTMENT, LAND, MERGED, REMOTE, UNKNOWN, code, map};
use ledger::{Activity, Measure};
use proptest::prelude::*;

fn received(count: i64) -> Activity {
    Activity::some(Measure::Received, count)
}

fn told(folded: &Folded<Activity>) -> Vec<(String, u64)> {
    folded.units().map(|(unit, activity)| (unit.to_string(), activity.count(Measure::Received))).collect()
}

#[test]
fn an_ended_unit_counts_for_its_successor_and_an_unknown_code_is_kept() {
    let (commune, merged, unknown) = (code(COMMUNE), code(MERGED), code(UNKNOWN));
    let rows = [(&commune, received(5)), (&merged, received(3)), (&unknown, received(2))];
    let folded = map().fold(None, rows);
    let expected = [(CENTRE, 0), (DEPARTMENT, 0), (LAND, 0), (COMMUNE, 8), (REMOTE, 0), (UNKNOWN, 2)];
    assert_eq!(told(&folded), expected.map(|(unit, count)| (unit.to_owned(), count)));
    assert_eq!(map().name(&unknown), "H48.99 (không có trong danh mục)");
}

#[test]
fn chains_of_successors_are_followed_and_circles_end() {
    let counting = [("H48.31", "H48.32"), ("H48.32", CENTRE), ("H48.40", "H48.41"), ("H48.41", "H48.40")];
    let counting = counting.map(|(old, new)| (code(old), code(new))).into();
    let map = Map::new(map().day(), map().units().cloned().collect(), counting, BTreeMap::new());
    assert_eq!(map.counts_for(&code("H48.31")), &code(CENTRE));
    assert!(["H48.40", "H48.41"].contains(&map.counts_for(&code("H48.40")).as_str()));
}

#[test]
fn a_scope_holds_what_is_below_and_an_ended_unit_stands_for_its_successor() {
    let (commune, merged) = (code(COMMUNE), code(MERGED));
    let rows = || [(&commune, received(5)), (&merged, received(3))];
    for (asked, units) in [("H48.28", 2), (MERGED, 1), (COMMUNE, 1), (CENTRE, 1)] {
        assert_eq!(map().fold(Some(&code(asked)), rows()).units().count(), units, "{asked}");
    }
    assert_eq!(told(&map().fold(Some(&merged), rows())), [(COMMUNE.to_owned(), 8)]);
    assert_eq!(map().fold(Some(&code("H48")), rows()).units().count(), 5, "by parents and by code");
}

proptest! {
    #[test]
    fn what_units_have_is_what_levels_and_the_whole_have(counts in prop::collection::vec((0_usize..8, 0_i64..1_000), 0..40)) {
        let codes = [CENTRE, DEPARTMENT, LAND, COMMUNE, REMOTE, MERGED, UNKNOWN, "H48.98"].map(code);
        let map = map();
        let folded = map.fold(None, counts.iter().map(|(unit, count)| (&codes[*unit], received(*count))));
        let all = counts.iter().fold(Activity::NONE, |sum, (_, count)| sum + received(*count));
        let sum_of = |wanted: &dyn Fn(&Subject) -> bool| {
            let subjects = folded.subjects(&map, true);
            subjects.iter().filter(|(subject, _)| wanted(subject)).fold(Activity::NONE, |sum, (_, tally)| sum + *tally)
        };
        prop_assert_eq!(folded.whole(), all);
        prop_assert_eq!(sum_of(&|subject| subject.unit().is_some()), all);
        let levels_and_unknown = |subject: &Subject| matches!(subject, Subject::Level(_) | Subject::Unknown(_));
        prop_assert_eq!(sum_of(&levels_and_unknown), all);
    }
}
