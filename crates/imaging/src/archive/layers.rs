//! A page as layers (mixed raster content): where there is ink, at full resolution and in one bit; what colour the ink has,
//! and what lies beneath it, both at a low resolution. For access copies, never for the archive.
//!
//! What counts as ink is decided against the paper around it, twice: dark ink by the lightest of a pixel's three channels
//! (black print is dark in all of them), and what is left of coloured ink by the darkest. So print under a red seal keeps
//! its edges and its black, and the seal its own.

use crate::raster::{Pixels, Raster};

/// Dots per inch of the colour of ink: it seldom changes within a word.
const INK_DPI: f32 = 30.0;

/// Dots per inch of what lies beneath: pictures and patterns can be made out.
const GROUND_DPI: f32 = 75.0;

/// A page with fewer dots per inch is enlarged before ink is told from paper: one bit a pixel needs more of them than eight.
const MASK_DPI_MIN: f32 = 250.0;

/// It is not enlarged beyond so many pixels; each takes some eight bytes while the page is taken apart.
const ENLARGED_PIXELS_MAX: u64 = 16_000_000;

/// Pixels of a layer of colour, 16 bytes each while it is made: more than A1 has at 75 dots per inch is made coarser.
const COLOUR_PIXELS_MAX: f64 = 2_500_000.0;

/// The side, in inches, of the squares in which paper and ink are looked for: about half a line of print.
const SQUARE_INCH: f32 = 1.0 / 16.0;

/// Of the samples of a square, sorted from dark to light: where ink is, and where paper is.
const INK_PART: f32 = 0.03;
const PAPER_PART: f32 = 0.80;

/// How far from the paper towards the ink a sample must be to be ink.
const INK_SHARE: f32 = 0.45;

/// What is nearer to the paper than this, in steps of 255, is paper: noise, the other side shining through.
const CONTRAST_MIN: f32 = 30.0;

/// On rough paper it is so many times what the paper itself varies by, in most squares of the page.
const CONTRAST_OF_TEXTURE: f32 = 4.0;
const TEXTURE_PART: f32 = 0.20;
const CONTRAST_MAX: f32 = 90.0;

/// A page has a printed pattern when weak marks stand all over it: in so large a share of its blocks of 8 × 8 squares (half an
/// inch), in so many squares of each; 0.8 and more on land-use and birth certificates, up to 0.3 on plain paper. Weak is what
/// has so small a share of the contrast that nearly all of the page keeps within; there, that is paper.
const PATTERN_BLOCKS_MIN: f32 = 0.6;
const PATTERN_SQUARES_MIN: u32 = 3;
const BLOCK_SQUARES: usize = 8;
const STRONG_PART: f32 = 0.97;
const PATTERN_OF_STRONG: f32 = 0.4;
const PATTERN_CONTRAST_MIN: u8 = 25;

/// How far apart a pixel's channels are, at least, where there is coloured ink.
const COLOUR_MIN: u8 = 64;

/// Fewer pixels of coloured ink than one in so many are noise: they stay in the ground.
const COLOURED_ONE_IN: usize = 10_000;

/// A page in layers of the same extent, of `width_px` × `height_px` pixels.
pub(super) struct Layers {
    pub(super) width_px: u32,
    pub(super) height_px: u32,
    /// The page without its ink: lies lowest.
    pub(super) ground: Raster,
    /// Coloured ink, if there is any, and dark ink over it.
    pub(super) inks: Vec<Ink>,
}

/// One layer of ink.
pub(super) struct Ink {
    /// Rows of one bit a pixel, 1 where there is ink, as in `PageImage::Bitonal`.
    pub(super) mask: Vec<u8>,
    /// Its colour; anything where there is none near.
    pub(super) colour: Raster,
}

/// Takes a page apart.
pub(super) fn separate(page: &Raster) -> Layers {
    let enlarged = enlargement(page).map(|factor| page.resize(page.width * factor, page.height * factor));
    let page = enlarged.as_ref().unwrap_or(page);
    let width = page.width as usize;
    let lightest = channel(&page.pixels, u8::max);
    let dark = without_specks(&ink(&lightest, width, page.dpi), width);
    let coloured = if page.is_rgb() { coloured_ink(page, &lightest, &dark) } else { Vec::new() };
    drop(lightest);
    let is_coloured = coloured.iter().filter(|ink| **ink).count() * COLOURED_ONE_IN > coloured.len();
    let masks = if is_coloured { vec![coloured, dark] } else { vec![dark] };
    Layers {
        width_px: page.width,
        height_px: page.height,
        ground: ground(page, &masks),
        inks: masks.iter().map(|mask| layer(page, mask)).collect(),
    }
}

