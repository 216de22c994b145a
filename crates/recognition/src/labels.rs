//! What stands beside a label of a form, or under it: "Họ và tên: …", "Số vào sổ gốc cấp văn bằng: …".
//!
//! Which labels mean what is known by those who ask; nothing that no label claims is looked for.

use model::{PageRect, Word, vietnamese::fold_to_ascii};

use crate::{
    rows::{Row, hull},
    text::{Letters, distance},
};

/// Forms of one label, ready to be compared.
#[derive(Debug)]
pub(crate) struct Labels {
    forms: Vec<Form>,
    /// True for labels that are also words of running text: only what begins with a capital is one.
    begins: bool,
}

#[derive(Debug)]
struct Form {
    /// Its first letter, folded and small.
    initial: char,
    letters: Letters,
    words: usize,
}

/// A label on its row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Label<'a> {
    words: &'a [Word],
    /// What follows it on the row.
    pub(crate) after: &'a [Word],
}

/// A misread letter in eight, or a few lost marks.
const LABEL_OFF_MAX: f32 = 0.12;
/// A value stands at most so many heights of its label's print under it.
const UNDER_HEIGHTS: u32 = 3;

impl Labels {
    /// Labels that may begin with a small letter, the more telling before others.
    pub(crate) fn of(forms: &[&str]) -> Self {
        let form = |text: &&str| Form {
            initial: text.chars().next().map(folded).unwrap_or_default(),
            letters: Letters::of(text),
            words: text.split(' ').count(),
        };
        Self { forms: forms.iter().map(form).collect(), begins: false }
    }

    /// Labels that begin with a capital; one of a single word has a colon.
    pub(crate) fn capitalised(forms: &[&str]) -> Self {
        Self { begins: true, ..Self::of(forms) }
    }

    /// The first of the labels that stands in the row.
    pub(crate) fn on<'a>(&self, row: &'a Row) -> Option<Label<'a>> {
        let initials: Vec<Option<char>> = row.words.iter().map(|word| self.initial(word)).collect();
        self.forms.iter().find_map(|form| {
            // Most words begin otherwise, and need no look.
            let starts =
                (0..row.words.len()).filter(|from| initials[*from].is_some_and(|letter| letter == form.initial));
            let windows = starts.flat_map(|from| {
                // OCR joins and parts words: "Số/No.:", "tên :".
                let longest = (row.words.len() - from).min(form.words + 1);
                (1..=longest).map(move |length| (from, length))
            });
            let fits = windows.filter_map(|(from, length)| {
                let words = &row.words[from..from + length];
                let away = form.distance(words)?;
                let lone = self.begins && form.words == 1 && !words.iter().any(|word| word.text.ends_with(':'));
                (away <= LABEL_OFF_MAX && !lone).then_some((away, Label { words, after: &row.words[from + length..] }))
            });
            // Of windows that fit alike the longest, which takes in what stands between label and value.
            fits.min_by(|(one, a), (other, b)| one.total_cmp(other).then(b.words.len().cmp(&a.words.len())))
                .map(|(_, label)| label)
        })
    }

    /// The first letter of a word with which one of the labels may begin, folded and small.
    fn initial(&self, word: &Word) -> Option<char> {
        let first = word.text.chars().find(|letter| letter.is_alphabetic())?;
        (!self.begins || first.is_uppercase()).then(|| folded(first))
    }

    /// The words of the value of one of the labels: what follows it on its row, or what stands under it where nothing does.
    pub(crate) fn value_at(&self, rows: &[Row], at: usize) -> Option<Vec<Word>> {
        let label = self.on(&rows[at])?;
        let said = |words: &[Word]| words.iter().any(|word| word.text.contains(char::is_alphanumeric));
        if said(label.after) {
            return Some(label.after.to_vec());
        }
        let [left, top, width, height] = hull(label.words.iter().map(|word| word.rect))?;
        let under = |rect: PageRect| {
            let below = rect[1] > top + height / 2 && rect[1] < top + height * (UNDER_HEIGHTS + 1);
            below && rect[0] + height * 2 >= left && rect[0] < left + width
        };
        let columns = rows.iter().filter_map(|row| {
            let first = row.words.iter().position(|word| under(word.rect))?;
            Some(&row.words[first..])
        });
        columns.min_by_key(|words| words[0].rect[1]).filter(|words| said(words)).map(<[Word]>::to_vec)
    }
}

impl Form {
    /// How far words are from it; `None` when they are too long or too short to be near.
    fn distance(&self, words: &[Word]) -> Option<f32> {
        let length: usize = words.iter().map(|word| word.text.chars().count()).sum();
        let (least, most) = (self.letters.len() * 6 / 10, self.letters.len() * 13 / 10 + 4);
        (least..=most).contains(&length).then(|| {
            let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            distance(&Letters::of(&text.join(" ")), &self.letters)
        })
    }
}

fn folded(letter: char) -> char {
    let mut bytes = [0; 4];
    let plain = fold_to_ascii(letter.encode_utf8(&mut bytes));
    plain.chars().next().map_or(letter, |letter| letter.to_ascii_lowercase())
}
