//! The directories of a TIFF or BigTIFF file: which pages there are and how each is stored (TIFF 6.0, §2 and §8).

use hayro_ccitt::EncodingMode;
use image::metadata::Orientation;

use crate::error::OpenError;
use crate::limits::PIXELS_MAX;
use crate::paper;

/// More directories than any batch has: a loop of them, or an attack.
const DIRECTORIES_MAX: usize = 20_000;

/// More strips or tiles than a page of the largest size has rows.
const VALUES_MAX: u64 = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Fax(EncodingMode),
    Lzw,
    Jpeg,
    Deflate,
    PackBits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Photometric {
    WhiteIsZero,
    BlackIsZero,
    Rgb,
    Palette,
    Cmyk,
    YCbCr,
}

/// One page, as its directory tells.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
    pub(crate) dpi: f32,
    pub(crate) orientation: Orientation,
    pub(crate) compression: Compression,
    pub(crate) photometric: Photometric,
    /// Bits a sample: 1, 2, 4, 8 or 16.
    pub(crate) bits: u32,
    pub(crate) samples: u32,
    pub(crate) last_is_opacity: bool,
    pub(crate) planar: u32,
    pub(crate) predictor: u32,
    pub(crate) reversed_bits: bool,
    pub(crate) big_endian: bool,
    pub(crate) tiled: bool,
    /// Width and height of a tile, or of a whole strip.
    pub(crate) chunk_px: (u32, u32),
    /// Where each strip or tile lies in the file, and how many bytes it has.
    pub(crate) chunks: Vec<(u64, u64)>,
    pub(crate) jpeg_tables: Vec<u8>,
    palette: Vec<u64>,
    fax: (u32, u64),
}

impl Directory {
    /// True when a page of it needs no colour.
    pub(crate) fn is_grey(&self) -> bool {
        matches!(self.photometric, Photometric::WhiteIsZero | Photometric::BlackIsZero)
    }

    /// Bytes of one row of a strip or tile, uncompressed.
    pub(crate) fn row_bytes(&self) -> usize {
        (self.chunk_px.0 as usize * self.samples as usize * self.bits as usize).div_ceil(8)
    }

    /// Group 3 in TIFF has line ends; compression 2 has none and starts each row at a byte.
    pub(crate) fn fax_has_line_ends(&self) -> bool {
        self.fax.0 == 3
    }

    pub(crate) fn fax_is_byte_aligned(&self) -> bool {
        self.fax.0 == 2
    }

    /// The colour of an index: the palette is all reds, all greens, all blues, of sixteen bits.
    pub(crate) fn palette_colour(&self, index: u32) -> [u8; 3] {
        let count = self.palette.len() / 3;
        std::array::from_fn(|channel| {
            self.palette.get(channel * count + index as usize).map_or(0, |&value| (value >> 8) as u8)
        })
    }
}

/// Reads every page's directory; thumbnails are left out.
pub(crate) fn read_directories(file: &[u8]) -> Result<Vec<Directory>, OpenError> {
    let reader = Reader::new(file)?;
    let mut directories = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut next = reader.first()?;
    while next != 0 && directories.len() < DIRECTORIES_MAX {
        if !seen.insert(next) {
            return Err(damaged("TIFF whose directories form a ring"));
        }
        let (entries, after) = reader.entries(next)?;
        // NewSubfileType bit 0: a reduced copy of another page.
        if reader.number(&entries, 254)?.unwrap_or(0) & 1 == 0 {
            directories.push(read_directory(&reader, &entries)?);
        }
        next = after;
    }
    Ok(directories)
}

