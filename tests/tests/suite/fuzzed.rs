//! The API fuzzed from its own document by Schemathesis: whatever it is sent, it answers as the document says, and never by a
//! fault of its own.

use std::process::Command;

use model::Role;
use tests::{
    Hoso,
    accounts::{add_account, key},
    root,
};

const UNIT: &str = "H48.28.05";
/// The same requests each time.
const SEED: &str = "20261129";

#[test]
fn whatever_it_is_sent_the_api_answers_as_its_document_says() {
    let program = root().join(".venv/bin/schemathesis");
    assert!(program.exists(), "Schemathesis is missing: `tools/setup.sh test` installs it");
    let hoso = Hoso::new().with("HOSO_SERVE_REQUESTS_PER_SECOND_MAX", "100000");
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    add_account(&hoso, "fuzz", &roles.join(","), &["--unit", UNIT]);
    let key = key(&hoso, "fuzz");
    let server = hoso.serve();
    let run = Command::new(program)
        .arg("run")
        .arg(server.url("/openapi.json"))
        .args(["--header", &format!("Authorization: Bearer {key}")])
        .args(["--header", "X-Hoso-Purpose: fuzz"])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", "15", "--seed", SEED])
        .args(["--request-timeout", "20", "--no-color"])
        .current_dir(hoso.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.stop(), 0);
}
