//! What happened at counters, as it was known on any day.

use jiff::{Timestamp, civil::Date};
use model::{
    CatalogueKind, CatalogueLine, ComponentReuse, DossierComponent, DossierRecord, DossierResult, DossierState,
    HandOver, PaperCorrection, PaperDraft, PaperKind, StaffLine, StateChange, Ticket, Validity,
};

use super::samples::{
    BIRTH, HOLDER, UNIT, context, context_on, dossier, draft, draft_of, holder, known, morning_of, register,
};
use crate::{
    Activity, ActivityQuestion, Approval, DossiersQuestion, InForceQuestion, Ledger, LedgerError, Measure, Recorded,
};

/// A dossier of the sample's procedure, received on a day, that owes a result.
pub fn record(number: &str, received_on: &str) -> DossierRecord {
    let record = DossierRecord { owes_result: true, ..dossier().into() };
    DossierRecord { number: known(number), received_at: Some(morning_of(received_on)), ..record }
}

/// A component as the one-stop system tells of it.
pub fn component(digitised: bool, reuse: ComponentReuse) -> DossierComponent {
    DossierComponent { component: Some(BIRTH.to_owned()), digitised, reuse, ..DossierComponent::default() }
}

/// A result with a file.
pub fn result(code: Option<&str>) -> DossierResult {
    DossierResult {
        file_path: Some("https://kho/1".to_owned()),
        code: code.map(str::to_owned),
        ..DossierResult::default()
    }
}

fn question(from: &str, to: &str, as_of: &str) -> ActivityQuestion {
    ActivityQuestion { from: known(from), to: known(to), as_of: known(as_of), procedure: None }
}

async fn record_on(ledger: &dyn Ledger, day: &str, dossier: DossierRecord) -> Recorded {
    ledger.record_dossiers(context_on(day), vec![dossier]).await.unwrap()[0]
}

/// The numbers of all units, and by how much records made since have changed them; the recount says the same.
async fn asked(ledger: &dyn Ledger, question: ActivityQuestion) -> (Activity, Activity) {
    let rows = ledger.activity(question.clone()).await.unwrap();
    let all = |of: fn(&crate::ActivityRow) -> Activity| rows.iter().map(of).fold(Activity::NONE, |sum, of| sum + of);
    let activity = all(|row| row.activity);
    let recounted = ledger.recount_activity(question.clone()).await.unwrap();
    let recounted = recounted.iter().fold(Activity::NONE, |sum, row| sum + row.activity);
    assert_eq!(activity, recounted, "{question:?}");
    (activity, all(|row| row.recorded_later))
}

fn numbers<const N: usize>(of: Activity, measures: [Measure; N]) -> [i64; N] {
    measures.map(|measure| of[measure])
}

/// Told for the first time, otherwise, and as before.
pub async fn a_dossier_is_recorded_as_it_is_told(ledger: &dyn Ledger) {
    let first = record("H48.28.05-261120-0001", "2026-11-20");
    let other = record("H48.28.05-261120-0002", "2026-11-20");
    let answers = ledger.record_dossiers(context(), vec![first.clone(), other.clone()]).await.unwrap();
    assert_eq!(answers, [Recorded::New, Recorded::New]);
    let resolved = DossierRecord { state: DossierState::Resolved, ..other };
    let answers = ledger.record_dossiers(context(), vec![first, resolved.clone()]).await.unwrap();
    assert_eq!(answers, [Recorded::Same, Recorded::Changed]);
    assert_eq!(ledger.dossier(&resolved.number).await.unwrap().as_ref(), Some(&resolved));
    let totals = ledger.totals().await.unwrap();
    assert_eq!((totals.dossiers, totals.entries), (2, 3));
}

