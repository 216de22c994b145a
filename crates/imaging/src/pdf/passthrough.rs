//! Scanned pages: a page that is exactly one image over the whole of it gives that image's own pixels, neither drawn nor
//! resampled. Read with the `pdf` crate. Whatever is the least unusual (masks, CMYK) is left to `render`.

use std::collections::HashSet;
use std::sync::Arc;

use hayro::kurbo::{Affine, Rect};
use hayro_ccitt::EncodingMode;
use pdf::content::{Op, TextMode};
use pdf::enc::{LZWFlateParams, StreamFilter};
use pdf::file::{Cache, File, FileOptions, NoLog, ObjectCache, StreamCache};
use pdf::object::{ColorSpace, ImageXObject, PagesNode, PlainRef, Ref, Resolve, Resources, XObject};
use pdf::primitive::Name;

use crate::bytes::Bytes;
use crate::coded::{CodedImage, CodedPage};
use crate::error::DecodeError;
use crate::fax::{FaxSettings, GreyImage, decode_fax, decode_jbig2};
use crate::jpeg;
use crate::jpx;
use crate::raster::{Pixels, Raster};

use super::flate::{self, FlateSettings};
use super::render::Geometry;

/// A page tree deeper than this is an attack.
const TREE_DEPTH_MAX: usize = 32;

/// A content stream longer than this draws more than one image.
const CONTENT_BYTES_MAX: usize = 512 << 10;

/// How far the image's edges may lie from the page's, as a share of the page's side.
const EDGE_SHARE_MAX: f64 = 0.02;

/// A PDF open in the `pdf` crate.
pub(super) struct Passthrough {
    file: File<Bytes, ObjectCache, StreamCache, NoLog>,
    objects: ObjectCache,
    streams: StreamCache,
    pages: Vec<PlainRef>,
}

/// The one image of a page.
pub(super) struct Scan {
    width_px: u32,
    height_px: u32,
    /// Dots per inch along the image's width.
    dpi: f32,
    data: Arc<[u8]>,
    coding: Coding,
    profile: Option<Arc<[u8]>>,
}

enum Coding {
    Jpeg,
    Jpx,
    Fax(FaxSettings),
    Jbig2 { globals: Option<Arc<[u8]>>, inverted: bool },
    Flate(FlateSettings),
}

impl Passthrough {
    /// None when the `pdf` crate cannot open it.
    pub(super) fn open(bytes: &Bytes) -> Option<Self> {
        let objects = ObjectCache::default_cache();
        let streams = StreamCache::default_cache();
        let options = FileOptions::uncached().cache(objects.clone(), streams.clone());
        let file = options.load(bytes.clone()).ok()?;
        let mut walk = Walk { pages: Vec::new(), seen: HashSet::new(), bytes };
        walk.collect(&file.resolver(), &file.get_root().pages.kids, TREE_DEPTH_MAX)?;
        let pages = walk.pages;
        let opened = Self { file, objects, streams, pages };
        opened.forget();
        Some(opened)
    }

    pub(super) fn page_count(&self) -> u32 {
        self.pages.len() as u32
    }

    /// The page's one image, when it is that simple.
    pub(super) fn scan(&self, page: u32, geometry: &Geometry) -> Option<Scan> {
        let scan = self.find_scan(page, geometry);
        self.forget();
        scan
    }

    /// Nothing read of one page is kept for the next.
    fn forget(&self) {
        Cache::clear(&self.objects);
        Cache::clear(&self.streams);
    }

