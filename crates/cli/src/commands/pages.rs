//! `hoso pages`: which pages of a scan are in which paper, and putting that right.

use anyhow::{Context as _, Result};
use archive::compose_scan;
use model::BatchId;
use registry::{Actor, CutChange, ScanCut};
use sandbox::Workbench;
use tokio::sync::watch;

use crate::{
    arguments::{PageList, Pages},
    commands::Answer,
    open::Store,
    output,
    settings::Settings,
};

pub(super) async fn run(settings: &Settings, asked: Pages) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let actor = Actor::named(&asked.by);
    if let (Some(page), Some(with)) = (asked.replace, &asked.with) {
        let bad = store.registry.bad_page(&asked.of, page).await?;
        let made = compose_scan(&store.sandbox, (&bad.file, bad.original), (&bad.kept, bad.at), with).await?;
        let batch = store.registry.replace_page(&actor, bad, with, &made.path(), made.inserted).await?;
        take_along(&store, &asked, batch).await?;
    } else if let Some(change) = change(&asked) {
        let batch = store.registry.cut_anew(&actor, &asked.of, &change).await?;
        take_along(&store, &asked, batch).await?;
    } else if asked.picture.is_some() {
        draw(&store, &asked).await?;
    } else {
        let cut = store.registry.cut_of(&asked.of).await?;
        if asked.json { output::json(&cut)? } else { show(&cut) }
    }
    store.close().await?;
    Ok(Answer::Done)
}

/// Takes what was changed along the path, and tells what became of it.
async fn take_along(store: &Store, asked: &Pages, batch: BatchId) -> Result<()> {
    let (_, nothing_to_come) = watch::channel(false);
    store.runner.drain(nothing_to_come).await?;
    let receipt = store.registry.receipt(batch).await?;
    let receipt = receipt.context("the batch that was just opened is not in the ledger")?;
    if asked.json {
        output::json(&receipt)?;
    } else {
        output::receipt(&receipt.receipt);
    }
    Ok(())
}

async fn draw(store: &Store, asked: &Pages) -> Result<()> {
    let Some(to) = &asked.picture else { return Ok(()) };
    let mut pages = vec![store.registry.open_page(&Actor::named(&asked.by), &asked.of, asked.page).await?];
    if let Some(other) = &asked.beside {
        pages.push(store.registry.open_page(&Actor::named(&asked.by), other, None).await?);
    }
    let benches: Vec<(Workbench, u32)> =
        pages.iter().map(|page| Ok((store.sandbox.workbench(page.file.path())?, page.page))).collect::<Result<_>>()?;
    let shown: Vec<(&Workbench, u32)> = benches.iter().map(|(bench, page)| (bench, *page)).collect();
    store.sandbox.picture(&shown).await?;
    std::fs::copy(benches[0].0.picture(), to).with_context(|| format!("{} cannot be written", to.display()))?;
    output::line(&to.display().to_string());
    Ok(())
}

fn change(asked: &Pages) -> Option<CutChange> {
    if !asked.restore.is_empty() {
        return Some(CutChange::Restore(asked.restore.clone()));
    }
    if !asked.drop.is_empty() {
        return Some(CutChange::Drop(asked.drop.clone()));
    }
    let papers: Vec<Vec<u32>> = asked.paper.iter().map(|PageList(pages)| pages.clone()).collect();
    (!papers.is_empty()).then_some(CutChange::Papers(papers))
}

fn show(cut: &ScanCut) {
    output::line(&format!("{}: {} trang", cut.path, cut.pages));
    let paper = |paper: &registry::CutPaper| {
        let kind = paper.paper_type.as_ref().map(ToString::to_string).unwrap_or_default();
        vec![format!("{:?}", paper.pages), paper.id.to_string(), kind]
    };
    let dropped = |page: &model::DroppedPage| {
        vec![format!("[{}]", page.page), format!("không thuộc giấy tờ nào: {}", page.why.vietnamese()), String::new()]
    };
    let rows: Vec<Vec<String>> = cut.papers.iter().map(paper).chain(cut.dropped.iter().map(dropped)).collect();
    output::print(&output::table(&["Trang", "Giấy tờ", "Loại"], &rows));
    if !cut.dropped.is_empty() {
        output::line("khôi phục một trang: hoso pages GIẤY-TỜ --restore TRANG");
    }
}
