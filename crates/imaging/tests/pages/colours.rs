//! JPEG and JPEG 2000 of every kind, and colours that are told by an ICC profile.

use imaging::{Raster, archive::Level};
use made_pdfs::{Sheet, coded_image, scanned};
use pdf_writer::{Filter, Ref};

use crate::harness::{Sample, archived, by_poppler, check_pixels, deflate, facts_of, open, run, save};

const WIDTH: u32 = 250;
const HEIGHT: u32 = 150;

/// Fields of 50 pixels in colours of full or no light: what all conversions agree about.
fn page(dpi: f32) -> Raster {
    let colour = |at: u32| {
        let field = at % WIDTH / 50 + at / WIDTH / 50 * 5;
        [0, 1, 2].map(|bit| if (field % 8) >> bit & 1 == 1 { 255 } else { 0 })
    };
    Raster::from_rgb(WIDTH, HEIGHT, dpi, (0..WIDTH * HEIGHT).flat_map(colour).collect())
}

/// A sheet on which the page's pixels are 100 to the inch.
const SHEET: Sheet = Sheet::of(180.0, 108.0);

fn deflated(profile: Option<&[u8]>) -> Vec<u8> {
    let data = deflate(page(100.0).pixels.bytes());
    scanned(
        SHEET,
        &[&|pdf, id| {
            let beside = Ref::new(id.get() + 1);
            if let Some(profile) = profile {
                pdf.icc_profile(beside, profile).n(3);
            }
            let mut image = coded_image(pdf, id, &data, Filter::FlateDecode, (WIDTH as i32, HEIGHT as i32), 8);
            match profile {
                Some(_) => image.color_space().icc_based(beside),
                None => image.color_space().device_rgb(),
            }
        }],
    )
}

/// The page as a JPEG that poppler writes with these options; it tells 100 dots per inch.
fn jpeg(options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let source = save(folder.path(), "source.pdf", &deflated(None));
    let made = folder.path().join("made");
    let files = ["-r", "100", "-singlefile", source.to_str().unwrap(), made.to_str().unwrap()];
    run("pdftoppm", "poppler-utils", &[options, &files].concat());
    std::fs::read(folder.path().join("made.jpg")).unwrap()
}

const PROGRESSIVE: [&str; 3] = ["-jpeg", "-jpegopt", "progressive=y,quality=98"];
const BASELINE: [&str; 3] = ["-jpeg", "-jpegopt", "progressive=n,optimize=y,quality=98"];

#[test]
fn jpegs_of_every_kind_are_read_and_archived() {
    let grey = page(100.0).grey();
    let off_max = 5.0;
    for (name, file, page, passes) in [
        ("baseline", jpeg(&BASELINE), page(100.0), true),
        ("progressive", jpeg(&PROGRESSIVE), page(100.0), true),
        ("grey", jpeg(&["-gray", "-jpeg", "-jpegopt", "quality=98"]), grey, true),
        ("CMYK", jpeg(&["-jpegcmyk", "-jpegopt", "quality=98"]), page(100.0), true),
    ] {
        Sample { name: name.to_owned(), file, page, off_max, passes }.check();
    }
}

#[test]
fn a_progressive_jpeg_in_a_pdf_stays_as_it_is() {
    let data = jpeg(&PROGRESSIVE);
    assert!(data.windows(2).any(|pair| pair == [0xff, 0xc2]));
    let file = scanned(
        SHEET,
        &[&|pdf, id| {
            coded_image(pdf, id, &data, Filter::DctDecode, (WIDTH as i32, HEIGHT as i32), 8).color_space().device_rgb();
        }],
    );
    let mut document = open(&file);
    let facts = facts_of(&mut document);
    for level in [Level::Pdfa1b, Level::Pdfa2b] {
        assert!(holds(&archived(&mut document, &facts, level), &data), "{level}");
    }
    Sample { name: "progressive in PDF".to_owned(), file, page: page(100.0), off_max: 5.0, passes: true }.check();
}

