//! `hoso inspect`: what the pipeline would make of a file; nothing is stored.

use anyhow::Result;
use model::{FieldName, Severity};
use runner::Inspection;

use crate::{arguments::Inspect, commands::Answer, open::open_sandbox, output, settings::Settings};

pub(super) async fn run(settings: &Settings, inspect: Inspect) -> Result<Answer> {
    let work_folder = tempfile::tempdir()?;
    let sandbox = open_sandbox(settings, work_folder.path())?;
    let catalogue = settings.load_catalogue()?;
    let mut answer = Answer::Done;
    for file in &inspect.files {
        match runner::inspect(&sandbox, &catalogue, &settings.separators, file).await {
            Ok(inspection) if inspect.json => output::json(&inspection)?,
            Ok(inspection) => show(&inspection),
            Err(failure) => {
                answer = Answer::Refused;
                eprintln!("hoso: {}: {failure}", file.display());
                eprintln!("  hint: {}", failure.reason.hint);
            }
        }
    }
    sandbox.close().await;
    Ok(answer)
}

fn show(inspection: &Inspection) {
    output::line(&inspection.file);
    for page in &inspection.pages {
        let mut line = format!(
            "  page {}: {} × {} px, {:.0} dpi, turn {}°, skew {:.1}°",
            page.page, page.width_px, page.height_px, page.dpi, page.rotation_deg, page.skew_deg
        );
        if page.blank {
            line.push_str(", blank");
        }
        for code in &page.codes {
            line.push_str(&format!(", {}: {}", code.format, code.text));
        }
        output::line(&line);
    }
    for paper in &inspection.papers {
        output::line(&format!("  paper of pages {:?}", paper.pages));
        for name in FieldName::ALL {
            let field = paper.fields.get(name);
            if let Some(value) = &field.value {
                let sign = if field.sure { "" } else { " ?" };
                output::line(&format!("    {:17} {value}{sign}", name.vietnamese()));
            }
        }
        for doubt in &paper.doubts {
            output::line(&format!("    ! {doubt}"));
        }
    }
    for dropped in &inspection.dropped {
        output::line(&format!("  page {} in no paper: {}", dropped.page, dropped.why.vietnamese()));
    }
    for finding in inspection.quality.findings.iter().filter(|finding| finding.severity == Severity::Note) {
        output::line(&format!("  . {}", finding.message));
    }
    for signature in &inspection.signatures {
        output::line(&format!(
            "  signed by {} at {}: {:?}",
            signature.signer.as_deref().unwrap_or("?"),
            signature.signed_at.map(|at| at.to_string()).unwrap_or_default(),
            signature.state
        ));
    }
}
