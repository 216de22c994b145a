//! The fields of one paper, from its pages one at a time: the first page's header and the page with the signature block.
//!
//! A page is looked at when it passes and is not needed afterwards, so a file of 500 pages costs no more memory than one.
//! What is read twice (page and crop, header and signature) and agrees is sure; what stands alone is not.

use jiff::civil::Date;
use model::{
    Field, Fields, PageRect, PageText, SignatureFacts, local_date,
    vietnamese::{fold_to_ascii, level},
};

use crate::{
    Answer, PartReader, ReaderError, WrittenKind, WrittenPlace,
    abstract_text::{AbstractReading, under_number, under_title},
    date::{DateReading, read_date},
    handwriting::likeliest_date,
    header::{Header, find_header},
    issuer::{BodyName, name_issuer},
    number::{NumberReading, read_number},
    rows::{Area, Row, hull, rows_in},
    signing::{Read, SigningReading, find_block, read_block},
    text::{capitals, distance_of, is_readable, letter_count},
};

/// Pages at the beginning among which the header is looked for: a cover or a routing slip may come first.
const HEADER_PAGES_MAX: usize = 3;
/// Signs of a signature block after which no further page is searched.
const SIGNS_ENOUGH: u32 = 3;

/// Reads the fields of one paper: [`observe`](Self::observe) each page in order, then [`finish`](Self::finish).
#[derive(Debug, Default)]
pub struct FieldReader {
    pages_seen: usize,
    first: Option<FirstPage>,
    signing: Option<(u32, bool, SigningReading)>,
}

/// What the page with the header says.
#[derive(Debug)]
struct FirstPage {
    page: u32,
    from_text_layer: bool,
    begins_document: bool,
    kind: Option<(&'static str, f32, PageRect, f32)>,
    left: LeftColumn,
    date: Option<DateReading>,
    date_agrees: bool,
    written: Written,
    abstract_text: Option<AbstractReading>,
    /// A body named in capitals below the abstract: "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI".
    authority: Option<BodyName>,
}

/// What a hand wrote where nothing was read as print.
#[derive(Debug, Default)]
struct Written {
    number: Vec<Answer>,
    day: Vec<Answer>,
    month: Vec<Answer>,
}

/// What the left column says.
#[derive(Debug, Default, Clone)]
struct LeftColumn {
    issuer: Option<(BodyName, PageRect, f32)>,
    number: Option<NumberReading>,
    /// True when page and crop gave the same number.
    number_agrees: bool,
    /// True when page and crop gave the same issuer.
    issuer_agrees: bool,
    abstract_text: Option<AbstractReading>,
}

impl FieldReader {
    /// For a new paper.
    pub fn new() -> Self {
        Self::default()
    }

    /// True when no further page can add anything: the rest need not be observed.
    pub fn is_done(&self) -> bool {
        self.first.as_ref().is_some_and(|first| first.begins_document)
            && self.signing.as_ref().is_some_and(|(_, _, reading)| reading.signs >= SIGNS_ENOUGH)
    }

    /// Takes the next page that is not blank. `parts` reads parts of the same page again; on a page whose text is the
    /// file's own it is not asked.
    ///
    /// # Errors
    ///
    /// Those of `parts`. What was read of earlier pages is kept.
    pub fn observe(&mut self, page: &PageText, parts: &mut dyn PartReader) -> Result<(), ReaderError> {
        self.pages_seen += 1;
        let begun = self.first.as_ref().is_some_and(|first| first.begins_document);
        if !begun
            && self.pages_seen <= HEADER_PAGES_MAX
            && let Some(header) = find_header(page)
            && (self.first.is_none() || header.begins_document)
        {
            self.first = Some(read_first_page(page, &header, parts)?);
        }
        let signs = self.signing.as_ref().map_or(0, |(_, _, reading)| reading.signs);
        if signs < SIGNS_ENOUGH
            && let Some(block) = find_block(page)
            && block.signs > signs
        {
            let mut reading = read_block(&rows_in(&page.lines, block.area), block.signs);
            if !page.from_text_layer {
                let again = read_block(&rows_in(&parts.read_part(block.area.rect())?, block.area), block.signs);
                reading = reading.better_of(again);
            }
            if reading.position.is_some() || reading.signer.is_some() {
                self.signing = Some((page.page, page.from_text_layer, reading));
            }
        }
        Ok(())
    }

