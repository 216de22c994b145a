//! Codes, states and how papers are found.

use futures::future::join_all;
use model::{Context, EntryBody, Holder, PaperCode, PaperDraft, PaperPart, PaperState, StateChange};

use super::samples::{DOSSIER, HOLDER, OLD_ID, context, context_on, draft, draft_of, holder, known, register};
use crate::{Approval, Ledger, LedgerError};

/// Sixteen counters ask for serials of the same prefixes at once.
pub async fn serials_have_no_gap_and_no_repeat(ledger: &dyn Ledger) {
    let counters = (0..16).map(|counter| async move {
        let mut codes = Vec::new();
        for paper in 0..5 {
            for number in ["12/GKS", "12/GKS-BS"] {
                codes.push(register(ledger, draft(number, &format!("{counter} {paper}"))).await.record.code);
            }
        }
        codes
    });
    let codes: Vec<PaperCode> = join_all(counters).await.concat();
    for number in ["12-GKS", "12-GKS-BS"] {
        let mut serials: Vec<u32> =
            codes.iter().filter(|code| code.prefix().number.as_str() == number).map(PaperCode::serial).collect();
        serials.sort_unstable();
        assert_eq!(serials, (1..=80).collect::<Vec<u32>>(), "{number}");
    }
    assert_eq!(ledger.totals().await.unwrap().papers, 160);
}

/// `12-GKS` and `12-GKS-BS` are two (DOMAIN §3).
pub async fn a_number_that_begins_another_has_its_own_serials(ledger: &dyn Ledger) {
    for (number, content, code) in [
        ("12/GKS", "a", "001090012345.KQ.G15.000031.12-GKS.01"),
        ("12/GKS-BS", "b", "001090012345.KQ.G15.000031.12-GKS-BS.01"),
        ("12/GKS", "c", "001090012345.KQ.G15.000031.12-GKS.02"),
        ("12 - gks", "d", "001090012345.KQ.G15.000031.12-GKS.03"),
        ("", "e", "001090012345.KQ.G15.000031.0.01"),
    ] {
        assert_eq!(register(ledger, draft(number, content)).await.record.code.to_string(), code);
    }
}

/// The same pages of the same bytes under the same prefix, also when asked for by many at once.
pub async fn the_same_paper_has_one_code(ledger: &dyn Ledger) {
    let asked = (0..8).map(|_| register(ledger, draft("12/GKS", "a")));
    let answers = join_all(asked).await;
    assert_eq!(answers.iter().filter(|answer| answer.new).count(), 1);
    assert!(answers.iter().all(|answer| answer.record == answers[0].record));

    let later = PaperDraft { operator: "minh".to_owned(), ..draft("12/GKS", "a") };
    let again = register(ledger, later).await;
    assert_eq!((again.new, again.record.paper.operator.as_str()), (false, "lan"));
    let other_pages = register(ledger, PaperDraft { pages: vec![2], ..draft("12/GKS", "a") }).await;
    assert_eq!((other_pages.new, other_pages.record.code.serial()), (true, 2));
    assert_eq!(ledger.totals().await.unwrap().entries, 2);
}

/// Whoever accepts may approve, or leave that to another.
pub async fn approval_is_separate_or_at_once(ledger: &dyn Ledger) {
    // 17:30 UTC is the next day in Vietnam.
    let late = Context { at: known("2026-11-23T17:30:00Z"), ..context() };
    let at_once = ledger.register_paper(late.clone(), draft("1", "a"), Approval::OnAcceptance).await.unwrap().record;
    assert_eq!(at_once.state, PaperState::Approved { on: known("2026-11-24") });
    let separate = ledger.register_paper(late, draft("1", "b"), Approval::Separate).await.unwrap().record;
    assert_eq!(separate.state, PaperState::AwaitingApproval);
    for record in [at_once, separate] {
        assert_eq!(ledger.paper(&record.code).await.unwrap(), Some(record));
    }
}

