//! The child process in which files are decoded and read, and the parent's end of it (DESIGN §1.7).
//!
//! Decoders, PDF and OCR meet hostile bytes; here they do so in a child of the same binary with limits on memory, output
//! and time, without files, network or programs beyond its own (see `confine`), reused from file to file so that the OCR model loads once. A child that dies costs the page that it was at.
//! What is done with a page is [`imaging`]'s and [`recognition`]'s business; what becomes of a paper is the pipeline's.

mod child;
mod confine;
mod error;
mod parent;
mod protocol;
mod workbench;

pub use child::run_child;
pub use error::SandboxError;
pub use imaging::archive::{Level as ArchiveLevel, Metadata as ArchiveMetadata};
pub use parent::{Reading, Sandbox, SandboxSettings};
pub use workbench::Workbench;

/// The hidden first argument that makes the binary a sandbox child.
pub const CHILD_ARGUMENT: &str = "sandbox-child";
