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
        each(key, content, |effective, recorded, activity| late.0.add((effective, recorded), activity))?;
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

/// What a stored value holds, which begins with the last day on which anything of it was recorded.
fn each(key: &[u8], content: &[u8], mut take: impl FnMut(Date, Date, Activity)) -> Result<(), LedgerError> {
    let mut reader = Reader::new(key, content);
    reader.day()?;
    while !reader.is_at_end() {
        let (effective, recorded) = (reader.day()?, reader.day()?);
        take(effective, recorded, reader.activity()?);
    }
    Ok(())
}

/// Of a stored value: what was not so by the end of a day, and what was so but recorded after it.
pub(crate) fn after(key: &[u8], content: &[u8], as_of: Date) -> Result<(Activity, Activity), LedgerError> {
    let (mut not_yet, mut recorded_later) = (Activity::NONE, Activity::NONE);
    // Nothing takes effect after it was recorded. Of a day that is long past there is nothing to add up.
    if Reader::new(key, content).day()? <= as_of {
        return Ok((not_yet, recorded_later));
    }
    each(key, content, |effective, recorded, activity| {
        if effective > as_of {
            not_yet += activity;
        } else if recorded > as_of {
            recorded_later += activity;
        }
    })?;
    Ok((not_yet, recorded_later))
}
