//! Files of changes, good and bad, as a table.

use model::CatalogueKind;

use super::{CatalogueChanges, ChangeFile, read_change_file};
use crate::{Catalogue, Unit};

fn read(name: &str, kind: Option<CatalogueKind>, text: impl AsRef<[u8]>) -> CatalogueChanges {
    let since = Some("2026-01-01".parse().unwrap());
    read_change_file(&ChangeFile { name, bytes: text.as_ref(), kind, since })
}

fn errors(changes: &CatalogueChanges) -> Vec<String> {
    changes.errors.iter().map(ToString::to_string).collect()
}

#[test]
fn units_in_csv() {
    for text in [
        "code,name,level,parent,from,to,successors,one_stop,remote,land_registry,since\n\
         H48.70.01,Xã Một,commune,H48,2026-01-01,,,1,0,0,2026-01-01\n\
         H48.28.05,Bình Hòa,commune,H48,,31/12/2025,H48.70.01 H48.28.09,true,false,,2026-02-01\n",
        "\u{feff}code;name;level;parent;from;to;successors;one_stop;remote;land_registry;since\r\n\
         H48.70.01;Xã Một;commune;H48;01/01/2026;;;1;0;0;\r\n\
         H48.28.05;Bình Hòa;commune;H48;;2025-12-31;H48.70.01 H48.28.09;1;;;01/02/2026\r\n",
    ] {
        let changes = read("units.csv", Some(CatalogueKind::Unit), text);
        assert_eq!(errors(&changes), [""; 0]);
        assert_eq!(changes.lines[1].since.to_string(), "2026-02-01");
        let unit: Unit = serde_json::from_value(changes.lines[1].record.clone()).unwrap();
        assert_eq!((unit.successors.len(), unit.one_stop, unit.remote), (2, true, false));
        let catalogue = Catalogue::sample().unwrap().with_lines(&changes.lines).unwrap();
        assert!(catalogue.unit(&"H48.70.01".parse().unwrap()).is_some_and(|unit| unit.one_stop));
    }
}

#[test]
fn paper_types_and_procedures_in_csv() {
    let types = "code,name,titles,numbered,months\nKQ.H48.000999,Giấy phép,GIẤY PHÉP|GIẤY PHÉP XÂY DỰNG,1,12\n";
    let types = read("types.csv", Some(CatalogueKind::PaperType), types);
    let procedures = "code,name,field,components,results,owes_paper_result\n\
                      1.009999,Cấp giấy phép,Xây dựng,KQ.G01.000101 KQ.G15.000032?,KQ.H48.000999,1\n";
    let procedures = read("procedures.csv", Some(CatalogueKind::Procedure), procedures);
    assert_eq!((errors(&types), errors(&procedures)), (vec![], vec![]));
    let lines = [types.lines, procedures.lines].concat();
    let catalogue = Catalogue::sample().unwrap().with_lines(&lines).unwrap();
    let procedure = catalogue.procedure(&"1.009999".parse().unwrap()).unwrap();
    assert_eq!(procedure.components.iter().map(|component| component.required).collect::<Vec<_>>(), [true, false]);
    assert!(procedure.owes_paper_result);
    let paper_type = catalogue.paper_type(&"KQ.H48.000999".parse().unwrap()).unwrap();
    assert_eq!(paper_type.valid_until("2026-01-02".parse().unwrap()).unwrap().to_string(), "2027-01-01");
}

#[test]
fn what_is_wrong_in_csv_is_told_with_its_place_and_the_rest_goes_on() {
    let unit = Some(CatalogueKind::Unit);
    let head = "code,name,level,to,one_stop\n";
    for (kind, text, expected, good) in [
        (
            unit,
            format!("{head},x,commune,,\nH48.1x,x,commune,,\nH48.71,x,commune,,1\n"),
            vec!["u.csv:2:code: is empty", "u.csv:3: \"H48.1x\" is not a unit code"],
            1,
        ),
        (
            unit,
            format!("{head}H48.71,x,village,,\nH48.71,x,commune,soon,\nH48.71,x,commune,,maybe\n"),
            vec!["u.csv:2:level: \"village\"", "u.csv:3:to: \"soon\"", "u.csv:4:one_stop: \"maybe\""],
            0,
        ),
        (
            unit,
            format!("{head}H48.71,\"x\ny\",commune,,\nH48.72,x\nH48.73,,commune,,\n"),
            vec!["u.csv:4: has 2 fields where the header has 5", "u.csv:5:name: is empty"],
            1,
        ),
        (
            unit,
            "code,level,colour\nH48.71,commune,red\n".to_owned(),
            vec!["u.csv:1:colour: is no column", "u.csv:1:name: is missing"],
            0,
        ),
        (unit, String::new(), vec!["u.csv:1:code: is missing", "u.csv:1:name: is missing"], 0),
        (Some(CatalogueKind::Plan), head.to_owned(), vec!["u.csv:0: plans are read from JSON"], 0),
        (None, head.to_owned(), vec!["u.csv:0: a CSV file does not say what it holds"], 0),
    ] {
        let changes = read("u.csv", kind, &text);
        let found = errors(&changes);
        assert_eq!((found.len(), changes.lines.len()), (expected.len(), good), "{text}: {found:?}");
        assert!(found.iter().zip(&expected).all(|(found, expected)| found.starts_with(expected)), "{found:?}");
    }
    let latin = read("u.csv", unit, b"code,name,level\nH48.71,X\xe3,commune\nH48.72,x,commune\n");
    assert_eq!(
        (errors(&latin)[0].as_str(), latin.lines.len()),
        ("u.csv:2: is not UTF-8; save the file as CSV UTF-8", 1)
    );
}

