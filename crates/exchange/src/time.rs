//! Times as the message has them: `yyyyMMddHHmmss`, Vietnam time (DOMAIN §6).

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use model::local_offset;

/// Which moment of a day is meant where only the day is told.
#[derive(Clone, Copy)]
pub(crate) enum DayMeans {
    /// Its first second: something came.
    Start,
    /// Its last second: something was due or done by the end of it.
    End,
}

/// An instant as the message writes it, to the second.
pub(crate) fn written(instant: Timestamp) -> String {
    let local = local_offset().to_datetime(instant);
    format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second()
    )
}

/// The instant that a text tells.
pub(crate) fn read(text: &str, day_means: DayMeans) -> Result<Timestamp, String> {
    let wrong = || format!("{:?} is no time; write it as yyyyMMddHHmmss, Vietnam time", shown(text));
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let part = |from: usize, to: usize| text[from..to].parse::<i16>().unwrap_or(-1);
    let narrow = |from: usize| i8::try_from(part(from, from + 2)).unwrap_or(-1);
    let time = match (text.len(), day_means) {
        (14, _) => Time::new(narrow(8), narrow(10), narrow(12), 0),
        (8, DayMeans::Start) => Ok(Time::midnight()),
        (8, DayMeans::End) => Time::new(23, 59, 59, 0),
        _ => return Err(wrong()),
    };
    let date = Date::new(part(0, 4), narrow(4), narrow(6)).map_err(|_| wrong())?;
    let local = DateTime::from_parts(date, time.map_err(|_| wrong())?);
    local_offset().to_timestamp(local).map_err(|_| wrong())
}

/// Digits alone may be a person's number in the wrong column, and messages end up in logs.
fn shown(text: &str) -> String {
    match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => format!("({} digits)", text.len()),
        false => shortened(text),
    }
}

/// Enough of a text to find it by.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_vietnams_and_days_have_ends() {
        for (text, means, expected) in [
            ("20261122093000", DayMeans::Start, Some("2026-11-22T02:30:00Z")),
            ("20261122000000", DayMeans::End, Some("2026-11-21T17:00:00Z")),
            ("20261122", DayMeans::Start, Some("2026-11-21T17:00:00Z")),
            ("20261122", DayMeans::End, Some("2026-11-22T16:59:59Z")),
            ("20261322093000", DayMeans::Start, None),
            ("20261122240000", DayMeans::Start, None),
            ("202611220930", DayMeans::Start, None),
            ("2026-11-22", DayMeans::Start, None),
            ("２０２６１１２２", DayMeans::Start, None),
        ] {
            let found = read(text, means).ok();
            assert_eq!(found, expected.map(|expected| expected.parse().unwrap()), "{text}");
        }
        assert!(!read("001090012345", DayMeans::Start).unwrap_err().contains("001090012345"));
        assert_eq!(written("2026-11-22T02:30:00Z".parse().unwrap()), "20261122093000");
    }
}
