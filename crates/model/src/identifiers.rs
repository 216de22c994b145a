//! The identifiers of DOMAIN §2: each is checked once, when it is parsed, and holds its canonical form ever after.
//!
//! The error says what was expected, never the whole value of a holder's ID: messages end up in logs.

use std::{borrow::Cow, fmt, str::FromStr};

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Sha256Digest;

/// A text that is not the identifier that it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{shown:?} is not a {what}: expected {expected}")]
pub struct IdentifierError {
    what: &'static str,
    shown: String,
    expected: &'static str,
}

impl IdentifierError {
    pub(crate) fn new(what: &'static str, text: &str, expected: &'static str) -> Self {
        Self { what, shown: text.chars().take(80).collect(), expected }
    }

    /// For values that are personal data: shows how long the text is and nothing of what it says.
    fn private(what: &'static str, text: &str, expected: &'static str) -> Self {
        Self { what, shown: format!("({} characters)", text.chars().count()), expected }
    }

    /// What the text should have been, for example "citizen ID of 12 digits".
    pub fn expected(&self) -> &'static str {
        self.expected
    }
}

/// Text in, text out: serde and JSON Schema by way of `FromStr` and `Display`.
macro_rules! as_text {
    ($type:ty, $name:literal, $pattern:literal) => {
        impl fmt::Debug for $type {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}
pub(crate) use as_text;

/// Who a paper is about: a person or an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// A person (công dân).
    Citizen,
    /// A firm or body with a tax code (tổ chức, doanh nghiệp).
    Organisation,
}

/// The ID of a holder: citizen ID (12 digits), old ID (9 digits) or organisation (10 digits, or 10 + `-` + 3).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HolderId(String);

impl HolderId {
    const EXPECTED: &'static str = "a citizen ID of 12 digits, an old ID of 9, or an organisation's 10 digits (with -NNN for a branch) whose check digit fits";

    /// The ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A person's or an organisation's, by its shape.
    pub fn kind(&self) -> HolderKind {
        match self.0.len() {
            9 | 12 => HolderKind::Citizen,
            _ => HolderKind::Organisation,
        }
    }

    /// True for the 9 digits of an old ID card (CMND), which a citizen ID replaces.
    pub fn is_old(&self) -> bool {
        self.0.len() == 9
    }

    /// The year of birth that a citizen ID tells: its fourth digit the century and the sex, the next two the year (DOMAIN §2).
    pub fn birth_year(&self) -> Option<i16> {
        let digit = |at: usize| i16::from(self.0.as_bytes()[at] - b'0');
        (self.0.len() == 12).then(|| 1900 + 100 * (digit(3) / 2) + 10 * digit(4) + digit(5))
    }

    /// The first three characters and how many follow: what a log or a terminal in public may show.
    pub fn masked(&self) -> String {
        format!("{}…({})", &self.0[..3], self.0.len())
    }
}

/// Check digit of a tax code: weights 31 29 23 19 17 13 7 5 3; 10 − (sum mod 11) is the tenth digit (DOMAIN §2).
fn organisation_check_digit_fits(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let value = |digit: u8| u32::from(digit - b'0');
    let sum: u32 = WEIGHTS.iter().zip(digits).map(|(weight, digit)| weight * value(*digit)).sum();
    10 - (sum % 11) == value(digits[9])
}

impl FromStr for HolderId {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let bytes = text.as_bytes();
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let fits = match bytes.len() {
            9 => digits(bytes),
            // The fourth digit tells century and sex: 0–3 for people born from 1900 to 2099.
            12 => digits(bytes) && bytes[3] <= b'3',
            10 => digits(bytes) && organisation_check_digit_fits(bytes),
            14 => {
                bytes[10] == b'-'
                    && digits(&bytes[..10])
                    && digits(&bytes[11..])
                    && organisation_check_digit_fits(bytes)
            }
            _ => false,
        };
        if fits { Ok(Self(text.to_owned())) } else { Err(IdentifierError::private("holder ID", text, Self::EXPECTED)) }
    }
}

impl fmt::Display for HolderId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
as_text!(HolderId, "HolderId", "^([0-9]{9}|[0-9]{12}|[0-9]{10}(-[0-9]{3})?)$");

/// An authority or counter, in the new form `H48.28.05`. The older `000.00.05.H48` is read and turned round.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitCode(String);

impl UnitCode {
    const EXPECTED: &'static str = "a unit code such as H48.28.05 (or, in the older form, 000.05.28.H48)";

    /// The code in the new form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same in the older form, which has four parts and runs the other way: `H48.28.05` is `000.05.28.H48`.
    pub fn older_form(&self) -> String {
        let parts: Vec<&str> = self.0.split('.').collect();
        let mut older: Vec<&str> = parts[1..].iter().rev().copied().collect();
        while older.len() < 3 {
            older.insert(0, "00");
        }
        if older.len() == 3 && older[0] == "00" {
            older[0] = "000";
        }
        older.push(parts[0]);
        older.join(".")
    }