/// Only who has it in hand gives it on; the figures of hand-overs are the giver's.
pub async fn a_dossier_is_handed_over_by_who_has_it(ledger: &dyn Ledger) {
    let dossier = record("H48.28.05-261120-0001", "2026-11-20");
    let over = |from: &str, to: &str, electronic| HandOver {
        number: dossier.number.clone(),
        from: known(from),
        to: known(to),
        at: morning_of("2026-11-21"),
        electronic,
        papers: Vec::new(),
    };
    let unknown = ledger.hand_over_dossier(context(), over(UNIT, "H48.12", true)).await;
    assert!(matches!(unknown, Err(LedgerError::NotFound { what: "dossier", .. })), "{unknown:?}");
    record_on(ledger, "2026-11-20", dossier.clone()).await;
    for _ in 0..2 {
        ledger.hand_over_dossier(context(), over(UNIT, "H48.12", true)).await.unwrap();
    }
    for wrong in [over(UNIT, "H48.05", true), over("H48.12", "H48.12", true)] {
        let answer = ledger.hand_over_dossier(context(), wrong).await;
        assert!(matches!(answer, Err(LedgerError::Conflict(_))), "{answer:?}");
    }
    ledger.hand_over_dossier(context(), over("H48.12", UNIT, false)).await.unwrap();
    assert_eq!(
        ledger.hand_overs(&dossier.number).await.unwrap(),
        [over(UNIT, "H48.12", true), over("H48.12", UNIT, false)]
    );
    let rows = ledger.activity(question("2026-11-01", "2026-11-30", "2026-11-30")).await.unwrap();
    let given: Vec<(&str, [i64; 2])> = rows
        .iter()
        .map(|row| (row.unit.as_str(), numbers(row.activity, [Measure::HandOvers, Measure::ElectronicHandOvers])))
        .collect();
    assert_eq!(given, [("H48.12", [1, 0]), (UNIT, [1, 1])]);
}

/// The national indicators' numbers (DOMAIN §5.3), as of the days on which things happened.
pub async fn dossiers_count_as_the_domain_says(ledger: &dyn Ledger) {
    use ComponentReuse::{No, UnderCode, WithoutCode};
    let at = |day: &str| -> Option<Timestamp> { Some(morning_of(day)) };
    let resolved = |dossier: DossierRecord, on: &str| DossierRecord {
        state: DossierState::Returned,
        resolved_at: at(on),
        returned_at: at(on),
        ..dossier
    };
    let with = |dossier: DossierRecord, components, results| DossierRecord { components, results, ..dossier };
    let number = |at: u32| format!("H48.28.05-261110-{at:04}");
    let of = |at| record(&number(at), "2026-11-10");
    let due = |dossier, on: &str| DossierRecord { due_at: Some(morning_of(on)), ..dossier };
    let from_nation = DossierComponent { from_national_store: true, ..component(false, No) };
    let dossiers = vec![
        // Nothing digitised, under way.
        of(1),
        // Component and published result, in time.
        due(resolved(with(of(2), vec![component(true, No)], vec![result(Some("KQ1"))]), "2026-11-12"), "2026-11-12"),
        // A component, no result though one is owed, late.
        due(resolved(with(of(3), vec![component(true, No)], vec![]), "2026-11-14"), "2026-11-13"),
        // Owes none: a component will do; from the national store.
        DossierRecord { owes_result: false, ..with(of(4), vec![from_nation, component(false, WithoutCode)], vec![]) },
        // Resolved with a result that nobody can find by a code.
        resolved(
            with(of(5), vec![component(false, UnderCode { code: "KQ9".to_owned() })], vec![result(None)]),
            "2026-11-15",
        ),
        // Not received: in no figure.
        DossierRecord { received_at: None, state: DossierState::Registered, ..of(6) },
    ];
    ledger.record_dossiers(context_on("2026-11-15"), dossiers).await.unwrap();
    let measures = [
        Measure::Received,
        Measure::Owing,
        Measure::OwingWithResult,
        Measure::WithComponent,
        Measure::Digitised,
        Measure::Reusing,
        Measure::FromNationalStore,
        Measure::Shared,
        Measure::Resolved,
        Measure::ResolvedWithResult,
        Measure::ResolvedWithoutResult,
        Measure::ResolvedNotReusable,
        Measure::Returned,
        Measure::ReturnedWithDueDate,
        Measure::ReturnedOnTime,
        Measure::ComponentsHandedIn,
        Measure::ComponentsReused,
    ];
    for (as_of, expected) in [
        ("2026-11-09", [0; 17]),
        ("2026-11-10", [5, 4, 0, 4, 1, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 3]),
        ("2026-11-12", [5, 4, 1, 4, 2, 2, 1, 2, 1, 1, 0, 0, 1, 1, 1, 2, 3]),
        ("2026-11-14", [5, 4, 1, 4, 2, 2, 1, 2, 2, 1, 1, 1, 2, 2, 1, 2, 3]),
        ("2026-11-30", [5, 4, 2, 4, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3]),
    ] {
        let (activity, _) = asked(ledger, question("2026-11-01", "2026-11-30", as_of)).await;
        assert_eq!(numbers(activity, measures), expected, "as of {as_of}");
    }
    let of_procedure = |procedure: &str| ActivityQuestion {
        procedure: Some(known(procedure)),
        ..question("2026-11-01", "2026-11-30", "2026-11-30")
    };
    assert_eq!(asked(ledger, of_procedure("1.001193")).await.0[Measure::Received], 5);
    assert_eq!(asked(ledger, of_procedure("1.001194")).await.0, Activity::NONE);
    let behind = DossiersQuestion {
        activity: question("2026-11-01", "2026-11-30", "2026-11-30"),
        units: vec![known(UNIT)],
        with: Measure::Resolved,
        without: Some(Measure::ResolvedWithResult),
    };
    let page = ledger.dossiers_counted(behind.clone(), None, 10).await.unwrap();
    let found: Vec<&str> = page.dossiers.iter().map(|dossier| dossier.number.as_str()).collect();
    assert_eq!((found, page.next), (vec![number(3).as_str()], None));
    let elsewhere = DossiersQuestion { units: vec![known("H48.12")], ..behind.clone() };
    assert!(ledger.dossiers_counted(elsewhere, None, 10).await.unwrap().dossiers.is_empty());
    let all = DossiersQuestion { with: Measure::Received, without: None, ..behind };
    let first = ledger.dossiers_counted(all.clone(), None, 3).await.unwrap();
    let rest = ledger.dossiers_counted(all, first.next.clone(), 3).await.unwrap();
    assert_eq!((first.dossiers.len(), rest.dossiers.len(), rest.next), (3, 2, None));
}

