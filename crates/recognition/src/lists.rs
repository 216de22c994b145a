//! The lists in `data/`, read once: provinces, bodies, kinds of documents, positions, family names.
//!
//! They cover the whole country and no office in particular. Nothing is matched here.

use std::{collections::HashSet, sync::LazyLock};

use model::vietnamese::{fold_to_ascii, level};

use crate::text::Letters;

/// A name as it is written and as it is compared.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) letters: Letters,
    pub(crate) words: usize,
}

impl Known {
    fn of(name: &str) -> Self {
        let words = name.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        Self { name: name.to_owned(), letters: Letters::of(name), words }
    }
}

/// A kind of document and the abbreviations of it that symbols carry.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) known: Known,
    pub(crate) abbreviations: Vec<String>,
    /// True for certificates and forms about a person, a firm or land: they name a holder and have no abstract.
    pub(crate) of_citizen: bool,
}

/// The first words of bodies' names.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) known: Known,
    /// False when it may also stand inside a name.
    pub(crate) strong: bool,
}

/// The lines of a signer's position, from the top.
#[derive(Debug)]
pub(crate) struct Sequence {
    pub(crate) lines: Vec<String>,
    pub(crate) letters: Letters,
}

/// All the lists.
pub(crate) struct Lists {
    /// Names of provinces and of cities under the central government, without their level.
    pub(crate) provinces: Vec<Known>,
    pub(crate) bodies: Vec<Known>,
    pub(crate) heads: Vec<Head>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) surnames: Vec<Known>,
    /// All words of bodies' and provinces' names and of the levels of units, levelled.
    word_set: HashSet<String>,
    /// [`Lists::surnames`], levelled.
    surname_set: HashSet<String>,
    /// Every line that a position may have: chiefs, deputies, and both with TM., KT., TL., TUQ. or Q. before them.
    pub(crate) position_lines: Vec<Known>,
    pub(crate) sequences: Vec<Sequence>,
    /// Each chief and his deputies.
    pub(crate) ranks: Vec<(String, Vec<String>)>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::load);

/// The lists, loaded when first asked for.
pub(crate) fn lists() -> &'static Lists {
    &LISTS
}

fn entries(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl Lists {
    fn load() -> Self {
        let surnames: Vec<&str> =
            entries(include_str!("../data/surnames.txt")).flat_map(str::split_whitespace).collect();
        let ranks = ranks();
        let bodies: Vec<&str> = entries(include_str!("../data/signing_bodies.txt")).collect();
        let sequences = sequences(&ranks, &bodies);
        let named = entries(include_str!("../data/bodies.txt"))
            .chain(entries(include_str!("../data/provinces.txt")).flat_map(|line| line.split('|')));
        let levels = "huyện quận thị xã phường thị trấn đặc khu".split(' ');
        Self {
            word_set: named.flat_map(str::split_whitespace).chain(levels).map(level).collect(),
            provinces: entries(include_str!("../data/provinces.txt"))
                .filter_map(|line| line.split('|').nth(1))
                .map(Known::of)
                .collect(),
            bodies: entries(include_str!("../data/bodies.txt")).map(Known::of).collect(),
            heads: entries(include_str!("../data/body_heads.txt"))
                .filter_map(|line| line.split_once('|'))
                .map(|(strength, name)| Head { known: Known::of(name), strong: strength == "strong" })
                .collect(),
            kinds: entries(include_str!("../data/document_types.txt"))
                .filter_map(|line| line.split_once('|'))
                .map(|(name, rest)| Kind {
                    known: Known::of(name),
                    abbreviations: rest.trim_end_matches("|citizen").split_whitespace().map(str::to_owned).collect(),
                    of_citizen: rest.ends_with("|citizen"),
                })
                .collect(),
            surname_set: surnames.iter().map(|name| level(name)).collect(),
            surnames: surnames.into_iter().map(Known::of).collect(),
            position_lines: position_lines(&sequences),
            sequences,
            ranks,
        }
    }

    /// True for a word of some body's or province's name.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.word_set.contains(&level(word))
    }

    /// True for a family name, whatever its case and the place of its tone.
    pub(crate) fn is_surname(&self, word: &str) -> bool {
        self.surname_set.contains(&level(word))
    }

    /// The kind whose abbreviation a symbol's part is: `QĐ`, also as `QD`.
    pub(crate) fn kind_of_abbreviation(&self, part: &str) -> Option<&'static str> {
        let folded = fold_to_ascii(part);
        let has = |kind: &&'static Kind, exact: bool| {
            kind.abbreviations.iter().any(|short| if exact { short == part } else { fold_to_ascii(short) == folded })
        };
        let kinds = &lists().kinds;
        let found = kinds.iter().find(|kind| has(kind, true)).or_else(|| kinds.iter().find(|kind| has(kind, false)));
        found.map(|kind| kind.known.name.as_str())
    }
}

