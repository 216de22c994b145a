//! The holder of a citizen's paper, where the paper labels him: "Số định danh cá nhân", "Họ và tên", "Mã số doanh nghiệp".
//!
//! Only what stands beside its label, or under it, is taken; a number that no label claims is not looked for. Of a form that
//! names several people the first is the holder; of two spouses neither is surely. A household business is its owner's, who
//! answers for it with all that is his (Decree 168/2025/NĐ-CP, as before it Decree 01/2021/NĐ-CP): his personal ID is the
//! holder's, also where it is the household's code (since July 2025); a code of another form is no more than the paper's number.

use std::sync::LazyLock;

use jiff::civil::Date;
use model::{HolderId, HolderReading, PageRect, PageText, Place, Word, vietnamese::fold_to_ascii};

use crate::{
    PartReader, ReaderError,
    header::title_in,
    identity_card,
    labels::Labels,
    lists::lists,
    rows::{Area, Row, hull, rows_in},
    text::{capitals, is_syllable, title_case},
};

static ID_LABELS: LazyLock<Labels> = LazyLock::new(|| {
    Labels::of(&[
        "Số định danh cá nhân / Personal identification number",
        "Số định danh cá nhân/CMND",
        "Số định danh cá nhân",
        "Số giấy tờ pháp lý của cá nhân",
        "Mã số hộ kinh doanh",
        "Số định danh",
        "Căn cước công dân số",
        "Số căn cước công dân",
        "Số thẻ căn cước",
        "Số căn cước",
        "Số CCCD",
        "CCCD số",
        "Căn cước số",
    ])
});
static NAME_LABELS: LazyLock<Labels> = LazyLock::new(|| {
    Labels::capitalised(&[
        "Họ, chữ đệm và tên khai sinh / Full name",
        "Họ và tên / Full name",
        "Họ và tên chủ hộ kinh doanh",
        "Họ, chữ đệm, tên",
        "Họ, chữ đệm và tên",
        "Họ và tên",
        "Họ tên",
        "Tên tôi là",
        "Chủ sở hữu",
        "Cấp cho",
        "Cho ông",
        "Cho bà",
        "Cho",
    ])
});
static BIRTH_LABELS: LazyLock<Labels> = LazyLock::new(|| {
    Labels::capitalised(&[
        "Ngày, tháng, năm sinh / Date of birth",
        "Ngày sinh / Date of birth",
        "Ngày, tháng, năm sinh",
        "Ngày sinh",
        "Sinh ngày",
    ])
});
static FIRM_CODE_LABELS: LazyLock<Labels> =
    LazyLock::new(|| Labels::of(&["Mã số doanh nghiệp", "Mã số hợp tác xã", "Mã số chi nhánh"]));
/// People and household businesses have a tax code of the same form.
static TAX_CODE_LABELS: LazyLock<Labels> = LazyLock::new(|| Labels::of(&["Mã số thuế"]));
static FIRM_NAME_LABELS: LazyLock<Labels> = LazyLock::new(|| {
    Labels::capitalised(&[
        "Tên công ty viết bằng tiếng Việt",
        "Tên công ty",
        "Tên doanh nghiệp",
        "Tên hợp tác xã",
        "Tên chi nhánh",
    ])
});
/// Before a name in capitals at the beginning of a line: "Ông: PHẠM QUỐC ĐẠT".
const TITLES: [&str; 4] = ["Ông", "Bà", "Hộ ông", "Hộ bà"];
/// Kinds that name two holders alike.
const OF_TWO: [&str; 2] = ["GIẤY CHỨNG NHẬN KẾT HÔN", "TRÍCH LỤC KẾT HÔN"];
/// First words of the labels that follow a name on its line: "Giới tính", "Sinh ngày", "Dân tộc", "Quốc tịch", "Số".
const NEXT_LABELS: [&str; 7] = ["Giới", "Sinh", "Dân", "Quốc", "Số", "Ngày", "Nơi"];
/// Words read worse than this leave the ID to a person,
const SURE_MIN: f32 = 0.93;
/// or than this where something else bears it out: a check digit, or the same ID printed at another place.
const SURE_BORNE_OUT_MIN: f32 = 0.6;
/// Days of birth read worse than this are not told.
const BIRTH_MIN: f32 = 0.5;