fn holds(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|window| window == part)
}

/// 24 × 16 pixels from red to blue.
const JP2: &[u8] = include_bytes!("../../src/archive/tests/gradient.jp2");

#[test]
fn jpeg_2000_in_a_pdf_stays_as_it_is_where_the_level_knows_it() {
    for with_colours in [true, false] {
        let file = scanned(
            Sheet::of(240.0, 160.0),
            &[&|pdf, id| {
                let mut image = coded_image(pdf, id, JP2, Filter::JpxDecode, (24, 16), 8);
                if with_colours {
                    image.color_space().device_rgb();
                }
            }],
        );
        let page = Raster { dpi: 7.2, ..by_poppler(&file, 24, 16) };
        assert_eq!(page.pixels.bytes()[..3], [255, 0, 0]);
        let mut document = open(&file);
        let facts = facts_of(&mut document);
        assert!(holds(&archived(&mut document, &facts, Level::Pdfa2b), JP2));
        assert!(!holds(&archived(&mut document, &facts, Level::Pdfa1b), b"/JPXDecode"));
        Sample { name: "JPEG 2000".to_owned(), file, page, off_max: 1.0, passes: true }.check();
    }
}

fn tag(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [kind, &[0; 4], body].concat()
}

/// An ICC profile (ICC.1:2001-04) of a space, with these tags.
fn profile(class: &[u8; 4], space: &[u8; 4], connection: &[u8; 4], tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    const D50: [u32; 3] = [0xf6d6, 0x1_0000, 0xd32d];
    let mut table = (tags.len() as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    for (name, body) in tags {
        table.extend_from_slice(*name);
        table.extend((132 + 12 * tags.len() as u32 + data.len() as u32).to_be_bytes());
        table.extend((body.len() as u32).to_be_bytes());
        data.extend(body);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut header = [&[0; 8], &[2, 0x10, 0, 0][..], class, space, connection].concat();
    header.extend([2026_u16, 11, 1, 0, 0, 0].into_iter().flat_map(u16::to_be_bytes));
    header.extend(b"acsp");
    header.resize(68, 0);
    header.extend(D50.into_iter().flat_map(u32::to_be_bytes));
    header.resize(128, 0);
    let mut whole = [header, table, data].concat();
    let length = whole.len() as u32;
    whole[..4].copy_from_slice(&length.to_be_bytes());
    whole
}

fn described() -> [(&'static [u8; 4], Vec<u8>); 2] {
    let mut words = 5_u32.to_be_bytes().to_vec();
    words.extend(b"test\0");
    words.extend([0; 4 + 4 + 2 + 1 + 67]);
    [(b"desc", tag(b"desc", &words)), (b"cprt", tag(b"text", b"none\0"))]
}

/// sRGB with red and green in each other's place: whoever heeds it shows them exchanged.
fn exchanged() -> Vec<u8> {
    let xyz = |values: [u32; 3]| tag(b"XYZ ", values.map(u32::to_be_bytes).as_flattened());
    let (red, green) = (xyz([0x6fa0, 0x38f5, 0x0390]), xyz([0x6297, 0xb787, 0x18d9]));
    // A curve of one number: a power of 2.2 in 8.8 fixed point.
    let curve = || tag(b"curv", &[0, 0, 0, 1, 2, 0x33]);
    let mut tags = described().to_vec();
    tags.extend([(b"wtpt", xyz([0xf6d6, 0x1_0000, 0xd32d])), (b"rXYZ", green), (b"gXYZ", red)]);
    tags.extend([(b"bXYZ", xyz([0x249f, 0x0f84, 0xb6c4])), (b"rTRC", curve()), (b"gTRC", curve()), (b"bTRC", curve())]);
    profile(b"mntr", b"RGB ", b"XYZ ", &tags)
}

/// A profile in an APP2 segment after the start of the image (ICC.1:2001-04, annex B.4).
fn with_profile(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    let body = [&b"ICC_PROFILE\0\x01\x01"[..], profile].concat();
    [&jpeg[..2], &[0xff, 0xe2], &(body.len() as u16 + 2).to_be_bytes(), &body, &jpeg[2..]].concat()
}

#[test]
fn colours_told_by_a_profile_are_those_of_the_archive() {
    let (profile, dpi) = (exchanged(), 100.0);
    let truly = page(dpi).pixels.bytes().as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*g, *r, *b]).collect();
    let truly = Raster::from_rgb(WIDTH, HEIGHT, dpi, truly);
    for (name, file, off_max) in [
        ("JPEG", with_profile(&jpeg(&BASELINE), &profile), 5.0),
        ("progressive JPEG", with_profile(&jpeg(&PROGRESSIVE), &profile), 5.0),
        ("deflated in PDF", deflated(Some(&profile)), 3.0),
    ] {
        let mut document = open(&file);
        let facts = facts_of(&mut document);
        check_pixels(name, &document.render(1, dpi).unwrap(), &page(dpi), off_max);
        for level in [Level::Pdfa1b, Level::Pdfa2b] {
            let archived = archived(&mut document, &facts, level);
            check_pixels(&format!("{name}, {level}"), &by_poppler(&archived, WIDTH, HEIGHT), &truly, off_max);
            // And once more from there.
            let mut again = open(&archived);
            let facts = facts_of(&mut again);
            let again = self::archived(&mut again, &facts, level);
            check_pixels(&format!("{name}, {level} again"), &by_poppler(&again, WIDTH, HEIGHT), &truly, off_max);
        }
    }
}

/// Lab of an sRGB colour under D50, as the eight bits of an `mft1` table (ICC.1:2001-04, 6.5.9).
fn lab([red, green, blue]: [f64; 3]) -> [u8; 3] {
    let row = |weights: [f64; 3]| weights[0] * red + weights[1] * green + weights[2] * blue;
    let x = row([0.4360, 0.3851, 0.1431]) / 0.9642;
    let y = row([0.2225, 0.7169, 0.0606]);
    let z = row([0.0139, 0.0971, 0.7141]) / 0.8249;
    let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let (l, a, b) = (116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z)));
    [l * 2.55, a + 128.0, b + 128.0].map(|value| value.round().clamp(0.0, 255.0) as u8)
}

