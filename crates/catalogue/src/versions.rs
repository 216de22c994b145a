//! What was said of things, from which day on.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// Things by key, each in versions by the day from which they hold. What the files of a catalogue say holds since always.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Versions<K, V>(BTreeMap<K, BTreeMap<Date, V>>);

/// Since always.
pub(crate) const ALWAYS: Date = Date::MIN;

impl<K, V> Default for Versions<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord, V> Versions<K, V> {
    /// Says something of a thing from a day on. What was said from the same day on is replaced, and returned.
    pub(crate) fn put(&mut self, key: K, since: Date, value: V) -> Option<V> {
        self.0.entry(key).or_default().insert(since, value)
    }

    /// Whether anything was ever said of it.
    pub(crate) fn contains(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    /// What was said last.
    pub(crate) fn latest(&self, key: &K) -> Option<&V> {
        self.0.get(key)?.values().next_back()
    }

    /// What was said last of each, by key.
    pub(crate) fn all(&self) -> impl Iterator<Item = &V> {
        self.0.values().filter_map(|versions| versions.values().next_back())
    }

    /// What holds on a day; `None` before the first that was said.
    pub(crate) fn on(&self, key: &K, day: Date) -> Option<&V> {
        self.0.get(key)?.range(..=day).next_back().map(|(_, value)| value)
    }

    /// What holds of a thing on a day or, before anything was said of it, the first that was; and since when.
    pub(crate) fn on_or_first(&self, key: &K, day: Date) -> Option<&V> {
        self.0.get(key).and_then(|versions| on_or_first(versions, day))
    }

    /// [`Self::on_or_first`] of each thing, with the day of its first version, by key.
    pub(crate) fn all_on_or_first(&self, day: Date) -> impl Iterator<Item = (&K, Date, &V)> {
        self.0.iter().filter_map(move |(key, versions)| {
            let first = *versions.keys().next()?;
            Some((key, first, on_or_first(versions, day)?))
        })
    }

    /// Every version of every thing, by key and day.
    pub(crate) fn every(&self) -> impl Iterator<Item = (&K, Date, &V)> {
        self.0.iter().flat_map(|(key, versions)| versions.iter().map(move |(since, value)| (key, *since, value)))
    }
}

fn on_or_first<V>(versions: &BTreeMap<Date, V>, day: Date) -> Option<&V> {
    versions.range(..=day).next_back().or_else(|| versions.iter().next()).map(|(_, value)| value)
}
