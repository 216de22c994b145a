//! Tesseract in process, through its C interface: bytes of one image in, lines of words with boxes out.
//!
//! All `unsafe` of the crate is here. It knows nothing of documents, and does not prepare images.

use std::{
    ffi::{CStr, c_int},
    ptr,
};

use leptess::capi;
use model::{Line, Word};
use unicode_normalization::UnicodeNormalization;

use crate::ReaderError;

/// How Tesseract cuts an image into lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segmentation {
    /// Blocks and columns are looked for (psm 3): whole pages.
    Page,
    /// One column of lines, whatever their size (psm 6): crops.
    Block,
}

/// An eight-bit image, one byte a pixel, rows from the top.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GreyImage<'a> {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) dpi: u32,
    /// `width` × `height` bytes.
    pub(crate) bytes: &'a [u8],
}

impl GreyImage<'_> {
    /// Width and height as Tesseract wants them, when the bytes are so many.
    fn sides(&self) -> Result<(c_int, c_int), ReaderError> {
        let unfit = || ReaderError::UnfitImage { width: self.width, height: self.height };
        let width = c_int::try_from(self.width).map_err(|_| unfit())?;
        let height = c_int::try_from(self.height).map_err(|_| unfit())?;
        let area = u64::from(self.width) * u64::from(self.height);
        if area == 0 || area != self.bytes.len() as u64 { Err(unfit()) } else { Ok((width, height)) }
    }

    fn resolution(&self) -> c_int {
        self.dpi.clamp(70, 2400) as c_int
    }
}

/// One loaded Tesseract with one model.
pub(crate) struct Engine {
    handle: *mut capi::TessBaseAPI,
}

// SAFETY: a TessBaseAPI has no tie to the thread that made it; `Engine` is its only owner and lends it to nobody.
unsafe impl Send for Engine {}

impl Drop for Engine {
    fn drop(&mut self) {
        // SAFETY: `handle` came from TessBaseAPICreate and is deleted once, here.
        unsafe { capi::TessBaseAPIDelete(self.handle) }
    }
}

impl Engine {
    /// Loads the Vietnamese model; about 20 ms.
    pub(crate) fn new() -> Result<Self, ReaderError> {
        let engine = Self::load(c"vie", capi::TessOcrEngineMode_OEM_LSTM_ONLY, ReaderError::NoVietnamese)?;
        engine.set(c"debug_file", c"/dev/null")?;
        // A line that reads badly is not tried again as white on black: administrative papers have no such lines, and
        // the trial costs a tenth of the time on noisy pages.
        engine.set(c"tessedit_do_invert", c"0")?;
        // Rows are not tried for a fixed pitch, a thirtieth of the time: the net finds its words without it, of a typewriter too.
        engine.set(c"textord_all_prop", c"1")?;
        Ok(engine)
    }

    /// Loads the model that tells which way up a page is, for [`quarter_turn`](Self::quarter_turn) alone; about 100 ms.
    pub(crate) fn for_orientation() -> Result<Self, ReaderError> {
        let engine = Self::load(c"osd", capi::TessOcrEngineMode_OEM_TESSERACT_ONLY, ReaderError::NoOrientation)?;
        engine.set(c"debug_file", c"/dev/null")?;
        Ok(engine)
    }

    fn load(model: &'static CStr, mode: capi::TessOcrEngineMode, missing: ReaderError) -> Result<Self, ReaderError> {
        // SAFETY: takes nothing; the result is checked below and owned from here on.
        let handle = unsafe { capi::TessBaseAPICreate() };
        if handle.is_null() {
            return Err(ReaderError::NoMemory);
        }
        let engine = Self { handle };
        // SAFETY: the handle is live, the strings end in NUL, a null data path means Tesseract's own default.
        let failed = unsafe { capi::TessBaseAPIInit2(engine.handle, ptr::null(), model.as_ptr(), mode) };
        if failed == 0 { Ok(engine) } else { Err(missing) }
    }

    fn set(&self, name: &'static CStr, value: &CStr) -> Result<(), ReaderError> {
        // SAFETY: the handle is live and both strings end in NUL; Tesseract copies them.
        let known = unsafe { capi::TessBaseAPISetVariable(self.handle, name.as_ptr(), value.as_ptr()) };
        if known == 0 {
            Err(ReaderError::OldTesseract { setting: name.to_string_lossy().into_owned() })
        } else {
            Ok(())
        }
    }

