//! Looking up: what is held of whom, before the citizen has sat down (DESIGN §8).

use std::{collections::BTreeSet, time::Instant};

use jiff::{Timestamp, civil::Date};
use model::{
    DossierNumber, Holder, HolderId, PaperCode, PaperRecord, PaperTypeCode, ProcedureCode, Standing, WhyNot,
    local_date, vietnamese::search_form,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Actor, Registry, RegistryError};

/// One paper of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundPaper {
    /// Its code.
    pub code: PaperCode,
    /// What it is, by code.
    #[serde(rename = "type")]
    pub paper_type: PaperTypeCode,
    /// What it is, by name.
    pub name: String,
    /// Who it is about.
    pub holder: Holder,
    /// Its number as printed.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When.
    pub issued_on: Option<Date>,
    /// `awaiting_approval`, `approved`, `rejected`, `superseded`, `revoked` or, by date alone, `expired`.
    pub state: String,
    /// Its last valid day; null for ever.
    pub valid_until: Option<Date>,
    /// Whether a dossier may take it today.
    pub reusable: bool,
    /// Why not, in Vietnamese.
    pub why_not: Option<String>,
}

/// The answer to a lookup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LookupAnswer {
    /// The papers, best first.
    pub papers: Vec<FoundPaper>,
    /// How long the answer took in this process, in milliseconds.
    pub took_ms: f64,
}

impl FoundPaper {
    /// What a clerk sees of a record on a day.
    pub fn on(record: PaperRecord, today: Date) -> Self {
        let (state, why_not) = match record.standing(today) {
            Standing::Reusable => (record.state.as_str(), None),
            Standing::NotReusable(why @ WhyNot::Expired { .. }) => ("expired", Some(why.vietnamese())),
            Standing::NotReusable(why) => (record.state.as_str(), Some(why.vietnamese())),
        };
        Self {
            state: state.to_owned(),
            reusable: why_not.is_none(),
            why_not,
            code: record.code,
            paper_type: record.paper.paper_type,
            name: record.paper.name,
            holder: record.paper.holder,
            number: record.paper.number,
            issuer: record.paper.issuer,
            issued_on: record.paper.issued_on,
            valid_until: record.paper.valid_until,
        }
    }
}

/// So many papers of one holder are looked at while somebody types, to find others of that name.
const PAPERS_A_HOLDER: usize = 10;

/// What somebody typed, as far as its form tells.
enum Query {
    Holder(HolderId),
    Paper(PaperCode),
    Dossier(DossierNumber),
    Words(String),
}

impl Query {
    fn understand(text: &str) -> Self {
        // What a QR reader types from a citizen ID card begins with the citizen ID (DOMAIN §2).
        let text = text.trim();
        let first = text.split('|').next().unwrap_or(text);
        if let Ok(holder) = first.parse() {
            return Self::Holder(holder);
        }
        if let Ok(code) = text.parse() {
            return Self::Paper(code);
        }
        if let Ok(number) = text.parse() {
            return Self::Dossier(number);
        }
        Self::Words(text.to_owned())
    }
}

impl Registry {
    /// Looks up papers by holder ID, paper code, dossier number, what an ID card's QR code says, or words: a name first,
    /// then number, issuer and abstract. With `holder`, only that holder's papers, narrowed by the words. At most `limit`.
    /// The lookup is an entry of the log.
    ///
    /// # Errors
    /// The stores'.
    pub async fn look_up(
        &self,
        actor: &Actor,
        text: Option<&str>,
        holder: Option<&HolderId>,
        limit: usize,
    ) -> Result<LookupAnswer, RegistryError> {
        let answer = self.found(text, holder, limit).await?;
        let asked =
            holder.map(HolderId::to_string).into_iter().chain(text.map(str::to_owned)).collect::<Vec<_>>().join(" ");
        let count = u32::try_from(answer.papers.len()).unwrap_or(u32::MAX);
        self.ledger.record_lookup(actor.context(None, None), asked, count).await?;
        Ok(answer)
    }

