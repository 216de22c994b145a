//! Writes what was made of a paper beside its original: `ReadPaper` in, `ArchivedPaper` out.
//!
//! The PDF/A carries the paper's record in XMP, as far as it is known before the paper has its code; the original stays
//! as it is, signatures and all.

use std::path::Path;

use catalogue::Catalogue;
use model::{ArchivedPaper, Failure, FieldName, ReadPaper, Sha256Digest, StoredFile};
use objects::{ObjectKey, ObjectStore};
use sandbox::{ArchiveLevel, ArchiveMetadata, Sandbox, Workbench};

/// Writes text and PDF/A to the object store. For a scan that was not to be read, nothing is written.
///
/// # Errors
/// A passing [`Failure`] when the object store or the disk cannot take them.
pub async fn store(
    sandbox: &Sandbox,
    objects: &dyn ObjectStore,
    catalogue: &Catalogue,
    level: ArchiveLevel,
    bench: &Workbench,
    read: ReadPaper,
) -> Result<ArchivedPaper, Failure> {
    if !read.separated.received.read {
        return Ok(ArchivedPaper { read, text: None, archival: None });
    }
    let pages = &read.separated.pages;
    let first = pages.first().map_or(1, |page| page.page);
    sandbox.archive(bench, pages, level, metadata(catalogue, &read)).await?;
    let text = put(objects, &bench.layout(first)).await?;
    let archival = put(objects, &bench.archival(first)).await?;
    Ok(ArchivedPaper { read, text: Some(text), archival: Some(archival) })
}

/// What the PDF/A says of itself: claimed values before read ones.
fn metadata(catalogue: &Catalogue, read: &ReadPaper) -> ArchiveMetadata {
    let (claim, received) = (&read.separated.claim, &read.separated.received);
    let field = |name: FieldName| read.fields.get(name).value.clone();
    let number = claim.number.clone().or_else(|| field(FieldName::Number));
    let type_name =
        claim.paper_type.as_ref().and_then(|code| catalogue.paper_type(code)).map(|known| known.name.clone());
    let title: Vec<String> =
        [type_name.or_else(|| field(FieldName::Type)), number.clone()].into_iter().flatten().collect();
    ArchiveMetadata {
        title: if title.is_empty() { "Giấy tờ số hóa".to_owned() } else { title.join(" ") },
        // The archival file is written before the code is given: its hash is part of what the code is given to.
        code: None,
        paper_type: claim.paper_type.clone(),
        holder: claim.holder.clone().or_else(|| read.holder.as_ref().map(|reading| reading.holder.clone())),
        number,
        issuer: claim.issuer.clone().or_else(|| field(FieldName::Issuer)),
        signer: field(FieldName::Signer),
        issued_on: claim.issued_on.or_else(|| field(FieldName::IssuedOn).and_then(|day| day.parse().ok())),
        valid_until: claim.valid_until,
        abstract_text: claim.abstract_text.clone().or_else(|| field(FieldName::Abstract)),
        dossier: claim.dossier.clone(),
        unit: Some(received.unit.clone()),
        original: received.original.sha256,
        original_pages: read.separated.pages.iter().map(|page| page.page).collect(),
        created_at: received.received_at,
        producer: concat!("Hoso ", env!("CARGO_PKG_VERSION")).to_owned(),
    }
}

async fn put(objects: &dyn ObjectStore, path: &Path) -> Result<StoredFile, Failure> {
    let owned = path.to_owned();
    let hashed = tokio::task::spawn_blocking(move || hash(&owned)).await.map_err(std::io::Error::other);
    let stored = hashed.and_then(|hashed| hashed).map_err(|error| {
        Failure::passing("work_folder", format!("what was made of the file cannot be read: {error}"))
    })?;
    objects.put_file(&ObjectKey::derived(stored.sha256), path).await?;
    Ok(stored)
}

fn hash(path: &Path) -> std::io::Result<StoredFile> {
    let mut file = std::fs::File::open(path)?;
    Sha256Digest::of_reader(&mut file).map(|(sha256, bytes)| StoredFile { sha256, bytes })
}
