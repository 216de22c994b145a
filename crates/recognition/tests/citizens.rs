//! Type and holder of citizens' papers, by Tesseract, from the generator's forms (`fixtures/scans`): drawn after the public forms of
//! Circulars 04/2020/TT-BTP (birth, marriage, marital status), 66/2023/TT-BCA (CT07, of a person and of a household),
//! 10/2024/TT-BTNMT (land), 01/2021/TT-BKHĐT (firms, household businesses) with 68/2025/TT-BTC, 21/2019 and 27/2019/TT-BGDĐT
//! (diplomas), 06/2021 and 17/2024/TT-BCA (ID cards); scanned at 200 dpi (cards 300), leaning, most in grey.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::Path;

use imaging::Document;
use model::HolderId;
use recognition::{FieldReader, PageParts, Reader, read_holder};

/// Type, whether it is sure; the holder's ID and name, whether he is sure.
type Seen = (Option<String>, bool, Option<String>, Option<String>, bool);

fn read(path: &str, reader: &mut Reader) -> Seen {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/scans").join(path);
    let mut document = Document::open(&path).unwrap();
    let raster = document.render(1, 300.0).unwrap();
    let text = reader.read_page(1, &raster).unwrap();
    let mut parts = PageParts { reader, raster: &raster };
    let mut fields = FieldReader::new();
    fields.observe(&text, &mut parts).unwrap();
    let holder = read_holder(&text, &mut parts).unwrap();
    let kind = fields.finish(&[]).document_type;
    let sure = holder.as_ref().is_some_and(|holder| holder.sure);
    let (id, name) = holder.map_or((None, None), |holder| (holder.id, holder.name));
    (kind.value, kind.sure, id.as_ref().map(HolderId::as_str).map(str::to_owned), name, sure)
}

#[test]
fn citizens_papers_tell_what_they_are_and_whose() {
    let mut reader = Reader::new().unwrap();
    for (path, kind, id, name) in [
        ("ho-so-0001/giay-khai-sinh.pdf", "GIẤY KHAI SINH", "048192001234", "Nguyễn Thị Hương"),
        ("ho-so-0002/xac-nhan-cu-tru.png", "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ", "048192001234", "Nguyễn Thị Hương"),
        ("ket-qua/giay-ket-hon.tif", "GIẤY CHỨNG NHẬN KẾT HÔN", "048192001234", "Nguyễn Thị Hương"),
        ("ket-qua/gcn-dat.jpg", "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT", "048085002468", "Phạm Quốc Đạt"),
        (
            "ho-so-doanh-nghiep/gcn-doanh-nghiep.tif",
            "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP",
            "4801234568",
            "CÔNG TY TNHH MỘT THÀNH VIÊN THỦY SẢN BÌNH HÒA",
        ),
        ("giay-to/gcn-ho-kinh-doanh.tif", "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "048085002468", "Phạm Quốc Đạt"),
        ("giay-to/xac-nhan-ho-gia-dinh.png", "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ", "048085002468", "Phạm Quốc Đạt"),
        ("giay-to/tinh-trang-hon-nhan.pdf", "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", "048301005678", "Lê Thị Ánh Nguyệt"),
        ("giay-to/bang-cu-nhan.jpg", "BẰNG CỬ NHÂN", "", "Trần Văn Mẫu"),
        ("giay-to/bang-thpt.jpg", "BẰNG TỐT NGHIỆP TRUNG HỌC PHỔ THÔNG", "", "Lê Thị Ánh Nguyệt"),
        ("giay-to/can-cuoc-mo.jpg", "CĂN CƯỚC CÔNG DÂN", "048090004321", "Trần Văn Mẫu"),
        ("giay-to/can-cuoc-2024.jpg", "CĂN CƯỚC", "048301005678", "Lê Thị Ánh Nguyệt"),
        ("ho-so-0001/to-khai-khai-sinh.pdf", "TỜ KHAI ĐĂNG KÝ KHAI SINH", "048192001234", "Nguyễn Thị Hương"),
    ] {
        let seen = read(path, &mut reader);
        println!("{path}: {seen:?}");
        assert_eq!(seen.0.as_deref(), Some(kind), "{path}");
        // A holder that is sure is right; one that was read badly is left to a person.
        if seen.4 {
            assert_eq!((seen.2.as_deref(), seen.3.as_deref()), (Some(id), Some(name)), "{path}");
        }
        // A diploma tells a name and no ID: the name is what the reviewer goes by.
        if id.is_empty() {
            assert_eq!((seen.2.as_deref(), seen.3.as_deref()), (None, Some(name)), "{path}");
        }
    }
}