/// Finds the first holder that a page labels; `None` when it labels none. A form on which none was found surely is read once
/// more without its dotted lines.
///
/// A name alone counts on citizens' papers only: others are full of names.
///
/// # Errors
///
/// Those of `parts`.
pub fn read_holder(page: &PageText, parts: &mut dyn PartReader) -> Result<Option<HolderReading>, ReaderError> {
    let title = title_in(page);
    let of_citizen = title.as_ref().is_some_and(|title| title.of_citizen);
    let of_two = title.as_ref().is_some_and(|title| OF_TWO.contains(&title.kind));
    let of_this_kind = |read: HolderReading| HolderReading { sure: read.sure && !of_two, ..read };
    let read = holder_in(page, &rows_of(page)).map(of_this_kind);
    if let Some(card) = identity_card::printed_on(page) {
        // What is sure of a card, its own check says.
        let sure = card.sure;
        return Ok(better_of(Some(card), read).map(|read| HolderReading { sure: sure && read.sure, ..read }));
    }
    let read = read.filter(|read| read.id.is_some() || of_citizen);
    let form = title.filter(|title| title.of_citizen && !page.from_text_layer);
    let Some(title) = form.filter(|_| read.as_ref().is_none_or(|read| !read.sure)) else { return Ok(read) };
    let body = Area { left: 0, top: title.row.bottom(), right: page.width_px, bottom: page.height_px * 85 / 100 };
    let again = rows_in(&parts.read_form(body.rect())?, body);
    Ok(better_of(read, holder_in(page, &again).map(of_this_kind)))
}

fn rows_of(page: &PageText) -> Vec<Row> {
    page.lines.iter().map(|line| Row { words: line.words.clone() }).collect()
}

/// The reading that says more, with what only the other has; what both have is as sure as either.
fn better_of(one: Option<HolderReading>, other: Option<HolderReading>) -> Option<HolderReading> {
    let (Some(one), Some(other)) = (&one, &other) else { return one.or(other) };
    let contradicted = one.id.is_some() && other.id.is_some() && one.id != other.id;
    let rank = |read: &HolderReading| (read.id.is_some(), read.sure, read.name.is_some());
    let (best, rest) = if rank(other) > rank(one) { (other, one) } else { (one, other) };
    let name = best.name.clone().or_else(|| rest.name.clone());
    let born_on = match (best.born_on, rest.born_on) {
        // Two readings of one day that differ tell none.
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    };
    Some(HolderReading { name, born_on, sure: best.sure && !contradicted, ..best.clone() })
}

/// A firm by its number, else the first person.
fn holder_in(page: &PageText, rows: &[Row]) -> Option<HolderReading> {
    firm_in(rows).or_else(|| person_in(page, rows))
}

fn firm_in(rows: &[Row]) -> Option<HolderReading> {
    let name = (0..rows.len()).find_map(|at| firm_name(&FIRM_NAME_LABELS.value_at(rows, at)?));
    let firm = || rows.iter().find_map(|row| firm_id(row, &FIRM_CODE_LABELS));
    let taxed = || rows.iter().find_map(|row| firm_id(row, &TAX_CODE_LABELS));
    let (id, confidence) = firm().or_else(|| name.as_ref().and_then(|_| taxed()))?;
    // Its last digit checks the others, so it needs no second reading.
    Some(HolderReading { id: Some(id), name, sure: confidence >= SURE_BORNE_OUT_MIN, ..HolderReading::default() })
}

/// The firm's number, when its check digit fits, and how well it was read.
fn firm_id(row: &Row, labels: &Labels) -> Option<(HolderId, f32)> {
    labels.on(row)?.after.iter().find_map(|word| {
        let text = word.text.trim_matches(|letter: char| !letter.is_ascii_digit());
        matches!(text.len(), 10 | 14).then(|| text.parse().ok()).flatten().map(|id| (id, word.confidence))
    })
}

/// A firm's name as it stands, in capitals.
fn firm_name(words: &[Word]) -> Option<String> {
    let words: Vec<&str> =
        words.iter().map(|word| word.text.trim_start_matches(':')).filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    (capitals(&name) > 0.8 && words.len() >= 3).then_some(name)
}

