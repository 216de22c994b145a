//! `hoso import`, `hoso dossier`, `hoso tickets`, `hoso staff` and `hoso exchange`.

use std::{fs::File, io::BufReader, path::Path};

use anyhow::Result;
use exchange::Format;
use model::{DossierRecord, DossierState, FileError, Holder};
use registry::{Actor, DossierFile, DossierStep, FileReport, Registry, Taking, TextFile};
use serde::Serialize;

use crate::{
    allocator,
    arguments::{Dossier, DossierFormat, Exchange, Import, Load, LoadFile, Step},
    commands::Answer,
    open::Store,
    output,
    settings::{Settings, WrongUsage},
};

pub(super) fn taking(load: &LoadFile) -> Taking {
    if load.all_or_nothing { Taking::AllOrNothing } else { Taking::GoodLines }
}

/// The file's name as messages tell it.
pub(super) fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

pub(super) fn read_text(file: &Path) -> Result<String, WrongUsage> {
    let bytes =
        std::fs::read(file).map_err(|error| WrongUsage(format!("{} cannot be read: {error}", file.display())))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        WrongUsage(format!("{} is not UTF-8 from byte {at} on; save it as UTF-8", file.display()))
    })
}

/// Tells what came of a file: what is wrong to standard error, the sum to standard output.
pub(super) fn tell(report: &FileReport, what: &str, load: &LoadFile) -> Result<Answer> {
    if load.json {
        output::json(report)?;
    } else {
        report.errors.iter().map(FileError::to_string).for_each(|error| eprintln!("{error}"));
        let known = if report.known > 0 { format!(", {} known as they are", report.known) } else { String::new() };
        output::line(&format!("{} of {} {what} taken in{known}, {} wrong", report.taken, report.lines, report.wrong));
        if report.wrong > 0 && load.all_or_nothing {
            eprintln!("hoso: nothing was taken in; put the lines right and hand the file in again");
        }
    }
    Ok(if report.wrong > 0 { Answer::Refused } else { Answer::Done })
}

pub(super) async fn import(settings: &Settings, import: Import) -> Result<Answer> {
    let Import::Dossiers { load, format } = import;
    let name = name_of(&load.file);
    let format = match format {
        Some(DossierFormat::Csv) => Format::Csv,
        Some(DossierFormat::Json) => Format::Json,
        Some(DossierFormat::Ndjson) => Format::Ndjson,
        None => Format::of_name(&name).ok_or_else(|| {
            WrongUsage(format!("{name} does not say how it is written; give --format csv, json or ndjson"))
        })?,
    };
    File::open(&load.file).map_err(|error| WrongUsage(format!("{} cannot be read: {error}", load.file.display())))?;
    allocator::keep_what_is_given_back();
    let path = load.file.clone();
    let file = DossierFile {
        name,
        format,
        open: Box::new(move || Ok(Box::new(BufReader::with_capacity(1 << 20, File::open(&path)?)))),
    };
    let store = Store::open(settings).await?;
    let actor = Actor::named(&load.by);
    let importing = store.registry.import_dossiers(&actor, file, taking(&load));
    let report = store.publish_during(importing).await?;
    store.close().await?;
    tell(&report?, "dossiers", &load)
}

/// What a file of lines declares.
#[derive(Clone, Copy)]
pub(super) enum Declares {
    Inventory,
    Tickets,
    Staff,
}

pub(super) async fn load(settings: &Settings, load: Load, declares: Declares) -> Result<Answer> {
    let Load::Load(load) = load;
    let (text, name) = (read_text(&load.file)?, name_of(&load.file));
    let store = Store::open(settings).await?;
    let (registry, file) = (&store.registry, TextFile { name: &name, text: &text });
    let (report, what) = match declares {
        Declares::Inventory => {
            (registry.declare_inventory(&Actor::named(&load.by), file, taking(&load)).await?, "lines of inventory")
        }
        Declares::Tickets => (registry.serve_tickets(&Actor::named(&load.by), file, taking(&load)).await?, "visits"),
        Declares::Staff => {
            (registry.declare_staff(&Actor::named(&load.by), file, taking(&load)).await?, "lines of staff")
        }
    };
    store.close().await?;
    tell(&report, what, &load)
}

pub(super) async fn dossier(settings: &Settings, asked: Dossier) -> Result<Answer> {
    let store = Store::open(settings).await?;
    step(&store.registry, asked).await?;
    store.close().await?;
    Ok(Answer::Done)
}

