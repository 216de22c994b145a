//! The binary `hoso`: parse, check, one call, exit code. Wires the parts together and knows nothing else.

mod allocator;
mod arguments;
mod commands;
mod open;
mod output;
mod settings;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use arguments::Arguments;
use commands::Answer;

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|first| first == sandbox::CHILD_ARGUMENT) {
        return sandbox::run_child(std::env::args_os().skip(2));
    }
    let matches = Arguments::command().get_matches();
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("HOSO_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,tantivy=error")),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("hoso: the runtime cannot be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(arguments)) {
        Ok(Answer::Done) => ExitCode::SUCCESS,
        Ok(Answer::Refused) => ExitCode::from(1),
        Err(error) => {
            output::error(&error);
            ExitCode::from(if error.is::<settings::WrongUsage>() { 2 } else { 1 })
        }
    }
}
