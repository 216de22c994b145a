//! The checklist of a procedure for a holder: what to reuse, what stands in the way, what to scan (DESIGN §8).

use jiff::Timestamp;
use model::{HolderId, PaperTypeCode, ProcedureCode, local_date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Actor, FoundPaper, Registry, RegistryError};

/// What to do about one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChecklistStatus {
    /// Held and valid: reuse it.
    Reuse,
    /// Held, but not to be reused; each paper says why.
    NotReusable,
    /// Not held: scan it.
    Scan,
}

/// One paper that the procedure asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChecklistItem {
    /// What it is, by code.
    #[serde(rename = "type")]
    pub paper_type: PaperTypeCode,
    /// What it is, by name.
    pub name: String,
    /// Whether the dossier is incomplete without it.
    pub required: bool,
    /// What to do.
    pub status: ChecklistStatus,
    /// What is held of it, reusable ones first, newest first.
    pub papers: Vec<FoundPaper>,
}

/// The answer that comes before anyone reaches for the scanner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Checklist {
    /// The procedure.
    pub procedure: ProcedureCode,
    /// Its name.
    pub name: String,
    /// The holder.
    pub holder: HolderId,
    /// Each component in the order of the official list.
    pub items: Vec<ChecklistItem>,
}

impl Registry {
    /// What a procedure asks for, and what of it is held for a holder.
    ///
    /// # Errors
    /// [`RegistryError::UnknownProcedure`], or the ledger's.
    pub async fn checklist(
        &self,
        actor: &Actor,
        procedure: &ProcedureCode,
        holder: &HolderId,
    ) -> Result<Checklist, RegistryError> {
        self.check_procedure(procedure)?;
        let today = local_date(Timestamp::now());
        let held = self.ledger.papers_of_holder(holder).await?;
        let count = u32::try_from(held.len()).unwrap_or(u32::MAX);
        let purpose = Some(format!("checklist {procedure}"));
        self.ledger.record_lookup(actor.context(None, purpose), holder.to_string(), count).await?;

        // `check_procedure` has found it.
        let Some(known) = self.catalogue.procedure(procedure) else { unreachable!("checked above") };
        let items = known.components.iter().map(|component| {
            let mut papers: Vec<FoundPaper> = held
                .iter()
                .filter(|record| record.paper.paper_type == component.paper_type)
                .map(|record| FoundPaper::on(record.clone(), today))
                .collect();
            papers.sort_by_key(|paper| (!paper.reusable, std::cmp::Reverse(paper.issued_on)));
            let status = match papers.first() {
                None => ChecklistStatus::Scan,
                Some(best) if best.reusable => ChecklistStatus::Reuse,
                Some(_) => ChecklistStatus::NotReusable,
            };
            let name = self.catalogue.paper_type(&component.paper_type).map(|known| known.name.clone());
            ChecklistItem {
                name: name.unwrap_or_else(|| component.paper_type.to_string()),
                paper_type: component.paper_type.clone(),
                required: component.required,
                status,
                papers,
            }
        });
        Ok(Checklist {
            procedure: procedure.clone(),
            name: known.name.clone(),
            holder: holder.clone(),
            items: items.collect(),
        })
    }
}
