//! JBIG2 in PDF whose symbols lie in a stream of their own (`/JBIG2Globals`), as scanners' software writes it: a dictionary and
//! a text region put together here, in Huffman codes (ITU-T T.88, 6.4 to 6.6 and annex B).

use imaging::Raster;
use made_pdfs::{Sheet, coded_image, scanned};
use pdf_writer::Filter;

use crate::harness::Sample;

const WIDTH: u32 = 60;
const HEIGHT: u32 = 40;

/// Two symbols of ten rows, 1 is black; in a dictionary the narrower comes first.
const SYMBOLS: [[u16; 10]; 2] = [
    [0x20, 0x30, 0x38, 0x3c, 0x3e, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f],
    [0x1ff, 0x101, 0x101, 0x101, 0x101, 0x101, 0x101, 0x101, 0x101, 0x1ff],
];
const WIDTHS: [u32; 2] = [6, 9];

/// Where symbols stand: the strip's top, then for each its left edge and which it is.
const STRIPS: [(u32, &[(u32, usize)]); 2] = [(0, &[(3, 0), (14, 1), (24, 0)]), (12, &[(5, 1), (14, 1)])];

#[derive(Default)]
struct Bits(String);

impl Bits {
    /// A prefix and a number in so many bits after it.
    fn put(&mut self, prefix: &str, number: u32, bits: usize) {
        self.0 += prefix;
        self.0 += &format!("{number:032b}")[32 - bits..];
    }

    fn bytes(self) -> Vec<u8> {
        let byte = |eight: &[u8]| (0..8).fold(0, |byte, at| byte << 1 | u8::from(eight.get(at) == Some(&b'1')));
        self.0.as_bytes().chunks(8).map(byte).collect()
    }
}

/// A segment's header and data (7.2).
fn segment(number: u8, kind: u8, refers_to: &[u8], page: u8, data: &[u8]) -> Vec<u8> {
    let head = [&[0, 0, 0, number, kind, (refers_to.len() as u8) << 5], refers_to, &[page]].concat();
    [&head, &(data.len() as u32).to_be_bytes()[..], data].concat()
}

/// The dictionary of both symbols (7.4.2): one height class, its bitmap uncompressed.
fn dictionary() -> Vec<u8> {
    let mut bits = Bits::default();
    // Table B.4, 4 to 11: a height of 10.
    bits.put("1110", 10 - 4, 3);
    // Table B.2, 3 to 10: a width of 6, then one of 3 more, then no more.
    bits.put("1110", WIDTHS[0] - 3, 3);
    bits.put("1110", WIDTHS[1] - WIDTHS[0] - 3, 3);
    bits.put("111111", 0, 0);
    // Table B.1: no size, so the rows follow as they are, in whole bytes.
    bits.put("0", 0, 4);
    let mut data = bits.bytes();
    for [narrow, wide] in (0..10).map(|row| SYMBOLS.map(|symbol| symbol[row])) {
        data.extend((narrow << 10 | wide << 1).to_be_bytes());
    }
    // Table B.1: none is left out, two are exported.
    let mut exported = Bits::default();
    exported.put("0", 0, 4);
    exported.put("0", 2, 4);
    data.extend(exported.bytes());
    let head = [0, 1, 0, 0, 0, 2, 0, 0, 0, 2];
    [&head[..], &data].concat()
}

/// The text region (7.4.3): strips of one row, symbols told by their top left corners.
fn text() -> Vec<u8> {
    let mut data = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes(), [0; 4], [0; 4]].concat();
    data.push(0);
    // Huffman codes, corner top left; the standard tables; how many symbols stand there.
    data.extend([0, 0b0001_0001, 0, 0]);
    data.extend((STRIPS.iter().map(|(_, symbols)| symbols.len()).sum::<usize>() as u32).to_be_bytes());
    // Lengths of run codes: only run code 1 (a length of 1) is used, then that code for both symbols (7.4.3.1.7).
    let mut ids = Bits::default();
    (0..35).for_each(|run| ids.put("", u32::from(run == 1), 4));
    ids.put("00", 0, 0);
    data.extend(ids.bytes());
    let mut bits = Bits::default();
    // Table B.11: it begins 1 above the page.
    bits.put("0", 0, 0);
    let (mut above, mut first) = (-1, 0);
    for (top, symbols) in STRIPS {
        match top as i32 - above {
            1 => bits.put("0", 0, 0),
            down => bits.put("11101", down as u32 - 9, 2),
        }
        above = top as i32;
        let mut right = None;
        for &(left, symbol) in symbols {
            match right.map(|right| left - right) {
                // Table B.6, 0 to 127: from the first of the strip before.
                None => bits.put("00", left - std::mem::replace(&mut first, left), 7),
                // Table B.8: 0 and 1, 2, 4 to 19.
                Some(step @ 0..2) => bits.put("00", step, 1),
                Some(2) => bits.put("11010", 0, 0),
                Some(step) => bits.put("100", step - 4, 4),
            }
            bits.put("", symbol as u32, 1);
            right = Some(left + WIDTHS[symbol] - 1);
        }
        bits.put("01", 0, 0);
    }
    data.extend(bits.bytes());
    data
}

fn page() -> Raster {
    let mut bytes = vec![255; (WIDTH * HEIGHT) as usize];
    for (top, symbols) in STRIPS {
        for &(left, symbol) in symbols {
            let (rows, width) = (SYMBOLS[symbol], WIDTHS[symbol]);
            for (y, row) in (top..).zip(rows) {
                for x in (0..width).filter(|x| row >> (width - 1 - x) & 1 == 1) {
                    bytes[(y * WIDTH + left + x) as usize] = 0;
                }
            }
        }
    }
    Raster::from_grey(WIDTH, HEIGHT, 100.0, bytes)
}

#[test]
fn symbols_in_a_stream_of_their_own_go_with_the_page() {
    let globals = segment(0, 0, &[], 0, &dictionary());
    let information = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes(), [0; 4], [0; 4]].concat();
    let information = [&information[..], &[0, 0, 0]].concat();
    let data = [segment(1, 48, &[], 1, &information), segment(2, 6, &[0], 1, &text())].concat();
    let sheet = Sheet::of(WIDTH as f32 * 0.72, HEIGHT as f32 * 0.72);
    for inverted in [false, true] {
        let file = scanned(
            sheet,
            &[&|pdf, id| {
                let beside = pdf_writer::Ref::new(id.get() + 1);
                pdf.stream(beside, &globals);
                let mut image = coded_image(pdf, id, &data, Filter::Jbig2Decode, (WIDTH as i32, HEIGHT as i32), 1);
                image.color_space().device_gray();
                if inverted {
                    image.decode([1.0, 0.0]);
                }
                image.decode_parms().jbig2_globals(beside);
            }],
        );
        let mut page = page();
        if let (true, imaging::Pixels::Grey(bytes)) = (inverted, &mut page.pixels) {
            bytes.iter_mut().for_each(|sample| *sample = 255 - *sample);
        }
        Sample::exact(format!("JBIG2 with globals, inverted {inverted}"), file, page, true).check();
    }
}
