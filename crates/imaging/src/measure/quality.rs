//! The quality gate: is the scan sharp, dark enough, whole and uncovered (DOMAIN §4: at least 200 dpi, 100 % scale, colour,
//! complete and legible)? Findings say what to do, in the operator's words.

use model::{Finding, FindingKind, PageColour, PageQuality, Severity};

use crate::document::PageSize;
use crate::raster::{Pixels, Raster};

/// Below this a scan is not accepted (DOMAIN §4: "acceptable at 200 dpi or more").
const SCAN_DPI_MIN: f32 = 200.0;

/// What reading wants.
const READING_DPI: f32 = 300.0;

/// An edge of a letter wider than this is blurred. Real scans have 0.11 to 0.27 mm; blurred by degrees, their numbers were read
/// until 0.45 mm and no more at 0.57 (strokes of 12-point type are 0.35 mm wide).
const EDGE_MM_BLURRED: f32 = 0.52;
/// Wider than this it is worth telling.
const EDGE_MM_SOFT: f32 = 0.42;

/// Ink less dark than this against its paper is not legible; less than the second is worth telling.
const CONTRAST_MIN: f32 = 0.25;
const CONTRAST_FAINT: f32 = 0.4;

/// Less ink than this share of a page says nothing of sharpness or contrast.
const INK_SHARE_MIN: f32 = 0.001;

/// Looks at a page that has something on it. `grey` is the same page as `raster`.
pub(super) fn gate(page: u32, size: PageSize, raster: &Raster, grey: &Raster) -> (PageQuality, Vec<Finding>) {
    let levels = Levels::of(grey);
    let colour = colour_of(raster);
    let edge_mm = (colour != PageColour::Bitonal).then(|| levels.and_then(|levels| edge_mm(grey, levels))).flatten();
    let quality = PageQuality {
        colour,
        width_mm: size.width_px as f32 / size.dpi * 25.4,
        height_mm: size.height_px as f32 / size.dpi * 25.4,
        edge_mm,
        contrast: levels.map(Levels::contrast),
    };
    let finding = |kind, severity, message| Finding { page, kind, severity, message };
    let mut findings = Vec::new();
    findings.extend(low_dpi(page, size.dpi));
    match edge_mm {
        Some(EDGE_MM_BLURRED..) => findings.push(finding(
            FindingKind::Blurred,
            Severity::Hold,
            format!("trang {page} bị mờ, quét lại ở 300 dpi"),
        )),
        Some(EDGE_MM_SOFT..) => findings.push(finding(
            FindingKind::Blurred,
            Severity::Note,
            format!("trang {page} hơi mờ, nên lau mặt kính và quét lại"),
        )),
        _ => (),
    }
    match quality.contrast {
        Some(..CONTRAST_MIN) => findings.push(finding(
            FindingKind::LowContrast,
            Severity::Hold,
            format!("trang {page} quá nhạt, tăng độ đậm rồi quét lại"),
        )),
        Some(..CONTRAST_FAINT) => findings.push(finding(
            FindingKind::LowContrast,
            Severity::Note,
            format!("trang {page} hơi nhạt, nên tăng độ đậm"),
        )),
        _ => (),
    }
    if let Some(levels) = levels {
        findings.extend(cut_off(grey, levels).map(|side| {
            finding(
                FindingKind::CutOff,
                Severity::Hold,
                format!("trang {page} bị mất chữ ở mép {}, đặt lại giấy rồi quét lại", side.vietnamese()),
            )
        }));
        findings.extend(covered(grey, levels).map(|side| {
            finding(
                FindingKind::Shadow,
                Severity::Hold,
                format!("trang {page} bị che hoặc có bóng ở mép {}, quét lại trang này", side.vietnamese()),
            )
        }));
    }
    if is_scaled(quality.width_mm, quality.height_mm) {
        let (width, height) = (quality.width_mm.round(), quality.height_mm.round());
        findings.push(finding(
            FindingKind::Scale,
            Severity::Note,
            format!("trang {page}: {width} × {height} mm không phải khổ giấy chuẩn, quét ở tỷ lệ 100 %"),
        ));
    }
    if colour != PageColour::Colour {
        let what = if colour == PageColour::Grey { "thang xám" } else { "đen trắng" };
        findings.push(finding(
            FindingKind::NotColour,
            Severity::Note,
            format!("trang {page} quét {what}, nên quét màu"),
        ));
    }
    (quality, findings)
}

