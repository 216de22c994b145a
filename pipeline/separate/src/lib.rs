//! Finds the papers in a scan: `PagedScan` in, one `SeparatedPaper` or more out. Pure: facts and claims, no I/O.
//!
//! Separator sheets are taken out of the papers, not out of the record. What was found is held against what the manifest
//! expects: "5 expected, 4 found: Giấy khai sinh is missing".

mod rules;

use catalogue::Catalogue;
use model::{
    Claim, DossierNumber, Finding, FindingKind, HoldKind, HoldReason, PageFacts, PagedScan, PaperTypeCode,
    SeparatedPaper, Separator, Severity,
};

pub use rules::SeparatorRules;

/// The pages between two sheets, and what the sheets say of them.
#[derive(Debug, Default)]
struct Section {
    dossier: Option<DossierNumber>,
    paper_type: Option<PaperTypeCode>,
    pages: Vec<PageFacts>,
}

/// Separates a scan into its papers. There is always at least one, were it blank, so that no scan disappears.
pub fn separate(catalogue: &Catalogue, rules: &SeparatorRules, scan: PagedScan) -> Vec<SeparatedPaper> {
    let separators = rules.read(&scan.facts.pages);
    let sections = sections(scan.facts.pages, separators);
    let (claims, mismatch) = assign(catalogue, &scan.received.claims, &sections);
    let pages = |section: Section| section.pages;
    sections
        .into_iter()
        .map(pages)
        .zip(claims)
        .map(|(pages, claim)| {
            let mut doubts: Vec<HoldReason> = mismatch.iter().cloned().collect();
            doubts.extend(doubts_of(&pages));
            SeparatedPaper {
                received: scan.received.clone(),
                pages,
                signatures: scan.facts.signatures.clone(),
                claim,
                doubts,
            }
        })
        .collect()
}

fn sections(pages: Vec<PageFacts>, separators: Vec<Option<Separator>>) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut all_sheets = Vec::new();
    for (page, separator) in pages.into_iter().zip(separators) {
        // INVARIANT: begins with one section and only ever grows.
        let Some(current) = sections.last_mut() else { unreachable!("there is always a section") };
        match separator {
            None => current.pages.push(page),
            Some(separator) => {
                all_sheets.push(page);
                let next = match separator {
                    Separator::Dossier(number) => Section { dossier: Some(number), ..Section::default() },
                    Separator::Paper(paper_type) => {
                        Section { dossier: current.dossier.clone(), paper_type: Some(paper_type), pages: Vec::new() }
                    }
                    Separator::Next => Section { dossier: current.dossier.clone(), ..Section::default() },
                };
                // A dossier's sheet followed by a paper's, or a sheet's blank back, leaves nothing between them.
                if current.pages.iter().all(|page| page.blank) {
                    current.pages.clear();
                    *current = next;
                } else {
                    sections.push(next);
                }
            }
        }
    }
    if sections.len() > 1 && sections.last().is_some_and(|last| last.pages.iter().all(|page| page.blank)) {
        sections.pop();
    }
    if let [only] = sections.as_mut_slice()
        && only.pages.is_empty()
    {
        // Nothing but sheets: shown to a person as it is.
        only.pages = all_sheets;
    }
    sections
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
    let mut doubts: Vec<HoldReason> = serious.map(doubt_of).collect();
    if !pages.is_empty() && pages.iter().all(|page| page.blank) {
        doubts.push(HoldReason {
            kind: HoldKind::AllBlank,
            message: "mọi trang đều trắng".to_owned(),
            hint: "kiểm tra mặt giấy rồi quét lại".to_owned(),
        });
    }
    doubts
}

fn doubt_of(finding: &Finding) -> HoldReason {
    let kind = match finding.kind {
        FindingKind::UnreadablePage => HoldKind::UnreadablePage,
        FindingKind::LowDpi | FindingKind::BelowReadingDpi => HoldKind::Quality,
    };
    HoldReason {
        kind,
        message: finding.message.clone(),
        hint: "quét lại ở 300 dpi, hoặc duyệt nếu vẫn đọc rõ".to_owned(),
    }
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

    /// Each paper as `pages type dossier`, and `!` with the kinds of its doubts.
    fn check(picture: &str, claims: Vec<Claim>) -> Vec<String> {
        check_by(&SeparatorRules::default(), picture, claims)
    }

    fn check_by(rules: &SeparatorRules, picture: &str, claims: Vec<Claim>) -> Vec<String> {
        let received = ReceivedScan {
            scan: ScanId { batch: BatchId::new(), position: 1 },
            original: StoredFile { sha256: Sha256Digest::ZERO, bytes: 1 },
            path: "a.pdf".into(),
            unit: "H48".parse().unwrap(),
            operator: "lan".into(),
            received_at: Timestamp::UNIX_EPOCH,
            claims,
            refusal: None,
            read: true,
        };
        let facts = DocumentFacts { format: DocumentFormat::Pdf, pages: pages(picture), signatures: Vec::new() };
        let catalogue = Catalogue::sample().unwrap();
        separate(&catalogue, rules, PagedScan { received, facts })
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

    const BIRTH: &str = "KQ.G15.000031";
    const MARRIAGE: &str = "KQ.G15.000032";

    #[test]
    fn a_scan_without_sheets_is_one_paper() {
        assert_eq!(check(". . _", vec![]), ["1,2,3"]);
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
        assert_eq!(check_by(&by_blanks, ". _ _ . _ . _ _ _ . _ _", vec![]), ["1", "4,5,6", "10"]);
        assert_eq!(check_by(&by_blanks, "_ _", vec![]), ["1,2 !AllBlank"]);
        assert_eq!(check(". _ _ .", vec![]), ["1,2,3,4"]);
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
