//! What is written is judged by others' programs: qpdf, poppler, and PDFBox Preflight for PDF/A-1b. A program that is
//! missing fails its test and says what to install; nothing is skipped in silence.

use std::path::{Path, PathBuf};
use std::process::Command;

use ::image::codecs::jpeg::JpegEncoder;
use ::image::{ExtendedColorType, ImageEncoder as _};
use model::{Line, PageText, Word};

use super::*;

/// Debian 12's jars for Preflight: libpdfbox2-java (with libfontbox2-java, libcommons-logging-java), libcommons-io-java,
/// libjaxb-api-java, libactivation-java.
const JARS: [&str; 8] =
    ["preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "commons-io", "jaxb-api", "javax.activation"];

const LEVELS: [Level; 3] = [Level::Pdfa1b, Level::Pdfa2b, Level::Pdfa2u];

fn metadata() -> Metadata {
    Metadata {
        title: "Giấy khai sinh số 12/GKS & <bản sao>".to_owned(),
        code: Some("001090012345.KQ.G15.000031.12-GKS.01".parse().unwrap()),
        paper_type: Some("KQ.G15.000031".parse().unwrap()),
        holder: Some(Holder {
            id: "001090012345".parse().unwrap(),
            old_id: Some("123456789".parse().unwrap()),
            name: Some("Nguyễn Thị Hương".to_owned()),
        }),
        number: Some("12/GKS".to_owned()),
        issuer: Some("UBND xã Thử Nghiệm".to_owned()),
        signer: Some("Trần Văn Mẫu\u{1}".to_owned()),
        issued_on: Some("2020-05-19".parse().unwrap()),
        valid_until: None,
        abstract_text: Some("Về việc đăng ký khai sinh".to_owned()),
        dossier: Some("H48.28.05-261102-0001".parse().unwrap()),
        unit: Some("H48.28.05".parse().unwrap()),
        original: Sha256Digest::of(b"original"),
        original_pages: vec![2, 3],
        created_at: "2026-11-20T01:02:03Z".parse().unwrap(),
        producer: "Hoso 0.1.0".to_owned(),
    }
}

const SENTENCES: [&str; 3] = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Họ, chữ đệm, tên: NGUYỄN THỊ HƯƠNG",
    "Quê quán: thôn Đông Thượng, xã Ngưỡng Kỳ, tỉnh Ứng Lễ",
];

/// A page of 1240 × 1754 pixels at 150 dpi, upright, with a line every 100 pixels that leans a little.
fn page_text() -> PageText {
    let line = |(at, sentence): (usize, &&str)| {
        let top = 200 + 100 * at as u32;
        let mut left = 150;
        let words: Vec<Word> = sentence
            .split(' ')
            .map(|text| {
                let width = 18 * text.chars().count() as u32;
                let word = Word { text: text.to_owned(), rect: [left, top, width, 36], confidence: 0.9 };
                left += width + 12;
                word
            })
            .collect();
        let baseline = (at > 0).then_some([0.01, -8.0]);
        Line { rect: [150, top, left - 162, 40], words, baseline, starts_paragraph: at == 0 }
    };
    let lines = SENTENCES.iter().enumerate().map(line).collect();
    PageText { page: 1, width_px: 1240, height_px: 1754, dpi: 150.0, from_text_layer: false, lines }
}

/// A page that looks a little like paper: grey noise, a dark bar, a red corner.
fn pixels(width: u32, height: u32) -> Vec<u8> {
    let pixel = |at: u32| {
        let (x, y) = (at % width, at / width);
        let noise = (at.wrapping_mul(2_654_435_761) >> 27) as u8;
        match () {
            () if x < width / 4 && y < height / 8 => [200, 30, 30],
            () if y % 100 < 10 => [20, 20, 20],
            () => [255 - noise, 255 - noise, 240 - noise],
        }
    };
    (0..width * height).flat_map(pixel).collect()
}

fn jpeg_of(pixels: &[u8], width: u32, height: u32, kind: ExtendedColorType) -> Vec<u8> {
    let mut data = Vec::new();
    JpegEncoder::new_with_quality(&mut data, 80).write_image(pixels, width, height, kind).unwrap();
    data
}

