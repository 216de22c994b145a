//! What every bench prints: the machine, and how long things took.

// Figures are a bench's output.
#![allow(clippy::print_stdout)]

use std::{path::PathBuf, time::Duration};

/// Prints how long things took, after sorting it.
pub(crate) fn report(what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("{what:32} p50 {:8.3} ms   p99 {:8.3} ms   worst {:8.3} ms", at(0.5), at(0.99), at(1.0));
}

/// Beside the program that runs, which is on a disk; the system's folder for temporary files may be in memory.
pub(crate) fn folder() -> PathBuf {
    let program = std::env::current_exe().expect("the path of this program");
    program.parent().expect("its folder").to_owned()
}

/// The processor's name and how many there are.
pub(crate) fn machine() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|name| name.trim_start_matches(['\t', ' ', ':']));
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{} × {count}", name.unwrap_or("unknown processor"))
}
