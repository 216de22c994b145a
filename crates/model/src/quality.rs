//! What the quality gate says of a scan (`schemas/quality.v1.schema.json`; DOMAIN §4: at least 200 dpi, 100 % scale, colour,
//! complete and legible).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Finding, PageFacts, PageQuality, Severity};

/// What the quality gate says of a scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityReport {
    /// The form of this report: 1.
    pub version: u16,
    /// False when a finding refuses the scan: a person decides, or it is scanned again.
    pub acceptable: bool,
    /// What was measured of each page whose image was looked at.
    pub pages: Vec<MeasuredPage>,
    /// What was found, in the order of pages.
    pub findings: Vec<Finding>,
}

/// What was measured of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasuredPage {
    /// The page, from 1.
    pub page: u32,
    /// Dots per inch of the scan.
    pub dpi: f32,
    /// What was measured.
    #[serde(flatten)]
    pub quality: PageQuality,
}

impl QualityReport {
    /// Of pages as they were measured.
    pub fn of(pages: &[PageFacts]) -> Self {
        let measured =
            |page: &PageFacts| page.quality.map(|quality| MeasuredPage { page: page.page, dpi: page.dpi, quality });
        let mut report = Self {
            version: 1,
            acceptable: true,
            pages: pages.iter().filter_map(measured).collect(),
            findings: Vec::new(),
        };
        report.add(pages);
        report
    }

    /// Adds what later stages found of these pages.
    pub fn add(&mut self, pages: &[PageFacts]) {
        for finding in pages.iter().flat_map(|page| &page.findings) {
            if !self.findings.contains(finding) {
                self.findings.push(finding.clone());
            }
        }
        self.findings.sort_by_key(|finding| finding.page);
        self.acceptable = self.findings.iter().all(|finding| finding.severity != Severity::Hold);
    }
}
