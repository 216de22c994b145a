//! Which pages of a scan are in which paper, and how a person puts that right: pages put back, papers split and joined.
//!
//! The original is never touched. A scan that is cut anew goes along the path once more, with its cut: papers that waited are
//! taken from review, papers that had a code are superseded by what takes their place. Every code and every entry stays.
//!
//! A page that was scanned again does the same: of its paper, of what is in no other paper, and of the new page a file is made,
//! which is an original of its own; the two that it was made of stay beside it (docs/decisions/0024-rescanned-pages.md).

use std::{cmp::Ordering, collections::BTreeSet, fmt, path::Path, str::FromStr};

use ledger::CutAnew;
use model::{
    BatchId, BatchOpened, Claim, DropReason, DroppedPage, IdentifierError, PaperCode, PaperPart, PaperRecord,
    PaperState, PaperTypeCode, ReceivedScan, Rescan, ReviewId, ReviewItem, ScanFinished, ScanId, Sha256Digest,
};
use objects::{LocalFile, ObjectKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Actor, Registry, RegistryError};

/// A paper that has its code, or one that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PaperId {
    /// One that waits.
    Review(ReviewId),
    /// One with its code.
    Code(PaperCode),
}

impl FromStr for PaperId {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self::Review).or_else(|_| text.parse().map(Self::Code))
    }
}

impl fmt::Display for PaperId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Review(id) => id.fmt(out),
            Self::Code(code) => code.fmt(out),
        }
    }
}

/// One paper of a scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CutPaper {
    /// Which.
    pub id: PaperId,
    /// What it is, when that is known.
    #[serde(rename = "type")]
    pub paper_type: Option<PaperTypeCode>,
    /// Its pages of the original, in its order.
    pub pages: Vec<u32>,
}

/// Which pages of a scan are in which paper (`schemas/cut.v1.schema.json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScanCut {
    /// The file's name or path, as it was given.
    pub path: String,
    /// How many pages it has.
    pub pages: u32,
    /// Its papers that wait or count, by their first pages.
    pub papers: Vec<CutPaper>,
    /// The pages that are in none of them.
    pub dropped: Vec<DroppedPage>,
}

/// How a scan is to be cut otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CutChange {
    /// Dropped pages go back into the paper, at their places.
    Restore(Vec<u32>),
    /// Pages are taken out of the paper.
    Drop(Vec<u32>),
    /// The papers of the scan are these; what is named nowhere is dropped. A paper that stays as it is keeps its code.
    Papers(Vec<Vec<u32>>),
}

/// A page at hand.
#[derive(Debug)]
pub struct OpenedPage {
    /// Where the file's bytes are on this machine.
    pub file: LocalFile,
    /// Their hash.
    pub original: Sha256Digest,
    /// Which page of it, from 1.
    pub page: u32,
}

/// A page that is to be scanned again, in its paper.
pub struct BadPage {
    /// The bytes of the file in which it lies, on this machine.
    pub file: LocalFile,
    /// Their hash.
    pub original: Sha256Digest,
    /// The pages of that file from which the new one is made: the paper's, and those that are in no paper.
    pub kept: Vec<u32>,
    /// At which of them the new page comes, before the bad one.
    pub at: usize,
    page: u32,
    received: ReceivedScan,
    paper: Living,
}

impl fmt::Debug for BadPage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { page, kept, at, .. } = self;
        out.debug_struct("BadPage").field("page", page).field("kept", kept).field("at", at).finish_non_exhaustive()
    }
}

/// The pages of a paper in the file that is made of its scan, of which some pages are `kept`, when so many pages come in the
/// place of the bad one, which is kept at `at`.
fn cut_with(paper: &[u32], kept: &[u32], at: usize, inserted: u32) -> Vec<u32> {
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    let pages = paper.iter().filter_map(|page| kept.iter().position(|kept| kept == page));
    let pages = pages.flat_map(|index| match index.cmp(&at) {
        Ordering::Less => number(index)..=number(index),
        Ordering::Equal => number(at)..=number(at) + inserted - 1,
        Ordering::Greater => number(index) + inserted..=number(index) + inserted,
    });
    pages.collect()
}

/// What is known of a paper that may be cut anew.
#[derive(Clone)]
enum Living {
    Waiting(Box<ReviewItem>),
    Coded(Box<PaperRecord>),
}

impl Living {
    fn id(&self) -> PaperId {
        match self {
            Self::Waiting(item) => PaperId::Review(item.id.clone()),
            Self::Coded(record) => PaperId::Code(record.code.clone()),
        }
    }

