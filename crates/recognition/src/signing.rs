//! The signature block: position and name of the signer, Decree 30/2020/NĐ-CP, Appendix I part II item 7.
//!
//! The position is matched as a whole ("KT. CHỦ TỊCH - PHÓ CHỦ TỊCH"), for a seal hides half of it as often as not.
//! Certificates are only a second opinion: they seldom name the signer.

use model::{PageRect, PageText, vietnamese::level};

use crate::{
    lists::{Sequence, lists},
    rows::{Area, Row, hull, rows_in},
    text::{Letters, capitals, distance, distance_of, is_syllable, letter_count, nearest, title_case},
};

/// Where the block is on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Block {
    pub(crate) area: Area,
    /// How many signs of it there are: "Nơi nhận", lines of a position, a name.
    pub(crate) signs: u32,
}

/// What a block says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct SigningReading {
    pub(crate) position: Option<Read>,
    pub(crate) signer: Option<Read>,
    /// [`Block::signs`].
    pub(crate) signs: u32,
    /// True when page and crop gave the same position.
    pub(crate) position_agrees: bool,
    /// True when page and crop gave the same name.
    pub(crate) signer_agrees: bool,
}

impl SigningReading {
    /// True when a third look may help: nothing read twice alike stands without a guess.
    pub(crate) fn is_doubtful(&self) -> bool {
        let clear = |read: &Option<Read>, agrees: bool| read.as_ref().is_some_and(|read| read.exact) && agrees;
        !clear(&self.position, self.position_agrees) || !clear(&self.signer, self.signer_agrees)
    }

    /// Three readings of one block, part by part: what two of them have, else the best.
    pub(crate) fn settled(one: Self, two: Self, three: Self) -> Self {
        let settle = |of: fn(&Self) -> &Option<Read>, best: Option<Read>| {
            // "T/M" and "TM." are one: a stroke is easily lost.
            let plain = |read: &Read| level(&read.text.replacen("T/M ", "TM. ", 1));
            let same = |read: &Self, other: &Self| match (of(read), of(other)) {
                (Some(one), Some(other)) => plain(one) == plain(other),
                _ => false,
            };
            let pair =
                [(&one, &two), (&one, &three), (&two, &three)].into_iter().find(|(read, other)| same(read, other));
            match pair {
                Some((read, other)) => {
                    let rank = |read: &Self| of(read).as_ref().map(|read| (read.exact, read.text.starts_with("T/M")));
                    (of(if rank(read) >= rank(other) { read } else { other }).clone(), true)
                }
                None => (best, false),
            }
        };
        let best = one.clone().better_of(two.clone()).better_of(three.clone());
        let (position, position_agrees) = settle(|reading| &reading.position, best.position);
        let (signer, signer_agrees) = settle(|reading| &reading.signer, best.signer);
        Self { position, signer, signs: best.signs, position_agrees, signer_agrees }
    }

    /// The better of two readings of one block, part by part.
    pub(crate) fn better_of(self, other: Self) -> Self {
        let agree = |one: &Option<Read>, two: &Option<Read>| match (one, two) {
            (Some(one), Some(two)) => level(&one.text) == level(&two.text),
            _ => false,
        };
        let (position_agrees, signer_agrees) =
            (agree(&self.position, &other.position), agree(&self.signer, &other.signer));
        let signs = self.signs.max(other.signs) + u32::from(signer_agrees);
        Self {
            position: better_read(self.position, other.position),
            signer: better_read(self.signer, other.signer),
            signs,
            position_agrees,
            signer_agrees,
        }
    }
}

