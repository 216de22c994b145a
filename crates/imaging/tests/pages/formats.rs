//! Pages as desk scanners and cameras hand them in: each arrives with its pixels, its size in millimetres and the right way
//! up. How their images are coded is in `coded.rs`, `fax.rs`, `jbig2.rs` and `colours.rs`.

use imaging::{Document, Pixels, Raster, archive::Level};
use made_pdfs::{Page, Sheet, WriteImage, coded_image, of_pages};
use pdf_writer::{Filter, Pdf, Ref};

use crate::harness::{Sample, archived, by_poppler, deflate, facts_of, open, run};

/// The size of page 1 in whole millimetres, from its pixels and dots per inch.
fn millimetres(document: &mut Document) -> (u32, u32) {
    let size = document.page_size(1).unwrap();
    let side = |pixels: u32| (pixels as f32 / size.dpi * 25.4).round() as u32;
    (side(size.width_px), side(size.height_px))
}

/// A page of 620 × 877 (A4 at 75 dpi): dark above, light below, and a mark at the top left.
fn colours() -> Vec<u8> {
    let colour = |at: u32| match (at % 620, at / 620) {
        (x, y) if x < 200 && y < 200 => [200, 30, 30],
        (_, y) if y < 430 => [60, 70, 80],
        _ => [240, 238, 230],
    };
    (0..620 * 877).flat_map(colour).collect()
}

fn jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 95);
    image::ImageEncoder::write_image(encoder, &colours(), 620, 877, image::ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// The colour at a place told in shares of the page, and that it is the one expected.
fn check_at(name: &str, page: &Raster, (x, y): (f32, f32), expected: [u8; 3]) {
    let (x, y) = ((page.width as f32 * x) as usize, (page.height as f32 * y) as usize);
    let at = y * page.width as usize + x;
    let found = match &page.pixels {
        Pixels::Grey(bytes) => [bytes[at]; 3],
        Pixels::Rgb(bytes) => [bytes[at * 3], bytes[at * 3 + 1], bytes[at * 3 + 2]],
    };
    let near = found.iter().zip(expected).all(|(found, expected)| found.abs_diff(expected) < 16);
    assert!(near, "{name}: {found:?} at {x}, {y}, not {expected:?}");
}

const MARK: [u8; 3] = [200, 30, 30];

/// The mark is at this corner, where the page is rendered and in the archive.
fn check_corner(name: &str, document: &mut Document, corner: (f32, f32)) {
    let facts = facts_of(document);
    check_at(name, &document.render(1, facts.dpi).unwrap(), corner, MARK);
    let archived = archived(document, &facts, Level::Pdfa2b);
    check_at(&format!("{name}, archived"), &by_poppler(&archived, facts.width_px, facts.height_px), corner, MARK);
}

/// The same deflated in strips of so many rows, each an image of its own.
fn strips(rows: usize) -> Vec<(Vec<u8>, i32)> {
    colours().chunks(620 * 3 * rows).map(|strip| (deflate(strip), strip.len() as i32 / 1860)).collect()
}

/// A page of these strips as a PDF, drawn as `content` says or as parts of one height.
fn in_strips(sheet: Sheet, rotate: Option<i32>, strips: &[(Vec<u8>, i32)], content: Option<&[u8]>) -> Vec<u8> {
    let write = |(data, height): &(Vec<u8>, i32), pdf: &mut Pdf, id: Ref| {
        coded_image(pdf, id, data, Filter::FlateDecode, (620, *height), 8).color_space().device_rgb();
    };
    let writers: Vec<_> = strips.iter().map(|strip| move |pdf: &mut Pdf, id: Ref| write(strip, pdf, id)).collect();
    let images: Vec<WriteImage<'_>> = writers.iter().map(|write| write as WriteImage<'_>).collect();
    of_pages(&[Page { sheet, images: &images, content }], rotate)
}

/// The page at so many dots per inch.
fn page(dpi: f32) -> Raster {
    Raster::from_rgb(620, 877, dpi, colours())
}

