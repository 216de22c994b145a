//! Handing in: bytes durable, batch entry in the log, job in the ledger's queue, in this order (DESIGN §6).

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use catalogue::{Catalogue, PaperType};
use jiff::Timestamp;
use model::{
    BatchId, BatchOpened, Claim, Context, Dossier, ManifestError, Outcome, PaperTypeCode, Reason, ReceivedScan,
    ScanFinished, ScanId, Sha256Digest, StoredFile, UnitCode, local_date,
};
use objects::ObjectKey;

use crate::{Actor, Registry, RegistryError, lookup::nearest};

/// A file that is handed in.
#[derive(Debug)]
pub struct Incoming {
    /// Its path or name as given, for people.
    pub path: String,
    /// Where its bytes are on this machine.
    pub file: PathBuf,
    /// What the manifest says of it; an error refuses this file and no other.
    pub claims: Result<Vec<Claim>, ManifestError>,
    /// A reason, known already, not to take it: its bytes are kept and it is refused.
    pub refusal: Option<Reason>,
    /// False for `--no-ocr`.
    pub read: bool,
}

/// The last part of a path or file name as a client gave it: nothing in it leads anywhere.
pub fn display_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|letter| !letter.is_control()).take(200).collect();
    if name.is_empty() || name == ".." || name == "." { "(không tên)".to_owned() } else { name }
}

/// What the catalogue says of a paper type.
pub(crate) fn known_paper_type<'a>(
    catalogue: &'a Catalogue,
    code: &PaperTypeCode,
) -> Result<&'a PaperType, RegistryError> {
    catalogue.paper_type(code).ok_or_else(|| {
        let near = nearest(code.as_str(), catalogue.paper_types().map(|known| known.code.to_string()));
        RegistryError::UnknownPaperType { paper_type: code.clone(), near }
    })
}

impl Registry {
    /// Checks that a unit is in the catalogue, whether it still lives or not.
    ///
    /// # Errors
    /// [`RegistryError::UnknownUnit`].
    pub fn check_known_unit(&self, code: &UnitCode) -> Result<(), RegistryError> {
        if self.catalogue.unit(code).is_some() {
            return Ok(());
        }
        let near = nearest(code.as_str(), self.catalogue.units().map(|unit| unit.code.to_string()));
        Err(RegistryError::UnknownUnit { unit: code.clone(), near })
    }

    /// Checks that a unit is there and lives today.
    ///
    /// # Errors
    /// [`RegistryError::UnknownUnit`], [`RegistryError::EndedUnit`].
    pub fn check_unit(&self, code: &UnitCode) -> Result<(), RegistryError> {
        self.check_known_unit(code)?;
        let Some(unit) = self.catalogue.unit(code) else { return Ok(()) };
        if unit.lives_on(local_date(Timestamp::now())) {
            return Ok(());
        }
        let successors: Vec<&str> = unit.successors.iter().map(UnitCode::as_str).collect();
        Err(RegistryError::EndedUnit { unit: code.clone(), successors: successors.join(", ") })
    }

    /// Checks that a paper type is in the catalogue.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPaperType`].
    pub fn check_paper_type(&self, code: &PaperTypeCode) -> Result<(), RegistryError> {
        known_paper_type(&self.catalogue, code).map(drop)
    }

    /// Opens a batch for a unit.
    ///
    /// # Errors
    /// An unknown or ended unit, or the ledger's.
    pub async fn open_batch(&self, unit: UnitCode, operator: &str) -> Result<BatchOpened, RegistryError> {
        self.check_unit(&unit)?;
        let context = Actor::named(operator).context(Some(unit.clone()), None);
        let batch = BatchOpened { batch: BatchId::new(), unit, operator: operator.to_owned(), opened_at: context.at };
        self.ledger.open_batch(context, batch.clone()).await?;
        Ok(batch)
    }

