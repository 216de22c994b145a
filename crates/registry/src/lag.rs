//! How far the exported log is behind the ledger: what a loss of this machine would take with it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Registry, RegistryError};

/// Entries that are not yet in the object store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ExportLag {
    /// How many.
    pub entries: u64,
    /// How long the oldest of them has waited; 0 when there is none.
    pub seconds: u64,
}

impl Registry {
    /// How far the exported log is behind.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn export_lag(&self) -> Result<ExportLag, RegistryError> {
        let exported = self.ledger.exported().await?;
        let last = self.ledger.head().await?.map_or(0, |head| head.sequence);
        let oldest = self.ledger.entries(exported, 1).await?.pop();
        let waited = oldest.map_or(0, |oldest| Timestamp::now().duration_since(oldest.header.context.at).as_secs());
        Ok(ExportLag { entries: last.saturating_sub(exported), seconds: u64::try_from(waited).unwrap_or_default() })
    }
}