/// How many times to enlarge a page, each way.
fn enlargement(page: &Raster) -> Option<u32> {
    let factor = (MASK_DPI_MIN / page.dpi).ceil().clamp(1.0, 3.0) as u32;
    let pixels = page.pixel_count() * u64::from(factor * factor);
    (factor > 1 && pixels <= ENLARGED_PIXELS_MAX).then_some(factor)
}

fn layer(page: &Raster, mask: &[bool]) -> Ink {
    let width = page.width as usize;
    let mut colour = Colours::new(page, INK_DPI);
    for at in (0..mask.len()).filter(|at| mask[*at]) {
        // The edge of a stroke is part paper: its middle tells its colour.
        let depth = 256.0 - page.colour(at).iter().map(|sample| f32::from(*sample)).sum::<f32>() / 3.0;
        colour.add(page, at, depth * depth);
    }
    let bits = |row: &[bool]| row.chunks(8).map(byte).collect::<Vec<u8>>();
    Ink { mask: mask.chunks_exact(width).flat_map(bits).collect(), colour: colour.finish() }
}

/// The page's colours but for its ink and the two pixels around it, which are part ink and would stain it.
fn ground(page: &Raster, masks: &[Vec<bool>]) -> Raster {
    let width = page.width as usize;
    let mut colours = Colours::new(page, GROUND_DPI);
    let mut near = vec![false; width];
    for y in 0..page.height as usize {
        near.fill(false);
        for mask in masks {
            mark_near(mask, width, y, &mut near);
        }
        for x in (0..width).filter(|x| !near[*x]) {
            colours.add(page, y * width + x, 1.0);
        }
    }
    colours.finish()
}

fn mark_near(mask: &[bool], width: usize, y: usize, near: &mut [bool]) {
    for row in mask.chunks_exact(width).take(y + 3).skip(y.saturating_sub(2)) {
        for (x, _) in row.iter().enumerate().filter(|(_, ink)| **ink) {
            near[x.saturating_sub(2)..(x + 3).min(width)].fill(true);
        }
    }
}

fn byte(eight: &[bool]) -> u8 {
    (0..8).fold(0, |byte, at| byte << 1 | u8::from(eight.get(at) == Some(&true)))
}

fn channel(pixels: &Pixels, of: fn(u8, u8) -> u8) -> Vec<u8> {
    match pixels {
        Pixels::Grey(bytes) => bytes.clone(),
        Pixels::Rgb(bytes) => bytes.as_chunks::<3>().0.iter().map(|[r, g, b]| of(*r, of(*g, *b))).collect(),
    }
}

/// Ink that is not dark, but of a colour.
fn coloured_ink(page: &Raster, lightest: &[u8], dark: &[bool]) -> Vec<bool> {
    let width = page.width as usize;
    let darkest = channel(&page.pixels, u8::min);
    let mut coloured = ink(&darkest, width, page.dpi);
    for (at, ink) in coloured.iter_mut().enumerate() {
        *ink &= !dark[at] && lightest[at] - darkest[at] >= COLOUR_MIN;
    }
    without_specks(&coloured, width)
}

/// True for each sample that is darker than the limit of its place.
fn ink(samples: &[u8], width: usize, dpi: f32) -> Vec<bool> {
    let limits = Limits::of(samples, width, dpi);
    let mut is_ink = Vec::with_capacity(samples.len());
    for (y, row) in samples.chunks_exact(width).enumerate() {
        let limits = limits.of_row(y);
        is_ink.extend(row.iter().enumerate().map(|(x, sample)| f32::from(*sample) < limits.at(x)));
    }
    is_ink
}

/// The same without pixels that have at most one neighbour.
fn without_specks(is_ink: &[bool], width: usize) -> Vec<bool> {
    let mut kept = is_ink.to_vec();
    let rows = is_ink.len() / width;
    for y in 0..rows {
        for x in (0..width).filter(|x| is_ink[y * width + x]) {
            let columns = x.saturating_sub(1)..(x + 2).min(width);
            let company = (y.saturating_sub(1)..(y + 2).min(rows))
                .flat_map(|row| &is_ink[row * width + columns.start..row * width + columns.end])
                .filter(|ink| **ink)
                .count();
            kept[y * width + x] = company > 2;
        }
    }
    kept
}

/// The sample below which there is ink, for each square of the page; between their middles it goes over gradually.
struct Limits {
    square: usize,
    columns: usize,
    limits: Vec<f32>,
}

