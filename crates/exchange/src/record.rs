//! A message as a record: everything that is wrong in it at once, by the field's name.

use jiff::{SignedDuration, Timestamp, civil::Date};
use model::{
    Channel, ComponentReuse, CopyForm, DossierComponent, DossierNumber, DossierRecord, DossierResult, DossierState,
    Holder, ProcedureCode, Sha256Digest, UnitCode,
};

use crate::{
    ComponentMessage, Message, ResultMessage, Text,
    time::{DayMeans, read, shortened},
};

/// What is wrong with one field of a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{column}: {cause}")]
pub struct FieldError {
    /// The field's name, for example `TaiLieuNop[0].HashTepTin`.
    pub column: String,
    /// What is wrong and what is expected.
    pub cause: String,
}

impl Message {
    /// The record that the message tells of. `owes_result` says whether a procedure owed a paper result on a day: the
    /// day of receipt, or the day in the dossier's number while it is not received.
    ///
    /// # Errors
    /// Every field that cannot be what it should be: a code, a time, a number; a time more than a day after `now`; an end
    /// before the receipt. A personal number is never repeated in an error.
    pub fn into_record(
        self,
        now: Timestamp,
        owes_result: impl Fn(&ProcedureCode, Date) -> bool,
    ) -> Result<DossierRecord, Vec<FieldError>> {
        let latest = now.checked_add(SignedDuration::from_hours(24)).unwrap_or(now);
        let mut fields = Fields { errors: Vec::new(), latest };
        let head = fields.head(&self);
        let times = fields.times(&self);
        let holder = fields.holder(&self);
        let digitised_somewhere = fields.flag("HoSoCoThanhPhanSoHoa", &self.has_digitised);
        let mut components: Vec<DossierComponent> =
            self.components.into_iter().enumerate().map(|(at, component)| fields.component(at, component)).collect();
        if components.is_empty() && digitised_somewhere {
            // Nothing is listed, but there is a digitised component: of it no more is known.
            components.push(DossierComponent { digitised: true, ..DossierComponent::default() });
        }
        let results = self.results.into_iter().enumerate().map(|(at, result)| fields.result(at, result)).collect();
        let (Some(Head { number, procedure, unit, channel, state }), true) = (head, fields.errors.is_empty()) else {
            return Err(fields.errors);
        };
        let day = times.received.map_or_else(|| number.day(), model::local_date);
        Ok(DossierRecord {
            owes_result: owes_result(&procedure, day),
            number,
            procedure,
            unit,
            holder,
            channel,
            state,
            received_at: times.received,
            due_at: times.due,
            resolved_at: times.resolved,
            returned_at: times.returned,
            components,
            results,
        })
    }
}

struct Head {
    number: DossierNumber,
    procedure: ProcedureCode,
    unit: UnitCode,
    channel: Channel,
    state: DossierState,
}

struct Times {
    received: Option<Timestamp>,
    due: Option<Timestamp>,
    resolved: Option<Timestamp>,
    returned: Option<Timestamp>,
}

/// Reads fields, and keeps what is wrong with them.
struct Fields {
    errors: Vec<FieldError>,
    /// No time of what has happened may be later.
    latest: Timestamp,
}

impl Fields {
    fn wrong<T>(&mut self, column: &str, cause: impl Into<String>) -> Option<T> {
        self.errors.push(FieldError { column: column.to_owned(), cause: cause.into() });
        None
    }

