//! Drawing a PDF page with `hayro`: annotations hidden, `/Rotate` applied, never more pixels than may be held.

use hayro::hayro_interpret::{InterpreterSettings, RenderContent, TransformExt};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::{Page, Rotation};
use hayro::kurbo::{Affine, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings};

use crate::error::{DecodeError, guarded};
use crate::limits;
use crate::raster::{Pixels, Raster};

use super::survey;

/// The page as it lies in the PDF's own units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Geometry {
    /// The visible part of the page, before it is turned.
    pub(super) crop: Rect,
    /// How far it is turned clockwise to be seen: 0, 90, 180, 270.
    pub(super) rotation_deg: u16,
    /// Width as seen.
    pub(super) width_pt: f64,
    /// Height as seen.
    pub(super) height_pt: f64,
    /// How many of these units make an inch: 72 unless the page says otherwise (ISO 32000-1, 14.11.2: `/UserUnit`, for
    /// sheets of more than 200 inches).
    pub(super) units_per_inch: f64,
}

impl Geometry {
    /// Pixels at a resolution.
    pub(super) fn pixels(&self, dpi: f32) -> (u32, u32) {
        let side = |points: f64| ((points * f64::from(dpi) / self.units_per_inch).round() as u32).max(1);
        (side(self.width_pt), side(self.height_pt))
    }
}

pub(super) fn page_of(pdf: &Pdf, page: u32) -> Result<&Page<'_>, DecodeError> {
    pdf.pages().get(page as usize - 1).ok_or_else(|| DecodeError::damaged("the page cannot be found again"))
}

pub(super) fn geometry(pdf: &Pdf, page: u32) -> Result<Geometry, DecodeError> {
    let page = page_of(pdf, page)?;
    let (width, height) = page.render_dimensions();
    if !(width.is_finite() && height.is_finite()) {
        return Err(DecodeError::damaged("a page without a size"));
    }
    let crop = page.intersected_crop_box();
    let rotation_deg = match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 90,
        Rotation::Flipped => 180,
        Rotation::FlippedHorizontal => 270,
    };
    let crop = Rect::new(crop.x0, crop.y0, crop.x1, crop.y1);
    let unit = page.raw().get::<f32>("UserUnit").filter(|unit| (0.01..=1000.0).contains(unit)).unwrap_or(1.0);
    let units_per_inch = 72.0 / f64::from(unit);
    Ok(Geometry { crop, rotation_deg, width_pt: f64::from(width), height_pt: f64::from(height), units_per_inch })
}

/// Draws the page at `dpi`, or fewer.
pub(super) fn render(pdf: &Pdf, page: u32, geometry: &Geometry, dpi: f32) -> Result<Raster, DecodeError> {
    if let Some((width_px, height_px)) = survey::survey(pdf, page)?.largest_image()
        && u64::from(width_px) * u64::from(height_px) > limits::DRAWN_IMAGE_PIXELS_MAX
    {
        return Err(DecodeError::TooLarge { width_px, height_px });
    }
    let dpi = dpi_that_fits(geometry, dpi);
    guarded(|| draw(page_of(pdf, page)?, geometry, dpi))
}

/// The resolution asked for, or as much of it as fits.
fn dpi_that_fits(geometry: &Geometry, dpi: f32) -> f32 {
    let square_inches = geometry.width_pt * geometry.height_pt / geometry.units_per_inch.powi(2);
    let by_area = (limits::DRAWN_PIXELS_MAX as f64 / square_inches).sqrt();
    let by_side = f64::from(u16::MAX - 1) * geometry.units_per_inch / geometry.width_pt.max(geometry.height_pt);
    dpi.min(by_area.min(by_side) as f32)
}

fn draw(page: &Page<'_>, geometry: &Geometry, dpi: f32) -> Result<Raster, DecodeError> {
    let (width, height) = geometry.pixels(dpi);
    let (width, height) = (width.min(u32::from(u16::MAX)), height.min(u32::from(u16::MAX)));
    let scale = f64::from(dpi) / geometry.units_per_inch;
    let transform = Affine::scale(scale) * page.initial_transform(true).to_kurbo();
    let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    let mut context = RenderContext::new(width as u16, height as u16);
    let drawing = RenderSettings { hinting: false, glyph_caching: false, ..RenderSettings::default() };
    hayro::render_into(page, &RenderCache::new(), &settings, &drawing, &mut context, transform);
    context.flush();
    let mut pixmap = Pixmap::new(width as u16, height as u16);
    let target = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
    context.render_with(&mut pixmap, &mut Resources::default(), target);
    drop(context);
    Ok(Raster { width, height, dpi, pixels: pixels_of(&pixmap) })
}

/// The drawn pixels without their opacity (the paper is white); one channel when none of them has a colour.
fn pixels_of(pixmap: &Pixmap) -> Pixels {
    let data = pixmap.data();
    if data.iter().all(|pixel| pixel.r == pixel.g && pixel.g == pixel.b) {
        Pixels::Grey(data.iter().map(|pixel| pixel.r).collect())
    } else {
        Pixels::Rgb(data.iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect())
    }
}