/// Papers in the store make a dossier digitised, reused and reusable, from the day on which they are there.
pub async fn papers_in_the_store_count_for_their_dossier(ledger: &dyn Ledger) {
    let number = "H48.28.05-261110-0001";
    let resolved = DossierRecord {
        state: DossierState::Resolved,
        resolved_at: Some(morning_of("2026-11-12")),
        ..record(number, "2026-11-10")
    };
    record_on(ledger, "2026-11-12", resolved).await;
    let paper = |kind, content: &str| PaperDraft { kind, dossier: Some(known(number)), ..draft("1/GKS", content) };
    let put = async |day: &str, paper: PaperDraft, approval| {
        ledger.register_paper(context_on(day), paper, approval).await.unwrap().record
    };
    let own = put("2026-11-11", paper(PaperKind::Component, "own"), Approval::OnAcceptance).await;
    assert!(!own.handed_in_again);
    let result = put("2026-11-13", paper(PaperKind::Result, "result"), Approval::Separate).await.code;
    ledger.change_state(context_on("2026-11-14"), result.clone(), StateChange::Approve).await.unwrap();
    let earlier = PaperDraft { dossier: None, ..draft("2/GKS", "earlier") };
    let earlier = ledger.register_paper(context_on("2026-11-01"), earlier, Approval::OnAcceptance).await.unwrap();
    ledger.reuse(context_on("2026-11-15"), earlier.record.code, known(number), known(BIRTH)).await.unwrap();
    let again = put("2026-11-16", paper(PaperKind::Component, "again"), Approval::OnAcceptance).await;
    assert!(again.handed_in_again, "the store had such a paper");
    ledger.change_state(context_on("2026-11-18"), result, StateChange::Revoke { why: String::new() }).await.unwrap();
    let measures = [
        Measure::WithComponent,
        Measure::OwingWithResult,
        Measure::Digitised,
        Measure::Reusing,
        Measure::Resolved,
        Measure::ResolvedNotReusable,
        Measure::ComponentsHandedIn,
        Measure::ComponentsHandedInAgain,
    ];
    for (as_of, expected) in [
        ("2026-11-10", [0, 0, 0, 0, 0, 0, 0, 0]),
        ("2026-11-11", [1, 0, 0, 0, 0, 0, 1, 0]),
        ("2026-11-12", [1, 0, 0, 0, 1, 1, 1, 0]),
        ("2026-11-13", [1, 1, 1, 0, 1, 1, 1, 0]),
        ("2026-11-14", [1, 1, 1, 0, 1, 0, 1, 0]),
        ("2026-11-16", [1, 1, 1, 1, 1, 0, 2, 1]),
        ("2026-11-20", [1, 1, 1, 1, 1, 1, 2, 1]),
    ] {
        for (from, to) in [("2026-11-01", "2026-11-30"), ("2026-11-10", "2026-11-10")] {
            let (activity, _) = asked(ledger, question(from, to, as_of)).await;
            assert_eq!(numbers(activity, measures), expected, "as of {as_of}, {from} to {to}");
        }
    }
    let (activity, _) = asked(ledger, question("2026-11-13", "2026-11-16", "2026-11-30")).await;
    assert_eq!(numbers(activity, [Measure::PapersDigitised, Measure::PagesDigitised]), [2, 2]);
}

