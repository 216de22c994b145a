//! The figures of DOMAIN §5: each a numerator over a denominator, for the whole, each level and, when asked, each unit; and
//! for each an [`Explanation`] that says what was counted.

mod backlog;
mod digitised;
mod explanation;
mod id;
mod national;
mod productivity;
mod service;

use catalogue::Level;
use jiff::civil::Date;
use ledger::{Activity, ActivityRow};
use model::UnitCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use backlog::{Backlog, BacklogInputs, Forecast, HeldScans, backlog};
pub use digitised::{
    Counters, Holding, Holdings, InventoryCell, Results, by_type, counters, holdings, inconsistencies, inventory_cells,
    results, running_counters,
};
pub use explanation::Explanation;
pub use id::FigureId;
pub use national::{Indicator, national};
pub use productivity::{Work, productivity, work};
pub use service::{
    hand_overs, no_resupply, no_resupply_papers, on_time, resolved, reuse, reuse_dossiers, reuse_national, waiting,
};

pub(crate) use digitised::{excess_note, left_out_note};
pub(crate) use explanation::{date, later};
pub(crate) use national::{INDICATORS, points};
pub(crate) use productivity::{exempt, notes as productivity_notes, target as productivity_target};
pub(crate) use service::{minutes, reused};

use crate::{Folded, Scope, Subject, ratio::four_decimals};

/// A figure that is not a national indicator. Its ids are those of [`FigureId`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// Which figure: `5.1`, `5.2`, `5.4`, `5.4p` (papers), `5.5`, `5.6`, `5.7`, `5.8`, `hand_over`, `reuse`, `reuse_dossiers`,
    /// `reuse_national`.
    pub id: String,
    /// What is counted: papers, counters, applicants, dossiers, hand-overs; seconds for 5.6.
    pub numerator: u64,
    /// Of what: the same; visits for 5.6, whole person-days for 5.5.
    pub denominator: u64,
    /// Numerator ÷ denominator, 0 to 1, four decimals; null for a zero denominator, and for 5.5 and 5.6, which are no shares.
    pub share: Option<f64>,
    /// The figure in its own unit: the share; dossiers per person a year (5.5) and minutes per visit (5.6) with two decimals.
    /// Null for a zero denominator.
    pub value: Option<f64>,
    /// What the plan asks for, in the unit of `value`; null when it asks for nothing.
    pub target: Option<f64>,
    /// What is missing to the target when positive; null when either is.
    pub gap: Option<f64>,
    /// The unit; null for a level or the whole.
    pub unit: Option<UnitCode>,
    /// The level; null for the whole, and for a unit that is not on the map.
    pub level: Option<Level>,
    /// The first day of the period.
    pub from: Date,
    /// The last day. Of 5.1, which is of a day, the day.
    pub to: Date,
}

/// Figures with what they mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Told<F> {
    /// The whole, then level by level, each followed by its units when asked for.
    pub figures: Vec<F>,
    /// One explanation for each id among them.
    pub explanations: Vec<Explanation>,
}

/// Activity gathered on the scope's map.
pub fn activity(scope: &Scope<'_>, rows: &[ActivityRow]) -> Folded<Activity> {
    scope.map.fold(scope.unit, rows.iter().map(|row| (&row.unit, row.activity)))
}

/// What is missing to a target when positive.
pub(crate) fn gap(target: Option<f64>, value: Option<f64>) -> Option<f64> {
    target.zip(value).map(|(target, value)| four_decimals(target - value))
}

/// A figure that is a share.
fn share_figure(
    id: FigureId,
    scope: &Scope<'_>,
    subject: &Subject,
    (numerator, denominator): (u64, u64),
    target: Option<f64>,
) -> Figure {
    let share = crate::ratio::share(numerator, denominator);
    Figure {
        id: id.as_str().into(),
        numerator,
        denominator,
        share,
        value: share,
        target,
        gap: gap(target, share),
        unit: subject.unit().cloned(),
        level: subject.level(),
        from: scope.from,
        to: scope.to,
    }
}

#[cfg(test)]
pub(crate) mod tests;
