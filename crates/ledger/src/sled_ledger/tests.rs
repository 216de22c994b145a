//! The contract over sled, and what only sled can promise: reopening, the lock, damage, and equal views after a replay.

use jiff::ToSpan as _;
use model::{BatchId, Entry, Outcome, PaperDraft, PaperKind, StateChange};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::contract::samples::{
    DOSSIER, HOLDER, TODAY, batch, context, context_on, dossier, draft, fill, finished, known, receive, register, scan,
};

async fn fresh() -> (SledLedger, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (SledLedger::open(dir.path()).unwrap(), dir)
}

crate::contract_tests!(super::fresh);

async fn all_entries(ledger: &SledLedger) -> Vec<Entry> {
    ledger.entries(0, usize::MAX).await.unwrap()
}

#[tokio::test]
async fn a_replay_gives_every_view_key_and_value_that_was_there() {
    let (ledger, _dir) = fresh().await;
    fill(&ledger).await;
    let (whole, _whole_dir) = fresh().await;
    whole.replay(all_entries(&ledger).await).await.unwrap();
    assert_eq!(whole.views(), ledger.views());

    let (cut, cut_dir) = fresh().await;
    cut.replay(all_entries(&ledger).await[..7].to_vec()).await.unwrap();
    drop(cut);
    let cut = SledLedger::open(cut_dir.path()).unwrap();
    cut.replay(all_entries(&ledger).await).await.unwrap();
    assert_eq!(cut.views(), ledger.views());
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_drop_without_close() {
    let (ledger, dir) = fresh().await;
    fill(&ledger).await;
    let (views, head) = (ledger.views(), ledger.head().await.unwrap());
    drop(ledger);
    let ledger = SledLedger::open(dir.path()).unwrap();
    assert_eq!((ledger.views(), ledger.head().await.unwrap()), (views, head));
    assert_eq!(ledger.jobs_queued().await.unwrap(), 1);
    let next = register(&ledger, draft("12/GKS", "after")).await;
    assert_eq!(next.record.code.serial(), 3);
    let entries = all_entries(&ledger).await;
    entries.iter().zip(&entries[1..]).for_each(|(before, entry)| entry.verify(Some(&before.header)).unwrap());
}

#[tokio::test]
async fn a_closed_ledger_can_be_opened_at_once() {
    let (ledger, dir) = fresh().await;
    fill(&ledger).await;
    for _ in 0..5 {
        let again = SledLedger::open(dir.path());
        assert!(matches!(again, Err(LedgerError::InUse)));
    }
    ledger.close().await.unwrap();
    SledLedger::open(dir.path()).unwrap().close().await.unwrap();
}

#[test]
fn a_second_open_of_a_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _first = SledLedger::open(dir.path()).unwrap();
    let second = SledLedger::open(dir.path()).unwrap_err();
    assert!(matches!(second, LedgerError::InUse), "{second}");
}

#[test]
fn an_unfinished_snapshot_is_taken_away_before_opening() {
    let dir = tempfile::tempdir().unwrap();
    drop(SledLedger::open(dir.path()).unwrap());
    let snapshot = dir.path().join("snap.0000000000000001.generating");
    std::fs::write(&snapshot, b"half").unwrap();
    SledLedger::open(dir.path()).unwrap();
    assert!(!snapshot.exists());
}

/// Changes the ledger's tree behind its back.
fn tamper(dir: &TempDir, change: impl FnOnce(&sled::Db)) {
    let db = open_engine(dir.path()).unwrap();
    change(&db);
    db.flush().unwrap();
}

#[tokio::test]
async fn a_newer_form_and_a_missing_one_are_told_apart() {
    let (ledger, dir) = fresh().await;
    fill(&ledger).await;
    drop(ledger);
    tamper(&dir, |db| {
        let (nothing, before) = (crate::store::Changes::new(), crate::store::Before::default());
        let mut transaction = Transaction::new(db, &before, &nothing, None);
        transaction.put_json(keys::FORM.to_vec(), &7);
        db.apply_batch(crate::store::batch_of(&transaction.into_changes().0)).unwrap();
    });
    assert!(matches!(SledLedger::open(dir.path()), Err(LedgerError::Newer { found: 7, known: FORM })));
    tamper(&dir, |db| drop(db.remove(keys::FORM).unwrap()));
    assert!(matches!(SledLedger::open(dir.path()), Err(LedgerError::Damaged { .. })));
}

#[tokio::test]
async fn a_damaged_value_is_named_and_the_rest_can_be_read() {
    let (ledger, dir) = fresh().await;
    let damaged = register(&ledger, draft("1", "a")).await.record.code;
    let whole = register(&ledger, draft("2", "b")).await.record;
    let key = keys::entry(1);
    let mut value = ledger.tree().unwrap().get(&key).unwrap().unwrap().to_vec();
    *value.last_mut().unwrap() ^= 1;
    ledger.tree().unwrap().insert(key, value).unwrap();
    let error = ledger.paper(&damaged).await.unwrap_err();
    assert!(matches!(&error, LedgerError::Damaged { at, .. } if at == "entry 1 of the log"), "{error}");
    assert!(matches!(ledger.papers_of_holder(&known(HOLDER)).await, Err(LedgerError::Damaged { .. })));
    assert_eq!(ledger.paper(&whole.code).await.unwrap(), Some(whole));
    drop(ledger);
    let error = SledLedger::open(dir.path()).unwrap_err();
    assert!(matches!(&error, LedgerError::Damaged { at, .. } if at == "entry 1 of the log"), "{error}");
    assert!(error.to_string().contains("`hoso rebuild`"), "{error}");
}

