//! Opening a paper's files: every opening and every refusal is an entry of the log (DESIGN §1.9).

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
};

use model::{PageText, PaperCode, PaperPart, PaperRecord, StoredFile};
use objects::{LocalFile, ObjectKey};

use crate::{Actor, Registry, RegistryError, error::ACCESS_COPY};

/// A file of a paper at hand.
#[derive(Debug)]
pub struct OpenedFile {
    /// Where its bytes are on this machine.
    pub file: LocalFile,
    /// Its hash and length.
    pub stored: StoredFile,
}

/// The plain text of a stored text (one `PageText` a line, zstd), a form feed between pages.
///
/// # Errors
/// When the file is not such a text.
pub fn plain_text(stored: File) -> io::Result<String> {
    let mut pages = Vec::new();
    for line in BufReader::new(zstd::Decoder::new(stored)?).lines() {
        let page: PageText = serde_json::from_str(&line?).map_err(io::Error::other)?;
        pages.push(page.plain());
    }
    Ok(pages.join("\u{c}"))
}

impl Registry {
    /// A paper's record, to be read by `actor` for their purpose.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPaper`], or the ledger's.
    pub async fn open_record(&self, actor: &Actor, code: &PaperCode) -> Result<PaperRecord, RegistryError> {
        self.opened(actor, code, PaperPart::Record).await
    }

    /// A paper's original, archival file, access copy or text, to be read by `actor` for their purpose.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPaper`], [`RegistryError::NoSuchFile`], or the stores'.
    pub async fn open_file(
        &self,
        actor: &Actor,
        code: &PaperCode,
        part: PaperPart,
    ) -> Result<OpenedFile, RegistryError> {
        let record = self.opened(actor, code, part).await?;
        let files = record.paper.files;
        let missing = |what| RegistryError::NoSuchFile { code: code.clone(), what };
        let (stored, key) = match part {
            PaperPart::Original | PaperPart::Page | PaperPart::Copy | PaperPart::Record => {
                (files.original, ObjectKey::original(files.original.sha256))
            }
            PaperPart::Archival => {
                let stored = files.archival.ok_or_else(|| missing("archival copy"))?;
                (stored, ObjectKey::derived(stored.sha256))
            }
            PaperPart::Access => {
                let stored = files.access.ok_or_else(|| missing(ACCESS_COPY))?;
                (stored, ObjectKey::derived(stored.sha256))
            }
            PaperPart::Text => {
                let stored = files.text.ok_or_else(|| missing("recognised text"))?;
                (stored, ObjectKey::derived(stored.sha256))
            }
        };
        // A store's own file may have decayed: nobody is given bytes that are not the paper's.
        let file = self.objects.local_file(&key).await?.verified(&key).await?;
        Ok(OpenedFile { file, stored })
    }

    /// Notes that `actor` was kept from opening a paper. Only of one that there is: nobody fills the log with codes of their
    /// own making.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn note_refused_opening(
        &self,
        actor: &Actor,
        code: &PaperCode,
        part: PaperPart,
        why: &str,
    ) -> Result<(), RegistryError> {
        if self.ledger.paper(code).await?.is_some() {
            let context = actor.context(None, None);
            self.ledger.record_opening(context, code.clone(), part, Some(why.to_owned())).await?;
        }
        Ok(())
    }

    pub(crate) async fn opened(
        &self,
        actor: &Actor,
        code: &PaperCode,
        part: PaperPart,
    ) -> Result<PaperRecord, RegistryError> {
        let record = self.living_paper(code).await?;
        let context = actor.context(None, None);
        self.ledger.record_opening(context, code.clone(), part, None).await?;
        Ok(record)
    }
}
