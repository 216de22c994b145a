//! `hoso demo`: the whole job on sample scans or the user's own, then the API. What `make run` calls.

use std::path::{Path, PathBuf};

use accounts::{Accounts, By};
use anyhow::{Context as _, Result};
use jiff::Timestamp;
use model::{Account, BatchReceipt, DossierRecord, Outcome, PaperRecord, Role, SealedReceipt, UnitCode, local_date};
use registry::{Actor, ChecklistStatus, Taking, TextFile};

use crate::{
    arguments::Demo,
    commands::{
        Answer, coverage,
        ingest::{ManifestAt, Request, incoming, take_in, walk},
        lookup, serve,
    },
    open::Store,
    output,
    settings::Settings,
};

/// Who the demo is.
const ACTOR: &str = "demo";
/// The unit of the sample catalogue that scans.
const UNIT: &str = "H48.28.05";
/// The plan that coverage is held against.
const PLAN: &str = "ninh-binh-136";

pub(super) async fn run(settings: &Settings, demo: Demo) -> Result<Answer> {
    // Before minutes of work: a taken port is told at once.
    let listener = if demo.no_serve { None } else { Some(serve::listen(settings).await?) };
    let store = Store::open(settings).await?;
    let folder = demo.scans.as_deref().unwrap_or(&demo.samples);
    if !folder.is_dir() {
        anyhow::bail!("there is no folder {}; name one with --scans DIR (make run SCANS=DIR)", folder.display());
    }
    show(&store, folder).await?;
    match listener {
        Some(listener) => {
            make_accounts(&store).await?;
            output::line("");
            serve::serve(settings, store, listener).await
        }
        None => {
            store.close().await?;
            Ok(Answer::Done)
        }
    }
}

/// One for each desk, when there is none yet. They have names that anybody would try first: a demo is for this machine alone.
async fn make_accounts(store: &Store) -> Result<()> {
    let accounts = Accounts::new(store.registry.ledger.clone());
    if accounts.are_there().await? {
        return Ok(());
    }
    step("Accounts for the desks, with passwords for one time: they are not shown again", "hoso user add …");
    let mut rows = Vec::new();
    for role in Role::ALL {
        // Who works with papers does so for a unit; the others see all.
        let unit = match role {
            Role::Operator | Role::Clerk | Role::Approver => Some(UNIT.parse()?),
            Role::Manager | Role::Auditor | Role::Admin => None,
        };
        let account = Account {
            account: role.as_str().parse()?,
            name: role.as_str().to_owned(),
            roles: [role].into(),
            unit,
            delegated: false,
            locked: false,
        };
        let secret = accounts.create(By { actor: ACTOR, at: Timestamp::now() }, account).await?;
        rows.push(vec![role.as_str().to_owned(), secret.reveal().to_owned()]);
    }
    output::print(&output::table(&["Tài khoản", "Mật khẩu dùng một lần"], &rows));
    Ok(())
}

async fn show(store: &Store, folder: &Path) -> Result<()> {
    let inventory = folder.join("inventory.csv");
    if let Ok(text) = std::fs::read_to_string(&inventory) {
        step("What the units declare to hold", &format!("hoso inventory load {}", inventory.display()));
        let file = TextFile { name: "inventory.csv", text: &text };
        let report = store.registry.declare_inventory(&Actor::named(ACTOR), file, Taking::GoodLines).await?;
        output::line(&format!("{} lines declared", report.taken));
    }
    let receipt = take_in_folder(store, folder).await?.receipt;
    output::receipt(&receipt);

    let record = match best_example(store, &receipt).await? {
        Some(record) => record,
        None => {
            output::line("\nNo paper has a code yet: without a manifest a person confirms what was read.");
            output::line("See `hoso review list`, then `hoso review accept ID --set holder=…`.");
            return show_coverage(store).await;
        }
    };
    let holder = record.paper.holder.clone();
    step("Look one citizen up", &format!("hoso lookup {}", holder.id.masked()));
    let answer = store.registry.look_up(&Actor::named(ACTOR), Some(holder.id.as_str()), None, 50).await?;
    output::print(&output::found(&answer.papers));
    output::line(&format!("{} papers in {:.2} ms", answer.papers.len(), answer.took_ms));
    if let Some(name) = &holder.name {
        let typed = model::vietnamese::search_form(name);
        let answer = store.registry.look_up(&Actor::named(ACTOR), Some(&typed), None, 50).await?;
        output::line(&format!(
            "typed without marks, {typed:?}: {} papers in {:.2} ms",
            answer.papers.len(),
            answer.took_ms
        ));
    }
    if let Some(dossier) = dossier_that_can_reuse(store, &record).await? {
        show_reuse(store, &dossier).await?;
    }
    show_coverage(store).await
}

