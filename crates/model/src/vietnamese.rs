//! Vietnamese text: the forms that people type and the one that we compare.
//!
//! Marks come composed or decomposed, the tone of `hoà`/`hòa` on either vowel, `đ` as `d`. Text is kept as it was given
//! (NFC); only comparison folds it.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Composed Unicode: what is stored and shown.
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Plain ASCII where Latin letters allow it: marks dropped, `đ`→`d`. Case is kept, other scripts stay as they are.
pub fn fold_to_ascii(text: &str) -> String {
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .map(|letter| match letter {
            'đ' => 'd',
            'Đ' => 'D',
            other => other,
        })
        .collect()
}

/// The tone marks that move between vowels in old and new spelling: grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Lower case, NFC, one space between words, and the tone of a final `oa`, `oe`, `uy` on the second vowel (`hòa`→`hoà`):
/// two spellings of one word become equal, two words do not.
pub fn level(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(|word| level_word(&word.to_lowercase())).collect();
    words.join(" ")
}

fn level_word(word: &str) -> String {
    let mut letters: Vec<char> = word.nfd().collect();
    let mut at = 0;
    while at + 2 < letters.len() {
        let (vowel, tone, next) = (letters[at], letters[at + 1], letters[at + 2]);
        let pair = matches!((vowel, next), ('o', 'a' | 'e') | ('u', 'y'));
        let closed = letters.get(at + 3).is_some_and(|after| after.is_alphabetic() || is_combining_mark(*after));
        if pair && TONES.contains(&tone) && !closed {
            letters.swap(at + 1, at + 2);
        }
        at += 1;
    }
    letters.into_iter().nfc().collect()
}

/// What a name is looked up by: folded to ASCII, lower case, letters and digits in words with one space between.
pub fn search_form(text: &str) -> String {
    let folded = fold_to_ascii(text).to_lowercase();
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_are_level() {
        for (one, other) in
            [("hoà", "hòa"), ("HOÀ", "hòa"), ("thuý", "thúy"), ("ỦY BAN", "uỷ ban"), ("ho\u{300}a", "hòa")]
        {
            assert_eq!(level(one), level(other), "{one} {other}");
        }
        for (one, other) in [("hoàn", "hòan"), ("ma", "má"), ("hoa", "hòa")] {
            let same = level(one) == level(other);
            assert!(!same, "{one} {other}");
        }
    }

    #[test]
    fn search_ignores_marks_case_and_form() {
        for text in [
            "Nguyễn Thị Hương",
            "nguyen  thi huong",
            "NGUYỄN THỊ HƯƠNG",
            "Nguye\u{302}\u{303}n Thi\u{323} Hu\u{31b}o\u{31b}ng",
        ] {
            assert_eq!(search_form(text), "nguyen thi huong");
        }
        assert_eq!(search_form("Đặng-Đức"), "dang duc");
    }
}
