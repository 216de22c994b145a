//! Decides how a page image is stored: as it came, or coded again.

use std::borrow::Cow;
use std::io::{self, Read as _, Write as _};

use flate2::{Compression, write::ZlibEncoder};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

use super::{ArchiveError, CcittCoding, FlateCoding, Level, PageImage, icc, jbig2, jp2, jpeg};
use crate::{Pixels, Raster};

/// Above so many bits a pixel without loss, a page in colour is kept as JPEG ([`PageImage::Rgb`]).
const LOSSLESS_BITS_A_PIXEL_MAX: u64 = 2;

/// The quality of that JPEG: marks and thin strokes stay clean at 300 dpi, seals keep their colour.
const JPEG_QUALITY: u8 = 92;

/// The quality of the layers of an access copy: what is fine in a page is in its mask.
const LAYER_JPEG_QUALITY: u8 = 30;

/// The colour space of the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    Grey,
    Rgb,
    /// Only with a profile.
    Cmyk,
}

impl Colours {
    pub(super) fn components(self) -> u8 {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }
}

/// How the data are coded, with what the image's dictionary must tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding<'a> {
    /// `plain_rgb`: the three components are red, green and blue, not luma and chroma.
    Jpeg {
        plain_rgb: bool,
    },
    Jpx,
    Jbig2 {
        globals: Option<&'a [u8]>,
    },
    Ccitt(CcittCoding),
    /// `png_rows`: each row begins with its PNG filter type (ISO 32000-1, 7.4.4.4).
    Flate {
        png_rows: bool,
    },
}

/// An image as it goes into the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EncodedImage<'a> {
    pub(super) width: i32,
    pub(super) height: i32,
    /// Bits a component.
    pub(super) bits: i32,
    pub(super) colours: Colours,
    pub(super) coding: Coding<'a>,
    pub(super) data: Cow<'a, [u8]>,
    pub(super) inverted: bool,
    /// What its colours are, where they are not those of the output intent.
    pub(super) profile: Option<&'a [u8]>,
}

/// Answers with the image as this level may hold it; `profile` is the ICC profile that its colours are told by.
pub(super) fn encode<'a>(
    image: PageImage<'a>,
    profile: Option<&'a [u8]>,
    level: Level,
) -> Result<EncodedImage<'a>, ArchiveError> {
    let fits = |components: u8| profile.filter(|profile| icc::may_be_held(profile, components, level));
    let mut encoded = match image {
        PageImage::Jpeg(data) => encode_jpeg(data, fits(4).is_some())?,
        PageImage::Jpx(data) => encode_jpx(data, level)?,
        PageImage::Jbig2 { data, globals, width_px, height_px, inverted } => {
            let coding = Coding::Jbig2 { globals: globals.filter(|data| !data.is_empty()) };
            bilevel(data.into(), width_px, height_px, coding, inverted)?
        }
        PageImage::Ccitt { data, width_px, height_px, coding, inverted } => {
            bilevel(data.into(), width_px, height_px, Coding::Ccitt(coding), inverted)?
        }
        PageImage::Flate { data, width_px, height_px, coding } => pass_deflated(data, width_px, height_px, coding)?,
        PageImage::Bitonal { rows, width_px, height_px } => encode_bitonal(rows, width_px, height_px)?,
        PageImage::Grey { pixels, width_px, height_px } => encode_grey(pixels, width_px, height_px)?,
        PageImage::Rgb { pixels, width_px, height_px } => encode_rgb(pixels, width_px, height_px)?,
    };
    if i32::try_from(encoded.data.len()).is_err() {
        return Err(ArchiveError::Image("over 2 GB".to_owned()));
    }
    encoded.profile = fits(encoded.colours.components());
    Ok(encoded)
}

/// Zlib, as `FlateDecode` reads it.
pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // A Vec takes every write.
    let written = encoder.write_all(bytes).and_then(|()| encoder.try_finish());
    debug_assert!(written.is_ok());
    encoder.finish().unwrap_or_default()
}

fn failed(what: impl std::fmt::Display) -> ArchiveError {
    ArchiveError::Image(what.to_string())
}

