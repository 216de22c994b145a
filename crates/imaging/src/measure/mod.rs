//! What is measured of a page's pixels: which way up, how it leans, whether it is blank, its codes, its resolution.
//! Nothing here changes a pixel; straightening and cleaning are `Raster`'s.

mod blank;
mod codes;
mod ink;
mod look;
mod orientation;
mod quality;

use model::{PageCode, PageFacts, PageRect};

use crate::document::{Document, PageSize};
use crate::error::PageError;
use crate::raster::Raster;

pub use blank::{Content, content};
pub use codes::codes;
pub use orientation::{Pose, SecondOpinion, pose};

/// Renders a page at its own resolution and measures it: what the first look at a page needs, in one call. `second_opinion` is
/// asked where the page's edges leave open which way up it is, and before it is turned.
///
/// # Errors
/// As [`Document::render`].
pub fn examine(
    document: &mut Document,
    page: u32,
    second_opinion: SecondOpinion<'_>,
) -> Result<(PageFacts, Raster), PageError> {
    let size = document.page_size(page)?;
    let has_text_layer = document.text_layer(page)?.is_some();
    let raster = document.render(page, size.dpi)?;
    Ok((measure(page, size, &raster, has_text_layer, second_opinion), raster))
}

/// Measures a page: `raster` is the page rendered at about `size.dpi`, `page` its number from 1. The boxes of the codes
/// are told at `size.dpi` on the page turned upright by the `rotation_deg` that is found.
pub fn measure(
    page: u32,
    size: PageSize,
    raster: &Raster,
    has_text_layer: bool,
    second_opinion: SecondOpinion<'_>,
) -> PageFacts {
    let grey = raster.grey();
    let content = if has_text_layer { Content::Content } else { content(raster) };
    let blank = content == Content::Blank;
    let pose = if blank || has_text_layer { Pose::default() } else { pose(&grey, second_opinion) };
    let mut codes = if blank { Vec::new() } else { codes(&grey) };
    for code in &mut codes {
        let rect = turned(code.rect, pose.rotation_deg, grey.width, grey.height);
        code.rect = rect.map(|side| (side as f32 * size.dpi / raster.dpi).round() as u32);
    }
    sort_by_place(&mut codes);
    let gated = content == Content::Content && !has_text_layer;
    let (quality, mut findings) =
        gated.then(|| quality::gate(page, size, raster, &grey)).map_or((None, Vec::new()), |(q, f)| (Some(q), f));
    if content == Content::AlmostBlank {
        findings.push(quality::almost_blank(page));
    }
    PageFacts {
        page,
        width_px: size.width_px,
        height_px: size.height_px,
        dpi: size.dpi,
        rotation_deg: pose.rotation_deg,
        skew_deg: pose.skew_deg,
        blank,
        has_text_layer,
        codes,
        image_hash: if gated { look::image_hash(&grey, pose.rotation_deg) } else { None },
        quality,
        findings,
    }
}

/// A box after the page around it was turned clockwise.
fn turned([x, y, width, height]: PageRect, rotation_deg: u16, page_width: u32, page_height: u32) -> PageRect {
    match rotation_deg {
        90 => [page_height - y - height, x, height, width],
        180 => [page_width - x - width, page_height - y - height, width, height],
        270 => [y, page_width - x - width, height, width],
        _ => [x, y, width, height],
    }
}

fn sort_by_place(codes: &mut [PageCode]) {
    codes.sort_by_key(|code| (code.rect[1], code.rect[0]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_turns_with_its_page() {
        let rect = [10, 20, 3, 4];
        assert_eq!(turned(rect, 90, 100, 200), [176, 10, 4, 3]);
        assert_eq!(turned(rect, 180, 100, 200), [87, 176, 3, 4]);
        assert_eq!(turned(rect, 270, 100, 200), [20, 87, 4, 3]);
    }
}
