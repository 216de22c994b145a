//! Seals: Ed25519 signatures (RFC 8032) over receipts and checkpoints, so that anyone who has the public key can tell
//! offline that Hoso said this. What is signed is told here byte for byte; keys and signing are elsewhere.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{BatchReceipt, Sha256Digest};

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
}

impl fmt::Display for Sealable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Receipt => "receipt",
            Self::Checkpoint => "checkpoint",
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
}
