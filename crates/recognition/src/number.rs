//! The number (số, ký hiệu): `Số: 299/UBND-TTHC`, Decree 30/2020/NĐ-CP, Appendix I part II item 3.
//!
//! Handwritten digits are not read here: they are told from print by their size and left out; where they stand is told.

use model::{PageRect, Word};

use crate::{
    handwriting::WrittenPlace,
    lists::lists,
    rows::{Row, hull},
    text::distance_of,
};

/// What the number's row says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberReading {
    /// The digits before the symbol, when they were read as print.
    pub(crate) digits: Option<String>,
    /// What follows them: `UBND-TTHC`, `2025/QĐ-TTg`.
    pub(crate) symbol: String,
    /// How well the digits were read, 0 to 1.
    pub(crate) confidence: f32,
    /// Digits that were read but are not trusted, of each reading: a hand's, or print that was read badly.
    pub(crate) seen: Vec<Seen>,
    /// The whole row.
    pub(crate) row: Row,
}

/// Digits as OCR read them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) digits: String,
    /// True when they have the size of print.
    pub(crate) printed: bool,
}

impl NumberReading {
    /// The number as printed, when its digits were read.
    pub(crate) fn value(&self) -> Option<String> {
        self.digits.as_deref().map(|digits| self.value_with(digits))
    }

    /// The digits that have the size of print, however well they were read.
    pub(crate) fn printed(&self) -> Option<&str> {
        self.seen.iter().find(|seen| seen.printed).map(|seen| seen.digits.as_str())
    }

    /// The number with these digits before the symbol.
    pub(crate) fn value_with(&self, digits: &str) -> String {
        let stroke = if self.symbol_follows_dash() { "-" } else { "/" };
        format!("{digits}{stroke}{}", self.symbol)
    }

    /// True when the symbol has the form of one: letters, perhaps with digits at an end, after a year or none.
    pub(crate) fn is_well_formed(&self) -> bool {
        let year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        let after_year = match self.symbol.split_once('/') {
            Some((head, rest)) if year(head) => rest,
            _ => &self.symbol,
        };
        after_year.split(['-', '/']).all(|part| {
            let letters = part.trim_end_matches(|letter: char| letter.is_ascii_digit());
            !letters.is_empty() && letters.chars().all(|letter| letter.is_alphabetic() || letter == '.')
        })
    }

    /// True when the symbol is a kind and an issuer only: a letter's names the office that drew it up as well.
    pub(crate) fn names_no_more(&self) -> bool {
        let parts = self.symbol.split(['-', '/']).filter(|part| part.chars().any(char::is_alphabetic));
        parts.count() <= usize::from(self.kind().is_some()) + 1
    }

    /// How well the symbol was read, with what stands in one word with it.
    pub(crate) fn symbol_confidence(&self) -> f32 {
        let from = self.row.words.iter().position(|word| word.text.contains(['/', '-'])).unwrap_or(0);
        self.row.words[from..].iter().map(|word| word.confidence).fold(1.0, f32::min)
    }

