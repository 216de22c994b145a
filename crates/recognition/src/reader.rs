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

/// Tells which way up a page is by reading its letters in all four ways: dear, for pages whose edges leave it open.
pub struct OrientationReader {
    engine: Engine,
}

/// The resolution that letters are told at, with a fifth less: four such images in Tesseract are all that a worker has room for.
const ORIENTATION_DPI: f32 = 200.0;
const ORIENTATION_DPI_MIN: f32 = 160.0;
/// A page is not looked at in more pixels: A4 at 200 dpi has 4 million.
const ORIENTATION_PIXELS_MAX: f32 = 6e6;

/// The best of the four ways must lead the next by so much, in the logarithms of Tesseract's classifier.
const ORIENTATION_MARGIN_MIN: f32 = 1.0;

impl OrientationReader {
    /// Loads Tesseract and its model for orientation and script.
    ///
    /// # Errors
    ///
    /// When the model is not installed; the message names the Debian package.
    pub fn new() -> Result<Self, ReaderError> {
        Ok(Self { engine: Engine::for_orientation()? })
    }

    /// How far to turn a grey page clockwise to have it upright: 0, 90, 180 or 270; `None` when its letters do not say.
    pub fn quarter_turn(&mut self, page: &Raster) -> Option<u16> {
        let fits = (ORIENTATION_DPI_MIN..=ORIENTATION_DPI).contains(&page.dpi);
        let most_dpi = page.dpi * (ORIENTATION_PIXELS_MAX / (page.width as f32 * page.height as f32)).sqrt();
        let fitting = (!fits).then(|| page.at_dpi(ORIENTATION_DPI.min(most_dpi)));
        // An image that Tesseract cannot take tells nothing.
        let (turn_deg, margin) = self.engine.quarter_turn(image_of(fitting.as_ref().unwrap_or(page))).ok()??;
        (margin >= ORIENTATION_MARGIN_MIN).then_some(turn_deg)
    }
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
        let lines = self.engine.read(image_of(&white_paper(raster.grey())), Segmentation::Page)?;
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

/// Paper and its grain are brighter than this share of the page's median; the median of a page is paper.
const PAPER_SHARE: f32 = 0.92;

/// Ink is darker than this share, and keeps its grey: edges that grow paler are read worse.
const INK_SHARE: f32 = 0.7;

/// A page whose median is darker is tinted or patterned, in shades that are worth having when its print is pale.
const PAPER_MIN: u8 = 200;

/// Whitens what is paler than print.
fn darkest_ink(mut crop: Raster) -> Raster {
    if let imaging::Pixels::Grey(bytes) = &mut crop.pixels {
        let (black, paper) = (f32::from(level(bytes, 5)), f32::from(level(bytes, 500)));
        let spread = 255.0 / ((paper - black) * (1.0 - PRINT_DEPTH)).max(1.0);
        let stretched = |level: usize| ((level as f32 - black) * spread).clamp(0.0, 255.0) as u8;
        let table: [u8; 256] = std::array::from_fn(stretched);
        bytes.iter_mut().for_each(|byte| *byte = table[usize::from(*byte)]);
    }
    crop
}

/// Whitens the paper of a grey page, if it is pale. Tesseract packs the image of each line as PNG before it reads it, which
/// takes a tenth of its time where the paper has a grain, and next to none where it is white.
fn white_paper(mut page: Raster) -> Raster {
    if let imaging::Pixels::Grey(bytes) = &mut page.pixels {
        let paper = level(bytes, 500);
        if paper >= PAPER_MIN {
            let (ink, white) = (f32::from(paper) * INK_SHARE, f32::from(paper) * PAPER_SHARE);
            let spread = (255.0 - ink) / (white - ink);
            let whitened = |level: usize| {
                let level = level as f32;
                if level <= ink { level as u8 } else { (ink + (level - ink) * spread).min(255.0) as u8 }
            };
            let table: [u8; 256] = std::array::from_fn(whitened);
            bytes.iter_mut().for_each(|byte| *byte = table[usize::from(*byte)]);
        }
    }
    page
}

/// The grey level that so many thousandths of the pixels do not exceed.
fn level(bytes: &[u8], thousandths: usize) -> u8 {
    let mut counts = [0_usize; 256];
    bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let mut below = 0;
    let reached = counts.iter().position(|count| {
        below += count;
        below * 1000 > bytes.len() * thousandths
    });
    reached.map_or(u8::MAX, |level| level as u8)
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
