//! The key that receipts and checkpoints are signed with, and checking what it signed. The key lies outside the object
//! store: whoever can write objects cannot sign.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use model::{Seal, Sealable, sealed_bytes};
use ring::{
    rand::SystemRandom,
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use serde::Serialize;

/// The private key's file in its folder: PKCS#8 version 2 (RFC 5958).
const PRIVATE_FILE: &str = "seal.pk8";
/// The public key's file: 64 hexadecimal digits. Made from the other; for people to give away.
const PUBLIC_FILE: &str = "seal.pub";

/// Why there is no key to sign with.
#[derive(Debug, thiserror::Error)]
pub enum SealingKeyError {
    /// Its files cannot be read or written.
    #[error("the signing key in {folder} cannot be {doing}")]
    File {
        /// Where it is kept.
        folder: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// What is in its file is no key.
    #[error("{0} is not an Ed25519 key in PKCS#8; restore it from its backup, or move it away to have a new one made")]
    Malformed(PathBuf),
    /// The system gave no random bytes.
    #[error("a signing key cannot be made: the system gives no random bytes")]
    NoRandom,
}

/// Why a seal does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was made with another key than the one asked for.
    #[error("it was signed with the key {found}, not with {wanted}")]
    OtherKey {
        /// The seal's.
        found: String,
        /// The one that was asked for.
        wanted: String,
    },
    /// What it is over, or the seal itself, was changed.
    #[error("its signature does not fit: it was changed after it was signed")]
    Changed,
}

/// The key of this data folder.
pub struct SealingKey {
    pair: Ed25519KeyPair,
    public: String,
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SealingKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl SealingKey {
    /// Reads the key in `folder`, or makes one; the answer's flag tells whether it was made by this call.
    ///
    /// # Errors
    /// [`SealingKeyError`]; a key that is there is never written over.
    pub fn open(folder: &Path) -> Result<(Self, bool), SealingKeyError> {
        let failed = |doing| move |source| SealingKeyError::File { folder: folder.to_owned(), doing, source };
        fs::create_dir_all(folder).map_err(failed("kept"))?;
        let path = folder.join(PRIVATE_FILE);
        let (pkcs8, made) = match fs::read(&path) {
            Ok(pkcs8) => (pkcs8, false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
                    .map_err(|_| SealingKeyError::NoRandom)?
                    .as_ref()
                    .to_vec();
                write_durably(folder, PRIVATE_FILE, &pkcs8, 0o600).map_err(failed("written"))?;
                (pkcs8, true)
            }
            Err(error) => return Err(failed("read")(error)),
        };
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| SealingKeyError::Malformed(path))?;
        let public = hex(pair.public_key().as_ref());
        let told = fs::read_to_string(folder.join(PUBLIC_FILE)).unwrap_or_default();
        if told.trim() != public {
            let line = format!("{public}\n");
            write_durably(folder, PUBLIC_FILE, line.as_bytes(), 0o644).map_err(failed("written"))?;
        }
        Ok((Self { pair, public }, made))
    }

    /// The public key, 64 hexadecimal digits.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// Signs `content` as a thing of `kind`.
    pub fn seal(&self, kind: Sealable, content: &impl Serialize) -> Seal {
        let signature = self.pair.sign(&sealed_bytes(kind, content));
        Seal { key: self.public.clone(), signature: hex(signature.as_ref()) }
    }
}

/// Checks that `seal` is over `content` and was made with the key `public`.
///
/// # Errors
/// [`SealError`].
pub fn verify_seal(kind: Sealable, content: &impl Serialize, seal: &Seal, public: &str) -> Result<(), SealError> {
    if !seal.key.eq_ignore_ascii_case(public) {
        return Err(SealError::OtherKey { found: seal.key.clone(), wanted: public.to_owned() });
    }
    let (Some(key), Some(signature)) = (bytes_of_hex(public), bytes_of_hex(&seal.signature)) else {
        return Err(SealError::Changed);
    };
    UnparsedPublicKey::new(&ED25519, key)
        .verify(&sealed_bytes(kind, content), &signature)
        .map_err(|_| SealError::Changed)
}

/// Aside, synced, renamed, and the folder synced: there whole or not at all.
fn write_durably(folder: &Path, name: &str, bytes: &[u8], mode: u32) -> io::Result<()> {
    let aside = folder.join(format!("{name}.new"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&aside, folder.join(name))?;
    File::open(folder)?.sync_all()?;
    folder.parent().map_or(Ok(()), |above| File::open(above)?.sync_all())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (text.is_ascii() && text.len().is_multiple_of(2)).then(|| (0..text.len()).step_by(2).map(pair).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_holds_until_anything_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let (key, made) = SealingKey::open(&folder.path().join("key")).unwrap();
        assert!(made);
        let seal = key.seal(Sealable::Receipt, &"nội dung");
        let verify = |kind, content, seal: &Seal| verify_seal(kind, &content, seal, key.public());
        assert_eq!(verify(Sealable::Receipt, "nội dung", &seal), Ok(()));
        assert_eq!(verify(Sealable::Receipt, "noi dung", &seal), Err(SealError::Changed));
        assert_eq!(verify(Sealable::Checkpoint, "nội dung", &seal), Err(SealError::Changed));
        let (other, _) = SealingKey::open(&folder.path().join("other")).unwrap();
        let forged = other.seal(Sealable::Receipt, &"nội dung");
        assert!(matches!(verify(Sealable::Receipt, "nội dung", &forged), Err(SealError::OtherKey { .. })));
        let relabelled = Seal { key: key.public().to_owned(), ..forged };
        assert_eq!(verify(Sealable::Receipt, "nội dung", &relabelled), Err(SealError::Changed));
    }

    #[test]
    fn the_key_is_made_once_and_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (first, _) = SealingKey::open(folder.path()).unwrap();
        let (again, made) = SealingKey::open(folder.path()).unwrap();
        assert_eq!((first.public(), made), (again.public(), false));
        let mode = fs::metadata(folder.path().join(PRIVATE_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_to_string(folder.path().join(PUBLIC_FILE)).unwrap().trim(), first.public());
        fs::write(folder.path().join(PRIVATE_FILE), b"nonsense").unwrap();
        assert!(matches!(SealingKey::open(folder.path()), Err(SealingKeyError::Malformed(_))));
    }
}