    /// Where the digits stand, between "Số:" and the symbol; `capital` is the height of the row's capitals, `slope` that of the
    /// page's lines.
    pub(crate) fn written_place(&self, capital: f32, slope: f32) -> Option<WrittenPlace> {
        let text = self.row.text();
        let body = after_so(&text);
        let (digits, _) = split_at_symbol(body.unwrap_or(&text))?;
        let symbol_at = text.len() - body.map_or(text.len(), str::len) + digits.len();
        let (symbol, within) = self.row.word_at(symbol_at)?;
        let [x, top, width, _] = symbol.rect.map(|value| value as f32);
        // What stands before the symbol in its word may be of any width; the symbol's own is that of its letters. A word that
        // is as wide as print of all its letters tells their size better than the date does.
        let printed = width / print_width(&symbol.text);
        let scale = if (printed / capital - 1.0).abs() <= 0.12 { printed } else { capital };
        let own = (x + width - print_width(&symbol.text[within..]) * scale).max(x);
        // OCR may take the last digit for a second stroke: the word is wider than its letters then.
        let right = if within == 0 && own < x + DIGIT_LEAST * capital { x } else { own };
        let so = body.and_then(|_| self.row.words.iter().find(|word| word.text.contains(char::is_alphanumeric)));
        match so.map(|word| word.rect.map(|value| value as f32)) {
            Some([left, so_top, so_width, so_height]) => {
                // A box that is larger has taken in what is written beside it.
                let (wide, high) = (so_width.min(SO_WIDE * capital), so_height.min(SO_HIGH * capital));
                // The base line goes on from "Số:" to the middle of the gap.
                let base = so_top + high + slope * (right - left) / 2.0;
                Some(WrittenPlace { left: left + wide, right, base, capital })
            }
            None => Some(WrittenPlace { left: right - DIGITS_WIDE * capital, right, base: top + capital, capital }),
        }
    }

    /// The Party writes `12-CV/TU`, the state `12/CV-TU`.
    fn symbol_follows_dash(&self) -> bool {
        match (self.symbol.find('/'), self.symbol.find('-')) {
            (Some(stroke), dash) => {
                let year = self.symbol[..stroke].bytes().all(|byte| byte.is_ascii_digit());
                !year && dash.is_none_or(|dash| dash > stroke)
            }
            _ => false,
        }
    }

    /// The kind of document that the symbol tells: `QĐ` of `QĐ-UBND`. A letter's symbol begins with its issuer.
    pub(crate) fn kind(&self) -> Option<&'static str> {
        let parts = self.symbol.split(['-', '/']).filter(|part| part.chars().any(char::is_alphabetic));
        parts.take(1).find_map(|part| lists().kind_of_abbreviation(part))
    }

    /// The issuer's abbreviation: `UBND` of `QĐ-UBND` and of `UBND-TTHC`.
    pub(crate) fn issuer(&self) -> Option<&str> {
        let kind = usize::from(self.kind().is_some());
        self.symbol.split(['-', '/']).filter(|part| part.chars().any(char::is_alphabetic)).nth(kind)
    }
}

/// Reads a row of the header's left column, whose lines have this slope; `None` when it is not the number's.
pub(crate) fn read_number(row: &Row, slope: f32) -> Option<NumberReading> {
    let text = row.text();
    let after = after_so(&text);
    let body = after.unwrap_or(&text);
    let (digits, symbol) = split_at_symbol(body)?;
    let mended = body.contains('Ð');
    // Without "Số" in front of it only a clear symbol makes a number: other lines have strokes too.
    let clear = symbol.contains(['-', '/']) && symbol.chars().filter(|letter| letter.is_uppercase()).count() >= 3;
    if after.is_none() && !(clear && row.words.len() <= 6) {
        return None;
    }
    let wanted: String = digits.chars().filter(char::is_ascii_digit).collect();
    let only_digits = digits.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | '.' | ':'));
    let likely = only_digits && !wanted.is_empty() && wanted.len() <= 6;
    let (printed, confidence) = if likely { digits_confidence(row, &wanted, slope) } else { (false, 0.0) };
    let seen = if likely { vec![Seen { digits: wanted.clone(), printed }] } else { Vec::new() };
    let read = printed && confidence >= READ_MIN;
    let confidence = confidence.min(if mended { READ_MIN } else { 1.0 });
    Some(NumberReading { digits: read.then_some(wanted), symbol, confidence, seen, row: row.clone() })
}

/// "Số:" in heights of the print's capitals, its marks with it, and the room for digits after it where it was not read.
const SO_WIDE: f32 = 1.65;
const SO_HIGH: f32 = 1.3;
const DIGITS_WIDE: f32 = 3.5;
/// The least room that a digit takes.
const DIGIT_LEAST: f32 = 0.4;

