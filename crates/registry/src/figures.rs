//! The figures and reports that managers answer for: what the ledger counted, on the map of a day, against a plan.

use std::collections::{BTreeMap, HashMap};

use catalogue::{Catalogue, Level, Plan};
use coverage::{
    BacklogInputs, Figure, HeldScans, Indicator, InventoryCell, Map, Marks, National, Scope, Targets, Told, UnitFacts,
    report::{self, Report, ReportKind},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use ledger::{
    ActivityQuestion, ActivityRow, ApplicantsRow, CountRow, DossierPage, DossiersQuestion, InForceQuestion, Measure,
    PaperPage,
};
use model::{DossierNumber, PaperCode, PaperTypeCode, ProcedureCode, UnitCode, local_date};

use crate::{Registry, RegistryError, lookup::nearest};

/// The days over which the present rate of digitising is taken.
const RATE_DAYS: i32 = 30;
/// The days over which pages are counted for the average paper.
const PAGES_DAYS: i32 = 365;

/// What is asked of the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiguresQuestion {
    /// The first day of the period.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// As it had come to be by the end of this day.
    pub as_of: Date,
    /// The day whose map of units is counted on.
    pub map: Date,
    /// Only this unit and those below it.
    pub unit: Option<UnitCode>,
    /// Only dossiers of this procedure.
    pub procedure: Option<ProcedureCode>,
    /// The plan to hold it against; that in force when there is none, and none when it is empty.
    pub plan: Option<String>,
    /// Whether each unit is told, not only the whole and the levels.
    pub each_unit: bool,
    /// Count every dossier and paper instead of asking the counters.
    pub recount: bool,
}

/// The days of a question, as far as they are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Days {
    /// The first day of the period; the first of the last day's year when it is not said.
    pub from: Option<Date>,
    /// The last day; today when it is not said.
    pub to: Option<Date>,
    /// The day as of which; today when it is not said.
    pub as_of: Option<Date>,
    /// The day of the map; that of `as_of` when it is not said.
    pub map: Option<Date>,
}

impl From<Days> for FiguresQuestion {
    /// Of all units and procedures, against no plan, from the counters.
    fn from(days: Days) -> Self {
        let Days { from, to, as_of, map } = days;
        let today = local_date(Timestamp::now());
        let (to, as_of) = (to.unwrap_or(today), as_of.unwrap_or(today));
        Self {
            from: from.unwrap_or_else(|| to.first_of_year()),
            to,
            as_of,
            map: map.unwrap_or(as_of),
            unit: None,
            procedure: None,
            plan: None,
            each_unit: false,
            recount: false,
        }
    }
}

/// Which dossiers behind an indicator are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Those that count.
    Numerator,
    /// All of which they are a share.
    Denominator,
    /// Those that are missing.
    Missing,
}

/// What a question is answered on.
struct Frame {
    map: Map,
    targets: Targets,
    national: National,
}

impl Frame {
    fn scope<'a>(&'a self, question: &'a FiguresQuestion) -> Scope<'a> {
        Scope {
            map: &self.map,
            from: question.from,
            to: question.to,
            as_of: question.as_of,
            unit: question.unit.as_ref(),
            targets: &self.targets,
        }
    }
}

impl Registry {
    fn frame(&self, question: &FiguresQuestion) -> Result<Frame, RegistryError> {
        if question.to < question.from {
            let cause = format!("the period ends on {} before it begins on {}", question.to, question.from);
            return Err(RegistryError::Value { field: "to".to_owned(), cause });
        }
        question.unit.as_ref().map_or(Ok(()), |unit| self.check_known_unit(unit))?;
        question.procedure.as_ref().map_or(Ok(()), |procedure| self.check_procedure(procedure))?;
        let plan = self.plan_asked_for(question.plan.as_deref());
        let plan = plan.map(|name| self.plan_on(name, question.to)).transpose()?;
        Ok(Frame {
            map: map_of(&self.catalogue, question.map),
            targets: plan.map(|plan| targets_of(plan, question.to)).unwrap_or_default(),
            national: national_of(&self.catalogue),
        })
    }

    fn plan_on(&self, name: &str, day: Date) -> Result<&Plan, RegistryError> {
        self.catalogue.plan_on(name, day).ok_or_else(|| {
            let near = nearest(name, self.catalogue.plans().map(|plan| plan.name.clone()));
            RegistryError::UnknownPlan { plan: name.to_owned(), near }
        })
    }

    async fn activity(&self, question: &FiguresQuestion) -> Result<Vec<ActivityRow>, RegistryError> {
        let asked = activity_question(question);
        Ok(if question.recount {
            self.ledger.recount_activity(asked).await?
        } else {
            self.ledger.activity(asked).await?
        })
    }

