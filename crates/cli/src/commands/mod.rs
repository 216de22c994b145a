//! One module a command, or a few that belong together; each is a call and what it prints.

mod accounts;
mod audit;
mod backup;
mod catalogue;
mod coverage;
mod demo;
mod dossiers;
mod figures;
mod ingest;
mod inspect;
mod lookup;
mod maintain;
mod pages;
mod paper;
mod review;
mod serve;
mod sheets;
mod watch;

use anyhow::Result;
use clap::CommandFactory;

use self::dossiers::Declares;
use crate::{
    arguments::{Arguments, Command},
    settings::Settings,
};

/// How a command ended when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// As asked: exit code 0.
    Done,
    /// Done, and something was refused or does not agree: exit code 1.
    Refused,
}

/// Runs what was typed.
///
/// # Errors
/// `settings::WrongUsage` for exit code 2, anything else for 1.
pub(crate) async fn run(arguments: Arguments) -> Result<Answer> {
    let listen = match &arguments.command {
        Command::Serve(serve) => serve.listen.clone(),
        Command::Demo(demo) => demo.listen.clone(),
        _ => None,
    };
    if let Command::Completions { shell } = arguments.command {
        clap_complete::generate(shell, &mut Arguments::command(), "hoso", &mut std::io::stdout());
        return Ok(Answer::Done);
    }
    let mut settings = Settings::gather(&arguments.global, listen.as_deref())?;
    if let Command::Ingest(ingest) = &arguments.command {
        settings.archive.access |= ingest.access;
    }
    match arguments.command {
        Command::Ingest(ingest) if ingest.watch => watch::run(&settings, ingest).await,
        Command::Ingest(ingest) => ingest::run(&settings, ingest).await,
        Command::Inspect(inspect) => inspect::run(&settings, inspect).await,
        Command::Sheets(sheets) => sheets::run(&settings, &sheets),
        Command::Review(review) => review::run(&settings, review).await,
        Command::Pages(asked) => pages::run(&settings, asked).await,
        Command::Lookup(lookup) => lookup::look_up(&settings, lookup).await,
        Command::Checklist(checklist) => lookup::checklist(&settings, checklist).await,
        Command::Reuse(reuse) => lookup::reuse(&settings, reuse).await,
        Command::Paper(paper) => paper::show(&settings, paper).await,
        Command::Approve(decide) => paper::approve(&settings, decide).await,
        Command::Reject(decide) => paper::reject(&settings, decide).await,
        Command::Revoke(decide) => paper::revoke(&settings, decide).await,
        Command::Supersede(supersede) => paper::supersede(&settings, supersede).await,
        Command::Import(import) => dossiers::import(&settings, import).await,
        Command::Dossier(dossier) => dossiers::dossier(&settings, dossier).await,
        Command::Exchange(asked) => dossiers::exchange(&settings, asked).await,
        Command::Inventory(load) => dossiers::load(&settings, load, Declares::Inventory).await,
        Command::Tickets(load) => dossiers::load(&settings, load, Declares::Tickets).await,
        Command::Staff(load) => dossiers::load(&settings, load, Declares::Staff).await,
        Command::Indicators(asked) => figures::indicators(&settings, asked).await,
        Command::Report(asked) => figures::report(&settings, asked).await,
        Command::Coverage(coverage) => coverage::run(&settings, coverage).await,
        Command::Catalogue(catalogue) => catalogue::run(&settings, catalogue).await,
        Command::Batch(batch) => maintain::batch(&settings, batch).await,
        Command::Receipt(receipt) => audit::receipt(&receipt),
        Command::Audit(audit) => audit::run(&settings, audit).await,
        Command::Quarantine(quarantine) => maintain::quarantine(&settings, quarantine).await,
        Command::Status(json) => maintain::status(&settings, json).await,
        Command::Check(check) => maintain::check(&settings, check).await,
        Command::Rebuild(rebuild) => maintain::rebuild(&settings, rebuild).await,
        Command::Backup(backup) => backup::backup(&settings, backup).await,
        Command::Restore(restore) => backup::restore(&settings, restore).await,
        Command::User(user) => accounts::user(&settings, user).await,
        Command::Token(token) => accounts::token(&settings, token).await,
        Command::Erase(erase) => paper::erase(&settings, erase).await,
        Command::Serve(_) => serve::run(&settings).await,
        Command::Demo(demo) => demo::run(&settings, demo).await,
        Command::Completions { .. } => Ok(Answer::Done),
    }
}