fn ranks() -> Vec<(String, Vec<String>)> {
    entries(include_str!("../data/positions.txt"))
        .filter_map(|line| line.split_once('|'))
        .map(|(chief, deputies)| {
            // A comma followed by a space is a part of a position ("BỘ TRƯỞNG, CHỦ NHIỆM"); one without parts two.
            let deputies = deputies.replace(", ", "\u{0}");
            let deputies = deputies.split(',').filter(|name| !name.is_empty()).map(|name| name.replace('\u{0}', ", "));
            (chief.to_owned(), deputies.collect())
        })
        .collect()
}

/// Those who sign for a committee ("TM.") and may have a deputy sign for them.
const COMMITTEE_CHIEFS: [&str; 11] = [
    "CHỦ TỊCH",
    "TRƯỞNG BAN",
    "BÍ THƯ",
    "THỦ TƯỚNG",
    "CHỦ NHIỆM",
    "TRƯỞNG ĐOÀN",
    "CHỦ TỊCH HỘI ĐỒNG",
    "CHỈ HUY TRƯỞNG",
    "VIỆN TRƯỞNG",
    "TỔ TRƯỞNG",
    "GIÁM ĐỐC",
];
/// Those by whose order ("TL.") or authority ("TUQ.") others sign.
const ORDERING_CHIEFS: [&str; 12] = [
    "CHỦ TỊCH",
    "BỘ TRƯỞNG",
    "GIÁM ĐỐC",
    "TỔNG GIÁM ĐỐC",
    "THỦ TƯỚNG",
    "CỤC TRƯỞNG",
    "TỔNG CỤC TRƯỞNG",
    "CHÁNH ÁN",
    "VIỆN TRƯỞNG",
    "TRƯỞNG BAN",
    "CHỦ NHIỆM",
    "HIỆU TRƯỞNG",
];
/// Those who sign by another's order.
const ORDERED_CHIEFS: [&str; 10] = [
    "CHÁNH VĂN PHÒNG",
    "GIÁM ĐỐC",
    "CHÁNH THANH TRA",
    "TRƯỞNG PHÒNG",
    "VỤ TRƯỞNG",
    "CỤC TRƯỞNG",
    "TRƯỞNG BAN",
    "CHI CỤC TRƯỞNG",
    "GIÁM ĐỐC SỞ",
    "TRƯỞNG CÔNG AN",
];
/// What the head of a board is beside being its head.
const OTHER_OFFICES: [&str; 8] = [
    "CHỦ TỊCH UBND TỈNH",
    "PHÓ CHỦ TỊCH UBND TỈNH",
    "PHÓ CHỦ TỊCH THƯỜNG TRỰC UBND TỈNH",
    "CHỦ TỊCH UBND HUYỆN",
    "PHÓ CHỦ TỊCH UBND HUYỆN",
    "CHỦ TỊCH UBND THÀNH PHỐ",
    "CHỦ TỊCH UBND XÃ",
    "PHÓ CHỦ TỊCH UBND XÃ",
];

