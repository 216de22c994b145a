//! Pages to text: whole pages in grey, parts of a page once more in the red channel.

use imaging::Raster;
use model::{Line, PageRect, PageText};

use crate::{
    Answer, ReaderError, WrittenKind, WrittenPlace,
    dotted::without_dotted_lines,
    engine::{Engine, GreyImage, Segmentation},
    handwriting::read_written,
};

/// Reads text from pages: one loaded Tesseract, used again from page to page.
///
/// Set `OMP_THREAD_LIMIT=1` in the environment of the process: with two threads a page takes seven times as long.
pub struct Reader {
    engine: Engine,
}

/// Reads parts of the page at hand once more.
pub trait PartReader {
    /// The lines in `part` (pixels of the page), read as one column; boxes are pixels of the page. Without an image
    /// there are none.
    ///
    /// # Errors
    ///
    /// When the image cannot be read at all.
    fn read_part(&mut self, part: PageRect) -> Result<Vec<Line>, ReaderError>;

    /// The same in the darkest ink alone: paler seals and stamps vanish, also from grey scans.
    ///
    /// # Errors
    ///
    /// As [`read_part`](Self::read_part).
    fn read_ink(&mut self, part: PageRect) -> Result<Vec<Line>, ReaderError>;

    /// The same without the dotted lines that forms are filled in on.
    ///
    /// # Errors
    ///
    /// As [`read_part`](Self::read_part).
    fn read_form(&mut self, part: PageRect) -> Result<Vec<Line>, ReaderError>;

    /// The digits that may be written by hand at `place`, the most likely first. Without an image there are none.
    fn read_written(&mut self, place: &WrittenPlace, kind: WrittenKind) -> Vec<Answer>;
}

/// No image to read parts of: fields are read from the page's text alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoParts;

impl PartReader for NoParts {
    fn read_part(&mut self, _part: PageRect) -> Result<Vec<Line>, ReaderError> {
        Ok(Vec::new())
    }

    fn read_ink(&mut self, _part: PageRect) -> Result<Vec<Line>, ReaderError> {
        Ok(Vec::new())
    }

    fn read_form(&mut self, _part: PageRect) -> Result<Vec<Line>, ReaderError> {
        Ok(Vec::new())
    }

    fn read_written(&mut self, _place: &WrittenPlace, _kind: WrittenKind) -> Vec<Answer> {
        Vec::new()
    }
}

/// A page's image beside the reader that reads parts of it.
pub struct PageParts<'a> {
    /// The reader.
    pub reader: &'a mut Reader,
    /// The page upright, in the pixels of the page's text.
    pub raster: &'a Raster,
}

impl PartReader for PageParts<'_> {
    fn read_part(&mut self, part: PageRect) -> Result<Vec<Line>, ReaderError> {
        self.reader.read_part(self.raster, part)
    }

    fn read_ink(&mut self, part: PageRect) -> Result<Vec<Line>, ReaderError> {
        self.reader.read_prepared(self.raster, part, darkest_ink)
    }

    fn read_form(&mut self, part: PageRect) -> Result<Vec<Line>, ReaderError> {
        self.reader.read_prepared(self.raster, part, without_dotted_lines)
    }

    fn read_written(&mut self, place: &WrittenPlace, kind: WrittenKind) -> Vec<Answer> {
        read_written(self.raster, place, kind)
    }
}

impl Reader {
    /// Loads Tesseract and its Vietnamese model.
    ///
    /// # Errors
    ///
    /// When the model is not installed; the message names the Debian package.
    pub fn new() -> Result<Self, ReaderError> {
        if std::env::var("OMP_THREAD_LIMIT").as_deref() != Ok("1") {
            tracing::warn!("OMP_THREAD_LIMIT is not 1: Tesseract's threads will hinder each other");
        }
        Ok(Self { engine: Engine::new()? })
    }

    /// The text of a whole page, upright, best at 300 dpi in grey; lean of up to 2° does no harm.
    ///
    /// # Errors
    ///
    /// When Tesseract cannot read the image at all. A page without text is not an error.
    pub fn read_page(&mut self, page: u32, raster: &Raster) -> Result<PageText, ReaderError> {
        let lines = match &raster.pixels {
            imaging::Pixels::Grey(_) => self.engine.read(image_of(raster), Segmentation::Page)?,
            imaging::Pixels::Rgb(_) => self.engine.read(image_of(&raster.grey()), Segmentation::Page)?,
        };
        Ok(PageText {
            page,
            width_px: raster.width,
            height_px: raster.height,
            dpi: raster.dpi,
            from_text_layer: false,
            lines,
        })
    }

    /// The lines in a part of a page, read as one column of text in the red channel, where red seals vanish.
    ///
    /// # Errors
    ///
    /// As [`read_page`](Self::read_page).
    pub fn read_part(&mut self, raster: &Raster, part: PageRect) -> Result<Vec<Line>, ReaderError> {
        self.read_prepared(raster, part, |crop| crop)
    }

    fn read_prepared(
        &mut self,
        raster: &Raster,
        part: PageRect,
        prepared: impl FnOnce(Raster) -> Raster,
    ) -> Result<Vec<Line>, ReaderError> {
        let part = [part[0].min(raster.width), part[1].min(raster.height), part[2], part[3]];
        let inside = part[2].min(raster.width - part[0]).min(part[3].min(raster.height - part[1]));
        if inside < LEAST_SIDE_PX {
            return Ok(Vec::new());
        }
        let crop = prepared(raster.crop(part).red_channel());
        let mut lines = self.engine.read(image_of(&crop), Segmentation::Block)?;
        for line in &mut lines {
            move_by(&mut line.rect, part);
            line.words.iter_mut().for_each(|word| move_by(&mut word.rect, part));
        }
        Ok(lines)
    }
}

/// Darker than this share of the way from paper to the blackest ink is print; seals, and their ink in grey, are paler.
const PRINT_DEPTH: f32 = 0.55;

/// Whitens what is paler than print.
fn darkest_ink(mut crop: Raster) -> Raster {
    if let imaging::Pixels::Grey(bytes) = &mut crop.pixels {
        let mut counts = [0_usize; 256];
        bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
        let total = bytes.len();
        let level = |thousandths: usize| {
            let mut below = 0;
            counts
                .iter()
                .position(|count| {
                    below += count;
                    below * 1000 > total * thousandths
                })
                .unwrap_or(255)
        };
        let (black, paper) = (level(5) as f32, level(500) as f32);
        let limit = paper - (paper - black) * PRINT_DEPTH;
        let spread = 255.0 / (limit - black).max(1.0);
        for byte in bytes {
            *byte = ((f32::from(*byte) - black) * spread).clamp(0.0, 255.0) as u8;
        }
    }
    crop
}

/// Tesseract makes nothing of a strip narrower than this.
const LEAST_SIDE_PX: u32 = 16;

fn image_of(raster: &Raster) -> GreyImage<'_> {
    GreyImage {
        width: raster.width,
        height: raster.height,
        dpi: raster.dpi.round() as u32,
        bytes: raster.pixels.bytes(),
    }
}

fn move_by(rect: &mut PageRect, part: PageRect) {
    rect[0] += part[0];
    rect[1] += part[1];
}
