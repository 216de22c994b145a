//! Whether there is anything on a page that a person would read. Looks at the red channel: a red seal that shines
//! through from the other side is hardly there, while black and blue ink are.

use crate::raster::{Pixels, Raster};

/// Darker than this in red is ink (ENGINES: 110 tells text from what shines through).
const INK_MAX: u32 = 110;

/// The share of ink below which a page is blank. Backs with a seal shining through have up to 0.017 %, pages of text
/// 0.6 % and more (measured on 99 pages); a line of handwriting has about 0.1 %.
const INK_SHARE_MIN: f64 = 0.000_3;

/// The share of each side that is not looked at: the scanner's shadow along the edges.
const EDGE_SHARE: f64 = 0.03;

/// Dots per inch at which is counted: specks of dust vanish.
const COUNT_DPI: f32 = 150.0;

/// True when nothing is on the page but paper, specks and what shines through.
pub fn is_blank(page: &Raster) -> bool {
    let factor = ((page.dpi / COUNT_DPI).round() as usize).clamp(1, 8);
    let (columns, rows) = (page.width as usize / factor, page.height as usize / factor);
    let (left, top) = ((columns as f64 * EDGE_SHARE) as usize, (rows as f64 * EDGE_SHARE) as usize);
    let (step, bytes) = match &page.pixels {
        Pixels::Grey(bytes) => (1, bytes),
        Pixels::Rgb(bytes) => (3, bytes),
    };
    let stride = page.width as usize * step;
    let limit = INK_MAX * (factor * factor) as u32;
    let mut sums = vec![0_u32; columns];
    let mut ink = 0_usize;
    for row in top..rows.saturating_sub(top) {
        sums.fill(0);
        for line in bytes[row * factor * stride..].chunks_exact(stride).take(factor) {
            for (sum, cell) in sums.iter_mut().zip(line.chunks_exact(factor * step)) {
                *sum += cell.iter().step_by(step).map(|&red| u32::from(red)).sum::<u32>();
            }
        }
        ink += sums[left..columns - left].iter().filter(|&&sum| sum < limit).count();
    }
    let looked_at = (columns - 2 * left) * rows.saturating_sub(2 * top);
    (ink as f64) < looked_at.max(1) as f64 * INK_SHARE_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(paint: impl Fn(u32, u32) -> [u8; 3]) -> Raster {
        let (width, height) = (1240, 1754);
        let bytes = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| paint(x, y)).collect();
        Raster::from_rgb(width, height, 150.0, bytes)
    }

    #[test]
    fn paper_and_a_seal_that_shines_through_are_blank() {
        assert!(is_blank(&page(|_, _| [245, 244, 240])));
        let in_seal = |x: u32, y: u32| x.abs_diff(800).pow(2) + y.abs_diff(1200).pow(2) < 100_000;
        assert!(is_blank(&page(|x, y| if in_seal(x, y) { [225, 150, 150] } else { [245, 245, 245] })));
        assert!(is_blank(&page(|x, _| if x < 20 { [0, 0, 0] } else { [250, 250, 250] })), "a scanner's shadow");
    }

    #[test]
    fn one_line_of_handwriting_is_not() {
        // A wavy stroke of 0.5 mm, 60 mm long, in blue.
        let stroke = |x: u32, y: u32| {
            let wave = 500.0 + 20.0 * (f64::from(x) / 8.0).sin();
            (300..660).contains(&x) && (f64::from(y) - wave).abs() < 4.0
        };
        assert!(!is_blank(&page(|x, y| if stroke(x, y) { [40, 50, 160] } else { [245, 245, 245] })));
    }
}
