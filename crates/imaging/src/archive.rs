//! Writes the archival file of a paper: PDF/A with the page images as they were scanned and the recognised text,
//! invisible, over them.
//!
//! One [`ArchiveWriter`] makes one file. Every object goes to the output as soon as it is made; what stays in memory is
//! one page and some 30 bytes of book-keeping for each page before it.
//!
//! Three levels: PDF/A-1b (ISO 19005-1, setting `pdfa-1b`, what TCVN 14159-1 names), PDF/A-2b (ISO 19005-2, the default)
//! and PDF/A-2u. All text has Unicode values, so 2u holds wherever 2b does.
//!
//! An image passes through byte for byte where the level allows it, so that nothing is lost and nothing is coded twice; with
//! it goes the ICC profile that its colours are told by. It is decoded and coded again only for: CMYK JPEG without a profile
//! (the output intent is sRGB), JPEG 2000 in PDF/A-1, and JPEG 2000 that a reader of PDF/A-2 need not understand. Not here:
//! what a page says, whether it is upright, and where the file goes.

mod font;
mod icc;
mod image;
mod jbig2;
mod jp2;
mod jpeg;
mod layers;
mod objects;
mod page;
mod text;
mod xmp;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use jiff::{Timestamp, civil::Date};
use model::{DossierNumber, Holder, PageText, PaperCode, PaperTypeCode, Sha256Digest, StoredFile, UnitCode};
use pdf_writer::types::OutputIntentSubtype;
use pdf_writer::writers::ImageXObject;
use pdf_writer::{Chunk, Content, Filter, Finish, Name, Rect, Ref, TextStr};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub(crate) use self::image::deflate;
use self::image::{Coding, Colours, EncodedImage};
use self::layers::Layers;
use self::objects::ObjectFile;
use crate::Raster;

/// Which part and conformance level of PDF/A the file claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Level {
    /// ISO 19005-1, level B: PDF 1.4, no JPEG 2000, no transparency.
    #[serde(rename = "pdfa-1b")]
    Pdfa1b,
    /// ISO 19005-2, level B: PDF 1.7.
    #[default]
    #[serde(rename = "pdfa-2b")]
    Pdfa2b,
    /// ISO 19005-2, level U: as 2b, and all text has Unicode values.
    #[serde(rename = "pdfa-2u")]
    Pdfa2u,
}

impl Level {
    /// The name in settings: `pdfa-1b`, `pdfa-2b`, `pdfa-2u`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdfa1b => "pdfa-1b",
            Self::Pdfa2b => "pdfa-2b",
            Self::Pdfa2u => "pdfa-2u",
        }
    }

    fn part(self) -> u8 {
        if self == Self::Pdfa1b { 1 } else { 2 }
    }

    fn conformance(self) -> char {
        if self == Self::Pdfa2u { 'U' } else { 'B' }
    }

    fn pdf_version(self) -> &'static str {
        if self == Self::Pdfa1b { "1.4" } else { "1.7" }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A text that names no level.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a PDF/A level: expected pdfa-1b, pdfa-2b or pdfa-2u")]
pub struct UnknownLevel(String);

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = [Self::Pdfa1b, Self::Pdfa2b, Self::Pdfa2u];
        known.into_iter().find(|level| level.as_str() == text).ok_or_else(|| UnknownLevel(text.to_owned()))
    }
}

