//! Segments of the exported log: entries as JSON, one a line, compressed with zstd, under a key that tells their range.

use std::io::{BufRead, BufReader};

use model::{ChainError, Entry, Sha256Digest};
use objects::ObjectKey;

/// A segment that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SegmentError {
    /// Not zstd, or cut off.
    #[error("the log segment {key} is damaged: {detail}; restore it from a copy of the object store")]
    Damaged {
        /// Which.
        key: String,
        /// What is wrong.
        detail: String,
    },
    /// Its entries do not follow one another.
    #[error("in the log segment {key}")]
    Chain {
        /// Which.
        key: String,
        /// What does not follow.
        #[source]
        source: ChainError,
    },
}

/// Compresses entries, which must follow one another and not be empty, and tells their key.
///
/// # Errors
/// Never for entries that came from a ledger; an engine fault otherwise.
pub fn encode_segment(entries: &[Entry]) -> Result<(ObjectKey, Vec<u8>), SegmentError> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return Err(SegmentError::Damaged { key: "(new)".to_owned(), detail: "no entries".to_owned() });
    };
    let key = ObjectKey::log_segment(first.header.sequence, last.header.sequence);
    let damaged = |error: std::io::Error| SegmentError::Damaged { key: key.to_string(), detail: error.to_string() };
    let mut text = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut text, entry).map_err(|error| damaged(error.into()))?;
        text.push(b'\n');
    }
    let bytes = zstd::encode_all(text.as_slice(), 3).map_err(damaged)?;
    Ok((key, bytes))
}

/// Reads a segment back and checks that its entries follow one another and their bodies are whole.
///
/// # Errors
/// Names the segment and what is wrong with it.
pub fn decode_segment(key: &ObjectKey, bytes: &[u8]) -> Result<Vec<Entry>, SegmentError> {
    let damaged = |detail: String| SegmentError::Damaged { key: key.to_string(), detail };
    let reader = zstd::Decoder::new(bytes).map_err(|error| damaged(error.to_string()))?;
    let mut entries: Vec<Entry> = Vec::new();
    for line in BufReader::new(reader).lines() {
        let line = line.map_err(|error| damaged(error.to_string()))?;
        let entry: Entry = serde_json::from_str(&line).map_err(|error| damaged(error.to_string()))?;
        let follows = match entries.last() {
            Some(before) => entry.verify(Some(&before.header)),
            None => body_is_whole(&entry),
        };
        follows.map_err(|source| SegmentError::Chain { key: key.to_string(), source })?;
        entries.push(entry);
    }
    Ok(entries)
}

fn body_is_whole(entry: &Entry) -> Result<(), ChainError> {
    match &entry.body {
        Some(body) if Sha256Digest::of(body.get().as_bytes()) != entry.header.body_sha256 => {
            Err(ChainError::Body(entry.header.sequence))
        }
        _ => Ok(()),
    }
}
