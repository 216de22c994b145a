//! The ids of all figures, with what each counts and where it stands.

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FigureId {
    /// `4.1`: dossiers with an electronic result.
    ElectronicResults,
    /// `4.2`: dossiers digitised.
    DigitisedDossiers,
    /// `4.3`: dossiers that reuse.
    ReusingDossiers,
    /// `4.4`: dossiers shared for reuse.
    SharedDossiers,
    /// `5.1`: results in force that are digitised.
    Results,
    /// `5.2`: counters that digitise.
    Counters,
    /// `5.4`: applicants who did not hand in again what is here.
    NoResupply,
    /// `5.4p`: papers handed in although they are here.
    ResuppliedPapers,
    /// `5.5`: dossiers received per counter staff a year.
    Productivity,
    /// `5.6`: minutes from ticket to attendance.
    Waiting,
    /// `5.7`: results returned by the due date.
    OnTime,
    /// `5.8`: resolved dossiers that are digitised, stored and reusable.
    Resolved,
    /// `hand_over`: electronic hand-overs.
    HandOver,
    /// `reuse`: components taken from a store.
    Reuse,
    /// `reuse_dossiers`: dossiers with such a component.
    ReuseDossiers,
    /// `reuse_national`: dossiers with a component from the national store.
    ReuseNational,
    /// `backlog`: results still to be digitised.
    Backlog,
}

/// Title, numerator, denominator and source of a figure, in Vietnamese.
pub(super) struct Definition {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) numerator: &'static str,
    pub(super) denominator: &'static str,
    pub(super) source: &'static str,
}

