//! Fields of documents of many kinds of offices, from text laid out as Decree 30/2020/NĐ-CP (and the Party's guidance) lays it out.
//!
//! No image is read: what OCR makes of scans is tried in `real_scans.rs`. Names of persons are made up.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use model::{Fields, Line, PageText, Word};
use recognition::{FieldReader, NoParts};

const WIDTH: u32 = 2480;
const LETTER: u32 = 22;

/// A line of text with its middle (header, title, signature) or its left edge (body) at `x`.
#[derive(Clone, Copy)]
enum At {
    Middle(u32),
    Left(u32),
}
use At::{Left, Middle};

fn line(at: At, y: u32, text: &str) -> Line {
    let width = text.chars().count() as u32 * LETTER;
    let mut x = match at {
        Middle(x) => x - width.min(2 * x) / 2,
        Left(x) => x,
    };
    let mut words = Vec::new();
    for text in text.split(' ') {
        let wide = text.chars().count() as u32 * LETTER;
        words.push(Word { text: text.to_owned(), rect: [x, y, wide, 40], confidence: 0.95 });
        x += wide + LETTER;
    }
    let left = words[0].rect[0];
    Line { rect: [left, y, x - LETTER - left, 40], words, baseline: None, starts_paragraph: false }
}

struct Paper {
    issuer: &'static [&'static str],
    heading: &'static [&'static str],
    number: &'static str,
    dated: &'static str,
    about: &'static [&'static str],
    title: &'static [&'static str],
    body: &'static [&'static str],
    signing: &'static [&'static str],
}

const STATE: &[&str] = &["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"];
const PARTY: &[&str] = &["ĐẢNG CỘNG SẢN VIỆT NAM"];

impl Paper {
    fn page(&self) -> PageText {
        let mut lines = Vec::new();
        let mut column = |texts: &[&str], x: u32, from: u32| {
            texts.iter().enumerate().for_each(|(at, text)| lines.push(line(Middle(x), from + 68 * at as u32, text)));
            from + 68 * texts.len() as u32
        };
        let below = column(self.issuer, 700, 250).max(column(self.heading, 1700, 250)) + 40;
        column(&[self.number], 700, below);
        column(&[self.dated], 1700, below);
        let below = column(self.about, 700, below + 80) + 90;
        let below = column(self.title, WIDTH / 2, below) + 100;
        let mut y = below;
        for (at, text) in self.body.iter().enumerate() {
            let x = if text.starts_with("Kính gửi") {
                900
            } else if at == 0 {
                520
            } else {
                370
            };
            let at = if text.chars().any(char::is_lowercase) { Left(x) } else { Middle(WIDTH / 2) };
            lines.push(line(at, y, text));
            y += 70;
        }
        for at in 0..5 {
            let text = "cơ quan, đơn vị liên quan tổ chức thực hiện theo đúng quy định của pháp luật hiện hành";
            lines.push(line(Left(370), y + 68 * at, text));
        }
        let y = y + 5 * 68 + 90;
        ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
            .iter()
            .enumerate()
            .for_each(|(at, text)| lines.push(line(Left(370), y + 52 * at as u32, text)));
        let (name, position) = self.signing.split_last().unwrap();
        position.iter().enumerate().for_each(|(at, text)| lines.push(line(Middle(1750), y + 62 * at as u32, text)));
        lines.push(line(Middle(1750), y + 560, name));
        PageText { page: 1, width_px: WIDTH, height_px: 3508, dpi: 300.0, from_text_layer: false, lines }
    }

    fn fields(&self) -> Fields {
        let mut reader = FieldReader::new();
        reader.observe(&self.page(), &mut NoParts).unwrap();
        reader.finish(&[])
    }
}

/// Number's digits are not compared: one reading of them is not enough.
fn check(paper: &Paper, [kind, issuer, place, abstract_text, position, signer]: [&str; 6]) {
    let fields = paper.fields();
    let read = |field: &model::Field| model::vietnamese::level(field.value.as_deref().unwrap_or_default());
    for (name, field, wanted) in [
        ("type", &fields.document_type, kind),
        ("issuer", &fields.issuer, issuer),
        ("place", &fields.place, place),
        ("abstract", &fields.abstract_text, abstract_text),
        ("position", &fields.signer_position, position),
        ("signer", &fields.signer, signer),
    ] {
        assert_eq!(read(field), model::vietnamese::level(wanted), "{name} of {}", paper.number);
    }
}

