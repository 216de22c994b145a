//! Finds the papers in a scan: `PagedScan` in, one `SeparatedPaper` or more out. Pure: facts and claims, no I/O.
//!
//! Separator sheets and blank pages are taken out of the papers, not out of the record: each is told, and a person who
//! cuts the scan anew puts it back. What was found is held against what the manifest
//! expects: "5 expected, 4 found: Giấy khai sinh is missing".

mod rules;

use std::collections::BTreeMap;

use catalogue::Catalogue;
use model::{
    Claim, DossierNumber, DropReason, DroppedPage, Finding, FindingKind, HoldKind, HoldReason, PageFacts, PagedScan,
    PaperTypeCode, SeparatedPaper, SeparatedScan, Separator, Severity,
};

pub use rules::SeparatorRules;

/// The pages between two sheets, and what the sheets say of them.
#[derive(Debug, Default)]
struct Section {
    dossier: Option<DossierNumber>,
    paper_type: Option<PaperTypeCode>,
    pages: Vec<PageFacts>,
}

impl Section {
    fn is_blank(&self) -> bool {
        self.pages.iter().all(|page| page.blank)
    }
}

/// Separates a scan into its papers, as a person cut it or by sheets and rules. There is always at least one, were it blank,
/// so that no scan disappears.
pub fn separate(catalogue: &Catalogue, rules: &SeparatorRules, scan: PagedScan) -> SeparatedScan {
    let PagedScan { received, facts } = scan;
    let (papers, dropped) = match &received.cut {
        Some(cut) => by_hand(cut, &received.claims, facts.pages),
        None => by_sheets(catalogue, rules, &received.claims, facts.pages),
    };
    let papers = papers
        .into_iter()
        .map(|(pages, claim, mismatch)| SeparatedPaper {
            received: received.clone(),
            doubts: mismatch.into_iter().chain(doubts_of(&pages)).collect(),
            pages,
            signatures: facts.signatures.clone(),
            claim,
        })
        .collect();
    SeparatedScan { papers, dropped }
}

/// A paper's pages, its claim, and why its scan is held.
type Cut = (Vec<PageFacts>, Claim, Option<HoldReason>);

/// Who cut it has looked at it: pages are taken as they are named, blank ones too.
fn by_hand(cut: &[Vec<u32>], claims: &[Claim], pages: Vec<PageFacts>) -> (Vec<Cut>, Vec<DroppedPage>) {
    let mut left: BTreeMap<u32, PageFacts> = pages.into_iter().map(|page| (page.page, page)).collect();
    let mut papers: Vec<Cut> = Vec::new();
    for (at, numbers) in cut.iter().enumerate() {
        let pages: Vec<PageFacts> = numbers.iter().filter_map(|number| left.remove(number)).collect();
        if !pages.is_empty() {
            papers.push((pages, claims.get(at).cloned().unwrap_or_default(), None));
        }
    }
    // Pages of papers that are not cut anew are among these: they are not dropped, and told with those papers.
    let dropped = left.values().filter(|page| page.blank).map(blank).collect();
    (papers, dropped)
}

fn by_sheets(
    catalogue: &Catalogue,
    rules: &SeparatorRules,
    claims: &[Claim],
    pages: Vec<PageFacts>,
) -> (Vec<Cut>, Vec<DroppedPage>) {
    let separators = rules.read(&pages);
    let (mut sections, mut dropped) = sections(pages, separators);
    if !rules.keep_blank_pages {
        for section in sections.iter_mut().filter(|section| !section.is_blank()) {
            dropped.extend(section.pages.extract_if(.., |page| page.blank).map(|page| blank(&page)));
        }
    }
    dropped.sort_by_key(|page| page.page);
    let (claims, mismatch) = assign(catalogue, claims, &sections);
    for (section, claim) in sections.iter_mut().zip(&claims) {
        count_pages(&mut section.pages, claim);
    }
    let papers = sections.into_iter().zip(claims);
    (papers.map(|(section, claim)| (section.pages, claim, mismatch.clone())).collect(), dropped)
}

/// Holds the pages of a paper against what the manifest says there are.
fn count_pages(pages: &mut [PageFacts], claim: &Claim) {
    let found = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    if let (Some(expected), Some(first)) = (claim.pages.filter(|expected| *expected != found), pages.first_mut()) {
        let advice = if found < expected { "quét lại trang còn thiếu" } else { "kiểm tra tờ phân cách" };
        first.findings.push(Finding {
            page: first.page,
            kind: FindingKind::PageCount,
            severity: Severity::Hold,
            message: format!("bảng kê ghi {expected} trang, quét được {found}: {advice}"),
        });
    }
}

