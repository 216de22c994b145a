use ledger::{ApplicantsRow, Measure};
use model::StaffLine;

use super::*;
use crate::made::{
    self, BIRTH, CENTRE, COMMUNE, LAND, MARRIAGE, MERGED, REMOTE, UNKNOWN, cell, code, day, map, row, scope, targets,
};
use crate::{Marks, National};

/// One line a figure: of whom, numerator/denominator, value, target, gap.
fn lines(figures: &[Figure]) -> Vec<String> {
    let of = |figure: &Figure| {
        let level = figure.level.map_or("all", Level::as_str);
        figure.unit.as_ref().map_or(level.to_owned(), ToString::to_string)
    };
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| value.to_string());
    let line = |figure: &Figure| {
        let (value, target, gap) = (number(figure.value), number(figure.target), number(figure.gap));
        format!("{} {}/{} {value} target {target} gap {gap}", of(figure), figure.numerator, figure.denominator)
    };
    figures.iter().map(line).collect()
}

#[test]
fn results_are_shared_by_level_and_unit_and_a_surplus_lifts_nothing() {
    let cells = [
        cell(CENTRE, BIRTH, 100, 40),
        // The merged commune's papers meet its successor's declaration.
        cell(COMMUNE, BIRTH, 100, 30),
        cell(MERGED, BIRTH, 0, 20),
        // 10 beyond what is declared.
        cell(REMOTE, MARRIAGE, 20, 30),
        cell(UNKNOWN, BIRTH, 5, 1),
    ];
    let (map, targets) = (map(), targets());
    let told = results(&scope(&map, &targets), &cells, true);
    assert_eq!(
        lines(&told.figures),
        [
            "all 111/225 0.4933 target - gap -",
            "province 40/100 0.4 target 0.5 gap 0.1",
            "H48.01 40/100 0.4 target 0.5 gap 0.1",
            "H48.05 0/0 - target 0.5 gap -",
            "H48.12 0/0 - target 0.5 gap -",
            "commune 70/120 0.5833 target 0.35 gap -0.2333",
            "H48.28.05 50/100 0.5 target 0.35 gap -0.15",
            "H48.28.07 20/20 1 target 0.35 gap -0.65",
            "H48.99 1/5 0.2 target - gap -",
        ]
    );
    let held = holdings(&scope(&map, &targets), &cells);
    let beyond = inconsistencies(&held);
    assert_eq!(beyond.len(), 1);
    assert_eq!((beyond[0].unit.as_str(), beyond[0].digitised, beyond[0].declared), (REMOTE, 30, 20));
    let types: Vec<_> = by_type(&held).into_values().map(|of| (of.covered, of.declared)).collect();
    assert_eq!(types, [(91, 205), (20, 20)]);
    assert!(told.explanations[0].notes[0].starts_with("1 dòng"), "{:?}", told.explanations[0].notes);
}

#[test]
fn one_types_surplus_does_not_pay_for_another() {
    let (map, targets) = (map(), targets());
    let cells = [cell(COMMUNE, BIRTH, 10, 90), cell(COMMUNE, MARRIAGE, 10, 1)];
    let told = results(&scope(&map, &targets), &cells, false);
    assert_eq!(lines(&told.figures)[0], "all 11/20 0.55 target - gap -");
}

#[test]
fn counters_run_when_they_digitised_anything_and_remote_ones_are_left_out_and_told() {
    let (map, mut targets) = (map(), targets());
    let rows = [row(MERGED, &[(Measure::PapersDigitised, 1)]), row(CENTRE, &[(Measure::PapersDigitised, 9)])];
    let told = counters(&scope(&map, &targets), &rows, false);
    assert_eq!(
        lines(&told.figures),
        ["all 2/3 0.6667 target - gap -", "province 1/2 0.5 target 1 gap 0.5", "commune 1/1 1 target 0.6 gap -0.4"]
    );
    assert!(told.explanations[0].notes[0].starts_with("Không tính 1 Bộ phận Một cửa cấp xã"));
    targets.remote_left_out = false;
    let told = counters(&scope(&map, &targets), &rows, false);
    assert_eq!(lines(&told.figures)[2], "commune 1/2 0.5 target 0.6 gap 0.1");
    assert!(told.explanations[0].notes.is_empty());
}

