//! A real S3 service for tests: a Ceph of one node, started when it is asked for and ended when it is dropped.
//!
//! Nothing is skipped: where Ceph is not installed, the test that wants it fails and names the packages.

use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::{S3Location, S3Settings, S3Store};

const SCRIPT: &str = include_str!("../../../../tests/engines/ceph-one-node.sh");
const PACKAGES: &str = "ceph-mon ceph-osd ceph-common radosgw uuid-runtime curl";
const PROGRAMS: [&str; 8] =
    ["ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "radosgw", "radosgw-admin", "uuidgen", "curl"];

/// A running Ceph. Dropping it ends its processes and takes its files away.
#[derive(Debug)]
pub struct Ceph {
    folder: TempDir,
    s3_port: u16,
}

impl Ceph {
    /// Starts one on free ports; takes some 20 seconds.
    ///
    /// # Panics
    /// When Ceph is not installed, naming the packages, or does not come up, with the end of its log.
    pub fn start() -> Self {
        let missing: Vec<&str> = PROGRAMS.into_iter().filter(|program| !is_installed(program)).collect();
        assert!(missing.is_empty(), "{} missing; run: apt-get install {PACKAGES}", missing.join(", "));
        let folder = tempfile::Builder::new().prefix("ceph").tempdir().expect("a folder for temporary files");
        let [s3_port, monitor_port] = free_ports();
        let ceph = Self { folder, s3_port };
        let started = Command::new("bash")
            .args(["-c", SCRIPT, "ceph-one-node.sh"])
            .arg(ceph.folder.path())
            .args([s3_port.to_string(), monitor_port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .and_then(std::process::Child::wait_with_output)
            .expect("bash runs");
        assert!(started.status.success(), "Ceph did not start: {}", String::from_utf8_lossy(&started.stderr));
        ceph
    }

    /// Where it answers.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.s3_port)
    }

    /// How to reach it.
    pub fn settings(&self) -> S3Settings {
        S3Settings {
            endpoint: Some(self.endpoint()),
            region: "us-east-1".to_owned(),
            access_key: "HOSOTESTKEY".to_owned(),
            secret_key: "HOSOTESTSECRET".to_owned(),
            session_token: None,
            answer_timeout: S3Settings::ANSWER_TIMEOUT,
        }
    }

    /// The same as variables for another process.
    pub fn environment(&self) -> [(&'static str, String); 4] {
        let settings = self.settings();
        [
            ("AWS_ENDPOINT_URL_S3", self.endpoint()),
            ("AWS_REGION", settings.region),
            ("AWS_ACCESS_KEY_ID", settings.access_key),
            ("AWS_SECRET_ACCESS_KEY", settings.secret_key),
        ]
    }

    /// The store at `s3://bucket/prefix`, whose bucket is made.
    ///
    /// # Panics
    /// When that is no such place, or the bucket cannot be made.
    pub async fn store(&self, location: &str) -> S3Store {
        let location: S3Location = location.parse().expect("a place in a bucket");
        let store = S3Store::open(location, &self.settings());
        store.create_bucket().await.expect("the bucket is made");
        store
    }
}

impl Drop for Ceph {
    fn drop(&mut self) {
        let Ok(files) = std::fs::read_dir(self.folder.path().join("run")) else { return };
        let ids = files.flatten().filter_map(|file| process_id(&file.path()));
        // Its files are of no use to anyone, so there is nothing to shut down in order.
        let ended = Command::new("kill").arg("-KILL").args(ids).stderr(Stdio::null()).status();
        if !ended.is_ok_and(|status| status.success()) {
            println!("some processes of Ceph in {} may still run", self.folder.path().display());
        }
    }
}

fn process_id(file: &Path) -> Option<String> {
    file.extension().filter(|extension| *extension == "pid")?;
    std::fs::read_to_string(file).ok().map(|id| id.trim().to_owned())
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Ports that were free a moment ago; both are held until both are known, so that they are two.
fn free_ports() -> [u16; 2] {
    let port = || TcpListener::bind("127.0.0.1:0").expect("a free port");
    [port(), port()].map(|listener| listener.local_addr().expect("an address").port())
}
