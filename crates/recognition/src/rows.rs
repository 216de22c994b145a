//! Lines of a page cut by columns: rows of words in one part of the page, from top to bottom.
//!
//! Tesseract joins the two columns of a header into one line as often as it keeps them apart; a row is what one column
//! holds, whichever way it went.

use model::{Line, PageRect, Word};

/// A part of a page, in pixels; right and bottom are outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) right: u32,
    pub(crate) bottom: u32,
}

impl Area {
    pub(crate) fn rect(self) -> PageRect {
        [self.left, self.top, self.right.saturating_sub(self.left), self.bottom.saturating_sub(self.top)]
    }

    pub(crate) fn holds_centre_of(&self, rect: PageRect) -> bool {
        let (x, y) = (rect[0] + rect[2] / 2, rect[1] + rect[3] / 2);
        (self.left..self.right).contains(&x) && (self.top..self.bottom).contains(&y)
    }
}

/// Words that stand beside each other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) words: Vec<Word>,
}

impl Row {
    pub(crate) fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    /// The word that a byte of [`text`](Self::text) is of, and where in the word it is.
    pub(crate) fn word_at(&self, byte: usize) -> Option<(&Word, usize)> {
        let mut from = 0;
        for word in &self.words {
            if byte < from + word.text.len() {
                return Some((word, byte.checked_sub(from)?));
            }
            from += word.text.len() + 1;
        }
        None
    }

    pub(crate) fn rect(&self) -> PageRect {
        hull(self.words.iter().map(|word| word.rect)).unwrap_or_default()
    }

    pub(crate) fn top(&self) -> u32 {
        self.rect()[1]
    }

    pub(crate) fn bottom(&self) -> u32 {
        let rect = self.rect();
        rect[1] + rect[3]
    }

    pub(crate) fn left(&self) -> u32 {
        self.rect()[0]
    }

    pub(crate) fn right(&self) -> u32 {
        let rect = self.rect();
        rect[0] + rect[2]
    }

    /// Where the row's middle is from left to right.
    pub(crate) fn centre(&self) -> u32 {
        (self.left() + self.right()) / 2
    }

    /// Mean of the words' confidences, weighted by their letters.
    pub(crate) fn confidence(&self) -> f32 {
        let letters = |word: &Word| word.text.chars().count() as f32;
        let all: f32 = self.words.iter().map(letters).sum();
        let sum: f32 = self.words.iter().map(|word| letters(word) * word.confidence).sum();
        if all > 0.0 { sum / all } else { 0.0 }
    }

    /// The lowest confidence of a word.
    pub(crate) fn weakest(&self) -> f32 {
        self.words.iter().map(|word| word.confidence).fold(1.0, f32::min)
    }

    /// The height of print in this row: the median of the words' boxes.
    pub(crate) fn print_height(&self) -> u32 {
        let mut heights: Vec<u32> = self.words.iter().map(|word| word.rect[3]).collect();
        heights.sort_unstable();
        heights.get(heights.len() / 2).copied().unwrap_or(0)
    }

    /// The words whose middle lies in the area.
    pub(crate) fn within(&self, area: Area) -> Self {
        Self { words: self.words.iter().filter(|word| area.holds_centre_of(word.rect)).cloned().collect() }
    }
}

/// The smallest rectangle around all.
pub(crate) fn hull(rects: impl Iterator<Item = PageRect>) -> Option<PageRect> {
    rects.reduce(|one, other| {
        let left = one[0].min(other[0]);
        let top = one[1].min(other[1]);
        let right = (one[0] + one[2]).max(other[0] + other[2]);
        let bottom = (one[1] + one[3]).max(other[1] + other[3]);
        [left, top, right - left, bottom - top]
    })
}

/// The rows in an area, from top to bottom.
pub(crate) fn rows_in(lines: &[Line], area: Area) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in lines {
        let row = Row { words: line.words.clone() }.within(area);
        if row.words.is_empty() {
            continue;
        }
        match rows.iter_mut().find(|earlier| beside(earlier, &row)) {
            Some(earlier) => {
                earlier.words.extend(row.words);
                earlier.words.sort_by_key(|word| word.rect[0]);
            }
            None => rows.push(row),
        }
    }
    rows.sort_by_key(|row| row.top() + row.bottom());
    rows
}

/// True when two rows are parts of one: they share most of their height and do not overlap from left to right.
fn beside(one: &Row, other: &Row) -> bool {
    let (first, second) = (one.rect(), other.rect());
    let shared = (first[1] + first[3]).min(second[1] + second[3]).saturating_sub(first[1].max(second[1]));
    let lower = first[3].min(second[3]);
    let apart = one.right() <= other.left() || other.right() <= one.left();
    apart && shared * 10 > lower * 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[(&str, PageRect)]) -> Line {
        let words: Vec<Word> =
            words.iter().map(|(text, rect)| Word { text: (*text).to_owned(), rect: *rect, confidence: 0.9 }).collect();
        let rect = hull(words.iter().map(|word| word.rect)).unwrap();
        Line { rect, words, baseline: None, starts_paragraph: false }
    }

    #[test]
    fn a_line_over_two_columns_is_cut_and_halves_of_one_row_are_joined() {
        let lines = [
            line(&[("UBND", [100, 100, 80, 40]), ("CỘNG", [600, 100, 80, 40])]),
            line(&[("HÒA", [700, 102, 60, 40])]),
            line(&[("Số:", [100, 200, 40, 40])]),
        ];
        let texts = |left, right| -> Vec<String> {
            rows_in(&lines, Area { left, top: 0, right, bottom: 1000 }).iter().map(Row::text).collect()
        };
        assert_eq!(texts(0, 500), ["UBND", "Số:"]);
        assert_eq!(texts(500, 1000), ["CỘNG HÒA"]);
    }
}