fn national_lines(rows: &[ActivityRow], each: bool) -> Vec<String> {
    let (map, targets) = (map(), targets());
    let told = national(&scope(&map, &targets), &made::national(), rows, each);
    let line = |one: &Indicator| {
        let of = one.unit.as_ref().map_or(one.level.map_or("all", Level::as_str), UnitCode::as_str);
        format!("{of} {} {}/{} {:?} {:?}", one.id, one.numerator, one.denominator, one.share, one.points)
    };
    told.figures.iter().map(line).collect()
}

#[test]
fn national_indicators_earn_points_pro_rata_up_to_their_full_share() {
    use Measure::{Digitised, Owing, OwingWithResult, Received, Reusing, Shared};
    let rows = [row(
        CENTRE,
        &[(Received, 1000), (Digitised, 800), (Reusing, 799), (Shared, 333), (Owing, 3), (OwingWithResult, 1)],
    )];
    assert_eq!(
        national_lines(&rows, false)[..4],
        [
            "all 4.1 1/3 Some(0.3333) Some(1.33)",
            // Exactly 80 %.
            "all 4.2 800/1000 Some(0.8) Some(6.0)",
            // 0.799 / 0.8 × 6 = 5.9925.
            "all 4.3 799/1000 Some(0.799) Some(5.99)",
            "all 4.4 333/1000 Some(0.333) Some(2.0)",
        ]
    );
    let more = [row(CENTRE, &[(Received, 10), (Digitised, 10)])];
    assert_eq!(national_lines(&more, false)[1], "all 4.2 10/10 Some(1.0) Some(6.0)", "never more than the maximum");
}

#[test]
fn a_zero_denominator_is_not_applicable_and_units_come_when_asked() {
    let lines = national_lines(&[row(MERGED, &[(Measure::Received, 1)])], true);
    assert_eq!(lines[0], "all 4.1 0/0 None None");
    assert_eq!(lines.len(), 4 * (1 + 2 + 5));
    assert!(lines.contains(&"H48.28.05 4.2 0/1 Some(0.0) Some(0.0)".to_owned()));
}

#[test]
fn an_indicator_has_exactly_its_keys_and_says_what_is_assumed() {
    let (map, targets) = (map(), targets());
    let told = national(&scope(&map, &targets), &made::national(), &made::activity(), false);
    assert_eq!(
        serde_json::to_string(&told.figures[1]).unwrap(),
        r#"{"id":"4.2","numerator":840,"denominator":1107,"share":0.7588,"points":5.69,"unit":null,"level":null,"from":"2026-01-01","to":"2026-06-30"}"#
    );
    let notes = told.explanations[1].notes.join(" ");
    assert!(notes.contains("Đạt từ 80 % được đủ 6 điểm (mức tối đa là giả định)"), "{notes}");
    assert!(notes.contains("Sau ngày 10/07/2026 đã có bản ghi làm thay đổi: hồ sơ số hóa −2, hồ sơ tiếp nhận +3."));
    let unknown = National { indicators: [("4.2".into(), Marks { maximum: None, ..unmarked() })].into() };
    assert_eq!(national(&scope(&map, &targets), &unknown, &made::activity(), false).figures[1].points, None);
}

#[test]
fn what_went_up_here_and_down_there_is_told_as_both() {
    let (map, targets, mut rows) = (map(), targets(), made::activity());
    rows[0].recorded_later = row(CENTRE, &[(Measure::Received, -3)]).activity;
    let note = later(&scope(&map, &targets), &rows, &[Measure::Received, Measure::Owing]);
    let expected = "Sau ngày 10/07/2026 đã có bản ghi làm thay đổi: hồ sơ tiếp nhận +3/−3. \
                    Các thay đổi này chưa tính vào số liệu.";
    assert_eq!(note.as_deref(), Some(expected));
}

