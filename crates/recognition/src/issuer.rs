//! The issuing body's full name from the lines above the number: `ỦY BAN NHÂN DÂN` / `TỈNH QUẢNG NGÃI`.
//!
//! Decree 30/2020/NĐ-CP, Appendix I part II item 2: the body above stands in the upper lines, the one that issues in the lower.

use crate::{
    lists::{Known, lists},
    spelling::Spellings,
    text::{Letters, capitalised, distance, distance_of, is_readable, nearest, title_case},
};

/// A body's name as it is written in running text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BodyName {
    pub(crate) name: String,
    /// How far what was read is from known names, 0 to 1; 0.3 when it is in no list.
    pub(crate) distance: f32,
    /// The place in it, without its level: "Quảng Ngãi".
    pub(crate) place: Option<String>,
    /// True for a committee or council that is nothing without its place.
    pub(crate) wants_place: bool,
    /// How many words at its beginning a list has.
    known_words: usize,
}

impl BodyName {
    /// Spells what no list has as the rest of the page does.
    pub(crate) fn respell(&mut self, spellings: &Spellings) {
        let spelled = spellings.best(&self.name);
        let words: Vec<&str> = self.name.split(' ').collect();
        let is_province = |place: &&String| lists().provinces.iter().any(|known| known.name == **place);
        let place_words = self.place.as_ref().filter(is_province).map_or(0, |place| place.split(' ').count());
        let loose = self.known_words..words.len().saturating_sub(place_words);
        let respelled = words.iter().zip(spelled.split(' ')).enumerate().map(|(at, (own, other))| {
            // A word of the lists gives way only to another of them.
            let likelier = !lists().has_word(own) || lists().has_word(other);
            if loose.contains(&at) && likelier { other } else { own }
        });
        let name = respelled.collect::<Vec<_>>().join(" ");
        if let Some(place) = self.place.as_mut().filter(|_| place_words == 0) {
            *place = spellings.best(place);
        }
        self.name = name;
    }
}

/// Levels of administrative units, as they stand before a place's name (Constitution, article 110; law 72/2025/QH15).
const LEVELS: [&str; 11] =
    ["tỉnh", "thành phố", "tp", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu", "khu vực"];

/// Bodies that exist once at each level, so that their name is whole only with a place.
const PLACED: [&str; 4] = ["Ủy ban nhân dân", "UBND", "Hội đồng nhân dân", "HĐND"];

/// Bodies whose names end in a name of their own.
const PROPER: [&str; 5] = ["Bệnh viện", "Trường", "Trung tâm Y tế", "Đảng ủy", "Huyện ủy"];

/// Each word with a capital, but levels of units as they are.
fn capitals_of(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let level = |at: usize| {
        (at..=at + 1).any(|end| LEVELS.contains(&words.get(at..=end).unwrap_or_default().join(" ").as_str()))
            || at > 0 && LEVELS.contains(&format!("{} {}", words[at - 1], words[at]).as_str())
    };
    let written =
        words.iter().enumerate().map(|(at, word)| if level(at) { (*word).to_owned() } else { capitalised(word) });
    written.collect::<Vec<_>>().join(" ")
}

/// The body that issues: the last of those that the lines name.
pub(crate) fn name_issuer(lines: &[String]) -> Option<BodyName> {
    bodies_of(lines).last().map(|text| name_jointly(text))
}

/// Names a body, or those that issue jointly: "SỞ NỘI VỤ - SỞ TÀI CHÍNH".
fn name_jointly(text: &str) -> BodyName {
    let strong = |part: &str| {
        let words = words_of(part);
        lists().heads.iter().any(|head| head.strong && starts_with(&words, &head.known))
    };
    let parts: Vec<&str> = text.split(" - ").collect();
    if parts.len() < 2 || !parts.iter().all(|part| strong(part)) {
        return name_body(text);
    }
    let bodies: Vec<BodyName> = parts.into_iter().map(name_body).collect();
    let names: Vec<&str> = bodies.iter().map(|body| body.name.as_str()).collect();
    BodyName {
        name: names.join(" - "),
        distance: bodies.iter().map(|body| body.distance).fold(0.0, f32::max),
        place: None,
        wants_place: false,
        known_words: usize::MAX,
    }
}

/// The names of the bodies in a header's lines, each on one line, from the superior down.
fn bodies_of(lines: &[String]) -> Vec<String> {
    let mut bodies: Vec<String> = Vec::new();
    for line in lines {
        let joins = match bodies.last() {
            None => false,
            Some(before) => !begins_body(line, before),
        };
        match bodies.last_mut() {
            Some(before) if joins => {
                before.push(' ');
                before.push_str(line);
            }
            _ => bodies.push(line.clone()),
        }
    }
    bodies
}

fn begins_body(line: &str, before: &str) -> bool {
    let words: Vec<&str> = words_of(line);
    let unfinished = before.trim_end().ends_with(['-', ',', '–', '&'])
        || words_of(before).last().is_some_and(|last| distance_of(last, "và") < 0.2);
    if unfinished || level_at(&words, 0).is_some_and(|(_, used)| words.len() > used) && !is_party_or_union(&words) {
        return false;
    }
    let head = lists().heads.iter().filter(|head| starts_with(&words, &head.known)).max_by_key(|head| head.known.words);
    match head {
        None => false,
        Some(head) if head.strong => true,
        Some(_) => name_body(before).distance <= 0.15,
    }
}

/// "TỈNH ỦY", "THÀNH ỦY", "TỈNH ĐOÀN", "XÃ ĐOÀN": a body of its own, not a place.
fn is_party_or_union(words: &[&str]) -> bool {
    words.get(1).is_some_and(|word| distance_of(word, "ủy") < 0.3 || distance_of(word, "đoàn") < 0.2)
}

fn words_of(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| word.chars().any(is_readable)).collect()
}

