//! How often one account may ask, so that nobody reads the store empty, and a mistake in a loop costs the others nothing.

use std::{num::NonZeroU32, sync::Arc};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Requests by account.
#[derive(Debug, Clone)]
pub struct Limits(Arc<DefaultKeyedRateLimiter<String>>);

impl Limits {
    /// So many a second, and four times as many at once.
    pub fn per_account(requests_per_second: NonZeroU32) -> Self {
        let burst = requests_per_second.saturating_mul(NonZeroU32::MIN.saturating_add(3));
        Self(Arc::new(RateLimiter::keyed(Quota::per_second(requests_per_second).allow_burst(burst))))
    }

    pub(crate) fn is_over(&self, account: &str) -> bool {
        self.0.check_key(&account.to_owned()).is_err()
    }
}
