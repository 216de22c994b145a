//! `hoso catalogue`: what the catalogue holds.

use anyhow::Result;
use catalogue::Validity;

use crate::{
    arguments::{Catalogue as CatalogueArguments, CatalogueList},
    commands::Answer,
    output,
    settings::Settings,
};

pub(super) fn run(settings: &Settings, asked: &CatalogueArguments) -> Result<Answer> {
    let catalogue = settings.load_catalogue()?;
    match (asked.list, asked.json) {
        (CatalogueList::Units, true) => output::json(&catalogue.units().collect::<Vec<_>>())?,
        (CatalogueList::Procedures, true) => output::json(&catalogue.procedures().collect::<Vec<_>>())?,
        (CatalogueList::Types, true) => output::json(&catalogue.paper_types().collect::<Vec<_>>())?,
        (CatalogueList::Plans, true) => output::json(&catalogue.plans().collect::<Vec<_>>())?,
        (CatalogueList::Units, false) => output::print(&units(&catalogue)),
        (CatalogueList::Procedures, false) => output::print(&procedures(&catalogue)),
        (CatalogueList::Types, false) => output::print(&types(&catalogue)),
        (CatalogueList::Plans, false) => output::print(&plans(&catalogue)),
    }
    Ok(Answer::Done)
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
