//! TIFF of one or many pages, decoded here: the `tiff` crate refuses Group 3 faxes, reversed bit order and palettes,
//! gives JPEG without its colours put right, and stops a whole file for one odd directory.
//! Left out: planar configuration 2, floating-point samples, old-style JPEG (compression 6).
//! The directory itself is read in `tiff_directory`.

use std::borrow::Cow;
use std::io::Read;

use hayro_ccitt::EncodingMode;

use crate::bytes::Bytes;
use crate::coded::{CodedImage, CodedPage};
use crate::error::{DecodeError, OpenError, guarded};
use crate::fax::{FaxSettings, GreyImage, decode_fax};
use crate::jpeg::{self, lies_on_its_side, oriented};
use crate::limits;
use crate::raster::{Pixels, Raster};
use crate::tiff_directory::{Compression, Directory, Photometric, read_directories};

/// An open TIFF file.
pub(crate) struct TiffFile {
    bytes: Bytes,
    directories: Vec<Directory>,
}

impl TiffFile {
    /// Reads the directories; no pixels.
    pub(crate) fn open(bytes: Bytes) -> Result<Self, OpenError> {
        let directories = read_directories(&bytes)?;
        let end = bytes.len() as u64;
        for (at, directory) in directories.iter().enumerate() {
            if directory.chunks.iter().any(|&(offset, length)| offset.saturating_add(length) > end) {
                return Err(OpenError::Truncated { detail: format!("TIFF page {} lies beyond the end", at + 1) });
            }
        }
        if directories.is_empty() {
            return Err(OpenError::NoPages);
        }
        Ok(Self { bytes, directories })
    }

    pub(crate) fn page_count(&self) -> u32 {
        self.directories.len() as u32
    }

    /// Width, height and dots per inch of the upright page, from 1.
    pub(crate) fn page_size(&self, page: u32) -> Option<(u32, u32, f32)> {
        let directory = self.directories.get(page as usize - 1)?;
        let (width, height) = (directory.width_px, directory.height_px);
        let turned = lies_on_its_side(directory.orientation);
        Some(if turned { (height, width, directory.dpi) } else { (width, height, directory.dpi) })
    }

    /// A page of one strip as it lies coded, when PDF reads it so: CCITT, or JPEG with the tables that lie beside it.
    pub(crate) fn coded(&self, page: u32) -> Option<CodedPage> {
        let directory = self.directories.get(page as usize - 1)?;
        let turn_deg = jpeg::turn_deg(directory.orientation)?;
        let &[(offset, length)] = directory.chunks.as_slice() else { return None };
        if directory.chunk_px != (directory.width_px, directory.height_px) {
            return None;
        }
        let data = self.bytes.get(offset as usize..(offset + length) as usize)?;
        let image = match directory.compression {
            Compression::Fax(encoding) => CodedImage::Ccitt {
                data: in_bit_order(directory, data).into(),
                width_px: directory.width_px,
                height_px: directory.height_px,
                coding: fax_settings(directory, directory.height_px, encoding).coding(),
            },
            Compression::Jpeg if directory.photometric != Photometric::WhiteIsZero => {
                CodedImage::Jpeg(whole_jpeg(directory, data).into())
            }
            _ => return None,
        };
        Some(CodedPage { image, turn_deg, profile: None })
    }

    /// Decodes one page, from 1.
    pub(crate) fn render(&self, page: u32) -> Result<Raster, DecodeError> {
        let directory =
            self.directories.get(page as usize - 1).ok_or_else(|| DecodeError::damaged("no such directory"))?;
        let pixels = guarded(|| decode(directory, &self.bytes))?;
        self.bytes.forget();
        let raster = Raster { width: directory.width_px, height: directory.height_px, dpi: directory.dpi, pixels };
        Ok(oriented(raster, directory.orientation))
    }
}