fn blank(page: &PageFacts) -> DroppedPage {
    DroppedPage { page: page.page, why: DropReason::Blank }
}

fn sheet(page: &PageFacts) -> DroppedPage {
    // Two blank pages in a row may be what separates.
    DroppedPage { page: page.page, why: if page.blank { DropReason::Blank } else { DropReason::Separator } }
}

/// The sections between sheets, and what lies in none of them.
fn sections(pages: Vec<PageFacts>, separators: Vec<Option<Separator>>) -> (Vec<Section>, Vec<DroppedPage>) {
    let mut sections = vec![Section::default()];
    let mut sheets = Vec::new();
    let mut dropped = Vec::new();
    for (page, separator) in pages.into_iter().zip(separators) {
        // INVARIANT: begins with one section and only ever grows.
        let Some(current) = sections.last_mut() else { unreachable!("there is always a section") };
        match separator {
            None => current.pages.push(page),
            Some(separator) => {
                sheets.push(page);
                let next = match separator {
                    Separator::Dossier(number) => Section { dossier: Some(number), ..Section::default() },
                    Separator::Paper(paper_type) => {
                        Section { dossier: current.dossier.clone(), paper_type: Some(paper_type), pages: Vec::new() }
                    }
                    Separator::Next => Section { dossier: current.dossier.clone(), ..Section::default() },
                };
                // A dossier's sheet followed by a paper's, or a sheet's blank back, leaves nothing between them.
                if current.is_blank() {
                    dropped.extend(current.pages.iter().map(blank));
                    *current = next;
                } else {
                    sections.push(next);
                }
            }
        }
    }
    if sections.len() > 1
        && let Some(last) = sections.pop_if(|last| last.is_blank())
    {
        dropped.extend(last.pages.iter().map(blank));
    }
    match sections.as_mut_slice() {
        // Nothing but sheets: shown to a person as it is.
        [only] if only.pages.is_empty() => only.pages = sheets,
        _ => dropped.extend(sheets.iter().map(sheet)),
    }
    (sections, dropped)
}

/// A claim for each section, and why the scan is held when the counts differ.
fn assign(catalogue: &Catalogue, claims: &[Claim], sections: &[Section]) -> (Vec<Claim>, Option<HoldReason>) {
    let mut left: Vec<&Claim> = claims.iter().collect();
    let fits = |claim: &Claim, section: &Section| {
        let dossier = section.dossier.is_none() || claim.dossier == section.dossier;
        let paper_type = section.paper_type.is_none() || claim.paper_type == section.paper_type;
        dossier && paper_type
    };
    let equal = claims.len() == sections.len();
    let mut assigned: Vec<Option<Claim>> = Vec::new();
    for section in sections {
        let says_type = section.paper_type.is_some();
        // Where counts differ, only a sheet that names the type tells which claim is meant.
        let place = left.iter().position(|claim| fits(claim, section)).filter(|_| equal || says_type);
        assigned.push(place.map(|at| left.remove(at).clone()));
    }
    let complete = assigned.iter().all(Option::is_some) && left.is_empty();
    let mismatch = (!claims.is_empty() && !complete).then(|| mismatch(catalogue, claims.len(), sections.len(), &left));
    let claims = assigned
        .into_iter()
        .zip(sections)
        .map(|(claim, section)| claim.unwrap_or_else(|| claim_of_sheets(section)))
        .collect();
    (claims, mismatch)
}

fn claim_of_sheets(section: &Section) -> Claim {
    Claim { dossier: section.dossier.clone(), paper_type: section.paper_type.clone(), ..Claim::default() }
}

fn mismatch(catalogue: &Catalogue, expected: usize, found: usize, missing: &[&Claim]) -> HoldReason {
    let names: Vec<String> = missing
        .iter()
        .filter_map(|claim| claim.paper_type.as_ref())
        .map(|code| catalogue.paper_type(code).map_or_else(|| code.to_string(), |known| known.name.clone()))
        .collect();
    let missing = if names.is_empty() {
        String::new()
    } else {
        format!("; thiếu hoặc chưa tách được: {}", names.join(", "))
    };
    HoldReason {
        kind: HoldKind::CountMismatch,
        message: format!("bảng kê có {expected} giấy tờ, tìm thấy {found}{missing}"),
        hint: "kiểm tra tờ phân cách và quét lại giấy tờ còn thiếu".to_owned(),
    }
}

