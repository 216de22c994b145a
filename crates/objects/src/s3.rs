//! Objects in a bucket of any S3 service.
//!
//! Services differ without saying so: some take a body whose checksum is wrong, some store none (ENGINES.md). So after each
//! write the object is read back and hashed here; that costs its bytes a second time over the wire, and is the only proof.
//! Objects of over 5 GiB, which need a multipart upload, are left out.

use std::{error::Error, io, path::Path, time::Duration};

use async_trait::async_trait;
use aws_sdk_s3::{
    Client, Config,
    config::{
        BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
        retry::RetryConfig, timeout::TimeoutConfig,
    },
    error::{ProvideErrorMetadata, SdkError},
    operation::head_object::HeadObjectError,
    primitives::ByteStream,
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use model::Sha256Digest;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use crate::{Folder, LocalFile, ObjectError, ObjectFacts, ObjectKey, ObjectStore, Put, S3Location, S3Settings};

// Without limits, a service that takes a connection and stays mute holds its caller for ever (ENGINES.md).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The slowest transfer that is waited for.
const TRANSFER_BYTES_PER_SECOND_MIN: u64 = 512 * 1024;
const ATTEMPTS_MAX: u32 = 3;
/// How many keys S3 lists in one answer at most.
const LIST_KEYS_MAX: usize = 1000;

/// Objects in a bucket.
#[derive(Debug, Clone)]
pub struct S3Store {
    client: Client,
    location: S3Location,
    answer_timeout: Duration,
}

type Response = aws_sdk_s3::config::http::HttpResponse;

impl S3Store {
    /// The store at `location`. Nothing is asked of the service yet, and no bucket is made.
    pub fn open(location: S3Location, settings: &S3Settings) -> Self {
        let S3Settings { endpoint, region, access_key, secret_key, session_token, answer_timeout } = settings;
        let credentials = Credentials::new(access_key, secret_key, session_token.clone(), None, "hoso");
        let https =
            aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let mut config = Config::builder();
        config.set_endpoint_url(endpoint.clone());
        let config = config
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.clone()))
            .credentials_provider(credentials)
            .http_client(https)
            .force_path_style(true)
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS_MAX))
            .timeout_config(timeouts(*answer_timeout));
        Self { client: Client::from_conf(config.build()), location, answer_timeout: *answer_timeout }
    }

    /// Makes the bucket: for tests. In service it is the administrator's, with its own rules and leave.
    ///
    /// # Errors
    /// [`ObjectError::Denied`] or [`ObjectError::Unavailable`].
    pub async fn create_bucket(&self) -> Result<(), ObjectError> {
        let bucket = &self.location.bucket;
        let made = self.client.create_bucket().bucket(bucket).send().await;
        made.map(drop).map_err(|error| self.failed(format!("create bucket {bucket}"), &error))
    }

    fn path(&self, name: &str) -> String {
        if self.location.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.location.prefix) }
    }

    fn unavailable(&self, doing: String, source: impl Into<Box<dyn Error + Send + Sync>>) -> ObjectError {
        ObjectError::Unavailable { store: self.describe(), doing, source: source.into() }
    }

    /// What a failed call means: a person must act, or it is worth another try.
    fn failed<E: ProvideErrorMetadata + Error + 'static>(
        &self,
        doing: String,
        error: &SdkError<E, Response>,
    ) -> ObjectError {
        let status = error.raw_response().map(|response| response.status().as_u16());
        let code = error.as_service_error().and_then(ProvideErrorMetadata::code).unwrap_or_default();
        match self.hint(status, code) {
            Some(hint) => {
                let code = if code.is_empty() {
                    status.map_or_else(String::new, |status| status.to_string())
                } else {
                    code.to_owned()
                };
                ObjectError::Denied { store: self.describe(), doing, code, hint }
            }
            None => self.unavailable(doing, model::with_causes(error)),
        }
    }

    /// The next step, for a refusal that another try does not change.
    fn hint(&self, status: Option<u16>, code: &str) -> Option<String> {
        let bucket = &self.location.bucket;
        let hint = match (status, code) {
            (_, "QuotaExceeded") => return None,
            (_, "NoSuchBucket") => format!("create the bucket {bucket}, or name another one"),
            (_, "InvalidAccessKeyId" | "SignatureDoesNotMatch") => "check the access key and the secret key".to_owned(),
            (_, "RequestTimeTooSkewed") => "set this machine's clock".to_owned(),
            (_, "AuthorizationHeaderMalformed" | "PermanentRedirect") => "check the region".to_owned(),
            (Some(401 | 403), _) => {
                format!("let the account of the access key read, write, list and delete in the bucket {bucket}")
            }
            _ => return None,
        };
        Some(hint)
    }

    /// Puts, reads back, compares.
    async fn put(&self, key: &ObjectKey, body: Body<'_>) -> Result<Put, ObjectError> {
        let (sha256, bytes) = body.hash_and_length().await?;
        if self.facts(key).await?.is_some_and(|there| there.bytes == bytes) {
            return Ok(Put::Before);
        }
        self.write(key, body, sha256, bytes).await?;
        Ok(Put::New)
    }

    /// Uploads over whatever is there, reads back, compares.
    async fn write(
        &self,
        key: &ObjectKey,
        body: Body<'_>,
        sha256: Sha256Digest,
        bytes: u64,
    ) -> Result<(), ObjectError> {
        if key.sha256().is_some_and(|named| named != sha256) {
            return Err(ObjectError::WrongHash { key: *key, found: sha256 });
        }
        self.upload(key, body.into_stream().await?, sha256, bytes).await?;
        let stored = self.download(key, &mut tokio::io::sink()).await?;
        if stored == sha256 {
            return Ok(());
        }
        if let Err(error) = self.delete(key).await {
            tracing::warn!(%key, error = model::with_causes(&error), "an object that was stored wrongly could not be removed");
        }
        Err(match key.sha256() {
            Some(_) => ObjectError::WrongHash { key: *key, found: stored },
            None => ObjectError::NotAsWritten(*key),
        })
    }

    async fn upload(
        &self,
        key: &ObjectKey,
        body: ByteStream,
        sha256: Sha256Digest,
        bytes: u64,
    ) -> Result<(), ObjectError> {
        let put = self.client.put_object().bucket(&self.location.bucket).key(self.path(&key.to_string()));
        let put = put.checksum_sha256(aws_smithy_types::base64::encode(sha256.as_bytes())).body(body);
        let limits = Config::builder().timeout_config(timeouts(self.transfer_timeout(bytes)));
        let sent = put.customize().config_override(limits).send().await;
        sent.map(drop).map_err(|error| self.failed(format!("store {key}"), &error))
    }

    /// Writes the object's bytes to `to` and gives their hash.
    async fn download(
        &self,
        key: &ObjectKey,
        to: &mut (impl tokio::io::AsyncWrite + Unpin),
    ) -> Result<Sha256Digest, ObjectError> {
        let doing = || format!("read {key}");
        let get = self.client.get_object().bucket(&self.location.bucket).key(self.path(&key.to_string())).send().await;
        let object = get.map_err(|error| match error.as_service_error() {
            Some(service) if service.is_no_such_key() => ObjectError::NotFound(*key),
            _ => self.failed(doing(), &error),
        })?;
        let bytes = object.content_length().unwrap_or_default().unsigned_abs();
        let copying = copy_hashing(object.body, to);
        let copied = tokio::time::timeout(self.transfer_timeout(bytes), copying).await;
        let copied = copied.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        copied.map_err(|error| self.unavailable(doing(), error))
    }

    /// How long a transfer of this many bytes may take.
    fn transfer_timeout(&self, bytes: u64) -> Duration {
        self.answer_timeout + Duration::from_secs(bytes / TRANSFER_BYTES_PER_SECOND_MIN)
    }

    fn verify(&self, key: &ObjectKey, found: Sha256Digest) -> Result<(), ObjectError> {
        match key.sha256() {
            Some(named) if named != found => Err(ObjectError::WrongHash { key: *key, found }),
            _ => Ok(()),
        }
    }

    /// One page of full names under a folder, after a full name.
    async fn page(&self, folder: Folder, after: Option<&str>, limit: usize) -> Result<Vec<String>, ObjectError> {
        let keys_max = i32::try_from(limit.min(LIST_KEYS_MAX)).unwrap_or(i32::MAX);
        let list = self.client.list_objects_v2().bucket(&self.location.bucket).prefix(self.path(&format!("{folder}/")));
        let listed = list.set_start_after(after.map(str::to_owned)).max_keys(keys_max).send().await;
        let listed = listed.map_err(|error| self.failed(format!("list {folder}"), &error))?;
        Ok(listed.contents.unwrap_or_default().into_iter().filter_map(|object| object.key).collect())
    }

    fn key_of(&self, name: &str) -> Option<ObjectKey> {
        let rest = name.strip_prefix(&self.location.prefix)?;
        rest.strip_prefix('/').unwrap_or(rest).parse().ok()
    }
}

