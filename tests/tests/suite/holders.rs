//! Citizens' papers say whose they are: surely, to a person who decides, or against what is claimed.

use std::fs;

use serde_json::{Value, json};
use tests::{Hoso, fixture};

const DIPLOMA: &str = "KQ.G03.000052";

/// Takes in one of the citizens' papers under what a manifest says of it.
fn taken(hoso: &Hoso, name: &str, claim: Value) -> Value {
    let scan = fs::read(fixture("scans/giay-to").join(name)).unwrap();
    hoso.write(&format!("in/{name}"), scan);
    let mut file = json!({ "path": name });
    file.as_object_mut().unwrap().extend(claim.as_object().unwrap().clone());
    let manifest = hoso.write("in/manifest.json", json!({ "version": 1, "files": [file] }).to_string());
    let receipt = hoso.ingest(&["--manifest", manifest.to_str().unwrap(), hoso.path("in").to_str().unwrap()]);
    receipt["files"][0].clone()
}

#[test]
fn a_diploma_waits_for_a_person_who_sees_whom_it_names() {
    let hoso = Hoso::new();
    let file = taken(&hoso, "bang-cu-nhan.jpg", json!({ "type": DIPLOMA }));
    assert_eq!(file["outcome"], "held", "{file:#}");
    let id = file["papers"][0]["review_id"].as_str().unwrap();

    let item = &hoso.json(["review", "list", "--json"])[0];
    let read = &item["holder_read"];
    assert_eq!((&read["name"], &read["born_on"]), (&json!("Trần Văn Mẫu"), &json!("1990-03-02")));
    assert_eq!((&read["sure"], &read["id_at"]), (&json!(false), &Value::Null));
    assert_eq!(read["name_at"]["page"], 1, "where the name is printed is marked: {read}");
    assert_eq!(item["claim"]["holder"], Value::Null, "a name is no holder");
    let shown = hoso.run(["review", "show", id]).out;
    assert!(shown.contains("Trần Văn Mẫu, sinh ngày 02/03/1990 ?"), "{shown}");
    let listed = hoso.run(["review", "list"]).out;
    assert!(listed.contains("Trần Văn Mẫu"), "{listed}");

    // Whoever gives the ID gives it to the person named, by the number in the register.
    let record = hoso.json(["review", "accept", id, "--set", "holder=048090004321", "--json"]);
    assert_eq!(record["code"], format!("048090004321.{DIPLOMA}.QTKD-087-2012.01"));
    assert_eq!(record["holder"]["name"], "Trần Văn Mẫu");
}

#[test]
fn a_namesake_born_in_another_year_is_held() {
    for (id, outcome) in [("048090004321", "accepted"), ("048095004321", "held")] {
        let hoso = Hoso::new();
        let holder = json!({ "id": id, "name": "TRẦN VĂN MẪU" });
        let claim = json!({ "type": DIPLOMA, "number": "QTKD 087/2012", "holder": holder });
        let file = taken(&hoso, "bang-cu-nhan.jpg", claim);
        assert_eq!(file["outcome"], outcome, "{file:#}");
        if outcome == "held" {
            let reasons = &hoso.json(["review", "list", "--json"])[0]["reasons"];
            assert_eq!((&reasons[0]["kind"], reasons[1].is_null()), (&json!("disagreement"), true), "{reasons:#}");
        }
    }
}

#[test]
fn a_household_business_is_its_owner_s() {
    let hoso = Hoso::new();
    let file = taken(&hoso, "gcn-ho-kinh-doanh.tif", json!({ "type": "KQ.G09.000412" }));
    assert_eq!(file["outcome"], "accepted", "{file:#}");
    let code = file["papers"][0]["code"].as_str().unwrap();
    assert_eq!(code, "048085002468.KQ.G09.000412.048085002468.01");
    let found = hoso.json(["lookup", "pham quoc dat", "--json"]);
    assert_eq!(found["papers"][0]["code"], code);
}
