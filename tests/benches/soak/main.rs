//! Long running: `hoso serve` under the load of eight hours, compressed into MINUTES (20), and what it takes up meanwhile.
//!
//! The load is a busy provincial Centre's. One who works at its counters receives 1,600 dossiers a year (DOMAIN §5.5); 50 of
//! them on 250 days make 320 dossiers a day, 40 an hour. A dossier brings five papers: 1,600 papers a day. For each the clerk
//! looks up the holder by ID and by name, asks for the checklist, opens a paper that is held and says what for, lets the
//! dossier reuse one, and hands in the five papers in one upload. One dossier in four has its pages read (400 papers: two
//! cores read about one page a second); the others bring a manifest and are kept and coded only. One in twenty has a scan of
//! one to three megabytes, one in eighty a PDF of 30 pages that are read. Of a hundred papers five came before, five say
//! nothing of themselves and wait for the reviewer, one is no document. Four holders in five are known: the store begins with
//! 1,600 papers of 400 holders.
//!
//! The visits are spread evenly, and follow the clock and not the answers: how late they began is told. They never come
//! faster than 24 times life, which a run of 20 minutes needs for the whole day; a shorter run is a shorter part of the day.
//!
//! Settings are the default ones, but for the log's export every second: of what goes by the clock, eight hours would see
//! more than 20 minutes do. All objects are read once, at the start, as they are every 30 days; no setting makes that come
//! again within the hour.
//!
//! A warm-up of a tenth is left out; then the first quarter is compared with the last. The exit code is 1 when an aim is
//! missed or an answer was wrong.
//!
//! `make soak MINUTES=20 SEED=1`.

// Its figures are its output; whatever goes wrong in a bench ends it.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

mod clerks;
mod day;
mod plot;
mod report;
mod samples;

use std::{
    process::ExitCode,
    thread::sleep,
    time::{Duration, Instant},
};

use tests::{
    Hoso, Server, binary, root,
    torture::{Promises, setting},
};

use clerks::Clerks;
use day::Day;
use report::Run;
use samples::Sample;

/// What everybody applies for: it asks for a birth certificate, which the store has of everybody who was here before.
const PROCEDURE: &str = "1.004222";
const HOURS_MAX: f64 = 8.0;
/// How many times faster than life.
const SPEED_MAX: f64 = 24.0;
/// The longest pause between two samples, and how many a run has at least.
const SAMPLE_PAUSE_MAX: Duration = Duration::from_secs(5);
const SAMPLES_MIN: u32 = 60;
/// The reviewer looks so many times in a run.
const REVIEWS: u32 = 120;
/// How long the server is left alone before it is stopped.
const REST: Duration = Duration::from_secs(5);
/// Far more than is ever left at the end.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(600);

fn main() -> ExitCode {
    let minutes = setting("MINUTES", 20).max(1);
    let seed = setting("SEED", 1);
    let duration = Duration::from_secs(60 * minutes);
    let hours = (minutes as f64 / 60.0 * SPEED_MAX).min(HOURS_MAX);
    let day = Day::compose(seed, hours, duration);
    let (papers, papers_read) = day.papers();
    let load = format!(
        "{hours:.1} h of a Centre in {minutes} min: {} dossiers, {papers} papers, {papers_read} of them read",
        day.visits.len()
    );
    println!("soak: {}", machine());
    println!("soak: {load}; SEED={seed}");

    let hoso = Hoso::on_disk().with("HOSO_LOG_EXPORT_SECONDS", "1");
    println!("soak: the store begins with {} papers", day::fill(&hoso));
    let server = hoso.serve();
    let clerks = Clerks::start(server.url(""), day, duration / REVIEWS);
    let mut samples = Vec::new();
    let pause = SAMPLE_PAUSE_MAX.min(duration / SAMPLES_MIN);
    while !clerks.are_done() || clerks.elapsed() < duration {
        let due = pause * u32::try_from(samples.len()).unwrap();
        sleep(due.saturating_sub(clerks.elapsed()));
        samples.push(Sample::take(clerks.elapsed(), &hoso, &server));
    }
    let (timings, acknowledged, unexpected) = clerks.end();
    let drained = drain(&hoso, &server);
    let checks = server.get("/metrics").1.as_str().and_then(|text| {
        text.lines().find_map(|line| line.strip_prefix("hoso_deep_check_objects ").map(str::to_owned))
    });
    println!("soak: all objects were read in between, {} of them", checks.unwrap_or_default());
    assert_eq!(server.terminate(), 0, "the server does not end well by SIGTERM");
    let began = Instant::now();
    Promises::default().check(&hoso, &acknowledged, true);
    println!(
        "soak: {} uploads are there, codes and serials are right, check, audit and recount are clean ({:.0} s)",
        acknowledged.len(),
        began.elapsed().as_secs_f64()
    );

    let run = Run { duration, samples, timings, drained };
    // A part of a day is no figure to keep.
    let figure = match hours >= HOURS_MAX {
        true => root().join("docs/figures/soak.svg"),
        false => binary().with_file_name("soak.svg"),
    };
    plot::draw(&figure, &[&format!("Hoso soak · {}", machine()), &load], &run);
    println!("soak: drawn to {}", figure.display());
    let missed = report::print(&run);
    for answer in &unexpected {
        println!("soak: an answer that no client should get: {answer}");
    }
    if missed || !unexpected.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Waits for the queue to be empty and the log to be exported, and answers what is taken up after a rest.
fn drain(hoso: &Hoso, server: &Server) -> Sample {
    let began = Instant::now();
    loop {
        let sample = Sample::take(Duration::ZERO, hoso, server);
        if sample.queue + sample.export_lag + sample.index_lag == 0.0 {
            break;
        }
        assert!(began.elapsed() < DRAIN_TIME_MAX, "the queue is never empty: {sample:?}");
        sleep(Duration::from_millis(200));
    }
    println!("soak: the queue was empty {:.1} s after the last receipt", began.elapsed().as_secs_f64());
    sleep(REST);
    Sample::take(Duration::ZERO, hoso, server)
}

/// The day and the processor's name and how many there are.
fn machine() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|name| name.trim_start_matches(['\t', ' ', ':']));
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let day = model::local_date(jiff::Timestamp::now());
    format!("{day} · {count} × {}", name.unwrap_or("unknown processor"))
}
