//! Who may do what: every route with every role, signing in as a browser does, keys of machines, and whose scans one sees.

use std::collections::BTreeSet;

use api::{RULES, Who};
use model::Role;
use serde_json::{Value, json};
use tests::{
    Hoso, Server,
    accounts::{Browser, add_account, key, send},
    agent, fixture,
};

use super::ingest::{BIRTH, code_of};

const UNIT: &str = "H48.28.05";

/// A path of the table with something in the place of its names.
fn filled(path: &str) -> String {
    let names = [
        ("{account}", "nobody"),
        ("{batch}", "019ab0c0-0000-7000-8000-000000000000"),
        ("{code}", "001090012345.KQ.G15.000031.12-GKS.01"),
        ("{figure}", "4.2"),
        ("{page}", "1"),
        ("{id}", "R-000000000000"),
        ("{kind}", "level"),
        ("{number}", "H48.28.05-261122-0975"),
        ("{paper}", "001090012345.KQ.G15.000031.12-GKS.01"),
        ("{what}", "held"),
        ("{sha256}", "0000000000000000000000000000000000000000000000000000000000000000"),
    ];
    names.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

/// The status of a request with nothing in it, and the kind of the problem.
fn ask(server: &Server, method: &str, path: &str, key: Option<&str>) -> (u16, String) {
    let mut request = ureq::http::Request::builder().method(method).uri(server.url(&filled(path)));
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    let mut response = send(request, method, "{}");
    let body: Value = response.body_mut().read_json().unwrap_or_default();
    (response.status().as_u16(), body["type"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn every_route_is_open_to_its_roles_and_to_nobody_else() {
    let hoso = Hoso::new();
    let mut keys = Vec::new();
    for role in Role::ALL {
        add_account(&hoso, role.as_str(), role.as_str(), &["--unit", UNIT]);
        keys.push((role, key(&hoso, role.as_str())));
    }
    let server = hoso.serve();
    for (method, path, who) in RULES {
        let (status, kind) = ask(&server, method, path, None);
        let refused = status == 401 && kind == "urn:hoso:problem:sign_in_needed";
        assert_eq!(refused, *who != Who::Anyone, "{method} {path} without a key: {status} {kind}");
        for (role, key) in &keys {
            let open = match who {
                Who::Anyone | Who::SignedIn => true,
                Who::Any(roles) => roles.contains(role),
            };
            // A stream of events would not end.
            if open && path.ends_with("/events") {
                continue;
            }
            let (status, kind) = ask(&server, method, path, Some(key));
            let refused = status == 403 && kind == "urn:hoso:problem:forbidden";
            assert_eq!(refused, !open, "{method} {path} as {role}: {status} {kind}");
            assert!(status < 500, "{method} {path} as {role}: {status} {kind}");
        }
    }
    let (status, _) = ask(&server, "GET", "/v1/nothing", Some(&keys[0].1));
    assert_eq!(status, 404);
}

#[test]
fn the_table_and_the_document_tell_of_the_same_routes() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut told: BTreeSet<(String, String)> = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        told.extend(methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())));
    }
    let table: BTreeSet<(String, String)> =
        RULES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(table.len(), RULES.len(), "no route stands in the table twice");
    assert_eq!(told.difference(&table).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "not in the table");
    // Answers that are no JSON are not in the document.
    let files = [
        "/openapi.json",
        "/original",
        "/archival",
        "/access",
        "/certified",
        "/events",
        "/{page}",
        "/openid",
        "/callback",
    ];
    let untold: Vec<_> =
        table.difference(&told).filter(|(_, path)| !files.iter().any(|file| path.ends_with(file))).collect();
    assert_eq!(untold, Vec::<&(String, String)>::new(), "not in the document");
}

fn kind(body: &Value) -> &str {
    body["type"].as_str().unwrap_or_default().trim_start_matches("urn:hoso:problem:")
}

