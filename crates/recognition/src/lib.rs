//! Text of pages by Tesseract, in process, and from it the fields of a Vietnamese administrative document.
//!
//! [`Reader`] turns a page's pixels into [`model::PageText`]; [`FieldReader`] watches the pages of one paper pass by and
//! gives its [`model::Fields`]; [`read_holder`] and [`IdentityCard`] tell whom a citizen's paper is about. Images are made
//! ready by `imaging`; this crate reads no files, knows no stores and decides nothing about a paper. Of handwriting only the
//! digits of the number and the date are read.
//!
//! Reading order: [`Reader`] over `engine` (all `unsafe` is there); `rows`, `text`, `lists`, `labels`, `spelling` and `stamp`, which the rest stands on;
//! `header`, `issuer`, `number`, `registered`, `mention`, `date`, `abstract_text` and `signing`, each of which knows one part of a page; `handwriting`,
//! which reads the gaps that they find; at last [`FieldReader`], which asks them and weighs their answers.

mod dotted;
mod engine;
mod error;
mod reader;

mod labels;
mod lists;
mod rows;
mod spelling;
mod stamp;
mod text;

mod abstract_text;
mod date;
mod header;
mod issuer;
mod mention;
mod number;
mod registered;
mod signing;

mod handwriting;

mod field_reader;
mod holder;
mod identity_card;
mod machine_readable;
mod page_number;

pub use error::ReaderError;
pub use field_reader::FieldReader;
pub use handwriting::{Answer, WrittenKind, WrittenPlace, read_written};
pub use holder::{mark_holder, read_holder};
pub use identity_card::{CardDoubt, IdentityCard, NotAnIdentityCard};
pub use page_number::{PageNumber, missing_pages};
pub use reader::{NoParts, OrientationReader, PageParts, PartReader, Reader};