/// What the file says of itself in XMP, so that it still tells what it is in a stranger's hands (DESIGN §5).
///
/// Everything that is not known when the file is made is `None`. Control characters become spaces; texts of more than
/// 4,000 characters are cut (ISO 19005-1, 6.1.12 bounds strings).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// For people: the paper type's name and number, for instance.
    pub title: String,
    /// The paper's code; the archival file is usually made before it is given.
    pub code: Option<PaperCode>,
    /// The catalogue's code of what it is.
    pub paper_type: Option<PaperTypeCode>,
    /// Who it is about.
    pub holder: Option<Holder>,
    /// Its number as printed.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Who signed it.
    pub signer: Option<String>,
    /// When it was issued.
    pub issued_on: Option<Date>,
    /// The last day on which it is valid.
    pub valid_until: Option<Date>,
    /// Trích yếu.
    pub abstract_text: Option<String>,
    /// The dossier that it came with.
    pub dossier: Option<DossierNumber>,
    /// The unit that digitised it.
    pub unit: Option<UnitCode>,
    /// The original file's SHA-256.
    pub original: Sha256Digest,
    /// The pages of the original that are this paper's, from 1.
    pub original_pages: Vec<u32>,
    /// When this file was made. Given, not read from a clock: same input, same bytes (DESIGN §1.3).
    pub created_at: Timestamp,
    /// The program and its version.
    pub producer: String,
}

/// How a CCITT-coded image is to be read: the names and defaults of ISO 32000-1, table 11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CcittCoding {
    /// Below 0: group 4; 0: group 3, one dimension; above: group 3, mixed.
    pub k: i32,
    /// True when 1 is black in the decoded rows; by default 0 is.
    pub black_is_1: bool,
    /// True when each row begins at a byte.
    pub byte_align: bool,
    /// True when rows begin with an end-of-line code.
    pub end_of_line: bool,
    /// True when the data end with an end-of-block code.
    pub end_of_block: bool,
}

impl CcittCoding {
    /// Group 4 as fax software and TIFF's compression 4 write it.
    pub const G4: Self = Self { k: -1, black_is_1: false, byte_align: false, end_of_line: false, end_of_block: true };
}

/// How deflated samples are to be read (ISO 32000-1, 7.4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlateCoding {
    /// Bits a sample: 1, 2, 4 or 8.
    pub bits: u8,
    /// Samples a pixel: 1 grey, 3 red, green and blue.
    pub samples: u8,
    /// True when each row begins with its PNG filter type.
    pub png_rows: bool,
    /// True when the source says that the samples are to be inverted (`/Decode [1 0]`); grey only.
    pub inverted: bool,
}

/// The picture of a page, as it was scanned (before it is turned upright).
#[derive(Debug, Clone, Copy)]
pub enum PageImage<'a> {
    /// A JPEG file (baseline, extended or progressive Huffman, 8 bits). Grey and colour pass through; CMYK becomes RGB.
    /// Its EXIF orientation is not looked at: give `PageLayout::rotation_deg`.
    Jpeg(&'a [u8]),
    /// A JPEG 2000 file or codestream. In PDF/A-2, plain grey or sRGB files of 8 bits pass through.
    Jpx(&'a [u8]),
    /// JBIG2 in the embedded organisation (ISO 32000-1, 7.4.7). Passes through.
    Jbig2 {
        /// The page's segments.
        data: &'a [u8],
        /// The segments that pages share.
        globals: Option<&'a [u8]>,
        /// Pixels a row.
        width_px: u32,
        /// Rows.
        height_px: u32,
        /// True when the source says that the decoded bits are to be inverted (`/Decode [1 0]`).
        inverted: bool,
    },
    /// CCITT group 3 or 4. Passes through.
    Ccitt {
        /// The coded rows.
        data: &'a [u8],
        /// Pixels a row.
        width_px: u32,
        /// Rows.
        height_px: u32,
        /// How to read them.
        coding: CcittCoding,
        /// True when the source says that the decoded bits are to be inverted (`/Decode [1 0]`).
        inverted: bool,
    },
    /// Deflated grey or sRGB samples, as a PNG's image data and many PDF images are. Passes through when all its rows
    /// are there.
    Flate {
        /// The zlib stream.
        data: &'a [u8],
        /// Pixels a row.
        width_px: u32,
        /// Rows.
        height_px: u32,
        /// How the samples lie in it.
        coding: FlateCoding,
    },
    /// One bit a pixel, 1 black, the first pixel in the highest bit, each row from a new byte. Becomes
    /// JBIG2, exactly (docs/decisions/0015-jbig2.md).
    Bitonal {
        /// The rows.
        rows: &'a [u8],
        /// Pixels a row.
        width_px: u32,
        /// Rows.
        height_px: u32,
    },
    /// One byte a pixel, 0 black. Kept without loss.
    Grey {
        /// The rows.
        pixels: &'a [u8],
        /// Pixels a row.
        width_px: u32,
        /// Rows.
        height_px: u32,
    },
    /// Three bytes a pixel, sRGB: a page drawn from a born-digital PDF, or a scan in a format that PDF cannot hold.
    ///
    /// Kept without loss where that takes at most two bits a pixel, as text and lines on white do (an A4 page at
    /// 300 dpi: 0.1–0.6 MB); beyond that, which is photographs and paper texture, as JPEG of quality 92 without chroma
    /// subsampling. The original stays beside the archival file either way. A page without colour is kept as grey.
    Rgb {
        /// The rows.
        pixels: &'a [u8],
        /// Pixels a row.
        width_px: u32,
        /// Rows.
        height_px: u32,
    },
}

/// How a page image lies on its page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageLayout {
    /// Width in points (1/72 inch) of the page as scanned. Held within 3 to 14,400 (ISO 19005-2, 6.1.13).
    pub width_pt: f32,
    /// Height in points, likewise.
    pub height_pt: f32,
    /// How far to turn the page clockwise to have it upright: 0, 90, 180 or 270 (`PageFacts::rotation_deg`).
    pub rotation_deg: u16,
}

