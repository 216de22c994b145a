//! A citizen ID card: what its QR code says (DOMAIN §2, seven fields with `|` between them), and what is printed on it, in the
//! layouts of Circulars 06/2021/TT-BCA and 17/2024/TT-BCA.
//!
//! Finding and decoding the code is `imaging`'s; this takes its text apart, and holds it against the print.

use jiff::civil::Date;
use model::{
    HolderId, HolderReading, PageText,
    vietnamese::{fold_to_ascii, nfc},
};

use crate::{
    holder::fits_birth,
    machine_readable::machine_readable,
    text::{capitals, distance_of, title_case},
};

/// A citizen ID card, as its QR code tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityCard {
    /// The citizen ID, 12 digits.
    pub id: HolderId,
    /// The ID before it, 9 digits, when the card names one.
    pub old_id: Option<HolderId>,
    /// Full name, as on the card.
    pub name: String,
    /// Day of birth; `None` when the card knows only a year or less.
    pub born_on: Option<Date>,
    /// Sex, in the card's own word: `Nam` or `Nữ`.
    pub sex: String,
    /// Where the person lives.
    pub address: String,
    /// Day on which the card was issued.
    pub issued_on: Option<Date>,
}

/// A QR code that is not a citizen ID card's. Its text is personal data and is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the QR code is not that of a citizen ID card: expected seven fields with | between them, the first of 12 digits"
)]
pub struct NotAnIdentityCard;

/// What is printed on a card and is not what its code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardDoubt {
    /// Another number.
    OtherId,
    /// Another name beside the same number, or beside one that could not be read.
    OtherName,
    /// Another day of birth.
    OtherBirth,
}

/// Words read worse than this say nothing against the code: a card's print is small.
const SAID_MIN: f32 = 0.75;
/// OCR may take one digit for another; two are another number.
const DIGITS_OFF_MIN: usize = 2;
/// A name so far off is another's, whatever OCR made of its letters.
const NAME_OFF_MIN: f32 = 0.45;
/// A number read so well, whose year of birth is that of the day printed below it, is the card's.
const SURE_MIN: f32 = 0.93;
/// A misread letter in a title.
const TITLE_OFF_MAX: f32 = 0.2;
/// The cards' own names (Laws 59/2014/QH13 and 26/2023/QH15).
const TITLES: [&str; 3] = ["CĂN CƯỚC CÔNG DÂN", "THẺ CĂN CƯỚC", "CĂN CƯỚC"];
/// What only cards and passports print, folded.
const MARKS: [&str; 7] = [
    "identity card",
    "personal identification",
    "full name",
    "date of birth",
    "nationality",
    "place of residence",
    "place of origin",
];

impl IdentityCard {
    /// What the card's page says against its code. Lenient: what was read badly, or not at all, is no doubt, and a page that is
    /// not a card's is not looked at.
    pub fn doubts_on(&self, page: &PageText) -> Vec<CardDoubt> {
        let lines = folded_lines(page);
        let is_card = |line: &String| {
            ["can cuoc", "identity", "full name", "idvnm", "date of birth"].iter().any(|mark| line.contains(mark))
        };
        if !lines.iter().any(is_card) {
            return Vec::new();
        }
        let ids = printed_ids(page);
        let mut doubts = Vec::new();
        let own = self.id.as_str();
        if !ids.is_empty() && ids.iter().all(|(id, _)| differing(id.as_str(), own) >= DIGITS_OFF_MIN) {
            doubts.push(CardDoubt::OtherId);
        }
        let plain = |name: &str| fold_to_ascii(name).replace(' ', "");
        if let Some(name) = printed_name(page, &lines)
            && distance_of(&plain(&self.name), &plain(&name)) > NAME_OFF_MIN
        {
            doubts.push(CardDoubt::OtherName);
        }
        if let (Some(born), Some(printed)) = (self.born_on, printed_birth(page, &lines)) {
            let (born, printed) = (born.strftime("%d%m%Y").to_string(), printed.replace('/', ""));
            if printed.len() == born.len() && differing(&printed, &born) >= DIGITS_OFF_MIN {
                doubts.push(CardDoubt::OtherBirth);
            }
        }
        doubts
    }
}

