//! Bars of a figure against its target.

use super::Format;
use crate::{Folded, Map, Subject, Tally};

/// How many bars a chart of units has at most.
const BARS: usize = 12;

/// A bar chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Its title, in Vietnamese.
    pub title: String,
    /// What its values are.
    pub format: Format,
    /// The bars from the top down.
    pub bars: Vec<Bar>,
}

impl Chart {
    /// What the whole width stands for: all, of shares; else the longest bar or target. Never 0.
    pub fn most(&self) -> f64 {
        let longest = self.bars.iter().flat_map(|bar| [bar.value, bar.target]).flatten().fold(0.0, f64::max);
        match self.format {
            Format::Percent => longest.max(1.0),
            _ if longest > 0.0 => longest,
            _ => 1.0,
        }
    }
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// How long it is; `None` for a share of nothing.
    pub value: Option<f64>,
    /// Where the mark of the target stands.
    pub target: Option<f64>,
}

/// A bar for the whole and for each level.
pub(super) fn of_levels<T: Tally>(
    title: &str,
    format: Format,
    map: &Map,
    folded: &Folded<T>,
    value_and_target: impl Fn(&Subject, &T) -> (Option<f64>, Option<f64>),
) -> Chart {
    let bar = |(subject, tally): &(Subject, T)| {
        let (value, target) = value_and_target(subject, tally);
        let label = subject.level().map_or("Toàn bộ", catalogue::Level::vietnamese).to_owned();
        Bar { label, value, target }
    };
    Chart { title: title.into(), format, bars: folded.subjects(map, false).iter().map(bar).collect() }
}

/// A bar for each of the units that are furthest from their target, the furthest first; `short` says by how much, and of units
/// with nothing to show nothing.
pub(super) fn of_units<T: Tally>(
    title: &str,
    format: Format,
    map: &Map,
    folded: &Folded<T>,
    value_and_target: impl Fn(&Subject, &T) -> (Option<f64>, Option<f64>),
    short: impl Fn(f64, f64) -> f64,
) -> Option<Chart> {
    let mut bars: Vec<(f64, Bar)> = Vec::new();
    for (subject, tally) in folded.subjects(map, true) {
        let (Some(unit), (Some(value), target)) = (subject.unit(), value_and_target(&subject, &tally)) else {
            continue;
        };
        let bar = Bar { label: map.name(unit), value: Some(value), target };
        bars.push((short(value, target.unwrap_or_default()), bar));
    }
    // Stable: units alike stay in the order of their codes.
    bars.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    bars.truncate(BARS);
    let bars: Vec<Bar> = bars.into_iter().map(|(_, bar)| bar).collect();
    (!bars.is_empty()).then(|| Chart { title: title.into(), format, bars })
}
