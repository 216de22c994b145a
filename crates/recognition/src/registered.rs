//! The number of a certificate that has no symbol: "Số vào sổ gốc cấp văn bằng: QTKD 087/2012", "Mã số doanh nghiệp: 4801234568".
//!
//! A diploma has two. Its number is the entry in the register (số vào sổ gốc), not that of the blank (số hiệu): the entry is
//! the award's and stands on a copy from the register as well, which has a blank of its own (Circular 21/2019/TT-BGDĐT). So it is
//! with land: "số vào sổ cấp GCN" before the blank's serial. A firm's and a household business's number is its code.

use std::sync::LazyLock;

use model::{HolderId, HolderKind, PageRect, PageText, Word};

use crate::{
    PartReader, ReaderError,
    labels::Labels,
    rows::{Row, hull},
};

static REGISTER_LABELS: LazyLock<Labels> = LazyLock::new(|| {
    Labels::capitalised(&[
        "Số vào sổ gốc cấp văn bằng",
        "Số vào sổ gốc cấp bằng",
        "Số vào sổ cấp bằng",
        "Vào sổ cấp bằng số",
        "Số vào sổ cấp GCN",
        "Số vào sổ gốc",
        "Số vào sổ",
    ])
});
/// Where none of these stands.
static BLANK_LABELS: LazyLock<Labels> = LazyLock::new(|| Labels::capitalised(&["Số hiệu bằng", "Số hiệu"]));
/// What such a certificate registers is what its code is of: "Mã số hộ kinh doanh". Other papers quote such codes.
const REGISTRATION: &str = "GIẤY CHỨNG NHẬN ĐĂNG KÝ ";
/// Kinds that are entered in a register. A form that is filled in (tờ khai) has no number, but quotes those of others.
const REGISTERED: [&str; 3] = ["BẰNG ", "CHỨNG CHỈ ", "GIẤY CHỨNG NHẬN "];

/// Words further apart than so many heights of print are not of one number.
const GAP_HEIGHTS: f32 = 1.5;
/// Read so well, and twice alike, a number is sure;
const SURE_MIN: f32 = 0.93;
/// or read so well and borne out by its check digit, or by the same number elsewhere on the page.
const SURE_BORNE_OUT_MIN: f32 = 0.6;

/// A number and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RegisteredNumber {
    pub(crate) value: String,
    pub(crate) confidence: f32,
    pub(crate) sure: bool,
    pub(crate) rect: PageRect,
}

/// Finds the number of a certificate of this kind on its page.
///
/// # Errors
///
/// Those of `parts`.
pub(crate) fn read_registered(
    kind: &str,
    page: &PageText,
    parts: &mut dyn PartReader,
) -> Result<Option<RegisteredNumber>, ReaderError> {
    let rows: Vec<Row> = page.lines.iter().map(|line| Row { words: line.words.clone() }).collect();
    let Some(read) = number_in(kind, &rows) else { return Ok(None) };
    if read.sure || page.from_text_layer {
        return Ok(Some(RegisteredNumber { sure: true, ..read }));
    }
    let [left, top, width, height] = read.rect;
    let around = [left.saturating_sub(height), top.saturating_sub(height), width + 2 * height, 3 * height];
    let lines = parts.read_part(around)?;
    let again: Vec<Row> = lines.iter().map(|line| Row { words: line.words.clone() }).collect();
    let agrees = number_in(kind, &again).filter(|other| other.value == read.value && is_plain(&read.value));
    let sure = agrees.is_some_and(|other| other.confidence.min(read.confidence) >= SURE_MIN);
    Ok(Some(RegisteredNumber { sure, ..read }))
}

fn number_in(kind: &str, rows: &[Row]) -> Option<RegisteredNumber> {
    let by = |labels: &Labels| (0..rows.len()).find_map(|at| labelled(rows, at, labels));
    if let Some(what) = kind.strip_prefix(REGISTRATION) {
        return by(&Labels::capitalised(&[&format!("Mã số {what}"), &format!("Mã số đăng ký {what}")]));
    }
    let registered = REGISTERED.iter().any(|begins| kind.starts_with(begins));
    registered.then(|| by(&REGISTER_LABELS).or_else(|| by(&BLANK_LABELS))).flatten()
}

fn labelled(rows: &[Row], at: usize, labels: &Labels) -> Option<RegisteredNumber> {
    let after = labels.value_at(rows, at)?;
    let mut words: Vec<&Word> = Vec::new();
    for word in after.iter().skip_while(|word| !word.text.contains(char::is_alphanumeric)) {
        let apart = |last: &&Word| {
            let end = last.rect[0] + last.rect[2];
            word.rect[0].saturating_sub(end) as f32 > GAP_HEIGHTS * last.rect[3].max(word.rect[3]) as f32
        };
        if !word.text.chars().all(is_number_s) || words.last().is_some_and(apart) {
            break;
        }
        words.push(word);
    }
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let value = text.join(" ").trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
    let label = hull(rows[at].words.iter().map(|word| word.rect))?;
    let rect = hull(words.iter().map(|word| word.rect).chain([label]))?;
    let digits = value.chars().filter(char::is_ascii_digit).count();
    if digits < 2 || value.chars().count() > 30 {
        return None;
    }
    let confidence = words.iter().map(|word| word.confidence).fold(1.0, f32::min);
    let borne_out = has_check_digit(&value) || printed_again(rows, at, &value);
    Some(RegisteredNumber { value, confidence, sure: borne_out && confidence >= SURE_BORNE_OUT_MIN, rect })
}