fn unmarked() -> Marks {
    Marks { title: "x".into(), maximum: None, full_at: None, assumed: false }
}

#[test]
fn applicants_of_the_whole_are_distinct_and_those_of_levels_added_up() {
    let (map, targets) = (map(), targets());
    let of = |unit: Option<&str>, applicants, handed_in_again| ApplicantsRow {
        unit: unit.map(code),
        applicants,
        handed_in_again,
    };
    let rows = [of(None, 9, 2), of(Some(CENTRE), 6, 2), of(Some(COMMUNE), 3, 0), of(Some(MERGED), 1, 1)];
    let told = no_resupply(&scope(&map, &targets), &rows, false);
    assert_eq!(
        lines(&told.figures),
        [
            "all 7/9 0.7778 target 0.8 gap 0.0222",
            "province 4/6 0.6667 target 0.8 gap 0.1333",
            "commune 3/4 0.75 target 0.8 gap 0.05"
        ]
    );
    let commune = code(COMMUNE);
    let within = Scope { unit: Some(&commune), ..scope(&map, &targets) };
    assert_eq!(lines(&no_resupply(&within, &rows, false).figures)[0], "all 3/4 0.75 target 0.8 gap 0.05");
}

#[test]
fn figures_of_service_are_shares_of_what_was_counted() {
    let (map, targets, rows) = (map(), targets(), made::activity());
    let scope = scope(&map, &targets);
    for (told, whole) in [
        (no_resupply_papers(&scope, &rows, false), "all 15/60 0.25 target - gap -"),
        (waiting(&scope, &rows, false), "all 1000/4 4.17 target 15 gap -10.83"),
        (on_time(&scope, &rows, false), "all 39/40 0.975 target 0.95 gap -0.025"),
        (resolved(&scope, &rows, false), "all 6/9 0.6667 target 1 gap 0.3333"),
        (hand_overs(&scope, &rows, false), "all 4/5 0.8 target 0.8 gap 0"),
        (reuse(&scope, &rows, false), "all 20/80 0.25 target - gap -"),
        (reuse_dossiers(&scope, &rows, false), "all 10/1107 0.009 target - gap -"),
        (reuse_national(&scope, &rows, false), "all 0/1107 0 target - gap -"),
    ] {
        assert_eq!(lines(&told.figures)[0], whole, "{}", told.figures[0].id);
        assert_eq!(told.explanations[0].id, told.figures[0].id);
    }
    assert_eq!(lines(&waiting(&scope, &[], false).figures)[0], "all 0/0 - target 15 gap -");
}

fn staff(unit: &str, people: u32) -> StaffLine {
    StaffLine { unit: code(unit), from: day("2026-01-01"), to: day("2026-06-30"), staff: people, person_days: None }
}

#[test]
fn productivity_is_pro_rata_to_days_worked_and_small_counters_are_exempt() {
    // 2026-01-01 to 06-30 has 129 days from Monday to Friday.
    let (map, targets) = (map(), targets());
    let rows = [
        row(CENTRE, &[(Measure::Received, 1290)]),
        row(MERGED, &[(Measure::Received, 129)]),
        row(LAND, &[(Measure::Received, 5)]),
    ];
    let told = productivity(&scope(&map, &targets), &rows, &[staff(CENTRE, 2), staff(COMMUNE, 1)], true);
    assert_eq!(
        lines(&told.figures),
        [
            "all 1419/387 916.67 target - gap -",
            "province 1290/258 1250 target 1600 gap 350",
            "H48.01 1290/258 1250 target 1600 gap 350",
            "H48.05 0/0 - target 1600 gap -",
            "H48.12 0/0 - target 1600 gap -",
            "commune 129/129 250 target 800 gap 550",
            // 129 in half a year is less than one person's 395: exempt.
            "H48.28.05 129/129 250 target 800 gap -",
            "H48.28.07 0/0 - target 800 gap -",
        ]
    );
    let notes = &told.explanations[0].notes;
    assert_eq!(notes[0], "Giả định một năm có 250 ngày làm việc.");
    assert!(notes[1].starts_with("1 đơn vị tiếp nhận 5 hồ sơ nhưng chưa khai báo nhân sự"), "{notes:?}");
    assert!(notes[2].starts_with("1 đơn vị có tổng số"), "{notes:?}");
}