/// The limits of a call of which an attempt may take this long.
fn timeouts(attempt: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(attempt)
        .operation_attempt_timeout(attempt + CONNECT_TIMEOUT)
        .operation_timeout((attempt + CONNECT_TIMEOUT) * ATTEMPTS_MAX)
        .build()
}

async fn copy_hashing(mut from: ByteStream, to: &mut (impl tokio::io::AsyncWrite + Unpin)) -> io::Result<Sha256Digest> {
    let mut hasher = Sha256::new();
    while let Some(chunk) = from.try_next().await.map_err(io::Error::other)? {
        hasher.update(&chunk);
        to.write_all(&chunk).await?;
    }
    to.flush().await?;
    Ok(Sha256Digest::from_bytes(hasher.finalize().into()))
}

/// What is to be stored.
enum Body<'a> {
    File(&'a Path),
    Bytes(Vec<u8>),
}

impl Body<'_> {
    async fn hash_and_length(&self) -> Result<(Sha256Digest, u64), ObjectError> {
        match self {
            Self::Bytes(bytes) => Ok((Sha256Digest::of(bytes), bytes.len() as u64)),
            Self::File(path) => {
                let path = path.to_path_buf();
                let hashed = tokio::task::spawn_blocking(move || hash_file(&path)).await;
                hashed.unwrap_or_else(|error| Err(ObjectError::Source(io::Error::other(error))))
            }
        }
    }

    async fn into_stream(self) -> Result<ByteStream, ObjectError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.into()),
            Self::File(path) => {
                ByteStream::from_path(path).await.map_err(|error| ObjectError::Source(io::Error::other(error)))
            }
        }
    }
}

