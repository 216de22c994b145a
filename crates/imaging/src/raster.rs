//! A page as pixels, and the few things done to pixels: crop, turn, straighten, resize, median.
//! Decoding is elsewhere; measuring is in `measure`.

use fast_image_resize as resizer;

use crate::limits;

/// A page as pixels, rows from the top without padding.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Dots per inch of these pixels.
    pub dpi: f32,
    /// The pixels.
    pub pixels: Pixels,
}

/// The samples of a [`Raster`], eight bits each.
#[derive(Debug, Clone, PartialEq)]
pub enum Pixels {
    /// One byte a pixel, 0 black.
    Grey(Vec<u8>),
    /// Three bytes a pixel: red, green, blue.
    Rgb(Vec<u8>),
}

impl Pixels {
    /// Bytes a pixel: 1 or 3.
    pub fn channels(&self) -> usize {
        match self {
            Self::Grey(_) => 1,
            Self::Rgb(_) => 3,
        }
    }

    /// The samples.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Grey(bytes) | Self::Rgb(bytes) => bytes,
        }
    }

    fn like(&self, bytes: Vec<u8>) -> Self {
        match self {
            Self::Grey(_) => Self::Grey(bytes),
            Self::Rgb(_) => Self::Rgb(bytes),
        }
    }
}

impl Raster {
    /// A grey page.
    pub fn from_grey(width: u32, height: u32, dpi: f32, bytes: Vec<u8>) -> Self {
        debug_assert_eq!(bytes.len(), width as usize * height as usize);
        Self { width, height, dpi, pixels: Pixels::Grey(bytes) }
    }

    /// A page in colour.
    pub fn from_rgb(width: u32, height: u32, dpi: f32, bytes: Vec<u8>) -> Self {
        debug_assert_eq!(bytes.len(), width as usize * height as usize * 3);
        Self { width, height, dpi, pixels: Pixels::Rgb(bytes) }
    }

    /// True when it has colour.
    pub fn is_rgb(&self) -> bool {
        matches!(self.pixels, Pixels::Rgb(_))
    }

    /// The page as rows of one bit a pixel (1 black, the first pixel in the highest bit, each row from a new byte), when
    /// it has nothing but black and white.
    pub fn bits(&self) -> Option<Vec<u8>> {
        let Pixels::Grey(pixels) = &self.pixels else { return None };
        let byte = |pixels: &[u8]| (0..8).fold(0, |byte, at| byte << 1 | u8::from(pixels.get(at) == Some(&0)));
        let rows = pixels.chunks(self.width.max(1) as usize).flat_map(|row| row.chunks(8).map(byte));
        pixels.iter().all(|pixel| matches!(pixel, 0 | 255)).then(|| rows.collect())
    }