fn read_directory(reader: &Reader<'_>, entries: &[Entry]) -> Result<Directory, OpenError> {
    let number = |tag| reader.number(entries, tag);
    let (Some(width_px), Some(height_px)) = (number(256)?, number(257)?) else {
        return Err(damaged("TIFF page without a size"));
    };
    if width_px == 0 || height_px == 0 {
        return Err(damaged("TIFF page without pixels"));
    }
    if u64::from(width_px) * u64::from(height_px) > PIXELS_MAX {
        return Err(OpenError::TooLarge { width_px, height_px, pixels_max: PIXELS_MAX });
    }
    let samples = number(277)?.unwrap_or(1);
    let bits = number(258)?.unwrap_or(1);
    if !matches!(bits, 1 | 2 | 4 | 8 | 16) || !(1..=8).contains(&samples) {
        return Err(damaged(&format!("TIFF of {samples} samples of {bits} bits")));
    }
    let fax = (number(259)?.unwrap_or(1), u64::from(number(292)?.unwrap_or(0)));
    let compression = compression_of(fax.0, fax.1)?;
    let photometric = photometric_of(number(262)?.unwrap_or(0), samples)?;
    let tiled = number(322)?.is_some();
    let chunk_px = if tiled {
        (number(322)?.unwrap_or(0), number(323)?.unwrap_or(0))
    } else {
        (width_px, number(278)?.unwrap_or(height_px).min(height_px))
    };
    if chunk_px.0 == 0 || chunk_px.1 == 0 || u64::from(chunk_px.0) * u64::from(chunk_px.1) > PIXELS_MAX {
        return Err(damaged("TIFF with strips or tiles of no sensible size"));
    }
    let (offset_tag, length_tag) = if tiled { (324, 325) } else { (273, 279) };
    let chunks = reader.chunks(entries, offset_tag, length_tag)?;
    Ok(Directory {
        width_px,
        height_px,
        dpi: paper::dpi_of(reader.dpi(entries)?, width_px, height_px),
        orientation: number(274)?
            .and_then(|value| Orientation::from_exif(value as u8))
            .unwrap_or(Orientation::NoTransforms),
        compression,
        photometric,
        bits,
        samples,
        last_is_opacity: number(338)?.is_some_and(|kind| kind == 1 || kind == 2),
        planar: number(284)?.unwrap_or(1),
        predictor: number(317)?.unwrap_or(1),
        reversed_bits: number(266)?.unwrap_or(1) == 2,
        big_endian: reader.big_endian,
        tiled,
        chunk_px,
        chunks,
        jpeg_tables: reader.raw(entries, 347)?.to_vec(),
        palette: reader.numbers(entries, 320)?,
        fax,
    })
}

fn compression_of(code: u32, group3_options: u64) -> Result<Compression, OpenError> {
    Ok(match code {
        1 => Compression::None,
        2 => Compression::Fax(EncodingMode::Group3_1D),
        3 if group3_options & 1 == 1 => Compression::Fax(EncodingMode::Group3_2D),
        3 => Compression::Fax(EncodingMode::Group3_1D),
        4 => Compression::Fax(EncodingMode::Group4),
        5 => Compression::Lzw,
        7 => Compression::Jpeg,
        8 | 32946 => Compression::Deflate,
        32773 => Compression::PackBits,
        other => return Err(damaged(&format!("TIFF of compression {other}, which is not read"))),
    })
}

fn photometric_of(code: u32, samples: u32) -> Result<Photometric, OpenError> {
    let (photometric, samples_min) = match code {
        0 => (Photometric::WhiteIsZero, 1),
        1 => (Photometric::BlackIsZero, 1),
        2 => (Photometric::Rgb, 3),
        3 => (Photometric::Palette, 1),
        5 => (Photometric::Cmyk, 4),
        6 => (Photometric::YCbCr, 3),
        other => return Err(damaged(&format!("TIFF of photometric interpretation {other}, which is not read"))),
    };
    if samples < samples_min {
        return Err(damaged("TIFF with fewer samples than its colours need"));
    }
    Ok(photometric)
}

fn damaged(detail: &str) -> OpenError {
    OpenError::Damaged { detail: detail.to_owned() }
}

/// One entry of a directory: its values lie at `at` in the file.
struct Entry {
    tag: u16,
    kind: u16,
    count: u64,
    at: usize,
}

struct Reader<'a> {
    file: &'a [u8],
    big_endian: bool,
    big: bool,
}

impl<'a> Reader<'a> {
    fn new(file: &'a [u8]) -> Result<Self, OpenError> {
        let mut reader = Self { file, big_endian: file.starts_with(b"MM"), big: false };
        reader.big = reader.unsigned(2, 2)? == 43;
        Ok(reader)
    }

