//! Images that a PDF keeps as deflated samples, decoded row by row: what is too large is averaged on the way, so that an
//! enormous page takes no more memory than an ordinary one. The predictors are PNG's (ISO 32000-1, 7.4.4.4).

use std::io::Read;

use crate::archive::FlateCoding;
use crate::error::DecodeError;
use crate::raster::Pixels;

/// A page of more bytes is made smaller while it is decoded.
const BYTES_MAX: u64 = 128 << 20;

/// A page that would have to be made smaller than this share is refused.
const REDUCTION_MAX: u32 = 32;

/// How the samples lie in the stream.
pub(super) struct FlateSettings {
    pub(super) width_px: u32,
    pub(super) height_px: u32,
    /// Bits a sample: 1, 2, 4 or 8.
    pub(super) bits: u32,
    /// Samples a pixel: 1 or 3.
    pub(super) samples: u32,
    pub(super) png_predictor: bool,
    pub(super) inverted: bool,
    /// The colours of the indices, when the samples are indices.
    pub(super) palette: Option<Vec<[u8; 3]>>,
}

impl FlateSettings {
    /// The same in the words of a PDF; `None` for colours by index.
    pub(super) fn coding(&self) -> Option<FlateCoding> {
        let (bits, samples) = (u8::try_from(self.bits).ok()?, u8::try_from(self.samples).ok()?);
        let coding = FlateCoding { bits, samples, png_rows: self.png_predictor, inverted: self.inverted };
        self.palette.is_none().then_some(coding)
    }

    fn row_bytes(&self) -> usize {
        (self.width_px as usize * self.samples as usize * self.bits as usize).div_ceil(8)
    }

    fn channels(&self) -> usize {
        if self.samples == 3 || self.palette.is_some() { 3 } else { 1 }
    }

    /// How many times smaller, each way, the page is decoded.
    fn reduction(&self) -> Result<u32, DecodeError> {
        let bytes = |reduction: u32| {
            let side = |side: u32| u64::from(side.div_ceil(reduction));
            side(self.width_px) * side(self.height_px) * self.channels() as u64
        };
        (1..=REDUCTION_MAX)
            .find(|&reduction| bytes(reduction) <= BYTES_MAX)
            .ok_or(DecodeError::TooLarge { width_px: self.width_px, height_px: self.height_px })
    }
}

/// Width, height, pixels, and how many times smaller than the image they are.
pub(super) fn decode(data: &[u8], settings: &FlateSettings) -> Result<(u32, u32, Pixels, u32), DecodeError> {
    let reduction = settings.reduction()?;
    let channels = settings.channels();
    let (width, height) = (settings.width_px.div_ceil(reduction), settings.height_px.div_ceil(reduction));
    let mut rows = Rows::new(data, settings);
    let mut page = Vec::with_capacity(width as usize * height as usize * channels);
    let mut samples = vec![0; settings.width_px as usize * channels];
    let mut sums = vec![0_u32; width as usize * channels];
    for _ in 0..height {
        sums.fill(0);
        let mut summed = 0;
        for _ in 0..reduction {
            let Some(row) = rows.next_row()? else { break };
            shown(row, settings, &mut samples);
            if reduction == 1 {
                page.extend_from_slice(&samples);
            } else {
                add(&samples, &mut sums, channels, reduction as usize);
            }
            summed += 1;
        }
        match (summed, reduction) {
            // The stream ends early: what is missing is left white.
            (0, _) => break,
            (_, 1) => {}
            _ => push_means(&mut page, &sums, settings.width_px as usize, channels, (reduction as usize, summed)),
        }
    }
    if page.is_empty() {
        return Err(DecodeError::damaged("an image without rows"));
    }
    page.resize(width as usize * height as usize * channels, 255);
    Ok((width, height, if channels == 1 { Pixels::Grey(page) } else { Pixels::Rgb(page) }, reduction))
}

fn add(samples: &[u8], sums: &mut [u32], channels: usize, reduction: usize) {
    for (cell, sums) in samples.chunks(reduction * channels).zip(sums.chunks_exact_mut(channels)) {
        for pixel in cell.chunks_exact(channels) {
            pixel.iter().zip(sums.iter_mut()).for_each(|(&sample, sum)| *sum += u32::from(sample));
        }
    }
}

fn push_means(page: &mut Vec<u8>, sums: &[u32], width_px: usize, channels: usize, cell: (usize, usize)) {
    for (at, sum) in sums.iter().enumerate() {
        // The last cell of a row may be narrower.
        let across = cell.0.min(width_px - at / channels * cell.0);
        page.push((sum / (across * cell.1) as u32) as u8);
    }
}

/// The rows of a deflated stream, their predictors undone.
struct Rows<'a> {
    inflate: flate2::bufread::ZlibDecoder<&'a [u8]>,
    png_predictor: bool,
    pixel_bytes: usize,
    row: Vec<u8>,
    above: Vec<u8>,
    left: u32,
}

impl<'a> Rows<'a> {
    fn new(data: &'a [u8], settings: &FlateSettings) -> Self {
        Self {
            inflate: flate2::bufread::ZlibDecoder::new(data),
            png_predictor: settings.png_predictor,
            pixel_bytes: ((settings.samples * settings.bits) as usize).div_ceil(8),
            row: vec![0; settings.row_bytes()],
            above: vec![0; settings.row_bytes()],
            left: settings.height_px,
        }
    }

