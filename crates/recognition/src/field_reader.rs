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
    date::{DateReading, joined_with_year, read_date},
    handwriting::{likeliest_date, weighed},
    header::{Header, find_header},
    identity_card,
    issuer::{BodyName, name_issuer},
    mention::{Mention, folded_symbol, mention_in},
    number::{NumberReading, Seen, read_number},
    registered::{RegisteredNumber, read_registered},
    rows::{Area, Row, hull, rows_in},
    signing::{Read, SigningReading, find_block, read_block},
    spelling::Spellings,
    stamp::{stamps_in, without},
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
    /// What an attached page says of the paper.
    mention: Option<Mention>,
    /// The ID card that the first page is a copy of, wherever on it.
    card: Option<(&'static str, u32)>,
}

/// What the page with the header says.
#[derive(Debug)]
struct FirstPage {
    page: u32,
    from_text_layer: bool,
    begins_document: bool,
    kind: Option<(&'static str, f32, PageRect, f32)>,
    /// True for a citizen's paper: a certificate or a form, which has no abstract.
    of_citizen: bool,
    left: LeftColumn,
    /// The number of a certificate that has no symbol.
    registered: Option<RegisteredNumber>,
    date: Option<DateReading>,
    date_agrees: bool,
    /// True when the page names a later year than that of the date: the date's may have been misread.
    later_year: bool,
    written: Written,
    abstract_text: Option<AbstractReading>,
    /// True when page and crop gave the same abstract, letter for letter.
    abstract_agrees: bool,
    /// A body named in capitals below the abstract: "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI".
    authority: Option<BodyName>,
}

/// What the net reads in the gaps: a hand's digits, or print once more.
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
    /// True when page and crop gave the same digits, and the same symbol.
    number_agrees: bool,
    symbol_agrees: bool,
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
        let stamps = stamps_in(page);
        let cleaned =
            (!stamps.is_empty()).then(|| PageText { lines: without(&stamps, page.lines.clone()), ..page.clone() });
        let page = cleaned.as_ref().unwrap_or(page);
        if self.pages_seen == 1 {
            self.card = identity_card::kind_on(page).map(|kind| (kind, page.page));
        }
        let parts = &mut Unstamped { parts, stamps: &stamps };
        let begun = self.first.as_ref().is_some_and(|first| first.begins_document);
        if !begun
            && self.pages_seen <= HEADER_PAGES_MAX
            && let Some(header) = find_header(page)
            && (self.first.is_none() || header.begins_document)
        {
            self.first = Some(read_first_page(page, &header, parts)?);
        } else if self.mention.is_none() {
            self.mention = mention_in(page);
        }
        let signs = self.signing.as_ref().map_or(0, |(_, _, reading)| reading.signs);
        if signs < SIGNS_ENOUGH
            && let Some(block) = find_block(page)
            && block.signs > signs
        {
            let read = |lines: &[model::Line]| read_block(&rows_in(lines, block.area), block.signs);
            let mut reading = read(&page.lines);
            if !page.from_text_layer {
                let (one, two) = (reading, read(&parts.read_part(block.area.rect())?));
                reading = one.clone().better_of(two.clone());
                if reading.is_doubtful() {
                    let three = read(&parts.read_ink(block.area.rect())?);
                    reading = SigningReading::settled(one, two, three);
                }
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
            let mention = self.mention.as_ref().filter(|mention| first.is_meant_by(mention));
            fields.number = first.number(mention);
            fields.place = first.place();
            fields.issued_on = first.issued_on(earliest_signing(signatures), mention.and_then(|mention| mention.date));
            fields.document_type = first.document_type();
            fields.abstract_text = first.abstract_field();
            fields.issuer = first.issuer();
        }
        // A card's title and its labels bear each other out; a form that a card was laid upon has a title of its own.
        if let Some((kind, page)) = self.card
            && fields.document_type.value.as_deref().is_none_or(|read| read == kind)
        {
            let read =
                Field { value: Some(kind.to_owned()), confidence: 1.0, sure: true, page: Some(page), rect: None };
            fields.document_type = read;
        }
        if let Some((page, from_text_layer, reading)) = &self.signing {
            fields.signer = signer_field(reading, *page, *from_text_layer, signatures);
            fields.signer_position = position_field(reading, *page, *from_text_layer);
        }
        fields
    }
}

