//! The font of the invisible text: one empty glyph that stands for every character.
//!
//! A font must be embedded even where it draws nothing (ISO 19005-1, 6.3.4; ISO 19005-2, 6.2.11.4). A real one would
//! cost hundreds of kilobytes and hold back characters that it lacks. So: a TrueType font with two empty glyphs, every
//! code (a UTF-16 unit, by `Identity-H`) mapped to the second, half an em wide, and a map from codes to Unicode.

use std::io::Write;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::writers::{CidFont, FontDescriptor, Type0Font};
use pdf_writer::{Filter, Name, Rect, Ref, Str};

use super::ArchiveError;
use super::image::deflate;
use super::objects::ObjectFile;

/// Width of every character, in thousandths of the font size.
pub(super) const ADVANCE: u16 = 500;
/// How much of a line lies above the base line, in thousandths of the font size.
pub(super) const ASCENT: u16 = 800;

const UNITS_PER_EM: u16 = 1000;
const NAME: Name<'static> = Name(b"HosoInvisible");
const SYSTEM: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Writes the font's objects and answers with the one that pages refer to.
pub(super) fn write<W: Write>(file: &mut ObjectFile<W>) -> Result<Ref, ArchiveError> {
    let program = stream(file, &program(), true)?;
    let glyphs = stream(file, &glyph_of_each_code(), false)?;
    let unicode = stream(file, unicode_of_each_code().as_bytes(), false)?;
    let descriptor = file.allocate()?;
    file.write(descriptor, |chunk| {
        let mut object = chunk.indirect(descriptor).start::<FontDescriptor<'_>>();
        object.name(NAME).flags(FontFlags::FIXED_PITCH | FontFlags::SYMBOLIC).italic_angle(0.0).stem_v(1.0);
        object.bbox(Rect::new(0.0, -200.0, f32::from(ADVANCE), f32::from(ASCENT)));
        object.ascent(f32::from(ASCENT)).descent(-200.0).cap_height(f32::from(ASCENT)).font_file2(program);
    })?;
    let descendant = file.allocate()?;
    file.write(descendant, |chunk| {
        let mut object = chunk.indirect(descendant).start::<CidFont<'_>>();
        object.subtype(CidFontType::Type2).base_font(NAME).system_info(SYSTEM).font_descriptor(descriptor);
        object.default_width(f32::from(ADVANCE)).cid_to_gid_map_stream(glyphs);
    })?;
    let font = file.allocate()?;
    file.write(font, |chunk| {
        let mut object = chunk.indirect(font).start::<Type0Font<'_>>();
        object.base_font(NAME).encoding_predefined(Name(b"Identity-H"));
        object.descendant_font(descendant).to_unicode(unicode);
    })?;
    Ok(font)
}

fn stream<W: Write>(file: &mut ObjectFile<W>, bytes: &[u8], is_font_program: bool) -> Result<Ref, ArchiveError> {
    let id = file.allocate()?;
    let packed = deflate(bytes);
    file.write(id, |chunk| {
        let mut object = chunk.stream(id, &packed);
        object.filter(Filter::FlateDecode);
        if is_font_program {
            object.pair(Name(b"Length1"), bytes.len() as i32);
        }
    })?;
    Ok(id)
}

/// CIDToGIDMap: glyph 1 for all 65,536 codes. Glyph 0 would be `.notdef`, which ISO 19005-2, 6.2.11.8 forbids to show.
fn glyph_of_each_code() -> Vec<u8> {
    [0, 1].repeat(0x1_0000)
}

/// True for the UTF-16 units that may be shown: ISO 19005-2, 6.2.11.7.2 forbids U+0000, U+FEFF and U+FFFE as the
/// value of a character; half of a surrogate pair is none; U+FFFF is no character.
pub(super) fn can_show(unit: u16) -> bool {
    !matches!(unit, 0 | 0xd800..=0xdfff | 0xfeff | 0xfffe | 0xffff)
}

