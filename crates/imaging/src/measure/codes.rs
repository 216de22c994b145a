//! Bar codes and QR codes of a page, by ZXing (C++). Each is read once more on a better image only when there is reason.

use model::{PageCode, PageRect};
use zxingcpp::{Barcode, BarcodeFormat, BarcodeReader, ImageFormat, ImageView, PointI};

use crate::raster::Raster;

/// The symbologies that separator sheets, dossiers and citizen cards use; fewer kinds, fewer phantoms.
const FORMATS: [BarcodeFormat; 3] = [BarcodeFormat::QRCode, BarcodeFormat::Code39, BarcodeFormat::Code128];

/// Below this a code's bars may be two pixels wide; enlarged, they are found.
const CODE_DPI_MIN: f32 = 250.0;

/// A page is not enlarged beyond this; A3 at 300 dpi has 17 million.
const ENLARGED_PIXELS_MAX: f32 = 20e6;

/// The share of dark pixels standing alone above which a page is noisy.
const SPECK_SHARE_NOISY: f64 = 0.02;

/// The codes on a grey page, each once, in pixels of this page.
pub fn codes(page: &Raster) -> Vec<PageCode> {
    let mut found = read(page, 1.0);
    if found.is_empty() && is_noisy(page) {
        found = read(&page.median3(), 1.0);
    }
    if found.is_empty() && page.dpi < CODE_DPI_MIN {
        let pixels = page.width as f32 * page.height as f32;
        let factor = (300.0 / page.dpi).min(4.0).min((ENLARGED_PIXELS_MAX / pixels).sqrt());
        if factor < 1.2 {
            return found;
        }
        let larger = page.at_dpi(page.dpi * factor);
        found = read(&larger, factor);
    }
    found
}

fn read(page: &Raster, enlarged: f32) -> Vec<PageCode> {
    let Ok(view) = ImageView::from_slice(page.pixels.bytes(), page.width, page.height, ImageFormat::Lum) else {
        return Vec::new();
    };
    let reader = BarcodeReader::new().formats(FORMATS).try_harder(true).try_rotate(true).try_invert(false);
    let Ok(barcodes) = reader.from(&view) else { return Vec::new() };
    let mut codes: Vec<PageCode> = Vec::new();
    for barcode in barcodes.iter().filter(|barcode| barcode.is_valid()) {
        let code = PageCode {
            format: barcode.format().to_string(),
            text: barcode.text(),
            rect: rect_of(barcode, page, enlarged),
        };
        if !codes
            .iter()
            .any(|known| known.format == code.format && known.text == code.text && touch(known.rect, code.rect))
        {
            codes.push(code);
        }
    }
    codes
}

fn rect_of(barcode: &Barcode, page: &Raster, enlarged: f32) -> PageRect {
    let position = barcode.position();
    let corners: [PointI; 4] = [position.top_left, position.top_right, position.bottom_right, position.bottom_left];
    let inside = |at: i32, side: u32| (at.clamp(0, side as i32 - 1) as f32 / enlarged) as u32;
    let xs = corners.map(|corner| inside(corner.x, page.width));
    let ys = corners.map(|corner| inside(corner.y, page.height));
    let span = |values: [u32; 4]| {
        let low = values.into_iter().fold(u32::MAX, u32::min);
        (low, values.into_iter().fold(0, u32::max) - low + 1)
    };
    let ((x, width), (y, height)) = (span(xs), span(ys));
    [x, y, width, height]
}

fn touch(a: PageRect, b: PageRect) -> bool {
    a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3]
}

/// True when many dark pixels stand alone; one row in eight tells.
fn is_noisy(page: &Raster) -> bool {
    const DARK_MAX: u8 = 128;
    let width = page.width as usize;
    let bytes = page.pixels.bytes();
    if width < 3 || page.height < 3 {
        return false;
    }
    let (mut dark, mut alone) = (0_usize, 0_usize);
    for row in (1..page.height as usize - 1).step_by(8) {
        let at = row * width;
        for x in 1..width - 1 {
            if bytes[at + x] < DARK_MAX {
                dark += 1;
                let neighbours = [at + x - 1, at + x + 1, at + x - width, at + x + width];
                alone += usize::from(neighbours.iter().all(|&near| bytes[near] >= DARK_MAX));
            }
        }
    }
    alone as f64 > dark as f64 * SPECK_SHARE_NOISY
}