/// Reads parts of a page that an office has stamped as if it had not.
struct Unstamped<'a> {
    parts: &'a mut dyn PartReader,
    stamps: &'a [Area],
}

impl PartReader for Unstamped<'_> {
    fn read_part(&mut self, part: PageRect) -> Result<Vec<model::Line>, ReaderError> {
        Ok(without(self.stamps, self.parts.read_part(part)?))
    }

    fn read_ink(&mut self, part: PageRect) -> Result<Vec<model::Line>, ReaderError> {
        Ok(without(self.stamps, self.parts.read_ink(part)?))
    }

    fn read_form(&mut self, part: PageRect) -> Result<Vec<model::Line>, ReaderError> {
        Ok(without(self.stamps, self.parts.read_form(part)?))
    }

    fn read_written(&mut self, place: &WrittenPlace, kind: WrittenKind) -> Vec<Answer> {
        self.parts.read_written(place, kind)
    }
}

fn earliest_signing(signatures: &[SignatureFacts]) -> Option<Date> {
    signatures.iter().filter_map(|signature| signature.signed_at).min().map(local_date)
}

fn read_first_page(page: &PageText, header: &Header, parts: &mut dyn PartReader) -> Result<FirstPage, ReaderError> {
    let mut left = read_left(&rows_in(&page.lines, header.left_column()), header);
    let rows = rows_in(&page.lines, Area { left: 0, top: header.top, right: page.width_px, bottom: page.height_px });
    let right: Vec<Row> =
        rows.iter().filter(|row| row.top() < header.bottom).map(|row| right_of(row, header)).collect();
    let mut date = date_in(&right, header.slope);
    let mut date_agrees = false;
    let (mut abstract_text, mut abstract_agrees) = (under_title(&rows, header), false);
    if !page.from_text_layer {
        if left.is_doubtful(header) {
            let again =
                read_left(&rows_in(&parts.read_part(header.left_column().rect())?, header.left_column()), header);
            left = left.better_of(again);
        }
        if let Some(read) = date.as_ref().filter(|read| read.place.is_none() || read.month_confidence < 0.8) {
            let area = date_area(read, header, page);
            let again = date_in(&rows_in(&parts.read_part(area.rect())?, area), header.slope);
            (date, date_agrees) = better_date(date, again);
        }
        if header.title.is_some() && abstract_text.as_ref().is_none_or(|read| read.weakest < SURE_WORD_MIN) {
            let area = title_area(header, page);
            let again = under_title(&rows_in(&parts.read_part(area.rect())?, area), header);
            abstract_agrees = abstract_text.as_ref().zip(again.as_ref()).is_some_and(|(one, two)| one.text == two.text);
            abstract_text = better_abstract(abstract_text, again);
        }
    }
    let written = match page.from_text_layer {
        true => Written::default(),
        false => read_gaps(&left, date.as_ref(), (page.dpi, header.slope), parts),
    };
    let spellings = Spellings::of(&page.lines);
    if !page.from_text_layer {
        if let Some((issuer, ..)) = &mut left.issuer {
            issuer.respell(&spellings);
        }
        if let Some(date) = date.as_mut().filter(|date| !date.is_province()) {
            date.place = date.place.take().map(|place| spellings.best(&place));
        }
    }
    let kind =
        header.title.as_ref().map(|title| (title.kind, title.distance, title.row.rect(), title.row.confidence()));
    let of_citizen = header.title.as_ref().is_some_and(|title| title.of_citizen);
    let registered = match kind {
        Some((kind, ..)) if of_citizen => read_registered(kind, page, parts)?,
        _ => None,
    };
    let below = abstract_text.as_ref().map_or(header.bottom, |read| read.rect[1] + read.rect[3]);
    let authority = authority(&rows, below, page.height_px);
    Ok(FirstPage {
        page: page.page,
        from_text_layer: page.from_text_layer,
        begins_document: header.begins_document && (left.issuer.is_some() || left.number.is_some() || kind.is_some()),
        kind,
        abstract_text: match (of_citizen, kind) {
            (true, _) => None,
            (false, Some(_)) => abstract_text,
            (false, None) => left.abstract_text.clone(),
        },
        abstract_agrees,
        of_citizen,
        left,
        registered,
        later_year: date.as_ref().and_then(|date| date.year).is_some_and(|year| names_later(page, year)),
        date,
        date_agrees,
        written,
        authority,
    })
}

