//! The calendar rule of DOMAIN §7: a dossier's day and serial are local to Vietnam, instants are stored in UTC.

use jiff::{Timestamp, civil::Date, tz::Offset};

/// Vietnam's offset, UTC+07:00. There is no summer time, so an offset says it all and no time zone data is needed.
pub const fn local_offset() -> Offset {
    Offset::constant(7)
}

/// The day in Vietnam on which an instant falls.
pub fn local_date(instant: Timestamp) -> Date {
    local_offset().to_datetime(instant).date()
}

/// The instant at which a day begins in Vietnam.
pub fn day_begins(day: Date) -> Timestamp {
    // It is earlier than the day's own midnight, so it may be before all timestamps, and never after them.
    local_offset().to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_vietnam() {
        assert_eq!(day_begins("2026-11-23".parse().unwrap()).to_string(), "2026-11-22T17:00:00Z");
        assert_eq!(day_begins(Date::MIN), Timestamp::MIN);
    }

    #[test]
    fn the_day_turns_at_seventeen_hundred_utc() {
        let day = |text: &str| local_date(text.parse().unwrap()).to_string();
        assert_eq!(day("2026-11-22T16:59:59Z"), "2026-11-22");
        assert_eq!(day("2026-11-22T17:00:00Z"), "2026-11-23");
    }
}
