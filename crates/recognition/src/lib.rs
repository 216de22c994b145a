//! Tesseract in process, and the fields of a Vietnamese administrative document.
mod abstract_text;
mod date;
mod engine;
mod error;
mod field_reader;
mod header;
mod issuer;
mod lists;
mod number;
mod reader;
mod rows;
mod signing;
mod text;
pub use error::ReaderError;
pub use field_reader::FieldReader;
pub use reader::{NoParts, PageParts, PartReader, Reader};
