//! The desks in a real browser: the specs of `web/test/browser` against this program, and a real provider of OpenID Connect
//! that people sign in by. A program of its own: nothing else runs beside it, so that a page waits for nobody but our server.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::{Map, Value, json};
use tests::{
    Hoso, Server,
    accounts::{Browser, add_account},
    fixture, root, send_signal,
};

const UNIT: &str = "H48.28.05";
const PASSWORD: &str = "bốn mùa hoa nở rộ";
const SECRET: &str = "a secret of the tests";
/// Each with the role of its name; the last two are colleagues.
const ACCOUNTS: [(&str, &str); 7] = [
    ("operator", "operator"),
    ("operator2", "operator"),
    ("clerk", "clerk"),
    ("approver", "approver"),
    ("manager", "manager"),
    ("auditor", "auditor"),
    ("admin", "admin"),
];

/// Who works with papers does so for a unit; the others see all.
fn unit_of(role: &str) -> &'static [&'static str] {
    if matches!(role, "manager" | "auditor" | "admin") { &[] } else { &["--unit", UNIT] }
}

fn web() -> PathBuf {
    root().join("web")
}

/// Free now; whoever takes it meanwhile makes the server say so.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The server that a spec has started in the place of ours ends with the test too.
struct StartedAnew {
    pid_file: PathBuf,
}

impl Drop for StartedAnew {
    fn drop(&mut self) {
        let pid = std::fs::read_to_string(&self.pid_file).ok().and_then(|pid| pid.trim().parse().ok());
        if let Some(pid) = pid {
            send_signal("-KILL", pid);
        }
    }
}

/// A command that stops the server and starts it again at the same address, as whoever looks after it does.
fn restart(hoso: &Hoso, server: &Server, port: u16, pid_file: &Path) -> String {
    let pid = server.process();
    let url = server.url("/healthz");
    let serve = hoso.command(["serve", "--listen", &format!("127.0.0.1:{port}")]);
    let settings: Vec<String> = serve
        .get_envs()
        .filter_map(|(name, value)| Some(format!("{}='{}'", name.to_str()?, value?.to_str()?)))
        .collect();
    let (settings, program) = (settings.join(" "), serve.get_program().to_str().unwrap());
    let (folder, pid_file) = (hoso.path("").display().to_string(), pid_file.display());
    // It is our child, and stays one that has ended until we ask for it.
    format!(
        "kill -INT {pid}; while [ -d /proc/{pid} ] && ! grep -q ') Z ' /proc/{pid}/stat; do sleep 0.1; done; cd {folder}; \
         env -i PATH=\"$PATH\" OMP_THREAD_LIMIT=1 {settings} {program} serve --listen 127.0.0.1:{port} >/dev/null 2>&1 & \
         echo $! > {pid_file}; until curl -sfo /dev/null {url}; do sleep 0.1; done"
    )
}

/// Starts the provider, and answers its address.
fn provider(redirect: &str) -> (Running, String) {
    let mut child = Command::new("node")
        .args(["test/browser/provider.mjs", redirect, SECRET])
        .current_dir(web())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let issuer = lines.next().expect("the provider says where it is").unwrap();
    std::thread::spawn(move || lines.for_each(drop));
    (Running(child), issuer)
}

#[test]
fn people_do_their_work_at_the_desks() {
    assert!(web().join("node_modules").is_dir(), "the pages' packages are missing: `make web`");
    let hoso = Hoso::new();
    let samples = fixture("scans");
    let shown = hoso.run(["demo", "--no-serve", "--samples", samples.to_str().unwrap()]);
    assert_eq!(shown.code, 0, "{shown:?}");
    let one_time: Vec<String> =
        ACCOUNTS.iter().map(|(account, role)| add_account(&hoso, account, role, unit_of(role))).collect();

    let port = free_port();
    let redirect = format!("http://127.0.0.1:{port}/v1/session/openid/callback");
    let (_provider, issuer) = provider(&redirect);
    let hoso = hoso
        .with("HOSO_REVIEW_APPROVAL", "separate")
        .with("HOSO_OPENID_ISSUER", &issuer)
        .with("HOSO_OPENID_CLIENT_ID", "hoso")
        .with("HOSO_OPENID_CLIENT_SECRET", SECRET)
        .with("HOSO_OPENID_NAME", "Tài khoản thử");
    let server = hoso.serve_at(port);
    let mut accounts = Map::new();
    for ((account, _), one_time) in ACCOUNTS.iter().zip(one_time) {
        let mut browser = Browser::new(&server);
        assert_eq!(browser.sign_in(account, &one_time).0, 200);
        let change = json!({ "password": one_time, "new_password": PASSWORD });
        assert_eq!(browser.send("POST", "/v1/session/password", &change).0, 200);
        accounts.insert((*account).to_owned(), json!({ "account": account, "password": PASSWORD }));
    }

    let started_anew = StartedAnew { pid_file: hoso.path("pid") };
    let specs = Command::new("npm")
        .args(["run", "--silent", "test:browser"])
        .current_dir(web())
        .env("HOSO_URL", server.url(""))
        .env("HOSO_ACCOUNTS", Value::Object(accounts).to_string())
        .env("HOSO_RESTART", restart(&hoso, &server, port, &started_anew.pid_file))
        .status()
        .unwrap();
    assert!(specs.success(), "a spec of web/test/browser failed; what it said stands above");
}