    fn pages(&self) -> &[u32] {
        match self {
            Self::Waiting(item) => &item.pages,
            Self::Coded(record) => &record.paper.pages,
        }
    }

    fn paper_type(&self) -> Option<&PaperTypeCode> {
        match self {
            Self::Waiting(item) => item.claim.paper_type.as_ref(),
            Self::Coded(record) => Some(&record.paper.paper_type),
        }
    }

    /// What the paper that takes its place is claimed to be.
    fn claim(&self) -> Claim {
        match self {
            Self::Waiting(item) => Claim { pages: None, ..item.claim.clone() },
            Self::Coded(record) => {
                let paper = &record.paper;
                Claim {
                    dossier: paper.dossier.clone(),
                    procedure: paper.procedure.clone(),
                    holder: Some(paper.holder.clone()),
                    kind: Some(paper.kind),
                    paper_type: Some(paper.paper_type.clone()),
                    // None at all is claimed as much as one.
                    number: Some(paper.number.clone().unwrap_or_else(|| "0".to_owned())),
                    copy_form: Some(paper.copy_form),
                    issued_on: paper.issued_on,
                    valid_until: paper.valid_until,
                    issuer: paper.issuer.clone(),
                    abstract_text: paper.abstract_text.clone(),
                    instead_of: vec![record.code.clone()],
                    ..Claim::default()
                }
            }
        }
    }
}

/// A scan, all that is alive of it, and what is dropped.
struct Scan {
    received: ReceivedScan,
    finished: ScanFinished,
    living: Vec<Living>,
}

impl Scan {
    fn cut(&self) -> ScanCut {
        let used: BTreeSet<u32> = self.living.iter().flat_map(Living::pages).copied().collect();
        let why = |page| {
            let known = self.finished.dropped.iter().find(|dropped| dropped.page == page);
            known.map_or(DropReason::ByHand, |dropped| dropped.why)
        };
        let papers = self.living.iter().map(|paper| CutPaper {
            id: paper.id(),
            paper_type: paper.paper_type().cloned(),
            pages: paper.pages().to_vec(),
        });
        ScanCut {
            path: self.received.path.clone(),
            pages: self.finished.pages,
            papers: papers.collect(),
            dropped: (1..=self.finished.pages)
                .filter(|page| !used.contains(page))
                .map(|page| DroppedPage { page, why: why(page) })
                .collect(),
        }
    }
}

impl Registry {
    /// How the scan that a paper came in is cut: its papers, and the pages that are in none of them.
    ///
    /// # Errors
    /// [`RegistryError::UnknownPaper`], [`RegistryError::UnknownReview`], or the ledger's.
    pub async fn cut_of(&self, of: &PaperId) -> Result<ScanCut, RegistryError> {
        Ok(self.scan_of(of).await?.cut())
    }

    /// Cuts the scan that a paper came in otherwise: what changes goes along the path again, in a batch of its own, which is
    /// answered. When this returns, that is durable; its receipt tells the new papers.
    ///
    /// # Errors
    /// As [`Registry::cut_of`]; [`RegistryError::Value`] for pages that there are not, or that are named twice.
    pub async fn cut_anew(&self, actor: &Actor, of: &PaperId, change: &CutChange) -> Result<BatchId, RegistryError> {
        let scan = self.scan_of(of).await?;
        let papers = papers_after(&scan.cut(), of, change)?;
        let (stay, mut changed): (Vec<Living>, Vec<Living>) =
            scan.living.into_iter().partition(|paper| papers.iter().any(|pages| pages == paper.pages()));
        let cut: Vec<Vec<u32>> =
            papers.iter().filter(|pages| !stay.iter().any(|paper| paper.pages() == *pages)).cloned().collect();
        let closes = changed.iter().filter_map(|paper| match paper {
            Living::Waiting(item) => Some(item.id.clone()),
            Living::Coded(_) => None,
        });
        let closes: Vec<ReviewId> = closes.collect();
        // Where there are as many papers as the manifest says, each is what the manifest says.
        let by_manifest = papers.len() == scan.received.claims.len() && stay.is_empty();
        let claims = if by_manifest && changed.iter().all(|paper| matches!(paper, Living::Waiting(_))) {
            scan.received.claims.clone()
        } else {
            claims_of(&cut, &mut changed)
        };
        self.send_again(actor, closes, ReceivedScan { claims, cut: Some(cut), ..scan.received }).await
    }