    fn find_scan(&self, page: u32, geometry: &Geometry) -> Option<Scan> {
        let resolver = self.file.resolver();
        let reference = *self.pages.get(page as usize - 1)?;
        let page = resolver.get::<PagesNode>(Ref::new(reference)).ok()?;
        let PagesNode::Leaf(page) = &*page else { return None };
        let resources = page.resources().ok()?;
        let content = page.contents.as_ref()?;
        let length: usize =
            content.parts.iter().filter_map(|part| part.data(&resolver).ok()).map(|data| data.len()).sum();
        if length > CONTENT_BYTES_MAX {
            return None;
        }
        let ops = content.operations(&resolver).ok()?;
        let (name, placement) = only_image(&ops, resources, &resolver)?;
        let has_fill = ops.iter().any(|op| matches!(op, Op::FillColor { .. }));
        let rect = upright_rect(placement)?;
        if !covers(rect, geometry.crop) {
            return None;
        }
        let object = resolver.get(*resources.xobjects.get(&name)?).ok()?;
        let XObject::Image(image) = &*object else { return None };
        // A stencil is painted in the fill colour: black unless set.
        if image.image_mask && has_fill {
            return None;
        }
        scan_of(image, rect, geometry.units_per_inch, &resolver)
    }
}

/// What both caches of the `pdf` crate have in common: made empty.
trait DefaultCache {
    fn default_cache() -> Self;
}

impl DefaultCache for ObjectCache {
    fn default_cache() -> Self {
        pdf::file::SyncCache::new()
    }
}

impl DefaultCache for StreamCache {
    fn default_cache() -> Self {
        pdf::file::SyncCache::new()
    }
}

/// A walk through the page tree.
struct Walk<'a> {
    pages: Vec<PlainRef>,
    seen: HashSet<PlainRef>,
    bytes: &'a Bytes,
}

impl Walk<'_> {
    fn collect(&mut self, resolver: &impl Resolve, kids: &[Ref<PagesNode>], depth: usize) -> Option<()> {
        for &kid in kids {
            if depth == 0 || !self.seen.insert(kid.get_inner()) {
                return None;
            }
            match &*resolver.get(kid).ok()? {
                PagesNode::Leaf(_) => self.pages.push(kid.get_inner()),
                PagesNode::Tree(tree) => self.collect(resolver, &tree.kids, depth - 1)?,
            }
            // A dictionary of a page lies beside its image: what was mapped with it is not needed now.
            if self.pages.len().is_multiple_of(32) {
                self.bytes.forget();
            }
        }
        Some(())
    }
}

/// The one image that the content draws, and how it is placed. None when anything else can be seen on or beside it.
/// Text that is never painted (rendering mode 3: somebody's OCR) does not count.
fn only_image(ops: &[Op], resources: &Resources, resolver: &impl Resolve) -> Option<(Name, Affine)> {
    let mut found = None;
    let mut placement = Affine::IDENTITY;
    let mut stack = Vec::new();
    let mut text_is_visible = true;
    for op in ops {
        match op {
            Op::Save => stack.push((placement, text_is_visible)),
            Op::Restore => (placement, text_is_visible) = stack.pop().unwrap_or((Affine::IDENTITY, true)),
            Op::Transform { matrix: m } => {
                placement *= Affine::new([m.a, m.b, m.c, m.d, m.e, m.f].map(f64::from));
            }
            Op::TextRenderMode { mode } => text_is_visible = !matches!(mode, TextMode::Invisible),
            Op::XObject { name } => {
                let object = resolver.get(*resources.xobjects.get(name)?).ok()?;
                if found.is_some() || !matches!(*object, XObject::Image(_)) {
                    return None;
                }
                found = Some((name.clone(), placement));
            }
            Op::GraphicsState { name } => {
                let state = resources.graphics_states.get(name)?;
                let seen_through = |alpha: Option<f32>| alpha.is_some_and(|alpha| alpha < 1.0);
                if seen_through(state.fill_alpha) || seen_through(state.stroke_alpha) {
                    return None;
                }
            }
            Op::TextDraw { .. } | Op::TextDrawAdjusted { .. } if !text_is_visible => {}
            Op::TextDraw { .. }
            | Op::TextDrawAdjusted { .. }
            | Op::Stroke
            | Op::Fill { .. }
            | Op::FillAndStroke { .. }
            | Op::Shade { .. }
            | Op::InlineImage { .. } => return None,
            _ => {}
        }
    }
    found
}

