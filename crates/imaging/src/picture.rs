//! Pages as a picture to look at: one, or several side by side.

use std::io::{self, Write};

use image::{
    ExtendedColorType, ImageEncoder,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};

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

/// Letters are clear, and a page in colour has some 200 kB.
const VIEW_QUALITY: u8 = 80;

/// Writes a page as a JPEG that is `width_px` wide, or as wide as the page when that is less.
///
/// # Errors
/// When it cannot be written.
pub fn write_view(page: &Raster, width_px: u32, to: impl Write) -> io::Result<()> {
    let width_px = width_px.clamp(1, page.width.max(1));
    let height_px = u64::from(page.height) * u64::from(width_px) / u64::from(page.width.max(1));
    let small = page.resize(width_px, u32::try_from(height_px).unwrap_or(u32::MAX).max(1));
    let kind = if small.is_rgb() { ExtendedColorType::Rgb8 } else { ExtendedColorType::L8 };
    let encoder = JpegEncoder::new_with_quality(to, VIEW_QUALITY);
    encoder.write_image(small.pixels.bytes(), small.width, small.height, kind).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_never_wider_than_its_page() {
        let page = Raster::from_grey(40, 60, 300.0, vec![250; 2400]);
        for (asked, width) in [(20, 20), (400, 40), (0, 1)] {
            let mut jpeg = Vec::new();
            write_view(&page, asked, &mut jpeg).unwrap();
            assert_eq!(image::load_from_memory(&jpeg).unwrap().width(), width);
        }
    }

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
