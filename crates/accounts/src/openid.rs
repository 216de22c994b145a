//! Signing in by a provider of OpenID Connect (OpenID Connect Core 1.0, 3.1: the authorization code flow, with PKCE, RFC 7636).
//!
//! The provider says who somebody is; what they may do stays with the account of that name, which an administrator has made.
//! Nothing is kept between the two halves of a sign-in: state, nonce and verifier follow from one secret that the browser
//! holds in a cookie, so that only the browser that began can end it.

use std::{io::Cursor, pin::Pin, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use jiff::Timestamp;
use model::AccountName;
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse,
    core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata},
    http::Request,
};

use crate::{AccountError, Accounts, Secret, SignIn, sessions::context};

/// A provider, and what we are to it.
#[derive(Debug, Clone)]
pub struct OpenIdSettings {
    /// Its address, under which `/.well-known/openid-configuration` lies.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there; none for a public client.
    pub client_secret: Option<Secret>,
    /// What people call it.
    pub name: String,
}

/// A provider does not change its keys more often; a sign-in that fails asks again.
const METADATA_KEPT: Duration = Duration::from_secs(3600);
/// No answer of a provider is longer.
const ANSWER_BYTES_MAX: usize = 1 << 20;
const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);

type Http = Client<HttpsConnector<HttpConnector>, Full<Cursor<Vec<u8>>>>;

/// A provider that people sign in by.
#[derive(Clone)]
pub struct OpenId {
    settings: Arc<OpenIdSettings>,
    http: Http,
    metadata: Arc<tokio::sync::Mutex<Option<(std::time::Instant, CoreProviderMetadata)>>>,
}

impl std::fmt::Debug for OpenId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("OpenId").field("settings", &self.settings).finish_non_exhaustive()
    }
}

fn provider(error: impl std::fmt::Display) -> AccountError {
    AccountError::Provider(error.to_string())
}

impl OpenId {
    /// With these settings; nothing is asked of the provider yet.
    ///
    /// # Errors
    /// When this machine trusts no certificates at all.
    pub fn new(settings: OpenIdSettings) -> Result<Self, AccountError> {
        let tls = hyper_rustls::HttpsConnectorBuilder::new().with_native_roots().map_err(provider)?;
        // A provider on this machine may do without TLS; which one is asked is the administrator's setting.
        let http = Client::builder(TokioExecutor::new()).build(tls.https_or_http().enable_http1().build());
        Ok(Self { settings: Arc::new(settings), http, metadata: Arc::default() })
    }

    /// What people call the provider.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, AccountError> {
        let (parts, body) = request.into_parts();
        let asked = self.http.request(Request::from_parts(parts, Full::new(Cursor::new(body))));
        let answer = tokio::time::timeout(ANSWER_TIME_MAX, async {
            let (parts, body) = asked.await.map_err(provider)?.into_parts();
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await.map_err(provider)?;
            Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
        });
        answer.await.map_err(|_| provider(format!("{} does not answer", self.settings.issuer)))?
    }

    async fn metadata(&self) -> Result<CoreProviderMetadata, AccountError> {
        let mut kept = self.metadata.lock().await;
        if let Some((at, metadata)) = &*kept
            && at.elapsed() < METADATA_KEPT
        {
            return Ok(metadata.clone());
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(provider)?;
        let asked = CoreProviderMetadata::discover_async(issuer, self).await;
        let metadata = asked.map_err(|error| provider(with_causes(&error)))?;
        *kept = Some((std::time::Instant::now(), metadata.clone()));
        Ok(metadata)
    }
}

/// What we are to a provider of which it is known where people sign in.
type ProviderClient =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl OpenId {
    async fn client(&self, redirect: &str) -> Result<ProviderClient, AccountError> {
        let secret = self.settings.client_secret.as_ref();
        let client = CoreClient::from_provider_metadata(
            self.metadata().await?,
            ClientId::new(self.settings.client_id.clone()),
            secret.map(|secret| ClientSecret::new(secret.reveal().to_owned())),
        );
        Ok(client.set_redirect_uri(RedirectUrl::new(redirect.to_owned()).map_err(provider)?))
    }
}

impl<'client> AsyncHttpClient<'client> for OpenId {
    type Error = AccountError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, AccountError>> + Send + 'client>>;

    fn call(&'client self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// What a browser is sent to, and the secret that it is to keep until it comes back.
#[derive(Debug, Clone)]
pub struct BegunSignIn {
    /// The provider's page.
    pub url: String,
    /// The secret.
    pub secret: Secret,
}

impl Accounts {
    /// Begins a sign-in. `redirect` is the address of ours that the provider sends the browser back to.
    ///
    /// # Errors
    /// [`AccountError::Provider`].
    pub async fn begin_openid(&self, by: &OpenId, redirect: &str) -> Result<BegunSignIn, AccountError> {
        let secret = Secret::for_machines()?;
        let client = by.client(redirect).await?;
        let (state, nonce) = (secret.derived(STATE), secret.derived(NONCE));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(secret.derived(VERIFIER)));
        let (url, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(BegunSignIn { url: url.to_string(), secret })
    }

    /// Ends a sign-in with what the provider sent the browser back with, and the secret that the browser kept.
    ///
    /// The account is the one whose name is the claim `preferred_username`, or else the subject.
    ///
    /// # Errors
    /// [`AccountError::Provider`] when something of it does not hold, [`AccountError::NoAccountHere`], or the ledger's.
    pub async fn finish_openid(
        &self,
        by: &OpenId,
        redirect: &str,
        secret: &Secret,
        (state, code): (&str, &str),
        at: Timestamp,
    ) -> Result<SignIn, AccountError> {
        if state != secret.derived(STATE) {
            return Err(provider("this sign-in was begun in another browser, or too long ago"));
        }
        let client = by.client(redirect).await?;
        let exchanged = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(provider)?
            .set_pkce_verifier(PkceCodeVerifier::new(secret.derived(VERIFIER)))
            .request_async(by)
            .await
            .map_err(|error| provider(with_causes(&error)))?;
        let token = exchanged.id_token().ok_or_else(|| provider("it gave no ID token"))?;
        let claims = token.claims(&client.id_token_verifier(), &Nonce::new(secret.derived(NONCE)));
        let claims = match claims {
            Ok(claims) => claims,
            Err(error) => {
                // Perhaps it has new keys.
                *by.metadata.lock().await = None;
                return Err(provider(error));
            }
        };
        let named = claims.preferred_username().map_or(claims.subject().as_str(), |name| name.as_str());
        let name: Option<AccountName> = named.parse().ok();
        let account = match &name {
            Some(name) => self.ledger.account(name).await?,
            None => None,
        };
        match account {
            Some(account) if account.locked => {
                self.ledger.record_sign_in(context(&account, at), Some("shut out".to_owned())).await?;
                Err(AccountError::NoAccountHere(named.to_owned()))
            }
            Some(account) => self.begin(account, None, at).await,
            None => Err(AccountError::NoAccountHere(named.to_owned())),
        }
    }
}

const STATE: &str = "openid state";
const NONCE: &str = "openid nonce";
const VERIFIER: &str = "openid verifier";

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