fn starts_with(words: &[&str], known: &Known) -> bool {
    words.len() >= known.words && distance(&Letters::of(&words[..known.words].join(" ")), &known.letters) <= 0.15
}

/// The level that stands at a word, and how many words it takes.
fn level_at(words: &[&str], at: usize) -> Option<(&'static str, usize)> {
    LEVELS.into_iter().find_map(|level| {
        let used = level.split(' ').count();
        let text = words.get(at..at + used)?.join(" ");
        let word = text.trim_end_matches('.');
        (distance_of(word, level) <= 0.15).then_some((if level == "tp" { "thành phố" } else { level }, used))
    })
}

/// Writes a body's name as running text would, with known names put right.
pub(crate) fn name_body(text: &str) -> BodyName {
    let words = words_of(text);
    let known = lists()
        .bodies
        .iter()
        // One word of a long name may be lost.
        .filter(|body| body.words <= words.len() || body.words == words.len() + 1 && body.words > 4)
        .map(|body| (body, distance(&Letters::of(&words[..body.words.min(words.len())].join(" ")), &body.letters)))
        .filter(|(_, away)| *away <= 0.2)
        .min_by(|one, other| {
            // A longer name that fits as well says more.
            let cost = |(body, away): &(&Known, f32)| *away - body.words as f32 * 0.03;
            cost(one).total_cmp(&cost(other))
        });
    let (head, away, used) = match known {
        Some((body, away)) => (body.name.clone(), away, body.words.min(words.len())),
        None => (String::new(), 0.3, 0),
    };
    let (rest, place, place_distance) = name_rest(&words[used..]);
    let rest = if PROPER.iter().any(|start| head.starts_with(start)) { capitals_of(&rest) } else { rest };
    let name =
        if head.is_empty() { capitalised(&rest) } else { format!("{} {rest}", spelled_out(&head)).trim().to_owned() };
    let wants_place = PLACED.contains(&head.as_str());
    let known_words = spelled_out(&head).split_whitespace().count();
    BodyName { name, distance: away.max(place_distance), place, wants_place, known_words }
}

/// "UBND" is printed short when it is the body above and written out when it is named.
fn spelled_out(head: &str) -> &str {
    match head {
        "UBND" => "Ủy ban nhân dân",
        "HĐND" => "Hội đồng nhân dân",
        other => other,
    }
}

/// What follows the head: words in small letters up to a level, then the place's name with capitals.
fn name_rest(words: &[&str]) -> (String, Option<String>, f32) {
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some((level, used)) = level_at(words, at).filter(|(_, used)| at + used < words.len()) {
            parts.push(level.to_owned());
            let from = at + used;
            // "huyện Mộc Châu tỉnh Sơn La": the next level ends the name.
            let to = (from + 1..words.len())
                .find(|to| level_at(words, *to).is_some_and(|(_, used)| to + used < words.len()));
            let (place, away) = name_place(&words[from..to.unwrap_or(words.len())], Some(level));
            parts.push(place.clone());
            let (above, _, away_above) = to.map_or_else(|| (String::new(), None, 0.0), |to| name_rest(&words[to..]));
            if !above.is_empty() {
                parts.push(above);
            }
            return (parts.join(" "), Some(place), away.max(away_above));
        }
        parts.push(small(words[at]));
        at += 1;
    }
    // A place without its level: "TỈNH ỦY QUẢNG NGÃI", "CỤC THUẾ CAO BẰNG".
    let (place, away) = name_place(words, None);
    if !words.is_empty() && away <= 0.15 && lists().provinces.iter().any(|known| known.name == place) {
        return (place.clone(), Some(place), away);
    }
    // A name of its own is in no list.
    let away = if words.is_empty() { 0.0 } else { 0.08 };
    (parts.join(" "), None, away)
}

