//! The numbers printed on pages (Decree 30/2020, annex I: Arabic, in the middle of the upper margin, from the second page
//! on; Circular 01/2011 and older papers: at the lower right), and what a leap in them says: a page was not scanned.

use model::{Finding, FindingKind, PageText, Severity, Word};

/// The share of a page's height, at its top and at its bottom, in which its number stands.
const MARGIN_SHARE: f32 = 0.09;

/// A number read with less confidence says nothing: one wrong digit would be a missing page.
const CONFIDENCE_MIN: f32 = 0.8;

/// No paper has more pages; a year or a house number is larger.
const NUMBER_MAX: u32 = 500;

/// A number printed on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageNumber {
    /// The page of the file, from 1.
    pub page: u32,
    /// What is printed on it.
    pub number: u32,
    /// Of how many, where that is printed too (`3/5`).
    pub of: Option<u32>,
}

impl PageNumber {
    /// The number that stands alone at the head or the foot of a page; `None` when there is none, or not surely.
    pub fn on(text: &PageText) -> Option<Self> {
        let height = text.height_px as f32;
        let in_margin = |y: f32| y < height * MARGIN_SHARE || y > height * (1.0 - MARGIN_SHARE);
        let lines = text.lines.iter().filter(|line| {
            let middle = line.rect[0] as f32 + line.rect[2] as f32 / 2.0;
            in_margin(line.rect[1] as f32 + line.rect[3] as f32 / 2.0) && middle > text.width_px as f32 * 0.35
        });
        let mut found = lines.filter_map(|line| {
            let sure = line.words.iter().all(|word| word.confidence >= CONFIDENCE_MIN);
            let (number, of) = number_of(&line.words)?;
            sure.then_some(Self { page: text.page, number, of })
        });
        // Two numbers in the margins, and nobody knows which it is.
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

/// `3`, `- 3 -`, `Trang 3`, `3/5`, `Trang 3/5`.
fn number_of(words: &[Word]) -> Option<(u32, Option<u32>)> {
    let text: String = words.iter().map(|word| word.text.as_str()).collect();
    let text = text.trim_matches(|letter: char| matches!(letter, '-' | '–' | '—' | '.' | '|'));
    let text = text.strip_prefix("Trang").or_else(|| text.strip_prefix("trang")).unwrap_or(text);
    let number = |text: &str| {
        let digits = !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && (1..=NUMBER_MAX).contains(number))
    };
    match text.split_once('/') {
        Some((at, of)) => {
            let (at, of) = (number(at)?, number(of)?);
            (at <= of).then_some((at, Some(of)))
        }
        None => Some((number(text)?, None)),
    }
}

/// The leaps in the numbers of a paper's `pages` that were read, in its order. A leap is told only when the numbers after it
/// go on from it, so that one number misread is no missing page; numbering that begins again is an attachment's.
pub fn missing_pages(pages: &[u32], numbers: &[PageNumber]) -> Vec<Finding> {
    let place = |number: &PageNumber| pages.iter().position(|page| *page == number.page);
    let placed: Vec<(usize, &PageNumber)> =
        numbers.iter().filter_map(|number| Some((place(number)?, number))).collect();
    let goes_on = |from: &(usize, &PageNumber), to: &(usize, &PageNumber)| {
        to.1.number.checked_sub(from.1.number).map(|more| more as usize) == Some(to.0 - from.0)
    };
    let mut findings = Vec::new();
    for (at, pair) in placed.windows(2).enumerate() {
        let (before, after) = (&pair[0], &pair[1]);
        let expected = before.1.number as usize + (after.0 - before.0);
        let leaps = after.1.number as usize > expected;
        let confirmed = placed.get(at + 2).is_none_or(|next| goes_on(after, next));
        let trusted = at == 0 || goes_on(&placed[at - 1], before);
        if leaps && confirmed && trusted {
            findings.push(missing(after.1.page, expected as u32, after.1.number - 1));
        }
    }
    if let Some((at, last)) = placed.last()
        && let Some(of) = last.of
    {
        let left = u32::try_from(pages.len() - 1 - at).unwrap_or(0);
        if of > last.number + left {
            findings.push(missing(last.page, last.number + left + 1, of));
        }
    }
    findings
}

fn missing(page: u32, first: u32, last: u32) -> Finding {
    let which = if first == last { format!("trang số {first}") } else { format!("trang số {first} đến {last}") };
    Finding {
        page,
        kind: FindingKind::MissingPages,
        severity: Severity::Hold,
        message: format!("thiếu {which} (theo số in trên giấy), quét bổ sung"),
    }
}

#[cfg(test)]
mod tests {
    use model::Line;

    use super::*;

    fn numbers(of: &[(u32, u32)]) -> Vec<PageNumber> {
        of.iter().map(|&(page, number)| PageNumber { page, number, of: None }).collect()
    }

    fn told(pages: u32, of: &[(u32, u32)]) -> Vec<String> {
        let pages: Vec<u32> = (1..=pages).collect();
        missing_pages(&pages, &numbers(of)).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_leap_that_goes_on_is_a_missing_page() {
        assert_eq!(told(4, &[(2, 2), (3, 3), (4, 4)]), Vec::<String>::new());
        assert_eq!(told(4, &[(2, 2), (3, 4), (4, 5)]), ["thiếu trang số 3 (theo số in trên giấy), quét bổ sung"]);
        assert_eq!(told(3, &[(2, 2), (3, 6)]), ["thiếu trang số 3 đến 5 (theo số in trên giấy), quét bổ sung"]);
    }

    #[test]
    fn a_number_misread_and_an_attachment_are_not() {
        assert_eq!(told(5, &[(2, 2), (3, 8), (4, 4), (5, 5)]), Vec::<String>::new());
        assert_eq!(told(5, &[(2, 2), (3, 3), (4, 1), (5, 2)]), Vec::<String>::new());
        assert_eq!(told(4, &[(2, 2), (4, 4)]), Vec::<String>::new(), "page 3 has none that was read");
    }

    #[test]
    fn a_total_says_what_is_missing_at_the_end() {
        let last = |pages: &[u32]| missing_pages(pages, &[PageNumber { page: 2, number: 2, of: Some(4) }]).len();
        assert_eq!((last(&[1, 2, 3, 4]), last(&[1, 2, 3]), last(&[1, 2])), (0, 1, 1));
    }

    #[test]
    fn a_number_stands_alone_in_a_margin() {
        let line = |text: &str, x: u32, y: u32, confidence: f32| Line {
            rect: [x, y, 30, 30],
            words: vec![Word { text: text.to_owned(), rect: [x, y, 30, 30], confidence }],
            baseline: None,
            starts_paragraph: true,
        };
        let on = |lines: Vec<Line>| {
            let text = PageText { page: 2, width_px: 2480, height_px: 3508, dpi: 300.0, from_text_layer: false, lines };
            PageNumber::on(&text).map(|found| (found.number, found.of))
        };
        assert_eq!(on(vec![line("2", 1230, 150, 0.95)]), Some((2, None)));
        assert_eq!(on(vec![line("-2-", 1230, 3400, 0.95)]), Some((2, None)));
        assert_eq!(on(vec![line("Trang2/5", 2200, 3400, 0.95)]), Some((2, Some(5))));
        for none in [
            line("2", 1230, 150, 0.5),
            line("2", 300, 150, 0.95),
            line("2", 1230, 1700, 0.95),
            line("2024", 1230, 150, 0.9),
        ] {
            assert_eq!(on(vec![none]), None);
        }
        assert_eq!(on(vec![line("2", 1230, 150, 0.95), line("7", 2200, 3400, 0.95)]), None);
    }
}
