//! The message in which one-stop systems tell the national portal of each dossier (DOMAIN §6), to and from
//! [`model::DossierRecord`], and the reading of many from CSV, JSON and lines of JSON.
//!
//! Reading is tolerant: codes as numbers or text, days without a time, fields that are not ours. Writing has one form.
//! Pure: bytes in, values out; it knows no store, no HTTP and no catalogue.
//!
//! Reading order: `text` (one value of a message), `message` (its fields), `time`, then the two ways: `write` and
//! `record`; last `read`, files of many.

mod message;
mod text;
mod time;

mod record;
mod write;

mod read;

#[cfg(test)]
mod tests;

pub use message::{ComponentMessage, Dossiers, ImportLine, Message, ResultMessage};
pub use read::{DossierReader, Format, Line, UnknownFormat, read_dossiers};
pub use record::FieldError;
pub use text::Text;
pub use write::to_message;
