//! The abstract (trích yếu): the lines under the title, or, in a letter, the lines under the number that begin with "V/v".
//!
//! Decree 30/2020/NĐ-CP, Appendix I part II item 5. It ends where the line spacing opens, the grounds or the addressee begin.

use model::{PageRect, Word, vietnamese::fold_to_ascii};

use crate::{
    header::{Header, is_recital, opens_letter},
    rows::{Row, hull},
    text::{capitals, distance_of, letter_count},
};

/// An abstract as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AbstractReading {
    pub(crate) text: String,
    /// Mean of the words' confidences.
    pub(crate) confidence: f32,
    /// The lowest of a word's.
    pub(crate) weakest: f32,
    pub(crate) rect: PageRect,
    /// True when a clear gap or the next part ends it.
    pub(crate) closed: bool,
}

/// The longest abstract, in lines; the decree asks for short ones.
const LINES_MAX: usize = 9;

/// The abstract under a title: `rows` are those of the page (or of a crop) from top to bottom.
pub(crate) fn under_title(rows: &[Row], header: &Header) -> Option<AbstractReading> {
    let title = header.title.as_ref()?;
    let mut taken: Vec<Row> = title.rest.iter().cloned().collect();
    let mut last = middle(&title.row);
    let mut closed = false;
    for row in rows.iter().filter(|row| middle(row) > title.row.bottom()) {
        let Some(row) = clean_row(row, header) else { continue };
        let step = middle(&row).saturating_sub(last);
        let room = if taken.is_empty() { header.pitch * 3 } else { header.pitch * 3 / 2 };
        if taken.len() >= LINES_MAX || step > room || ends_before(&row, &taken, header) {
            closed = true;
            break;
        }
        last = middle(&row);
        taken.push(row);
    }
    reading(&taken, closed)
}

/// A letter's abstract: `rows` are those of the left column under the number.
pub(crate) fn under_number(rows: &[Row], number_bottom: u32) -> Option<AbstractReading> {
    let mut taken: Vec<Row> = Vec::new();
    let mut last = 0;
    for row in rows.iter().filter(|row| middle(row) > number_bottom) {
        if noise(row) {
            continue;
        }
        if taken.is_empty() {
            if strip_about(&row.text()).is_none() {
                continue;
            }
        } else if opens_letter(row) || middle(row).saturating_sub(last) > row.print_height().max(40) * 5 / 2 {
            break;
        }
        last = middle(row);
        taken.push(row.clone());
        if taken.len() >= LINES_MAX {
            break;
        }
    }
    reading(&taken, true)
}

fn reading(rows: &[Row], closed: bool) -> Option<AbstractReading> {
    let words: Vec<&Word> = rows.iter().flat_map(|row| &row.words).collect();
    let rect = hull(words.iter().map(|word| word.rect))?;
    let all = Row { words: words.into_iter().cloned().collect() };
    let text = tidy(&all.text());
    (letter_count(&text) >= 6).then(|| AbstractReading {
        text,
        confidence: all.confidence(),
        weakest: all.weakest(),
        rect,
        closed,
    })
}

fn middle(row: &Row) -> u32 {
    // The middle of the words, not of the hull: a mark or a stroke from another line does not move it.
    let mut middles: Vec<u32> = row.words.iter().map(|word| word.rect[1] + word.rect[3] / 2).collect();
    middles.sort_unstable();
    middles.get(middles.len() / 2).copied().unwrap_or(0)
}

