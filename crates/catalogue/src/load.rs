//! Loading a catalogue from its files.

use std::{fs, path::Path};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    Catalogue, CatalogueError, National, PaperType, Plan, Procedure, Unit,
    versions::{ALWAYS, Versions},
};

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

const UNITS: &str = "units.json";
const PAPER_TYPES: &str = "paper-types.json";
const PROCEDURES: &str = "procedures.json";
const PLANS: &str = "plans.json";
const NATIONAL: &str = "national.json";

/// The national indicators are the same for every province: what is built in serves a folder that has none of its own.
const NATIONAL_BUILT_IN: &str = include_str!("../../../fixtures/catalogue/national.json");

/// The texts of a catalogue's files.
pub(crate) struct Texts<'a> {
    pub(crate) units: &'a str,
    pub(crate) paper_types: &'a str,
    pub(crate) procedures: &'a str,
    pub(crate) plans: &'a str,
    pub(crate) national: &'a str,
}

impl Catalogue {
    /// The sample catalogue that is built in.
    ///
    /// # Errors
    /// None in a program that passed its tests; the same checks as for a folder are made.
    pub fn sample() -> Result<Self, CatalogueError> {
        Self::from_texts(&Texts {
            units: include_str!("../../../fixtures/catalogue/units.json"),
            paper_types: include_str!("../../../fixtures/catalogue/paper-types.json"),
            procedures: include_str!("../../../fixtures/catalogue/procedures.json"),
            plans: include_str!("../../../fixtures/catalogue/plans.json"),
            national: NATIONAL_BUILT_IN,
        })
    }

    /// The catalogue of a folder with `units.json`, `paper-types.json`, `procedures.json` and `plans.json`; and
    /// `national.json`, in whose absence the national indicators that are built in hold.
    ///
    /// # Errors
    /// The first thing that is wrong, with its file.
    pub fn load(folder: &Path) -> Result<Self, CatalogueError> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path)
                .map_err(|source| CatalogueError::Unreadable { file: path.display().to_string(), source })
        };
        let national = if folder.join(NATIONAL).exists() { read(NATIONAL)? } else { NATIONAL_BUILT_IN.to_owned() };
        Self::from_texts(&Texts {
            units: &read(UNITS)?,
            paper_types: &read(PAPER_TYPES)?,
            procedures: &read(PROCEDURES)?,
            plans: &read(PLANS)?,
            national: &national,
        })
    }

    pub(crate) fn from_texts(texts: &Texts<'_>) -> Result<Self, CatalogueError> {
        let units: UnitFile = parse(UNITS, texts.units)?;
        let paper_types: PaperTypeFile = parse(PAPER_TYPES, texts.paper_types)?;
        let procedures: ProcedureFile = parse(PROCEDURES, texts.procedures)?;
        let plans: PlanFile = parse(PLANS, texts.plans)?;
        let national: National = parse(NATIONAL, texts.national)?;
        let catalogue = Self {
            units: by_key(UNITS, units.units, |unit| unit.code.clone())?,
            paper_types: by_key(PAPER_TYPES, paper_types.paper_types, |paper_type| paper_type.code.clone())?,
            procedures: by_key(PROCEDURES, procedures.procedures, |procedure| procedure.code.clone())?,
            plans: by_key(PLANS, plans.plans, |plan| plan.name.clone())?,
            national,
        };
        catalogue.check(ALWAYS)?;
        Ok(catalogue)
    }
}

fn parse<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, CatalogueError> {
    let malformed = |detail: String| CatalogueError::Malformed { file, detail };
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    match value.get("version").and_then(serde_json::Value::as_u64) {
        Some(1) => serde_json::from_str(text).map_err(|error| malformed(error.to_string())),
        found => Err(malformed(format!("version is {found:?}, this program reads 1"))),
    }
}