/// Width and height as PDF integers; neither may be 0.
fn size(width_px: u32, height_px: u32) -> Result<(i32, i32), ArchiveError> {
    match (i32::try_from(width_px), i32::try_from(height_px)) {
        (Ok(width), Ok(height)) if width > 0 && height > 0 => Ok((width, height)),
        _ => Err(failed(format_args!("it has {width_px} × {height_px} pixels"))),
    }
}

/// The samples that `width × height` pixels must have, against those that are there.
fn check_length(samples: &[u8], row_bytes: usize, height_px: u32) -> Result<(), ArchiveError> {
    let expected = row_bytes.checked_mul(height_px as usize);
    if expected == Some(samples.len()) { Ok(()) } else { Err(failed("its samples do not fill its width and height")) }
}

fn bilevel<'a>(
    data: Cow<'a, [u8]>,
    width_px: u32,
    height_px: u32,
    coding: Coding<'a>,
    inverted: bool,
) -> Result<EncodedImage<'a>, ArchiveError> {
    let (width, height) = size(width_px, height_px)?;
    Ok(EncodedImage { width, height, bits: 1, colours: Colours::Grey, coding, data, inverted, profile: None })
}

/// The stream as it is, when it holds all the rows that it should: a reader of PDF/A need not mend a broken one.
fn pass_deflated(
    data: &[u8],
    width_px: u32,
    height_px: u32,
    coding: FlateCoding,
) -> Result<EncodedImage<'_>, ArchiveError> {
    let FlateCoding { bits, samples, png_rows, inverted } = coding;
    let (width, height) = size(width_px, height_px)?;
    let colours = match (samples, inverted) {
        (1, _) => Colours::Grey,
        (3, false) => Colours::Rgb,
        _ => return Err(failed(format_args!("deflated samples, {samples} a pixel"))),
    };
    if !matches!(bits, 1 | 2 | 4 | 8) {
        return Err(failed(format_args!("deflated samples of {bits} bits")));
    }
    let row_bytes = (u64::from(width_px) * u64::from(samples) * u64::from(bits)).div_ceil(8) + u64::from(png_rows);
    let expected = row_bytes * u64::from(height_px);
    let mut inflated = flate2::bufread::ZlibDecoder::new(data).take(expected);
    if io::copy(&mut inflated, &mut io::sink()).is_ok_and(|bytes| bytes == expected) {
        let coding = Coding::Flate { png_rows };
        Ok(EncodedImage {
            width,
            height,
            bits: i32::from(bits),
            colours,
            coding,
            data: data.into(),
            inverted,
            profile: None,
        })
    } else {
        Err(failed("its deflated rows are not all there"))
    }
}

/// `has_profile`: the source says what its colours are, so that inks may stay inks.
fn encode_jpeg(data: &[u8], has_profile: bool) -> Result<EncodedImage<'_>, ArchiveError> {
    let header = jpeg::read(data).map_err(failed)?;
    let (width, height) = size(header.width, header.height)?;
    let colours = match header.components {
        1 => Colours::Grey,
        3 => Colours::Rgb,
        _ if has_profile => Colours::Cmyk,
        // ISO 19005-1, 6.2.3.3: DeviceCMYK needs a CMYK output intent; ours is sRGB.
        _ => {
            let (width, height, pixels) = crate::jpeg::decode(data).map_err(failed)?;
            return encode_pixels(&pixels, width, height);
        }
    };
    let coding = Coding::Jpeg { plain_rgb: header.plain_rgb };
    // Adobe's programs, and all after them, write 255 for no ink.
    let inverted = colours == Colours::Cmyk && header.by_adobe;
    Ok(EncodedImage { width, height, bits: 8, colours, coding, data: data.into(), inverted, profile: None })
}

fn encode_pixels(pixels: &Pixels, width: u32, height: u32) -> Result<EncodedImage<'static>, ArchiveError> {
    match pixels {
        Pixels::Grey(pixels) => encode_grey(pixels, width, height),
        Pixels::Rgb(pixels) => encode_rgb(pixels, width, height),
    }
}

fn encode_jpx(data: &[u8], level: Level) -> Result<EncodedImage<'_>, ArchiveError> {
    if level != Level::Pdfa1b
        && let Some(plain) = jp2::read_plain(data)
    {
        let (width, height) = size(plain.width, plain.height)?;
        let colours = if plain.components == 1 { Colours::Grey } else { Colours::Rgb };
        let data = data.into();
        return Ok(EncodedImage {
            width,
            height,
            bits: 8,
            colours,
            coding: Coding::Jpx,
            data,
            inverted: false,
            profile: None,
        });
    }
    let (width, height, pixels) = crate::jpx::decode(data).map_err(failed)?;
    encode_pixels(&pixels, width, height)
}

