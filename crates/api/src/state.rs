//! What every route works with.

use std::{path::PathBuf, sync::Arc};

use accounts::{Accounts, OpenId};
use model::UnitCode;
use registry::Registry;
use sandbox::Sandbox;

use crate::{Limits, Views};

/// What every route works with.
#[derive(Clone)]
pub struct ApiState {
    /// What people do.
    pub registry: Registry,
    /// Who may do it.
    pub accounts: Accounts,
    /// A provider that people may sign in by.
    pub openid: Option<OpenId>,
    /// Pages as pictures.
    pub views: Views,
    /// Where files are decoded.
    pub sandbox: Arc<Sandbox>,
    /// How often one account may ask.
    pub limits: Limits,
    /// Where browsers reach it from other machines: scheme and authority, `https://hoso.example.vn`. None for this machine
    /// alone.
    pub origin: Option<String>,
    /// Where uploads lie until their bytes are durable in the object store.
    pub work_folder: PathBuf,
    /// The longest request body.
    pub upload_bytes_max: u64,
}

impl ApiState {
    /// What a unit is called, when the catalogue knows it.
    pub(crate) fn unit_name(&self, unit: &UnitCode) -> Option<String> {
        self.registry.catalogue.unit(unit).map(|known| known.name.clone())
    }

    /// Whether browsers come over TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.starts_with("https://"))
    }
}