/// Small letters, but digits and abbreviations without a vowel as they are.
fn small(word: &str) -> String {
    let short = word.chars().any(|letter| letter.is_ascii_digit()) || !crate::text::is_syllable(word);
    if short { word.to_owned() } else { word.to_lowercase() }
}

/// A place's name put right if it is a province's, with capitals otherwise; and how far it was off. Only after "tỉnh" must it be
/// a province's: "phường Hải Châu" is not Lai Châu, and one whose level is not told may be any of ten thousand communes.
pub(crate) fn name_place(words: &[&str], level: Option<&str>) -> (String, f32) {
    let most = match level {
        Some("tỉnh") => 0.25,
        None | Some("thành phố") => 0.1,
        Some(_) => 0.0,
    };
    let letters = Letters::of(&words.join(" "));
    let known = lists().provinces.iter().map(|province| (&province.letters, province));
    match nearest(&letters, known) {
        Some((province, away, second)) if away <= most && second - away > 0.04 => (province.name.clone(), away),
        _ => (words.iter().map(|word| title_case(word)).collect::<Vec<_>>().join(" "), 0.1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_body_issues_and_a_place_belongs_to_the_one_above_it() {
        for (lines, name) in [
            (&["ỦY BAN NHÂN DÂN", "TINH QUANG NGAI"][..], "Ủy ban nhân dân tỉnh Quảng Ngãi"),
            (&["UBND TỈNH QUẢNG NGÃI", "BAN CHÍ ĐẠO 138"], "Ban Chỉ đạo 138"),
            (&["UBND TỈNH CAO BẰNG", "SỞ LAO ĐỘNG -", "THƯƠNG BINH VÀ XÃ HỘI"], "Sở Lao động - Thương binh và Xã hội"),
            (&["UBND TỈNH CAO BẰNG", "SỞ TÀI NGUYÊN", "VÀ MÔI TRƯỜNG"], "Sở Tài nguyên và Môi trường"),
            (&["BỘ TÀI CHÍNH", "TỔNG CỤC THUẾ"], "Tổng cục Thuế"),
            (&["TỔNG CỤC THUẾ", "CỤC THUẾ TỈNH HẢI DƯƠNG"], "Cục Thuế tỉnh Hải Dương"),
            (&["HỘI ĐỒNG NHÂN DÂN", "THÀNH PHỐ HẢI PHÒNG"], "Hội đồng nhân dân thành phố Hải Phòng"),
            (&["UBND HUYỆN BÌNH SƠN", "PHÒNG TƯ PHÁP"], "Phòng Tư pháp"),
            (&["HUYỆN BÌNH SƠN", "ỦY BAN NHÂN DÂN", "XÃ BÌNH CHÁNH"], "Ủy ban nhân dân xã Bình Chánh"),
            (&["ỦY BAN NHÂN DÂN", "XÃ TỊNH KHÊ"], "Ủy ban nhân dân xã Tịnh Khê"),
            (&["BAN CHỈ HUY", "PHÒNG THỦ DÂN SỰ"], "Ban Chỉ huy Phòng thủ dân sự"),
            (&["TỈNH ỦY QUẢNG NGÃI", "BAN TỔ CHỨC"], "Ban Tổ chức"),
            (&["ĐẢNG BỘ TỈNH QUẢNG NGÃI", "HUYỆN ỦY BA TƠ"], "Huyện ủy Ba Tơ"),
            (&["TỈNH ỦY CAO BẰNG"], "Tỉnh ủy Cao Bằng"),
            (&["TÒA ÁN NHÂN DÂN", "HUYỆN ĐÔNG ANH"], "Tòa án nhân dân huyện Đông Anh"),
            (&["BỘ CÔNG AN", "CÔNG AN TỈNH HƯNG YÊN"], "Công an tỉnh Hưng Yên"),
            (&["BỘ GIÁO DỤC VÀ ĐÀO TẠO"], "Bộ Giáo dục và Đào tạo"),
            (&["SỞ NỘI VỤ - SỞ TÀI CHÍNH"], "Sở Nội vụ - Sở Tài chính"),
            (&["ỦY BAN NHÂN DÂN", "PHƯỜNG HẢI CHÂU"], "Ủy ban nhân dân phường Hải Châu"),
            (&["TÒA ÁN NHÂN DÂN", "HUYỆN MỘC CHÂU", "TỈNH SƠN LA"], "Tòa án nhân dân huyện Mộc Châu tỉnh Sơn La"),
            (&["TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM", "TÔNG CÔNG TY", "ĐIỆN LỰC MIỀN BẮC"], "Tổng công ty điện lực miền bắc"),
            (&["SỞ Y TẾ HÀ NỘI", "BỆNH VIỆN ĐA KHOA", "ĐỨC GIANG"], "Bệnh viện Đa khoa Đức Giang"),
        ] {
            let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            let named = name_issuer(&lines).unwrap().name;
            assert_eq!(named, name, "{lines:?}");
        }
    }
}
