//! Separator sheets: what is printed on them and read from them again.

use crate::{DossierNumber, PaperTypeCode};

/// What a separator sheet says of the pages that follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Separator {
    /// A dossier begins.
    Dossier(DossierNumber),
    /// A paper of this type begins.
    Paper(PaperTypeCode),
    /// Another paper begins.
    Next,
}

/// The version of our payloads that this program prints and reads.
const PREFIX: &str = "HOSO1|";
/// What scanner makers print on their sheets between documents (Patch T), and other programs read too.
const PATCH_T: &str = "PATCHT";

impl Separator {
    /// The text of the sheet's QR code: `HOSO1|D|<dossier number>`, `HOSO1|P|<paper type>` or `PATCHT`.
    pub fn payload(&self) -> String {
        match self {
            Self::Dossier(number) => format!("{PREFIX}D|{number}"),
            Self::Paper(paper_type) => format!("{PREFIX}P|{paper_type}"),
            Self::Next => PATCH_T.to_owned(),
        }
    }

    /// What a code's text says; `None` when it is no separator's. A sheet of ours whose content is not what it should be
    /// still begins another paper.
    pub fn of(text: &str) -> Option<Self> {
        if let Some(payload) = text.trim().strip_prefix(PREFIX) {
            let separator = match payload.split_once('|') {
                Some(("D", number)) => number.parse().ok().map(Self::Dossier),
                Some(("P", paper_type)) => paper_type.parse().ok().map(Self::Paper),
                _ => None,
            };
            return Some(separator.unwrap_or(Self::Next));
        }
        let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        bare.eq_ignore_ascii_case(PATCH_T).then_some(Self::Next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_again() {
        let all = [
            Separator::Dossier("H48.28.05-261122-0975".parse().unwrap()),
            Separator::Paper("KQ.G15.000031".parse().unwrap()),
            Separator::Next,
        ];
        for separator in all {
            assert_eq!(Separator::of(&separator.payload()), Some(separator));
        }
    }

    #[test]
    fn sheets_of_others_and_damaged_ones_begin_a_paper_and_other_codes_do_not() {
        for text in ["PATCH T", "patcht", "HOSO1|D|nonsense", "HOSO1|X|1", "HOSO1|"] {
            assert_eq!(Separator::of(text), Some(Separator::Next), "{text}");
        }
        for text in ["", "ASN00123", "PATCH", "HOSO2|D|H48.28.05-261122-0975", "001090012345|123456789|Nguyễn Văn A"]
        {
            assert_eq!(Separator::of(text), None, "{text}");
        }
    }
}