#[test]
fn a_department_s_letter() {
    let paper = Paper {
        issuer: &["UBND TỈNH CAO BẰNG", "SỞ TÀI CHÍNH"],
        heading: STATE,
        number: "Số: 1234/STC-QLNS",
        dated: "Cao Bằng, ngày 15 tháng 4 năm 2024",
        about: &["V/v hướng dẫn lập dự toán", "ngân sách năm 2025"],
        title: &[],
        body: &[
            "Kính gửi: Các sở, ban, ngành tỉnh",
            "Thực hiện Công văn số 99/BTC-NSNN ngày 01/4/2024 của Bộ Tài chính về việc lập dự toán",
        ],
        signing: &["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nông Thị Hoa"],
    };
    check(
        &paper,
        [
            "",
            "Sở Tài chính",
            "Cao Bằng",
            "V/v hướng dẫn lập dự toán ngân sách năm 2025",
            "KT. GIÁM ĐỐC - PHÓ GIÁM ĐỐC",
            "Nông Thị Hoa",
        ],
    );
}

#[test]
fn a_ministry_s_circular() {
    let paper = Paper {
        issuer: &["BỘ TÀI CHÍNH"],
        heading: STATE,
        number: "Số: 12/2024/TT-BTC",
        dated: "Hà Nội, ngày 06 tháng 02 năm 2024",
        about: &[],
        title: &[
            "THÔNG TƯ",
            "Quy định mức thu, chế độ thu, nộp, quản lý và sử dụng phí khai thác",
            "và sử dụng dữ liệu về môi trường",
        ],
        body: &[
            "Căn cứ Luật Phí và lệ phí ngày 25 tháng 11 năm 2015;",
            "Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;",
        ],
        signing: &["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Cao Anh Tuấn"],
    };
    check(
        &paper,
        [
            "THÔNG TƯ",
            "Bộ Tài chính",
            "Hà Nội",
            "Quy định mức thu, chế độ thu, nộp, quản lý và sử dụng phí khai thác và sử dụng dữ liệu về môi trường",
            "KT. BỘ TRƯỞNG - THỨ TRƯỞNG",
            "Cao Anh Tuấn",
        ],
    );
}

#[test]
fn a_council_s_resolution() {
    let paper = Paper {
        issuer: &["HỘI ĐỒNG NHÂN DÂN", "TỈNH CAO BẰNG"],
        heading: STATE,
        number: "Số: 45/NQ-HĐND",
        dated: "Cao Bằng, ngày 12 tháng 7 năm 2023",
        about: &[],
        title: &[
            "NGHỊ QUYẾT",
            "Về việc thông qua danh mục dự án cần thu hồi đất",
            "trên địa bàn tỉnh Cao Bằng năm 2023",
        ],
        body: &[
            "HỘI ĐỒNG NHÂN DÂN TỈNH CAO BẰNG",
            "KHÓA XVII, KỲ HỌP THỨ 14",
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        ],
        signing: &["CHỦ TỊCH", "Triệu Đình Lê"],
    };
    check(
        &paper,
        [
            "NGHỊ QUYẾT",
            "Hội đồng nhân dân tỉnh Cao Bằng",
            "Cao Bằng",
            "Về việc thông qua danh mục dự án cần thu hồi đất trên địa bàn tỉnh Cao Bằng năm 2023",
            "CHỦ TỊCH",
            "Triệu Đình Lê",
        ],
    );
}

