//! Following a scanner's folder.

use std::{
    fs,
    process::Stdio,
    time::{Duration, Instant},
};

use tests::{Hoso, fixture};

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_file_is_taken_once_it_stands_still_and_moved_once_it_is_durable() {
    let hoso = Hoso::new();
    let folder = hoso.path("scanner");
    fs::create_dir(&folder).unwrap();
    let arguments = ["ingest", "scanner", "--watch", "--unit", "H48.28.05", "--operator", "lan", "--no-ocr"];
    let mut child = hoso.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for("done/ is made", || folder.join("done").is_dir());

    let scan = fs::read(fixture("scans/ho-so-0001/can-cuoc.jpg")).unwrap();
    fs::write(folder.join("a.jpg"), &scan[..1000]).unwrap();
    fs::write(folder.join("bad.pdf"), "not a document").unwrap();
    std::thread::sleep(Duration::from_millis(1200));
    assert!(folder.join("a.jpg").exists(), "it may still be growing");
    fs::write(folder.join("a.jpg"), &scan).unwrap();
    wait_for("a.jpg is done", || folder.join("done/a.jpg").exists());
    wait_for("bad.pdf is refused", || folder.join("refused/bad.pdf.reason.txt").exists());
    assert!(!folder.join("a.jpg").exists());
    assert_eq!(fs::read(folder.join("done/a.jpg")).unwrap(), scan);
    let reason = fs::read_to_string(folder.join("refused/bad.pdf.reason.txt")).unwrap();
    assert!(reason.starts_with("not_a_document"), "{reason}");

    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success());
    let status = hoso.json(["status", "--json"]);
    assert_eq!((&status["reviews"], &status["refused"]), (&1.into(), &1.into()));
}
