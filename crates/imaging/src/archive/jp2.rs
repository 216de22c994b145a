//! Which JPEG 2000 files may lie in PDF/A-2 as they are (ISO 19005-2, 6.2.8.3; ISO 15444-1, annex I).

/// A JP2 file that every reader of PDF/A-2 shows alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlainJp2 {
    pub(super) width: u32,
    pub(super) height: u32,
    /// 1 grey, 3 sRGB.
    pub(super) components: u16,
}

/// Answers when the file is plain: 8 bits a component, one colour specification, which is enumerated grey or sRGB, and
/// neither palette nor channel definitions. Anything else is better decoded.
pub(super) fn read_plain(data: &[u8]) -> Option<PlainJp2> {
    let header = boxes(data.strip_prefix(b"\x00\x00\x00\x0cjP  \r\n\x87\n")?).find(|(name, _)| name == b"jp2h")?.1;
    if boxes(header).any(|(name, _)| matches!(&name, b"pclr" | b"cmap" | b"cdef" | b"bpcc")) {
        return None;
    }
    let (_, image) = boxes(header).find(|(name, _)| name == b"ihdr")?;
    let &[h3, h2, h1, h0, w3, w2, w1, w0, n1, n0, bits, 7, ..] = image else { return None };
    let mut colours = boxes(header).filter(|(name, _)| name == b"colr");
    let (_, colour) = colours.next()?;
    // METH 1 (enumerated), PREC, APPROX, then the colour space: 16 sRGB, 17 grey.
    let &[1, _, _, 0, 0, 0, space] = colour else { return None };
    let components = u16::from_be_bytes([n1, n0]);
    let fits = matches!((space, components), (16, 3) | (17, 1)) && bits == 7 && colours.next().is_none();
    fits.then_some(PlainJp2 {
        width: u32::from_be_bytes([w3, w2, w1, w0]),
        height: u32::from_be_bytes([h3, h2, h1, h0]),
        components,
    })
}

/// The boxes of a JP2 file or super-box: name and contents. Stops at the first that does not fit.
fn boxes(mut rest: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let &[l3, l2, l1, l0, n3, n2, n1, n0, ref after @ ..] = rest else { return None };
        let name = [n3, n2, n1, n0];
        let (length, body) = match u32::from_be_bytes([l3, l2, l1, l0]) {
            0 => (after.len(), after),
            1 => {
                let (long, body) = after.split_first_chunk::<8>()?;
                (usize::try_from(u64::from_be_bytes(*long)).ok()?.checked_sub(16)?, body)
            }
            length => ((length as usize).checked_sub(8)?, after),
        };
        let contents = body.get(..length)?;
        rest = &body[length..];
        Some((name, contents))
    })
}
