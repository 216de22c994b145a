//! The program's allocator, and what it does with memory that is given back to it.

use std::ffi::c_long;

use libmimalloc_sys::{mi_option_set, mi_option_t};

/// The ledger's engine makes and drops small values without end: an import takes two thirds of the time it takes with
/// glibc's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_purge_delay` in mimalloc.h; the crate has no name for it.
const PURGE_DELAY: mi_option_t = 15;
const NEVER: c_long = -1;

/// Keeps what is given back for whatever comes next, instead of giving it back to the system, which clears each page before
/// it gives it out again. That is a sixth of an import's processor time. For a process that ends with its work: a server
/// should give back what it does not need.
pub(crate) fn keep_what_is_given_back() {
    // SAFETY: it sets one number in a table of the allocator's own, at any time and from any thread (mimalloc.h).
    unsafe { mi_option_set(PURGE_DELAY, NEVER) };
}
