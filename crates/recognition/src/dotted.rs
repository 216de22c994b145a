//! Takes the dotted lines of forms out of an image before it is read: Tesseract takes a value that stands on one for a rule.

use imaging::{Pixels, Raster};

/// A dot is no wider or higher, in inches; the dot of an `i` or under an `ạ` is about as large.
const DOT_INCH: f32 = 0.026;
/// Dots so near to each other, and so many of them to both sides, are a line.
const NEAR_INCH: f32 = 0.16;
const NEIGHBOURS_MIN: usize = 4;

/// The image in grey without dotted lines.
pub(crate) fn without_dotted_lines(mut crop: Raster) -> Raster {
    let (width, dot, near) = (crop.width as usize, (DOT_INCH * crop.dpi).max(2.0), NEAR_INCH * crop.dpi);
    let Pixels::Grey(bytes) = &mut crop.pixels else { return crop };
    let (paper, limit) = paper_and_limit(bytes);
    let dots: Vec<Blob> = blobs(bytes, width, limit, dot as usize);
    // Sorted by height on the page, neighbours are few steps away.
    let mut sorted: Vec<&Blob> = dots.iter().collect();
    sorted.sort_by_key(|blob| blob.top + blob.bottom);
    for (at, blob) in sorted.iter().enumerate() {
        let level = |other: &&&Blob| (other.middle_y() - blob.middle_y()).abs() <= dot / 2.0;
        let beside = |other: &&&Blob| (other.middle_x() - blob.middle_x()).abs() <= near;
        let before = sorted[..at].iter().rev().take_while(level).filter(beside).count();
        let after = sorted[at + 1..].iter().take_while(level).filter(beside).count();
        if before + after >= NEIGHBOURS_MIN {
            for y in blob.top.saturating_sub(1)..=blob.bottom + 1 {
                for x in blob.left.saturating_sub(1)..=(blob.right + 1).min(width - 1) {
                    if let Some(byte) = bytes.get_mut(y * width + x) {
                        *byte = (*byte).max(paper);
                    }
                }
            }
        }
    }
    crop
}

/// A piece of ink; all four sides are inside.
#[derive(Debug, Clone, Copy)]
struct Blob {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Blob {
    fn middle_x(&self) -> f32 {
        (self.left + self.right) as f32 / 2.0
    }

    fn middle_y(&self) -> f32 {
        (self.top + self.bottom) as f32 / 2.0
    }
}

/// What paper is, and what is darker than its ground.
fn paper_and_limit(bytes: &[u8]) -> (u8, u8) {
    let mut counts = [0_usize; 256];
    bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let level = |thousandths: usize| {
        let mut below = 0;
        let reached = |count: &usize| {
            below += count;
            below * 1000 > bytes.len() * thousandths
        };
        counts.iter().position(reached).unwrap_or(255)
    };
    let (black, paper) = (level(5), level(500));
    (paper as u8, (paper - (paper - black.min(paper)) * 2 / 5) as u8)
}

/// The connected pieces of ink that are no larger than `most` either way.
fn blobs(bytes: &[u8], width: usize, limit: u8, most: usize) -> Vec<Blob> {
    let mut seen = vec![false; bytes.len()];
    let mut found = Vec::new();
    let mut open = Vec::new();
    for start in 0..bytes.len() {
        if seen[start] || bytes[start] >= limit {
            continue;
        }
        let (x, y) = (start % width, start / width);
        let mut blob = Blob { left: x, top: y, right: x, bottom: y };
        seen[start] = true;
        open.push(start);
        while let Some(at) = open.pop() {
            let (x, y) = (at % width, at / width);
            blob.left = blob.left.min(x);
            blob.right = blob.right.max(x);
            blob.bottom = blob.bottom.max(y);
            let left = x > 0;
            let right = x + 1 < width;
            for next in [
                left.then(|| at - 1),
                right.then_some(at + 1),
                at.checked_sub(width),
                (at + width < bytes.len()).then_some(at + width),
            ]
            .into_iter()
            .flatten()
            {
                if !seen[next] && bytes[next] < limit {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        if blob.right - blob.left < most && blob.bottom - blob.top < most {
            found.push(blob);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_dots_goes_and_a_lone_dot_and_a_bar_stay() {
        let mut bytes = vec![250_u8; 400 * 100];
        let mut ink = |x: usize, y: usize, wide: usize, high: usize| {
            (y..y + high).for_each(|row| bytes[row * 400 + x..row * 400 + x + wide].fill(20));
        };
        (0..20).for_each(|at| ink(20 + at * 12, 80, 4, 4));
        ink(100, 40, 4, 4);
        ink(300, 20, 6, 50);
        let cleaned = without_dotted_lines(Raster::from_grey(400, 100, 300.0, bytes));
        let dark = |x: usize, y: usize| cleaned.pixels.bytes()[y * 400 + x] < 100;
        assert!(!dark(21, 81) && !dark(130, 81));
        assert!(dark(101, 41) && dark(302, 40));
    }
}
