//! Seals: Ed25519 signatures (RFC 8032) over receipts and checkpoints, so that anyone who has the public key can tell
//! offline that Hoso said this. What is signed is told here byte for byte; keys and signing are elsewhere.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{BatchId, BatchReceipt, PaperCode, Sha256Digest, UnitCode};

/// A signature, with the key that checks it. It holds no time: the same content has the same seal (DESIGN §1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Seal {
    /// The Ed25519 public key, 64 hexadecimal digits.
    pub key: String,
    /// The signature, 128 hexadecimal digits.
    pub signature: String,
}

/// What a seal is over. The name is in what is signed, so that a seal of one kind is none of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealable {
    /// A [`BatchReceipt`].
    Receipt,
    /// A [`Checkpoint`].
    Checkpoint,
    /// A [`CertifiedCopy`].
    Copy,
}

impl fmt::Display for Sealable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Receipt => "receipt",
            Self::Checkpoint => "checkpoint",
            Self::Copy => "copy",
        })
    }
}

/// The bytes that are signed: `hoso <kind> v1`, a line feed, and the content as canonical JSON (RFC 8785; all our numbers
/// are whole).
pub fn sealed_bytes(kind: Sealable, content: &impl Serialize) -> Vec<u8> {
    // INVARIANT: what is sealed is structs of strings and whole numbers with string keys, which always serialise.
    #[allow(clippy::expect_used)]
    let content = serde_json::to_value(content).expect("what is sealed serialises");
    let mut bytes = format!("hoso {kind} v1\n").into_bytes();
    write_canonical(&content, &mut bytes);
    bytes
}

/// RFC 8785 for values without fractions: no white space, members in the order of their names (all of ours are ASCII,
/// where the order of UTF-16 units is that of bytes), strings as `serde_json` escapes them.
fn write_canonical(value: &Value, out: &mut Vec<u8>) {
    let between = |out: &mut Vec<u8>, at: usize| {
        if at > 0 {
            out.push(b',');
        }
    };
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.push(b'{');
            for (at, (name, member)) in members.into_iter().enumerate() {
                between(out, at);
                out.extend_from_slice(Value::from(name.as_str()).to_string().as_bytes());
                out.push(b':');
                write_canonical(member, out);
            }
            out.push(b'}');
        }
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                between(out, at);
                write_canonical(item, out);
            }
            out.push(b']');
        }
        plain => out.extend_from_slice(plain.to_string().as_bytes()),
    }
}

/// A receipt as it is given out: a stable contract (`schemas/receipt.v1.schema.json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SealedReceipt {
    /// What it says.
    #[serde(flatten)]
    pub receipt: BatchReceipt,
    /// Over the members of [`BatchReceipt`].
    pub seal: Seal,
}

/// A head of the log's chain, to be signed and kept in the object store (`checkpoints/<sequence>.json`): a log that was cut
/// off or written anew does not hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Checkpoint {
    /// The form: 1.
    pub version: u16,
    /// The entry.
    pub sequence: u64,
    /// The SHA-256 of its header.
    pub header_sha256: Sha256Digest,
    /// When that entry was made.
    pub at: Timestamp,
}

/// A checkpoint as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SealedCheckpoint {
    /// What it says.
    #[serde(flatten)]
    pub checkpoint: Checkpoint,
    /// Over the members of [`Checkpoint`].
    pub seal: Seal,
}

/// What a certified copy of a paper says: of what it is a copy, which receipt tells of the scan, who gave it out and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CertifiedCopy {
    /// The paper.
    pub code: PaperCode,
    /// SHA-256 of the file that was scanned.
    pub original: Sha256Digest,
    /// The batch in whose receipt that hash stands.
    pub batch: BatchId,
    /// The unit that gave it out; none for an account that acts for no unit in particular.
    pub unit: Option<UnitCode>,
    /// When.
    pub issued_at: Timestamp,
}

/// The version of the payload that is printed and read.
const COPY_PREFIX: &str = "HOSO1|C|";

impl CertifiedCopy {
    /// The text of the copy's QR code: `HOSO1|C|code|hash|batch|unit|time|signature`.
    pub fn payload(&self, signature: &str) -> String {
        let Self { code, original, batch, unit, issued_at } = self;
        let unit = unit.as_ref().map(UnitCode::as_str).unwrap_or_default();
        format!("{COPY_PREFIX}{code}|{original}|{batch}|{unit}|{issued_at}|{signature}")
    }

    /// What [`CertifiedCopy::payload`] says, with the signature; `None` for any other text.
    pub fn read(payload: &str) -> Option<(Self, String)> {
        let mut parts = payload.trim().strip_prefix(COPY_PREFIX)?.split('|');
        let mut next = || parts.next();
        let copy = Self {
            code: next()?.parse().ok()?,
            original: next()?.parse().ok()?,
            batch: next()?.parse().ok()?,
            unit: Some(next()?).filter(|unit| !unit.is_empty()).map(str::parse).transpose().ok()?,
            issued_at: next()?.parse().ok()?,
        };
        let signature = next()?.to_owned();
        next().is_none().then_some((copy, signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_does_not_depend_on_how_it_was_written() {
        let one: Value = serde_json::from_str(r#"{"b": [1, null, true], "a": {"d": "ữ\n\"", "c": ""}}"#).unwrap();
        let other: Value = serde_json::from_str(r#"{"a":{"c":"","d":"\u1eef\n\""},"b":[1,null,true]}"#).unwrap();
        let bytes = sealed_bytes(Sealable::Receipt, &one);
        assert_eq!(bytes, sealed_bytes(Sealable::Receipt, &other));
        let expected = "hoso receipt v1\n{\"a\":{\"c\":\"\",\"d\":\"ữ\\n\\\"\"},\"b\":[1,null,true]}";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        assert_ne!(sealed_bytes(Sealable::Checkpoint, &one), sealed_bytes(Sealable::Receipt, &one));
    }

    #[test]
    fn what_a_copys_code_says_is_read_again() {
        let copy = CertifiedCopy {
            code: "001090012345.KQ.G15.000031.12-GKS.01".parse().unwrap(),
            original: Sha256Digest::of(b"a"),
            batch: BatchId::new(),
            unit: None,
            issued_at: "2026-11-22T08:00:00.5Z".parse().unwrap(),
        };
        for copy in [CertifiedCopy { unit: Some("H48.28.05".parse().unwrap()), ..copy.clone() }, copy] {
            let payload = copy.payload("ab12");
            assert_eq!(CertifiedCopy::read(&payload), Some((copy, "ab12".to_owned())));
            assert_eq!(CertifiedCopy::read(&format!("{payload}|more")), None);
        }
        assert_eq!(CertifiedCopy::read("HOSO1|D|H48.28.05-261122-0975"), None);
    }
}