    /// The fields of the pages observed. A signature's time bounds the day of issue, and its certificate may confirm the
    /// signer; neither is ever taken for the field itself.
    pub fn finish(&self, signatures: &[SignatureFacts]) -> Fields {
        let mut fields = Fields::default();
        if let Some(first) = &self.first {
            fields.number = first.number();
            fields.place = first.place();
            fields.issued_on = first.issued_on(earliest_signing(signatures));
            fields.document_type = first.document_type();
            fields.abstract_text = first.abstract_field();
            fields.issuer = first.issuer();
        }
        if let Some((page, from_text_layer, reading)) = &self.signing {
            fields.signer = signer_field(reading, *page, *from_text_layer, signatures);
            fields.signer_position = position_field(reading, *page, *from_text_layer);
        }
        fields
    }
}

fn earliest_signing(signatures: &[SignatureFacts]) -> Option<Date> {
    signatures.iter().filter_map(|signature| signature.signed_at).min().map(local_date)
}

fn read_first_page(page: &PageText, header: &Header, parts: &mut dyn PartReader) -> Result<FirstPage, ReaderError> {
    let mut left = read_left(&rows_in(&page.lines, header.left_column()), header);
    let rows = rows_in(&page.lines, Area { left: 0, top: header.top, right: page.width_px, bottom: page.height_px });
    let mut date =
        rows.iter().filter(|row| row.top() < header.bottom).find_map(|row| read_date(&right_of(row, header)));
    let mut date_agrees = false;
    let mut abstract_text = under_title(&rows, header);
    if !page.from_text_layer {
        if left.is_doubtful(header) {
            let again =
                read_left(&rows_in(&parts.read_part(header.left_column().rect())?, header.left_column()), header);
            left = left.better_of(again);
        }
        if let Some(read) = date.as_ref().filter(|read| read.place.is_none() || read.month_confidence < 0.8) {
            let area = date_area(read, header, page);
            let again = rows_in(&parts.read_part(area.rect())?, area).iter().find_map(read_date);
            (date, date_agrees) = better_date(date, again);
        }
        if header.title.is_some() && abstract_text.as_ref().is_none_or(|read| read.weakest < 0.6) {
            let area = title_area(header, page);
            let again = under_title(&rows_in(&parts.read_part(area.rect())?, area), header);
            abstract_text = better_abstract(abstract_text, again);
        }
    }
    let written =
        if page.from_text_layer { Written::default() } else { read_hand(&left, date.as_ref(), page.dpi, parts) };
    let kind =
        header.title.as_ref().map(|title| (title.kind, title.distance, title.row.rect(), title.row.confidence()));
    let below = abstract_text.as_ref().map_or(header.bottom, |read| read.rect[1] + read.rect[3]);
    let authority = authority(&rows, below, page.height_px);
    Ok(FirstPage {
        page: page.page,
        from_text_layer: page.from_text_layer,
        begins_document: header.begins_document && (left.issuer.is_some() || left.number.is_some() || kind.is_some()),
        kind,
        abstract_text: if kind.is_some() { abstract_text } else { left.abstract_text.clone() },
        left,
        date,
        date_agrees,
        written,
        authority,
    })
}

/// Reads the gaps of number and date in which no print was read.
fn read_hand(left: &LeftColumn, date: Option<&DateReading>, dpi: f32, parts: &mut dyn PartReader) -> Written {
    let places = date.and_then(|read| read.places);
    let capital = places.map_or(CAPITAL_INCH * dpi, |places| places.day.capital);
    let number = left.number.as_ref().filter(|number| number.digits.is_none());
    let number = number.and_then(|number| number.written_place(capital));
    let day = places.filter(|_| date.is_some_and(|read| !read.has_clear_day())).map(|places| places.day);
    let month = places.filter(|_| date.is_some_and(|read| read.month.is_none())).map(|places| places.month);
    let mut read =
        |place: Option<WrittenPlace>, kind| place.map_or(Vec::new(), |place| parts.read_written(&place, kind));
    Written {
        number: read(number, WrittenKind::Number),
        day: read(day, WrittenKind::Day),
        month: read(month, WrittenKind::Month),
    }
}

/// The height of capitals in the usual 14 pt, in inches.
const CAPITAL_INCH: f32 = 0.133;

fn right_of(row: &Row, header: &Header) -> Row {
    Row { words: row.words.iter().filter(|word| word.rect[0] + word.rect[2] / 2 >= header.split).cloned().collect() }
}

fn date_area(read: &DateReading, header: &Header, page: &PageText) -> Area {
    let room = header.pitch / 2;
    let (top, bottom) = (read.rect[1], read.rect[1] + read.rect[3]);
    Area {
        left: header.split,
        top: top.saturating_sub(room),
        right: page.width_px,
        bottom: (bottom + room).min(page.height_px),
    }
}

/// From the title line down 13.5 % of the height: four lines and what follows them.
fn title_area(header: &Header, page: &PageText) -> Area {
    let room = header.pitch;
    let bottom = header.bottom + page.height_px * 135 / 1000;
    Area {
        left: header.margins.0.saturating_sub(room),
        top: header.bottom.saturating_sub(room / 4),
        right: (header.margins.1 + room).min(page.width_px),
        bottom: bottom.min(page.height_px),
    }
}

fn better_date(one: Option<DateReading>, other: Option<DateReading>) -> (Option<DateReading>, bool) {
    match (one, other) {
        (Some(one), Some(other)) => {
            let agree = one.date().is_some() && one.date() == other.date();
            let places = one.places.or(other.places);
            let known = |read: &DateReading| (read.place.is_some() && read.place_distance < 0.25, read.month.is_some());
            let mut best = if known(&other) > known(&one) { other.clone() } else { one.clone() };
            if best.month.is_none() || best.year.is_none() {
                let from = if one.month.is_some() && one.year.is_some() { one } else { other };
                (best.month, best.month_confidence) = (from.month, from.month_confidence);
                (best.year, best.year_confidence) = (from.year, from.year_confidence);
            }
            best.places = best.places.or(places);
            (Some(best), agree)
        }
        (one, other) => (one.or(other), false),
    }
}

fn better_abstract(one: Option<AbstractReading>, other: Option<AbstractReading>) -> Option<AbstractReading> {
    match (one, other) {
        (Some(one), Some(other)) => {
            // A reading of half the text is no reading, however clear it is.
            let (short, long) = (one.text.len().min(other.text.len()), one.text.len().max(other.text.len()));
            let alike = short * 10 >= long * 7;
            let other_wins = if alike { other.confidence > one.confidence } else { other.closed && !one.closed };
            Some(if other_wins { other } else { one })
        }
        (one, other) => one.or(other),
    }
}

/// A body named in capitals in the middle of the page, between the abstract and the grounds.
fn authority(rows: &[Row], below: u32, height: u32) -> Option<BodyName> {
    let limit = below + height / 8;
    let rows = rows.iter().filter(|row| row.top() >= below && row.top() < limit);
    let lines: Vec<String> =
        rows.map(Row::text).filter(|text| capitals(text) > 0.85 && letter_count(text) > 8).take(2).collect();
    let text = lines.join(" ");
    let text = text.strip_prefix("CHỦ TỊCH ").unwrap_or(&text);
    name_issuer(&[text.to_owned()]).filter(|body| body.distance <= 0.2 && body.place.is_some())
}

fn read_left(rows: &[Row], header: &Header) -> LeftColumn {
    let at = rows.iter().position(|row| read_number(row).is_some());
    let number = at.and_then(|at| read_number(&rows[at]));
    let end = at
        .unwrap_or_else(|| rows.iter().position(|row| row.top() > header.top + header.pitch * 4).unwrap_or(rows.len()));
    let named: Vec<&Row> = rows[..end].iter().filter(|row| is_issuer_line(row)).collect();
    let lines: Vec<String> = named.iter().map(|row| letters_only(&row.text())).collect();
    let confidence = named.iter().map(|row| row.confidence()).fold(1.0, f32::min);
    let rect = hull(named.iter().map(|row| row.rect()));
    let issuer = name_issuer(&lines).zip(rect).map(|(body, rect)| (body, rect, confidence));
    let abstract_text = match (&header.title, &number) {
        (None, Some(number)) => under_number(rows, (number.row.top() + number.row.bottom()) / 2),
        (None, None) => under_number(rows, 0),
        (Some(_), _) => None,
    };
    LeftColumn { issuer, number, number_agrees: false, issuer_agrees: false, abstract_text }
}

/// Lines of the issuer are in capitals; specks and stamps are not.
fn is_issuer_line(row: &Row) -> bool {
    let text = row.text();
    letter_count(&text) >= 2 && capitals(&text) >= 0.7 && row.confidence() >= 0.35
}

/// The words that have letters or digits, and dashes between them.
fn letters_only(text: &str) -> String {
    let words: Vec<&str> =
        text.split_whitespace().filter(|word| *word == "-" || *word == "–" || word.chars().any(is_readable)).collect();
    words.join(" ")
}

impl LeftColumn {
    /// True when a second look may help.
    fn is_doubtful(&self, header: &Header) -> bool {
        let issuer = self
            .issuer
            .as_ref()
            .is_none_or(|(body, _, _)| body.distance > 0.05 || body.wants_place && body.place.is_none());
        let number = self.number.as_ref().is_none_or(|number| number.digits.is_some());
        let letter = header.title.is_none() && self.abstract_text.as_ref().is_none_or(|read| read.weakest < 0.6);
        issuer || number || letter
    }

