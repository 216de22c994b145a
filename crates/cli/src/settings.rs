//! Settings in two types: [`Written`], what file, environment and flags say in rising order, and [`Settings`], checked
//! once and used everywhere. Unknown keys are refused with the nearest known one.

use std::{
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::Duration,
};

use accounts::{OpenIdSettings, Secret};
use anyhow::{Context as _, Result};
use catalogue::Catalogue;
use ledger::Approval;
use objects::{S3Location, S3Settings};
use registry::MonthlyReport;
use runner::{ArchiveRules, SeparatorRules};
use sandbox::{ArchiveLevel, SandboxSettings};

use crate::arguments::Global;

/// Something typed or set wrongly: exit code 2, nothing was done.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WrongUsage(pub(crate) String);

/// Every key of `hoso.toml`; the environment names it `HOSO_` and the key in capitals, `.` as `_`. `hoso.toml.example`
/// explains each.
const KEYS: [&str; 34] = [
    "data",
    "catalogue",
    "objects.location",
    "objects.endpoint",
    "objects.region",
    "objects.access_key",
    "objects.secret_key",
    "objects.replica",
    "serve.listen",
    "serve.origin",
    "serve.requests_per_second_max",
    "serve.upload_bytes_max",
    "openid.issuer",
    "openid.client_id",
    "openid.client_secret",
    "openid.name",
    "read.readers",
    "read.page_seconds_max",
    "read.memory_mib_max",
    "separators.texts",
    "separators.two_blank_pages",
    "separators.keep_blank_pages",
    "archive.level",
    "archive.access",
    "review.approval",
    "log.export_seconds",
    "queue.attempts_max",
    "check.days",
    "check.mib_per_second_max",
    "coverage.plan",
    "report.unit",
    "report.holder",
    "report.type",
    "report.plan",
];

/// Where objects are kept.
#[derive(Debug, Clone)]
pub(crate) enum ObjectsAt {
    /// In the data folder.
    DataFolder,
    /// In another folder; for a replica.
    Folder(PathBuf),
    /// In a bucket: `s3://bucket/prefix`, reached so.
    S3(S3Location, Box<S3Settings>),
}

/// The settings, checked.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) data: PathBuf,
    pub(crate) catalogue: Option<PathBuf>,
    pub(crate) objects: ObjectsAt,
    pub(crate) replica: Option<ObjectsAt>,
    pub(crate) listen: SocketAddr,
    /// Where browsers reach the API from other machines.
    pub(crate) origin: Option<String>,
    /// How often one account may ask.
    pub(crate) requests_per_second_max: NonZeroU32,
    pub(crate) upload_bytes_max: u64,
    /// The provider that people may sign in by.
    pub(crate) openid: Option<OpenIdSettings>,
    pub(crate) readers: usize,
    pub(crate) sandbox: SandboxSettings,
    pub(crate) separators: SeparatorRules,
    pub(crate) archive: ArchiveRules,
    pub(crate) approval: Approval,
    pub(crate) export_interval: Duration,
    pub(crate) attempts_max: u32,
    /// How often `hoso serve` reads all objects; never when there is none.
    pub(crate) check_interval: Option<Duration>,
    pub(crate) check_bytes_per_second_max: Option<u64>,
    /// What `hoso serve` keeps of each month.
    pub(crate) monthly_report: Option<MonthlyReport>,
    /// The plan that figures are held against unless another is asked for.
    pub(crate) plan: Option<String>,
}

