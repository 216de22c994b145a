//! A backup is taken while Hoso runs, copies only what is new, and brings everything back.

use serde_json::{Value, json};
use tests::{Hoso, fixture};

use super::{
    ingest::{BIRTH, code_of, samples},
    rebuild::everything,
};

fn backup(hoso: &Hoso, to: &str) -> Value {
    hoso.json(["backup", hoso.path(to).to_str().unwrap(), "--json"])
}

#[test]
fn a_backup_is_incremental_and_restores_everything() {
    let hoso = Hoso::new();
    let receipt = samples(&hoso);
    let first = backup(&hoso, "backup");
    assert!(first["objects_copied"].as_u64() > Some(5), "{first}");
    hoso.run(["inventory", "load", fixture("scans/inventory.csv").to_str().unwrap()]);
    let second = backup(&hoso, "backup");
    // One segment and its checkpoint.
    assert_eq!((&second["objects_copied"], &second["objects_before"]), (&json!(2), &first["objects_copied"]));

    let restored = Hoso::new();
    let from = hoso.path("backup");
    restored.json(["restore", from.to_str().unwrap(), "--json"]);
    assert_eq!(everything(&restored)[1..], everything(&hoso)[1..]);
    assert_eq!(restored.run(["check", "--deep"]).code, 0);
    // Serials go on where they were: the same file is the same paper.
    assert_eq!(code_of(&samples(&restored), BIRTH), code_of(&receipt, BIRTH));

    let again = hoso.run(["restore", from.to_str().unwrap()]);
    assert!(again.code == 1 && again.err.contains("not empty"), "{again:?}");
}

#[test]
fn a_backup_is_taken_while_the_server_runs() {
    let hoso = Hoso::new();
    samples(&hoso);
    let server = hoso.serve();
    let taken = hoso.run(["backup", hoso.path("backup").to_str().unwrap()]);
    assert!(taken.code == 0 && taken.err.contains("hoso is running"), "{taken:?}");
    assert_eq!(server.get("/healthz").0, 200);
    drop(server);
    let restored = Hoso::new();
    restored.json(["restore", hoso.path("backup").to_str().unwrap(), "--json"]);
    assert_eq!(everything(&restored)[1..], everything(&hoso)[1..]);
}
