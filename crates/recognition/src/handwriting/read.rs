//! What is written, and how likely: the probability of every string of digits, averaged over the views.

use imaging::Raster;

use super::{
    Answer, WrittenKind, WrittenPlace,
    net::{Column, Net},
    strip::{VIEWS, ink_width, strip_of},
};

/// The longest number that is read.
const DIGITS_MAX: usize = 4;
/// A beginning less likely than this is not followed further: all that is left out comes to less than a hundredth.
const LEAST_BEGINNING: f64 = 1e-4;
/// A day is one of 31: what the net takes for something else is set aside, but where that is nearly all, nothing is a day.
const NOT_A_DAY: f32 = 0.02;

/// A digit with its gap is seldom wider, in capital heights: what is wider has lost a digit (two that touch, say).
const DIGIT_WIDE_MAX: f32 = 1.7;
const TOO_WIDE: f32 = 0.4;

/// Reads a place. The shares of the answers and of all that is not among them sum to 1; most likely first.
pub(super) fn read(page: &Raster, place: &WrittenPlace, kind: WrittenKind) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for view in VIEWS {
        let columns = Net::bundled().read(&strip_of(page, place, view));
        for (digits, probability) in interpreted(strings_in(&columns), kind) {
            let share = probability / VIEWS.len() as f32;
            match answers.iter_mut().find(|answer| answer.digits == digits) {
                Some(answer) => answer.share += share,
                None => answers.push(Answer { digits, share }),
            }
        }
    }
    if kind == WrittenKind::Number {
        let wide = ink_width(page, place);
        for answer in answers.iter_mut().filter(|answer| wide > DIGIT_WIDE_MAX * answer.digits.len() as f32) {
            answer.share *= TOO_WIDE;
        }
    }
    answers.sort_by(|one, other| other.share.total_cmp(&one.share));
    answers
}

/// What the strings mean for this kind: a number as it is, a day or month with two digits.
fn interpreted(strings: Vec<(String, f64)>, kind: WrittenKind) -> Vec<(String, f32)> {
    let last = match kind {
        WrittenKind::Number => {
            let written = strings.into_iter().filter(|(digits, _)| digits.contains(|digit| digit != '0'));
            return written.map(|(digits, probability)| (digits, probability as f32)).collect();
        }
        WrittenKind::Day => 31,
        WrittenKind::Month => 12,
    };
    let mut shares = vec![0.0_f32; last + 1];
    for (digits, probability) in strings.iter().filter(|(digits, _)| digits.len() <= 2) {
        if let Some(share) = digits.parse().ok().and_then(|value: usize| shares.get_mut(value)) {
            *share += *probability as f32;
        }
    }
    let all: f32 = shares[1..].iter().sum::<f32>() + NOT_A_DAY;
    shares.iter().enumerate().skip(1).map(|(value, share)| (format!("{value:02}"), share / all)).collect()
}

/// How the columns so far may have said a string of digits.
struct Beginning {
    digits: Vec<usize>,
    /// For each column, how likely it is that just these digits were said up to it, the last column saying the last digit…
    on_digit: Vec<f64>,
    /// … or saying nothing.
    on_blank: Vec<f64>,
    /// How likely it is that what is said begins so.
    probability: f64,
}

/// The strings of 1 to 4 digits and their probabilities: exact sums over all paths (Graves 2006, prefix search).
fn strings_in(columns: &[Column]) -> Vec<(String, f64)> {
    let mut silence = 1.0;
    let on_blank = columns.iter().map(|column| {
        silence *= f64::from(column[0]);
        silence
    });
    let nothing = Beginning {
        digits: Vec::new(),
        on_blank: on_blank.collect(),
        on_digit: vec![0.0; columns.len()],
        probability: 1.0,
    };
    let mut strings = Vec::new();
    let mut open = vec![nothing];
    while let Some(beginning) = open.pop() {
        for digit in 0..10 {
            let longer = beginning.and(digit, columns);
            if longer.probability < LEAST_BEGINNING {
                continue;
            }
            let whole = longer.on_digit.last().zip(longer.on_blank.last()).map_or(0.0, |(digit, blank)| digit + blank);
            strings.push((longer.digits.iter().map(usize::to_string).collect(), whole));
            if longer.digits.len() < DIGITS_MAX {
                open.push(longer);
            }
        }
    }
    strings
}

