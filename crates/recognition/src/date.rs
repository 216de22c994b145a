//! Place and day of issue: `Quảng Ngãi, ngày 15 tháng 4 năm 2020`, Decree 30/2020/NĐ-CP, Appendix I part II item 4.

use jiff::civil::Date;
use model::{PageRect, Word, vietnamese::fold_to_ascii};

use crate::{handwriting::WrittenPlace, issuer::name_place, lists::lists, rows::Row};

/// What the row says, each part when it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct DateReading {
    pub(crate) place: Option<String>,
    /// What stands before "ngày" when it is no name: "Ea H†eo".
    pub(crate) place_seen: Option<String>,
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
    pub(crate) year_confidence: f32,
    pub(crate) rect: PageRect,
    /// Where day and month may be written by hand.
    pub(crate) places: Option<DatePlaces>,
}

/// The gaps of the row, and the size of its print.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DatePlaces {
    pub(crate) day: WrittenPlace,
    pub(crate) month: WrittenPlace,
}

impl DateReading {
    /// The day of issue, when all of it was read and there is such a day.
    pub(crate) fn date(&self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }

    /// True when the place is a province's name, put right if need be.
    pub(crate) fn is_province(&self) -> bool {
        lists().provinces.iter().any(|known| Some(&known.name) == self.place.as_ref())
    }

    /// True when the day was read as print, and well.
    pub(crate) fn has_clear_day(&self) -> bool {
        self.day.is_some() && self.day_confidence >= 0.85
    }
}

/// A letter of the row, folded and small, and the word that it is of.
struct Letter {
    folded: char,
    word: usize,
}

/// Reads a row of the header's right column, whose lines have this slope; `None` when it tells no date.
pub(crate) fn read_date(row: &Row, slope: f32) -> Option<DateReading> {
    let letters = letters_of(row);
    let folded: String = letters.iter().map(|letter| letter.folded).collect();
    // ASCII now, so that byte positions count letters.
    let Some(month_at) = folded.rfind("thang").or_else(|| folded.rfind("thg")) else {
        return read_slashed(row, &letters, &folded);
    };
    let year_at = folded[month_at..].find("nam").map(|at| at + month_at)?;
    let day_at = folded[..month_at].rfind("ngay");
    let month = digits_between(&letters, month_at + 5, year_at);
    let year_end = letters.len().min(year_at + 7);
    let year = digits_between(&letters, year_at + 3, year_end);
    let year_word = year.as_ref().and_then(|(_, words)| words.first()).map(|word| &row.words[*word]);
    // A month that is much higher than the year was written by hand.
    let month = month.filter(|(_, words)| {
        let high = |word: &Word| word.rect[3] as f32 <= year_word.map_or(f32::MAX, |year| year.rect[3] as f32 * HIGHER);
        words.iter().all(|word| high(&row.words[*word]))
    });
    let day = day_at.and_then(|at| digits_between(&letters, at + 4, month_at));
    let as_day = |day: &Option<(i16, Vec<usize>)>| {
        day.as_ref().and_then(|(value, _)| i8::try_from(*value).ok()).filter(|day| (1..=31).contains(day))
    };
    let day = day.filter(|(_, words)| {
        // A day whose figures are larger than the year's was written by hand; one that clings to a word may have been.
        year_word.is_some_and(|year| words.iter().all(|day| alike_in_print(&row.words[*day], year)))
    });
    let confidence = |found: &Option<(i16, Vec<usize>)>| {
        found
            .as_ref()
            .map_or(0.0, |(_, words)| words.iter().map(|word| row.words[*word].confidence).fold(1.0, f32::min))
    };
    let (place, place_seen, place_distance, place_confidence) = place_before(row, &letters, day_at.unwrap_or(month_at));
    Some(DateReading {
        place,
        place_seen,
        place_distance,
        place_confidence,
        day_confidence: confidence(&day),
        month_confidence: confidence(&month).min(confidence(&year)),
        year_confidence: confidence(&year),
        day: as_day(&day),
        month: month.and_then(|(value, _)| i8::try_from(value).ok()).filter(|month| (1..=12).contains(month)),
        year: year.map(|(value, _)| value).filter(|year| (1945..=2100).contains(year)),
        rect: row.rect(),
        places: places(row, &letters, day_at, (month_at, year_at), slope),
    })
}

/// A row whose year stands on the next one, joined with it: "Huế, ngày 31 tháng 7" / "năm 2023".
pub(crate) fn joined_with_year(row: &Row, next: &Row) -> Option<Row> {
    let folded = |row: &Row| fold_to_ascii(&row.text()).to_lowercase();
    let (above, below) = (folded(row), folded(next));
    let fits = above.contains("thang") && !above.contains("nam 2") && below.starts_with("nam") && next.words.len() <= 3;
    fits.then(|| Row { words: row.words.iter().chain(&next.words).cloned().collect() })
}

