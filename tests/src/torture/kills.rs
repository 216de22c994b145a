//! Kills: the server is ended by SIGKILL at random moments while clients hand in, and every promise is checked after.

use std::{
    fmt,
    process::Stdio,
    time::{Duration, Instant},
};

use fastrand::Rng;

use super::{Feeder, Mix, Promises};
use crate::{Hoso, Server};

/// After so many kills everything that was acknowledged since the last time is checked.
const KILLS_PER_CHECK: u64 = 5;
/// The longest that a server lives before it is killed.
const LIFE_MS_MAX: u64 = 900;

/// What a run of kills went through.
#[derive(Debug)]
pub struct KillReport {
    seed: u64,
    kills: u64,
    kills_at_start: u64,
    children_killed: u64,
    uploads: usize,
    papers_coded: usize,
    /// From the start after a kill until the API serves, shortest first.
    recoveries: Vec<Duration>,
}

impl fmt::Display for KillReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |at: usize| self.recoveries.get(at).map_or(0, Duration::as_millis);
        write!(
            out,
            "seed {}: {} kills ({} while starting; {} of workers besides), {} uploads acknowledged, {} papers coded, \
             serving again after p50 {} ms, max {} ms: nothing lost",
            self.seed,
            self.kills,
            self.kills_at_start,
            self.children_killed,
            self.uploads,
            self.papers_coded,
            ms(self.recoveries.len() / 2),
            ms(self.recoveries.len().saturating_sub(1)),
        )
    }
}

/// Kills a server so many times, and checks.
///
/// # Panics
/// When a promise is broken.
pub fn kill_again_and_again(seed: u64, kills: u64) -> KillReport {
    eprintln!("torture: {kills} kills from SEED={seed}");
    // That files are tried again is what is wanted here.
    let hoso = Hoso::new().with("HOSO_LOG", "error");
    let mut rng = Rng::with_seed(seed);
    let feeder = Feeder::start(seed, Mix { clients: 4, one_read_in: 150, pause_ms_max: 60 });
    let mut promises = Promises::default();
    let (mut kills_at_start, mut children_killed) = (0, 0);
    let mut recoveries = Vec::new();
    for kill in 1..=kills {
        if rng.u64(0..5) == 0 {
            kill_while_starting(&hoso, &mut rng);
            kills_at_start += 1;
        } else {
            let began = Instant::now();
            let server = hoso.serve();
            recoveries.push(began.elapsed());
            feeder.send_to(&server.url(""));
            children_killed += live(&server, &mut rng);
            server.kill();
        }
        if kill % KILLS_PER_CHECK == 0 || kill == kills {
            feeder.pause();
            promises.check(&hoso, &feeder.acknowledged(), kill == kills);
            feeder.next_epoch();
        }
    }
    assert!(feeder.unexpected().is_empty(), "{:#?}", feeder.unexpected());
    recoveries.sort_unstable();
    let (uploads, papers_coded) = (feeder.acknowledged().len(), promises.coded());
    KillReport { seed, kills, kills_at_start, children_killed, uploads, papers_coded, recoveries }
}

/// Lets a server work for a while; sometimes one of its workers is killed under it. Answers how many.
fn live(server: &Server, rng: &mut Rng) -> u64 {
    let mut killed = 0;
    let ends_at = Instant::now() + Duration::from_millis(rng.u64(20..LIFE_MS_MAX));
    let bad_day = rng.u64(0..6) == 0;
    while Instant::now() < ends_at {
        std::thread::sleep(Duration::from_millis(rng.u64(5..60)));
        if bad_day && let Some(child) = rng.choice(server.children()) {
            killed += u64::from(crate::send_signal("-KILL", child));
        }
    }
    killed
}

fn kill_while_starting(hoso: &Hoso, rng: &mut Rng) {
    let mut command = hoso.command(["serve", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(rng.u64(0..150)));
    child.kill().unwrap();
    child.wait().unwrap();
}
