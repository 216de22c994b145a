//! Secrets: made here, shown once, kept only as hashes.

use model::Sha256Digest;

use crate::AccountError;

/// Crockford's letters: none is taken for another when read aloud or from paper.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 26 letters of five bits: 130 bits.
const LETTERS_OF_MACHINES: usize = 26;
/// 20 letters: 100 bits.
const LETTERS_OF_PEOPLE: usize = 20;
const GROUP: usize = 5;

/// A secret on its way to whom it is for. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret(…)")
    }
}

impl Secret {
    /// One that no person types.
    pub(crate) fn for_machines() -> Result<Self, AccountError> {
        letters(LETTERS_OF_MACHINES).map(Self)
    }

    /// One that a person types once: four groups of five letters.
    pub(crate) fn for_people() -> Result<Self, AccountError> {
        let letters = letters(LETTERS_OF_PEOPLE)?;
        let groups: Vec<&str> =
            (0..LETTERS_OF_PEOPLE).step_by(GROUP).filter_map(|at| letters.get(at..at + GROUP)).collect();
        Ok(Self(groups.join("-")))
    }

    /// As somebody showed it.
    pub fn shown(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of a secret of so many random bits; a password needs a slow hash instead.
    pub(crate) fn hash(&self) -> Sha256Digest {
        Sha256Digest::of(self.0.as_bytes())
    }

    /// Another secret that follows from this one for a purpose and tells nothing of it.
    pub(crate) fn derived(&self, purpose: &str) -> String {
        Sha256Digest::of(format!("{purpose}\0{}", self.0).as_bytes()).to_string()
    }
}

fn letters(count: usize) -> Result<String, AccountError> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes).map_err(|error| AccountError::Hashing(error.to_string()))?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}