/// "Cần Thơ, ngày 15/03/2019".
fn read_slashed(row: &Row, letters: &[Letter], folded: &str) -> Option<DateReading> {
    let day_at = folded.rfind("ngay")?;
    let mut parts = folded[day_at + 4..].split(['/', '-', '.']).map(|part| part.trim_matches([':', ',', ' ']));
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let date = jiff::civil::Date::new(year, month, day).ok()?;
    let word = letters.get(day_at + 4).map_or(row.words.len(), |letter| letter.word);
    let confidence = row.words.get(word..)?.iter().map(|word| word.confidence).fold(1.0, f32::min);
    let (place, place_seen, place_distance, place_confidence) = place_before(row, letters, day_at);
    Some(DateReading {
        place,
        place_seen,
        place_distance,
        place_confidence,
        day: Some(date.day()),
        month: Some(date.month()),
        year: Some(date.year()),
        day_confidence: confidence,
        month_confidence: confidence,
        year_confidence: confidence,
        rect: row.rect(),
        places: None,
    })
}

/// Widths of the words in italic print, in heights of its capitals (measured on scans; all common serif fonts are alike).
const NGAY_WIDE: f32 = 2.6;
const THANG_WIDE: f32 = 3.05;
const NAM_WIDE: f32 = 2.23;
/// From the end of "ngày" to "tháng", when only the latter was read.
const DAY_GAP_WIDE: f32 = 1.9;
/// What of "tháng" hangs below the line.
const TAIL: f32 = 0.33;
/// A word wider than it should be has taken in what is written beside it.
const WIDER: f32 = 1.2;

/// The gaps before and after "tháng". Words that took in what is written beside them are cut to the width of their print.
fn places(
    row: &Row,
    letters: &[Letter],
    day_at: Option<usize>,
    (month_at, year_at): (usize, usize),
    slope: f32,
) -> Option<DatePlaces> {
    let (thang, nam) = (span(row, letters, month_at, "thang")?, span(row, letters, year_at, "nam")?);
    let capital = match (nam.alone, thang.alone) {
        (true, _) => (nam.right - nam.left) / NAM_WIDE,
        (false, true) => (thang.right - thang.left) / THANG_WIDE,
        (false, false) => return None,
    };
    let (thang_left, thang_right) = thang.cut_to(THANG_WIDE * capital);
    let (nam_left, _) = nam.cut_to(NAM_WIDE * capital);
    let ngay_right = match day_at.and_then(|at| span(row, letters, at, "ngay")) {
        Some(ngay) => ngay.cut_to(NGAY_WIDE * capital).1.min(ngay.left + NGAY_WIDE * capital),
        None => thang_left - DAY_GAP_WIDE * capital,
    };
    // From the base line of "năm" back along the slope of the row; where the year is on another line, that of "tháng" serves.
    let apart = (nam.base - thang.base).abs() > 1.5 * capital;
    let base = |x: f32| match apart {
        true => thang.base - TAIL * capital,
        false => nam.base + slope * (x - nam_left),
    };
    let nam_left = if apart { thang_right + DAY_GAP_WIDE * capital } else { nam_left };
    let place = |left: f32, right: f32| WrittenPlace { left, right, base: base((left + right) / 2.0), capital };
    Some(DatePlaces { day: place(ngay_right, thang_left), month: place(thang_right, nam_left) })
}

/// Where a printed word stands, as far as its box tells.
struct Span {
    left: f32,
    right: f32,
    base: f32,
    /// True when the box begins, and ends, with the word's own letters.
    begins: bool,
    ends: bool,
    /// True when nothing else is in the box.
    alone: bool,
}

fn span(row: &Row, letters: &[Letter], at: usize, word: &str) -> Option<Span> {
    // "thg" is three letters of five.
    let count = word.len().min(letters[at..].iter().take_while(|letter| letter.word == letters[at].word).count());
    let box_of = |letter: &Letter| row.words[letter.word].rect;
    let (first, last) = (letters.get(at)?, letters.get(at + count - 1)?);
    let begins = at == 0 || letters[at - 1].word != first.word;
    let ends = letters.get(at + count).is_none_or(|next| next.word != last.word);
    let rect = box_of(first);
    let (left, right) = (rect[0] as f32, (rect[0] + rect[2]) as f32);
    let base = (rect[1] + rect[3]) as f32;
    Some(Span { left, right, base, begins, ends, alone: begins && ends && count == word.len() })
}

