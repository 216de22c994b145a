//! Papers that look like a province's: the frequencies of surnames and middle words are roughly Vietnam's. Always the same
//! for the same number of the paper.

use jiff::Timestamp;
use model::{
    Context, CopyForm, Entry, EntryBody, EntryHeader, Holder, HolderId, PaperDraft, PaperFiles, PaperKind, PaperRecord,
    PaperState, Sha256Digest, StoredFile,
};

/// Each as often as it stands here.
const SURNAMES: &str = "Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý";
const MIDDLE: &str = "Văn Văn Văn Thị Thị Thị Đức Minh Ngọc Thanh Hữu Quang Thu Xuân Gia Bảo";
const GIVEN: &str = "An Anh Bình Châu Chi Cường Dũng Duy Dương Giang Hà Hải Hạnh Hiền Hiếu Hòa Hoàng Hồng Hùng Hương Hường Huy Khánh Khoa Kiên Lan Linh Loan Long Mai Minh My Nam Nga Ngân Nghĩa Ngọc Nhung Oanh Phong Phúc Phương Quân Quang Quyên Quỳnh Sơn Tâm Thảo Thắng Thịnh Thơm Thuận Thủy Thúy Tiến Trang Trinh Trung Tú Tuấn Tùng Tuyết Uyên Vân Việt Vinh Vy Xuân Yến";
const TYPES: [(&str, &str); 4] = [
    ("KQ.G15.000031", "Giấy khai sinh"),
    ("KQ.G15.000032", "Giấy chứng nhận kết hôn"),
    ("KQ.G14.000101", "Giấy chứng nhận quyền sử dụng đất"),
    ("000.00.00.G09-KQ002269", "Giấy phép lái xe"),
];

/// Well-mixed bits of a number.
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

fn pick(words: &str, bits: u64) -> &str {
    let count = words.split(' ').count() as u64;
    words.split(' ').nth((bits % count) as usize).unwrap_or_default()
}

/// A holder of a million papers' store has four of them, which came at different times.
fn holder_number(paper: u64) -> u64 {
    paper % 250_000
}

/// The holder of a paper.
pub(crate) fn holder_id(paper: u64) -> HolderId {
    let number = holder_number(paper);
    format!("{:03}0{:02}{:06}", 1 + number % 96, (number / 96) % 100, (number / 9600) % 1_000_000)
        .parse()
        .expect("a citizen ID")
}

/// The name of that holder.
pub(crate) fn holder_name(paper: u64) -> String {
    let bits = mixed(holder_number(paper));
    let (surname, middle, given) = (pick(SURNAMES, bits), pick(MIDDLE, bits >> 16), pick(GIVEN, bits >> 32));
    match bits >> 60 {
        0..4 => format!("{surname} {middle} {} {given}", pick(GIVEN, bits >> 40)),
        _ => format!("{surname} {middle} {given}"),
    }
}

/// A paper.
pub(crate) fn draft(paper: u64) -> PaperDraft {
    let (paper_type, name) = TYPES[(paper % 4) as usize];
    let sha256 = Sha256Digest::of(&paper.to_le_bytes());
    PaperDraft {
        kind: PaperKind::Result,
        paper_type: paper_type.parse().expect("a paper type"),
        name: name.to_owned(),
        holder: Holder { id: holder_id(paper), old_id: None, name: Some(holder_name(paper)) },
        number: Some(format!("{}/{}", paper % 5000, ["GKS", "KH", "GCN", "GPLX"][(paper % 4) as usize])),
        abstract_text: None,
        issuer: Some(format!("UBND phường số {}", mixed(paper) % 126)),
        signer: Some(holder_name(mixed(paper) % 1000)),
        signer_position: Some("CHỦ TỊCH".to_owned()),
        place: Some("Ninh Bình".to_owned()),
        issued_on: Some("2020-02-03".parse().expect("a day")),
        valid_until: (paper % 4 == 3).then(|| "2030-02-03".parse().expect("a day")),
        scope: None,
        dossier: None,
        procedure: None,
        field: None,
        unit: format!("H48.28.{:02}", mixed(paper) % 100).parse().expect("a unit"),
        operator: "lan".to_owned(),
        scanned_at: Timestamp::UNIX_EPOCH,
        copy_form: CopyForm::Original,
        files: PaperFiles {
            original: StoredFile { sha256, bytes: 1 },
            archival: Some(StoredFile { sha256, bytes: 1 }),
            text: None,
            access: None,
        },
        pages: vec![1],
        findings: Vec::new(),
        signatures: Vec::new(),
        doubtful: Vec::new(),
        scan: "01931f3e-0000-7000-8000-000000000001/1".parse().expect("a scan"),
        instead_of: Vec::new(),
        fingerprint: None,
        similar: Vec::new(),
    }
}

/// The log's next entries, one for each of these papers.
pub(crate) fn entries(head: Option<&EntryHeader>, papers: std::ops::Range<u64>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for paper in papers {
        let draft = draft(paper);
        let state = PaperState::Approved { on: "2026-11-23".parse().expect("a day") };
        let record = PaperRecord { code: draft.prefix().with_serial(1), state, paper: draft, handed_in_again: false };
        let context = Context { actor: "lan".to_owned(), unit: None, purpose: None, at: Timestamp::UNIX_EPOCH };
        let before = entries.last().map(|entry| &entry.header).or(head);
        let entry = Entry::following(before, context, &EntryBody::PaperRegistered(Box::new(record)));
        entries.push(entry);
    }
    entries
}
