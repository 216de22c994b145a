//! Whether there is anything on a page that a person would read, by two thresholds: surely blank, surely not, and between
//! them a page that is kept and shown.
//!
//! Red ink does not count, for a seal of the other side shines through; unless it reaches further than a seal does. Measures ink against the paper around it, so that tinted and shaded paper is paper; and counts strokes only:
//! specks, punch holes, staples, folds and the scanner's shadow are not writing.

use crate::raster::{Pixels, Raster};

/// This much darker than the paper around it is ink, as a share of the paper's own brightness. What shines through from the
/// back of a sheet stays under a third.
const INK_DARKER_MIN: f32 = 0.42;

/// Strokes covering less are not writing: the dust of one page comes to this.
const INK_MM2_BLANK_MAX: f32 = 1.5;

/// Strokes covering more are writing: three written letters.
const INK_MM2_CONTENT_MIN: f32 = 6.0;

/// Above this share of dark pixels there is nothing to think about: pages of text have 0.6 % and more, backs with a seal
/// shining through up to 0.017 % (measured on 99 pages).
const INK_SHARE_FULL: f32 = 0.006;

/// The share of each side that is not looked at: the scanner's shadow along the edges.
const EDGE_SHARE: f32 = 0.03;

/// Dots per inch at which is looked.
const LOOK_DPI: f32 = 150.0;

/// A stroke is longer than this; a speck is not.
const STROKE_MM_MIN: f32 = 0.9;

/// A hole of a punch or the mark of a clip: round or square, and filled.
const HOLE_MM: std::ops::Range<f32> = 2.5..9.5;
const HOLE_FILLED_MIN: f32 = 0.6;

/// A fold or the edge of a sheet: this much longer than wide, and longer than what is written in one stroke.
const FOLD_MM_MIN: f32 = 35.0;
const FOLD_THINNER_MIN: f32 = 25.0;

/// The paper's brightness is told block by block.
const BLOCK_MM: f32 = 8.0;

/// A block darker than this share of the page's paper is covered by something, not paper in the shade.
const SHADE_MIN: f32 = 0.55;

/// A page darker than this all over is a picture or was copied with the lid open; never blank.
const PAPER_MIN: f32 = 80.0;

/// Seals are 36 mm across at most (Circular 01/2011/TT-BCA and before); red that reaches further was written.
const SEAL_MM_MAX: f32 = 50.0;

/// How much is on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Nothing but paper, specks, holes and what shines through.
    Blank,
    /// Hardly anything, which may have been written.
    AlmostBlank,
    /// Something to read.
    Content,
}

/// How much is on a page.
pub fn content(page: &Raster) -> Content {
    if is_full(page) {
        return Content::Content;
    }
    let look = Look::at(page);
    let paper = look.paper();
    if paper < PAPER_MIN {
        return Content::Content;
    }
    let dark = look.dark(paper);
    let count = dark.iter().filter(|&&dark| dark).count();
    if count as f32 > INK_SHARE_FULL * dark.len().max(1) as f32 {
        return Content::Content;
    }
    match look.strokes_mm2(dark) {
        ..INK_MM2_BLANK_MAX if look.is_red_beyond_a_seal(paper) => Content::AlmostBlank,
        ..INK_MM2_BLANK_MAX => Content::Blank,
        ..INK_MM2_CONTENT_MIN => Content::AlmostBlank,
        _ => Content::Content,
    }
}

