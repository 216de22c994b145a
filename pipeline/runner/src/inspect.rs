//! What the pipeline would make of a file, nothing stored: the operator's "what would you read?", and how reading is
//! measured.

use std::path::Path;

use catalogue::Catalogue;
use jiff::Timestamp;
use model::{
    BatchId, DroppedPage, Failure, Fields, PageCode, PageFacts, QualityReport, ReceivedScan, ScanId, Sha256Digest,
    StoredFile, UnitCode,
};
use sandbox::Sandbox;
use schemars::JsonSchema;
use separate::SeparatorRules;
use serde::{Deserialize, Serialize};

/// One page of an inspected file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InspectedPage {
    /// The page, from 1.
    pub page: u32,
    /// Width of the page as scanned.
    pub width_px: u32,
    /// Height, likewise.
    pub height_px: u32,
    /// Dots per inch of the scan.
    pub dpi: f32,
    /// How far to turn it clockwise to have it upright.
    pub rotation_deg: u16,
    /// How far the upright page leans, clockwise positive.
    pub skew_deg: f32,
    /// Whether nothing is on it.
    pub blank: bool,
    /// Bar codes and QR codes.
    pub codes: Vec<PageCode>,
    /// Whether its own text covers it, so that nothing is read by OCR.
    pub has_text_layer: bool,
}

/// One paper of an inspected file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InspectedPaper {
    /// Its pages, from 1.
    pub pages: Vec<u32>,
    /// What is read of it.
    pub fields: Fields,
    /// Why a person would have to look at it, in Vietnamese.
    pub doubts: Vec<String>,
}

/// What the pipeline would make of a file (`schemas/inspection.v1.schema.json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Inspection {
    /// The file, as given.
    pub file: String,
    /// Its pages.
    pub pages: Vec<InspectedPage>,
    /// What the quality gate says (`schemas/quality.v1.schema.json`).
    pub quality: QualityReport,
    /// Its papers.
    pub papers: Vec<InspectedPaper>,
    /// Its pages that are in none of them.
    pub dropped: Vec<DroppedPage>,
    /// The digital signatures in it.
    pub signatures: Vec<model::SignatureFacts>,
}

/// Runs the stages that store nothing: pages, separate, recognise.
///
/// # Errors
/// A [`Failure`] as the pipeline would answer it.
pub async fn inspect(
    sandbox: &Sandbox,
    catalogue: &Catalogue,
    separators: &SeparatorRules,
    file: &Path,
) -> Result<Inspection, Failure> {
    let unreadable =
        |error| Failure::bad_input("unreadable", format!("it cannot be read: {error}"), "look at the path");
    let bench = sandbox.workbench(file).map_err(unreadable)?;
    let paged = pages::measure(sandbox, &bench, of_nobody(file)?).await?;
    let (inspected, signatures) = (paged.facts.pages.iter().map(page).collect(), paged.facts.signatures.clone());
    let mut quality = QualityReport::of(&paged.facts.pages);
    let mut papers = Vec::new();
    let separated = separate::separate(catalogue, separators, paged);
    for paper in separated.papers {
        let read = recognise::read(sandbox, &bench, paper, |_| ()).await?;
        quality.add(&read.separated.pages);
        papers.push(InspectedPaper {
            pages: read.separated.pages.iter().map(|page| page.page).collect(),
            fields: read.fields,
            doubts: read.separated.doubts.into_iter().map(|doubt| doubt.message).collect(),
        });
    }
    Ok(Inspection {
        file: file.display().to_string(),
        pages: inspected,
        quality,
        papers,
        dropped: separated.dropped,
        signatures,
    })
}

/// A scan that nobody handed in and nothing is claimed of.
fn of_nobody(file: &Path) -> Result<ReceivedScan, Failure> {
    let unit: Result<UnitCode, _> = "H00".parse();
    Ok(ReceivedScan {
        scan: ScanId { batch: BatchId::new(), position: 1 },
        original: StoredFile { sha256: Sha256Digest::ZERO, bytes: 0 },
        path: file.display().to_string(),
        unit: unit.map_err(|error| Failure::passing("unit", error.to_string()))?,
        operator: String::new(),
        received_at: Timestamp::now(),
        claims: Vec::new(),
        refusal: None,
        read: true,
        cut: None,
        rescan: None,
    })
}

fn page(facts: &PageFacts) -> InspectedPage {
    InspectedPage {
        page: facts.page,
        width_px: facts.width_px,
        height_px: facts.height_px,
        dpi: facts.dpi,
        rotation_deg: facts.rotation_deg,
        skew_deg: facts.skew_deg,
        blank: facts.blank,
        codes: facts.codes.clone(),
        has_text_layer: facts.has_text_layer,
    }
}
