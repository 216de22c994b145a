//! Pages as desk scanners and cameras hand them in: each arrives with its pixels, its size in millimetres and the right way
//! up. TIFF of every compression is in `coded.rs`, what is broken in `hostile.rs`.
#![allow(clippy::unwrap_used)]

use std::{io::Write, path::Path, process::Command};

use imaging::{Document, Pixels, Raster, archive::PageImage};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, writers::ImageXObject};

fn open(bytes: &[u8]) -> Document {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    // The mapping outlives the name.
    Document::open(file.path()).unwrap()
}

fn run(program: &str, package: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; install the Debian package {package}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The size of page 1 in whole millimetres, from its pixels and dots per inch.
fn millimetres(document: &mut Document) -> (u32, u32) {
    let size = document.page_size(1).unwrap();
    let side = |pixels: u32| (pixels as f32 / size.dpi * 25.4).round() as u32;
    (side(size.width_px), side(size.height_px))
}

/// How the page lies in its PDF.
#[derive(Clone, Copy)]
struct Lies {
    width_pt: f32,
    height_pt: f32,
    rotate: i32,
    user_unit: f32,
    /// Points of media around what is to be seen.
    margin: f32,
}

const A4: Lies = Lies { width_pt: 595.0, height_pt: 842.0, rotate: 0, user_unit: 1.0, margin: 0.0 };

/// Writes one image of a page as the object of this number.
type WriteImage<'a> = &'a dyn Fn(&mut Pdf, Ref);

/// A PDF of one page: images from the top down, each an equal strip of it.
fn pdf(lies: Lies, strips: &[WriteImage<'_>]) -> Vec<u8> {
    let Lies { width_pt, height_pt, rotate, user_unit, margin } = lies;
    let mut pdf = Pdf::new();
    pdf.catalog(Ref::new(1)).pages(Ref::new(2));
    pdf.pages(Ref::new(2)).kids([Ref::new(3)]).count(1);
    let mut page = pdf.page(Ref::new(3));
    page.parent(Ref::new(2)).contents(Ref::new(4)).rotate(rotate);
    page.media_box(Rect::new(0.0, 0.0, width_pt + 2.0 * margin, height_pt + 2.0 * margin));
    if margin > 0.0 {
        page.crop_box(Rect::new(margin, margin, margin + width_pt, margin + height_pt));
    }
    if user_unit != 1.0 {
        page.user_unit(user_unit);
    }
    let names: Vec<String> = (0..strips.len()).map(|at| format!("Im{at}")).collect();
    let mut resources = page.resources();
    let mut images = resources.x_objects();
    for (at, name) in names.iter().enumerate() {
        images.pair(Name(name.as_bytes()), Ref::new(5 + at as i32));
    }
    images.finish();
    resources.finish();
    page.finish();
    let mut content = Content::new();
    let step = height_pt / strips.len() as f32;
    for (at, name) in names.iter().enumerate() {
        let bottom = margin + height_pt - step * (at as f32 + 1.0);
        content.save_state().transform([width_pt, 0.0, 0.0, step, margin, bottom]);
        content.x_object(Name(name.as_bytes())).restore_state();
    }
    pdf.stream(Ref::new(4), &content.finish());
    for (at, strip) in strips.iter().enumerate() {
        strip(&mut pdf, Ref::new(5 + at as i32));
    }
    pdf.finish()
}

fn image<'a>(
    pdf: &'a mut Pdf,
    id: Ref,
    data: &'a [u8],
    filter: Filter,
    (width, height): (i32, i32),
) -> ImageXObject<'a> {
    let mut image = pdf.image_xobject(id, data);
    image.width(width).height(height);
    image.filter(filter);
    image
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
const DARK: [u8; 3] = [60, 70, 80];
const LIGHT: [u8; 3] = [240, 238, 230];

fn check_upright(name: &str, page: &Raster) {
    check_at(name, page, (0.1, 0.1), MARK);
    check_at(name, page, (0.9, 0.1), DARK);
    check_at(name, page, (0.1, 0.9), LIGHT);
}

#[test]
fn pages_from_a_stamp_to_a0_are_as_large_as_they_say() {
    let data = jpeg();
    let scan = |pdf: &mut Pdf, id: Ref| {
        image(pdf, id, &data, Filter::DctDecode, (620, 877)).bits_per_component(8).color_space().device_rgb();
    };
    let points = |millimetres: f32| millimetres / 25.4 * 72.0;
    for (name, lies, expected) in [
        ("A4", A4, (210, 297)),
        ("a stamp", Lies { width_pt: points(20.0), height_pt: points(20.0 * 877.0 / 620.0), ..A4 }, (20, 28)),
        ("A0", Lies { width_pt: points(841.0), height_pt: points(1189.0), ..A4 }, (841, 1189)),
        ("turned", Lies { rotate: 90, ..A4 }, (297, 210)),
        ("upside down", Lies { rotate: 180, ..A4 }, (210, 297)),
        ("a crop box", Lies { margin: 50.0, ..A4 }, (210, 297)),
        ("a user unit", Lies { width_pt: 297.5, height_pt: 421.0, user_unit: 2.0, ..A4 }, (210, 297)),
    ] {
        let mut document = open(&pdf(lies, &[&scan]));
        let (width, height) = millimetres(&mut document);
        let near =
            width.abs_diff(expected.0) <= 1 + expected.0 / 100 && height.abs_diff(expected.1) <= 1 + expected.1 / 100;
        assert!(near, "{name}: {width} × {height} mm");
        let page = document.render(1, 75.0).unwrap();
        if lies.rotate == 0 {
            check_upright(name, &page);
        }
        let coded = document.coded_page(1).unwrap().unwrap_or_else(|| panic!("{name} does not pass through"));
        assert_eq!(i32::from(coded.turn_deg()), lies.rotate, "{name}");
        assert!(matches!(coded.image(), PageImage::Jpeg(bytes) if bytes == data), "{name}");
    }
    let mut turned = open(&pdf(Lies { rotate: 90, ..A4 }, &[&scan]));
    check_at("turned", &turned.render(1, 75.0).unwrap(), (0.9, 0.1), MARK);
}

#[test]
fn a_table_that_points_elsewhere_costs_nothing_but_time() {
    let data = jpeg();
    let scan = |pdf: &mut Pdf, id: Ref| {
        image(pdf, id, &data, Filter::DctDecode, (620, 877)).bits_per_component(8).color_space().device_rgb();
    };
    let mut file = pdf(A4, &[&scan]);
    let table = file.windows(4).rposition(|four| four == b"xref").unwrap();
    let digits: Vec<usize> = (table..file.len()).filter(|at| file[*at].is_ascii_digit()).collect();
    digits.into_iter().for_each(|at| file[at] = b'7');
    let mut document = open(&file);
    assert_eq!(document.page_count(), 1);
    check_upright("wrong table", &document.render(1, 75.0).unwrap());
}

#[test]
fn an_image_in_strips_is_one_page() {
    let pixels = colours();
    let strips: Vec<Vec<u8>> = pixels.chunks(620 * 3 * 220).map(deflate).collect();
    let heights: Vec<i32> = pixels.chunks(620 * 3 * 220).map(|strip| strip.len() as i32 / 1860).collect();
    let write = |at: usize| {
        let (data, height) = (&strips[at], heights[at]);
        move |pdf: &mut Pdf, id: Ref| {
            image(pdf, id, data, Filter::FlateDecode, (620, height)).bits_per_component(8).color_space().device_rgb();
        }
    };
    let (a, b, c, d) = (write(0), write(1), write(2), write(3));
    let mut document = open(&pdf(A4, &[&a, &b, &c, &d]));
    assert_eq!(millimetres(&mut document), (210, 297));
    let size = document.page_size(1).unwrap();
    assert!((size.dpi - 75.0).abs() < 1.0, "{}", size.dpi);
    check_upright("strips", &document.render(1, 75.0).unwrap());
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// 24 × 16 pixels from red to blue.
const JP2: &[u8] = include_bytes!("../src/archive/tests/gradient.jp2");

#[test]
fn jpeg_2000_in_a_pdf_is_drawn() {
    let lies = Lies { width_pt: 240.0, height_pt: 160.0, ..A4 };
    let scan = |pdf: &mut Pdf, id: Ref| {
        image(pdf, id, JP2, Filter::JpxDecode, (24, 16)).bits_per_component(8).color_space().device_rgb();
    };
    let page = open(&pdf(lies, &[&scan])).render(1, 72.0).unwrap();
    check_at("top", &page, (0.5, 0.01), [255, 0, 0]);
    check_at("bottom", &page, (0.5, 0.99), [0, 0, 255]);
}

#[test]
fn a_fax_in_a_pdf_is_read_by_its_own_parameters() {
    // Rows of eight pixels in Modified Huffman (ITU-T T.4, tables 2 and 3): white; black; four white and four black.
    let (white, black, half) = ("10011", "00110101000101", "1011011");
    let bits = |rows: &[String]| -> Vec<u8> {
        let all: Vec<u8> = rows.concat().bytes().map(|bit| bit - b'0').collect();
        all.chunks(8).map(|eight| (0..8).fold(0, |byte, at| byte << 1 | eight.get(at).unwrap_or(&0))).collect()
    };
    let aligned = |row: &str| format!("{row}{}", "0".repeat(row.len().next_multiple_of(8) - row.len()));
    let rows = [white, black, half, black, white, half];
    for byte_align in [false, true] {
        let data = bits(&rows.map(|row| if byte_align { aligned(row) } else { row.to_owned() }));
        for black_is_1 in [false, true] {
            let name = format!("byte align {byte_align}, black is 1 {black_is_1}");
            let lies = Lies { width_pt: 80.0, height_pt: 60.0, ..A4 };
            let scan = |pdf: &mut Pdf, id: Ref| {
                let mut image = image(pdf, id, &data, Filter::CcittFaxDecode, (8, 6));
                image.bits_per_component(1).color_space().device_gray();
                let mut parameters = image.decode_parms();
                parameters.k(0).columns(8).rows(6).black_is_1(black_is_1);
                parameters.encoded_byte_align(byte_align).end_of_block(false);
            };
            let mut document = open(&pdf(lies, &[&scan]));
            let page = document.render(1, 7.2).unwrap();
            assert_eq!((page.width, page.height), (8, 6), "{name}");
            let ink = |row: &str, x: usize| row == black || row == half && x >= 4;
            let expected: Vec<u8> = rows
                .iter()
                .flat_map(|row| (0..8).map(move |x| if ink(row, x) != black_is_1 { 0 } else { 255 }))
                .collect();
            assert!(page.pixels.bytes() == expected, "{name}: {:?}", page.pixels);
            assert!(matches!(document.coded_page(1).unwrap().unwrap().image(), PageImage::Ccitt { .. }), "{name}");
        }
    }
}

/// What poppler makes of the page as a JPEG file with these options.
fn poppler_jpeg(folder: &Path, options: &[&str]) -> Vec<u8> {
    let data = jpeg();
    let scan = |pdf: &mut Pdf, id: Ref| {
        image(pdf, id, &data, Filter::DctDecode, (620, 877)).bits_per_component(8).color_space().device_rgb();
    };
    let source = folder.join("source.pdf");
    std::fs::write(&source, pdf(A4, &[&scan])).unwrap();
    let made = folder.join("made");
    let files = ["-r", "150", "-singlefile", source.to_str().unwrap(), made.to_str().unwrap()];
    run("pdftoppm", "poppler-utils", &[options, &files].concat());
    std::fs::read(folder.join("made.jpg")).unwrap()
}

#[test]
fn progressive_grey_and_cmyk_jpegs_are_read() {
    let folder = tempfile::tempdir().unwrap();
    for (name, options) in [
        ("progressive", &["-jpeg", "-jpegopt", "progressive=y,quality=95"] as &[&str]),
        ("baseline", &["-jpeg", "-jpegopt", "progressive=n,optimize=y,quality=95"]),
        ("CMYK", &["-jpegcmyk"]),
    ] {
        let file = poppler_jpeg(folder.path(), options);
        let mut document = open(&file);
        assert_eq!(millimetres(&mut document), (210, 297), "{name}");
        let page = document.render(1, 150.0).unwrap();
        check_at(name, &page, (0.1, 0.9), LIGHT);
        if name != "CMYK" {
            check_upright(name, &page);
        }
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
        check_at(&name, &document.render(1, 75.0).unwrap(), corner, MARK);
        assert_eq!(document.coded_page(1).unwrap().map(|coded| coded.turn_deg()), turn, "{name}");
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
        check_at(&format!("orientation {orientation}"), &document.render(1, 75.0).unwrap(), corner, MARK);
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

/// A PNG of 16 × 4 pixels with these rows (ISO/IEC 15948), 300 dpi.
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
    chunk(b"pHYs", &[0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]);
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
        let mut document = open(&file);
        let dpi = document.page_size(1).unwrap().dpi;
        let page = document.render(1, dpi).unwrap();
        assert_eq!((page.width, page.height), (16, 4), "{name}");
        check_at(name, &page, (0.5 / 16.0, 0.5), even);
        check_at(name, &page, (1.5 / 16.0, 0.5), odd);
        assert_eq!(document.coded_page(1).unwrap().is_some(), passes, "{name}");
    }
}
