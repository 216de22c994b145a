//! What is asked of the figures: on which map, of which period, known when, within which unit, against which targets.

use std::collections::BTreeMap;

use catalogue::Level;
use jiff::civil::Date;
use model::UnitCode;

use crate::Map;

/// The frame of a figure or report.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The map to count on.
    pub map: &'a Map,
    /// The first day of the period.
    pub from: Date,
    /// The last day. What a document says of when it was made is this day too, so that the same data give the same bytes.
    pub to: Date,
    /// As it had come to be known by the end of this day.
    pub as_of: Date,
    /// Only this unit and those below it.
    pub unit: Option<&'a UnitCode>,
    /// What a plan asks.
    pub targets: &'a Targets,
}

/// What a plan asks for by the end of the year of the period (DOMAIN §5). What it does not ask for is absent.
///
/// Shares are 0 to 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Targets {
    /// The plan's title and number, for example `Kế hoạch 136/KH-UBND`.
    pub plan: Option<String>,
    /// 5.1: the digitised share of results in force.
    pub digitised: BTreeMap<Level, f64>,
    /// 5.2: the share of one-stop counters that digitise.
    pub counters: BTreeMap<Level, f64>,
    /// 5.2: whether remote units are left out of the denominator.
    pub remote_left_out: bool,
    /// 5.4: the share of applicants who need not hand in again what is here.
    pub no_resupply: Option<f64>,
    /// 5.5: dossiers received per counter staff a year.
    pub productivity: BTreeMap<Level, f64>,
    /// 5.5: the days that one person works in a year; [`WORKING_DAYS_A_YEAR`] when nothing is said.
    pub working_days_a_year: Option<u16>,
    /// 5.6: the longest average wait, in minutes.
    pub waiting_minutes: Option<f64>,
    /// 5.7: the share of results returned by the due date.
    pub on_time: Option<f64>,
    /// 5.8: the share of resolved dossiers that are digitised, stored and reusable.
    pub resolved: Option<f64>,
    /// The share of hand-overs between offices that are electronic.
    pub hand_over: Option<f64>,
    /// Where a figure's target stands, by the figure's id: the document and its section.
    pub sources: BTreeMap<String, String>,
}

/// A year's working days where a plan names none: 261 days from Monday to Friday less 11 public holidays (Labour Code 2019,
/// article 112).
pub const WORKING_DAYS_A_YEAR: u16 = 250;

impl Targets {
    /// [`Targets::working_days_a_year`], or what is assumed.
    pub fn working_days(&self) -> u16 {
        self.working_days_a_year.filter(|days| *days > 0).unwrap_or(WORKING_DAYS_A_YEAR)
    }
}

/// The national indicators of group 4 (Decision 766/QĐ-TTg), by id: `4.1` to `4.4`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct National {
    /// By id. An indicator that is not here is told under its default title, without points.
    pub indicators: BTreeMap<String, Marks>,
}

/// What one national indicator is called and earns.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    /// Its title, in Vietnamese.
    pub title: String,
    /// The points that it earns at most; without it no points are told.
    pub maximum: Option<f64>,
    /// The share from which on it earns all of them, 0 to 1; below, pro rata. 1 when nothing is said.
    pub full_at: Option<f64>,
    /// True when `maximum` is an assumption: then every explanation says so.
    pub assumed: bool,
}
