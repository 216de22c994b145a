//! The figures and reports of managers.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use model::{ProcedureCode, UnitCode};

/// Which period, units and plan.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The first day [default: the first of the year of the last day]
    #[arg(long)]
    pub(crate) from: Option<Date>,
    /// The last day [default: today]
    #[arg(long)]
    pub(crate) to: Option<Date>,
    /// As it was known by the end of this day [default: today]
    #[arg(long)]
    pub(crate) as_of: Option<Date>,
    /// The day whose map of units is counted on [default: the day of --as-of]
    #[arg(long)]
    pub(crate) map: Option<Date>,
    /// Only this unit and those below it
    #[arg(long)]
    pub(crate) unit: Option<UnitCode>,
    /// The plan to hold it against, for example ninh-binh-136
    #[arg(long)]
    pub(crate) plan: Option<String>,
    /// Count every dossier and paper instead of asking the counters
    #[arg(long)]
    pub(crate) recount: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Indicators {
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// Only dossiers of this procedure
    #[arg(long)]
    pub(crate) procedure: Option<ProcedureCode>,
    /// Tell each unit too, not only the whole and the levels
    #[arg(long)]
    pub(crate) by_unit: bool,
    /// All figures of the plans too: results in force, counters, re-supply, productivity, waiting, time, reuse
    #[arg(long)]
    pub(crate) all: bool,
    /// What each figure counts, from which rule, and what must be known beside it
    #[arg(long)]
    pub(crate) explain: bool,
    /// List the dossiers behind this figure, for example 4.2; of 5.1 the papers
    #[arg(long, value_name = "FIGURE", conflicts_with_all = ["by_unit", "all", "explain"])]
    pub(crate) list: Option<String>,
    /// Which of them
    #[arg(long, default_value = "missing", requires = "list")]
    pub(crate) side: ListSide,
    /// At most so many
    #[arg(long, default_value_t = 100, requires = "list")]
    pub(crate) limit: usize,
    /// Those after this dossier's number or paper's code
    #[arg(long, value_name = "NUMBER", requires = "list")]
    pub(crate) after: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ListSide {
    /// Those that count
    Numerator,
    /// All of which they are a share
    Denominator,
    /// Those that are missing
    Missing,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Which report
    #[arg(long)]
    pub(crate) kind: Kind,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// How it is written
    #[arg(long, default_value = "table")]
    pub(crate) format: ReportFormat,
    /// Where to write it [default: standard output; for xlsx and pdf bao-cao-KIND-TO.xlsx or .pdf]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    /// Results in force and counters running, by level
    Level,
    /// Results in force by unit
    Units,
    /// The table of group 4 of the national indicators
    #[value(name = "766")]
    Table766,
    /// Declared and digitised by unit and paper type
    Inventory,
    /// Reuse, and what was handed in again
    Reuse,
    /// What is still to digitise, and when it will be done
    Backlog,
    /// From ticket to receipt
    Waiting,
    /// Dossiers per person a year
    Productivity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Table,
    Csv,
    Json,
    Xlsx,
    Pdf,
}
