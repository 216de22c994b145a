//! Disks forget: a deep check finds what has decayed, and mends it from the replica.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tests::Hoso;

use super::ingest::{BIRTH, code_of, samples};

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_under(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// Changes one bit in the middle of a file.
fn decay(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).unwrap();
}

fn deep(hoso: &Hoso) -> (i32, Value) {
    let printed = hoso.run(["check", "--deep", "--json"]);
    (printed.code, printed.json())
}

#[test]
fn decay_is_found_and_named() {
    let hoso = Hoso::new();
    let receipt = samples(&hoso);
    assert_eq!(deep(&hoso).0, 0);
    let original = files_under(&hoso.data().join("objects/originals")).remove(0);
    decay(&original);
    assert_eq!(hoso.run(["check"]).code, 0, "only a deep check reads the bytes");
    let (code, report) = deep(&hoso);
    let name = original.file_name().unwrap().to_str().unwrap();
    assert!(code == 1 && report["disagreements"][0]["message"].as_str().unwrap().contains(name), "{report:#}");
    let status = hoso.json(["status", "--json"]);
    assert_eq!(status["deep_check"]["findings"].as_array().unwrap().len(), 1, "{status:#}");

    // Nobody is given decayed bytes for the paper.
    let hash = receipt["files"].as_array().unwrap().iter().find(|file| file["sha256"] == name).unwrap();
    let code = hash["papers"][0]["code"].as_str().unwrap();
    let opened = hoso.run(["paper", code, "--original", hoso.path("out.pdf").to_str().unwrap()]);
    assert!(opened.code == 1 && opened.err.contains("not those that its key names"), "{opened:?}");

    // Handed in again, the good bytes take the place of the decayed ones.
    samples(&hoso);
    assert_eq!(deep(&hoso).0, 0);
}

#[test]
fn what_one_copy_lost_is_put_back_from_the_other_and_the_log_says_so() {
    let hoso = Hoso::new();
    let replica = hoso.path("replica");
    let hoso = hoso.with("HOSO_OBJECTS_REPLICA", replica.to_str().unwrap());
    let receipt = samples(&hoso);
    let main = hoso.data().join("objects");
    let names = |root: &Path| -> Vec<PathBuf> {
        files_under(root).iter().map(|file| file.strip_prefix(root).unwrap().to_owned()).collect()
    };
    assert_eq!(names(&main), names(&replica), "every object is in both");

    let originals = files_under(&main.join("originals"));
    decay(&originals[0]);
    fs::remove_file(&originals[1]).unwrap();
    decay(&files_under(&replica.join("originals"))[2]);
    fs::remove_file(&files_under(&replica.join("log"))[0]).unwrap();
    // Meanwhile a reader gets the good copy.
    let code = code_of(&receipt, BIRTH);
    assert_eq!(hoso.run(["paper", &code, "--original", hoso.path("out.pdf").to_str().unwrap()]).code, 0);

    let (code, report) = deep(&hoso);
    assert_eq!((code, &report["deep"]["repaired"]), (0, &Value::from(4)), "{report:#}");
    assert_eq!(names(&main), names(&replica));
    let (_, report) = deep(&hoso);
    assert_eq!(report["deep"]["repaired"], 0);
    let log = files_under(&main.join("log"));
    let text: Vec<u8> = log.iter().flat_map(|file| zstd::decode_all(fs::File::open(file).unwrap()).unwrap()).collect();
    assert_eq!(String::from_utf8(text).unwrap().matches("\"kind\":\"object_repaired\"").count(), 4);
    assert_eq!(hoso.run(["audit", "verify"]).code, 0);
}

#[test]
fn metrics_tell_of_the_last_deep_check() {
    let hoso = Hoso::new();
    samples(&hoso);
    deep(&hoso);
    let server = hoso.serve();
    let metrics = server.get("/metrics").1;
    let metrics = metrics.as_str().unwrap();
    let value = |name: &str| -> u64 {
        let line = metrics.lines().find(|line| line.starts_with(&format!("hoso_{name} "))).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert!(value("deep_check_finished_seconds") > 1_700_000_000 && value("deep_check_objects") > 0, "{metrics}");
    assert_eq!(value("deep_check_lost"), 0);
}