    async fn applicants(&self, question: &FiguresQuestion) -> Result<Vec<ApplicantsRow>, RegistryError> {
        let (from, to) = (question.from, question.to.min(question.as_of));
        Ok(if question.recount {
            self.ledger.recount_applicants(from, to).await?
        } else {
            self.ledger.applicants(from, to).await?
        })
    }

    /// What is declared and digitised on a day.
    async fn cells(&self, on: Date, recount: bool) -> Result<Vec<InventoryCell>, RegistryError> {
        Ok(coverage::inventory_cells(&self.digitised(on, recount).await?, &self.ledger.inventory(on).await?))
    }

    async fn digitised(&self, on: Date, recount: bool) -> Result<Vec<CountRow>, RegistryError> {
        Ok(if recount { self.ledger.recount(on).await? } else { self.ledger.digitised(on).await? })
    }

    /// The national indicators 4.1 to 4.4 (DOMAIN §5.3).
    ///
    /// # Errors
    /// An unknown unit, procedure or plan; a period that ends before it begins; the ledger's.
    pub async fn indicators(&self, question: &FiguresQuestion) -> Result<Told<Indicator>, RegistryError> {
        let frame = self.frame(question)?;
        let rows = self.activity(question).await?;
        Ok(coverage::national(&frame.scope(question), &frame.national, &rows, question.each_unit))
    }

    /// All other figures of DOMAIN §5: 5.1, 5.2, 5.4 to 5.8, hand-overs and reuse. 5.1 and 5.2 are told of the day `to`; those
    /// of people, visits and papers know no procedure.
    ///
    /// # Errors
    /// As [`Registry::indicators`].
    pub async fn figures(&self, question: &FiguresQuestion) -> Result<Told<Figure>, RegistryError> {
        let frame = self.frame(question)?;
        let (scope, each) = (frame.scope(question), question.each_unit);
        let rows = self.activity(question).await?;
        let mut told = Told { figures: Vec::new(), explanations: Vec::new() };
        let mut add = |more: Told<Figure>| {
            told.figures.extend(more.figures);
            told.explanations.extend(more.explanations);
        };
        if question.procedure.is_none() {
            add(self.results_in_force(question, &scope).await?);
            add(coverage::counters(&scope, &rows, each));
            add(coverage::no_resupply(&scope, &self.applicants(question).await?, each));
        }
        add(coverage::no_resupply_papers(&scope, &rows, each));
        if question.procedure.is_none() {
            add(coverage::productivity(&scope, &rows, &self.ledger.staff().await?, each));
            add(coverage::waiting(&scope, &rows, each));
        }
        add(coverage::on_time(&scope, &rows, each));
        add(coverage::resolved(&scope, &rows, each));
        if question.procedure.is_none() {
            add(coverage::hand_overs(&scope, &rows, each));
        }
        add(coverage::reuse(&scope, &rows, each));
        add(coverage::reuse_dossiers(&scope, &rows, each));
        add(coverage::reuse_national(&scope, &rows, each));
        Ok(told)
    }

    /// 5.1, which says by how much what was put right or declared later has changed it.
    async fn results_in_force(
        &self,
        question: &FiguresQuestion,
        scope: &Scope<'_>,
    ) -> Result<Told<Figure>, RegistryError> {
        let on = question.to.min(question.as_of);
        let rows = self.ledger.inventory(on).await?;
        let cells = coverage::inventory_cells(&self.digitised(on, question.recount).await?, &rows);
        let mut told = coverage::results(scope, &cells, question.each_unit);
        let digitised: i64 = self.ledger.in_force_recorded_later(on).await?.iter().map(|row| row.change).sum();
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let declared: i64 = rows.iter().map(|row| count(row.count) - count(row.count_then)).sum();
        if (digitised, declared) != (0, 0) {
            let day = on.strftime("%d/%m/%Y");
            let note = format!(
                "Sau ngày {day} đã có bản ghi làm thay đổi số liệu của ngày đó: đã số hóa {digitised:+}, khai báo {declared:+}."
            );
            told.explanations.iter_mut().for_each(|explanation| explanation.notes.push(note.clone()));
        }
        Ok(told)
    }

    /// A report for people. What it says of its making is the period's last day, so that the same data give the same bytes.
    ///
    /// # Errors
    /// As [`Registry::indicators`].
    pub async fn report(&self, kind: ReportKind, question: &FiguresQuestion) -> Result<Report, RegistryError> {
        let frame = self.frame(question)?;
        let scope = frame.scope(question);
        let on = question.to.min(question.as_of);
        Ok(match kind {
            ReportKind::Level => {
                let cells = self.cells(on, question.recount).await?;
                report::level(&scope, &cells, &self.activity(question).await?)
            }
            ReportKind::Units => report::units(&scope, &self.cells(on, question.recount).await?),
            ReportKind::Table766 => report::table_766(&scope, &frame.national, &self.activity(question).await?),
            ReportKind::Inventory => {
                report::inventory(&scope, &self.cells(on, question.recount).await?, &self.type_names())
            }
            ReportKind::Reuse => {
                report::reuse(&scope, &self.activity(question).await?, &self.applicants(question).await?)
            }
            ReportKind::Backlog => return self.backlog_report(question, &scope, on).await,
            ReportKind::Waiting => report::waiting(&scope, &self.activity(question).await?),
            ReportKind::Productivity => {
                report::productivity(&scope, &self.activity(question).await?, &self.ledger.staff().await?)
            }
        })
    }

