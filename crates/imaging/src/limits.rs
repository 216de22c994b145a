//! How much may be allocated for one page. A scan of A3 at 600 dpi in colour passes; a bomb does not.

use crate::error::DecodeError;

/// Pixels of a page at its native size; more is refused by its header.
pub(crate) const PIXELS_MAX: u64 = 200_000_000;

/// Bytes of one decoded image: 85 million pixels in colour, 200 million in grey by [`PIXELS_MAX`].
pub(crate) const DECODED_BYTES_MAX: u64 = 256 << 20;

/// Pixels of a page drawn from vectors (four bytes each while drawing, and reading takes copies): A3 at 300 dpi has
/// 17 million. A larger page is drawn at fewer dots per inch.
pub(crate) const DRAWN_PIXELS_MAX: u64 = 18_000_000;

/// Pixels of one picture that is drawn as part of a page: the renderer holds it several times over.
pub(crate) const DRAWN_IMAGE_PIXELS_MAX: u64 = 40_000_000;

/// Checks a header before anything is allocated.
pub(crate) fn check(width_px: u32, height_px: u32, channels: u64) -> Result<(), DecodeError> {
    let pixels = u64::from(width_px) * u64::from(height_px);
    if pixels == 0 {
        return Err(DecodeError::damaged("an image without pixels"));
    }
    if pixels > PIXELS_MAX || pixels * channels > DECODED_BYTES_MAX {
        return Err(DecodeError::TooLarge { width_px, height_px });
    }
    Ok(())
}
