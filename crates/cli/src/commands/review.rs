//! `hoso review`: papers that wait for a person.

use anyhow::{Context as _, Result};
use model::{FieldName, ReviewItem};
use registry::{Actor, Corrections};

use crate::{
    arguments::Review,
    commands::Answer,
    open::Store,
    output,
    settings::{Settings, WrongUsage},
};

/// How many items a list shows.
const LIST_MAX: usize = 1000;

pub(super) async fn run(settings: &Settings, review: Review) -> Result<Answer> {
    let store = Store::open(settings).await?;
    match review {
        Review::List(format) => {
            let items = store.registry.ledger.reviews(LIST_MAX).await?;
            if format.json { output::json(&items)? } else { list(&items) }
        }
        Review::Show { id, json } => {
            let item =
                store.registry.ledger.review(&id).await?.with_context(|| format!("nothing waits in review as {id}"))?;
            if json { output::json(&item)? } else { show(&item) }
        }
        Review::Accept { id, set, by, json } => {
            let corrections = Corrections::new(set).map_err(|error| WrongUsage(error.to_string()))?;
            let registration = store.registry.accept_review(&Actor::named(&by), &id, &corrections).await?;
            if json {
                output::json(&registration.record)?;
            } else {
                let before = if registration.new { "" } else { " (it had its code before)" };
                output::line(&format!("{id} is now {}{before}", registration.record.code));
            }
        }
        Review::Reject { id, why, by } => {
            store.registry.reject_review(&Actor::named(&by), &id, &why).await?;
            output::line(&format!("{id} is rejected: {why}"));
        }
    }
    store.close().await?;
    Ok(Answer::Done)
}

fn list(items: &[ReviewItem]) {
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let reasons: Vec<&str> = item.reasons.iter().map(|reason| reason.message.as_str()).collect();
            let name = item.holder_read.as_ref().and_then(|read| read.name.as_deref());
            let title = [item.fields.document_type.value.as_deref(), item.fields.number.value.as_deref(), name];
            vec![
                item.id.to_string(),
                item.path.rsplit('/').next().unwrap_or_default().to_owned(),
                format!("{:?}", item.pages),
                title.into_iter().flatten().collect::<Vec<_>>().join(" "),
                reasons.join("; "),
            ]
        })
        .collect();
    output::print(&output::table(&["Mã", "Tệp", "Trang", "Đọc được", "Lý do"], &rows));
}

fn show(item: &ReviewItem) {
    output::line(&format!("{}  {}  trang {:?}", item.id, item.path, item.pages));
    for reason in &item.reasons {
        output::line(&format!("  ! {}\n    → {}", reason.message, reason.hint));
    }
    for similar in &item.similar {
        let share =
            similar.likeness.words.map_or_else(String::new, |words| format!(" (chữ giống {:.0} %)", words * 100.0));
        output::line(&format!("  ~ giống giấy tờ đã có: {}, trang {:?}{share}", similar.code, similar.pages));
    }
    if let Some(holder) = &item.claim.holder {
        output::line(&format!("  {:17} {} {}", "chủ giấy tờ", holder.id, holder.name.as_deref().unwrap_or_default()));
    }
    if let Some(read) = &item.holder_read {
        let id = read.id.as_ref().map(ToString::to_string);
        let born = read.born_on.map(|day| format!("sinh ngày {}", day.strftime("%d/%m/%Y")));
        let said: Vec<String> = [id, read.name.clone(), born].into_iter().flatten().collect();
        output::line(&format!("  {:17} {}{}", "giấy tờ ghi", said.join(", "), if read.sure { "" } else { " ?" }));
    }
    for name in FieldName::ALL {
        let field = item.fields.get(name);
        if let Some(value) = &field.value {
            output::line(&format!("  {:17} {value}{}", name.vietnamese(), if field.sure { "" } else { " ?" }));
        }
    }
}