async fn step(registry: &Registry, asked: Dossier) -> Result<()> {
    let (step, taken) = match asked {
        Dossier::Register { step, procedure, holder, holder_name, unit, channel } => {
            let record = DossierRecord {
                unit: unit.unwrap_or_else(|| step.number.unit().clone()),
                number: step.number.clone(),
                procedure,
                holder: Some(Holder { id: holder, old_id: None, name: holder_name }),
                channel: channel.into(),
                state: DossierState::Registered,
                received_at: None,
                due_at: None,
                resolved_at: None,
                returned_at: None,
                owes_result: false,
                components: Vec::new(),
                results: Vec::new(),
            };
            registry.register_dossier(&Actor::named(&step.by), record).await?;
            return show(registry, &step).await;
        }
        Dossier::HandOver { step, to, electronic } => {
            registry.hand_over(&Actor::named(&step.by), &step.number, &to, electronic).await?;
            return show(registry, &step).await;
        }
        Dossier::Show(step) => return show(registry, &step).await,
        Dossier::Receive(step) => (step, DossierStep::Receive),
        Dossier::Due { step, on } => (step, DossierStep::Due(on)),
        Dossier::Resolve(step) => (step, DossierStep::Resolve),
        Dossier::Return(step) => (step, DossierStep::Return),
    };
    registry.step_dossier(&Actor::named(&step.by), &step.number, taken).await?;
    show(registry, &step).await
}

/// What is told of a dossier.
#[derive(Serialize)]
struct Shown {
    dossier: DossierRecord,
    papers: Vec<model::PaperCode>,
    reused: Vec<ledger::Reuse>,
    hand_overs: Vec<model::HandOver>,
}

async fn show(registry: &Registry, step: &Step) -> Result<()> {
    let dossier = registry.known_dossier(&step.number).await?;
    let papers = registry.ledger.papers_of_dossier(&step.number).await?;
    let shown = Shown {
        dossier,
        papers: papers.into_iter().map(|record| record.code).collect(),
        reused: registry.ledger.reuses_of(&step.number).await?,
        hand_overs: registry.ledger.hand_overs(&step.number).await?,
    };
    if step.json {
        return output::json(&shown);
    }
    let Shown { dossier, papers, reused, hand_overs } = shown;
    let holder = dossier.holder.as_ref();
    let day = |at: Option<jiff::Timestamp>| {
        at.map_or_else(|| "—".to_owned(), |at| model::local_date(at).strftime("%d/%m/%Y").to_string())
    };
    let in_hand = hand_overs.last().map_or(&dossier.unit, |over| &over.to);
    output::line(&format!("Hồ sơ {}  {}", dossier.number, state_name(dossier.state)));
    output::line(&format!("  thủ tục    {}", dossier.procedure));
    output::line(&format!(
        "  người nộp  {}",
        holder.map_or_else(
            || "—".to_owned(),
            |holder| { format!("{} {}", holder.id.masked(), holder.name.as_deref().unwrap_or_default()) }
        )
    ));
    output::line(&format!("  đơn vị     {}, đang ở {in_hand}", dossier.unit));
    output::line(&format!(
        "  tiếp nhận {}, hẹn trả {}, giải quyết xong {}, trả kết quả {}",
        day(dossier.received_at),
        day(dossier.due_at),
        day(dossier.resolved_at),
        day(dossier.returned_at)
    ));
    papers.iter().for_each(|code| output::line(&format!("  giấy tờ    {code}")));
    reused.iter().for_each(|reuse| output::line(&format!("  tái sử dụng {} làm {}", reuse.code, reuse.component)));
    for over in hand_overs {
        let how = if over.electronic { "điện tử" } else { "bản giấy" };
        output::line(&format!("  luân chuyển {} → {} {} ({how})", over.from, over.to, day(Some(over.at))));
    }
    Ok(())
}

fn state_name(state: DossierState) -> &'static str {
    match state {
        DossierState::Registered => "mới đăng ký",
        DossierState::Received => "được tiếp nhận",
        DossierState::NotReceived => "không được tiếp nhận",
        DossierState::InProcess => "đang xử lý",
        DossierState::MorePapersAsked => "yêu cầu bổ sung giấy tờ",
        DossierState::FeeDue => "yêu cầu thực hiện nghĩa vụ tài chính",
        DossierState::Withdrawn => "công dân yêu cầu rút hồ sơ",
        DossierState::Stopped => "dừng xử lý",
        DossierState::Resolved => "đã xử lý xong",
        DossierState::Returned => "đã trả kết quả",
    }
}

pub(super) async fn exchange(settings: &Settings, asked: Exchange) -> Result<Answer> {
    let store = Store::open(settings).await?;
    match asked {
        Exchange::Dossier { number } => output::json(&store.registry.message(&number).await?)?,
        Exchange::Period { from, to, unit } => {
            output::json(&store.registry.messages(from, to.unwrap_or(from), unit.as_ref()).await?)?;
        }
    }
    store.close().await?;
    Ok(Answer::Done)
}
