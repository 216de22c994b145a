//! The holder of a citizen's paper, where the paper labels him: "Số định danh cá nhân", "Họ và tên".
//!
//! Only what stands beside its label is taken. Organisations and unlabelled numbers are not looked for.

use model::{HolderId, PageRect, PageText, Word};

use crate::{
    rows::{Row, hull},
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

const ID_LABELS: [&str; 8] = [
    "Số định danh cá nhân",
    "Số định danh",
    "Căn cước công dân số",
    "Số căn cước công dân",
    "Số căn cước",
    "Số CCCD",
    "CCCD số",
    "Căn cước số",
];
const NAME_LABELS: [&str; 5] = ["Họ, chữ đệm, tên", "Họ, chữ đệm và tên", "Họ và tên", "Họ tên", "Tên tôi là"];
/// First words of the labels that follow a name on its line: "Giới tính", "Sinh ngày", "Dân tộc", "Quốc tịch", "Số".
const NEXT_LABELS: [&str; 6] = ["Giới", "Sinh", "Dân", "Quốc", "Số", "Ngày"];
/// Words read worse than this leave the ID to a person.
const SURE_MIN: f32 = 0.93;

/// Finds the first holder that a page labels; `None` when it labels none.
pub fn read_holder(page: &PageText) -> Option<HolderReading> {
    let rows: Vec<Row> = page.lines.iter().map(|line| Row { words: line.words.clone() }).collect();
    let ids: Vec<(HolderId, Vec<Word>)> = rows.iter().filter_map(labelled_id).collect();
    let name = rows.iter().find_map(labelled_name);
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
    let letters = |word: &Word| word.text.trim_matches(|letter: char| !letter.is_alphabetic()).to_owned();
    // The rest of the label ("của người yêu cầu:") ends with a colon.
    let label = after.iter().take_while(|word| !word.text.starts_with(char::is_uppercase));
    let start = label.map(|word| word.text.ends_with(':')).position(|ends| ends).map_or(0, |at| at + 1);
    let words: Vec<Word> = after[start..]
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
        ] {
            let reading = read_holder(&page(lines));
            let found = reading.as_ref();
            assert_eq!(found.and_then(|read| read.id.as_ref()).map(HolderId::as_str), id, "{lines:?}");
            assert_eq!(found.and_then(|read| read.name.as_deref()), name, "{lines:?}");
            assert_eq!(found.is_some_and(|read| read.sure), sure, "{lines:?}");
        }
        assert_eq!(read_holder(&page(&["Số điện thoại: 0912345678", "051090001234"])), None);
    }
}
