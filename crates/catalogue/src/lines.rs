//! Laying lines over a catalogue: each says something of one thing from a day on, and leaves earlier days as they were.

use std::{fmt::Display, str::FromStr};

use jiff::civil::Date;
use model::{CatalogueKind, CatalogueLine, PaperTypeCode, ProcedureCode, UnitCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Catalogue, CatalogueError, PaperType, Plan, Procedure, Unit, versions::Versions};

/// The years that a catalogue may speak of: others are slips of the keyboard.
pub(crate) const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// What a line says.
pub(crate) enum Said {
    Unit(Unit),
    PaperType(PaperType),
    Procedure(Procedure),
    Plan(Plan),
}

impl Catalogue {
    /// This catalogue with lines laid over it, in their order, and everything checked again. A line of the same kind, code
    /// and day takes the place of an earlier one.
    ///
    /// # Errors
    /// The first line that is not as the schema of its kind says, or the first thing that no longer fits together.
    pub fn with_lines(&self, lines: &[CatalogueLine]) -> Result<Self, CatalogueError> {
        let mut changed = self.clone();
        for line in lines {
            let refused = |detail| CatalogueError::Line {
                what: format!("{} {}", kind_name(line.kind), line.code),
                since: line.since,
                detail,
            };
            changed.lay(line).map_err(refused)?;
        }
        match lines.iter().map(|line| line.since).min() {
            Some(since) => changed.check(since).map(|()| changed),
            None => Ok(changed),
        }
    }

    fn lay(&mut self, line: &CatalogueLine) -> Result<(), String> {
        match read(line)? {
            Said::Unit(unit) => put(&mut self.units, unit.code.clone(), line.since, unit),
            Said::PaperType(paper_type) => {
                put(&mut self.paper_types, paper_type.code.clone(), line.since, paper_type);
            }
            Said::Procedure(procedure) => put(&mut self.procedures, procedure.code.clone(), line.since, procedure),
            Said::Plan(plan) => put(&mut self.plans, plan.name.clone(), line.since, plan),
        }
        Ok(())
    }
}

fn put<K: Ord, V>(versions: &mut Versions<K, V>, key: K, since: Date, value: V) {
    // What was said from the same day on is replaced: that is what a corrected line is for.
    versions.put(key, since, value);
}

/// The kind as JSON writes it.
pub(crate) fn kind_name(kind: CatalogueKind) -> &'static str {
    match kind {
        CatalogueKind::Unit => "unit",
        CatalogueKind::PaperType => "paper_type",
        CatalogueKind::Procedure => "procedure",
        CatalogueKind::Plan => "plan",
    }
}

/// What a line says, or what is wrong with it. Its record may leave out the code, which the line has.
pub(crate) fn read(line: &CatalogueLine) -> Result<Said, String> {
    if !YEARS.contains(&line.since.year()) {
        return Err(format!("since must lie in {} to {}", YEARS.start(), YEARS.end()));
    }
    Ok(match line.kind {
        CatalogueKind::Unit => Said::Unit(record::<UnitCode, _>(line, "code", |unit: &Unit| unit.code.clone())?),
        CatalogueKind::PaperType => {
            Said::PaperType(record::<PaperTypeCode, _>(line, "code", |paper_type: &PaperType| paper_type.code.clone())?)
        }
        CatalogueKind::Procedure => {
            Said::Procedure(record::<ProcedureCode, _>(line, "code", |procedure: &Procedure| procedure.code.clone())?)
        }
        CatalogueKind::Plan => Said::Plan(record::<String, _>(line, "name", |plan: &Plan| plan.name.clone())?),
    })
}

