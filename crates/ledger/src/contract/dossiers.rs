//! Dossiers and what they take from the store.

use futures::future::join_all;
use model::{Dossier, DossierRecord, PaperDraft, StateChange, WhyNot};

use super::samples::{BIRTH, DOSSIER, context, context_on, dossier, draft, holder, known, register};
use crate::{Approval, Ledger, LedgerError};

/// The same again changes nothing; the number with another procedure or holder is a conflict.
pub async fn a_dossier_opens_once(ledger: &dyn Ledger) {
    assert_eq!(ledger.dossier(&known(DOSSIER)).await.unwrap(), None);
    for _ in 0..2 {
        ledger.open_dossier(context(), dossier(), true).await.unwrap();
    }
    for other in
        [Dossier { procedure: known("1.001194"), ..dossier() }, Dossier { holder: holder("001090012346"), ..dossier() }]
    {
        let error = ledger.open_dossier(context(), other, true).await.unwrap_err();
        assert!(matches!(&error, LedgerError::Conflict(text) if text.contains(DOSSIER)), "{error}");
    }
    assert_eq!(
        ledger.dossier(&known(DOSSIER)).await.unwrap(),
        Some(DossierRecord { owes_result: true, ..dossier().into() })
    );
    let totals = ledger.totals().await.unwrap();
    assert_eq!((totals.dossiers, totals.entries), (1, 1));
}

/// Also when asked for by many at once; as another component it is another use.
pub async fn a_paper_is_reused_once(ledger: &dyn Ledger) {
    ledger.open_dossier(context(), dossier(), true).await.unwrap();
    let code = register(ledger, draft("1", "a")).await.record.code;
    let asked = (0..4).map(|_| ledger.reuse(context(), code.clone(), known(DOSSIER), known(BIRTH)));
    let answers: Vec<_> = join_all(asked).await.into_iter().map(Result::unwrap).collect();
    assert!(answers.iter().all(|reuse| *reuse == answers[0]));
    assert_eq!((answers[0].by.as_str(), answers[0].at), ("lan", context().at));

    let later = ledger.reuse(context_on("2026-11-24"), code.clone(), known(DOSSIER), known(BIRTH)).await.unwrap();
    assert_eq!(later.at, context().at, "the first use stays");
    let other = ledger.reuse(context(), code.clone(), known(DOSSIER), known("000.00.00.G09-KQ002269")).await.unwrap();
    assert_eq!(ledger.reuses_of(&known(DOSSIER)).await.unwrap(), vec![other, later]);
    assert_eq!(ledger.totals().await.unwrap().reuses, 2);

    ledger.change_state(context(), code.clone(), StateChange::Revoke { why: "wrong".to_owned() }).await.unwrap();
    assert!(ledger.reuse(context(), code, known(DOSSIER), known(BIRTH)).await.is_ok(), "what was taken stays taken");
}

/// With the reason.
pub async fn a_paper_that_does_not_count_is_not_reused(ledger: &dyn Ledger) {
    ledger.open_dossier(context(), dossier(), true).await.unwrap();
    let other = register(ledger, draft("9", "other")).await.record.code;
    let why = || "wrong person".to_owned();
    let approved = [StateChange::Approve];
    for (at, (steps, expected)) in [
        (vec![], WhyNot::AwaitingApproval),
        (vec![StateChange::Reject { why: why() }], WhyNot::Rejected { reason: why() }),
        ([&approved[..], &[StateChange::Revoke { why: why() }]].concat(), WhyNot::Revoked { reason: why() }),
        (
            [&approved[..], &[StateChange::Supersede { by: other.clone() }]].concat(),
            WhyNot::Superseded { by: other.clone() },
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let asked = ledger.register_paper(context(), draft("1", &at.to_string()), Approval::Separate).await.unwrap();
        let code = asked.record.code;
        for step in steps {
            ledger.change_state(context(), code.clone(), step).await.unwrap();
        }
        let error = ledger.reuse(context(), code, known(DOSSIER), known(BIRTH)).await.unwrap_err();
        assert!(matches!(&error, LedgerError::NotReusable(found) if *found == expected), "{error}");
    }
    assert_eq!(ledger.reuses_of(&known(DOSSIER)).await.unwrap(), vec![]);
}

/// The paper; a dossier need not have been recorded here.
pub async fn reuse_names_what_is_missing(ledger: &dyn Ledger) {
    let code = register(ledger, draft("1", "a")).await.record.code;
    ledger.reuse(context(), code, known(DOSSIER), known(BIRTH)).await.unwrap();
    let unknown = known("001090012345.KQ.G15.000031.1.02");
    let error = ledger.reuse(context(), unknown, known(DOSSIER), known(BIRTH)).await.unwrap_err();
    assert!(matches!(&error, LedgerError::NotFound { what: "paper", .. }), "{error}");
}

/// On the local day of the one who asks.
pub async fn an_expired_paper_is_reused_on_its_last_day_only(ledger: &dyn Ledger) {
    ledger.open_dossier(context(), dossier(), true).await.unwrap();
    let draft = PaperDraft { valid_until: Some(known("2026-11-30")), ..draft("1", "a") };
    let code = register(ledger, draft).await.record.code;
    let error = ledger.reuse(context_on("2026-12-01"), code.clone(), known(DOSSIER), known(BIRTH)).await.unwrap_err();
    assert!(
        matches!(&error, LedgerError::NotReusable(WhyNot::Expired { on }) if *on == known("2026-11-30")),
        "{error}"
    );
    ledger.reuse(context_on("2026-11-30"), code, known(DOSSIER), known(BIRTH)).await.unwrap();
}