/// Whether a glance tells that there is writing: one row of pixels in eight, dark pixels that have a dark neighbour. Most
/// pages are full, and need no closer look.
fn is_full(page: &Raster) -> bool {
    /// Twice what is enough on a closer look: a glance sees the scanner's shadow and holes too.
    const SHARE_MIN: f32 = 2.0 * INK_SHARE_FULL;
    let step = page.pixels.channels();
    let margin = (page.width as f32 * EDGE_SHARE) as usize;
    let (rows, width) = (page.height as usize, page.width as usize);
    let edge = (rows as f32 * EDGE_SHARE) as usize;
    let reds = |row: usize| {
        let line = &page.pixels.bytes()[(row * width + margin) * step..(row * width + width - margin) * step];
        line.iter().step_by(step).copied()
    };
    let looked_at = || (edge..rows - edge).step_by(8);
    let mut histogram = [0; 256];
    looked_at().for_each(|row| reds(row).for_each(|red| histogram[usize::from(red)] += 1));
    let paper = paper_of(&histogram);
    if paper < PAPER_MIN {
        return false;
    }
    // Dark also for paper that lies in the shade.
    let limit = (paper * SHADE_MIN * (1.0 - INK_DARKER_MIN)) as u8;
    let dark_pairs = |row| reds(row).zip(reds(row).skip(1)).filter(|&(one, next)| one.max(next) < limit).count();
    let dark: usize = looked_at().map(dark_pairs).sum();
    let pixels: usize = histogram.iter().sum();
    dark as f32 > pixels as f32 * SHARE_MIN
}

/// A page without its edges, reduced.
struct Look {
    width: usize,
    height: usize,
    dpi: f32,
    /// The red channel, in which black and blue ink are dark.
    red: Vec<u8>,
    /// The brighter of the other two, in which red ink is dark too; the same for a grey page.
    other: Vec<u8>,
}

impl Look {
    fn at(page: &Raster) -> Self {
        let factor = ((page.dpi / LOOK_DPI).round() as usize).clamp(1, 8);
        let (columns, rows) = (page.width as usize / factor, page.height as usize / factor);
        let (left, top) = ((columns as f32 * EDGE_SHARE) as usize, (rows as f32 * EDGE_SHARE) as usize);
        let (step, bytes) = match &page.pixels {
            Pixels::Grey(bytes) => (1, bytes),
            Pixels::Rgb(bytes) => (3, bytes),
        };
        let stride = page.width as usize * step;
        let (width, height) = (columns - 2 * left, rows - 2 * top);
        let area = (factor * factor) as u32;
        let mut red = Vec::with_capacity(width * height);
        let mut other = Vec::with_capacity(if step == 3 { width * height } else { 0 });
        let mut sums = vec![[0_u32; 3]; columns];
        for row in top..rows - top {
            sums.fill([0; 3]);
            for line in bytes[row * factor * stride..].chunks_exact(stride).take(factor) {
                for (sums, cell) in sums.iter_mut().zip(line.chunks_exact(factor * step)) {
                    for pixel in cell.chunks_exact(step) {
                        for (sum, &value) in sums.iter_mut().zip(pixel) {
                            *sum += u32::from(value);
                        }
                    }
                }
            }
            let inside = &sums[left..columns - left];
            red.extend(inside.iter().map(|[red, _, _]| (red / area) as u8));
            if step == 3 {
                other.extend(inside.iter().map(|[_, green, blue]| (green.max(blue) / area) as u8));
            }
        }
        if step == 1 {
            other.clone_from(&red);
        }
        Self { width, height, dpi: page.dpi / factor as f32, red, other }
    }

    /// Red ink, and nothing else, however dark it is.
    fn is_reddish(&self, at: usize) -> bool {
        f32::from(self.red[at]) > f32::from(self.other[at]) * 1.25 + 15.0
    }

    /// Whether red ink reaches further than the seal of one authority does.
    fn is_red_beyond_a_seal(&self, paper: f32) -> bool {
        let limit = (paper * (1.0 - INK_DARKER_MIN)) as u8;
        let mut part = Part::default();
        for at in 0..self.red.len() {
            if self.other[at] < limit && self.is_reddish(at) {
                part.add(at % self.width, at / self.width);
            }
        }
        let mm = 25.4 / self.dpi;
        let reach = (part.right - part.left).max(part.bottom - part.top) as f32 * mm;
        reach > SEAL_MM_MAX && part.pixels as f32 * mm * mm > INK_MM2_CONTENT_MIN
    }

    /// The brightness of the page's paper.
    fn paper(&self) -> f32 {
        let mut histogram = [0; 256];
        self.red.iter().for_each(|&value| histogram[usize::from(value)] += 1);
        paper_of(&histogram)
    }

