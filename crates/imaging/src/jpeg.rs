//! JPEG: header, orientation and pixels (grey, RGB; CMYK and YCCK as RGB). Also for JPEG inside PDF and TIFF.

use std::ops::Range;
use std::sync::Arc;

use image::metadata::Orientation;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::error::{DecodeError, OpenError, guarded};
use crate::raster::{Pixels, Raster};
use crate::{limits, paper};

/// What a JPEG's header tells.
#[derive(Debug, Clone)]
pub(crate) struct JpegHeader {
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
    /// 1 grey, 3 colour, 4 CMYK.
    pub(crate) components: u8,
    /// As told by JFIF, when told at all.
    pub(crate) dpi: Option<f32>,
    pub(crate) orientation: Orientation,
}

/// Reads the header of a JPEG file, and checks that it ends.
pub(crate) fn open(data: &[u8]) -> Result<JpegHeader, OpenError> {
    let cut = |detail: &str| OpenError::Truncated { detail: detail.to_owned() };
    let scan_at = start_of_scan(data).ok_or_else(|| cut("JPEG without a scan"))?;
    if !data[scan_at..].windows(2).rev().any(|pair| pair == [0xff, 0xd9]) {
        return Err(cut("JPEG without its end marker"));
    }
    let header = header(data).map_err(|cause| OpenError::Damaged { detail: cause.to_string() })?;
    limits::check(header.width_px, header.height_px, 1).map_err(|_| OpenError::TooLarge {
        width_px: header.width_px,
        height_px: header.height_px,
        pixels_max: limits::PIXELS_MAX,
    })?;
    Ok(header)
}

/// Decodes a JPEG file as one upright page.
pub(crate) fn render(data: &[u8], header: &JpegHeader) -> Result<Raster, DecodeError> {
    let dpi = paper::dpi_of(header.dpi, header.width_px, header.height_px);
    let (width_px, height_px, pixels) = decode(data)?;
    Ok(oriented(Raster { width: width_px, height: height_px, dpi, pixels }, header.orientation))
}

/// True when the orientation swaps width and height.
pub(crate) fn lies_on_its_side(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

/// How far to turn a page of this orientation clockwise to have it upright; `None` for a mirrored one.
pub(crate) fn turn_deg(orientation: Orientation) -> Option<u16> {
    match orientation {
        Orientation::NoTransforms => Some(0),
        Orientation::Rotate90 => Some(90),
        Orientation::Rotate180 => Some(180),
        Orientation::Rotate270 => Some(270),
        _ => None,
    }
}

/// Applies an EXIF or TIFF orientation (EXIF 2.3, tag 0x0112). Mirrored pages are un-mirrored too.
pub(crate) fn oriented(page: Raster, orientation: Orientation) -> Raster {
    match orientation {
        Orientation::NoTransforms => page,
        Orientation::Rotate90 => page.rotate_quarter(90),
        Orientation::Rotate180 => page.rotate_quarter(180),
        Orientation::Rotate270 => page.rotate_quarter(270),
        Orientation::FlipHorizontal => mirrored(page),
        Orientation::FlipVertical => mirrored(page).rotate_quarter(180),
        Orientation::Rotate90FlipH => mirrored(page.rotate_quarter(90)),
        Orientation::Rotate270FlipH => mirrored(page.rotate_quarter(270)),
    }
}

fn mirrored(mut page: Raster) -> Raster {
    let width = page.width as usize;
    match &mut page.pixels {
        Pixels::Grey(bytes) => bytes.chunks_exact_mut(width).for_each(<[u8]>::reverse),
        Pixels::Rgb(bytes) => bytes.as_chunks_mut::<3>().0.chunks_exact_mut(width).for_each(<[[u8; 3]]>::reverse),
    }
    page
}

/// Reads a header without decoding pixels.
pub(crate) fn header(data: &[u8]) -> Result<JpegHeader, DecodeError> {
    guarded(|| {
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(data), options());
        decoder.decode_headers().map_err(|cause| DecodeError::Damaged(format!("JPEG: {cause}")))?;
        let info = decoder.info().ok_or_else(|| DecodeError::damaged("JPEG without a frame"))?;
        let orientation =
            decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif)).unwrap_or(Orientation::NoTransforms);
        Ok(JpegHeader {
            width_px: u32::from(info.width),
            height_px: u32::from(info.height),
            components: info.components,
            dpi: density(data).filter(|&dpi| dpi > 1.0),
            orientation,
        })
    })
}

