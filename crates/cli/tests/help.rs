//! The binary answers; and cargo builds it for the whole-path tests because this test needs it.

use std::process::Command;

#[test]
fn help_names_every_command() {
    let output = Command::new(env!("CARGO_BIN_EXE_hoso")).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for command in [
        "ingest",
        "inspect",
        "review",
        "lookup",
        "checklist",
        "reuse",
        "paper",
        "coverage",
        "serve",
        "check",
        "rebuild",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} in {help}");
    }
}
