//! The QR code of a citizen ID card says who holds it, and is held against what is printed on the card.

use imaging::{
    Document, Pixels, Raster,
    sheets::{SeparatorSheet, write_sheets},
};
use serde_json::Value;
use tests::{Hoso, fixture};

const CARD: &str = "scans/ho-so-0001/can-cuoc.jpg";

fn drawn(path: &std::path::Path, dpi: f32) -> Raster {
    Document::open(path).unwrap().render(1, dpi).unwrap()
}

/// The kinds of the reasons for which the one paper is held, and whom its claim names.
fn held(hoso: &Hoso) -> (Vec<String>, Value) {
    let item = &hoso.json(["review", "list", "--json"])[0];
    let kinds = item["reasons"].as_array().unwrap().iter().map(|reason| reason["kind"].as_str().unwrap().to_owned());
    (kinds.collect(), item["claim"]["holder"].clone())
}

#[test]
fn a_card_that_agrees_with_itself_names_its_holder() {
    let hoso = Hoso::new();
    hoso.ingest(&[fixture(CARD).to_str().unwrap()]);
    let (kinds, holder) = held(&hoso);
    assert!(kinds.contains(&"unclaimed".to_owned()) && !kinds.contains(&"disagreement".to_owned()), "{kinds:?}");
    assert_eq!((&holder["id"], &holder["old_id"]), (&"048192001234".into(), &"201234567".into()));
}

#[test]
fn a_card_whose_code_cannot_be_read_names_its_holder_in_print() {
    let hoso = Hoso::new();
    hoso.ingest(&[fixture("scans/giay-to/can-cuoc-mo.jpg").to_str().unwrap()]);
    let (kinds, holder) = held(&hoso);
    assert_eq!(kinds, ["unclaimed"], "type, holder and number are sure");
    assert_eq!((&holder["id"], &holder["name"]), (&"048090004321".into(), &"Trần Văn Mẫu".into()));
}

#[test]
fn a_card_whose_code_says_another_than_its_print_is_held() {
    let hoso = Hoso::new();
    // The code of another person, printed over the card's own.
    let mut card = drawn(&fixture(CARD), 300.0);
    let code = imaging::codes(&card.grey()).remove(0);
    let payload = code.text.replace("048192001234", "048192005678");
    let sheet = SeparatorSheet { title: String::new(), words: Vec::new(), payload };
    let printed = hoso.write("code.pdf", write_sheets(&[sheet]).unwrap());
    let sheet = drawn(&printed, 150.0);
    let [left, top, width, height] = imaging::codes(&sheet.grey())[0].rect;
    let other = sheet.crop([left - 12, top - 12, width + 24, height + 24]).grey();
    paste(&mut card, &other.resize(code.rect[2] * 5 / 4, code.rect[3] * 5 / 4), code.rect[0], code.rect[1]);
    let mut png = Vec::new();
    imaging::write_picture(&[card], &mut png).unwrap();
    let path = hoso.write("can-cuoc.png", png);

    hoso.ingest(&[path.to_str().unwrap()]);
    let (kinds, holder) = held(&hoso);
    assert_eq!(holder["id"], "048192005678", "the code on it was read");
    assert!(kinds.contains(&"disagreement".to_owned()), "{kinds:?}");
}

/// Lays a grey picture over a page at a place.
fn paste(page: &mut Raster, picture: &Raster, left: u32, top: u32) {
    let (width, channels) = (page.width as usize, page.pixels.channels());
    let (Pixels::Grey(bytes) | Pixels::Rgb(bytes)) = &mut page.pixels;
    for (y, row) in picture.pixels.bytes().chunks_exact(picture.width as usize).enumerate() {
        for (x, value) in row.iter().enumerate() {
            let at = ((top as usize + y) * width + left as usize + x) * channels;
            bytes[at..at + channels].fill(*value);
        }
    }
}
