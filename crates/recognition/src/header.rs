//! Where the parts of a first page are: the two columns of the header, the title line, the margins of the body.
//!
//! Layout of Decree 30/2020/NĐ-CP, Appendix I part IV (and of its forerunners); the Party's header is laid out alike. What
//! the parts say is read elsewhere.

use model::PageText;

use crate::{
    lists::lists,
    rows::{Area, Row, rows_in},
    text::{Letters, capitals, distance, distance_of, letter_count},
};

/// The parts of a first page.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// Where the left column ends.
    pub(crate) split: u32,
    pub(crate) top: u32,
    /// Where the columns end: at the title, the addressee or the body.
    pub(crate) bottom: u32,
    pub(crate) title: Option<TitleLine>,
    /// Left and right edge of the body's lines.
    pub(crate) margins: (u32, u32),
    /// From one body line's middle to the next.
    pub(crate) pitch: u32,
    /// How the page's lines slope, as a tangent.
    pub(crate) slope: f32,
    /// True when the state's or the Party's heading was found: the page begins a document.
    pub(crate) begins_document: bool,
}

/// The line that tells the kind of document.
#[derive(Debug, Clone)]
pub(crate) struct TitleLine {
    pub(crate) row: Row,
    pub(crate) kind: &'static str,
    /// See [`crate::lists::Kind::of_citizen`].
    pub(crate) of_citizen: bool,
    pub(crate) distance: f32,
    /// What stands behind the kind on the same line, if anything.
    pub(crate) rest: Option<Row>,
}

impl Header {
    /// The header's left column: issuer, number, a letter's abstract.
    pub(crate) fn left_column(&self) -> Area {
        Area { left: 0, top: self.top, right: self.split, bottom: self.bottom }
    }
}

const HEADINGS: [&str; 3] =
    ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ĐẢNG CỘNG SẢN VIỆT NAM"];

/// Finds the parts; `None` for a page without a header.
pub(crate) fn find_header(page: &PageText) -> Option<Header> {
    let (width, height) = (page.width_px, page.height_px);
    let all = rows_in(&page.lines, Area { left: 0, top: 0, right: width, bottom: height });
    let upper: Vec<&Row> = all.iter().filter(|row| row.top() < height * 45 / 100).collect();
    let heading = upper.iter().find_map(|row| heading_in(row));
    let dated = upper.iter().find_map(|row| date_start(row).map(|left| (left, row.top())));
    let (margins, pitch) = (margins_of(&all, width), pitch_of(&all, width, height));
    let (split, heading_top) = match (heading, dated) {
        (Some((left, top)), date) => {
            // The date may begin left of the heading, but not far: else the number's words were taken for the place's.
            let near = |(from, below): &(u32, u32)| *below > top && below - top < height / 6 && from + width / 8 > left;
            let left = date.filter(near).map_or(left, |(date, _)| left.min(date));
            (left.saturating_sub(width / 100), top)
        }
        (None, Some((left, top))) => (left.saturating_sub(width / 50), top.saturating_sub(height * 7 / 100)),
        (None, None) => return None,
    };
    // A heading in the middle of the page has no column beside it.
    let split = if split < width / 5 { width * 45 / 100 } else { split };
    let below: Vec<&Row> = all.iter().filter(|row| row.top() > heading_top).collect();
    let title = find_title(&below, heading_top, width, height);
    let bottom = match &title {
        Some(title) => title.row.top(),
        None => letter_bottom(&below, heading_top, height),
    };
    let top = heading_top.saturating_sub(height * 4 / 100);
    let slope = slope_of(page);
    Some(Header { split, top, bottom, title, margins, pitch, slope, begins_document: heading.is_some() })
}

/// Left edge and top of a heading in the row.
fn heading_in(row: &Row) -> Option<(u32, u32)> {
    let mut best: Option<(f32, u32, u32)> = None;
    for heading in HEADINGS {
        let wanted = Letters::of(heading);
        let words = heading.split(' ').count();
        for length in words.saturating_sub(2)..=words + 1 {
            for window in row.words.windows(length) {
                let text: Vec<&str> = window.iter().map(|word| word.text.as_str()).collect();
                let away = distance(&Letters::of(&text.join(" ")), &wanted);
                if away <= 0.3 && best.is_none_or(|(nearest, _, _)| away < nearest) {
                    best = Some((away, window[0].rect[0], window[0].rect[1]));
                }
            }
        }
    }
    best.map(|(_, left, top)| (left, top))
}

