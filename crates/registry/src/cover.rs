//! Coverage as a manager asks for it.

use coverage::{Coverage, Question, coverage};
use jiff::civil::Date;
use model::UnitCode;

use crate::{Registry, RegistryError, lookup::nearest};

impl Registry {
    /// The coverage of a day against a plan, from the counters; `recount` counts every paper instead.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPlan`], [`RegistryError::UnknownUnit`], or the ledger's.
    pub async fn coverage(
        &self,
        on: Date,
        plan: Option<&str>,
        unit: Option<&UnitCode>,
        recount: bool,
    ) -> Result<Coverage, RegistryError> {
        let plan = self.plan_asked_for(plan).map(|name| self.plan(name)).transpose()?;
        unit.map_or(Ok(()), |unit| self.check_known_unit(unit))?;
        let digitised = if recount { self.ledger.recount(on).await? } else { self.ledger.digitised(on).await? };
        let declared = self.ledger.inventory(on).await?;
        Ok(coverage(&self.catalogue, Question { on, plan, unit }, &digitised, &declared))
    }

    /// The plan that is meant when somebody names one, or none: that in force. An empty name is no plan at all.
    pub(crate) fn plan_asked_for<'a>(&'a self, name: Option<&'a str>) -> Option<&'a str> {
        name.or(self.plan_in_force.as_deref()).filter(|name| !name.is_empty())
    }

    /// A plan of the catalogue.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPlan`], with the one that was perhaps meant.
    pub fn plan(&self, name: &str) -> Result<&catalogue::Plan, RegistryError> {
        self.catalogue.plan(name).ok_or_else(|| {
            let near = nearest(name, self.catalogue.plans().map(|plan| plan.name.clone()));
            RegistryError::UnknownPlan { plan: name.to_owned(), near }
        })
    }
}
