//! What a JPEG's markers tell, as far as `DCTDecode` must know it (ITU-T T.81, annex B).

/// The frame of a JPEG file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct JpegFrame {
    pub(super) width: u32,
    pub(super) height: u32,
    /// 1 grey, 3 colour, 4 CMYK.
    pub(super) components: u8,
    /// True when the components are named R, G and B and no marker says otherwise: then they are just that, though
    /// readers of PDF would take them for luma and chroma.
    pub(super) plain_rgb: bool,
    /// True when Adobe's marker is there.
    pub(super) by_adobe: bool,
}

/// Reads the markers up to the frame header.
///
/// # Errors
/// In words, when there is none, or one that readers of PDF need not understand: arithmetic or lossless coding, more
/// than 8 bits, no height.
pub(super) fn read(data: &[u8]) -> Result<JpegFrame, &'static str> {
    const CUT: &str = "the JPEG has no frame header";
    let mut rest = data.strip_prefix(&[0xff, 0xd8]).ok_or("not a JPEG")?;
    let (mut by_jfif, mut by_adobe) = (false, false);
    loop {
        // Any number of fill bytes 0xff may stand before a marker.
        let at = rest.iter().position(|byte| *byte != 0xff).filter(|at| *at > 0).ok_or(CUT)?;
        let marker = rest[at];
        rest = &rest[at + 1..];
        if matches!(marker, 0x01 | 0xd0..=0xd7) {
            continue;
        }
        let length = rest.first_chunk::<2>().map(|bytes| usize::from(u16::from_be_bytes(*bytes))).ok_or(CUT)?;
        let body = rest.get(2..length).ok_or(CUT)?;
        rest = &rest[length..];
        match marker {
            0xc0..=0xc2 => return frame(body, by_jfif, by_adobe),
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Err("the JPEG is lossless, hierarchical or arithmetic");
            }
            0xd9 | 0xda => return Err(CUT),
            // JFIF is always luma and chroma; Adobe's marker says itself what it is, and readers of PDF know it.
            0xe0 if body.starts_with(b"JFIF") => by_jfif = true,
            0xee if body.starts_with(b"Adobe") => by_adobe = true,
            _ => {}
        }
    }
}

fn frame(body: &[u8], by_jfif: bool, by_adobe: bool) -> Result<JpegFrame, &'static str> {
    let &[bits, h1, h0, w1, w0, components, ref rest @ ..] = body else { return Err("the JPEG's frame header is cut") };
    if bits != 8 {
        return Err("the JPEG has more than 8 bits a sample");
    }
    if !matches!(components, 1 | 3 | 4) || rest.len() < usize::from(components) * 3 {
        return Err("the JPEG has neither 1, 3 nor 4 components");
    }
    let side = |high: u8, low: u8| u32::from(u16::from_be_bytes([high, low]));
    let (width, height) = (side(w1, w0), side(h1, h0));
    if width == 0 || height == 0 {
        return Err("the JPEG does not tell its size");
    }
    let names: Vec<u8> = rest.chunks_exact(3).map(|component| component[0]).collect();
    Ok(JpegFrame { width, height, components, plain_rgb: !by_jfif && !by_adobe && names == *b"RGB", by_adobe })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg(marker: u8, frame: &[u8]) -> Vec<u8> {
        let mut data = vec![0xff, 0xd8, 0xff, 0xfe, 0, 4, 1, 2, 0xff, 0xff, marker, 0, frame.len() as u8 + 2];
        data.extend(frame);
        data
    }

    #[test]
    fn the_frame_is_found_behind_comments_and_fill_bytes() {
        let frame = [8, 0, 20, 0, 10, 3, b'R', 0x11, 0, b'G', 0x11, 0, b'B', 0x11, 0];
        let read_frame = read(&jpeg(0xc2, &frame)).unwrap();
        assert_eq!(read_frame, JpegFrame { width: 10, height: 20, components: 3, plain_rgb: true, by_adobe: false });
        assert!(read(&jpeg(0xc9, &frame)).is_err());
        assert!(read(&jpeg(0xc0, &frame[..8])).is_err());
        assert!(read(&[0xff, 0xd8]).is_err());
        assert!(read(b"%PDF").is_err());
    }
}
