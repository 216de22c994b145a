//! Paper types: what a paper can be, whether it has a number, and how long it is valid.

use jiff::{Span, civil::Date};
use model::PaperTypeCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a paper of a type is valid when it does not say so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// For ever (vô thời hạn).
    #[default]
    Perpetual,
    /// So many months from the day of issue.
    Months(u16),
}

/// One paper type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperType {
    /// Its code.
    pub code: PaperTypeCode,
    /// Its name, for example "Giấy khai sinh".
    pub name: String,
    /// Titles that such a paper bears at its head, when not only its name.
    #[serde(default)]
    pub titles: Vec<String>,
    /// Whether such a paper bears a number (số ký hiệu).
    #[serde(default = "yes")]
    pub numbered: bool,
    /// How long it is valid.
    #[serde(default)]
    pub validity: Validity,
}

fn yes() -> bool {
    true
}

impl PaperType {
    /// The last valid day of a paper issued on a day, by the type's rule; `None` for ever.
    pub fn valid_until(&self, issued_on: Date) -> Option<Date> {
        match self.validity {
            Validity::Perpetual => None,
            Validity::Months(months) => {
                issued_on.checked_add(Span::new().months(i32::from(months))).and_then(Date::yesterday).ok()
            }
        }
    }
}