fn better_read(one: Option<Read>, other: Option<Read>) -> Option<Read> {
    match (one, other) {
        (Some(one), Some(other)) => {
            let rank = |read: &Read| read.confidence + if read.exact { 0.5 } else { 0.0 };
            // A reading that has all of the other and more saw a line that the seal hid from the other.
            let (upper, lower) = (level(&one.text), level(&other.text));
            if upper != lower && (upper.contains(&lower) || lower.contains(&upper)) {
                return Some(if upper.len() > lower.len() { one } else { other });
            }
            // The crop is read in the red channel, where the seal is not: it wins a draw.
            Some(if rank(&one) > rank(&other) + 0.05 { one } else { other })
        }
        (one, other) => one.or(other),
    }
}

/// A text read from the block.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    pub(crate) text: String,
    /// 0 to 1.
    pub(crate) confidence: f32,
    /// True when nothing had to be guessed.
    pub(crate) exact: bool,
    pub(crate) rect: PageRect,
}

/// Finds the block by its words; `None` when the page has none.
pub(crate) fn find_block(page: &PageText) -> Option<Block> {
    let (width, height) = (page.width_px, page.height_px);
    let left = rows_in(&page.lines, Area { left: 0, top: 0, right: width * 46 / 100, bottom: height });
    let right = rows_in(&page.lines, right_part(page, 0, height));
    let recipients = left.iter().filter(|row| opens_recipients(row)).map(Row::top).next_back();
    let positions: Vec<u32> = right.iter().filter(|row| position_distance(row) <= 0.2).map(Row::top).collect();
    let anchor = match recipients {
        Some(top) => positions
            .iter()
            .copied()
            .filter(|at| at.abs_diff(top) < height * 8 / 100)
            .min()
            .map_or(top, |at| at.min(top)),
        None => positions.first().copied()?,
    };
    let (top, bottom) = (anchor.saturating_sub(height * 45 / 1000), (anchor + height * 24 / 100).min(height));
    let area = right_part(page, top, bottom);
    let inside = positions.iter().filter(|at| (top..bottom).contains(at)).count() as u32;
    let named = rows_in(&page.lines, area).iter().any(|row| find_name(row).is_some_and(|name| name.exact));
    Some(Block { area, signs: u32::from(recipients.is_some()) + inside.min(2) + u32::from(named) })
}

fn right_part(page: &PageText, top: u32, bottom: u32) -> Area {
    Area { left: page.width_px * 46 / 100, top, right: page.width_px, bottom }
}

/// "Nơi nhận:" stands alone; "Nơi nhận hồ sơ" in a text does not.
fn opens_recipients(row: &Row) -> bool {
    let head: Vec<&str> = row.words.iter().take(2).map(|word| word.text.as_str()).collect();
    row.words.len() <= 5 && head.len() == 2 && distance_of(&head.join(" "), "nơi nhận") <= 0.3
}

/// How far a row of capitals is from any line of a position.
fn position_distance(row: &Row) -> f32 {
    let text = row.text();
    if capitals(&text) < 0.7 || letter_count(&text) < 5 {
        return 1.0;
    }
    let known = lists().position_lines.iter().map(|line| (&line.letters, ()));
    nearest(&Letters::of(&text), known).map_or(1.0, |(_, away, _)| away)
}

/// Reads a block's rows.
pub(crate) fn read_block(rows: &[Row], signs: u32) -> SigningReading {
    let names: Vec<(usize, Name)> =
        rows.iter().enumerate().filter_map(|(at, row)| find_name(row).map(|name| (at, name))).collect();
    let first_position = rows.iter().position(|row| position_distance(row) <= 0.3);
    let below = |at: usize| first_position.is_none_or(|position| at > position);
    let best =
        names.into_iter().filter(|(at, _)| below(*at)).max_by(|one, other| one.1.score.total_cmp(&other.1.score));
    let end = best.as_ref().map_or(rows.len(), |(at, _)| *at);
    let position = read_position(&rows[..end]);
    let signer = best.and_then(|(at, name)| {
        let late = position.as_ref().is_some_and(|position| begins_late(&rows[at], &name, position.rect));
        // The end of a name is nobody's.
        let rest = late && name.text.matches(' ').count() < 2;
        let exact = name.exact && !late;
        (!rest).then_some(Read { text: name.text, confidence: name.confidence, exact, rect: name.rect })
    });
    SigningReading { position, signer, signs, position_agrees: false, signer_agrees: false }
}

