//! Who has a paper in hand that waits for a person: two operators never get the same one, and one that is left goes back.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use ledger::{Kept, KeptKind};
use model::ReviewId;

use crate::{Registry, RegistryError};

/// How long a paper stays in somebody's hand after they last asked for it.
const HELD_FOR: SignedDuration = SignedDuration::from_mins(10);

/// Somebody has asked at the same moment this often: whoever still has not got it may ask again.
const ATTEMPTS_MAX: u32 = 4;

impl Registry {
    /// Puts a paper that waits into the hand of `account`, or keeps it there. Answers until when.
    ///
    /// # Errors
    /// [`RegistryError::InHand`] when somebody else has it.
    pub async fn take_in_hand(&self, account: &str, id: &ReviewId, at: Timestamp) -> Result<Timestamp, RegistryError> {
        let until = at + HELD_FOR;
        for _ in 0..ATTEMPTS_MAX {
            let before = self.ledger.kept(KeptKind::InHand, id.as_str(), at).await?;
            if let Some(other) = before.as_ref().filter(|kept| kept.value != account) {
                return Err(RegistryError::InHand { id: id.clone(), by: other.value.clone() });
            }
            let after = Some(Kept { value: account.to_owned(), until: Some(until) });
            if self.ledger.keep(KeptKind::InHand, id.to_string(), before, after, at).await? {
                return Ok(until);
            }
        }
        Err(RegistryError::InHand { id: id.clone(), by: "?".to_owned() })
    }

    /// Lets go of a paper; nothing happens when `account` does not have it.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn give_back(&self, account: &str, id: &ReviewId, at: Timestamp) -> Result<(), RegistryError> {
        let before = self.ledger.kept(KeptKind::InHand, id.as_str(), at).await?;
        if before.as_ref().is_some_and(|kept| kept.value == account) {
            self.ledger.keep(KeptKind::InHand, id.to_string(), before, None, at).await?;
        }
        Ok(())
    }

    /// Lets go of everything that `account` has.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn give_all_back(&self, account: &str, at: Timestamp) -> Result<(), RegistryError> {
        for (id, kept) in self.ledger.all_kept(KeptKind::InHand, at).await? {
            if kept.value == account {
                // Whoever changed it meanwhile has taken it.
                self.ledger.keep(KeptKind::InHand, id, Some(kept), None, at).await?;
            }
        }
        Ok(())
    }

    /// Checks that nobody else has a paper in hand: whoever decides on it has looked at it.
    ///
    /// # Errors
    /// [`RegistryError::InHand`].
    pub async fn check_not_in_hand(&self, account: &str, id: &ReviewId, at: Timestamp) -> Result<(), RegistryError> {
        match self.ledger.kept(KeptKind::InHand, id.as_str(), at).await? {
            Some(other) if other.value != account => Err(RegistryError::InHand { id: id.clone(), by: other.value }),
            _ => Ok(()),
        }
    }

    /// Who has what in hand, by its review ID.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn in_hand(&self, at: Timestamp) -> Result<BTreeMap<String, String>, RegistryError> {
        let kept = self.ledger.all_kept(KeptKind::InHand, at).await?;
        Ok(kept.into_iter().map(|(id, kept)| (id, kept.value)).collect())
    }
}