    /// The same for somebody who still types; no entry of the log, in which every letter would be one.
    ///
    /// # Errors
    /// The stores'.
    pub async fn find_while_typing(
        &self,
        text: Option<&str>,
        holder: Option<&HolderId>,
        limit: usize,
    ) -> Result<LookupAnswer, RegistryError> {
        if holder.is_some() {
            return self.found(text, holder, limit).await;
        }
        // One with many papers would hide everybody else of that name.
        let mut answer = self.found(text, None, PAPERS_A_HOLDER * limit).await?;
        let mut seen = BTreeSet::new();
        answer.papers.retain(|paper| seen.len() < limit && seen.insert(paper.holder.id.clone()));
        Ok(answer)
    }

    /// Issuers of papers that are here, whose name has words in a row that begin as those of `text` do; the most frequent first.
    ///
    /// # Errors
    /// The index's.
    pub async fn issuers(&self, text: String, limit: usize) -> Result<Vec<String>, RegistryError> {
        Ok(self.index.issuers(&text, limit)?)
    }

    async fn found(
        &self,
        text: Option<&str>,
        holder: Option<&HolderId>,
        limit: usize,
    ) -> Result<LookupAnswer, RegistryError> {
        let started = Instant::now();
        let records = match (holder, text) {
            (Some(holder), text) => {
                let words = search_form(text.unwrap_or_default());
                let mut papers = self.ledger.papers_of_holder(holder).await?;
                papers.retain(|record| mentions(record, &words));
                papers
            }
            (None, Some(text)) => self.find(text, limit).await?,
            (None, None) => Vec::new(),
        };
        let today = local_date(Timestamp::now());
        let papers: Vec<FoundPaper> =
            records.into_iter().take(limit).map(|record| FoundPaper::on(record, today)).collect();
        let took_ms = started.elapsed().as_secs_f64() * 1000.0;
        Ok(LookupAnswer { papers, took_ms: (took_ms * 1000.0).round() / 1000.0 })
    }

    async fn find(&self, text: &str, limit: usize) -> Result<Vec<PaperRecord>, RegistryError> {
        match Query::understand(text) {
            Query::Holder(holder) => Ok(self.ledger.papers_of_holder(&holder).await?),
            Query::Paper(code) => Ok(self.ledger.paper(&code).await?.into_iter().collect()),
            Query::Dossier(number) => self.papers_in_dossier(&number).await,
            Query::Words(words) => {
                let mut papers = Vec::new();
                for hit in self.index.search(&search::Query { text: words, limit })? {
                    papers.extend(self.ledger.paper(&hit.code).await?);
                }
                Ok(papers)
            }
        }
    }

    /// Papers that came with a dossier and papers that it took from the store.
    async fn papers_in_dossier(&self, number: &DossierNumber) -> Result<Vec<PaperRecord>, RegistryError> {
        let mut papers = self.ledger.papers_of_dossier(number).await?;
        let mut seen: BTreeSet<PaperCode> = papers.iter().map(|record| record.code.clone()).collect();
        for reuse in self.ledger.reuses_of(number).await? {
            if seen.insert(reuse.code.clone()) {
                papers.extend(self.ledger.paper(&reuse.code).await?);
            }
        }
        Ok(papers)
    }

    /// Checks that a procedure is in the catalogue.
    ///
    /// # Errors
    /// [`RegistryError::UnknownProcedure`].
    pub fn check_procedure(&self, code: &ProcedureCode) -> Result<(), RegistryError> {
        if self.catalogue.procedure(code).is_some() {
            return Ok(());
        }
        let near = nearest(code.as_str(), self.catalogue.procedures().map(|known| known.code.to_string()));
        Err(RegistryError::UnknownProcedure { procedure: code.clone(), near })
    }
}

fn mentions(record: &PaperRecord, words: &str) -> bool {
    let paper = &record.paper;
    let texts = [
        Some(&paper.name),
        paper.holder.name.as_ref(),
        paper.number.as_ref(),
        paper.issuer.as_ref(),
        paper.abstract_text.as_ref(),
    ];
    let all = search_form(&texts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "));
    let all: BTreeSet<&str> = all.split(' ').collect();
    words.split(' ').filter(|word| !word.is_empty()).all(|word| all.contains(word))
}

/// The nearest of the known codes, when it is near enough to be a slip of the hand.
pub(crate) fn nearest(given: &str, known: impl Iterator<Item = String>) -> Option<String> {
    known
        .map(|code| (strsim::osa_distance(given, &code), code))
        .min()
        .filter(|(distance, code)| distance * 3 <= code.len())
        .map(|(_, code)| code)
}