/// Packed rows with random bits and runs, 1 black.
fn bits(width: u32, height: u32) -> Vec<u8> {
    let row_bytes = width.div_ceil(8);
    let mut state = 12345u32;
    let mut rows: Vec<u8> = (0..row_bytes * height)
        .map(|at| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            match (at / row_bytes) % 4 {
                0 => (state >> 24) as u8,
                1 => 0xff,
                2 if state >> 28 == 0 => 0x3c,
                _ => 0,
            }
        })
        .collect();
    if !width.is_multiple_of(8) {
        rows.chunks_exact_mut(row_bytes as usize).for_each(|row| *row.last_mut().unwrap() &= 0xff << (8 - width % 8));
    }
    rows
}

/// Writes a file with one page for each image that all levels take, the first with text at each rotation.
fn sample(level: Level) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = ArchiveWriter::new(&mut out, level, &metadata()).unwrap();
    let colour = pixels(1240, 1754);
    let jpeg = jpeg_of(&colour, 1240, 1754, ExtendedColorType::Rgb8);
    let sideways = jpeg_of(&colour, 1754, 1240, ExtendedColorType::Rgb8);
    let text = page_text();
    writer.page(PageImage::Jpeg(&jpeg), PageLayout::at_dpi(1240, 1754, 150.0, 0), Some(&text)).unwrap();
    writer.page(PageImage::Jpeg(&sideways), PageLayout::at_dpi(1754, 1240, 150.0, 90), Some(&text)).unwrap();
    writer.page(PageImage::Jpeg(&jpeg), PageLayout::at_dpi(1240, 1754, 150.0, 180), Some(&text)).unwrap();
    writer.page(PageImage::Jpeg(&sideways), PageLayout::at_dpi(1754, 1240, 150.0, 270), Some(&text)).unwrap();
    let grey = jpeg_of(&colour[..300 * 400], 300, 400, ExtendedColorType::L8);
    writer.page(PageImage::Jpeg(&grey), PageLayout::at_dpi(300, 400, 300.0, 0), None).unwrap();
    let rows = bits(331, 200);
    let bitonal = PageImage::Bitonal { rows: &rows, width_px: 331, height_px: 200 };
    writer.page(bitonal, PageLayout::at_dpi(331, 200, 300.0, 0), None).unwrap();
    let (width_px, height_px) = (300, 400);
    let layout = PageLayout::at_dpi(width_px, height_px, 300.0, 0);
    let noisy = pixels(width_px, height_px);
    writer.page(PageImage::Rgb { pixels: &noisy, width_px, height_px }, layout, None).unwrap();
    let plain: Vec<u8> = noisy.iter().map(|sample| sample / 64 * 64).collect();
    writer.page(PageImage::Rgb { pixels: &plain, width_px, height_px }, layout, None).unwrap();
    writer.page(PageImage::Grey { pixels: &noisy[..120_000], width_px, height_px }, layout, None).unwrap();
    let summary = writer.finish().unwrap();
    assert_eq!((summary.pages, summary.file.bytes), (9, out.len() as u64));
    assert_eq!(summary.file.sha256, Sha256Digest::of(&out));
    out
}

fn save(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Runs a program to its end; answers with whether it went well and all that it printed.
fn run(program: &str, package: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; install the Debian package {package}"));
    let printed = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&printed).into_owned())
}

fn poppler(program: &str, arguments: &[&str]) -> String {
    let (good, printed) = run(program, "poppler-utils", arguments);
    assert!(good, "{program}: {printed}");
    printed
}

#[test]
fn qpdf_finds_nothing_to_complain_of() {
    let folder = tempfile::tempdir().unwrap();
    for level in LEVELS {
        let path = save(folder.path(), "a.pdf", &sample(level));
        let (good, printed) = run("qpdf", "qpdf", &["--check", path.to_str().unwrap()]);
        assert!(good && !printed.contains("WARNING"), "{level}: {printed}");
    }
}

/// Runs Preflight on a file: whether it is valid PDF/A-1b, and what is wrong.
fn preflight(folder: &Path, file: &Path) -> (bool, String) {
    let jars: Vec<String> = JARS.iter().map(|name| format!("/usr/share/java/{name}.jar")).collect();
    for jar in &jars {
        assert!(
            Path::new(jar).exists(),
            "{jar} is missing: apt-get install libpdfbox2-java libcommons-io-java libjaxb-api-java libactivation-java"
        );
    }
    let runner = save(folder, "Preflight.java", include_bytes!("Preflight.java"));
    let arguments = ["-cp", &jars.join(":"), runner.to_str().unwrap(), file.to_str().unwrap()];
    run("java", "openjdk-17-jdk-headless", &arguments)
}