    fn better_of(self, other: Self) -> Self {
        let named = |column: &Self| column.issuer.as_ref().map(|(body, _, _)| level(&body.name));
        let issuer_agrees = named(&self).is_some() && named(&self) == named(&other);
        let issuer = match (self.issuer, other.issuer) {
            (Some(one), Some(two)) => Some(if issuer_rank(&two.0) < issuer_rank(&one.0) { two } else { one }),
            (one, two) => one.or(two),
        };
        let (number, number_agrees) = better_number(self.number, other.number);
        let abstract_text = better_abstract(self.abstract_text, other.abstract_text);
        Self { issuer, number, number_agrees, issuer_agrees, abstract_text }
    }
}

/// Lower is better: how far from known names, and whether a place is wanting.
fn issuer_rank(body: &BodyName) -> f32 {
    body.distance + if body.wants_place && body.place.is_none() { 0.5 } else { 0.0 }
}

/// Digits count only when both readings have the same: a hand's digits are read differently each time.
fn better_number(one: Option<NumberReading>, other: Option<NumberReading>) -> (Option<NumberReading>, bool) {
    match (one, other) {
        (Some(one), Some(other)) => {
            let agree = one.digits.is_some() && one.digits == other.digits;
            let mut best = if other.kind().is_some() && one.kind().is_none() { other.clone() } else { one.clone() };
            best.confidence = one.confidence.min(other.confidence);
            if !agree {
                best.digits = None;
            }
            (Some(best), agree)
        }
        (one, other) => (one.or(other).map(|number| NumberReading { digits: None, ..number }), false),
    }
}

impl FirstPage {
    fn field(&self, value: Option<String>, confidence: f32, sure: bool, rect: PageRect) -> Field {
        let sure = value.is_some() && sure;
        let confidence = if value.is_some() { confidence.clamp(0.0, 1.0) } else { 0.0 };
        Field { value, confidence, sure, page: Some(self.page), rect: Some(rect) }
    }