fn encode_bitonal(rows: &[u8], width_px: u32, height_px: u32) -> Result<EncodedImage<'static>, ArchiveError> {
    let row_bytes = (width_px as usize).div_ceil(8);
    size(width_px, height_px)?;
    check_length(rows, row_bytes, height_px)?;
    let coding = Coding::Jbig2 { globals: None };
    bilevel(jbig2::encode(rows, width_px, height_px).into(), width_px, height_px, coding, false)
}

/// A small picture of few details as JPEG, its colours not subsampled: a layer of an access copy.
pub(super) fn encode_small(picture: &Raster) -> Result<EncodedImage<'static>, ArchiveError> {
    let (width, height) = size(picture.width, picture.height)?;
    let (colours, kind) = match &picture.pixels {
        Pixels::Grey(_) => (Colours::Grey, ExtendedColorType::L8),
        Pixels::Rgb(_) => (Colours::Rgb, ExtendedColorType::Rgb8),
    };
    let mut data = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut data, LAYER_JPEG_QUALITY);
    encoder.write_image(picture.pixels.bytes(), picture.width, picture.height, kind).map_err(failed)?;
    let coding = Coding::Jpeg { plain_rgb: false };
    Ok(EncodedImage { width, height, bits: 8, colours, coding, data: data.into(), inverted: false, profile: None })
}

fn encode_grey(pixels: &[u8], width_px: u32, height_px: u32) -> Result<EncodedImage<'static>, ArchiveError> {
    let (width, height) = size(width_px, height_px)?;
    check_length(pixels, width_px as usize, height_px)?;
    let data = png_rows(pixels, width_px, height_px, ExtendedColorType::L8)?.into();
    let coding = Coding::Flate { png_rows: true };
    Ok(EncodedImage { width, height, bits: 8, colours: Colours::Grey, coding, data, inverted: false, profile: None })
}

fn encode_rgb(pixels: &[u8], width_px: u32, height_px: u32) -> Result<EncodedImage<'static>, ArchiveError> {
    let (width, height) = size(width_px, height_px)?;
    check_length(pixels, width_px as usize * 3, height_px)?;
    let (triples, _) = pixels.as_chunks::<3>();
    if triples.iter().all(|[red, green, blue]| red == green && green == blue) {
        let grey: Vec<u8> = triples.iter().map(|pixel| pixel[0]).collect();
        return encode_grey(&grey, width_px, height_px);
    }
    let data = png_rows(pixels, width_px, height_px, ExtendedColorType::Rgb8)?;
    let lossless_bits_max = u64::from(width_px) * u64::from(height_px) * LOSSLESS_BITS_A_PIXEL_MAX;
    let fits_jpeg = width_px.max(height_px) <= u32::from(u16::MAX);
    let (coding, data) = if data.len() as u64 * 8 > lossless_bits_max && fits_jpeg {
        let mut lossy = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut lossy, JPEG_QUALITY);
        encoder.write_image(pixels, width_px, height_px, ExtendedColorType::Rgb8).map_err(failed)?;
        (Coding::Jpeg { plain_rgb: false }, lossy)
    } else {
        (Coding::Flate { png_rows: true }, data)
    };
    let data = data.into();
    Ok(EncodedImage { width, height, bits: 8, colours: Colours::Rgb, coding, data, inverted: false, profile: None })
}

/// The rows filtered and compressed as in a PNG file: `FlateDecode` with predictor 15 reads just that.
fn png_rows(pixels: &[u8], width_px: u32, height_px: u32, kind: ExtendedColorType) -> Result<Vec<u8>, ArchiveError> {
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive);
    encoder.write_image(pixels, width_px, height_px, kind).map_err(failed)?;
    // After the signature: chunks of length, name, data and checksum.
    let mut rows = Vec::with_capacity(png.len());
    let mut rest = &png[8..];
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        if &head[4..] == b"IDAT" {
            rows.extend_from_slice(&after[..length]);
        }
        rest = &after[length + 4..];
    }
    Ok(rows)
}
