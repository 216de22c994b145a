//! What can go wrong when people do things, in words that name the thing and the next step.

use std::io;

use jiff::civil::Date;
use ledger::LedgerError;
use model::{DossierNumber, PaperCode, PaperTypeCode, ProcedureCode, ReviewId, UnitCode, disk_hint};
use objects::ObjectError;

/// A file that a paper may lack though it was read.
pub(crate) const ACCESS_COPY: &str = "access copy";

/// What can go wrong when people do things. The message says what is wrong; [`RegistryError::hint`] what to do.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// No such unit.
    #[error("there is no unit {unit} in the catalogue{}", nearest(.near))]
    UnknownUnit {
        /// As it was given.
        unit: UnitCode,
        /// The nearest one that there is.
        near: Option<String>,
    },
    /// A unit whose life has ended.
    #[error("unit {unit} ended; its successors are {successors}")]
    EndedUnit {
        /// The unit.
        unit: UnitCode,
        /// Who took over.
        successors: String,
    },
    /// No such paper type.
    #[error("there is no paper type {paper_type} in the catalogue{}", nearest(.near))]
    UnknownPaperType {
        /// As it was given.
        paper_type: PaperTypeCode,
        /// The nearest one that there is.
        near: Option<String>,
    },
    /// No such procedure.
    #[error("there is no procedure {procedure} in the catalogue{}", nearest(.near))]
    UnknownProcedure {
        /// As it was given.
        procedure: ProcedureCode,
        /// The nearest one that there is.
        near: Option<String>,
    },
    /// No such plan.
    #[error("there is no plan {plan:?} in the catalogue{}", nearest(.near))]
    UnknownPlan {
        /// As it was given.
        plan: String,
        /// The nearest one that there is.
        near: Option<String>,
    },
    /// No such paper.
    #[error("no paper has the code {0}")]
    UnknownPaper(PaperCode),
    /// Codes that were given would be given again.
    #[error("the ledger ends at entry {head} of the log, but the object store ({objects}) holds later ones")]
    LedgerBehind {
        /// Its last entry.
        head: u64,
        /// Where the objects are.
        objects: String,
    },
    /// A paper that was lawfully erased.
    #[error("the paper was erased on {on} by {by}: {why}")]
    Erased {
        /// When.
        on: Date,
        /// By whom.
        by: String,
        /// Why.
        why: String,
    },
    /// No such dossier.
    #[error("there is no dossier {0}")]
    UnknownDossier(DossierNumber),
    /// No such item in review.
    #[error("nothing waits in review as {0}")]
    UnknownReview(ReviewId),
    /// A paper that somebody else has in hand.
    #[error("{by} has {id} in hand")]
    InHand {
        /// The item in review.
        id: ReviewId,
        /// Whose account.
        by: String,
    },
    /// The paper is of another type than the component asked for.
    #[error("paper {code} is a {is}, not a {wanted}")]
    OtherType {
        /// The paper.
        code: PaperCode,
        /// What it is.
        is: PaperTypeCode,
        /// What was asked for.
        wanted: PaperTypeCode,
    },
    /// A value that was typed in is wrong.
    #[error("{field}: {cause}")]
    Value {
        /// Which value.
        field: String,
        /// What is wrong with it.
        cause: String,
    },
    /// What is still missing before a paper can have its code.
    #[error("{id} still lacks {missing}")]
    Incomplete {
        /// The item in review.
        id: ReviewId,
        /// What it lacks.
        missing: String,
    },
    /// A paper that has no such file.
    #[error("paper {code} has no {what}")]
    NoSuchFile {
        /// The paper.
        code: PaperCode,
        /// Which file.
        what: &'static str,
    },
    /// A file of which no line may be wrong.
    #[error("{} of its lines are wrong; the first: {first}", .count)]
    WrongLines {
        /// How many.
        count: u64,
        /// What is wrong with the first of them, and where.
        first: model::FileError,
    },
    /// A step that a dossier cannot take.
    #[error("dossier {number}: {why}")]
    Step {
        /// Which.
        number: DossierNumber,
        /// Why not.
        why: &'static str,
    },
    /// A change of the catalogue after which nobody would answer for what units have done.
    #[error("on {day}, papers, dossiers or inventories of {units} would count for no unit")]
    Orphans {
        /// From which day on.
        day: Date,
        /// The units.
        units: String,
    },
    /// A change of the catalogue that does not fit.
    #[error(transparent)]
    Catalogue(#[from] catalogue::CatalogueError),
    /// A segment of the exported log that cannot be read.
    #[error(transparent)]
    Segment(#[from] crate::SegmentError),
    /// The ledger answered no.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The object store answered no.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The index answered no.
    #[error(transparent)]
    Index(#[from] search::SearchError),
    /// A file of this machine cannot be read or written.
    #[error("{what}")]
    File {
        /// Which, and what was tried.
        what: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

fn nearest(near: &Option<String>) -> String {
    near.as_ref().map_or_else(String::new, |near| format!("; the nearest is {near}"))
}

impl RegistryError {
    /// The next step, for a person; `None` when the message says it all.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::UnknownUnit { .. } => "`hoso catalogue units` lists the units",
            Self::EndedUnit { .. } => "use the successor's code; papers of the ended unit stay where they are",
            Self::UnknownPaperType { .. } => "`hoso catalogue types` lists the paper types",
            Self::UnknownProcedure { .. } => "`hoso catalogue procedures` lists the procedures",
            Self::UnknownPlan { .. } => "`hoso catalogue plans` lists the plans",
            Self::LedgerBehind { .. } => {
                "the ledger was lost, put back to an earlier day, or is another store's: `hoso rebuild` makes it again from the objects"
            }
            Self::Erased { .. } => "nothing of it is left but its code; if it is needed, have it handed in again",
            Self::UnknownPaper(_) => "look it up by its holder: `hoso lookup ID`",
            Self::UnknownDossier(_) => {
                "dossiers come in with a manifest, with `hoso import dossiers`, or by POST /v1/dossiers"
            }
            Self::WrongLines { .. } => "put them right and hand the file in again; nothing of it was taken in",
            Self::Step { .. } => "`hoso dossier show NUMBER` shows where it stands",
            Self::Orphans { .. } => "name the successors of a unit that ends",
            Self::InHand { .. } => "take the next one; one that is left comes back after ten minutes",
            Self::UnknownReview(_) => "`hoso review list` shows what waits",
            Self::OtherType { .. } => "`hoso checklist` shows which paper fits which component",
            Self::Incomplete { .. } => "give it with --set, for example --set holder=001090012345",
            Self::NoSuchFile { what: ACCESS_COPY, .. } => {
                "`hoso paper CODE --access FILE` makes one; set archive.access to keep one of each paper that comes in"
            }
            Self::NoSuchFile { .. } => "the paper was taken in with --no-ocr; its original is there",
            Self::Ledger(LedgerError::NotReusable(_)) => "scan the paper, or ask for a valid one",
            Self::Ledger(LedgerError::AlreadyResolved(_)) => "`hoso review list` shows what still waits",
            Self::Ledger(LedgerError::InUse) => "stop the other hoso, or use its API",
            _ => return disk_hint(self),
        })
    }
}
