//! What a figure means: for whoever has to answer for it.

use jiff::civil::Date;
use ledger::{Activity, ActivityRow, Measure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FigureId;
use crate::{Folded, Scope};

/// What a figure counts, of when, on which map, from which rule. Its words are Vietnamese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// The figure's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What the numerator counts.
    pub numerator: String,
    /// What the denominator counts.
    pub denominator: String,
    /// Where the rule stands: decree or plan, with its section.
    pub source: String,
    /// The first day of the period.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The day whose map of units was counted on.
    pub map_day: Date,
    /// As it was known by the end of this day.
    pub as_of: Date,
    /// What else must be known: what was assumed, what was left out, what has changed since.
    pub notes: Vec<String>,
}

impl FigureId {
    /// The explanation of this figure within a scope, with what is special to it. The scope's plan names the source where it
    /// says one.
    pub fn explain(self, scope: &Scope<'_>, notes: Vec<String>) -> Explanation {
        let definition = self.definition();
        let source = scope.targets.sources.get(definition.id).cloned();
        Explanation {
            id: definition.id.into(),
            title: definition.title.into(),
            numerator: definition.numerator.into(),
            denominator: definition.denominator.into(),
            source: source.unwrap_or_else(|| definition.source.into()),
            from: scope.from,
            to: scope.to,
            map_day: scope.map.day(),
            as_of: scope.as_of,
            notes: notes.into_iter().chain(not_on_the_map(scope)).collect(),
        }
    }
}

/// Said when the map is not that of the period's last day.
fn not_on_the_map(scope: &Scope<'_>) -> Option<String> {
    let day = scope.map.day();
    (day != scope.to).then(|| format!("Tính theo danh mục đơn vị ngày {}.", date(day)))
}

/// A day as Vietnamese forms write it.
pub(crate) fn date(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// The note on what has changed since: which of the measures, by how much up and down over all units, in records that were made
/// or changed after `as_of`. `None` when nothing has.
pub(crate) fn later(scope: &Scope<'_>, rows: &[ActivityRow], measures: &[Measure]) -> Option<String> {
    let changed = scope.map.fold(scope.unit, rows.iter().map(|row| (&row.unit, row.recorded_later)));
    let changes: Vec<String> = measures.iter().filter_map(|measure| change(&changed, *measure)).collect();
    (!changes.is_empty()).then(|| {
        format!(
            "Sau ngày {} đã có bản ghi làm thay đổi: {}. Các thay đổi này chưa tính vào số liệu.",
            date(scope.as_of),
            changes.join(", ")
        )
    })
}

/// What went up at some units and down at others is told as both: their sum may be nothing.
fn change(changed: &Folded<Activity>, measure: Measure) -> Option<String> {
    let (up, down) = changed.units().fold((0, 0), |(up, down), (_, activity)| {
        let by = activity[measure];
        (up + by.max(0), down + by.min(0).unsigned_abs())
    });
    let signs = [(up.unsigned_abs(), '+'), (down, '−')].into_iter().filter(|(by, _)| *by > 0);
    let signs: Vec<String> = signs.map(|(by, sign)| format!("{sign}{by}")).collect();
    (!signs.is_empty()).then(|| format!("{} {}", named(measure), signs.join("/")))
}

/// A measure, for the screen.
fn named(measure: Measure) -> &'static str {
    match measure {
        Measure::Received => "hồ sơ tiếp nhận",
        Measure::Owing => "hồ sơ phải trả kết quả giấy",
        Measure::OwingWithResult => "hồ sơ có tệp kết quả",
        Measure::WithComponent => "hồ sơ có số hóa thành phần",
        Measure::Digitised => "hồ sơ số hóa",
        Measure::Reusing => "hồ sơ tái sử dụng",
        Measure::FromNationalStore => "hồ sơ tái sử dụng từ kho quốc gia",
        Measure::Shared => "hồ sơ chia sẻ",
        Measure::Resolved => "hồ sơ đã giải quyết",
        Measure::ResolvedWithResult => "hồ sơ đã số hóa kết quả",
        Measure::ResolvedWithoutResult => "hồ sơ chưa số hóa kết quả",
        Measure::ResolvedNotReusable => "hồ sơ chưa dùng lại được",
        Measure::ComponentsHandedIn => "thành phần nộp vào",
        Measure::ComponentsReused => "thành phần tái sử dụng",
        Measure::ComponentsHandedInAgain => "thành phần phải nộp lại",
        Measure::Returned => "kết quả trả",
        Measure::ReturnedWithDueDate => "kết quả trả có hẹn",
        Measure::ReturnedOnTime => "kết quả trả đúng hạn",
        Measure::HandOvers => "lần luân chuyển",
        Measure::ElectronicHandOvers => "lần luân chuyển điện tử",
        Measure::Visits => "lượt giao dịch",
        Measure::WaitedSeconds => "giây chờ",
        Measure::PapersDigitised => "giấy tờ số hóa",
        Measure::PagesDigitised => "trang số hóa",
    }
}