/// The first person whose name or ID is labelled.
fn person_in(page: &PageText, rows: &[Row]) -> Option<HolderReading> {
    let named = |at: usize| Some((at, labelled_name(rows, at).or_else(|| titled_name(&rows[at]))?));
    let mut names = (0..rows.len()).filter_map(named);
    let first = names.next();
    // What stands below the second name is that one's.
    let end = names.next().map_or(rows.len(), |(at, _)| at);
    let ids: Vec<(HolderId, f32)> = (0..end).filter_map(|at| labelled_id(rows, at)).collect();
    let from = first.as_ref().map_or(0, |(at, _)| *at);
    let born_on = (from..end).find_map(|at| labelled_birth(rows, at));
    let (id, name) = (ids.first().map(|(id, _)| id.clone()), first.map(|(_, name)| name));
    if id.is_none() && name.is_none() {
        return None;
    }
    let agree = ids.iter().all(|(other, _)| Some(other) == id.as_ref());
    let best = ids.iter().map(|(_, confidence)| *confidence).fold(0.0, f32::max);
    let well_read = best >= if ids.len() > 1 { SURE_BORNE_OUT_MIN } else { SURE_MIN };
    let sure = id.is_some() && agree && (page.from_text_layer || well_read) && fits_birth(id.as_ref(), born_on);
    Some(HolderReading { id, name, born_on, sure, ..HolderReading::default() })
}

/// Notes where on a page the ID and the name of a holder are printed, unless that is known from a page before. Marks are left
/// aside in the name; digits may stand apart, in boxes.
pub fn mark_holder(page: &PageText, holder: &mut HolderReading) {
    let letters = |text: &str| -> String {
        fold_to_ascii(text)
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect()
    };
    let place = |wanted: &str| {
        let rect = page.lines.iter().find_map(|line| printed_in(&line.words, &letters(wanted), letters))?;
        Some(Place { page: page.page, rect })
    };
    holder.id_at = holder.id_at.or_else(|| place(holder.id.as_ref()?.as_str()));
    holder.name_at = holder.name_at.or_else(|| place(holder.name.as_ref()?));
}

/// Around the words of a line that together are `wanted`.
fn printed_in(words: &[Word], wanted: &str, letters: impl Fn(&str) -> String) -> Option<PageRect> {
    let is_printed = |at: &usize| !letters(&words[*at].text).is_empty();
    (0..words.len()).filter(is_printed).find_map(|first| {
        let mut left = wanted;
        for (at, word) in words.iter().enumerate().skip(first) {
            left = left.strip_prefix(letters(&word.text).as_str())?;
            if left.is_empty() {
                return hull(words[first..=at].iter().map(|word| word.rect));
            }
        }
        None
    })
}

/// False when the ID tells another year of birth than the paper.
pub(crate) fn fits_birth(id: Option<&HolderId>, born_on: Option<Date>) -> bool {
    let years = id.and_then(HolderId::birth_year).zip(born_on.map(Date::year));
    years.is_none_or(|(told, printed)| told == printed)
}

/// "Ông: PHẠM QUỐC ĐẠT" at the beginning of a line, the name in capitals.
fn titled_name(row: &Row) -> Option<String> {
    let at = TITLES.iter().find_map(|title| {
        let length = title.split(' ').count();
        let head: Vec<&str> = row.words.get(..length)?.iter().map(|word| word.text.as_str()).collect();
        (model::vietnamese::level(head.join(" ").trim_end_matches(':')) == model::vietnamese::level(title))
            .then_some(length)
    })?;
    let (name, words) = name_of(&row.words[at..])?;
    words.iter().all(|word| capitals(&word.text) > 0.9).then_some(name)
}

/// Twelve digits beside the label and how well they were read; forms print them in boxes, so they may stand apart.
fn labelled_id(rows: &[Row], at: usize) -> Option<(HolderId, f32)> {
    let mut digits = String::new();
    let mut confidence = 1.0_f32;
    for word in ID_LABELS.value_at(rows, at)? {
        let text = word.text.trim_matches(|letter: char| !letter.is_alphanumeric());
        if text.is_empty() || digits.is_empty() && !text.starts_with(|letter: char| letter.is_ascii_digit()) {
            continue;
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) || digits.len() >= 12 {
            break;
        }
        digits.push_str(text);
        confidence = confidence.min(word.confidence);
    }
    (digits.len() == 12).then(|| digits.parse().ok()).flatten().map(|id| (id, confidence))
}