    /// The lines of an image in reading order; boxes are pixels of the image.
    pub(crate) fn read(&mut self, image: GreyImage<'_>, segmentation: Segmentation) -> Result<Vec<Line>, ReaderError> {
        let (width, height) = image.sides()?;
        let mode = match segmentation {
            Segmentation::Page => capi::TessPageSegMode_PSM_AUTO,
            Segmentation::Block => capi::TessPageSegMode_PSM_SINGLE_BLOCK,
        };
        // SAFETY: the handle is live, and the buffer holds height rows of width bytes, as checked above; Tesseract copies it
        // in SetImage and keeps no pointer to it.
        let failed = unsafe {
            capi::TessBaseAPISetPageSegMode(self.handle, mode);
            capi::TessBaseAPISetImage(self.handle, image.bytes.as_ptr(), width, height, 1, width);
            capi::TessBaseAPISetSourceResolution(self.handle, image.resolution());
            capi::TessBaseAPIRecognize(self.handle, ptr::null_mut())
        };
        let lines = if failed == 0 { self.lines() } else { Vec::new() };
        // SAFETY: the handle is live; this frees the image and the results, to which nothing points any more.
        unsafe { capi::TessBaseAPIClear(self.handle) };
        if failed == 0 { Ok(lines) } else { Err(ReaderError::Failed) }
    }

    /// How far to turn an image clockwise to have its text upright (0, 90, 180 or 270), and by how much that is the best of the
    /// four; `None` when there is too little text to say.
    pub(crate) fn quarter_turn(&mut self, image: GreyImage<'_>) -> Result<Option<(u16, f32)>, ReaderError> {
        let (width, height) = image.sides()?;
        let (mut text_deg, mut margin) = (0, 0.0);
        let (mut script, mut script_margin) = (ptr::null(), 0.0);
        // SAFETY: as in `read`; the four places outlive the call, and the script's name, which is static, is not looked at.
        let found = unsafe {
            capi::TessBaseAPISetPageSegMode(self.handle, capi::TessPageSegMode_PSM_OSD_ONLY);
            capi::TessBaseAPISetImage(self.handle, image.bytes.as_ptr(), width, height, 1, width);
            capi::TessBaseAPISetSourceResolution(self.handle, image.resolution());
            let found = capi::TessBaseAPIDetectOrientationScript(
                self.handle,
                &mut text_deg,
                &mut margin,
                &mut script,
                &mut script_margin,
            );
            capi::TessBaseAPIClear(self.handle);
            found != 0
        };
        Ok(found.then(|| ((360 - text_deg.rem_euclid(360)) as u16 % 360, margin)))
    }

    fn lines(&mut self) -> Vec<Line> {
        let Some(mut words) = Words::of(self) else { return Vec::new() };
        let mut lines: Vec<Line> = Vec::new();
        let mut starts_paragraph = true;
        let mut starts_line = true;
        loop {
            starts_paragraph |= words.is_first_of(capi::TessPageIteratorLevel_RIL_PARA);
            starts_line |= words.is_first_of(capi::TessPageIteratorLevel_RIL_TEXTLINE);
            if let Some(word) = words.word() {
                if starts_line || lines.is_empty() {
                    let rect = words.rect(capi::TessPageIteratorLevel_RIL_TEXTLINE).unwrap_or(word.rect);
                    let baseline = words.baseline(rect);
                    lines.push(Line { rect, words: Vec::new(), baseline, starts_paragraph });
                    (starts_paragraph, starts_line) = (false, false);
                }
                if let Some(line) = lines.last_mut() {
                    line.words.push(word);
                }
            }
            if !words.advance() {
                return lines;
            }
        }
    }
}

/// The text in NFC, without marks that no Vietnamese letter bears: the model knows `Ñ` and `ä`, the papers do not.
fn vietnamese(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    for letter in text.nfc() {
        let mut parts = std::iter::once(letter).nfd();
        let base = parts.next().unwrap_or(letter);
        let fits = |mark: char| match mark {
            '\u{306}' => matches!(base, 'a' | 'A'),
            '\u{302}' => matches!(base, 'a' | 'A' | 'e' | 'E' | 'o' | 'O'),
            '\u{31b}' => matches!(base, 'o' | 'O' | 'u' | 'U'),
            // The five tones.
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => {
                matches!(base.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
            }
            _ => false,
        };
        letters.push(if base.is_ascii_alphabetic() && !parts.all(fits) { base } else { letter });
    }
    letters
}

/// Walks over the words of a result. It lives no longer than the result, which the borrow of the engine sees to.
struct Words<'a> {
    iterator: *mut capi::TessResultIterator,
    page: *const capi::TessPageIterator,
    engine: std::marker::PhantomData<&'a mut Engine>,
}

