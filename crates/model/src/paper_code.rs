//! The paper code of DOMAIN §3: `<holder ID>.<paper type>.<document number>.<serial>`.
//!
//! Only its form lives here. That a code is given once is the ledger's promise.

use std::{fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{HolderId, IdentifierError, PaperTypeCode, identifiers::as_text, vietnamese::fold_to_ascii};
use std::borrow::Cow;

/// A document number (số ký hiệu) as codes hold it: `A–Z 0–9` in runs with one `-` between them, or `0` for none.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    /// What a paper without a number takes.
    pub fn none() -> Self {
        Self("0".to_owned())
    }

    /// Normalises a number as printed: NFC, upper case, marks folded, every other run becomes one `-`, none at the ends.
    pub fn normalise(printed: &str) -> Self {
        let folded = fold_to_ascii(printed).to_ascii_uppercase();
        let runs: Vec<&str> =
            folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|run| !run.is_empty()).collect();
        if runs.is_empty() { Self::none() } else { Self(runs.join("-")) }
    }

    /// The normalised number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DocumentNumber {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let normal = Self::normalise(text);
        if normal.0 == text {
            Ok(normal)
        } else {
            Err(IdentifierError::new("document number", text, "a normalised number such as 12-GKS"))
        }
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
as_text!(DocumentNumber, "DocumentNumber", "^[A-Z0-9]+(-[A-Z0-9]+)*$");

/// All of a code but its serial. Serials run without a gap under each prefix, and a prefix is compared whole:
/// `…12-GKS` and `…12-GKS-BS` are two.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodePrefix {
    /// Who the paper is about.
    pub holder: HolderId,
    /// What it is.
    pub paper_type: PaperTypeCode,
    /// Its number, normalised.
    pub number: DocumentNumber,
}

impl CodePrefix {
    /// The code with this serial (from 1).
    pub fn with_serial(self, serial: u32) -> PaperCode {
        PaperCode { prefix: self, serial }
    }
}

impl fmt::Display for CodePrefix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.holder, self.paper_type, self.number)
    }
}

/// The identity of one digitised paper, for example `001090012345.KQ.G15.000031.12-GKS.01`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PaperCode {
    prefix: CodePrefix,
    serial: u32,
}

impl PaperCode {
    /// All but the serial.
    pub fn prefix(&self) -> &CodePrefix {
        &self.prefix
    }

    /// The serial, from 1.
    pub fn serial(&self) -> u32 {
        self.serial
    }
}

impl fmt::Display for PaperCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{:02}", self.prefix, self.serial)
    }
}

impl FromStr for PaperCode {
    type Err = IdentifierError;

    /// Parses from both ends: no dot in the holder, the number or the serial, so the type is what is left in the middle.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || {
            IdentifierError::new(
                "paper code",
                "(as given)",
                "holder, type, number and serial, such as 001090012345.KQ.G15.000031.12-GKS.01",
            )
        };
        let (holder, rest) = text.trim().split_once('.').ok_or_else(malformed)?;
        let (rest, serial) = rest.rsplit_once('.').ok_or_else(malformed)?;
        let (paper_type, number) = rest.rsplit_once('.').ok_or_else(malformed)?;
        if serial.len() < 2 || !serial.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(malformed());
        }
        let serial: u32 = serial.parse().map_err(|_| malformed())?;
        if serial == 0 {
            return Err(malformed());
        }
        let prefix = CodePrefix {
            holder: holder.parse().map_err(|_| malformed())?,
            paper_type: paper_type.parse().map_err(|_| malformed())?,
            number: number.to_ascii_uppercase().parse().map_err(|_| malformed())?,
        };
        Ok(Self { prefix, serial })
    }
}
as_text!(PaperCode, "PaperCode", "^[0-9-]+\\.[A-Z0-9.-]+\\.[A-Z0-9-]+\\.[0-9]{2,}$");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_normalised() {
        for (printed, normal) in [
            ("12/GKS", "12-GKS"),
            ("05/CT-UBND", "05-CT-UBND"),
            ("04/QĐ-BCĐ138", "04-QD-BCD138"),
            (" 12 / qđ–ubnd. ", "12-QD-UBND"),
            ("Số 7", "SO-7"),
            ("", "0"),
            ("///", "0"),
        ] {
            assert_eq!(DocumentNumber::normalise(printed).as_str(), normal, "{printed}");
        }
    }

    #[test]
    fn the_codes_of_the_domain_parse() {
        let code: PaperCode = "001090012345.KQ.G15.000031.12-GKS.01".parse().unwrap();
        assert_eq!(code.prefix().paper_type.as_str(), "KQ.G15.000031");
        assert_eq!(code.prefix().number.as_str(), "12-GKS");
        let component: PaperCode = "0100109106-001.000.00.00.G09-KQ002269.0.123".parse().unwrap();
        assert_eq!(component.prefix().paper_type.as_str(), "000.00.00.G09-KQ002269");
        for text in ["", "a.b.c.d", "001090012345.KQ.G15.000031.12-GKS.1", "001090012345.KQ.G15.000031.12-GKS.00"] {
            assert!(text.parse::<PaperCode>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_code_reads_back_as_written(
            holder in "[0-9]{3}[0-3][0-9]{8}",
            kind in "KQ\\.[GH][0-9]{2}\\.[0-9]{6}",
            printed in "\\PC{0,20}",
            serial in 1u32..2_000_000,
        ) {
            let prefix = CodePrefix {
                holder: holder.parse().unwrap(),
                paper_type: kind.parse().unwrap(),
                number: DocumentNumber::normalise(&printed),
            };
            let code = prefix.with_serial(serial);
            prop_assert_eq!(code.to_string().parse::<PaperCode>().unwrap(), code);
        }
    }
}
