//! What tells the same paper scanned again: a perceptual hash of its first page and a sketch of its words. Both are of
//! pixels and words alone; whether two papers are the same is for a person.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{IdentifierError, PageText, Sha256Digest, identifiers::as_text, vietnamese::fold_to_ascii};

/// A perceptual hash: the signs of the lowest frequencies of a page, so that a scan in other light, at another resolution or
/// a little askew has nearly the same (C. Zauner, *Implementation and Benchmarking of Perceptual Image Hash Functions*, 2010).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ImageHash(pub u64);

impl ImageHash {
    /// How many of the 64 bits differ. Two scans of one page differ in a few, two pages in about half.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

impl fmt::Display for ImageHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

impl FromStr for ImageHash {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let hash = (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten();
        hash.map(Self).ok_or_else(|| IdentifierError::new("image hash", text, "16 hexadecimal digits"))
    }
}
as_text!(ImageHash, "ImageHash", "^[0-9a-f]{16}$");

/// How many hashes a sketch keeps: the share that two of them share is told to within ± 0.1.
const SKETCH: usize = 48;

/// A sketch of a text: of each of a fixed number of hash functions the least value over all pairs of neighbouring words
/// (A. Broder, *On the resemblance and containment of documents*, 1997). The words cannot be told from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct TextSketch(Vec<u16>);

impl TextSketch {
    /// The share of all pairs of words that both texts have, 0 to 1.
    pub fn similarity(&self, other: &Self) -> f32 {
        let same = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        same as f32 / SKETCH as f32
    }
}

/// Makes a sketch as pages pass by.
#[derive(Debug, Clone)]
pub struct TextSketcher {
    least: Vec<u64>,
    last: Option<String>,
    pairs: usize,
}

impl Default for TextSketcher {
    fn default() -> Self {
        Self { least: vec![u64::MAX; SKETCH], last: None, pairs: 0 }
    }
}

impl TextSketcher {
    /// Adds the words of a page.
    pub fn add(&mut self, page: &PageText) {
        page.lines.iter().flat_map(|line| &line.words).for_each(|word| self.add_word(&word.text));
    }

    fn add_word(&mut self, word: &str) {
        let word = fold_to_ascii(word).to_lowercase();
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() {
            return;
        }
        if let Some(last) = &self.last {
            self.add_pair(&format!("{last} {word}"));
        }
        self.last = Some(word);
    }

    fn add_pair(&mut self, pair: &str) {
        let digest = Sha256Digest::of(pair.as_bytes());
        let number =
            |from: usize| digest.as_bytes()[from..from + 8].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        // Two hashes make as many as are wanted (Kirsch and Mitzenmacher, 2006).
        let (one, other) = (number(0), number(8) | 1);
        for (function, least) in (0_u64..).zip(&mut self.least) {
            *least = (*least).min(one.wrapping_add(function.wrapping_mul(other)));
        }
        self.pairs += 1;
    }

    /// The sketch; `None` for a text too short to be told from others.
    pub fn finish(self) -> Option<TextSketch> {
        /// Fewer pairs of words are not a text.
        const PAIRS_MIN: usize = 12;
        let short = |least: u64| (least.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as u16;
        (self.pairs >= PAIRS_MIN).then(|| TextSketch(self.least.into_iter().map(short).collect()))
    }
}

/// What tells a paper scanned again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Fingerprint {
    /// Of its first page.
    pub image: Option<ImageHash>,
    /// Of its words.
    pub words: Option<TextSketch>,
}

/// How much two papers are alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Likeness {
    /// How many of the 64 bits of the first pages' hashes differ.
    pub image_bits: Option<u32>,
    /// The share of pairs of words that both have, 0 to 1.
    pub words: Option<f32>,
}

impl Fingerprint {
    /// How much two papers are alike; `None` when they are not, as far as that can be told.
    ///
    /// Words decide. Where they are read badly (of a poor copy that is scanned twice a third of the pairs agree), the look
    /// must agree nearly whole; two fillings of one form may pass here, which other facts must tell.
    pub fn likeness(&self, other: &Self) -> Option<Likeness> {
        /// So many words are shared by scans of one paper alone.
        const WORDS_SAME: f32 = 0.7;
        /// So many, by scans that also look the same.
        const WORDS_LIKE: f32 = 0.25;
        const IMAGE_BITS_LIKE: u32 = 8;
        /// Without words: nearly every bit.
        const IMAGE_BITS_SAME: u32 = 4;
        let image_bits = self.image.zip(other.image).map(|(one, other)| one.distance(other));
        let words = self.words.as_ref().zip(other.words.as_ref()).map(|(one, other)| one.similarity(other));
        let looks = |most: u32| image_bits.is_some_and(|bits| bits <= most);
        let alike = match words {
            Some(words) => words >= WORDS_SAME || (words >= WORDS_LIKE && looks(IMAGE_BITS_LIKE)),
            None => looks(IMAGE_BITS_SAME),
        };
        alike.then_some(Likeness { image_bits, words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(words: &str) -> Option<TextSketch> {
        let mut sketcher = TextSketcher::default();
        words.split(' ').for_each(|word| sketcher.add_word(word));
        sketcher.finish()
    }

    const FORM: &str = "giấy khai sinh họ chữ đệm tên ngày tháng năm sinh ghi bằng chữ giới tính dân tộc quốc tịch nơi sinh quê quán \
                        số định danh cá nhân họ chữ đệm tên người mẹ năm sinh dân tộc quốc tịch nơi cư trú";

    #[test]
    fn the_same_words_badly_read_are_alike_and_another_filling_is_not() {
        let filled = |with: &str| sketch(&format!("{FORM} {with}")).unwrap();
        let an = "Nguyễn Văn An mười hai tháng ba năm hai nghìn không trăm hai mươi nam kinh việt nam bệnh viện tỉnh ninh bình \
                  xã yên mô 037220001234 trần thị bình 1990 thôn đông xã yên mô";
        let binh = "Lê Thị Bích ba mươi tháng mười một năm một nghìn chín trăm chín mươi chín nữ tày việt nam trạm y tế cao bằng \
                    phường hợp giang 004199004321 hoàng thị cúc 1970 tổ sáu phường hợp giang";
        let scanned_again = an.replace("Văn", "Vãn").replace("ninh", "nình").replace("1990", "199O");
        let print = |words| Fingerprint { image: None, words: Some(words) };
        assert!(print(filled(an)).likeness(&print(filled(&scanned_again))).is_some());
        assert!(print(filled(an)).likeness(&print(filled(binh))).is_none());
        assert_eq!(sketch("quá ngắn"), None);
    }

    #[test]
    fn a_look_decides_only_without_words() {
        let look = |hash| Fingerprint { image: Some(ImageHash(hash)), words: None };
        assert!(look(0b111).likeness(&look(0)).is_some());
        assert!(look(0b111_1111).likeness(&look(0)).is_none());
        assert_eq!("00000000000000ff".parse::<ImageHash>().unwrap().to_string(), "00000000000000ff");
        assert!("ff".parse::<ImageHash>().is_err());
    }
}
