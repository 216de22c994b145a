//! Dossiers in CSV. On `csv-core` and not on `csv`, whose records have no bound and whose lines are off after CRLF and blank
//! lines.

use std::io::{BufRead, Chain, Cursor, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use model::FileError;

use super::{BYTE_ORDER_MARK, DOSSIER_BYTES_MAX, Line, too_long, unreadable, wrong};
use crate::{ImportLine, Message, Text};

/// A header is a few hundred bytes.
const HEADER_BYTES_MAX: u64 = 64 << 10;
/// More columns than any system exports.
const COLUMNS_MAX: usize = 4096;

/// Where a column's text goes.
type Slot = fn(&mut ImportLine) -> &mut Text;

const SLOTS: &[(&str, Slot)] = &[
    ("MaHoSo", |line| &mut line.message.number),
    ("MaTTHC", |line| &mut line.message.procedure),
    ("KenhThucHien", |line| &mut line.message.channel),
    ("LoaiDoiTuong", |line| &mut line.message.holder_kind),
    ("ChuHoSo", |line| &mut line.message.holder_name),
    ("SoGiayToChuHoSo", |line| &mut line.message.holder_id),
    ("SoGiayToCuChuHoSo", |line| &mut line.message.holder_old_id),
    ("NgayTiepNhan", |line| &mut line.message.received_at),
    ("NgayHenTra", |line| &mut line.message.due_at),
    ("NgayKetThucXuLy", |line| &mut line.message.resolved_at),
    ("NgayTra", |line| &mut line.message.returned_at),
    ("TrangThaiHoSo", |line| &mut line.message.state),
    ("DonViXuLy", |line| &mut line.message.unit),
    ("HoSoCoThanhPhanSoHoa", |line| &mut line.message.has_digitised),
    ("MaThanhPhanHoSo", |line| &mut line.component),
    ("DuocSoHoa", |line| &mut line.digitised),
    ("DuocTaiSuDung", |line| &mut line.reused),
    ("DuocLayTuKhoDMQG", |line| &mut line.from_national_store),
    ("MaKetQuaThayThe", |line| &mut line.reused_code),
    ("DuongDanTepTinKetQua", |line| &mut line.result_path),
    ("MaGiayToKetQua", |line| &mut line.result_code),
];
const COMPONENTS: &str = "TaiLieuNop";
const RESULTS: &str = "DanhSachGiayToKetQua";

/// Without these columns no line can be a dossier that counts.
const REQUIRED: [&str; 5] = ["MaHoSo", "MaTTHC", "KenhThucHien", "NgayTiepNhan", "TrangThaiHoSo"];

#[derive(Clone, Copy)]
enum Column {
    Text(&'static str, Slot),
    Components,
    Results,
    /// Not ours.
    Other,
}

pub(super) struct Rows<R> {
    input: Chain<Cursor<Vec<u8>>, R>,
    core: Reader,
    /// Lines between records, which the core has not seen.
    skipped: Line,
    columns: Vec<Column>,
    record: Record,
    /// What is wrong with the header.
    wrong: std::vec::IntoIter<FileError>,
    done: bool,
}

/// The fields of the record in hand, one after the other, and where each ends.
struct Record {
    line: Line,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
}

impl Record {
    fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let ends = &self.ends[..self.fields];
        let starts = [0].into_iter().chain(ends.iter().copied());
        starts.zip(ends).map(|(start, end)| &self.bytes[start..*end])
    }
}

impl<R: BufRead> Rows<R> {
    pub(super) fn open(mut input: R) -> Self {
        let mut head = Vec::new();
        let read = input.by_ref().take(HEADER_BYTES_MAX).read_until(b'\n', &mut head);
        if head.starts_with(BYTE_ORDER_MARK) {
            head.drain(..BYTE_ORDER_MARK.len());
        }
        let mut rows = Self {
            core: ReaderBuilder::new().delimiter(delimiter(&head)).build(),
            input: Cursor::new(head).chain(input),
            skipped: 0,
            columns: Vec::new(),
            record: Record { line: 1, bytes: vec![0; 1 << 10], ends: vec![0; 64], fields: 0 },
            wrong: Vec::new().into_iter(),
            done: false,
        };
        let wrong = match read {
            Ok(_) => rows.read_header(),
            Err(error) => vec![unreadable(1, &error)],
        };
        rows.done = !wrong.is_empty();
        rows.wrong = wrong.into_iter();
        rows
    }

    /// Takes the columns from the header, and says what is wrong with it.
    fn read_header(&mut self) -> Vec<FileError> {
        match self.read_record() {
            Ok(true) => {}
            Ok(false) => return vec![wrong(0, None, "the file is empty; its first line names the columns")],
            Err(error) => return vec![error],
        }
        let line = self.record.line;
        let names: Result<Vec<&str>, _> = self.record.fields().map(std::str::from_utf8).collect();
        let Ok(names) = names else { return vec![wrong(line, None, NOT_UTF8)] };
        let names: Vec<&str> = names.into_iter().map(str::trim).collect();
        self.columns = names.iter().map(|name| column(name)).collect();
        let is = |name: &str, other: &&str| other.eq_ignore_ascii_case(name);
        let missing = REQUIRED.iter().filter(|name| !names.iter().any(|other| is(name, other)));
        missing
            .map(|name| {
                let cause = format!("this column is missing from the header; needed are {}", REQUIRED.join(", "));
                wrong(line, Some(name), cause)
            })
            .collect()
    }

    pub(super) fn next(&mut self) -> Option<Result<(Line, Message), FileError>> {
        if let Some(error) = self.wrong.next() {
            return Some(Err(error));
        }
        if self.done {
            return None;
        }
        match self.read_record() {
            Ok(true) => Some(self.message().map(|message| (self.record.line, message))),
            Ok(false) => {
                self.done = true;
                None
            }
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        }
    }

    /// The next record; false at the end of the file.
    fn read_record(&mut self) -> Result<bool, FileError> {
        if !self.skip_blank_lines()? {
            return Ok(false);
        }
        let Self { input, core, record, .. } = self;
        record.line = self.skipped + core.line();
        let (mut bytes, mut fields) = (0, 0);
        loop {
            let buffer = input.fill_buf().map_err(|error| unreadable(record.line, &error))?;
            let (result, read, written, ended) =
                core.read_record(buffer, &mut record.bytes[bytes..], &mut record.ends[fields..]);
            input.consume(read);
            bytes += written;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if bytes >= DOSSIER_BYTES_MAX => return Err(too_long(record.line)),
                ReadRecordResult::OutputFull => record.bytes.resize(2 * record.bytes.len(), 0),
                ReadRecordResult::OutputEndsFull if fields >= COLUMNS_MAX => {
                    return Err(wrong(record.line, None, format!("has more than {COLUMNS_MAX} fields")));
                }
                ReadRecordResult::OutputEndsFull => record.ends.resize(2 * record.ends.len(), 0),
                ReadRecordResult::Record => {
                    record.fields = fields;
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    /// Goes to the first byte of the next record; false when there is none.
    fn skip_blank_lines(&mut self) -> Result<bool, FileError> {
        loop {
            let at = self.skipped + self.core.line();
            let buffer = self.input.fill_buf().map_err(|error| unreadable(at, &error))?;
            let blank = buffer.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            self.skipped += buffer[..blank].iter().filter(|byte| **byte == b'\n').count() as u64;
            let (ended, more) = (buffer.is_empty(), blank < buffer.len());
            self.input.consume(blank);
            if ended || more {
                return Ok(more);
            }
        }
    }

    fn message(&self) -> Result<Message, FileError> {
        let (record, columns) = (&self.record, &self.columns);
        if record.fields != columns.len() {
            let cause = format!("has {} fields where the header has {}", record.fields, columns.len());
            return Err(wrong(record.line, None, cause));
        }
        let mut line = ImportLine::default();
        for (field, column) in record.fields().zip(columns) {
            if !field.is_empty() {
                fill(&mut line, *column, field).map_err(|(name, cause)| wrong(record.line, Some(name), cause))?;
            }
        }
        Ok(line.into())
    }
}

const NOT_UTF8: &str = "is not UTF-8; save the file as CSV UTF-8";

fn fill(line: &mut ImportLine, column: Column, field: &[u8]) -> Result<(), (&'static str, String)> {
    match column {
        Column::Text(name, slot) => {
            let text = std::str::from_utf8(field).map_err(|_| (name, NOT_UTF8.to_owned()))?;
            *slot(line) = Text::from(text);
        }
        Column::Components => line.message.components = list(COMPONENTS, field)?,
        Column::Results => line.message.results = list(RESULTS, field)?,
        Column::Other => {}
    }
    Ok(())
}

fn list<T: serde::de::DeserializeOwned>(name: &'static str, field: &[u8]) -> Result<Vec<T>, (&'static str, String)> {
    serde_json::from_slice(field).map_err(|error| (name, format!("is no list in JSON: {error}")))
}

fn column(name: &str) -> Column {
    if name.eq_ignore_ascii_case(COMPONENTS) {
        return Column::Components;
    }
    if name.eq_ignore_ascii_case(RESULTS) {
        return Column::Results;
    }
    let slot = SLOTS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    slot.map_or(Column::Other, |(known, slot)| Column::Text(known, *slot))
}

/// Whichever of the three stands most often in the header.
fn delimiter(head: &[u8]) -> u8 {
    let often = |delimiter: &u8| head.iter().filter(|byte| *byte == delimiter).count();
    // The last of equals: a header of one column has none and is taken as one with commas.
    [b'\t', b';', b','].into_iter().max_by_key(often).unwrap_or(b',')
}