/// Where the place and date begin in a row that has them.
fn date_start(row: &Row) -> Option<u32> {
    let folded = model::vietnamese::fold_to_ascii(&row.text()).to_lowercase();
    // The year may stand on the next line, or all of it be printed 15/3/2019.
    let dated = folded.contains("ngay") && (folded.contains("thang") || folded.matches('/').count() >= 2);
    if !dated || row.words.len() > 16 {
        return None;
    }
    let day = row
        .words
        .iter()
        .position(|word| model::vietnamese::fold_to_ascii(&word.text).to_lowercase().starts_with("nga"))?;
    let mut first = day;
    while first > 0 {
        let (here, before) = (row.words[first].rect, row.words[first - 1].rect);
        if here[0].saturating_sub(before[0] + before[2]) > row.print_height() * 2 || day - first >= PLACE_WORDS_MAX {
            break;
        }
        first -= 1;
    }
    // A date in running text has text close before it; in a header only a place stands there.
    (day - first < PLACE_WORDS_MAX).then(|| row.words[first].rect[0])
}

/// "Bà Rịa - Vũng Tàu," and a speck.
const PLACE_WORDS_MAX: usize = 7;

/// The body's left and right edge: where most of the long lines begin and end.
fn margins_of(rows: &[Row], width: u32) -> (u32, u32) {
    let long: Vec<&Row> = rows.iter().filter(|row| row.right() - row.left() > width * 55 / 100).collect();
    if long.len() < 4 {
        return (width * 12 / 100, width * 94 / 100);
    }
    let mut lefts: Vec<u32> = long.iter().map(|row| row.left()).collect();
    let mut rights: Vec<u32> = long.iter().map(|row| row.right()).collect();
    lefts.sort_unstable();
    rights.sort_unstable();
    (lefts[lefts.len() / 4], rights[rights.len() * 3 / 4])
}

fn pitch_of(rows: &[Row], width: u32, height: u32) -> u32 {
    let middle = |row: &Row| (row.top() + row.bottom()) / 2;
    let mut steps: Vec<u32> = rows
        .windows(2)
        .filter(|pair| pair.iter().all(|row| row.right() - row.left() > width * 55 / 100))
        .map(|pair| middle(&pair[1]).saturating_sub(middle(&pair[0])))
        .filter(|step| *step > height / 200)
        .collect();
    steps.sort_unstable();
    // Exactly one line: 14 pt print at 1.2 lines is 70 pixels of the 3508 of a page.
    steps.get(steps.len() / 3).copied().unwrap_or(height / 50)
}

/// The median slope of the long lines: what is written or stamped on one does not move it.
fn slope_of(page: &PageText) -> f32 {
    let long = page.lines.iter().filter(|line| line.rect[2] > page.width_px * 4 / 10);
    let mut slopes: Vec<f32> = long.filter_map(|line| line.baseline).map(|[slope, _]| slope).collect();
    slopes.sort_by(f32::total_cmp);
    slopes.get(slopes.len() / 2).copied().unwrap_or(0.0)
}

fn find_title(rows: &[&Row], heading_top: u32, width: u32, height: u32) -> Option<TitleLine> {
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.top() < heading_top + height * 40 / 100) {
        if opens_letter(row) || is_recital(&row.text()) {
            return None;
        }
        let whole = Area { left: 0, top: 0, right: width, bottom: height };
        let middle = Area { left: width / 4, right: width * 82 / 100, ..whole };
        // A sheet across may be two pages side by side, the second the Vietnamese one (diplomas).
        let halves = [Area { left: width / 2, ..whole }, Area { right: width / 2, ..whole }];
        let halves = halves.into_iter().filter(|_| width > height).map(|half| (half, half));
        for (cut, sheet) in [(whole, whole), (middle, whole)].into_iter().chain(halves) {
            if let Some(title) = title_of(&row.within(cut), sheet) {
                let below: Vec<Row> = rows[at + 1..].iter().map(|row| row.within(sheet)).collect();
                return Some(longer_title(title, &below));
            }
        }
    }
    None
}

