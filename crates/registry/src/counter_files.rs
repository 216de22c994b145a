//! What units declare of themselves in files: inventories of results in force, visits, and who works at counters.

use jiff::{Timestamp, civil::Date};
use model::{InventoryLine, PaperTypeCode, StaffLine, Ticket, UnitCode, local_date};

use crate::{
    Actor, FileReport, Registry, RegistryError, Taking, TextFile,
    lines::{self, Columns, Row, Wrong},
};

const INVENTORY: Columns = Columns { required: &["unit", "type", "count", "as_of"], optional: &[] };
const TICKETS: Columns = Columns { required: &["unit", "ticket", "arrived_at", "received_at"], optional: &[] };
const STAFF: Columns = Columns { required: &["unit", "from", "to", "staff"], optional: &["person_days"] };
/// A visit that took longer is a mistake.
const VISIT_HOURS_MAX: i64 = 24;

impl Registry {
    /// Declares what results in force units hold: CSV with the columns unit, type, count and as_of.
    ///
    /// # Errors
    /// The ledger's; what is wrong with lines is in the report.
    pub async fn declare_inventory(
        &self,
        actor: &Actor,
        file: TextFile<'_>,
        taking: Taking,
    ) -> Result<FileReport, RegistryError> {
        let today = local_date(Timestamp::now());
        let (read, mut report) = lines::read_csv(file, &INVENTORY, |row| self.inventory_line(row, today));
        let lines = lines::to_take(read, &report, taking);
        report.taken = lines.len() as u64;
        self.ledger.declare_inventory(actor.context(None, None), lines).await?;
        Ok(report)
    }

    fn inventory_line(&self, row: &Row<'_>, today: Date) -> Result<InventoryLine, Wrong> {
        let paper_type: PaperTypeCode = row.parse("type")?;
        self.check_paper_type(&paper_type).map_err(|error| ("type", error.to_string()))?;
        let as_of: Date = row.parse("as_of")?;
        if as_of > today {
            return Err(("as_of", "the day is in the future; declare what is held today or earlier".to_owned()));
        }
        Ok(InventoryLine { unit: self.known_unit(row)?, paper_type, count: row.parse("count")?, as_of })
    }

    fn known_unit(&self, row: &Row<'_>) -> Result<UnitCode, Wrong> {
        let unit = row.parse("unit")?;
        self.check_known_unit(&unit).map_err(|error| ("unit", error.to_string()))?;
        Ok(unit)
    }

    /// Records visits: CSV with the columns unit, ticket, arrived_at and received_at, the latter as RFC 3339 or as local time
    /// (`2026-11-23T08:15`).
    ///
    /// # Errors
    /// The ledger's; what is wrong with lines is in the report.
    pub async fn serve_tickets(
        &self,
        actor: &Actor,
        file: TextFile<'_>,
        taking: Taking,
    ) -> Result<FileReport, RegistryError> {
        let now = Timestamp::now();
        let (read, mut report) = lines::read_csv(file, &TICKETS, |row| self.ticket(row, now));
        let lines = lines::to_take(read, &report, taking);
        report.taken = lines.len() as u64;
        self.ledger.serve_tickets(actor.context(None, None), lines).await?;
        Ok(report)
    }

    fn ticket(&self, row: &Row<'_>, now: Timestamp) -> Result<Ticket, Wrong> {
        let ticket = row.cell("ticket").to_owned();
        if ticket.is_empty() {
            return Err(("ticket", "is empty".to_owned()));
        }
        let (arrived_at, received_at) = (time(row, "arrived_at")?, time(row, "received_at")?);
        if received_at < arrived_at {
            return Err(("received_at", "lies before arrived_at".to_owned()));
        }
        if received_at > now {
            return Err(("received_at", "lies in the future".to_owned()));
        }
        if arrived_at.duration_until(received_at).as_hours() >= VISIT_HOURS_MAX {
            return Err(("received_at", format!("lies {VISIT_HOURS_MAX} hours or more after arrived_at")));
        }
        Ok(Ticket { unit: self.known_unit(row)?, ticket, arrived_at, received_at })
    }

    /// Records who works at counters: CSV with the columns unit, from, to and staff, and perhaps person_days.
    ///
    /// # Errors
    /// The ledger's; what is wrong with lines is in the report.
    pub async fn declare_staff(
        &self,
        actor: &Actor,
        file: TextFile<'_>,
        taking: Taking,
    ) -> Result<FileReport, RegistryError> {
        let (read, mut report) = lines::read_csv(file, &STAFF, |row| self.staff_line(row));
        let lines = lines::to_take(read, &report, taking);
        report.taken = lines.len() as u64;
        self.ledger.declare_staff(actor.context(None, None), lines).await?;
        Ok(report)
    }

    fn staff_line(&self, row: &Row<'_>) -> Result<StaffLine, Wrong> {
        let (from, to): (Date, Date) = (row.parse("from")?, row.parse("to")?);
        if to < from {
            return Err(("to", "lies before from".to_owned()));
        }
        let (staff, person_days) = (row.parse("staff")?, row.optional("person_days")?);
        Ok(StaffLine { unit: self.known_unit(row)?, from, to, staff, person_days })
    }
}

/// A time with its offset, or a local one.
fn time(row: &Row<'_>, column: &'static str) -> Result<Timestamp, Wrong> {
    let cell = row.cell(column);
    if let Ok(time) = cell.parse() {
        return Ok(time);
    }
    let local: jiff::civil::DateTime = row.parse(column)?;
    model::local_offset().to_timestamp(local).map_err(|error| (column, error.to_string()))
}
