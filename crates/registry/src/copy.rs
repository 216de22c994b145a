//! Certified copies: what a copy says, signed, so that whoever is shown it can check offline that this store gave it out.

use jiff::{Timestamp, Unit};
use ledger::LedgerError;
use model::{
    CertifiedCopy, PaperCode, PaperPart, PaperRecord, Seal, Sealable, Standing, StoredFile, WhyNot, local_date,
};
use objects::ObjectKey;

use crate::{Actor, OpenedFile, Registry, RegistryError, SealError, verify_seal};

/// A copy to be drawn.
#[derive(Debug)]
pub struct OpenedCopy {
    /// The paper.
    pub record: PaperRecord,
    /// Its original.
    pub original: OpenedFile,
    /// What the copy says.
    pub copy: CertifiedCopy,
    /// The text of its QR code, with the signature.
    pub payload: String,
}

impl Registry {
    /// Opens a paper to be given out as a certified copy. Only a paper that was approved, and neither revoked nor superseded
    /// since, is; that it has expired stands on it.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPaper`], [`RegistryError::Ledger`] for a paper that does not count, or the stores'.
    pub async fn open_copy(&self, actor: &Actor, code: &PaperCode) -> Result<OpenedCopy, RegistryError> {
        let record = self.opened(actor, code, PaperPart::Copy).await?;
        if let Standing::NotReusable(why) = record.standing(local_date(Timestamp::now()))
            && !matches!(why, WhyNot::Expired { .. })
        {
            return Err(LedgerError::NotReusable(why).into());
        }
        let stored: StoredFile = record.paper.files.original;
        let key = ObjectKey::original(stored.sha256);
        let file = self.objects.local_file(&key).await?.verified(&key).await?;
        // A second is what stands on the copy.
        let issued_at = Timestamp::now().round(Unit::Second).unwrap_or(Timestamp::UNIX_EPOCH);
        let copy = CertifiedCopy {
            code: code.clone(),
            original: stored.sha256,
            batch: record.paper.scan.batch,
            unit: actor.unit.clone(),
            issued_at,
        };
        let seal = self.sealing_key.seal(Sealable::Copy, &copy);
        let payload = copy.payload(&seal.signature);
        Ok(OpenedCopy { record, original: OpenedFile { file, stored }, copy, payload })
    }
}

/// Checks what the QR code of a certified copy says with the public key of the store that is said to have given it out.
/// Needs no store. `None` for a text that is no such code's.
///
/// # Errors
/// [`SealError`].
pub fn verify_copy(payload: &str, public: &str) -> Option<Result<CertifiedCopy, SealError>> {
    let (copy, signature) = CertifiedCopy::read(payload)?;
    let seal = Seal { key: public.to_owned(), signature };
    Some(verify_seal(Sealable::Copy, &copy, &seal, public).map(|()| copy))
}
