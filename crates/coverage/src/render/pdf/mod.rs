//! PDF to be printed and kept: A4 across, tagged PDF/A-2a, with the fonts in it. First everything gets its place on a page
//! ([`layout`]), then it is drawn ([`draw`]), so that each page can say how many there are.

mod chart;
mod draw;
mod fonts;
mod layout;
mod page;
mod table;

use super::RenderError;
use crate::report::Report;

/// The report as PDF/A-2a. Its date is the report's last day.
///
/// # Errors
/// None but a fault of this program.
pub fn pdf(report: &Report) -> Result<Vec<u8>, RenderError> {
    let faces = fonts::Faces::load()?;
    let pages = layout::pages(report, &faces);
    draw::draw(report, &pages)
}