/// Keys and values as written, the later over the earlier.
#[derive(Debug, Default)]
struct Written(std::collections::BTreeMap<&'static str, (String, String)>);

/// Nobody types or scans as fast as that.
const REQUESTS_PER_SECOND_MAX: NonZeroU32 = NonZeroU32::MIN.saturating_add(99);

/// The type of the built-in sample for reports.
const REPORT_TYPE: &str = "000.00.00.H48-BC0001";

fn monthly_report(written: &Written) -> Result<Option<MonthlyReport>, WrongUsage> {
    fn code<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<Option<T>, String> {
        text.parse().map(Some).map_err(|error: T::Err| error.to_string())
    }
    let unit = written.read("report.unit", None, code)?;
    let holder = written.read("report.holder", None, code)?;
    let paper_type = written.read("report.type", code(REPORT_TYPE).ok().flatten(), code)?;
    match (unit, holder, paper_type) {
        (None, None, _) => Ok(None),
        (Some(unit), Some(holder), Some(paper_type)) => {
            let plan = written.get("report.plan").map(str::to_owned);
            Ok(Some(MonthlyReport { unit, holder, paper_type, plan }))
        }
        _ => Err(WrongUsage(
            "a monthly report needs both report.unit and report.holder (the organisation that holds it)".to_owned(),
        )),
    }
}

fn openid(written: &Written) -> Result<Option<OpenIdSettings>, WrongUsage> {
    let own = |key: &str| written.get(key).map(str::to_owned);
    match (own("openid.issuer"), own("openid.client_id")) {
        (None, None) => Ok(None),
        (Some(issuer), Some(client_id)) => Ok(Some(OpenIdSettings {
            issuer,
            client_id,
            client_secret: own("openid.client_secret").map(Secret::shown),
            name: own("openid.name").unwrap_or_else(|| "OpenID Connect".to_owned()),
        })),
        _ => Err(WrongUsage("signing in by a provider needs both openid.issuer and openid.client_id".to_owned())),
    }
}

impl Written {
    fn set(&mut self, key: &str, value: String, source: &str) -> Result<(), WrongUsage> {
        let known = KEYS.iter().find(|known| **known == key).ok_or_else(|| {
            let near = KEYS.iter().min_by_key(|known| strsim::osa_distance(known, key));
            let near = near.map_or_else(String::new, |near| format!("; the nearest is {near}"));
            WrongUsage(format!("{source}: there is no setting {key}{near}"))
        })?;
        self.0.insert(known, (value, source.to_owned()));
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<()> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the settings file {} cannot be read", path.display()))?;
        let table: toml::Table = text.parse().map_err(|error| WrongUsage(format!("{}: {error}", path.display())))?;
        self.table("", &table, &path.display().to_string())?;
        Ok(())
    }

    fn table(&mut self, prefix: &str, table: &toml::Table, source: &str) -> Result<(), WrongUsage> {
        for (name, value) in table {
            let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            match value {
                toml::Value::Table(inner) => self.table(&key, inner, source)?,
                toml::Value::String(text) => self.set(&key, text.clone(), source)?,
                other => self.set(&key, other.to_string(), source)?,
            }
        }
        Ok(())
    }

    fn environment(&mut self) -> Result<(), WrongUsage> {
        /// Read elsewhere, or by other programs of ours.
        const OTHERS: [&str; 2] = ["HOSO_SETTINGS", "HOSO_LOG"];
        for (name, value) in std::env::vars() {
            let Some(rest) = name.strip_prefix("HOSO_") else { continue };
            if OTHERS.contains(&name.as_str()) {
                continue;
            }
            let wanted = rest.to_ascii_lowercase();
            let key = KEYS.iter().find(|key| key.replace('.', "_") == wanted).map_or(wanted.as_str(), |key| *key);
            self.set(key, value, &format!("the environment's {name}"))?;
        }
        Ok(())
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|(value, _)| value.as_str())
    }

    /// The value of `key`, read by `read`; `fallback` when it is not set.
    fn read<T>(&self, key: &str, fallback: T, read: impl Fn(&str) -> Result<T, String>) -> Result<T, WrongUsage> {
        match self.0.get(key) {
            None => Ok(fallback),
            Some((value, source)) => {
                read(value).map_err(|cause| WrongUsage(format!("{source}: {key} = {value:?}: {cause}")))
            }
        }
    }
}

impl Settings {
    /// Reads file, environment and flags, in rising order.
    ///
    /// # Errors
    /// [`WrongUsage`] names the key, where it was set and what is wrong with it.
    pub(crate) fn gather(global: &Global, listen: Option<&str>) -> Result<Self> {
        let mut written = Written::default();
        let named = global.settings.clone().or_else(|| std::env::var_os("HOSO_SETTINGS").map(PathBuf::from));
        match named {
            Some(path) => written.file(&path)?,
            None if Path::new("hoso.toml").exists() => written.file(Path::new("hoso.toml"))?,
            None => (),
        }
        written.environment()?;
        let flags = [
            ("data", "--data", global.data.as_ref().map(|path| path.display().to_string())),
            ("catalogue", "--catalogue", global.catalogue.as_ref().map(|path| path.display().to_string())),
            ("objects.location", "--objects", global.objects.clone()),
            ("serve.listen", "--listen", listen.map(str::to_owned)),
        ];
        for (key, flag, value) in flags {
            if let Some(value) = value {
                written.set(key, value, flag)?;
            }
        }
        Ok(Self::check(&written)?)
    }

