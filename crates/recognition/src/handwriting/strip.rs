//! From a place on a page to the strips that the net reads: the same place seen in several ways.
//!
//! A strip is 2.4 capital heights tall, with its base line 0.75 from the foot, and shows a little of the print on both sides:
//! so it was in training (`fixtures/handwriting/strips.py`). Only the red channel is looked at, where red seals vanish.

use imaging::{Pixels, Raster};

use super::{WrittenPlace, net::STRIP_HEIGHT};

/// One way to look at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    /// The strip's height against what it should be.
    scale: f32,
    /// How much lower the base line is taken to be, in capital heights.
    lower: f32,
    /// How far it is made to lean, as a tangent.
    lean: f32,
    wear: Wear,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Wear {
    None,
    /// Ink or no ink.
    Bilevel,
    Blurred,
}

/// The ways in which a place is looked at. The net is as often right with one, but sure of its errors; what it says of all
/// of them differs where it guesses.
pub(super) const VIEWS: [View; 7] = [
    View { scale: 1.0, lower: 0.0, lean: 0.0, wear: Wear::None },
    View { scale: 0.9, lower: 0.0, lean: 0.0, wear: Wear::None },
    View { scale: 1.1, lower: 0.0, lean: 0.0, wear: Wear::None },
    View { scale: 1.0, lower: 0.06, lean: 0.05, wear: Wear::None },
    View { scale: 1.0, lower: -0.06, lean: -0.035, wear: Wear::None },
    View { scale: 1.0, lower: 0.0, lean: 0.0, wear: Wear::Bilevel },
    View { scale: 1.0, lower: 0.0, lean: 0.07, wear: Wear::Blurred },
];

/// In capital heights: the strip's height, what of it is below the base line, and what is shown of the neighbours.
const TALL: f32 = 2.4;
const BELOW: f32 = 0.75;
const LEFT: f32 = 0.9;
const RIGHT: f32 = 0.6;
/// Columns of a strip: shorter ones are filled with paper, longer ones squeezed.
const WIDTH_MIN: usize = 112;
const WIDTH_MAX: usize = 150;
/// More ink than this is ink.
const BILEVEL_AT: f32 = 0.45;

/// Ink from 0 to 1, rows from the top.
struct Ink {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

/// The strip of a place in one view: [`STRIP_HEIGHT`] rows, ink 1 on 0.
pub(super) fn strip_of(page: &Raster, place: &WrittenPlace, view: View) -> Vec<f32> {
    let tall = TALL * place.capital * view.scale;
    let foot = place.base + view.lower * place.capital + BELOW * place.capital * view.scale;
    let left = (place.left - LEFT * place.capital).round() as i64;
    let right = (place.right + RIGHT * place.capital).round() as i64;
    let mut ink = ink_in(page, [left, (foot - tall).round() as i64, right, foot.round() as i64]);
    match view.wear {
        Wear::None => (),
        Wear::Bilevel => ink.values.iter_mut().for_each(|ink| *ink = f32::from(u8::from(*ink > BILEVEL_AT))),
        Wear::Blurred => ink.blur(),
    }
    if view.lean != 0.0 {
        ink.lean(view.lean);
    }
    let width = (ink.width * STRIP_HEIGHT).div_ceil(ink.height).clamp(2, WIDTH_MAX) & !1;
    let strip = ink.resized(width);
    let padded = width.max(WIDTH_MIN);
    let rows = strip.chunks_exact(width);
    rows.flat_map(|row| row.iter().copied().chain(std::iter::repeat_n(0.0, padded - width))).collect()
}

/// How wide what is written at a place is, in capital heights: from the first column with ink to the last.
pub(super) fn ink_width(page: &Raster, place: &WrittenPlace) -> f32 {
    let (top, bottom) = (place.base - 1.3 * place.capital, place.base + 0.1 * place.capital);
    // The print on both sides is kept out.
    let (left, right) = (place.left + 0.1 * place.capital, place.right - 0.1 * place.capital);
    let ink = ink_in(page, [left.round() as i64, top.round() as i64, right.round() as i64, bottom.round() as i64]);
    let inked = |column: usize| (0..ink.height).filter(|row| ink.row(*row)[column] > BILEVEL_AT).count() > 2;
    let first = (0..ink.width).find(|column| inked(*column));
    let last = (0..ink.width).rfind(|column| inked(*column));
    first.zip(last).map_or(0.0, |(first, last)| (last + 1 - first) as f32 / place.capital)
}

/// Cuts out left, top, right, bottom and tells ink from paper. Beyond the page its edge goes on.
fn ink_in(page: &Raster, [left, top, right, bottom]: [i64; 4]) -> Ink {
    let inside = |at: i64, size: u32| at.clamp(0, i64::from(size) - 1) as usize;
    let (bytes, channels) = match &page.pixels {
        Pixels::Grey(bytes) => (bytes, 1),
        Pixels::Rgb(bytes) => (bytes, 3),
    };
    let (width, height) = ((right - left).max(1) as usize, (bottom - top).max(1) as usize);
    let mut reds = Vec::with_capacity(width * height);
    for y in (top..).take(height) {
        let row = inside(y, page.height) * page.width as usize;
        reds.extend((left..).take(width).map(|x| bytes[(row + inside(x, page.width)) * channels]));
    }
    let mut sorted = reds.clone();
    sorted.sort_unstable();
    let at = |share: usize| f32::from(sorted[(sorted.len() - 1) * share / 1000]);
    // Most of a strip is paper; where nothing is written, its darkest specks are not ink.
    let (paper, black) = (at(850), at(15));
    let depth = (paper - black).max(40.0);
    let values = reds.iter().map(|red| ((paper - f32::from(*red)) / depth).clamp(0.0, 1.0)).collect();
    Ink { width, height, values }
}

impl Ink {
    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..(row + 1) * self.width]
    }

    /// Blurs by a Gaussian of 1.6 pixels.
    fn blur(&mut self) {
        const SIDE: [f32; 5] = [0.2500, 0.2056, 0.1145, 0.0431, 0.0110];
        let blurred = |at: usize, size: usize, of: &dyn Fn(usize) -> f32| -> f32 {
            let beside = |step: usize| of(at.saturating_sub(step)) + of((at + step).min(size - 1));
            SIDE[0] * of(at) + SIDE.iter().enumerate().skip(1).map(|(step, part)| part * beside(step)).sum::<f32>()
        };
        let (width, height) = (self.width, self.height);
        let mut across = Vec::with_capacity(self.values.len());
        for row in 0..height {
            let values = self.row(row);
            across.extend((0..width).map(|x| blurred(x, width, &|x| values[x])));
        }
        for y in 0..height {
            for x in 0..width {
                self.values[y * width + x] = blurred(y, height, &|y| across[y * width + x]);
            }
        }
    }

    /// Moves each row sideways, about the middle of the digits.
    fn lean(&mut self, tangent: f32) {
        for row in 0..self.height {
            let by = tangent * (row as f32 - self.height as f32 * 0.6);
            let values = self.row(row).to_vec();
            let at = |x: f32| if x >= 0.0 { values.get(x as usize).copied().unwrap_or(0.0) } else { 0.0 };
            for x in 0..self.width {
                let from = x as f32 - by;
                let (whole, part) = (from.floor(), from - from.floor());
                self.values[row * self.width + x] = at(whole) * (1.0 - part) + at(whole + 1.0) * part;
            }
        }
    }

    /// [`STRIP_HEIGHT`] rows of `width`: the mean of what falls on each pixel.
    fn resized(&self, width: usize) -> Vec<f32> {
        let narrow: Vec<f32> = (0..self.height).flat_map(|row| means(self.row(row), 1, width)).collect();
        means(&narrow, width, STRIP_HEIGHT)
    }
}

