//! Runs papers along the whole path: queue, retries, quarantine, progress.
