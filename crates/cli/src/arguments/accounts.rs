//! `hoso user` and `hoso token`.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use model::{AccountName, Role};

/// Accounts. Passwords are made here, shown once, and changed by their owners when they sign in first.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make an account; prints its password for one time
    Add {
        /// What it signs in with
        account: AccountName,
        /// Who that is, for people [default: the account's name]
        #[arg(long)]
        name: Option<String>,
        /// What it may do: operator, clerk, approver, manager, auditor, admin (repeat, or commas)
        #[arg(long = "role", value_name = "ROLE", required = true, value_delimiter = ',')]
        roles: Vec<Role>,
        /// The unit that it acts for; operators and clerks need one
        #[arg(long)]
        unit: Option<String>,
        /// It scans for other units and sees nothing but what it scanned
        #[arg(long)]
        delegated: bool,
        #[command(flatten)]
        out: Out,
    },
    /// Show all accounts
    List {
        #[command(flatten)]
        out: Out,
    },
    /// Change an account; what is not named stays
    Change {
        /// Which
        account: AccountName,
        /// Who that is, for people
        #[arg(long)]
        name: Option<String>,
        /// What it may do, all of it
        #[arg(long = "role", value_name = "ROLE", value_delimiter = ',')]
        roles: Vec<Role>,
        /// The unit that it acts for; empty for all
        #[arg(long)]
        unit: Option<String>,
        /// Shut it out, and end its sessions (true), or let it in again (false)
        #[arg(long, value_name = "true|false")]
        locked: Option<bool>,
        #[command(flatten)]
        out: Out,
    },
    /// Give an account a new password for one time; the old one ends
    Password {
        /// Which
        account: AccountName,
        #[command(flatten)]
        out: Out,
    },
}

/// Keys of machines.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a key for an account; prints it once
    Add {
        /// The account for which it acts
        account: AccountName,
        /// What it is for
        #[arg(long, default_value = "")]
        name: String,
        /// What it may do, of what the account may [default: all of that]
        #[arg(long = "role", value_name = "ROLE", value_delimiter = ',')]
        roles: Vec<Role>,
        /// When it ends, as 2027-01-01T00:00:00+07:00 [default: never]
        #[arg(long)]
        until: Option<Timestamp>,
        #[command(flatten)]
        out: Out,
    },
    /// Show all keys
    List {
        #[command(flatten)]
        out: Out,
    },
    /// End a key at once
    Revoke {
        /// Its ID, as `hoso token list` shows it
        id: String,
    },
}

/// How it is printed.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Out {
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}