impl Span {
    /// Left and right edge of the word itself, which is `wide`.
    fn cut_to(&self, wide: f32) -> (f32, f32) {
        match (self.begins, self.ends) {
            (true, true) if self.right - self.left <= wide * WIDER => (self.left, self.right),
            (false, true) => (self.right - wide, self.right),
            _ => (self.left, self.left + wide),
        }
    }
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

/// A word of digits so much higher than another is not of the same print.
const HIGHER: f32 = 1.3;

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
fn place_before(row: &Row, letters: &[Letter], at: usize) -> (Option<String>, Option<String>, f32, f32) {
    let end = letters.get(at).map_or(row.words.len(), |letter| letter.word);
    let mut words: Vec<usize> = Vec::new();
    for word in (0..end).rev() {
        let here = &row.words[word];
        let gap = words.last().map_or(0, |next| row.words[*next].rect[0].saturating_sub(here.rect[0] + here.rect[2]));
        // A dash is low: its neighbours tell the size of the print.
        if gap > row.print_height() * 2 || words.len() >= 7 {
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
        let (name, away) = name_place(&texts[from..], None);
        if away < 0.1 {
            return (Some(name), None, away, confidence);
        }
    }
    let start = texts.iter().position(|text| text.starts_with(char::is_uppercase)).unwrap_or(texts.len());
    // "Ia", with which communes of the Central Highlands begin, is read "la".
    let names: Vec<&str> = match start.checked_sub(1).map(|before| texts[before]) {
        Some("la") => std::iter::once("Ia").chain(texts[start..].iter().copied()).collect(),
        _ => texts[start..].to_vec(),
    };
    // "Ea H'leo": one consonant may stand before the mark.
    let syllable = |part: &str| part.chars().count() == 1 || crate::text::is_syllable(part);
    let syllables = |name: &&str| name.split(['\'', '’', '-']).all(syllable);
    let fit = !names.is_empty() && names.iter().all(syllables);
    if fit {
        let (name, away) = name_place(&names, None);
        return (Some(name), None, away, confidence);
    }
    let seen = (!names.is_empty()).then(|| names.join(" "));
    (None, seen, 1.0, confidence)
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
            ("Cần Thơ, ngày 15/03/2019", Some("Cần Thơ"), Some("2019-03-15")),
            ("Ea H'leo, ngày 31 tháng 10 năm 2022", Some("Ea H'leo"), Some("2022-10-31")),
            ("Bà Rịa - Vũng Tàu, ngày 21 tháng 11 năm 2024", Some("Bà Rịa - Vũng Tàu"), Some("2024-11-21")),
            ("Hải Châu, ngày 20 tháng 8 năm 2025", Some("Hải Châu"), Some("2025-08-20")),
        ] {
            let reading = read_date(&row(text), 0.0).expect(text);
            assert_eq!(reading.place.as_deref(), place, "{text}");
            assert_eq!(reading.date().map(|date| date.to_string()).as_deref(), date, "{text}");
        }
        assert_eq!(read_date(&row("Độc lập - Tự do - Hạnh phúc"), 0.0), None);
    }

    #[test]
    fn day_and_month_are_looked_for_beside_thang() {
        let places = |words: &[(&str, u32, u32)]| {
            let word = |(text, left, wide): &(&str, u32, u32)| Word {
                text: (*text).to_owned(),
                rect: [*left, 100, *wide, 40],
                confidence: 0.9,
            };
            let places = read_date(&Row { words: words.iter().map(word).collect() }, 0.0).unwrap().places.unwrap();
            [places.day.left, places.day.right, places.month.left, places.month.right].map(|value| value.round() as u32)
        };
        let place = [("Hà", 100, 50), ("Nội,", 160, 80)];
        let with = |words: &[(&'static str, u32, u32)]| places(&[&place, words].concat());
        // Capitals of 40 pixels: "năm" is 89 wide, "tháng" 122, "ngày" 104.
        let apart = [("ngày", 250, 104), ("tháng", 454, 122), ("năm", 676, 89), ("2025", 780, 80)];
        assert_eq!(with(&apart), [354, 454, 576, 676]);
        let taken_in = [("ngày/4}", 250, 190), ("tháng9", 454, 180), ("năm", 676, 89), ("2025", 780, 80)];
        assert_eq!(with(&taken_in), [354, 454, 576, 676]);
        let before = [("ngày", 250, 104), ("4ftháng", 380, 196), ("năm", 676, 89), ("2025", 780, 80)];
        assert_eq!(with(&before).map(|x| x / 10), [35, 45, 57, 67]);
    }
}