    fn number(&self) -> Field {
        let Some(number) = &self.left.number else { return Field::default() };
        let kinds_agree = number.kind() == self.kind.map(|(kind, ..)| kind);
        let sure = self.from_text_layer && kinds_agree
            || self.left.number_agrees && kinds_agree && number.confidence >= SURE_DIGITS_MIN;
        match (number.value(), self.written.number.first()) {
            (None, Some(answer)) => self.written_number(number, answer, kinds_agree),
            (value, _) => self.field(value, number.confidence, sure, number.row.rect()),
        }
    }

    /// Digits that a hand wrote, and the printed symbol, which title and issuer must bear out.
    fn written_number(&self, number: &NumberReading, answer: &Answer, kinds_agree: bool) -> Field {
        let value = (answer.share >= WRITTEN_MIN).then(|| number.value_with(&answer.digits));
        let issuer = self.left.issuer.as_ref().map(|(body, _, _)| body.name.as_str()).unwrap_or_default();
        let borne_out = kinds_agree
            && number.issuer().is_some_and(|short| abbreviates(short, issuer))
            && (number.names_no_more() || number.symbol_confidence() >= SURE_SYMBOL_MIN);
        let sure = answer.share >= SURE_WRITTEN_NUMBER_MIN && borne_out;
        self.field(value, answer.share, sure, number.row.rect())
    }

    fn place(&self) -> Field {
        let Some(read) = &self.date else { return Field::default() };
        let Some(place) = &read.place else { return Field::default() };
        let known = read.place_distance <= 0.1;
        let echoed = self.issuer_place().is_some_and(|issuer| level(&issuer) == level(place));
        let sure =
            self.from_text_layer || known && (echoed || read.place_distance == 0.0 && read.place_confidence >= 0.9);
        self.field(Some(place.clone()), 1.0 - read.place_distance, sure, read.rect)
    }

    fn issuer_place(&self) -> Option<String> {
        self.left.issuer.as_ref().and_then(|(body, _, _)| body.place.clone())
    }