/// Until somebody decides on it, or it is erased.
pub async fn what_waits_for_approval_comes_oldest_first(ledger: &dyn Ledger) {
    register(ledger, draft("1", "approved at once")).await;
    let mut waiting = Vec::new();
    for content in ["c", "a", "b"] {
        let registered = ledger.register_paper(context(), draft("2", content), Approval::Separate).await.unwrap();
        waiting.push(registered.record);
    }
    assert_eq!(ledger.awaiting_approval(10).await.unwrap(), waiting);
    assert_eq!(ledger.awaiting_approval(2).await.unwrap(), waiting[..2]);
    ledger.change_state(context(), waiting[0].code.clone(), StateChange::Approve).await.unwrap();
    let blurred = StateChange::Reject { why: "blurred".to_owned() };
    ledger.change_state(context(), waiting[2].code.clone(), blurred).await.unwrap();
    assert_eq!(ledger.awaiting_approval(10).await.unwrap(), waiting[1..2]);
}

/// Every step from every state: allowed once, refused with both names otherwise.
pub async fn states_change_as_the_domain_says(ledger: &dyn Ledger) {
    let why = || "wrong person".to_owned();
    let other = register(ledger, draft("99", "other")).await.record.code;
    let steps = [
        ("approved", StateChange::Approve),
        ("rejected", StateChange::Reject { why: why() }),
        ("revoked", StateChange::Revoke { why: why() }),
        ("superseded", StateChange::Supersede { by: other }),
    ];
    for (at, first) in steps.iter().enumerate() {
        let asked =
            ledger.register_paper(context(), draft("1", &format!("paper {at}")), Approval::Separate).await.unwrap();
        let code = asked.record.code;
        for (name, step) in std::iter::once(first).chain(&steps) {
            let before = ledger.paper(&code).await.unwrap().unwrap().state;
            let allowed = matches!(
                (before.as_str(), *name),
                ("awaiting_approval", "approved" | "rejected") | ("approved", "revoked" | "superseded")
            );
            let answer = ledger.change_state(context(), code.clone(), step.clone()).await;
            let after = ledger.paper(&code).await.unwrap().unwrap();
            if allowed {
                assert_eq!((after.state.as_str(), &answer.unwrap()), (*name, &after));
            } else {
                assert!(matches!(answer, Err(LedgerError::StateChange(_))), "{} to {name}", before.as_str());
                assert_eq!(after.state, before);
            }
        }
    }
    let unknown = ledger.change_state(context(), known("001090012345.KQ.G15.000031.1.99"), StateChange::Approve).await;
    let text = unknown.unwrap_err().to_string();
    assert!(text.contains("KQ.G15.000031.1.99") && !text.contains(HOLDER), "{text}");
}

/// And not by itself.
pub async fn a_paper_is_superseded_by_one_that_is_there(ledger: &dyn Ledger) {
    let code = register(ledger, draft("1", "a")).await.record.code;
    let unknown = StateChange::Supersede { by: known("001090012345.KQ.G15.000031.1.02") };
    let error = ledger.change_state(context(), code.clone(), unknown).await.unwrap_err();
    assert!(matches!(error, LedgerError::NotFound { what: "paper", .. }), "{error}");
    let itself = StateChange::Supersede { by: code.clone() };
    let error = ledger.change_state(context(), code, itself).await.unwrap_err();
    assert!(matches!(error, LedgerError::Conflict(_)), "{error}");
}

/// The new ID and the old one; nobody else's papers, and each once.
pub async fn papers_are_found_by_both_ids_of_a_holder(ledger: &dyn Ledger) {
    let linked = |number: &str| PaperDraft {
        holder: Holder { old_id: Some(known(OLD_ID)), ..holder(HOLDER) },
        ..draft(number, number)
    };
    register(ledger, linked("2")).await;
    register(ledger, linked("1")).await;
    register(ledger, draft("3", "3")).await;
    register(ledger, draft_of(OLD_ID, "4")).await;
    register(ledger, draft_of("001090012346", "5")).await;
    let itself = PaperDraft { holder: Holder { old_id: Some(known(OLD_ID)), ..holder(OLD_ID) }, ..draft("6", "6") };
    register(ledger, itself).await;
    for (id, expected) in [
        (HOLDER, vec!["1.01", "2.01", "3.01"]),
        (OLD_ID, vec!["1.01", "2.01", "4.01", "6.01"]),
        ("001090012399", vec![]),
    ] {
        let found = ledger.papers_of_holder(&known(id)).await.unwrap();
        let found: Vec<String> =
            found.iter().map(|record| format!("{}.{:02}", record.code.prefix().number, record.code.serial())).collect();
        assert_eq!(found, expected, "{id}");
    }
}

