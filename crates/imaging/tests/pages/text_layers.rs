//! Which pages are taken at their own word: those whose text is to be seen and is all that is to be seen
//! (docs/decisions/0018-text-layers.md).

use made_pdfs::{A4, Page, coded_image, of_pages};
use pdf_writer::{Filter, Pdf, Ref};

use crate::harness::{deflate, open};

/// So many lines of text from the top down, in this state of the page.
fn lines(count: usize, state: &str) -> String {
    let line = |at: usize| {
        let y = 780 - 20 * at;
        format!("1 0 0 1 70 {y} Tm (Quyet dinh nay co hieu luc ke tu ngay ky va thay the quyet dinh truoc) Tj ")
    };
    format!("q {state} BT /F 11 Tf {} ET Q ", (0..count).map(line).collect::<String>())
}

/// So many drawings of the size and make of letters, 40 a line, from this height down.
fn drawn(count: usize, top: usize) -> String {
    let letter = |at: usize| {
        let (x, y) = (70 + at % 40 * 11, top - at / 40 * 20);
        let curves = "2 0 4 2 4 4 c 4 6 2 8 0 8 c 1 7 2 6 2 5 c 2 4 2 3 1 3 c 1 2 0 2 0 1 c 0 1 0 0 0 0 c";
        format!("q 1 0 0 1 {x} {y} cm 0 0 m {curves} 0 4 l 1 5 l h f Q ")
    };
    (0..count).map(letter).collect()
}

const IMAGE_BELOW: &str = "q 595 0 0 360 0 0 cm /Im0 Do Q ";
const IMAGE_ABOVE: &str = "q 595 0 0 360 0 482 cm /Im0 Do Q ";

#[test]
fn a_page_is_taken_at_its_word_only_where_its_text_is_what_is_seen() {
    let grey = deflate(&[200; 100 * 60]);
    let image = |pdf: &mut Pdf, id: Ref| {
        coded_image(pdf, id, &grey, Filter::FlateDecode, (100, 60), 8).color_space().device_gray();
    };
    for (name, content, is_taken) in [
        ("text", lines(20, ""), true),
        ("text of a few words", lines(1, "") + &lines(1, "3 Tr"), false),
        ("text that is not painted", lines(20, "3 Tr"), false),
        ("white text", lines(20, "1 g"), false),
        ("text and white marks for signatures", lines(20, "") + &lines(2, "1 g"), true),
        ("text over somebody's OCR", lines(20, "") + &lines(10, "3 Tr"), false),
        ("text beside a picture", lines(20, "") + IMAGE_BELOW, true),
        ("text under a picture", lines(20, "") + IMAGE_ABOVE, false),
        ("text over a picture", IMAGE_ABOVE.to_owned() + &lines(20, ""), true),
        ("text and an emblem", lines(20, "") + &drawn(60, 60), true),
        ("text and drawn letters", lines(20, "") + &drawn(600, 340), false),
    ] {
        let file = of_pages(&[Page { sheet: A4, images: &[&image], content: Some(content.as_bytes()) }], None);
        let text = open(&file).text_layer(1).unwrap();
        assert_eq!(text.is_some(), is_taken, "{name}");
        if let Some(text) = text {
            assert_eq!(text.plain().matches("Quyet dinh nay").count(), 20, "{name}");
        }
    }
}
