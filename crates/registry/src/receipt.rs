//! Receipts as they are given out: signed, so that anyone can check them offline.

use model::{BatchId, Sealable, SealedReceipt};

use crate::{Registry, RegistryError, SealError, verify_seal};

impl Registry {
    /// The receipt of a batch, signed; files that are not done with yet are missing from it. `None` for an unknown batch.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn receipt(&self, batch: BatchId) -> Result<Option<SealedReceipt>, RegistryError> {
        let receipt = self.ledger.receipt(batch).await?;
        Ok(receipt.map(|receipt| {
            let seal = self.sealing_key.seal(Sealable::Receipt, &receipt);
            SealedReceipt { receipt, seal }
        }))
    }
}

/// Checks that a receipt was signed with the key `public` and not changed since. Needs no store.
///
/// # Errors
/// [`SealError`].
pub fn verify_receipt(sealed: &SealedReceipt, public: &str) -> Result<(), SealError> {
    verify_seal(Sealable::Receipt, &sealed.receipt, &sealed.seal, public)
}
