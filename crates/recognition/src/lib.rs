//! Tesseract in process, and the fields of a Vietnamese administrative document.
mod engine;
mod error;
mod reader;
pub use error::ReaderError;
pub use reader::Reader;