#[tokio::test]
async fn a_missing_entry_is_damage_not_an_end() {
    let (ledger, dir) = fresh().await;
    receive(&ledger, 5).await;
    ledger.tree().unwrap().remove(keys::entry(3)).unwrap();
    let error = ledger.entries(0, 100).await.unwrap_err();
    assert!(matches!(&error, LedgerError::Damaged { at, .. } if at == "entry 3 of the log"), "{error}");
    drop(ledger);
    assert!(matches!(SledLedger::open(dir.path()), Err(LedgerError::Damaged { .. })));
}

#[tokio::test]
async fn an_erased_body_takes_its_paper_with_it_and_the_log_replays() {
    let (ledger, _dir) = fresh().await;
    let erased = register(&ledger, draft("1", "a")).await.record.code;
    let kept = register(&ledger, draft("2", "b")).await.record;
    ledger.change_state(context(), erased.clone(), StateChange::Revoke { why: "wrong".into() }).await.unwrap();
    let mut entries = all_entries(&ledger).await;
    entries[0].body = None;
    let (empty, _empty_dir) = fresh().await;
    empty.replay(entries).await.unwrap();
    assert_eq!(empty.paper(&erased).await.unwrap(), None);
    assert_eq!(empty.papers_of_holder(&known(HOLDER)).await.unwrap(), vec![kept]);
}

#[tokio::test]
async fn a_call_that_fails_in_a_group_leaves_nothing_and_harms_no_other() {
    let (ledger, _dir) = fresh().await;
    let id = BatchId::new();
    ledger.open_batch(context(), batch(id)).await.unwrap();
    let calls = (0..40u32).map(|at| {
        let to = if at % 2 == 0 { id } else { BatchId::new() };
        ledger.receive_scan(context(), scan(to, at + 1, "a"))
    });
    let answers = futures::future::join_all(calls).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 20);
    assert_eq!(ledger.jobs_queued().await.unwrap(), 20);
    assert_eq!(ledger.head().await.unwrap().unwrap().sequence, 21);
}

#[tokio::test]
async fn a_command_that_panics_answers_its_caller_and_changes_nothing() {
    let (ledger, _dir) = fresh().await;
    let panicking = ledger.write(|to| -> Result<(), LedgerError> {
        dossier_commands::open_dossier(to, &context(), dossier(), true)?;
        panic!("a bug")
    });
    assert!(matches!(panicking.await, Err(LedgerError::Engine { .. })));
    assert_eq!(ledger.dossier(&known(DOSSIER)).await.unwrap(), None);
    ledger.open_dossier(context(), dossier(), true).await.unwrap();
    assert_eq!(ledger.head().await.unwrap().unwrap().sequence, 1);
}

/// One step of a random history of papers.
#[derive(Debug, Clone)]
enum Step {
    Register { unit: u8, result: bool, valid_for_days: Option<i32>, at_once: bool },
    Change { paper: usize, change: u8 },
    Scan,
    NextDay(i32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let register = (0..3u8, prop::bool::weighted(0.8), prop::option::of(-3..8), any::<bool>())
        .prop_map(|(unit, result, valid_for_days, at_once)| Step::Register { unit, result, valid_for_days, at_once });
    let change = (any::<usize>(), 0..4u8).prop_map(|(paper, change)| Step::Change { paper, change });
    // Clocks are set back now and then.
    let step = prop_oneof![4 => register, 4 => change, 1 => Just(Step::Scan), 2 => (-1..4).prop_map(Step::NextDay)];
    prop::collection::vec(step, 1..40)
}

async fn walk(ledger: &SledLedger, steps: Vec<Step>) {
    let mut day: Date = known(TODAY);
    let mut codes = Vec::new();
    for (at, step) in steps.into_iter().enumerate() {
        let context = context_on(&day.to_string());
        match step {
            Step::Register { unit, result, valid_for_days, at_once } => {
                let draft = PaperDraft {
                    unit: known(&format!("H48.28.{unit:02}")),
                    kind: if result { PaperKind::Result } else { PaperKind::Component },
                    valid_until: valid_for_days.map(|days| day + days.days()),
                    ..draft("1", &at.to_string())
                };
                let approval = if at_once { Approval::OnAcceptance } else { Approval::Separate };
                codes.push(ledger.register_paper(context, draft, approval).await.unwrap().record.code);
            }
            Step::Change { paper, change } if !codes.is_empty() => {
                let (code, by) = (codes[paper % codes.len()].clone(), codes[0].clone());
                let change = match change {
                    0 => StateChange::Approve,
                    1 => StateChange::Reject { why: String::new() },
                    2 => StateChange::Revoke { why: String::new() },
                    _ => StateChange::Supersede { by },
                };
                let answer = ledger.change_state(context, code, change).await;
                assert!(matches!(answer, Ok(_) | Err(LedgerError::StateChange(_) | LedgerError::Conflict(_))));
            }
            Step::Scan => {
                let scan = receive(ledger, 1).await.remove(0).scan;
                ledger.finish_scan(context, finished(scan, Outcome::Refused)).await.unwrap();
            }
            Step::NextDay(days) => day += days.days(),
            Step::Change { .. } => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn counters_equal_a_recount_on_every_day_of_any_history(steps in steps()) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let (ledger, _dir) = fresh().await;
            walk(&ledger, steps).await;
            for days in -10..60 {
                let day = known::<Date>(TODAY) + days.days();
                assert_eq!(ledger.digitised(day).await.unwrap(), ledger.recount(day).await.unwrap(), "{day}");
            }
            let (replayed, _replayed_dir) = fresh().await;
            replayed.replay(all_entries(&ledger).await).await.unwrap();
            assert_eq!(replayed.views(), ledger.views());
        });
    }
}
