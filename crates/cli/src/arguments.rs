//! What can be typed. Nothing is checked here beyond its form; `settings` and the commands do that.

mod accounts;
mod dossiers;
mod figures;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use model::{BatchId, DossierNumber, HolderId, PaperCode, PaperTypeCode, ProcedureCode, ReviewId, UnitCode};
use registry::PaperId;

pub(crate) use accounts::{Token, User};
pub(crate) use dossiers::{Dossier, DossierFormat, Exchange, Import, Load, LoadFile, Step};
pub(crate) use figures::{Asked, Indicators, Kind, ListSide, Report, ReportFormat};

/// Hoso: digitise every paper once, code it, keep it, find it again, never ask for it twice.
#[derive(Debug, Parser)]
#[command(name = "hoso", version, max_term_width = 110)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags of every command; they go before the environment (`HOSO_…`), which goes before `hoso.toml`.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The data folder [default: ./data; environment: HOSO_DATA]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// The settings file [default: ./hoso.toml if it is there; environment: HOSO_SETTINGS]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// Where objects are kept: `folder`, or s3://BUCKET/PREFIX
    #[arg(long, global = true, value_name = "WHERE")]
    pub(crate) objects: Option<String>,
    /// A catalogue folder instead of the built-in sample
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) catalogue: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Take in scanned files or folders: keep, read, code, index; prints the batch's receipt
    Ingest(Ingest),
    /// Tell what the pipeline would make of files; nothing is stored
    Inspect(Inspect),
    /// Write separator sheets to be printed (PDF): one before each dossier, one before each paper
    Sheets(Sheets),
    /// Look at papers that wait for a person, accept or reject them
    #[command(subcommand)]
    Review(Review),
    /// Show which pages of a scan are in which paper; put dropped pages back, split and join papers
    Pages(Pages),
    /// Look up papers by holder ID, name, paper code, dossier number or words
    Lookup(Lookup),
    /// What a procedure asks for, and what of it is held for a holder
    Checklist(Checklist),
    /// Let a dossier take a paper from the store instead of asking for it again
    Reuse(Reuse),
    /// Show a paper's record, or write its files
    Paper(Paper),
    /// Approve a paper that awaits approval
    Approve(Decide),
    /// Do not approve a paper that awaits approval
    Reject(DecideWithReason),
    /// Take back an approved paper
    Revoke(DecideWithReason),
    /// Put another paper in the place of an approved one
    Supersede(Supersede),
    /// Take in the records of another system
    #[command(subcommand)]
    Import(Import),
    /// A dossier on its way: register, receive, due, hand over, resolve, return
    #[command(subcommand)]
    Dossier(Dossier),
    /// What the national portal is told of dossiers, as JSON
    #[command(subcommand)]
    Exchange(Exchange),
    /// Declare what results in force units hold: unit, type, count, as_of
    #[command(subcommand)]
    Inventory(Load),
    /// Record visits to counters: unit, ticket, arrived_at, received_at
    #[command(subcommand)]
    Tickets(Load),
    /// Declare who works at counters: unit, from, to, staff, person_days
    #[command(subcommand)]
    Staff(Load),
    /// The national indicators 4.1 to 4.4, and the figures of the plans
    Indicators(Indicators),
    /// A report for the monthly meeting: table, CSV, JSON, XLSX or PDF
    Report(Report),
    /// Digitised share of results in force, by level and unit, against a plan
    Coverage(Coverage),
    /// What the catalogue holds, and changes of it
    #[command(subcommand)]
    Catalogue(Catalogue),
    /// Show a batch's receipt again
    Batch(Batch),
    /// Check a receipt that somebody shows; needs no data folder
    #[command(subcommand)]
    Receipt(Receipt),
    /// The log of all that happened: does its chain hold?
    #[command(subcommand)]
    Audit(Audit),
    /// List files that were refused; their bytes are kept
    Quarantine(Quarantine),
    /// How much there is, what waits, how far index and export are
    Status(Json),
    /// Check that objects, ledger, index and counters agree
    Check(Check),
    /// Make ledger, index and counters again from the objects alone
    Rebuild(Rebuild),
    /// Copy what is new of the store to a folder; works while `hoso serve` runs
    Backup(Backup),
    /// Fill an empty data folder from a backup
    Restore(Restore),
    /// Accounts: who may use the API, as what, and for which unit
    #[command(subcommand)]
    User(User),
    /// Keys of machines that use the API
    #[command(subcommand)]
    Token(Token),
    /// Lawfully erase a paper: its bytes and what the log told of its holder; the code stays
    Erase(DecideWithReason),
    /// Serve the API
    Serve(Serve),
    /// Show the whole job on sample scans (or yours), then serve
    Demo(Demo),
    /// Print a completion script
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Json {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Sheets {
    /// A sheet before this dossier; may be given more than once
    #[arg(long, value_name = "NUMBER")]
    pub(crate) dossier: Vec<DossierNumber>,
    /// A sheet before a paper of this type, for example KQ.G15.000031; may be given more than once
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) paper_type: Vec<PaperTypeCode>,
    /// Sheets for many dossiers: a manifest (each dossier's sheet, then one for each of its papers), or a number a line
    #[arg(long, value_name = "FILE")]
    pub(crate) dossiers: Option<PathBuf>,
    /// So many sheets that only say that another paper begins
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    pub(crate) next: u16,
    /// Where to write them; - for standard output
    #[arg(long, short, value_name = "FILE", default_value = "separator-sheets.pdf")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// Files and folders; a folder is walked
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The unit that scans, for example H48.28.05
    #[arg(long)]
    pub(crate) unit: UnitCode,
    /// Who scans
    #[arg(long)]
    pub(crate) operator: String,
    /// What the one-stop system knows of the files (schemas/manifest.v1.schema.json)
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    /// Keep, code and index only: look at no pixel, read nothing
    #[arg(long)]
    pub(crate) no_ocr: bool,
    /// Keep an access copy of each paper too: a small PDF for the screen, beside the PDF/A
    #[arg(long, conflicts_with = "no_ocr")]
    pub(crate) access: bool,
    /// Follow the folder: take each file once it has stopped growing, then move it to done/ or refused/
    #[arg(long, conflicts_with = "manifest")]
    pub(crate) watch: bool,
    /// Print the receipt as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print one JSON object a line and file
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Review {
    /// What waits, oldest first
    List(Json),
    /// One item, with all that was read
    Show {
        /// The item, as `hoso review list` prints it
        id: ReviewId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Accept an item: the paper gets its code
    Accept {
        /// The item
        id: ReviewId,
        /// Correct or add a value: holder, holder_name, type, number (empty for none), issuer, issued_on, …
        #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = pair)]
        set: Vec<(String, String)>,
        /// Who accepts
        #[arg(long, default_value = "hoso")]
        by: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Reject an item: it gets no code, its bytes stay
    Reject {
        /// The item
        id: ReviewId,
        /// Why
        #[arg(long)]
        why: String,
        /// Who rejects
        #[arg(long, default_value = "hoso")]
        by: String,
    },
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected FIELD=VALUE")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

#[derive(Debug, Args)]
pub(crate) struct Pages {
    /// A paper of the scan: its code, or its place in review
    #[arg(value_name = "PAPER")]
    pub(crate) of: PaperId,
    /// Put this dropped page back into the paper; may be given more than once
    #[arg(long, value_name = "PAGE", group = "change")]
    pub(crate) restore: Vec<u32>,
    /// Take this page out of the paper; may be given more than once
    #[arg(long, value_name = "PAGE", group = "change")]
    pub(crate) drop: Vec<u32>,
    /// The papers of the scan are these pages: give it once for each paper, for example --paper 1-3 --paper 4,6
    #[arg(long, value_name = "PAGES", group = "change", value_parser = page_list)]
    pub(crate) paper: Vec<PageList>,
    /// Put a page that was scanned again in the place of this one; --with names its file
    #[arg(long, value_name = "PAGE", group = "change", requires = "with")]
    pub(crate) replace: Option<u32>,
    /// The file with the page that was scanned again
    #[arg(long, value_name = "FILE", requires = "replace")]
    pub(crate) with: Option<PathBuf>,
    /// Draw a page of the scan, dropped ones too, into this file (PNG)
    #[arg(long, value_name = "FILE", group = "change")]
    pub(crate) picture: Option<PathBuf>,
    /// Which page to draw [default: the paper's first]
    #[arg(long, value_name = "PAGE", requires = "picture")]
    pub(crate) page: Option<u32>,
    /// Draw the first page of this other paper beside it: is it the same, scanned again?
    #[arg(long, value_name = "PAPER", requires = "picture")]
    pub(crate) beside: Option<PaperId>,
    /// Who says so
    #[arg(long, default_value = "hoso")]
    pub(crate) by: String,
    /// Print JSON: the cut, or after a change the receipt of what became of it
    #[arg(long)]
    pub(crate) json: bool,
}

/// Pages in their order, as `1-3,5` names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageList(pub(crate) Vec<u32>);

fn page_list(text: &str) -> Result<PageList, String> {
    /// No scan has more; a slip of the finger is not to fill the memory.
    const PAGES_MAX: u32 = 100_000;
    let number = |text: &str| match text.trim().parse() {
        Ok(page @ 1..=PAGES_MAX) => Ok(page),
        _ => Err(format!("{text:?} is no page")),
    };
    let mut pages = Vec::new();
    for part in text.split(',') {
        match part.split_once('-') {
            Some((first, last)) => pages.extend(number(first)?..=number(last)?),
            None => pages.push(number(part)?),
        }
    }
    Ok(PageList(pages))
}

#[derive(Debug, Args)]
pub(crate) struct Lookup {
    /// A holder ID, name, paper code, dossier number, ID card QR text, or words
    #[arg(required_unless_present = "holder")]
    pub(crate) query: Option<String>,
    /// Only this holder's papers
    #[arg(long)]
    pub(crate) holder: Option<HolderId>,
    /// How many at most
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: usize,
    /// Who asks
    #[arg(long, default_value = "hoso")]
    pub(crate) by: String,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Checklist {
    /// The procedure, for example 1.001193
    #[arg(long)]
    pub(crate) procedure: ProcedureCode,
    /// The holder
    #[arg(long)]
    pub(crate) holder: HolderId,
    /// Who asks
    #[arg(long, default_value = "hoso")]
    pub(crate) by: String,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Reuse {
    /// The paper
    pub(crate) code: PaperCode,
    /// The dossier that takes it
    #[arg(long)]
    pub(crate) dossier: DossierNumber,
    /// As which component
    #[arg(long, value_name = "TYPE")]
    pub(crate) component: PaperTypeCode,
    /// Who takes it
    #[arg(long)]
    pub(crate) by: String,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Paper {
    /// The paper
    pub(crate) code: PaperCode,
    /// Write the original to this file (`-` for standard output)
    #[arg(long, value_name = "F", group = "file")]
    pub(crate) original: Option<PathBuf>,
    /// Write the archival PDF/A to this file
    #[arg(long, value_name = "F", group = "file")]
    pub(crate) archival: Option<PathBuf>,
    /// Write an access copy (a small PDF for the screen) to this file; it is made when none is kept
    #[arg(long, value_name = "F", group = "file")]
    pub(crate) access: Option<PathBuf>,
    /// Write the recognised text to this file
    #[arg(long, value_name = "F", group = "file")]
    pub(crate) text: Option<PathBuf>,
    /// Who opens it
    #[arg(long, default_value = "hoso")]
    pub(crate) by: String,
    /// What for: the dossier in hand
    #[arg(long)]
    pub(crate) purpose: Option<String>,
    /// Print the record as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The paper
    pub(crate) code: PaperCode,
    /// Who decides
    #[arg(long)]
    pub(crate) by: String,
}

#[derive(Debug, Args)]
pub(crate) struct DecideWithReason {
    /// The paper
    pub(crate) code: PaperCode,
    /// Why
    #[arg(long)]
    pub(crate) why: String,
    /// Who decides
    #[arg(long)]
    pub(crate) by: String,
}

#[derive(Debug, Args)]
pub(crate) struct Supersede {
    /// The paper
    pub(crate) code: PaperCode,
    /// The paper that takes its place
    #[arg(long, value_name = "CODE")]
    pub(crate) with: PaperCode,
    /// Who decides
    #[arg(long)]
    pub(crate) by: String,
}

#[derive(Debug, Args)]
pub(crate) struct Coverage {
    /// The day [default: today]
    #[arg(long)]
    pub(crate) on: Option<Date>,
    /// The target plan, for example ninh-binh-136
    #[arg(long)]
    pub(crate) plan: Option<String>,
    /// Only this unit and those below it
    #[arg(long)]
    pub(crate) unit: Option<UnitCode>,
    /// Count the log instead of asking the counters, and say whether they agree
    #[arg(long)]
    pub(crate) recount: bool,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Print CSV
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Catalogue {
    /// Units with level and life
    Units(Json),
    /// Procedures and what they ask for
    Procedures(Json),
    /// Paper types
    Types(Json),
    /// Target plans
    Plans(Json),
    /// Say something else of units, paper types, procedures or plans from a day on; earlier days keep what was said before
    Load {
        #[command(flatten)]
        load: LoadFile,
        /// What a CSV file's lines are
        #[arg(long)]
        kind: Option<CatalogueKind>,
        /// From which day on the lines hold that do not say so themselves [default: today]
        #[arg(long)]
        since: Option<Date>,
        /// Only say what would come of it
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CatalogueKind {
    Unit,
    PaperType,
    Procedure,
    Plan,
}

#[derive(Debug, Args)]
pub(crate) struct Batch {
    /// The batch, as its receipt says
    pub(crate) batch: BatchId,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Receipt {
    /// Tell whether a receipt (as `hoso ingest --json` prints it) was signed with a key and not changed since
    Verify {
        /// The receipt's file; `-` for standard input
        file: PathBuf,
        /// The public key: 64 hexadecimal digits, or a file that holds them (key/seal.pub of the data folder)
        #[arg(long)]
        key: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Tell whether a certified copy was given out by the store of a key, and of which paper it is, by the text of its QR code
    Copy {
        /// What the QR code says: HOSO1|C|…
        text: String,
        /// The public key: 64 hexadecimal digits, or a file that holds them (key/seal.pub of the data folder)
        #[arg(long)]
        key: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Tell whether an entry of the log was edited, dropped, reordered or cut off, and which
    Verify {
        /// The public key that checkpoints must be signed with [default: this data folder's own]
        #[arg(long)]
        key: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Quarantine {
    /// How many at most, newest first
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: usize,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Read and hash every object of every copy, and mend a bad copy from a good one; goes on where it was interrupted
    #[arg(long)]
    pub(crate) deep: bool,
    /// Read at most so many MiB a second [default: as fast as the disks give]
    #[arg(long, requires = "deep", value_name = "N")]
    pub(crate) mib_per_second: Option<u64>,
    /// Begin the deep check anew
    #[arg(long, requires = "deep")]
    pub(crate) restart: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Rebuild {
    /// The unit for originals that no entry of the log knows [default: the last batch's]
    #[arg(long)]
    pub(crate) unit: Option<UnitCode>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// Where to; the same folder again copies only what is new
    #[arg(value_name = "DIR")]
    pub(crate) to: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup's folder
    #[arg(value_name = "DIR")]
    pub(crate) from: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; loopback only until there are accounts [default: 127.0.0.1:8080]
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) listen: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The user's own scans instead of the samples
    #[arg(long, value_name = "DIR")]
    pub(crate) scans: Option<PathBuf>,
    /// The samples
    #[arg(long, value_name = "DIR", default_value = "fixtures/scans")]
    pub(crate) samples: PathBuf,
    /// Stop after the show instead of serving
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Where to listen
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) listen: Option<String>,
}
