//! Loading a catalogue from its four files, and checking that what they say fits together.

use std::{collections::BTreeMap, fs, path::Path};

use model::{PaperTypeCode, UnitCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Catalogue, PaperType, Plan, Procedure, Unit};

/// `units.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitFile {
    /// The version of this form: 1.
    pub version: u16,
    /// The units.
    pub units: Vec<Unit>,
}

/// `paper-types.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperTypeFile {
    /// The version of this form: 1.
    pub version: u16,
    /// The paper types.
    pub paper_types: Vec<PaperType>,
}

/// `procedures.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcedureFile {
    /// The version of this form: 1.
    pub version: u16,
    /// The procedures.
    pub procedures: Vec<Procedure>,
}

/// `plans.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// The version of this form: 1.
    pub version: u16,
    /// The plans.
    pub plans: Vec<Plan>,
}

/// What is wrong with a catalogue.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file that cannot be read.
    #[error("the catalogue's {file} cannot be read")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file that is not of its schema.
    #[error("the catalogue's {file} is not as its schema says: {detail}")]
    Malformed {
        /// The file.
        file: &'static str,
        /// What, at which line and column.
        detail: String,
    },
    /// Two things with one code.
    #[error("the catalogue's {file} names {code} twice")]
    Twice {
        /// The file.
        file: &'static str,
        /// The code.
        code: String,
    },
    /// A thing that names another which is not there.
    #[error("in the catalogue, {what} names {missing}, which is not in it")]
    Dangling {
        /// Which thing.
        what: String,
        /// What is missing.
        missing: String,
    },
    /// A unit that is its own parent's parent.
    #[error("in the catalogue, unit {0} is above itself")]
    Circle(UnitCode),
}

const UNITS: &str = "units.json";
const PAPER_TYPES: &str = "paper-types.json";
const PROCEDURES: &str = "procedures.json";
const PLANS: &str = "plans.json";

impl Catalogue {
    /// The sample catalogue that is built in.
    ///
    /// # Errors
    /// None in a program that passed its tests; the same checks as for a folder are made.
    pub fn sample() -> Result<Self, CatalogueError> {
        Self::from_texts(
            include_str!("../../../fixtures/catalogue/units.json"),
            include_str!("../../../fixtures/catalogue/paper-types.json"),
            include_str!("../../../fixtures/catalogue/procedures.json"),
            include_str!("../../../fixtures/catalogue/plans.json"),
        )
    }

    /// The catalogue of a folder with `units.json`, `paper-types.json`, `procedures.json` and `plans.json`.
    ///
    /// # Errors
    /// The first thing that is wrong, with its file.
    pub fn load(folder: &Path) -> Result<Self, CatalogueError> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path)
                .map_err(|source| CatalogueError::Unreadable { file: path.display().to_string(), source })
        };
        Self::from_texts(&read(UNITS)?, &read(PAPER_TYPES)?, &read(PROCEDURES)?, &read(PLANS)?)
    }

    fn from_texts(units: &str, paper_types: &str, procedures: &str, plans: &str) -> Result<Self, CatalogueError> {
        let units: UnitFile = parse(UNITS, units)?;
        let paper_types: PaperTypeFile = parse(PAPER_TYPES, paper_types)?;
        let procedures: ProcedureFile = parse(PROCEDURES, procedures)?;
        let plans: PlanFile = parse(PLANS, plans)?;
        let catalogue = Self {
            units: by_key(UNITS, units.units, |unit| unit.code.clone())?,
            paper_types: by_key(PAPER_TYPES, paper_types.paper_types, |paper_type| paper_type.code.clone())?,
            procedures: by_key(PROCEDURES, procedures.procedures, |procedure| procedure.code.clone())?,
            plans: by_key(PLANS, plans.plans, |plan| plan.name.clone())?,
        };
        catalogue.check()?;
        Ok(catalogue)
    }

    fn check(&self) -> Result<(), CatalogueError> {
        self.units.values().try_for_each(|unit| self.check_unit(unit))?;
        self.procedures.values().try_for_each(|procedure| self.check_procedure(procedure))
    }

    fn check_unit(&self, unit: &Unit) -> Result<(), CatalogueError> {
        for named in unit.parent.iter().chain(&unit.successors) {
            if !self.units.contains_key(named) {
                return Err(dangling(format!("unit {}", unit.code), named));
            }
        }
        let mut at = unit.parent.as_ref();
        for _ in 0..self.units.len() {
            match at {
                None => return Ok(()),
                Some(code) if *code == unit.code => return Err(CatalogueError::Circle(unit.code.clone())),
                Some(code) => at = self.units.get(code).and_then(|unit| unit.parent.as_ref()),
            }
        }
        // More steps than units without coming back here: the circle is further up and is named there.
        Ok(())
    }

    fn check_procedure(&self, procedure: &Procedure) -> Result<(), CatalogueError> {
        let components = procedure.components.iter().map(|component| &component.paper_type);
        let missing =
            components.chain(&procedure.results).find(|code: &&PaperTypeCode| !self.paper_types.contains_key(*code));
        missing.map_or(Ok(()), |code| Err(dangling(format!("procedure {}", procedure.code), code)))
    }
}

