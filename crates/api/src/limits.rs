//! How often one account may ask, so that nobody reads the store empty, and a mistake in a loop costs the others nothing; and
//! how often one address may try to sign in, whatever names it tries.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, request::Parts},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Requests by account, and attempts to sign in by address.
#[derive(Debug, Clone)]
pub struct Limits {
    accounts: Arc<DefaultKeyedRateLimiter<String>>,
    addresses: Arc<DefaultKeyedRateLimiter<IpAddr>>,
}

/// A counter's PCs may share an address: all of them sign in at once in the morning.
const SIGN_INS_AT_ONCE: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// And no more often than this afterwards.
const SIGN_INS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// Addresses that have not been seen for a while are forgotten once there are so many.
const ADDRESSES_KEPT_MAX: usize = 10_000;

impl Limits {
    /// So many a second, and four times as many at once.
    pub fn per_account(requests_per_second: NonZeroU32) -> Self {
        let burst = requests_per_second.saturating_mul(NonZeroU32::MIN.saturating_add(3));
        let addresses = Quota::per_minute(SIGN_INS_PER_MINUTE).allow_burst(SIGN_INS_AT_ONCE);
        Self {
            accounts: Arc::new(RateLimiter::keyed(Quota::per_second(requests_per_second).allow_burst(burst))),
            addresses: Arc::new(RateLimiter::keyed(addresses)),
        }
    }

    pub(crate) fn is_over(&self, account: &str) -> bool {
        self.accounts.check_key(&account.to_owned()).is_err()
    }

    /// Whether too many attempts to sign in came from there. Whoever has this machine needs no password to do harm.
    pub(crate) fn is_too_often(&self, from: Option<IpAddr>) -> bool {
        let Some(from) = from.filter(|from| !from.is_loopback()) else { return false };
        if self.addresses.len() > ADDRESSES_KEPT_MAX {
            self.addresses.retain_recent();
        }
        self.addresses.check_key(&from).is_err()
    }
}

/// Where a request comes from. When browsers come over a proxy (there is an origin), it is what the proxy says last in
/// `X-Forwarded-For`: what stands before that anybody may have written.
pub(crate) fn address(request: &Parts, behind_proxy: bool) -> Option<IpAddr> {
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    if behind_proxy { forwarded(&request.headers).or(peer) } else { peer }
}

fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_try_for_a_while_and_this_machine_for_ever() {
        let limits = Limits::per_account(NonZeroU32::MIN);
        let from: IpAddr = "203.0.113.7".parse().unwrap();
        assert!((0..60).all(|_| !limits.is_too_often(Some(from))));
        assert!(limits.is_too_often(Some(from)));
        assert!(!limits.is_too_often(Some("203.0.113.8".parse().unwrap())));
        assert!((0..100).all(|_| !limits.is_too_often(Some("127.0.0.1".parse().unwrap()))));
    }

    #[test]
    fn only_what_our_own_proxy_says_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.1, 203.0.113.7".parse().unwrap());
        assert_eq!(forwarded(&headers), "203.0.113.7".parse().ok());
        headers.insert("x-forwarded-for", "whoever".parse().unwrap());
        assert_eq!(forwarded(&headers), None);
    }
}
