//! Writes one-bit pages as JBIG2 (ITU-T T.88): one generic region, coded arithmetically and exactly.
//!
//! Nothing else of the standard is here, and nothing else shall be: symbols and refinement are where encoders of others
//! have taken one digit for another. Decoding is in `fax`.

/// Where each state of the coder goes (T.88, table E.1): probability of the less probable symbol, the next state after
/// the more and after the less probable one, and whether the two change places.
const STATES: [(u16, u8, u8, bool); 47] = [
    (0x5601, 1, 1, true),
    (0x3401, 2, 6, false),
    (0x1801, 3, 9, false),
    (0x0ac1, 4, 12, false),
    (0x0521, 5, 29, false),
    (0x0221, 38, 33, false),
    (0x5601, 7, 6, true),
    (0x5401, 8, 14, false),
    (0x4801, 9, 14, false),
    (0x3801, 10, 14, false),
    (0x3001, 11, 17, false),
    (0x2401, 12, 18, false),
    (0x1c01, 13, 20, false),
    (0x1601, 29, 21, false),
    (0x5601, 15, 14, true),
    (0x5401, 16, 14, false),
    (0x5101, 17, 15, false),
    (0x4801, 18, 16, false),
    (0x3801, 19, 17, false),
    (0x3401, 20, 18, false),
    (0x3001, 21, 19, false),
    (0x2801, 22, 19, false),
    (0x2401, 23, 20, false),
    (0x2201, 24, 21, false),
    (0x1c01, 25, 22, false),
    (0x1801, 26, 23, false),
    (0x1601, 27, 24, false),
    (0x1401, 28, 25, false),
    (0x1201, 29, 26, false),
    (0x1101, 30, 27, false),
    (0x0ac1, 31, 28, false),
    (0x09c1, 32, 29, false),
    (0x08a1, 33, 30, false),
    (0x0521, 34, 31, false),
    (0x0441, 35, 32, false),
    (0x02a1, 36, 33, false),
    (0x0221, 37, 34, false),
    (0x0141, 38, 35, false),
    (0x0111, 39, 36, false),
    (0x0085, 40, 37, false),
    (0x0049, 41, 38, false),
    (0x0025, 42, 39, false),
    (0x0015, 43, 40, false),
    (0x0009, 44, 41, false),
    (0x0005, 45, 42, false),
    (0x0001, 45, 43, false),
    (0x5601, 46, 46, false),
];

/// Pixels that template 0 looks at: five of the row before the last, seven of the last, four of this one (6.2.5.3).
const CONTEXTS: usize = 1 << 16;

/// The context that tells whether a row is like the one above it (6.2.5.7, figure 8).
const TYPICAL: usize = 0x9b25;

/// Encodes packed rows (1 black, the first pixel in the highest bit, each row from a new byte) as PDF embeds JBIG2:
/// a page and its region, no file header and no end (ISO 32000-1, 7.4.7). Bits beyond the width do not count.
pub(super) fn encode(rows: &[u8], width_px: u32, height_px: u32) -> Vec<u8> {
    let region = encode_region(rows, width_px as usize);
    let mut data = Vec::with_capacity(region.len() + 80);
    // 7.4.8: no resolution; pixels are white unless a region says otherwise, and all that it says is exact.
    let page = [width_px, height_px, 0, 0].map(u32::to_be_bytes);
    write_segment(&mut data, 0, 48, &[page.as_flattened(), &[1, 0, 0]]);
    // 7.4.6: where the region lies; template 0, rows may be typical; its four movable pixels where they belong.
    let place = [width_px, height_px, 0, 0].map(u32::to_be_bytes);
    let flags = [0, 0b1000, 3, 0xff, 0xfd, 0xff, 2, 0xfe, 0xfe, 0xfe];
    write_segment(&mut data, 1, 39, &[place.as_flattened(), &flags, &region]);
    data
}

/// A segment of page 1 that refers to no other (7.2).
fn write_segment(data: &mut Vec<u8>, number: u32, kind: u8, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    data.extend(number.to_be_bytes());
    data.extend([kind, 0, 1]);
    // A page of 2³² bytes of region would have more pixels than an image may have.
    data.extend((length as u32).to_be_bytes());
    parts.iter().for_each(|part| data.extend_from_slice(part));
}

fn encode_region(rows: &[u8], width: usize) -> Vec<u8> {
    // Beyond a row's end the template sees white.
    const MARGIN: usize = 4;
    let mut coder = Coder::new();
    let [mut above2, mut above, mut here] = [(); 3].map(|()| vec![0; width + MARGIN]);
    let mut was_typical = false;
    for row in rows.chunks_exact(width.div_ceil(8)) {
        for (at, pixel) in here[..width].iter_mut().enumerate() {
            *pixel = row[at / 8] >> (7 - at % 8) & 1;
        }
        let is_typical = here == above;
        coder.encode(TYPICAL, is_typical != was_typical);
        was_typical = is_typical;
        if !is_typical {
            encode_row(&mut coder, &above2, &above, &here[..width]);
        }
        std::mem::swap(&mut above2, &mut above);
        std::mem::swap(&mut above, &mut here);
    }
    coder.finish()
}