fn decode(directory: &Directory, file: &[u8]) -> Result<Pixels, DecodeError> {
    if directory.planar != 1 && directory.samples > 1 {
        return Err(DecodeError::unsupported("TIFF with its colours in separate planes"));
    }
    let grey = directory.is_grey();
    let channels = if grey { 1 } else { 3 };
    limits::check(directory.width_px, directory.height_px, channels as u64)?;
    let (width, height) = (directory.width_px as usize, directory.height_px as usize);
    let (chunk_width, chunk_height) = (directory.chunk_px.0 as usize, directory.chunk_px.1 as usize);
    let across = width.div_ceil(chunk_width);
    let mut page = vec![255; width * height * channels];
    for (at, &(offset, length)) in directory.chunks.iter().enumerate() {
        let (left, top) = (at % across * chunk_width, at / across * chunk_height);
        if top >= height {
            break;
        }
        // Strips end with the page, tiles do not.
        let rows = if directory.tiled { chunk_height } else { chunk_height.min(height - top) };
        let data = file.get(offset as usize..(offset + length) as usize).unwrap_or_default();
        let chunk = decode_chunk(directory, data, rows as u32, channels)?;
        let visible = chunk_width.min(width - left) * channels;
        for (row, from) in chunk.chunks_exact(chunk_width * channels).take(rows.min(height - top)).enumerate() {
            let start = ((top + row) * width + left) * channels;
            page[start..start + visible].copy_from_slice(&from[..visible]);
        }
    }
    Ok(if grey { Pixels::Grey(page) } else { Pixels::Rgb(page) })
}

/// One strip or tile as grey or RGB.
fn decode_chunk(directory: &Directory, data: &[u8], rows: u32, channels: usize) -> Result<Vec<u8>, DecodeError> {
    let ordered = in_bit_order(directory, data);
    match directory.compression {
        Compression::Fax(encoding) => decode_fax_chunk(directory, &ordered, rows, encoding),
        Compression::Jpeg => decode_jpeg_chunk(directory, data, rows, channels),
        _ => {
            let row_bytes = directory.row_bytes();
            let mut samples = unpacked(directory.compression, &ordered, row_bytes * rows as usize)?;
            samples.resize(row_bytes * rows as usize, 0);
            if directory.predictor == 2 {
                undo_differences(directory, &mut samples, row_bytes);
            }
            Ok(shown(directory, &samples, row_bytes, channels))
        }
    }
}

fn in_bit_order<'a>(directory: &Directory, data: &'a [u8]) -> Cow<'a, [u8]> {
    if directory.reversed_bits && directory.compression != Compression::Jpeg {
        Cow::Owned(data.iter().map(|byte| byte.reverse_bits()).collect())
    } else {
        Cow::Borrowed(data)
    }
}

fn decode_fax_chunk(
    directory: &Directory,
    data: &[u8],
    rows: u32,
    encoding: EncodingMode,
) -> Result<Vec<u8>, DecodeError> {
    let GreyImage { bytes, .. } = decode_fax(data, &fax_settings(directory, rows, encoding))?;
    Ok(bytes)
}

fn fax_settings(directory: &Directory, rows: u32, encoding: EncodingMode) -> FaxSettings {
    FaxSettings {
        width_px: directory.chunk_px.0,
        height_px: rows,
        encoding,
        end_of_line: directory.fax_has_line_ends(),
        // Compression 2 knows no end of block; its rows end with the page.
        end_of_block: !directory.fax_is_byte_aligned(),
        byte_aligned: directory.fax_is_byte_aligned(),
        // In TIFF the coder's white is sample 0: photometric 1 (black is zero) shows it black.
        inverted: directory.photometric == Photometric::BlackIsZero,
    }
}

fn decode_jpeg_chunk(directory: &Directory, data: &[u8], rows: u32, channels: usize) -> Result<Vec<u8>, DecodeError> {
    let whole = whole_jpeg(directory, data);
    let (width, height, pixels) = jpeg::decode(&whole)?;
    if width != directory.chunk_px.0 || height < rows || pixels.channels() != channels {
        return Err(DecodeError::damaged("TIFF: a JPEG strip of another size than its directory tells"));
    }
    Ok(pixels.bytes().to_vec())
}

