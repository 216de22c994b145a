//! The holder of a citizen's paper, where the paper labels him: "Số định danh cá nhân", "Họ và tên", "Mã số doanh nghiệp".
//!
//! Only what stands beside its label is taken; a number that no label claims is not looked for. Of a form that names several
//! people the first is the holder; of two spouses neither is surely.

use model::{HolderId, PageRect, PageText, Word};

use crate::{
    PartReader, ReaderError,
    header::title_in,
    rows::{Area, Row, hull, rows_in},
    text::{Letters, distance, is_syllable, title_case},
};

/// A holder as a page names him.
#[derive(Debug, Clone, PartialEq)]
pub struct HolderReading {
    /// The citizen ID, when twelve digits that can be one stand beside its label.
    pub id: Option<HolderId>,
    /// The full name, when it stands beside its label.
    pub name: Option<String>,
    /// The page, from 1.
    pub page: u32,
    /// Around what was read.
    pub rect: PageRect,
    /// The lowest confidence of a word of it, 0 to 1.
    pub confidence: f32,
    /// True when the ID would pass without a person's eye.
    pub sure: bool,
}

const ID_LABELS: [&str; 11] = [
    "Số định danh cá nhân/CMND",
    "Số định danh cá nhân",
    "Số giấy tờ pháp lý của cá nhân",
    "Mã số hộ kinh doanh",
    "Số định danh",
    "Căn cước công dân số",
    "Số căn cước công dân",
    "Số căn cước",
    "Số CCCD",
    "CCCD số",
    "Căn cước số",
];
const NAME_LABELS: [&str; 11] = [
    "Họ, chữ đệm, tên",
    "Họ, chữ đệm và tên",
    "Họ và tên",
    "Họ tên",
    "Tên tôi là",
    "Họ và tên chủ hộ kinh doanh",
    "Chủ sở hữu",
    "Cấp cho",
    "Cho ông",
    "Cho bà",
    "Cho",
];
/// Before a name in capitals at the beginning of a line: "Ông: PHẠM QUỐC ĐẠT".
const TITLES: [&str; 4] = ["Ông", "Bà", "Hộ ông", "Hộ bà"];
const FIRM_ID_LABELS: [&str; 2] = ["Mã số doanh nghiệp", "Mã số thuế"];
const FIRM_NAME_LABELS: [&str; 3] = ["Tên công ty viết bằng tiếng Việt", "Tên công ty", "Tên doanh nghiệp"];
/// Kinds that name two holders alike.
const OF_TWO: [&str; 2] = ["GIẤY CHỨNG NHẬN KẾT HÔN", "TRÍCH LỤC KẾT HÔN"];
/// First words of the labels that follow a name on its line: "Giới tính", "Sinh ngày", "Dân tộc", "Quốc tịch", "Số".
const NEXT_LABELS: [&str; 6] = ["Giới", "Sinh", "Dân", "Quốc", "Số", "Ngày"];
/// Words read worse than this leave the ID to a person.
const SURE_MIN: f32 = 0.93;

/// Finds the first holder that a page labels; `None` when it labels none. A form on which none was found surely is read once
/// more without its dotted lines.
///
/// # Errors
///
/// Those of `parts`.
pub fn read_holder(page: &PageText, parts: &mut dyn PartReader) -> Result<Option<HolderReading>, ReaderError> {
    let title = title_in(page);
    let of_two = title.as_ref().is_some_and(|title| OF_TWO.contains(&title.kind));
    let unsure_of_two = |read: HolderReading| HolderReading { sure: read.sure && !of_two, ..read };
    let read = holder_in(page, &rows_of(page)).map(unsure_of_two);
    let form = title.filter(|title| title.of_citizen && !page.from_text_layer);
    let Some(title) = form.filter(|_| read.as_ref().is_none_or(|read| !read.sure)) else { return Ok(read) };
    let body = Area { left: 0, top: title.row.bottom(), right: page.width_px, bottom: page.height_px * 85 / 100 };
    let again = rows_in(&parts.read_form(body.rect())?, body);
    Ok(better_of(read, holder_in(page, &again).map(unsure_of_two)))
}

fn rows_of(page: &PageText) -> Vec<Row> {
    page.lines.iter().map(|line| Row { words: line.words.clone() }).collect()
}

/// The reading that says more; what both have is as sure as either.
fn better_of(one: Option<HolderReading>, other: Option<HolderReading>) -> Option<HolderReading> {
    let (Some(one), Some(other)) = (&one, &other) else { return one.or(other) };
    let contradicted = one.id.is_some() && other.id.is_some() && one.id != other.id;
    let rank = |read: &HolderReading| (read.id.is_some(), read.sure, read.name.is_some());
    let (best, rest) = if rank(other) > rank(one) { (other, one) } else { (one, other) };
    let name = best.name.clone().or_else(|| rest.name.clone());
    Some(HolderReading { name, sure: best.sure && !contradicted, ..best.clone() })
}

