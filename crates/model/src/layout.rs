//! Recognised text with its place on the page: what OCR (or a text layer) gave, in reading order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::PageRect;

/// One word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    /// As read, NFC.
    pub text: String,
    /// Where, in pixels of the upright page at `PageText::dpi`.
    #[serde(rename = "box")]
    pub rect: PageRect,
    /// The reader's own, 0 to 1; 1 for a text layer.
    pub confidence: f32,
}

/// One line of words, left to right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// Where.
    #[serde(rename = "box")]
    pub rect: PageRect,
    /// Its words.
    pub words: Vec<Word>,
    /// The base line as `y = slope · (x − left) + offset` over the box's bottom left corner, when the reader gave it.
    pub baseline: Option<[f32; 2]>,
    /// True for the first line of a paragraph.
    pub starts_paragraph: bool,
}

/// The text of one page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PageText {
    /// The page of the file, from 1.
    pub page: u32,
    /// Width of the upright page in pixels at `dpi`.
    pub width_px: u32,
    /// Height, likewise.
    pub height_px: u32,
    /// Dots per inch in which the boxes are told.
    pub dpi: f32,
    /// True when the text is the file's own, not OCR's.
    pub from_text_layer: bool,
    /// The lines in reading order.
    pub lines: Vec<Line>,
}

impl PageText {
    /// The plain text: a line feed after each line, an empty line before each further paragraph.
    pub fn plain(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            if line.starts_paragraph && !text.is_empty() {
                text.push('\n');
            }
            for (at, word) in line.words.iter().enumerate() {
                if at > 0 {
                    text.push(' ');
                }
                text.push_str(&word.text);
            }
            text.push('\n');
        }
        text
    }
}