/// How wide print is, in heights of its capitals: Times upright, which Decree 30/2020/NĐ-CP prescribes (advance widths of its
/// metrics ÷ 0.662).
fn print_width(text: &str) -> f32 {
    let width = |letter: char| match letter {
        '/' => 0.42,
        '-' | '–' => 0.5,
        'I' => 0.5,
        'P' | 'F' | 'S' => 0.84,
        'T' | 'L' | 'E' => 0.92,
        'C' | 'B' | 'R' => 1.0,
        'M' => 1.34,
        'W' => 1.43,
        letter if letter.is_uppercase() => 1.09,
        letter if letter.is_ascii_digit() => 0.755,
        'r' | 'i' | 'l' | 't' => 0.46,
        _ => 0.74,
    };
    text.chars().map(width).sum()
}

/// Digits read less well than this are left to a person; symbols are no words, so that even print is read with doubt.
const READ_MIN: f32 = 0.6;
/// The same for digits that stand apart from the symbol, as those that a hand writes do.
const READ_APART_MIN: f32 = 0.85;

/// What follows "Số:", "Số" or "S6:", when the text begins so.
fn after_so(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let end = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
    let (head, rest) = text.split_at(end);
    let marked = rest.trim_start().starts_with([':', '.', ';', ',']);
    let said = distance_of(head, "số") <= 0.2 || marked && distance_of(head, "số") <= 0.55;
    (said && (marked || !rest.starts_with(char::is_alphabetic)))
        .then(|| rest.trim_start_matches([':', '.', ';', ',', ' ', '\u{a0}']))
}

/// Cuts `299 /UBND-TTHC` into digits and symbol; `12-CV/TU` likewise.
fn split_at_symbol(text: &str) -> Option<(&str, String)> {
    let stroke = text.find('/')?;
    // The Party's kind stands before the stroke; anything else there is what a hand wrote.
    let is_kind = |part: &str| part.chars().count() >= 2 && part.chars().all(char::is_alphabetic);
    let dash = text[..stroke].rfind('-').filter(|dash| is_kind(text[dash + 1..stroke].trim()));
    let at = dash.unwrap_or(stroke);
    let symbol = clean_symbol(&text[at + 1..]);
    (symbol.chars().filter(|letter| letter.is_alphabetic()).count() >= 2).then_some((&text[..at], symbol))
}

/// Puts right what OCR does to symbols: spaces in them, `Ð` for `Đ` (often beside the `Đ` itself), a dash at an end.
fn clean_symbol(text: &str) -> String {
    let mut symbol = String::new();
    for (at, word) in text.split_whitespace().enumerate() {
        // A symbol ends at the first space that is not beside a dash or a stroke.
        if at > 0 && !symbol.ends_with(['-', '/', '–']) && !word.starts_with(['-', '/', '–']) {
            break;
        }
        symbol.push_str(word);
    }
    let symbol: String = symbol.chars().map(|letter| if matches!(letter, '–' | '—') { '-' } else { letter }).collect();
    let symbol = symbol.replace("ĐÐĐ", "Đ").replace("ĐÐ", "Đ").replace("ÐĐ", "Đ").replace('Ð', "Đ");
    let symbol = symbol.replace("--", "-").replace("//", "/");
    mended_digits(symbol.trim_matches(|letter: char| !letter.is_alphanumeric()))
}

/// Letters that are digits: in a last run that has a digit already, `I` is 1 and `O` is 0 (`PV0I`).
fn mended_digits(symbol: &str) -> String {
    let digit_like = |letter: char| letter.is_ascii_digit() || matches!(letter, 'I' | 'l' | 'O');
    let run = symbol.len() - symbol.chars().rev().take_while(|letter| digit_like(*letter)).count();
    let (head, tail) = symbol.split_at(run);
    if !tail.starts_with(|letter: char| letter.is_ascii_digit()) {
        return symbol.to_owned();
    }
    format!("{head}{}", tail.replace(['I', 'l'], "1").replace('O', "0"))
}

