//! What is on a PDF page, without drawing it: which images lie where and which characters stand where, both of the page
//! and of the appearances of its annotations. The base of "is this a scan?" and of the text layer.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, RenderContent, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape};

use crate::error::{DecodeError, guarded};

use super::render::{self, Geometry};

/// More characters, or outlines, than a page can hold legibly; what is beyond is not surveyed.
const GLYPHS_MAX: usize = 200_000;

/// More images than these are no longer held against the characters that they may hide.
const HIDING_IMAGES_MAX: usize = 200;

/// What a glyph says whose font does not tell.
pub(super) const UNKNOWN: &str = "\u{fffd}";

/// A filled path of such a height, and of at least so many elements, may be a letter that was drawn and not written.
const LETTER_PT: std::ops::RangeInclusive<f64> = 3.0..=30.0;
const LETTER_ELEMENTS_MIN: usize = 8;

/// Text of at least so much light in each channel, of 255, is not to be seen on paper.
const WHITE_MIN: u8 = 240;

/// An image where it lies on the upright page, in points from the top left corner.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlacedImage {
    pub(super) rect: Rect,
    pub(super) width_px: u32,
    pub(super) height_px: u32,
    pub(super) in_annotation: bool,
}

/// A character where it stands on the upright page, in points from the top left corner.
#[derive(Debug, Clone)]
pub(super) struct PlacedGlyph {
    pub(super) text: String,
    /// Start of the glyph on the base line.
    pub(super) origin: Point,
    /// Where the next would start.
    pub(super) end: Point,
    /// The size it is shown at.
    pub(super) size_pt: f64,
    pub(super) visible: bool,
    pub(super) in_annotation: bool,
    /// Which of the page's annotations it stands in, for one that is of an annotation.
    pub(super) annotation: usize,
}

/// What is on a page.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) images: Vec<PlacedImage>,
    pub(super) glyphs: Vec<PlacedGlyph>,
    /// Where drawings of the size of letters stand that are not of an annotation.
    pub(super) outlines: Vec<Point>,
}

impl Survey {
    /// Width and height of the image with most pixels among those that are drawn with the page.
    pub(super) fn largest_image(&self) -> Option<(u32, u32)> {
        let of_page = self.images.iter().filter(|image| !image.in_annotation);
        let largest = of_page.max_by_key(|image| u64::from(image.width_px) * u64::from(image.height_px))?;
        Some((largest.width_px, largest.height_px))
    }

    /// The share of the page that its images cover, 0 to 1; overlaps count once.
    pub(super) fn image_cover(&self, geometry: &Geometry) -> f64 {
        const CELLS: usize = 32;
        let mut covered = [[false; CELLS]; CELLS];
        for image in self.images.iter().filter(|image| !image.in_annotation) {
            for (row, cells) in covered.iter_mut().enumerate() {
                for (column, cell) in cells.iter_mut().enumerate() {
                    let x = (column as f64 + 0.5) / CELLS as f64 * geometry.width_pt;
                    let y = (row as f64 + 0.5) / CELLS as f64 * geometry.height_pt;
                    *cell |= image.rect.contains(Point::new(x, y));
                }
            }
        }
        covered.as_flattened().iter().filter(|&&cell| cell).count() as f64 / (CELLS * CELLS) as f64
    }

    /// The resolution of the scan when images make up the page (one, or strips of one).
    pub(super) fn scan_dpi(&self, geometry: &Geometry) -> Option<f32> {
        if self.image_cover(geometry) < 0.6 {
            return None;
        }
        let of_page = self.images.iter().filter(|image| !image.in_annotation);
        let largest = of_page.max_by(|a, b| a.rect.area().total_cmp(&b.rect.area()))?;
        let upright = (largest.width_px > largest.height_px) == (largest.rect.width() > largest.rect.height());
        let width_px = if upright { largest.width_px } else { largest.height_px };
        let dpi = (f64::from(width_px) * geometry.units_per_inch / largest.rect.width()) as f32;
        dpi.is_finite().then_some(dpi.clamp(36.0, 1200.0))
    }
}

/// Surveys the page, then its annotations.
pub(super) fn survey(pdf: &Pdf, page: u32) -> Result<Survey, DecodeError> {
    guarded(|| {
        let mut surveyor = Surveyor { survey: Survey::default(), in_annotation: false };
        interpret(pdf, page, RenderContent::PAGE, &mut surveyor)?;
        surveyor.in_annotation = true;
        interpret(pdf, page, RenderContent::ANNOTATIONS, &mut surveyor)?;
        let mut survey = surveyor.survey;
        let rects = annotation_rects(render::page_of(pdf, page)?);
        for glyph in survey.glyphs.iter_mut().filter(|glyph| glyph.in_annotation) {
            let around = rects.iter().enumerate().filter(|(_, rect)| rect.contains(glyph.origin));
            let smallest = around.min_by(|(_, a), (_, b)| a.area().total_cmp(&b.area()));
            glyph.annotation = smallest.map_or(usize::MAX, |(at, _)| at);
        }
        Ok(survey)
    })
}