/// Whom the print of a card names: its one number of twelve digits, name and day of birth beside their labels or under them.
/// `None` for other pages; with the cards of two neither is surely named.
pub(crate) fn printed_on(page: &PageText) -> Option<HolderReading> {
    let (lines, back) = (folded_lines(page), machine_readable(page));
    if kind_on(page).is_none() && back.is_none() {
        return None;
    }
    let ids = printed_ids(page);
    let printed = ids.first().map(|(id, _)| id.clone());
    let of_two = ids.iter().any(|(other, _)| Some(other) != printed.as_ref())
        || back.as_ref().is_some_and(|back| printed.as_ref().is_some_and(|id| *id != back.id));
    let name = printed_name(page, &lines);
    if printed.is_none() && back.is_none() && name.is_none() {
        return None;
    }
    let born_on = printed_birth(page, &lines).and_then(day_with_strokes);
    let well_read = ids.iter().any(|(_, confidence)| *confidence >= SURE_MIN) && born_on.is_some();
    let borne_out = back.as_ref().is_some_and(|back| back.checked || printed.is_some());
    let id = printed.or(back.as_ref().map(|back| back.id.clone()));
    // The print's digits have no check; the lines on the back do.
    let born_on = back.and_then(|back| back.born_on).or(born_on);
    let sure = !of_two && (well_read || borne_out) && fits_birth(id.as_ref(), born_on);
    Some(HolderReading { id, name, born_on, sure, ..HolderReading::default() })
}

/// The kind of card of which a page is a copy, as its title says; `None` for other pages. Two of a card's labels must be there
/// as well: other papers write of cards.
pub(crate) fn kind_on(page: &PageText) -> Option<&'static str> {
    let lines = folded_lines(page);
    let marked = MARKS.iter().filter(|mark| lines.iter().any(|line| line.contains(*mark))).count() >= 2;
    let titled = |title: &str| {
        page.lines.iter().zip(&lines).any(|(line, folded)| {
            let text: Vec<&str> = line.words.iter().map(|word| word.text.as_str()).collect();
            capitals(&text.join(" ")) > 0.9 && distance_of(folded, title) <= TITLE_OFF_MAX
        })
    };
    TITLES.into_iter().find(|title| marked && titled(title))
}

fn folded_lines(page: &PageText) -> Vec<String> {
    page.lines.iter().map(|line| folded(&line.words)).collect()
}

fn folded(words: &[model::Word]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    fold_to_ascii(&words.join(" ")).to_lowercase()
}

/// Citizen IDs that stand on the page, well read, and how well.
fn printed_ids(page: &PageText) -> Vec<(HolderId, f32)> {
    let words = page.lines.iter().flat_map(|line| &line.words).filter(|word| word.confidence >= SAID_MIN);
    let id = |word: &model::Word| {
        let digits = word.text.trim_matches(|letter: char| !letter.is_ascii_digit());
        (digits.len() == 12).then(|| digits.parse().ok()).flatten().map(|id| (id, word.confidence))
    };
    words.filter_map(id).collect()
}

/// The lines from a label of the card on, where its value stands.
fn from_label<'a>(page: &'a PageText, lines: &[String], labels: [&'static str; 2]) -> &'a [model::Line] {
    let at = labels.iter().find_map(|label| lines.iter().position(|line| line.contains(label)));
    at.map_or(&[], |at| &page.lines[at..page.lines.len().min(at + 3)])
}

/// The name in capitals after its label, on that line or the next two.
fn printed_name(page: &PageText, lines: &[String]) -> Option<String> {
    from_label(page, lines, ["full name", "ho va ten"]).iter().find_map(|line| {
        let said = |word: &&model::Word| {
            word.confidence >= SAID_MIN && capitals(&word.text) == 1.0 && word.text.chars().all(char::is_alphabetic)
        };
        let words: Vec<String> = line.words.iter().filter(said).map(|word| title_case(&word.text)).collect();
        // Less than all of a name says nothing.
        let clear = words.len() >= 2 && words.len() * 2 > line.words.len();
        clear.then(|| words.join(" "))
    })
}

/// The day of birth as it is printed, dd/mm/yyyy, after its label or under it, well read.
fn printed_birth<'a>(page: &'a PageText, lines: &[String]) -> Option<&'a str> {
    let lines = from_label(page, lines, ["date of birth", "ngay sinh"]).iter().take(2);
    let words = lines.flat_map(|line| &line.words).filter(|word| word.confidence >= SAID_MIN);
    let day =
        |text: &&str| text.matches('/').count() == 2 && text.bytes().all(|byte| byte == b'/' || byte.is_ascii_digit());
    words.map(|word| word.text.trim_matches(|letter: char| !letter.is_ascii_digit())).find(day)
}

/// `dd/mm/yyyy`, of which OCR may have lost a nought.
fn day_with_strokes(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
    (year.len() == 4).then(|| Date::new(year.parse().ok()?, month, day).ok()).flatten()
}

/// How many digits of two numbers of one length differ.
fn differing(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).filter(|(one, other)| one != other).count()
}

/// Shows whose card it is not: only that it is one, for logs.
impl std::fmt::Debug for IdentityCard {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "IdentityCard({})", self.id.masked())
    }
}

