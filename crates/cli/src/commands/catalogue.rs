//! `hoso catalogue`: what the catalogue holds, and changes of it.

use anyhow::{Context as _, Result};
use catalogue::{ChangeFile, Validity};
use jiff::{Timestamp, civil::Date};
use model::local_date;
use registry::Actor;

use crate::{
    arguments::{Catalogue as CatalogueArguments, CatalogueKind, LoadFile},
    commands::{Answer, dossiers},
    open::{InUse, Store},
    output,
    settings::Settings,
};

pub(super) async fn run(settings: &Settings, asked: CatalogueArguments) -> Result<Answer> {
    if let CatalogueArguments::Load { load, kind, since, dry_run } = asked {
        return change(settings, load, kind, since, dry_run).await;
    }
    let catalogue = current(settings).await?;
    match asked {
        CatalogueArguments::Units(json) if json.json => output::json(&catalogue.units().collect::<Vec<_>>())?,
        CatalogueArguments::Procedures(json) if json.json => output::json(&catalogue.procedures().collect::<Vec<_>>())?,
        CatalogueArguments::Types(json) if json.json => output::json(&catalogue.paper_types().collect::<Vec<_>>())?,
        CatalogueArguments::Plans(json) if json.json => output::json(&catalogue.plans().collect::<Vec<_>>())?,
        CatalogueArguments::Units(_) => output::print(&units(&catalogue)),
        CatalogueArguments::Procedures(_) => output::print(&procedures(&catalogue)),
        CatalogueArguments::Types(_) => output::print(&types(&catalogue)),
        CatalogueArguments::Plans(_) => output::print(&plans(&catalogue)),
        CatalogueArguments::Load { .. } => {}
    }
    Ok(Answer::Done)
}

/// The catalogue with the changes of the data folder, when there is one and nobody else has it open.
async fn current(settings: &Settings) -> Result<catalogue::Catalogue> {
    if !settings.data.join("ledger").exists() {
        return settings.load_catalogue();
    }
    match Store::open_as_it_is(settings).await {
        Ok(store) => {
            let catalogue = (*store.registry.catalogue).clone();
            store.close().await?;
            Ok(catalogue)
        }
        Err(error) if error.is::<InUse>() => {
            eprintln!("hoso: the data folder is in use; this is the catalogue of the files, without later changes");
            settings.load_catalogue()
        }
        Err(error) => Err(error),
    }
}

async fn change(
    settings: &Settings,
    load: LoadFile,
    kind: Option<CatalogueKind>,
    since: Option<Date>,
    dry_run: bool,
) -> Result<Answer> {
    let bytes = std::fs::read(&load.file).with_context(|| format!("{} cannot be read", load.file.display()))?;
    let name = dossiers::name_of(&load.file);
    let kind = kind.map(|kind| match kind {
        CatalogueKind::Unit => model::CatalogueKind::Unit,
        CatalogueKind::PaperType => model::CatalogueKind::PaperType,
        CatalogueKind::Procedure => model::CatalogueKind::Procedure,
        CatalogueKind::Plan => model::CatalogueKind::Plan,
    });
    let since = Some(since.unwrap_or_else(|| local_date(Timestamp::now())));
    let file = ChangeFile { name: &name, bytes: &bytes, kind, since };
    let store = Store::open(settings).await?;
    let (report, lines) =
        store.registry.change_catalogue(&Actor::named(&load.by), &file, dossiers::taking(&load), dry_run).await?;
    store.close().await?;
    if !load.json {
        for line in &lines {
            output::line(&format!("  from {}: {}", line.since, line.code));
        }
        if dry_run {
            output::line("nothing was changed: this was a dry run");
        }
    }
    dossiers::tell(&report, "lines of the catalogue", &load)
}

fn units(catalogue: &catalogue::Catalogue) -> String {
    let rows: Vec<Vec<String>> = catalogue
        .units()
        .map(|unit| {
            let life = unit.to.map_or_else(String::new, |to| format!("đến {to}"));
            vec![unit.code.to_string(), unit.level.vietnamese().to_owned(), unit.name.clone(), life]
        })
        .collect();
    output::table(&["Mã", "Cấp", "Tên", ""], &rows)
}

fn procedures(catalogue: &catalogue::Catalogue) -> String {
    let rows: Vec<Vec<String>> = catalogue
        .procedures()
        .map(|procedure| {
            let components: Vec<&str> =
                procedure.components.iter().map(|component| component.paper_type.as_str()).collect();
            vec![procedure.code.to_string(), procedure.name.clone(), components.join(", ")]
        })
        .collect();
    output::table(&["Mã", "Tên", "Thành phần hồ sơ"], &rows)
}

fn types(catalogue: &catalogue::Catalogue) -> String {
    let rows: Vec<Vec<String>> = catalogue
        .paper_types()
        .map(|paper_type| {
            let validity = match paper_type.validity {
                Validity::Perpetual => "vô thời hạn".to_owned(),
                Validity::Months(months) => format!("{months} tháng"),
            };
            vec![paper_type.code.to_string(), paper_type.name.clone(), validity]
        })
        .collect();
    output::table(&["Mã", "Tên", "Hiệu lực"], &rows)
}

fn plans(catalogue: &catalogue::Catalogue) -> String {
    let rows: Vec<Vec<String>> = catalogue
        .plans()
        .map(|plan| {
            let targets = plan.digitised.iter().map(|(level, target)| {
                format!(
                    "{} {} % ({}) +{}",
                    level.vietnamese(),
                    target.first_percent,
                    target.from_year,
                    target.step_points
                )
            });
            vec![plan.name.clone(), plan.title.clone(), targets.collect::<Vec<_>>().join("; ")]
        })
        .collect();
    output::table(&["Tên", "Kế hoạch", "Mục tiêu"], &rows)
}
