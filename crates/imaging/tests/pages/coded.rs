//! Page images of every coding that desk scanners write. The TIFF files are made by libtiff's own `tiffcp`.

use imaging::{
    Document, Raster,
    archive::{ArchiveWriter, FlateCoding, Level, PageImage, PageLayout},
};

use crate::harness::{Sample, deflate, metadata, run, save};

pub(crate) const WIDTH: u32 = 203;
pub(crate) const HEIGHT: u32 = 150;

/// A small page: stripes, a disc and a few specks.
pub(crate) fn grey_at(x: u32, y: u32) -> u8 {
    let (dx, dy) = (i64::from(x) - 100, i64::from(y) - 75);
    match (x / 9 + y / 7).is_multiple_of(3) || dx * dx + dy * dy < 900 {
        true if (x * 31 + y * 17) % 97 > 2 => 0,
        _ => 255,
    }
}

pub(crate) fn colour_at(x: u32, y: u32) -> [u8; 3] {
    // Without hard edges: what a JPEG that halves its colours keeps.
    [(x * 255 / WIDTH) as u8, (y * 255 / HEIGHT) as u8, ((x + y) * 255 / (WIDTH + HEIGHT)) as u8]
}

pub(crate) fn pixels<T>(at: impl Fn(u32, u32) -> T) -> Vec<T> {
    (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y))).map(|(x, y)| at(x, y)).collect()
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// One bit, black is zero.
    Bits,
    /// One bit, white is zero, as fax software writes it.
    FaxBits,
    Grey,
    Colour,
    Palette,
}

impl Kind {
    fn page(self) -> Raster {
        match self {
            Self::Bits | Self::FaxBits | Self::Grey => Raster::from_grey(WIDTH, HEIGHT, 300.0, pixels(grey_at)),
            Self::Colour | Self::Palette => Raster::from_rgb(WIDTH, HEIGHT, 300.0, self.colours().into_flattened()),
        }
    }

    fn colours(self) -> Vec<[u8; 3]> {
        pixels(|x, y| if self == Self::Palette { palette_colour(index_at(x, y)) } else { colour_at(x, y) })
    }

    /// The uncompressed TIFF of one strip that `tiffcp` starts from (TIFF 6.0, §2).
    fn tiff(self) -> Vec<u8> {
        let row = |bit: &dyn Fn(u32) -> bool| -> Vec<u8> {
            let byte = |at: u32| (0..8).fold(0, |byte, x| byte << 1 | u8::from(at + x < WIDTH && bit(at + x)));
            (0..WIDTH).step_by(8).map(byte).collect()
        };
        let bits = |white: bool| (0..HEIGHT).flat_map(|y| row(&|x| (grey_at(x, y) == 255) == white)).collect();
        let (data, bits_a_sample, samples, photometric): (Vec<u8>, u32, u32, u32) = match self {
            Self::Bits => (bits(true), 1, 1, 1),
            Self::FaxBits => (bits(false), 1, 1, 0),
            Self::Grey => (pixels(grey_at), 8, 1, 1),
            Self::Colour => (pixels(colour_at).into_flattened(), 8, 3, 2),
            Self::Palette => (pixels(index_at), 8, 1, 3),
        };
        let mut file = b"II*\0".to_vec();
        let (resolution_at, map_at, bits_at) = (8 + data.len(), 16 + data.len(), 16 + data.len() + 1536);
        file.extend((bits_at as u32 + 8).to_le_bytes());
        file.extend(&data);
        [300_u32, 1].iter().for_each(|number| file.extend(number.to_le_bytes()));
        let map = (0..3).flat_map(|channel| (0..=255).map(move |index| palette_colour(index)[channel]));
        map.for_each(|sample| file.extend((u16::from(sample) * 257).to_le_bytes()));
        (0..4).for_each(|_| file.extend((bits_a_sample as u16).to_le_bytes()));
        let mut entries: Vec<[u32; 4]> = vec![
            [256, 4, 1, WIDTH],
            [257, 4, 1, HEIGHT],
            [258, 3, samples, if samples == 1 { bits_a_sample } else { bits_at as u32 }],
            [259, 3, 1, 1],
            [262, 3, 1, photometric],
            [273, 4, 1, 8],
            [277, 3, 1, samples],
            [278, 4, 1, HEIGHT],
            [279, 4, 1, data.len() as u32],
            [282, 5, 1, resolution_at as u32],
            [283, 5, 1, resolution_at as u32],
            [284, 3, 1, 1],
            [296, 3, 1, 2],
        ];
        if self == Self::Palette {
            entries.push([320, 3, 768, map_at as u32]);
        }
        file.extend((entries.len() as u16).to_le_bytes());
        for [tag, kind, count, value] in entries {
            file.extend((tag as u16).to_le_bytes());
            file.extend((kind as u16).to_le_bytes());
            file.extend(count.to_le_bytes());
            file.extend(value.to_le_bytes());
        }
        file.extend(0_u32.to_le_bytes());
        file
    }
}

fn index_at(x: u32, y: u32) -> u8 {
    (x / 8 + y / 5 * 3) as u8
}

fn palette_colour(index: u8) -> [u8; 3] {
    [index, 255 - index, index.wrapping_mul(7)]
}

