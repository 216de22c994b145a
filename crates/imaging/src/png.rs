//! PNG: header and pixels; transparency is laid over white paper, sixteen bits are cut to eight.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::png::PngDecoder;
use image::{ColorType, ImageDecoder};

use crate::archive::FlateCoding;
use crate::coded::{CodedImage, CodedPage};
use crate::error::{DecodeError, OpenError, guarded};
use crate::raster::{Pixels, Raster};
use crate::{limits, paper};

/// What a PNG's header tells.
#[derive(Debug, Clone)]
pub(crate) struct PngHeader {
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
    dpi: Option<f32>,
}

impl PngHeader {
    pub(crate) fn dpi(&self) -> f32 {
        paper::dpi_of(self.dpi, self.width_px, self.height_px)
    }
}

/// Reads the header of a PNG file (ISO/IEC 15948, §5 and §11), and checks that it ends.
pub(crate) fn open(data: &[u8]) -> Result<PngHeader, OpenError> {
    let mut header = None;
    let mut dpi = None;
    let mut at = 8;
    loop {
        let Some((kind, body)) = chunk(data, at) else {
            return Err(OpenError::Truncated { detail: "PNG without its end chunk".to_owned() });
        };
        match kind {
            b"IHDR" if body.len() >= 8 => header = Some((word(&body[..4]), word(&body[4..8]))),
            b"pHYs" if body.len() == 9 && body[8] == 1 => dpi = Some(word(&body[..4]) as f32 * 0.0254),
            b"IEND" => break,
            _ => {}
        }
        at += 12 + body.len();
    }
    let (width_px, height_px) =
        header.ok_or_else(|| OpenError::Damaged { detail: "PNG without its header chunk".to_owned() })?;
    let pixels = u64::from(width_px) * u64::from(height_px);
    if pixels > limits::PIXELS_MAX {
        return Err(OpenError::TooLarge { width_px, height_px, pixels_max: limits::PIXELS_MAX });
    }
    if pixels == 0 {
        return Err(OpenError::Damaged { detail: "PNG without pixels".to_owned() });
    }
    Ok(PngHeader { width_px, height_px, dpi })
}

fn chunk(data: &[u8], at: usize) -> Option<(&[u8; 4], &[u8])> {
    let length = word(data.get(at..at + 4)?) as usize;
    let kind = data.get(at + 4..at + 8)?.first_chunk::<4>()?;
    // The four bytes after the body are its checksum: they must be there, the decoder judges them.
    let body = data.get(at + 8..(at + 12).checked_add(length)?)?;
    Some((kind, &body[..length]))
}

fn word(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |word, &byte| word << 8 | u32::from(byte))
}

/// The image data as they are, when PDF reads them so: grey or colour of at most eight bits, neither interlaced nor
/// transparent (ISO 32000-1, 7.4.4.4 takes PNG's filters over).
pub(crate) fn coded(data: &[u8], header: &PngHeader) -> Option<CodedPage> {
    let mut coding = None;
    let mut stream = Vec::new();
    let mut at = 8;
    while let Some((kind, body)) = chunk(data, at) {
        match (kind, body) {
            (b"IHDR", &[.., bits @ (1 | 2 | 4 | 8), 0, 0, 0, 0]) => coding = Some((bits, 1)),
            (b"IHDR", &[.., 8, 2, 0, 0, 0]) => coding = Some((8, 3)),
            (b"tRNS", _) => return None,
            (b"IDAT", part) => stream.extend_from_slice(part),
            _ => {}
        }
        at += 12 + body.len();
    }
    let (bits, samples) = coding?;
    let coding = FlateCoding { bits, samples, png_rows: true, inverted: false };
    let image =
        CodedImage::Flate { data: stream.into(), width_px: header.width_px, height_px: header.height_px, coding };
    Some(CodedPage { image, turn_deg: 0, profile: profile(data) })
}

/// The ICC profile of a PNG file's colours (11.3.3.3: `iCCP`).
fn profile(data: &[u8]) -> Option<Arc<[u8]>> {
    let found =
        guarded(|| Ok(PngDecoder::new(Cursor::new(data)).ok().and_then(|mut png| png.icc_profile().ok().flatten())));
    found.ok().flatten().map(Arc::from)
}

/// Decodes a PNG file as one page.
pub(crate) fn render(data: &[u8], header: &PngHeader) -> Result<Raster, DecodeError> {
    let (width, height) = (header.width_px, header.height_px);
    let pixels = guarded(|| decode(data, width, height))?;
    Ok(Raster { width, height, dpi: header.dpi(), pixels })
}

fn decode(data: &[u8], width_px: u32, height_px: u32) -> Result<Pixels, DecodeError> {
    let failed = |cause: image::ImageError| DecodeError::Damaged(format!("PNG: {cause}"));
    let decoder = PngDecoder::new(Cursor::new(data)).map_err(failed)?;
    let colour = decoder.color_type();
    if decoder.total_bytes() > limits::DECODED_BYTES_MAX {
        return Err(DecodeError::TooLarge { width_px, height_px });
    }
    let mut bytes = vec![0; decoder.total_bytes() as usize];
    decoder.read_image(&mut bytes).map_err(failed)?;
    Ok(match colour {
        ColorType::L8 => Pixels::Grey(bytes),
        ColorType::L16 => Pixels::Grey(samples::<1, 1>(halved(&bytes))),
        ColorType::La8 => Pixels::Grey(samples::<2, 1>(bytes)),
        ColorType::La16 => Pixels::Grey(samples::<2, 1>(halved(&bytes))),
        ColorType::Rgb8 => Pixels::Rgb(bytes),
        ColorType::Rgb16 => Pixels::Rgb(halved(&bytes)),
        ColorType::Rgba8 => Pixels::Rgb(samples::<4, 3>(bytes)),
        ColorType::Rgba16 => Pixels::Rgb(samples::<4, 3>(halved(&bytes))),
        other => return Err(DecodeError::Unsupported(format!("PNG of {other:?}"))),
    })
}

/// The upper bytes of samples of sixteen bits in the machine's order.
fn halved(bytes: &[u8]) -> Vec<u8> {
    bytes.as_chunks::<2>().0.iter().map(|&pair| (u16::from_ne_bytes(pair) >> 8) as u8).collect()
}

/// Pixels of `FROM` samples, the last of them opacity when there is one more than `TO`, over white; in place.
fn samples<const FROM: usize, const TO: usize>(mut bytes: Vec<u8>) -> Vec<u8> {
    if FROM == TO {
        return bytes;
    }
    let pixels = bytes.len() / FROM;
    for at in 0..pixels {
        let opacity = u32::from(bytes[at * FROM + TO]);
        for channel in 0..TO {
            let sample = u32::from(bytes[at * FROM + channel]);
            bytes[at * TO + channel] = ((sample * opacity + 255 * (255 - opacity) + 127) / 255) as u8;
        }
    }
    bytes.truncate(pixels * TO);
    bytes
}