    /// The day of issue: never after the first signature, and sure only when printed or borne out by it.
    fn issued_on(&self, signed: Option<Date>) -> Field {
        let Some(read) = &self.date else { return Field::default() };
        if !self.written.day.is_empty() || !self.written.month.is_empty() {
            return self.written_date(read, signed);
        }
        let Some(date) = read.date() else { return self.field(None, 0.0, false, read.rect) };
        let days_before = signed.map(|signed| (signed - date).get_days());
        let possible = days_before.is_none_or(|days| days >= 0);
        let borne_out = days_before == Some(0);
        let clear = read.has_clear_day() && read.month_confidence >= 0.5;
        let value = (self.from_text_layer || possible && (clear || borne_out)).then(|| date.to_string());
        let near = days_before.is_some_and(|days| (0..=10).contains(&days));
        let sure = self.from_text_layer || borne_out && read.day_confidence >= 0.5 || self.date_agrees && near && clear;
        self.field(value, read.day_confidence.min(read.month_confidence), sure, read.rect)
    }

    /// The day of issue where a hand wrote the day or the month: the likeliest of all days that these, the printed rest and
    /// the first signature allow. The signature alone tells no day: it must be seen in what is written.
    fn written_date(&self, read: &DateReading, signed: Option<Date>) -> Field {
        let printed = |value: i8| vec![Answer { digits: value.to_string(), share: 1.0 }];
        let day = read.day.filter(|_| read.has_clear_day()).map(printed);
        let month = read.month.map(printed);
        let months = month.as_deref().unwrap_or(&self.written.month);
        let days = day.as_deref().unwrap_or(&self.written.day);
        let likely = read.year.and_then(|year| likeliest_date(year, months, days, signed));
        let Some(likely) = likely else { return self.field(None, 0.0, false, read.rect) };
        let value = (likely.share >= WRITTEN_MIN && likely.seen >= SEEN_MIN).then(|| likely.date.to_string());
        let near = signed.is_none_or(|signed| (signed - likely.date).get_days() <= SIGNED_SOON_DAYS);
        let clear = read.year_confidence >= 0.5 && (read.month.is_none() || read.month_confidence >= 0.5);
        let sure = likely.share >= SURE_WRITTEN_DATE_MIN && near && clear;
        self.field(value, likely.share, sure, read.rect)
    }

    fn document_type(&self) -> Field {
        let by_symbol = self.left.number.as_ref().and_then(NumberReading::kind);
        match (self.kind, by_symbol) {
            (Some((kind, away, rect, confidence)), symbol) => {
                let sure = away <= 0.05 && (symbol == Some(kind) || self.from_text_layer)
                    || away <= 0.1 && symbol == Some(kind);
                self.field(Some(kind.to_owned()), confidence.min(1.0 - away), sure, rect)
            }
            // The symbol tells the kind of a paper whose title was not found; a letter's tells none.
            (None, Some(kind)) if self.abstract_text.is_none() => {
                let rect = self.left.number.as_ref().map_or([0; 4], |number| number.row.rect());
                self.field(Some(kind.to_owned()), 0.6, false, rect)
            }
            _ => Field::default(),
        }
    }

    fn abstract_field(&self) -> Field {
        let Some(read) = &self.abstract_text else { return Field::default() };
        let sure = read.closed && (self.from_text_layer || read.confidence >= 0.93 && read.weakest >= 0.7);
        self.field(Some(read.text.clone()), read.confidence, sure, read.rect)
    }

