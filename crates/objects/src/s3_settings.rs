//! Which bucket, which service, which keys. The keys' secrets are in no message and in no debug output.

use std::{env, fmt, str::FromStr, time::Duration};

/// What is wrong with the settings of an S3 service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum S3SettingsError {
    /// Not a place in a bucket.
    #[error("{0:?} is not a place in a bucket: expected s3://BUCKET or s3://BUCKET/PREFIX")]
    Location(String),
    /// A setting that is needed.
    #[error("the environment variable {0} is not set; set it to use an s3:// store")]
    Missing(&'static str),
}

/// A place in a bucket, `s3://bucket/prefix`: the layout begins below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Location {
    /// The bucket, which must be there.
    pub bucket: String,
    /// Without slashes at its ends; empty for the whole bucket.
    pub prefix: String,
}

impl FromStr for S3Location {
    type Err = S3SettingsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || S3SettingsError::Location(text.to_owned());
        let place = text.strip_prefix("s3://").ok_or_else(malformed)?;
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let allowed = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'.' | b'_');
        if bucket.is_empty() || !bucket.bytes().all(allowed) {
            return Err(malformed());
        }
        Ok(Self { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
    }
}

impl fmt::Display for S3Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        write!(out, "s3://{}{slash}{}", self.bucket, self.prefix)
    }
}

/// How to reach an S3 service.
#[derive(Clone)]
pub struct S3Settings {
    /// Where it is, for example `http://10.0.0.5:7480`; `None` for AWS itself. A certificate of one's own authority is
    /// trusted by naming its file in `SSL_CERT_FILE`.
    pub endpoint: Option<String>,
    /// Its region; services other than AWS take any.
    pub region: String,
    /// Who asks.
    pub access_key: String,
    /// What proves it.
    pub secret_key: String,
    /// For keys that are lent for a time.
    pub session_token: Option<String>,
    /// How long the service may take to begin an answer; transfers are given more, by their length.
    pub answer_timeout: Duration,
}

impl S3Settings {
    /// Long enough for a service that is busy.
    pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

    /// From the variables that all S3 programs read: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`,
    /// `AWS_REGION` or `AWS_DEFAULT_REGION`, `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. Profiles and the keys of cloud
    /// machines are not looked for.
    ///
    /// # Errors
    /// [`S3SettingsError::Missing`] names the key's variable that is not set.
    pub fn from_environment() -> Result<Self, S3SettingsError> {
        Self::from_variables(|name| env::var(name).ok())
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, S3SettingsError> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let needed = |name: &'static str| variable(name).ok_or(S3SettingsError::Missing(name));
        Ok(Self {
            endpoint: variable("AWS_ENDPOINT_URL_S3").or_else(|| variable("AWS_ENDPOINT_URL")),
            region: variable("AWS_REGION")
                .or_else(|| variable("AWS_DEFAULT_REGION"))
                .unwrap_or_else(|| "us-east-1".to_owned()),
            access_key: needed("AWS_ACCESS_KEY_ID")?,
            secret_key: needed("AWS_SECRET_ACCESS_KEY")?,
            session_token: variable("AWS_SESSION_TOKEN"),
            answer_timeout: Self::ANSWER_TIMEOUT,
        })
    }
}

impl fmt::Debug for S3Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, region, .. } = self;
        out.debug_struct("S3Settings").field("endpoint", endpoint).field("region", region).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_with_and_without_a_prefix() {
        for (text, bucket, prefix, shown) in [
            ("s3://hoso", "hoso", "", "s3://hoso"),
            ("s3://hoso/", "hoso", "", "s3://hoso"),
            ("s3://hoso/ninh-binh/2026/", "hoso", "ninh-binh/2026", "s3://hoso/ninh-binh/2026"),
        ] {
            let location: S3Location = text.parse().unwrap();
            assert_eq!((location.bucket.as_str(), location.prefix.as_str()), (bucket, prefix));
            assert_eq!(location.to_string(), shown);
        }
        for text in ["", "hoso", "s3://", "s3:///x", "s3://ho so/x", "https://hoso/x"] {
            assert!(text.parse::<S3Location>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_environment_is_read_as_other_programs_do() {
        let set = |pairs: &'static [(&str, &str)]| {
            S3Settings::from_variables(|name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(set(&[]).unwrap_err(), S3SettingsError::Missing("AWS_ACCESS_KEY_ID"));
        let settings = set(&[
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "hush"),
            ("AWS_ENDPOINT_URL", "http://one"),
            ("AWS_ENDPOINT_URL_S3", "http://two"),
            ("AWS_REGION", ""),
        ])
        .unwrap();
        assert_eq!((settings.endpoint.as_deref(), settings.region.as_str()), (Some("http://two"), "us-east-1"));
        assert!(!format!("{settings:?}").contains("hush"));
    }
}
