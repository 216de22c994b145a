//! What attached pages say of the paper that they are attached to: "(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 3 tháng 4
//! năm 2024 của …)".

use jiff::civil::Date;
use model::{PageText, vietnamese::fold_to_ascii};

use crate::text::distance_of;

/// A number and a day printed on another page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mention {
    pub(crate) digits: String,
    /// `QĐ-UBND`, folded to ASCII.
    pub(crate) symbol: String,
    pub(crate) date: Option<Date>,
}

/// How many words after "kèm theo" are looked at.
const WORDS_MAX: usize = 18;
/// Words read worse than this say nothing.
const READ_MIN: f32 = 0.6;

/// The first mention on a page.
pub(crate) fn mention_in(page: &PageText) -> Option<Mention> {
    let words: Vec<(&str, f32)> =
        page.lines.iter().flat_map(|line| &line.words).map(|word| (word.text.as_str(), word.confidence)).collect();
    let attached =
        words.windows(2).position(|pair| distance_of(&format!("{} {}", pair[0].0, pair[1].0), "kèm theo") <= 0.15)?;
    let after = &words[attached + 2..words.len().min(attached + 2 + WORDS_MAX)];
    let (at, digits, symbol) = after.iter().enumerate().find_map(|(at, (text, confidence))| {
        let (digits, symbol) = text.split_once('/')?;
        let plain = !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let lettered = symbol.chars().filter(|letter| letter.is_uppercase()).count() >= 2;
        (plain && lettered && *confidence >= READ_MIN).then(|| (at, digits.to_owned(), folded_symbol(symbol)))
    })?;
    Some(Mention { digits, symbol, date: date_in(&after[at + 1..]) })
}

/// A symbol as it is compared.
pub(crate) fn folded_symbol(symbol: &str) -> String {
    fold_to_ascii(symbol.trim_end_matches(|letter: char| !letter.is_alphanumeric())).to_uppercase()
}

/// "ngày 3 tháng 4 năm 2024" or "ngày 3/4/2024".
fn date_in(words: &[(&str, f32)]) -> Option<Date> {
    let text: Vec<&str> = words.iter().take(7).map(|(text, _)| *text).collect();
    let folded = fold_to_ascii(&text.join(" ")).to_lowercase();
    let after = folded.strip_prefix("ngay")?;
    let mut numbers = after.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty());
    let (day, month, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Line, Word};

    #[test]
    fn attached_pages_name_the_paper() {
        let page = |text: &str| {
            let words = text.split(' ').map(|text| Word { text: text.to_owned(), rect: [0; 4], confidence: 0.95 });
            let line = Line { rect: [0; 4], words: words.collect(), baseline: None, starts_paragraph: true };
            PageText { page: 2, width_px: 1, height_px: 1, dpi: 300.0, from_text_layer: false, lines: vec![line] }
        };
        for (text, wanted) in [
            (
                "(Ban hành kèm theo Quyết định số 2967/QĐ-UBND ngày 21 tháng 11 năm 2024 của Chủ tịch)",
                Some(("2967", "QD-UBND", Some("2024-11-21"))),
            ),
            ("(Kèm theo Công văn số 12/UBND-NC ngày 03/4/2024 của", Some(("12", "UBND-NC", Some("2024-04-03")))),
            ("(Kèm theo Quyết định số: /QĐ-UBND ngày / /2024)", None),
            ("theo Quyết định số 12/QĐ-UBND ngày 03/4/2024", None),
        ] {
            let mention = mention_in(&page(text));
            let told = mention.as_ref().map(|mention| {
                (mention.digits.as_str(), mention.symbol.as_str(), mention.date.map(|date| date.to_string()))
            });
            assert_eq!(told, wanted.map(|(digits, symbol, date)| (digits, symbol, date.map(str::to_owned))), "{text}");
        }
    }
}