fn by_key<K: Ord + ToString + Clone, V>(
    file: &'static str,
    values: Vec<V>,
    key: impl Fn(&V) -> K,
) -> Result<Versions<K, V>, CatalogueError> {
    let mut versions = Versions::default();
    for value in values {
        let key = key(&value);
        if versions.put(key.clone(), ALWAYS, value).is_some() {
            return Err(CatalogueError::Twice { file, code: key.to_string() });
        }
    }
    Ok(versions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(units: &str, procedures: &str, plans: &str) -> Result<Catalogue, CatalogueError> {
        Catalogue::from_texts(&Texts {
            units,
            paper_types: r#"{"version": 1, "paper_types": []}"#,
            procedures,
            plans,
            national: NATIONAL_BUILT_IN,
        })
    }

    const NO_PROCEDURES: &str = r#"{"version": 1, "procedures": []}"#;
    const NO_PLANS: &str = r#"{"version": 1, "plans": []}"#;

    #[test]
    fn the_sample_catalogue_fits_together() {
        let sample = Catalogue::sample().unwrap();
        assert!(sample.units().count() > 5 && sample.plans().count() == 4);
        let commune: model::UnitCode = "H48.28.05".parse().unwrap();
        assert!(sample.is_within(&commune, &"H48".parse().unwrap()));
        assert!(!sample.is_within(&"H48".parse().unwrap(), &commune));
    }

    #[test]
    fn a_folder_needs_no_national_file_and_may_have_one() {
        let folder = tempfile::tempdir().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/catalogue");
        for name in [UNITS, PAPER_TYPES, PROCEDURES, PLANS] {
            fs::copy(fixtures.join(name), folder.path().join(name)).unwrap();
        }
        assert_eq!(Catalogue::load(folder.path()).unwrap(), Catalogue::sample().unwrap());
        let own = r#"{"version": 1, "document": "own", "indicators": []}"#;
        fs::write(folder.path().join(NATIONAL), own).unwrap();
        assert_eq!(Catalogue::load(folder.path()).unwrap().national().document, "own");
        fs::write(folder.path().join(NATIONAL), own.replace("document", "doc")).unwrap();
        assert!(Catalogue::load(folder.path()).unwrap_err().to_string().contains(NATIONAL));
        fs::remove_file(folder.path().join(PLANS)).unwrap();
        assert!(matches!(Catalogue::load(folder.path()), Err(CatalogueError::Unreadable { .. })));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let unit = |rest: &str| {
            format!(r#"{{"version": 1, "units": [{{"code": "H48", "name": "x", "level": "province"{rest}}}]}}"#)
        };
        let of = |units: &str| load(units, NO_PROCEDURES, NO_PLANS);
        assert!(matches!(of(&unit(r#", "parent": "H49""#)), Err(CatalogueError::Dangling { .. })));
        assert!(matches!(of(&unit(r#", "parent": "H48""#)), Err(CatalogueError::Circle(_))));
        assert!(matches!(of(&unit(r#", "colour": 1"#)), Err(CatalogueError::Malformed { .. })));
        assert!(matches!(of(r#"{"version": 2, "units": []}"#), Err(CatalogueError::Malformed { .. })));
        let procedure = r#"{"version": 1, "procedures": [{"code": "1.001193", "name": "x", "components": [{"type": "KQ.G15.000031"}]}]}"#;
        assert!(matches!(load(&unit(""), procedure, NO_PLANS), Err(CatalogueError::Dangling { .. })));
    }

    #[test]
    fn a_plan_file_of_before_still_opens_and_one_without_a_level_is_refused() {
        let units = r#"{"version": 1, "units": []}"#;
        let target =
            |level: &str| format!(r#""{level}": {{"from_year": 2021, "first_percent": 30, "step_points": 20}}"#);
        let plan = |digitised: String| {
            format!(
                r#"{{"version": 1, "plans": [{{"name": "p", "title": "", "source": "", "digitised": {{{digitised}}}}}]}}"#
            )
        };
        let all = [target("province"), target("district"), target("commune")].join(",");
        let catalogue = load(units, NO_PROCEDURES, &plan(all)).unwrap();
        assert_eq!(catalogue.plan("p").unwrap().working_days_a_year, 250);
        let refused = load(units, NO_PROCEDURES, &plan(target("province"))).unwrap_err().to_string();
        assert!(refused.contains("district") && refused.contains('p'), "{refused}");
    }
}
