//! What the server takes up at one moment: memory, files and threads as the kernel tells them, disk, and its own figures.

use std::{fs, os::unix::fs::MetadataExt, path::Path, time::Duration};

use tests::{Hoso, Server};

/// One moment.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sample {
    /// From the start of the run.
    pub(crate) at: Duration,
    pub(crate) resident_bytes: f64,
    /// What is not a mapped file: what a leak adds to.
    pub(crate) anonymous_bytes: f64,
    pub(crate) children: f64,
    pub(crate) children_bytes: f64,
    pub(crate) open_files: f64,
    pub(crate) threads: f64,
    /// Originals, derived files, the exported log and its checkpoints.
    pub(crate) data_bytes: f64,
    pub(crate) ledger_bytes: f64,
    pub(crate) index_bytes: f64,
    /// Work folder and files on their way into the object store.
    pub(crate) work_bytes: f64,
    /// Everything else in the data folder.
    pub(crate) other_bytes: f64,
    pub(crate) papers: f64,
    pub(crate) queue: f64,
    pub(crate) export_lag: f64,
    pub(crate) index_lag: f64,
}

impl Sample {
    /// Looks now.
    pub(crate) fn take(at: Duration, hoso: &Hoso, server: &Server) -> Self {
        let process = server.process();
        let own = status(process);
        let children = server.children();
        let (_, metrics) = server.get("/metrics");
        let metrics = metrics.as_str().unwrap_or_default();
        let mut sample = Self {
            at,
            resident_bytes: field(&own, "VmRSS:") * 1024.0,
            anonymous_bytes: field(&own, "RssAnon:") * 1024.0,
            children: children.len() as f64,
            children_bytes: children.iter().map(|child| field(&status(*child), "VmRSS:") * 1024.0).sum(),
            open_files: fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count) as f64,
            threads: field(&own, "Threads:"),
            papers: field(metrics, "hoso_papers "),
            queue: field(metrics, "hoso_jobs_queued "),
            export_lag: field(metrics, "hoso_log_export_lag_entries "),
            index_lag: field(metrics, "hoso_index_lag_entries "),
            ..Self::default()
        };
        sample.measure_disk(&hoso.data());
        sample
    }

    /// What the store keeps to find a paper by. The papers from before the day are in it, and were never asked for: it grows a
    /// little while those of the day become the greater part.
    pub(crate) fn found_bytes_a_paper(&self) -> f64 {
        (self.ledger_bytes + self.index_bytes) / self.papers.max(1.0)
    }

    fn measure_disk(&mut self, data: &Path) {
        for name in names(data) {
            let path = data.join(&name);
            match name.as_str() {
                "ledger" => self.ledger_bytes += allocated(&path),
                "index" => self.index_bytes += allocated(&path),
                "work" => self.work_bytes += files_in(&path),
                "objects" => {
                    for name in names(&path) {
                        let part = path.join(&name);
                        if name == "tmp" {
                            self.work_bytes += files_in(&part)
                        } else {
                            self.data_bytes += allocated(&part)
                        }
                    }
                }
                _ => self.other_bytes += allocated(&path),
            }
        }
    }
}

fn status(process: u32) -> String {
    // A child may be gone by now.
    fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default()
}

/// The number after a name at the beginning of a line.
fn field(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Bytes that a file or folder takes up on the disk; what goes while it is looked at does not count.
fn allocated(path: &Path) -> f64 {
    const BLOCK_BYTES: f64 = 512.0;
    let Ok(metadata) = path.symlink_metadata() else { return 0.0 };
    let own = metadata.blocks() as f64 * BLOCK_BYTES;
    if metadata.is_dir() { own + files_in(path) } else { own }
}

fn files_in(folder: &Path) -> f64 {
    names(folder).iter().map(|name| allocated(&folder.join(name))).sum()
}
