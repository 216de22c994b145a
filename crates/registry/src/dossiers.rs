//! Dossiers: told of by one-stop systems, many at once or step by step at a counter, and told on to the national portal.

use std::io::{self, BufRead};

use exchange::{Dossiers, Format, Message, read_dossiers, to_message};
use futures::StreamExt as _;
use jiff::{Timestamp, civil::Date};
use ledger::{ActivityQuestion, DossiersQuestion, Measure, Recorded};
use model::{
    ComponentReuse, Context, DossierComponent, DossierNumber, DossierRecord, DossierResult, DossierState, FileError,
    HandOver, PaperKind, PaperRecord, PaperState, UnitCode, local_date,
};
use tokio::sync::mpsc;

use crate::{Actor, FileReport, Registry, RegistryError, Taking};

/// Dossiers in one write of the ledger: enough that syncing costs little, few enough that memory stays small.
const WRITTEN_AT_ONCE: usize = 5000;
/// Such writes under way: while one is made durable the next one runs, the third is made ready in between, and one waits.
const WRITTEN_TOGETHER: usize = 4;
/// Parsed dossiers that wait for the ledger, in such portions.
const PORTIONS_WAITING_MAX: usize = 2;
/// Dossiers that are read at once for a period's message.
const PAGE: usize = 1000;

/// A file of dossiers that can be read from its beginning, more than once.
pub struct DossierFile {
    /// Its name, for messages.
    pub name: String,
    /// How it is written.
    pub format: Format,
    /// Opens it.
    pub open: Box<dyn Fn() -> io::Result<Box<dyn BufRead>> + Send>,
}

/// A step of a dossier that a counter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DossierStep {
    /// It was registered and is received now.
    Receive,
    /// Its result is due on another day.
    Due(Date),
    /// The authority is done with it.
    Resolve,
    /// Its result was returned.
    Return,
}

enum Parsed {
    Dossier(Box<DossierRecord>),
    Wrong(Vec<FileError>),
}

impl Registry {
    /// Records the dossiers of a file as a one-stop system exports it (schemas/dossier-import.v1.schema.json). With
    /// [`Taking::AllOrNothing`] the file is read twice: first to see that nothing in it is wrong.
    ///
    /// # Errors
    /// A file that cannot be opened, and the ledger's; what is wrong with lines is in the report.
    pub async fn import_dossiers(
        &self,
        actor: &Actor,
        file: DossierFile,
        taking: Taking,
    ) -> Result<FileReport, RegistryError> {
        let context = actor.context(None, None);
        if taking == Taking::AllOrNothing {
            let (checked, file) = self.take_dossiers(None, file).await?;
            if checked.wrong > 0 {
                return Ok(checked);
            }
            return self.take_dossiers(Some(&context), file).await.map(|(report, _)| report);
        }
        self.take_dossiers(Some(&context), file).await.map(|(report, _)| report)
    }