    pub(crate) fn pixel_count(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Red, green and blue of the pixel that is this far from the first.
    pub(crate) fn colour(&self, at: usize) -> [u8; 3] {
        match &self.pixels {
            Pixels::Grey(bytes) => [bytes[at]; 3],
            Pixels::Rgb(bytes) => [bytes[at * 3], bytes[at * 3 + 1], bytes[at * 3 + 2]],
        }
    }

    /// The page in grey (ITU-R BT.601 weights).
    pub fn grey(&self) -> Self {
        let bytes = match &self.pixels {
            Pixels::Grey(bytes) => bytes.clone(),
            Pixels::Rgb(bytes) => bytes.as_chunks::<3>().0.iter().map(|&pixel| luma(pixel)).collect(),
        };
        Self::from_grey(self.width, self.height, self.dpi, bytes)
    }

    /// The red channel as a grey page: a red seal all but vanishes from it.
    pub fn red_channel(&self) -> Self {
        let bytes = match &self.pixels {
            Pixels::Grey(bytes) => bytes.clone(),
            Pixels::Rgb(bytes) => bytes.as_chunks::<3>().0.iter().map(|pixel| pixel[0]).collect(),
        };
        Self::from_grey(self.width, self.height, self.dpi, bytes)
    }

    /// What lies in `rect` (x, y, width, height), cut to the page; at least one pixel.
    pub fn crop(&self, rect: model::PageRect) -> Self {
        let x = rect[0].min(self.width - 1);
        let y = rect[1].min(self.height - 1);
        let width = rect[2].clamp(1, self.width - x);
        let height = rect[3].clamp(1, self.height - y);
        let channels = self.pixels.channels();
        let stride = self.width as usize * channels;
        let mut bytes = Vec::with_capacity(width as usize * height as usize * channels);
        for row in self.pixels.bytes().chunks_exact(stride).skip(y as usize).take(height as usize) {
            bytes.extend_from_slice(&row[x as usize * channels..(x + width) as usize * channels]);
        }
        Self { width, height, dpi: self.dpi, pixels: self.pixels.like(bytes) }
    }

    /// The page turned clockwise by 0, 90, 180 or 270 degrees; any other angle is taken as the nearest of these.
    pub fn rotate_quarter(&self, degrees: u16) -> Self {
        let quarters = ((u32::from(degrees) + 45) / 90) % 4;
        match &self.pixels {
            Pixels::Grey(bytes) => self.turned(quarters, bytes.as_chunks::<1>().0),
            Pixels::Rgb(bytes) => self.turned(quarters, bytes.as_chunks::<3>().0),
        }
    }

    fn turned<const N: usize>(&self, quarters: u32, from: &[[u8; N]]) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        let bytes = match quarters {
            1 => transposed(from, width, height, |column, row| (height - 1 - row) * width + column),
            2 => from.iter().rev().flatten().copied().collect(),
            3 => transposed(from, width, height, |column, row| row * width + (width - 1 - column)),
            _ => from.as_flattened().to_vec(),
        };
        let (width, height) = if quarters % 2 == 1 { (self.height, self.width) } else { (self.width, self.height) };
        Self { width, height, dpi: self.dpi, pixels: self.pixels.like(bytes) }
    }

    /// The page turned clockwise by a small angle about its middle, in the same frame: bilinear, white at the corners.
    /// To straighten a page that leans by `skew_deg`, turn it by `-skew_deg`.
    pub fn rotate(&self, degrees: f32) -> Self {
        match &self.pixels {
            Pixels::Grey(bytes) => self.leaned(degrees, bytes.as_chunks::<1>().0),
            Pixels::Rgb(bytes) => self.leaned(degrees, bytes.as_chunks::<3>().0),
        }
    }

    fn leaned<const N: usize>(&self, degrees: f32, from: &[[u8; N]]) -> Self {
        let (sine, cosine) = f64::from(degrees).to_radians().sin_cos();
        let (width, height) = (self.width as usize, self.height as usize);
        let (middle_x, middle_y) = ((width as f64 - 1.0) / 2.0, (height as f64 - 1.0) / 2.0);
        // 16.16 fixed point: the inner loop is two additions and a blend.
        let fixed = |value: f64| (value * 65536.0).round() as i64;
        let (step_x, step_y) = (fixed(cosine), fixed(-sine));
        let mut bytes = Vec::with_capacity(from.len() * N);
        for row in 0..height {
            let down = row as f64 - middle_y;
            let mut x = fixed(middle_x - middle_x * cosine + down * sine);
            let mut y = fixed(middle_y + middle_x * sine + down * cosine);
            for _ in 0..width {
                bytes.extend_from_slice(&blend(from, width, height, x, y));
                x += step_x;
                y += step_y;
            }
        }
        Self { width: self.width, height: self.height, dpi: self.dpi, pixels: self.pixels.like(bytes) }
    }