/// A number that begins another's is not that other's.
pub async fn papers_are_found_by_their_dossier(ledger: &dyn Ledger) {
    for (number, dossier) in [("2", DOSSIER), ("1", DOSSIER), ("3", "H48.28.05-261122-09755")] {
        register(ledger, PaperDraft { dossier: Some(known(dossier)), ..draft(number, number) }).await;
    }
    register(ledger, draft("4", "4")).await;
    let found = ledger.papers_of_dossier(&known(DOSSIER)).await.unwrap();
    let found: Vec<&str> = found.iter().map(|record| record.code.prefix().number.as_str()).collect();
    assert_eq!(found, ["1", "2"]);
}

/// In the order of codes, each once, to the end.
pub async fn all_papers_come_a_page_at_a_time(ledger: &dyn Ledger) {
    assert_eq!(ledger.papers(None, 10).await.unwrap().next, None);
    let mut registered = Vec::new();
    for (at, number) in ["7", "7-A", "6", "7", "70", "6"].iter().enumerate() {
        registered.push(register(ledger, draft(number, &at.to_string())).await.record);
    }
    registered.sort_by(|one, other| one.code.cmp(&other.code));
    for limit in [1, 2, 3, 6, 7] {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = ledger.papers(after, limit).await.unwrap();
            assert!(page.papers.len() <= limit);
            all.extend(page.papers);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(all, registered, "{limit} a page");
    }
}

/// Who, what for, which part, and whether it was refused.
pub async fn every_opening_and_lookup_is_an_entry(ledger: &dyn Ledger) {
    let code = register(ledger, draft("1", "a")).await.record.code;
    ledger.record_opening(context(), code.clone(), PaperPart::Original, None).await.unwrap();
    ledger.record_opening(context(), code.clone(), PaperPart::Original, None).await.unwrap();
    ledger
        .record_opening(context_on("2026-11-24"), code.clone(), PaperPart::Text, Some("other unit".to_owned()))
        .await
        .unwrap();
    ledger.record_lookup(context(), HOLDER.to_owned(), 1).await.unwrap();
    let entries = ledger.entries(1, 10).await.unwrap();
    let bodies: Vec<EntryBody> = entries.iter().map(|entry| entry.read_body().unwrap().unwrap()).collect();
    let opened = |part, refused| EntryBody::PaperOpened { code: code.clone(), part, refused };
    assert_eq!(bodies[0], opened(PaperPart::Original, None));
    assert_eq!(bodies[1], bodies[0]);
    assert_eq!(bodies[2], opened(PaperPart::Text, Some("other unit".to_owned())));
    assert_eq!(bodies[3], EntryBody::HolderLookedUp { query: HOLDER.to_owned(), papers: 1 });
    assert_eq!(entries[2].header.context, context_on("2026-11-24"));
}

/// Of the one type or of all, and no more than are asked for.
pub async fn some_papers_of_a_holder_are_found(ledger: &dyn Ledger) {
    let marriage = || PaperDraft { paper_type: known("KQ.G15.000032"), ..draft("3/KH", "c") };
    for paper in [draft("1/GKS", "a"), draft("2/GKS", "b"), marriage(), draft_of("001090012346", "4/GKS")] {
        register(ledger, paper).await;
    }
    let holder = known(HOLDER);
    let count = async |paper_type: Option<&str>, limit| {
        let paper_type = paper_type.map(known);
        ledger.some_papers_of_holder(&holder, paper_type.as_ref(), limit).await.unwrap().len()
    };
    assert_eq!((count(None, 9).await, count(None, 2).await), (3, 2));
    assert_eq!((count(Some("KQ.G15.000031"), 9).await, count(Some("KQ.G15.000032"), 9).await), (2, 1));
}
