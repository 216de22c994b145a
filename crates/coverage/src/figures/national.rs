//! The national indicators of group 4 (Decision 766/QĐ-TTg; DOMAIN §5.3).

use catalogue::Level;
use jiff::civil::Date;
use ledger::{Activity, ActivityRow, Measure};
use model::UnitCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Explanation, FigureId, Told, activity, later};
use crate::{
    Marks, National, Scope, Subject,
    ratio::{real, share, two_decimals},
};

/// One national indicator of the whole, a level or a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indicator {
    /// `4.1`, `4.2`, `4.3` or `4.4`.
    pub id: String,
    /// Dossiers that count.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
    /// Numerator ÷ denominator, 0 to 1, four decimals; null (N/A) for a zero denominator.
    pub share: Option<f64>,
    /// The points that it earns, two decimals: all from the share on at which it earns them, pro rata below. Null without a
    /// share or where no maximum is known.
    pub points: Option<f64>,
    /// The unit; null for a level or the whole.
    pub unit: Option<UnitCode>,
    /// The level; null for the whole, and for a unit that is not on the map.
    pub level: Option<Level>,
    /// The first day of the period, by dossiers' days of receipt.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// The four, with their numerators and denominators.
pub(crate) const INDICATORS: [(FigureId, Measure, Measure); 4] = [
    (FigureId::ElectronicResults, Measure::OwingWithResult, Measure::Owing),
    (FigureId::DigitisedDossiers, Measure::Digitised, Measure::Received),
    (FigureId::ReusingDossiers, Measure::Reusing, Measure::Received),
    (FigureId::SharedDossiers, Measure::Shared, Measure::Received),
];

/// 4.1 to 4.4 of the whole, each level and, with `each`, each unit. Activity is that of the scope's period and `as_of`.
pub fn national(scope: &Scope<'_>, national: &National, rows: &[ActivityRow], each: bool) -> Told<Indicator> {
    let subjects = activity(scope, rows).subjects(scope.map, each);
    let of_subject = |(subject, activity): &(Subject, Activity)| {
        INDICATORS.map(|(id, numerator, denominator)| {
            let (numerator, denominator) = (activity.count(numerator), activity.count(denominator));
            indicator(scope, national, id, subject, (numerator, denominator))
        })
    };
    let figures = subjects.iter().flat_map(of_subject).collect();
    Told { figures, explanations: INDICATORS.iter().map(|one| explanation(scope, national, rows, one)).collect() }
}

fn indicator(
    scope: &Scope<'_>,
    national: &National,
    id: FigureId,
    subject: &Subject,
    (numerator, denominator): (u64, u64),
) -> Indicator {
    Indicator {
        id: id.as_str().into(),
        numerator,
        denominator,
        share: share(numerator, denominator),
        points: points(national, id, numerator, denominator),
        unit: subject.unit().cloned(),
        level: subject.level(),
        from: scope.from,
        to: scope.to,
    }
}

/// `min(share ÷ full_at, 1) × maximum`, from the exact share, two decimals.
pub(crate) fn points(national: &National, id: FigureId, numerator: u64, denominator: u64) -> Option<f64> {
    let marks = national.indicators.get(id.as_str())?;
    let (maximum, full_at) = (marks.maximum?, marks.full_at.unwrap_or(1.0));
    let reached = (denominator > 0).then(|| real(numerator) / (real(denominator) * full_at))?;
    Some(two_decimals(reached.min(1.0) * maximum))
}

fn explanation(
    scope: &Scope<'_>,
    national: &National,
    rows: &[ActivityRow],
    (id, numerator, denominator): &(FigureId, Measure, Measure),
) -> Explanation {
    let marks = national.indicators.get(id.as_str());
    let mut notes: Vec<String> = vec!["Hồ sơ không có ngày tiếp nhận không được tính.".into()];
    notes.extend(marks.and_then(marks_note));
    notes.extend(later(scope, rows, &[*numerator, *denominator]));
    let mut explanation = id.explain(scope, notes);
    if let Some(marks) = marks {
        explanation.title.clone_from(&marks.title);
    }
    explanation
}

fn marks_note(marks: &Marks) -> Option<String> {
    let maximum = marks.maximum?;
    let full_at = two_decimals(marks.full_at.unwrap_or(1.0) * 100.0);
    let assumed = if marks.assumed { " (mức tối đa là giả định)" } else { "" };
    Some(format!("Đạt từ {full_at} % được đủ {maximum} điểm{assumed}, dưới mức đó tính theo tỷ lệ."))
}
