//! Messages and records, there and back.

use jiff::Timestamp;
use model::{
    Channel, ComponentReuse, CopyForm, DossierComponent, DossierRecord, DossierResult, DossierState, Holder, HolderId,
    Sha256Digest,
};
use proptest::{option, prelude::*, sample::select};

use crate::{Message, to_message};

const NOW: &str = "2026-11-25T05:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// A message with its usual fields and those that `fields` sets or, with null, takes away.
fn message(fields: &str) -> Message {
    let usual = r#"{"MaHoSo": "H48.28.05-261122-0975", "MaTTHC": "1.001193.000.00.00.H48", "KenhThucHien": 1,
        "ChuHoSo": "Nguyễn Văn A", "SoGiayToChuHoSo": "001090012345", "NgayTiepNhan": "20261122093000",
        "NgayHenTra": "20261124", "TrangThaiHoSo": "4", "DonViXuLy": "000.05.28.H48", "Khac": {"a": [1]}}"#;
    let mut all: serde_json::Value = serde_json::from_str(usual).unwrap();
    let fields: serde_json::Value = serde_json::from_str(fields).unwrap();
    all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    serde_json::from_value(all).unwrap()
}

fn errors(fields: &str) -> Vec<String> {
    let read = message(fields).into_record(now(), |_, _| true);
    read.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_message_is_read_as_other_systems_write_it() {
    let record = message("{}").into_record(now(), |procedure, day| {
        assert_eq!((procedure.as_str(), day.to_string().as_str()), ("1.001193", "2026-11-22"));
        true
    });
    let record = record.unwrap();
    assert_eq!(
        (record.unit.as_str(), record.channel, record.state),
        ("H48.28.05", Channel::Counter, DossierState::InProcess)
    );
    assert_eq!(record.received_at.unwrap().to_string(), "2026-11-22T02:30:00Z");
    assert_eq!(record.due_at.unwrap().to_string(), "2026-11-24T16:59:59Z");
    assert!(record.owes_result && record.returned_at.is_none() && record.components.is_empty());
    let bare = message(
        r#"{"SoGiayToChuHoSo": null, "NgayTiepNhan": "", "NgayHenTra": null, "DonViXuLy": "", "HoSoCoThanhPhanSoHoa": true, "TaiLieuNop": null, "DanhSachGiayToKetQua": null}"#,
    );
    let bare = bare.into_record(now(), |_, day| day.to_string() == "2026-11-22").unwrap();
    assert_eq!((bare.holder, bare.received_at, bare.unit.as_str()), (None, None, "H48.28.05"));
    assert!(bare.owes_result && bare.components.len() == 1 && bare.components[0].digitised);
}

#[test]
fn every_wrong_field_is_told_by_its_name() {
    for (fields, expected) in [
        (r#"{"MaHoSo": ""}"#, &["MaHoSo: is empty"] as &[&str]),
        (r#"{"MaHoSo": "H48.28.05-261322-0975"}"#, &["MaHoSo: \"H48.28.05-261322-0975\" is not a dossier number"]),
        (r#"{"MaHoSo": "X1-261122-0975"}"#, &["MaHoSo: "]),
        (r#"{"MaTTHC": "birth"}"#, &["MaTTHC: \"birth\" is not a procedure code"]),
        (r#"{"KenhThucHien": 4}"#, &["KenhThucHien: \"4\" is no channel"]),
        (r#"{"KenhThucHien": null}"#, &["KenhThucHien: is empty"]),
        (r#"{"TrangThaiHoSo": 11}"#, &["TrangThaiHoSo: \"11\" is no state"]),
        (r#"{"DonViXuLy": "Sở Tư pháp"}"#, &["DonViXuLy: \"Sở Tư pháp\" is not a unit code"]),
        (r#"{"SoGiayToChuHoSo": "00109001234"}"#, &["SoGiayToChuHoSo: \"(11 characters)\" is not a holder ID"]),
        (r#"{"SoGiayToCuChuHoSo": "12"}"#, &["SoGiayToCuChuHoSo: \"(2 characters)\" is not a holder ID"]),
        (r#"{"NgayTiepNhan": "22/11/2026"}"#, &["NgayTiepNhan: \"22/11/2026\" is no time"]),
        (r#"{"NgayTiepNhan": "20261127093000", "NgayHenTra": null}"#, &["NgayTiepNhan: lies in the future"]),
        (r#"{"NgayTra": "20271122093000"}"#, &["NgayTra: lies in the future"]),
        (r#"{"NgayHenTra": "20261121"}"#, &["NgayHenTra: lies before NgayTiepNhan"]),
        (r#"{"NgayTra": "20261122092959"}"#, &["NgayTra: lies before NgayTiepNhan"]),
        (r#"{"NgayKetThucXuLy": "20261121"}"#, &["NgayKetThucXuLy: lies before NgayTiepNhan"]),
        (r#"{"HoSoCoThanhPhanSoHoa": "yes"}"#, &["HoSoCoThanhPhanSoHoa: \"yes\" is neither 0 nor 1"]),
        (r#"{"TaiLieuNop": [{}, {"DuocTaiSuDung": 2}]}"#, &["TaiLieuNop[1].MaKetQuaThayThe: is empty"]),
        (r#"{"TaiLieuNop": [{"DuocTaiSuDung": 3}]}"#, &["TaiLieuNop[0].DuocTaiSuDung: is none of"]),
        (
            r#"{"TaiLieuNop": [{"DuocSoHoa": 2, "LoaiBan": 3, "HashTepTin": "ab"}]}"#,
            &["TaiLieuNop[0].LoaiBan: ", "TaiLieuNop[0].DuocSoHoa: ", "TaiLieuNop[0].HashTepTin: is no SHA-256"],
        ),
        (r#"{"DanhSachGiayToKetQua": [{"HashTepTin": "ab"}]}"#, &["DanhSachGiayToKetQua[0].HashTepTin: is no SHA-256"]),
        (r#"{"MaTTHC": "", "TrangThaiHoSo": 0, "NgayTra": "x"}"#, &["MaTTHC: ", "TrangThaiHoSo: ", "NgayTra: "]),
        (r#"{"NgayTra": "20261122", "NgayHenTra": "20261122"}"#, &[]),
        (r#"{"NgayTra": "20261125", "NgayHenTra": "20301122"}"#, &[]),
    ] {
        let found = errors(fields);
        assert_eq!(found.len(), expected.len(), "{fields}: {found:?}");
        assert!(found.iter().zip(expected).all(|(found, expected)| found.starts_with(expected)), "{fields}: {found:?}");
        assert!(!found.iter().any(|found| found.contains("00109001234")), "{found:?}");
    }
}

#[test]
fn what_is_written_has_one_form() {
    let record = message(r#"{"TaiLieuNop": [{"MaThanhPhanHoSo": "KQ.G01.000101", "DuocSoHoa": true}]}"#)
        .into_record(now(), |_, _| true)
        .unwrap();
    assert_eq!(
        serde_json::to_string(&to_message(&record)).unwrap(),
        "{\"MaHoSo\":\"H48.28.05-261122-0975\",\"MaTTHC\":\"1.001193\",\"KenhThucHien\":\"1\",\"LoaiDoiTuong\":\"1\",\
         \"ChuHoSo\":\"Nguyễn Văn A\",\"SoGiayToChuHoSo\":\"001090012345\",\"NgayTiepNhan\":\"20261122093000\",\
         \"NgayHenTra\":\"20261124235959\",\"TrangThaiHoSo\":\"4\",\"DonViXuLy\":\"H48.28.05\",\
         \"HoSoCoThanhPhanSoHoa\":\"1\",\"TaiLieuNop\":[{\"MaThanhPhanHoSo\":\"KQ.G01.000101\",\"DuocSoHoa\":\"1\",\
         \"DuocTaiSuDung\":\"0\",\"DuocLayTuKhoDMQG\":\"0\"}]}"
    );
}

fn text() -> impl Strategy<Value = Option<String>> {
    option::of("[ -~À-ỹ]{1,12}")
}

fn component() -> impl Strategy<Value = DossierComponent> {
    let reuse = prop_oneof![
        Just(ComponentReuse::No),
        Just(ComponentReuse::WithoutCode),
        "[!-~]{1,20}".prop_map(|code| ComponentReuse::UnderCode { code }),
    ];
    let form = option::of(select(vec![CopyForm::Original, CopyForm::CertifiedCopy, CopyForm::Electronic]));
    let digest = option::of(any::<[u8; 32]>().prop_map(Sha256Digest::from_bytes));
    ((text(), text(), text(), text()), digest, form, any::<(bool, bool)>(), reuse).prop_map(
        |(
            (component, file_id, file_name, file_path),
            file_sha256,
            copy_form,
            (digitised, from_national_store),
            reuse,
        )| {
            DossierComponent {
                component,
                file_id,
                file_name,
                file_path,
                file_sha256,
                copy_form,
                digitised,
                reuse,
                from_national_store,
            }
        },
    )
}

fn result() -> impl Strategy<Value = DossierResult> {
    let digest = option::of(any::<[u8; 32]>().prop_map(Sha256Digest::from_bytes));
    (text(), text(), text(), text(), text(), digest).prop_map(
        |(name, component, paper_id, file_path, code, file_sha256)| DossierResult {
            name,
            component,
            paper_id,
            file_path,
            code,
            file_sha256,
        },
    )
}

fn holder() -> impl Strategy<Value = Option<Holder>> {
    let id = prop_oneof!["[0-9]{3}[0-3][0-9]{8}", "[0-9]{9}", Just("0100109106-001".to_owned())];
    let old = option::of("[0-9]{9}");
    let parsed = |text: String| text.parse::<HolderId>().unwrap();
    let holder = (id, old, text());
    option::of(holder.prop_map(move |(id, old, name)| Holder { id: parsed(id), old_id: old.map(parsed), name }))
}

fn record() -> impl Strategy<Value = DossierRecord> {
    // Up to a day before now, and after the receipt whatever comes after it.
    let received = option::of(1_000_000_000_i64..1_764_000_000);
    let after = || option::of(0_i64..86_400);
    let codes = (
        "H48\\.[0-9]{2}\\.[0-9]{2}-26(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])-[0-9]{4}",
        "[12]\\.[0-9]{6}",
        "H[1-9][0-9](\\.[0-9]{2}){0,3}",
    );
    let kinds = (
        select(vec![Channel::Counter, Channel::Online, Channel::Post]),
        select(DossierState::ALL.to_vec()),
        any::<bool>(),
    );
    let lists = (prop::collection::vec(component(), 0..4), prop::collection::vec(result(), 0..3));
    (codes, holder(), kinds, (received, after(), after(), after()), lists).prop_map(
        |(
            (number, procedure, unit),
            holder,
            (channel, state, owes_result),
            (received, due, resolved, returned),
            lists,
        )| {
            let from = received.unwrap_or(1_700_000_000);
            let at = |seconds: Option<i64>| seconds.map(|seconds| Timestamp::from_second(from + seconds).unwrap());
            DossierRecord {
                number: number.parse().unwrap(),
                procedure: procedure.parse().unwrap(),
                unit: unit.parse().unwrap(),
                holder,
                channel,
                state,
                received_at: received.map(|second| Timestamp::from_second(second).unwrap()),
                due_at: at(due),
                resolved_at: at(resolved),
                returned_at: at(returned),
                owes_result,
                components: lists.0,
                results: lists.1,
            }
        },
    )
}

proptest! {
    #[test]
    fn a_record_comes_back_from_its_message(record in record()) {
        let message = to_message(&record);
        let json = serde_json::to_string(&message).unwrap();
        let read: Message = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &message);
        let owes = record.owes_result;
        let back = read.into_record(now(), |_, _| owes).unwrap();
        prop_assert_eq!(&to_message(&back), &message);
        prop_assert_eq!(back, record);
    }

    #[test]
    fn no_text_breaks_the_reading(text in "\\PC{0,30}") {
        let message = Message { number: text.clone().into(), received_at: text.clone().into(), holder_id: text.into(), ..Message::default() };
        prop_assert!(message.into_record(now(), |_, _| false).is_err());
    }
}
