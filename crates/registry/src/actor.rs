//! Who does something.

use jiff::Timestamp;
use model::{Context, UnitCode};

/// Who does something, for which unit, and what for: the header of the entry that it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account, or who is named on the command line.
    pub name: String,
    /// The unit that they act for, when they act for one.
    pub unit: Option<UnitCode>,
    /// What for; the dossier in hand when a paper is opened.
    pub purpose: Option<String>,
}

impl Actor {
    /// Somebody who acts for no unit in particular.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), unit: None, purpose: None }
    }

    /// The same with a purpose.
    #[must_use]
    pub fn with_purpose(self, purpose: Option<String>) -> Self {
        Self { purpose, ..self }
    }

    /// The header of an entry that they make now. `unit` and `purpose` are those of the thing done, for who gives none.
    pub(crate) fn context(&self, unit: Option<UnitCode>, purpose: Option<String>) -> Context {
        Context {
            actor: self.name.clone(),
            unit: self.unit.clone().or(unit),
            purpose: self.purpose.clone().or(purpose),
            at: Timestamp::now(),
        }
    }
}