#[test]
fn pages_from_a_stamp_to_a0_are_as_large_as_they_say() {
    let whole = strips(877);
    // 620 pixels over so many millimetres.
    let dpi = |width_mm: f32| 620.0 * 25.4 / width_mm;
    let of = |width_mm: f32| {
        let width_pt = width_mm / 25.4 * 72.0;
        Sheet::of(width_pt, width_pt * 877.0 / 620.0)
    };
    for (name, sheet, inherited, turn, width_mm) in [
        ("A4", of(210.0), None, 0, 210.0),
        ("a stamp", of(20.0), None, 0, 20.0),
        ("A0", of(841.0), None, 0, 841.0),
        ("turned", Sheet { rotate: Some(90), ..of(210.0) }, None, 90, 210.0),
        ("upside down", Sheet { rotate: Some(180), ..of(210.0) }, None, 180, 210.0),
        ("turned back", Sheet { rotate: Some(-90), ..of(210.0) }, None, 270, 210.0),
        ("turned with the file", of(210.0), Some(90), 90, 210.0),
        ("turned otherwise than the file", Sheet { rotate: Some(0), ..of(210.0) }, Some(90), 0, 210.0),
        ("a crop box", Sheet { margin: 50.0, ..of(210.0) }, None, 0, 210.0),
        ("a user unit", Sheet { user_unit: 2.0, ..of(105.0) }, None, 0, 210.0),
        ("a turned crop box", Sheet { margin: 50.0, rotate: Some(270), ..of(210.0) }, None, 270, 210.0),
    ] {
        let file = in_strips(sheet, inherited, &whole, None);
        Sample::exact(name, file, page(dpi(width_mm)).rotate_quarter(turn), true).check();
    }
}

#[test]
fn a_table_that_points_elsewhere_costs_nothing_but_time() {
    let mut file = in_strips(Sheet::of(620.0 * 0.96, 877.0 * 0.96), None, &strips(877), None);
    let table = file.windows(4).rposition(|four| four == b"xref").unwrap();
    let digits: Vec<usize> = (table..file.len()).filter(|at| file[*at].is_ascii_digit()).collect();
    digits.into_iter().for_each(|at| file[at] = b'7');
    Sample::exact("wrong table", file, page(75.0), false).check();
}

#[test]
fn an_image_in_strips_is_one_page() {
    for turn in [0, 90] {
        let sheet = Sheet { rotate: Some(i32::from(turn)), ..Sheet::of(620.0 * 0.96, 877.0 * 0.96) };
        // 877 has no equal parts: as high as their rows.
        let strips = strips(220);
        let mut below = 877.0;
        let mut content = String::new();
        for (at, (_, height)) in strips.iter().enumerate() {
            below -= *height as f32;
            content += &format!("q 595.2 0 0 {} 0 {} cm /Im{at} Do Q\n", *height as f32 * 0.96, below * 0.96);
        }
        let file = in_strips(sheet, None, &strips, Some(content.as_bytes()));
        Sample::exact(format!("strips turned by {turn}"), file, page(75.0).rotate_quarter(turn), false).check();
    }
}

/// EXIF's orientation (2.3, tag 0x0112) as a segment of its own after the start of the image.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn every_orientation_of_exif_is_put_upright() {
    // Where the picture's top left corner is seen: EXIF 2.3, figure of tag 0x0112.
    for (orientation, corner, turn) in [
        (1, (0.1, 0.1), Some(0)),
        (2, (0.9, 0.1), None),
        (3, (0.9, 0.9), Some(180)),
        (4, (0.1, 0.9), None),
        (5, (0.1, 0.1), None),
        (6, (0.9, 0.1), Some(90)),
        (7, (0.9, 0.9), None),
        (8, (0.1, 0.9), Some(270)),
    ] {
        let name = format!("orientation {orientation}");
        let mut document = open(&with_orientation(&jpeg(), orientation));
        let expected = if orientation < 5 { (210, 297) } else { (297, 210) };
        assert_eq!(millimetres(&mut document), expected, "{name}");
        assert_eq!(document.coded_page(1).unwrap().map(|coded| coded.turn_deg()), turn, "{name}");
        check_corner(&name, &mut document, corner);
    }
}

