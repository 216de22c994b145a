//! The national indicators of group 4 and what each is worth (DOMAIN §5.3; Decision 766/QĐ-TTg).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::CatalogueError;

/// `national.json`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct National {
    /// The version of this form: 1.
    pub version: u16,
    /// Where the indicators stand.
    pub document: String,
    /// What the document does not say and is assumed here.
    #[serde(default)]
    pub note: String,
    /// The indicators, in the order of the document.
    pub indicators: Vec<NationalIndicator>,
}

/// One national indicator: a share and the points that it earns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NationalIndicator {
    /// Its number in the document, for example `4.2`.
    pub id: String,
    /// Its title, in Vietnamese.
    pub title: String,
    /// What is counted above the line, in Vietnamese.
    pub numerator: String,
    /// What is counted below the line, in Vietnamese.
    pub denominator: String,
    /// The points at most.
    pub maximum: f64,
    /// The share that earns them all, above 0 to 1; below it they are pro rata.
    pub full_at: f64,
}

impl National {
    /// One indicator by its number.
    pub fn indicator(&self, id: &str) -> Option<&NationalIndicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The points of all indicators at most.
    pub fn maximum(&self) -> f64 {
        self.indicators.iter().map(|indicator| indicator.maximum).sum()
    }

    pub(crate) fn check(&self) -> Result<(), CatalogueError> {
        let mut ids = BTreeSet::new();
        for NationalIndicator { id, maximum, full_at, .. } in &self.indicators {
            let detail = match () {
                () if !ids.insert(id) => "it is there twice; leave one of them".to_owned(),
                () if !(0.0..=100.0).contains(maximum) => {
                    format!("maximum is {maximum}; points lie in 0 to 100")
                }
                () if !(*full_at > 0.0 && *full_at <= 1.0) => {
                    format!("full_at is {full_at}; a share lies above 0, up to 1")
                }
                () => continue,
            };
            return Err(CatalogueError::Indicator { id: id.clone(), detail });
        }
        Ok(())
    }
}

impl NationalIndicator {
    /// The points that a share (0 to 1) earns: all of them from `full_at` on, pro rata below.
    pub fn points(&self, share: f64) -> f64 {
        self.maximum * (share / self.full_at).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Catalogue, CatalogueError};

    #[test]
    fn points_are_pro_rata_up_to_the_share_that_earns_all() {
        let sample = Catalogue::sample().unwrap();
        let points = |id: &str, share: f64| sample.national().indicator(id).unwrap().points(share);
        for (id, share, expected) in [
            ("4.1", 0.5, 2.75),
            ("4.1", 1.0, 5.5),
            ("4.2", 0.4, 2.75),
            ("4.2", 0.8, 5.5),
            ("4.3", 0.9, 5.5),
            ("4.4", 0.0, 0.0),
        ] {
            assert!((points(id, share) - expected).abs() < 1e-9, "{id} at {share}");
        }
        assert!((sample.national().maximum() - 22.0).abs() < 1e-9);
        assert!(sample.national().indicator("4.5").is_none());
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let sample = Catalogue::sample().unwrap();
        for change in 0..3 {
            let mut national = sample.national().clone();
            match change {
                0 => national.indicators[0].full_at = 0.0,
                1 => national.indicators[0].maximum = -1.0,
                _ => national.indicators[1].id = "4.1".to_owned(),
            }
            assert!(matches!(national.check(), Err(CatalogueError::Indicator { .. })), "{change}");
        }
    }
}