    /// The page with other dimensions: cubic when larger, averaged (Lanczos) when smaller. `dpi` follows the width.
    pub fn resize(&self, width: u32, height: u32) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let filter = if width > self.width { resizer::FilterType::CatmullRom } else { resizer::FilterType::Lanczos3 };
        self.resized(width, height, filter)
    }

    /// The page at another resolution.
    pub fn at_dpi(&self, dpi: f32) -> Self {
        let factor = f64::from(dpi) / f64::from(self.dpi);
        let scaled = |side: u32| ((f64::from(side) * factor).round() as u32).max(1);
        let mut page = self.resize(scaled(self.width), scaled(self.height));
        page.dpi = dpi;
        page
    }

    /// The page at about the resolution asked for: within 1 % it is left as it is, and it is never enlarged beyond what
    /// may be drawn.
    pub(crate) fn near_dpi(self, dpi: f32) -> Self {
        let factor = f64::from(dpi / self.dpi);
        let pixels = f64::from(self.width) * f64::from(self.height) * factor * factor;
        if (factor - 1.0).abs() < 0.01 || (factor > 1.0 && pixels > limits::DRAWN_PIXELS_MAX as f64) {
            return self;
        }
        self.at_dpi(dpi)
    }

    fn resized(&self, width: u32, height: u32, filter: resizer::FilterType) -> Self {
        let kind = if self.is_rgb() { resizer::PixelType::U8x3 } else { resizer::PixelType::U8 };
        let mut target = resizer::images::Image::new(width, height, kind);
        let options = resizer::ResizeOptions::new().resize_alg(resizer::ResizeAlg::Convolution(filter));
        // Fails only when a buffer is shorter than its dimensions say or the pixel types differ: neither can be here.
        let done = resizer::images::ImageRef::new(self.width, self.height, self.pixels.bytes(), kind)
            .map(|source| resizer::Resizer::new().resize(&source, &mut target, &options).is_ok());
        debug_assert!(matches!(done, Ok(true)));
        let dpi = self.dpi * width as f32 / self.width as f32;
        Self { width, height, dpi, pixels: self.pixels.like(target.into_vec()) }
    }

    /// The page in grey with each pixel the median of its 3 × 3 neighbourhood: takes the specks off a noisy scan.
    pub fn median3(&self) -> Self {
        let grey = self.grey();
        let (width, height) = (self.width as usize, self.height as usize);
        let mut bytes = grey.pixels.bytes().to_vec();
        if width < 3 || height < 3 {
            return grey;
        }
        let from = grey.pixels.bytes();
        for (row, target) in bytes.chunks_exact_mut(width).enumerate().skip(1).take(height - 2) {
            let above = &from[(row - 1) * width..row * width];
            let here = &from[row * width..(row + 1) * width];
            let below = &from[(row + 1) * width..(row + 2) * width];
            median_row(above, here, below, &mut target[1..width - 1]);
        }
        Self::from_grey(self.width, self.height, self.dpi, bytes)
    }
}

/// Median of nine by sorting columns of three (Smith, "Implementing median filters in XC4000E FPGAs", 1996):
/// only minima and maxima, so the compiler does sixteen pixels at a time.
fn median_row(above: &[u8], here: &[u8], below: &[u8], target: &mut [u8]) {
    let sorted3 = |a: u8, b: u8, c: u8| {
        let (low, high) = (a.min(b), a.max(b));
        (low.min(c), low.max(high.min(c)), high.max(c))
    };
    let windows = above.windows(3).zip(here.windows(3)).zip(below.windows(3));
    for (pixel, ((a, h), b)) in target.iter_mut().zip(windows) {
        let (l0, m0, h0) = sorted3(a[0], h[0], b[0]);
        let (l1, m1, h1) = sorted3(a[1], h[1], b[1]);
        let (l2, m2, h2) = sorted3(a[2], h[2], b[2]);
        let low = l0.max(l1).max(l2);
        let middle = sorted3(m0, m1, m2).1;
        let high = h0.min(h1).min(h2);
        *pixel = sorted3(low, middle, high).1;
    }
}

fn luma([red, green, blue]: [u8; 3]) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29 + 128) >> 8) as u8
}

