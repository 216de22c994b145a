//! CCITT groups 3 and 4 in PDF, with every parameter that ISO 32000-1, table 11 has. Rows are coded by the `fax` crate, and put
//! together here as ITU-T T.4 and T.6 say.

use std::cell::RefCell;

use fax::{BitWriter, Bits, Color, maps};
use imaging::Raster;
use made_pdfs::{Sheet, coded_image, scanned};
use pdf_writer::Filter;

use crate::coded::{HEIGHT, WIDTH, grey_at, pixels};
use crate::harness::Sample;

/// A sheet on which the samples' pixels are 100 to the inch.
pub(crate) const SHEET: Sheet = Sheet::of(WIDTH as f32 * 0.72, HEIGHT as f32 * 0.72);

/// The parameters of a stream.
#[derive(Clone, Copy, Debug)]
struct Coding {
    /// Below 0 group 4, 0 group 3, above 0 group 3 in two dimensions: one row in so many in one.
    k: i32,
    end_of_line: bool,
    byte_align: bool,
    end_of_block: bool,
}

const END_OF_LINE: &str = "000000000001";

/// A row's runs of white, black, white…
fn runs(y: u32) -> Vec<u16> {
    let mut runs = vec![0];
    let mut is_black = false;
    for x in 0..WIDTH {
        if (grey_at(x, y) == 0) != is_black {
            is_black = !is_black;
            runs.push(0);
        }
        *runs.last_mut().unwrap() += 1;
    }
    runs
}

fn digits(bits: Bits) -> String {
    format!("{:016b}", bits.data)[16 - usize::from(bits.len)..].to_owned()
}

/// A row by itself (T.4, 4.1); none of its runs is longer than a make-up code and a rest.
fn row_in_one(y: u32) -> String {
    let mut row = String::new();
    for (at, run) in runs(y).into_iter().enumerate() {
        let code = if at % 2 == 0 { maps::white::encode } else { maps::black::encode };
        if run >= 64 {
            row += &digits(code(run & !63).unwrap());
        }
        row += &digits(code(run & 63).unwrap());
    }
    row
}

struct Written<'a>(&'a RefCell<String>);

impl BitWriter for Written<'_> {
    type Error = std::convert::Infallible;

    fn write(&mut self, bits: Bits) -> Result<(), Self::Error> {
        self.0.borrow_mut().push_str(&digits(bits));
        Ok(())
    }
}

/// All rows, each told by the one before (T.4, 4.2; T.6).
fn rows_in_two() -> Vec<String> {
    let written = RefCell::new(String::new());
    let mut encoder = fax::encoder::Encoder::new(Written(&written));
    let row = |y| {
        let colour = |x| if grey_at(x, y) == 0 { Color::Black } else { Color::White };
        encoder.encode_line((0..WIDTH).map(colour), WIDTH as u16).unwrap();
        std::mem::take(&mut *written.borrow_mut())
    };
    (0..HEIGHT).map(row).collect()
}

fn coded(coding: Coding) -> Vec<u8> {
    let Coding { k, end_of_line, byte_align, end_of_block } = coding;
    let mut all = String::new();
    for (y, in_two) in (0..).zip(rows_in_two()) {
        let is_in_one = k == 0 || k > 0 && y % k == 0;
        if end_of_line {
            // Filled up so that what follows it begins a byte (T.4, 4.1.3: fill).
            let tag = usize::from(k > 0);
            if byte_align {
                let end = all.len() + END_OF_LINE.len() + tag;
                all += &"0".repeat(end.next_multiple_of(8) - end);
            }
            all += END_OF_LINE;
            all += if k <= 0 {
                ""
            } else if is_in_one {
                "1"
            } else {
                "0"
            };
        } else if byte_align {
            all += &"0".repeat(all.len().next_multiple_of(8) - all.len());
        }
        all += &if is_in_one { row_in_one(y as u32) } else { in_two };
    }
    if end_of_block {
        if byte_align {
            all += &"0".repeat(all.len().next_multiple_of(8) - all.len());
        }
        let end = if k > 0 { format!("{END_OF_LINE}1") } else { END_OF_LINE.to_owned() };
        all += &end.repeat(if k < 0 { 2 } else { 6 });
    }
    let byte = |eight: &[u8]| (0..8).fold(0, |byte, at| byte << 1 | u8::from(eight.get(at) == Some(&b'1')));
    all.as_bytes().chunks(8).map(byte).collect()
}

#[test]
fn every_fax_in_a_pdf_is_read_by_its_parameters_and_archived_with_them() {
    let codings = [-1, 0, 4].into_iter().flat_map(|k| {
        let lines = if k < 0 {
            vec![false]
        } else if k > 0 {
            vec![true]
        } else {
            vec![false, true]
        };
        let aligned = [false, true].into_iter().flat_map(move |byte_align| {
            [false, true].map(|end_of_block| Coding { k, end_of_line: false, byte_align, end_of_block })
        });
        lines
            .into_iter()
            .flat_map(move |end_of_line| aligned.clone().map(move |coding| Coding { end_of_line, ..coding }))
    });
    for coding in codings {
        let data = coded(coding);
        for (black_is_1, inverted) in [(false, false), (true, false), (false, true), (true, true)] {
            let file = scanned(
                SHEET,
                &[&|pdf, id| {
                    let mut image =
                        coded_image(pdf, id, &data, Filter::CcittFaxDecode, (WIDTH as i32, HEIGHT as i32), 1);
                    image.color_space().device_gray();
                    if inverted {
                        image.decode([1.0, 0.0]);
                    }
                    let mut parameters = image.decode_parms();
                    parameters.k(coding.k).columns(WIDTH as i32).black_is_1(black_is_1);
                    parameters.end_of_line(coding.end_of_line).encoded_byte_align(coding.byte_align);
                    parameters.end_of_block(coding.end_of_block);
                    if !coding.end_of_block {
                        parameters.rows(HEIGHT as i32);
                    }
                }],
            );
            let shown = |x, y| if black_is_1 == inverted { grey_at(x, y) } else { 255 - grey_at(x, y) };
            let page = Raster::from_grey(WIDTH, HEIGHT, 100.0, pixels(shown));
            Sample::exact(format!("{coding:?}, black is 1 {black_is_1}, inverted {inverted}"), file, page, true)
                .check();
        }
    }
}
