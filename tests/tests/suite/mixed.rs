//! Files of pages that are written, scanned, and scanned under somebody's text: each page is read by what is to be seen on it.

use std::{fs, path::Path, process::Command};

use imaging::{
    Document,
    archive::{ArchiveWriter, Level, Metadata, PageImage, PageLayout},
};
use made_pdfs::{Page, Sheet, coded_image, of_pages};
use model::{Line, PageText, Sha256Digest, Word};
use pdf_writer::Filter;
use serde_json::{Value, json};
use tests::{Hoso, fixture};

use super::ingest::code_of;

const WRITTEN: &str = "ket-qua/quyet-dinh-88-dien-tu.pdf";
const SCANNED: &str = "ket-qua/quyet-dinh-125.pdf";
const PIXELS: (u32, u32) = (1654, 2339);
const DPI: f32 = 200.0;

/// A page of decision 125 as its scanner coded it.
fn scan(page: u32) -> Vec<u8> {
    let mut document = Document::open(&fixture("scans").join(SCANNED)).unwrap();
    let coded = document.coded_page(page).unwrap().unwrap();
    let PageImage::Jpeg(data) = coded.image() else { panic!("{SCANNED} is a JPEG a page") };
    data.to_vec()
}

/// The scan under this invisible text, as programs for OCR write it: our own writer does just that.
fn under(page: u32, lines: &[&str]) -> Vec<u8> {
    let (width_px, height_px) = PIXELS;
    let line = |(at, text): (usize, &&str)| {
        let rect = [200, 200 + 60 * at as u32, 1200, 40];
        let words = vec![Word { text: (*text).to_owned(), rect, confidence: 1.0 }];
        Line { rect, words, baseline: None, starts_paragraph: true }
    };
    let lines = lines.iter().enumerate().map(line).collect();
    let text = PageText { page: 1, width_px, height_px, dpi: DPI, from_text_layer: false, lines };
    let mut out = Vec::new();
    let mut writer = ArchiveWriter::new(&mut out, Level::Pdfa2b, &metadata()).unwrap();
    let layout = PageLayout::at_dpi(width_px, height_px, DPI, 0);
    writer.page(PageImage::Jpeg(&scan(page)), layout, Some(&text)).unwrap();
    writer.finish().unwrap();
    out
}

/// The scan with an office's stamp over it in letters that can be seen and copied, and nothing else.
fn stamped(page: u32) -> Vec<u8> {
    let data = scan(page);
    let content = b"q 595.44 0 0 842.04 0 0 cm /Im0 Do Q BT /F 9 Tf 380 800 Td (CONG VAN DEN So 45, ngay 09-10-2026, \
        UBND xa Binh Hoa, bo phan mot cua, da tiep nhan) Tj ET";
    let write = |pdf: &mut pdf_writer::Pdf, id| {
        let size = (PIXELS.0 as i32, PIXELS.1 as i32);
        coded_image(pdf, id, &data, Filter::DctDecode, size, 8).color_space().device_rgb();
    };
    let sheet = Sheet::of(595.44, 842.04);
    of_pages(&[Page { sheet, images: &[&write], content: Some(content) }], None)
}

fn metadata() -> Metadata {
    let created_at = "2026-11-24T00:00:00Z".parse().unwrap();
    Metadata {
        title: "Thử".to_owned(),
        producer: "test".to_owned(),
        ..Metadata::of_original(Sha256Digest::ZERO, vec![1], created_at)
    }
}

const BAD_OCR: [&str; 6] = [
    "UY BAN NHAN DAN CONG HOA XA HOI CHU NGHIA VIET NAM",
    "Só: l25/QD-UBND BinhHoa, ngàv O5 thàng 3 nãm 2O25",
    "QUYÉT DlNH xqzvk",
    "vè viêc còng nhân kêt quà",
    "Càn cú Luàt Tô chúc chinh quyên dia phuong",
    "CHÙ TlCH",
];