#[test]
fn a_commune_s_plan_with_its_title_in_capitals() {
    let paper = Paper {
        issuer: &["ỦY BAN NHÂN DÂN", "XÃ TỊNH KHÊ"],
        heading: STATE,
        number: "Số: 21/KH-UBND",
        dated: "Tịnh Khê, ngày 08 tháng 8 năm 2025",
        about: &[],
        title: &["KẾ HOẠCH", "TRIỂN KHAI SỐ HÓA HỒ SƠ, GIẤY TỜ", "TRÊN ĐỊA BÀN XÃ NĂM 2025"],
        body: &[
            "I. MỤC ĐÍCH, YÊU CẦU",
            "1. Nâng cao hiệu quả giải quyết thủ tục hành chính trên địa bàn xã và các thôn",
        ],
        signing: &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Võ Minh Sơn"],
    };
    check(
        &paper,
        [
            "KẾ HOẠCH",
            "Ủy ban nhân dân xã Tịnh Khê",
            "Tịnh Khê",
            "TRIỂN KHAI SỐ HÓA HỒ SƠ, GIẤY TỜ TRÊN ĐỊA BÀN XÃ NĂM 2025",
            "TM. ỦY BAN NHÂN DÂN - KT. CHỦ TỊCH - PHÓ CHỦ TỊCH",
            "Võ Minh Sơn",
        ],
    );
}

#[test]
fn a_provincial_party_committee_s_resolution() {
    let paper = Paper {
        issuer: &["TỈNH ỦY QUẢNG NGÃI", "*"],
        heading: PARTY,
        number: "Số: 15-NQ/TU",
        dated: "Quảng Ngãi, ngày 20 tháng 10 năm 2022",
        about: &[],
        title: &["NGHỊ QUYẾT", "về chuyển đổi số tỉnh Quảng Ngãi đến năm 2025,", "định hướng đến năm 2030"],
        body: &[
            "Thời gian qua, cấp ủy, chính quyền các cấp trong tỉnh đã quan tâm lãnh đạo, chỉ đạo",
            "triển khai ứng dụng công nghệ thông tin",
        ],
        signing: &["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Đặng Ngọc Sơn"],
    };
    check(
        &paper,
        [
            "NGHỊ QUYẾT",
            "Tỉnh ủy Quảng Ngãi",
            "Quảng Ngãi",
            "về chuyển đổi số tỉnh Quảng Ngãi đến năm 2025, định hướng đến năm 2030",
            "T/M BAN THƯỜNG VỤ - PHÓ BÍ THƯ",
            "Đặng Ngọc Sơn",
        ],
    );
}