/// A page on which there is hardly anything: it stays, and is told.
pub(super) fn almost_blank(page: u32) -> Finding {
    Finding {
        page,
        kind: FindingKind::AlmostBlank,
        severity: Severity::Note,
        message: format!("trang {page} gần như trắng, được giữ lại"),
    }
}

fn low_dpi(page: u32, dpi: f32) -> Option<Finding> {
    let dpi = dpi.round();
    let (kind, severity, advice) = if dpi < SCAN_DPI_MIN {
        (FindingKind::LowDpi, Severity::Hold, "quét lại ở 300 dpi")
    } else if dpi < READING_DPI {
        (FindingKind::BelowReadingDpi, Severity::Note, "nên quét ở 300 dpi")
    } else {
        return None;
    };
    Some(Finding { page, kind, severity, message: format!("trang {page}: {dpi} dpi, {advice}") })
}

fn colour_of(raster: &Raster) -> PageColour {
    match &raster.pixels {
        Pixels::Grey(bytes) if bytes.iter().all(|&value| matches!(value, 0 | 255)) => PageColour::Bitonal,
        Pixels::Grey(_) => PageColour::Grey,
        Pixels::Rgb(_) => PageColour::Colour,
    }
}

/// How bright paper and ink are.
#[derive(Debug, Clone, Copy)]
struct Levels {
    paper: f32,
    ink: f32,
}

impl Levels {
    /// `None` for a page with too little ink to tell, or without paper.
    fn of(grey: &Raster) -> Option<Self> {
        let mut histogram = [0_u64; 256];
        // One row in four tells as much.
        for row in grey.pixels.bytes().chunks_exact(grey.width.max(1) as usize).step_by(4) {
            row.iter().for_each(|&value| histogram[usize::from(value)] += 1);
        }
        let total: u64 = histogram.iter().sum();
        let most = (0..256).max_by_key(|&value| histogram[value])?;
        let paper = most as f32;
        // Ink: the mean of what is clearly darker than paper, of its darkest half.
        let limit = (paper * 0.85) as usize;
        let darker: u64 = histogram[..limit].iter().sum();
        if (darker as f32) < total as f32 * INK_SHARE_MIN {
            return None;
        }
        let (mut count, mut sum) = (0, 0.0);
        for (value, &of_value) in histogram[..limit].iter().enumerate() {
            let taken = of_value.min(darker / 2 + 1 - count);
            count += taken;
            sum += value as f32 * taken as f32;
        }
        Some(Self { paper, ink: sum / count as f32 })
    }

    fn contrast(self) -> f32 {
        (self.paper - self.ink) / 255.0
    }

    fn middle(self) -> u8 {
        f32::midpoint(self.paper, self.ink) as u8
    }
}

/// How far the sharpest edges of letters take from paper to ink, in millimetres: within half a millimetre about each steepest
/// step, the whole change by that step. The sharper fifth of all places is told: pencil, stamps and
/// photographs are soft on the sharpest scan.
fn edge_mm(grey: &Raster, levels: Levels) -> Option<f32> {
    /// With fewer places nothing is said.
    const PLACES_MIN: usize = 200;
    let (width, height) = (grey.width as usize, grey.height as usize);
    let reach = ((0.5 / 25.4 * grey.dpi).round() as usize).max(2);
    let least = (levels.paper - levels.ink) * 0.5;
    let bytes = grey.pixels.bytes();
    let margin = width / 40 + reach;
    let mut ratios = Vec::new();
    let mut mean = vec![0.0_f32; width];
    for y in (height / 40 + 1..(height - height / 40).saturating_sub(1)).step_by(7) {
        // Three rows together: grain is weaker, upright strokes are not.
        for (x, mean) in mean.iter_mut().enumerate() {
            let sum: u32 = [y - 1, y, y + 1].iter().map(|row| u32::from(bytes[row * width + x])).sum();
            *mean = sum as f32 / 3.0;
        }
        for from in (margin..(width - margin).saturating_sub(reach)).step_by(reach) {
            let step = |at: usize| (mean[at + 1] - mean[at]).abs();
            let steepest =
                (from..from + reach).max_by(|one, other| step(*one).total_cmp(&step(*other))).unwrap_or(from);
            let near = &mean[steepest - reach..=steepest + reach];
            let low = near.iter().copied().fold(f32::MAX, f32::min);
            let high = near.iter().copied().fold(f32::MIN, f32::max);
            if high - low > least {
                ratios.push(step(steepest) / (high - low));
            }
        }
    }
    if ratios.len() < PLACES_MIN {
        return None;
    }
    let at = ratios.len() * 4 / 5;
    let (_, ratio, _) = ratios.select_nth_unstable_by(at, f32::total_cmp);
    Some(25.4 / grey.dpi / *ratio)
}

