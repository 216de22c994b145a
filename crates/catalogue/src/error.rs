//! What can be wrong with a catalogue. Each message names the thing and ends in the next step.

use jiff::civil::Date;
use model::UnitCode;

use crate::Level;

/// What is wrong with a catalogue.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file that cannot be read.
    #[error("the catalogue's {file} cannot be read")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file that is not of its schema.
    #[error("the catalogue's {file} is not as its schema says: {detail}")]
    Malformed {
        /// The file.
        file: &'static str,
        /// What, at which line and column.
        detail: String,
    },
    /// Two things with one code.
    #[error("the catalogue's {file} names {code} twice; leave one of them")]
    Twice {
        /// The file.
        file: &'static str,
        /// The code.
        code: String,
    },
    /// A line laid over the files that is not as the schema of its kind says.
    #[error("the catalogue's line on {what} since {since} cannot be taken: {detail}")]
    Line {
        /// Kind and code.
        what: String,
        /// Since when it is to hold.
        since: Date,
        /// What is wrong.
        detail: String,
    },
    /// A thing that names another which is not there.
    #[error("in the catalogue, {what} names {missing}, which is not in it; add {missing} or name another")]
    Dangling {
        /// Which thing.
        what: String,
        /// What is missing.
        missing: String,
    },
    /// A unit that is its own parent's parent.
    #[error("in the catalogue, unit {0} is above itself; give it or one of those above it another parent")]
    Circle(UnitCode),
    /// A unit that succeeds itself, directly or by way of its successors.
    #[error("in the catalogue, unit {0} comes back to itself by its successors; take one of them out")]
    SuccessorCircle(UnitCode),
    /// A unit that ends before it begins.
    #[error("in the catalogue, unit {unit} ends on {to}, before it begins on {from}; put `from` or `to` right")]
    Life {
        /// The unit.
        unit: UnitCode,
        /// Its first day.
        from: Date,
        /// Its last.
        to: Date,
    },
    /// A successor that is not there when the unit has ended.
    #[error(
        "in the catalogue, {successor} is to succeed unit {unit} but does not live on {day}, the day after its end; \
         put the lives of both right or name another successor"
    )]
    Successor {
        /// The unit that ends.
        unit: UnitCode,
        /// Who is to succeed it.
        successor: UnitCode,
        /// The day after the end.
        day: Date,
    },
    /// A unit of a higher level than the unit above it.
    #[error(
        "in the catalogue, unit {unit} is of level {level}, which is above the {parent_level} of its parent {parent}; \
         put the level or the parent right"
    )]
    Level {
        /// The unit.
        unit: UnitCode,
        /// Its level.
        level: Level,
        /// The unit above it.
        parent: UnitCode,
        /// That unit's level.
        parent_level: Level,
    },
    /// A plan that asks for what cannot be.
    #[error("in the catalogue, plan {plan}: {detail}")]
    Plan {
        /// The plan's name.
        plan: String,
        /// What is wrong and what is expected.
        detail: String,
    },
    /// A national indicator that cannot be.
    #[error("in the catalogue's national.json, indicator {id}: {detail}")]
    Indicator {
        /// Its ID.
        id: String,
        /// What is wrong and what is expected.
        detail: String,
    },
}

pub(crate) fn dangling(what: String, missing: &impl ToString) -> CatalogueError {
    CatalogueError::Dangling { what, missing: missing.to_string() }
}
