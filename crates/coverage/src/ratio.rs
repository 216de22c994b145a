//! Shares and averages of whole numbers, rounded once and half up, so that the same counts give the same figure everywhere.

/// `numerator ÷ denominator` with four decimals (in percent: two, DOMAIN §5.3); `None` when there is nothing to share.
pub(crate) fn share(numerator: u64, denominator: u64) -> Option<f64> {
    scaled(numerator, denominator, 10_000)
}

/// `numerator ÷ denominator` with two decimals.
pub(crate) fn average(numerator: u64, denominator: u64) -> Option<f64> {
    scaled(numerator, denominator, 100)
}

/// In whole numbers: a division in floating point would put some exact halves on the wrong side.
#[allow(clippy::cast_precision_loss)] // Counts of papers, seconds and days are far below 2^52.
fn scaled(numerator: u64, denominator: u64, scale: u32) -> Option<f64> {
    let (numerator, denominator, scaling) = (u128::from(numerator), u128::from(denominator), u128::from(scale));
    let rounded = (2 * numerator * scaling + denominator).checked_div(2 * denominator)?;
    Some(u64::try_from(rounded).unwrap_or(u64::MAX) as f64 / f64::from(scale))
}

/// A count as a number to reckon with.
#[allow(clippy::cast_precision_loss)] // As above.
pub(crate) fn real(count: u64) -> f64 {
    count as f64
}

/// Rounded to two decimals.
pub(crate) fn two_decimals(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Rounded to four decimals.
pub(crate) fn four_decimals(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// The least whole number that is not below a number that is not negative; what only rounding put above one is not counted.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Saturates, and is never negative.
pub(crate) fn at_least(value: f64) -> u64 {
    (value - 1e-9).ceil().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_two_decimals_in_percent_and_halves_go_up() {
        assert_eq!(share(1, 3), Some(0.3333));
        assert_eq!(share(2, 3), Some(0.6667));
        // 1/800 is 0.125 %.
        assert_eq!(share(1, 800), Some(0.0013));
        assert_eq!(share(7, 7), Some(1.0));
        assert_eq!(share(0, 7), Some(0.0));
        assert_eq!(share(0, 0), None);
        assert_eq!(average(2_000, 3), Some(666.67));
    }

    #[test]
    fn the_least_whole_number_is_not_lifted_by_rounding() {
        assert_eq!(at_least(0.35 * 100.0), 35);
        assert_eq!(at_least(0.55 * 100.0), 55);
        assert_eq!(at_least(34.2), 35);
        assert_eq!(at_least(0.0), 0);
    }
}
