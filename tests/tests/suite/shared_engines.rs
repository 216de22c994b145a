//! The whole path with its objects in a real S3 service: Ceph's radosgw.

use std::fs;

use objects::contract::ceph::Ceph;
use tests::{Hoso, fixture};

use super::ingest::{BIRTH, code_of, samples};

#[test]
fn the_whole_path_runs_on_ceph_and_is_rebuilt_from_it() {
    let ceph = Ceph::start();
    make_bucket(&ceph);
    let settings = ceph.settings();
    let hoso = Hoso::new()
        .with("HOSO_OBJECTS_LOCATION", "s3://hoso/ninh-binh")
        .with("HOSO_OBJECTS_ENDPOINT", settings.endpoint.as_deref().unwrap())
        .with("HOSO_OBJECTS_ACCESS_KEY", &settings.access_key)
        .with("HOSO_OBJECTS_SECRET_KEY", &settings.secret_key);
    let birth = code_of(&samples(&hoso), BIRTH);
    assert!(!hoso.data().join("objects").exists());

    let read = hoso.ingest(&[fixture("scans/ho-so-0001/can-cuoc.jpg").to_str().unwrap()]);
    assert_eq!(read["files"][0]["outcome"], "held", "{read:#}");

    let out = hoso.path("out.pdf");
    assert_eq!(hoso.run(["paper", &birth, "--original", out.to_str().unwrap()]).code, 0);
    assert_eq!(fs::read(&out).unwrap(), fs::read(fixture("scans").join(BIRTH)).unwrap());
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);

    fs::remove_dir_all(hoso.data()).unwrap();
    hoso.json(["rebuild", "--json"]);
    assert!(hoso.json(["lookup", "Nguyễn Thị Hương", "--json"]).to_string().contains(&birth));
    assert_eq!(hoso.run(["check"]).code, 0);

    let server = hoso.serve();
    let (status, found) = server.get("/v1/papers?holder=048192001234");
    assert_eq!(status, 200);
    assert!(found.to_string().contains(&birth), "{found:#}");
    assert_eq!(server.stop(), 0);

    let printed = hoso.run(["status", "--objects", "s3://"]);
    assert_eq!(printed.code, 2, "{printed:?}");
    let nowhere = hoso.run([
        "ingest",
        "--objects",
        "s3://nowhere",
        "--unit",
        "H48.28.05",
        "--operator",
        "lan",
        "--no-ocr",
        fixture("scans").join(BIRTH).to_str().unwrap(),
    ]);
    assert_eq!(nowhere.code, 1);
    assert!(nowhere.err.contains("nowhere") && nowhere.err.contains("create the bucket"), "{}", nowhere.err);
    assert!(!nowhere.err.contains(&settings.secret_key));
}

/// Makes the bucket, as whoever runs the service would.
fn make_bucket(ceph: &Ceph) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    drop(runtime.block_on(ceph.store("s3://hoso")));
}
