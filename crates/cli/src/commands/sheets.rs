//! `hoso sheets`: separator sheets to be printed. Needs no data folder.

use std::{fs, io::Write, path::Path};

use anyhow::{Context as _, Result};
use model::{DossierNumber, Manifest, PaperTypeCode, Separator};

use crate::{
    arguments::Sheets,
    commands::Answer,
    output,
    settings::{Settings, WrongUsage},
};

pub(super) fn run(settings: &Settings, asked: &Sheets) -> Result<Answer> {
    let catalogue = settings.load_catalogue()?;
    let mut separators: Vec<Separator> = asked.dossier.iter().cloned().map(Separator::Dossier).collect();
    separators.extend(asked.paper_type.iter().cloned().map(Separator::Paper));
    if let Some(file) = &asked.dossiers {
        separators.extend(of_file(file)?);
    }
    separators.extend((0..asked.next).map(|_| Separator::Next));
    if separators.is_empty() {
        return Err(WrongUsage("name what is to be printed: --dossier, --type, --dossiers or --next".to_owned()).into());
    }
    let pdf = registry::separator_sheets(&catalogue, &separators)?;
    if asked.output.as_os_str() == "-" {
        std::io::stdout().lock().write_all(&pdf)?;
    } else {
        fs::write(&asked.output, pdf).with_context(|| format!("{} cannot be written", asked.output.display()))?;
        output::line(&format!(
            "{} sheets in {}: print them, lay each before what it names, and scan them with the papers",
            separators.len(),
            asked.output.display()
        ));
    }
    Ok(Answer::Done)
}

/// The dossiers of a manifest, each with its papers in their order; or a number a line, what follows a comma apart.
fn of_file(file: &Path) -> Result<Vec<Separator>> {
    let bytes = fs::read(file).map_err(|error| WrongUsage(format!("{} cannot be read: {error}", file.display())))?;
    if bytes.trim_ascii_start().starts_with(b"{") {
        let manifest = Manifest::parse(&bytes).map_err(|error| WrongUsage(format!("{}: {error}", file.display())))?;
        return of_manifest(file, &manifest);
    }
    let text = String::from_utf8(bytes).map_err(|_| WrongUsage(format!("{} is no text", file.display())))?;
    let lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
    lines
        .map(|(line, text)| (line, text.split([',', ';', '\t']).next().unwrap_or_default().trim()))
        .filter(|(_, number)| !number.is_empty())
        .map(|(line, number)| {
            let number: DossierNumber = number
                .parse()
                .map_err(|error| WrongUsage(format!("{}, line {line}: {number:?}: {error}", file.display())))?;
            Ok(Separator::Dossier(number))
        })
        .collect()
}

fn of_manifest(file: &Path, manifest: &Manifest) -> Result<Vec<Separator>> {
    let wrong = |value: &str, error: &dyn std::fmt::Display| {
        WrongUsage(format!("{}: dossier or type {value:?}: {error}", file.display()))
    };
    let mut separators = Vec::new();
    for dossier in &manifest.dossiers {
        let number: DossierNumber = dossier.number.parse().map_err(|error| wrong(&dossier.number, &error))?;
        separators.push(Separator::Dossier(number));
        for paper in &dossier.files {
            let code: PaperTypeCode = paper.paper_type.parse().map_err(|error| wrong(&paper.paper_type, &error))?;
            separators.push(Separator::Paper(code));
        }
    }
    Ok(separators)
}
