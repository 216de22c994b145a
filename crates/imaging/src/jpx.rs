//! JPEG 2000: pixels (grey, RGB; CMYK as RGB; opacity is left out).

use hayro_jpeg2000::{ColorSpace, DecodeSettings, DecoderContext, Image};

use crate::error::{DecodeError, guarded};
use crate::limits;
use crate::raster::Pixels;

/// Decodes a JPEG 2000 file or codestream: width, height, pixels.
pub(crate) fn decode(data: &[u8]) -> Result<(u32, u32, Pixels), DecodeError> {
    guarded(|| decode_unguarded(data))
}

fn decode_unguarded(data: &[u8]) -> Result<(u32, u32, Pixels), DecodeError> {
    let failed = |cause: &dyn std::fmt::Display| DecodeError::Damaged(format!("JPEG 2000: {cause}"));
    let image = Image::new(data, &DecodeSettings::default()).map_err(|cause| failed(&cause))?;
    let (width, height) = (image.width(), image.height());
    let channels = usize::from(image.color_space().num_channels());
    limits::check(width, height, channels as u64)?;
    let mut context = DecoderContext::default();
    let samples = image.decode(&mut context).map_err(|cause| failed(&cause))?.data_u8();
    let stride = channels + usize::from(image.has_alpha());
    let pixels = samples.chunks_exact(stride).map(|pixel| &pixel[..channels]);
    let pixels = match (image.color_space(), channels) {
        (_, 1) => Pixels::Grey(pixels.flatten().copied().collect()),
        (_, 3) => Pixels::Rgb(pixels.flatten().copied().collect()),
        (ColorSpace::CMYK, _) => Pixels::Rgb(pixels.flat_map(rgb_of_cmyk).collect()),
        _ => return Err(DecodeError::Unsupported(format!("JPEG 2000 with {channels} colour channels"))),
    };
    Ok((width, height, pixels))
}

/// The plain conversion of ISO 32000-1, 10.3.5 (here in its multiplied form, as image libraries have it).
fn rgb_of_cmyk(pixel: &[u8]) -> [u8; 3] {
    let light = 255 - u32::from(pixel[3]);
    [0, 1, 2].map(|ink| ((255 - u32::from(pixel[ink])) * light / 255) as u8)
}