/// Four inks by a table of the 16 colours in which each is on or off.
fn inks() -> Vec<u8> {
    let mut table = vec![4, 3, 2, 0];
    table.extend([0x1_0000_u32, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x1_0000].into_iter().flat_map(u32::to_be_bytes));
    (0..4).for_each(|_| table.extend(0..=255));
    for corner in 0..16 {
        let ink = |bit: u32| f64::from(corner >> (3 - bit) & 1);
        let light = 1.0 - ink(3);
        table.extend(lab([0, 1, 2].map(|bit| (1.0 - ink(bit)) * light)));
    }
    (0..3).for_each(|_| table.extend(0..=255));
    let mut tags = described().to_vec();
    tags.push((b"A2B0", tag(b"mft1", &table)));
    profile(b"prtr", b"CMYK", b"Lab ", &tags)
}

#[test]
fn inks_with_a_profile_stay_inks() {
    let data = with_profile(&jpeg(&["-jpegcmyk", "-jpegopt", "quality=98"]), &inks());
    let mut document = open(&data);
    let facts = facts_of(&mut document);
    for level in [Level::Pdfa1b, Level::Pdfa2b] {
        let archived = archived(&mut document, &facts, level);
        assert!(holds(&archived, &data), "{level}");
    }
    Sample { name: "CMYK with a profile".to_owned(), file: data, page: page(100.0), off_max: 8.0, passes: true }
        .check();
}