#[test]
fn every_tiff_that_scanners_write_is_read_and_archived_and_what_pdf_can_hold_passes_through() {
    use Kind::{Bits, Colour, FaxBits, Grey, Palette};
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (kind, arguments, passes) in [
        (FaxBits, "-c g3:1d", true),
        (FaxBits, "-c g3:2d", true),
        (FaxBits, "-c g3:1d:fill", true),
        (FaxBits, "-c g3:2d:fill", true),
        (FaxBits, "-c g4", true),
        (Bits, "-c g4", true),
        (FaxBits, "-c g4 -f lsb2msb", true),
        (Bits, "-c g3:1d -f lsb2msb", true),
        (FaxBits, "-c g4 -r 16", false),
        (FaxBits, "-c packbits", false),
        (Bits, "-c none -f lsb2msb", false),
        (Bits, "-c lzw", false),
        (Bits, "-c none -t -w 64 -l 48", false),
        (FaxBits, "-c lzw -t -w 64 -l 48", false),
        (FaxBits, "-c zip -t -w 32 -l 16", false),
        (Bits, "-c g4 -t -w 64 -l 48", false),
        (FaxBits, "-c g3:2d -t -w 64 -l 48", false),
        (Grey, "-c lzw:2", false),
        (Grey, "-c zip:2 -r 7", false),
        (Grey, "-c packbits -r 16", false),
        (Grey, "-c jpeg:90", true),
        (Grey, "-c none -t -w 64 -l 48", false),
        (Colour, "-c lzw:2 -r 16", false),
        (Colour, "-c zip", false),
        (Colour, "-c none -B", false),
        (Colour, "-c jpeg:95", true),
        (Colour, "-c jpeg:95:r", true),
        (Colour, "-c jpeg:95 -r 16", false),
        (Colour, "-c zip:2 -t -w 64 -l 48", false),
        (Palette, "-c lzw", false),
        (Palette, "-c packbits", false),
    ] {
        let name = format!("{kind:?} {arguments}");
        let source = save(folder, "source.tif", &kind.tiff());
        let coded = folder.join("coded.tif");
        // One strip unless the row asks for more: `tiffcp` cuts strips of some 8 KB by itself.
        let whole = if arguments.contains("-r ") || arguments.contains("-t ") { "" } else { "-r 152 " };
        let arguments: Vec<&str> = whole.split_whitespace().chain(arguments.split(' ')).collect();
        let files = [source.to_str().unwrap(), coded.to_str().unwrap()];
        run("tiffcp", "libtiff-tools", &[arguments.as_slice(), &files].concat());
        let off_max = if name.contains("jpeg") { 6.0 } else { 0.0 };
        Sample { name, file: std::fs::read(&coded).unwrap(), page: kind.page(), off_max, passes }.check();
    }
}

#[test]
fn a_tiff_of_separate_planes_is_refused_with_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let source = save(folder.path(), "source.tif", &Kind::Colour.tiff());
    let planes = folder.path().join("planes.tif");
    run("tiffcp", "libtiff-tools", &["-p", "separate", source.to_str().unwrap(), planes.to_str().unwrap()]);
    let error = Document::open(&planes).unwrap().render(1, 300.0).unwrap_err();
    assert!(error.to_string().contains("separate planes"), "{error}");
}

/// A PNG of 300 dpi.
fn png(kind: image::ExtendedColorType, samples: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut file);
    image::ImageEncoder::write_image(encoder, samples, WIDTH, HEIGHT, kind).unwrap();
    // After the signature (8) and IHDR (25): 11,811 dots a metre.
    let body = [&b"pHYs"[..], &11_811_u32.to_be_bytes(), &11_811_u32.to_be_bytes(), &[1]].concat();
    let mut crc = flate2::Crc::new();
    crc.update(&body);
    file.splice(33..33, [&9_u32.to_be_bytes()[..], &body, &crc.sum().to_be_bytes()].concat());
    file
}

#[test]
fn a_png_passes_through_unless_it_is_transparent() {
    let colours = Kind::Colour.page();
    let opaque: Vec<u8> = pixels(colour_at).iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect();
    for (kind, samples, page, passes) in [
        (image::ExtendedColorType::L8, pixels(grey_at), Kind::Grey.page(), true),
        (image::ExtendedColorType::Rgb8, colours.pixels.bytes().to_vec(), colours.clone(), true),
        (image::ExtendedColorType::Rgba8, opaque, colours, false),
    ] {
        Sample::exact(format!("PNG {kind:?}"), png(kind, &samples), page, passes).check();
    }
}

#[test]
fn a_deflated_picture_of_a_pdf_passes_through_unless_rows_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let samples = Kind::Colour.page().pixels.bytes().to_vec();
    for (rows, passes) in [(samples.as_slice(), true), (&samples[..samples.len() - 1], false)] {
        let stream = deflate(rows);
        let coding = FlateCoding { bits: 8, samples: 3, png_rows: false, inverted: false };
        let image = PageImage::Flate { data: &stream, width_px: WIDTH, height_px: HEIGHT, coding };
        let mut out = Vec::new();
        let mut writer = ArchiveWriter::new(&mut out, Level::Pdfa2b, &metadata()).unwrap();
        let written = writer.page(image, PageLayout::at_dpi(WIDTH, HEIGHT, 300.0, 0), None);
        assert_eq!(written.is_ok(), passes);
        if passes {
            writer.finish().unwrap();
            let path = save(folder.path(), "deflated.pdf", &out);
            // Archived once more, from the PDF: the same stream.
            let mut document = Document::open(&path).unwrap();
            let coded = document.coded_page(1).unwrap().unwrap();
            assert!(matches!(coded.image(), PageImage::Flate { data, .. } if data == stream));
            Sample::exact("deflated", out, Kind::Colour.page(), true).check();
        }
    }
}