fn interpret(pdf: &Pdf, page: u32, content: RenderContent, surveyor: &mut Surveyor) -> Result<(), DecodeError> {
    let page = render::page_of(pdf, page)?;
    let settings = InterpreterSettings { render_content: content, ..InterpreterSettings::default() };
    let transform = page.initial_transform(true).to_kurbo();
    let (width, height) = page.render_dimensions();
    let target = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let cache = InterpreterCache::new();
    let mut context = Context::new(transform, target, &cache, page.xref(), settings);
    interpret_page(page, &mut context, surveyor);
    Ok(())
}

/// Where the page's annotations lie, upright, in points from the top left corner.
fn annotation_rects(page: &Page<'_>) -> Vec<Rect> {
    let transform = page.initial_transform(true).to_kurbo();
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return Vec::new() };
    annotations
        .iter::<Dict<'_>>()
        .filter_map(|annotation| annotation.get::<hayro::hayro_syntax::object::Rect>("Rect"))
        .map(|rect| transform.transform_rect_bbox(Rect::new(rect.x0, rect.y0, rect.x1, rect.y1)).inflate(1.0, 1.0))
        .collect()
}

struct Surveyor {
    survey: Survey,
    in_annotation: bool,
}

impl<'a> Device<'a> for Surveyor {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let is_filled = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        let has_room = self.survey.outlines.len() < GLYPHS_MAX;
        if !is_filled || !has_room || self.in_annotation || path.elements().len() < LETTER_ELEMENTS_MIN {
            return;
        }
        let bounds = props.transform.transform_rect_bbox(path.bounding_box());
        if LETTER_PT.contains(&bounds.height()) && bounds.width() <= *LETTER_PT.end() {
            self.survey.outlines.push(bounds.center());
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let visible = !matches!(mode, DrawMode::Invisible) && !is_white(&props.paint);
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        for glyph in run.glyphs() {
            if self.survey.glyphs.len() >= GLYPHS_MAX {
                return;
            }
            let transform = props.transform * glyph.transform();
            let text = match glyph.as_unicode() {
                Some(unicode) => text_of(unicode),
                None if is_empty(glyph) => continue,
                None => UNKNOWN.to_owned(),
            };
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            self.survey.glyphs.push(placed(text, transform, advance, vertical, visible, self.in_annotation));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width_px, height_px) = (image.width(), image.height());
        let unit = Rect::new(0.0, 0.0, f64::from(width_px), f64::from(height_px));
        let rect = (props.transform * unit.to_path(0.1)).bounding_box();
        if self.survey.images.len() < HIDING_IMAGES_MAX && hides(&image, &props) {
            let under = |glyph: &&mut PlacedGlyph| rect.contains(glyph.origin);
            self.survey.glyphs.iter_mut().filter(under).for_each(|glyph| glyph.visible = false);
        }
        self.survey.images.push(PlacedImage { rect, width_px, height_px, in_annotation: self.in_annotation });
    }
}

/// True when nothing of what lies beneath can be seen through the image.
fn hides(image: &Image<'_, '_>, props: &ImageDrawProps<'_>) -> bool {
    let Image::Raster(raster) = image else { return false };
    let dictionary = raster.stream().dict();
    let is_opaque = ["SMask", "Mask", "SMaskInData"].iter().all(|key| !dictionary.contains_key(key));
    is_opaque && props.soft_mask.is_none()
}

fn is_white(paint: &Paint<'_>) -> bool {
    let Paint::Color(colour) = paint else { return false };
    let [red, green, blue, opacity] = colour.to_rgba().to_rgba8();
    opacity == 0 || red.min(green).min(blue) >= WHITE_MIN
}

fn is_empty(glyph: &Glyph<'_>) -> bool {
    matches!(glyph, Glyph::Outline(outline) if outline.outline().elements().is_empty())
}

fn text_of(unicode: BfString) -> String {
    match unicode {
        BfString::Char(character) => character.to_string(),
        BfString::String(text) => text,
    }
}

/// Glyph space has 1000 units to the em (ISO 32000-1, 9.2.4).
fn placed(
    text: String,
    transform: Affine,
    advance: Option<f32>,
    vertical: bool,
    visible: bool,
    in_annotation: bool,
) -> PlacedGlyph {
    let advance = f64::from(advance.unwrap_or(500.0));
    let origin = transform * Point::ORIGIN;
    let end = transform * if vertical { Point::new(0.0, -1000.0) } else { Point::new(advance, 0.0) };
    let size_pt = (transform * Point::new(0.0, 1000.0) - origin).hypot();
    PlacedGlyph { text, origin, end, size_pt, visible, in_annotation, annotation: 0 }
}
