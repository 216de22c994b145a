//! What stands where on a page, in points from its top left corner.

/// A4 across.
pub(super) const WIDTH: f32 = 841.89;
/// A4 across.
pub(super) const HEIGHT: f32 = 595.28;
/// Free on every side.
pub(super) const MARGIN: f32 = 34.0;
/// What is left between the margins.
pub(super) const CONTENT: f32 = WIDTH - 2.0 * MARGIN;
/// Where content ends; the page's number stands below.
pub(super) const BOTTOM: f32 = HEIGHT - MARGIN - 10.0;
/// From one baseline to the next, of the size of the letters.
pub(super) const LEADING: f32 = 1.25;
/// From the top of a line to its baseline, of the size of the letters.
pub(super) const ASCENT: f32 = 0.98;

/// What words are, for those who have a page read to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The report's title.
    Title,
    /// The so-manieth paragraph.
    Paragraph(usize),
    /// A cell of the table's body.
    Cell { row: usize, column: usize },
    /// A title of columns.
    Head { row: usize, column: usize, columns: u32, rows: u32 },
    /// What is repeated on each page: not read.
    Repeated,
}

/// A line of words.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) x: f32,
    /// Of the baseline.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) text: String,
    pub(super) role: Role,
}

/// A filled rectangle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fill {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) tone: Tone,
}

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Lines of the table.
    Grid,
    /// Behind titles of columns and the total.
    Head,
    /// Behind titles of sections.
    Section,
    /// A bar.
    Bar,
    /// The ground that a bar runs on.
    Track,
    /// The mark of a target.
    Mark,
}

/// One page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Drawn first.
    pub(super) fills: Vec<Fill>,
    /// Drawn over them.
    pub(super) words: Vec<Words>,
}