fn doubts_of(pages: &[PageFacts]) -> Vec<HoldReason> {
    let serious = pages.iter().flat_map(|page| &page.findings).filter(|finding| finding.severity == Severity::Hold);
    let mut doubts: Vec<HoldReason> = serious.map(HoldReason::of_finding).collect();
    if !pages.is_empty() && pages.iter().all(|page| page.blank) {
        doubts.push(HoldReason {
            kind: HoldKind::AllBlank,
            message: "mọi trang đều trắng".to_owned(),
            hint: "kiểm tra mặt giấy rồi quét lại".to_owned(),
        });
    }
    doubts
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use model::{BatchId, DocumentFacts, DocumentFormat, PageCode, ReceivedScan, ScanId, Sha256Digest, StoredFile};

    use super::*;

    /// `.` a page, `_` a blank one, `T` a Patch-T sheet, `D1` and `D2` dossier sheets, `K` a birth certificate's sheet,
    /// `C` a page with another code.
    fn pages(picture: &str) -> Vec<PageFacts> {
        (1..)
            .zip(picture.split(' '))
            .map(|(page, sign)| {
                let text = match sign {
                    "T" => Some("PATCHT"),
                    "D1" => Some("HOSO1|D|H48.28.05-261102-0001"),
                    "D2" => Some("HOSO1|D|H48.28.05-261102-0002"),
                    "K" => Some("HOSO1|P|KQ.G15.000031"),
                    "C" => Some("Tách hồ sơ"),
                    _ => None,
                };
                PageFacts {
                    page,
                    width_px: 2480,
                    height_px: 3508,
                    dpi: 300.0,
                    rotation_deg: 0,
                    skew_deg: 0.0,
                    blank: sign == "_",
                    has_text_layer: false,
                    codes: text
                        .map(|text| PageCode { format: "QR Code".into(), text: text.into(), rect: [0; 4] })
                        .into_iter()
                        .collect(),
                    image_hash: None,
                    quality: None,
                    findings: Vec::new(),
                }
            })
            .collect()
    }

    fn claim(paper_type: &str, dossier: Option<&str>) -> Claim {
        Claim {
            paper_type: Some(paper_type.parse().unwrap()),
            dossier: dossier.map(|number| number.parse().unwrap()),
            ..Claim::default()
        }
    }

    fn received(claims: Vec<Claim>) -> ReceivedScan {
        ReceivedScan {
            scan: ScanId { batch: BatchId::new(), position: 1 },
            original: StoredFile { sha256: Sha256Digest::ZERO, bytes: 1 },
            path: "a.pdf".into(),
            unit: "H48".parse().unwrap(),
            operator: "lan".into(),
            received_at: Timestamp::UNIX_EPOCH,
            claims,
            refusal: None,
            read: true,
            cut: None,
            rescan: None,
        }
    }

    fn facts(picture: &str) -> DocumentFacts {
        DocumentFacts { format: DocumentFormat::Pdf, pages: pages(picture), signatures: Vec::new() }
    }

    /// Each paper as `pages type dossier`, and `!` with the kinds of its doubts.
    fn check(picture: &str, claims: Vec<Claim>) -> Vec<String> {
        check_by(&SeparatorRules::default(), picture, claims)
    }

    fn check_by(rules: &SeparatorRules, picture: &str, claims: Vec<Claim>) -> Vec<String> {
        let catalogue = Catalogue::sample().unwrap();
        separate(&catalogue, rules, PagedScan { received: received(claims), facts: facts(picture) })
            .papers
            .into_iter()
            .map(|paper| {
                let pages: Vec<String> = paper.pages.iter().map(|page| page.page.to_string()).collect();
                let mut line = pages.join(",");
                if let Some(code) = paper.claim.paper_type {
                    line += &format!(" {code}");
                }
                if let Some(number) = paper.claim.dossier {
                    line += &format!(" {}", &number.as_str()[17..]);
                }
                for doubt in paper.doubts {
                    line += &format!(" !{:?}", doubt.kind);
                }
                line
            })
            .collect()
    }

    /// What is in no paper: `page why`.
    fn dropped(picture: &str, cut: Option<Vec<Vec<u32>>>) -> Vec<String> {
        let claims = cut.iter().flatten().map(|_| Claim::default()).collect();
        let scan = PagedScan { received: ReceivedScan { cut, ..received(claims) }, facts: facts(picture) };
        let separated = separate(&Catalogue::sample().unwrap(), &SeparatorRules::default(), scan);
        separated.dropped.iter().map(|page| format!("{} {:?}", page.page, page.why)).collect()
    }

    #[test]
    fn what_is_dropped_is_told() {
        assert_eq!(
            dropped(". _ T _ K . _ T", None),
            ["2 Blank", "3 Separator", "4 Blank", "5 Separator", "7 Blank", "8 Separator"]
        );
        assert_eq!(dropped("_ _", None), Vec::<String>::new());
        assert_eq!(dropped("T T", None), Vec::<String>::new());
    }

    #[test]
    fn a_person_cuts_as_they_like() {
        let check = |cut: Vec<Vec<u32>>| {
            let claims = vec![claim(BIRTH, None), claim(MARRIAGE, None)];
            let scan =
                PagedScan { received: ReceivedScan { cut: Some(cut), ..received(claims) }, facts: facts(". _ T .") };
            let separated = separate(&Catalogue::sample().unwrap(), &SeparatorRules::default(), scan);
            let numbers = |paper: &SeparatedPaper| paper.pages.iter().map(|page| page.page).collect::<Vec<_>>();
            let papers = separated.papers.iter().map(|paper| (numbers(paper), paper.claim.paper_type.clone().unwrap()));
            (papers.map(|(pages, code)| (pages, code.to_string())).collect::<Vec<_>>(), separated.dropped.len())
        };
        let (birth, marriage) = (BIRTH.to_owned(), MARRIAGE.to_owned());
        assert_eq!(check(vec![vec![4], vec![1, 2, 3]]), (vec![(vec![4], birth.clone()), (vec![1, 2, 3], marriage)], 0));
        assert_eq!(check(vec![vec![4, 1]]), (vec![(vec![4, 1], birth)], 1), "page 2 is blank");
    }

    #[test]
    fn pages_are_held_against_the_manifest() {
        let of = |pages| Claim { pages: Some(pages), ..claim(BIRTH, None) };
        assert_eq!(check(". . _", vec![of(2)]), ["1,2 KQ.G15.000031"]);
        assert_eq!(check(". . _", vec![of(3)]), ["1,2 KQ.G15.000031 !CountMismatch"]);
    }

    const BIRTH: &str = "KQ.G15.000031";
    const MARRIAGE: &str = "KQ.G15.000032";

    #[test]
    fn a_scan_without_sheets_is_one_paper() {
        assert_eq!(check(". . _", vec![]), ["1,2"]);
        assert_eq!(check(". .", vec![claim(BIRTH, None)]), ["1,2 KQ.G15.000031"]);
    }

    #[test]
    fn sheets_separate_and_are_taken_out() {
        assert_eq!(check(". T . T .", vec![]), ["1", "3", "5"]);
        assert_eq!(check("T . T", vec![]), ["2"]);
        assert_eq!(check(". T T .", vec![]), ["1", "4"]);
        assert_eq!(check("D1 _ K . D2 . .", vec![]), ["4 KQ.G15.000031 0001", "6,7 0002"]);
    }

    #[test]
    fn rules_add_texts_and_blank_pages() {
        let by_text = SeparatorRules { texts: vec!["TÁCH HỒ SƠ".into()], ..SeparatorRules::default() };
        assert_eq!(check_by(&by_text, ". C .", vec![]), ["1", "3"]);
        assert_eq!(check(". C .", vec![]), ["1,2,3"]);
        let by_blanks = SeparatorRules { two_blank_pages: true, ..SeparatorRules::default() };
        assert_eq!(check_by(&by_blanks, ". _ _ . _ . _ _ _ . _ _", vec![]), ["1", "4,6", "10"]);
        assert_eq!(check_by(&by_blanks, "_ _", vec![]), ["1,2 !AllBlank"]);
        assert_eq!(check(". _ _ .", vec![]), ["1,4"]);
        let keeping = SeparatorRules { keep_blank_pages: true, ..SeparatorRules::default() };
        assert_eq!(check_by(&keeping, ". _ _ .", vec![]), ["1,2,3,4"]);
    }

    #[test]
    fn nothing_disappears() {
        assert_eq!(check("T T", vec![]), ["1,2"]);
        assert_eq!(check("_ _", vec![]), ["1,2 !AllBlank"]);
    }

    #[test]
    fn claims_go_to_their_papers() {
        assert_eq!(
            check(". T .", vec![claim(BIRTH, None), claim(MARRIAGE, None)]),
            ["1 KQ.G15.000031", "3 KQ.G15.000032"]
        );
        assert_eq!(
            check(
                "D2 . D1 .",
                vec![claim(BIRTH, Some("H48.28.05-261102-0001")), claim(MARRIAGE, Some("H48.28.05-261102-0002"))]
            ),
            ["2 KQ.G15.000032 0002", "4 KQ.G15.000031 0001"]
        );
    }

    #[test]
    fn a_count_that_differs_holds_all() {
        assert_eq!(
            check("K . T .", vec![claim(MARRIAGE, None), claim(BIRTH, None), claim(MARRIAGE, None)]),
            ["2 KQ.G15.000031 !CountMismatch", "4 !CountMismatch"]
        );
        assert_eq!(check(". .", vec![claim(BIRTH, None), claim(MARRIAGE, None)]), ["1,2 !CountMismatch"]);
    }
}