fn whole_jpeg(directory: &Directory, data: &[u8]) -> Vec<u8> {
    with_tables(data, &directory.jpeg_tables, directory.photometric == Photometric::Rgb)
}

/// Joins an abbreviated JPEG stream with the tables that all strips share (TIFF Technical Note 2). A stream in RGB is
/// marked so (Adobe's APP14 with transform 0), because a decoder takes three components for YCbCr.
fn with_tables(data: &[u8], tables: &[u8], is_rgb: bool) -> Vec<u8> {
    const ADOBE_RGB: [u8; 16] = [0xff, 0xee, 0, 14, b'A', b'd', b'o', b'b', b'e', 0, 100, 0, 0, 0, 0, 0];
    let tables = tables.strip_prefix(&[0xff, 0xd8]).unwrap_or(tables);
    let tables = tables.strip_suffix(&[0xff, 0xd9]).unwrap_or(tables);
    let mut whole = vec![0xff, 0xd8];
    if is_rgb {
        whole.extend_from_slice(&ADOBE_RGB);
    }
    whole.extend_from_slice(tables);
    whole.extend_from_slice(data.strip_prefix(&[0xff, 0xd8]).unwrap_or(data));
    whole
}

/// Undoes the compression; at most `bytes_max` bytes, whatever the data promises.
fn unpacked(compression: Compression, data: &[u8], bytes_max: usize) -> Result<Vec<u8>, DecodeError> {
    match compression {
        Compression::None => Ok(data[..data.len().min(bytes_max)].to_vec()),
        Compression::PackBits => Ok(unpack_bits(data, bytes_max)),
        Compression::Deflate => {
            let mut bytes = Vec::with_capacity(bytes_max);
            let read = flate2::read::ZlibDecoder::new(data).take(bytes_max as u64).read_to_end(&mut bytes);
            // What came before the fault is kept: one bad byte at a strip's end must not lose the page.
            match read {
                Err(cause) if bytes.is_empty() => Err(DecodeError::Damaged(format!("TIFF: {cause}"))),
                _ => Ok(bytes),
            }
        }
        Compression::Lzw => {
            let mut bytes = vec![0; bytes_max];
            let mut decoder = weezl::decode::Decoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8);
            let (mut read, mut written) = (0, 0);
            while written < bytes_max {
                let step = decoder.decode_bytes(&data[read..], &mut bytes[written..]);
                read += step.consumed_in;
                written += step.consumed_out;
                match step.status {
                    Ok(weezl::LzwStatus::Ok) if step.consumed_in + step.consumed_out > 0 => {}
                    Err(cause) if written == 0 => return Err(DecodeError::Damaged(format!("TIFF: {cause}"))),
                    _ => break,
                }
            }
            bytes.truncate(written);
            Ok(bytes)
        }
        Compression::Fax(_) | Compression::Jpeg => Err(DecodeError::damaged("TIFF: not a stream of samples")),
    }
}

/// PackBits (TIFF 6.0, §9).
fn unpack_bits(data: &[u8], bytes_max: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(bytes_max);
    let mut at = 0;
    while at < data.len() && bytes.len() < bytes_max {
        let header = data[at] as i8;
        at += 1;
        if header >= 0 {
            let end = (at + header as usize + 1).min(data.len());
            bytes.extend_from_slice(&data[at..end]);
            at = end;
        } else if header != i8::MIN && at < data.len() {
            bytes.resize(bytes.len() + 1 + usize::from(header.unsigned_abs()), data[at]);
            at += 1;
        }
    }
    bytes.truncate(bytes_max);
    bytes
}

/// Undoes horizontal differencing (TIFF 6.0, §14).
fn undo_differences(directory: &Directory, samples: &mut [u8], row_bytes: usize) {
    let step = directory.samples as usize;
    for row in samples.chunks_exact_mut(row_bytes) {
        match directory.bits {
            8 => (step..row.len()).for_each(|at| row[at] = row[at].wrapping_add(row[at - step])),
            16 => undo_wide_differences(row, step, directory.big_endian),
            _ => {}
        }
    }
}

