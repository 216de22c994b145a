//! Place and day of issue: `Quảng Ngãi, ngày 15 tháng 4 năm 2020`, Decree 30/2020/NĐ-CP, Appendix I part II item 4.

use jiff::civil::Date;
use model::{PageRect, Word, vietnamese::fold_to_ascii};

use crate::{issuer::name_place, rows::Row};

/// What the row says, each part when it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct DateReading {
    pub(crate) place: Option<String>,
    /// How far the place is from a known name, 0 to 1.
    pub(crate) place_distance: f32,
    pub(crate) place_confidence: f32,
    pub(crate) day: Option<i8>,
    pub(crate) month: Option<i8>,
    pub(crate) year: Option<i16>,
    /// How well the day's digits were read.
    pub(crate) day_confidence: f32,
    /// How well month and year were read, the weaker of both.
    pub(crate) month_confidence: f32,
    pub(crate) rect: PageRect,
}

impl DateReading {
    /// The day of issue, when all of it was read and there is such a day.
    pub(crate) fn date(&self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }
}

/// A letter of the row, folded and small, and the word that it is of.
struct Letter {
    folded: char,
    word: usize,
}

/// Reads a row of the header's right column; `None` when it tells no date.
pub(crate) fn read_date(row: &Row) -> Option<DateReading> {
    let letters = letters_of(row);
    let folded: String = letters.iter().map(|letter| letter.folded).collect();
    // ASCII now, so that byte positions count letters.
    let month_at = folded.rfind("thang").or_else(|| folded.rfind("thg"))?;
    let year_at = folded[month_at..].find("nam").map(|at| at + month_at)?;
    let day_at = folded[..month_at].rfind("ngay");
    let month = digits_between(&letters, month_at + 5, year_at);
    let year_end = letters.len().min(year_at + 7);
    let year = digits_between(&letters, year_at + 3, year_end);
    let day = day_at.and_then(|at| digits_between(&letters, at + 4, month_at)).filter(|(_, words)| {
        // A day whose figures are larger than the year's was written by hand; one that clings to a word may have been.
        let year = year.as_ref().and_then(|(_, words)| words.first());
        year.is_some_and(|year| words.iter().all(|day| alike_in_print(&row.words[*day], &row.words[*year])))
    });
    let confidence = |found: &Option<(i16, Vec<usize>)>| {
        found
            .as_ref()
            .map_or(0.0, |(_, words)| words.iter().map(|word| row.words[*word].confidence).fold(1.0, f32::min))
    };
    let (place, place_distance, place_confidence) = place_before(row, &letters, day_at.unwrap_or(month_at));
    Some(DateReading {
        place,
        place_distance,
        place_confidence,
        day_confidence: confidence(&day),
        month_confidence: confidence(&month).min(confidence(&year)),
        day: day.and_then(|(value, _)| i8::try_from(value).ok()).filter(|day| (1..=31).contains(day)),
        month: month.and_then(|(value, _)| i8::try_from(value).ok()).filter(|month| (1..=12).contains(month)),
        year: year.map(|(value, _)| value).filter(|year| (1945..=2100).contains(year)),
        rect: row.rect(),
    })
}

fn letters_of(row: &Row) -> Vec<Letter> {
    let mut letters = Vec::new();
    for (word, text) in row.words.iter().map(|word| &word.text).enumerate() {
        for folded in fold_to_ascii(text).chars() {
            let folded = if folded.is_ascii() { folded.to_ascii_lowercase() } else { '?' };
            letters.push(Letter { folded, word });
        }
    }
    letters
}

/// The number between two places, if nothing but digits and points stands there, and its words.
fn digits_between(letters: &[Letter], from: usize, to: usize) -> Option<(i16, Vec<usize>)> {
    let between: Vec<&Letter> =
        letters.get(from..to)?.iter().filter(|letter| !matches!(letter.folded, '.' | ',' | ':')).collect();
    let digits: String = between.iter().map(|letter| letter.folded).collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut words: Vec<usize> = between.iter().map(|letter| letter.word).collect();
    words.dedup();
    Some((digits.parse().ok()?, words))
}