#[test]
fn preflight_calls_level_1b_valid() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.pdf", &sample(Level::Pdfa1b));
    let (good, printed) = preflight(folder.path(), &path);
    assert!(good, "{printed}");
    // It is no judge if it lets everything through.
    let wrong = save(folder.path(), "wrong.pdf", &sample(Level::Pdfa2b));
    assert!(!preflight(folder.path(), &wrong).0);
}

/// One page of 144 dpi with this image and no text.
fn single(level: Level, image: PageImage<'_>, width_px: u32, height_px: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = ArchiveWriter::new(&mut out, level, &metadata()).unwrap();
    writer.page(image, PageLayout::at_dpi(width_px, height_px, 144.0, 0), None).unwrap();
    writer.finish().unwrap();
    out
}

/// 24 × 16 pixels from red to blue, made with ImageMagick: `convert -size 24x16 gradient:red-blue -depth 8 gradient.jp2`.
const JP2: &[u8] = include_bytes!("gradient.jp2");

#[test]
fn jpeg_2000_passes_through_in_part_2_and_is_decoded_for_part_1() {
    assert_eq!(jp2::read_plain(JP2), Some(jp2::PlainJp2 { width: 24, height: 16, components: 3 }));
    let codestream = &JP2[JP2.windows(4).position(|four| four == b"\xff\x4f\xff\x51").unwrap()..];
    assert_eq!(jp2::read_plain(codestream), None);
    let folder = tempfile::tempdir().unwrap();
    let holds = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let passed = single(Level::Pdfa2b, PageImage::Jpx(JP2), 24, 16);
    assert!(holds(&passed, JP2) && holds(&passed, b"/JPXDecode"));
    for decoded in
        [single(Level::Pdfa1b, PageImage::Jpx(JP2), 24, 16), single(Level::Pdfa2b, PageImage::Jpx(codestream), 24, 16)]
    {
        assert!(!holds(&decoded, b"/JPXDecode"));
        let path = save(folder.path(), "a.pdf", &decoded);
        poppler("pdfimages", &["-png", path.to_str().unwrap(), folder.path().join("a").to_str().unwrap()]);
        let picture = ::image::open(folder.path().join("a-000.png")).unwrap().into_rgb8();
        let (top, bottom) = (picture.get_pixel(12, 0).0, picture.get_pixel(12, 15).0);
        assert!(top[0] > 200 && top[2] < 60 && bottom[0] < 60 && bottom[2] > 200, "{top:?} {bottom:?}");
    }
    let path = save(folder.path(), "b.pdf", &single(Level::Pdfa1b, PageImage::Jpx(JP2), 24, 16));
    let (good, printed) = preflight(folder.path(), &path);
    assert!(good, "{printed}");
}

/// A file of `shared/scans`, beside the repository.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/scans")).join(name);
    if !path.exists() {
        println!("skipped: shared/scans/{name} is not here");
    }
    path.exists().then_some(path)
}

#[test]
fn cmyk_becomes_rgb_in_every_level() {
    let Some(path) = shared("awkward/baiona_cmyk.jpg") else { return };
    let data = std::fs::read(path).unwrap();
    let frame = jpeg::read(&data).unwrap();
    assert_eq!(frame.components, 4);
    let folder = tempfile::tempdir().unwrap();
    for level in LEVELS {
        let bytes = single(level, PageImage::Jpeg(&data), frame.width, frame.height);
        assert!(!String::from_utf8_lossy(&bytes).contains("CMYK"), "{level}");
        let path = save(folder.path(), "a.pdf", &bytes);
        let listed = poppler("pdfimages", &["-list", path.to_str().unwrap()]);
        assert!(listed.contains(" rgb "), "{listed}");
        if level == Level::Pdfa1b {
            let (good, printed) = preflight(folder.path(), &path);
            assert!(good, "{printed}");
        }
    }
}