/// A firm by its number, else the first person.
fn holder_in(page: &PageText, rows: &[Row]) -> Option<HolderReading> {
    let firm = rows.iter().find_map(labelled_firm);
    if let Some((id, words)) = firm {
        let name = rows.iter().find_map(|row| after_label(row, &FIRM_NAME_LABELS)).and_then(firm_name);
        let confidence = words.iter().map(|word| word.confidence).fold(1.0, f32::min);
        // Its last digit checks the others, so it needs no second reading.
        let sure = confidence >= 0.6;
        let rect = hull(words.iter().map(|word| word.rect)).unwrap_or_default();
        return Some(HolderReading { id: Some(id), name, page: page.page, rect, confidence, sure });
    }
    person_in(page, rows)
}

/// The firm's number and its words, when its check digit fits.
fn labelled_firm(row: &Row) -> Option<(HolderId, Vec<Word>)> {
    let after = after_label(row, &FIRM_ID_LABELS)?;
    after.iter().find_map(|word| {
        let text = word.text.trim_matches(|letter: char| !letter.is_ascii_digit());
        let id: HolderId = text.parse().ok()?;
        matches!(text.len(), 10 | 14).then(|| (id, vec![word.clone()]))
    })
}

/// A firm's name as it stands, in capitals.
fn firm_name(words: &[Word]) -> Option<String> {
    let words: Vec<&str> =
        words.iter().map(|word| word.text.trim_start_matches(':')).filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    (crate::text::capitals(&name) > 0.8 && words.len() >= 3).then_some(name)
}

/// The first person whose name or ID is labelled.
fn person_in(page: &PageText, rows: &[Row]) -> Option<HolderReading> {
    let names: Vec<(usize, (String, Vec<Word>))> = rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| Some((at, labelled_name(row).or_else(|| titled_name(row))?)))
        .collect();
    // What stands below the second name is that one's.
    let end = names.get(1).map_or(rows.len(), |(at, _)| *at);
    let ids: Vec<(HolderId, Vec<Word>)> = rows[..end].iter().filter_map(labelled_id).collect();
    let name = names.into_iter().next().map(|(_, name)| name);
    let id = ids.first();
    if id.is_none() && name.is_none() {
        return None;
    }
    let words = || id.iter().flat_map(|(_, words)| words).chain(name.iter().flat_map(|(_, words)| words));
    let confidence = words().map(|word| word.confidence).fold(1.0, f32::min);
    let id_confidence = id.map_or(0.0, |(_, words)| words.iter().map(|word| word.confidence).fold(1.0, f32::min));
    let alone = ids.iter().all(|(other, _)| Some(other) == id.map(|(id, _)| id));
    Some(HolderReading {
        rect: hull(words().map(|word| word.rect)).unwrap_or_default(),
        sure: id.is_some() && alone && (page.from_text_layer || id_confidence >= SURE_MIN),
        id: id.map(|(id, _)| id.clone()),
        name: name.map(|(name, _)| name),
        page: page.page,
        confidence,
    })
}

/// The words after a label in a row, if it stands there.
fn after_label<'a>(row: &'a Row, labels: &[&str]) -> Option<&'a [Word]> {
    labels.iter().find_map(|label| {
        let length = label.split(' ').count();
        let wanted = Letters::of(label);
        (0..row.words.len().saturating_sub(length)).find_map(|from| {
            let text: Vec<&str> = row.words[from..from + length].iter().map(|word| word.text.as_str()).collect();
            (distance(&Letters::of(&text.join(" ")), &wanted) <= 0.12).then_some(&row.words[from + length..])
        })
    })
}

/// "Ông: PHẠM QUỐC ĐẠT" at the beginning of a line, the name in capitals.
fn titled_name(row: &Row) -> Option<(String, Vec<Word>)> {
    let at = TITLES.iter().find_map(|title| {
        let length = title.split(' ').count();
        let head: Vec<&str> = row.words.get(..length)?.iter().map(|word| word.text.as_str()).collect();
        (head.join(" ").trim_end_matches(':').eq_ignore_ascii_case(title)
            || distance(&Letters::of(&head.join(" ")), &Letters::of(title)) == 0.0)
            .then_some(length)
    })?;
    let (name, words) = name_of(&row.words[at..])?;
    words.iter().all(|word| crate::text::capitals(&word.text) > 0.9).then_some((name, words))
}

