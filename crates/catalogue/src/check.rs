//! Checking that what a catalogue says fits together, on each day on which it begins to say something else.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use model::UnitCode;

use crate::{Catalogue, CatalogueError, Procedure, Unit, error::dangling};

/// The units as was said of them on one day.
type State<'a> = HashMap<&'a UnitCode, &'a Unit>;

impl Catalogue {
    /// Checks everything from a day on: what was said for earlier days has been checked when it was said.
    pub(crate) fn check(&self, from: Date) -> Result<(), CatalogueError> {
        for day in self.days_of_change(from) {
            let state: State<'_> = self.units.all_on_or_first(day).map(|(code, _, unit)| (code, unit)).collect();
            self.units.all_on_or_first(day).try_for_each(|(_, _, unit)| self.check_unit(unit, &state))?;
        }
        self.procedures.every().try_for_each(|(_, _, procedure)| self.check_procedure(procedure))?;
        self.plans.every().try_for_each(|(_, _, plan)| plan.check())?;
        self.national.check()
    }

    /// The day itself and every later one from which something else is said of a unit.
    fn days_of_change(&self, from: Date) -> BTreeSet<Date> {
        let later = self.units.every().map(|(_, since, _)| since).filter(|since| *since > from);
        later.chain([from]).collect()
    }

    fn check_unit(&self, unit: &Unit, state: &State<'_>) -> Result<(), CatalogueError> {
        check_references(unit, state)?;
        if let (Some(from), Some(to)) = (unit.from, unit.to)
            && to < from
        {
            return Err(CatalogueError::Life { unit: unit.code.clone(), from, to });
        }
        check_parents(unit, state)?;
        check_level(unit, state)?;
        check_successor_circle(unit, state)?;
        self.check_successor_lives(unit)
    }

    /// Whoever succeeds must be there on the day after the end, as is said of that day.
    fn check_successor_lives(&self, unit: &Unit) -> Result<(), CatalogueError> {
        let Some(day) = unit.to.and_then(|to| to.tomorrow().ok()) else { return Ok(()) };
        let lives = |code: &UnitCode| self.units.on_or_first(code, day).is_some_and(|unit| unit.lives_on(day));
        match unit.successors.iter().find(|successor| !lives(successor)) {
            None => Ok(()),
            Some(successor) => {
                Err(CatalogueError::Successor { unit: unit.code.clone(), successor: successor.clone(), day })
            }
        }
    }

    fn check_procedure(&self, procedure: &Procedure) -> Result<(), CatalogueError> {
        let components = procedure.components.iter().map(|component| &component.paper_type);
        match components.chain(&procedure.results).find(|code| !self.paper_types.contains(code)) {
            None => Ok(()),
            Some(code) => Err(dangling(format!("procedure {}", procedure.code), code)),
        }
    }
}

fn check_references(unit: &Unit, state: &State<'_>) -> Result<(), CatalogueError> {
    match unit.parent.iter().chain(&unit.successors).find(|named| !state.contains_key(named)) {
        None => Ok(()),
        Some(missing) => Err(dangling(format!("unit {}", unit.code), missing)),
    }
}

fn check_parents(unit: &Unit, state: &State<'_>) -> Result<(), CatalogueError> {
    let mut at = unit.parent.as_ref();
    for _ in 0..state.len() {
        match at {
            None => return Ok(()),
            Some(code) if *code == unit.code => return Err(CatalogueError::Circle(unit.code.clone())),
            Some(code) => at = state.get(code).and_then(|unit| unit.parent.as_ref()),
        }
    }
    // More steps than units without coming back here: the circle is further up and is named there.
    Ok(())
}

fn check_level(unit: &Unit, state: &State<'_>) -> Result<(), CatalogueError> {
    let Some(parent) = unit.parent.as_ref().and_then(|code| state.get(code)) else { return Ok(()) };
    // Levels are in order from the top down.
    if unit.level >= parent.level {
        return Ok(());
    }
    Err(CatalogueError::Level {
        unit: unit.code.clone(),
        level: unit.level,
        parent: parent.code.clone(),
        parent_level: parent.level,
    })
}

fn check_successor_circle(unit: &Unit, state: &State<'_>) -> Result<(), CatalogueError> {
    let mut seen: BTreeSet<&UnitCode> = BTreeSet::new();
    let mut open: Vec<&UnitCode> = unit.successors.iter().collect();
    while let Some(code) = open.pop() {
        if *code == unit.code {
            return Err(CatalogueError::SuccessorCircle(unit.code.clone()));
        }
        if seen.insert(code) {
            open.extend(state.get(code).into_iter().flat_map(|unit| &unit.successors));
        }
    }
    Ok(())
}
