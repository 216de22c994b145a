//! Writes what was made of a paper beside its original: `ReadPaper` in, `ArchivedPaper` out. Text and PDF/A always; an
//! access copy when the settings ask for one, or later, when somebody does.
//!
//! The PDF/A carries the paper's record in XMP, as far as it is known before the paper has its code; the original stays
//! as it is, signatures and all.

use std::path::{Path, PathBuf};

use catalogue::Catalogue;
use jiff::Timestamp;
use model::{ArchivedPaper, Failure, FieldName, HolderReading, PaperRecord, ReadPaper, Sha256Digest, StoredFile};
use objects::{LocalFile, ObjectKey, ObjectStore};
use sandbox::{ArchiveLevel, ArchiveMetadata, Sandbox, Workbench};

const PRODUCER: &str = concat!("Hoso ", env!("CARGO_PKG_VERSION"));

/// What is written of a paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ArchiveRules {
    /// Part and level of PDF/A.
    pub level: ArchiveLevel,
    /// Whether an access copy is kept as well.
    pub access: bool,
}

/// Writes text and PDF/A to the object store. For a scan that was not to be read, nothing is written.
///
/// # Errors
/// A passing [`Failure`] when the object store or the disk cannot take them.
pub async fn store(
    sandbox: &Sandbox,
    objects: &dyn ObjectStore,
    catalogue: &Catalogue,
    rules: ArchiveRules,
    bench: &Workbench,
    read: ReadPaper,
) -> Result<ArchivedPaper, Failure> {
    if !read.separated.received.read {
        return Ok(ArchivedPaper { read, text: None, archival: None, access: None });
    }
    let pages = &read.separated.pages;
    let first = pages.first().map_or(1, |page| page.page);
    let about = metadata(catalogue, &read);
    sandbox.archive(bench, pages, rules.level, about.clone()).await?;
    let text = put(objects, &bench.layout(first)).await?;
    let archival = put(objects, &bench.archival(first)).await?;
    let access = if rules.access {
        sandbox.access(bench, pages, about).await?;
        Some(put(objects, &bench.access(first)).await?)
    } else {
        None
    };
    Ok(ArchivedPaper { read, text: Some(text), archival: Some(archival), access })
}

/// The access copy of a paper of which none is kept, on the workbench that holds it.
#[derive(Debug)]
pub struct AccessCopy {
    bench: Workbench,
    first_page: u32,
}

impl AccessCopy {
    /// Where it lies, for as long as this is kept.
    pub fn path(&self) -> PathBuf {
        self.bench.access(self.first_page)
    }
}

/// Makes an access copy from the original and the text that is stored; nothing is read again and nothing is stored.
///
/// # Errors
/// A [`Failure`] when the stores cannot answer or the original cannot be decoded.
pub async fn access_copy(
    sandbox: &Sandbox,
    objects: &dyn ObjectStore,
    record: &PaperRecord,
) -> Result<AccessCopy, Failure> {
    let paper = &record.paper;
    let work_folder = |error: std::io::Error| Failure::unavailable("work_folder", &error);
    let key = ObjectKey::original(paper.files.original.sha256);
    let original = objects.local_file(&key).await?.verified(&key).await?;
    let bench = sandbox.workbench(original.path()).map_err(work_folder)?;
    let first_page = paper.pages.first().copied().unwrap_or(1);
    if let Some(text) = paper.files.text {
        let key = ObjectKey::derived(text.sha256);
        let text = objects.local_file(&key).await?.verified(&key).await?;
        tokio::fs::copy(text.path(), bench.layout(first_page)).await.map_err(work_folder)?;
    }
    let mut facts = sandbox.measure(bench.original()).await?;
    facts.pages.retain(|page| paper.pages.contains(&page.page));
    sandbox.access(&bench, &facts.pages, metadata_of(record)).await?;
    Ok(AccessCopy { bench, first_page })
}

/// A scan with a page that was scanned again, on the workbench that holds it.
#[derive(Debug)]
pub struct ComposedScan {
    bench: Workbench,
    /// How many pages came in the place of one.
    pub inserted: u32,
}

impl ComposedScan {
    /// Where it lies, for as long as this is kept.
    pub fn path(&self) -> PathBuf {
        self.bench.composed()
    }
}

/// Makes a scan of some pages of another, whose hash is `original`, with all pages of `with` before the one at `at` of them. Images pass through byte for
/// byte where PDF can hold them.
///
/// # Errors
/// A [`Failure`] of bad input when either file cannot be decoded, is signed, or `with` is more than a page.
pub async fn compose_scan(
    sandbox: &Sandbox,
    (scan, original): (&LocalFile, Sha256Digest),
    (kept, at): (&[u32], usize),
    with: &Path,
) -> Result<ComposedScan, Failure> {
    let work_folder = |error: std::io::Error| Failure::unavailable("work_folder", &error);
    let (bench, other) =
        (sandbox.workbench(scan.path()).map_err(work_folder)?, sandbox.workbench(with).map_err(work_folder)?);
    let record = ArchiveMetadata {
        title: "Bản quét có trang quét lại".to_owned(),
        code: None,
        paper_type: None,
        holder: None,
        number: None,
        issuer: None,
        signer: None,
        issued_on: None,
        valid_until: None,
        abstract_text: None,
        dossier: None,
        unit: None,
        original,
        original_pages: kept.to_vec(),
        // The same two files make the same bytes, whenever.
        created_at: Timestamp::UNIX_EPOCH,
        producer: PRODUCER.to_owned(),
    };
    let inserted = sandbox.compose(&bench, (kept, at), &other, record).await?;
    Ok(ComposedScan { bench, inserted })
}

/// What an access copy says of itself: the record.
fn metadata_of(record: &PaperRecord) -> ArchiveMetadata {
    let paper = &record.paper;
    ArchiveMetadata {
        title: [Some(paper.name.clone()), paper.number.clone()].into_iter().flatten().collect::<Vec<_>>().join(" "),
        code: Some(record.code.clone()),
        paper_type: Some(paper.paper_type.clone()),
        holder: Some(paper.holder.clone()),
        number: paper.number.clone(),
        issuer: paper.issuer.clone(),
        signer: paper.signer.clone(),
        issued_on: paper.issued_on,
        valid_until: paper.valid_until,
        abstract_text: paper.abstract_text.clone(),
        dossier: paper.dossier.clone(),
        unit: Some(paper.unit.clone()),
        original: paper.files.original.sha256,
        original_pages: paper.pages.clone(),
        created_at: paper.scanned_at,
        producer: PRODUCER.to_owned(),
    }
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
        holder: claim.holder.clone().or_else(|| read.holder.as_ref().and_then(HolderReading::holder)),
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
        producer: PRODUCER.to_owned(),
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