impl Beginning {
    fn and(&self, digit: usize, columns: &[Column]) -> Self {
        let (mut on_digit, mut on_blank) = (Vec::with_capacity(columns.len()), Vec::with_capacity(columns.len()));
        let (mut digit_before, mut blank_before, mut probability) = (0.0, 0.0, 0.0);
        // The same digit twice needs a blank between.
        let again = self.digits.last() == Some(&digit);
        for (at, column) in columns.iter().enumerate() {
            let (said, nothing) = (f64::from(column[digit + 1]), f64::from(column[0]));
            let before = match at.checked_sub(1) {
                Some(before) => self.on_blank[before] + if again { 0.0 } else { self.on_digit[before] },
                None if self.digits.is_empty() => 1.0,
                None => 0.0,
            };
            let begun = said * before;
            let blank = nothing * (blank_before + digit_before);
            digit_before = begun + said * digit_before;
            blank_before = blank;
            probability += begun;
            on_digit.push(digit_before);
            on_blank.push(blank_before);
        }
        let digits = self.digits.iter().copied().chain([digit]).collect();
        Self { digits, on_digit, on_blank, probability }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handwriting::net::CLASSES;

    /// Columns that say the given classes with 0.9 (0: nothing), the rest evenly.
    fn columns(path: &[usize]) -> Vec<Column> {
        let mut columns = vec![[0.1 / (CLASSES - 1) as f32; CLASSES]; path.len()];
        path.iter().zip(&mut columns).for_each(|(class, column)| column[*class] = 0.9);
        columns
    }

    /// The same by trying all paths.
    fn by_all_paths(columns: &[Column], wanted: &[usize]) -> f64 {
        let mut sum = 0.0;
        for path in 0..CLASSES.pow(columns.len() as u32) {
            let class = |at: usize| path / CLASSES.pow(at as u32) % CLASSES;
            let path: Vec<usize> = (0..columns.len()).map(class).collect();
            let mut said = path.clone();
            said.dedup();
            said.retain(|class| *class != 0);
            if said.iter().map(|class| class - 1).eq(wanted.iter().copied()) {
                sum += path.iter().zip(columns).map(|(class, column)| f64::from(column[*class])).product::<f64>();
            }
        }
        sum
    }

    #[test]
    fn probabilities_are_those_of_all_paths_together() {
        let columns = columns(&[0, 5, 0, 5, 3]);
        for (digits, probability) in strings_in(&columns) {
            let wanted: Vec<usize> = digits.bytes().map(|digit| usize::from(digit - b'0')).collect();
            let all = by_all_paths(&columns, &wanted);
            assert!((probability - all).abs() < 1e-9, "{digits}: {probability} is not {all}");
        }
    }

    #[test]
    fn the_same_digit_twice_needs_a_gap() {
        let best = |path: &[usize]| {
            strings_in(&columns(path)).into_iter().max_by(|one, other| one.1.total_cmp(&other.1)).unwrap().0
        };
        assert_eq!(best(&[0, 5, 5, 0, 0, 0]), "4");
        assert_eq!(best(&[0, 5, 0, 5, 0, 2]), "441");
    }

    #[test]
    fn days_are_of_the_calendar_and_nothing_is_no_day() {
        let days = |strings: &[(&str, f64)]| -> Vec<(String, f32)> {
            let strings = strings.iter().map(|(digits, probability)| ((*digits).to_owned(), *probability)).collect();
            interpreted(strings, WrittenKind::Day).into_iter().filter(|(_, share)| *share > 0.1).collect()
        };
        let read = days(&[("37", 0.7), ("31", 0.2), ("0", 0.1)]);
        assert_eq!((read.len(), read[0].0.as_str()), (1, "31"));
        assert!(read[0].1 > 0.85);
        assert_eq!(days(&[("5", 0.3), ("05", 0.5)])[0].0, "05");
        assert_eq!(days(&[("37", 0.99), ("31", 0.0002)]), []);
    }
}