    /// The next row; none at the end, which may come early.
    fn next_row(&mut self) -> Result<Option<&[u8]>, DecodeError> {
        if self.left == 0 {
            return Ok(None);
        }
        std::mem::swap(&mut self.row, &mut self.above);
        let mut kind = [0];
        let complete = (!self.png_predictor || self.inflate.read_exact(&mut kind).is_ok())
            && self.inflate.read_exact(&mut self.row).is_ok();
        if !complete {
            self.left = 0;
            return Ok(None);
        }
        self.left -= 1;
        if self.png_predictor {
            undo_png(kind[0], &mut self.row, &self.above, self.pixel_bytes)?;
        }
        Ok(Some(&self.row))
    }
}

/// ISO/IEC 15948 (PNG), 9.2.
fn undo_png(kind: u8, row: &mut [u8], above: &[u8], step: usize) -> Result<(), DecodeError> {
    match kind {
        0 => {}
        1 => (step..row.len()).for_each(|at| row[at] = row[at].wrapping_add(row[at - step])),
        2 => row.iter_mut().zip(above).for_each(|(byte, &up)| *byte = byte.wrapping_add(up)),
        3 | 4 => {
            for at in 0..row.len() {
                let (left, up_left) = if at < step { (0, 0) } else { (row[at - step], above[at - step]) };
                let guess = if kind == 3 {
                    ((u16::from(left) + u16::from(above[at])) / 2) as u8
                } else {
                    paeth(left, above[at], up_left)
                };
                row[at] = row[at].wrapping_add(guess);
            }
        }
        other => return Err(DecodeError::Damaged(format!("PNG predictor {other}"))),
    }
    Ok(())
}

fn paeth(left: u8, up: u8, up_left: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(up_left);
    let distance = |byte: u8| (estimate - i16::from(byte)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(up_left) {
        left
    } else if distance(up) <= distance(up_left) {
        up
    } else {
        up_left
    }
}

/// A row as it is to be seen.
fn shown(row: &[u8], settings: &FlateSettings, samples: &mut [u8]) {
    let bits = settings.bits as usize;
    let mask = (1_u32 << bits) - 1;
    let raw = |at: usize| u32::from(row[at * bits / 8]) >> (8 - bits - at * bits % 8) & mask;
    match &settings.palette {
        Some(palette) => {
            for (at, pixel) in samples.as_chunks_mut::<3>().0.iter_mut().enumerate() {
                *pixel = palette.get(raw(at) as usize).copied().unwrap_or_default();
            }
        }
        None if bits == 8 => samples.copy_from_slice(&row[..samples.len()]),
        None => samples.iter_mut().enumerate().for_each(|(at, sample)| *sample = (raw(at) * 255 / mask) as u8),
    }
    if settings.inverted {
        samples.iter_mut().for_each(|sample| *sample = 255 - *sample);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("a vector takes bytes");
        encoder.finish().expect("a vector takes bytes")
    }

    fn settings(width_px: u32, height_px: u32, bits: u32, samples: u32) -> FlateSettings {
        FlateSettings { width_px, height_px, bits, samples, png_predictor: false, inverted: false, palette: None }
    }

    #[test]
    fn samples_of_every_depth_are_shown_on_one_scale() {
        for (bits, row, expected) in [
            (8, vec![0, 128, 255], vec![0, 128, 255]),
            (4, vec![0x0f, 0x80], vec![0, 255, 136]),
            (2, vec![0b0011_1000], vec![0, 255, 170]),
            (1, vec![0b0110_0000], vec![0, 255, 255]),
        ] {
            let (.., pixels, _) = decode(&deflated(&row), &settings(3, 1, bits, 1)).expect("it is whole");
            assert_eq!(pixels.bytes(), expected, "{bits} bits");
        }
    }

    #[test]
    fn the_predictors_are_undone() {
        let rows = [0, 10, 20, 30, 1, 10, 10, 10, 2, 1, 1, 1, 3, 5, 5, 5, 4, 1, 1, 1];
        let with = FlateSettings { png_predictor: true, ..settings(3, 5, 8, 1) };
        let (.., pixels, _) = decode(&deflated(&rows), &with).expect("it is whole");
        assert_eq!(pixels.bytes(), [10, 20, 30, 10, 20, 30, 11, 21, 31, 10, 20, 30, 11, 21, 31]);
    }

    #[test]
    fn an_enormous_image_is_made_smaller_on_the_way() {
        let (width, height) = (20_000, 8_000);
        let data = deflated(&vec![77; width as usize * height as usize]);
        let (small_width, small_height, pixels, reduction) =
            decode(&data, &settings(width, height, 8, 1)).expect("it fits");
        assert_eq!((small_width, small_height, reduction), (10_000, 4_000, 2));
        assert!(pixels.bytes().iter().all(|&sample| sample == 77));
    }

    #[test]
    fn a_stream_that_ends_early_leaves_white() {
        let (.., pixels, _) = decode(&deflated(&[1, 2, 3]), &settings(3, 2, 8, 1)).expect("one row is there");
        assert_eq!(pixels.bytes(), [1, 2, 3, 255, 255, 255]);
    }
}
