//! Signing in and out, and how long that lasts.

use jiff::{SignedDuration, Timestamp};
use ledger::KeptKind;
use model::{Account, AccountName, Context};
use serde::{Deserialize, Serialize};

use crate::{
    AccountError, Accounts, By, Secret, kept,
    password::{self, Credential},
};

/// A day's work; then one signs in again.
pub const SESSION_HOURS_MAX: i64 = 12;
/// Left alone for so long it is over: a counter's screen stands before the public.
const IDLE_MINUTES_MAX: i64 = 60;
/// Noted no more often than this, since noting is a write.
const SEEN_MINUTES: i64 = 5;
/// So many wrong passwords in a row shut an account out for a while.
const ATTEMPTS_MAX: u32 = 5;
/// For so long, and again with each further attempt that fails then.
const LOCKED_OUT_MINUTES: i64 = 15;
/// What the token against forged requests is derived for.
const CSRF: &str = "csrf";

/// What is kept of a session, under the hash of its secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    account: AccountName,
    began: Timestamp,
    seen: Timestamp,
    /// Whether a provider of OpenID Connect vouched for them: then a password has no part in it.
    #[serde(default)]
    vouched: bool,
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who, with what the account may do now.
    pub account: Account,
    /// Whether nothing but choosing a password is open to them.
    pub password_change_due: bool,
    /// What a page must show to change anything: proof that it could read an answer of ours.
    pub csrf_token: String,
}

/// A session that has just begun, with the secret for its cookie.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The session.
    pub session: Session,
    /// The secret.
    pub secret: Secret,
}

/// Failed attempts in a row.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Attempts {
    failed: u32,
    locked_until: Option<Timestamp>,
}

impl Accounts {
    /// Signs somebody in by a password. Success and refusals of accounts that there are are entries of the log.
    ///
    /// # Errors
    /// [`AccountError::WrongCredentials`], [`AccountError::LockedOut`], or the ledger's.
    pub async fn sign_in(&self, account: &str, password: &str, at: Timestamp) -> Result<SignIn, AccountError> {
        let name: Option<AccountName> = account.parse().ok();
        let Some(name) = name.filter(|_| password.chars().count() <= password::PASSWORD_CHARACTERS_MAX) else {
            // As slow as a name that could be one.
            self.hasher.is(String::new(), None).await?;
            return Err(AccountError::WrongCredentials);
        };
        self.check_attempts(&name, at).await?;
        let known = self.ledger.account(&name).await?.filter(|account| !account.locked);
        let credential = if known.is_some() { self.credential(&name, at).await? } else { None };
        let credential = credential.filter(|credential| !credential.is_over(at));
        let right = self.hasher.is(password.to_owned(), credential.as_ref()).await?;
        match (known, credential) {
            (Some(account), Some(credential)) if right => {
                self.forget_attempts(name.as_str(), at).await?;
                self.begin(account, Some(&credential), at).await
            }
            (known, _) => {
                let locked = self.count_attempt(&name, at).await?;
                if let Some(account) = known {
                    let why = if locked.is_some() { "wrong password; shut out for a while" } else { "wrong password" };
                    self.ledger.record_sign_in(context(&account, at), Some(why.to_owned())).await?;
                }
                Err(AccountError::WrongCredentials)
            }
        }
    }

    /// Without a credential it is a provider that vouches for them.
    pub(crate) async fn begin(
        &self,
        account: Account,
        credential: Option<&Credential>,
        at: Timestamp,
    ) -> Result<SignIn, AccountError> {
        let secret = Secret::for_machines()?;
        let row = Row { account: account.account.clone(), began: at, seen: at, vouched: credential.is_none() };
        self.put_session(&secret, Some(&row), at).await?;
        self.ledger.record_sign_in(context(&account, at), None).await?;
        let change_due = credential.is_some_and(|credential| credential.one_time_until.is_some());
        let session = session_of(account, change_due, &secret);
        Ok(SignIn { session, secret })
    }

    async fn put_session(&self, secret: &Secret, row: Option<&Row>, at: Timestamp) -> Result<(), AccountError> {
        let name = secret.hash().to_string();
        let row = row.map(|row| (row, Some(end_of(row))));
        kept::put(&*self.ledger, KeptKind::Session, &name, row, at).await
    }

