//! The net that reads a strip of digits, run forward; its weights are trained by `fixtures/handwriting`.
//!
//! Four convolutions, each with its features brought to one size, then the strip's height folded into one row, a look at the
//! neighbours along it, and for every second column of the strip the probabilities of ten digits and of "nothing yet" (CTC,
//! Graves 2006). `fixtures/handwriting/net.py` is the same net; a test compares the two.

use std::sync::LazyLock;

/// Rows of a strip.
pub(super) const STRIP_HEIGHT: usize = 40;
/// A blank and ten digits.
pub(super) const CLASSES: usize = 11;

const CHANNELS: [usize; 4] = [12, 24, 32, 48];
const HIDDEN: usize = 64;
const TAPS: usize = 5;
/// Rows left where the height is folded.
const ROWS: usize = 5;
/// What the file begins with: a mark with the version, then the shape.
const MAGIC: &[u8; 4] = b"HWN1";
/// Keeps the size of features away from zero.
const EPSILON: f32 = 1e-3;

/// What the net says of one column of the strip: probabilities of the blank and of 0 to 9.
pub(super) type Column = [f32; CLASSES];

/// A layer: its weights, what is added, and how large its features are made.
struct Layer {
    weights: Vec<f32>,
    bias: Vec<f32>,
    gain: Vec<f32>,
}

/// The trained net.
pub(super) struct Net {
    convolutions: Vec<Layer>,
    fold: Layer,
    along: Layer,
    out: Vec<f32>,
    out_bias: Vec<f32>,
}

/// Features of a strip: rows of columns of channels.
struct Features {
    height: usize,
    width: usize,
    channels: usize,
    values: Vec<f32>,
}

/// Takes weights from the file in order.
struct Weights<'a>(&'a [u8]);

impl Weights<'_> {
    fn take(&mut self, count: usize) -> Option<Vec<f32>> {
        let (head, rest) = self.0.split_at_checked(4 * count)?;
        self.0 = rest;
        Some(head.chunks_exact(4).map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])).collect())
    }

    fn layer(&mut self, inputs: usize, outputs: usize) -> Option<Layer> {
        let weights = self.take(inputs * outputs)?;
        Some(Layer { weights, bias: self.take(outputs)?, gain: self.take(outputs)? })
    }
}

impl Net {
    /// The net in the binary.
    pub(super) fn bundled() -> &'static Self {
        #[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
        static NET: LazyLock<Net> = LazyLock::new(|| {
            Net::parse(include_bytes!("weights.bin")).expect("weights.bin is of this version's shape")
        });
        &NET
    }

    /// `None` when the file is of another version or shape.
    fn parse(file: &[u8]) -> Option<Self> {
        let shape: Vec<u8> = CHANNELS
            .into_iter()
            .chain([HIDDEN, TAPS, CLASSES, ROWS])
            .flat_map(|size| (size as u32).to_le_bytes())
            .collect();
        let mut weights = Weights(file.strip_prefix(MAGIC)?.strip_prefix(shape.as_slice())?);
        let mut before = 1;
        let mut convolutions = Vec::new();
        for channels in CHANNELS {
            convolutions.push(weights.layer(9 * before, channels)?);
            before = channels;
        }
        let net = Self {
            convolutions,
            fold: weights.layer(ROWS * before, HIDDEN)?,
            along: weights.layer(TAPS * HIDDEN, HIDDEN)?,
            out: weights.take(HIDDEN * CLASSES)?,
            out_bias: weights.take(CLASSES)?,
        };
        weights.0.is_empty().then_some(net)
    }

    /// What is written on a strip of [`STRIP_HEIGHT`] rows, ink 1 on 0: a column for every two of the strip.
    pub(super) fn read(&self, strip: &[f32]) -> Vec<Column> {
        let width = strip.len() / STRIP_HEIGHT;
        let mut features = Features { height: STRIP_HEIGHT, width, channels: 1, values: strip.to_vec() };
        for (at, layer) in self.convolutions.iter().enumerate() {
            features = convolve(&features, layer);
            match at {
                0 => features = pool(&features, 2, 2),
                1 | 2 => features = pool(&features, 2, 1),
                _ => (),
            }
        }
        let folded = self.fold(&features);
        let beside = self.look_along(&folded);
        let both = folded.chunks_exact(HIDDEN).zip(beside.chunks_exact(HIDDEN));
        both.map(|(here, beside)| self.answer(here, beside)).collect()
    }

    fn fold(&self, features: &Features) -> Vec<f32> {
        let mut folded = Vec::with_capacity(features.width * HIDDEN);
        for column in 0..features.width {
            let mut sums = self.fold.bias.clone();
            for row in 0..features.height {
                let from = row * features.channels;
                add_products(&mut sums, features.at(row, column), &self.fold.weights[from * HIDDEN..]);
            }
            folded.append(&mut sums);
        }
        level(&mut folded, &self.fold.gain);
        folded
    }

    fn look_along(&self, folded: &[f32]) -> Vec<f32> {
        let columns: Vec<&[f32]> = folded.chunks_exact(HIDDEN).collect();
        let mut seen = Vec::with_capacity(folded.len());
        for at in 0..columns.len() {
            let mut sums = self.along.bias.clone();
            for tap in 0..TAPS {
                if let Some(column) = (at + tap).checked_sub(TAPS / 2).and_then(|at| columns.get(at)) {
                    add_products(&mut sums, column, &self.along.weights[tap * HIDDEN * HIDDEN..]);
                }
            }
            seen.append(&mut sums);
        }
        level(&mut seen, &self.along.gain);
        seen
    }

    fn answer(&self, here: &[f32], beside: &[f32]) -> Column {
        let both: Vec<f32> = here.iter().zip(beside).map(|(here, beside)| here + beside).collect();
        let mut scores = self.out_bias.clone();
        add_products(&mut scores, &both, &self.out);
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let mut column = [0.0; CLASSES];
        column.iter_mut().zip(&scores).for_each(|(share, score)| *share = (score - most).exp());
        let all: f32 = column.iter().sum();
        column.map(|share| share / all)
    }
}