impl Limits {
    fn of(samples: &[u8], width: usize, dpi: f32) -> Self {
        let square = ((dpi * SQUARE_INCH) as usize).max(4);
        let columns = width.div_ceil(square);
        let mut found = Vec::new();
        for band in samples.chunks(square * width) {
            let mut counts = vec![[0_u32; 256]; columns];
            for row in band.chunks_exact(width) {
                for (part, counts) in row.chunks(square).zip(&mut counts) {
                    part.iter().for_each(|&sample| counts[usize::from(sample)] += 1);
                }
            }
            found.extend(
                counts.iter().map(|counts| [INK_PART, TEXTURE_PART, PAPER_PART].map(|part| level(counts, part))),
            );
        }
        let mut textures: Vec<u8> = found.iter().map(|[_, dark, light]| light - dark).collect();
        let middle = textures.len() / 2;
        let texture = f32::from(*textures.select_nth_unstable(middle).1);
        let contrast = (texture * CONTRAST_OF_TEXTURE).clamp(CONTRAST_MIN, CONTRAST_MAX);
        let rows = found.len() / columns;
        let around = |at: usize| {
            let (column, row) = (at % columns, at / columns);
            let near = (row.saturating_sub(1)..(row + 2).min(rows)).flat_map(|row| {
                &found[row * columns + column.saturating_sub(1)..row * columns + (column + 2).min(columns)]
            });
            near.fold((255_u8, 0_u8), |(ink, paper), [dark, _, light]| (ink.min(*dark), paper.max(*light)))
        };
        let around: Vec<(u8, u8)> = (0..found.len()).map(around).collect();
        let contrast = contrast.max(pattern(&around, columns).min(CONTRAST_MAX));
        let limit = |&(ink, paper): &(u8, u8)| {
            let (ink, paper) = (f32::from(ink), f32::from(paper));
            paper - ((paper - ink) * INK_SHARE).max(contrast)
        };
        let limits = around.iter().map(limit).collect();
        Self { square, columns, limits }
    }

    fn of_row(&self, y: usize) -> RowLimits {
        let rows = self.limits.len() / self.columns;
        let (above, below, share) = between(y, self.square, rows);
        let row = |row: usize| &self.limits[row * self.columns..(row + 1) * self.columns];
        let limits = row(above).iter().zip(row(below)).map(|(a, b)| a + (b - a) * share).collect();
        RowLimits { square: self.square, limits }
    }
}

/// The contrast of the page's printed pattern, 0 without one, by the ink and the paper around each square.
fn pattern(around: &[(u8, u8)], columns: usize) -> f32 {
    let mut sorted: Vec<u8> = around.iter().map(|(ink, paper)| paper.saturating_sub(*ink)).collect();
    let strong = ((sorted.len() - 1) as f32 * STRONG_PART) as usize;
    let weak_max = f32::from(*sorted.select_nth_unstable(strong).1) * PATTERN_OF_STRONG;
    let across = columns.div_ceil(BLOCK_SQUARES);
    let mut blocks = vec![0_u32; across * (around.len() / columns).div_ceil(BLOCK_SQUARES)];
    for (at, (ink, paper)) in around.iter().enumerate() {
        let contrast = paper.saturating_sub(*ink);
        let is_weak = contrast >= PATTERN_CONTRAST_MIN && f32::from(contrast) < weak_max;
        blocks[at / columns / BLOCK_SQUARES * across + at % columns / BLOCK_SQUARES] += u32::from(is_weak);
    }
    let patterned = blocks.iter().filter(|squares| **squares >= PATTERN_SQUARES_MIN).count();
    if patterned as f32 >= blocks.len() as f32 * PATTERN_BLOCKS_MIN { weak_max } else { 0.0 }
}

struct RowLimits {
    square: usize,
    limits: Vec<f32>,
}

impl RowLimits {
    fn at(&self, x: usize) -> f32 {
        let (left, right, share) = between(x, self.square, self.limits.len());
        self.limits[left] + (self.limits[right] - self.limits[left]) * share
    }
}

/// The two squares between whose middles a pixel lies, and how far on the way.
fn between(at: usize, square: usize, squares: usize) -> (usize, usize, f32) {
    let place = ((at as f32 + 0.5) / square as f32 - 0.5).clamp(0.0, (squares - 1) as f32);
    let first = place as usize;
    (first, (first + 1).min(squares - 1), place - first as f32)
}

/// The sample below which this part of all samples lies.
fn level(counts: &[u32; 256], part: f32) -> u8 {
    let mut left = (counts.iter().sum::<u32>() as f32 * part) as u32;
    for (sample, &count) in counts.iter().enumerate() {
        if count > left {
            return sample as u8;
        }
        left -= count;
    }
    255
}

