//! Dossiers, visits, staff, and the messages of other systems.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use model::{Channel, DossierNumber, HolderId, ProcedureCode, UnitCode};

/// A file of lines, and what becomes of it when some are wrong.
#[derive(Debug, Args)]
pub(crate) struct LoadFile {
    /// The file
    pub(crate) file: PathBuf,
    /// Take nothing in when a line is wrong [default: take in the good lines]
    #[arg(long)]
    pub(crate) all_or_nothing: bool,
    /// Who hands it in
    #[arg(long, default_value = "hoso")]
    pub(crate) by: String,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Dossiers as a one-stop system exports them: CSV, JSON or a message a line (schemas/dossier-import.v1.schema.json)
    Dossiers {
        #[command(flatten)]
        load: LoadFile,
        /// How it is written [default: as its name says]
        #[arg(long)]
        format: Option<DossierFormat>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DossierFormat {
    Csv,
    Json,
    Ndjson,
}

/// How a dossier came in.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DossierChannel {
    Counter,
    Online,
    Post,
}

impl From<DossierChannel> for Channel {
    fn from(channel: DossierChannel) -> Self {
        match channel {
            DossierChannel::Counter => Self::Counter,
            DossierChannel::Online => Self::Online,
            DossierChannel::Post => Self::Post,
        }
    }
}

/// Who takes the step, and how it is told.
#[derive(Debug, Args)]
pub(crate) struct Step {
    /// The dossier's number
    pub(crate) number: DossierNumber,
    /// Who does it
    #[arg(long, default_value = "hoso")]
    pub(crate) by: String,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Dossier {
    /// Register a dossier that is not received yet
    Register {
        #[command(flatten)]
        step: Step,
        /// What is applied for, for example 1.001193
        #[arg(long)]
        procedure: ProcedureCode,
        /// Who applies
        #[arg(long)]
        holder: HolderId,
        /// Their name
        #[arg(long)]
        holder_name: Option<String>,
        /// The unit that has it in hand [default: the number's]
        #[arg(long)]
        unit: Option<UnitCode>,
        /// How it came in
        #[arg(long, default_value = "counter")]
        channel: DossierChannel,
    },
    /// Receive a registered dossier
    Receive(Step),
    /// Say when its result is due
    Due {
        #[command(flatten)]
        step: Step,
        /// The day
        #[arg(long)]
        on: Date,
    },
    /// Give it to another unit with its papers
    HandOver {
        #[command(flatten)]
        step: Step,
        /// The unit that takes it
        #[arg(long)]
        to: UnitCode,
        /// No paper goes along: all of it is taken from the store
        #[arg(long)]
        electronic: bool,
    },
    /// The authority is done with it
    Resolve(Step),
    /// Its result was returned
    Return(Step),
    /// Where it stands, its papers and what it took from the store
    Show(Step),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Load {
    /// Load a CSV file
    Load(LoadFile),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Exchange {
    /// The message of one dossier
    Dossier {
        /// Its number
        number: DossierNumber,
    },
    /// The messages of the dossiers received in a period
    Period {
        /// The first day
        #[arg(long)]
        from: Date,
        /// The last day [default: the first]
        #[arg(long)]
        to: Option<Date>,
        /// Only this unit and those below it
        #[arg(long)]
        unit: Option<UnitCode>,
    },
}