/// Where an image placed so lies, if it stands upright.
fn upright_rect(placement: Affine) -> Option<Rect> {
    let [a, b, c, d, e, f] = placement.as_coeffs();
    let straight = b.abs() < 0.001 * a.abs() && c.abs() < 0.001 * d.abs();
    (straight && a > 0.0 && d > 0.0).then(|| Rect::new(e, f, e + a, f + d))
}

fn covers(image: Rect, page: Rect) -> bool {
    let near = |a: f64, b: f64, side: f64| (a - b).abs() <= side * EDGE_SHARE_MAX;
    near(image.x0, page.x0, page.width())
        && near(image.x1, page.x1, page.width())
        && near(image.y0, page.y0, page.height())
        && near(image.y1, page.y1, page.height())
}

fn scan_of(image: &ImageXObject, rect: Rect, units_per_inch: f64, resolver: &impl Resolve) -> Option<Scan> {
    let (width_px, height_px) = (image.width, image.height);
    let dpi_x = f64::from(width_px) * units_per_inch / rect.width();
    let dpi_y = f64::from(height_px) * units_per_inch / rect.height();
    let square_dots = (dpi_x / dpi_y - 1.0).abs() < 0.03;
    if !square_dots || image.smask.is_some() || image.mask.is_some() {
        return None;
    }
    let inverted = match image.decode.as_deref() {
        None | Some([]) => false,
        Some([first, second]) => first > second,
        Some(decode) if decode.chunks(2).all(|pair| pair == [0.0, 1.0]) => false,
        Some(_) => return None,
    };
    let channels = if image.image_mask { Some(1) } else { image.color_space.as_ref().and_then(channels_of) };
    let profile = match &image.color_space {
        Some(ColorSpace::Icc(profile)) if channels.is_some() => profile.data(resolver).ok(),
        _ => None,
    };
    let (data, filter) = image.raw_image_data(resolver).ok()?;
    let coding = match filter? {
        StreamFilter::DCTDecode(params) if !inverted && params.color_transform != Some(0) => {
            (u32::from(jpeg::header(&data).ok()?.components) == channels?).then_some(Coding::Jpeg)?
        }
        // Its own colours where the PDF tells none.
        StreamFilter::JPXDecode if !inverted && (channels.is_some() || image.color_space.is_none()) => Coding::Jpx,
        StreamFilter::CCITTFaxDecode(params) if channels == Some(1) && params.columns == width_px => {
            Coding::Fax(FaxSettings {
                width_px,
                height_px,
                encoding: match params.k {
                    ..0 => EncodingMode::Group4,
                    0 => EncodingMode::Group3_1D,
                    1.. => EncodingMode::Group3_2D,
                },
                end_of_line: params.end_of_line,
                end_of_block: params.end_of_block,
                byte_aligned: params.encoded_byte_align,
                inverted: params.black_is_1 != inverted,
            })
        }
        StreamFilter::JBIG2Decode(params) if channels == Some(1) => {
            let globals = params.globals.as_ref().map(|stream| stream.data(resolver)).transpose().ok()?;
            Coding::Jbig2 { globals, inverted }
        }
        StreamFilter::FlateDecode(params) => Coding::Flate(flate_settings(image, params, channels, inverted)?),
        _ => return None,
    };
    Some(Scan { width_px, height_px, dpi: dpi_x as f32, data, coding, profile })
}

fn flate_settings(
    image: &ImageXObject,
    params: &LZWFlateParams,
    channels: Option<u32>,
    inverted: bool,
) -> Option<FlateSettings> {
    let bits = if image.image_mask { 1 } else { u32::try_from(image.bits_per_component?).ok()? };
    let (samples, palette) = match image.color_space.as_ref() {
        Some(ColorSpace::Indexed(base, _, colours)) => (1, Some(palette_of(base, colours)?)),
        _ => (channels?, None),
    };
    let png_predictor = params.predictor >= 10;
    let as_told = params.columns as u32 == image.width
        && params.bits_per_component as u32 == bits
        && params.n_components as u32 == samples;
    let is_plain = params.predictor <= 1 || (png_predictor && as_told);
    let is_sensible = matches!(bits, 1 | 2 | 4 | 8) && !(palette.is_some() && inverted);
    (is_plain && is_sensible).then_some(FlateSettings {
        width_px: image.width,
        height_px: image.height,
        bits,
        samples,
        png_predictor,
        inverted,
        palette,
    })
}

