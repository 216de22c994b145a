//! temp: runs over cached page texts and cached crops
use recognition::*;
use model::*;
struct Cached { dir: String, key: String, path: String, raster: Option<imaging::Raster>, asked: u64 }
thread_local!(static R: std::cell::RefCell<Option<Reader>> = const { std::cell::RefCell::new(None) });
impl PartReader for Cached {
    fn read_part(&mut self, part: PageRect) -> Result<Vec<Line>, ReaderError> {
        self.asked += u64::from(part[2]) * u64::from(part[3]);
        let file = format!("{}/{}-{:?}.json", self.dir, self.key, part).replace(' ', "");
        if let Ok(text) = std::fs::read(&file) { return Ok(serde_json::from_slice(&text).unwrap()); }
        if self.raster.is_none() {
            let img = image::open(&self.path).unwrap().to_rgb8();
            self.raster = Some(imaging::Raster::from_rgb(img.width(), img.height(), 300.0, img.into_raw()));
        }
        let lines = R.with(|r| { let mut r = r.borrow_mut(); r.get_or_insert_with(|| Reader::new().unwrap()).read_part(self.raster.as_ref().unwrap(), part) })?;
        std::fs::write(file, serde_json::to_string(&lines).unwrap()).unwrap();
        Ok(lines)
    }
}
fn main() {
    let dir = "/tmp/rec/png";
    let mut names: Vec<String> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).filter(|n| n.ends_with(".json")).collect();
    names.sort();
    let mut docs: std::collections::BTreeMap<String, Vec<String>> = Default::default();
    for n in names { let stem = n.trim_end_matches(".json"); docs.entry(stem.rsplit_once('-').unwrap().0.to_owned()).or_default().push(stem.to_owned()); }
    for (doc, pages) in docs {
        let mut f = FieldReader::new();
        let mut asked = 0;
        for p in pages {
            let text: PageText = serde_json::from_slice(&std::fs::read(format!("{dir}/{p}.json")).unwrap()).unwrap();
            let mut parts = Cached { dir: "/tmp/rec/cache".into(), key: p.clone(), path: format!("{dir}/{p}.png"), raster: None, asked: 0 };
            f.observe(&text, &mut parts).unwrap();
            asked += parts.asked;
            if f.is_done() { break }
        }
        let sigs: Vec<SignatureFacts> = std::fs::read(format!("/tmp/rec/sigs/{doc}.json")).ok().map(|t| serde_json::from_slice(&t).unwrap()).unwrap_or_default();
        let fields = f.finish(&sigs);
        eprintln!("{doc} crops {:.1}% of a page", asked as f64 / 2480. / 3508. * 100.);
        println!("{}", serde_json::json!({"file": format!("{doc}.pdf"), "fields": fields}));
    }
}
