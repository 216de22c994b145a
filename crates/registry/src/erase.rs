//! Lawful erasure of a paper: its bytes and what the log told of its holder are gone from every copy and every exported
//! segment; its code and the headers of its entries stay, with who erased it, when and why (DESIGN §6).
//!
//! In steps that each can be done again: the ledger's entry first, then the exported segments, then the objects. A crash in
//! between leaves bytes that `hoso check` names; erasing the same paper again goes on.

use std::collections::HashSet;

use ledger::{ErasableObjects, ErasableOriginal};
use model::{ErasedPaper, PaperCode, PaperFiles, PaperRecord, Sha256Digest, local_date};
use objects::{Folder, ObjectKey};

use crate::{Actor, Registry, RegistryError, backup, decode_segment, encode_segment};

const PAPERS_AT_ONCE: usize = 500;
const KEYS_AT_ONCE: usize = 1_000;

impl Registry {
    /// Erases a paper in the ledger. Its objects and what exported segments hold of it go with
    /// [`Registry::finish_erasure`], once the entry is exported. Reads every record, to see whether another names the same
    /// files. Nothing may be on its way through the pipeline meanwhile.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPaper`], or the ledger's.
    pub async fn erase(&self, actor: &Actor, code: &PaperCode, why: &str) -> Result<ErasedPaper, RegistryError> {
        if let Some((_, before)) = self.ledger.erased(code).await? {
            return Ok(before);
        }
        let record = self.living_paper(code).await?;
        let files = record.paper.files;
        let mut free: HashSet<Sha256Digest> = derived_of(&files).collect();
        self.keep_what_others_name(code, &mut free).await?;
        let objects = ErasableObjects {
            originals: self.originals_of(files.original.sha256).await?,
            derived: free.into_iter().map(|sha256| ObjectKey::derived(sha256).to_string()).collect(),
        };
        let context = actor.context(None, None);
        Ok(self.ledger.erase_paper(context, code.clone(), why.to_owned(), objects).await?)
    }

    /// The file that a paper came in, and what that was made of as pages were scanned again.
    async fn originals_of(&self, mut sha256: Sha256Digest) -> Result<Vec<ErasableOriginal>, RegistryError> {
        let key = |sha256| ObjectKey::original(sha256).to_string();
        let mut originals: Vec<ErasableOriginal> = Vec::new();
        loop {
            let rescan = self.ledger.scans_of(sha256).await?.into_iter().find_map(|(scan, _)| scan.rescan);
            let keys = std::iter::once(sha256).chain(rescan.iter().map(|rescan| rescan.with.sha256)).map(key).collect();
            originals.push(ErasableOriginal { sha256, keys });
            match rescan.filter(|rescan| originals.iter().all(|known| known.sha256 != rescan.of.sha256)) {
                Some(rescan) => sha256 = rescan.of.sha256,
                None => return Ok(originals),
            }
        }
    }

    async fn keep_what_others_name(
        &self,
        code: &PaperCode,
        free: &mut HashSet<Sha256Digest>,
    ) -> Result<(), RegistryError> {
        let mut after = None;
        loop {
            let page = self.ledger.papers(after, PAPERS_AT_ONCE).await?;
            for record in page.papers.iter().filter(|record| record.code != *code) {
                free.retain(|sha256| !derived_of(&record.paper.files).any(|other| other == *sha256));
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        for item in self.ledger.reviews(usize::MAX).await? {
            free.retain(|sha256| !derived_of(&item.files).any(|other| other == *sha256));
        }
        Ok(())
    }

    /// Takes what an erasure named out of the exported segments and deletes its objects, in every copy. May be called again.
    ///
    /// # Errors
    /// The object store's; the next call goes on.
    pub async fn finish_erasure(&self, erased: &ErasedPaper) -> Result<(), RegistryError> {
        let wanted: HashSet<u64> = erased.entries.iter().copied().collect();
        let mut after = None;
        loop {
            let keys = self.objects.list(Folder::Log, after.as_ref(), KEYS_AT_ONCE).await?;
            let Some(last) = keys.last().copied() else { break };
            for key in keys {
                self.erase_in_segment(&key, &wanted).await?;
            }
            after = Some(last);
        }
        for key in erased.objects.iter().filter_map(|key| key.parse::<ObjectKey>().ok()) {
            self.objects.delete(&key).await?;
        }
        Ok(())
    }

    async fn erase_in_segment(&self, key: &ObjectKey, wanted: &HashSet<u64>) -> Result<(), RegistryError> {
        let ObjectKey::LogSegment { first, last } = *key else { return Ok(()) };
        if !wanted.iter().any(|sequence| (first..=last).contains(sequence)) {
            return Ok(());
        }
        let mut entries = decode_segment(key, &self.objects.get_bytes(key).await?)?;
        let mut changed = false;
        for entry in entries.iter_mut().filter(|entry| wanted.contains(&entry.header.sequence)) {
            changed |= entry.body.take().is_some();
        }
        if changed {
            let (_, bytes) = encode_segment(&entries)?;
            backup::replace(&*self.objects, key, &bytes).await?;
        }
        Ok(())
    }

    /// A paper that is there.
    pub(crate) async fn living_paper(&self, code: &PaperCode) -> Result<PaperRecord, RegistryError> {
        if let Some(record) = self.ledger.paper(code).await? {
            return Ok(record);
        }
        Err(match self.ledger.erased(code).await? {
            Some((context, erased)) => {
                RegistryError::Erased { on: local_date(context.at), by: context.actor, why: erased.why }
            }
            None => RegistryError::UnknownPaper(code.clone()),
        })
    }
}

fn derived_of(files: &PaperFiles) -> impl Iterator<Item = Sha256Digest> + use<> {
    files.derived().map(|file| file.sha256)
}