impl IdentityCard {
    /// Reads a QR code's text. Cards since 2024 carry more fields after the seven; they are left aside.
    ///
    /// # Errors
    ///
    /// When it is not a citizen ID card's.
    pub fn parse(text: &str) -> Result<Self, NotAnIdentityCard> {
        let fields: Vec<&str> = text.trim().split('|').map(str::trim).collect();
        let [id, old_id, name, born_on, sex, address, issued_on, ..] = fields.as_slice() else {
            return Err(NotAnIdentityCard);
        };
        let id: HolderId = id.parse().map_err(|_| NotAnIdentityCard)?;
        if id.as_str().len() != 12 || name.is_empty() {
            return Err(NotAnIdentityCard);
        }
        Ok(Self {
            id,
            old_id: old_id.parse().ok().filter(HolderId::is_old),
            name: nfc(name),
            born_on: day(born_on),
            sex: nfc(sex),
            address: nfc(address),
            issued_on: day(issued_on),
        })
    }
}

/// `ddmmyyyy`.
fn day(digits: &str) -> Option<Date> {
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().ok();
    let (day, month, year) = (number(&digits[..2])?, number(&digits[2..4])?, number(&digits[4..])?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_read_with_and_without_an_old_id() {
        let card =
            IdentityCard::parse("012045678901|123456789|Nguyễn Văn A|01021990|Nam|Tịnh Khê, Quảng Ngãi|25122021")
                .unwrap();
        assert_eq!((card.id.as_str(), card.old_id.as_ref().map(HolderId::as_str)), ("012045678901", Some("123456789")));
        assert_eq!((card.name.as_str(), card.sex.as_str()), ("Nguyễn Văn A", "Nam"));
        assert_eq!(card.born_on.map(|day| day.to_string()).as_deref(), Some("1990-02-01"));
        assert_eq!(card.issued_on.map(|day| day.to_string()).as_deref(), Some("2021-12-25"));
        let newer = IdentityCard::parse("012345678901||Lê Thị B|00001955|Nữ|Hà Nội|25122024|||").unwrap();
        assert_eq!((newer.old_id, newer.born_on), (None, None));
    }

    #[test]
    fn what_is_printed_is_held_against_the_code() {
        let card = IdentityCard::parse("048192001234||Nguyễn Thị Hương|19051992|Nữ|An Lạc|12042021").unwrap();
        let page = |lines: &[(&str, f32)]| {
            let line = |(text, confidence): &(&str, f32)| {
                let word = |text: &str| model::Word { text: text.to_owned(), rect: [0; 4], confidence: *confidence };
                let words = text.split(' ').map(word).collect();
                model::Line { rect: [0; 4], words, baseline: None, starts_paragraph: false }
            };
            let lines = lines.iter().map(line).collect();
            PageText { page: 1, width_px: 1, height_px: 1, dpi: 300.0, from_text_layer: false, lines }
        };
        let label = ("Họ và tên / Full name:", 0.9);
        for (lines, doubts) in [
            (&[("048192001234", 0.9), label, ("NGUYỄN THỊ HƯƠNG", 0.9)][..], &[][..]),
            // Noise alone is no doubt: a digit, badly read words, marks and a letter lost.
            (&[("048192001284", 0.9), label, ("NGUYEN TH HUONG", 0.9)], &[]),
            (&[("048085002468", 0.3), label, ("PHẠM QUỐC ĐẠT", 0.3)], &[]),
            (&[("048085002468", 0.9), label, ("PHẠM QUỐC ĐẠT", 0.9)], &[CardDoubt::OtherId, CardDoubt::OtherName]),
            (&[("048192001234", 0.9), label, ("PHẠM QUỐC ĐẠT", 0.9)], &[CardDoubt::OtherName]),
            (&[label, ("Ngày sinh / Date of birth: 19/05/1992", 0.9)], &[]),
            (&[label, ("Ngày sinh / Date of birth: 02/01/1992", 0.9)], &[CardDoubt::OtherBirth]),
            // Another paper with other people's numbers.
            (&[("Số CCCD: 048085002468", 0.9)], &[]),
        ] {
            assert_eq!(card.doubts_on(&page(lines)), doubts, "{lines:?}");
        }
    }

    #[test]
    fn other_codes_are_refused_and_nothing_personal_is_shown() {
        for text in ["", "https://example.org", "01234567890|1|A|01021990|Nam|x|25122021", "012345678901|A|B"] {
            assert_eq!(IdentityCard::parse(text), Err(NotAnIdentityCard), "{text}");
        }
        let card = IdentityCard::parse("012345678901||Lê Thị B|01021990|Nữ|Hà Nội|25122021").unwrap();
        assert_eq!(format!("{card:?}"), "IdentityCard(012…(12))");
    }
}
