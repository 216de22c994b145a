//! The file as a row of objects: each written at once, its place noted, the cross-reference table at the end.
//!
//! A plain table and no object streams: PDF 1.4 knows no other (ISO 19005-1, 6.1.4), and both parts allow it.

use std::fmt;
use std::io::Write;

use model::{Sha256Digest, StoredFile};
use pdf_writer::{Chunk, Ref};
use sha2::{Digest as _, Sha256};

use super::ArchiveError;

/// ISO 19005-1, 6.1.12 and ISO 19005-2, 6.1.13: the number of indirect objects.
const OBJECTS_MAX: usize = 8_388_607;

/// An offset in the cross-reference table has ten digits.
const OFFSET_MAX: u64 = 9_999_999_999;

/// A PDF file that is being written.
pub(super) struct ObjectFile<W> {
    out: W,
    bytes: u64,
    hash: Sha256,
    /// Where object n + 1 begins.
    offsets: Vec<Option<u64>>,
}

impl<W> fmt::Debug for ObjectFile<W> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ObjectFile({} bytes, {} objects)", self.bytes, self.offsets.len())
    }
}

impl<W: Write> ObjectFile<W> {
    /// Writes the header: the version, and four bytes that mark the file as binary (ISO 19005-1, 6.1.2).
    pub(super) fn begin(out: W, version: &str) -> Result<Self, ArchiveError> {
        let mut file = Self { out, bytes: 0, hash: Sha256::new(), offsets: Vec::new() };
        file.put(format!("%PDF-{version}\n%").as_bytes())?;
        file.put(b"\xe2\xe3\xcf\xd3\n")?;
        Ok(file)
    }

    /// A number for an object that is written later, or at once.
    pub(super) fn allocate(&mut self) -> Result<Ref, ArchiveError> {
        if self.offsets.len() == OBJECTS_MAX {
            return Err(ArchiveError::TooLarge("too many objects"));
        }
        self.offsets.push(None);
        Ok(Ref::new(self.offsets.len() as i32))
    }

    /// Writes the object `id`, which `describe` puts into the chunk, alone.
    pub(super) fn write(&mut self, id: Ref, describe: impl FnOnce(&mut Chunk)) -> Result<(), ArchiveError> {
        let mut chunk = Chunk::new();
        describe(&mut chunk);
        debug_assert!(chunk.refs().eq([id]));
        if self.bytes > OFFSET_MAX {
            return Err(ArchiveError::TooLarge("more than 10 GB"));
        }
        self.offsets[id.get() as usize - 1] = Some(self.bytes);
        self.put(chunk.as_bytes())
    }

    /// Writes the cross-reference table and the trailer, and flushes.
    pub(super) fn finish(
        mut self,
        catalogue: Ref,
        information: Ref,
        id: &[u8; 16],
    ) -> Result<StoredFile, ArchiveError> {
        let table_at = self.bytes;
        let size = self.offsets.len() + 1;
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            // A number that was never used is free.
            match offset {
                Some(offset) => table.push_str(&format!("{offset:010} 00000 n \n")),
                None => table.push_str("0000000000 65535 f \n"),
            }
        }
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let (catalogue, information) = (catalogue.get(), information.get());
        table.push_str(&format!(
            "trailer\n<</Size {size}/Root {catalogue} 0 R/Info {information} 0 R/ID[<{id}><{id}>]>>\nstartxref\n{table_at}\n%%EOF\n"
        ));
        self.put(table.as_bytes())?;
        self.out.flush()?;
        Ok(StoredFile { sha256: Sha256Digest::from_bytes(self.hash.finalize().into()), bytes: self.bytes })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.out.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }
}
