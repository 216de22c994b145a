//! What of a day's or a month's activity took effect later than the day that it counts for, or was recorded later still.

use jiff::civil::Date;

use crate::{
    Activity, LedgerError,
    activity_by::ActivityBy,
    codec::{self, Reader},
};

/// Activity by the day since which it is so, and the day since which that is recorded.
#[derive(Debug, Default)]
pub(crate) struct Late(ActivityBy<(Date, Date)>);

impl Late {
    pub(crate) fn read(key: &[u8], content: &[u8]) -> Result<Self, LedgerError> {
        let mut late = Self::default();
        let mut reader = Reader::new(key, content);
        reader.day()?;
        while !reader.is_at_end() {
            let days = (reader.day()?, reader.day()?);
            late.0.add(days, reader.activity()?);
        }
        Ok(late)
    }

    /// Adds what was recorded after the day that it counts for; nothing takes effect after it was recorded.
    pub(crate) fn add_if_later(&mut self, counted: Date, effective: Date, recorded: Date, activity: Activity) {
        let recorded = recorded.max(effective);
        if recorded > counted {
            self.0.add((effective, recorded), activity);
        }
    }

    pub(crate) fn add_all(&mut self, other: &Self) {
        other.0.iter().for_each(|(days, activity)| self.0.add(*days, *activity));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As it is stored: first the last day on which anything of it was recorded.
    pub(crate) fn content(&self) -> Vec<u8> {
        let mut content = Vec::new();
        let last = self.0.iter().map(|((_, recorded), _)| *recorded).max().unwrap_or(Date::MIN);
        codec::put_day(&mut content, last);
        for ((effective, recorded), activity) in self.0.iter() {
            codec::put_day(&mut content, *effective);
            codec::put_day(&mut content, *recorded);
            codec::put_activity(&mut content, activity);
        }
        content
    }
}

/// Of a stored value: what was not so by the end of a day, and what was so but recorded after it.
pub(crate) fn after(key: &[u8], content: &[u8], as_of: Date) -> Result<(Activity, Activity), LedgerError> {
    let (mut not_yet, mut recorded_later, mut before) = (Activity::NONE, Activity::NONE, Activity::NONE);
    let as_of = codec::day_number(as_of);
    let mut reader = Reader::new(key, content);
    // Nothing takes effect after it was recorded. Of a day that is long past there is nothing to add up.
    if reader.day_number()? <= as_of {
        return Ok((not_yet, recorded_later));
    }
    while !reader.is_at_end() {
        let (effective, recorded) = (reader.day_number()?, reader.day_number()?);
        reader.add_activity_to(if effective > as_of {
            &mut not_yet
        } else if recorded > as_of {
            &mut recorded_later
        } else {
            &mut before
        })?;
    }
    Ok((not_yet, recorded_later))
}
