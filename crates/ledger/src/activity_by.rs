//! Activity by something of which there are few: the days of a dossier, what came late of a month.

use crate::Activity;

/// Activity by keys, in their order; none is kept of which there is nothing. One list, because a node of a tree would take more
/// memory than most of these do whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActivityBy<K>(Vec<(K, Activity)>);

impl<K> Default for ActivityBy<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord> ActivityBy<K> {
    /// Of one key alone.
    pub(crate) fn one(key: K, activity: Activity) -> Self {
        let mut by = Self::default();
        by.add(key, activity);
        by
    }

    pub(crate) fn add(&mut self, key: K, activity: Activity) {
        match self.0.binary_search_by(|(of, _)| of.cmp(&key)) {
            Ok(at) => {
                self.0[at].1 += activity;
                if self.0[at].1.is_none() {
                    self.0.remove(at);
                }
            }
            Err(at) => {
                if !activity.is_none() {
                    self.0.insert(at, (key, activity));
                }
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, (K, Activity)> {
        self.0.iter()
    }
}

impl<K> IntoIterator for ActivityBy<K> {
    type Item = (K, Activity);
    type IntoIter = std::vec::IntoIter<(K, Activity)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Ord> FromIterator<(K, Activity)> for ActivityBy<K> {
    fn from_iter<I: IntoIterator<Item = (K, Activity)>>(pairs: I) -> Self {
        let mut by = Self::default();
        pairs.into_iter().for_each(|(key, activity)| by.add(key, activity));
        by
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Measure;

    #[test]
    fn what_adds_up_to_nothing_is_not_kept() {
        let one = Activity::one(Measure::Received);
        let mut by: ActivityBy<u8> = [(3, one), (1, one), (2, Activity::NONE), (3, one)].into_iter().collect();
        assert_eq!(by.iter().map(|(key, _)| *key).collect::<Vec<_>>(), [1, 3]);
        by.add(1, -one);
        assert_eq!(by, ActivityBy::one(3, one + one));
        by.add(3, -one - one);
        assert!(by.is_empty());
    }
}
