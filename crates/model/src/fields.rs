//! The fields of an administrative document, each with its confidence and its place.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{IdentifierError, PageRect};

/// One field as it was read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// What was read; `None` when nothing was: a field is never invented.
    pub value: Option<String>,
    /// 0 to 1.
    pub confidence: f32,
    /// True when it would pass without a person's eye.
    pub sure: bool,
    /// The page it stands on, from 1; `None` when it was not read from a page.
    pub page: Option<u32>,
    /// Where on that page.
    #[serde(rename = "box")]
    pub rect: Option<PageRect>,
}

impl Field {
    /// The value, if it would pass without a person's eye.
    pub fn sure_value(&self) -> Option<&str> {
        self.value.as_deref().filter(|_| self.sure)
    }
}

/// The names of the fields, as JSON and `hoso review accept --set` write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// Số ký hiệu.
    Number,
    /// Địa danh.
    Place,
    /// Ngày ban hành.
    IssuedOn,
    /// Tên loại văn bản.
    Type,
    /// Trích yếu.
    Abstract,
    /// Cơ quan ban hành.
    Issuer,
    /// Người ký.
    Signer,
    /// Chức vụ người ký.
    SignerPosition,
}

impl FieldName {
    /// All of them, in the order of a page.
    pub const ALL: [Self; 8] = [
        Self::Number,
        Self::Place,
        Self::IssuedOn,
        Self::Type,
        Self::Abstract,
        Self::Issuer,
        Self::Signer,
        Self::SignerPosition,
    ];

    /// As JSON and the command line write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Place => "place",
            Self::IssuedOn => "issued_on",
            Self::Type => "type",
            Self::Abstract => "abstract",
            Self::Issuer => "issuer",
            Self::Signer => "signer",
            Self::SignerPosition => "signer_position",
        }
    }

    /// As the screen names it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Number => "số ký hiệu",
            Self::Place => "địa danh",
            Self::IssuedOn => "ngày ban hành",
            Self::Type => "tên loại văn bản",
            Self::Abstract => "trích yếu",
            Self::Issuer => "cơ quan ban hành",
            Self::Signer => "người ký",
            Self::SignerPosition => "chức vụ người ký",
        }
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for FieldName {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|name| name.as_str() == text).ok_or_else(|| {
            IdentifierError::new(
                "field",
                text,
                "number, place, issued_on, type, abstract, issuer, signer or signer_position",
            )
        })
    }
}

/// The fields of one paper.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Fields {
    /// Số ký hiệu, as printed.
    pub number: Field,
    /// Địa danh.
    pub place: Field,
    /// Ngày ban hành, as `YYYY-MM-DD`.
    pub issued_on: Field,
    /// Tên loại văn bản, for example `QUYẾT ĐỊNH`; a letter (công văn) has none.
    #[serde(rename = "type")]
    pub document_type: Field,
    /// Trích yếu.
    #[serde(rename = "abstract")]
    pub abstract_text: Field,
    /// Cơ quan ban hành.
    pub issuer: Field,
    /// Người ký.
    pub signer: Field,
    /// Chức vụ, lines joined by ` - `.
    pub signer_position: Field,
}

impl Fields {
    /// One by its name.
    pub fn get(&self, name: FieldName) -> &Field {
        match name {
            FieldName::Number => &self.number,
            FieldName::Place => &self.place,
            FieldName::IssuedOn => &self.issued_on,
            FieldName::Type => &self.document_type,
            FieldName::Abstract => &self.abstract_text,
            FieldName::Issuer => &self.issuer,
            FieldName::Signer => &self.signer,
            FieldName::SignerPosition => &self.signer_position,
        }
    }

    /// Those that were read but not surely.
    pub fn doubtful(&self) -> Vec<FieldName> {
        FieldName::ALL.into_iter().filter(|name| self.get(*name).value.is_some() && !self.get(*name).sure).collect()
    }
}