    fn check(written: &Written) -> Result<Self, WrongUsage> {
        let whole = |text: &str| text.parse::<u64>().map_err(|_| "expected a whole number".to_owned());
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let readers = written.read("read.readers", 0, whole)?;
        let page_seconds = written.read("read.page_seconds_max", 120, whole)?;
        let memory_mib = written.read("read.memory_mib_max", 3072, whole)?;
        Ok(Self {
            data: written.get("data").unwrap_or("data").into(),
            catalogue: written.get("catalogue").map(PathBuf::from),
            objects: written.read("objects.location", ObjectsAt::DataFolder, |text| objects_at(text, written))?,
            replica: written.read("objects.replica", None, |text| replica_at(text, written).map(Some))?,
            listen: listen(written)?,
            origin: written.read("serve.origin", None, |text| origin(text).map(Some))?,
            requests_per_second_max: written.read(
                "serve.requests_per_second_max",
                REQUESTS_PER_SECOND_MAX,
                |text| text.parse().map_err(|_| "expected a whole number from 1 on".to_owned()),
            )?,
            upload_bytes_max: written.read("serve.upload_bytes_max", 1 << 30, whole)?,
            openid: openid(written)?,
            readers: if readers == 0 { cores } else { usize::try_from(readers).unwrap_or(cores) },
            sandbox: SandboxSettings {
                memory_bytes_max: memory_mib << 20,
                page_time_max: Duration::from_secs(page_seconds),
                ..SandboxSettings::default()
            },
            separators: SeparatorRules {
                texts: written.read("separators.texts", Vec::new(), texts)?,
                two_blank_pages: written.read("separators.two_blank_pages", false, yes_or_no)?,
                keep_blank_pages: written.read("separators.keep_blank_pages", false, yes_or_no)?,
            },
            archive: ArchiveRules {
                level: written
                    .read("archive.level", ArchiveLevel::default(), |text| word(text, "pdfa-1b or pdfa-2b"))?,
                access: written.read("archive.access", false, yes_or_no)?,
            },
            approval: written
                .read("review.approval", Approval::OnAcceptance, |text| word(text, "on_acceptance or separate"))?,
            export_interval: Duration::from_secs(written.read("log.export_seconds", 5, whole)?),
            attempts_max: u32::try_from(written.read("queue.attempts_max", 5, whole)?).unwrap_or(u32::MAX).max(1),
            check_interval: Some(Duration::from_secs(written.read("check.days", 30, whole)? * 24 * 3600))
                .filter(|interval| !interval.is_zero()),
            check_bytes_per_second_max: Some(written.read("check.mib_per_second_max", 20, whole)? << 20)
                .filter(|bytes| *bytes > 0),
            monthly_report: monthly_report(written)?,
            plan: written.get("coverage.plan").map(str::to_owned),
        })
    }

    /// The catalogue that is set, or the sample.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn load_catalogue(&self) -> Result<Catalogue> {
        Ok(match &self.catalogue {
            Some(folder) => Catalogue::load(folder)?,
            None => Catalogue::sample()?,
        })
    }
}

fn word<T: serde::de::DeserializeOwned>(text: &str, expected: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|_| format!("expected {expected}"))
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "expected true or false".to_owned())
}

/// An array of the file, or texts with commas between them, as the environment has them.
fn texts(text: &str) -> Result<Vec<String>, String> {
    #[derive(serde::Deserialize)]
    struct Texts {
        texts: Vec<String>,
    }
    if text.trim_start().starts_with('[') {
        let texts: Texts = toml::from_str(&format!("texts = {text}")).map_err(|_| "expected an array of texts")?;
        return Ok(texts.texts);
    }
    let texts = text.split(',').map(|text| text.trim().to_owned());
    Ok(texts.filter(|text| !text.is_empty()).collect())
}

fn objects_at(text: &str, written: &Written) -> Result<ObjectsAt, String> {
    if text == "folder" {
        return Ok(ObjectsAt::DataFolder);
    }
    let location: S3Location = text.parse().map_err(|error| format!("{error}, or folder"))?;
    Ok(ObjectsAt::S3(location, Box::new(s3(written)?)))
}

/// A replica is a folder by its path, or a bucket.
fn replica_at(text: &str, written: &Written) -> Result<ObjectsAt, String> {
    if text.starts_with("s3://") { objects_at(text, written) } else { Ok(ObjectsAt::Folder(text.into())) }
}

