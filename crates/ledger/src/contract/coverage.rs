//! Inventories, counters and totals.

use futures::future::join_all;
use jiff::civil::Date;
use model::{InventoryLine, PaperDraft, PaperKind, StateChange};

use super::samples::{BIRTH, UNIT, context, context_on, draft, fill, known, register, unit_and_type};
use crate::{Approval, CountRow, InventoryRow, Ledger, Totals};

/// By unit and type; a later line for the same day takes the place of the earlier.
pub async fn the_newest_declaration_that_is_not_later_is_in_force(ledger: &dyn Ledger) {
    let line = |unit: &str, kind: &str, count, as_of: &str| InventoryLine {
        unit: known(unit),
        paper_type: known(kind),
        count,
        as_of: known(as_of),
    };
    let marriage = "KQ.G15.000032";
    let first = vec![
        line(UNIT, BIRTH, 10, "2026-01-01"),
        line(UNIT, BIRTH, 30, "2026-03-01"),
        line(UNIT, marriage, 5, "2026-02-01"),
        line("H48.28", BIRTH, 7, "2026-01-15"),
    ];
    ledger.declare_inventory(context(), first).await.unwrap();
    ledger.declare_inventory(context(), vec![line(UNIT, BIRTH, 11, "2026-01-01")]).await.unwrap();
    ledger.declare_inventory(context(), vec![]).await.unwrap();
    assert_eq!(ledger.totals().await.unwrap().entries, 2, "no lines, no entry");
    let row = |unit: &str, kind: &str, count, as_of: &str| InventoryRow {
        unit: known(unit),
        paper_type: known(kind),
        count,
        as_of: known(as_of),
        // All of it was declared later than these days.
        count_then: 0,
    };
    for (on, expected) in [
        ("2025-12-31", vec![]),
        ("2026-01-31", vec![row("H48.28", BIRTH, 7, "2026-01-15"), row(UNIT, BIRTH, 11, "2026-01-01")]),
        (
            "2026-12-31",
            vec![
                row("H48.28", BIRTH, 7, "2026-01-15"),
                row(UNIT, BIRTH, 30, "2026-03-01"),
                row(UNIT, marriage, 5, "2026-02-01"),
            ]
            .into_iter()
            .map(|row| InventoryRow { count_then: row.count, ..row })
            .collect(),
        ),
    ] {
        assert_eq!(ledger.inventory(known(on)).await.unwrap(), expected, "{on}");
    }
}

/// What each of these papers adds to the count of each day.
pub async fn results_count_while_they_are_in_force(ledger: &dyn Ledger) {
    let valid_until = |day: &str| PaperDraft { valid_until: Some(known(day)), ..draft("1", day) };
    let approve = |draft, day: &'static str| async move {
        ledger.register_paper(context_on(day), draft, Approval::OnAcceptance).await.unwrap().record.code
    };
    let revoke = |code, day: &'static str| {
        ledger.change_state(context_on(day), code, StateChange::Revoke { why: "wrong".to_owned() })
    };

    // For ever, from the 10th.
    approve(draft("1", "for ever"), "2026-01-10").await;
    // The 10th to the 20th.
    approve(valid_until("2026-01-20"), "2026-01-10").await;
    // The 10th to the 14th: revoked before it would have expired.
    let revoked = approve(valid_until("2026-01-21"), "2026-01-10").await;
    revoke(revoked, "2026-01-15").await.unwrap();
    // The 10th to the 12th: it had expired when it was revoked.
    let expired = approve(valid_until("2026-01-12"), "2026-01-10").await;
    revoke(expired, "2026-01-16").await.unwrap();
    // Never: expired before it was approved.
    approve(valid_until("2026-01-09"), "2026-01-10").await;
    // Never: a component; awaiting approval; rejected.
    approve(PaperDraft { kind: PaperKind::Component, ..draft("1", "component") }, "2026-01-10").await;
    ledger.register_paper(context_on("2026-01-10"), draft("1", "awaiting"), Approval::Separate).await.unwrap();
    let rejected = ledger.register_paper(context_on("2026-01-10"), draft("1", "no"), Approval::Separate).await.unwrap();
    let no = StateChange::Reject { why: "no".to_owned() };
    ledger.change_state(context_on("2026-01-11"), rejected.record.code, no).await.unwrap();
    // From the 13th: approved later than coded.
    let later = ledger.register_paper(context_on("2026-01-10"), draft("1", "later"), Approval::Separate).await.unwrap();
    ledger.change_state(context_on("2026-01-13"), later.record.code, StateChange::Approve).await.unwrap();

    for (on, count) in [
        ("2026-01-09", 0),
        ("2026-01-10", 4),
        ("2026-01-12", 4),
        ("2026-01-13", 4),
        ("2026-01-14", 4),
        ("2026-01-15", 3),
        ("2026-01-20", 3),
        ("2026-01-21", 2),
        ("2030-01-01", 2),
    ] {
        assert_eq!(ledger.digitised(known(on)).await.unwrap(), rows(count), "{on}");
        assert_eq!(ledger.recount(known(on)).await.unwrap(), rows(count), "recount of {on}");
    }
}

fn rows(count: u64) -> Vec<CountRow> {
    let (unit, paper_type) = unit_and_type();
    if count == 0 { Vec::new() } else { vec![CountRow { unit, paper_type, count }] }
}

/// One figure for each table.
pub async fn totals_count_everything(ledger: &dyn Ledger) {
    assert_eq!(ledger.totals().await.unwrap(), Totals::default());
    fill(ledger).await;
    let entries = ledger.head().await.unwrap().unwrap().sequence;
    let expected = Totals { papers: 3, reviews: 1, dossiers: 1, scans: 3, refused: 1, reuses: 1, entries };
    assert_eq!(ledger.totals().await.unwrap(), expected);
}

/// Counters are changed in the same transaction as the records (DESIGN §1.10).
pub async fn counters_equal_a_recount_after_many_writers(ledger: &dyn Ledger) {
    let writers = (0..12).map(|writer: i32| async move {
        let valid_until: Option<Date> = (writer % 3 == 0).then(|| known("2026-11-25"));
        let draft = PaperDraft { valid_until, ..draft("1", &writer.to_string()) };
        let code = register(ledger, draft).await.record.code;
        if writer % 2 == 0 {
            let why = "wrong".to_owned();
            ledger.change_state(context_on("2026-11-24"), code, StateChange::Revoke { why }).await.unwrap();
        }
    });
    join_all(writers).await;
    for (on, count) in [("2026-11-22", 0), ("2026-11-23", 12), ("2026-11-24", 6), ("2026-11-25", 6), ("2026-11-26", 4)]
    {
        assert_eq!(ledger.digitised(known(on)).await.unwrap(), rows(count), "{on}");
        assert_eq!(ledger.recount(known(on)).await.unwrap(), rows(count), "{on}");
    }
}