/// Every way in which a position is printed, Decree 30/2020/NĐ-CP, Appendix I part II item 7a.
fn sequences(ranks: &[(String, Vec<String>)], bodies: &[&str]) -> Vec<Sequence> {
    let mut all: Vec<Vec<String>> = Vec::new();
    let own = |chief: &str| -> Vec<Vec<String>> {
        let deputies = ranks.iter().find(|(name, _)| name == chief).map(|(_, deputies)| deputies.as_slice());
        let by_deputy = deputies.unwrap_or_default().iter().map(|deputy| vec![format!("KT. {chief}"), deputy.clone()]);
        std::iter::once(vec![chief.to_owned()]).chain(by_deputy).collect()
    };
    for (chief, deputies) in ranks {
        all.extend(own(chief));
        all.push(vec![format!("Q. {chief}")]);
        all.extend(deputies.iter().map(|deputy| vec![deputy.clone()]));
        // A deputy in charge while there is no chief.
        all.extend(deputies.iter().take(1).map(|deputy| vec![deputy.clone(), "PHỤ TRÁCH".to_owned()]));
    }
    for chief in COMMITTEE_CHIEFS {
        for lines in own(chief) {
            for body in bodies {
                all.push([&[format!("TM. {body}")], lines.as_slice()].concat());
                // A standing committee's deputy signs for it without "KT.": "T/M BAN THƯỜNG VỤ / PHÓ BÍ THƯ".
                all.push([&[format!("TM. {body}")], &lines[lines.len() - 1..]].concat());
            }
            if chief != "CHỦ TỊCH" {
                all.extend(OTHER_OFFICES.iter().map(|office| [lines.as_slice(), &[(*office).to_owned()]].concat()));
            }
            if lines.len() == 1 {
                all.extend(bodies.iter().map(|body| vec![format!("TM. {body}"), format!("Q. {chief}")]));
            }
        }
    }
    for chief in ORDERING_CHIEFS {
        for ordered in ORDERED_CHIEFS.into_iter().filter(|ordered| *ordered != chief) {
            for lines in own(ordered) {
                for short in ["TL.", "TUQ."] {
                    all.push([&[format!("{short} {chief}")], lines.as_slice()].concat());
                    all.push([&[format!("{short} {chief}")], &lines[lines.len() - 1..]].concat());
                }
            }
        }
    }
    all.sort();
    all.dedup();
    all.into_iter().map(|lines| Sequence { letters: Letters::of(&lines.join(" ")), lines }).collect()
}

fn position_lines(sequences: &[Sequence]) -> Vec<Known> {
    let mut lines: Vec<&str> =
        sequences.iter().flat_map(|sequence| sequence.lines.iter().map(String::as_str)).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.into_iter().map(Known::of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        let lists = lists();
        assert_eq!(lists.provinces.len(), 64, "63 before 2025-07-01, and the city of Huế");
        assert!(lists.surnames.len() > 200 && lists.bodies.len() > 150 && lists.kinds.len() > 60);
        assert!(lists.sequences.len() > 1000 && lists.sequences.len() < 10_000, "{}", lists.sequences.len());
    }

    #[test]
    fn a_symbol_tells_the_kind() {
        for (part, kind) in
            [("QĐ", Some("QUYẾT ĐỊNH")), ("QD", Some("QUYẾT ĐỊNH")), ("CTr", Some("CHƯƠNG TRÌNH")), ("UBND", None)]
        {
            assert_eq!(lists().kind_of_abbreviation(part), kind, "{part}");
        }
    }

    #[test]
    fn the_usual_positions_are_known() {
        let has = |lines: &[&str]| lists().sequences.iter().any(|sequence| sequence.lines == lines);
        assert!(has(&["TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"]));
        assert!(has(&["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]));
        assert!(has(&["TRƯỞNG BAN", "CHỦ TỊCH UBND TỈNH"]));
        assert!(has(&["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"]));
    }
}