/// The title with the lines below it that belong to its kind: "GIẤY CHỨNG NHẬN" / "QUYỀN SỬ DỤNG ĐẤT, …".
fn longer_title(title: TitleLine, below: &[Row]) -> TitleLine {
    let mut words = title.row.words.clone();
    let mut best = title.clone();
    for row in below.iter().take(2) {
        let text = row.text();
        if capitals(&text) < 0.6 || letter_count(&text) < 4 {
            break;
        }
        words.extend(row.words.iter().filter(|word| letter_count(&word.text) >= 2).cloned());
        let longer = |kind: &&&crate::lists::Kind| {
            kind.known.words > best.kind.split(' ').count()
                && kind.known.words <= words.len() + 1
                && kind.known.name.starts_with(title.kind)
        };
        // Two of its words may have run into one.
        let away = |kind: &crate::lists::Kind| {
            let heads = (kind.known.words - 1..=kind.known.words).filter_map(|count| words.get(..count));
            let away = heads.map(|head| {
                let head: Vec<&str> = head.iter().map(|word| word.text.as_str()).collect();
                distance(&Letters::of(&head.join(" ")), &kind.known.letters)
            });
            away.fold(f32::INFINITY, f32::min)
        };
        let fit = lists().kinds.iter().filter(|kind| longer(&kind)).map(|kind| (kind, away(kind)));
        let fit = fit.filter(|(_, away)| *away <= 0.15).max_by_key(|(kind, _)| kind.known.words);
        if let Some((kind, distance)) = fit {
            let row = Row { words: words.clone() };
            best = TitleLine { row, kind: &kind.known.name, of_citizen: kind.of_citizen, distance, rest: None };
        }
    }
    best
}

/// The title of a page, wherever its columns are; the kind that stands highest.
pub(crate) fn title_in(page: &PageText) -> Option<TitleLine> {
    let (width, height) = (page.width_px, page.height_px);
    let rows = rows_in(&page.lines, Area { left: 0, top: 0, right: width, bottom: height * 45 / 100 });
    find_title(&rows.iter().collect::<Vec<_>>(), 0, width, height)
}

/// The kind that a row of capitals in the middle of a sheet tells.
fn title_of(row: &Row, sheet: Area) -> Option<TitleLine> {
    let text = row.text();
    let width = sheet.right - sheet.left;
    if letter_count(&text) < 4 || capitals(&text) < 0.7 || row.right() < sheet.left + width * 4 / 10 {
        return None;
    }
    let centred = row.centre().abs_diff(sheet.left + width / 2) < width * 13 / 100;
    if !centred {
        return None;
    }
    let whole = Letters::of(&text);
    let near = |letters: &Letters| {
        lists()
            .kinds
            .iter()
            .map(|kind| (kind, distance(letters, &kind.known.letters)))
            .min_by(|one, other| one.1.total_cmp(&other.1))
    };
    if let Some((kind, away)) = near(&whole).filter(|(_, away)| *away <= 0.25) {
        let of_citizen = kind.of_citizen;
        return Some(TitleLine { row: row.clone(), kind: &kind.known.name, of_citizen, distance: away, rest: None });
    }
    // The kind and the beginning of the abstract on one line, both in capitals.
    let kinds = lists().kinds.iter().filter(|kind| kind.known.words < row.words.len());
    let best = kinds
        .map(|kind| {
            let head: Vec<&str> = row.words[..kind.known.words].iter().map(|word| word.text.as_str()).collect();
            (kind, distance(&Letters::of(&head.join(" ")), &kind.known.letters))
        })
        .filter(|(_, away)| *away <= 0.08)
        .max_by_key(|(kind, _)| kind.known.words)?;
    let rest = Row { words: row.words[best.0.known.words..].to_vec() };
    let of_citizen = best.0.of_citizen;
    Some(TitleLine { row: row.clone(), kind: &best.0.known.name, of_citizen, distance: best.1, rest: Some(rest) })
}

/// "Kính gửi:", the addressee line.
pub(crate) fn opens_letter(row: &Row) -> bool {
    let head: Vec<&str> = row.words.iter().take(2).map(|word| word.text.as_str()).collect();
    head.len() == 2 && distance_of(&head.join(" "), "kính gửi") <= 0.25
}

/// "Căn cứ …", the first of the grounds.
pub(crate) fn is_recital(text: &str) -> bool {
    let head: Vec<&str> = text.split_whitespace().take(2).collect();
    head.len() == 2 && distance_of(&head.join(" "), "căn cứ") <= 0.2
}

/// A letter's columns end at the addressee, else a sixth of the page below the heading.
fn letter_bottom(rows: &[&Row], heading_top: u32, height: u32) -> u32 {
    let limit = heading_top + height * 40 / 100;
    let addressee = rows.iter().find(|row| row.top() < limit && (opens_letter(row) || contains_addressee(row)));
    addressee.map_or(heading_top + height * 16 / 100, |row| row.top())
}

fn contains_addressee(row: &Row) -> bool {
    row.words.windows(2).any(|pair| distance_of(&format!("{} {}", pair[0].text, pair[1].text), "kính gửi") <= 0.2)
}