/// True when two words of digits have the height and the width of one print.
fn alike_in_print(one: &Word, other: &Word) -> bool {
    let size = |word: &Word| {
        let letters = word.text.chars().count().max(1) as f32;
        (word.rect[3] as f32, word.rect[2] as f32 / letters)
    };
    let ((high, wide), (high_other, wide_other)) = (size(one), size(other));
    let near = |one: f32, other: f32, slack: f32| (one / other.max(1.0) - 1.0).abs() <= slack;
    near(high, high_other, 0.15) && near(wide, wide_other, 0.3)
}

/// The place's name before "ngày": words up to the comma, from the right as far as they stand close together.
fn place_before(row: &Row, letters: &[Letter], at: usize) -> (Option<String>, f32, f32) {
    let end = letters.get(at).map_or(row.words.len(), |letter| letter.word);
    let mut words: Vec<usize> = Vec::new();
    for word in (0..end).rev() {
        let here = &row.words[word];
        let gap = words.last().map_or(0, |next| row.words[*next].rect[0].saturating_sub(here.rect[0] + here.rect[2]));
        if gap > here.rect[3] * 2 || words.len() >= 6 {
            break;
        }
        words.push(word);
    }
    words.reverse();
    let confidence = words.iter().map(|word| row.words[*word].confidence).fold(1.0, f32::min);
    let clean = |word: &usize| row.words[*word].text.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
    let texts: Vec<String> = words.iter().map(clean).filter(|text| !text.is_empty()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // Stray words may stand before the place: the longest tail that is a province's name wins.
    for from in 0..texts.len() {
        let (name, away) = name_place(&texts[from..]);
        if away < 0.1 {
            return (Some(name), away, confidence);
        }
    }
    let start = texts.iter().position(|text| text.starts_with(char::is_uppercase)).unwrap_or(texts.len());
    let names = &texts[start..];
    let fit = !names.is_empty() && names.iter().all(|name| crate::text::is_syllable(name));
    if fit {
        let (name, away) = name_place(names);
        return (Some(name), away, confidence);
    }
    (None, 1.0, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Row {
        let mut x = 100;
        let mut word = |text: &str| {
            let wide = 25 * text.chars().count() as u32;
            x += wide + 20;
            Word { text: text.to_owned(), rect: [x - wide, 100, wide, 40], confidence: 0.95 }
        };
        Row { words: text.split(' ').map(&mut word).collect() }
    }

    #[test]
    fn dates_as_they_are_printed_and_as_ocr_reads_them() {
        for (text, place, date) in [
            ("Quảng Ngãi, ngày 15 tháng 4 năm 2020", Some("Quảng Ngãi"), Some("2020-04-15")),
            ("Cao Băng, ngày 04tháng 02 năm 2025", Some("Cao Bằng"), Some("2025-02-04")),
            ("Quảng Ngãi, ngày 4† tháng 01 năm 2025", Some("Quảng Ngãi"), None),
            ("Hà Nội, ngày 31 tháng 02 năm 2025", Some("Hà Nội"), None),
            ("Quảng Ngãi, ngày/4} tháng 9 năm 2024", Some("Quảng Ngãi"), None),
            ("Bình Sơn, ngày tháng 01 năm 2025", Some("Bình Sơn"), None),
            ("TP. Hồ Chí Minh, ngày 1 tháng 12 năm 2023", Some("Hồ Chí Minh"), Some("2023-12-01")),
        ] {
            let reading = read_date(&row(text)).expect(text);
            assert_eq!(reading.place.as_deref(), place, "{text}");
            assert_eq!(reading.date().map(|date| date.to_string()).as_deref(), date, "{text}");
        }
        assert_eq!(read_date(&row("Độc lập - Tự do - Hạnh phúc")), None);
    }
}