fn palette_of(base: &ColorSpace, colours: &[u8]) -> Option<Vec<[u8; 3]>> {
    match channels_of(base)? {
        1 => Some(colours.iter().map(|&grey| [grey; 3]).collect()),
        _ => Some(colours.as_chunks::<3>().0.to_vec()),
    }
}

/// Channels of the colour spaces that need no conversion. CMYK is converted when the page is drawn.
fn channels_of(space: &ColorSpace) -> Option<u32> {
    match space {
        ColorSpace::DeviceGray | ColorSpace::CalGray(_) => Some(1),
        ColorSpace::DeviceRGB | ColorSpace::CalRGB(_) => Some(3),
        ColorSpace::Icc(profile) if matches!(profile.components, 1 | 3) => Some(profile.components),
        _ => None,
    }
}

impl Scan {
    /// Width, height and dots per inch of the upright page.
    pub(super) fn size(&self, geometry: &Geometry) -> (u32, u32, f32) {
        let turned = geometry.rotation_deg % 180 == 90;
        if turned { (self.height_px, self.width_px, self.dpi) } else { (self.width_px, self.height_px, self.dpi) }
    }

    /// The image as it is coded and its profile; `None` when a PDF/A cannot hold it so.
    pub(super) fn coded(self, turn_deg: u16) -> Option<CodedPage> {
        let Self { width_px, height_px, data, coding, profile, .. } = self;
        let image = match coding {
            Coding::Jpeg => CodedImage::Jpeg(data),
            Coding::Jpx => CodedImage::Jpx(data),
            Coding::Jbig2 { globals, inverted } => CodedImage::Jbig2 { data, globals, width_px, height_px, inverted },
            Coding::Fax(settings) => CodedImage::Ccitt { data, width_px, height_px, coding: settings.coding() },
            Coding::Flate(settings) => {
                let coding = settings.coding()?;
                CodedImage::Flate { data, width_px, height_px, coding }
            }
        };
        Some(CodedPage { image, turn_deg, profile })
    }

    /// The image's own pixels, upright.
    pub(super) fn decode(&self, geometry: &Geometry) -> Result<Raster, DecodeError> {
        let raster = match &self.coding {
            Coding::Jpeg => {
                let (width, height, pixels) = jpeg::decode(&self.data)?;
                Raster { width, height, dpi: self.dpi, pixels }
            }
            Coding::Jpx => {
                let (width, height, pixels) = jpx::decode(&self.data)?;
                if (width, height) != (self.width_px, self.height_px) {
                    return Err(DecodeError::damaged("JPEG 2000 of another size than the page tells"));
                }
                Raster { width, height, dpi: self.dpi, pixels }
            }
            Coding::Fax(settings) => self.raster_of(decode_fax(&self.data, settings)?),
            Coding::Flate(settings) => {
                let (width, height, pixels, reduction) = flate::decode(&self.data, settings)?;
                Raster { width, height, dpi: self.dpi / reduction as f32, pixels }
            }
            Coding::Jbig2 { globals, inverted } => {
                let mut image = decode_jbig2(&self.data, globals.as_deref())?;
                if *inverted {
                    image.bytes.iter_mut().for_each(|pixel| *pixel = 255 - *pixel);
                }
                self.raster_of(image)
            }
        };
        Ok(if geometry.rotation_deg == 0 { raster } else { raster.rotate_quarter(geometry.rotation_deg) })
    }

    fn raster_of(&self, image: GreyImage) -> Raster {
        let dpi = self.dpi / image.reduction as f32;
        Raster { width: image.width_px, height: image.height_px, dpi, pixels: Pixels::Grey(image.bytes) }
    }
}