#[test]
fn jbig2_passes_through_and_looks_the_same() {
    let Some(original) = shared("awkward/jbig2.pdf") else { return };
    let folder = tempfile::tempdir().unwrap();
    let prefix = folder.path().join("a");
    poppler("pdfimages", &["-all", original.to_str().unwrap(), prefix.to_str().unwrap()]);
    let data = std::fs::read(folder.path().join("a-000.jb2e")).unwrap();
    let globals = std::fs::read(folder.path().join("a-000.jb2g")).ok();
    let (width_px, height_px) = (2550, 3300);
    let image = PageImage::Jbig2 { data: &data, globals: globals.as_deref(), width_px, height_px, inverted: false };
    let path = save(folder.path(), "b.pdf", &single(Level::Pdfa1b, image, width_px, height_px));
    let (good, printed) = preflight(folder.path(), &path);
    assert!(good, "{printed}");
    for (file, name) in [(&original, "old"), (&path, "new")] {
        poppler("pdfimages", &["-png", file.to_str().unwrap(), folder.path().join(name).to_str().unwrap()]);
    }
    let pixels = |name: &str| ::image::open(folder.path().join(name)).unwrap().into_luma8().into_raw();
    assert!(pixels("old-000.png") == pixels("new-000.png"));
}

#[test]
fn the_text_reads_back_in_order_at_every_rotation() {
    let folder = tempfile::tempdir().unwrap();
    for level in LEVELS {
        let path = save(folder.path(), "a.pdf", &sample(level));
        for page in ["1", "2", "3", "4"] {
            for layout in ["-raw", "-layout", "-nodiag"] {
                let printed = poppler("pdftotext", &[layout, "-f", page, "-l", page, path.to_str().unwrap(), "-"]);
                let lines: Vec<&str> = printed
                    .lines()
                    .map(|line| line.trim_matches(['\u{c}', ' ']))
                    .filter(|line| !line.is_empty())
                    .collect();
                assert_eq!(lines, SENTENCES, "{level}, page {page}, {layout}");
            }
        }
    }
}

#[test]
fn words_lie_over_their_boxes_at_every_rotation() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.pdf", &sample(Level::Pdfa2b));
    let text = page_text();
    for page in ["1", "2", "3", "4"] {
        let printed = poppler("pdftotext", &["-bbox", "-f", page, "-l", page, path.to_str().unwrap(), "-"]);
        let boxes: Vec<&str> = printed.lines().filter(|line| line.contains("<word ")).collect();
        let words: Vec<&Word> = text.lines.iter().flat_map(|line| &line.words).collect();
        assert_eq!(boxes.len(), words.len(), "{printed}");
        for (found, word) in boxes.iter().zip(words) {
            let value = |name: &str| -> f32 {
                let rest = &found[found.find(name).unwrap() + name.len() + 2..];
                rest[..rest.find('"').unwrap()].parse::<f32>().unwrap() * 150.0 / 72.0
            };
            let [left, top, width, height] = word.rect.map(|side| side as f32);
            let near = |found: f32, expected: f32, within: f32| (found - expected).abs() <= within;
            assert!(near(value("xMin"), left, 3.0), "page {page}: {found} {:?}", word.rect);
            assert!(near(value("xMax"), left + width, 3.0), "page {page}: {found} {:?}", word.rect);
            let middle = (value("yMin") + value("yMax")) / 2.0;
            assert!(near(middle, top + height / 2.0, 15.0), "page {page}: {found} {:?}", word.rect);
        }
    }
}

#[test]
fn scanned_images_pass_through_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.pdf", &sample(Level::Pdfa2b));
    let prefix = folder.path().join("image");
    poppler("pdfimages", &["-all", path.to_str().unwrap(), prefix.to_str().unwrap()]);
    let jpeg = jpeg_of(&pixels(1240, 1754), 1240, 1754, ExtendedColorType::Rgb8);
    assert!(std::fs::read(folder.path().join("image-000.jpg")).unwrap() == jpeg);
}