/// True when a name stands so far right of the middle of the position above it that its beginning was probably not read: the
/// seal is at its left.
fn begins_late(row: &Row, name: &Name, position: PageRect) -> bool {
    let letters = name.text.chars().count().max(1) as u32;
    let (left, right) = (name.rect[0], name.rect[0] + name.rect[2]);
    // A rank or an academic title before it belongs to the line.
    let titled = row.words.iter().filter(|word| word.rect[0] < left && word.confidence >= 0.5);
    let left = titled.filter(|word| letter_count(&word.text) >= 2).map(|word| word.rect[0]).fold(left, u32::min);
    let shift = ((left + right) / 2).saturating_sub(position[0] + position[2] / 2);
    let slack = if name.text.matches(' ').count() < 2 { 1 } else { 2 };
    shift * letters > name.rect[2] * slack
}

/// The rows that may be lines of a position: capitals, read passably.
fn position_rows(rows: &[Row]) -> Vec<Row> {
    let mut kept = Vec::new();
    for row in rows {
        let row = without_dirt_before(without_specks(row));
        let text = row.text();
        if letter_count(&text) >= 4
            && capitals(&text) >= 0.7
            && (row.confidence() >= 0.6 || position_distance(&row) <= 0.2)
        {
            kept.push(row);
        }
    }
    kept
}

/// The row without words that have no letters or only one badly read.
fn without_specks(row: &Row) -> Row {
    let speck = |word: &&model::Word| {
        let letters = letter_count(&word.text);
        letters > 1
            || letters == 1 && word.confidence > 0.6 && word.text.chars().any(char::is_uppercase)
            || word.text.chars().any(|c| c.is_ascii_digit())
    };
    Row { words: row.words.iter().filter(speck).cloned().collect() }
}

/// The row without the badly read words at its beginning, when what is left is nearer to a position.
fn without_dirt_before(row: Row) -> Row {
    let away = position_distance(&row);
    let good = row.words.iter().position(|word| word.confidence >= 0.5).unwrap_or(0);
    if good == 0 || away <= 0.15 {
        return row;
    }
    let rest = Row { words: row.words[good..].to_vec() };
    if position_distance(&rest) < away { rest } else { row }
}

fn read_position(rows: &[Row]) -> Option<Read> {
    let rows = position_rows(rows);
    let read = match_position(&rows)?;
    // The Party prints "T/M", the state "TM.": what is printed is kept.
    let stroked = rows.iter().any(|row| row.text().starts_with("T/M"));
    let text = if stroked { read.text.replacen("TM. ", "T/M ", 1) } else { read.text };
    Some(Read { text, ..read })
}

