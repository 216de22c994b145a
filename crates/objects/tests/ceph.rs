//! The S3 store against a real Ceph: the contract with and without a prefix, what Ceph refuses, and bytes that changed there.

// A test: what does not hold is a panic.
#![allow(clippy::unwrap_used)]

use aws_sdk_s3::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
};
use model::Sha256Digest;
use objects::{
    Folder, ObjectError, ObjectKey, ObjectStore as _, Put, S3Settings, S3Store,
    contract::{self, ceph::Ceph},
};

/// One Ceph for all, since it takes its time to start.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_s3_store_keeps_its_promises_on_ceph() {
    let ceph = Ceph::start();
    let bucket_of = |case: &str| format!("s3://{}", case.replace('_', "-"));
    contract::every_case(async |case| ceph.store(&bucket_of(case)).await).await;
    contract::every_case(async |case| ceph.store(&format!("s3://shared/hoso/{case}")).await).await;
    long_lists_are_whole(&ceph).await;
    changed_bytes_are_not_given_out(&ceph).await;
    refusals_say_what_to_do(&ceph).await;
}

/// More keys than one answer holds, and names between them that are not of the layout.
async fn long_lists_are_whole(ceph: &Ceph) {
    let store = ceph.store("s3://long").await;
    let keys: Vec<ObjectKey> = (1..=1100).map(ObjectKey::checkpoint).collect();
    for some in keys.chunks(50) {
        let puts = some.iter().map(|key| store.put_bytes(key, b"head".to_vec()));
        futures::future::join_all(puts).await.into_iter().for_each(|put| assert_eq!(put.unwrap(), Put::New));
    }
    let put = client(ceph).put_object().bucket("long").key("checkpoints/00000000000000000007.json.bak");
    put.body(b"a".to_vec().into()).send().await.unwrap();
    assert_eq!(store.list(Folder::Checkpoints, None, 5000).await.unwrap(), keys);
    assert_eq!(store.list(Folder::Checkpoints, Some(&keys[1097]), 5000).await.unwrap(), keys[1098..]);
}

async fn changed_bytes_are_not_given_out(ceph: &Ceph) {
    let store = ceph.store("s3://changed/x").await;
    let key = ObjectKey::original(Sha256Digest::of(b"scan"));
    for (bytes, put) in [(&b"scam"[..], Put::Before), (b"sc", Put::New)] {
        let change = client(ceph).put_object().bucket("changed").key(format!("x/{key}"));
        change.body(bytes.to_vec().into()).send().await.unwrap();
        assert!(matches!(store.get_bytes(&key).await, Err(ObjectError::WrongHash { .. })));
        assert!(matches!(store.local_file(&key).await, Err(ObjectError::WrongHash { .. })));
        assert_eq!(store.put_bytes(&key, b"scan".to_vec()).await.unwrap(), put);
    }
    assert_eq!(store.get_bytes(&key).await.unwrap(), b"scan");
}

async fn refusals_say_what_to_do(ceph: &Ceph) {
    let key = ObjectKey::checkpoint(1);
    let nowhere = S3Store::open("s3://nowhere".parse().unwrap(), &ceph.settings());
    for error in [
        nowhere.put_bytes(&key, vec![1]).await.unwrap_err(),
        nowhere.list(Folder::Log, None, 1).await.unwrap_err(),
        nowhere.get_bytes(&key).await.unwrap_err(),
    ] {
        assert!(
            error.to_string().ends_with("(NoSuchBucket); create the bucket nowhere, or name another one"),
            "{error}"
        );
    }
    let wrong_secret = S3Settings { secret_key: "SOMETHINGELSE".to_owned(), ..ceph.settings() };
    let stranger = S3Store::open("s3://shared".parse().unwrap(), &wrong_secret);
    for error in
        [stranger.put_bytes(&key, vec![1]).await.unwrap_err(), stranger.list(Folder::Log, None, 1).await.unwrap_err()]
    {
        assert!(matches!(&error, ObjectError::Denied { hint, .. } if !hint.is_empty()), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("SOMETHINGELSE"));
    }
}

/// To do what the store never does.
fn client(ceph: &Ceph) -> Client {
    let S3Settings { endpoint, region, access_key, secret_key, .. } = ceph.settings();
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .endpoint_url(endpoint.unwrap())
        .credentials_provider(Credentials::new(access_key, secret_key, None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .force_path_style(true);
    Client::from_conf(config.build())
}
