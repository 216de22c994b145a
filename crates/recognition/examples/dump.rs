//! temp
fn main() {
    let mut reader = recognition::Reader::new().unwrap();
    for path in std::env::args().skip(1) {
        let img = image::open(&path).unwrap();
        let grey = img.to_luma8();
        let t = std::time::Instant::now();
        let page: u32 = path.trim_end_matches(".png").rsplit('-').next().unwrap().parse().unwrap();
        let text = reader.page_bytes(page, grey.width(), grey.height(), 300, grey.as_raw()).unwrap();
        eprintln!("{path} {:?}", t.elapsed());
        std::fs::write(format!("{}.json", path.trim_end_matches(".png")), serde_json::to_string(&text).unwrap()).unwrap();
    }
}