    /// A field that must be there.
    fn required<'t>(&mut self, column: &str, text: &'t Text) -> Option<&'t str> {
        text.said().or_else(|| self.wrong(column, "is empty"))
    }

    fn code<T: std::str::FromStr<Err = model::IdentifierError>>(&mut self, column: &str, text: &str) -> Option<T> {
        text.parse().map_or_else(|error: model::IdentifierError| self.wrong(column, error.to_string()), Some)
    }

    fn head(&mut self, message: &Message) -> Option<Head> {
        let number = self.required("MaHoSo", &message.number);
        let number = number.and_then(|text| self.code::<DossierNumber>("MaHoSo", text));
        let procedure = self.required("MaTTHC", &message.procedure);
        let procedure = procedure.and_then(|text| self.code("MaTTHC", text));
        let unit = match message.unit.said() {
            Some(text) => self.code("DonViXuLy", text),
            None => number.as_ref().map(|number| number.unit().clone()),
        };
        let channel = match self.required("KenhThucHien", &message.channel) {
            Some("1") => Some(Channel::Counter),
            Some("2") => Some(Channel::Online),
            Some("3") => Some(Channel::Post),
            Some(other) => self.wrong(
                "KenhThucHien",
                format!("{:?} is no channel; 1 is the counter, 2 online, 3 post", shortened(other)),
            ),
            None => None,
        };
        let state = self.required("TrangThaiHoSo", &message.state).and_then(|text| {
            let state = text.parse().ok().and_then(DossierState::from_number);
            state
                .or_else(|| self.wrong("TrangThaiHoSo", format!("{:?} is no state; they are 1 to 10", shortened(text))))
        });
        Some(Head { number: number?, procedure: procedure?, unit: unit?, channel: channel?, state: state? })
    }

    fn times(&mut self, message: &Message) -> Times {
        let received = self.time("NgayTiepNhan", &message.received_at, DayMeans::Start);
        let received = self.past("NgayTiepNhan", received);
        let mut after = |column: &str, text: &Text, may_come: bool| {
            let time = self.time(column, text, DayMeans::End);
            let time = if may_come { time } else { self.past(column, time) };
            match (received, time) {
                (Some(received), Some(time)) if time < received => self.wrong(column, "lies before NgayTiepNhan"),
                _ => time,
            }
        };
        let due = after("NgayHenTra", &message.due_at, true);
        let resolved = after("NgayKetThucXuLy", &message.resolved_at, false);
        let returned = after("NgayTra", &message.returned_at, false);
        Times { received, due, resolved, returned }
    }

    fn time(&mut self, column: &str, text: &Text, day_means: DayMeans) -> Option<Timestamp> {
        read(text.said()?, day_means).map_or_else(|cause| self.wrong(column, cause), Some)
    }

    fn past(&mut self, column: &str, time: Option<Timestamp>) -> Option<Timestamp> {
        match time {
            Some(time) if time > self.latest => self.wrong(column, "lies in the future"),
            _ => time,
        }
    }

    fn holder(&mut self, message: &Message) -> Option<Holder> {
        let id = self.code("SoGiayToChuHoSo", message.holder_id.said()?)?;
        let old_id = message.holder_old_id.said().and_then(|text| self.code("SoGiayToCuChuHoSo", text));
        Some(Holder { id, old_id, name: message.holder_name.clone().into_said() })
    }

    /// 0 or nothing, and 1.
    fn flag(&mut self, column: &str, text: &Text) -> bool {
        match text.said() {
            None | Some("0") => false,
            Some("1") => true,
            Some(other) => self.wrong(column, format!("{:?} is neither 0 nor 1", shortened(other))).unwrap_or_default(),
        }
    }

    fn digest(&mut self, column: &str, text: &Text) -> Option<Sha256Digest> {
        let text = text.said()?;
        let wrong = |_| self.wrong(column, "is no SHA-256; write its 64 hexadecimal digits");
        text.to_ascii_lowercase().parse().map_or_else(wrong, Some)
    }

    fn component(&mut self, at: usize, message: ComponentMessage) -> DossierComponent {
        let column = |name: &str| format!("TaiLieuNop[{at}].{name}");
        let copy_form = match message.copy_form.said() {
            None => None,
            Some("0") => Some(CopyForm::Original),
            Some("1") => Some(CopyForm::CertifiedCopy),
            Some("2") => Some(CopyForm::Electronic),
            Some(_) => self.wrong(&column("LoaiBan"), "is none of 0 original, 1 copy, 2 electronic"),
        };
        DossierComponent {
            reuse: self.reuse(at, &message),
            digitised: self.flag(&column("DuocSoHoa"), &message.digitised),
            from_national_store: self.flag(&column("DuocLayTuKhoDMQG"), &message.from_national_store),
            file_sha256: self.digest(&column("HashTepTin"), &message.file_sha256),
            copy_form,
            component: message.component.into_said(),
            file_id: message.file_id.into_said(),
            file_name: message.file_name.into_said(),
            file_path: message.file_path.into_said(),
        }
    }

    fn reuse(&mut self, at: usize, message: &ComponentMessage) -> ComponentReuse {
        let column = |name: &str| format!("TaiLieuNop[{at}].{name}");
        let reuse = match (message.reused.said(), message.reused_code.clone().into_said()) {
            (None | Some("0"), _) => Some(ComponentReuse::No),
            (Some("1"), _) => Some(ComponentReuse::WithoutCode),
            (Some("2"), Some(code)) => Some(ComponentReuse::UnderCode { code }),
            (Some("2"), None) => self.wrong(&column("MaKetQuaThayThe"), "is empty, and DuocTaiSuDung is 2"),
            (Some(_), _) => self.wrong(&column("DuocTaiSuDung"), "is none of 0 no, 1 without a code, 2 under a code"),
        };
        reuse.unwrap_or_default()
    }

    fn result(&mut self, at: usize, message: ResultMessage) -> DossierResult {
        DossierResult {
            file_sha256: self.digest(&format!("DanhSachGiayToKetQua[{at}].HashTepTin"), &message.file_sha256),
            name: message.name.into_said(),
            component: message.component.into_said(),
            paper_id: message.paper_id.into_said(),
            file_path: message.file_path.into_said(),
            code: message.code.into_said(),
        }
    }
}
