//! A dossier as the one-stop system tells of it, what happens to it on its way, and the visits and staff at the counter
//! (DOMAIN §4 to §6). What of its papers lies in the store is the ledger's to say, not the dossier's.

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Channel, CopyForm, Dossier, DossierNumber, Holder, PaperCode, PaperTypeCode, ProcedureCode, Sha256Digest, UnitCode,
    local_date,
};

/// Where a dossier stands (DOMAIN §6, `TrangThaiHoSo`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DossierState {
    /// 1, mới đăng ký.
    Registered,
    /// 2, được tiếp nhận.
    Received,
    /// 3, không được tiếp nhận.
    NotReceived,
    /// 4, đang xử lý.
    InProcess,
    /// 5, yêu cầu bổ sung giấy tờ.
    MorePapersAsked,
    /// 6, yêu cầu thực hiện nghĩa vụ tài chính.
    FeeDue,
    /// 7, công dân yêu cầu rút hồ sơ.
    Withdrawn,
    /// 8, dừng xử lý.
    Stopped,
    /// 9, đã xử lý xong.
    Resolved,
    /// 10, đã trả kết quả.
    Returned,
}

impl DossierState {
    /// In the order of their numbers, from 1.
    pub const ALL: [Self; 10] = [
        Self::Registered,
        Self::Received,
        Self::NotReceived,
        Self::InProcess,
        Self::MorePapersAsked,
        Self::FeeDue,
        Self::Withdrawn,
        Self::Stopped,
        Self::Resolved,
        Self::Returned,
    ];

    /// The national portal's number, 1 to 10.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The state of the national portal's number; `None` for any other.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number.checked_sub(1)?)).copied()
    }

    /// Whether the authority is done with it and it has a result.
    pub fn is_resolved(self) -> bool {
        matches!(self, Self::Resolved | Self::Returned)
    }
}

/// Whether a component was taken from a store instead of asked for again (DOMAIN §6, `DuocTaiSuDung`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "reuse", rename_all = "snake_case")]
pub enum ComponentReuse {
    /// 0: it was handed in.
    #[default]
    No,
    /// 1: reused, without a result's code.
    WithoutCode,
    /// 2: reused under the code of a result (`MaKetQuaThayThe`).
    UnderCode {
        /// That code, as the other system gave it.
        code: String,
    },
}

/// A component of a dossier, as the one-stop system tells of it (`TaiLieuNop[]`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DossierComponent {
    /// Which component of the procedure, as the other system codes it; a paper type where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// The file's ID in the other system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    /// The file's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Where the other system offers the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_path: Option<String>,
    /// SHA-256 of the file, where it is told (`HashTepTin`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_sha256: Option<Sha256Digest>,
    /// Original, certified copy or electronic, where it is told (`LoaiBan`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_form: Option<CopyForm>,
    /// Whether it was digitised (`DuocSoHoa`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub digitised: bool,
    /// Whether it was reused (`DuocTaiSuDung`, `MaKetQuaThayThe`).
    #[serde(flatten)]
    pub reuse: ComponentReuse,
    /// Whether it was taken from the national store (`DuocLayTuKhoDMQG`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_national_store: bool,
}

impl DossierComponent {
    /// The paper type, when the component's code is one.
    pub fn paper_type(&self) -> Option<PaperTypeCode> {
        self.component.as_deref()?.parse().ok()
    }

    /// True when it came from a store.
    pub fn is_reused(&self) -> bool {
        self.reuse != ComponentReuse::No || self.from_national_store
    }
}

/// A result of a dossier, as the one-stop system tells of it (`DanhSachGiayToKetQua[]`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DossierResult {
    /// Its name (`TenGiayTo`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// As which component it may be handed in elsewhere (`MaThanhPhanHoSo`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// Its ID in the other system (`GiayToId`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_id: Option<String>,
    /// Where its file is offered (`DuongDanTepTinKetQua`); a result without one has no electronic file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_path: Option<String>,
    /// Its code in the other system (`MaGiayToKetQua`); a result with one is published under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// SHA-256 of the file, where it is told (`HashTepTin`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_sha256: Option<Sha256Digest>,
}