    fn type_names(&self) -> BTreeMap<PaperTypeCode, String> {
        self.catalogue.paper_types().map(|known| (known.code.clone(), known.name.clone())).collect()
    }

    async fn backlog_report(
        &self,
        question: &FiguresQuestion,
        scope: &Scope<'_>,
        on: Date,
    ) -> Result<Report, RegistryError> {
        let cells = self.cells(on, question.recount).await?;
        let before = on.saturating_sub(RATE_DAYS.days());
        let recent = self.growth(before, on).await?;
        let held = self.held_scans().await?;
        let inputs = BacklogInputs {
            cells: &cells,
            recent: &recent,
            recent_from: before.tomorrow().unwrap_or(before),
            recent_to: on,
            held: &held,
            pages_per_paper: self.pages_per_paper(on).await?,
        };
        Ok(report::backlog(scope, &inputs, &self.type_names()))
    }

    /// By how much the results in force of each unit grew: what was digitised, less what ended meanwhile.
    async fn growth(&self, before: Date, on: Date) -> Result<Vec<(UnitCode, u64)>, RegistryError> {
        let mut counts: BTreeMap<UnitCode, (u64, u64)> = BTreeMap::new();
        for row in self.ledger.digitised(before).await? {
            counts.entry(row.unit).or_default().0 += row.count;
        }
        for row in self.ledger.digitised(on).await? {
            counts.entry(row.unit).or_default().1 += row.count;
        }
        Ok(counts.into_iter().map(|(unit, (before, after))| (unit, after.saturating_sub(before))).collect())
    }

    async fn held_scans(&self) -> Result<Vec<HeldScans>, RegistryError> {
        let mut held: HashMap<UnitCode, (u64, Date)> = HashMap::new();
        for waits in self.ledger.waiting_reviews(usize::MAX).await? {
            let day = local_date(waits.scanned_at);
            let of = held.entry(waits.unit).or_insert((0, day));
            *of = (of.0 + 1, of.1.min(day));
        }
        let mut held: Vec<HeldScans> =
            held.into_iter().map(|(unit, (count, oldest))| HeldScans { unit, count, oldest }).collect();
        held.sort_by(|one, other| one.unit.cmp(&other.unit));
        Ok(held)
    }

    /// The pages of an average paper of the year past; 1 when there was none.
    async fn pages_per_paper(&self, on: Date) -> Result<f64, RegistryError> {
        let from = on.saturating_sub(PAGES_DAYS.days());
        let rows = self.ledger.activity(ActivityQuestion { from, to: on, as_of: on, procedure: None }).await?;
        let sum = |measure| rows.iter().map(|row| row.activity.count(measure)).sum::<u64>();
        let (papers, pages) = (sum(Measure::PapersDigitised), sum(Measure::PagesDigitised));
        #[allow(clippy::cast_precision_loss)] // An average; nobody scans 2^52 pages.
        let average = if papers == 0 { 1.0 } else { pages as f64 / papers as f64 };
        Ok(average)
    }

    /// The papers behind 5.1: results in force on the question's last day, of one type where that is asked for, by code, at
    /// most `limit` after `after`.
    ///
    /// # Errors
    /// As [`Registry::indicators`].
    pub async fn papers_behind(
        &self,
        question: &FiguresQuestion,
        paper_type: Option<PaperTypeCode>,
        after: Option<PaperCode>,
        limit: usize,
    ) -> Result<PaperPage, RegistryError> {
        self.frame(question)?;
        paper_type.as_ref().map_or(Ok(()), |paper_type| self.check_paper_type(paper_type))?;
        let units = self.units_of(question)?;
        let asked = InForceQuestion { on: question.to.min(question.as_of), units, paper_type };
        Ok(self.ledger.papers_in_force(asked, after, limit).await?)
    }

    /// The units whose records count; none for all.
    fn units_of(&self, question: &FiguresQuestion) -> Result<Vec<UnitCode>, RegistryError> {
        question.unit.as_ref().map_or(Ok(Vec::new()), |unit| self.units_within(unit, question.map))
    }