    /// Sends a scan along the path again, in a batch of its own.
    async fn send_again(
        &self,
        actor: &Actor,
        closes: Vec<ReviewId>,
        scan: ReceivedScan,
    ) -> Result<BatchId, RegistryError> {
        let context = actor.context(Some(scan.unit.clone()), None);
        let batch = BatchOpened {
            batch: BatchId::new(),
            unit: scan.unit.clone(),
            operator: actor.name.clone(),
            opened_at: context.at,
        };
        let id = batch.batch;
        let scan = ReceivedScan {
            scan: ScanId { batch: id, position: 1 },
            operator: actor.name.clone(),
            received_at: context.at,
            ..scan
        };
        self.ledger.cut_anew(context, CutAnew { closes, batch, scan }).await?;
        Ok(id)
    }

    /// Finds a page that was scanned again in the scan of a paper: what a new file is to be made of.
    ///
    /// # Errors
    /// As [`Registry::cut_of`]; [`RegistryError::Value`] for a page that is in no paper.
    pub async fn bad_page(&self, of: &PaperId, page: u32) -> Result<BadPage, RegistryError> {
        let Scan { received, finished, living } = self.scan_of(of).await?;
        let Some(paper) = living.iter().find(|paper| paper.pages().contains(&page)).cloned() else {
            let cause = if (1..=finished.pages).contains(&page) {
                format!("page {page} is in no paper: put it back first, then scan it again")
            } else {
                format!("there is no page {page}; the scan has {}", finished.pages)
            };
            return Err(RegistryError::Value { field: "pages".to_owned(), cause });
        };
        let of_others =
            |page: &u32| living.iter().any(|other| other.id() != paper.id() && other.pages().contains(page));
        let kept: Vec<u32> = (1..=finished.pages).filter(|page| !of_others(page)).collect();
        let at = kept.iter().position(|kept| *kept == page).unwrap_or_default();
        let key = ObjectKey::original(received.original.sha256);
        let file = self.objects.local_file(&key).await?.verified(&key).await?;
        Ok(BadPage { file, original: received.original.sha256, kept, at, page, received, paper })
    }

    /// Sends a paper along the path again with a page that was scanned anew: `with` is that page's file, of `inserted` pages,
    /// and `made` the file that was made of both. When this returns, all of it is durable; the receipt of the batch tells the
    /// new paper. The bad page stays in the file, in no paper.
    ///
    /// # Errors
    /// The stores'; [`RegistryError::Ledger`] when somebody has decided on the paper meanwhile.
    pub async fn replace_page(
        &self,
        actor: &Actor,
        bad: BadPage,
        with: &Path,
        made: &Path,
        inserted: u32,
    ) -> Result<BatchId, RegistryError> {
        let BadPage { kept, at, page, received, paper, .. } = bad;
        let cut = vec![cut_with(paper.pages(), &kept, at, inserted)];
        let (with, original) = (self.keep_original(with).await?, self.keep_original(made).await?);
        let closes = match &paper {
            Living::Waiting(item) => vec![item.id.clone()],
            Living::Coded(_) => Vec::new(),
        };
        let scan = ReceivedScan {
            original,
            claims: vec![paper.claim()],
            cut: Some(cut),
            rescan: Some(Rescan { of: received.original, page, with }),
            ..received
        };
        self.send_again(actor, closes, scan).await
    }

    /// The original in which a paper lies, to show page `page` of it, or its first, to `actor`: dropped pages too.
    ///
    /// # Errors
    /// As [`Registry::cut_of`]; [`RegistryError::Value`] for a page that there is not.
    pub async fn open_page(&self, actor: &Actor, of: &PaperId, page: Option<u32>) -> Result<OpenedPage, RegistryError> {
        let scan = self.scan_of(of).await?;
        let first = scan.living.iter().find(|paper| paper.id() == *of).and_then(|paper| paper.pages().first().copied());
        let page = page.or(first).unwrap_or(1);
        if !(1..=scan.finished.pages).contains(&page) {
            let cause = format!("there is no page {page}; the scan has {}", scan.finished.pages);
            return Err(RegistryError::Value { field: "pages".to_owned(), cause });
        }
        if let PaperId::Code(code) = of {
            let context = actor.context(None, None);
            self.ledger.record_opening(context, code.clone(), PaperPart::Page, None).await?;
        }
        let original = scan.received.original.sha256;
        let key = ObjectKey::original(original);
        let file = self.objects.local_file(&key).await?.verified(&key).await?;
        Ok(OpenedPage { file, original, page })
    }