    /// True for this unit and every unit whose code begins with it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

fn is_authority(part: &str) -> bool {
    let bytes = part.as_bytes();
    (2..=4).contains(&bytes.len()) && matches!(bytes[0], b'H' | b'G') && bytes[1..].iter().all(u8::is_ascii_digit)
}

impl FromStr for UnitCode {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_ascii_uppercase();
        let mut parts: Vec<&str> = upper.split('.').collect();
        if parts.len() > 1 && parts.last().is_some_and(|last| is_authority(last)) {
            parts.reverse();
            while parts.len() > 1 && parts.last().is_some_and(|part| part.bytes().all(|digit| digit == b'0')) {
                parts.pop();
            }
        }
        let below = |part: &&str| (2..=3).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit());
        if parts.len() <= 4 && is_authority(parts[0]) && parts[1..].iter().all(below) {
            Ok(Self(parts.join(".")))
        } else {
            Err(IdentifierError::new("unit code", text, Self::EXPECTED))
        }
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
as_text!(UnitCode, "UnitCode", "^[HG][0-9]{1,3}(\\.[0-9]{2,3}){0,3}$");

/// A dossier's number, `{unit}-{yymmdd}-{serial}`, for example `H48.28.05-261122-0975`.
///
/// Some ministries write the day as `yyyymmdd` and serials of 6 or 7 digits; both are kept as written, because the
/// number is the one-stop system's and must be found as that system prints it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DossierNumber {
    text: String,
    unit: UnitCode,
    day: Date,
}

impl DossierNumber {
    const EXPECTED: &'static str = "a dossier number such as H48.28.05-261122-0975 (unit, yymmdd, serial)";

    /// The number as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The unit that gave the number.
    pub fn unit(&self) -> &UnitCode {
        &self.unit
    }

    /// The local day on which it was given.
    pub fn day(&self) -> Date {
        self.day
    }
}

fn parse_day(digits: &str) -> Option<Date> {
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match digits.len() {
        6 => (2000 + digits[..2].parse::<i16>().ok()?, &digits[2..]),
        8 => (digits[..4].parse().ok()?, &digits[4..]),
        _ => return None,
    };
    Date::new(year, rest[..2].parse().ok()?, rest[2..].parse().ok()?).ok()
}

impl FromStr for DossierNumber {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || IdentifierError::new("dossier number", text, Self::EXPECTED);
        let trimmed = text.trim().to_ascii_uppercase();
        let mut parts = trimmed.rsplitn(3, '-');
        let (Some(serial), Some(day), Some(unit)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(malformed());
        };
        if !(1..=7).contains(&serial.len()) || !serial.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(malformed());
        }
        let unit: UnitCode = unit.parse().map_err(|_| malformed())?;
        let day = parse_day(day).ok_or_else(malformed)?;
        Ok(Self { text: trimmed, unit, day })
    }
}

impl fmt::Display for DossierNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}
as_text!(DossierNumber, "DossierNumber", "^[HG0-9.]+-([0-9]{6}|[0-9]{8})-[0-9]{1,7}$");

/// An administrative procedure, `1.001193`; the long form `1.001193.000.00.00.H48` is read and cut.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProcedureCode(String);

impl ProcedureCode {
    /// The short form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProcedureCode {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let mut parts = trimmed.split('.');
        let digits = |part: &str, least: usize, most: usize| {
            (least..=most).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit())
        };
        match (parts.next(), parts.next()) {
            (Some(group), Some(number)) if digits(group, 1, 2) && digits(number, 6, 6) => {
                Ok(Self(format!("{group}.{number}")))
            }
            _ => Err(IdentifierError::new("procedure code", text, "a code such as 1.001193")),
        }
    }
}

impl fmt::Display for ProcedureCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
as_text!(ProcedureCode, "ProcedureCode", "^[0-9]{1,2}\\.[0-9]{6}$");

/// The catalogue code of a paper type: a result, `KQ.G15.000031`, or a component, `000.00.00.G09-KQ002269`.
///
/// A component is often some other procedure's result: the same code, which is what makes reuse possible.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PaperTypeCode(String);

impl PaperTypeCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PaperTypeCode {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_ascii_uppercase();
        let part =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let parts = upper.split('.').count();
        // No part may look like the end of a paper code alone: at least one letter keeps a code readable by people.
        if upper.len() <= 40
            && (2..=5).contains(&parts)
            && upper.split('.').all(part)
            && upper.bytes().any(|byte| byte.is_ascii_uppercase())
        {
            Ok(Self(upper))
        } else {
            Err(IdentifierError::new("paper type", text, "a code such as KQ.G15.000031 or 000.00.00.G09-KQ002269"))
        }
    }
}

impl fmt::Display for PaperTypeCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
as_text!(PaperTypeCode, "PaperTypeCode", "^[A-Z0-9-]+(\\.[A-Z0-9-]+){1,4}$");

/// What an operator feeds in in one go: a UUID that sorts by time, made by whoever opens the batch.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchId(uuid::Uuid);

impl BatchId {
    /// A new ID. The clock and the randomness are the caller's process's.
    pub fn new() -> Self {
        Self(uuid::Uuid::now_v7())
    }
}

