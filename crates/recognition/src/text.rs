//! Comparing what OCR read with what is known: a distance that forgives a lost mark, and the case of Vietnamese words.
//!
//! Nothing here knows a list or a page.

use model::vietnamese::{fold_to_ascii, level};

/// What a lost or changed mark costs against a wrong letter: OCR loses marks far more often than letters.
const MARK_COST: f32 = 0.35;
/// What a space too many or too few costs.
const SPACE_COST: f32 = 0.5;

/// A text made ready to be compared: lower case, letters and digits only, one space between words.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Letters(Vec<(char, char)>);

impl Letters {
    pub(crate) fn of(text: &str) -> Self {
        let plain: String = text.chars().map(|letter| if is_readable(letter) { letter } else { ' ' }).collect();
        Self(level(&plain).chars().map(|letter| (letter, base(letter))).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A letter or digit that a word can have; marks that float alone (`ˆ`, which Unicode counts among letters) are specks.
pub(crate) fn is_readable(letter: char) -> bool {
    letter.is_alphanumeric() && !('\u{2b0}'..='\u{2ff}').contains(&letter) || ('\u{300}'..='\u{36f}').contains(&letter)
}

/// The letter without its marks; one character for one.
fn base(letter: char) -> char {
    if letter.is_ascii() {
        return letter;
    }
    let mut bytes = [0; 4];
    fold_to_ascii(letter.encode_utf8(&mut bytes)).chars().next().unwrap_or(letter)
}

/// How far two texts are apart: weighted edits ÷ the longer length. 0 is the same, 1 has nothing in common.
pub(crate) fn distance(one: &Letters, other: &Letters) -> f32 {
    let longer = one.len().max(other.len());
    if longer == 0 { 0.0 } else { edits(&one.0, &other.0) / longer as f32 }
}

/// [`distance`] of plain texts, for single comparisons.
pub(crate) fn distance_of(one: &str, other: &str) -> f32 {
    distance(&Letters::of(one), &Letters::of(other))
}

fn edits(one: &[(char, char)], other: &[(char, char)]) -> f32 {
    let gap = |letter: (char, char)| if letter.0 == ' ' { SPACE_COST } else { 1.0 };
    let mut row = vec![0.0; other.len() + 1];
    for (at, letter) in other.iter().enumerate() {
        row[at + 1] = row[at] + gap(*letter);
    }
    for left in one {
        let mut corner = row[0];
        row[0] += gap(*left);
        for (at, right) in other.iter().enumerate() {
            let swap = if left.0 == right.0 {
                0.0
            } else if left.1 == right.1 {
                MARK_COST
            } else {
                1.0
            };
            let best = (corner + swap).min(row[at + 1] + gap(*left)).min(row[at] + gap(*right));
            corner = std::mem::replace(&mut row[at + 1], best);
        }
    }
    row[other.len()]
}

/// The nearest of the candidates and its distance, and the distance of the next one that is not the same.
pub(crate) fn nearest<'a, T>(
    text: &Letters,
    candidates: impl Iterator<Item = (&'a Letters, T)>,
) -> Option<(T, f32, f32)> {
    let mut best: Option<(T, f32)> = None;
    let mut second = 1.0_f32;
    for (letters, candidate) in candidates {
        let (short, long) = (text.len().min(letters.len()), text.len().max(letters.len()));
        if long > 0 && (long - short) as f32 * SPACE_COST / long as f32 > 0.5 {
            continue;
        }
        let away = distance(text, letters);
        match &best {
            Some((_, nearest)) if away >= *nearest => second = second.min(away),
            _ => {
                if let Some((_, nearest)) = best.replace((candidate, away)) {
                    second = second.min(nearest);
                }
            }
        }
    }
    best.map(|(candidate, away)| (candidate, away, second))
}

/// The share of letters that are capitals, 0 to 1; 0 for a text without letters.
pub(crate) fn capitals(text: &str) -> f32 {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let capitals = text.chars().filter(|letter| letter.is_uppercase()).count();
    if letters == 0 { 0.0 } else { capitals as f32 / letters as f32 }
}

/// How many letters a text has.
pub(crate) fn letter_count(text: &str) -> usize {
    text.chars().filter(|letter| letter.is_alphabetic() && is_readable(*letter)).count()
}

/// The word with its first letter a capital and the others small.
pub(crate) fn title_case(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}

/// The text with its first letter a capital and the others as they are.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// True for a word that could be one syllable of Vietnamese, or of the names of the Central Highlands' peoples (Kdăm, Bríu): an
/// initial or none, a vowel group, a final or none.
pub(crate) fn is_syllable(word: &str) -> bool {
    const INITIALS: [&str; 42] = [
        "", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "q",
        "qu", "r", "s", "t", "th", "tr", "v", "x", "bl", "br", "dr", "hm", "hr", "kb", "kd", "kl", "kp", "kr", "ks",
        "ml", "pl", "rm",
    ];
    const FINALS: [&str; 13] = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t", "k", "l", "r", "h"];
    let plain = fold_to_ascii(word).to_lowercase();
    let vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let Some(first) = plain.find(vowel) else { return false };
    let last = plain.rfind(vowel).unwrap_or(first);
    let middle = &plain[first..=last];
    INITIALS.contains(&&plain[..first])
        && FINALS.contains(&&plain[last + 1..])
        && middle.len() <= 3
        && middle.chars().all(vowel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_marks_cost_less_than_letters() {
        for (one, other, most) in [
            ("TINH QUANG NGAI", "tỉnh Quảng Ngãi", 0.1),
            ("PHO CHANH VAN PHONG", "PHÓ CHÁNH VĂN PHÒNG", 0.1),
            ("ÁNH VĂN PHÒNG", "CHÁNH VĂN PHÒNG", 0.15),
            ("Ủy ban", "Uỷ  ban,", 0.0),
        ] {
            assert!(distance_of(one, other) <= most, "{one} {other} {}", distance_of(one, other));
        }
        assert!(distance_of("Quảng Nam", "Quảng Ninh") > 0.15);
    }

    #[test]
    fn syllables_are_told_from_noise() {
        for (word, is) in [
            ("Nguyễn", true),
            ("Phước", true),
            ("Yên", true),
            ("Bríu", true),
            ("XXV", false),
            ("ˆ_i", false),
            ("Tbc", false),
        ] {
            assert_eq!(is_syllable(word), is, "{word}");
        }
    }
}