    /// Which pixels are ink: darker than the paper of their block by a share of its brightness.
    fn dark(&self, page_paper: f32) -> Vec<bool> {
        let block = ((BLOCK_MM / 25.4 * self.dpi) as usize).max(8);
        let mut dark = vec![false; self.red.len()];
        for top in (0..self.height).step_by(block) {
            for left in (0..self.width).step_by(block) {
                let (bottom, right) = ((top + block).min(self.height), (left + block).min(self.width));
                let mut histogram = [0_usize; 256];
                for y in top..bottom {
                    let row = &self.red[y * self.width..];
                    row[left..right].iter().for_each(|&value| histogram[usize::from(value)] += 1);
                }
                let paper = paper_of(&histogram).max(page_paper * SHADE_MIN);
                let limit = paper * (1.0 - INK_DARKER_MIN);
                for y in top..bottom {
                    let row = y * self.width;
                    for (at, dark) in (row + left..row + right).zip(&mut dark[row + left..row + right]) {
                        *dark = f32::from(self.red[at]) < limit && !self.is_reddish(at);
                    }
                }
            }
        }
        dark
    }

    /// The area of all that looks like strokes of a pen or a printer.
    fn strokes_mm2(&self, mut dark: Vec<bool>) -> f32 {
        let mm = 25.4 / self.dpi;
        let mut strokes = 0.0;
        let mut open = Vec::new();
        for start in 0..dark.len() {
            if !dark[start] {
                continue;
            }
            let mut part = Part::default();
            dark[start] = false;
            open.push(start);
            while let Some(at) = open.pop() {
                let (x, y) = (at % self.width, at / self.width);
                part.add(x, y);
                for near_y in y.saturating_sub(1)..(y + 2).min(self.height) {
                    for near_x in x.saturating_sub(1)..(x + 2).min(self.width) {
                        let near = near_y * self.width + near_x;
                        if dark[near] {
                            dark[near] = false;
                            open.push(near);
                        }
                    }
                }
            }
            if part.is_stroke(mm) {
                strokes += part.pixels as f32 * mm * mm;
            }
        }
        strokes
    }
}

/// The brightness that nine in ten pixels of a block do not exceed.
fn paper_of(histogram: &[usize; 256]) -> f32 {
    let total: usize = histogram.iter().sum();
    let mut above = 0;
    for (value, count) in histogram.iter().enumerate().rev() {
        above += count;
        if above * 10 >= total {
            return value as f32;
        }
    }
    0.0
}

