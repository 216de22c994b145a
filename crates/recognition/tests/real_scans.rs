//! Fields of the scans in `../shared/scans/real` against what a person reads on them; skipped with one line when they are absent.
//!
//! What must hold is a floor below what is measured, so that another build of Tesseract passes: of the share that is right, and
//! of the worst fault, a field that is sure and wrong, none at all.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::{Path, PathBuf};

use imaging::Document;
use model::{Field, Fields, vietnamese::level};
use recognition::{FieldReader, NoParts, PageParts, Reader};

/// The scans that read soonest: born digital, one page, and a decision with a superior body. All twelve take a minute.
const FILES: [&str; 4] = [
    "04-QD-BCD138_2025-02-05.pdf",
    "507-UBND-KGVX_2025-01-24.pdf",
    "542-TB-UBND_2024-11-06.pdf",
    "575-UBND-KTTH_2025-02-04.pdf",
];

fn scans() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scans/real");
    folder.join("truth.json").is_file().then_some(folder)
}

fn read(path: &Path, reader: &mut Reader) -> Fields {
    let mut document = Document::open(path).unwrap();
    let signatures = document.signatures();
    let mut fields = FieldReader::new();
    for page in 1..=document.page_count() {
        if let Some(text) = document.text_layer(page).unwrap() {
            fields.observe(&text, &mut NoParts).unwrap();
            continue;
        }
        let raster = document.render(page, 300.0).unwrap();
        if imaging::content(&raster) == imaging::Content::Blank {
            continue;
        }
        let text = reader.read_page(page, &raster).unwrap();
        fields.observe(&text, &mut PageParts { reader, raster: &raster }).unwrap();
    }
    fields.finish(&signatures)
}

/// As `score.py` compares, without its tolerance for abstracts.
fn plain(text: &str) -> String {
    let text = level(text);
    let text = text.strip_prefix("về việc ").or_else(|| text.strip_prefix("v/v ")).unwrap_or(&text);
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[test]
fn real_scans_read_as_a_person_reads_them() {
    let Some(folder) = scans() else {
        println!("skipped: no ../shared/scans/real");
        return;
    };
    let truths: Vec<serde_json::Value> =
        serde_json::from_slice(&std::fs::read(folder.join("truth.json")).unwrap()).unwrap();
    let mut reader = Reader::new().unwrap();
    let (mut right, mut asked) = (0, 0);
    for truth in truths.iter().filter(|truth| truth["file"].as_str().is_some_and(|file| FILES.contains(&file))) {
        let file = truth["file"].as_str().unwrap();
        let fields = read(&folder.join(file), &mut reader);
        let check = |name: &str, field: &Field| -> bool {
            let wanted = truth[name].as_str().map(plain);
            let got = field.value.as_deref().map(plain);
            assert!(!field.sure || got == wanted, "{file}: {name} is sure and wrong: {got:?} for {wanted:?}");
            assert!(wanted.is_some() || got.is_none(), "{file}: {name} is invented: {got:?}");
            got == wanted
        };
        for (name, field) in [
            // On two of the four a hand wrote them.
            ("number", &fields.number),
            ("issued_on", &fields.issued_on),
            ("issuer", &fields.issuer),
            ("doc_type", &fields.document_type),
            ("place", &fields.place),
            ("signer", &fields.signer),
            ("signer_position", &fields.signer_position),
        ] {
            asked += 1;
            right += u32::from(check(name, field));
        }
    }
    assert!(right * 10 >= asked * 9, "{right} of {asked}");
}