/// The ICC profile that the file's colours are told by (ICC.1:2010, annex B.4).
pub(crate) fn profile(data: &[u8]) -> Option<Arc<[u8]>> {
    let found = guarded(|| {
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(data), options());
        Ok(decoder.decode_headers().ok().and_then(|()| decoder.icc_profile()))
    });
    found.ok().flatten().map(Arc::from)
}

/// Decodes to grey when the JPEG is grey, else to RGB: width, height, pixels.
pub(crate) fn decode(data: &[u8]) -> Result<(u32, u32, Pixels), DecodeError> {
    let header = header(data)?;
    let grey = header.components == 1;
    limits::check(header.width_px, header.height_px, if grey { 1 } else { 3 })?;
    guarded(|| {
        let space = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(data), options().jpeg_set_out_colorspace(space));
        let bytes = decoder.decode().map_err(|cause| DecodeError::Damaged(format!("JPEG: {cause}")))?;
        let pixels = header.width_px as usize * header.height_px as usize;
        if bytes.len() != pixels * if grey { 1 } else { 3 } {
            return Err(DecodeError::damaged("JPEG: fewer pixels than its header tells"));
        }
        let pixels = if grey { Pixels::Grey(bytes) } else { Pixels::Rgb(bytes) };
        Ok((header.width_px, header.height_px, pixels))
    })
}

fn options() -> DecoderOptions {
    DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .set_strict_mode(false)
}

/// Where the first scan's data begins, found by walking the segments; thumbnails lie inside segments and are skipped.
fn start_of_scan(data: &[u8]) -> Option<usize> {
    let (_, head) = segments(data).find(|(marker, _)| *marker == START_OF_SCAN)?;
    Some(head.end.min(data.len()))
}

/// Dots per inch as the JFIF segment tells (ITU-T T.871, 10.1); `zune-jpeg` reads it and does not hand it on.
fn density(data: &[u8]) -> Option<f32> {
    let mut before_scan = segments(data).take_while(|(marker, _)| *marker != START_OF_SCAN);
    let jfif = before_scan.find_map(|(_, body)| data.get(body)?.strip_prefix(b"JFIF\0"))?;
    let &[_, _, unit, x1, x0, ..] = jfif else { return None };
    let dots = f32::from(u16::from_be_bytes([x1, x0]));
    match unit {
        1 => Some(dots),
        2 => Some(dots * 2.54),
        _ => None,
    }
}

const START_OF_SCAN: u8 = 0xda;

/// The marker of each segment and where its body lies, which may be beyond the end of the data (ITU-T T.81, B.1.1.4).
fn segments(data: &[u8]) -> impl Iterator<Item = (u8, Range<usize>)> {
    let mut at = 2;
    std::iter::from_fn(move || {
        loop {
            let (first, marker) = (*data.get(at)?, *data.get(at + 1)?);
            if first != 0xff {
                return None;
            }
            match marker {
                0xff => at += 1,
                0x01 | 0xd0..=0xd8 => at += 2,
                _ => {
                    let length = usize::from(u16::from_be_bytes([*data.get(at + 2)?, *data.get(at + 3)?]));
                    let body = at + 4..at + 2 + length;
                    at += 2 + length;
                    return Some((marker, body));
                }
            }
        }
    })
}