/// Rules, specks and seals that were read as words.
fn noise(row: &Row) -> bool {
    let text = row.text();
    letter_count(&text) < 3
        || row.confidence() < 0.4
        || letter_count(&text) * 2 < text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The row without what stands outside the body's margins and the badly read words beside that; `None` when nothing is left.
fn clean_row(row: &Row, header: &Header) -> Option<Row> {
    let slack = header.pitch;
    let (left, right) = (header.margins.0.saturating_sub(slack), header.margins.1 + slack);
    let outside = |word: &Word| word.rect[0] < left || word.rect[0] + word.rect[2] > right;
    let begins_outside = row.words.first().is_some_and(outside);
    let mut words: Vec<Word> = row.words.iter().filter(|word| !outside(word)).cloned().collect();
    if begins_outside {
        let good = words.iter().position(|word| word.confidence >= 0.75).unwrap_or(words.len());
        words.drain(..good);
        if let Some(at) = about_at(&words) {
            words.drain(..at);
        }
    }
    // Single marks at the ends, badly read, are dirt.
    let dirt = |word: &Word| word.confidence < 0.6 && letter_count(&word.text) == 0;
    while words.first().is_some_and(dirt) {
        words.remove(0);
    }
    while words.last().is_some_and(dirt) {
        words.pop();
    }
    let row = Row { words };
    (!row.words.is_empty() && !noise(&row)).then_some(row)
}

fn about_at(words: &[Word]) -> Option<usize> {
    words.windows(2).position(|pair| distance_of(&format!("{} {}", pair[0].text, pair[1].text), "về việc") <= 0.1)
}

/// True when a row belongs to what follows the abstract.
fn ends_before(row: &Row, taken: &[Row], header: &Header) -> bool {
    let text = row.text();
    if opens_letter(row) || is_recital(&text) || is_numbered(&text) {
        return true;
    }
    let Some(first) = taken.first() else { return false };
    if text.starts_with('(') || capitals(&text) > 0.8 && capitals(&first.text()) < 0.6 && letter_count(&text) >= 8 {
        return true;
    }
    let (left, right) = header.margins;
    let indented = row.left() > left + header.pitch && row.left() < left + header.pitch * 4;
    let full = row.right() + header.pitch / 2 > right;
    let centred = row.centre().abs_diff((left + right) / 2) < header.pitch / 3;
    indented && full && !centred && text.starts_with(char::is_uppercase) && opens_body(&text)
}

/// "I.", "1.", "Điều 1", "Phần I": the body's own numbering.
fn is_numbered(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let head = first.trim_end_matches(['.', ')', '/']);
    let marked = first.len() > head.len();
    let numeral =
        !head.is_empty() && head.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, 'I' | 'V' | 'X'));
    marked && numeral && head.len() <= 4
        || distance_of(first, "điều") <= 0.1
            && text.chars().any(|letter| letter.is_ascii_digit())
            && text.len() < 400
            && text.starts_with('Đ')
}

/// The words with which bodies of documents begin.
fn opens_body(text: &str) -> bool {
    const OPENERS: [&str; 26] = [
        "can cu",
        "thuc hien",
        "theo",
        "de ",
        "ngay",
        "trong",
        "nham",
        "xet",
        "sau khi",
        "trien khai",
        "qua ",
        "tiep",
        "tai ",
        "thoi gian",
        "hien nay",
        "ho",
        "hoi",
        "uy ban",
        "ubnd",
        "so ",
        "bo ",
        "chap hanh",
        "phuc dap",
        "kinh gui",
        "nam ",
        "vua qua",
    ];
    let folded = fold_to_ascii(text).to_lowercase();
    OPENERS.iter().any(|opener| folded.starts_with(opener))
}

/// What follows "V/v" or "Về việc", with how it was written; `None` when the text does not begin so.
fn strip_about(text: &str) -> Option<(&'static str, String)> {
    let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let folded: Vec<char> = fold_to_ascii(text).to_lowercase().chars().collect();
    let letters: Vec<char> = text.chars().collect();
    if folded.len() != letters.len() {
        return None;
    }
    let after =
        |count: usize| letters[count..].iter().collect::<String>().trim_start_matches([' ', ':', ',', '.']).to_owned();
    let starts = |with: &str| folded.len() > with.len() && with.chars().zip(&folded).all(|(one, other)| one == *other);
    for short in ["v/v", "v/ v", "vív", "vlv", "v/y", "viv", "v/w", "y/v"] {
        if starts(short) {
            return Some(("V/v", after(short.len())));
        }
    }
    for long in ["ve viec", "veviec", "va viec", "ve vie", "vé viec"] {
        if starts(long) {
            return Some(("Về việc", after(long.len())));
        }
    }
    None
}

/// One space between words, "Về việc" put right, no stroke or full stop at the end.
fn tidy(text: &str) -> String {
    let text = match strip_about(text) {
        Some((about, rest)) => format!("{about} {rest}"),
        None => text
            .trim_start_matches(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '"' | '“' | '('))
            .to_owned(),
    };
    let text: Vec<&str> = text.split_whitespace().collect();
    text.join(" ").trim_end_matches([' ', '.', '/', ',', ';', ':', '-', '_', '—', '*', '|']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_is_put_right_and_nothing_is_added() {
        for (text, tidied) in [
            (",Vêviệc triển khai", "Về việc triển khai"),
            ("Về việc kinh phí;", "Về việc kinh phí"),
            ("V/v góp ý dự thảo", "V/v góp ý dự thảo"),
            ("và việc tham dự", "Về việc tham dự"),
            ("Kết luận của Chủ tịch UBND tỉnh./.", "Kết luận của Chủ tịch UBND tỉnh"),
        ] {
            assert_eq!(tidy(text), tidied);
        }
    }

    #[test]
    fn numbering_begins_the_body() {
        for (text, is) in [
            ("I. MỤC ĐÍCH", true),
            ("1. Cục Thuế tỉnh", true),
            ("Điều 1. Phê duyệt", true),
            ("138 tỉnh", false),
            ("giai đoạn 2021", false),
        ] {
            assert_eq!(is_numbered(text), is, "{text}");
        }
    }
}
