//! Settings: file, environment, flags; wrong ones are refused with the nearest known.

use tests::Hoso;

#[test]
fn an_unknown_setting_is_refused_with_the_nearest() {
    let hoso = Hoso::new();
    hoso.write("hoso.toml", "[archive]\nlevle = \"pdfa-1b\"\n");
    let printed = hoso.run(["status"]);
    assert_eq!(printed.code, 2);
    assert!(printed.err.contains("archive.levle") && printed.err.contains("archive.level"), "{}", printed.err);

    let hoso = Hoso::new().with("HOSO_ARCHIVE_LEVL", "pdfa-1b");
    let printed = hoso.run(["status"]);
    assert_eq!(printed.code, 2);
    assert!(printed.err.contains("HOSO_ARCHIVE_LEVL"), "{}", printed.err);
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let hoso = Hoso::new();
    hoso.write("hoso.toml", "data = \"from-file\"\n");
    let by_flag = hoso.path("from-flag");
    assert_eq!(hoso.run(["status", "--data", by_flag.to_str().unwrap()]).code, 0);
    assert!(by_flag.join("ledger").is_dir());
    assert_eq!(hoso.run(["status"]).code, 0);
    assert!(hoso.data().join("ledger").is_dir());
    assert!(!hoso.path("from-file").exists());
}

#[test]
fn the_api_is_for_this_machine_alone() {
    let hoso = Hoso::new();
    let printed = hoso.run(["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(printed.code, 2);
    assert!(printed.err.contains("set serve.origin"), "{}", printed.err);
    let hoso = hoso.with("HOSO_SERVE_ORIGIN", "https://hoso.example.vn");
    let printed = hoso.run(["serve", "--listen", "0.0.0.0:0"]);
    assert_ne!(printed.code, 0);
    assert!(printed.err.contains("there is no account yet"), "{}", printed.err);
}

#[test]
fn the_catalogue_is_listed() {
    let hoso = Hoso::new();
    for (list, some) in
        [("units", "H48.28.05"), ("procedures", "1.001193"), ("types", "KQ.G15.000031"), ("plans", "hung-yen-131")]
    {
        assert!(hoso.run(["catalogue", list]).out.contains(some));
        assert!(hoso.json(["catalogue", list, "--json"]).to_string().contains(some));
    }
    assert!(hoso.run(["completions", "bash"]).out.contains("hoso"));
}
