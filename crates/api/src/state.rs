//! What every route works with.

use std::path::PathBuf;

use registry::Registry;

/// What every route works with.
#[derive(Clone)]
pub struct ApiState {
    /// What people do.
    pub registry: Registry,
    /// Where uploads lie until their bytes are durable in the object store.
    pub work_folder: PathBuf,
    /// The longest request body.
    pub upload_bytes_max: u64,
}
