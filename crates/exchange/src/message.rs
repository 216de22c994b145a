//! The fields of the message, under the names that the national portal gives them (DOMAIN §6).

use jiff::civil::Date;
use model::UnitCode;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Text;

/// One dossier, as a one-stop system tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, expecting = "a dossier")]
#[schemars(extend("required" = ["MaHoSo", "MaTTHC", "KenhThucHien", "TrangThaiHoSo"]))]
pub struct Message {
    /// The dossier's number, for example `H48.28.05-261122-0975`. Required.
    #[serde(rename = "MaHoSo")]
    pub number: Text,
    /// The procedure, for example `1.001193`; the long form is read too. Required.
    #[serde(rename = "MaTTHC")]
    pub procedure: Text,
    /// How it came in: 1 counter, 2 online, 3 post. Required.
    #[serde(rename = "KenhThucHien")]
    pub channel: Text,
    /// Who applies: 1 a citizen, 2 an organisation. Written from the holder's number and not read: the number tells it.
    #[serde(rename = "LoaiDoiTuong", skip_serializing_if = "nothing")]
    pub holder_kind: Text,
    /// The name of who applies.
    #[serde(rename = "ChuHoSo", skip_serializing_if = "nothing")]
    pub holder_name: Text,
    /// The number of who applies: citizen ID, old ID or tax code.
    #[serde(rename = "SoGiayToChuHoSo", skip_serializing_if = "nothing")]
    pub holder_id: Text,
    /// The old ID of who applies. An addition of ours.
    #[serde(rename = "SoGiayToCuChuHoSo", skip_serializing_if = "nothing")]
    pub holder_old_id: Text,
    /// When it was received, `yyyyMMddHHmmss` Vietnam time; a day alone means its beginning.
    #[serde(rename = "NgayTiepNhan", skip_serializing_if = "nothing")]
    pub received_at: Text,
    /// When its result is due, likewise; a day alone means its end.
    #[serde(rename = "NgayHenTra", skip_serializing_if = "nothing")]
    pub due_at: Text,
    /// When the authority was done with it, likewise; a day alone means its end. An addition of ours.
    #[serde(rename = "NgayKetThucXuLy", skip_serializing_if = "nothing")]
    pub resolved_at: Text,
    /// When its result was returned, likewise; a day alone means its end.
    #[serde(rename = "NgayTra", skip_serializing_if = "nothing")]
    pub returned_at: Text,
    /// Where it stands, 1 to 10. Required.
    #[serde(rename = "TrangThaiHoSo")]
    pub state: Text,
    /// The unit that has it in hand; where it is not told, the unit of the dossier's number.
    #[serde(rename = "DonViXuLy", skip_serializing_if = "nothing")]
    pub unit: Text,
    /// Whether a component of it was digitised: 0 or 1. Read only where the components are not listed.
    #[serde(rename = "HoSoCoThanhPhanSoHoa", skip_serializing_if = "nothing")]
    pub has_digitised: Text,
    /// Its components.
    #[serde(rename = "TaiLieuNop", deserialize_with = "list_or_null", skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentMessage>,
    /// Its results.
    #[serde(rename = "DanhSachGiayToKetQua", deserialize_with = "list_or_null", skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ResultMessage>,
}

/// A component of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, expecting = "a component")]
pub struct ComponentMessage {
    /// The file's ID in the other system.
    #[serde(rename = "TepDinhKemId", skip_serializing_if = "nothing")]
    pub file_id: Text,
    /// The file's name.
    #[serde(rename = "TenTepDinhKem", skip_serializing_if = "nothing")]
    pub file_name: Text,
    /// Which component it is.
    #[serde(rename = "MaThanhPhanHoSo", skip_serializing_if = "nothing")]
    pub component: Text,
    /// Where the file is offered.
    #[serde(rename = "DuongDanTaiTepTin", skip_serializing_if = "nothing")]
    pub file_path: Text,
    /// Whether it was digitised: 0 or 1.
    #[serde(rename = "DuocSoHoa", skip_serializing_if = "nothing")]
    pub digitised: Text,
    /// Whether it was reused: 0 no, 1 without a result's code, 2 under `MaKetQuaThayThe`.
    #[serde(rename = "DuocTaiSuDung", skip_serializing_if = "nothing")]
    pub reused: Text,
    /// Whether it was taken from the national store: 0 or 1.
    #[serde(rename = "DuocLayTuKhoDMQG", skip_serializing_if = "nothing")]
    pub from_national_store: Text,
    /// The code of the result in whose place it stands.
    #[serde(rename = "MaKetQuaThayThe", skip_serializing_if = "nothing")]
    pub reused_code: Text,
    /// SHA-256 of the file, 64 hexadecimal digits.
    #[serde(rename = "HashTepTin", skip_serializing_if = "nothing")]
    pub file_sha256: Text,
    /// What the file is of: 0 original, 1 copy, 2 electronic.
    #[serde(rename = "LoaiBan", skip_serializing_if = "nothing")]
    pub copy_form: Text,
}