/// ToUnicode: each code is itself. A range of a `bfrange` may not cross a change of the first byte, and a block holds
/// at most 100 of them (Adobe Technical Note 5411).
fn unicode_of_each_code() -> String {
    let mut ranges = Vec::with_capacity(256);
    for high in 0..=0xffu16 {
        let codes = (high << 8)..=(high << 8 | 0xff);
        let mut shown = codes.filter(|code| can_show(*code));
        let Some(first) = shown.next() else { continue };
        let mut last = first;
        for code in shown {
            if code != last + 1 {
                break;
            }
            last = code;
        }
        ranges.push(format!("<{first:04X}> <{last:04X}> <{first:04X}>\n"));
    }
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    for block in ranges.chunks(100) {
        map.push_str(&format!("{} beginbfrange\n{}endbfrange\n", block.len(), block.concat()));
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

/// The TrueType file: the tables that ISO 32000-1, 9.9 asks of an embedded CIDFontType2 program.
fn program() -> Vec<u8> {
    let word = |value: u16| value.to_be_bytes();
    let words = |values: &[u16]| values.iter().flat_map(|value| value.to_be_bytes()).collect::<Vec<u8>>();
    let descent = 0u16.wrapping_sub(200);
    // version, revision; checkSumAdjustment (filled in below); magic; flags; unitsPerEm; created, modified;
    // xMin, yMin, xMax, yMax; macStyle; lowestRecPPEM; fontDirectionHint; indexToLocFormat; glyphDataFormat.
    let mut head = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x5f, 0x0f, 0x3c, 0xf5, 0, 0];
    head.extend(word(UNITS_PER_EM));
    head.extend([0; 16]);
    head.extend(words(&[0, 0, 0, 0, 0, 8, 2, 0, 0]));
    // version; ascender, descender, lineGap, advanceWidthMax; bearings, caret, reserved; metricDataFormat, metrics.
    let mut hhea = vec![0, 1, 0, 0];
    hhea.extend(words(&[ASCENT, descent, 0, ADVANCE, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]));
    // version; glyphs; all maxima 0 but maxZones and maxComponentDepth's neighbours, which are 2 and 0.
    let mut maxp = vec![0, 1, 0, 0];
    maxp.extend(words(&[2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]));
    let tables: [(&[u8; 4], Vec<u8>); 6] = [
        // Both glyphs are empty; one byte, because some readers refuse a table of none.
        (b"glyf", vec![0]),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", words(&[ADVANCE, 0, ADVANCE, 0])),
        (b"loca", words(&[0, 0, 0])),
        (b"maxp", maxp),
    ];
    assemble(&tables)
}

fn checksum(bytes: &[u8]) -> u32 {
    let padded = bytes.chunks(4).map(|chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        u32::from_be_bytes(word)
    });
    padded.fold(0, u32::wrapping_add)
}

/// OpenType 1.9, "Organization of an OpenType font": directory, tables in order of their tags, and the checksums.
fn assemble(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    // Six tables: searchRange 4 × 16, entrySelector 2, rangeShift 6 × 16 − 64.
    let mut font = vec![0, 1, 0, 0, 0, 6, 0, 64, 0, 2, 0, 32];
    let mut place = font.len() + tables.len() * 16;
    let mut head_at = 0;
    for (tag, bytes) in tables {
        font.extend_from_slice(*tag);
        font.extend(checksum(bytes).to_be_bytes());
        font.extend((place as u32).to_be_bytes());
        font.extend((bytes.len() as u32).to_be_bytes());
        if *tag == b"head" {
            head_at = place;
        }
        place += bytes.len().next_multiple_of(4);
    }
    for (_, bytes) in tables {
        font.extend(bytes);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xb1b0_afba_u32.wrapping_sub(checksum(&font));
    font[head_at + 8..head_at + 12].copy_from_slice(&adjustment.to_be_bytes());
    font
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_program_sums_to_the_magic_number() {
        assert_eq!(checksum(&program()), 0xb1b0_afba);
    }

    #[test]
    fn every_code_that_may_be_shown_has_one_unicode_value() {
        let map = unicode_of_each_code();
        let mut covered = vec![0; 0x1_0000];
        for line in map.lines().filter(|line| line.starts_with('<') && line.len() == 20) {
            let code = |at: usize| usize::from_str_radix(&line[at..at + 4], 16).unwrap();
            assert_eq!(code(1), code(15));
            assert_eq!(code(1) >> 8, code(8) >> 8);
            covered[code(1)..=code(8)].iter_mut().for_each(|count| *count += 1);
        }
        for (code, count) in covered.iter().enumerate() {
            assert_eq!(*count, i32::from(can_show(code as u16)), "{code:04X}");
        }
        assert!(
            map.split("beginbfrange")
                .skip(1)
                .all(|block| block.lines().filter(|line| line.starts_with('<')).count() <= 100)
        );
    }
}
