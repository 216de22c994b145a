//! Files that are not what they seem: each is refused with its own reason or read with what is there; none panics, and
//! none takes the memory that it asks for. All of them are made here.
#![allow(clippy::unwrap_used)]

use imaging::{Document, OpenError, PageError, Pixels};
use made_pdfs::{A4, Page, coded_image, of_pages};
use model::DocumentFormat;
use pdf_writer::{Filter, Pdf, Ref};

fn open(bytes: &[u8]) -> Result<Document, OpenError> {
    let file = tempfile::NamedTempFile::with_suffix(".pdf").unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    // The mapping outlives the name.
    Document::open(file.path())
}

fn name_of(result: &Result<Document, OpenError>) -> &'static str {
    match result {
        Ok(_) => "opens",
        Err(OpenError::Io(_)) => "io",
        Err(OpenError::Empty) => "empty",
        Err(OpenError::Unsupported { .. }) => "unsupported",
        Err(OpenError::Truncated { .. }) => "truncated",
        Err(OpenError::PasswordProtected) => "password",
        Err(OpenError::NoPages) => "no pages",
        Err(OpenError::TooLarge { .. }) => "too large",
        Err(OpenError::Damaged { .. }) => "damaged",
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let pixels = vec![200; width as usize * height as usize];
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::GrayImage::from_raw(width, height, pixels).unwrap();
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbImage::from_pixel(width, height, image::Rgb([200, 150, 100]));
    image.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

fn tiff(pages: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).unwrap();
    for page in 0..pages {
        encoder.write_image::<tiff::encoder::colortype::Gray8>(60, 40, &vec![page * 10; 2400]).unwrap();
    }
    bytes.into_inner()
}

/// A PDF of pages that are one JPEG each, as scanners write.
fn scanned_pdf(pages: usize, jpeg: &[u8], width: i32, height: i32) -> Vec<u8> {
    let scan = |pdf: &mut Pdf, id: Ref| {
        coded_image(pdf, id, jpeg, Filter::DctDecode, (width, height), 8).color_space().device_rgb();
    };
    of_pages(&vec![Page { sheet: A4, images: &[&scan], content: None }; pages], None)
}

/// A PNG that says it is 35,000 × 35,000: only the header is there to be read.
fn png_bomb() -> Vec<u8> {
    let mut bytes = png(8, 8);
    bytes[16..20].copy_from_slice(&35_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&35_000_u32.to_be_bytes());
    bytes
}

fn tiff_bomb() -> Vec<u8> {
    let entries: [(u16, u32); 6] = [(256, 35_000), (257, 35_000), (258, 8), (262, 1), (273, 8), (279, 4)];
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(4_u16.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0; 4]);
    bytes
}

fn jpeg_bomb() -> Vec<u8> {
    let mut bytes = jpeg(8, 8);
    let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x88, 0xb8, 0x88, 0xb8]);
    bytes
}

#[test]
fn each_fault_has_its_own_name() {
    let pdf = scanned_pdf(3, &jpeg(60, 84), 60, 84);
    let no_pages = {
        let mut pdf = Pdf::new();
        pdf.catalog(Ref::new(1)).pages(Ref::new(2));
        pdf.pages(Ref::new(2)).kids([]).count(0);
        pdf.finish()
    };
    let cut = |bytes: &[u8], share: f64| bytes[..(bytes.len() as f64 * share) as usize].to_vec();
    let end_of_image = pdf.windows(9).rposition(|window| window == b"endstream").unwrap();
    let cut_in_last_image = pdf[..end_of_image - 40].to_vec();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", vec![], "empty"),
        ("garbage", (0..5000_u32).map(|at| ((at * 7919) >> 3) as u8).collect(), "unsupported"),
        ("a text under a PDF's name", b"hello, this is no PDF".to_vec(), "unsupported"),
        ("a PNG under a PDF's name", png(20, 30), "opens"),
        ("PDF", pdf.clone(), "opens"),
        ("PDF after a byte-order mark", [b"\xef\xbb\xbf".as_slice(), &pdf].concat(), "opens"),
        ("half a PDF", cut(&pdf, 0.5), "truncated"),
        ("PDF without its last bytes", cut(&pdf, 0.98), "opens"),
        ("PDF cut in its last image", cut_in_last_image, "truncated"),
        ("PDF's header alone", b"%PDF-1.7\n".to_vec(), "truncated"),
        ("PDF's header and end alone", b"%PDF-1.7\nnothing\n%%EOF\n".to_vec(), "damaged"),
        ("PDF without pages", no_pages, "no pages"),
        ("half a PNG", cut(&png(300, 300), 0.5), "truncated"),
        ("half a JPEG", cut(&jpeg(300, 300), 0.5), "truncated"),
        ("JPEG's header alone", vec![0xff, 0xd8, 0xff, 0xe0], "truncated"),
        ("half a TIFF", cut(&tiff(3), 0.5), "truncated"),
        ("TIFF's header alone", b"II*\0\x08\0\0\0".to_vec(), "truncated"),
        ("TIFF without a directory", b"II*\0\0\0\0\0".to_vec(), "no pages"),
        ("PNG of 35,000 × 35,000", png_bomb(), "too large"),
        ("JPEG of 35,000 × 35,000", jpeg_bomb(), "too large"),
        ("TIFF of 35,000 × 35,000", tiff_bomb(), "too large"),
    ];
    for (what, bytes, expected) in cases {
        let result = open(&bytes);
        assert_eq!(name_of(&result), expected, "{what}: {:?}", result.err());
    }
    assert!(matches!(Document::open("no-such-file".as_ref()), Err(OpenError::Io(_))));
}