/// The date in a column's rows, its year on the same row or the next.
fn date_in(rows: &[Row], slope: f32) -> Option<DateReading> {
    let joined = rows.windows(2).filter_map(|pair| joined_with_year(&pair[0], &pair[1]));
    let whole = rows.iter().find_map(|row| read_date(row, slope));
    whole.or_else(|| joined.into_iter().find_map(|row| read_date(&row, slope)))
}

/// Has the net read the gaps of number and date. Print is read there as well: where both see the same, it stands.
fn read_gaps(
    left: &LeftColumn,
    date: Option<&DateReading>,
    (dpi, slope): (f32, f32),
    parts: &mut dyn PartReader,
) -> Written {
    let places = date.and_then(|read| read.places);
    let capital = places.map_or(CAPITAL_INCH * dpi, |places| places.day.capital);
    let number = left.number.as_ref().and_then(|number| number.written_place(capital, slope));
    let day = places.map(|places| places.day);
    let month = places.filter(|_| date.is_some_and(|read| read.month.is_none())).map(|places| places.month);
    let mut read =
        |place: Option<WrittenPlace>, kind| place.map_or(Vec::new(), |place| parts.read_written(&place, kind));
    Written {
        number: read(number, WrittenKind::Number),
        day: read(day, WrittenKind::Day),
        month: read(month, WrittenKind::Month),
    }
}

/// True when a year after this one stands on the page.
fn names_later(page: &PageText, year: i16) -> bool {
    let words = page.lines.iter().flat_map(|line| &line.words);
    let numbers = words.flat_map(|word| word.text.split(|letter: char| !letter.is_ascii_digit()));
    let years = numbers.filter(|number| number.len() == 4).filter_map(|number| number.parse::<i16>().ok());
    years.into_iter().any(|other| (year + 1..=year + 10).contains(&other))
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
    let at = rows.iter().position(|row| read_number(row, header.slope).is_some());
    let number = at.and_then(|at| read_number(&rows[at], header.slope));
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
    LeftColumn { issuer, number, number_agrees: false, symbol_agrees: false, issuer_agrees: false, abstract_text }
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
        // A hand's digits gain nothing by it.
        let number = self.number.as_ref().is_none_or(|number| number.seen.iter().any(|seen| seen.printed));
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
        let symbol = |number: &Option<NumberReading>| number.as_ref().map(|number| folded_symbol(&number.symbol));
        let symbol_agrees = self.number.is_some() && symbol(&self.number) == symbol(&other.number);
        let (number, number_agrees) = better_number(self.number, other.number);
        let abstract_text = better_abstract(self.abstract_text, other.abstract_text);
        Self { issuer, number, number_agrees, symbol_agrees, issuer_agrees, abstract_text }
    }
}

/// Lower is better: how far from known names, and whether a place is wanting.
fn issuer_rank(body: &BodyName) -> f32 {
    body.distance + if body.wants_place && body.place.is_none() { 0.5 } else { 0.0 }
}