/// One side of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

impl Side {
    const ALL: [Self; 4] = [Self::Left, Self::Right, Self::Top, Self::Bottom];

    fn vietnamese(self) -> &'static str {
        match self {
            Self::Left => "trái",
            Self::Right => "phải",
            Self::Top => "trên",
            Self::Bottom => "dưới",
        }
    }

    /// How long the side is, in pixels.
    fn length(self, page: &Raster) -> usize {
        match self {
            Self::Left | Self::Right => page.height as usize,
            Self::Top | Self::Bottom => page.width as usize,
        }
    }

    /// The pixel `along` the side and `inward` from it.
    fn pixel(self, page: &Raster, along: usize, inward: usize) -> u8 {
        let (width, height) = (page.width as usize, page.height as usize);
        let at = match self {
            Self::Left => along * width + inward,
            Self::Right => along * width + width - 1 - inward,
            Self::Top => inward * width + along,
            Self::Bottom => (height - 1 - inward) * width + along,
        };
        page.pixels.bytes()[at]
    }
}

/// The side over which writing runs: along it stand many dark runs as long as strokes, and each goes on inward. A shadow of
/// the scanner is one long run, a rule of a table crosses alone.
fn cut_off(page: &Raster, levels: Levels) -> Option<Side> {
    /// So many strokes at one side are not chance.
    const STROKES_MIN: usize = 10;
    /// How long strokes are where an edge cuts them.
    const STROKE_MM: std::ops::Range<f32> = 0.2..3.5;
    let px = |mm: f32| (mm / 25.4 * page.dpi) as usize;
    let (at, further, inside) = (px(0.2).max(1), px(0.8).max(2), px(2.5).max(3));
    if page.width as usize <= 2 * inside || page.height as usize <= 2 * inside {
        return None;
    }
    let middle = levels.middle();
    Side::ALL.into_iter().find(|side| {
        let length = side.length(page);
        let dark = |along: usize, inward: usize| side.pixel(page, along, inward) < middle;
        let (mut strokes, mut dark_pixels) = (0, 0);
        let mut start = None;
        for along in 0..=length {
            match (along < length && dark(along, at), start) {
                (true, None) => start = Some(along),
                (false, Some(from)) => {
                    dark_pixels += along - from;
                    let touches = (from..along).any(|along| dark(along, 0));
                    let goes_on =
                        touches && (from..along).any(|along| (further..inside).any(|inward| dark(along, inward)));
                    let long = (along - from) as f32 / page.dpi * 25.4;
                    strokes += usize::from(STROKE_MM.contains(&long) && goes_on);
                    start = None;
                }
                _ => (),
            }
        }
        strokes >= STROKES_MIN && dark_pixels * 2 < length
    })
}