/// A result of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, expecting = "a result")]
pub struct ResultMessage {
    /// Its name.
    #[serde(rename = "TenGiayTo", skip_serializing_if = "nothing")]
    pub name: Text,
    /// As which component it may be handed in elsewhere.
    #[serde(rename = "MaThanhPhanHoSo", skip_serializing_if = "nothing")]
    pub component: Text,
    /// Its ID in the other system.
    #[serde(rename = "GiayToId", skip_serializing_if = "nothing")]
    pub paper_id: Text,
    /// Where its file is offered.
    #[serde(rename = "DuongDanTepTinKetQua", skip_serializing_if = "nothing")]
    pub file_path: Text,
    /// Its code.
    #[serde(rename = "MaGiayToKetQua", skip_serializing_if = "nothing")]
    pub code: Text,
    /// SHA-256 of the file, 64 hexadecimal digits.
    #[serde(rename = "HashTepTin", skip_serializing_if = "nothing")]
    pub file_sha256: Text,
}

/// Some systems write null for a list that is empty.
fn list_or_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn nothing(text: &Text) -> bool {
    text.is_empty()
}

/// The dossiers of a day or a period, as one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dossiers {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The unit that they are of, with those below it; null for all.
    pub unit: Option<UnitCode>,
    /// The dossiers.
    pub dossiers: Vec<Message>,
}

/// A line of an import: the message, and in CSV, where lists are awkward, one component and one result in columns of their
/// own. In CSV `TaiLieuNop` and `DanhSachGiayToKetQua` hold JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ImportLine {
    /// The columns of the message.
    #[serde(flatten)]
    pub message: Message,
    /// CSV only: which component one file is.
    #[serde(rename = "MaThanhPhanHoSo", skip_serializing_if = "nothing")]
    pub component: Text,
    /// CSV only: whether that component was digitised, 0 or 1.
    #[serde(rename = "DuocSoHoa", skip_serializing_if = "nothing")]
    pub digitised: Text,
    /// CSV only: whether that component was reused, 0, 1 or 2.
    #[serde(rename = "DuocTaiSuDung", skip_serializing_if = "nothing")]
    pub reused: Text,
    /// CSV only: whether that component was taken from the national store, 0 or 1.
    #[serde(rename = "DuocLayTuKhoDMQG", skip_serializing_if = "nothing")]
    pub from_national_store: Text,
    /// CSV only: the code of the result in whose place that component stands.
    #[serde(rename = "MaKetQuaThayThe", skip_serializing_if = "nothing")]
    pub reused_code: Text,
    /// CSV only: where the file of one result is offered.
    #[serde(rename = "DuongDanTepTinKetQua", skip_serializing_if = "nothing")]
    pub result_path: Text,
    /// CSV only: the code of that result.
    #[serde(rename = "MaGiayToKetQua", skip_serializing_if = "nothing")]
    pub result_code: Text,
}

impl From<ImportLine> for Message {
    /// The message, with the component and the result of the columns of their own, where they say anything, at the end of
    /// the lists.
    fn from(line: ImportLine) -> Self {
        let ImportLine {
            mut message,
            component,
            digitised,
            reused,
            from_national_store,
            reused_code,
            result_path,
            result_code,
        } = line;
        let component =
            ComponentMessage { component, digitised, reused, from_national_store, reused_code, ..Default::default() };
        // A row of a table in which nothing was digitised or reused says 0 of a component that there need not be.
        let says = |text: &Text| text.said().is_some_and(|said| said != "0");
        let ComponentMessage { component: which, digitised, reused, from_national_store, .. } = &component;
        if [which, digitised, reused, from_national_store].into_iter().any(says) {
            message.components.push(component);
        }
        if result_path.said().or(result_code.said()).is_some() {
            message.results.push(ResultMessage { file_path: result_path, code: result_code, ..Default::default() });
        }
        message
    }
}
