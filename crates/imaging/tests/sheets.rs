//! Separator sheets are found again however they were scanned.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on has failed.

use std::io::Write as _;

use imaging::{Document, Pixels, Raster, codes, sheets::*};

const PAYLOAD: &str = "HOSO1|D|H48.28.05-261122-0975";

fn sheet() -> SeparatorSheet {
    SeparatorSheet {
        title: "TỜ PHÂN CÁCH HỒ SƠ".to_owned(),
        words: vec!["Mã hồ sơ:".to_owned(), "H48.28.05-261122-0975".to_owned()],
        payload: PAYLOAD.to_owned(),
    }
}

fn printed(sheets: &[SeparatorSheet], dpi: f32) -> Vec<Raster> {
    let mut file = tempfile::Builder::new().suffix(".pdf").tempfile().unwrap();
    file.write_all(&write_sheets(sheets).unwrap()).unwrap();
    let mut document = Document::open(file.path()).unwrap();
    (1..=document.page_count()).map(|page| document.render(page, dpi).unwrap().grey()).collect()
}

fn mapped(page: &Raster, mut change: impl FnMut(u32, u32, u8) -> u8) -> Raster {
    let (width, bytes) = (page.width, page.pixels.bytes());
    let places = (0..page.height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let bytes = places.zip(bytes).map(|((x, y), grey)| change(x, y, *grey)).collect();
    Raster { pixels: Pixels::Grey(bytes), ..page.clone() }
}

/// As a copier's glass and a bad lamp make it: greyer, with noise of so many steps.
fn worn(page: &Raster, noise: u32) -> Raster {
    let mut random = 12345_u32;
    mapped(page, |_, _, grey| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let shaken = 60 + i32::from(grey) * 140 / 255 + ((random >> 16) % (2 * noise)) as i32 - noise as i32;
        shaken.clamp(0, 255) as u8
    })
}

fn bitonal(page: &Raster) -> Raster {
    mapped(page, |_, _, grey| if grey < 128 { 0 } else { 255 })
}

/// The ring of a cup, and coffee in it, over the lower half of the large code.
fn stained(page: &Raster) -> Raster {
    let (cx, cy, radius) = (page.width as f32 * 0.45, page.height as f32 * 0.55, page.width as f32 * 0.2);
    mapped(page, |x, y, grey| {
        let away = ((x as f32 - cx).powi(2) + (y as f32 - cy).powi(2)).sqrt() / radius;
        match away {
            0.9..1.0 => grey / 3,
            0.0..0.9 => (u32::from(grey) * 2 / 3) as u8,
            _ => grey,
        }
    })
}

/// A fax in its coarse mode: 204 by 98 dots an inch, black and white.
fn faxed(page: &Raster) -> Raster {
    let coarse = page.resize(page.width * 204 / 300, page.height * 98 / 300);
    let again = bitonal(&coarse).resize(page.width * 204 / 300, page.height * 204 / 300);
    Raster { dpi: 204.0, ..again }
}

fn is_found(page: &Raster, how: &str) {
    let found = codes(page);
    assert!(found.iter().any(|code| code.text == PAYLOAD), "{how}: {found:?}");
    assert!(found.iter().all(|code| code.text == PAYLOAD), "{how}: invented {found:?}");
}

#[test]
fn a_sheet_is_found_turned_and_leaning() {
    let [page] = printed(&[sheet()], 200.0).try_into().unwrap();
    for turn in [0, 90, 180, 270] {
        for lean in [-10.0, -4.0, 0.0, 4.0, 10.0] {
            is_found(&page.rotate_quarter(turn).rotate(lean), &format!("{turn}° and {lean}°"));
        }
    }
}

#[test]
fn a_sheet_is_found_on_bad_scans() {
    let [page] = printed(&[sheet()], 300.0).try_into().unwrap();
    let at_200 = page.at_dpi(200.0);
    let bad = [
        ("worn", worn(&page, 30)),
        ("worn and bitonal", bitonal(&worn(&page, 60))),
        ("200 dpi, bitonal", bitonal(&at_200)),
        ("150 dpi, worn", worn(&page.at_dpi(150.0), 30)),
        ("100 dpi", page.at_dpi(100.0)),
        ("faxed", faxed(&page)),
        ("stained", stained(&page)),
        ("stained and bitonal", bitonal(&stained(&at_200))),
        ("faxed upside down, leaning", faxed(&page).rotate_quarter(180).rotate(6.0)),
    ];
    for (how, page) in &bad {
        is_found(page, how);
    }
}

#[test]
fn each_sheet_is_a_page_that_says_in_words_what_its_code_says() {
    let long = SeparatorSheet {
        words: vec![
            "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất".to_owned(),
        ],
        payload: "HOSO1|P|KQ.G14.000101".to_owned(),
        ..sheet()
    };
    let pages = printed(&[sheet(), long], 100.0);
    assert_eq!(pages.len(), 2);
    // Nothing is drawn into the margin: lines are broken.
    for page in &pages {
        let dark = |x: u32| (0..page.height).any(|y| page.pixels.bytes()[(y * page.width + x) as usize] < 128);
        let margin = page.width * 11 / 210;
        assert!(!(0..margin).any(dark) && !(page.width - margin..page.width).any(dark));
    }
}

#[test]
fn a_text_that_no_code_holds_is_refused() {
    let error = write_sheets(&[SeparatorSheet { payload: "x".repeat(5000), ..sheet() }]).unwrap_err();
    assert!(error.to_string().ends_with("is too long for a QR code"));
}