#[test]
fn pixels_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.pdf", &sample(Level::Pdfa1b));
    let prefix = folder.path().join("image");
    poppler("pdfimages", &["-png", path.to_str().unwrap(), prefix.to_str().unwrap()]);
    let open = |name: &str| ::image::open(folder.path().join(name)).unwrap();
    let rows = bits(331, 200);
    let bitonal = open("image-005.png").into_luma8();
    for (x, y, sample) in bitonal.enumerate_pixels() {
        let black = rows[(y * 42 + x / 8) as usize] >> (7 - x % 8) & 1 == 1;
        assert_eq!(sample.0[0] == 0, black, "at {x}, {y}");
    }
    let noisy = pixels(300, 400);
    let plain: Vec<u8> = noisy.iter().map(|sample| sample / 64 * 64).collect();
    assert!(open("image-007.png").into_rgb8().into_raw() == plain);
    assert!(open("image-008.png").into_luma8().into_raw() == noisy[..120_000]);
}

/// A page of 300 dpi in colour on cream paper: bars of print, and a red disc of which one bar lies half under.
fn sealed_page(width: u32, height: u32) -> Vec<u8> {
    let pixel = |at: u32| {
        let (x, y) = (at % width, at / width);
        let noise = (at.wrapping_mul(2_654_435_761) >> 29) as u8;
        let in_seal = (i64::from(x) - 450).pow(2) + (i64::from(y) - 500).pow(2) < 150_i64.pow(2);
        match () {
            () if y % 100 >= 92 && x > 100 => [30 + noise, 30, 40],
            () if in_seal => [215, 30 + noise, 45],
            () => [250 - noise, 246 - noise, 238 - noise],
        }
    };
    (0..width * height).flat_map(pixel).collect()
}

#[test]
fn an_access_page_keeps_print_and_seal_apart() {
    let (width, height) = (900, 1200);
    let page = crate::Raster::from_rgb(width, height, 300.0, sealed_page(width, height));
    let mut out = Vec::new();
    let mut writer = ArchiveWriter::new(&mut out, Level::Pdfa2b, &metadata()).unwrap();
    let layout = PageLayout::at_dpi(width, height, 300.0, 0);
    writer.access_page(&page, layout, Some(&page_text())).unwrap();
    writer.finish().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.pdf", &out);
    let (good, printed) = run("qpdf", "qpdf", &["--check", path.to_str().unwrap()]);
    assert!(good && !printed.contains("WARNING"), "{printed}");
    let prefix = folder.path().join("a");
    poppler("pdftoppm", &["-r", "300", "-png", "-singlefile", path.to_str().unwrap(), prefix.to_str().unwrap()]);
    let shown = ::image::open(folder.path().join("a.png")).unwrap().into_rgb8();
    assert_eq!((shown.width(), shown.height()), (width, height));
    // Print, print under the seal, the seal, paper; and print has hard edges.
    for (x, y, colour) in
        [(700, 195, [33, 30, 40]), (450, 495, [33, 30, 40]), (450, 450, [215, 33, 45]), (700, 250, [247, 243, 235])]
    {
        let found = shown.get_pixel(x, y).0;
        let far = found.iter().zip(colour).any(|(found, told): (&u8, u8)| found.abs_diff(told) > 24);
        assert!(!far, "{x}, {y}: {found:?}, not {colour:?}");
    }
    assert!(shown.get_pixel(700, 190).0[1] > 200 && shown.get_pixel(700, 193).0[1] < 80);
}

#[test]
fn an_access_page_may_be_of_any_size_and_colour() {
    for (width, height) in [(1, 1), (1, 9), (9, 1), (33, 2), (200, 150)] {
        for grey in [0, 100, 255] {
            let pixels = width as usize * height as usize;
            let mut noisy = vec![grey; pixels * 3];
            noisy.iter_mut().enumerate().for_each(|(at, sample)| *sample ^= (at * 37 % 64) as u8);
            for page in [
                crate::Raster::from_grey(width, height, 72.0, noisy[..pixels].to_vec()),
                crate::Raster::from_rgb(width, height, 300.0, noisy.clone()),
            ] {
                let mut writer = ArchiveWriter::new(Vec::new(), Level::Pdfa2b, &metadata()).unwrap();
                let layout = PageLayout::at_dpi(width, height, page.dpi, 0);
                writer.access_page(&page, layout, None).unwrap();
                assert_eq!(writer.finish().unwrap().pages, 1);
            }
        }
    }
}

