//! `hoso check`: objects, ledger, index and counters agree, or it says what does not (DESIGN §1.5).

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use ledger::{Activity, ActivityQuestion, ActivityRow, LedgerError, Totals};
use model::{CodePrefix, Entry, EntryBody, EntryHeader, PaperRecord, StoredFile, UnitCode, local_date};
use objects::ObjectKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DeepCheck, Registry, RegistryError};

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Disagreement {
    /// Which two: `ledger` (itself and what was written to it), `log`, `objects`, `codes`, `counters` or `index`.
    pub between: String,
    /// What does not agree, and what puts it right.
    pub message: String,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckReport {
    /// How many papers were looked at.
    pub papers: u64,
    /// How many entries of the log.
    pub entries: u64,
    /// How many objects.
    pub objects: u64,
    /// Up to which entry the log is exported.
    pub exported: u64,
    /// What does not agree; nothing, when all is well. What a deep check found is among it.
    pub disagreements: Vec<Disagreement>,
    /// The deep check, when one was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deep: Option<DeepCheck>,
}

const PAGE: usize = 500;

impl Registry {
    /// Checks the ledger against what was written to it, the log's chain, every paper's files, the serials of every prefix, the counters against a recount, and the
    /// index against the ledger. Whether objects still have their bytes is [`Registry::deep_check`]'s business.
    ///
    /// # Errors
    /// The stores', when they cannot be asked; what they answer wrongly is in the report.
    pub async fn check(&self) -> Result<CheckReport, RegistryError> {
        let mut found = Vec::new();
        if let Err(error) = self.ledger.check_contents().await {
            match error {
                LedgerError::Damaged { .. } => found.push(disagreement("ledger", error.to_string())),
                other => return Err(other.into()),
            }
        }
        let entries = self.check_log(&mut found).await?;
        let (papers, objects) = self.check_papers(&mut found).await?;
        let totals = self.ledger.totals().await?;
        self.check_counters(papers, totals, &mut found).await?;
        self.check_index(papers, entries, &mut found);
        let exported = self.ledger.exported().await?;
        Ok(CheckReport { papers, entries, objects, exported, disagreements: found, deep: None })
    }

    async fn check_log(&self, found: &mut Vec<Disagreement>) -> Result<u64, RegistryError> {
        let mut previous: Option<EntryHeader> = None;
        loop {
            let after = previous.as_ref().map_or(0, |header| header.sequence);
            let entries = self.ledger.entries(after, PAGE).await?;
            if entries.is_empty() {
                return Ok(after);
            }
            for entry in entries {
                if let Err(error) = entry.verify(previous.as_ref()) {
                    found.push(disagreement("log", error.to_string()));
                }
                if entry.header.kind == "paper_erased" {
                    self.check_erasure(&entry, found).await?;
                }
                previous = Some(entry.header);
            }
        }
    }

    /// A crash between an erasure's entry and the end of its work leaves what the law wants gone.
    async fn check_erasure(&self, entry: &Entry, found: &mut Vec<Disagreement>) -> Result<(), RegistryError> {
        let Ok(Some(EntryBody::PaperErased(erased))) = entry.read_body() else { return Ok(()) };
        for key in erased.objects.iter().filter_map(|key| key.parse::<ObjectKey>().ok()) {
            let ObjectKey::Original(sha256) = key else { continue };
            // The same bytes may have been handed in anew since.
            if self.objects.facts(&key).await?.is_some() && self.ledger.scans_of(sha256).await?.is_empty() {
                let message = format!("{key} was erased and is still there; `hoso erase` of the same paper goes on");
                found.push(disagreement("objects", message));
            }
        }
        Ok(())
    }

    async fn check_papers(&self, found: &mut Vec<Disagreement>) -> Result<(u64, u64), RegistryError> {
        let mut serials = Serials::default();
        let (mut papers, mut objects) = (0, 0);
        let mut after = None;
        loop {
            let page = self.ledger.papers(after, PAGE).await?;
            for record in page.papers {
                papers += 1;
                serials.note(&record);
                objects += self.check_files(&record, found).await?;
            }
            for prefix in serials.suspects(page.next.is_none()) {
                self.check_serials(&prefix, found).await?;
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok((papers, objects)),
            }
        }
    }

    /// Looks at every paper of a suspect prefix at once.
    async fn check_serials(&self, prefix: &CodePrefix, found: &mut Vec<Disagreement>) -> Result<(), RegistryError> {
        let papers = self.ledger.papers_of_holder(&prefix.holder).await?;
        let mut serials: Vec<u32> =
            papers.iter().filter(|record| record.code.prefix() == prefix).map(|record| record.code.serial()).collect();
        serials.sort_unstable();
        let highest = serials.last().copied().unwrap_or_default();
        for missing in (1..highest).filter(|serial| serials.binary_search(serial).is_err()) {
            if self.ledger.erased(&prefix.clone().with_serial(missing)).await?.is_none() {
                let message = format!("serial {missing} is missing before a later one of type {}", prefix.paper_type);
                found.push(disagreement("codes", message));
            }
        }
        Ok(())
    }

    async fn check_files(&self, record: &PaperRecord, found: &mut Vec<Disagreement>) -> Result<u64, RegistryError> {
        let files = record.paper.files;
        let derived = files.derived().map(|file| (ObjectKey::derived(file.sha256), file));
        let mut checked = 0;
        for (key, file) in std::iter::once((ObjectKey::original(files.original.sha256), files.original)).chain(derived)
        {
            checked += 1;
            if let Some(problem) = self.file_problem(&key, file).await? {
                // The code holds the holder's ID; the report names the object and leaves the paper to `hoso lookup`.
                found.push(disagreement(
                    "objects",
                    format!("{key} {problem}; restore it from a copy of the object store"),
                ));
            }
        }
        Ok(checked)
    }

    async fn file_problem(&self, key: &ObjectKey, file: StoredFile) -> Result<Option<String>, RegistryError> {
        match self.objects.facts(key).await? {
            None => Ok(Some("is missing".to_owned())),
            Some(facts) if facts.bytes != file.bytes => {
                Ok(Some(format!("has {} bytes, not the {} that it was written with", facts.bytes, file.bytes)))
            }
            Some(_) => Ok(None),
        }
    }

    async fn check_counters(
        &self,
        papers: u64,
        totals: Totals,
        found: &mut Vec<Disagreement>,
    ) -> Result<(), RegistryError> {
        let today = local_date(Timestamp::now());
        if self.ledger.digitised(today).await? != self.ledger.recount(today).await? {
            let message = "the coverage counters differ from a recount; `hoso rebuild` makes them again".to_owned();
            found.push(disagreement("counters", message));
        }
        let ever = ActivityQuestion { from: Date::MIN, to: Date::MAX, as_of: today, procedure: None };
        let counted = |rows: Vec<ActivityRow>| {
            rows.into_iter().map(|row| (row.unit, row.activity)).filter(|(_, activity)| !activity.is_none()).collect()
        };
        let by_counters: Vec<(UnitCode, Activity)> = counted(self.ledger.activity(ever.clone()).await?);
        if by_counters != counted(self.ledger.recount_activity(ever).await?) {
            let message = "the counters of activity differ from a recount; `hoso rebuild` makes them again".to_owned();
            found.push(disagreement("counters", message));
        }
        let (from, to) = (today.first_of_year(), today.last_of_year());
        if self.ledger.applicants(from, to).await? != self.ledger.recount_applicants(from, to).await? {
            let message =
                "the counters of applicants differ from a recount; `hoso rebuild` makes them again".to_owned();
            found.push(disagreement("counters", message));
        }
        if totals.papers != papers {
            let message =
                format!("the ledger counts {} papers and holds {papers}; `hoso rebuild` makes it again", totals.papers);
            found.push(disagreement("counters", message));
        }
        Ok(())
    }

    fn check_index(&self, papers: u64, entries: u64, found: &mut Vec<Disagreement>) {
        let (position, indexed) = (self.index.position(), self.index.papers());
        if position > entries {
            let message =
                format!("the index has followed {position} entries of a log of {entries}; delete it, it is made again");
            found.push(disagreement("index", message));
        } else if position == entries && indexed != papers {
            let message =
                format!("the index holds {indexed} papers and the ledger {papers}; delete it, it is made again");
            found.push(disagreement("index", message));
        }
    }
}

/// The serials of the prefixes that are being passed by. Codes come in the order of their texts, so that a prefix's are
/// nearly always together; one whose count and highest serial differ when it has been passed is looked at by itself.
#[derive(Default)]
struct Serials(BTreeMap<CodePrefix, (u32, u32)>);

impl Serials {
    fn note(&mut self, record: &PaperRecord) {
        let (count, highest) = self.0.entry(record.code.prefix().clone()).or_default();
        *count += 1;
        *highest = record.code.serial().max(*highest);
    }

    /// Forgets what has been passed and answers what of it is suspect; keeps the last prefix unless this is the `end`.
    fn suspects(&mut self, end: bool) -> Vec<CodePrefix> {
        let last = if end { None } else { self.0.pop_last() };
        let passed = std::mem::replace(&mut self.0, last.into_iter().collect());
        passed.into_iter().filter(|(_, (count, highest))| count != highest).map(|(prefix, _)| prefix).collect()
    }
}

fn disagreement(between: &str, message: String) -> Disagreement {
    Disagreement { between: between.to_owned(), message }
}