/// Turns by a quarter in blocks, so that neither the reading nor the writing leaves the cache.
fn transposed<const N: usize>(
    from: &[[u8; N]],
    width: usize,
    height: usize,
    source: impl Fn(usize, usize) -> usize,
) -> Vec<u8> {
    const BLOCK: usize = 64;
    let mut to = vec![[0; N]; from.len()];
    for column_block in (0..width).step_by(BLOCK) {
        for row_block in (0..height).step_by(BLOCK) {
            for column in column_block..(column_block + BLOCK).min(width) {
                for row in row_block..(row_block + BLOCK).min(height) {
                    to[column * height + row] = from[source(column, row)];
                }
            }
        }
    }
    to.into_flattened()
}

fn blend<const N: usize>(from: &[[u8; N]], width: usize, height: usize, x: i64, y: i64) -> [u8; N] {
    let (column, row) = (x >> 16, y >> 16);
    if column < 0 || row < 0 || column + 1 >= width as i64 || row + 1 >= height as i64 {
        return [255; N];
    }
    let (right, down) = (((x >> 8) & 255) as u32, ((y >> 8) & 255) as u32);
    let at = row as usize * width + column as usize;
    let (a, b, c, d) = (from[at], from[at + 1], from[at + width], from[at + width + 1]);
    std::array::from_fn(|channel| {
        let sample = |pixel: [u8; N]| u32::from(pixel[channel]);
        let top = sample(a) * (256 - right) + sample(b) * right;
        let bottom = sample(c) * (256 - right) + sample(d) * right;
        ((top * (256 - down) + bottom * down + (1 << 15)) >> 16) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Raster {
        Raster::from_grey(3, 2, 300.0, vec![1, 2, 3, 4, 5, 6])
    }

    #[test]
    fn a_quarter_turn_is_clockwise() {
        let turned = sample().rotate_quarter(90);
        assert_eq!((turned.width, turned.height), (2, 3));
        assert_eq!(turned.pixels.bytes(), [4, 1, 5, 2, 6, 3]);
        assert_eq!(sample().rotate_quarter(180).pixels.bytes(), [6, 5, 4, 3, 2, 1]);
        assert_eq!(sample().rotate_quarter(270).pixels.bytes(), [3, 6, 2, 5, 1, 4]);
        assert_eq!(turned.rotate_quarter(270), sample());
    }

    #[test]
    fn a_crop_is_cut_to_the_page() {
        let crop = sample().crop([1, 1, 10, 10]);
        assert_eq!((crop.width, crop.height, crop.pixels.bytes()), (2, 1, &[5, 6][..]));
        assert_eq!(sample().crop([9, 9, 0, 0]).pixels.bytes(), [6]);
    }

    #[test]
    fn a_median_takes_a_speck_away_and_keeps_an_edge() {
        let mut bytes = vec![255; 49];
        bytes[24] = 0;
        let page = Raster::from_grey(7, 7, 300.0, bytes).median3();
        assert!(page.pixels.bytes().iter().all(|&pixel| pixel == 255));
        let edge: Vec<u8> = (0..49).map(|at| if at % 7 < 3 { 0 } else { 255 }).collect();
        let page = Raster::from_grey(7, 7, 300.0, edge.clone());
        assert_eq!(page.median3().pixels.bytes(), edge);
    }

    #[test]
    fn a_small_turn_there_and_back_keeps_the_middle() {
        let bytes = (0..100 * 100).map(|at| if (at / 100) % 20 < 10 { 0 } else { 255 }).collect();
        let page = Raster::from_grey(100, 100, 300.0, bytes);
        let back = page.rotate(3.0).rotate(-3.0);
        assert_eq!(back.pixels.bytes()[45 * 100 + 50], 0);
        assert_eq!(back.pixels.bytes()[55 * 100 + 50], 255);
    }

    #[test]
    fn resizing_keeps_the_paper_size() {
        let page = Raster::from_rgb(100, 200, 150.0, vec![200; 60_000]).at_dpi(300.0);
        assert_eq!((page.width, page.height, page.dpi), (200, 400, 300.0));
        assert!(page.pixels.bytes().iter().all(|&sample| sample == 200));
    }
}
