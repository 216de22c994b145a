//! What the QR code on a citizen ID card says (DOMAIN §2): seven fields with `|` between them.
//!
//! Finding and decoding the code is `imaging`'s; this takes its text apart, and holds it against what is printed on the card.

use jiff::civil::Date;
use model::{
    HolderId, PageText,
    vietnamese::{fold_to_ascii, nfc},
};

use crate::text::{capitals, distance_of};

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

impl IdentityCard {
    /// What the card's page says against its code. Lenient: what was read badly, or not at all, is no doubt, and a page that is
    /// not a card's is not looked at.
    pub fn doubts_on(&self, page: &PageText) -> Vec<CardDoubt> {
        let lines: Vec<String> = page.lines.iter().map(|line| folded(&line.words)).collect();
        let is_card = |line: &String| {
            ["can cuoc", "identity", "full name", "idvnm", "date of birth"].iter().any(|mark| line.contains(mark))
        };
        if !lines.iter().any(is_card) {
            return Vec::new();
        }
        let ids = printed_ids(page);
        let mut doubts = Vec::new();
        let own = self.id.as_str();
        if !ids.is_empty() && ids.iter().all(|id| differing(id, own) >= DIGITS_OFF_MIN) {
            doubts.push(CardDoubt::OtherId);
        }
        let after = |label: &str| lines.iter().position(|line| line.contains(label));
        if let Some(at) = after("full name").or_else(|| after("ho va ten"))
            && let Some(name) = page.lines.get(at..page.lines.len().min(at + 3)).and_then(printed_name)
            && distance_of(&fold_to_ascii(&self.name).replace(' ', ""), &name) > NAME_OFF_MIN
        {
            doubts.push(CardDoubt::OtherName);
        }
        if let Some(at) = after("date of birth").or_else(|| after("ngay sinh"))
            && let (Some(born), Some(printed)) = (self.born_on, printed_date(&page.lines[at].words))
            && differing(&printed, &born.strftime("%d%m%Y").to_string()) >= DIGITS_OFF_MIN
        {
            doubts.push(CardDoubt::OtherBirth);
        }
        doubts
    }
}

fn folded(words: &[model::Word]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    fold_to_ascii(&words.join(" ")).to_lowercase()
}

/// Citizen IDs that stand on the page, well read.
fn printed_ids(page: &PageText) -> Vec<String> {
    let words = page.lines.iter().flat_map(|line| &line.words).filter(|word| word.confidence >= SAID_MIN);
    let digits = words.map(|word| word.text.trim_matches(|letter: char| !letter.is_ascii_digit()));
    digits.filter(|digits| digits.len() == 12 && digits.parse::<HolderId>().is_ok()).map(str::to_owned).collect()
}

/// The name in capitals after its label, on that line or the next two, folded and without spaces.
fn printed_name(lines: &[model::Line]) -> Option<String> {
    lines.iter().find_map(|line| {
        let said = |word: &&model::Word| {
            word.confidence >= SAID_MIN && capitals(&word.text) == 1.0 && word.text.chars().all(char::is_alphabetic)
        };
        let words: Vec<&str> = line.words.iter().filter(said).map(|word| word.text.as_str()).collect();
        // Less than all of a name says nothing.
        let clear = words.len() >= 2 && words.len() * 2 > line.words.len();
        clear.then(|| fold_to_ascii(&words.concat()))
    })
}

/// A day printed dd/mm/yyyy, well read, as eight digits.
fn printed_date(words: &[model::Word]) -> Option<String> {
    words.iter().filter(|word| word.confidence >= SAID_MIN).find_map(|word| {
        let digits: String = word.text.chars().filter(char::is_ascii_digit).collect();
        (digits.len() == 8 && word.text.matches('/').count() == 2).then_some(digits)
    })
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
