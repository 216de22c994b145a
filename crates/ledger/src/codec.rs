//! How counters are stored: small numbers in few bytes, because a figure is a sum over thousands of them.
//!
//! A number is zigzag and LEB128, seven bits a byte with the lowest first, as in Protocol Buffers' `sint64`.

use jiff::civil::Date;

use crate::{Activity, LedgerError, Measure, store::damaged};

/// Appends a number.
pub(crate) fn put_number(to: &mut Vec<u8>, number: i64) {
    let mut rest = (number << 1 ^ number >> 63).cast_unsigned();
    while rest >= 0x80 {
        // The lowest seven bits, and that more follow.
        to.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    to.push(rest.to_le_bytes()[0]);
}

/// What is left to be read of a value; the key is for the error.
pub(crate) struct Reader<'a> {
    key: &'a [u8],
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(key: &'a [u8], content: &'a [u8]) -> Self {
        Self { key, left: content }
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.left.is_empty()
    }

    pub(crate) fn number(&mut self) -> Result<i64, LedgerError> {
        let mut number = 0u64;
        for (at, byte) in self.left.iter().enumerate().take(10) {
            number |= u64::from(byte & 0x7f) << (7 * at);
            if byte & 0x80 == 0 {
                self.left = &self.left[at + 1..];
                return Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
            }
        }
        Err(damaged(self.key, "a number in it does not end"))
    }

    /// So many bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], LedgerError> {
        let Some((bytes, left)) = self.left.split_at_checked(count) else {
            return Err(damaged(self.key, "it is too short"));
        };
        self.left = left;
        Ok(bytes)
    }

    /// A text after its length.
    pub(crate) fn text(&mut self) -> Result<&'a str, LedgerError> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        std::str::from_utf8(self.bytes(count)?).map_err(|error| damaged(self.key, error))
    }

    /// A day.
    pub(crate) fn day(&mut self) -> Result<Date, LedgerError> {
        let days = self.day_number()?;
        let span = jiff::Span::new().try_days(days);
        span.and_then(|span| EPOCH.checked_add(span)).map_err(|error| damaged(self.key, error))
    }

    /// A day as [`day_number`] has it, which is enough to compare it.
    pub(crate) fn day_number(&mut self) -> Result<i64, LedgerError> {
        self.number()
    }

    pub(crate) fn activity(&mut self) -> Result<Activity, LedgerError> {
        let mut activity = Activity::NONE;
        self.add_activity_to(&mut activity)?;
        Ok(activity)
    }

    /// Reads activity and adds it to a sum: most of it is of few measures.
    pub(crate) fn add_activity_to(&mut self, sum: &mut Activity) -> Result<(), LedgerError> {
        let mut used = self.number()? & ALL_BITS;
        while used != 0 {
            let measure = Measure::ALL[used.trailing_zeros() as usize];
            sum[measure] += self.number()?;
            used &= used - 1;
        }
        Ok(())
    }
}

/// Days are counted from here, so that those of now take two bytes.
const EPOCH: Date = Date::constant(2020, 1, 1);

pub(crate) fn put_text(to: &mut Vec<u8>, text: &str) {
    put_number(to, i64::try_from(text.len()).unwrap_or(i64::MAX));
    to.extend_from_slice(text.as_bytes());
}

pub(crate) fn put_day(to: &mut Vec<u8>, day: Date) {
    put_number(to, day_number(day));
}

/// The days from the day that they are counted from.
pub(crate) fn day_number(day: Date) -> i64 {
    // INVARIANT: days between two days are always told; there are fewer than eight millions of them.
    EPOCH.until(day).map_or(0, |span| i64::from(span.get_days()))
}

const fn bit(measure: Measure) -> i64 {
    1 << measure as usize
}

/// Those of all measures.
const ALL_BITS: i64 = (1 << Measure::COUNT) - 1;

/// Which measures there are, by bits, and then their numbers: a measure that is added later is read as none.
pub(crate) fn put_activity(to: &mut Vec<u8>, activity: &Activity) {
    let used = Measure::ALL.into_iter().filter(|measure| activity[*measure] != 0).fold(0, |used, of| used | bit(of));
    put_number(to, used);
    for measure in Measure::ALL {
        if activity[measure] != 0 {
            put_number(to, activity[measure]);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_stored_reads_back(
            numbers in prop::collection::vec(prop_oneof![any::<i64>(), -3i64..3], 0..Measure::COUNT),
            text in ".{0,20}",
            days in -20_000i32..20_000,
        ) {
            let activity = Activity::from(numbers);
            let day = EPOCH.checked_add(jiff::Span::new().days(days)).unwrap();
            let mut bytes = Vec::new();
            put_text(&mut bytes, &text);
            put_activity(&mut bytes, &activity);
            put_day(&mut bytes, day);
            let mut reader = Reader::new(b"D", &bytes);
            prop_assert_eq!(reader.text().unwrap(), text);
            prop_assert_eq!(reader.activity().unwrap(), activity);
            prop_assert_eq!(reader.day().unwrap(), day);
            prop_assert!(reader.is_at_end());
        }

        #[test]
        fn anything_else_is_damage_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut reader = Reader::new(b"D", &bytes);
            while !reader.is_at_end() && reader.text().is_ok() && reader.activity().is_ok() && reader.day().is_ok() {}
        }
    }
}
