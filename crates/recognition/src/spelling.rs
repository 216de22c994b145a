//! How a name is spelled elsewhere on the page: OCR loses the marks of capitals more often than those of running text, and
//! seldom the same ones twice.

use std::collections::HashMap;

use model::{
    Line,
    vietnamese::{fold_to_ascii, level},
};

/// Pairs of words, folded, and what each was read as with the sum of confidences.
type Pairs = HashMap<(String, String), Vec<([String; 2], f32)>>;

/// The words of a page, two by two, as they were read and how well.
#[derive(Debug, Default)]
pub(crate) struct Spellings {
    pairs: Pairs,
}

/// So much better must another spelling be borne out.
const BETTER: f32 = 0.1;

impl Spellings {
    pub(crate) fn of(lines: &[Line]) -> Self {
        let mut pairs = Pairs::new();
        for line in lines {
            for pair in line.words.windows(2) {
                let [first, second] = [trimmed(&pair[0].text), trimmed(&pair[1].text)];
                let confidence = pair[0].confidence.min(pair[1].confidence);
                if first.is_empty() || second.is_empty() || confidence < 0.5 {
                    continue;
                }
                let read = [level(first), level(second)];
                let known = pairs.entry((folded(first), folded(second))).or_default();
                match known.iter_mut().find(|(other, _)| *other == read) {
                    Some((_, sum)) => *sum += confidence,
                    None => known.push((read, confidence)),
                }
            }
        }
        Self { pairs }
    }

    /// The name as most of the page spells it, in the case that it has; it may be spelled in one way alone.
    pub(crate) fn best(&self, name: &str) -> String {
        let words: Vec<&str> = name.split(' ').collect();
        let best = |at: usize| {
            let mut votes: Vec<(String, f32)> = Vec::new();
            let before = at.checked_sub(1).map(|before| (before, 1));
            for (from, which) in before.into_iter().chain([(at, 0)]).filter(|(from, _)| from + 1 < words.len()) {
                let key = (folded(trimmed(words[from])), folded(trimmed(words[from + 1])));
                for (read, weight) in self.pairs.get(&key).into_iter().flatten() {
                    match votes.iter_mut().find(|(word, _)| *word == read[which]) {
                        Some((_, sum)) => *sum += weight,
                        None => votes.push((read[which].clone(), *weight)),
                    }
                }
            }
            let own = level(trimmed(words[at]));
            let for_own = votes.iter().find(|(word, _)| *word == own).map_or(0.0, |(_, sum)| *sum);
            let other = votes.into_iter().max_by(|one, other| one.1.total_cmp(&other.1));
            other.filter(|(word, sum)| *word != own && *sum > for_own + BETTER).map(|(word, _)| word)
        };
        let spelled = words.iter().enumerate().map(|(at, word)| match best(at) {
            Some(other) => in_case_of(word, &other),
            None => (*word).to_owned(),
        });
        spelled.collect::<Vec<_>>().join(" ")
    }
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

fn folded(word: &str) -> String {
    fold_to_ascii(word).to_lowercase()
}

/// The letters of `spelled` in the case of those of `word`, which has as many.
fn in_case_of(word: &str, spelled: &str) -> String {
    let clean = trimmed(word);
    if clean.chars().count() != spelled.chars().count() {
        return word.to_owned();
    }
    let letters = clean.chars().zip(spelled.chars()).flat_map(|(old, new)| {
        let upper: Vec<char> = if old.is_uppercase() { new.to_uppercase().collect() } else { vec![new] };
        upper
    });
    word.replacen(clean, &letters.collect::<String>(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Word;

    #[test]
    fn most_of_the_page_decides_on_marks_and_nothing_else() {
        let line = |text: &str, confidence| Line {
            rect: [0; 4],
            words: text.split(' ').map(|text| Word { text: text.to_owned(), rect: [0; 4], confidence }).collect(),
            baseline: None,
            starts_paragraph: false,
        };
        let lines = [
            line("BAN CHỈ ĐẠO CHUYÊN ĐỒI SÔ", 0.7),
            line("Quy chế của Ban Chỉ đạo Chuyển đổi số tỉnh", 0.96),
            line("Củ Chỉ, ngày", 0.8),
            line("HUYỆN CỦ CHI", 0.92),
        ];
        let spellings = Spellings::of(&lines);
        assert_eq!(spellings.best("Ban Chỉ đạo chuyên đồi sô"), "Ban Chỉ đạo chuyển đổi số");
        assert_eq!(spellings.best("Củ Chỉ"), "Củ Chi");
        assert_eq!(spellings.best("Sơn Tây"), "Sơn Tây");
    }
}