    async fn scan_of(&self, of: &PaperId) -> Result<Scan, RegistryError> {
        let (original, scan) = match of {
            PaperId::Code(code) => {
                let paper = self.living_paper(code).await?.paper;
                (paper.files.original, paper.scan)
            }
            PaperId::Review(id) => {
                let item = self.ledger.review(id).await?.ok_or_else(|| RegistryError::UnknownReview(id.clone()))?;
                (item.files.original, item.scan)
            }
        };
        let mut living = Vec::new();
        let mut first = None;
        let mut dropped = Vec::new();
        for (received, finished) in self.ledger.scans_of(original.sha256).await? {
            let Some(finished) = finished else {
                return Err(RegistryError::Value {
                    field: "pages".to_owned(),
                    cause: "the scan is still on its way; wait for its receipt".to_owned(),
                });
            };
            for paper in &finished.papers {
                let one = self.living(paper.review_id.as_ref(), paper.code.as_ref()).await?;
                living.extend(one.filter(|one| living.iter().all(|known: &Living| known.id() != one.id())));
            }
            dropped.extend(finished.dropped.iter().copied());
            if received.scan == scan || first.is_none() {
                first = Some((received, finished));
            }
        }
        let Some((received, finished)) = first else {
            return Err(RegistryError::Value { field: "pages".to_owned(), cause: format!("there is no scan {scan}") });
        };
        living.sort_by_key(|paper| paper.pages().first().copied());
        Ok(Scan { received, finished: ScanFinished { dropped, ..finished }, living })
    }

    /// The paper of a receipt, if it still waits or counts.
    async fn living(
        &self,
        review: Option<&ReviewId>,
        code: Option<&PaperCode>,
    ) -> Result<Option<Living>, RegistryError> {
        if let Some(id) = review
            && let Some(item) = self.ledger.review(id).await?
        {
            return Ok(Some(Living::Waiting(Box::new(item))));
        }
        let code = match (code, review) {
            (Some(code), _) => Some(code.clone()),
            (None, Some(id)) => self.ledger.review_became(id).await?,
            (None, None) => None,
        };
        let Some(code) = code else { return Ok(None) };
        let record = self.ledger.paper(&code).await?;
        let counts =
            |record: &PaperRecord| matches!(record.state, PaperState::Approved { .. } | PaperState::AwaitingApproval);
        Ok(record.filter(counts).map(|record| Living::Coded(Box::new(record))))
    }
}

/// The pages of each paper after a change.
fn papers_after(cut: &ScanCut, of: &PaperId, change: &CutChange) -> Result<Vec<Vec<u32>>, RegistryError> {
    let wrong = |cause: String| RegistryError::Value { field: "pages".to_owned(), cause };
    let mut papers: Vec<Vec<u32>> = cut.papers.iter().map(|paper| paper.pages.clone()).collect();
    let own = |papers: &mut Vec<Vec<u32>>| {
        let at = cut.papers.iter().position(|paper| paper.id == *of);
        at.map(|at| std::mem::take(&mut papers[at])).ok_or_else(|| wrong(format!("{of} does not count any more")))
    };
    match change {
        CutChange::Restore(pages) => {
            if let Some(page) = pages.iter().find(|page| cut.dropped.iter().all(|dropped| dropped.page != **page)) {
                return Err(wrong(format!("page {page} was not dropped")));
            }
            let mut whole = own(&mut papers)?;
            whole.extend(pages);
            whole.sort_unstable();
            papers.push(whole);
        }
        CutChange::Drop(pages) => {
            let mut left = own(&mut papers)?;
            if let Some(page) = pages.iter().find(|page| !left.contains(page)) {
                return Err(wrong(format!("page {page} is not in {of}")));
            }
            left.retain(|page| !pages.contains(page));
            if left.is_empty() {
                return Err(wrong(format!("nothing would be left of {of}: reject it instead")));
            }
            papers.push(left);
        }
        CutChange::Papers(asked) => papers.clone_from(asked),
    }
    papers.retain(|pages| !pages.is_empty());
    papers.sort();
    let mut seen = BTreeSet::new();
    for page in papers.iter().flatten() {
        if !(1..=cut.pages).contains(page) {
            return Err(wrong(format!("there is no page {page}; the scan has {}", cut.pages)));
        }
        if !seen.insert(*page) {
            return Err(wrong(format!("page {page} is named twice")));
        }
    }
    if papers.is_empty() {
        return Err(wrong("at least one paper must be left".to_owned()));
    }
    Ok(papers)
}