#[test]
fn somebody_signs_in_chooses_a_password_works_and_leaves() {
    let hoso = Hoso::new();
    let one_time = add_account(&hoso, "an", "admin", &[]);
    let server = hoso.serve();
    let mut browser = Browser::new(&server);
    let (status, body) = browser.sign_in("an", "not the password");
    assert_eq!((status, kind(&body)), (401, "wrong_credentials"));
    let (status, body) = browser.sign_in("an", &one_time);
    assert_eq!((status, &body["password_change_due"]), (200, &json!(true)));
    let (status, body) = browser.send("GET", "/v1/accounts", &Value::Null);
    assert_eq!((status, kind(&body)), (403, "password_change_due"));

    let chosen = "bốn mùa hoa nở";
    let change = |new: &str| json!({ "password": one_time, "new_password": new });
    let (status, body) = browser.send("POST", "/v1/session/password", &change("ngắn"));
    assert_eq!((status, kind(&body)), (422, "weak_password"));
    let (status, body) = browser.send("POST", "/v1/session/password", &change(chosen));
    assert_eq!((status, &body["password_change_due"]), (200, &json!(false)), "{body}");
    let (status, body) = browser.send("GET", "/v1/session", &Value::Null);
    assert_eq!((status, &body["account"], &body["roles"]), (200, &json!("an"), &json!(["admin"])));

    let new = json!({ "account": "lan", "name": "Lan", "roles": ["operator"], "unit": UNIT });
    let token = std::mem::take(&mut browser.token);
    let (status, body) = browser.send("POST", "/v1/accounts", &new);
    assert_eq!((status, kind(&body)), (403, "csrf"), "a page of another site cannot know the token");
    browser.token = token;
    let (status, body) = browser.send("POST", "/v1/accounts", &new);
    assert_eq!(status, 201, "{body}");
    let (status, body) = browser.send("PATCH", "/v1/accounts/an", &json!({ "locked": true }));
    assert_eq!((status, kind(&body)), (409, "last_admin"));

    // A session outlives a restart.
    let (cookie, token) = (browser.cookie.clone(), browser.token.clone());
    server.stop();
    let server = hoso.serve();
    let mut browser = Browser { server: &server, cookie, token };
    assert_eq!(browser.send("GET", "/v1/session", &Value::Null).0, 200);
    let old = browser.cookie.clone();
    assert_eq!(browser.send("DELETE", "/v1/session", &Value::Null).0, 204);
    browser.cookie = old;
    assert_eq!(browser.send("GET", "/v1/session", &Value::Null).0, 401);

    for _ in 0..5 {
        assert_eq!(browser.sign_in("lan", "wrong").0, 401);
    }
    let (status, body) = browser.sign_in("lan", "wrong");
    assert_eq!((status, kind(&body)), (429, "locked_out"));
    assert_eq!(browser.sign_in("an", chosen).0, 200, "others are not shut out");
}

#[test]
fn an_operator_sees_own_units_scans_and_a_delegated_one_its_own_alone() {
    let hoso = Hoso::new();
    hoso.ingest(&[fixture("scans/ho-so-0001/can-cuoc.jpg").to_str().unwrap(), "--no-ocr"]);
    for (account, more) in [
        ("lan", vec!["--unit", UNIT]),
        ("binh", vec!["--unit", "H48.01"]),
        ("post", vec!["--unit", UNIT, "--delegated"]),
    ] {
        add_account(&hoso, account, "operator", &more);
    }
    let keys = ["lan", "binh", "post"].map(|account| key(&hoso, account));
    let batches = hoso.json(["review", "list", "--json"]);
    let item = batches.as_array().unwrap().first().expect("it waits for a person").clone();
    let (id, batch) = (item["id"].as_str().unwrap(), item["scan"].as_str().unwrap().split('/').next().unwrap());
    let server = hoso.serve();
    let status = |key: &str, path: &str| ask(&server, "GET", path, Some(key)).0;
    // `lan` of the command line, who scanned it, is the account lan too.
    for (key, expected) in keys.iter().zip([200, 403, 403]) {
        assert_eq!(status(key, &format!("/v1/review/{id}")), expected);
        assert_eq!(status(key, &format!("/v1/receipts/{batch}")), expected);
        let (_, body) = get(&server, "/v1/review", key);
        assert_eq!(body.as_array().unwrap().len(), usize::from(expected == 200));
    }
}

fn get(server: &Server, path: &str, key: &str) -> (u16, Value) {
    let request = agent().get(server.url(path)).header("authorization", format!("Bearer {key}"));
    let mut response = request.call().unwrap();
    (response.status().as_u16(), response.body_mut().read_json().unwrap())
}