/// The side from which something dark and even reaches over the page: a finger, a clip, a folded corner, a shadow. A dark
/// margin along a whole side is where the scanner saw past the sheet, and covers nothing.
fn covered(page: &Raster, levels: Levels) -> Option<Side> {
    /// Looked at in squares of this size.
    const CELL_MM: f32 = 2.5;
    /// A square darker than this share of the paper's brightness is covered.
    const COVERED_MAX: f32 = 0.72;
    /// Writing is uneven; skin and shadow are not: mean difference of neighbours in a square.
    const EVEN_MAX: f32 = 9.0;
    /// How far it must reach in, and how much of the page it must cover.
    const REACH_CELLS_MIN: usize = 4;
    const CELLS_MIN: usize = 24;
    /// Along more of a side than this, and no deeper than [`MARGIN_CELLS_MAX`], it is a margin.
    const MARGIN_SHARE: f32 = 0.6;
    const MARGIN_CELLS_MAX: usize = 8;
    /// A page so dark all over is a picture.
    const PAGE_SHARE_MAX: f32 = 0.4;

    let cell = ((CELL_MM / 25.4 * page.dpi) as usize).max(4);
    let (columns, rows) = (page.width as usize / cell, page.height as usize / cell);
    let limit = levels.paper * COVERED_MAX;
    let mut dark: Vec<bool> = (0..rows * columns)
        .map(|at| {
            let (mean, uneven) = cell_of(page, at % columns * cell, at / columns * cell, cell);
            mean < limit && uneven < EVEN_MAX
        })
        .collect();
    if dark.iter().filter(|&&dark| dark).count() as f32 > dark.len() as f32 * PAGE_SHARE_MAX {
        return None;
    }
    for start in 0..dark.len() {
        let (x, y) = (start % columns, start / columns);
        let side = match (x, y) {
            (0, _) => Side::Left,
            (_, 0) => Side::Top,
            (x, _) if x + 1 == columns => Side::Right,
            (_, y) if y + 1 == rows => Side::Bottom,
            _ => continue,
        };
        if !dark[start] {
            continue;
        }
        let (mut cells, mut left, mut right, mut top, mut bottom) = (0, x, x, y, y);
        let mut open = vec![start];
        dark[start] = false;
        while let Some(at) = open.pop() {
            let (x, y) = (at % columns, at / columns);
            cells += 1;
            (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
            let near = [
                (x > 0).then(|| at - 1),
                (x + 1 < columns).then_some(at + 1),
                (y > 0).then(|| at - columns),
                (y + 1 < rows).then_some(at + columns),
            ];
            for near in near.into_iter().flatten() {
                if dark[near] {
                    dark[near] = false;
                    open.push(near);
                }
            }
        }
        let (wide, high) = (right - left + 1, bottom - top + 1);
        let (along, of, deep) = match side {
            Side::Left | Side::Right => (high, rows, wide),
            Side::Top | Side::Bottom => (wide, columns, high),
        };
        let margin = along as f32 > of as f32 * MARGIN_SHARE && deep <= MARGIN_CELLS_MAX;
        if cells >= CELLS_MIN && wide.min(high) >= REACH_CELLS_MIN && !margin {
            return Some(side);
        }
    }
    None
}

/// Mean brightness of a square, and how much neighbours in its rows differ.
fn cell_of(page: &Raster, left: usize, top: usize, cell: usize) -> (f32, f32) {
    let width = page.width as usize;
    let (mut sum, mut differences, mut count) = (0_u32, 0_u32, 0_u32);
    for y in (top..top + cell).step_by(3) {
        let row = &page.pixels.bytes()[y * width + left..y * width + left + cell];
        sum += row.iter().map(|&value| u32::from(value)).sum::<u32>();
        differences += row.windows(2).map(|pair| u32::from(pair[0].abs_diff(pair[1]))).sum::<u32>();
        count += cell as u32;
    }
    (sum as f32 / count as f32, differences as f32 / count as f32)
}

/// True for a sheet in the proportions of the A series (ISO 216) in none of its sizes.
fn is_scaled(width_mm: f32, height_mm: f32) -> bool {
    const LONG_MM: [f32; 7] = [1189.0, 841.0, 594.0, 420.0, 297.0, 210.0, 148.0];
    let (short, long) = (width_mm.min(height_mm), width_mm.max(height_mm));
    let of_a = (long / short - std::f32::consts::SQRT_2).abs() < 0.02;
    of_a && !LONG_MM.iter().any(|size| (long / size - 1.0).abs() < 0.04)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: PageSize = PageSize { width_px: 1654, height_px: 2339, dpi: 200.0 };

    /// Bars like letters on paper; `ink` and `paper` grey levels, `soft` how many pixels an edge takes.
    fn page(paper: u8, ink: u8, soft: f32, left: u32) -> Raster {
        let (width, height) = (SIZE.width_px, SIZE.height_px);
        let bytes = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| {
            let in_line = (200..2100).contains(&y) && y % 40 < 16 && x > left && x < 1500;
            if !in_line {
                return paper;
            }
            // A bar of eight pixels every twenty-four.
            let from_bar = ((x % 24) as f32 - 12.0).abs();
            let share = ((4.0 + soft / 2.0 - from_bar) / soft).clamp(0.0, 1.0);
            (f32::from(paper) + (f32::from(ink) - f32::from(paper)) * share) as u8
        });
        Raster::from_grey(width, height, SIZE.dpi, bytes.collect())
    }

    fn findings(raster: &Raster) -> Vec<(FindingKind, Severity)> {
        let (_, findings) = gate(3, SIZE, raster, raster);
        let told = |kind| !matches!(kind, FindingKind::NotColour | FindingKind::BelowReadingDpi);
        findings
            .into_iter()
            .filter(|finding| told(finding.kind))
            .map(|finding| (finding.kind, finding.severity))
            .collect()
    }

    #[test]
    fn a_good_scan_passes() {
        assert_eq!(findings(&page(240, 30, 1.5, 150)), []);
    }

    #[test]
    fn what_is_wrong_is_told_with_what_to_do() {
        assert_eq!(findings(&page(240, 30, 6.0, 150)), [(FindingKind::Blurred, Severity::Hold)]);
        assert_eq!(findings(&page(240, 190, 1.5, 150)), [(FindingKind::LowContrast, Severity::Hold)]);
        assert_eq!(findings(&page(240, 160, 1.5, 150)), [(FindingKind::LowContrast, Severity::Note)]);
        let blurred = page(240, 30, 6.0, 150);
        let (_, told) = gate(3, SIZE, &blurred, &blurred);
        assert!(told.iter().any(|finding| finding.message == "trang 3 bị mờ, quét lại ở 300 dpi"), "{told:?}");
    }

    #[test]
    fn dpi_says_what_to_do() {
        let told = |dpi| low_dpi(3, dpi).map(|finding| (finding.severity, finding.message));
        assert_eq!(told(100.0), Some((Severity::Hold, "trang 3: 100 dpi, quét lại ở 300 dpi".to_owned())));
        assert_eq!(told(200.0), Some((Severity::Note, "trang 3: 200 dpi, nên quét ở 300 dpi".to_owned())));
        assert_eq!(told(299.7), None);
    }

    #[test]
    fn writing_over_the_edge_is_cut_off() {
        let whole = page(240, 30, 1.5, 150);
        let cut = whole.crop([153, 0, SIZE.width_px - 153, SIZE.height_px]);
        let size = PageSize { width_px: cut.width, ..SIZE };
        let (_, told) = gate(1, size, &cut, &cut);
        let cut_off = told.iter().find(|finding| finding.kind == FindingKind::CutOff).map(|finding| &finding.message);
        assert_eq!(cut_off.map(String::as_str), Some("trang 1 bị mất chữ ở mép trái, đặt lại giấy rồi quét lại"));
    }

    #[test]
    fn a_finger_covers_and_a_margin_does_not() {
        let with = |covers: &dyn Fn(u32, u32) -> bool| {
            let mut page = page(240, 30, 1.5, 150);
            let width = page.width;
            let Pixels::Grey(bytes) = &mut page.pixels else { unreachable!("it is grey") };
            for (at, value) in (0..).zip(bytes.iter_mut()) {
                if covers(at % width, at / width) {
                    *value = 120;
                }
            }
            findings(&page)
        };
        // 20 mm wide, 25 mm into the page from the right.
        let finger = |x: u32, y: u32| x > 1654 - 200 && y.abs_diff(1200) < 80;
        assert_eq!(with(&finger), [(FindingKind::Shadow, Severity::Hold)]);
        assert_eq!(with(&|x, _| x < 100), []);
    }

    #[test]
    fn a_sheet_that_was_made_smaller_is_told() {
        assert!(!is_scaled(210.0, 297.0) && !is_scaled(148.5, 210.0) && !is_scaled(85.6, 54.0));
        assert!(!is_scaled(216.0, 279.0), "a Letter is no A-size");
        assert!(is_scaled(180.0, 254.6));
    }
}