/// Whether the digits have the size of print, and how well they were read.
fn digits_confidence(row: &Row, digits: &str, slope: f32) -> (bool, f32) {
    let before_symbol = |word: &Word| {
        word.text.split('/').next().is_some_and(|head| head.contains(|letter: char| letter.is_ascii_digit()))
    };
    let symbol = row.words.iter().find(|word| word.text.contains('/'));
    let from = row.words.iter().position(before_symbol).unwrap_or(row.words.len());
    let to = symbol.and_then(|symbol| row.words.iter().position(|word| word == symbol)).unwrap_or(from);
    if digits.is_empty() || from > to {
        return (false, 0.0);
    }
    let apart: Vec<&Word> = row.words[from..to].iter().filter(|word| before_symbol(word)).collect();
    let words = &row.words[from..=to.min(row.words.len() - 1)];
    let confidence = words.iter().map(|word| word.confidence).fold(1.0, f32::min);
    let printed = match (hull(apart.iter().map(|word| word.rect)), symbol) {
        (Some(rect), Some(symbol)) => {
            confidence >= READ_APART_MIN && looks_printed(rect, digits.len(), level_height(symbol, slope) as u32)
        }
        (None, Some(symbol)) => from == 0 || not_taller(symbol, &row.words[from - 1], slope),
        _ => false,
    };
    (printed, confidence)
}

/// A word's height without what its lean adds.
fn level_height(word: &Word, slope: f32) -> f32 {
    word.rect[3] as f32 - slope.abs() * word.rect[2] as f32
}

/// Digits in one word with the symbol: print is no taller than "Số" with its marks, but for what hangs below the line.
fn not_taller(word: &Word, so: &Word, slope: f32) -> bool {
    let most = if word.text.contains(['Q', 'Y', 'y', 'g', 'p', 'q', 'j']) { 1.2 } else { 1.04 };
    level_height(word, slope) <= level_height(so, slope) * most
}

