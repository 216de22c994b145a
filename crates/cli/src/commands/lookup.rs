//! `hoso lookup`, `hoso checklist`, `hoso reuse`: the clerk's three questions.

use anyhow::Result;
use registry::{Actor, Checklist, ChecklistStatus};

use crate::{
    arguments::{Checklist as ChecklistArguments, Lookup, Reuse},
    commands::Answer,
    open::Store,
    output,
    settings::Settings,
};

pub(super) async fn look_up(settings: &Settings, lookup: Lookup) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let (query, holder) = (lookup.query.as_deref(), lookup.holder.as_ref());
    let answer = store.registry.look_up(&Actor::named(&lookup.by), query, holder, lookup.limit).await?;
    store.close().await?;
    if lookup.json {
        output::json(&answer)?;
    } else if answer.papers.is_empty() {
        output::line("không có giấy tờ nào trong kho");
    } else {
        output::print(&output::found(&answer.papers));
        output::line(&format!("{} giấy tờ, {:.1} ms", answer.papers.len(), answer.took_ms));
    }
    Ok(Answer::Done)
}

pub(super) async fn checklist(settings: &Settings, asked: ChecklistArguments) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let checklist = store.registry.checklist(&Actor::named(&asked.by), &asked.procedure, &asked.holder).await?;
    store.close().await?;
    if asked.json {
        output::json(&checklist)?
    } else {
        output::print(&draw(&checklist))
    }
    Ok(Answer::Done)
}

/// A checklist for people.
pub(super) fn draw(checklist: &Checklist) -> String {
    let rows: Vec<Vec<String>> = checklist
        .items
        .iter()
        .map(|item| {
            let what = match (item.status, item.papers.first()) {
                (ChecklistStatus::Reuse, Some(paper)) => {
                    let until = paper.valid_until.map_or_else(|| "vô thời hạn".to_owned(), |day| format!("đến {day}"));
                    format!("tái sử dụng {} (còn hiệu lực {until})", paper.code)
                }
                (ChecklistStatus::NotReusable, Some(paper)) => {
                    format!("{}: {}", paper.code, paper.why_not.as_deref().unwrap_or_default())
                }
                _ => "chưa có trong kho: tiếp nhận và quét".to_owned(),
            };
            let required = if item.required { "bắt buộc" } else { "nếu có" };
            vec![item.name.clone(), required.to_owned(), what]
        })
        .collect();
    let table = output::table(&["Thành phần hồ sơ", "", "Kết quả tra cứu"], &rows);
    format!("{} {}\n{table}", checklist.procedure, checklist.name)
}

pub(super) async fn reuse(settings: &Settings, asked: Reuse) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let reuse = store.registry.reuse(&Actor::named(&asked.by), &asked.code, &asked.dossier, &asked.component).await?;
    store.close().await?;
    if asked.json {
        output::json(&reuse)?;
    } else {
        output::line(&format!("hồ sơ {} đã nhận {} từ kho", reuse.dossier, reuse.code));
    }
    Ok(Answer::Done)
}