/// What is put right later is told with the figures of the days before.
pub async fn a_record_put_right_says_by_how_much(ledger: &dyn Ledger) {
    let first = record("H48.28.05-261110-0001", "2026-11-10");
    record_on(ledger, "2026-11-10", first.clone()).await;
    record_on(ledger, "2026-11-20", record("H48.28.05-261111-0002", "2026-11-11")).await;
    record_on(ledger, "2026-11-21", DossierRecord { unit: known("H48.12"), ..first }).await;
    for (as_of, all, later) in [("2026-11-12", 2, 1), ("2026-11-20", 2, 0), ("2026-11-21", 2, 0)] {
        let (activity, recorded_later) = asked(ledger, question("2026-11-01", "2026-11-30", as_of)).await;
        assert_eq!((activity[Measure::Received], recorded_later[Measure::Received]), (all, later), "{as_of}");
    }
    let rows = ledger.activity(question("2026-11-01", "2026-11-30", "2026-11-20")).await.unwrap();
    let told: Vec<(&str, i64, i64)> = rows
        .iter()
        .map(|row| (row.unit.as_str(), row.activity[Measure::Received], row.recorded_later[Measure::Received]))
        .collect();
    assert_eq!(told, [("H48.12", 1, 1), (UNIT, 1, -1)]);

    let limited = PaperDraft { valid_until: Some(known("2026-11-15")), ..draft("1/GKS", "limited") };
    let code =
        ledger.register_paper(context_on("2026-11-10"), limited, Approval::OnAcceptance).await.unwrap().record.code;
    let correction = PaperCorrection {
        valid_until: Some(Validity::Perpetual),
        holder_name: Some("Trần Văn An".to_owned()),
        ..PaperCorrection::default()
    };
    for _ in 0..2 {
        let entries = ledger.totals().await.unwrap().entries;
        let why = "đọc nhầm".to_owned();
        let right =
            ledger.correct_paper(context_on("2026-11-25"), code.clone(), correction.clone(), why).await.unwrap();
        assert_eq!((right.paper.valid_until, right.paper.holder.name.as_deref()), (None, Some("Trần Văn An")));
        assert_eq!(ledger.paper(&code).await.unwrap(), Some(right));
        assert!(ledger.totals().await.unwrap().entries - entries <= 1);
    }
    for (day, count, later) in [("2026-11-14", 1, 0), ("2026-11-20", 1, 1), ("2026-11-25", 1, 0)] {
        let day: Date = known(day);
        let counted: u64 = ledger.digitised(day).await.unwrap().iter().map(|row| row.count).sum();
        let changed: i64 = ledger.in_force_recorded_later(day).await.unwrap().iter().map(|row| row.change).sum();
        assert_eq!((counted, changed), (count, later), "{day}");
        assert_eq!(ledger.digitised(day).await.unwrap(), ledger.recount(day).await.unwrap(), "{day}");
        let behind = InForceQuestion { on: day, units: vec![known(UNIT)], paper_type: Some(known(BIRTH)) };
        assert_eq!(ledger.papers_in_force(behind, None, 10).await.unwrap().papers.len() as u64, count, "{day}");
    }
}