#[test]
fn every_orientation_of_tiff_is_put_upright() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tif");
    for (orientation, corner) in [(1, (0.1, 0.1)), (3, (0.9, 0.9)), (6, (0.9, 0.1)), (8, (0.1, 0.9)), (2, (0.9, 0.1))] {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).unwrap();
        encoder.write_image::<tiff::encoder::colortype::RGB8>(620, 877, &colours()).unwrap();
        std::fs::write(&path, bytes.into_inner()).unwrap();
        run("tiffset", "libtiff-tools", &["-s", "274", &orientation.to_string(), path.to_str().unwrap()]);
        let mut document = Document::open(&path).unwrap();
        check_corner(&format!("orientation {orientation}"), &mut document, corner);
    }
}

#[test]
fn deep_tiffs_are_cut_to_eight_bits() {
    let deep: Vec<u16> = colours().iter().map(|sample| u16::from(*sample) * 257).collect();
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).unwrap();
    encoder.write_image::<tiff::encoder::colortype::RGB16>(620, 877, &deep).unwrap();
    encoder.write_image::<tiff::encoder::colortype::Gray16>(620, 877, &deep[..620 * 877]).unwrap();
    let mut document = open(&bytes.into_inner());
    assert_eq!(document.page_count(), 2);
    assert!(document.render(1, 75.0).unwrap().pixels.bytes() == colours());
    assert!(document.render(2, 75.0).unwrap().pixels.bytes() == &colours()[..620 * 877]);
}

/// A PNG of 16 × 4 pixels with these rows (ISO/IEC 15948), 60 dpi.
fn png(bits: u8, kind: u8, row: &[u8], more: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], body: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(name);
        crc.update(body);
        file.extend((body.len() as u32).to_be_bytes());
        file.extend([name, body].concat());
        file.extend(crc.sum().to_be_bytes());
    };
    chunk(b"IHDR", &[0, 0, 0, 16, 0, 0, 0, 4, bits, kind, 0, 0, 0]);
    chunk(b"pHYs", &[0, 0, 9, 0x3a, 0, 0, 9, 0x3a, 1]);
    more.iter().for_each(|(name, body)| chunk(name, body));
    let rows: Vec<u8> = (0..4).flat_map(|_| [&[0], row].concat()).collect();
    chunk(b"IDAT", &deflate(&rows));
    chunk(b"IEND", &[]);
    file
}

#[test]
fn pngs_of_every_depth_are_shown() {
    let palette: (&[u8; 4], &[u8]) = (b"PLTE", &[255, 255, 255, 200, 30, 30]);
    let deep = [0xff_u8, 0x12, 0, 0x12].repeat(8);
    let clear = [0_u8, 0].repeat(16);
    for (name, file, even, odd, passes) in [
        ("one bit", png(1, 0, &[0xaa, 0xaa], &[]), [255; 3], [0; 3], true),
        ("palette", png(1, 3, &[0x55, 0x55], &[palette]), [255; 3], MARK, false),
        ("16 bits", png(16, 0, &deep, &[]), [255; 3], [0; 3], false),
        ("transparent", png(8, 4, &clear, &[]), [255; 3], [255; 3], false),
        ("two bits", png(2, 0, &[0xcc, 0xcc, 0xcc, 0xcc], &[]), [255; 3], [0; 3], true),
    ] {
        let pixels = [even, odd].repeat(32).into_flattened();
        let page = Raster::from_rgb(16, 4, 60.0, pixels);
        // What does not pass through and has colours, becomes a JPEG where it is as busy as this.
        let off_max = if name == "palette" { 1.0 } else { 0.0 };
        Sample { name: name.to_owned(), file, page, off_max, passes }.check();
    }
}