#[test]
fn who_was_kept_from_a_paper_is_in_the_log() {
    let hoso = Hoso::new();
    let samples = fixture("scans");
    let manifest = samples.join("manifest.json");
    let scan = samples.join(BIRTH);
    let receipt = hoso.ingest(&["--no-ocr", "--manifest", manifest.to_str().unwrap(), scan.to_str().unwrap()]);
    let code = code_of(&receipt, BIRTH);
    for role in ["clerk", "operator", "auditor"] {
        add_account(&hoso, role, role, &["--unit", UNIT]);
    }
    let (clerk, operator, auditor) = (key(&hoso, "clerk"), key(&hoso, "operator"), key(&hoso, "auditor"));
    let server = hoso.serve();
    let open = |key: &str, what_for: Option<&str>| {
        let mut request =
            agent().get(server.url(&format!("/v1/papers/{code}"))).header("authorization", format!("Bearer {key}"));
        if let Some(what_for) = what_for {
            request = request.header("x-hoso-purpose", what_for);
        }
        request.call().unwrap().status().as_u16()
    };
    assert_eq!(open(&operator, Some("curiosity")), 403);
    assert_eq!(open(&clerk, None), 400);
    assert_eq!(open(&clerk, Some("H48.28.05-261122-0975")), 200);
    let asked = server.url(&format!("/v1/audit?paper={code}"));
    let mut answer = agent().get(asked).header("authorization", format!("Bearer {auditor}")).call().unwrap();
    let traces: Value = answer.body_mut().read_json().unwrap();
    let told: Vec<_> = traces["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (&line["actor"], &line["refused"], &line["purpose"]))
        .collect();
    let text = |text: &str| json!(text);
    assert_eq!(
        told,
        [
            (&text("clerk"), &Value::Null, &text("H48.28.05-261122-0975")),
            (&text("clerk"), &text("purpose_needed"), &Value::Null),
            (&text("operator"), &text("forbidden"), &text("curiosity")),
        ]
    );
    assert_eq!(traces["next"], Value::Null);
}

#[test]
fn a_manager_of_a_unit_sees_its_figures_and_no_others() {
    let hoso = Hoso::new();
    let inventory = fixture("scans/inventory.csv");
    assert_eq!(hoso.run(["inventory", "load", inventory.to_str().unwrap()]).code, 0);
    add_account(&hoso, "of-one", "manager", &["--unit", UNIT]);
    add_account(&hoso, "of-all", "manager", &[]);
    let (of_one, of_all) = (key(&hoso, "of-one"), key(&hoso, "of-all"));
    let server = hoso.serve();
    let ask = |key: &str, path: &str| {
        let request = agent().get(server.url(path)).header("authorization", format!("Bearer {key}"));
        let mut answer = request.call().unwrap();
        let body: Value = answer.body_mut().read_json().unwrap_or_default();
        (answer.status().as_u16(), body)
    };
    let units = |body: &Value| -> BTreeSet<String> {
        body["rows"].as_array().unwrap().iter().filter_map(|row| row["unit"].as_str()).map(str::to_owned).collect()
    };
    let (status, own) = ask(&of_one, "/v1/coverage");
    assert_eq!((status, units(&own)), (200, [UNIT.to_owned()].into()));
    assert!(units(&ask(&of_all, "/v1/coverage").1).contains("H48.28.09"));
    assert_eq!(ask(&of_all, "/v1/coverage?unit=H48.28.09").0, 200);
    for path in [
        "coverage",
        "standing",
        "figures",
        "indicators",
        "reports/level",
        "figures/5.1/papers",
        "indicators/4.2/dossiers",
        "standing/held",
    ] {
        let (status, body) = ask(&of_one, &format!("/v1/{path}?unit=H48.28.09"));
        assert_eq!((status, kind(&body)), (403, "forbidden"), "{path}");
        assert_eq!(ask(&of_one, &format!("/v1/{path}?unit={UNIT}")).0, 200, "{path}");
    }
}

#[test]
fn an_address_may_not_try_names_for_ever() {
    let hoso = Hoso::new().with("HOSO_SERVE_ORIGIN", "https://hoso.example.vn");
    add_account(&hoso, "an", "admin", &[]);
    let server = hoso.serve();
    let from = |address: &str| {
        let request = agent().post(server.url("/v1/session")).header("x-forwarded-for", address);
        let body = json!({ "account": "nobody at all", "password": "x" });
        request.send_json(body).unwrap().status().as_u16()
    };
    let answers: Vec<u16> = (0..61).map(|_| from("203.0.113.7")).collect();
    assert_eq!((answers[0], answers[60]), (401, 429));
    assert_eq!(from("203.0.113.7, 203.0.113.8"), 401);
}