/// Printed digits are as high as the symbol's capitals and half as wide as high; a hand writes larger and wider.
fn looks_printed(digits: PageRect, count: usize, capitals_px: u32) -> bool {
    let capitals = capitals_px.max(1) as f32;
    let height = digits[3] as f32 / capitals;
    let width = digits[2] as f32 / count as f32 / capitals;
    (0.65..=1.12).contains(&height) && (0.3..=0.76).contains(&width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Row {
        let word = |(at, text): (usize, &str)| Word {
            text: text.to_owned(),
            rect: [100 + 220 * at as u32, 100, 25 * text.chars().count() as u32, 40],
            confidence: 0.95,
        };
        Row { words: text.split(' ').enumerate().map(word).collect() }
    }

    #[test]
    fn digits_larger_than_the_symbol_are_a_hand_s() {
        let mut written = row("Số: 44 /CT-UBND");
        written.words[1].rect = [560, 525, 64, 54];
        let reading = read_number(&written, 0.0).unwrap();
        assert_eq!((reading.value(), reading.symbol.as_str()), (None, "CT-UBND"));
    }

    #[test]
    fn numbers_of_many_offices() {
        for (text, value, kind) in [
            ("Số: 299 /UBND-TTHC", Some("299/UBND-TTHC"), None),
            ("Số: 05/CT-UBND", Some("05/CT-UBND"), Some("CHỈ THỊ")),
            ("Số: 47/QĐÐ- UBND", Some("47/QĐ-UBND"), Some("QUYẾT ĐỊNH")),
            ("Số: 88/TB-CAT-PV0I", Some("88/TB-CAT-PV01"), Some("THÔNG BÁO")),
            ("Số: 301/TTr-VPĐKĐĐ", Some("301/TTr-VPĐKĐĐ"), Some("TỜ TRÌNH")),
            ("Số: 12-CV/TU", Some("12-CV/TU"), None),
            ("Số 15-NQ/TU", Some("15-NQ/TU"), Some("NGHỊ QUYẾT")),
            ("Số: 30/2020/NĐ-CP", Some("30/2020/NĐ-CP"), Some("NGHỊ ĐỊNH")),
            ("Số: 04/QĐ-BCĐ138", Some("04/QĐ-BCĐ138"), Some("QUYẾT ĐỊNH")),
            ("Số: 1187/BTC-ĐT", Some("1187/BTC-ĐT"), None),
            ("Số: /TB-UBND", None, Some("THÔNG BÁO")),
            ("Số:ổ0 /BC-UBND", None, Some("BÁO CÁO")),
            ("Số: 12/TTr-STC", Some("12/TTr-STC"), Some("TỜ TRÌNH")),
            ("Số: 12/2024/QĐ-UBND", Some("12/2024/QĐ-UBND"), Some("QUYẾT ĐỊNH")),
            ("Số 06-CTr/ĐU", Some("06-CTr/ĐU"), Some("CHƯƠNG TRÌNH")),
        ] {
            let reading = read_number(&row(text), 0.0).expect(text);
            assert_eq!((reading.value().as_deref(), reading.kind()), (value, kind), "{text}");
        }
        for text in ["TỈNH QUẢNG NGÃI", "V/v công bố Danh mục TTHC", "Sở Tài chính"] {
            assert_eq!(read_number(&row(text), 0.0), None, "{text}");
        }
    }

    #[test]
    fn what_a_hand_wrote_is_no_part_of_a_symbol() {
        let reading = read_number(&row("Số: 12-2Z'/KH-UBND"), 0.0).unwrap();
        assert_eq!((reading.digits.as_deref(), reading.symbol.as_str()), (None, "KH-UBND"));
        let formed = |symbol: &str| NumberReading { symbol: symbol.to_owned(), ..reading.clone() }.is_well_formed();
        assert!(formed("QĐ-UBND") && formed("2024/QĐ-UBND") && formed("KH-CAT-PC06") && formed("QĐ-BCĐ138"));
        assert!(!formed("22'/KH-UBND") && !formed("QĐ-") && !formed("4/QĐ-UBND"));
    }

    #[test]
    fn digits_are_looked_for_between_so_and_the_symbol() {
        let place = |words: &[(&str, [u32; 4])]| {
            let word =
                |(text, rect): &(&str, PageRect)| Word { text: (*text).to_owned(), rect: *rect, confidence: 0.9 };
            let reading = read_number(&Row { words: words.iter().map(word).collect() }, 0.0).unwrap();
            let place = reading.written_place(40.0, 0.0).unwrap();
            [place.left, place.right, place.base].map(|value| value.round() as u32)
        };
        // Apart, with the digits as a word of their own, and with "Số:" taken together with what is written after it.
        assert_eq!(place(&[("Số:", [300, 500, 66, 52]), ("/QĐ-UBND", [520, 512, 230, 48])]), [366, 520, 552]);
        assert_eq!(
            place(&[("Số:", [300, 500, 66, 52]), ("4†", [390, 490, 90, 70]), ("/QĐ-UBND", [520, 512, 230, 48])]),
            [366, 520, 552]
        );
        assert_eq!(place(&[("Số:ổ0", [300, 500, 180, 75]), ("/BC-UBND", [520, 512, 240, 48])]), [366, 520, 552]);
        // The symbol with digits before it is as wide as its letters: 7 of them, a dash and the stroke are 325 pixels.
        assert_eq!(place(&[("Số:", [300, 500, 66, 52]), ("44/UBND-KTT", [420, 505, 460, 60])]), [366, 555, 552]);
        assert_eq!(place(&[("18/TTr-UBND", [400, 512, 400, 48])])[2], 552);
    }
}
