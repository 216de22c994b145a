//! The first quarter beside the last, and whether the aims are met.

use std::time::Duration;

use crate::{
    clerks::{Kind, Timing},
    samples::Sample,
};

const MIB: f64 = 1024.0 * 1024.0;
/// What is left out at the beginning.
const WARM_UP: f64 = 0.1;

/// All that was seen.
pub(crate) struct Run {
    pub(crate) duration: Duration,
    pub(crate) samples: Vec<Sample>,
    pub(crate) timings: Vec<Timing>,
    /// At rest, after the last.
    pub(crate) drained: Sample,
}

/// Flat enough: at most so many times the first figure, or that much more.
#[derive(Clone, Copy)]
struct Aim {
    ratio_max: f64,
    more_max: f64,
    /// What to look at when it is missed.
    look_at: &'static str,
}

/// A part of a run.
#[derive(Clone, Copy)]
struct Part(f64, f64);

impl Part {
    fn first() -> Self {
        Self(WARM_UP, WARM_UP + (1.0 - WARM_UP) / 4.0)
    }

    fn last() -> Self {
        Self(1.0 - (1.0 - WARM_UP) / 4.0, 1.0)
    }

    fn has(self, at: Duration, run: &Run) -> bool {
        let share = at.as_secs_f64() / run.duration.as_secs_f64();
        (self.0..self.1).contains(&share)
    }
}

/// Prints the table; answers whether an aim was missed.
pub(crate) fn print(run: &Run) -> bool {
    println!("{:38} {:>20} {:>20} {:>6}  aim", "", "first quarter", "last quarter", "ratio");
    let mut missed = Vec::new();
    let mut row =
        |what: &str, first: Shown, last: Shown, aim: Option<Aim>| missed.extend(line(what, &first, &last, aim));
    let mut of_samples = |what: &str, figure: &dyn Fn(&Sample) -> f64, unit: f64, aim: Option<Aim>| {
        row(what, shown(run, Part::first(), figure, unit), shown(run, Part::last(), figure, unit), aim);
    };
    of_samples("server's own memory (anonymous), MiB", &|sample| sample.anonymous_bytes, MIB, Some(MEMORY));
    of_samples("server's memory with mapped files, MiB", &|sample| sample.resident_bytes, MIB, None);
    of_samples("its children's memory, MiB", &|sample| sample.children_bytes, MIB, None);
    of_samples("its children", &|sample| sample.children, 1.0, None);
    of_samples("open files", &|sample| sample.open_files, 1.0, Some(OPEN_FILES));
    of_samples("threads", &|sample| sample.threads, 1.0, None);
    of_samples("ledger and index a paper, KiB", &Sample::found_bytes_a_paper, 1024.0, Some(DISK));
    of_samples("ledger, MiB", &|sample| sample.ledger_bytes, MIB, None);
    of_samples("index, MiB", &|sample| sample.index_bytes, MIB, None);
    of_samples("work folder, MiB", &|sample| sample.work_bytes, MIB, None);
    of_samples("files on their way", &|sample| sample.queue, 1.0, None);
    of_samples("log entries not exported", &|sample| sample.export_lag, 1.0, None);
    println!("{:38} {:>20} {:>20} {:>6}", "", "p50/p99/max ms", "p50/p99/max ms", "of p99");
    let kinds = [
        (Kind::ById, "lookup by holder ID", Some(ANSWER)),
        (Kind::ByName, "lookup by name", Some(ANSWER)),
        (Kind::Checklist, "checklist", Some(ANSWER)),
        (Kind::Open, "open a paper", Some(ANSWER)),
        (Kind::Reuse, "reuse", Some(ANSWER)),
        (Kind::Review, "review", Some(ANSWER)),
        (Kind::Upload, "upload acknowledged", Some(UPLOAD)),
        (Kind::Registered, "from acknowledged to registered", Some(REGISTERED)),
        (Kind::Read, "the same, with reading", None),
        (Kind::Late, "a visit began late", None),
    ];
    for (kind, what, aim) in kinds {
        row(what, took(run, Part::first(), kind), took(run, Part::last(), kind), aim);
    }
    println!("at rest: {}", at_rest(&run.drained));
    if run.drained.work_bytes > WORK_AT_REST_BYTES_MAX {
        missed.push("the work folder at rest: what lies in data/work and data/objects/tmp, and who made it".to_owned());
    }
    missed.iter().for_each(|what| println!("soak: MISSED: {what}"));
    !missed.is_empty()
}

