//! Changes of the catalogue: entries of the log with a day from which they hold, laid over the catalogue's files.

use std::{collections::BTreeSet, sync::Arc};

use catalogue::{Catalogue, ChangeFile, read_change_file};
use jiff::{Timestamp, civil::Date};
use ledger::{ActivityQuestion, Ledger};
use model::{CatalogueLine, UnitCode, local_date};

use crate::{Actor, FileReport, Registry, RegistryError, Taking, lines};

impl Registry {
    /// The catalogue of the files with everything that the log says of it since.
    ///
    /// # Errors
    /// The ledger's; a change that no longer fits because the files were changed beneath it.
    pub async fn current_catalogue(files: Catalogue, ledger: &dyn Ledger) -> Result<Arc<Catalogue>, RegistryError> {
        let lines = ledger.catalogue_lines().await?;
        Ok(Arc::new(if lines.is_empty() { files } else { files.with_lines(&lines)? }))
    }

    /// Takes in a file of changes, or with `dry_run` only says what would come of it. They hold when the store is opened
    /// the next time.
    ///
    /// # Errors
    /// [`catalogue::CatalogueError`] when the whole would not fit together, [`RegistryError::Orphans`] when records would
    /// count for no unit any more; nothing is taken in then. What is wrong with lines is in the report.
    pub async fn change_catalogue(
        &self,
        actor: &Actor,
        file: &ChangeFile<'_>,
        taking: Taking,
        dry_run: bool,
    ) -> Result<(FileReport, Vec<CatalogueLine>), RegistryError> {
        let changes = read_change_file(file);
        let wrong = changes.errors.len() as u64;
        let mut report = FileReport { lines: changes.lines.len() as u64 + wrong, wrong, ..FileReport::default() };
        changes.errors.into_iter().for_each(|error| report.add_error(error));
        let lines = lines::to_take(changes.lines, &report, taking);
        let changed = self.catalogue.with_lines(&lines)?;
        self.check_orphans(&changed, &lines).await?;
        report.taken = lines.len() as u64;
        if !dry_run {
            self.ledger.change_catalogue(actor.context(None, None), lines.clone()).await?;
        }
        Ok((report, lines))
    }

    /// Whatever counts for a unit now must count for one on every day that the change speaks of.
    async fn check_orphans(&self, changed: &Catalogue, lines: &[CatalogueLine]) -> Result<(), RegistryError> {
        let used = self.units_in_use().await?;
        let today = local_date(Timestamp::now());
        let ends = changed.units().filter_map(|unit| unit.to?.tomorrow().ok());
        let days: BTreeSet<Date> = lines.iter().map(|line| line.since).chain(ends).chain([today]).collect();
        for day in days {
            let (before, after) = (self.catalogue.map_on(day), changed.map_on(day));
            let lost = |unit: &&UnitCode| before.counting(unit).is_some() && after.counting(unit).is_none();
            let lost: Vec<String> = used.iter().filter(lost).map(ToString::to_string).collect();
            if !lost.is_empty() {
                return Err(RegistryError::Orphans { day, units: lost.join(", ") });
            }
        }
        Ok(())
    }

    /// The units of which the ledger knows anything that counts.
    async fn units_in_use(&self) -> Result<BTreeSet<UnitCode>, RegistryError> {
        let ever = ActivityQuestion { from: Date::MIN, to: Date::MAX, as_of: Date::MAX, procedure: None };
        let mut units: BTreeSet<UnitCode> = self.ledger.activity(ever).await?.into_iter().map(|row| row.unit).collect();
        units.extend(self.ledger.digitised(local_date(Timestamp::now())).await?.into_iter().map(|row| row.unit));
        units.extend(self.ledger.inventory(Date::MAX).await?.into_iter().map(|row| row.unit));
        Ok(units)
    }
}