#[test]
fn the_structure_is_what_the_standards_ask_for() {
    for level in LEVELS {
        let bytes = sample(level);
        let text = String::from_utf8_lossy(&bytes);
        let version = if level == Level::Pdfa1b { "%PDF-1.4\n%" } else { "%PDF-1.7\n%" };
        assert!(text.starts_with(version));
        assert!(bytes[10..14].iter().all(|byte| *byte > 127), "6.1.2: four bytes above 127");
        for forbidden in [
            "/Encrypt",
            "/SMask",
            "/Group",
            "/JavaScript",
            "/AA",
            "/ObjStm",
            "/LZWDecode",
            "/JPXDecode",
            "/Interpolate",
            "/OCProperties",
        ] {
            assert!(!text.contains(forbidden), "{level}: {forbidden}");
        }
        for needed in ["/GTS_PDFA1", "/OutputIntents", "/Metadata", "/ID[<", "/FontFile2", "/ToUnicode", "/CIDToGIDMap"]
        {
            assert!(text.contains(needed), "{level}: {needed}");
        }
        let (part, conformance) = (level.part(), level.conformance());
        assert!(text.contains(&format!("<pdfaid:part>{part}</pdfaid:part>")));
        assert!(text.contains(&format!("<pdfaid:conformance>{conformance}</pdfaid:conformance>")));
        for said in [
            "<hoso:PaperCode>001090012345.KQ.G15.000031.12-GKS.01<",
            "<hoso:HolderName>Nguyễn Thị Hương<",
            "<hoso:Signer>Trần Văn Mẫu<",
            "<hoso:IssuedOn>2020-05-19<",
            "<hoso:OriginalPages>2,3<",
            "Giấy khai sinh số 12/GKS &amp; &lt;bản sao&gt;<",
            "<xmp:CreateDate>2026-11-20T08:02:03+07:00<",
        ] {
            assert!(text.contains(said), "{level}: {said}");
        }
        assert!(!text.contains("hoso:ValidUntil>2"), "what is not known is not said");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert!(sample(Level::Pdfa2b) == sample(Level::Pdfa2b));
}

#[test]
fn five_thousand_pages_share_two_nodes() {
    let mut out = Vec::new();
    let mut writer = ArchiveWriter::new(&mut out, Level::Pdfa1b, &metadata()).unwrap();
    for _ in 0..5_000 {
        let image = PageImage::Grey { pixels: &[0; 64], width_px: 8, height_px: 8 };
        writer.page(image, PageLayout::at_dpi(8, 8, 0.0, 0), None).unwrap();
    }
    assert_eq!(writer.finish().unwrap().pages, 5_000);
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path(), "a.pdf", &out);
    let (good, printed) = run("qpdf", "qpdf", &["--show-npages", path.to_str().unwrap()]);
    assert!(good && printed.trim() == "5000", "{printed}");
}

#[test]
fn a_bad_image_costs_its_page_only() {
    let mut out = Vec::new();
    let mut writer = ArchiveWriter::new(&mut out, Level::Pdfa2b, &metadata()).unwrap();
    let layout = PageLayout::at_dpi(8, 8, 100.0, 0);
    for image in [
        PageImage::Jpeg(b"no JPEG"),
        PageImage::Jpx(b"no JPEG 2000"),
        PageImage::Grey { pixels: &[0; 63], width_px: 8, height_px: 8 },
        PageImage::Rgb { pixels: &[], width_px: 0, height_px: 8 },
        PageImage::Bitonal { rows: &[0; 9], width_px: 8, height_px: 8 },
    ] {
        assert!(matches!(writer.page(image, layout, None), Err(ArchiveError::Image(_))), "{image:?}");
    }
    writer.page(PageImage::Bitonal { rows: &[0; 8], width_px: 8, height_px: 8 }, layout, None).unwrap();
    assert_eq!(writer.finish().unwrap().pages, 1);
    let empty = ArchiveWriter::new(Vec::new(), Level::Pdfa2b, &metadata()).unwrap();
    assert!(matches!(empty.finish(), Err(ArchiveError::NoPages)));
}

#[test]
fn levels_are_named_as_in_settings() {
    for level in LEVELS {
        assert_eq!(level.as_str().parse(), Ok(level));
    }
    assert!("pdfa-3b".parse::<Level>().is_err());
}
