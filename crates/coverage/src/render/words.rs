//! Cells in the words and figures of a Vietnamese page.

use crate::{
    figures::date,
    report::{Cell, Format},
};

/// A cell as people read it: `1.234`, `75,88 %`, `31/12/2026`, `N/A`.
pub(super) fn shown(cell: &Cell, format: Format) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::NotApplicable => "N/A".into(),
        Cell::Count(count) => grouped(&count.to_string()),
        Cell::Number(number) => self::number(*number, format),
        Cell::Day(day) => date(*day),
        Cell::Text(words) => plain(words),
    }
}

/// A number as people read it.
pub(super) fn number(number: f64, format: Format) -> String {
    match format {
        Format::Percent => format!("{} %", decimal(number * 100.0)),
        Format::Count => grouped(&format!("{number:.0}")),
        Format::Text | Format::Decimal | Format::Minutes | Format::Day => decimal(number),
    }
}

fn decimal(number: f64) -> String {
    let text = format!("{number:.2}");
    let (whole, part) = text.split_once('.').unwrap_or((&text, "00"));
    format!("{},{part}", grouped(whole))
}

/// Points between thousands.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("−", digits));
    let mut text = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// Without control characters, which could make a terminal or a page do anything.
pub(super) fn plain(words: &str) -> String {
    words.chars().map(|one| if one.is_control() { ' ' } else { one }).collect()
}

/// Breaks words into lines that fit, each at most `width` as `measure` tells; a word that is too long by itself is cut.
pub(super) fn wrap<N: PartialOrd + Copy>(words: &str, width: N, measure: impl Fn(&str) -> N) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}")).filter(|longer| measure(longer) <= width);
        match (longer, lines.last_mut()) {
            (Some(longer), Some(line)) => *line = longer,
            _ => lines.extend(cut(word, width, &measure)),
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

fn cut<N: PartialOrd + Copy>(word: &str, width: N, measure: &impl Fn(&str) -> N) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        let last = pieces.last().map_or(String::new(), |piece| format!("{piece}{letter}"));
        if last.chars().count() == 1 || measure(&last) <= width {
            pieces.pop();
            pieces.push(last);
        } else {
            pieces.push(letter.into());
        }
    }
    pieces
}

/// True for what stands at the right of its column.
pub(super) fn is_number(format: Format) -> bool {
    format != Format::Text
}