impl Drop for Words<'_> {
    fn drop(&mut self) {
        // SAFETY: it came from TessBaseAPIGetIterator and is deleted once, here; `page` is a part of it.
        unsafe { capi::TessResultIteratorDelete(self.iterator) }
    }
}

impl<'a> Words<'a> {
    /// `None` when nothing was found on the image.
    fn of(engine: &'a mut Engine) -> Option<Self> {
        // SAFETY: the handle is live and Recognize has run; null means no result and is checked.
        let iterator = unsafe { capi::TessBaseAPIGetIterator(engine.handle) };
        if iterator.is_null() {
            return None;
        }
        // SAFETY: the iterator is live; the page iterator is the same object seen as its base class.
        let page = unsafe { capi::TessResultIteratorGetPageIteratorConst(iterator) };
        Some(Self { iterator, page, engine: std::marker::PhantomData })
    }

    fn advance(&mut self) -> bool {
        // SAFETY: the iterator is live.
        unsafe { capi::TessResultIteratorNext(self.iterator, capi::TessPageIteratorLevel_RIL_WORD) != 0 }
    }

    fn is_first_of(&self, level: capi::TessPageIteratorLevel) -> bool {
        // SAFETY: the iterator is live.
        unsafe { capi::TessPageIteratorIsAtBeginningOf(self.page, level) != 0 }
    }

    fn rect(&self, level: capi::TessPageIteratorLevel) -> Option<[u32; 4]> {
        let (mut left, mut top, mut right, mut bottom) = (0, 0, 0, 0);
        // SAFETY: the iterator is live and the four places outlive the call.
        let found = unsafe {
            capi::TessPageIteratorBoundingBox(self.page, level, &mut left, &mut top, &mut right, &mut bottom) != 0
        };
        let size = |from: c_int, to: c_int| u32::try_from(to.saturating_sub(from)).unwrap_or(0);
        found.then(|| [size(0, left), size(0, top), size(left, right), size(top, bottom)])
    }

    fn baseline(&self, rect: [u32; 4]) -> Option<[f32; 2]> {
        let (mut x1, mut y1, mut x2, mut y2) = (0, 0, 0, 0);
        // SAFETY: the iterator is live and the four places outlive the call.
        let found = unsafe {
            capi::TessPageIteratorBaseline(
                self.page,
                capi::TessPageIteratorLevel_RIL_TEXTLINE,
                &mut x1,
                &mut y1,
                &mut x2,
                &mut y2,
            ) != 0
        };
        if !found || x1 == x2 {
            return None;
        }
        let slope = (y2 - y1) as f32 / (x2 - x1) as f32;
        let (left, bottom) = (rect[0] as f32, (rect[1] + rect[3]) as f32);
        Some([slope, y1 as f32 - bottom - slope * (x1 as f32 - left)])
    }

    /// The word at hand; `None` for a picture or a rule.
    fn word(&self) -> Option<Word> {
        let level = capi::TessPageIteratorLevel_RIL_WORD;
        // SAFETY: the iterator is live; the text is null or ends in NUL, and is freed once, below.
        let text = unsafe { capi::TessResultIteratorGetUTF8Text(self.iterator, level) };
        if text.is_null() {
            return None;
        }
        // SAFETY: not null, NUL at its end, and nobody else has it.
        let (owned, percent) = unsafe {
            let owned = vietnamese(&CStr::from_ptr(text).to_string_lossy());
            capi::TessDeleteText(text);
            (owned, capi::TessResultIteratorConfidence(self.iterator, level))
        };
        let text = owned.trim();
        if text.is_empty() {
            return None;
        }
        let confidence = (percent / 100.0).clamp(0.0, 1.0);
        Some(Word { text: text.to_owned(), rect: self.rect(level)?, confidence })
    }
}