/// Digits count only when both readings have the same and one of them well: a hand's digits are read differently each time.
fn better_number(one: Option<NumberReading>, other: Option<NumberReading>) -> (Option<NumberReading>, bool) {
    match (one, other) {
        (Some(one), Some(other)) => {
            let agree = one.digits.as_ref().or(other.digits.as_ref()).is_some() && one.printed() == other.printed();
            let rank = |number: &NumberReading| (number.kind().is_some(), number.symbol_confidence());
            let mut best = if rank(&other) > rank(&one) { other.clone() } else { one.clone() };
            best.confidence = one.confidence.min(other.confidence);
            best.seen = one.seen.iter().chain(&other.seen).cloned().collect();
            best.digits = one.digits.or(other.digits).filter(|_| agree);
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

    /// True when what is attached to a paper is attached to this one.
    fn is_meant_by(&self, mention: &Mention) -> bool {
        self.left.number.as_ref().is_some_and(|number| folded_symbol(&number.symbol) == mention.symbol)
    }

    fn number(&self, mention: Option<&Mention>) -> Field {
        let Some(number) = &self.left.number else { return self.registered_number() };
        let mentioned = mention.map(|mention| mention.digits.as_str());
        let Some(printed) = number.digits.as_deref() else { return self.written_number(number, mentioned) };
        let kinds_agree = number.kind() == self.kind.map(|(kind, ..)| kind);
        let seen_again =
            self.written.number.first().is_some_and(|answer| answer.digits == printed && answer.share > 0.5);
        let clear = number.confidence >= SURE_DIGITS_MIN;
        let read_twice =
            self.left.number_agrees && (clear || (seen_again || mentioned.is_some()) && self.symbol_stands());
        let contradicted = mentioned.is_some_and(|mentioned| mentioned != printed);
        let well_formed = self.from_text_layer || number.is_well_formed();
        let sure = kinds_agree && well_formed && !contradicted && (self.from_text_layer || read_twice);
        let confidence = if seen_again { number.confidence.max(SURE_DIGITS_MIN) } else { number.confidence };
        self.field(number.value(), confidence, sure, number.row.rect())
    }

    fn registered_number(&self) -> Field {
        let Some(read) = &self.registered else { return Field::default() };
        self.field(Some(read.value.clone()), read.confidence, read.sure, read.rect)
    }

    /// Digits that a hand wrote, and the printed symbol, which title and issuer must bear out.
    fn written_number(&self, number: &NumberReading, mentioned: Option<&str>) -> Field {
        let mut witnesses: Vec<(&str, f32)> = mentioned.map(|digits| (digits, MENTIONED_TIMES)).into_iter().collect();
        for Seen { digits, .. } in number.seen.iter().filter(|seen| seen.printed) {
            // Both readings of the same ink err alike: what they have in common counts once.
            if !witnesses.iter().any(|(known, _)| known == digits) {
                witnesses.push((digits, SEEN_PRINTED_TIMES));
            }
        }
        let answers = weighed(&self.written.number, &witnesses);
        let Some(answer) = answers.first() else { return self.field(None, 0.0, false, number.row.rect()) };
        let value = (answer.share >= WRITTEN_MIN).then(|| number.value_with(&answer.digits));
        let sure = answer.share >= SURE_WRITTEN_NUMBER_MIN && self.symbol_stands();
        self.field(value, answer.share, sure, number.row.rect())
    }

    /// True when title and issuer bear the symbol out.
    fn symbol_stands(&self) -> bool {
        let Some(number) = &self.left.number else { return false };
        let issuer = self.left.issuer.as_ref().map(|(body, _, _)| body.name.as_str()).unwrap_or_default();
        let well_read = number.symbol_confidence() >= SURE_SYMBOL_MIN;
        number.is_well_formed()
            && number.kind() == self.kind.map(|(kind, ..)| kind)
            && number.issuer().is_some_and(|short| abbreviates(short, issuer))
            && (number.names_no_more() || well_read || self.left.symbol_agrees)
    }

    fn place(&self) -> Field {
        let Some(read) = &self.date else { return Field::default() };
        // What is no name as it was read may still be that of the issuer's place.
        let seen = read.place.as_ref().or(read
            .place_seen
            .as_ref()
            .filter(|seen| self.issuer_place().is_some_and(|issuer| distance_of(seen, &issuer) <= 0.3)));
        let Some(place) = seen else { return Field::default() };
        // Issuer and date name one place: what either has lost, the other has.
        let issuer_place = self.issuer_place().filter(|issuer| distance_of(issuer, place) <= 0.3);
        let place = issuer_place.as_ref().filter(|_| read.place.is_none() || self.issuer_is_known()).unwrap_or(place);
        let known = read.place_distance <= 0.1;
        let echoed = self.issuer_place().is_some_and(|issuer| level(&issuer) == level(place));
        let sure =
            self.from_text_layer || known && (echoed || read.place_distance == 0.0 && read.place_confidence >= 0.9);
        self.field(Some(place.clone()), 1.0 - read.place_distance, sure, read.rect)
    }

    fn issuer_is_known(&self) -> bool {
        self.left.issuer.as_ref().is_some_and(|(body, _, _)| body.distance == 0.0)
    }

    fn issuer_place(&self) -> Option<String> {
        self.left.issuer.as_ref().and_then(|(body, _, _)| body.place.clone())
    }

    /// The day of issue: never after the first signature, and sure only when printed or borne out by it.
    fn issued_on(&self, signed: Option<Date>, mentioned: Option<Date>) -> Field {
        let Some(read) = &self.date else { return Field::default() };
        let unread = !read.has_clear_day() && !self.written.day.is_empty();
        if unread || read.month.is_none() && !self.written.month.is_empty() {
            return self.written_date(read, signed, mentioned);
        }
        let Some(date) = read.date() else { return self.field(None, 0.0, false, read.rect) };
        let days_before = signed.map(|signed| (signed - date).get_days());
        let possible = days_before.is_none_or(|days| days >= 0);
        let borne_out = days_before == Some(0);
        let clear = read.has_clear_day() && read.month_confidence >= 0.5;
        let value = (self.from_text_layer || possible && (clear || borne_out)).then(|| date.to_string());
        let near = days_before.is_some_and(|days| (0..=10).contains(&days));
        // The net has read the day's digits as well, or an attached page prints the same day.
        let seen_again =
            self.written.day.first().is_some_and(|day| day.digits.parse() == Ok(date.day()) && day.share > 0.5);
        let well_read = read.day_confidence.min(read.month_confidence).min(read.year_confidence) >= SURE_DATE_MIN;
        let agreed = self.date_agrees && near || seen_again && well_read || mentioned == Some(date);
        let sure = self.from_text_layer
            || borne_out && read.day_confidence >= 0.5
            || agreed && clear && possible && days_before.is_none_or(|days| days <= SIGNED_SOON_DAYS);
        self.field(value, read.day_confidence.min(read.month_confidence), sure, read.rect)
    }

    /// The day of issue where a hand wrote the day or the month: the likeliest of all days that these, the printed rest and
    /// the first signature allow. The signature alone tells no day: it must be seen in what is written.
    fn written_date(&self, read: &DateReading, signed: Option<Date>, mentioned: Option<Date>) -> Field {
        let printed = |value: i8| vec![Answer { digits: value.to_string(), share: 1.0 }];
        let two = |value: i8| format!("{value:02}");
        let said = mentioned.map(|date| (two(date.day()), two(date.month())));
        let days: Vec<(&str, f32)> = said.iter().map(|(day, _)| (day.as_str(), MENTIONED_TIMES)).collect();
        let months: Vec<(&str, f32)> = said.iter().map(|(_, month)| (month.as_str(), MENTIONED_TIMES)).collect();
        let day = read.day.filter(|_| read.has_clear_day()).map(printed);
        let month = read.month.map(printed);
        let months = month.unwrap_or_else(|| weighed(&self.written.month, &months));
        let days = day.unwrap_or_else(|| weighed(&self.written.day, &days));
        let likely = read.year.and_then(|year| likeliest_date(year, &months, &days, signed));
        let Some(likely) = likely else { return self.field(None, 0.0, false, read.rect) };
        let value = (likely.share >= WRITTEN_MIN && likely.seen >= SEEN_MIN).then(|| likely.date.to_string());
        let near = signed.is_none_or(|signed| (signed - likely.date).get_days() <= SIGNED_SOON_DAYS);
        // Without a signature nothing else tells the year.
        let year_min = if signed.is_some() || mentioned.is_some() { 0.5 } else { SURE_DATE_MIN };
        let told = signed.is_some() || mentioned.is_some() || !self.later_year;
        let clear = told && read.year_confidence >= year_min && (read.month.is_none() || read.month_confidence >= 0.5);
        let sure = likely.share >= SURE_WRITTEN_DATE_MIN && near && clear;
        self.field(value, likely.share, sure, read.rect)
    }

    fn document_type(&self) -> Field {
        let by_symbol = self.left.number.as_ref().and_then(NumberReading::kind);
        match (self.kind, by_symbol) {
            (Some((kind, away, rect, confidence)), symbol) => {
                // The titles of certificates are long and have no like: three words well read are enough.
                let speaks = self.of_citizen && kind.split(' ').count() >= 3 && confidence >= 0.8;
                let sure = away <= 0.05 && (symbol == Some(kind) || self.from_text_layer || speaks)
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
        let clear = self.from_text_layer
            || read.confidence >= SURE_TEXT_MIN && (read.weakest >= SURE_WORD_MIN || self.abstract_agrees);
        let sure = read.closed && clear;
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
                // "VĂN PHÒNG" under a body's name is that body's: whose, a person says.
                let named = body.name.contains(' ') && body.name != "Văn phòng";
                let sure = self.from_text_layer || named && (known && (echoed || clear) || agreed);
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

/// An abstract is sure when it was read so well as a whole, and each of its words so well or all of it twice alike.
const SURE_TEXT_MIN: f32 = 0.93;
const SURE_WORD_MIN: f32 = 0.7;
/// A name read twice alike, so well.
const SURE_NAME_MIN: f32 = 0.88;
/// Digits read at least so well on page and crop are taken for print.
const SURE_DIGITS_MIN: f32 = 0.93;
/// A printed date read so well, whose day the net reads alike, is sure.
const SURE_DATE_MIN: f32 = 0.85;

// How many times likelier digits are when others say the same. OCR is no witness of a hand's digits: it reads them rightly once
// in ten, and where a digit looks like another to the net it does so to OCR.
/// Digits that have the size of print, though they were read badly or only once.
const SEEN_PRINTED_TIMES: f32 = 100.0;
/// An attached page prints the number and the day.
const MENTIONED_TIMES: f32 = 300.0;

// Thresholds for what a hand wrote, from 1,800 made areas that the net was not trained on (`cargo bench --bench handwriting`).
/// Of the answers with less than this every second is wrong: they are no help to the reviewer. From here to 0.7, 7 of 41 numbers
/// and 17 of 62 days and months were.
const WRITTEN_MIN: f32 = 0.5;
/// None of 352 numbers with so large a share was wrong, 1 of 384 from 0.9 on. People write worse than the made hands.
const SURE_WRITTEN_NUMBER_MIN: f32 = 0.95;
/// 1 of 840 days and months was wrong, with no signature to bear them out.
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
    // Small letters belong to the capital before them: `TTg`, `QyĐ`.
    let mut letters = short.chars().filter(char::is_ascii_uppercase);
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
    // One name in twenty has two words, and so has what a seal leaves of three.
    let whole = from_text_layer || read.text.matches(' ').count() >= 2;
    let sure = certified.is_some()
        || read.exact && whole && (from_text_layer || reading.signer_agrees && read.confidence >= SURE_NAME_MIN);
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
