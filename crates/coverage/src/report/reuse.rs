//! Reuse and re-supply by unit.

use ledger::{Activity, ActivityRow, ApplicantsRow, Measure};

use super::{
    Cell, Column, Format, Report, ReportKind, When,
    chart::{Bar, Chart},
    groups::grouped,
    head, meanings,
};
use crate::{
    FigureId, Scope, Told, activity,
    figures::{Figure, later, reused},
    no_resupply,
    ratio::share,
};

const DOSSIERS: &str = "Hồ sơ";
const COMPONENTS: &str = "Thành phần hồ sơ";

/// Dossiers that reuse, components taken from the store, and what was handed in again, in the period. The applicants of 5.4 are
/// told in a note, since those of several units cannot be added up.
pub fn reuse(scope: &Scope<'_>, rows: &[ActivityRow], applicants: &[ApplicantsRow]) -> Report {
    let folded = activity(scope, rows);
    let (sections, total) = grouped(scope.map, &folded, |_, activity| cells(activity));
    let spared = no_resupply(scope, applicants, false);
    let measures = [
        Measure::Received,
        Measure::Reusing,
        Measure::FromNationalStore,
        Measure::ComponentsHandedIn,
        Measure::ComponentsReused,
        Measure::ComponentsHandedInAgain,
    ];
    let mut notes = meanings(scope, &[FigureId::Reuse, FigureId::ResuppliedPapers]);
    notes.extend(applicants_note(&spared));
    notes.extend(later(scope, rows, &measures));
    Report {
        columns: columns(),
        sections,
        total,
        notes,
        chart: Some(chart(&spared)),
        ..head(scope, ReportKind::Reuse, "Tái sử dụng giấy tờ đã số hóa", When::InThePeriod)
    }
}

fn columns() -> Vec<Column> {
    let column = Column::new;
    vec![
        column("name", "Đơn vị", Format::Text),
        column("received", "Tiếp nhận", Format::Count).under(DOSSIERS),
        column("reusing", "Có tái sử dụng thành phần", Format::Count).under(DOSSIERS),
        column("reusing_share", "Tỷ lệ", Format::Percent).under(DOSSIERS),
        column("from_national_store", "Từ cổng DVC quốc gia", Format::Count).under(DOSSIERS),
        column("handed_in", "Nộp vào", Format::Count).under(COMPONENTS),
        column("reused", "Tái sử dụng", Format::Count).under(COMPONENTS),
        column("reused_share", "Tỷ lệ tái sử dụng", Format::Percent).under(COMPONENTS),
        column("handed_in_again", "Phải nộp lại dù kho đã có", Format::Count).under(COMPONENTS),
        column("handed_in_again_share", "Tỷ lệ phải nộp lại", Format::Percent).under(COMPONENTS),
    ]
}

fn cells(activity: &Activity) -> Vec<Cell> {
    let count = |measure| activity.count(measure);
    let (reused, needed) = reused(activity);
    let (handed_in, again) = (count(Measure::ComponentsHandedIn), count(Measure::ComponentsHandedInAgain));
    vec![
        Cell::Count(count(Measure::Received)),
        Cell::Count(count(Measure::Reusing)),
        Cell::ratio(share(count(Measure::Reusing), count(Measure::Received))),
        Cell::Count(count(Measure::FromNationalStore)),
        Cell::Count(handed_in),
        Cell::Count(reused),
        Cell::ratio(share(reused, needed)),
        Cell::Count(again),
        Cell::ratio(share(again, handed_in)),
    ]
}

fn applicants_note(spared: &Told<Figure>) -> Option<String> {
    let whole = spared.figures.first()?;
    let title = FigureId::NoResupply.vietnamese();
    let share = whole.share.map(|share| format!(" ({:.2} %)", share * 100.0).replace('.', ","));
    let target = whole.target.map(|target| format!(", chỉ tiêu {} %", (target * 100.0).round()));
    let how = spared.explanations.iter().flat_map(|one| &one.notes).next()?;
    Some(format!(
        "{title}: {} trên {} người nộp{}{}. {how}",
        whole.numerator,
        whole.denominator,
        share.unwrap_or_default(),
        target.unwrap_or_default()
    ))
}

fn chart(spared: &Told<Figure>) -> Chart {
    let bar = |figure: &Figure| Bar {
        label: figure.level.map_or("Toàn bộ", catalogue::Level::vietnamese).into(),
        value: figure.share,
        target: figure.target,
    };
    let bars = spared.figures.iter().map(bar).collect();
    Chart { title: FigureId::NoResupply.vietnamese().into(), format: Format::Percent, bars }
}