/// A dossier as a whole, as it was last told. Recording it again replaces what was told before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DossierRecord {
    /// Its number.
    pub number: DossierNumber,
    /// What is applied for.
    pub procedure: ProcedureCode,
    /// The unit that has it in hand (`DonViXuLy`): its figures are this unit's.
    pub unit: UnitCode,
    /// Who applies; `None` when the other system does not say by a number.
    pub holder: Option<Holder>,
    /// How it came in.
    pub channel: Channel,
    /// Where it stands.
    pub state: DossierState,
    /// When it was received; one that was not is in no figure.
    pub received_at: Option<Timestamp>,
    /// When its result is due.
    pub due_at: Option<Timestamp>,
    /// When the authority was done with it; when that is not told, the day of return says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Timestamp>,
    /// When its result was returned (`NgayTra`).
    pub returned_at: Option<Timestamp>,
    /// Whether its procedure owed a paper result on the day of receipt (DOMAIN §5.3): the catalogue's word of then.
    pub owes_result: bool,
    /// Its components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<DossierComponent>,
    /// Its results.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<DossierResult>,
}

impl DossierRecord {
    /// The local day of its receipt.
    pub fn received_on(&self) -> Option<Date> {
        self.received_at.map(local_date)
    }
}

impl From<Dossier> for DossierRecord {
    /// A dossier of which no more is known than that it was received. Whether it owes a result is not known either.
    fn from(dossier: Dossier) -> Self {
        let Dossier { number, procedure, holder, channel, received_at, due_at } = dossier;
        Self {
            unit: number.unit().clone(),
            number,
            procedure,
            holder: Some(holder),
            channel,
            state: DossierState::Received,
            received_at: Some(received_at),
            due_at,
            resolved_at: None,
            returned_at: None,
            owes_result: false,
            components: Vec::new(),
            results: Vec::new(),
        }
    }
}

/// A dossier goes from one unit to another, with its papers (luân chuyển hồ sơ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HandOver {
    /// The dossier.
    pub number: DossierNumber,
    /// Who gives it.
    pub from: UnitCode,
    /// Who takes it.
    pub to: UnitCode,
    /// When.
    pub at: Timestamp,
    /// True when no paper went along: all of it was taken from the store.
    pub electronic: bool,
    /// The papers that went with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<PaperCode>,
}

/// One visit to a counter: from the ticket of the queue to the receipt (DOMAIN §5.6).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Ticket {
    /// The counter.
    pub unit: UnitCode,
    /// The ticket's number, which begins anew each day.
    pub ticket: String,
    /// When it was drawn.
    pub arrived_at: Timestamp,
    /// When the visitor had been attended to: the receipt was handed out.
    pub received_at: Timestamp,
}

/// Who works at a counter (DOMAIN §5.5). A later line of the same unit and first day takes the place of the earlier.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct StaffLine {
    /// The counter.
    pub unit: UnitCode,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// How many people.
    pub staff: u32,
    /// How many days they worked between them; by default all working days from Monday to Friday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_days: Option<u32>,
}

impl StaffLine {
    /// The days that its people worked between them, from `from` to `to` inclusive.
    ///
    /// A declared number of person-days is spread over the line's working days alike.
    pub fn person_days(&self, from: Date, to: Date) -> f64 {
        let all = working_days(self.from, self.to);
        let inside = working_days(self.from.max(from), self.to.min(to));
        match self.person_days {
            _ if all == 0 => 0.0,
            Some(declared) => f64::from(declared) * f64::from(inside) / f64::from(all),
            None => f64::from(self.staff) * f64::from(inside),
        }
    }
}

