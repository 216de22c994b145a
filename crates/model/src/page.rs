//! What is known of a file and its pages before anything is read: facts, never pixels.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ImageHash;

/// A place on a page in pixels of the page as rendered upright at `PageFacts::dpi`: x, y of the top left corner, width, height.
pub type PageRect = [u32; 4];

/// What kind of file a scan is, by its bytes (never by its name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentFormat {
    /// PDF, scanned or born digital.
    Pdf,
    /// TIFF of one or many pages.
    Tiff,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

/// A bar code or QR code found on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageCode {
    /// The symbology, as ZXing names it: `QR Code`, `Code 39`, `Code 128`…
    pub format: String,
    /// What it says.
    pub text: String,
    /// Where it is.
    #[serde(rename = "box")]
    pub rect: PageRect,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth showing; the paper goes on.
    Note,
    /// A person decides: the paper is held.
    Hold,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Scanned at under 200 dpi (DOMAIN §4).
    LowDpi,
    /// Scanned at 200 dpi or more, but under the 300 that reading wants.
    BelowReadingDpi,
    /// One page could not be decoded; the others could.
    UnreadablePage,
    /// Edges of letters are washed out: out of focus, moved, or enlarged from a coarse scan.
    Blurred,
    /// Ink hardly darker than its paper.
    LowContrast,
    /// Writing runs over the edge of the image.
    CutOff,
    /// A finger, a clip or a shadow lies over a part of the page.
    Shadow,
    /// The sheet has the shape of an A-size, but not its size: not scanned at 100 %.
    Scale,
    /// Scanned in grey or in black and white; a seal's colour is lost.
    NotColour,
    /// Hardly anything is on it; kept, since what is there may have been written.
    AlmostBlank,
    /// The printed page numbers leap: pages are missing.
    MissingPages,
    /// More or fewer pages than the manifest says.
    PageCount,
}

/// Something about a page that an operator should know, in words that say what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The page, from 1.
    pub page: u32,
    /// What it is.
    pub kind: FindingKind,
    /// How much it weighs.
    pub severity: Severity,
    /// For the screen, in Vietnamese: "trang 3: 100 dpi, quét lại ở 300 dpi".
    pub message: String,
}

/// In what colours a page was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageColour {
    /// Black and white.
    Bitonal,
    /// Grey.
    Grey,
    /// Colour.
    Colour,
}

/// What the quality gate measured of a page's image.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PageQuality {
    /// In what colours it was scanned.
    pub colour: PageColour,
    /// Width of the sheet.
    pub width_mm: f32,
    /// Height of the sheet.
    pub height_mm: f32,
    /// How far a sharp edge of a letter takes from paper to ink; `None` where that cannot be told (black and white, no ink).
    pub edge_mm: Option<f32>,
    /// How much darker ink is than paper, 1 for black on white; `None` without ink.
    pub contrast: Option<f32>,
}

/// What is known of one page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PageFacts {
    /// The page, from 1.
    pub page: u32,
    /// Width in pixels of the page as scanned, before it is turned upright; a vector page counts at 300 dpi.
    pub width_px: u32,
    /// Height in pixels, likewise.
    pub height_px: u32,
    /// Dots per inch; the scan's own, 300 for a vector page.
    pub dpi: f32,
    /// How far to turn the scanned page clockwise to have it upright: 0, 90, 180 or 270.
    pub rotation_deg: u16,
    /// How far the upright page leans, clockwise positive, within ±15.
    pub skew_deg: f32,
    /// True when nothing is on it that a person would read.
    pub blank: bool,
    /// True when the page's own text covers it, so that it is not to be read by OCR.
    pub has_text_layer: bool,
    /// Bar codes and QR codes found.
    pub codes: Vec<PageCode>,
    /// How it looks, to know it again; `None` for a page on which there is nothing.
    pub image_hash: Option<ImageHash>,
    /// What the quality gate measured; `None` for a page whose image was not looked at.
    pub quality: Option<PageQuality>,
    /// What an operator should know.
    pub findings: Vec<Finding>,
}

impl PageFacts {
    /// A page of which no pixel was looked at: only its size is known.
    pub fn unmeasured(page: u32, (width_px, height_px): (u32, u32), dpi: f32) -> Self {
        Self {
            page,
            width_px,
            height_px,
            dpi,
            rotation_deg: 0,
            skew_deg: 0.0,
            blank: false,
            has_text_layer: false,
            codes: Vec::new(),
            image_hash: None,
            quality: None,
            findings: Vec::new(),
        }
    }

    /// A page that could not be decoded: it stays in the record, and holds its paper for a person.
    pub fn unreadable(page: u32, detail: &str) -> Self {
        let message = format!("trang {page}: không đọc được ({detail}), quét lại trang này");
        let finding = Finding { page, kind: FindingKind::UnreadablePage, severity: Severity::Hold, message };
        Self { findings: vec![finding], ..Self::unmeasured(page, (0, 0), 0.0) }
    }
}

/// Whether a digital signature holds, as far as the file alone can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignatureState {
    /// The signed bytes and the signer's key agree. (Trust in the certificate is not judged.)
    Holds,
    /// They do not: the file was changed after it was signed, or the signature is damaged.
    Broken,
    /// The signature's form or algorithm is not one that we verify.
    NotVerified,
}

/// One digital signature in a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignatureFacts {
    /// The common name on the signer's certificate.
    pub signer: Option<String>,
    /// The organisation on it.
    pub organisation: Option<String>,
    /// When, as the signature says (signed time stamp, signed attribute, or the dictionary's `M`, in that order).
    pub signed_at: Option<Timestamp>,
    /// True when it covers the file up to its end (a later signature or form entry may follow).
    pub covers_whole_file: bool,
    /// Whether it holds.
    pub state: SignatureState,
    /// Why it is broken or not verified, in a few words.
    pub detail: Option<String>,
}

/// What is known of a whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentFacts {
    /// By its bytes.
    pub format: DocumentFormat,
    /// Each page in order; never empty.
    pub pages: Vec<PageFacts>,
    /// Each digital signature in the order of the file.
    pub signatures: Vec<SignatureFacts>,
}