impl PageLayout {
    const SIDE_PT_MIN: f32 = 3.0;
    const SIDE_PT_MAX: f32 = 14_400.0;

    /// The layout of an image of so many pixels at so many dots per inch.
    pub fn at_dpi(width_px: u32, height_px: u32, dpi: f32, rotation_deg: u16) -> Self {
        let points = |pixels: u32| pixels as f32 * 72.0 / dpi;
        Self { width_pt: points(width_px), height_pt: points(height_px), rotation_deg }
    }

    /// The same page, shrunk or blown up until a PDF page can have its size. A side that is not a number becomes A4's.
    fn held(self) -> Self {
        let finite = |side: f32, instead: f32| if side.is_finite() && side > 0.0 { side } else { instead };
        let (width, height) = (finite(self.width_pt, 595.0), finite(self.height_pt, 842.0));
        let shrink = (Self::SIDE_PT_MAX / width.max(height)).min(1.0);
        let side = |side: f32| (side * shrink).clamp(Self::SIDE_PT_MIN, Self::SIDE_PT_MAX);
        Self { width_pt: side(width), height_pt: side(height), rotation_deg: self.rotation_deg % 360 / 90 * 90 }
    }

    /// Width and height of the page once it is upright.
    fn upright_pt(self) -> (f32, f32) {
        if self.rotation_deg % 180 == 90 { (self.height_pt, self.width_pt) } else { (self.width_pt, self.height_pt) }
    }