fn undo_wide_differences(row: &mut [u8], step: usize, big_endian: bool) {
    let pairs = row.as_chunks_mut::<2>().0;
    let read = |pair: [u8; 2]| if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
    for at in step..pairs.len() {
        let sum = read(pairs[at]).wrapping_add(read(pairs[at - step]));
        pairs[at] = if big_endian { sum.to_be_bytes() } else { sum.to_le_bytes() };
    }
}

/// Samples as they are to be seen: one or three bytes a pixel.
fn shown(directory: &Directory, samples: &[u8], row_bytes: usize, channels: usize) -> Vec<u8> {
    let width = directory.chunk_px.0 as usize;
    let mut bytes = Vec::with_capacity(width * channels * (samples.len() / row_bytes.max(1)));
    let per_pixel = directory.samples as usize;
    for row in samples.chunks_exact(row_bytes) {
        for column in 0..width {
            let sample = |at: usize| sample_of(directory, row, column * per_pixel + at);
            match directory.photometric {
                Photometric::WhiteIsZero => bytes.push(255 - over_white(directory, sample(0), &sample, 1, true)),
                Photometric::BlackIsZero => bytes.push(over_white(directory, sample(0), &sample, 1, false)),
                Photometric::Palette => {
                    bytes.extend(directory.palette_colour(raw_of(directory, row, column * per_pixel)))
                }
                Photometric::Rgb => {
                    bytes.extend((0..3).map(|at| over_white(directory, sample(at), &sample, 3, false)));
                }
                Photometric::Cmyk => bytes.extend((0..3).map(|at| {
                    let (ink, black) = (u32::from(sample(at)), u32::from(sample(3)));
                    ((255 - ink) * (255 - black) / 255) as u8
                })),
                Photometric::YCbCr => bytes.extend(rgb_of_ycbcr(sample(0), sample(1), sample(2))),
            }
        }
    }
    bytes
}

/// Lays a sample over white paper when the pixel has an opacity sample after its `colours`.
fn over_white(directory: &Directory, value: u8, sample: &impl Fn(usize) -> u8, colours: u32, inverted: bool) -> u8 {
    if directory.samples <= colours || !directory.last_is_opacity {
        return value;
    }
    let opacity = u32::from(sample(colours as usize));
    let paper = if inverted { 0 } else { 255 };
    ((u32::from(value) * opacity + paper * (255 - opacity) + 127) / 255) as u8
}

/// A sample as it stands in the file.
fn raw_of(directory: &Directory, row: &[u8], at: usize) -> u32 {
    let bits = directory.bits as usize;
    match bits {
        8 => u32::from(row[at]),
        16 => {
            let pair = [row[at * 2], row[at * 2 + 1]];
            u32::from(if directory.big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
        }
        _ => {
            let byte = u32::from(row[at * bits / 8]);
            byte >> (8 - bits - at * bits % 8) & ((1 << bits) - 1)
        }
    }
}

/// A sample on the scale of 0 to 255.
fn sample_of(directory: &Directory, row: &[u8], at: usize) -> u8 {
    let raw = raw_of(directory, row, at);
    match directory.bits {
        8 => raw as u8,
        16 => (raw >> 8) as u8,
        bits => (raw * 255 / ((1 << bits) - 1)) as u8,
    }
}

/// ITU-R BT.601, full range, not subsampled (the only form outside JPEG that is read here).
fn rgb_of_ycbcr(luma: u8, blue: u8, red: u8) -> [u8; 3] {
    let (luma, blue, red) = (f32::from(luma), f32::from(blue) - 128.0, f32::from(red) - 128.0);
    [luma + 1.402 * red, luma - 0.344_14 * blue - 0.714_14 * red, luma + 1.772 * blue].map(|sample| sample as u8)
}
