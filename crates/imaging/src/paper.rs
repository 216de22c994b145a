//! How many dots per inch an image has when its file does not say, or says what cannot be.

/// A4's long side in inches (ISO 216).
const A4_LONG_INCH: f32 = 297.0 / 25.4;

/// No scanner for files takes a longer sheet; what claims to be one is an image whose resolution was never set.
const SHEET_LONG_INCH_MAX: f32 = 34.0;

/// The dots per inch of an image: as told, unless that would make a sheet that no scanner takes; else as if it were an
/// A4 sheet, which is what official papers are written on (Decree 30/2020/NĐ-CP, annex I).
pub(crate) fn dpi_of(told: Option<f32>, width_px: u32, height_px: u32) -> f32 {
    let long_px = width_px.max(height_px) as f32;
    match told {
        Some(dpi) if dpi >= 50.0 && long_px / dpi <= SHEET_LONG_INCH_MAX && !is_screen_default(dpi) => dpi,
        _ => long_px / A4_LONG_INCH,
    }
}

/// Cameras and drawing programs write 72 or 96 when they do not know.
fn is_screen_default(dpi: f32) -> bool {
    (dpi - 72.0).abs() < 0.5 || (dpi - 96.0).abs() < 0.5
}

#[cfg(test)]
mod tests {
    use super::dpi_of;

    #[test]
    fn the_file_is_believed_when_it_can_be() {
        for (told, width, height, dpi) in [
            (Some(300.0), 2480, 3508, 300.0),
            (Some(200.0), 1654, 2339, 200.0),
            (None, 2480, 3508, 300.0),
            (Some(72.0), 2480, 3508, 300.0),
            (Some(1.0), 2480, 3508, 300.0),
        ] {
            let found = dpi_of(told, width, height);
            assert!((found - dpi).abs() < 0.1, "{told:?} {width} × {height}: {found}");
        }
    }
}