fn hash_file(path: &Path) -> Result<(Sha256Digest, u64), ObjectError> {
    let mut file = std::fs::File::open(path).map_err(ObjectError::Source)?;
    let bytes = file.metadata().map_err(ObjectError::Source)?.len();
    let sha256 = crate::folder::copy_hashing(&mut file, &mut io::sink(), ObjectError::Source)?;
    Ok((sha256, bytes))
}

#[async_trait]
impl ObjectStore for S3Store {
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<Put, ObjectError> {
        self.put(key, Body::File(path)).await
    }

    async fn put_bytes(&self, key: &ObjectKey, bytes: Vec<u8>) -> Result<Put, ObjectError> {
        self.put(key, Body::Bytes(bytes)).await
    }

    async fn local_file(&self, key: &ObjectKey) -> Result<LocalFile, ObjectError> {
        let copied = |error| self.unavailable(format!("copy {key}"), error);
        let copy = tempfile::NamedTempFile::new().map_err(copied)?;
        let mut file = tokio::fs::File::from_std(copy.reopen().map_err(copied)?);
        let found = self.download(key, &mut file).await?;
        self.verify(key, found)?;
        Ok(LocalFile::copy(copy.into_temp_path()))
    }

    async fn get_bytes(&self, key: &ObjectKey) -> Result<Vec<u8>, ObjectError> {
        let mut bytes = Vec::new();
        let found = self.download(key, &mut bytes).await?;
        self.verify(key, found)?;
        Ok(bytes)
    }