#[test]
fn a_page_is_refused_with_its_number() {
    let mut document = open(&tiff(2)).unwrap();
    assert_eq!((document.format(), document.page_count()), (DocumentFormat::Tiff, 2));
    assert!(matches!(document.render(0, 300.0), Err(PageError::NoSuchPage { page: 0, count: 2 })));
    assert!(matches!(document.page_size(3), Err(PageError::NoSuchPage { page: 3, count: 2 })));
}

/// Every prefix and many single-bit faults: whatever the decoders do, it is a value that comes back.
#[test]
fn no_damage_ends_the_process() {
    for whole in [scanned_pdf(2, &jpeg(60, 84), 60, 84), png(60, 40), jpeg(60, 40), tiff(2)] {
        let faults = (0..64).map(|at| {
            let mut bytes = whole.clone();
            let place = at * whole.len() / 64;
            bytes[place] ^= 1 << (at % 8);
            bytes
        });
        let prefixes = (1..24).map(|at| whole[..at * whole.len() / 24].to_vec());
        for bytes in faults.chain(prefixes) {
            if let Ok(mut document) = open(&bytes) {
                for page in 1..=document.page_count().min(3) {
                    let _ = document.page_size(page);
                    let _ = document.text_layer(page);
                    if let Ok(raster) = document.render(page, 100.0) {
                        let _ = imaging::codes(&raster.grey());
                    }
                }
                let _ = document.signatures();
            }
        }
    }
}

#[test]
fn a_scan_in_a_pdf_gives_the_jpegs_own_pixels() {
    let jpeg = jpeg(595, 842);
    let mut alone = open(&jpeg).unwrap();
    let size = alone.page_size(1).unwrap();
    let alone = alone.render(1, size.dpi).unwrap();
    let mut document = open(&scanned_pdf(1, &jpeg, 595, 842)).unwrap();
    let page = document.render(1, 72.0).unwrap();
    assert_eq!(document.page_size(1).unwrap().dpi, 72.0);
    assert_eq!(page.pixels, alone.pixels);
}

#[test]
fn a_page_may_be_asked_for_at_another_resolution() {
    let mut document = open(&scanned_pdf(1, &jpeg(595, 842), 595, 842)).unwrap();
    let page = document.render(1, 144.0).unwrap();
    assert_eq!((page.width, page.height, page.dpi), (1190, 1684, 144.0));
    assert!(matches!(page.pixels, Pixels::Rgb(_)));
}

/// Memory does not grow with the pages: 500 of them take what 5 take, and a tenth more at the most.
#[test]
fn five_hundred_pages_take_the_memory_of_five() {
    // A page of A4 at 300 dpi in colour, with noise on it so that it takes as many bytes as a scan.
    let image = image::RgbImage::from_fn(2480, 3508, |x, y| {
        let noise = (x * 1700 + y).wrapping_mul(2_654_435_761) >> 24;
        image::Rgb([if y % 32 == 0 { noise as u8 } else { 240 }; 3])
    });
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    drop(image);
    let folder = tempfile::tempdir().unwrap();
    let write = |pages: usize| {
        let path = folder.path().join(format!("{pages}.pdf"));
        std::fs::write(&path, scanned_pdf(pages, &jpeg, 2480, 3508)).unwrap();
        path
    };
    let (few, many) = (write(5), write(500));
    // Each in a process of its own, this test's program again: the highest mark of memory never falls.
    let few = peak_kib_of(&few);
    let many = peak_kib_of(&many);
    assert!(many * 10 <= few * 11, "5 pages: {few} KiB, 500 pages: {many} KiB");
}

fn peak_kib_of(path: &std::path::Path) -> u64 {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["reads_every_page_when_told_to", "--exact", "--nocapture"])
        .env("IMAGING_TEST_FILE", path)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let peak = text.lines().find_map(|line| line.split("PEAK ").nth(1)).unwrap_or_else(|| panic!("{text}"));
    peak.trim().parse().unwrap()
}

/// The other half of the test above; does nothing by itself.
#[test]
#[allow(clippy::print_stdout)]
fn reads_every_page_when_told_to() {
    let Some(path) = std::env::var_os("IMAGING_TEST_FILE") else { return };
    let mut document = Document::open(path.as_ref()).unwrap();
    for page in 1..=document.page_count() {
        document.page_size(page).unwrap();
        document.text_layer(page).unwrap();
        document.render(page, 300.0).unwrap();
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    println!("PEAK {}", line.split_whitespace().nth(1).unwrap());
}
