//! Decode, measure and clean pages; read PDF; write PDF/A. Bytes in, values out: no stores, no network, no clock.
//! It runs in the sandboxed child process, so it may block, and a hostile file may end that child but nothing else.

pub mod archive;
pub mod certified;
pub mod sheets;

mod coded;
mod document;
mod drawing;
mod error;
mod measure;
mod raster;

mod bytes;
mod fax;
mod jpeg;
mod jpx;
mod limits;
mod paper;
mod pdf;
mod picture;
mod png;
mod tiff;
mod tiff_directory;

pub use coded::CodedPage;
pub use document::{Document, PageSize};
pub use error::{OpenError, PageError};
pub use measure::{Content, Pose, SecondOpinion, codes, content, examine, measure, pose};
pub use picture::{write_picture, write_view};
pub use raster::{Pixels, Raster};
