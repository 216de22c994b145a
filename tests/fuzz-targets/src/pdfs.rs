//! Sound PDF files around bytes that are not.

use std::fmt::Write as _;

use made_pdfs::{Page, Sheet, coded_image, of_pages, scanned};
use pdf_writer::Filter;

const SIDE: i32 = 64;
const SHEET: Sheet = Sheet::of(SIDE as f32, SIDE as f32);

/// A page that is one image of 64 × 64 pixels of these coded data.
pub(crate) fn of_image(kind: u8, coded: &[u8]) -> Vec<u8> {
    let (filter, bits) = match kind % 5 {
        0 => (Filter::CcittFaxDecode, 1),
        1 => (Filter::Jbig2Decode, 1),
        2 => (Filter::FlateDecode, [1, 2, 4, 8][usize::from(kind / 5 % 4)]),
        3 => (Filter::DctDecode, 8),
        _ => (Filter::JpxDecode, 8),
    };
    scanned(
        SHEET,
        &[&|pdf, id| {
            let mut image = coded_image(pdf, id, coded, filter, (SIDE, SIDE), bits);
            if bits == 8 && kind & 0x40 != 0 {
                image.color_space().device_rgb();
            } else {
                image.color_space().device_gray();
            }
            if filter == Filter::CcittFaxDecode {
                let mut parameters = image.decode_parms();
                parameters.k(i32::from(kind / 5 % 3) - 1).columns(SIDE).rows(SIDE);
                parameters
                    .black_is_1(kind & 0x20 != 0)
                    .encoded_byte_align(kind & 0x40 != 0)
                    .end_of_line(kind & 0x80 != 0);
            }
        }],
    )
}

/// A page of this content, with a font.
pub(crate) fn of_content(content: &[u8]) -> Vec<u8> {
    of_pages(&[Page { sheet: SHEET, images: &[], content: Some(content) }], None)
}

/// A page with a signature over the whole file but its container.
pub(crate) fn of_signature(container: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n\
        1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>> endobj\n\
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 64 64]/Annots[4 0 R]>> endobj\n\
        4 0 obj <</FT/Sig/T(S)/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R/V 5 0 R>> endobj\n"
        .to_vec();
    let hex = container.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let head = "5 0 obj <</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[";
    let ranges_end = "/Contents ";
    // Ten digits each, so that the places are known before they are written.
    let before = file.len() + head.len() + 4 * 11 + 1 + ranges_end.len();
    let after = before + hex.len() + 2;
    let tail = ">> endobj\ntrailer <</Root 1 0 R/Size 6>>\n%%EOF\n";
    let ranges = format!("{:010} {before:010} {after:010} {:010} ]", 0, tail.len());
    file.extend(format!("{head}{ranges}{ranges_end}<{hex}>{tail}").as_bytes());
    file
}