#[test]
fn decrees_and_decisions_of_the_government() {
    let decree = Paper {
        issuer: &["CHÍNH PHỦ"],
        heading: STATE,
        number: "Số: 30/2020/NĐ-CP",
        dated: "Hà Nội, ngày 05 tháng 3 năm 2020",
        about: &[],
        title: &["NGHỊ ĐỊNH", "Về công tác văn thư"],
        body: &["Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;"],
        signing: &["TM. CHÍNH PHỦ", "THỦ TƯỚNG", "Lê Xuân Bình"],
    };
    check(
        &decree,
        ["NGHỊ ĐỊNH", "Chính phủ", "Hà Nội", "Về công tác văn thư", "TM. CHÍNH PHỦ - THỦ TƯỚNG", "Lê Xuân Bình"],
    );
    let decision = Paper {
        issuer: &["THỦ TƯỚNG CHÍNH PHỦ"],
        number: "Số: 766/QĐ-TTg",
        title: &[
            "QUYẾT ĐỊNH",
            "Phê duyệt Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ",
            "người dân, doanh nghiệp trong thực hiện thủ tục hành chính",
        ],
        body: &["THỦ TƯỚNG CHÍNH PHỦ", "Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;"],
        signing: &["KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "Vũ Đức Minh"],
        ..decree
    };
    check(
        &decision,
        [
            "QUYẾT ĐỊNH",
            "Thủ tướng Chính phủ",
            "Hà Nội",
            "Phê duyệt Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện thủ tục hành chính",
            "KT. THỦ TƯỚNG - PHÓ THỦ TƯỚNG",
            "Vũ Đức Minh",
        ],
    );
}

#[test]
fn schools_hospitals_and_courts() {
    let school = Paper {
        issuer: &["PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG TIỂU HỌC NGHĨA LỘ"],
        heading: STATE,
        number: "Số: 12/BC-THNL",
        dated: "Quảng Ngãi, ngày 25 tháng 5 năm 2024",
        about: &[],
        title: &["BÁO CÁO", "Tổng kết năm học 2023 - 2024"],
        body: &["Thực hiện Kế hoạch số 55/KH-PGDĐT ngày 10/5/2024 của Phòng Giáo dục và Đào tạo"],
        signing: &["HIỆU TRƯỞNG", "ThS. Lê Thị Hoa"],
    };
    check(
        &school,
        [
            "BÁO CÁO",
            "Trường Tiểu học Nghĩa Lộ",
            "Quảng Ngãi",
            "Tổng kết năm học 2023 - 2024",
            "HIỆU TRƯỞNG",
            "Lê Thị Hoa",
        ],
    );
    let hospital = Paper {
        issuer: &["SỞ Y TẾ HÀ NỘI", "BỆNH VIỆN ĐA KHOA", "ĐỨC GIANG"],
        number: "Số: 77/TB-BVĐG",
        dated: "Hà Nội, ngày 02 tháng 3 năm 2023",
        title: &["THÔNG BÁO", "Về việc tuyển dụng viên chức năm 2023"],
        body: &["Căn cứ Nghị định số 115/2020/NĐ-CP ngày 25/9/2020 của Chính phủ;"],
        signing: &["GIÁM ĐỐC", "Nguyễn Văn Thường"],
        ..school
    };
    check(
        &hospital,
        [
            "THÔNG BÁO",
            "Bệnh viện Đa khoa Đức Giang",
            "Hà Nội",
            "Về việc tuyển dụng viên chức năm 2023",
            "GIÁM ĐỐC",
            "Nguyễn Văn Thường",
        ],
    );
    let court = Paper {
        issuer: &["TÒA ÁN NHÂN DÂN", "TỈNH QUẢNG NGÃI"],
        number: "Số: 05/2024/QĐ-TA",
        title: &["QUYẾT ĐỊNH", "Về việc thành lập Đoàn kiểm tra"],
        body: &["CHÁNH ÁN TÒA ÁN NHÂN DÂN TỈNH QUẢNG NGÃI", "Căn cứ Luật Tổ chức Tòa án nhân dân năm 2014;"],
        signing: &["KT. CHÁNH ÁN", "PHÓ CHÁNH ÁN", "Phạm Thị Thu Trang"],
        ..hospital
    };
    check(
        &court,
        [
            "QUYẾT ĐỊNH",
            "Tòa án nhân dân tỉnh Quảng Ngãi",
            "Hà Nội",
            "Về việc thành lập Đoàn kiểm tra",
            "KT. CHÁNH ÁN - PHÓ CHÁNH ÁN",
            "Phạm Thị Thu Trang",
        ],
    );
}

#[test]
fn invitations_telegrams_and_offices_of_districts() {
    let invitation = Paper {
        issuer: &["UBND HUYỆN BÌNH SƠN", "PHÒNG TƯ PHÁP"],
        heading: STATE,
        number: "Số: 09/GM-PTP",
        dated: "Bình Sơn, ngày 11 tháng 3 năm 2022",
        about: &[],
        title: &["GIẤY MỜI", "Tham dự Hội nghị tập huấn công tác hộ tịch"],
        body: &[
            "Kính gửi: Ủy ban nhân dân các xã, thị trấn",
            "Phòng Tư pháp trân trọng kính mời đại diện lãnh đạo tham dự hội nghị, cụ thể như sau:",
        ],
        signing: &["TRƯỞNG PHÒNG", "Tiêu Viết Thanh"],
    };
    check(
        &invitation,
        [
            "GIẤY MỜI",
            "Phòng Tư pháp",
            "Bình Sơn",
            "Tham dự Hội nghị tập huấn công tác hộ tịch",
            "TRƯỞNG PHÒNG",
            "Tiêu Viết Thanh",
        ],
    );
    let telegram = Paper {
        issuer: &["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HẢI PHÒNG"],
        number: "Số: 03/CĐ-UBND",
        dated: "Hải Phòng, ngày 06 tháng 9 năm 2024",
        title: &["CÔNG ĐIỆN", "Về việc tập trung ứng phó bão số 3"],
        body: &[
            "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG",
            "Theo Trung tâm Dự báo khí tượng thủy văn quốc gia, bão số 3 đang mạnh lên nhanh",
        ],
        signing: &["CHỦ TỊCH", "Nguyễn Văn Tú"],
        ..invitation
    };
    check(
        &telegram,
        [
            "CÔNG ĐIỆN",
            "Ủy ban nhân dân thành phố Hải Phòng",
            "Hải Phòng",
            "Về việc tập trung ứng phó bão số 3",
            "CHỦ TỊCH",
            "Nguyễn Văn Tú",
        ],
    );
    let tax = Paper {
        issuer: &["TỔNG CỤC THUẾ", "CỤC THUẾ TỈNH HẢI DƯƠNG"],
        number: "Số: 5501/CTHDU-TTHT",
        dated: "Hải Dương, ngày 19 tháng 6 năm 2023",
        about: &["V/v chính sách thuế giá trị", "gia tăng"],
        title: &[],
        body: &[
            "Kính gửi: Công ty TNHH Một thành viên An Phát",
            "Trả lời công văn số 01/CV-AP ngày 02/6/2023 của Công ty về chính sách thuế",
        ],
        signing: &["KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG", "Đỗ Công Tiến"],
        ..telegram
    };
    check(
        &tax,
        [
            "",
            "Cục Thuế tỉnh Hải Dương",
            "Hải Dương",
            "V/v chính sách thuế giá trị gia tăng",
            "KT. CỤC TRƯỞNG - PHÓ CỤC TRƯỞNG",
            "Đỗ Công Tiến",
        ],
    );
}

/// The papers of `fixtures/offices`, which `make bench-fields` draws, scans and has read by Tesseract.
#[test]
fn papers_of_many_offices() {
    fn kept(text: String) -> &'static str {
        Box::leak(text.into_boxed_str())
    }
    let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/offices/documents.json")).unwrap();
    let documents: Vec<serde_json::Value> = serde_json::from_slice(&file).unwrap();
    let mut checked = 0;
    // What is signed jointly has two blocks.
    for document in documents.iter().filter(|document| document["signer"].is_string()) {
        let text = |name: &str| document[name].as_str().unwrap_or_default();
        let lines = |name: &str| -> Vec<&'static str> {
            let lines = document[name].as_array().into_iter().flatten();
            lines.map(|line| kept(line.as_str().unwrap().to_owned())).collect()
        };
        let date: Vec<&str> = text("date").split('-').collect();
        let mut body = lines("authority");
        body.extend(document["to"].as_str().map(|to| kept(format!("Kính gửi: {to}"))));
        body.push("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;");
        let (about, title, position) = (lines("about"), lines("title"), lines("signing"));
        let signing = [position.clone(), vec![kept(text("signer").to_owned())]].concat();
        let paper = Paper {
            issuer: lines("issuer").leak(),
            heading: if document["party"] == true { PARTY } else { STATE },
            number: kept(format!("Số: {}{}", text("number"), text("symbol"))),
            dated: kept(format!("{}, ngày {} tháng {} năm {}", text("place"), date[2], date[1], date[0])),
            about: about.clone().leak(),
            title: title.clone().leak(),
            body: body.leak(),
            signing: signing.leak(),
        };
        let kind = document["reads"]["type"].as_str().unwrap();
        let issuer = document["reads"]["issuer"].as_str().unwrap();
        let about = if about.is_empty() { title[1..].join(" ") } else { about.join(" ") };
        let signer = text("signer").trim_start_matches("Đại tá ").split(". ").last().unwrap();
        check(&paper, [kind, issuer, text("place"), &about, &position.join(" - "), signer]);
        checked += 1;
    }
    assert!(checked > 30);
}

#[test]
fn a_page_that_begins_nothing_has_no_fields() {
    let body: Vec<Line> = (0..20)
        .map(|at| line(Left(370), 300 + 68 * at, "các cơ quan, đơn vị liên quan tổ chức thực hiện theo quy định"))
        .collect();
    let page = PageText { page: 1, width_px: WIDTH, height_px: 3508, dpi: 300.0, from_text_layer: false, lines: body };
    let mut reader = FieldReader::new();
    reader.observe(&page, &mut NoParts).unwrap();
    assert_eq!(reader.finish(&[]), Fields::default());
}