    /// Who shows this secret; `None` when the session is over, the account shut out, or its password a new one since.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn session(&self, secret: &Secret, at: Timestamp) -> Result<Option<Session>, AccountError> {
        let name = secret.hash().to_string();
        let Some(row) = kept::get::<Row>(&*self.ledger, KeptKind::Session, &name, at).await? else { return Ok(None) };
        let account = self.ledger.account(&row.account).await?.filter(|account| !account.locked);
        let Some(account) = account else { return Ok(None) };
        let credential = match row.vouched {
            true => None,
            false => self.credential(&row.account, at).await?,
        };
        let holds = credential.as_ref().map_or(row.vouched, |credential| credential.since <= row.began);
        if !holds {
            return Ok(None);
        }
        let change_due = credential.is_some_and(|credential| credential.one_time_until.is_some());
        if at.duration_since(row.seen) >= SignedDuration::from_mins(SEEN_MINUTES) {
            self.put_session(secret, Some(&Row { seen: at, ..row }), at).await?;
        }
        Ok(Some(session_of(account, change_due, secret)))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn sign_out(&self, secret: &Secret, at: Timestamp) -> Result<(), AccountError> {
        self.put_session(secret, None, at).await
    }

    /// Chooses a new password; other sessions end, this one is a new one.
    ///
    /// # Errors
    /// [`AccountError::WrongCredentials`] when the old one is wrong, [`AccountError::WeakPassword`], or the ledger's.
    pub async fn change_password(
        &self,
        name: &AccountName,
        before: &str,
        after: &str,
        at: Timestamp,
    ) -> Result<SignIn, AccountError> {
        self.check_attempts(name, at).await?;
        let account = self.one(name).await?;
        let credential = self.credential(name, at).await?;
        if !self.hasher.is(before.to_owned(), credential.as_ref()).await? {
            self.count_attempt(name, at).await?;
            return Err(AccountError::WrongCredentials);
        }
        password::check(after, name.as_str())?;
        if before == after {
            return Err(AccountError::WeakPassword("the new password is the old one"));
        }
        let credential = Credential::chosen(self.hasher.hash(after.to_owned()).await?, at);
        self.set_credential(By { actor: name.as_str(), at }, name, &credential).await?;
        self.begin(account, Some(&credential), at).await
    }

    async fn credential(&self, name: &AccountName, at: Timestamp) -> Result<Option<Credential>, AccountError> {
        Ok(kept::get(&*self.ledger, KeptKind::Credential, name.as_str(), at).await?)
    }

    async fn check_attempts(&self, name: &AccountName, at: Timestamp) -> Result<(), AccountError> {
        let attempts: Option<Attempts> = kept::get(&*self.ledger, KeptKind::Attempts, name.as_str(), at).await?;
        match attempts.and_then(|attempts| attempts.locked_until).filter(|until| at < *until) {
            Some(until) => Err(AccountError::LockedOut { until }),
            None => Ok(()),
        }
    }

    /// Answers until when the account is shut out, if it is now.
    async fn count_attempt(&self, name: &AccountName, at: Timestamp) -> Result<Option<Timestamp>, AccountError> {
        let until = at + SignedDuration::from_mins(LOCKED_OUT_MINUTES);
        let counted = kept::update(&*self.ledger, KeptKind::Attempts, name.as_str(), at, |attempts: &mut Attempts| {
            attempts.failed += 1;
            attempts.locked_until = (attempts.failed >= ATTEMPTS_MAX).then_some(until);
            // Forgotten a while after the last, so that mistakes of weeks do not add up.
            at + SignedDuration::from_mins(2 * LOCKED_OUT_MINUTES)
        });
        Ok(counted.await?.locked_until)
    }

    pub(crate) async fn forget_attempts(&self, name: &str, at: Timestamp) -> Result<(), AccountError> {
        if self.ledger.kept(KeptKind::Attempts, name, at).await?.is_none() {
            return Ok(());
        }
        kept::put::<Attempts>(&*self.ledger, KeptKind::Attempts, name, None, at).await
    }
}

fn session_of(account: Account, password_change_due: bool, secret: &Secret) -> Session {
    Session { account, password_change_due, csrf_token: secret.derived(CSRF) }
}

fn end_of(row: &Row) -> Timestamp {
    let idle = row.seen + SignedDuration::from_mins(IDLE_MINUTES_MAX);
    idle.min(row.began + SignedDuration::from_hours(SESSION_HOURS_MAX))
}

pub(crate) fn context(account: &Account, at: Timestamp) -> Context {
    Context { actor: account.account.to_string(), unit: account.unit.clone(), purpose: None, at }
}
