//! Coverage as a manager asks for it, and inventories as units declare them.

use coverage::{Coverage, Question, coverage};
use jiff::{Timestamp, civil::Date};
use model::{InventoryLine, UnitCode, local_date};

use crate::{Registry, RegistryError, lookup::nearest};

/// What is wrong with an inventory file, with its line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InventoryFileError {
    /// The first line does not name the columns.
    #[error("the inventory's first line must name the columns unit, type, count, as_of; it names {0}")]
    Columns(String),
    /// A line that is wrong.
    #[error("line {line} of the inventory, {column}: {cause}")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// Which column.
        column: &'static str,
        /// What is wrong.
        cause: String,
    },
}

impl Registry {
    /// Reads an inventory as CSV with the columns unit, type, count and as_of, checks it against the catalogue, and
    /// declares it: all of it or nothing. Answers how many lines were declared.
    ///
    /// # Errors
    /// [`InventoryFileError`] names the first line and column that is wrong.
    pub async fn declare_inventory(&self, actor: &str, csv: &str) -> Result<usize, RegistryError> {
        let lines = self.read_inventory(csv, local_date(Timestamp::now()))?;
        let count = lines.len();
        self.ledger.declare_inventory(Self::context(actor, None, None), lines).await?;
        Ok(count)
    }

    fn read_inventory(&self, text: &str, today: Date) -> Result<Vec<InventoryLine>, InventoryFileError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
        let columns = reader.headers().cloned().unwrap_or_default();
        let place = |name: &str| columns.iter().position(|column| column.eq_ignore_ascii_case(name));
        let (Some(unit), Some(paper_type), Some(count), Some(as_of)) =
            (place("unit"), place("type"), place("count"), place("as_of"))
        else {
            return Err(InventoryFileError::Columns(columns.iter().collect::<Vec<_>>().join(", ")));
        };
        let mut lines = Vec::new();
        for (at, record) in reader.records().enumerate() {
            let record = record.map_err(|error| wrong(at as u64 + 2, "the line", &error))?;
            let line = record.position().map_or(at as u64 + 2, csv::Position::line);
            let cell = |column: usize| record.get(column).unwrap_or_default();
            let declared = InventoryLine {
                unit: cell(unit).parse().map_err(|error| wrong(line, "unit", &error))?,
                paper_type: cell(paper_type).parse().map_err(|error| wrong(line, "type", &error))?,
                count: cell(count).parse().map_err(|error| wrong(line, "count", &error))?,
                as_of: cell(as_of).parse().map_err(|error| wrong(line, "as_of", &error))?,
            };
            self.check_inventory_line(&declared, line, today)?;
            lines.push(declared);
        }
        Ok(lines)
    }

    fn check_inventory_line(&self, declared: &InventoryLine, line: u64, today: Date) -> Result<(), InventoryFileError> {
        if self.catalogue.unit(&declared.unit).is_none() {
            let near = nearest(declared.unit.as_str(), self.catalogue.units().map(|unit| unit.code.to_string()));
            let unit = declared.unit.clone();
            return Err(wrong(line, "unit", &RegistryError::UnknownUnit { unit, near }));
        }
        self.check_paper_type(&declared.paper_type).map_err(|error| wrong(line, "type", &error))?;
        if declared.as_of > today {
            return Err(wrong(line, "as_of", &"the day is in the future; declare what is held today or earlier"));
        }
        Ok(())
    }

    /// The coverage of a day against a plan, from the counters; `recount` counts the log instead.
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
        let plan = plan.map(|name| self.plan(name)).transpose()?;
        if let Some(code) = unit
            && self.catalogue.unit(code).is_none()
        {
            let near = nearest(code.as_str(), self.catalogue.units().map(|unit| unit.code.to_string()));
            return Err(RegistryError::UnknownUnit { unit: code.clone(), near });
        }
        let digitised = if recount { self.ledger.recount(on).await? } else { self.ledger.digitised(on).await? };
        let declared = self.ledger.inventory(on).await?;
        Ok(coverage(&self.catalogue, Question { on, plan, unit }, &digitised, &declared))
    }

    fn plan(&self, name: &str) -> Result<&catalogue::Plan, RegistryError> {
        self.catalogue.plan(name).ok_or_else(|| {
            let near = nearest(name, self.catalogue.plans().map(|plan| plan.name.clone()));
            RegistryError::UnknownPlan { plan: name.to_owned(), near }
        })
    }
}

fn wrong(line: u64, column: &'static str, cause: &impl ToString) -> InventoryFileError {
    InventoryFileError::Line { line, column, cause: cause.to_string() }
}