    /// Reads on a thread of its own while the ledger writes; without a context nothing is written.
    async fn take_dossiers(
        &self,
        context: Option<&Context>,
        file: DossierFile,
    ) -> Result<(FileReport, DossierFile), RegistryError> {
        let (portions, mut waiting) = mpsc::channel::<Vec<Parsed>>(PORTIONS_WAITING_MAX);
        let registry = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let read = registry.parse_dossiers(&file, &portions);
            (file, read)
        });
        let mut report = FileReport::default();
        let portions = futures::stream::poll_fn(|context| waiting.poll_recv(context));
        let mut taken = portions.map(|portion| self.take_portion(context, portion)).buffered(WRITTEN_TOGETHER);
        while let Some(part) = taken.next().await {
            report.add(part?);
        }
        let (file, read) = reading.await.map_err(|error| RegistryError::File {
            what: "the file of dossiers could not be read to its end".to_owned(),
            source: io::Error::other(error),
        })?;
        read.map_err(|source| RegistryError::File { what: format!("{} cannot be read", file.name), source })?;
        Ok((report, file))
    }

    fn parse_dossiers(&self, file: &DossierFile, portions: &mpsc::Sender<Vec<Parsed>>) -> io::Result<()> {
        let now = Timestamp::now();
        let mut portion = Vec::with_capacity(WRITTEN_AT_ONCE);
        for read in read_dossiers(file.format, &file.name, (file.open)()?) {
            portion.push(match read {
                Ok((line, message)) => self.parse_dossier(&file.name, line, message, now),
                Err(error) => Parsed::Wrong(vec![error]),
            });
            if portion.len() == WRITTEN_AT_ONCE {
                let full = std::mem::replace(&mut portion, Vec::with_capacity(WRITTEN_AT_ONCE));
                if portions.blocking_send(full).is_err() {
                    // Whoever takes them has failed and says so.
                    return Ok(());
                }
            }
        }
        // As above.
        let _ = portions.blocking_send(portion);
        Ok(())
    }

    fn parse_dossier(&self, file: &str, line: u64, message: Message, now: Timestamp) -> Parsed {
        let wrong = |column: &str, cause: String| FileError {
            file: file.to_owned(),
            line,
            column: Some(column.to_owned()),
            cause,
        };
        let record = match message.into_record(now, |procedure, day| self.owes_result(procedure, day)) {
            Ok(record) => record,
            Err(errors) => {
                return Parsed::Wrong(errors.into_iter().map(|error| wrong(&error.column, error.cause)).collect());
            }
        };
        let unit = self.check_known_unit(&record.unit).map_err(|error| wrong("DonViXuLy", error.to_string()));
        let procedure = self.check_procedure(&record.procedure).map_err(|error| wrong("MaTTHC", error.to_string()));
        let errors: Vec<FileError> = unit.err().into_iter().chain(procedure.err()).collect();
        if errors.is_empty() { Parsed::Dossier(Box::new(record)) } else { Parsed::Wrong(errors) }
    }

    async fn take_portion(&self, context: Option<&Context>, portion: Vec<Parsed>) -> Result<FileReport, RegistryError> {
        let mut report = FileReport::default();
        let mut records = Vec::with_capacity(portion.len());
        for parsed in portion {
            report.lines += 1;
            match parsed {
                Parsed::Dossier(record) => records.push(*record),
                Parsed::Wrong(errors) => {
                    report.wrong += 1;
                    errors.into_iter().for_each(|error| report.add_error(error));
                }
            }
        }
        if let Some(context) = context
            && !records.is_empty()
        {
            for recorded in self.ledger.record_dossiers(context.clone(), records).await? {
                match recorded {
                    Recorded::New | Recorded::Changed => report.taken += 1,
                    Recorded::Same => report.known += 1,
                }
            }
        }
        Ok(report)
    }

    /// One dossier as it was last told of.
    ///
    /// # Errors
    /// [`RegistryError::UnknownDossier`].
    pub async fn known_dossier(&self, number: &DossierNumber) -> Result<DossierRecord, RegistryError> {
        let dossier = self.ledger.dossier(number).await?;
        dossier.ok_or_else(|| RegistryError::UnknownDossier(number.clone()))
    }

    /// Registers a dossier that is not received yet.
    ///
    /// # Errors
    /// An unknown procedure or unit; [`RegistryError::Step`] when the number is taken.
    pub async fn register_dossier(
        &self,
        actor: &Actor,
        dossier: DossierRecord,
    ) -> Result<DossierRecord, RegistryError> {
        self.check_procedure(&dossier.procedure)?;
        self.check_unit(&dossier.unit)?;
        if self.ledger.dossier(&dossier.number).await?.is_some() {
            return Err(RegistryError::Step { number: dossier.number, why: "it is there already" });
        }
        self.record(actor, dossier).await
    }

    async fn record(&self, actor: &Actor, dossier: DossierRecord) -> Result<DossierRecord, RegistryError> {
        let context = actor.context(Some(dossier.unit.clone()), Some(format!("dossier {}", dossier.number)));
        self.ledger.record_dossiers(context, vec![dossier.clone()]).await?;
        Ok(dossier)
    }

    /// Takes a dossier a step on.
    ///
    /// # Errors
    /// [`RegistryError::UnknownDossier`]; [`RegistryError::Step`] for a step that it cannot take.
    pub async fn step_dossier(
        &self,
        actor: &Actor,
        number: &DossierNumber,
        step: DossierStep,
    ) -> Result<DossierRecord, RegistryError> {
        let mut dossier = self.known_dossier(number).await?;
        let now = Timestamp::now();
        let refuse = |why| Err(RegistryError::Step { number: number.clone(), why });
        match step {
            DossierStep::Receive if dossier.received_at.is_some() => return refuse("it has been received"),
            DossierStep::Receive => {
                dossier.state = DossierState::Received;
                dossier.received_at = Some(now);
                dossier.owes_result = self.owes_result(&dossier.procedure, local_date(now));
            }
            _ if dossier.received_at.is_none() => return refuse("it has not been received"),
            DossierStep::Due(day) if dossier.received_on().is_some_and(|received| day < received) => {
                return refuse("it cannot be due before it was received");
            }
            DossierStep::Due(day) => dossier.due_at = Some(end_of(day)),
            DossierStep::Resolve if dossier.state.is_resolved() => return refuse("it is resolved already"),
            DossierStep::Resolve => {
                dossier.state = DossierState::Resolved;
                dossier.resolved_at = Some(now);
            }
            DossierStep::Return if dossier.returned_at.is_some() => return refuse("its result has been returned"),
            DossierStep::Return => {
                dossier.state = DossierState::Returned;
                dossier.resolved_at.get_or_insert(now);
                dossier.returned_at = Some(now);
            }
        }
        self.record(actor, dossier).await
    }

    /// Gives a dossier to another unit, with its papers: those that came with it and those that it took from the store. It
    /// goes electronically when none of them is still on paper: all lie in the store.
    ///
    /// # Errors
    /// [`RegistryError::UnknownDossier`], an unknown unit, and the ledger's conflict.
    pub async fn hand_over(
        &self,
        actor: &Actor,
        number: &DossierNumber,
        to: &UnitCode,
        electronic: bool,
    ) -> Result<HandOver, RegistryError> {
        self.check_unit(to)?;
        let dossier = self.known_dossier(number).await?;
        let last = self.ledger.hand_overs(number).await?.pop();
        let from = last.map_or(dossier.unit, |last| last.to);
        let mut papers: Vec<_> =
            self.ledger.papers_of_dossier(number).await?.into_iter().map(|record| record.code).collect();
        papers.extend(self.ledger.reuses_of(number).await?.into_iter().map(|reuse| reuse.code));
        papers.sort();
        papers.dedup();
        let at = Timestamp::now();
        let over = HandOver { number: number.clone(), from, to: to.clone(), at, electronic, papers };
        let context = actor.context(Some(over.from.clone()), Some(format!("dossier {number}")));
        self.ledger.hand_over_dossier(context, over.clone()).await?;
        Ok(over)
    }

    /// What the national portal is told of a dossier: what the one-stop system said, and what of it lies in the store.
    ///
    /// # Errors
    /// [`RegistryError::UnknownDossier`].
    pub async fn message(&self, number: &DossierNumber) -> Result<Message, RegistryError> {
        let dossier = self.known_dossier(number).await?;
        self.message_of(dossier).await
    }

    async fn message_of(&self, mut dossier: DossierRecord) -> Result<Message, RegistryError> {
        for paper in self.ledger.papers_of_dossier(&dossier.number).await? {
            add_paper(&mut dossier, &paper);
        }
        for reuse in self.ledger.reuses_of(&dossier.number).await? {
            let taken = ComponentReuse::UnderCode { code: reuse.code.to_string() };
            match place_of(&mut dossier, reuse.component.as_str(), DossierComponent::is_reused) {
                Some(component) => component.reuse = taken,
                None => dossier.components.push(DossierComponent {
                    reuse: taken,
                    component: Some(reuse.component.to_string()),
                    ..DossierComponent::default()
                }),
            }
        }
        Ok(to_message(&dossier))
    }

    /// The messages of the dossiers that were received in a period by a unit and those below it, by number.
    ///
    /// # Errors
    /// An unknown unit; the ledger's.
    pub async fn messages(&self, from: Date, to: Date, unit: Option<&UnitCode>) -> Result<Dossiers, RegistryError> {
        let today = local_date(Timestamp::now());
        let question = DossiersQuestion {
            activity: ActivityQuestion { from, to, as_of: Date::MAX, procedure: None },
            units: unit.map_or(Ok(Vec::new()), |unit| self.units_within(unit, today))?,
            with: Measure::Received,
            without: None,
        };
        let mut dossiers = Vec::new();
        let mut after = None;
        loop {
            let page = self.ledger.dossiers_counted(question.clone(), after, PAGE).await?;
            for dossier in page.dossiers {
                dossiers.push(self.message_of(dossier).await?);
            }
            after = page.next;
            if after.is_none() {
                return Ok(Dossiers { from, to, unit: unit.cloned(), dossiers });
            }
        }
    }

    /// Every unit, also one that is no more, that counts for a unit or one below it on the map of a day.
    ///
    /// # Errors
    /// [`RegistryError::UnknownUnit`].
    pub fn units_within(&self, above: &UnitCode, day: Date) -> Result<Vec<UnitCode>, RegistryError> {
        self.check_known_unit(above)?;
        let map = self.catalogue.map_on(day);
        let within = |unit: &UnitCode| map.is_within(map.counting(unit).unwrap_or(unit), above);
        Ok(self.catalogue.units().map(|unit| unit.code.clone()).filter(within).collect())
    }
}