/// A name of two to six words beside the label, all in capitals or each with one.
fn labelled_name(rows: &[Row], at: usize) -> Option<String> {
    let after = NAME_LABELS.value_at(rows, at)?;
    // The rest of the label ("của người yêu cầu:") is in small letters and ends with a colon.
    let rest = after.iter().take_while(|word| !word.text.starts_with(char::is_uppercase)).count();
    let colon = after[..rest].iter().position(|word| word.text.ends_with(':'));
    name_of(&after[colon.map_or(0, |at| at + 1)..]).map(|(name, _)| name)
}

/// The name with which words begin.
fn name_of(words: &[Word]) -> Option<(String, Vec<&Word>)> {
    let letters = |word: &Word| word.text.trim_matches(|letter: char| !letter.is_alphabetic()).to_owned();
    let words: Vec<&Word> = words
        .iter()
        .skip_while(|word| letters(word).is_empty())
        .take_while(|word| {
            let text = letters(word);
            text.starts_with(char::is_uppercase)
                && is_syllable(&text)
                && !word.text.starts_with('(')
                && !NEXT_LABELS.contains(&text.as_str())
        })
        .collect();
    let mut name: Vec<String> = words.iter().map(|word| title_case(&letters(word))).collect();
    if let Some(surname) = name.first_mut() {
        *surname = surname_spelled(surname);
    }
    (2..=6).contains(&name.len()).then(|| (name.join(" "), words))
}

/// A family name that has lost a mark, when only one is spelled with these letters: "Nguyên" is Nguyễn, "Vu" may be Vũ or Vụ.
fn surname_spelled(surname: &str) -> String {
    if lists().is_surname(surname) {
        return surname.to_owned();
    }
    let folded = fold_to_ascii(surname).to_lowercase();
    let mut alike = lists().surnames.iter().filter(|known| fold_to_ascii(&known.name).to_lowercase() == folded);
    match (alike.next(), alike.next()) {
        (Some(known), None) => title_case(&known.name),
        _ => surname.to_owned(),
    }
}