/// Keys of our own settings, else those of the environment that all S3 programs read.
fn s3(written: &Written) -> Result<S3Settings, String> {
    let own = |key| written.get(key).map(str::to_owned);
    let mut settings = match (own("objects.access_key"), own("objects.secret_key")) {
        (Some(access_key), Some(secret_key)) => S3Settings {
            endpoint: None,
            region: "us-east-1".to_owned(),
            access_key,
            secret_key,
            session_token: None,
            answer_timeout: S3Settings::ANSWER_TIMEOUT,
        },
        _ => S3Settings::from_environment()
            .map_err(|error| format!("{error}, or set objects.access_key and objects.secret_key"))?,
    };
    settings.endpoint = own("objects.endpoint").or(settings.endpoint);
    settings.region = own("objects.region").unwrap_or(settings.region);
    Ok(settings)
}

/// From other machines only where it is said how browsers come to it: over TLS, whose end is before us.
fn listen(written: &Written) -> Result<SocketAddr, WrongUsage> {
    let address = written.read("serve.listen", SocketAddr::from(([127, 0, 0, 1], 8080)), address)?;
    if address.ip().is_loopback() || written.get("serve.origin").is_some() {
        return Ok(address);
    }
    Err(WrongUsage(format!(
        "serve.listen = {address} is open to other machines: set serve.origin to where browsers reach it \
         (https://hoso.example.vn, TLS ends at a proxy), or listen on 127.0.0.1"
    )))
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let resolved =
        std::net::ToSocketAddrs::to_socket_addrs(text).map_err(|error| format!("{error}; expected HOST:PORT"))?;
    let mut addresses: Vec<SocketAddr> = resolved.collect();
    addresses.sort_by_key(SocketAddr::is_ipv6);
    addresses.first().copied().ok_or_else(|| "it names no address".to_owned())
}

/// Scheme and authority, as browsers send them in `Origin`.
fn origin(text: &str) -> Result<String, String> {
    let origin = text.trim_end_matches('/');
    let authority = origin.strip_prefix("https://").unwrap_or_default();
    let fits =
        !authority.is_empty() && authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    if fits { Ok(origin.to_ascii_lowercase()) } else { Err("expected https://HOST or https://HOST:PORT".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Settings, WrongUsage> {
        let mut written = Written::default();
        written.table("", &text.parse().unwrap(), "hoso.toml")?;
        Settings::check(&written)
    }

    #[test]
    fn every_key_of_the_example_is_known_and_right() {
        let example = include_str!("../../../hoso.toml.example");
        let uncommented: Vec<String> = example
            .lines()
            .filter(|line| !line.starts_with("# ") && *line != "#")
            .map(|line| line.trim_start_matches('#').to_owned())
            .collect();
        of(&uncommented.join("\n")).unwrap();
        for key in KEYS {
            let name = key.rsplit('.').next().unwrap();
            assert!(example.contains(&format!("{name} =")), "hoso.toml.example does not explain {key}");
        }
    }

    #[test]
    fn texts_are_an_array_or_have_commas_between_them() {
        let texts = |value: &str| of(&format!("[separators]\ntexts = {value}")).unwrap().separators.texts;
        assert_eq!(texts(r#"["TACH, 1", "TACH 2"]"#), ["TACH, 1", "TACH 2"]);
        assert_eq!(texts(r#""TACH 1, TACH 2""#), ["TACH 1", "TACH 2"]);
        assert!(of("[separators]\ntexts = [1]").is_err());
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest() {
        let error = of("[serve]\nlisen = \"127.0.0.1:1\"").unwrap_err().to_string();
        assert_eq!(error, "hoso.toml: there is no setting serve.lisen; the nearest is serve.listen");
    }

    #[test]
    fn a_wrong_value_names_key_and_source() {
        let error = of("[read]\nreaders = \"many\"").unwrap_err().to_string();
        assert_eq!(error, "hoso.toml: read.readers = \"many\": expected a whole number");
        let error = of("[serve]\nlisten = \"0.0.0.0:80\"").unwrap_err().to_string();
        assert!(error.contains("set serve.origin"), "{error}");
        assert!(of("[serve]\nlisten = \"0.0.0.0:80\"\norigin = \"https://hoso.example.vn/\"").is_ok());
        for wrong in ["http://hoso.example.vn", "https://", "https://a/b", "hoso"] {
            assert!(of(&format!("[serve]\norigin = \"{wrong}\"")).is_err(), "{wrong}");
        }
    }
}