/// The position that rows of capitals name.
fn match_position(rows: &[Row]) -> Option<Read> {
    let rect = hull(rows.iter().map(Row::rect))?;
    let confidence = rows.iter().map(Row::confidence).fold(1.0, f32::min);
    let whole = rows.iter().map(Row::text).collect::<Vec<_>>().join(" ");
    let letters = Letters::of(&whole);
    let sequences = lists().sequences.iter().map(|sequence| (&sequence.letters, sequence));
    let fit: Option<(&Sequence, f32, f32)> = nearest(&letters, sequences);
    if let Some((sequence, away, second)) = fit.filter(|(_, away, _)| *away <= 0.08) {
        // A letter off, and another position is as near: "KT." under a seal may be read as "Q.".
        let told_apart = away <= 0.01 || second - away > 0.06;
        let exact = told_apart && !is_lone_deputy(&sequence.lines);
        let between = if rows.len() == 1 { " " } else { " - " };
        return Some(Read { text: sequence.lines.join(between), confidence: confidence.max(1.0 - away), exact, rect });
    }
    let by_line = lines_one_by_one(rows);
    if let Some(lines) = by_line.as_ref().filter(|lines| stands_twice(lines)) {
        return Some(Read { text: mended(lines).join(" - "), confidence: 0.5, exact: false, rect });
    }
    if let Some(lines) = by_line.as_ref().filter(|lines| lines.iter().all(|(_, away)| *away <= 0.15)) {
        let lines: Vec<&str> = lines.iter().map(|(line, _)| line.as_str()).collect();
        if stands_to_reason(&lines) {
            return Some(Read { text: lines.join(" - "), confidence, exact: false, rect });
        }
    }
    if let Some(lines) =
        by_line.as_ref().filter(|lines| lines.iter().any(|(line, away)| line.starts_with("KT. ") && *away <= 0.1))
    {
        return Some(Read { text: mended(lines).join(" - "), confidence: 0.6, exact: false, rect });
    }
    if let Some((sequence, away, _)) = fit.filter(|(_, away, _)| *away <= 0.3) {
        return Some(Read { text: sequence.lines.join(" - "), confidence: 1.0 - away, exact: false, rect });
    }
    let known = mended(&by_line?);
    (!known.is_empty()).then(|| Read { text: known.join(" - "), confidence: 0.4, exact: false, rect })
}

/// A deputy signs "KT." or "TM."; alone, the line above him was probably not read.
fn is_lone_deputy(lines: &[String]) -> bool {
    lines.len() == 1 && lists().ranks.iter().any(|(_, deputies)| deputies.contains(&lines[0]))
}

/// True when two lines in a row name one chief: the shorts and "PHÓ" before them were lost.
fn stands_twice(lines: &[(String, f32)]) -> bool {
    lines
        .windows(2)
        .any(|pair| pair.iter().all(|(_, away)| *away <= 0.3) && without_short(&pair[0].0) == without_short(&pair[1].0))
}

/// The lines near enough to known ones, mended where they cannot stand so: after "KT." a deputy signs, whatever the seal has
/// left of him, and no line stands twice.
fn mended(lines: &[(String, f32)]) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let (line, away) = &lines[at];
        let chief = without_short(line);
        let deputies = lists().ranks.iter().find(|(name, _)| name == chief).map(|(_, deputies)| deputies.as_slice());
        let next = lines.get(at + 1).map(|(next, away)| (without_short(next), *away));
        let twice = next.is_some_and(|(next, away)| next == chief && away <= 0.3);
        let owed = deputies.unwrap_or_default().first().filter(|_| *away <= 0.3 && (twice || line.starts_with("KT. ")));
        at += 1;
        match owed {
            Some(first) => {
                let answer = deputies
                    .unwrap_or_default()
                    .iter()
                    .find(|deputy| next.is_some_and(|(next, _)| next == deputy.as_str()));
                whole.extend([format!("KT. {chief}"), answer.unwrap_or(first).clone()]);
                // What the seal has left of the deputy's line is not another line.
                at += usize::from(twice || answer.is_some() || next.is_some_and(|(_, away)| away > 0.15));
            }
            // After a deputy nothing is owed: only a line that is clear stands there.
            None if *away <= 0.3 && whole.len() < 2 || *away <= 0.1 => whole.push(line.clone()),
            None => {}
        }
    }
    whole
}

/// The position without "KT.", "TL." and their like.
fn without_short(line: &str) -> &str {
    ["KT. ", "TL. ", "TUQ. ", "TM. ", "Q. "].iter().find_map(|short| line.strip_prefix(short)).unwrap_or(line)
}

/// Each row as the line of a position that it is nearest to, or as it was read when that was clear.
fn lines_one_by_one(rows: &[Row]) -> Option<Vec<(String, f32)>> {
    let lines: Vec<(String, f32)> = rows
        .iter()
        .map(|row| {
            let text = row.text();
            let known = lists().position_lines.iter().map(|line| (&line.letters, line));
            match nearest(&Letters::of(&text), known) {
                Some((line, away, _)) if away <= 0.15 => (line.name.clone(), away),
                _ if names_position(&text) && row.confidence() >= 0.85 => (text, 0.1),
                Some((line, away, _)) => (line.name.clone(), away),
                None => (text, 1.0),
            }
        })
        .collect();
    (!lines.is_empty()).then_some(lines)
}

