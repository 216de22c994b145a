//! Which way up a page is and how far it leans, from the edges of its letters alone.
//!
//! Lines of text make sharp peaks when the edges are projected along them: the direction and angle with the sharpest
//! peaks is that of the lines. Upright Latin letters stand on one base line, while ascenders, capitals and above all the
//! marks of Vietnamese give their upper edges many heights: the side with the sharper peaks is the lower one.

use super::ink::{Edges, Ink};
use crate::raster::Raster;

/// A page leaning further is not straightened.
const SKEW_DEG_MAX: f32 = 15.0;

/// With fewer edge pixels there is no text to go by.
const EDGES_MIN: usize = 400;

/// How much sharper the other direction must be before a page is turned: upright is what most pages are.
const SIDEWAYS_RATIO_MIN: f64 = 1.15;

/// How much sharper the upper edges must be before a page is turned over.
const OVERTURNED_RATIO_MIN: f64 = 1.04;

/// Pixels projected in the search; more change nothing but the time.
const SAMPLE: usize = 16_000;

/// How a page lies.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pose {
    /// How far to turn the page clockwise to have it upright: 0, 90, 180 or 270.
    pub rotation_deg: u16,
    /// How far the page leans once turned so, clockwise positive.
    pub skew_deg: f32,
}

/// Finds how a grey page lies. A page without text, or one that could be either, is taken to be upright.
pub fn pose(grey: &Raster) -> Pose {
    if grey.width < 64 || grey.height < 64 {
        return Pose::default();
    }
    let ink = Ink::of(grey);
    let upright = Lines::find(&ink);
    let sideways = Lines::find(&ink.sideways());
    let (lines, turned) = match (upright, sideways) {
        (Some(upright), Some(sideways)) if sideways.sharpness > upright.sharpness * SIDEWAYS_RATIO_MIN => {
            (sideways, true)
        }
        (Some(upright), _) => (upright, false),
        (None, Some(sideways)) => (sideways, true),
        (None, None) => return Pose::default(),
    };
    let overturned = lines.is_overturned();
    let rotation_deg = match (turned, overturned) {
        (false, false) => 0,
        (true, false) => 270,
        (false, true) => 180,
        (true, true) => 90,
    };
    Pose { rotation_deg, skew_deg: lines.skew_deg }
}

/// The lines of text in one of the two directions.
struct Lines {
    upper: Edges,
    lower: Edges,
    height: usize,
    width: usize,
    skew_deg: f32,
    sharpness: f64,
}

impl Lines {
    fn find(ink: &Ink) -> Option<Self> {
        let (upper, lower) = ink.edges();
        if upper.len() + lower.len() < EDGES_MIN {
            return None;
        }
        let mut lines = Self { upper, lower, height: ink.height(), width: ink.width(), skew_deg: 0.0, sharpness: 0.0 };
        lines.search();
        Some(lines)
    }

    /// Half a degree at a time, then finer about the best.
    fn search(&mut self) {
        let (upper, lower) = (thinned(&self.upper), thinned(&self.lower));
        let mut best = (0.0, f64::MIN);
        for (span, step) in [(SKEW_DEG_MAX, 0.5), (0.5, 0.1), (0.1, 0.02)] {
            let middle = best.0;
            let steps = (span / step).round() as i32;
            for at in -steps..=steps {
                let degrees = middle + at as f32 * step;
                let value = self.sharpness_of(&upper, degrees) + self.sharpness_of(&lower, degrees);
                // Of equals the straighter.
                if value > best.1 * 1.000_001 || (value >= best.1 && degrees.abs() < f32::abs(best.0)) {
                    best = (degrees, value);
                }
            }
        }
        (self.skew_deg, self.sharpness) = best;
        if self.skew_deg.abs() < 0.03 {
            self.skew_deg = 0.0;
        }
    }

    fn is_overturned(&self) -> bool {
        let upper = self.sharpness_of(&self.upper, self.skew_deg);
        let lower = self.sharpness_of(&self.lower, self.skew_deg);
        upper > lower * OVERTURNED_RATIO_MIN
    }

    /// How peaked the projection is: 1 for edges that lie evenly, more for lines.
    fn sharpness_of(&self, edges: &[(f32, f32)], degrees: f32) -> f64 {
        if edges.is_empty() {
            return 0.0;
        }
        let slope = degrees.to_radians().tan();
        let shift = (self.width as f32 * slope.abs()).ceil();
        let bins = self.height + 2 * shift as usize + 2;
        let mut histogram = vec![0_u32; bins];
        for &(x, y) in edges {
            let bin = (y - x * slope + shift) as usize;
            histogram[bin.min(bins - 1)] += 1;
        }
        let squares: f64 = histogram.iter().map(|&count| f64::from(count) * f64::from(count)).sum();
        let total = edges.len() as f64;
        squares * self.height as f64 / (total * total)
    }
}

fn thinned(edges: &Edges) -> Edges {
    edges.iter().copied().step_by((edges.len() / SAMPLE).max(1)).collect()
}
