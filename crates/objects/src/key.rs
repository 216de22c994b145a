//! The layout (DESIGN §5), and the only place that knows it.
//!
//! Keys hold no citizen ID and no name. Sequence numbers have twenty digits, so that the order of the texts is theirs.

use std::{fmt, str::FromStr};

use model::Sha256Digest;

use crate::Folder;

/// The key of an object; its text is its path in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectKey {
    /// What a scanner gave, under the hash of its bytes: `originals/sha256/ab/cd/<hex>`.
    Original(Sha256Digest),
    /// What was made from it, under the hash of its bytes: `derived/sha256/ab/cd/<hex>`.
    Derived(Sha256Digest),
    /// A sealed segment of the log: `log/<first>-<last>.jsonl.zst`.
    LogSegment {
        /// The sequence of its first entry.
        first: u64,
        /// The sequence of its last entry.
        last: u64,
    },
    /// A signed head of the log's chain: `checkpoints/<sequence>.json`.
    Checkpoint(u64),
}

/// A path that is not one of the layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the path of an object")]
pub struct KeyError(String);

impl ObjectKey {
    /// What a scanner gave.
    pub fn original(sha256: Sha256Digest) -> Self {
        Self::Original(sha256)
    }

    /// What was made from it.
    pub fn derived(sha256: Sha256Digest) -> Self {
        Self::Derived(sha256)
    }

    /// The entries from `first` to `last`, both included.
    pub fn log_segment(first: u64, last: u64) -> Self {
        Self::LogSegment { first, last }
    }

    /// The head at `sequence`.
    pub fn checkpoint(sequence: u64) -> Self {
        Self::Checkpoint(sequence)
    }

    /// The top folder that it lies in.
    pub fn folder(&self) -> Folder {
        match self {
            Self::Original(_) => Folder::Originals,
            Self::Derived(_) => Folder::Derived,
            Self::LogSegment { .. } => Folder::Log,
            Self::Checkpoint(_) => Folder::Checkpoints,
        }
    }

    /// The hash of its bytes, for a key that is one.
    pub fn sha256(&self) -> Option<Sha256Digest> {
        match self {
            Self::Original(sha256) | Self::Derived(sha256) => Some(*sha256),
            Self::LogSegment { .. } | Self::Checkpoint(_) => None,
        }
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = self.folder();
        match self {
            Self::Original(sha256) | Self::Derived(sha256) => {
                let hex = sha256.to_string();
                write!(out, "{folder}/sha256/{}/{}/{hex}", &hex[..2], &hex[2..4])
            }
            Self::LogSegment { first, last } => write!(out, "{folder}/{first:020}-{last:020}.jsonl.zst"),
            Self::Checkpoint(sequence) => write!(out, "{folder}/{sequence:020}.json"),
        }
    }
}

impl FromStr for ObjectKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let key = text.split_once('/').and_then(|(folder, rest)| match folder {
            "originals" => hash_at_end(rest).map(Self::Original),
            "derived" => hash_at_end(rest).map(Self::Derived),
            "log" => {
                let (first, last) = rest.strip_suffix(".jsonl.zst")?.split_once('-')?;
                Some(Self::LogSegment { first: first.parse().ok()?, last: last.parse().ok()? })
            }
            "checkpoints" => Some(Self::Checkpoint(rest.strip_suffix(".json")?.parse().ok()?)),
            _ => None,
        });
        // One text for one key: shards that do not fit the hash, capitals or missing zeros are not the layout's.
        key.filter(|key| key.to_string() == text).ok_or_else(|| KeyError(text.to_owned()))
    }
}

fn hash_at_end(path: &str) -> Option<Sha256Digest> {
    path.rsplit('/').next()?.parse().ok()
}

impl fmt::Display for Folder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Originals => "originals",
            Self::Derived => "derived",
            Self::Log => "log",
            Self::Checkpoints => "checkpoints",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lie_where_the_design_says_and_read_back() {
        let hash = Sha256Digest::of(b"");
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        for (key, path) in [
            (ObjectKey::original(hash), format!("originals/sha256/e3/b0/{hex}")),
            (ObjectKey::derived(hash), format!("derived/sha256/e3/b0/{hex}")),
            (ObjectKey::log_segment(1, 512), "log/00000000000000000001-00000000000000000512.jsonl.zst".to_owned()),
            (ObjectKey::checkpoint(u64::MAX), "checkpoints/18446744073709551615.json".to_owned()),
        ] {
            assert_eq!(key.to_string(), path);
            assert_eq!(path.parse(), Ok(key));
        }
    }

    #[test]
    fn other_paths_are_not_keys() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        for path in [
            "",
            "originals",
            "log/1-2.jsonl.zst",
            "log/00000000000000000001-00000000000000000512.jsonl",
            "checkpoints/../x.json",
            &format!("originals/sha256/00/b0/{hex}"),
            &format!("originals/{hex}"),
            &format!("originals/sha256/E3/B0/{}", hex.to_uppercase()),
            &format!("others/sha256/e3/b0/{hex}"),
        ] {
            assert!(path.parse::<ObjectKey>().is_err(), "{path}");
        }
    }

    #[test]
    fn the_order_of_texts_is_the_order_of_numbers() {
        let text = |first, last| ObjectKey::log_segment(first, last).to_string();
        assert!(text(9, 10) < text(10, 11) && text(99, 1000) < text(1001, 1002));
    }
}
