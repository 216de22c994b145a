//! A page reduced to the edges of its letters: what orientation and skew are measured on.

use crate::raster::Raster;

/// Dots per inch to which a page is reduced: marks above letters are still two pixels high.
const INK_DPI: f32 = 150.0;

/// An edge of more pixels in a row is of a rule, a table or the scanner's shadow, not of a letter.
const EDGE_RUN_MAX: usize = 24;

/// A page in black and white at about 150 dpi.
pub(super) struct Ink {
    width: usize,
    height: usize,
    dark: Vec<bool>,
}

/// Positions of edge pixels: `along` the direction of the lines, and `across` it.
pub(super) type Edges = Vec<(f32, f32)>;

impl Ink {
    pub(super) fn of(grey: &Raster) -> Self {
        let factor = ((grey.dpi / INK_DPI).round() as usize).clamp(1, 8);
        let (width, height) = (grey.width as usize / factor, grey.height as usize / factor);
        let stride = grey.width as usize;
        let mut means = Vec::with_capacity(width * height);
        let mut sums = vec![0_u32; width];
        for row in 0..height {
            sums.fill(0);
            for line in grey.pixels.bytes()[row * factor * stride..].chunks_exact(stride).take(factor) {
                for (sum, cell) in sums.iter_mut().zip(line.chunks_exact(factor)) {
                    *sum += cell.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
                }
            }
            means.extend(sums.iter().map(|&sum| (sum / (factor * factor) as u32) as u8));
        }
        let threshold = otsu(&means).clamp(80, 200);
        Self { width, height, dark: means.iter().map(|&mean| mean < threshold).collect() }
    }

    /// The page turned a quarter anticlockwise in the mind: its columns as rows.
    pub(super) fn sideways(&self) -> Self {
        let mut dark = vec![false; self.dark.len()];
        for y in 0..self.height {
            for x in 0..self.width {
                dark[(self.width - 1 - x) * self.height + y] = self.dark[y * self.width + x];
            }
        }
        Self { width: self.height, height: self.width, dark }
    }

    /// Upper and lower edges of what is dark, without long straight ones and without the page's margin.
    pub(super) fn edges(&self) -> (Edges, Edges) {
        (self.edges_towards(-1), self.edges_towards(1))
    }

    fn edges_towards(&self, direction: isize) -> Edges {
        let margin = (self.width.min(self.height) / 40).max(1);
        let mut edges = Vec::new();
        for y in margin..self.height.saturating_sub(margin) {
            let row = &self.dark[y * self.width..(y + 1) * self.width];
            let next = y.wrapping_add_signed(direction) * self.width;
            let beyond = &self.dark[next..next + self.width];
            let mut run_start = None;
            for x in margin..=self.width.saturating_sub(margin) {
                let is_edge = x < self.width - margin && row[x] && !beyond[x];
                match (is_edge, run_start) {
                    (true, None) => run_start = Some(x),
                    (false, Some(start)) => {
                        if x - start <= EDGE_RUN_MAX {
                            edges.extend((start..x).map(|x| (x as f32, y as f32)));
                        }
                        run_start = None;
                    }
                    _ => {}
                }
            }
        }
        edges
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.height
    }
}

/// Otsu's threshold: the one that parts the histogram into the two most different halves.
fn otsu(bytes: &[u8]) -> u8 {
    let mut histogram = [0_u64; 256];
    bytes.iter().for_each(|&byte| histogram[usize::from(byte)] += 1);
    let total = bytes.len() as f64;
    let weighted: f64 = histogram.iter().enumerate().map(|(value, &count)| value as f64 * count as f64).sum();
    let (mut below, mut weighted_below) = (0.0, 0.0);
    let (mut best, mut threshold) = (0.0, 128);
    for (value, &count) in histogram.iter().enumerate() {
        below += count as f64;
        weighted_below += value as f64 * count as f64;
        let above = total - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let difference = weighted_below / below - (weighted - weighted_below) / above;
        let between = below * above * difference * difference;
        if between > best {
            (best, threshold) = (between, value as u8);
        }
    }
    threshold.saturating_add(1)
}
