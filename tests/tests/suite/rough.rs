//! Disks that are full or not to be written, and clocks that are set back.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use tests::{
    Hoso, Server, fixture, send_signal,
    torture::{Feeder, Mix, Promises},
};

/// A disk of its own, which takes a superuser to mount.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let disk = Self(at.to_owned());
        if disk.mounted(&format!("size={size}")) {
            return Some(disk);
        }
        eprintln!("skipped: a small disk cannot be mounted here");
        std::mem::forget(disk);
        None
    }

    fn mounted(&self, options: &str) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&self.0).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success())
    }

    fn change(&self, options: &str) {
        assert!(self.mounted(&format!("remount,{options}")), "{options}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What stays mounted is lost with the machine's memory.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

const FEW: Mix = Mix { clients: 2, one_read_in: 0, pause_ms_max: 10 };

fn wait_for(is_so: impl Fn() -> bool) {
    while !is_so() {
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_full_disk_loses_nothing_and_says_what_to_do() {
    // What is being written when it is full differs: an upload, an original, the ledger, the index.
    for megabytes in 5..=9 {
        fill_a_disk(megabytes);
    }
}

fn fill_a_disk(megabytes: u64) {
    let hoso = Hoso::new();
    let Some(disk) = SmallDisk::mount(&hoso.data(), &format!("{megabytes}m")) else { return };
    let server = hoso.serve();
    let feeder = Feeder::start(megabytes, FEW);
    feeder.send_to(&server.url(""));
    wait_for(|| feeder.unexpected().len() > 4);
    feeder.pause();
    for (status, problem) in feeder.unexpected() {
        assert!(
            status >= 500 && problem["hint"].as_str().unwrap_or_default().contains("make room"),
            "{status} {problem:#}"
        );
    }
    server.stop();
    let scan = fixture("scans/ho-so-0001/can-cuoc.jpg");
    let ingest = ["ingest", "--unit", "H48.28.05", "--operator", "lan", "--no-ocr", scan.to_str().unwrap()];
    let printed = hoso.run(ingest);
    assert!(printed.code == 1 && printed.err.contains("hint: make room"), "{printed:?}");
    let stores = ["the ledger's engine failed", "the index could not", "objects could not", "cannot be made"];
    assert!(stores.iter().any(|store| printed.err.contains(store)), "{printed:?}");

    disk.change("size=64m");
    Promises::default().check(&hoso, &feeder.acknowledged(), true);
    assert_eq!(hoso.run(ingest).code, 0);
}

#[test]
fn a_disk_that_is_not_to_be_written_is_named() {
    let hoso = Hoso::new();
    let Some(disk) = SmallDisk::mount(&hoso.data(), "64m") else { return };
    let scan = fixture("scans/ho-so-0001/can-cuoc.jpg");
    let ingest = ["ingest", "--unit", "H48.28.05", "--operator", "lan", "--no-ocr", scan.to_str().unwrap()];
    assert_eq!(hoso.run(ingest).code, 0);
    disk.change("ro");
    for arguments in [&["status"][..], &["check"], &["serve", "--listen", "127.0.0.1:0"], &ingest] {
        let printed = hoso.run(arguments);
        assert_eq!(printed.code, 1, "{printed:?}");
        assert!(printed.err.contains(&format!("{} cannot be written", hoso.data().display())), "{printed:?}");
        assert!(printed.err.contains("hint: that disk is mounted read-only"), "{printed:?}");
    }
    disk.change("rw");
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
}

/// Debian's libfaketime, which gives a program the time that a file says.
fn faketime() -> PathBuf {
    let folders = fs::read_dir("/usr/lib").unwrap().map(|folder| folder.unwrap().path());
    folders
        .map(|folder| folder.join("faketime/libfaketimeMT.so.1"))
        .find(|library| library.exists())
        .expect("the Debian package faketime is installed: make setup-test")
}

/// Leaves jobs that are to be tried again in a moment.
fn kill_children(server: &Server) {
    for _ in 0..40 {
        for child in server.children() {
            send_signal("-KILL", child);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_clock_that_is_set_back_stops_nothing() {
    let clock = tempfile::NamedTempFile::new().unwrap();
    let set = |offset: &str| fs::write(clock.path(), format!("{offset}\n")).unwrap();
    set("+0");
    let hoso = Hoso::new()
        .with("LD_PRELOAD", faketime().to_str().unwrap())
        .with("FAKETIME_TIMESTAMP_FILE", clock.path().to_str().unwrap())
        .with("FAKETIME_NO_CACHE", "1")
        .with("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let feeder = Feeder::start(2, FEW);
    let mut promises = Promises::default();
    // While it runs, and between two runs.
    for (first, then) in [("+0", "-1h"), ("-2h", "-365d"), ("+0", "+0")] {
        set(first);
        let server = hoso.serve();
        feeder.send_to(&server.url(""));
        let before = feeder.acknowledged().len();
        kill_children(&server);
        wait_for(|| feeder.acknowledged().len() > before + 5);
        set(then);
        wait_for(|| feeder.acknowledged().len() > before + 15);
        feeder.pause();
        server.kill();
        promises.check(&hoso, &feeder.acknowledged(), true);
        feeder.next_epoch();
    }
    assert!(feeder.unexpected().is_empty(), "{:#?}", feeder.unexpected());
}