/// A position with a name of its own behind it: "GIÁM ĐỐC TRUNG TÂM", "TM. ỦY BAN NHÂN DÂN TỈNH".
fn names_position(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    lists().position_lines.iter().any(|line| {
        line.words < words.len()
            && line.words >= 2
            && distance(&Letters::of(&words[..line.words].join(" ")), &line.letters) <= 0.05
    })
}

/// A deputy signs after "KT." and nobody else does.
fn stands_to_reason(lines: &[&str]) -> bool {
    lines.iter().enumerate().all(|(at, line)| match line.strip_prefix("KT. ") {
        Some(chief) => lines.get(at + 1).is_some_and(|next| {
            let deputies =
                lists().ranks.iter().find(|(name, _)| name == chief).map(|(_, deputies)| deputies.as_slice());
            deputies.is_none_or(|deputies| deputies.iter().any(|deputy| next.starts_with(deputy.as_str())))
        }),
        None => true,
    })
}

/// A person's name found in a row.
#[derive(Debug, Clone, PartialEq)]
struct Name {
    text: String,
    confidence: f32,
    exact: bool,
    score: f32,
    rect: PageRect,
}

/// The longest run of words that reads as a name: a family name first, capitals on each word.
fn find_name(row: &Row) -> Option<Name> {
    let mut best: Option<Name> = None;
    for from in 0..row.words.len() {
        let run = row.words[from..].iter().take_while(|word| is_name_word(&word.text)).count();
        // The seal may have taken the first letters of the family name, and with them its capital.
        let (from, run, broken) = match run {
            0 | 1 => {
                let rest = row.words.get(from + 1..).unwrap_or_default();
                let rest = rest.iter().take_while(|word| is_name_word(&word.text)).count();
                (from, rest + 1, run == 0)
            }
            run => (from, run, false),
        };
        if !(2..=6).contains(&run) || broken && run < 3 {
            continue;
        }
        let words = &row.words[from..from + run];
        let Some((surname, sure)) = surname_of(&words[0].text, broken) else { continue };
        let rest = words[1..].iter().map(|word| title_case(trimmed(&word.text)));
        let text = std::iter::once(surname).chain(rest).collect::<Vec<_>>().join(" ");
        let confidence = words.iter().map(|word| word.confidence).fold(1.0, f32::min);
        // A word in front that could be of the name speaks against beginning here: "Ta | Thị Lê Vân".
        let cut = from > 0 && is_name_word(&row.words[from - 1].text);
        let others = row.words.len() - run;
        let bonus = f32::from(u8::from(sure)) - f32::from(u8::from(cut)) * 1.5;
        let score = confidence + run.min(3) as f32 * 0.5 + bonus - others as f32 * 0.15;
        let rect = hull(words.iter().map(|word| word.rect)).unwrap_or_default();
        let name = Name { text, confidence, exact: sure && !cut, score, rect };
        if best.as_ref().is_none_or(|best| name.score > best.score) {
            best = Some(name);
        }
    }
    best
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphabetic())
}

/// One word of a name: a capital and small letters, one syllable; punctuation may cling to it.
fn is_name_word(word: &str) -> bool {
    let word = trimmed(word);
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase) && is_syllable(word)
}