fn dangling(what: String, missing: &impl ToString) -> CatalogueError {
    CatalogueError::Dangling { what, missing: missing.to_string() }
}

fn parse<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, CatalogueError> {
    let malformed = |detail: String| CatalogueError::Malformed { file, detail };
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    match value.get("version").and_then(serde_json::Value::as_u64) {
        Some(1) => serde_json::from_str(text).map_err(|error| malformed(error.to_string())),
        found => Err(malformed(format!("version is {found:?}, this program reads 1"))),
    }
}

fn by_key<K: Ord + ToString, V>(
    file: &'static str,
    values: Vec<V>,
    key: impl Fn(&V) -> K,
) -> Result<BTreeMap<K, V>, CatalogueError> {
    let mut map = BTreeMap::new();
    for value in values {
        let key = key(&value);
        if map.contains_key(&key) {
            return Err(CatalogueError::Twice { file, code: key.to_string() });
        }
        map.insert(key, value);
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_catalogue_fits_together() {
        let sample = Catalogue::sample().unwrap();
        assert!(sample.units().count() > 5 && sample.plans().count() == 4);
        let commune: UnitCode = "H48.28.05".parse().unwrap();
        assert!(sample.is_within(&commune, &"H48".parse().unwrap()));
        assert!(!sample.is_within(&"H48".parse().unwrap(), &commune));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let load = |units: &str, procedures: &str| {
            Catalogue::from_texts(
                units,
                r#"{"version": 1, "paper_types": []}"#,
                procedures,
                r#"{"version": 1, "plans": []}"#,
            )
        };
        let none = r#"{"version": 1, "procedures": []}"#;
        let unit = |rest: &str| {
            format!(r#"{{"version": 1, "units": [{{"code": "H48", "name": "x", "level": "province"{rest}}}]}}"#)
        };
        assert!(matches!(load(&unit(r#", "parent": "H49""#), none), Err(CatalogueError::Dangling { .. })));
        assert!(matches!(load(&unit(r#", "parent": "H48""#), none), Err(CatalogueError::Circle(_))));
        assert!(matches!(load(&unit(r#", "colour": 1"#), none), Err(CatalogueError::Malformed { .. })));
        assert!(matches!(load(r#"{"version": 2, "units": []}"#, none), Err(CatalogueError::Malformed { .. })));
        let procedure = r#"{"version": 1, "procedures": [{"code": "1.001193", "name": "x", "components": [{"type": "KQ.G15.000031"}]}]}"#;
        assert!(matches!(load(&unit(""), procedure), Err(CatalogueError::Dangling { .. })));
    }
}