    fn first(&self) -> Result<u64, OpenError> {
        if self.big { self.unsigned(8, 8) } else { self.unsigned(4, 4) }
    }

    fn unsigned(&self, at: usize, bytes: usize) -> Result<u64, OpenError> {
        let bytes = at
            .checked_add(bytes)
            .and_then(|end| self.file.get(at..end))
            .ok_or_else(|| OpenError::Truncated { detail: "TIFF directory beyond the end".to_owned() })?;
        let join = |word: u64, byte: &u8| word << 8 | u64::from(*byte);
        Ok(if self.big_endian { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) })
    }

    /// A directory's entries, and where the next directory is (0: none).
    fn entries(&self, offset: u64) -> Result<(Vec<Entry>, u64), OpenError> {
        let (count_bytes, entry_bytes, word) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let start = offset as usize;
        let count = self.unsigned(start, count_bytes)?.min(4096) as usize;
        let mut entries = Vec::with_capacity(count);
        for index in 0..count {
            let at = start + count_bytes + index * entry_bytes;
            let kind = self.unsigned(at + 2, 2)? as u16;
            let count = self.unsigned(at + 4, word)?;
            let inline = at + 4 + word;
            let fits = count.saturating_mul(width_of(kind)) <= word as u64;
            let at_values = if fits { inline } else { self.unsigned(inline, word)? as usize };
            entries.push(Entry { tag: self.unsigned(at, 2)? as u16, kind, count, at: at_values });
        }
        let next = self.unsigned(start + count_bytes + count * entry_bytes, word).unwrap_or(0);
        Ok((entries, next))
    }

    fn numbers(&self, entries: &[Entry], tag: u16) -> Result<Vec<u64>, OpenError> {
        let Some(entry) = entries.iter().find(|entry| entry.tag == tag) else { return Ok(Vec::new()) };
        if entry.count > VALUES_MAX {
            return Err(damaged("TIFF with more strips than a page can have"));
        }
        let width = width_of(entry.kind) as usize;
        (0..entry.count as usize).map(|index| self.unsigned(entry.at + index * width, width)).collect()
    }

    fn number(&self, entries: &[Entry], tag: u16) -> Result<Option<u32>, OpenError> {
        Ok(self.numbers(entries, tag)?.first().map(|&value| value.min(u64::from(u32::MAX)) as u32))
    }

    fn raw(&self, entries: &[Entry], tag: u16) -> Result<&'a [u8], OpenError> {
        let Some(entry) = entries.iter().find(|entry| entry.tag == tag) else { return Ok(&[]) };
        let end = entry.at.saturating_add(entry.count as usize);
        self.file.get(entry.at..end).ok_or_else(|| damaged("TIFF with a value beyond the end"))
    }

    fn chunks(&self, entries: &[Entry], offsets: u16, lengths: u16) -> Result<Vec<(u64, u64)>, OpenError> {
        let offsets = self.numbers(entries, offsets)?;
        let mut lengths = self.numbers(entries, lengths)?;
        if offsets.is_empty() {
            return Err(damaged("TIFF page without data"));
        }
        if lengths.is_empty() && offsets.len() == 1 {
            // Some old writers leave the length of an only strip out: it goes on to the end.
            lengths.push((self.file.len() as u64).saturating_sub(offsets[0]));
        }
        Ok(offsets.into_iter().zip(lengths).collect())
    }

    /// Dots per inch, when told in inches or centimetres.
    fn dpi(&self, entries: &[Entry]) -> Result<Option<f32>, OpenError> {
        let Some(entry) = entries.iter().find(|entry| entry.tag == 282 && entry.kind == 5) else { return Ok(None) };
        let (over, under) = (self.unsigned(entry.at, 4)?, self.unsigned(entry.at + 4, 4)?);
        let unit = self.number(entries, 296)?.unwrap_or(2);
        let value = over as f32 / under as f32;
        let dpi = if unit == 3 { value * 2.54 } else { value };
        Ok((unit != 1 && dpi.is_finite()).then_some(dpi))
    }
}

/// Bytes of one value of a type.
fn width_of(kind: u16) -> u64 {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => 1,
    }
}
