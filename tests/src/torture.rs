//! Breaking the store on purpose, from a seed: clients that hand papers in, crashes, and what must still hold after them.
//!
//! `make torture` runs the same for longer: `KILLS`, `CUTS` and `SEED` come from the environment.

mod disk;
mod feed;
mod kills;
mod power_cuts;
mod promises;
mod trace;

pub use feed::{Claim, Feeder, Mix, Paper, Upload};
pub use kills::{KillReport, kill_again_and_again};
pub use power_cuts::{Recording, Survived};
pub use promises::Promises;

/// A number from the environment, or `fallback`.
pub fn setting(name: &str, fallback: u64) -> u64 {
    let text = std::env::var(name).unwrap_or_default();
    if text.is_empty() { fallback } else { text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")) }
}