/// A small picture of the mean colours of some of a page's pixels.
struct Colours {
    width: u32,
    height: u32,
    dpi: f32,
    is_rgb: bool,
    /// For each column and each row of the page, that of the picture.
    columns: Vec<u32>,
    rows: Vec<u32>,
    /// For each pixel of the picture, the sums of three colours and of weights.
    sums: Vec<[f32; 4]>,
}

impl Colours {
    fn new(page: &Raster, dpi: f32) -> Self {
        let share = f64::from(dpi / page.dpi).min((COLOUR_PIXELS_MAX / page.pixel_count() as f64).sqrt());
        let scaled = |side: u32| ((f64::from(side) * share).round() as u32).clamp(1, side);
        let (width, height) = (scaled(page.width), scaled(page.height));
        let places = |from: u32, to: u32| {
            let place = |at: u32| (u64::from(at) * u64::from(to) / u64::from(from)) as u32;
            (0..from).map(place).collect()
        };
        let (columns, rows) = (places(page.width, width), places(page.height, height));
        let sums = vec![[0.0; 4]; width as usize * height as usize];
        Self { width, height, dpi, is_rgb: page.is_rgb(), columns, rows, sums }
    }

    /// Counts the page's pixel `at`.
    fn add(&mut self, page: &Raster, at: usize, weight: f32) {
        let (x, y) = (at % page.width as usize, at / page.width as usize);
        let colour = page.colour(at);
        let sum = &mut self.sums[self.rows[y] as usize * self.width as usize + self.columns[x] as usize];
        for (sum, sample) in sum.iter_mut().zip(colour) {
            *sum += f32::from(sample) * weight;
        }
        sum[3] += weight;
    }

    fn finish(mut self) -> Raster {
        fill(&mut self.sums, self.width as usize);
        let samples = |pixel: &[f32; 4]| [0, 1, 2].map(|channel| (pixel[channel] / pixel[3]).round() as u8);
        let pixels = self.sums.iter().map(samples);
        let pixels = if self.is_rgb {
            Pixels::Rgb(pixels.flatten().collect())
        } else {
            Pixels::Grey(pixels.map(|[grey, ..]| grey).collect())
        };
        Raster { width: self.width, height: self.height, dpi: self.dpi, pixels }
    }
}

/// Gives each pixel without weight the mean colour of the pixels about it, of as wide a surrounding as it takes: nothing
/// is to be seen there, and a smooth picture is a small one.
fn fill(sums: &mut [[f32; 4]], width: usize) {
    if let [only] = sums
        && only[3] == 0.0
    {
        *only = [255.0, 255.0, 255.0, 1.0];
    }
    if sums.iter().all(|sum| sum[3] > 0.0) {
        return;
    }
    let (half_width, height) = (width.div_ceil(2), sums.len() / width);
    let mut halved = vec![[0.0; 4]; half_width * height.div_ceil(2)];
    for (at, sum) in sums.iter().enumerate() {
        let half = &mut halved[at / width / 2 * half_width + at % width / 2];
        (0..4).for_each(|part| half[part] += sum[part]);
    }
    fill(&mut halved, half_width);
    for (at, sum) in sums.iter_mut().enumerate().filter(|(_, sum)| sum[3] == 0.0) {
        *sum = halved[at / width / 2 * half_width + at % width / 2];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars of print on pink paper, and weak lines below this row.
    fn page(weak_from: u32) -> Raster {
        let colour = |at: u32| match (at % 900, at / 900) {
            (x, y) if y % 200 >= 190 && (100..800).contains(&x) => [30, 30, 40],
            (_, y) if y >= weak_from && y % 40 < 4 => [216, 120, 125],
            _ => [232, 160, 160],
        };
        Raster::from_rgb(900, 1200, 300.0, (0..900 * 1200).flat_map(colour).collect())
    }

    fn is_ink(layers: &Layers, x: usize, y: usize) -> bool {
        let row = (layers.width_px as usize).div_ceil(8);
        layers.inks.iter().any(|ink| ink.mask[y * row + x / 8] >> (7 - x % 8) & 1 == 1)
    }

    #[test]
    fn a_pattern_all_over_the_page_is_paper_and_weak_marks_here_and_there_are_ink() {
        for (weak_from, weak_is_ink) in [(0, false), (900, true)] {
            let layers = separate(&page(weak_from));
            assert!(is_ink(&layers, 450, 195) && is_ink(&layers, 450, 995), "weak from {weak_from}");
            assert!(!is_ink(&layers, 450, 1020), "weak from {weak_from}");
            assert_eq!(is_ink(&layers, 450, 1042), weak_is_ink, "weak from {weak_from}");
        }
    }
}