#[test]
fn lines_are_counted_after_crlf_and_blank_lines() {
    let text = "code,name,level\r\nH48.71,x,commune\r\n\r\nH48.72,\"a\r\nb\",commune\r\nH48.73,x,village\r\n";
    assert_eq!(errors(&read("u.csv", Some(CatalogueKind::Unit), text)).len(), 1);
    assert!(
        errors(&read("u.csv", Some(CatalogueKind::Unit), text))[0].starts_with("u.csv:6:level"),
        "{:?}",
        read("u.csv", Some(CatalogueKind::Unit), text)
    );
}

#[test]
fn json_is_read_in_each_of_its_forms() {
    let record = r#""code": "H48.71", "name": "x", "level": "commune""#;
    for (kind, text, since) in [
        (
            None,
            format!(r#"[{{"kind": "unit", "code": "H48.71", "since": "2026-05-01", "record": {{{record}}}}}]"#),
            "2026-05-01",
        ),
        (None, format!(r#"[{{"kind": "unit", "record": {{{record}}}}}]"#), "2026-01-01"),
        (Some(CatalogueKind::Unit), format!(r#"[{{{record}, "since": "2026-05-02"}}]"#), "2026-05-02"),
        (None, format!(r#"{{"version": 1, "units": [{{{record}}}]}}"#), "2026-01-01"),
        (
            None,
            format!("\u{feff}{{\"version\": 1, \"since\": \"2026-05-03\", \"units\": [{{{record}}}]}}"),
            "2026-05-03",
        ),
    ] {
        let changes = read("units.json", kind, &text);
        assert_eq!(errors(&changes), [""; 0], "{text}");
        assert_eq!((changes.lines[0].code.as_str(), changes.lines[0].since.to_string()), ("H48.71", since.to_owned()));
        assert!(Catalogue::sample().unwrap().with_lines(&changes.lines).is_ok());
    }
    let fixture = read("plans.json", None, include_str!("../../../../fixtures/catalogue/plans.json"));
    assert_eq!((errors(&fixture), fixture.lines.len()), (vec![], 4));
}

#[test]
fn what_is_wrong_in_json_is_told_with_its_place_and_the_rest_goes_on() {
    for (text, expected, good) in [
        ("[\n{\"kind\": \"unit\",\n\"code\": }]", vec!["u.json:3:9: expected value"], 0),
        ("{\"version\": 2}", vec!["u.json:0:version: is 2"], 0),
        ("{\"version\": 1, \"colour\": []}", vec!["u.json:1:23: unknown field `colour`"], 0),
        (
            "[\n{\"kind\": \"unit\", \"code\": \"H48.71\", \"name\": \"x\", \"level\": \"commune\"},\n{\"kind\": \"unit\", \"code\": \"H48.72\", \"name\": \"x\"},\n{\"code\": \"H48\"},\n4]",
            vec!["u.json:3: missing field `level`", "u.json:4: does not say its kind", "u.json:5: is not an object"],
            1,
        ),
        ("[{\"kind\": \"street\"}]", vec!["u.json:1: kind is \"street\""], 0),
    ] {
        let changes = read("u.json", None, text);
        let found = errors(&changes);
        assert_eq!((found.len(), changes.lines.len()), (expected.len(), good), "{text}: {found:?}");
        assert!(found.iter().zip(&expected).all(|(found, expected)| found.starts_with(expected)), "{found:?}");
    }
}
