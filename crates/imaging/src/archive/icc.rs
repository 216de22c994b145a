//! ICC profiles: which of those that scans bring may lie in the file, and that of the output intent. The latter is sRGB, made
//! here from the numbers of IEC 61966-2-1: ICC version 2.1, a matrix and one curve, which is the least that a display profile
//! may hold (ICC.1:2001-04, 6.3.1.2).

use super::Level;

/// Entries of the tone curve; 16 bits each.
const CURVE_ENTRIES: u16 = 1024;

/// Red, green and blue of sRGB in XYZ, adapted to D50 (Bradford), as s15Fixed16; they sum to D50 exactly.
const RED: [i32; 3] = [0x6fa0, 0x38f5, 0x0390];
const GREEN: [i32; 3] = [0x6297, 0xb787, 0x18d9];
const BLUE: [i32; 3] = [0x249f, 0x0f84, 0xb6c4];
const D50: [i32; 3] = [0xf6d6, 0x1_0000, 0xd32d];

/// True when an image of so many components may be told by this profile: whole, of a device or a colour space, and of a
/// version that the level knows (ISO 19005-1, 6.2.3.2: PDF 1.4 has ICC version 2; ISO 19005-2, 6.2.4.2: up to 4).
pub(super) fn may_be_held(profile: &[u8], components: u8, level: Level) -> bool {
    let Some(header) = profile.first_chunk::<128>() else { return false };
    let space: &[u8; 4] = match components {
        1 => b"GRAY",
        3 => b"RGB ",
        _ => b"CMYK",
    };
    let is_whole = header[..4] == (profile.len() as u32).to_be_bytes() && header[36..40] == *b"acsp";
    let is_known = if level == Level::Pdfa1b { header[8] == 2 } else { matches!(header[8], 2 | 4) };
    let class = &header[12..16];
    is_whole
        && is_known
        && header[16..20] == *space
        && [b"scnr", b"mntr", b"prtr", b"spac"].iter().any(|of| class == *of)
}

/// The output intent's profile, about 2.4 KB.
pub(super) fn srgb() -> Vec<u8> {
    let curve = curve();
    let tags: [(&[u8; 4], Vec<u8>); 7] = [
        (b"desc", description("sRGB IEC61966-2.1")),
        (b"cprt", text("No copyright, use freely")),
        (b"wtpt", xyz(D50)),
        (b"rXYZ", xyz(RED)),
        (b"gXYZ", xyz(GREEN)),
        (b"bXYZ", xyz(BLUE)),
        (b"rTRC", curve),
    ];
    // Green and blue share red's curve.
    let entries = tags.len() + 2;
    let mut table = be32(entries as u32).to_vec();
    let mut data = Vec::new();
    let data_at = 128 + 4 + entries * 12;
    for (name, bytes) in tags {
        let place = [be32((data_at + data.len()) as u32), be32(bytes.len() as u32)].concat();
        let names: &[&[u8; 4]] = if name == b"rTRC" { &[b"rTRC", b"gTRC", b"bTRC"] } else { &[name] };
        for name in names {
            table.extend_from_slice(*name);
            table.extend_from_slice(&place);
        }
        data.extend_from_slice(&bytes);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header((data_at + data.len()) as u32);
    profile.extend(table);
    profile.extend(data);
    profile
}

fn be32(value: u32) -> [u8; 4] {
    value.to_be_bytes()
}

/// ICC.1:2001-04, 6.1: 128 bytes.
fn header(size: u32) -> Vec<u8> {
    let mut header = Vec::with_capacity(128);
    header.extend(be32(size));
    header.extend(be32(0));
    header.extend(be32(0x0210_0000));
    header.extend(b"mntrRGB XYZ ");
    // The day that the profile says it was made: fixed, so that the bytes are.
    for part in [2026u16, 11, 1, 0, 0, 0] {
        header.extend(part.to_be_bytes());
    }
    header.extend(b"acsp");
    header.extend([0; 28]);
    for value in D50 {
        header.extend(value.to_be_bytes());
    }
    header.resize(128, 0);
    header
}

fn tagged(kind: &[u8; 4]) -> Vec<u8> {
    let mut tag = kind.to_vec();
    tag.extend([0; 4]);
    tag
}

fn text(words: &str) -> Vec<u8> {
    let mut tag = tagged(b"text");
    tag.extend(words.as_bytes());
    tag.push(0);
    tag
}

/// textDescriptionType: ASCII, then no Unicode and no Macintosh name.
fn description(words: &str) -> Vec<u8> {
    let mut tag = tagged(b"desc");
    tag.extend(be32(words.len() as u32 + 1));
    tag.extend(words.as_bytes());
    tag.extend([0; 1 + 4 + 4 + 2 + 1 + 67]);
    tag
}

fn xyz(values: [i32; 3]) -> Vec<u8> {
    let mut tag = tagged(b"XYZ ");
    tag.extend(values.into_iter().flat_map(i32::to_be_bytes));
    tag
}

/// The sRGB transfer function (IEC 61966-2-1, 5.2) at evenly spaced points.
fn curve() -> Vec<u8> {
    let mut tag = tagged(b"curv");
    tag.extend(be32(u32::from(CURVE_ENTRIES)));
    for entry in 0..CURVE_ENTRIES {
        let coded = f64::from(entry) / f64::from(CURVE_ENTRIES - 1);
        let linear = if coded <= 0.04045 { coded / 12.92 } else { ((coded + 0.055) / 1.055).powf(2.4) };
        tag.extend(((linear * 65535.0).round() as u16).to_be_bytes());
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_tells_its_own_length_and_sums_to_white() {
        let profile = srgb();
        assert_eq!(profile[..4], (profile.len() as u32).to_be_bytes());
        assert!(profile.len() < 3000);
        for axis in 0..3 {
            assert_eq!(RED[axis] + GREEN[axis] + BLUE[axis], D50[axis]);
        }
    }
}
