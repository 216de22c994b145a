//! `hoso paper` and the decisions on a paper.

use std::{fs::File, io, path::Path};

use anyhow::{Context as _, Result};
use model::{PaperCode, PaperPart, PaperRecord, StateChange};
use registry::{Actor, RegistryError};

use crate::{
    arguments::{Decide, DecideWithReason, Paper, Supersede},
    commands::Answer,
    open::{Store, wipe_erased},
    output,
    settings::Settings,
};

pub(super) async fn show(settings: &Settings, asked: Paper) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let actor = Actor::named(&asked.by).with_purpose(asked.purpose.clone());
    let parts = [
        (PaperPart::Original, &asked.original),
        (PaperPart::Archival, &asked.archival),
        (PaperPart::Access, &asked.access),
        (PaperPart::Text, &asked.text),
    ];
    match parts.into_iter().find_map(|(part, to)| to.as_ref().map(|to| (part, to))) {
        None => {
            let record = store.registry.open_record(&actor, &asked.code).await?;
            if asked.json { output::json(&record)? } else { record_for_people(&record) }
        }
        Some((part, to)) => {
            let opened = match store.registry.open_file(&actor, &asked.code, part).await {
                // That it was to be opened is in the log all the same.
                Err(RegistryError::NoSuchFile { .. }) if part == PaperPart::Access => {
                    make_access_copy(&store, &asked.code, to).await?;
                    store.close().await?;
                    return Ok(Answer::Done);
                }
                opened => opened?,
            };
            write(opened.file.path(), to, part)?;
            if to.as_os_str() != "-" {
                output::line(&format!(
                    "{}  {} bytes  sha256 {}",
                    to.display(),
                    opened.stored.bytes,
                    opened.stored.sha256
                ));
            }
        }
    }
    store.close().await?;
    Ok(Answer::Done)
}

async fn make_access_copy(store: &Store, code: &PaperCode, to: &Path) -> Result<()> {
    let record = store.registry.ledger.paper(code).await?.context("the paper was erased meanwhile")?;
    let copy = store.runner.access_copy(&record).await?;
    write(&copy.path(), to, PaperPart::Access)?;
    if to.as_os_str() != "-" {
        output::line(&format!("{}  {} bytes", to.display(), std::fs::metadata(copy.path())?.len()));
    }
    Ok(())
}

fn write(from: &Path, to: &Path, part: PaperPart) -> Result<()> {
    let file = File::open(from).context("the object cannot be read")?;
    let mut reader: Box<dyn io::Read> = match part {
        PaperPart::Text => Box::new(io::Cursor::new(registry::plain_text(file)?)),
        _ => Box::new(file),
    };
    if to.as_os_str() == "-" {
        io::copy(&mut reader, &mut io::stdout().lock())?;
    } else {
        let mut out = File::create(to).with_context(|| format!("{} cannot be written", to.display()))?;
        io::copy(&mut reader, &mut out).with_context(|| format!("{} cannot be written", to.display()))?;
    }
    Ok(())
}

fn record_for_people(record: &PaperRecord) {
    let paper = &record.paper;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let rows = [
        ("mã", Some(record.code.to_string())),
        ("trạng thái", Some(record.state.as_str().to_owned())),
        ("loại giấy tờ", Some(format!("{} ({})", paper.name, paper.paper_type))),
        ("chủ giấy tờ", Some(format!("{} {}", paper.holder.id, paper.holder.name.as_deref().unwrap_or_default()))),
        ("số ký hiệu", paper.number.clone()),
        ("trích yếu", paper.abstract_text.clone()),
        ("cơ quan ban hành", paper.issuer.clone()),
        ("người ký", paper.signer.clone()),
        ("chức vụ", paper.signer_position.clone()),
        ("ngày ban hành", day(paper.issued_on)),
        ("hiệu lực đến", day(paper.valid_until).or_else(|| Some("vô thời hạn".to_owned()))),
        ("hồ sơ", paper.dossier.as_ref().map(ToString::to_string)),
        ("đơn vị", Some(paper.unit.to_string())),
        ("người số hóa", Some(format!("{}, {}", paper.operator, paper.scanned_at))),
        ("trang", Some(format!("{:?} của bản gốc", paper.pages))),
        ("bản gốc", Some(format!("sha256 {}", paper.files.original.sha256))),
        ("bản xem", paper.files.access.map(|file| format!("sha256 {}", file.sha256))),
        ("bản lưu trữ", paper.files.archival.map(|file| format!("sha256 {}", file.sha256))),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            output::line(&format!("{name:17} {value}"));
        }
    }
    for signature in &paper.signatures {
        output::line(&format!(
            "{:17} {} {:?}",
            "chữ ký số",
            signature.signer.as_deref().unwrap_or("?"),
            signature.state
        ));
    }
}

pub(super) async fn approve(settings: &Settings, decide: Decide) -> Result<Answer> {
    change(settings, &decide.by, &decide.code, StateChange::Approve).await
}

pub(super) async fn reject(settings: &Settings, decide: DecideWithReason) -> Result<Answer> {
    change(settings, &decide.by, &decide.code, StateChange::Reject { why: decide.why }).await
}

pub(super) async fn revoke(settings: &Settings, decide: DecideWithReason) -> Result<Answer> {
    change(settings, &decide.by, &decide.code, StateChange::Revoke { why: decide.why }).await
}

pub(super) async fn supersede(settings: &Settings, supersede: Supersede) -> Result<Answer> {
    change(settings, &supersede.by, &supersede.code, StateChange::Supersede { by: supersede.with }).await
}

async fn change(settings: &Settings, actor: &str, code: &model::PaperCode, change: StateChange) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let record = store.registry.change_state(&Actor::named(actor), code, change).await?;
    store.close().await?;
    output::line(&format!("{} is now {}", record.code, record.state.as_str()));
    Ok(Answer::Done)
}

pub(super) async fn erase(settings: &Settings, asked: DecideWithReason) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let erased = store.registry.erase(&Actor::named(&asked.by), &asked.code, &asked.why).await?;
    // The entry goes out before the bytes go: a rebuild from what is left knows that they were meant to.
    store.runner.publish().await?;
    store.registry.finish_erasure(&erased).await?;
    store.close().await?;
    wipe_erased(settings)?;
    output::line(&format!(
        "erased: {} objects and the bodies of {} entries are gone; the code stays, and is never given again",
        erased.objects.len(),
        erased.entries.len()
    ));
    output::note("backups made before still hold it: run `hoso backup` on each of them");
    Ok(Answer::Done)
}
