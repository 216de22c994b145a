//! The machine-readable lines on the back of a citizen ID card: three lines of thirty letters, ICAO 9303 part 5. The card's
//! number is the last nine digits of the ID, which follows in whole; check digits bear them out.

use jiff::civil::Date;
use model::{HolderId, PageText};

/// What the lines say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MachineReadable {
    /// The ID, whose last nine digits were read twice alike and fit their check digit.
    pub(crate) id: HolderId,
    /// The day of birth, when it fits its check digit.
    pub(crate) born_on: Option<Date>,
    /// True when the check digit over both lines fits, which takes in the ID's first three digits.
    pub(crate) checked: bool,
}

/// Finds the lines on a page.
pub(crate) fn machine_readable(page: &PageText) -> Option<MachineReadable> {
    let lines: Vec<String> = page.lines.iter().map(|line| letters(&line.words)).collect();
    lines.iter().enumerate().find_map(|(at, line)| {
        let first = line.split_once("IDVNM")?.1;
        let (number, id) = (digits(first, 0, 10)?, digits(first, 10, 12)?);
        let id: HolderId = id.parse().ok().filter(|_| fits(&number) && id[3..] == number[..9])?;
        let second = lines[at + 1..].iter().take(2).find_map(|line| Second::of(line));
        let born_on = second.as_ref().and_then(|second| second.born_on(&id));
        let checked = second.is_some_and(|second| {
            let checked = [&number, id.as_str(), "<<", &last_digit(first), &second.born, &second.until].concat();
            fits(&[&checked, "<<<<<<<<<<<", &second.check].concat())
        });
        Some(MachineReadable { id, born_on, checked })
    })
}

/// The line with birth, sex, end of validity and nationality.
#[derive(Debug)]
struct Second {
    born: String,
    until: String,
    check: String,
}

impl Second {
    fn of(line: &str) -> Option<Self> {
        let rest = line.split_once("VNM")?.1;
        let (born, until) = (digits(line, 0, 7)?, digits(line, 8, 7)?);
        Some(Self { born, until, check: last_digit(rest) })
    }

    /// The century is the ID's.
    fn born_on(&self, id: &HolderId) -> Option<Date> {
        let year = id.birth_year().filter(|_| fits(&self.born))?;
        let part = |from: usize| self.born[from..from + 2].parse::<i8>().ok();
        (i16::from(part(0)?) == year % 100).then(|| Date::new(year, part(2)?, part(4)?).ok()).flatten()
    }
}

/// The words of a line without spaces, as the lines are printed.
fn letters(words: &[model::Word]) -> String {
    let letter = |letter: char| match letter {
        '«' | '‹' => '<',
        other => other.to_ascii_uppercase(),
    };
    words.iter().flat_map(|word| word.text.chars()).map(letter).collect()
}

/// So many digits from a place on; letters that OCR takes digits for are put right.
fn digits(text: &str, from: usize, count: usize) -> Option<String> {
    let digit = |letter: char| match letter {
        'O' | 'Q' | 'D' => Some('0'),
        'I' | 'L' => Some('1'),
        'Z' => Some('2'),
        'S' => Some('5'),
        'B' => Some('8'),
        other => other.is_ascii_digit().then_some(other),
    };
    let found: Option<String> = text.chars().skip(from).take(count).map(digit).collect();
    found.filter(|found| found.len() == count)
}

/// The digit with which the line ends, or nothing.
fn last_digit(text: &str) -> String {
    text.chars().last().filter(char::is_ascii_digit).map(String::from).unwrap_or_default()
}

/// True when the last digit is the check digit of what stands before it: weights 7, 3, 1 in turn, `<` is nothing (ICAO 9303
/// part 3, 4.9).
fn fits(text: &str) -> bool {
    let values: Vec<u32> = text.chars().map(|letter| letter.to_digit(36).unwrap_or(0)).collect();
    let Some((check, rest)) = values.split_last() else { return false };
    let sum: u32 = rest.iter().zip([7, 3, 1].into_iter().cycle()).map(|(value, weight)| value * weight).sum();
    text.ends_with(|letter: char| letter.is_ascii_digit()) && sum % 10 == *check
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Option<(String, Option<String>, bool)> {
        let line = |text: &&str| model::Line {
            rect: [0; 4],
            words: text
                .split(' ')
                .map(|text| model::Word { text: text.into(), rect: [0; 4], confidence: 0.5 })
                .collect(),
            baseline: None,
            starts_paragraph: false,
        };
        let lines = lines.iter().map(line).collect();
        let page = PageText { page: 1, width_px: 1, height_px: 1, dpi: 300.0, from_text_layer: false, lines };
        machine_readable(&page).map(|read| (read.id.to_string(), read.born_on.map(|day| day.to_string()), read.checked))
    }

    #[test]
    fn what_the_check_digits_bear_out_is_read() {
        let (id, born) = ("048301005678".to_owned(), Some("2001-11-30".to_owned()));
        let first = "IDVNM3010056788048301005678<<8";
        let second = "0111300F4111308VNM<<<<<<<<<<<0";
        for (lines, wanted) in [
            (&[first, second][..], Some((id.clone(), born.clone(), true))),
            // Letters for digits, marks for marks, spaces, lost `<`.
            (&["IDVNM3O1OO56788 O483O1OO5678«8", "O1113OOF41113O8VNM<<<<<0"], Some((id.clone(), born.clone(), true))),
            // The province misread: only the check over both lines tells.
            (&["IDVNM3010056788043301005678<<8", second], Some(("043301005678".to_owned(), born, false))),
            (&[first], Some((id.clone(), None, false))),
            (&[first, "0711300F4111308VNM<<<<<<<<<<<0"], Some((id, None, false))),
            // A digit misread in one of both places, and in both alike.
            (&["IDVNM3010056788048301005578<<8", second], None),
            (&["IDVNM3010055788048301005578<<8", second], None),
            (&["048301005678"], None),
        ] {
            assert_eq!(read(lines), wanted, "{lines:?}");
        }
    }
}
