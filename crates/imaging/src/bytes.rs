//! The bytes of an open file, mapped rather than read, and mapped so that memory does not grow with the file.
//!
//! `memmap2` is not used: a file that was just written lies in the page cache in pieces of two megabytes, and the kernel
//! (6.x) maps such a piece whole at the first byte touched, whatever `MADV_NOHUGEPAGE` says. A look at each page's
//! dictionary of a scanned PDF then has the whole file resident (measured: 1 GB for 500 pages). It can do so only where
//! address and offset agree modulo two megabytes; here they never do, and a touch maps 64 KiB.

use std::fs::File;
use std::io;
use std::ops::Deref;
use std::os::fd::AsRawFd;
use std::path::Path;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The size and alignment of the kernel's large pages on the machines that we run on.
const LARGE_PAGE_BYTES: usize = 2 << 20;

/// How far from a large page's start the file begins: any multiple of every page size in use but not of a large page.
const OFFSET_BYTES: usize = 64 << 10;

/// A mapped file; clones share the mapping.
#[derive(Clone)]
pub(crate) struct Bytes(Arc<Mapping>);

impl Bytes {
    /// Maps the file. An empty file gives no bytes.
    pub(crate) fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
        }
        let length = usize::try_from(metadata.len()).map_err(io::Error::other)?;
        if length == 0 {
            return Ok(None);
        }
        Ok(Some(Self(Arc::new(Mapping::of(&file, length)?))))
    }

    /// Lets the system take back the pages of the file that were touched; they are read again when needed.
    pub(crate) fn forget(&self) {
        // SAFETY: the range is this mapping's own; it is of a file and read-only, so that what is dropped comes back
        // with the same contents.
        let failed = unsafe { libc::madvise(self.0.file.as_ptr().cast(), self.0.length, libc::MADV_DONTNEED) } != 0;
        if failed {
            tracing::debug!(cause = %io::Error::last_os_error(), "the system did not take the file's pages back");
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: `length` bytes from `file` are mapped readable for as long as the mapping lives, which `self` keeps.
        // They do not change: scans are stored by their content and never written again. Should a file shrink all the
        // same, the fault ends this child process, not the system.
        unsafe { std::slice::from_raw_parts(self.0.file.as_ptr(), self.0.length) }
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

/// Bytes for a reader that looks into many places of the file one after the other: what it touched is let go again and
/// again, so that a look at each of a thousand pages' dictionaries does not have them all resident.
pub(crate) struct Skimmed {
    bytes: Bytes,
    looks: AtomicU32,
}

impl Skimmed {
    /// Looks after which what was touched is let go: 64 KiB each, one megabyte.
    const LOOKS: u32 = 16;

    pub(crate) fn new(bytes: Bytes) -> Self {
        Self { bytes, looks: AtomicU32::new(0) }
    }
}

impl AsRef<[u8]> for Skimmed {
    fn as_ref(&self) -> &[u8] {
        if self.looks.fetch_add(1, Ordering::Relaxed) % Self::LOOKS == Self::LOOKS - 1 {
            self.bytes.forget();
        }
        &self.bytes
    }
}

/// A file within a reserved range of addresses.
struct Mapping {
    reserved: NonNull<u8>,
    reserved_bytes: usize,
    file: NonNull<u8>,
    length: usize,
}

// SAFETY: the memory is read-only and belongs to no thread.
unsafe impl Send for Mapping {}
// SAFETY: as above; shared reads of it do not race.
unsafe impl Sync for Mapping {}

impl Mapping {
    fn of(file: &File, length: usize) -> io::Result<Self> {
        let reserved_bytes = length
            .checked_add(2 * LARGE_PAGE_BYTES)
            .ok_or_else(|| io::Error::new(io::ErrorKind::FileTooLarge, "larger than the address space"))?;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a new range wherever the kernel likes; nothing else is touched.
        let reserved = unsafe { libc::mmap(std::ptr::null_mut(), reserved_bytes, libc::PROT_NONE, flags, -1, 0) };
        let reserved = mapped(reserved)?;
        // From here on dropping gives the range back, also when the file cannot be mapped.
        let mut mapping = Self { reserved, reserved_bytes, file: reserved, length };
        let to_boundary = reserved.as_ptr().align_offset(LARGE_PAGE_BYTES);
        // SAFETY: a boundary comes within one large page, and what follows it has room for the offset and the file.
        let start = unsafe { reserved.add(to_boundary + OFFSET_BYTES) };
        let flags = libc::MAP_PRIVATE | libc::MAP_FIXED;
        // SAFETY: the range lies within the one reserved above, which is ours alone, so that nothing is replaced by it.
        let file = unsafe { libc::mmap(start.as_ptr().cast(), length, libc::PROT_READ, flags, file.as_raw_fd(), 0) };
        mapping.file = mapped(file)?;
        Ok(mapping)
    }
}

fn mapped(address: *mut libc::c_void) -> io::Result<NonNull<u8>> {
    if address == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    NonNull::new(address.cast()).ok_or_else(|| io::Error::other("mapped at the null address"))
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the range was reserved by `of` and is used by nobody once its only owner is dropped.
        unsafe { libc::munmap(self.reserved.as_ptr().cast(), self.reserved_bytes) };
    }
}