    fn issuer(&self) -> Field {
        let place = self.date.as_ref().filter(|read| read.place_distance <= 0.1).and_then(|read| read.place.clone());
        let symbol = self.left.number.as_ref().and_then(NumberReading::issuer).unwrap_or_default();
        match &self.left.issuer {
            Some((body, rect, confidence)) if body.wants_place && body.place.is_none() => {
                let authority = self.authority.as_ref().filter(|authority| authority.name.starts_with(&body.name));
                let name = match (authority, place) {
                    (Some(authority), _) => authority.name.clone(),
                    (None, Some(place)) => format!("{} {}", body.name, with_level(&place)),
                    (None, None) => body.name.clone(),
                };
                self.field(Some(name), confidence.min(0.6), false, *rect)
            }
            Some((body, rect, confidence)) => {
                let known = body.distance <= 0.05;
                let echoed = body.place.is_some()
                    && (body.place == place || self.authority.as_ref().is_some_and(|named| named.name == body.name));
                let clear = *confidence >= 0.8 && body.place.is_none();
                let agreed = self.left.issuer_agrees && body.distance <= 0.1 && *confidence >= 0.9;
                let sure = self.from_text_layer || known && (echoed || clear) || agreed;
                self.field(Some(body.name.clone()), confidence.min(1.0 - body.distance), sure, *rect)
            }
            None => {
                let guessed = self.authority.as_ref().map(|body| body.name.clone()).or_else(|| {
                    (symbol == "UBND")
                        .then_some(place)
                        .flatten()
                        .map(|place| format!("Ủy ban nhân dân {}", with_level(&place)))
                });
                match guessed {
                    Some(name) => {
                        Field { value: Some(name), confidence: 0.5, page: Some(self.page), ..Field::default() }
                    }
                    None => Field::default(),
                }
            }
        }
    }
}

/// Digits read at least so well on page and crop are taken for print.
const SURE_DIGITS_MIN: f32 = 0.93;

// Thresholds for what a hand wrote, from 1,800 made areas that the net was not trained on (`cargo bench --bench handwriting`).
/// Of the answers with less than this, two in five are wrong: they are no help to the reviewer.
const WRITTEN_MIN: f32 = 0.7;
/// None of 330 numbers with so large a share was wrong, nor of 359 from 0.95 on. People write worse than the made hands.
const SURE_WRITTEN_NUMBER_MIN: f32 = 0.97;
/// 2 of 848 days and months were wrong, with no signature to bear them out; 9 of 944 from 0.95 on.
const SURE_WRITTEN_DATE_MIN: f32 = 0.97;
/// What a symbol says beyond kind and issuer is borne out by nothing; it must have been read so well at least.
const SURE_SYMBOL_MIN: f32 = 0.8;
/// So much of a date must be seen in the handwriting, whatever the signature says.
const SEEN_MIN: f32 = 0.1;
/// A paper that was signed later than this is looked at by a person.
const SIGNED_SOON_DAYS: i32 = 10;

/// True when the letters of a short form are initials of the name's words, in their order: `UBND`, `STC`.
fn abbreviates(short: &str, name: &str) -> bool {
    let initial = |word: &str| fold_to_ascii(word).chars().next().map(|letter| letter.to_ascii_uppercase());
    let mut initials = name.split_whitespace().filter_map(initial);
    let short = fold_to_ascii(short);
    let mut letters = short.chars().filter(char::is_ascii_alphabetic);
    letters.all(|letter| initials.any(|initial| initial == letter))
}

/// "tỉnh Quảng Ngãi", "thành phố Hà Nội".
fn with_level(place: &str) -> String {
    const CITIES: [&str; 6] = ["Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế"];
    let level = if CITIES.contains(&place) { "thành phố" } else { "tỉnh" };
    format!("{level} {place}")
}

fn signer_field(reading: &SigningReading, page: u32, from_text_layer: bool, signatures: &[SignatureFacts]) -> Field {
    let Some(read) = &reading.signer else { return Field::default() };
    let certified = signatures
        .iter()
        .filter_map(|signature| signature.signer.as_deref())
        .find(|name| name.contains(' ') && distance_of(name, &read.text) <= 0.15);
    let value = certified.map_or_else(|| read.text.clone(), model::vietnamese::nfc);
    let sure =
        certified.is_some() || read.exact && (from_text_layer || reading.signer_agrees && read.confidence >= 0.9);
    read.field(value, page, sure)
}

fn position_field(reading: &SigningReading, page: u32, from_text_layer: bool) -> Field {
    let Some(read) = &reading.position else { return Field::default() };
    let sure = read.exact && (from_text_layer || reading.position_agrees && read.confidence >= 0.8);
    read.field(read.text.clone(), page, sure)
}

impl Read {
    fn field(&self, value: String, page: u32, sure: bool) -> Field {
        Field { value: Some(value), confidence: self.confidence, sure, page: Some(page), rect: Some(self.rect) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_is_borne_out_by_the_issuer_s_initials() {
        for (short, name, wanted) in [
            ("UBND", "Ủy ban nhân dân tỉnh Quảng Ngãi", true),
            ("STC", "Sở Tài chính tỉnh Cao Bằng", true),
            ("BCĐ138", "Ban Chỉ đạo 138", true),
            ("UBNO", "Ủy ban nhân dân tỉnh Quảng Ngãi", false),
            ("STC", "Sở Tư pháp", false),
            ("UBND", "", false),
        ] {
            assert_eq!(abbreviates(short, name), wanted, "{short} {name}");
        }
    }
}
