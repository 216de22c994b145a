//! From pixels to fields with the Tesseract that is installed: one made-up letter with a red seal over its signature block.

use std::path::Path;

use imaging::Document;
use recognition::{FieldReader, OrientationReader, PageParts, Reader};

#[test]
fn a_letter_is_read_from_its_pixels() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/letter_of_a_department.png");
    let raster = Document::open(&path).unwrap().render(1, 300.0).unwrap();
    let mut reader = Reader::new().unwrap();
    let text = reader.read_page(1, &raster).unwrap();
    assert_eq!((text.width_px, text.height_px, text.from_text_layer), (2480, 3508, false));
    assert!(text.lines.iter().all(|line| !line.words.is_empty() && line.rect[0] + line.rect[2] <= text.width_px));
    assert!(text.plain().contains("V/v hướng dẫn lập dự toán"), "{}", text.plain());

    let mut fields = FieldReader::new();
    fields.observe(&text, &mut PageParts { reader: &mut reader, raster: &raster }).unwrap();
    assert!(fields.is_done());
    let fields = fields.finish(&[]);
    for (field, value) in [
        (&fields.number, Some("1234/STC-QLNS")),
        (&fields.place, Some("Cao Bằng")),
        (&fields.document_type, None),
        (&fields.abstract_text, Some("V/v hướng dẫn lập dự toán ngân sách năm 2025")),
        (&fields.issuer, Some("Sở Tài chính")),
        (&fields.signer, Some("Nông Thị Thanh Hoa")),
        (&fields.signer_position, Some("KT. GIÁM ĐỐC - PHÓ GIÁM ĐỐC")),
    ] {
        assert_eq!(field.value.as_deref(), value);
        assert_eq!(field.page, value.map(|_| 1));
    }
}

#[test]
fn an_empty_page_has_no_text_and_a_strip_no_lines() {
    let mut reader = Reader::new().unwrap();
    let white = imaging::Raster::from_grey(600, 800, 300.0, vec![255; 600 * 800]);
    assert!(reader.read_page(1, &white).unwrap().lines.is_empty());
    assert!(reader.read_part(&white, [590, 790, 400, 400]).unwrap().is_empty());
}

#[test]
fn letters_tell_which_way_up_a_page_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/letter_of_a_department.png");
    let page = Document::open(&path).unwrap().render(1, 150.0).unwrap().grey();
    let mut letters = OrientationReader::new().unwrap();
    assert_eq!(letters.quarter_turn(&page), Some(0));
    for turned_deg in [90, 180, 270] {
        assert_eq!(letters.quarter_turn(&page.rotate_quarter(turned_deg)), Some(360 - turned_deg), "{turned_deg}");
    }
    assert_eq!(letters.quarter_turn(&imaging::Raster::from_grey(600, 800, 300.0, vec![255; 600 * 800])), None);
}
