//! What a separator sheet says: our own QR payloads and the scanner makers' Patch T.

use model::{DossierNumber, PageFacts, PaperTypeCode};

/// A separator sheet's meaning for the pages that follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sheet {
    /// `HOSO1|D|<dossier number>`: a dossier begins.
    Dossier(DossierNumber),
    /// `HOSO1|P|<paper type>`: a paper of this type begins.
    Paper(PaperTypeCode),
    /// Patch T, or one of our sheets whose content is not what it should be: another paper begins.
    Next,
}

/// The version of our payloads that this program prints and reads.
const PAYLOAD_PREFIX: &str = "HOSO1|";

/// The sheet that a page is; `None` for a page of a paper.
pub(crate) fn read(page: &PageFacts) -> Option<Sheet> {
    page.codes.iter().find_map(|code| meaning(code.text.trim()))
}

fn meaning(text: &str) -> Option<Sheet> {
    if let Some(payload) = text.strip_prefix(PAYLOAD_PREFIX) {
        let sheet = match payload.split_once('|') {
            Some(("D", number)) => number.parse().ok().map(Sheet::Dossier),
            Some(("P", paper_type)) => paper_type.parse().ok().map(Sheet::Paper),
            _ => None,
        };
        return Some(sheet.unwrap_or(Sheet::Next));
    }
    let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    bare.eq_ignore_ascii_case("PATCHT").then_some(Sheet::Next)
}