/// The last second of a local day.
fn end_of(day: Date) -> Timestamp {
    let end = day.at(23, 59, 59, 0);
    // Only days at the very ends of the calendar have none, and those are no days of dossiers.
    model::local_offset().to_timestamp(end).unwrap_or(Timestamp::MAX)
}

/// The component of a type of which the other system told, if it is of the kind that is looked for.
fn place_of<'a>(
    dossier: &'a mut DossierRecord,
    component: &str,
    wanted: impl Fn(&DossierComponent) -> bool,
) -> Option<&'a mut DossierComponent> {
    dossier.components.iter_mut().find(|told| told.component.as_deref() == Some(component) && wanted(told))
}

fn add_paper(dossier: &mut DossierRecord, record: &PaperRecord) {
    let paper = &record.paper;
    let code = paper.paper_type.as_str();
    let file = Some(paper.files.archival.unwrap_or(paper.files.original).sha256);
    match paper.kind {
        PaperKind::Component => {
            let digitised = |component: DossierComponent| DossierComponent {
                digitised: true,
                file_sha256: component.file_sha256.or(file),
                copy_form: component.copy_form.or(Some(paper.copy_form)),
                ..component
            };
            match place_of(dossier, code, |told| !told.is_reused() && told.file_sha256.is_none()) {
                Some(told) => *told = digitised(told.clone()),
                None => dossier.components.push(digitised(DossierComponent {
                    component: Some(code.to_owned()),
                    ..DossierComponent::default()
                })),
            }
        }
        // A result stays hidden until it has been returned (DOMAIN §4).
        PaperKind::Result if dossier.returned_at.is_some() && matches!(record.state, PaperState::Approved { .. }) => {
            dossier.results.push(DossierResult {
                name: Some(paper.name.clone()),
                component: Some(code.to_owned()),
                paper_id: None,
                file_path: None,
                code: Some(record.code.to_string()),
                file_sha256: file,
            });
        }
        PaperKind::Result => {}
    }
}
