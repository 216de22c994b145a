//! What sled 0.34.7 does not check of its own files before it goes on from them. The version is pinned; so is their form.

use std::{fs::File, io::ErrorKind, os::unix::fs::FileExt as _, path::Path};

use crate::{LedgerError, store::damaged_engine};

/// The file of sled's settings.
pub(crate) const SETTINGS: &str = "conf";
/// sled's file is made of segments of this size.
const SEGMENT_BYTES: u64 = 512 << 10;
const SEGMENT_HEAD_BYTES: usize = 20;

fn failed(doing: &'static str) -> impl Fn(std::io::Error) -> LedgerError {
    move |error| LedgerError::Engine { doing, source: Box::new(error) }
}

/// sled never syncs its settings, and goes on with ones whose checksum does not fit: it then zeroes what it takes for torn
/// by them. Ours are always the same, and it writes them again when they are not there.
///
/// # Errors
/// When the file cannot be read or removed.
pub(crate) fn remove_unfinished_settings(dir: &Path) -> Result<(), LedgerError> {
    let path = dir.join(SETTINGS);
    let settings = match std::fs::read(&path) {
        Ok(settings) => settings,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("read its settings")(error)),
    };
    match settings.split_last_chunk::<4>() {
        Some((text, sum)) if text.len() > 4 && crc32fast::hash(text) == u32::from_le_bytes(*sum) => Ok(()),
        _ => std::fs::remove_file(&path).map_err(failed("remove its unfinished settings")),
    }
}

/// The snapshot that sled goes on from.
pub(crate) fn snapshot_name(dir: &Path) -> Result<Option<String>, LedgerError> {
    let mut newest = None;
    for file in std::fs::read_dir(dir).map_err(failed("list its folder"))? {
        let name = file.map_err(failed("list its folder"))?.file_name().to_string_lossy().into_owned();
        if name.starts_with("snap.") && Some(&name) > newest.as_ref() {
            newest = Some(name);
        }
    }
    Ok(newest)
}

/// When nothing was written since its snapshot, sled goes on writing in the segment that this names without a look at its
/// head; when that was damaged, everything written there would be gone at the next opening.
///
/// # Errors
/// [`LedgerError::Damaged`] when no segment has that head.
pub(crate) fn check_active_segment(file: &File, snapshot: &str) -> Result<(), LedgerError> {
    let position = snapshot.strip_prefix("snap.").and_then(|text| u64::from_str_radix(text, 16).ok());
    let Some(position) = position else { return Ok(()) };
    if position % SEGMENT_BYTES == 0 {
        // It begins a segment of its own.
        return Ok(());
    }
    let active = position - position % SEGMENT_BYTES;
    let bytes = file.metadata().map_err(failed("measure its file"))?.len();
    // Segments are used again, so that the last one written may lie anywhere.
    for segment in 0..bytes.div_ceil(SEGMENT_BYTES) {
        let mut head = [0; SEGMENT_HEAD_BYTES];
        match file.read_exact_at(&mut head, segment * SEGMENT_BYTES) {
            Ok(()) if position_of(&head) == Some(active) => return Ok(()),
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => return Err(failed("read its file")(error)),
            _ => {}
        }
    }
    Err(damaged_engine("the segment in which its log goes on cannot be told from the others"))
}

/// The place in the log at which a segment begins; `None` when its head is not whole.
fn position_of(head: &[u8; SEGMENT_HEAD_BYTES]) -> Option<u64> {
    let (sum, rest) = head.split_first_chunk::<4>()?;
    let position = rest.first_chunk::<8>()?;
    let whole = crc32fast::hash(rest) == !u32::from_le_bytes(*sum);
    whole.then(|| u64::from_le_bytes(*position) ^ i64::MAX.unsigned_abs())
}