/// The day of birth beside its label: 19/05/1992, 19-5-1992, "19 tháng 5 năm 1992".
fn labelled_birth(rows: &[Row], at: usize) -> Option<Date> {
    let words = BIRTH_LABELS.value_at(rows, at)?;
    let mut numbers: Vec<i16> = Vec::new();
    for word in words.iter().take(8) {
        let parts = word.text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty());
        numbers.extend(parts.filter_map(|part| part.parse::<i16>().ok()));
        if word.confidence < BIRTH_MIN && word.text.contains(|letter: char| letter.is_ascii_digit()) {
            return None;
        }
        if numbers.len() >= 3 {
            break;
        }
    }
    let [day, month, year, ..] = numbers.as_slice() else { return None };
    let narrow = |value: &i16| i8::try_from(*value).ok();
    let born = Date::new(*year, narrow(month)?, narrow(day)?).ok()?;
    (1880..=2100).contains(&born.year()).then_some(born)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::hull;
    use model::Line;

    /// A page with a title and lines below it; `|` before words that stand under the third word of the line above.
    fn page(title: &str, lines: &[&str]) -> PageText {
        let line = |(line, text): (usize, &str)| {
            let (text, left) = match (line, text.strip_prefix('|')) {
                (0, _) => (text, 1000),
                (_, Some(text)) => (text, 440),
                _ => (text, 200),
            };
            let word = |(at, text): (usize, &str)| Word {
                text: text.to_owned(),
                rect: [left + 120 * at as u32, 300 + 70 * line as u32, 100, 40],
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
        let lines = [title].iter().chain(lines).copied().enumerate().map(line).collect();
        PageText { page: 1, width_px: 2480, height_px: 3508, dpi: 300.0, from_text_layer: false, lines }
    }

    /// What is read: ID, name, day of birth, whether it is sure.
    type Read<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>, bool);

    fn check(title: &str, lines: &[&str], (id, name, born, sure): Read<'_>) {
        let read = read_holder(&page(title, lines), &mut crate::NoParts).unwrap().unwrap_or_default();
        assert_eq!(read.id.as_ref().map(HolderId::as_str), id, "{lines:?}");
        assert_eq!(read.name.as_deref(), name, "{lines:?}");
        assert_eq!(read.born_on.map(|day| day.to_string()).as_deref(), born, "{lines:?}");
        assert_eq!(read.sure, sure, "{lines:?}");
    }

    #[test]
    fn where_a_holder_is_printed_is_noted() {
        let lines = ["Họ, chữ đệm, tên : NGUYỄN VĂN AN", "Số định danh cá nhân: 0 5 1 0 9 0 0 0 1 2 3 4 / VN"];
        let page = page("GIẤY KHAI SINH", &lines);
        let mut read = read_holder(&page, &mut crate::NoParts).unwrap().unwrap();
        mark_holder(&page, &mut read);
        let around = |line: usize, words: std::ops::RangeInclusive<usize>| {
            let rect = hull(page.lines[line].words[words].iter().map(|word| word.rect)).unwrap();
            Some(Place { page: 1, rect })
        };
        assert_eq!((read.name_at, read.id_at), (around(1, 5..=7), around(2, 5..=16)));
        // Known from another page, or not printed here.
        let mut other = HolderReading { name: Some("Lê Thị Bình".to_owned()), id_at: read.id_at, ..read.clone() };
        other.name_at = None;
        mark_holder(&page, &mut other);
        assert_eq!((other.name_at, other.id_at), (None, read.id_at));
    }

    #[test]
    fn labelled_ids_and_names_are_read() {
        let (an, own) = (Some("Nguyễn Văn An"), Some("051090001234"));
        for (lines, wanted) in [
            (&["Họ, chữ đệm, tên: NGUYỄN VĂN AN", "Số định danh cá nhân: 051090001234"][..], (own, an, None, true)),
            // What OCR makes of labels.
            (&["Ho, chữ đêm, tên : NGUYỄN VĂN AN", "Số định đanh cá nhãn 051090001234"], (own, an, None, true)),
            (&["Họ và tên: Lê Thị Bình Giới tính: Nữ"], (None, Some("Lê Thị Bình"), None, false)),
            (&["Họ và tên: NGUYÊN VĂN AN"], (None, an, None, false)),
            (&["Số định danh cá nhân: 0 5 1 0 9 0 0 0 1 2 3 4"], (own, None, None, true)),
            (&["Số CCCD: 051090001234 cấp ngày 01/02/2021", "Số CCCD: 051190004321"], (own, None, None, false)),
            (&["Số CCCD: 05109000123"], (None, None, None, false)),
            // The father's ID is not the child's.
            (
                &[
                    "Họ, chữ đệm, tên: NGUYỄN VĂN AN",
                    "Họ, chữ đệm, tên người cha: LÊ VĂN TƯ",
                    "Số định danh cá nhân: 051090001234",
                ],
                (None, an, None, false),
            ),
            (
                &["Ông: PHẠM QUỐC ĐẠT", "Năm sinh: 1985, CCCD số: 048085002468"],
                (Some("048085002468"), Some("Phạm Quốc Đạt"), None, true),
            ),
            // Words of running text are no labels.
            (
                &["giao cho Phòng Tài chính và cho Ủy ban", "(ký, ghi rõ họ và tên) Lê Văn Ba"],
                (None, None, None, false),
            ),
        ] {
            check("GIẤY KHAI SINH", lines, wanted);
        }
        let lines = ["Số điện thoại: 0912345678", "051090001234"];
        check("GIẤY KHAI SINH", &lines, (None, None, None, false));
    }

    #[test]
    fn a_day_of_birth_bears_the_id_out_or_not() {
        let own = Some("051090001234");
        for (birth, born, sure) in [
            ("Ngày sinh: 02/03/1990", Some("1990-03-02"), true),
            ("Sinh ngày: 2-3-1990 Dân tộc: Kinh", Some("1990-03-02"), true),
            ("Ngày, tháng, năm sinh: 02 tháng 3 năm 1990", Some("1990-03-02"), true),
            ("Ngày sinh: 02/03/1960", Some("1960-03-02"), false),
            ("Ngày sinh: 32/03/1990", None, true),
            ("Ngày sinh:", None, true),
        ] {
            let lines = [birth, "Số định danh cá nhân: 051090001234"];
            check("GIẤY KHAI SINH", &lines, (own, None, born, sure));
        }
    }

    #[test]
    fn a_diploma_names_its_holder_without_an_id() {
        let named = (None, Some("Trần Văn Mẫu"), Some("1990-03-02"), false);
        for lines in [
            &["Cho: TRẦN VĂN MẪU", "Ngày sinh: 02/03/1990 Nơi sinh: tỉnh An Lạc"][..],
            // Two languages in two columns, which OCR joins.
            &["Upon: Tran Van Mau Cho: TRẦN VĂN MẪU", "Date of birth: 02 March 1990 Ngày sinh: 02/03/1990"],
            &["Cấp cho ông: Trần Văn Mẫu", "Sinh ngày: 02/03/1990"],
        ] {
            check("BẰNG TỐT NGHIỆP ĐẠI HỌC", lines, named);
        }
        // On other papers a name alone is nobody's.
        check("QUYẾT ĐỊNH", &["Họ và tên: TRẦN VĂN MẪU"], (None, None, None, false));
    }

    #[test]
    fn values_are_read_under_their_labels_and_labels_in_two_languages() {
        let lines = [
            "Số định danh cá nhân / Personal identification number:",
            "|048090004321",
            "Họ, chữ đệm và tên khai sinh / Full name:",
            "|TRẦN VĂN MẪU",
            "Ngày, tháng, năm sinh / Date of birth:",
            "|02/03/1990",
        ];
        for title in ["CĂN CƯỚC", "GIẤY KHAI SINH"] {
            check(title, &lines, (Some("048090004321"), Some("Trần Văn Mẫu"), Some("1990-03-02"), true));
        }
        // A sheet with the cards of two: whose it is, a person says.
        let other = ["Số định danh cá nhân / Personal identification number:", "|048192001234"];
        let both = [&lines[..], &other].concat();
        check("CĂN CƯỚC", &both, (Some("048090004321"), Some("Trần Văn Mẫu"), Some("1990-03-02"), false));
        let lines = ["Họ và tên/Full name: TRẦN VĂN MẪU", "Ngày sinh / Date of birth: 02/03/1990"];
        check("GIẤY KHAI SINH", &lines, (None, Some("Trần Văn Mẫu"), Some("1990-03-02"), false));
    }

    #[test]
    fn a_firm_holds_its_paper_and_an_owner_that_of_a_household_business() {
        let firm = (Some("0100109106"), Some("CÔNG TY TNHH BÌNH HÒA"), None, true);
        let owner = "Số định danh cá nhân: 051090001234";
        for (title, lines, wanted) in [
            (
                "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP",
                &["Mã số doanh nghiệp: 0100109106", "1. Tên công ty: CÔNG TY TNHH BÌNH HÒA", owner][..],
                firm,
            ),
            ("TỜ KHAI", &["Tên công ty: CÔNG TY TNHH BÌNH HÒA", "Mã số thuế: 0100109106", owner], firm),
            (
                "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",
                &["Mã số hộ kinh doanh: 051090001234", "Họ và tên: NGUYỄN VĂN AN", owner],
                (Some("051090001234"), Some("Nguyễn Văn An"), None, true),
            ),
            // The household's tax code, and a code of before 2021, are not the owner.
            (
                "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",
                &["Mã số hộ kinh doanh: 0100109106", "Mã số thuế: 0100109106", "Họ và tên: NGUYỄN VĂN AN", owner],
                (Some("051090001234"), Some("Nguyễn Văn An"), None, true),
            ),
            (
                "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",
                &["Mã số hộ kinh doanh: 41A8012345", "Họ và tên chủ hộ kinh doanh: NGUYỄN VĂN AN"],
                (None, Some("Nguyễn Văn An"), None, false),
            ),
            // A code that is another's ID leaves both to a person.
            (
                "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",
                &["Mã số hộ kinh doanh: 051090009999", "Họ và tên: NGUYỄN VĂN AN", owner],
                (Some("051090009999"), Some("Nguyễn Văn An"), None, false),
            ),
        ] {
            check(title, lines, wanted);
        }
    }
}