    /// The dossiers behind an indicator or figure of dossiers, by number, at most `limit` after `after`.
    ///
    /// # Errors
    /// As [`Registry::indicators`]; [`RegistryError::Value`] for an id that is not of dossiers.
    pub async fn dossiers_behind(
        &self,
        id: &str,
        side: Side,
        question: &FiguresQuestion,
        after: Option<DossierNumber>,
        limit: usize,
    ) -> Result<DossierPage, RegistryError> {
        self.frame(question)?;
        let Some((numerator, denominator)) = measures_of(id) else {
            return Err(RegistryError::Value {
                field: "id".to_owned(),
                cause: format!("{id:?} is no figure of dossiers; those are 4.1 to 4.4, 5.7, 5.8, reuse and 5.4p"),
            });
        };
        let (with, without) = match side {
            Side::Numerator => (numerator, None),
            Side::Denominator => (denominator, None),
            Side::Missing => (denominator, Some(numerator)),
        };
        // 5.8 counts what is not there.
        let (with, without) = match (id, side) {
            ("5.8", Side::Numerator) => (Measure::Resolved, Some(Measure::ResolvedNotReusable)),
            ("5.8", Side::Missing) => (Measure::ResolvedNotReusable, None),
            _ => (with, without),
        };
        let units = self.units_of(question)?;
        let asked = DossiersQuestion { activity: activity_question(question), units, with, without };
        Ok(self.ledger.dossiers_counted(asked, after, limit).await?)
    }
}

/// The measures of a figure's numerator and denominator, where it is one of dossiers.
fn measures_of(id: &str) -> Option<(Measure, Measure)> {
    Some(match id {
        "4.1" => (Measure::OwingWithResult, Measure::Owing),
        "4.2" => (Measure::Digitised, Measure::Received),
        "4.3" | "reuse" | "reuse_dossiers" => (Measure::Reusing, Measure::Received),
        "4.4" => (Measure::Shared, Measure::Received),
        "reuse_national" => (Measure::FromNationalStore, Measure::Received),
        "5.4p" => (Measure::ComponentsHandedInAgain, Measure::ComponentsHandedIn),
        "5.7" => (Measure::ReturnedOnTime, Measure::ReturnedWithDueDate),
        "5.8" => (Measure::ResolvedNotReusable, Measure::Resolved),
        _ => return None,
    })
}

fn activity_question(question: &FiguresQuestion) -> ActivityQuestion {
    ActivityQuestion {
        from: question.from,
        to: question.to,
        as_of: question.as_of,
        procedure: question.procedure.clone(),
    }
}

fn map_of(catalogue: &Catalogue, day: Date) -> Map {
    let map = catalogue.map_on(day);
    let living = map.units().map(|unit| UnitFacts {
        code: unit.code.clone(),
        name: unit.name.clone(),
        level: unit.level,
        group: unit.group(),
        one_stop: unit.one_stop,
        remote: unit.remote,
    });
    let counting = catalogue.units().filter_map(|unit| {
        let counts = map.counting(&unit.code).filter(|counts| **counts != unit.code)?;
        Some((unit.code.clone(), counts.clone()))
    });
    let parents = catalogue.units().filter_map(|unit| {
        let known = map.unit(&unit.code).unwrap_or(unit);
        Some((unit.code.clone(), known.parent.clone()?))
    });
    Map::new(day, living.collect(), counting.collect(), parents.collect())
}

fn targets_of(plan: &Plan, on: Date) -> Targets {
    let levels = |target: &dyn Fn(Level) -> Option<f64>| {
        Level::ALL.into_iter().filter_map(|level| Some((level, target(level)?))).collect::<BTreeMap<_, _>>()
    };
    Targets {
        plan: Some(plan.title.clone()),
        digitised: levels(&|level| plan.digitised_target(level, on)),
        counters: levels(&|level| plan.counters_target(level, on)),
        remote_left_out: plan.remote_left_out,
        no_resupply: plan.no_resupply_target(on),
        productivity: plan.productivity.iter().map(|(level, dossiers)| (*level, f64::from(*dossiers))).collect(),
        working_days_a_year: Some(plan.working_days_a_year),
        waiting_minutes: plan.waiting_target(on).map(f64::from),
        on_time: plan.on_time_target(on),
        resolved: plan.resolved_digitised_target(on),
        hand_over: plan.electronic_hand_over_target(on),
        sources: BTreeMap::new(),
    }
}

fn national_of(catalogue: &Catalogue) -> National {
    let marks = |indicator: &catalogue::NationalIndicator| {
        let marks = Marks {
            title: indicator.title.clone(),
            maximum: Some(indicator.maximum),
            full_at: Some(indicator.full_at),
            // The decision gives the group's points as a whole; the file's note says how they are split.
            assumed: true,
        };
        (indicator.id.clone(), marks)
    };
    National { indicators: catalogue.national().indicators.iter().map(marks).collect() }
}