/// Twelve digits beside the label; forms print them in boxes, so they may stand apart.
fn labelled_id(row: &Row) -> Option<(HolderId, Vec<Word>)> {
    let mut digits = String::new();
    let mut words = Vec::new();
    for word in after_label(row, &ID_LABELS)? {
        let text = word.text.trim_matches(|letter: char| !letter.is_alphanumeric());
        if text.is_empty() || digits.is_empty() && !text.starts_with(|letter: char| letter.is_ascii_digit()) {
            continue;
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) || digits.len() >= 12 {
            break;
        }
        digits.push_str(text);
        words.push(word.clone());
    }
    if digits.len() != 12 {
        return None;
    }
    Some((digits.parse().ok()?, words))
}

/// A name of two to six words beside the label, all in capitals or each with one.
fn labelled_name(row: &Row) -> Option<(String, Vec<Word>)> {
    let after = after_label(row, &NAME_LABELS)?;
    // The rest of the label ("của người yêu cầu:") ends with a colon.
    let label = after.iter().take_while(|word| !word.text.starts_with(char::is_uppercase));
    let start = label.map(|word| word.text.ends_with(':')).position(|ends| ends).map_or(0, |at| at + 1);
    name_of(&after[start..])
}

/// The name with which words begin.
fn name_of(words: &[Word]) -> Option<(String, Vec<Word>)> {
    let letters = |word: &Word| word.text.trim_matches(|letter: char| !letter.is_alphabetic()).to_owned();
    let words: Vec<Word> = words
        .iter()
        .skip_while(|word| letters(word).is_empty())
        .take_while(|word| {
            let text = letters(word);
            text.starts_with(char::is_uppercase)
                && is_syllable(&text)
                && !word.text.starts_with('(')
                && !NEXT_LABELS.contains(&text.as_str())
        })
        .cloned()
        .collect();
    let name: Vec<String> = words.iter().map(|word| title_case(&letters(word))).collect();
    (2..=6).contains(&name.len()).then(|| (name.join(" "), words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Line;

    fn page(lines: &[&str]) -> PageText {
        let line = |(line, text): (usize, &&str)| {
            let word = |(at, text): (usize, &str)| Word {
                text: text.to_owned(),
                rect: [200 + 120 * at as u32, 300 + 70 * line as u32, 100, 40],
                confidence: 0.96,
            };
            let words: Vec<Word> = text.split(' ').enumerate().map(word).collect();
            Line {
                rect: hull(words.iter().map(|word| word.rect)).unwrap(),
                words,
                baseline: None,
                starts_paragraph: false,
            }
        };
        let lines = lines.iter().enumerate().map(line).collect();
        PageText { page: 1, width_px: 2480, height_px: 3508, dpi: 300.0, from_text_layer: false, lines }
    }

    #[test]
    fn labelled_ids_and_names_are_read() {
        for (lines, id, name, sure) in [
            (
                &["Họ, chữ đệm, tên: NGUYỄN VĂN AN", "Số định danh cá nhân: 051090001234"][..],
                Some("051090001234"),
                Some("Nguyễn Văn An"),
                true,
            ),
            (&["Họ và tên: Lê Thị Bình Giới tính: Nữ"], None, Some("Lê Thị Bình"), false),
            (&["Số định danh cá nhân: 0 5 1 0 9 0 0 0 1 2 3 4"], Some("051090001234"), None, true),
            (
                &["Số CCCD: 051090001234 cấp ngày 01/02/2021", "Số CCCD: 051190004321"],
                Some("051090001234"),
                None,
                false,
            ),
            (&["Số CCCD: 05109000123"], None, None, false),
            (
                // The father's ID is not the child's.
                &[
                    "Họ, chữ đệm, tên: LÊ VĂN BA",
                    "Họ, chữ đệm, tên người cha: LÊ VĂN TƯ",
                    "Số định danh cá nhân: 051090001234",
                ][..],
                None,
                Some("Lê Văn Ba"),
                false,
            ),
            (
                &["Ông: PHẠM QUỐC ĐẠT", "Năm sinh: 1985, CCCD số: 048085002468"],
                Some("048085002468"),
                Some("Phạm Quốc Đạt"),
                true,
            ),
            (
                &[
                    "Mã số doanh nghiệp: 0100109106",
                    "1. Tên công ty: CÔNG TY TNHH BÌNH HÒA",
                    "Số định danh cá nhân: 051090001234",
                ],
                Some("0100109106"),
                Some("CÔNG TY TNHH BÌNH HÒA"),
                true,
            ),
        ] {
            let reading = read_holder(&page(lines), &mut crate::NoParts).unwrap();
            let found = reading.as_ref();
            assert_eq!(found.and_then(|read| read.id.as_ref()).map(HolderId::as_str), id, "{lines:?}");
            assert_eq!(found.and_then(|read| read.name.as_deref()), name, "{lines:?}");
            assert_eq!(found.is_some_and(|read| read.sure), sure, "{lines:?}");
        }
        assert_eq!(holder_in(&page(&[]), &rows_of(&page(&["Số điện thoại: 0912345678", "051090001234"]))), None);
    }
}