const MEMORY: Aim = Aim { ratio_max: 1.15, more_max: 16.0, look_at: "heaptrack hoso serve; /proc/PID/smaps" };
const OPEN_FILES: Aim = Aim { ratio_max: 1.1, more_max: 4.0, look_at: "ls -l /proc/PID/fd" };
const DISK: Aim = Aim { ratio_max: 1.2, more_max: 0.0, look_at: "du -a data/ledger data/index; compaction, merges" };
/// With some eighty answers of a kind in a quarter, a moment in which both cores read makes more of a difference than these
/// milliseconds.
const ANSWER: Aim = Aim { ratio_max: 1.5, more_max: 15.0, look_at: SLOW };
/// The same for a disk that is slow to sync once.
const UPLOAD: Aim = Aim { ratio_max: 1.5, more_max: 60.0, look_at: SLOW };
/// Whether it is done is asked ten times a second.
const REGISTERED: Aim = Aim { ratio_max: 1.5, more_max: 100.0, look_at: SLOW };
const SLOW: &str = "the figure: with what it rises; perf record hoso serve";
/// Nothing but a file that is being written.
const WORK_AT_REST_BYTES_MAX: f64 = 64.0 * 1024.0;

/// A figure as it is printed and as it is compared.
struct Shown {
    text: String,
    compared: f64,
}

fn line(what: &str, first: &Shown, last: &Shown, aim: Option<Aim>) -> Option<String> {
    let ratio = if first.compared > 0.0 { last.compared / first.compared } else { 1.0 };
    let is_met = |aim: &Aim| ratio <= aim.ratio_max || last.compared - first.compared <= aim.more_max;
    let told = aim.map_or_else(String::new, |aim| {
        let more = if aim.more_max > 0.0 { format!(" or +{:.0}", aim.more_max) } else { String::new() };
        format!("≤ {:.2}{more}: {}", aim.ratio_max, if is_met(&aim) { "met" } else { "MISSED" })
    });
    println!("{what:38} {:>20} {:>20} {ratio:6.2}  {told}", first.text, last.text);
    aim.filter(|aim| !is_met(aim)).map(|aim| format!("{what}; look at: {}", aim.look_at))
}

/// The middle of the samples' figures, in a unit, and the greatest beside it.
fn shown(run: &Run, part: Part, figure: &dyn Fn(&Sample) -> f64, unit: f64) -> Shown {
    let mut figures: Vec<f64> =
        run.samples.iter().filter(|sample| part.has(sample.at, run)).map(|sample| figure(sample) / unit).collect();
    figures.sort_by(f64::total_cmp);
    let compared = at_share(&figures, 0.5);
    Shown { text: format!("{compared:.1} (max {:.1})", at_share(&figures, 1.0)), compared }
}

fn took(run: &Run, part: Part, kind: Kind) -> Shown {
    let mut times = times_ms(run.timings.iter().filter(|timing| timing.kind == kind && part.has(timing.at, run)));
    times.sort_by(f64::total_cmp);
    let compared = at_share(&times, 0.99);
    Shown { text: format!("{:.1}/{compared:.1}/{:.1}", at_share(&times, 0.5), at_share(&times, 1.0)), compared }
}

/// How long they took, in milliseconds.
pub(crate) fn times_ms<'a>(timings: impl Iterator<Item = &'a Timing>) -> Vec<f64> {
    timings.map(|timing| timing.took.as_secs_f64() * 1e3).collect()
}

/// The figure that this share of the sorted ones do not exceed; 0 when there is none.
pub(crate) fn at_share(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}

fn at_rest(sample: &Sample) -> String {
    format!(
        "{} papers; own memory {:.0} MiB, open files {}, data {:.0} MiB, ledger {:.1} MiB, index {:.1} MiB, work folder {:.0} \
         KiB, everything else {:.0} KiB",
        sample.papers,
        sample.anonymous_bytes / MIB,
        sample.open_files,
        sample.data_bytes / MIB,
        sample.ledger_bytes / MIB,
        sample.index_bytes / MIB,
        sample.work_bytes / 1024.0,
        sample.other_bytes / 1024.0,
    )
}
