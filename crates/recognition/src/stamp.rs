//! The stamp of an office that a paper came in to: "ĐẾN, Số: …, Ngày: …" (Decree 30/2020/NĐ-CP, Appendix IV, form of the stamp).
//!
//! Its number and day are the other office's: its words are taken out before fields are looked for.

use model::{Line, PageText, Word};

use crate::{
    rows::Area,
    text::{capitals, distance_of, letter_count},
};

/// Half the stamp's width and what stands of it below "ĐẾN", in inches: 52 × 35 mm at most.
const HALF_WIDE: f32 = 1.05;
const BELOW: f32 = 1.1;

/// What such stamps are headed with.
const HEADS: [&str; 3] = ["công văn đến", "văn bản đến", "hồ sơ đến"];
/// The words of their lines.
const LABELS: [&str; 12] = ["số", "ngày", "giờ", "chuyển", "lưu", "hồ", "sơ", "ký", "hiệu", "đến", "kính", "hs"];

/// Where stamps are on a page.
pub(crate) fn stamps_in(page: &PageText) -> Vec<Area> {
    let windows = page.lines.iter().flat_map(|line| line.words.windows(3));
    windows
        .filter(|window| {
            let text: Vec<&str> = window.iter().map(|word| word.text.as_str()).collect();
            let text = text.join(" ");
            capitals(&text) > 0.8 && HEADS.iter().any(|head| distance_of(&text, head) <= 0.25)
        })
        .map(|window| {
            let (first, last) = (window[0].rect, window[2].rect);
            let middle = (first[0] + last[0] + last[2]) / 2;
            let half = (HALF_WIDE * page.dpi) as u32;
            Area {
                left: middle.saturating_sub(half),
                top: first[1].saturating_sub(first[3] / 2),
                right: middle + half,
                bottom: first[1] + first[3] + (BELOW * page.dpi) as u32,
            }
        })
        .collect()
}

/// The lines without the words of stamps.
pub(crate) fn without(stamps: &[Area], mut lines: Vec<Line>) -> Vec<Line> {
    if stamps.is_empty() {
        return lines;
    }
    for line in &mut lines {
        // A line with a symbol is the paper's own number, wherever it was stamped.
        let has_symbol = line.words.iter().any(is_symbol);
        line.words.retain(|word| {
            let inside = stamps.iter().any(|stamp| stamp.holds_centre_of(word.rect));
            !inside || has_symbol || !is_of_stamp(word)
        });
    }
    lines.retain(|line| !line.words.is_empty());
    lines
}

fn is_symbol(word: &Word) -> bool {
    let after = word.text.split_once('/').map_or("", |(_, after)| after);
    after.chars().filter(|letter| letter.is_uppercase()).count() >= 2
}

fn is_of_stamp(word: &Word) -> bool {
    let head = HEADS.iter().flat_map(|head| head.split(' ')).any(|part| distance_of(&word.text, part) <= 0.3);
    letter_count(&word.text) < 2
        || word.confidence < 0.6
        || head && capitals(&word.text) > 0.8
        || LABELS.iter().any(|label| distance_of(&word.text, label) <= 0.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_s_words_go_and_the_paper_s_own_stay() {
        let word = |text: &str, x: u32, y: u32| Word { text: text.to_owned(), rect: [x, y, 90, 30], confidence: 0.9 };
        let line = |words: Vec<Word>| Line { rect: [0; 4], words, baseline: None, starts_paragraph: false };
        let lines = vec![
            line(vec![word("Số:", 300, 500), word("12/QĐ-UBND", 400, 500)]),
            line(vec![
                word("CÔNG", 300, 600),
                word("VĂN", 400, 600),
                word("ĐẾN", 500, 600),
                word("Về", 900, 600),
                word("việc", 1000, 600),
            ]),
            line(vec![word("Số:", 300, 660), word("4471", 400, 660), word("hồ", 900, 660)]),
            line(vec![word("Ngày:", 300, 720), word("../../20", 400, 720)]),
        ];
        let page = PageText { page: 1, width_px: 2480, height_px: 3508, dpi: 300.0, from_text_layer: false, lines };
        let stamps = stamps_in(&page);
        let left: Vec<String> = without(&stamps, page.lines)
            .iter()
            .map(|line| line.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(left, ["Số: 12/QĐ-UBND", "Về việc", "hồ"]);
    }
}