    async fn replace_file(&self, key: &ObjectKey, path: &Path) -> Result<(), ObjectError> {
        let body = Body::File(path);
        let (sha256, bytes) = body.hash_and_length().await?;
        self.write(key, body, sha256, bytes).await
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectError> {
        let path = self.path(&key.to_string());
        let deleted = self.client.delete_object().bucket(&self.location.bucket).key(path).send().await;
        deleted.map(drop).map_err(|error| self.failed(format!("delete {key}"), &error))
    }

    async fn facts(&self, key: &ObjectKey) -> Result<Option<ObjectFacts>, ObjectError> {
        let head =
            self.client.head_object().bucket(&self.location.bucket).key(self.path(&key.to_string())).send().await;
        match head {
            Ok(head) => Ok(Some(ObjectFacts { bytes: head.content_length().unwrap_or_default().unsigned_abs() })),
            Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => Ok(None),
            Err(error) => Err(self.failed(format!("look for {key}"), &error)),
        }
    }

    async fn list(
        &self,
        folder: Folder,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectKey>, ObjectError> {
        let mut keys = Vec::new();
        let mut after = after.map(|key| self.path(&key.to_string()));
        while keys.len() < limit {
            let names = self.page(folder, after.as_deref(), limit - keys.len()).await?;
            let Some(last) = names.last().cloned() else { break };
            keys.extend(names.iter().filter_map(|name| self.key_of(name)));
            after = Some(last);
        }
        Ok(keys)
    }

    fn describe(&self) -> String {
        self.location.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store_at(endpoint: &str) -> S3Store {
        let settings = S3Settings {
            endpoint: Some(endpoint.to_owned()),
            region: "us-east-1".to_owned(),
            access_key: "key".to_owned(),
            secret_key: "hush".to_owned(),
            session_token: None,
            answer_timeout: Duration::from_secs(1),
        };
        S3Store::open("s3://hoso/x".parse().unwrap(), &settings)
    }

    #[tokio::test]
    async fn a_service_that_is_not_there_is_worth_another_try() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let store = store_at(&format!("http://{free}"));
        let error = store.put_bytes(&ObjectKey::checkpoint(1), vec![1]).await.unwrap_err();
        assert!(error.is_passing(), "{error}");
        assert_eq!(error.to_string(), "s3://hoso/x could not look for checkpoints/00000000000000000001.json");
        assert!(!format!("{error:?}").contains("hush"), "{error:?}");
    }

    #[test]
    fn a_refusal_names_the_next_step() {
        let store = store_at("http://127.0.0.1:1");
        for (status, code, hint) in [
            (404, "NoSuchBucket", "create the bucket hoso"),
            (403, "AccessDenied", "in the bucket hoso"),
            (403, "", "in the bucket hoso"),
            (403, "SignatureDoesNotMatch", "secret key"),
            (403, "RequestTimeTooSkewed", "clock"),
        ] {
            let found = store.hint(Some(status), code).unwrap();
            assert!(found.contains(hint), "{code}: {found}");
        }
        for (status, code) in
            [(503, "SlowDown"), (500, "InternalError"), (507, ""), (403, "QuotaExceeded"), (400, "RequestTimeout")]
        {
            assert_eq!(store.hint(Some(status), code), None, "{code}");
        }
    }

    #[tokio::test]
    async fn a_service_that_stays_mute_is_given_up() {
        let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let store = store_at(&format!("http://{}", mute.local_addr().unwrap()));
        let began = std::time::Instant::now();
        let error = store.facts(&ObjectKey::checkpoint(1)).await.unwrap_err();
        assert!(error.is_passing() && began.elapsed() < Duration::from_secs(20), "{error} after {:?}", began.elapsed());
    }

    #[test]
    fn a_large_object_is_given_more_time() {
        let store = store_at("http://127.0.0.1:1");
        assert_eq!(store.transfer_timeout(0), Duration::from_secs(1));
        assert_eq!(store.transfer_timeout(5 << 30), Duration::from_secs(10_241));
    }
}