/// Capitals, digits, and what joins them.
fn is_number_s(letter: char) -> bool {
    letter.is_uppercase() || letter.is_ascii_digit() || matches!(letter, '/' | '-' | '.' | ':' | ',')
}

/// A firm's code checks itself.
fn has_check_digit(value: &str) -> bool {
    value.parse::<HolderId>().is_ok_and(|id| id.kind() == HolderKind::Organisation)
}

/// True when the same long number stands on another row: a household's code that is its owner's ID.
fn printed_again(rows: &[Row], at: usize, value: &str) -> bool {
    let others = rows.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, row)| &row.words);
    value.len() >= 10 && others.into_iter().any(|word| word.text == value)
}

/// True when no letter stands beside a digit within a word, where OCR takes one for the other.
fn is_plain(value: &str) -> bool {
    let words = value.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let alike = |word: &str, of: fn(&char) -> bool| word.chars().all(|letter| of(&letter));
    words.into_iter().all(|word| alike(word, char::is_ascii_digit) || alike(word, |letter| letter.is_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoParts;

    #[test]
    fn numbers_of_certificates_without_a_symbol() {
        let firm = "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP";
        let household = "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH";
        let (diploma, land) = ("BẰNG TỐT NGHIỆP ĐẠI HỌC", "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT");
        let owner = "Số định danh cá nhân: 048085002468";
        for (kind, lines, value, sure) in [
            (firm, &["Mã số doanh nghiệp: 0100109106"][..], Some("0100109106"), true),
            (firm, &["Mã số doanh nghiệp: 0100109107"], Some("0100109107"), false),
            (household, &["Mã số hộ kinh doanh: 048085002468", owner], Some("048085002468"), true),
            (household, &["Mã số hộ kinh doanh: 048085002468"], Some("048085002468"), false),
            (household, &["Mã số đăng ký hộ kinh doanh: 41A8012345"], Some("41A8012345"), false),
            // The register's before the blank's, whichever stands first; a neighbour far off is none of it.
            (
                diploma,
                &["Số hiệu: A 00581234", "Số vào sổ gốc cấp văn bằng: 48/2019/00317       Kiều Đình Luận"],
                Some("48/2019/00317"),
                false,
            ),
            (diploma, &["Số hiệu: A 00581234"], Some("A 00581234"), false),
            (diploma, &["Số vào số góc cấp văn bằng: QTKD 087/2012."], Some("QTKD 087/2012"), false),
            (diploma, &["số vào sổ 12/2012 của Sở"], None, false),
            (diploma, &["Số hiệu:"], None, false),
            (land, &["Mã số doanh nghiệp: 0100109106", "Số vào sổ cấp GCN: CS 00457"], Some("CS 00457"), false),
            // Quoted, not its own.
            (land, &["Mã số doanh nghiệp: 0100109106"], None, false),
            ("TỜ KHAI", &["Mã số doanh nghiệp: 0100109106", "Số vào sổ cấp GCN: CS 00457"], None, false),
        ] {
            let rows: Vec<Row> = lines.iter().map(|line| row(line)).collect();
            let read = number_in(kind, &rows);
            assert_eq!(read.as_ref().map(|read| read.value.as_str()), value, "{lines:?}");
            assert_eq!(read.is_some_and(|read| read.sure), sure, "{lines:?}");
        }
    }

    #[test]
    fn one_reading_alone_is_sure_of_text_only() {
        let line = |text: &str| {
            let words = row(text).words;
            model::Line { rect: [0; 4], words, baseline: None, starts_paragraph: false }
        };
        let lines = vec![line("Số hiệu: 00581234")];
        let page = PageText { page: 1, width_px: 1000, height_px: 1000, dpi: 300.0, from_text_layer: true, lines };
        let sure = |page: &PageText| {
            read_registered("BẰNG CỬ NHÂN", page, &mut NoParts).unwrap().is_some_and(|read| read.sure)
        };
        assert!(sure(&page) && !sure(&PageText { from_text_layer: false, ..page.clone() }));
    }

    /// Each letter is 20 pixels wide; several spaces are a gap.
    fn row(text: &str) -> Row {
        let mut x = 100;
        let mut words = Vec::new();
        for part in text.split(' ') {
            let width = 20 * part.chars().count() as u32;
            if !part.is_empty() {
                words.push(Word { text: part.to_owned(), rect: [x, 100, width, 40], confidence: 0.96 });
            }
            x += width + 20;
        }
        Row { words }
    }
}