impl Default for BatchId {
    fn default() -> Self {
        Self::new()
    }
}

impl FromStr for BatchId {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim()
            .parse()
            .map(Self)
            .map_err(|_| IdentifierError::new("batch ID", text, "a UUID, as printed on the receipt"))
    }
}

impl fmt::Display for BatchId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, out)
    }
}
as_text!(BatchId, "BatchId", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

/// One file of a batch: the batch and the file's place in it, from 1; written `BATCH/1`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScanId {
    /// The batch that the file came in.
    pub batch: BatchId,
    /// Its place in the batch, from 1.
    pub position: u32,
}

impl FromStr for ScanId {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || IdentifierError::new("scan ID", text, "a batch ID, a slash and the file's number");
        let (batch, position) = text.split_once('/').ok_or_else(malformed)?;
        Ok(Self { batch: batch.parse()?, position: position.parse().map_err(|_| malformed())? })
    }
}

impl fmt::Display for ScanId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.batch, self.position)
    }
}
as_text!(ScanId, "ScanId", "^[0-9a-f-]{36}/[0-9]+$");

/// A paper that waits for a person: `R-` and 16 hexadecimal digits that come from what is held.
///
/// The same pages of the same original, held again with the same claims, are the same item (DESIGN §1.3).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReviewId(String);

impl ReviewId {
    /// The ID that belongs to a paper's identity.
    pub fn of(identity: &Sha256Digest) -> Self {
        Self(format!("R-{}", identity.short(16)))
    }

    /// The ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ReviewId {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        match text.strip_prefix("R-") {
            Some(rest) if rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                Ok(Self(format!("R-{}", rest.to_ascii_lowercase())))
            }
            _ => Err(IdentifierError::new(
                "review ID",
                text,
                "R- and 16 hexadecimal digits, as `hoso review list` prints",
            )),
        }
    }
}

impl fmt::Display for ReviewId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
as_text!(ReviewId, "ReviewId", "^R-[0-9a-f]{16}$");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holder_ids_are_taken_by_their_shape_and_check_digit() {
        for (text, kind) in [
            ("001090012345", Some(HolderKind::Citizen)),
            ("123456789", Some(HolderKind::Citizen)),
            ("0100109106", Some(HolderKind::Organisation)),
            ("0100109106-001", Some(HolderKind::Organisation)),
            ("0100109107", None),
            ("001990012345", None),
            ("00109001234", None),
            ("00109001234x", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<HolderId>().ok().map(|id| id.kind()), kind, "{text}");
        }
    }

    #[test]
    fn a_citizen_id_tells_the_year_of_birth() {
        for (id, year) in [
            ("048192001234", Some(1992)),
            ("048090012345", Some(1990)),
            ("048301005678", Some(2001)),
            ("048219000042", Some(2019)),
            ("201234567", None),
            ("0100109106", None),
        ] {
            assert_eq!(id.parse::<HolderId>().unwrap().birth_year(), year, "{id}");
        }
    }

    #[test]
    fn an_error_about_a_holder_does_not_repeat_the_number() {
        let error = "00109001234".parse::<HolderId>().unwrap_err().to_string();
        assert!(!error.contains("00109001234"), "{error}");
    }

    #[test]
    fn both_forms_of_a_unit_are_one_unit() {
        for (text, canonical) in [
            ("H48.28.05", "H48.28.05"),
            ("h48.28.05", "H48.28.05"),
            ("000.05.28.H48", "H48.28.05"),
            ("000.00.28.H48", "H48.28"),
            ("000.00.00.H48", "H48"),
            ("H48", "H48"),
            ("000.00.00.G09", "G09"),
        ] {
            assert_eq!(text.parse::<UnitCode>().unwrap().as_str(), canonical, "{text}");
        }
        for text in ["", "48.28", "H48..05", "H48.x", "H48.1.1.1.1", "X48"] {
            assert!(text.parse::<UnitCode>().is_err(), "{text}");
        }
        for text in ["H48.28.05", "H48.28", "H48"] {
            let unit: UnitCode = text.parse().unwrap();
            assert_eq!(unit.older_form().parse::<UnitCode>().unwrap(), unit, "{}", unit.older_form());
        }
    }

    #[test]
    fn dossier_numbers_carry_their_unit_and_day() {
        let number: DossierNumber = "H48.28.05-261122-0975".parse().unwrap();
        assert_eq!((number.unit().as_str(), number.day().to_string()), ("H48.28.05", "2026-11-22".to_owned()));
        assert!("G09.01-20261122-0000975".parse::<DossierNumber>().is_ok());
        for text in ["H48.28.05-261322-0975", "H48.28.05-261122-", "H48.28.05", "261122-0975"] {
            assert!(text.parse::<DossierNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn procedures_are_cut_to_their_short_form() {
        assert_eq!("1.001193.000.00.00.H48".parse::<ProcedureCode>().unwrap().as_str(), "1.001193");
        assert!("1.1193".parse::<ProcedureCode>().is_err());
    }
}
