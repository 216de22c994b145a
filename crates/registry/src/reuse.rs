//! Reuse: a dossier takes a paper that is in the store instead of asking for it again.

use jiff::civil::Date;
use ledger::Reuse;
use model::{Dossier, DossierNumber, PaperCode, PaperTypeCode, ProcedureCode, local_date};

use crate::{Actor, Registry, RegistryError};

impl Registry {
    /// Records a dossier as a one-stop system received it. A second call with the same content changes nothing.
    ///
    /// # Errors
    /// [`RegistryError::UnknownProcedure`], an unknown unit, or the ledger's conflict.
    pub async fn open_dossier(&self, actor: &Actor, dossier: Dossier) -> Result<(), RegistryError> {
        self.check_procedure(&dossier.procedure)?;
        self.check_unit(dossier.number.unit())?;
        let context = actor.context(Some(dossier.number.unit().clone()), None);
        let owes_result = self.owes_result(&dossier.procedure, local_date(dossier.received_at));
        Ok(self.ledger.open_dossier(context, dossier, owes_result).await?)
    }

    /// Whether a dossier of a procedure, received on a day, owes a paper result (DOMAIN §5.3).
    pub fn owes_result(&self, procedure: &ProcedureCode, day: Date) -> bool {
        self.catalogue.procedure_on(procedure, day).is_some_and(|procedure| procedure.owes_paper_result)
    }

    /// Lets a dossier take a paper as one of its components. The dossier need not have been recorded here: the number is
    /// the one-stop system's. A second call changes nothing.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPaper`], [`RegistryError::OtherType`], or why the paper may not be reused.
    pub async fn reuse(
        &self,
        actor: &Actor,
        code: &PaperCode,
        dossier: &DossierNumber,
        component: &PaperTypeCode,
    ) -> Result<Reuse, RegistryError> {
        let record = self.living_paper(code).await?;
        self.check_unit(dossier.unit())?;
        if record.paper.paper_type != *component {
            let (is, wanted) = (record.paper.paper_type, component.clone());
            return Err(RegistryError::OtherType { code: code.clone(), is, wanted });
        }
        let context = actor.context(Some(dossier.unit().clone()), Some(format!("dossier {dossier}")));
        Ok(self.ledger.reuse(context, code.clone(), dossier.clone(), component.clone()).await?)
    }
}
