//! Approving, rejecting, revoking and superseding.

use model::{PaperCode, PaperRecord, StateChange};

use crate::{Actor, Registry, RegistryError};

impl Registry {
    /// Changes a paper's state.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPaper`] (also for the paper that is to take its place), or what the state does not allow.
    pub async fn change_state(
        &self,
        actor: &Actor,
        code: &PaperCode,
        change: StateChange,
    ) -> Result<PaperRecord, RegistryError> {
        let record = self.living_paper(code).await?;
        if let StateChange::Supersede { by } = &change
            && (by == code || self.ledger.paper(by).await?.is_none())
        {
            return Err(RegistryError::UnknownPaper(by.clone()));
        }
        let context = actor.context(Some(record.paper.unit), None);
        Ok(self.ledger.change_state(context, code.clone(), change).await?)
    }
}
