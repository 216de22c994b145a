//! Reports: tables with typed columns, in the groups that managers know, with subtotals, a total, notes and a chart. One
//! builder a kind; how a table is drawn is `render`'s business.

mod backlog;
mod chart;
mod groups;
mod inventory;
mod level;
mod productivity;
mod reuse;
mod table_766;
mod units;
mod waiting;

use jiff::civil::Date;
use model::UnitCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use backlog::backlog;
pub use chart::{Bar, Chart};
pub use inventory::inventory;
pub use level::level;
pub use productivity::productivity;
pub use reuse::reuse;
pub use table_766::table_766;
pub use units::units;
pub use waiting::waiting;

use crate::{FigureId, Scope, figures::date};

/// Which report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// 5.1 and 5.2 by level.
    Level,
    /// 5.1 by unit.
    Units,
    /// The table that managers know, with 4.1 to 4.4.
    #[serde(rename = "766")]
    Table766,
    /// Declared and digitised by unit and type.
    Inventory,
    /// Reuse and re-supply by unit.
    Reuse,
    /// What is still to be digitised.
    Backlog,
    /// 5.6 by unit.
    Waiting,
    /// 5.5 by unit.
    Productivity,
}

impl ReportKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Level,
        Self::Units,
        Self::Table766,
        Self::Inventory,
        Self::Reuse,
        Self::Backlog,
        Self::Waiting,
        Self::Productivity,
    ];

    /// As JSON writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Units => "units",
            Self::Table766 => "766",
            Self::Inventory => "inventory",
            Self::Reuse => "reuse",
            Self::Backlog => "backlog",
            Self::Waiting => "waiting",
            Self::Productivity => "productivity",
        }
    }
}

/// A report. Its JSON form is `{kind, from, to, as_of, map_day, unit, columns, sections, total, notes}`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// Which report.
    pub kind: ReportKind,
    /// Its title, in Vietnamese.
    #[serde(skip)]
    pub title: String,
    /// The lines under the title: whose, of when, against which plan.
    #[serde(skip)]
    pub subtitle: Vec<String>,
    /// The first day of the period; of a report of one day, that day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// As it was known by the end of this day.
    pub as_of: Date,
    /// The day whose map of units was counted on.
    pub map_day: Date,
    /// Only this unit and those below it; null for all.
    pub unit: Option<UnitCode>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The groups of rows.
    pub sections: Vec<Section>,
    /// All sections together; null where a sum says nothing.
    pub total: Option<Row>,
    /// What must be known beside the figures, in Vietnamese.
    pub notes: Vec<String>,
    /// A chart of it.
    #[serde(skip)]
    pub chart: Option<Chart>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// Its name in JSON and for programs.
    pub key: String,
    /// Its title on paper, in Vietnamese.
    pub title: String,
    /// The title over this and the neighbours that have the same; null when there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<String>,
    /// What its cells hold.
    pub format: Format,
}

impl Column {
    pub(crate) fn new(key: &str, title: &str, format: Format) -> Self {
        Self { key: key.into(), title: title.into(), group: None, format }
    }

    pub(crate) fn under(self, group: &str) -> Self {
        Self { group: Some(group.into()), ..self }
    }

    /// The title with that of its group before it.
    pub fn full_title(&self) -> String {
        self.group.as_ref().map_or_else(|| self.title.clone(), |group| format!("{group}: {}", self.title))
    }
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Words.
    Text,
    /// A whole number.
    Count,
    /// A share from 0 to 1, shown in percent with two decimals.
    Percent,
    /// A number with two decimals.
    Decimal,
    /// Minutes with two decimals.
    Minutes,
    /// A day.
    Day,
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Section {
    /// Its title; empty where a report has one section only.
    pub title: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// Their sum; null where it says nothing.
    pub subtotal: Option<Row>,
}

/// One row: a cell for each column.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// The unit that it is of; null for a sum and for a level.
    pub unit: Option<UnitCode>,
    /// The cells, in the order of the columns.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing to say.
    Empty,
    /// A share or average of nothing: `N/A` on paper, null in JSON.
    NotApplicable,
    /// A whole number.
    Count(u64),
    /// A share, decimal or number of minutes.
    Number(f64),
    /// A day.
    Day(Date),
    /// Words.
    Text(String),
}

impl Cell {
    /// A share or average, which may be of nothing.
    pub(crate) fn ratio(value: Option<f64>) -> Self {
        value.map_or(Self::NotApplicable, Self::Number)
    }

    /// A number that may not be set, such as a target.
    pub(crate) fn optional(value: Option<f64>) -> Self {
        value.map_or(Self::Empty, Self::Number)
    }

    /// A day that may not be known.
    pub(crate) fn day(value: Option<Date>) -> Self {
        value.map_or(Self::Empty, Self::Day)
    }

    /// Words.
    pub(crate) fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }
}

/// A report's head within a scope; the rest is the builder's.
fn head(scope: &Scope<'_>, kind: ReportKind, title: &str, when: When) -> Report {
    Report {
        kind,
        title: title.into(),
        subtitle: subtitle(scope, when),
        from: if when == When::OnTheDay { scope.to } else { scope.from },
        to: scope.to,
        as_of: scope.as_of,
        map_day: scope.map.day(),
        unit: scope.unit.cloned(),
        columns: Vec::new(),
        sections: Vec::new(),
        total: None,
        notes: Vec::new(),
        chart: None,
    }
}

/// What figures count and where that stands: the first notes of a report.
fn meanings(scope: &Scope<'_>, ids: &[FigureId]) -> Vec<String> {
    let meaning = |id: &FigureId| {
        let told = id.explain(scope, Vec::new());
        format!("{}: {} ÷ {}. Căn cứ: {}.", told.title, told.numerator, told.denominator, told.source)
    };
    ids.iter().map(meaning).collect()
}

/// Whether a report is of a day or of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    OnTheDay,
    InThePeriod,
}

fn subtitle(scope: &Scope<'_>, when: When) -> Vec<String> {
    let time = match when {
        When::OnTheDay => format!("Ngày {}", date(scope.to)),
        When::InThePeriod => format!("Từ ngày {} đến ngày {}", date(scope.from), date(scope.to)),
    };
    let known =
        format!("Số liệu ghi nhận đến hết ngày {}; danh mục đơn vị ngày {}", date(scope.as_of), date(scope.map.day()));
    let whose =
        scope.unit.map(|unit| format!("Phạm vi: {} và các đơn vị trực thuộc", scope.map.name(scope.map.scope(unit))));
    let plan = scope.targets.plan.as_ref().map(|plan| format!("Chỉ tiêu theo {plan}"));
    whose.into_iter().chain([time, known]).chain(plan).collect()
}

#[cfg(test)]
mod tests;
