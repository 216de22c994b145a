//! Pages as a picture to look at: one, or several side by side.

use std::io::{self, Write};

use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

use crate::raster::{Pixels, Raster};

/// Between two pages, and around what is lower than its neighbour.
const GROUND: u8 = 96;
const GAP_PX: u32 = 12;

/// Writes pages side by side as a PNG, in colour.
///
/// # Errors
/// When it cannot be written.
pub fn write_picture(pages: &[Raster], to: impl Write) -> io::Result<()> {
    let height = pages.iter().map(|page| page.height).max().unwrap_or(1);
    let gaps = GAP_PX * (pages.len().max(1) as u32 - 1);
    let width = (pages.iter().map(|page| page.width).sum::<u32>() + gaps).max(1);
    let mut bytes = vec![GROUND; width as usize * height as usize * 3];
    let mut left = 0;
    for page in pages {
        for y in 0..page.height as usize {
            let from = (y * width as usize + left as usize) * 3;
            let row = &mut bytes[from..from + page.width as usize * 3];
            match &page.pixels {
                Pixels::Grey(grey) => {
                    let grey = &grey[y * page.width as usize..];
                    row.chunks_exact_mut(3).zip(grey).for_each(|(pixel, &value)| pixel.fill(value));
                }
                Pixels::Rgb(rgb) => row.copy_from_slice(&rgb[y * row.len()..(y + 1) * row.len()]),
            }
        }
        left += page.width + GAP_PX;
    }
    PngEncoder::new(to).write_image(&bytes, width, height, ExtendedColorType::Rgb8).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stand_side_by_side() {
        let grey = Raster::from_grey(4, 3, 100.0, vec![250; 12]);
        let red = Raster::from_rgb(2, 5, 100.0, [200, 10, 10].repeat(10));
        let mut png = Vec::new();
        write_picture(&[grey, red], &mut png).unwrap();
        let picture = image::load_from_memory(&png).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (4 + GAP_PX + 2, 5));
        assert_eq!(picture.get_pixel(0, 0).0, [250; 3]);
        assert_eq!(picture.get_pixel(0, 4).0, [GROUND; 3]);
        assert_eq!(picture.get_pixel(4 + GAP_PX, 4).0, [200, 10, 10]);
    }
}