impl Features {
    fn at(&self, row: usize, column: usize) -> &[f32] {
        let from = (row * self.width + column) * self.channels;
        &self.values[from..from + self.channels]
    }
}

/// Adds to `sums` each input times its row of weights.
fn add_products(sums: &mut [f32], inputs: &[f32], weights: &[f32]) {
    for (input, row) in inputs.iter().zip(weights.chunks_exact(sums.len())) {
        // After each layer half of the features are zero.
        if *input != 0.0 {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += input * weight);
        }
    }
}

/// A convolution of 3 × 3; beyond the edges all is zero.
fn convolve(features: &Features, layer: &Layer) -> Features {
    let channels = layer.bias.len();
    let mut values = Vec::with_capacity(features.height * features.width * channels);
    let inside = |at: usize, step: usize, size: usize| (at + step).checked_sub(1).filter(|at| *at < size);
    for row in 0..features.height {
        for column in 0..features.width {
            let from = values.len();
            values.extend_from_slice(&layer.bias);
            for (step, weights) in layer.weights.chunks_exact(features.channels * channels).enumerate() {
                let near = inside(row, step / 3, features.height).zip(inside(column, step % 3, features.width));
                if let Some((row, column)) = near {
                    add_products(&mut values[from..], features.at(row, column), weights);
                }
            }
        }
    }
    level(&mut values, &layer.gain);
    Features { height: features.height, width: features.width, channels, values }
}

/// Brings the features of each place to one size (root mean square), and drops what is below zero.
fn level(values: &mut [f32], gain: &[f32]) {
    for place in values.chunks_exact_mut(gain.len()) {
        let square = place.iter().map(|value| value * value).sum::<f32>() / gain.len() as f32;
        let scale = 1.0 / (square + EPSILON).sqrt();
        place.iter_mut().zip(gain).for_each(|(value, gain)| *value = (*value * scale * gain).max(0.0));
    }
}

/// The largest of each `rows` × `columns`.
fn pool(features: &Features, rows: usize, columns: usize) -> Features {
    let (height, width, channels) = (features.height / rows, features.width / columns, features.channels);
    let mut values = vec![f32::MIN; height * width * channels];
    for row in 0..height * rows {
        for column in 0..width * columns {
            let into = (row / rows * width + column / columns) * channels;
            let most = &mut values[into..into + channels];
            most.iter_mut().zip(features.at(row, column)).for_each(|(most, value)| *most = most.max(*value));
        }
    }
    Features { height, width, channels, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_net_that_was_trained_says() {
        let reference = include_bytes!("reference.bin");
        let (strip, logarithms) = reference.split_at(STRIP_HEIGHT * 112);
        let strip: Vec<f32> = strip.iter().map(|byte| f32::from(*byte) / 255.0).collect();
        let wanted = Weights(logarithms).take(56 * CLASSES).unwrap();
        let columns = Net::bundled().read(&strip);
        assert_eq!(columns.len() * CLASSES, wanted.len());
        for (share, wanted) in columns.iter().flatten().zip(&wanted) {
            assert!((share - wanted.exp()).abs() < 1e-4, "{share} is not {}", wanted.exp());
        }
    }

    #[test]
    fn a_file_of_another_shape_is_not_read() {
        let file = include_bytes!("weights.bin");
        assert!(Net::parse(file).is_some());
        assert!(Net::parse(&file[..file.len() - 4]).is_none());
        assert!(Net::parse(&[b"HWN2", &file[4..]].concat()).is_none());
    }
}
