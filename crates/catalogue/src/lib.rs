//! The catalogue: units with their levels and lives, procedures with their components, paper types with their validity,
//! and target plans. Dated data, loaded and checked once; who asks is not its business.
//!
//! Each of the four files is a JSON document with a schema in `schemas/catalogue/`. The sample catalogue of
//! `fixtures/catalogue/` is built in and used when no folder is set.

mod load;
mod paper_type;
mod plan;
mod procedure;
mod unit;

use std::collections::BTreeMap;

use model::{PaperTypeCode, ProcedureCode, UnitCode};

pub use load::{CatalogueError, PaperTypeFile, PlanFile, ProcedureFile, UnitFile};
pub use paper_type::{PaperType, Validity};
pub use plan::{LevelTarget, Plan};
pub use procedure::{Component, Procedure};
pub use unit::{Level, Unit};

/// Everything that is in force, by code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalogue {
    units: BTreeMap<UnitCode, Unit>,
    paper_types: BTreeMap<PaperTypeCode, PaperType>,
    procedures: BTreeMap<ProcedureCode, Procedure>,
    plans: BTreeMap<String, Plan>,
}

impl Catalogue {
    /// One unit by its code.
    pub fn unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.units.get(code)
    }

    /// All units by code.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// One paper type by its code.
    pub fn paper_type(&self, code: &PaperTypeCode) -> Option<&PaperType> {
        self.paper_types.get(code)
    }

    /// All paper types by code.
    pub fn paper_types(&self) -> impl Iterator<Item = &PaperType> {
        self.paper_types.values()
    }

    /// One procedure by its code.
    pub fn procedure(&self, code: &ProcedureCode) -> Option<&Procedure> {
        self.procedures.get(code)
    }

    /// All procedures by code.
    pub fn procedures(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures.values()
    }

    /// One target plan by its name.
    pub fn plan(&self, name: &str) -> Option<&Plan> {
        self.plans.get(name)
    }

    /// All target plans by name.
    pub fn plans(&self) -> impl Iterator<Item = &Plan> {
        self.plans.values()
    }

    /// True when `unit` is `above` or below it: by its parents, which outlive a change of codes, or by its code.
    pub fn is_within(&self, unit: &UnitCode, above: &UnitCode) -> bool {
        let mut at = Some(unit);
        // Parents form no circle (checked when loaded), so this ends.
        while let Some(code) = at {
            if above.contains(code) {
                return true;
            }
            at = self.unit(code).and_then(|unit| unit.parent.as_ref());
        }
        false
    }
}
