//! How a page looks, in 64 bits: the signs of its lowest frequencies (`model::ImageHash`).

use std::f32::consts::PI;

use model::ImageHash;

use crate::raster::Raster;

/// The page is reduced to so many squares each way.
const SQUARES: usize = 32;
/// So many frequencies each way are looked at.
const FREQUENCIES: usize = 8;

/// The hash of a grey page that is upright once turned clockwise by `rotation_deg`.
pub(super) fn image_hash(grey: &Raster, rotation_deg: u16) -> Option<ImageHash> {
    let (width, height) = (grey.width as usize, grey.height as usize);
    if width < SQUARES || height < SQUARES {
        return None;
    }
    let squares = turned(&reduced(grey), rotation_deg);
    let mut weights = Vec::with_capacity(FREQUENCIES * FREQUENCIES);
    for v in 0..FREQUENCIES {
        for u in 0..FREQUENCIES {
            let wave = |frequency: usize, at: usize| (PI / SQUARES as f32 * (at as f32 + 0.5) * frequency as f32).cos();
            let rows = squares.iter().enumerate();
            let row = |(y, row): (usize, &[f32; SQUARES])| {
                wave(v, y) * row.iter().enumerate().map(|(x, value)| value * wave(u, x)).sum::<f32>()
            };
            weights.push(rows.map(row).sum::<f32>());
        }
    }
    // The first is the mean of the page, which says how it was lit.
    let mut sorted = weights[1..].to_vec();
    sorted.sort_by(f32::total_cmp);
    let middle = sorted[sorted.len() / 2];
    let bits = weights.iter().enumerate().skip(1).filter(|(_, weight)| **weight > middle);
    Some(ImageHash(bits.fold(0, |hash, (at, _)| hash | 1 << at)))
}

fn reduced(grey: &Raster) -> [[f32; SQUARES]; SQUARES] {
    let (width, height) = (grey.width as usize, grey.height as usize);
    let bytes = grey.pixels.bytes();
    std::array::from_fn(|row| {
        let (top, bottom) = (row * height / SQUARES, (row + 1) * height / SQUARES);
        let mut sums = [0.0; SQUARES];
        // One row of pixels in three tells as much.
        let lines = (top..bottom).step_by(3);
        let count = lines.len();
        for y in lines {
            let line = &bytes[y * width..(y + 1) * width];
            for (column, sum) in sums.iter_mut().enumerate() {
                let cell = &line[column * width / SQUARES..(column + 1) * width / SQUARES];
                *sum += cell.iter().map(|&value| u32::from(value)).sum::<u32>() as f32 / cell.len() as f32;
            }
        }
        sums.map(|sum| sum / count as f32)
    })
}

fn turned(squares: &[[f32; SQUARES]; SQUARES], rotation_deg: u16) -> [[f32; SQUARES]; SQUARES] {
    let last = SQUARES - 1;
    std::array::from_fn(|y| {
        std::array::from_fn(|x| match rotation_deg {
            90 => squares[last - x][y],
            180 => squares[last - y][last - x],
            270 => squares[x][last - y],
            _ => squares[y][x],
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of writing where `written` says, at so many dots per inch.
    fn page(dpi: f32, paper: u8, written: impl Fn(f32, f32) -> bool) -> Raster {
        let (width, height) = ((8.27 * dpi) as u32, (11.69 * dpi) as u32);
        let at = |x: u32, y: u32| {
            let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
            if written(x, y) && (y * 120.0).fract() < 0.5 { 40 } else { paper }
        };
        let bytes = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| at(x, y)).collect();
        Raster::from_grey(width, height, dpi, bytes)
    }

    fn letter(x: f32, y: f32) -> bool {
        ((0.1..0.4).contains(&x) && (0.05..0.12).contains(&y)) || ((0.1..0.9).contains(&x) && (0.3..0.6).contains(&y))
    }

    fn table(x: f32, y: f32) -> bool {
        (0.5..0.9).contains(&x) && (0.1..0.9).contains(&y)
    }

    #[test]
    fn the_same_page_looks_the_same_at_another_resolution_and_turned() {
        let hash = image_hash(&page(100.0, 240, letter), 0).unwrap();
        assert!(hash.distance(image_hash(&page(75.0, 215, letter), 0).unwrap()) <= 4);
        let leaning = page(100.0, 240, letter).rotate(0.7);
        assert!(hash.distance(image_hash(&leaning, 0).unwrap()) <= 10);
        let turned = page(100.0, 240, letter).rotate_quarter(90);
        assert!(hash.distance(image_hash(&turned, 270).unwrap()) <= 4);
        assert!(hash.distance(image_hash(&page(100.0, 240, table), 0).unwrap()) > 16);
    }
}