    /// Takes a point of the upright page to the page as it lies in the file (ISO 32000-1, 8.3.4).
    fn upright_to_page(self) -> [f32; 6] {
        match self.rotation_deg {
            90 => [0.0, 1.0, -1.0, 0.0, self.width_pt, 0.0],
            180 => [-1.0, 0.0, 0.0, -1.0, self.width_pt, self.height_pt],
            270 => [0.0, -1.0, 1.0, 0.0, 0.0, self.height_pt],
            _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// How many pages.
    pub pages: u32,
    /// The file's length and SHA-256.
    pub file: StoredFile,
}

/// Why an archival file could not be written.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// The output could not be written.
    #[error("cannot write the archival file")]
    Io(#[from] io::Error),
    /// A page image cannot be put into PDF/A. Nothing of the page was written; another image may be tried.
    #[error("cannot archive the page image: {0}")]
    Image(String),
    /// The file would have no page.
    #[error("an archival file needs at least one page")]
    NoPages,
    /// More pages or bytes than a PDF can hold (ISO 19005-1, 6.1.12).
    #[error("the archival file is too large: {0}")]
    TooLarge(&'static str),
}

/// Pages that one node of the page tree holds. Two levels of 4,000 keep every array under the 8,191 entries that
/// ISO 19005-1, 6.1.12 allows, up to 16 million pages.
const NODE_PAGES: usize = 4_000;

/// Writes one archival file, page by page.
#[derive(Debug)]
pub struct ArchiveWriter<W: Write> {
    file: ObjectFile<W>,
    level: Level,
    catalogue: Ref,
    information: Ref,
    tree: Ref,
    text_font: Ref,
    /// Finished nodes of the page tree with the number of their pages.
    nodes: Vec<(Ref, usize)>,
    /// The node that pages are going into, and those pages.
    node: Ref,
    node_pages: Vec<Ref>,
    /// The profile that was written last.
    last_profile: Option<(Sha256Digest, Ref)>,
    id: [u8; 16],
}

impl<W: Write> ArchiveWriter<W> {
    /// Begins a file: header, metadata, output intent and the font of the invisible text.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn new(out: W, level: Level, metadata: &Metadata) -> Result<Self, ArchiveError> {
        let metadata = metadata.cleaned();
        let packet = xmp::packet(level, &metadata);
        let mut file = ObjectFile::begin(out, level.pdf_version())?;
        let information = xmp::write_information(&mut file, &metadata)?;
        let text_font = font::write(&mut file)?;
        let tree = file.allocate()?;
        let catalogue = write_catalogue(&mut file, level, tree, packet.as_bytes())?;
        let node = file.allocate()?;
        let mut id = [0; 16];
        id.copy_from_slice(&Sha256Digest::of(packet.as_bytes()).as_bytes()[..16]);
        Ok(Self {
            file,
            level,
            catalogue,
            information,
            tree,
            text_font,
            nodes: Vec::new(),
            node,
            node_pages: Vec::new(),
            last_profile: None,
            id,
        })
    }

    /// Adds a page: its image over the whole page, its text, if any, invisible over the image.
    ///
    /// `text` is in pixels of the upright page, whatever `layout.rotation_deg` is.
    ///
    /// # Errors
    /// [`ArchiveError::Image`] before anything of the page is written; then another image may be given.
    /// Any other error ends the file.
    pub fn page(
        &mut self,
        image: PageImage<'_>,
        layout: PageLayout,
        text: Option<&PageText>,
    ) -> Result<(), ArchiveError> {
        self.page_in(image, None, layout, text)
    }

    /// The same with the ICC profile that the image's colours are told by; one that the level cannot hold is left out.
    fn page_in(
        &mut self,
        image: PageImage<'_>,
        profile: Option<&[u8]>,
        layout: PageLayout,
        text: Option<&PageText>,
    ) -> Result<(), ArchiveError> {
        let image = image::encode(image, profile, self.level)?;
        let profile = image.profile.map(|profile| self.profile(profile, image.colours)).transpose()?;
        let picture = write_image(&mut self.file, &image, profile, None)?;
        self.page_of(&[picture], layout, text)
    }

    /// The object of a profile. Pages of one scanner have the same, so the last is remembered.
    fn profile(&mut self, profile: &[u8], colours: Colours) -> Result<Ref, ArchiveError> {
        let digest = Sha256Digest::of(profile);
        if let Some((last, id)) = &self.last_profile
            && *last == digest
        {
            return Ok(*id);
        }
        let id = write_profile(&mut self.file, profile, i32::from(colours.components()))?;
        self.last_profile = Some((digest, id));
        Ok(id)
    }

    /// Adds a page of an access copy: its picture in layers (`layers`), at most a third of what a scan in colour takes and
    /// as legible; text as in [`ArchiveWriter::page`]. A page of black and white pixels alone is kept exactly.
    ///
    /// # Errors
    /// As [`ArchiveWriter::page`].
    pub fn access_page(
        &mut self,
        raster: &Raster,
        layout: PageLayout,
        text: Option<&PageText>,
    ) -> Result<(), ArchiveError> {
        let (width_px, height_px) = (raster.width, raster.height);
        if let Some(rows) = raster.bits() {
            return self.page(PageImage::Bitonal { rows: &rows, width_px, height_px }, layout, text);
        }
        let Layers { width_px, height_px, ground, inks } = layers::separate(raster);
        let mut pictures = vec![write_image(&mut self.file, &image::encode_small(&ground)?, None, None)?];
        for ink in inks {
            let mask = image::encode(PageImage::Bitonal { rows: &ink.mask, width_px, height_px }, None, self.level)?;
            let mask = write_mask(&mut self.file, &mask)?;
            pictures.push(write_image(&mut self.file, &image::encode_small(&ink.colour)?, None, Some(mask))?);
        }
        self.page_of(&pictures, layout, text)
    }

    /// Adds a page of pictures that lie one over the other.
    fn page_of(&mut self, pictures: &[Ref], layout: PageLayout, text: Option<&PageText>) -> Result<(), ArchiveError> {
        let layout = layout.held();
        let text = text.filter(|text| text.lines.iter().any(|line| !line.words.is_empty()));
        let content = self.file.allocate()?;
        self.file.write(content, |chunk| {
            let drawn = image::deflate(&page_content(pictures.len(), layout, text));
            chunk.stream(content, &drawn).filter(Filter::FlateDecode);
        })?;
        let page = self.file.allocate()?;
        let (node, font) = (self.node, text.map(|_| self.text_font));
        self.file.write(page, |chunk| describe_page(chunk, page, node, layout, pictures, content, font))?;
        self.node_pages.push(page);
        if self.node_pages.len() == NODE_PAGES { self.close_node() } else { Ok(()) }
    }

    /// Ends the file: page tree, cross-reference table, trailer.
    ///
    /// # Errors
    /// [`ArchiveError::NoPages`] when it has none, or when `out` cannot be written or flushed.
    pub fn finish(mut self) -> Result<Summary, ArchiveError> {
        if !self.node_pages.is_empty() {
            self.close_node()?;
        }
        let pages: usize = self.nodes.iter().map(|(_, pages)| pages).sum();
        if pages == 0 {
            return Err(ArchiveError::NoPages);
        }
        let count = i32::try_from(pages).map_err(|_| ArchiveError::TooLarge("too many pages"))?;
        let (tree, nodes) = (self.tree, std::mem::take(&mut self.nodes));
        self.file.write(tree, |chunk| {
            chunk.pages(tree).count(count).kids(nodes.iter().map(|(node, _)| *node));
        })?;
        let file = self.file.finish(self.catalogue, self.information, &self.id)?;
        Ok(Summary { pages: count.unsigned_abs(), file })
    }

    fn close_node(&mut self) -> Result<(), ArchiveError> {
        let (node, tree) = (self.node, self.tree);
        let pages = std::mem::take(&mut self.node_pages);
        self.file.write(node, |chunk| {
            // At most NODE_PAGES, so the cast holds.
            chunk.pages(node).parent(tree).count(pages.len() as i32).kids(pages.iter().copied());
        })?;
        self.nodes.push((node, pages.len()));
        self.node = self.file.allocate()?;
        Ok(())
    }
}

impl Metadata {
    /// Of these pages of an original of which no more is known.
    pub fn of_original(original: Sha256Digest, original_pages: Vec<u32>, created_at: Timestamp) -> Self {
        Self {
            title: String::new(),
            code: None,
            paper_type: None,
            holder: None,
            number: None,
            issuer: None,
            signer: None,
            issued_on: None,
            valid_until: None,
            abstract_text: None,
            dossier: None,
            unit: None,
            original,
            original_pages,
            created_at,
            producer: String::new(),
        }
    }

    /// The same with every text fit for XML and for a PDF string.
    fn cleaned(&self) -> Self {
        let clean = |text: &str| {
            let legal = |letter: char| {
                if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') { ' ' } else { letter }
            };
            text.chars().take(4_000).map(legal).collect::<String>().trim().to_owned()
        };
        let clean_all = |text: &Option<String>| text.as_deref().map(clean).filter(|text| !text.is_empty());
        Self {
            title: clean(&self.title),
            number: clean_all(&self.number),
            issuer: clean_all(&self.issuer),
            signer: clean_all(&self.signer),
            abstract_text: clean_all(&self.abstract_text),
            producer: clean(&self.producer),
            holder: self.holder.clone().map(|holder| Holder { name: clean_all(&holder.name), ..holder }),
            ..self.clone()
        }
    }
}

/// Catalogue, XMP (never compressed: ISO 19005-1, 6.7.2) and the sRGB output intent (6.2.2).
fn write_catalogue<W: Write>(
    file: &mut ObjectFile<W>,
    level: Level,
    tree: Ref,
    packet: &[u8],
) -> Result<Ref, ArchiveError> {
    let xmp = file.allocate()?;
    file.write(xmp, |chunk| {
        chunk.metadata(xmp, packet);
    })?;
    let profile = write_profile(file, &icc::srgb(), 3)?;
    let catalogue = file.allocate()?;
    file.write(catalogue, |chunk| {
        let mut root = chunk.indirect(catalogue).start::<pdf_writer::writers::Catalog<'_>>();
        root.pages(tree).metadata(xmp).lang(TextStr("vi-VN"));
        if level != Level::Pdfa1b {
            root.viewer_preferences().display_doc_title(true);
        }
        let mut intents = root.output_intents();
        intents
            .push()
            .subtype(OutputIntentSubtype::PDFA)
            .output_condition_identifier(TextStr("sRGB IEC61966-2.1"))
            .info(TextStr("sRGB IEC61966-2.1"))
            .dest_output_profile(profile);
    })?;
    Ok(catalogue)
}

fn write_profile<W: Write>(file: &mut ObjectFile<W>, profile: &[u8], components: i32) -> Result<Ref, ArchiveError> {
    let id = file.allocate()?;
    file.write(id, |chunk| {
        let bytes = image::deflate(profile);
        chunk.icc_profile(id, &bytes).n(components).filter(Filter::FlateDecode);
    })?;
    Ok(id)
}

/// Writes an image whose colours are told by `profile`, or by the output intent, and of which only what `mask` leaves is shown.
fn write_image<W: Write>(
    file: &mut ObjectFile<W>,
    image: &EncodedImage<'_>,
    profile: Option<Ref>,
    mask: Option<Ref>,
) -> Result<Ref, ArchiveError> {
    let globals = match image.coding {
        Coding::Jbig2 { globals: Some(data) } => {
            let globals = file.allocate()?;
            file.write(globals, |chunk| {
                chunk.stream(globals, data);
            })?;
            Some(globals)
        }
        _ => None,
    };
    let picture = file.allocate()?;
    file.write(picture, |chunk| {
        let mut object = chunk.image_xobject(picture, &image.data);
        describe_image(&mut object, image, profile, globals);
        if let Some(mask) = mask {
            object.pair(Name(b"Mask"), mask);
        }
    })?;
    Ok(picture)
}

/// Writes a stencil (ISO 32000-1, 8.9.6.3): what is black in it is shown.
fn write_mask<W: Write>(file: &mut ObjectFile<W>, bits: &EncodedImage<'_>) -> Result<Ref, ArchiveError> {
    let mask = file.allocate()?;
    file.write(mask, |chunk| {
        let mut object = chunk.image_xobject(mask, &bits.data);
        object.width(bits.width).height(bits.height).bits_per_component(1).image_mask(true);
        object.filter(Filter::Jbig2Decode);
    })?;
    Ok(mask)
}

fn describe_image(object: &mut ImageXObject<'_>, image: &EncodedImage<'_>, profile: Option<Ref>, globals: Option<Ref>) {
    object.width(image.width).height(image.height).bits_per_component(image.bits);
    match (profile, image.colours) {
        (Some(profile), _) => object.color_space().icc_based(profile),
        (None, Colours::Grey) => object.color_space().device_gray(),
        (None, Colours::Rgb) => object.color_space().device_rgb(),
        // Without a profile it was made RGB.
        (None, Colours::Cmyk) => object.color_space().device_cmyk(),
    }
    if image.inverted {
        object.decode([1.0, 0.0].repeat(usize::from(image.colours.components())));
    }
    match image.coding {
        Coding::Jpeg { plain_rgb } => {
            object.filter(Filter::DctDecode);
            if plain_rgb {
                object.decode_parms().color_transform(false);
            }
        }
        Coding::Jpx => {
            object.filter(Filter::JpxDecode);
        }
        Coding::Jbig2 { .. } => {
            object.filter(Filter::Jbig2Decode);
            if let Some(globals) = globals {
                object.decode_parms().jbig2_globals(globals);
            }
        }
        Coding::Ccitt(coding) => {
            object.filter(Filter::CcittFaxDecode);
            let mut parameters = object.decode_parms();
            parameters.k(coding.k).columns(image.width).rows(image.height);
            parameters.black_is_1(coding.black_is_1).encoded_byte_align(coding.byte_align);
            parameters.end_of_line(coding.end_of_line).end_of_block(coding.end_of_block);
        }
        Coding::Flate { png_rows } => {
            object.filter(Filter::FlateDecode);
            if png_rows {
                let colours = if image.colours == Colours::Rgb { 3 } else { 1 };
                let mut parameters = object.decode_parms();
                parameters.predictor(pdf_writer::types::Predictor::PngOptimum);
                parameters.colors(colours).columns(image.width).bits_per_component(image.bits);
            }
        }
    }
}

/// Names of a page's pictures, the lowest first; a scan has one.
const IMAGE_NAMES: [Name<'static>; 3] = [Name(b"Scan"), Name(b"Ink1"), Name(b"Ink2")];
const FONT_NAME: Name<'static> = Name(b"Text");

fn page_content(pictures: usize, layout: PageLayout, text: Option<&PageText>) -> Cow<'static, [u8]> {
    let mut content = Content::new();
    content.save_state();
    content.transform([layout.width_pt, 0.0, 0.0, layout.height_pt, 0.0, 0.0]);
    for name in &IMAGE_NAMES[..pictures] {
        content.x_object(*name);
    }
    content.restore_state();
    if let Some(text) = text {
        content.save_state();
        content.transform(layout.upright_to_page());
        text::draw(&mut content, text, layout.upright_pt());
        content.restore_state();
    }
    Cow::Owned(content.finish().into_vec())
}

fn describe_page(
    chunk: &mut Chunk,
    page: Ref,
    node: Ref,
    layout: PageLayout,
    pictures: &[Ref],
    content: Ref,
    font: Option<Ref>,
) {
    let mut object = chunk.page(page);
    object.parent(node).contents(content);
    object.media_box(Rect::new(0.0, 0.0, layout.width_pt, layout.height_pt));
    if layout.rotation_deg != 0 {
        object.rotate(i32::from(layout.rotation_deg));
    }
    let mut resources = object.resources();
    resources.x_objects().pairs(IMAGE_NAMES.into_iter().zip(pictures.iter().copied()));
    if let Some(font) = font {
        resources.fonts().pair(FONT_NAME, font);
    }
    resources.finish();
}
