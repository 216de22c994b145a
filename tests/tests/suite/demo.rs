//! What `make run` shows, with real reading, twice over one data folder.

use tests::{Hoso, fixture};

#[test]
fn the_whole_job_is_shown_and_goes_on_where_it_was() {
    let hoso = Hoso::new();
    let samples = fixture("scans");
    let arguments = ["demo", "--no-serve", "--samples", samples.to_str().unwrap()];
    let first = hoso.run(arguments);
    assert_eq!(first.code, 0, "{first:?}");
    for said in [
        "048192001234.KQ.G15.000031.12-GKS.01",
        "accepted",
        "nguyen thi huong",
        "tái sử dụng",
        "hồ sơ H48.28.05-261109-0002 đã nhận 048192001234.KQ.G15.000031.12-GKS.01 từ kho",
        "Tỷ lệ số hóa kết quả còn hiệu lực",
        "136/KH-UBND",
    ] {
        assert!(first.out.contains(said), "{said} in {}", first.out);
    }
    let second = hoso.run(arguments);
    assert_eq!(second.code, 0, "{second:?}");
    assert!(
        second.out.contains("duplicate") && second.out.contains(".12-GKS.01") && !second.out.contains(".12-GKS.02")
    );
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
}