/// Dark pixels that touch.
#[derive(Default)]
struct Part {
    pixels: usize,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl Part {
    fn add(&mut self, x: usize, y: usize) {
        if self.pixels == 0 {
            (self.left, self.right, self.top, self.bottom) = (x, x, y, y);
        }
        self.pixels += 1;
        (self.left, self.right) = (self.left.min(x), self.right.max(x));
        (self.top, self.bottom) = (self.top.min(y), self.bottom.max(y));
    }

    fn is_stroke(&self, mm: f32) -> bool {
        let (width, height) = ((self.right - self.left + 1) as f32 * mm, (self.bottom - self.top + 1) as f32 * mm);
        let (long, short) = (width.max(height), width.min(height));
        let area = self.pixels as f32 * mm * mm;
        let filled = area / (width * height);
        let hole = HOLE_MM.contains(&long) && short > long * 0.7 && filled > HOLE_FILLED_MIN;
        // A fold leans: its width is its area by its length, not that of its box.
        let fold =
            long > FOLD_MM_MIN && area / long < long / FOLD_THINNER_MIN && area / long < 1.0 && short < long / 8.0;
        long >= STROKE_MM_MIN && !hole && !fold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: u32 = 1240;
    const HEIGHT: u32 = 1754;

    fn page(paint: impl Fn(u32, u32) -> [u8; 3]) -> Raster {
        let bytes = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y))).flat_map(|(x, y)| paint(x, y)).collect();
        Raster::from_rgb(WIDTH, HEIGHT, 150.0, bytes)
    }

    fn in_disc(x: u32, y: u32, centre: (u32, u32), radius: u32) -> bool {
        x.abs_diff(centre.0).pow(2) + y.abs_diff(centre.1).pow(2) < radius * radius
    }

    /// Noise that is the same each time.
    fn grain(x: u32, y: u32, most: u8) -> u8 {
        let mixed = (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE3D);
        ((mixed >> 24) % (u32::from(most) + 1)) as u8
    }

    /// A wavy stroke of 0.5 mm in `ink`, from 300 px for `length` px.
    fn stroke(x: u32, y: u32, length: u32) -> bool {
        let wave = 500.0 + 20.0 * (f64::from(x) / 8.0).sin();
        (300..300 + length).contains(&x) && (f64::from(y) - wave).abs() < 4.0
    }

    /// Bars where letters would be.
    fn letters(x: u32, y: u32) -> bool {
        (200..1000).contains(&x) && (300..1400).contains(&y) && y % 50 < 14 && x % 14 < 4
    }

    #[test]
    fn what_is_not_writing_does_not_count() {
        assert_eq!(content(&page(|_, _| [245, 244, 240])), Content::Blank);
        let grey = |value| [value, value, value];
        let texture = page(|x, y| grey(200 + grain(x, y, 50)));
        assert_eq!(content(&texture), Content::Blank, "rough paper");
        let shaded = page(|x, _| grey((110 + x / 10) as u8));
        assert_eq!(content(&shaded), Content::Blank, "grey paper that lies in a shadow");
        let seal = page(|x, y| if in_disc(x, y, (800, 1200), 300) { [225, 150, 150] } else { [245, 245, 245] });
        assert_eq!(content(&seal), Content::Blank, "a red seal shines through");
        let strong = page(|x, y| if in_disc(x, y, (500, 1400), 90) && x % 9 < 4 { [150, 25, 50] } else { [245; 3] });
        assert_eq!(content(&strong), Content::Blank, "a wet seal has come through");
        let back = page(|x, y| if letters(WIDTH - x, y) { grey(180) } else { grey(240) });
        assert_eq!(content(&back), Content::Blank, "the other side's letters shine through");
        let edge = page(|x, _| if x < 20 { [0, 0, 0] } else { [250, 250, 250] });
        assert_eq!(content(&edge), Content::Blank, "a scanner's shadow");
        let holes =
            page(
                |x, y| {
                    if in_disc(x, y, (90, 640), 17) || in_disc(x, y, (90, 1110), 17) { grey(20) } else { grey(245) }
                },
            );
        assert_eq!(content(&holes), Content::Blank, "punch holes");
        let fold = page(|x, y| if y.abs_diff(870 + x / 60) < 2 { grey(90) } else { grey(240) });
        assert_eq!(content(&fold), Content::Blank, "a fold");
        let dust = page(|x, y| if x % 97 < 3 && y % 89 < 3 { grey(30) } else { grey(240) });
        assert_eq!(content(&dust), Content::Blank, "dust");
    }

    #[test]
    fn one_line_of_handwriting_counts() {
        for ink in [[40, 50, 160], [20, 20, 20], [110, 110, 115]] {
            let written = page(|x, y| if stroke(x, y, 360) { ink } else { [245, 245, 245] });
            assert_eq!(content(&written), Content::Content, "{ink:?}");
        }
        let on_holes =
            page(
                |x, y| {
                    if stroke(x, y, 360) || in_disc(x, y, (90, 640), 17) { [40, 50, 160] } else { [225, 215, 190] }
                },
            );
        assert_eq!(content(&on_holes), Content::Content, "on yellow paper with a hole");
    }

    #[test]
    fn a_dark_page_and_a_picture_are_not_blank() {
        assert_eq!(content(&page(|_, _| [30, 30, 40])), Content::Content);
        let picture = page(|x, y| if (400..800).contains(&x) && (500..900).contains(&y) { [60; 3] } else { [240; 3] });
        assert_eq!(content(&picture), Content::Content);
    }

    #[test]
    fn a_little_is_kept_and_told() {
        let tick = page(|x, y| if stroke(x, y, 12) { [40, 50, 160] } else { [245, 245, 245] });
        assert_eq!(content(&tick), Content::AlmostBlank);
        let red = page(|x, y| if stroke(x, y, 400) { [200, 30, 40] } else { [245, 245, 245] });
        assert_eq!(content(&red), Content::AlmostBlank, "a line in red ink");
    }
}