    /// Takes in the file at `position` (from 1) of a batch. When this returns, its bytes are durable and its job is queued;
    /// a file of which not a byte can be read is refused at once, in the receipt like any other.
    ///
    /// # Errors
    /// The stores'; nothing that the file itself is to blame for.
    pub async fn receive(
        &self,
        batch: &BatchOpened,
        position: u32,
        incoming: Incoming,
    ) -> Result<Option<StoredFile>, RegistryError> {
        let scan = ScanId { batch: batch.batch, position };
        let context = Actor::named(&batch.operator).context(Some(batch.unit.clone()), None);
        let file = incoming.file.clone();
        let hashed = tokio::task::spawn_blocking(move || hash_file(&file)).await.map_err(|error| {
            RegistryError::File { what: format!("reading {}", incoming.path), source: io::Error::other(error) }
        })?;
        let original = match hashed {
            Ok(original) => original,
            Err(error) => {
                self.refuse_unreadable(context, scan, incoming.path, &error).await?;
                return Ok(None);
            }
        };
        self.objects.put_file(&ObjectKey::original(original.sha256), &incoming.file).await?;
        let (claims, refusal) = match self.checked_claims(&context, incoming.claims).await? {
            Ok(claims) => (claims, incoming.refusal),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        let received = ReceivedScan {
            scan,
            original,
            path: incoming.path,
            unit: batch.unit.clone(),
            operator: batch.operator.clone(),
            received_at: context.at,
            claims,
            refusal,
            read: incoming.read,
            cut: None,
            rescan: None,
        };
        self.ledger.receive_scan(context, received).await?;
        Ok(Some(original))
    }

    /// Keeps the bytes of a file of our own as an original. When this returns, they are durable.
    pub(crate) async fn keep_original(&self, path: &Path) -> Result<StoredFile, RegistryError> {
        let file = path.to_owned();
        let hashed = tokio::task::spawn_blocking(move || hash_file(&file)).await.map_err(io::Error::other);
        let original = hashed.and_then(|hashed| hashed).map_err(|source| RegistryError::File {
            what: "a page that was scanned again cannot be kept".to_owned(),
            source,
        })?;
        self.objects.put_file(&ObjectKey::original(original.sha256), path).await?;
        Ok(original)
    }

    async fn refuse_unreadable(
        &self,
        context: Context,
        scan: ScanId,
        path: String,
        error: &io::Error,
    ) -> Result<(), RegistryError> {
        let reason = Reason {
            kind: "unreadable".to_owned(),
            message: format!("{path} cannot be read: {error}"),
            hint: "check that the file is there and that this user may read it, then hand it in again".to_owned(),
        };
        let refused = ScanFinished {
            scan,
            path,
            pages: 0,
            outcome: Outcome::Refused,
            papers: Vec::new(),
            dropped: Vec::new(),
            reason: Some(reason),
        };
        Ok(self.ledger.finish_scan(context, refused).await?)
    }

    /// Checks claims against the catalogue and opens the dossiers that they name. The inner error refuses the file.
    async fn checked_claims(
        &self,
        context: &Context,
        claims: Result<Vec<Claim>, ManifestError>,
    ) -> Result<Result<Vec<Claim>, Reason>, RegistryError> {
        let refused = |kind: &str, message: String, hint: &str| {
            Ok(Err(Reason { kind: kind.to_owned(), message, hint: hint.to_owned() }))
        };
        let claims = match claims {
            Ok(claims) => claims,
            Err(error) => {
                return refused("manifest", error.to_string(), "correct the manifest and hand the file in again");
            }
        };
        for claim in &claims {
            let known_type = claim.paper_type.as_ref().map_or(Ok(()), |paper_type| self.check_paper_type(paper_type));
            let known_procedure = claim.procedure.as_ref().map_or(Ok(()), |procedure| self.check_procedure(procedure));
            if let Err(error) = known_type.and(known_procedure) {
                return refused("catalogue", error.to_string(), error.hint().unwrap_or_default());
            }
            if let Some(dossier) = dossier_of(claim) {
                let owes_result = self.owes_result(&dossier.procedure, local_date(dossier.received_at));
                match self.ledger.open_dossier(context.clone(), dossier, owes_result).await {
                    Ok(()) => (),
                    Err(ledger::LedgerError::Conflict(message)) => {
                        return refused("dossier", message, "correct the dossier's number in the manifest");
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(Ok(claims))
    }
}

fn dossier_of(claim: &Claim) -> Option<Dossier> {
    Some(Dossier {
        number: claim.dossier.clone()?,
        procedure: claim.procedure.clone()?,
        holder: claim.holder.clone()?,
        channel: claim.channel?,
        received_at: claim.received_at?,
        due_at: claim.due_at,
    })
}

/// Reads a file to its end and tells its hash and length. A folder, a pipe or a device is not a scan.
fn hash_file(path: &Path) -> io::Result<StoredFile> {
    let mut file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not an ordinary file"));
    }
    let (sha256, bytes) = Sha256Digest::of_reader(&mut file)?;
    Ok(StoredFile { sha256, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_clients_lead_nowhere() {
        for (given, shown) in [
            ("a.pdf", "a.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\scan\\b.tif", "b.tif"),
            ("..", "(không tên)"),
            ("x/", "(không tên)"),
            ("a\nb.pdf", "ab.pdf"),
        ] {
            assert_eq!(display_name(given), shown);
        }
    }
}