/// The days from Monday to Friday in a period, both ends included; none when it ends before it begins.
pub fn working_days(from: Date, to: Date) -> u32 {
    let Ok(days) = from.until(to).map(|span| span.get_days()) else { return 0 };
    if days < 0 {
        return 0;
    }
    let days = days.unsigned_abs() + 1;
    // Monday is 0.
    let first = u32::from(from.weekday().to_monday_zero_offset().unsigned_abs());
    let rest = (first..first + days % 7).filter(|day| day % 7 < 5).count();
    days / 7 * 5 + u32::try_from(rest).unwrap_or(0)
}

/// What the catalogue says of one thing from a day on. Earlier days keep what was said before (`catalogue` reads `record`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CatalogueLine {
    /// What it is.
    pub kind: CatalogueKind,
    /// Its code, or a plan's name.
    pub code: String,
    /// The first day on which it holds.
    pub since: Date,
    /// The record in the form of the catalogue's file of its kind.
    pub record: serde_json::Value,
}

/// What a catalogue holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueKind {
    /// Đơn vị.
    Unit,
    /// Loại giấy tờ.
    PaperType,
    /// Thủ tục hành chính.
    Procedure,
    /// Kế hoạch.
    Plan,
}

/// What was wrong in a paper's record and is put right. What stands in its code is not among it, nor who
/// digitised it as what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperCorrection {
    /// The last valid day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Validity>,
    /// When it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Date>,
    /// Who issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Who signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "abstract")]
    pub abstract_text: Option<String>,
    /// The holder's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_name: Option<String>,
}

/// Until when a paper is valid, where both answers must be told from no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// Vô thời hạn.
    Perpetual,
    /// Up to and with this day.
    Until(Date),
}

impl Validity {
    /// The last valid day; `None` for ever.
    pub fn last_day(self) -> Option<Date> {
        match self {
            Self::Perpetual => None,
            Self::Until(day) => Some(day),
        }
    }
}

impl PaperCorrection {
    /// The record as it is once put right.
    pub fn apply(&self, paper: &mut crate::PaperDraft) {
        let Self { valid_until, issued_on, issuer, signer, abstract_text, holder_name } = self.clone();
        paper.valid_until = valid_until.map_or(paper.valid_until, Validity::last_day);
        paper.issued_on = issued_on.or(paper.issued_on);
        paper.issuer = issuer.or(paper.issuer.take());
        paper.signer = signer.or(paper.signer.take());
        paper.abstract_text = abstract_text.or(paper.abstract_text.take());
        paper.holder.name = holder_name.or(paper.holder.name.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_the_portals_numbers() {
        for (at, state) in DossierState::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(state.number()), at + 1);
            assert_eq!(DossierState::from_number(state.number()), Some(state));
        }
        assert_eq!((DossierState::from_number(0), DossierState::from_number(11)), (None, None));
    }

    #[test]
    fn working_days_are_monday_to_friday() {
        let days = |from: &str, to: &str| working_days(from.parse().unwrap(), to.parse().unwrap());
        // 2026-11-23 is a Monday.
        for (from, to, expected) in [
            ("2026-11-23", "2026-11-23", 1),
            ("2026-11-28", "2026-11-29", 0),
            ("2026-11-27", "2026-11-30", 2),
            ("2026-11-23", "2026-12-06", 10),
            ("2026-11-25", "2026-12-01", 5),
            ("2026-12-01", "2026-11-25", 0),
            ("2026-01-01", "2026-12-31", 261),
        ] {
            assert_eq!(days(from, to), expected, "{from} to {to}");
        }
    }

    #[test]
    fn person_days_are_spread_over_the_line() {
        let line = |person_days| StaffLine {
            unit: "H48.28.05".parse().unwrap(),
            from: "2026-11-23".parse().unwrap(),
            to: "2026-12-04".parse().unwrap(),
            staff: 3,
            person_days,
        };
        let week = |line: StaffLine| line.person_days("2026-11-23".parse().unwrap(), "2026-11-29".parse().unwrap());
        assert!((week(line(None)) - 15.0).abs() < 1e-9);
        assert!((week(line(Some(20))) - 10.0).abs() < 1e-9);
    }
}
