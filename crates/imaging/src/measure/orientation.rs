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

/// Within this ratio either way, of the two directions or of the two edges, a second opinion decides; and before any page is
/// turned, since nearly all are upright: capitals without marks deceive the edges.
const CERTAIN_DIRECTION_RATIO: f64 = 1.5;
const CERTAIN_EDGES_RATIO: f64 = 1.07;

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

/// A second opinion on which way up a grey page is: how far to turn it clockwise to have it upright
/// (0, 90, 180 or 270); `None` when that says nothing either.
pub type SecondOpinion<'a> = &'a mut dyn FnMut(&Raster) -> Option<u16>;

/// Finds how a grey page lies. A page without text, or one that could be either to the edges and to `second_opinion`, is taken
/// to be upright.
pub fn pose(grey: &Raster, second_opinion: SecondOpinion<'_>) -> Pose {
    if grey.width < 64 || grey.height < 64 {
        return Pose::default();
    }
    let ink = Ink::of(grey);
    let (upright, sideways) = (Lines::find(&ink), Lines::find(&ink.sideways()));
    let sharpness = |lines: &Option<Lines>| lines.as_ref().map(|lines| lines.sharpness);
    let ratio = match (sharpness(&sideways), sharpness(&upright)) {
        (Some(sideways), Some(upright)) => sideways / upright,
        (Some(_), None) => f64::MAX,
        (None, Some(_)) => 0.0,
        (None, None) => return Pose::default(),
    };
    let turned = ratio > SIDEWAYS_RATIO_MIN;
    let overturned_ratio = if turned { &sideways } else { &upright }.as_ref().map_or(1.0, Lines::overturned_ratio);
    let found_deg = match (turned, overturned_ratio > OVERTURNED_RATIO_MIN) {
        (false, false) => 0,
        (true, false) => 270,
        (false, true) => 180,
        (true, true) => 90,
    };
    let certain =
        found_deg == 0 && tells(ratio, CERTAIN_DIRECTION_RATIO) && tells(overturned_ratio, CERTAIN_EDGES_RATIO);
    let rotation_deg = if certain { found_deg } else { second_opinion(grey).unwrap_or(found_deg) };
    let lines = if rotation_deg % 180 == 0 { upright } else { sideways };
    Pose { rotation_deg, skew_deg: lines.map_or(0.0, |lines| lines.skew_deg) }
}

/// True when a ratio is so far from 1 either way.
fn tells(ratio: f64, least: f64) -> bool {
    ratio >= least || ratio <= 1.0 / least
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

    /// How much sharper the upper edges are than the lower: above 1 for lines that stand on their heads.
    fn overturned_ratio(&self) -> f64 {
        let upper = self.sharpness_of(&self.upper, self.skew_deg);
        let lower = self.sharpness_of(&self.lower, self.skew_deg);
        upper / lower
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of bars, `spacing` apart: the same upside down.
    fn bars(width: u32, height: u32, spacing: u32) -> Raster {
        let dark = |at: u32| {
            let (x, y) = (at % width, at / width);
            y % spacing < spacing / 3 && x % 17 < 9 && (40..width - 40).contains(&x) && (40..height - 40).contains(&y)
        };
        Raster::from_grey(width, height, 150.0, (0..width * height).map(|at| if dark(at) { 0 } else { 255 }).collect())
    }

    #[test]
    fn where_edges_leave_it_open_the_second_opinion_decides() {
        let page = bars(800, 600, 36);
        for (opinion, rotation_deg) in [(None, 0), (Some(180), 180), (Some(270), 270)] {
            let mut asked = 0;
            let pose = pose(&page, &mut |_| {
                asked += 1;
                opinion
            });
            assert_eq!((pose.rotation_deg, asked), (rotation_deg, 1), "{opinion:?}");
        }
        let empty = Raster::from_grey(800, 600, 150.0, vec![255; 800 * 600]);
        assert_eq!(pose(&empty, &mut |_| panic!("nothing to have an opinion on")), Pose::default());
    }
}