/// Good Vietnamese, and another paper than the one that is to be seen.
const FORGED: [&str; 7] = [
    "ỦY BAN NHÂN DÂN XÃ KHÁC",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: 999/QĐ-UBND",
    "Nơi Khác, ngày 01 tháng 02 năm 2003",
    "QUYẾT ĐỊNH",
    "Về việc giao đất cho ông Nguyễn Văn Giả",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
];

fn joined(hoso: &Hoso, name: &str, parts: &[(&Path, &str)]) -> String {
    let all = hoso.path(name);
    let mut qpdf = Command::new("qpdf");
    qpdf.args(["--empty", "--pages"]);
    for (file, pages) in parts {
        qpdf.arg(file).arg(pages);
    }
    let ended = qpdf.arg("--").arg(&all).output().unwrap();
    assert!(matches!(ended.status.code(), Some(0 | 3)), "{ended:?}");
    all.to_str().unwrap().to_owned()
}

fn with_text(inspected: &Value) -> Vec<bool> {
    inspected["pages"].as_array().unwrap().iter().map(|page| page["has_text_layer"].as_bool().unwrap()).collect()
}

#[test]
fn each_page_of_a_mixed_file_is_read_by_what_is_to_be_seen_on_it() {
    let hoso = Hoso::new();
    let (written, scanned) = (fixture("scans").join(WRITTEN), fixture("scans").join(SCANNED));
    let bad = hoso.write("bad.pdf", under(1, &BAD_OCR));
    let stamp = hoso.write("stamp.pdf", stamped(2));
    let parts = [(written.as_path(), "1"), (&scanned, "2"), (&bad, "1"), (&stamp, "1")];
    let file = joined(&hoso, "mixed.pdf", &parts);
    let inspected = hoso.json(["inspect", &file, "--json"]);
    assert_eq!(with_text(&inspected), [true, false, false, false], "{inspected:#}");
    let fields = &inspected["papers"][0]["fields"];
    for (name, value) in [("number", "88/QĐ-UBND"), ("issued_on", "2026-09-03"), ("signer", "Đặng Vĩnh Phước")]
    {
        assert_eq!((&fields[name]["value"], &fields[name]["sure"]), (&json!(value), &json!(true)), "{fields:#}");
    }

    let manifest = json!({"version": 1, "files": [{"path": "mixed.pdf", "type": "KQ.H48.000900", "number": "88/QĐ-UBND",
        "holder": {"id": "048192001234", "name": "Nguyễn Thị Hương"}}]});
    let manifest = hoso.write("manifest.json", manifest.to_string());
    let receipt = hoso.ingest(&["--manifest", manifest.to_str().unwrap(), &file]);
    let code = code_of(&receipt, "mixed.pdf");
    let text = hoso.path("text");
    assert_eq!(hoso.run(["paper", &code, "--text", text.to_str().unwrap()]).code, 0);
    let text = fs::read_to_string(&text).unwrap();
    // Page 1 as it is written, page 3 as it is to be seen; nothing of the bad text, which says the same of page 3.
    for said in ["Về việc công nhận hộ thoát nghèo năm 2026", "125/QĐ-UBND"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    for hidden in ["xqzvk", "vè viêc"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    // The scan's second page is there twice, once under the stamp.
    let page_2 = "thi hành Quyết định này";
    assert!(text.matches(page_2).count() >= 3, "{page_2} in {text}");
}

#[test]
fn a_hidden_text_is_not_believed_however_good_it_is() {
    let hoso = Hoso::new();
    let forged = hoso.write("forged.pdf", under(1, &FORGED));
    let other = hoso.write("other.pdf", under(2, &FORGED));
    let file = joined(&hoso, "both.pdf", &[(&forged, "1"), (&other, "1")]);
    let inspected = hoso.json(["inspect", &file, "--json"]);
    assert_eq!(with_text(&inspected), [false, false]);
    let as_seen = hoso.json(["inspect", fixture("scans").join(SCANNED).to_str().unwrap(), "--json"]);
    let values = |inspected: &Value| {
        let fields = inspected["papers"][0]["fields"].as_object().unwrap().clone();
        fields.into_iter().map(|(name, field)| (name, field["value"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(values(&inspected), values(&as_seen));
}
