//! The catalogue: units with their levels and lives, procedures with their components, paper types with their validity,
//! target plans and the national indicators. Dated data, loaded and checked once; who asks is not its business.
//!
//! Each of its files is a JSON document with a schema in `schemas/catalogue/`. The sample catalogue of
//! `fixtures/catalogue/` is built in and used when no folder is set. Changes are laid over it as lines, each from a day
//! on ([`Catalogue::with_lines`]), and are read from CSV and JSON by [`read_change_file`].
//!
//! Reading order: what it holds (units, procedures, paper types, plans, national indicators), how it is kept in versions
//! and checked, how it is loaded and changed, and the map of units on a day.

mod national;
mod paper_type;
mod plan;
mod procedure;
mod unit;

mod check;
mod error;
mod versions;

mod change_file;
mod lines;
mod load;
mod map;

use jiff::civil::Date;
use model::{PaperTypeCode, ProcedureCode, UnitCode};

pub use change_file::{CatalogueChanges, ChangeFile, read_change_file};
pub use error::CatalogueError;
pub use load::{PaperTypeFile, PlanFile, ProcedureFile, UnitFile};
pub use map::UnitMap;
pub use national::{National, NationalIndicator};
pub use paper_type::{PaperType, Validity};
pub use plan::{ByYear, LevelTarget, Plan};
pub use procedure::{Component, Procedure};
pub use unit::{Level, Unit, UnitGroup};

use versions::Versions;

/// All that was said, by code and by the day from which it holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalogue {
    units: Versions<UnitCode, Unit>,
    paper_types: Versions<PaperTypeCode, PaperType>,
    procedures: Versions<ProcedureCode, Procedure>,
    plans: Versions<String, Plan>,
    national: National,
}

impl Catalogue {
    /// One unit by its code, as was said of it last.
    pub fn unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.units.latest(code)
    }

    /// One unit as it stood on a day; `None` before anything was said of it. It need not live on that day.
    pub fn unit_on(&self, code: &UnitCode, day: Date) -> Option<&Unit> {
        self.units.on(code, day)
    }

    /// All units by code, as was said of them last.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.all()
    }

    /// One paper type by its code, as was said of it last.
    pub fn paper_type(&self, code: &PaperTypeCode) -> Option<&PaperType> {
        self.paper_types.latest(code)
    }

    /// One paper type as it stood on a day; `None` before anything was said of it.
    pub fn paper_type_on(&self, code: &PaperTypeCode, day: Date) -> Option<&PaperType> {
        self.paper_types.on(code, day)
    }

    /// All paper types by code, as was said of them last.
    pub fn paper_types(&self) -> impl Iterator<Item = &PaperType> {
        self.paper_types.all()
    }

    /// One procedure by its code, as was said of it last.
    pub fn procedure(&self, code: &ProcedureCode) -> Option<&Procedure> {
        self.procedures.latest(code)
    }

    /// One procedure as it stood on a day; `None` before anything was said of it.
    pub fn procedure_on(&self, code: &ProcedureCode, day: Date) -> Option<&Procedure> {
        self.procedures.on(code, day)
    }

    /// All procedures by code, as was said of them last.
    pub fn procedures(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures.all()
    }

    /// One target plan by its name, as was said of it last.
    pub fn plan(&self, name: &str) -> Option<&Plan> {
        self.plans.latest(&name.to_owned())
    }

    /// One target plan as it stood on a day; `None` before anything was said of it.
    pub fn plan_on(&self, name: &str, day: Date) -> Option<&Plan> {
        self.plans.on(&name.to_owned(), day)
    }

    /// All target plans by name, as was said of them last.
    pub fn plans(&self) -> impl Iterator<Item = &Plan> {
        self.plans.all()
    }

    /// The national indicators of group 4 and their points (DOMAIN §5.3).
    pub fn national(&self) -> &National {
        &self.national
    }

    /// True when `unit` is `above` or below it: by its parents, which outlive a change of codes, or by its code.
    ///
    /// It goes by what was said last and asks for no day; [`UnitMap::is_within`] tells of a day.
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