fn step(what: &str, command: &str) {
    output::line(&format!("\n── {what}\n   $ {command}"));
}

async fn take_in_folder(store: &Store, folder: &Path) -> Result<SealedReceipt> {
    let manifest = folder.join("manifest.json");
    let manifest = manifest.is_file().then(|| ManifestAt::read(&manifest)).transpose()?;
    let told = if manifest.is_some() { " --manifest manifest.json" } else { "" };
    step("Take in scanned files", &format!("hoso ingest {}{told} --unit {UNIT} --operator {ACTOR}", folder.display()));
    // The samples' bad files are for the tests; `hoso ingest fixtures/scans/ugly` shows what becomes of them.
    let ugly = folder.join("ugly");
    let files: Vec<PathBuf> =
        walk(&[folder.to_owned()], manifest.as_ref()).into_iter().filter(|file| !file.starts_with(&ugly)).collect();
    let unit: UnitCode = UNIT.parse()?;
    take_in(store, Request { unit, operator: ACTOR }, incoming(files, manifest.as_ref(), true), true).await
}

/// A paper that came in (or was here before) and that a second dossier may want.
async fn best_example(store: &Store, receipt: &BatchReceipt) -> Result<Option<PaperRecord>> {
    let taken = receipt.files.iter().filter(|file| matches!(file.outcome, Outcome::Accepted | Outcome::Duplicate));
    let mut fallback = None;
    for code in taken.flat_map(|file| &file.papers).filter_map(|paper| paper.code.as_ref()) {
        let record = store.registry.ledger.paper(code).await?.context("a paper of the receipt is not in the ledger")?;
        if dossier_that_can_reuse(store, &record).await?.is_some() {
            return Ok(Some(record));
        }
        fallback.get_or_insert(record);
    }
    Ok(fallback)
}

/// A later dossier of the same holder whose procedure asks for this paper.
async fn dossier_that_can_reuse(store: &Store, record: &PaperRecord) -> Result<Option<DossierRecord>> {
    for other in store.registry.ledger.papers_of_holder(&record.paper.holder.id).await? {
        let Some(number) = other.paper.dossier.filter(|number| Some(number) != record.paper.dossier.as_ref()) else {
            continue;
        };
        let Some(dossier) = store.registry.ledger.dossier(&number).await? else { continue };
        let procedure = store.registry.catalogue.procedure(&dossier.procedure);
        let asks = procedure.is_some_and(|procedure| {
            procedure.components.iter().any(|component| component.paper_type == record.paper.paper_type)
        });
        if asks {
            return Ok(Some(dossier));
        }
    }
    Ok(None)
}

async fn show_reuse(store: &Store, dossier: &DossierRecord) -> Result<()> {
    let holder = &dossier.holder.as_ref().context("the dossier names no holder")?.id;
    step(
        &format!("The checklist of dossier {}", dossier.number),
        &format!("hoso checklist --procedure {} --holder {}", dossier.procedure, holder.masked()),
    );
    let checklist = store.registry.checklist(&Actor::named(ACTOR), &dossier.procedure, holder).await?;
    output::print(&lookup::draw(&checklist));
    for item in checklist.items.iter().filter(|item| item.status == ChecklistStatus::Reuse) {
        // What came with this very dossier needs no reuse.
        let from_elsewhere = item.papers.iter().find(|paper| paper.reusable);
        let Some(paper) = from_elsewhere else { continue };
        let record = store.registry.ledger.paper(&paper.code).await?;
        if record.is_none_or(|record| record.paper.dossier.as_ref() == Some(&dossier.number)) {
            continue;
        }
        step(
            "Reuse instead of asking again",
            &format!(
                "hoso reuse {} --dossier {} --component {} --by {ACTOR}",
                paper.code, dossier.number, item.paper_type
            ),
        );
        let reuse = store.registry.reuse(&Actor::named(ACTOR), &paper.code, &dossier.number, &item.paper_type).await?;
        output::line(&format!("hồ sơ {} đã nhận {} từ kho", reuse.dossier, reuse.code));
    }
    Ok(())
}

async fn show_coverage(store: &Store) -> Result<()> {
    step("Coverage against a plan", &format!("hoso coverage --plan {PLAN}"));
    let today = local_date(Timestamp::now());
    let coverage = store.registry.coverage(today, Some(PLAN), None, false).await?;
    output::print(&coverage::draw(&store.registry, &coverage));
    Ok(())
}
