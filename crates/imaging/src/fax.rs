//! One-bit images: CCITT Group 3 and 4, and JBIG2, to grey. A page too large for its pixels is averaged as it is decoded.

use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};

use crate::archive::CcittCoding;
use crate::error::DecodeError;
use crate::limits;

/// How a CCITT stream is coded.
pub(crate) struct FaxSettings {
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
    pub(crate) encoding: EncodingMode,
    pub(crate) end_of_line: bool,
    pub(crate) end_of_block: bool,
    pub(crate) byte_aligned: bool,
    /// True when what the coder calls black is to be shown white.
    pub(crate) inverted: bool,
}

impl FaxSettings {
    /// The same in the words of a PDF.
    pub(crate) fn coding(&self) -> CcittCoding {
        CcittCoding {
            k: match self.encoding {
                EncodingMode::Group4 => -1,
                EncodingMode::Group3_1D => 0,
                EncodingMode::Group3_2D => 1,
            },
            black_is_1: self.inverted,
            byte_align: self.byte_aligned,
            end_of_line: self.end_of_line,
            end_of_block: self.end_of_block,
        }
    }
}

/// A decoded one-bit image, perhaps smaller than it was.
pub(crate) struct GreyImage {
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
    pub(crate) bytes: Vec<u8>,
    /// How many times smaller than it was, each way; 1 for a page of sensible size.
    pub(crate) reduction: u32,
}

/// Decodes a CCITT stream. Rows that are missing at the end stay white, as fax machines do.
pub(crate) fn decode_fax(data: &[u8], settings: &FaxSettings) -> Result<GreyImage, DecodeError> {
    let (width_px, height_px) = (settings.width_px, settings.height_px);
    if width_px == 0 || height_px == 0 {
        return Err(DecodeError::damaged("an image without pixels"));
    }
    let mut rows = Averager::new(width_px, height_px)?;
    let mut context = DecoderContext::new(DecodeSettings {
        columns: width_px,
        rows: height_px,
        end_of_block: settings.end_of_block,
        end_of_line: settings.end_of_line,
        rows_are_byte_aligned: settings.byte_aligned,
        encoding: settings.encoding,
        strict: false,
    });
    let decoded = hayro_ccitt::decode(data, &mut rows, &mut context);
    if rows.rows_pushed == 0 {
        let detail = decoded.err().map_or_else(|| "no rows".to_owned(), |cause| format!("{cause:?}"));
        return Err(DecodeError::Damaged(format!("CCITT: {detail}")));
    }
    Ok(rows.finish(settings.inverted))
}

/// Decodes an embedded JBIG2 stream (as PDF has them).
pub(crate) fn decode_jbig2(data: &[u8], globals: Option<&[u8]>) -> Result<GreyImage, DecodeError> {
    let settings = hayro_jbig2::DecodeSettings::default();
    let failed = |cause| DecodeError::Damaged(format!("JBIG2: {cause:?}"));
    let globals = globals.map(|data| hayro_jbig2::Globals::new(data, &settings)).transpose().map_err(failed)?;
    let page = hayro_jbig2::Page::new_embedded(data, globals.as_ref(), &settings).map_err(failed)?;
    limits::check(page.width(), page.height(), 1)?;
    let pixels = page.width() as usize * page.height() as usize;
    let mut sink = BitSink { bytes: Vec::with_capacity(pixels) };
    page.decode(&mut sink).map_err(failed)?;
    sink.bytes.resize(pixels, 255);
    Ok(GreyImage { width_px: page.width(), height_px: page.height(), bytes: sink.bytes, reduction: 1 })
}

struct BitSink {
    bytes: Vec<u8>,
}

impl hayro_jbig2::Decoder for BitSink {
    fn push_pixel(&mut self, black: bool) {
        self.bytes.push(if black { 0 } else { 255 });
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        let length = self.bytes.len() + chunk_count as usize * 8;
        self.bytes.resize(length, if black { 0 } else { 255 });
    }

    fn next_line(&mut self) {}
}

/// Takes rows of runs and makes grey of them, `reduction` × `reduction` pixels to one.
struct Averager {
    width_px: u32,
    height_px: u32,
    reduction: u32,
    columns: usize,
    bytes: Vec<u8>,
    /// Black pixels so far in each cell of the row of cells that is being filled.
    black: Vec<u32>,
    rows_pushed: u32,
}

impl Averager {
    fn new(width_px: u32, height_px: u32) -> Result<Self, DecodeError> {
        const REDUCTION_MAX: u32 = 32;
        let fits = |reduction: &u32| {
            let pixels = u64::from(width_px / reduction) * u64::from(height_px / reduction);
            pixels <= if *reduction == 1 { limits::PIXELS_MAX } else { limits::DRAWN_PIXELS_MAX }
        };
        let reduction = (1..=REDUCTION_MAX).find(fits).ok_or(DecodeError::TooLarge { width_px, height_px })?;
        let columns = width_px.div_ceil(reduction) as usize;
        let rows = height_px.div_ceil(reduction) as usize;
        Ok(Self {
            width_px,
            height_px,
            reduction,
            columns,
            bytes: Vec::with_capacity(columns * rows),
            black: vec![0; columns],
            rows_pushed: 0,
        })
    }

    fn push_plain_row(&mut self, changes: &[u32]) {
        let start = self.bytes.len();
        self.bytes.resize(start + self.columns, 255);
        for run in changes.chunks(2) {
            let end = run.get(1).copied().unwrap_or(self.width_px).min(self.width_px);
            let from = run[0].min(end);
            self.bytes[start + from as usize..start + end as usize].fill(0);
        }
    }

    fn push_averaged_row(&mut self, changes: &[u32]) {
        for run in changes.chunks(2) {
            let end = run.get(1).copied().unwrap_or(self.width_px).min(self.width_px);
            let mut x = run[0].min(end);
            while x < end {
                let cell = x / self.reduction;
                let next = ((cell + 1) * self.reduction).min(end);
                self.black[cell as usize] += next - x;
                x = next;
            }
        }
        if (self.rows_pushed + 1).is_multiple_of(self.reduction) {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let cell = self.reduction * self.reduction;
        self.bytes.extend(self.black.iter().map(|&black| (255 - 255 * black.min(cell) / cell) as u8));
        self.black.fill(0);
    }

    fn finish(mut self, inverted: bool) -> GreyImage {
        let rows = self.height_px.div_ceil(self.reduction) as usize;
        if self.reduction > 1 && !self.rows_pushed.is_multiple_of(self.reduction) {
            self.flush();
        }
        self.bytes.resize(self.columns * rows, 255);
        if inverted {
            self.bytes.iter_mut().for_each(|pixel| *pixel = 255 - *pixel);
        }
        GreyImage {
            width_px: self.columns as u32,
            height_px: rows as u32,
            bytes: self.bytes,
            reduction: self.reduction,
        }
    }
}

impl hayro_ccitt::Decoder for Averager {
    fn push_row(&mut self, changes: &[u32]) {
        if self.rows_pushed >= self.height_px {
            return;
        }
        if self.reduction == 1 {
            self.push_plain_row(changes);
        } else {
            self.push_averaged_row(changes);
        }
        self.rows_pushed += 1;
    }
}