fn encode_row(coder: &mut Coder, above2: &[u8], above: &[u8], here: &[u8]) {
    let seen = |row: &[u8], pixels: usize| row[..pixels].iter().fold(0, |bits, &pixel| bits << 1 | usize::from(pixel));
    let (mut far, mut near, mut left) = (seen(above2, 2), seen(above, 3), 0);
    for ((&pixel, &next_far), &next_near) in here.iter().zip(&above2[2..]).zip(&above[3..]) {
        far = (far << 1 | usize::from(next_far)) & 0x1f;
        near = (near << 1 | usize::from(next_near)) & 0x7f;
        coder.encode(far << 11 | near << 4 | left, pixel == 1);
        left = (left << 1 | usize::from(pixel)) & 0xf;
    }
}

/// The arithmetic coder (annex E, figures E.3 to E.12), with the names of the standard's registers.
struct Coder {
    /// The interval's size.
    a: u32,
    /// Its base: 12 bits to come, a carry, a byte, and what is left of the sum.
    c: u32,
    /// Shifts until a byte is whole.
    ct: u32,
    /// What is written; its last byte may still get a carry. The first is none of the data.
    out: Vec<u8>,
    /// For each context its state, times two, and its more probable symbol.
    contexts: Vec<u8>,
}

impl Coder {
    fn new() -> Self {
        Self { a: 0x8000, c: 0, ct: 12, out: vec![0], contexts: vec![0; CONTEXTS] }
    }

    fn encode(&mut self, context: usize, bit: bool) {
        let context = &mut self.contexts[context];
        let (state, likely) = (*context >> 1, *context & 1);
        let (share, after_likely, after_unlikely, exchange) = STATES[usize::from(state)];
        let share = u32::from(share);
        self.a -= share;
        if (likely == 1) == bit {
            if self.a & 0x8000 != 0 {
                self.c += share;
                return;
            }
            if self.a < share {
                self.a = share
            } else {
                self.c += share
            }
            *context = after_likely << 1 | likely;
        } else {
            if self.a < share {
                self.c += share
            } else {
                self.a = share
            }
            *context = after_unlikely << 1 | likely ^ u8::from(exchange);
        }
        while self.a & 0x8000 == 0 {
            self.a <<= 1;
            self.shift(1);
        }
    }

    fn shift(&mut self, by: u32) {
        self.c <<= by;
        self.ct -= by;
        if self.ct == 0 {
            self.put_byte();
        }
    }

    fn put_byte(&mut self) {
        let after_ff = |out: &[u8]| out.last() == Some(&0xff);
        if !after_ff(&self.out) && self.c >= 0x800_0000 {
            // The carry; a byte of ff takes none, which is why it is followed by seven bits only.
            if let Some(last) = self.out.last_mut() {
                *last += 1;
            }
            self.c &= 0x7ff_ffff;
        }
        self.ct = if after_ff(&self.out) { 7 } else { 8 };
        self.out.push((self.c >> (27 - self.ct)) as u8);
        self.c &= (1 << (27 - self.ct)) - 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let end = self.c + self.a;
        self.c |= 0xffff;
        if self.c >= end {
            self.c -= 0x8000;
        }
        for _ in 0..2 {
            self.shift(self.ct);
        }
        if self.out.last() != Some(&0xff) {
            self.out.push(0xff);
        }
        self.out.push(0xac);
        self.out.split_off(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fax::decode_jbig2;

    /// Encodes, has another's decoder read it, and holds every pixel against the rows.
    fn check(name: &str, rows: &[u8], width: u32, height: u32) -> usize {
        let data = encode(rows, width, height);
        let decoded = decode_jbig2(&data, None).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((decoded.width_px, decoded.height_px), (width, height), "{name}");
        let row_bytes = (width as usize).div_ceil(8);
        for (at, &pixel) in decoded.bytes.iter().enumerate() {
            let (x, y) = (at % width as usize, at / width as usize);
            let black = rows[y * row_bytes + x / 8] >> (7 - x % 8) & 1 == 1;
            assert_eq!(pixel == 0, black, "{name}: {x}, {y}");
        }
        data.len()
    }

    fn noise(bytes: usize, share_of_256: u8, random: &mut fastrand::Rng) -> Vec<u8> {
        let bit = |random: &mut fastrand::Rng| u8::from(random.u8(..) < share_of_256);
        (0..bytes).map(|_| (0..8).fold(0, |byte, _| byte << 1 | bit(random))).collect()
    }

    #[test]
    fn every_pixel_comes_back_whatever_the_size_and_the_noise() {
        let mut random = fastrand::Rng::with_seed(88);
        for width in [1_usize, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 64, 331, 2480] {
            for height in [1, 2, 3, 40] {
                for share in [0, 1, 13, 128, 250, 255] {
                    // Bits beyond the width are noise as well.
                    let rows = noise(width.div_ceil(8) * height, share, &mut random);
                    check(&format!("{width} × {height}, {share}"), &rows, width as u32, height as u32);
                }
            }
        }
    }

    #[test]
    fn rows_that_repeat_cost_next_to_nothing() {
        let mut random = fastrand::Rng::with_seed(6);
        let row = noise(310, 128, &mut random);
        let rows: Vec<u8> = (0..3508).flat_map(|_| row.iter().copied()).collect();
        assert!(check("stripes", &rows, 2480, 3508) < 600);
        assert!(check("white", &vec![0; 310 * 3508], 2480, 3508) < 100);
        assert!(check("black", &vec![0xff; 310 * 3508], 2480, 3508) < 100);
    }
}
