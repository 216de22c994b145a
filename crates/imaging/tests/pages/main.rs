//! Pages as desk scanners, cameras and fax software hand them in: each arrives with its pixels, its size in millimetres and the
//! right way up, both where it is rendered and in the archival file. What is broken is in `hostile.rs`.
#![allow(clippy::unwrap_used)]

mod coded;
mod colours;
mod fax;
mod formats;
mod harness;
mod jbig2;
mod text_layers;