/// Brings a row of groups of `size` values to `count` groups, each the mean of those that it covers.
fn means(values: &[f32], size: usize, count: usize) -> Vec<f32> {
    let groups = values.len() / size;
    let step = groups as f32 / count as f32;
    let mut means = vec![0.0; count * size];
    for (at, mean) in means.chunks_exact_mut(size).enumerate() {
        let (from, to) = (at as f32 * step, (at as f32 + 1.0) * step);
        for group in from as usize..(to.ceil() as usize).min(groups) {
            let covered = to.min(group as f32 + 1.0) - from.max(group as f32);
            let values = &values[group * size..(group + 1) * size];
            mean.iter_mut().zip(values).for_each(|(mean, value)| *mean += value * covered / step);
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_keep_the_sum_of_ink() {
        let values: Vec<f32> = (0..21).map(|value| value as f32).collect();
        for count in [5, 7, 10] {
            let sum: f32 = means(&values, 1, count).iter().sum::<f32>() * 21.0 / count as f32;
            assert!((sum - 210.0).abs() < 0.01, "{count}: {sum}");
        }
        assert_eq!(means(&[1.0, 10.0, 3.0, 30.0], 2, 1), [2.0, 20.0]);
    }

    #[test]
    fn a_strip_is_ink_on_paper_whatever_the_paper_and_the_seal() {
        // A black bar from the base line to one capital height above it, on yellowish paper under a red seal.
        let mut bytes = Vec::new();
        for y in 0..200_u32 {
            for x in 0..300_u32 {
                let bar = (100..140).contains(&y) && (150..160).contains(&x);
                bytes.extend(if bar { [20, 20, 20] } else { [230, 90, 90] });
            }
        }
        let page = Raster::from_rgb(300, 200, 300.0, bytes);
        let place = WrittenPlace { left: 120.0, right: 200.0, base: 140.0, capital: 40.0 };
        let strip = strip_of(&page, &place, VIEWS[0]);
        assert_eq!(strip.len(), STRIP_HEIGHT * WIDTH_MIN);
        let row = |row: usize| strip[row * WIDTH_MIN..(row + 1) * WIDTH_MIN].iter().sum::<f32>();
        assert!(row(5) < 0.01 && row(35) < 0.01, "{} {}", row(5), row(35));
        // 10 of 96 pixels of the height are 4.2 of 40.
        assert!((row(20) - 4.17).abs() < 0.3, "{}", row(20));
    }
}