#[test]
fn the_backlog_tells_when_the_target_is_met_at_the_present_rate() {
    let (map, targets) = (map(), targets());
    let cells = [cell(CENTRE, BIRTH, 100, 60), cell(COMMUNE, BIRTH, 200, 40), cell(REMOTE, BIRTH, 100, 0)];
    // Monday 2026-06-15 to Friday 06-26: ten working days, 20 of the merged commune.
    let inputs = BacklogInputs {
        cells: &cells,
        recent: &[(code(MERGED), 20)],
        recent_from: day("2026-06-15"),
        recent_to: day("2026-06-26"),
        held: &[HeldScans { unit: code(COMMUNE), count: 3, oldest: day("2026-06-01") }],
        pages_per_paper: 2.5,
    };
    let scope = scope(&map, &targets);
    let folded = backlog(&scope, &inputs);
    let of = |unit: &str| folded.unit(&code(unit)).unwrap().clone();
    assert_eq!(of(CENTRE).forecast(scope.to), Forecast::Met);
    assert_eq!(of(CENTRE).pages_a_day(scope.to, 2.5), Some(0));
    // 35 % of 200 is 70, 30 to go at 2 a day: 15 working days after Tuesday 2026-06-30.
    let commune = of(COMMUNE);
    assert_eq!((commune.to_target, commune.rate(), commune.held), (30, Some(2.0), 3));
    assert_eq!(commune.forecast(scope.to), Forecast::On(day("2026-07-21")));
    // 75 pages over the 132 working days that are left.
    assert_eq!(commune.pages_a_day(scope.to, 2.5), Some(1));
    assert_eq!(of(REMOTE).forecast(scope.to), Forecast::Never);
    assert_eq!(of(LAND).forecast(scope.to), Forecast::NoTarget);
    let whole = folded.whole();
    assert_eq!((whole.results.remaining(), whole.to_target, whole.counters), (40 + 160 + 100, 65, 2));
}

#[test]
fn forecasts_count_working_days_only() {
    let backlog = |to_target| Backlog { to_target, targeted: true, recent: 1, recent_days: 1, ..Backlog::default() };
    for (today, to_target, expected) in [
        // A Friday, a Saturday, a Wednesday.
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 5, "2026-12-04"),
        ("2026-11-28", 6, "2026-12-07"),
        ("2026-11-25", 5, "2026-12-02"),
        ("2026-11-25", 3, "2026-11-30"),
    ] {
        assert_eq!(backlog(to_target).forecast(day(today)), Forecast::On(day(expected)), "{today} + {to_target}");
    }
    assert_eq!(backlog(30_000).forecast(day("2026-11-25")), Forecast::Never);
}

#[test]
fn a_plan_may_name_the_source_of_its_target_and_the_maps_day_is_told() {
    let (map, mut targets) = (map(), targets());
    targets.sources.insert("5.7".into(), "Kế hoạch riêng, mục 3".into());
    let later = Scope { to: day("2026-12-31"), ..scope(&map, &targets) };
    let explanation = FigureId::OnTime.explain(&later, Vec::new());
    assert_eq!(explanation.source, "Kế hoạch riêng, mục 3");
    assert_eq!(explanation.notes, ["Tính theo danh mục đơn vị ngày 30/06/2026."]);
    assert_eq!(explanation.map_day, day("2026-06-30"));
}