/// A claim for each new paper: that of the old one with which it shares most pages, each old one's once; the dossier and the
/// holder alone where that has gone to another part of it.
fn claims_of(cut: &[Vec<u32>], changed: &mut Vec<Living>) -> Vec<Claim> {
    let shared = |pages: &[u32], paper: &Living| paper.pages().iter().filter(|page| pages.contains(page)).count();
    let mut claims = vec![None; cut.len()];
    let parts: Vec<Claim> = cut
        .iter()
        .map(|pages| {
            let of = changed.iter().max_by_key(|paper| shared(pages, paper)).map(Living::claim).unwrap_or_default();
            Claim { dossier: of.dossier, procedure: of.procedure, holder: of.holder, kind: of.kind, ..Claim::default() }
        })
        .collect();
    for paper in changed.drain(..) {
        let most = (0..cut.len()).rev().max_by_key(|at| shared(&cut[*at], &paper));
        let Some(at) = most.filter(|at| shared(&cut[*at], &paper) > 0) else { continue };
        let claim = paper.claim();
        match &mut claims[at] {
            // Two papers become one: it is what the first was, and comes in the place of both.
            Some(before) => {
                let before: &mut Claim = before;
                before.instead_of.extend(claim.instead_of);
            }
            none => *none = Some(claim),
        }
    }
    claims.into_iter().zip(parts).map(|(claim, part)| claim.unwrap_or(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "R-0000000000000001";
    const B: &str = "R-0000000000000002";

    /// Pages 1 and 2 are A, 5 and 6 are B, 3 is blank, 4 a sheet.
    fn cut() -> ScanCut {
        let paper =
            |id: &str, pages: [u32; 2]| CutPaper { id: id.parse().unwrap(), paper_type: None, pages: pages.into() };
        let dropped = |page, why| DroppedPage { page, why };
        ScanCut {
            path: "a.pdf".into(),
            pages: 6,
            papers: vec![paper(A, [1, 2]), paper(B, [5, 6])],
            dropped: vec![dropped(3, DropReason::Blank), dropped(4, DropReason::Separator)],
        }
    }

    fn after(of: &str, change: CutChange) -> Result<Vec<Vec<u32>>, String> {
        papers_after(&cut(), &of.parse().unwrap(), &change).map_err(|error| error.to_string())
    }

    #[test]
    fn pages_go_back_out_and_elsewhere() {
        assert_eq!(after(A, CutChange::Restore(vec![3])), Ok(vec![vec![1, 2, 3], vec![5, 6]]));
        assert_eq!(after(B, CutChange::Restore(vec![4])), Ok(vec![vec![1, 2], vec![4, 5, 6]]));
        assert_eq!(after(B, CutChange::Drop(vec![5])), Ok(vec![vec![1, 2], vec![6]]));
        assert_eq!(after(A, CutChange::Papers(vec![vec![1, 2, 5, 6]])), Ok(vec![vec![1, 2, 5, 6]]));
        assert_eq!(after(A, CutChange::Papers(vec![vec![5, 6], vec![2, 1]])), Ok(vec![vec![2, 1], vec![5, 6]]));
    }

    #[test]
    fn a_page_scanned_again_comes_before_the_bad_one() {
        for (paper, kept, page, inserted, cut) in [
            (vec![1, 2, 4], vec![1, 2, 3, 4], 2, 1, vec![1, 2, 5]),
            (vec![1, 2, 4], vec![1, 2, 3, 4], 1, 2, vec![1, 2, 4, 6]),
            (vec![6, 5], vec![3, 5, 6], 6, 1, vec![3, 2]),
            (vec![6, 5], vec![3, 5, 6], 5, 1, vec![4, 2]),
        ] {
            let at = kept.iter().position(|kept| *kept == page).unwrap();
            assert_eq!(cut_with(&paper, &kept, at, inserted), cut, "{paper:?} {page}");
        }
    }

    #[test]
    fn a_page_that_cannot_be_meant_is_named() {
        let wrong = |of, change| after(of, change).unwrap_err();
        assert_eq!(wrong(A, CutChange::Restore(vec![5])), "pages: page 5 was not dropped");
        assert_eq!(wrong(A, CutChange::Drop(vec![5])), format!("pages: page 5 is not in {A}"));
        assert!(wrong(A, CutChange::Drop(vec![1, 2])).contains("nothing would be left"));
        assert_eq!(wrong(A, CutChange::Papers(vec![vec![7]])), "pages: there is no page 7; the scan has 6");
        assert_eq!(wrong(A, CutChange::Papers(vec![vec![1], vec![1]])), "pages: page 1 is named twice");
        assert!(wrong(A, CutChange::Papers(vec![])).contains("at least one"));
        assert!(wrong("R-0000000000000003", CutChange::Restore(vec![3])).contains("does not count"));
    }
}