/// Somebody who comes twice is one applicant, at each unit and of all together.
pub async fn applicants_are_counted_once(ledger: &dyn Ledger) {
    register(ledger, draft_of("001090012346", "9/GKS")).await;
    let at = |number: &str, day: &str, id: &str, unit: &str| DossierRecord {
        holder: Some(holder(id)),
        unit: known(unit),
        components: vec![component(true, ComponentReuse::No)],
        ..record(number, day)
    };
    let dossiers = vec![
        at("H48.28.05-260910-0001", "2026-09-10", HOLDER, UNIT),
        at("H48.28.05-261010-0001", "2026-10-10", HOLDER, UNIT),
        at("H48.28.05-261010-0002", "2026-10-20", HOLDER, "H48.12"),
        at("H48.28.05-261010-0003", "2026-10-21", HOLDER, "H48.12"),
        at("H48.28.05-261124-0004", "2026-11-24", "001090012346", UNIT),
    ];
    ledger.record_dossiers(context_on("2026-11-24"), dossiers).await.unwrap();
    for (from, to, expected) in [
        ("2026-09-01", "2026-11-30", vec![(None, 2, 1), (Some("H48.12"), 1, 0), (Some(UNIT), 2, 1)]),
        ("2026-09-01", "2026-11-24", vec![(None, 2, 1), (Some("H48.12"), 1, 0), (Some(UNIT), 2, 1)]),
        ("2026-10-01", "2026-10-31", vec![(None, 1, 0), (Some("H48.12"), 1, 0), (Some(UNIT), 1, 0)]),
        ("2026-09-11", "2026-10-19", vec![(None, 1, 0), (Some(UNIT), 1, 0)]),
        ("2026-12-01", "2026-12-31", vec![]),
    ] {
        let rows = ledger.applicants(known(from), known(to)).await.unwrap();
        assert_eq!(rows, ledger.recount_applicants(known(from), known(to)).await.unwrap(), "{from} to {to}");
        let found: Vec<(Option<&str>, u64, u64)> = rows
            .iter()
            .map(|row| (row.unit.as_ref().map(model::UnitCode::as_str), row.applicants, row.handed_in_again))
            .collect();
        assert_eq!(found, expected, "{from} to {to}");
    }
}

/// Visits count once, on the day of the receipt; staff and the catalogue's changes are told as they were declared.
pub async fn visits_staff_and_catalogue_are_kept(ledger: &dyn Ledger) {
    let ticket = |number: &str, waited_minutes: i64| Ticket {
        unit: known(UNIT),
        ticket: number.to_owned(),
        arrived_at: morning_of("2026-11-23"),
        received_at: morning_of("2026-11-23") + jiff::SignedDuration::from_mins(waited_minutes),
    };
    ledger.serve_tickets(context(), vec![ticket("A1", 10), ticket("A2", 20)]).await.unwrap();
    ledger.serve_tickets(context(), vec![ticket("A1", 10)]).await.unwrap();
    assert_eq!(ledger.totals().await.unwrap().entries, 1, "they were known");
    ledger.serve_tickets(context_on("2026-11-24"), vec![ticket("A2", 25)]).await.unwrap();
    for (as_of, later) in [("2026-11-24", [0, 0]), ("2026-11-23", [0, 300])] {
        let (activity, recorded_later) = asked(ledger, question("2026-11-23", "2026-11-23", as_of)).await;
        assert_eq!(numbers(activity, [Measure::Visits, Measure::WaitedSeconds]), [2, 35 * 60], "{as_of}");
        assert_eq!(numbers(recorded_later, [Measure::Visits, Measure::WaitedSeconds]), later, "{as_of}");
    }
    let line = |staff| StaffLine {
        unit: known(UNIT),
        from: known("2026-01-01"),
        to: known("2026-12-31"),
        staff,
        person_days: None,
    };
    ledger.declare_staff(context(), vec![line(3)]).await.unwrap();
    ledger.declare_staff(context(), vec![line(4)]).await.unwrap();
    assert_eq!(ledger.staff().await.unwrap(), [line(4)]);
    let change = |name: &str| CatalogueLine {
        kind: CatalogueKind::Unit,
        code: UNIT.to_owned(),
        since: known("2026-12-01"),
        record: serde_json::json!({ "name": name }),
    };
    for name in ["một", "hai"] {
        ledger.change_catalogue(context(), vec![change(name)]).await.unwrap();
    }
    assert_eq!(ledger.catalogue_lines().await.unwrap(), [change("một"), change("hai")]);
}