fn record<K, V>(line: &CatalogueLine, key: &str, key_of: impl Fn(&V) -> K) -> Result<V, String>
where
    K: FromStr + PartialEq + Display,
    K::Err: Display,
    V: DeserializeOwned,
{
    let code: K = line.code.parse().map_err(|error: K::Err| error.to_string())?;
    let Value::Object(mut fields) = line.record.clone() else {
        return Err("its record is not an object".to_owned());
    };
    fields.entry(key).or_insert_with(|| Value::String(line.code.clone()));
    let value: V = serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())?;
    let found = key_of(&value);
    if found == code { Ok(value) } else { Err(format!("its record is that of {found}; make both the same")) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(kind: CatalogueKind, code: &str, since: &str, record: Value) -> CatalogueLine {
        CatalogueLine { kind, code: code.to_owned(), since: since.parse().unwrap(), record }
    }

    fn unit(code: &str, since: &str, record: Value) -> CatalogueLine {
        line(CatalogueKind::Unit, code, since, record)
    }

    #[test]
    fn earlier_days_keep_what_was_said_before() {
        let owes = |since: &str, owes: bool| {
            line(
                CatalogueKind::Procedure,
                "1.004222",
                since,
                json!({"name": "x", "components": [], "owes_paper_result": owes}),
            )
        };
        let sample = Catalogue::sample().unwrap();
        let changed = sample
            .with_lines(&[owes("2026-01-01", true), owes("2026-06-01", true), owes("2026-06-01", false)])
            .unwrap();
        let on = |day: &str| {
            changed.procedure_on(&"1.004222".parse().unwrap(), day.parse().unwrap()).unwrap().owes_paper_result
        };
        assert_eq!(
            [on("2025-12-31"), on("2026-01-01"), on("2026-05-31"), on("2026-06-01")],
            [false, true, true, false]
        );
        assert!(!changed.procedure(&"1.004222".parse().unwrap()).unwrap().owes_paper_result);
        assert_eq!(sample, Catalogue::sample().unwrap());
        let new = changed
            .with_lines(&[line(CatalogueKind::PaperType, "KQ.H48.000999", "2026-03-01", json!({"name": "x"}))])
            .unwrap();
        let code = "KQ.H48.000999".parse().unwrap();
        assert!(new.paper_type_on(&code, "2026-02-28".parse().unwrap()).is_none());
        assert!(new.paper_type_on(&code, "2026-03-01".parse().unwrap()).is_some() && new.paper_type(&code).is_some());
    }

    #[test]
    fn what_does_not_fit_is_refused_and_named() {
        let commune = |rest: Value| {
            let mut record = json!({"name": "x", "level": "commune", "parent": "H48"});
            record.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            record
        };
        let since = "2026-01-01";
        let cases = [
            (
                "comes back to itself",
                vec![unit("H48.28.05", since, commune(json!({"to": "2026-02-01", "successors": ["H48.28.05"]})))],
            ),
            (
                "comes back to itself",
                vec![
                    unit("H48.28.05", since, commune(json!({"successors": ["H48.28.09"]}))),
                    unit("H48.28.09", since, commune(json!({"successors": ["H48.31.02"]}))),
                    unit("H48.31.02", since, commune(json!({"successors": ["H48.28.05"]}))),
                ],
            ),
            (
                "above itself",
                vec![
                    unit("H48.28.05", since, commune(json!({"parent": "H48.28.09"}))),
                    unit("H48.28.09", since, commune(json!({"parent": "H48.28.05"}))),
                ],
            ),
            (
                "before it begins",
                vec![unit("H48.28.05", since, commune(json!({"from": "2026-03-01", "to": "2026-02-01"})))],
            ),
            (
                "does not live on 2026-02-02",
                vec![unit("H48.28.09", since, commune(json!({"to": "2026-02-01", "successors": ["H48.28.07"]})))],
            ),
            (
                "which is above the commune",
                vec![unit("H48.90", since, json!({"name": "x", "level": "province", "parent": "H48.28.05"}))],
            ),
            (
                "which is above the commune",
                vec![unit("H48.12", since, json!({"name": "x", "level": "commune", "parent": "H48"}))],
            ),
            ("names H77, which is not in it", vec![unit("H48.28.05", since, commune(json!({"parent": "H77"})))]),
            (
                "names H77, which is not in it",
                vec![unit("H48.28.05", since, commune(json!({"to": "2026-02-01", "successors": ["H77"]})))],
            ),
            (
                "names KQ.X.1, which is not in it",
                vec![line(
                    CatalogueKind::Procedure,
                    "1.001193",
                    since,
                    json!({"name": "x", "components": [{"type": "KQ.X.1"}]}),
                )],
            ),
            ("unknown field `colour`", vec![unit("H48.28.05", since, commune(json!({"colour": 1})))]),
            ("make both the same", vec![unit("H48.28.05", since, commune(json!({"code": "H48.28.06"})))]),
            ("since must lie in", vec![unit("H48.28.05", "1025-01-01", commune(json!({})))]),
            ("is not a unit code", vec![unit("xyz", since, commune(json!({})))]),
            (
                "digitised says nothing of level",
                vec![line(CatalogueKind::Plan, "p", since, json!({"title": "", "source": "", "digitised": {}}))],
            ),
            // An end of today breaks what is said of a later day too.
            (
                "comes back to itself",
                vec![
                    unit("H48.28.09", "2027-01-01", commune(json!({"successors": ["H48.28.05"]}))),
                    unit("H48.28.05", since, commune(json!({"successors": ["H48.28.09"]}))),
                ],
            ),
        ];
        let sample = Catalogue::sample().unwrap();
        for (expected, lines) in cases {
            let error = sample.with_lines(&lines).unwrap_err().to_string();
            assert!(error.contains(expected), "{expected}: {error}");
            let code = &lines[0].code;
            assert!(error.contains(code) || error.contains("H48.40.01") || lines.len() > 1, "{code} in {error}");
        }
    }
}