/// The family name that a word is or was meant to be, and whether it stood there as it is.
fn surname_of(word: &str, broken: bool) -> Option<(String, bool)> {
    let word = trimmed(word);
    if !broken && lists().is_surname(word) {
        return Some((title_case(word), true));
    }
    let letters = Letters::of(word);
    if letters.len() < 2 || broken && letters.len() < 3 {
        return None;
    }
    let (nearest, away, second) = nearest(&letters, lists().surnames.iter().map(|known| (&known.letters, known)))?;
    // What the seal has broken may lack a letter; what stands whole has lost a mark, not its first letters.
    let fits = away <= if broken { 0.25 } else { 0.2 } && (second > away || away <= 0.1);
    fits.then(|| (title_case(&nearest.name), false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Word;

    fn rows(lines: &[&str]) -> Vec<Row> {
        let row = |(line, text): (usize, &&str)| {
            let word = |(at, text): (usize, &str)| Word {
                text: text.to_owned(),
                rect: [1400 + 120 * at as u32, 100 + 70 * line as u32, 100, 40],
                confidence: 0.92,
            };
            Row { words: text.split(' ').enumerate().map(word).collect() }
        };
        lines.iter().enumerate().map(row).collect()
    }

    #[test]
    fn blocks_of_many_offices() {
        for (lines, position, signer) in [
            (
                &["TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHO CHANH VAN PHONG", "Phùng Tô Long"][..],
                "TL. CHỦ TỊCH - KT. CHÁNH VĂN PHÒNG - PHÓ CHÁNH VĂN PHÒNG",
                "Phùng Tô Long",
            ),
            (
                &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "ˆ F", "Trần Phước Hiền"],
                "TM. ỦY BAN NHÂN DÂN - KT. CHỦ TỊCH - PHÓ CHỦ TỊCH",
                "Trần Phước Hiền",
            ),
            (
                &["ƯỞNG BAN", "s", "CHU TỊCH UBND TINH", "Nguyễn Hoàng Giang"],
                "TRƯỞNG BAN - CHỦ TỊCH UBND TỈNH",
                "Nguyễn Hoàng Giang",
            ),
            (
                &["TL. CHỦ TỊCH", "ÁNH VĂN PHÒNG", "guyến Quốc Việt"],
                "TL. CHỦ TỊCH - CHÁNH VĂN PHÒNG",
                "Nguyễn Quốc Việt",
            ),
            (&["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Đỗ Thanh Trung"], "KT. BỘ TRƯỞNG - THỨ TRƯỞNG", "Đỗ Thanh Trung"),
            (&["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Bế Minh Đức"], "KT. GIÁM ĐỐC - PHÓ GIÁM ĐỐC", "Bế Minh Đức"),
            (&["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Đặng Ngọc Huy"], "T/M BAN THƯỜNG VỤ - PHÓ BÍ THƯ", "Đặng Ngọc Huy"),
            (&["KT. CHỦ TỊCH", "Ủ TỊCH", "Phạm Trường Sơn"], "KT. CHỦ TỊCH - PHÓ CHỦ TỊCH", "Phạm Trường Sơn"),
            (&["KT. BỘ TRƯỞNG", "ỨF TRƯỜNG", "Cao Anh Sơn"], "KT. BỘ TRƯỞNG - THỨ TRƯỞNG", "Cao Anh Sơn"),
            (&["HIỆU TRƯỞNG", "TS. Lê Thị Hoa"], "HIỆU TRƯỞNG", "Lê Thị Hoa"),
            (&["CHI CỤC TRƯỞNG", "Y Thanh Hà Niê Kdăm"], "CHI CỤC TRƯỞNG", "Y Thanh Hà Niê Kdăm"),
        ] {
            let reading = read_block(&rows(lines), 2);
            assert_eq!(reading.position.map(|read| read.text).as_deref(), Some(position), "{lines:?}");
            assert_eq!(reading.signer.map(|read| read.text).as_deref(), Some(signer), "{lines:?}");
        }
    }

    #[test]
    fn running_text_names_nobody() {
        let reading = read_block(&rows(&["thuộc thẩm quyền của Hội đồng;", "- Lưu: VT, KTTH."]), 0);
        assert_eq!((reading.position, reading.signer), (None, None));
    }
}
