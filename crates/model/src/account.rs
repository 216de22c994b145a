//! Accounts: who may use the system, as what, and for which unit (DOMAIN §1).

use std::{borrow::Cow, collections::BTreeSet, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{IdentifierError, UnitCode, identifiers::as_text};

/// What somebody does here (DOMAIN §1). One person may do several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Cán bộ số hóa: scans and checks.
    Operator,
    /// Cán bộ tiếp nhận: receives dossiers and reuses papers.
    Clerk,
    /// Người duyệt: accepts digitised papers.
    Approver,
    /// Lãnh đạo: watches coverage.
    Manager,
    /// Reads the access log.
    Auditor,
    /// Runs the catalogue and accounts.
    Admin,
}

impl Role {
    /// In the order of the domain.
    pub const ALL: [Self; 6] = [Self::Operator, Self::Clerk, Self::Approver, Self::Manager, Self::Auditor, Self::Admin];

    /// As JSON and the command line write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Clerk => "clerk",
            Self::Approver => "approver",
            Self::Manager => "manager",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// For the screen.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Operator => "Cán bộ số hóa",
            Self::Clerk => "Cán bộ tiếp nhận",
            Self::Approver => "Người duyệt",
            Self::Manager => "Lãnh đạo",
            Self::Auditor => "Kiểm tra",
            Self::Admin => "Quản trị",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let role = Self::ALL.into_iter().find(|role| role.as_str() == text);
        role.ok_or_else(|| IdentifierError::new("role", text, "operator, clerk, approver, manager, auditor or admin"))
    }
}

/// The name that somebody signs in with: 2 to 64 of `a`–`z`, digits, `.`, `_`, `-` and `@`, beginning with a letter or digit.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountName(String);

impl AccountName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountName {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().to_lowercase();
        let plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        let fits = (2..=64).contains(&name.len())
            && name.bytes().all(|letter| plain(letter) || b"._-@".contains(&letter))
            && name.bytes().next().is_some_and(plain);
        if fits {
            return Ok(Self(name));
        }
        let expected = "2 to 64 of a-z, 0-9, '.', '_', '-' and '@', beginning with a letter or digit";
        Err(IdentifierError::new("account name", text, expected))
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

as_text!(AccountName, "AccountName", "^[a-z0-9][a-z0-9._@-]{1,63}$");

/// An account as its last entry in the log says. How it proves who it is lies apart, where no export takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// What it signs in with.
    pub account: AccountName,
    /// Who that is, for people.
    pub name: String,
    /// What it may do.
    pub roles: BTreeSet<Role>,
    /// The unit that it acts for; none for all of them.
    pub unit: Option<UnitCode>,
    /// Whether it scans for other units and sees nothing but what it scanned (a public-postal company, DOMAIN §1).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delegated: bool,
    /// Whether it is shut out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
}

/// A change of how an account proves who it is. No secret, nor a hash of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum CredentialChange {
    /// It was given a password for one time.
    PasswordReset,
    /// Its owner chose a password.
    PasswordChosen,
    /// A machine was given a key.
    TokenMade {
        /// The key's ID.
        id: String,
    },
    /// A key was ended.
    TokenRevoked {
        /// The key's ID.
        id: String,
    },
}

impl Account {
    /// Whether it has one of these roles.
    pub fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.roles.contains(role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_and_plain() {
        for (text, expected) in [
            ("Lan.Nguyen", Some("lan.nguyen")),
            ("lan@tinh.gov.vn", Some("lan@tinh.gov.vn")),
            ("l", None),
            ("-lan", None),
            ("lan nguyen", None),
            ("lân", None),
        ] {
            assert_eq!(text.parse::<AccountName>().ok().as_ref().map(AccountName::as_str), expected, "{text}");
        }
    }

    #[test]
    fn every_role_is_written_as_it_is_read() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
        assert!("boss".parse::<Role>().is_err());
    }
}
