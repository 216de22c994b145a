//! The forms in which text is compared: as it is spelt, and folded. Index and query go through the same two functions.

use model::vietnamese::{level, nfc, search_form};

/// The words as they are spelt, with their marks: composed, lower case, tone placement levelled.
pub(crate) fn spelt(text: &str) -> Vec<String> {
    // Levelled word by word, so that punctuation does not keep a tone from its place.
    let text = nfc(text);
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(level).collect()
}

/// The words without marks, lower case.
pub(crate) fn folded(text: &str) -> Vec<String> {
    search_form(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_have_the_same_words() {
        for (text, exact, plain) in [
            ("Nguyễn Thị Hòa", "nguyễn thị hoà", "nguyen thi hoa"),
            ("NGUYỄN THỊ HOÀ,", "nguyễn thị hoà", "nguyen thi hoa"),
            ("Nguye\u{302}\u{303}n Thi\u{323} Ho\u{300}a", "nguyễn thị hoà", "nguyen thi hoa"),
            ("Đặng-Đức", "đặng đức", "dang duc"),
            ("12/GKS", "12 gks", "12 gks"),
            ("", "", ""),
        ] {
            assert_eq!((spelt(text).join(" "), folded(text).join(" ")), (exact.to_owned(), plain.to_owned()));
        }
    }
}