impl FigureId {
    /// As JSON writes it.
    pub fn as_str(self) -> &'static str {
        self.definition().id
    }

    /// For the screen.
    pub fn vietnamese(self) -> &'static str {
        self.definition().title
    }

    #[rustfmt::skip] // A table.
    #[allow(clippy::too_many_lines)] // A flat list.
    pub(super) fn definition(self) -> Definition {
        let definition = |id, title, numerator, denominator, source| Definition { id, title, numerator, denominator, source };
        match self {
            Self::ElectronicResults => definition(
                "4.1", "Tỷ lệ hồ sơ cấp kết quả giải quyết điện tử",
                "hồ sơ tiếp nhận trong kỳ có đính kèm tệp kết quả, của các thủ tục phải trả kết quả giấy",
                "hồ sơ tiếp nhận trong kỳ của các thủ tục đó",
                "Quyết định 766/QĐ-TTg, nhóm 4, chỉ số 4.1"),
            Self::DigitisedDossiers => definition(
                "4.2", "Tỷ lệ số hóa hồ sơ",
                "hồ sơ tiếp nhận trong kỳ có ít nhất một tệp thành phần và, nếu thủ tục phải trả kết quả giấy, có tệp kết quả",
                "hồ sơ tiếp nhận trong kỳ",
                "Quyết định 766/QĐ-TTg, nhóm 4, chỉ số 4.2"),
            Self::ReusingDossiers => definition(
                "4.3", "Tỷ lệ hồ sơ tái sử dụng thông tin, dữ liệu số hóa",
                "hồ sơ tiếp nhận trong kỳ có ít nhất một thành phần lấy từ kho",
                "hồ sơ tiếp nhận trong kỳ",
                "Quyết định 766/QĐ-TTg, nhóm 4, chỉ số 4.3"),
            Self::SharedDossiers => definition(
                "4.4", "Tỷ lệ hồ sơ chia sẻ dữ liệu để tái sử dụng",
                "hồ sơ tiếp nhận trong kỳ có thành phần lấy từ kho quốc gia hoặc có kết quả công bố lên kho đó",
                "hồ sơ tiếp nhận trong kỳ",
                "Quyết định 766/QĐ-TTg, nhóm 4, chỉ số 4.4"),
            Self::Results => definition(
                "5.1", "Tỷ lệ số hóa kết quả giải quyết TTHC còn hiệu lực",
                "kết quả đã số hóa, đã duyệt và còn hiệu lực; mỗi đơn vị và loại giấy tờ tính nhiều nhất bằng số đã khai báo",
                "kết quả còn hiệu lực do đơn vị khai báo",
                "Nghị định 107/2021/NĐ-CP; Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b; Kế hoạch 131/KH-UBND (Hưng Yên) mục II.2.1"),
            Self::Counters => definition(
                "5.2", "Tỷ lệ Bộ phận Một cửa triển khai quy trình số hóa",
                "Bộ phận Một cửa có ít nhất một giấy tờ được số hóa trong kỳ",
                "Bộ phận Một cửa trên bản đồ đơn vị của kỳ",
                "Kế hoạch 131/KH-UBND (Hưng Yên) mục II.2.1; Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b"),
            Self::NoResupply => definition(
                "5.4", "Tỷ lệ người nộp không phải cung cấp lại giấy tờ đã có",
                "người nộp có hồ sơ trong kỳ và không phải nộp lại giấy tờ nào mà kho đã có",
                "người nộp khác nhau có hồ sơ tiếp nhận trong kỳ",
                "Kế hoạch 131/KH-UBND (Hưng Yên) mục II.2.1; Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b"),
            Self::ResuppliedPapers => definition(
                "5.4p", "Tỷ lệ giấy tờ phải nộp lại dù kho đã có",
                "thành phần hồ sơ nộp vào dù ngày tiếp nhận kho đã có giấy tờ dùng lại được của chủ và loại đó",
                "thành phần hồ sơ nộp vào",
                "Kế hoạch 131/KH-UBND (Hưng Yên) mục II.2.1; Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b"),
            Self::Productivity => definition(
                "5.5", "Năng suất tiếp nhận hồ sơ của một nhân sự trong năm",
                "hồ sơ tiếp nhận trong kỳ của các đơn vị có khai báo nhân sự",
                "ngày công trong kỳ, quy đổi theo số ngày làm việc của một năm",
                "Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b"),
            Self::Waiting => definition(
                "5.6", "Thời gian chờ trung bình của một lượt giao dịch (phút)",
                "tổng thời gian từ khi lấy số đến khi được tiếp",
                "lượt giao dịch được tiếp trong kỳ",
                "Kế hoạch 131/KH-UBND (Hưng Yên) mục II.2.1; Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b"),
            Self::OnTime => definition(
                "5.7", "Tỷ lệ kết quả trả đúng và trước hạn",
                "kết quả trả trong kỳ không muộn hơn ngày hẹn",
                "kết quả trả trong kỳ có ngày hẹn trả",
                "Kế hoạch cải cách hành chính tỉnh Hải Dương 2021–2025, chỉ tiêu 95–100 %"),
            Self::Resolved => definition(
                "5.8", "Tỷ lệ hồ sơ đã giải quyết được số hóa, lưu trữ và có giá trị tái sử dụng",
                "hồ sơ tiếp nhận trong kỳ, đã giải quyết, trừ hồ sơ chưa được số hóa, lưu trữ hoặc chưa dùng lại được",
                "hồ sơ tiếp nhận trong kỳ đã giải quyết",
                "Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b; Kế hoạch 131/KH-UBND (Hưng Yên) mục II.2.1"),
            Self::HandOver => definition(
                "hand_over", "Tỷ lệ luân chuyển hồ sơ nội bộ bằng phương thức điện tử",
                "lần luân chuyển hồ sơ trong kỳ bằng phương thức điện tử",
                "lần luân chuyển hồ sơ trong kỳ",
                "Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b; Quyết định 1256/QĐ-UBND (Quảng Ngãi) chỉ tiêu 5"),
            Self::Reuse => definition(
                "reuse", "Tỷ lệ thành phần hồ sơ tái sử dụng",
                "thành phần hồ sơ lấy từ kho",
                "thành phần hồ sơ lấy từ kho và nộp vào",
                "Nghị định 107/2021/NĐ-CP"),
            Self::ReuseDossiers => definition(
                "reuse_dossiers", "Tỷ lệ hồ sơ có tái sử dụng thành phần",
                "hồ sơ tiếp nhận trong kỳ có ít nhất một thành phần lấy từ kho",
                "hồ sơ tiếp nhận trong kỳ",
                "Nghị định 107/2021/NĐ-CP"),
            Self::ReuseNational => definition(
                "reuse_national", "Tỷ lệ hồ sơ tái sử dụng từ Cổng Dịch vụ công quốc gia",
                "hồ sơ tiếp nhận trong kỳ có thành phần lấy từ kho quốc gia",
                "hồ sơ tiếp nhận trong kỳ",
                "Nghị định 107/2021/NĐ-CP"),
            Self::Backlog => definition(
                "backlog", "Kết quả còn hiệu lực chưa số hóa",
                "kết quả còn hiệu lực do đơn vị khai báo, trừ số đã số hóa của từng đơn vị và loại giấy tờ",
                "kết quả còn hiệu lực do đơn vị khai báo",
                "Kế hoạch 136/KH-UBND (Ninh Bình) mục I.1.2.b; Kế hoạch 131/KH-UBND (Hưng Yên) mục II.2.1"),
        }
    }
}
