//! Passwords: argon2id with OWASP's parameters (the crate's defaults: 19 MiB, two passes), few at a time.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::AccountError;

/// NIST SP 800-63B-4: length counts, not a mixture of signs.
pub const PASSWORD_CHARACTERS_MIN: usize = 12;
/// So that nobody makes the hasher work on a book.
pub const PASSWORD_CHARACTERS_MAX: usize = 256;
/// How long a password for one time may lie in somebody's drawer.
const ONE_TIME_HOURS: i64 = 7 * 24;
/// Each takes 19 MiB and some 20 ms of a core.
const HASHES_AT_ONCE: usize = 2;

/// How an account proves who it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Credential {
    /// The PHC string.
    hash: String,
    /// Since when; sessions from before it are over.
    pub(crate) since: Timestamp,
    /// Of a password for one time: until when it lets its owner in, who must change it then.
    pub(crate) one_time_until: Option<Timestamp>,
}

impl Credential {
    pub(crate) fn one_time(hash: String, at: Timestamp) -> Self {
        Self { hash, since: at, one_time_until: Some(at + SignedDuration::from_hours(ONE_TIME_HOURS)) }
    }

    pub(crate) fn chosen(hash: String, at: Timestamp) -> Self {
        Self { hash, since: at, one_time_until: None }
    }

    pub(crate) fn is_over(&self, at: Timestamp) -> bool {
        self.one_time_until.is_some_and(|until| until <= at)
    }
}

/// Hashes and compares, a few at a time and off the async threads.
#[derive(Clone)]
pub(crate) struct Hasher(Arc<Semaphore>);

impl Default for Hasher {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(HASHES_AT_ONCE)))
    }
}

/// Compared with when there is no such account, so that an answer takes as long as with one. Of no password that is known.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl Hasher {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AccountError> + Send + 'static,
    ) -> Result<T, AccountError> {
        let failed = |error: &dyn std::error::Error| AccountError::Hashing(error.to_string());
        let permit = self.0.clone().acquire_owned().await.map_err(|error| failed(&error))?;
        let working = tokio::task::spawn_blocking(move || {
            let _until_done = permit;
            work()
        });
        working.await.map_err(|error| failed(&error))?
    }

    pub(crate) async fn hash(&self, password: String) -> Result<String, AccountError> {
        self.run(move || {
            let hash = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|error| AccountError::Hashing(error.to_string()))
        })
        .await
    }

    /// Whether it is the password; without a credential it is not, after the same time.
    pub(crate) async fn is(&self, password: String, credential: Option<&Credential>) -> Result<bool, AccountError> {
        let there = credential.is_some();
        let hash = credential.map_or(NOBODY, |credential| credential.hash.as_str()).to_owned();
        self.run(move || {
            let parsed = PasswordHash::new(&hash).map_err(|error| AccountError::Hashing(error.to_string()))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && there)
        })
        .await
    }
}

/// Whether a new password will do.
pub(crate) fn check(password: &str, account: &str) -> Result<(), AccountError> {
    let characters = password.chars().count();
    let lower = password.to_lowercase();
    let mut letters: Vec<char> = lower.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let weak = if characters < PASSWORD_CHARACTERS_MIN {
        "a password needs at least 12 characters; three or four words are easy to keep in mind"
    } else if characters > PASSWORD_CHARACTERS_MAX {
        "a password has at most 256 characters"
    } else if lower.contains(account) {
        "a password must not hold the account's name"
    } else if letters.len() < 5 {
        "a password needs at least five different characters"
    } else {
        return Ok(());
    };
    Err(AccountError::WeakPassword(weak))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_easy_to_guess_will_not_do() {
        for (password, fits) in [
            ("ngắn", false),
            ("aaaaaaaaaaaaaaaa", false),
            ("lan.nguyen-2026!", false),
            ("bốn mùa hoa nở", true),
            ("correct horse battery", true),
        ] {
            assert_eq!(check(password, "lan.nguyen").is_ok(), fits, "{password}");
        }
        assert!(check(&"xyzuv".repeat(60), "lan").is_err());
    }

    #[test]
    fn nobody_has_a_hash_that_is_compared() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
