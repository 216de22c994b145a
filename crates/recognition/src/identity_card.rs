//! What the QR code on a citizen ID card says (DOMAIN §2): seven fields with `|` between them.
//!
//! Finding and decoding the code is `imaging`'s; this only takes its text apart.

use jiff::civil::Date;
use model::{HolderId, vietnamese::nfc};

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
    fn other_codes_are_refused_and_nothing_personal_is_shown() {
        for text in ["", "https://example.org", "01234567890|1|A|01021990|Nam|x|25122021", "012345678901|A|B"] {
            assert_eq!(IdentityCard::parse(text), Err(NotAnIdentityCard), "{text}");
        }
        let card = IdentityCard::parse("012345678901||Lê Thị B|01021990|Nữ|Hà Nội|25122021").unwrap();
        assert_eq!(format!("{card:?}"), "IdentityCard(012…(12))");
    }
}
