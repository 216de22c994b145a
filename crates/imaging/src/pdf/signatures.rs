//! The digital signatures of a PDF: found through the form, their CMS read and checked against the file's bytes and the
//! signer's key. Left out: whether the certificate is to be trusted, and whether it was revoked.
//! Rules: ISO 32000-1, 12.8; RFC 5652, 5.4 and 11; RFC 3161, 2.4.2.

use std::collections::HashSet;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name, String as PdfString};
use jiff::Timestamp;
use model::{SignatureFacts, SignatureState};

use super::cms::{self, Checked};

/// More fields or signatures than a form has.
const FIELDS_MAX: usize = 10_000;

/// What a signature's dictionary tells.
struct Entry {
    /// Start and length of the bytes before and after the signature itself.
    ranges: [(usize, usize); 2],
    sub_filter: Vec<u8>,
    said_at: Option<Timestamp>,
}

impl Entry {
    fn end(&self) -> usize {
        self.ranges[1].0.saturating_add(self.ranges[1].1)
    }
}

/// Every signature, in the order in which they were put on the file.
pub(super) fn signatures(pdf: &Pdf, file: &[u8]) -> Vec<SignatureFacts> {
    let mut entries = entries(pdf);
    entries.sort_by_key(Entry::end);
    let covered_to = entries.last().map_or(0, Entry::end);
    // Nothing but white space may follow the last one; the earlier ones are covered by the later.
    let nothing_follows = file.get(covered_to..).is_some_and(|rest| rest.iter().all(u8::is_ascii_whitespace));
    entries.iter().map(|entry| facts(entry, file, nothing_follows)).collect()
}

fn facts(entry: &Entry, file: &[u8], nothing_follows: bool) -> SignatureFacts {
    let mut facts = SignatureFacts {
        signer: None,
        organisation: None,
        signed_at: entry.said_at,
        covers_whole_file: false,
        state: SignatureState::NotVerified,
        detail: None,
    };
    let Some((signed, container)) = parts(entry, file) else {
        facts.state = SignatureState::Broken;
        facts.detail = Some("the byte ranges do not fit the file".to_owned());
        return facts;
    };
    facts.covers_whole_file = entry.ranges[0].0 == 0 && nothing_follows;
    match cms::check(&container, &signed, entry.sub_filter == b"ETSI.RFC3161") {
        Ok(Checked { signer, organisation, signed_at, broken }) => {
            facts.signer = signer;
            facts.organisation = organisation;
            facts.signed_at = signed_at.or(facts.signed_at);
            facts.state = if broken.is_some() { SignatureState::Broken } else { SignatureState::Holds };
            facts.detail = broken;
        }
        Err(detail) => facts.detail = Some(detail),
    }
    facts
}

/// The two signed pieces of the file, and the signature that lies between them.
fn parts<'a>(entry: &Entry, file: &'a [u8]) -> Option<([&'a [u8]; 2], Vec<u8>)> {
    let [(first, first_length), (second, second_length)] = entry.ranges;
    let first_end = first.checked_add(first_length)?;
    let before = file.get(first..first_end)?;
    let after = file.get(second..second.checked_add(second_length)?)?;
    let hex = file.get(first_end..second)?.trim_ascii().strip_prefix(b"<")?.strip_suffix(b">")?;
    Some(([before, after], unhex(hex)?))
}

fn unhex(hex: &[u8]) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = hex
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|&byte| char::from(byte).to_digit(16).map(|digit| digit as u8))
        .collect();
    Some(digits?.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect())
}

fn entries(pdf: &Pdf) -> Vec<Entry> {
    let xref = pdf.xref();
    let form = xref.get::<Dict<'_>>(xref.root_id()).and_then(|catalog| catalog.get::<Dict<'_>>("AcroForm"));
    let mut fields: Vec<Dict<'_>> = Vec::new();
    if let Some(kids) = form.and_then(|form| form.get::<Array<'_>>("Fields")) {
        fields.extend(kids.iter::<Dict<'_>>());
    }
    // A field that the form does not list may still hang on a page.
    for page in pdf.pages().iter() {
        if let Some(annotations) = page.raw().get::<Array<'_>>("Annots") {
            fields.extend(annotations.iter::<Dict<'_>>());
        }
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut looked_at = 0;
    while let Some(field) = fields.pop() {
        looked_at += 1;
        if looked_at > FIELDS_MAX {
            break;
        }
        if let Some(kids) = field.get::<Array<'_>>("Kids").filter(|_| field.get::<Dict<'_>>("V").is_none()) {
            fields.extend(kids.iter::<Dict<'_>>());
        }
        if let Some(entry) = field.get::<Dict<'_>>("V").as_ref().and_then(entry_of)
            && seen.insert(entry.ranges)
        {
            found.push(entry);
        }
    }
    found
}

fn entry_of(signature: &Dict<'_>) -> Option<Entry> {
    let range: Vec<usize> =
        signature.get::<Array<'_>>("ByteRange")?.iter::<i64>().map(|at| at.max(0) as usize).collect();
    let &[first, first_length, second, second_length] = range.as_slice() else { return None };
    Some(Entry {
        ranges: [(first, first_length), (second, second_length)],
        sub_filter: signature.get::<Name<'_>>("SubFilter").map(|name| name.to_vec()).unwrap_or_default(),
        said_at: signature.get::<PdfString<'_>>("M").and_then(|date| pdf_date(&date)),
    })
}

/// A date as PDF writes it (ISO 32000-1, 7.9.4): `D:20241106152709+07'00'`.
fn pdf_date(date: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(date).ok()?.trim_start_matches("D:");
    let number =
        |from: usize, length: usize| text.get(from..from + length).and_then(|digits| digits.parse::<i64>().ok());
    let year = number(0, 4)?;
    let (month, day) = (number(4, 2).unwrap_or(1), number(6, 2).unwrap_or(1));
    let (hour, minute, second) = (number(8, 2).unwrap_or(0), number(10, 2).unwrap_or(0), number(12, 2).unwrap_or(0));
    let sign = match text.as_bytes().get(14) {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => 0,
    };
    let offset_s = sign * (number(15, 2).unwrap_or(0) * 3600 + number(18, 2).unwrap_or(0) * 60);
    let local =
        jiff::civil::DateTime::new(year as i16, month as i8, day as i8, hour as i8, minute as i8, second as i8, 0);
    let utc = local.ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    utc.checked_sub(jiff::SignedDuration::from_secs(offset_s)).ok()
}

#[cfg(test)]
mod tests {
    use super::pdf_date;

    #[test]
    fn a_date_is_read_with_its_offset() {
        for (date, instant) in [
            ("D:20241106152709+07'00'", Some("2024-11-06T08:27:09Z")),
            ("D:20241106152709Z", Some("2024-11-06T15:27:09Z")),
            ("D:2024", Some("2024-01-01T00:00:00Z")),
            ("D:20241399", None),
            ("yesterday", None),
        ] {
            assert_eq!(pdf_date(date.as_bytes()).map(|at| at.to_string()).as_deref(), instant, "{date}");
        }
    }
}
