//! The `offhook` command: parses the command line and runs the subcommand.
//!
//! Depends on `offhook-simulator` for calls and for the processes of Lambdas.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod app;
mod call;
mod events;
mod lambdas;
mod load;
mod new;
mod options;
mod play;
mod print;

use std::io;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::{Parser, Subcommand};

/// Test call-handling Lambdas of Amazon Chime SDK's PSTN audio service
#[derive(Debug, Parser)]
#[command(name = "offhook", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Call(call::Args),
    Load(load::Args),
    New(new::Args),
    Play(play::Args),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Call(args) => call::call(args, anstream::stdout()).await,
        Command::Load(args) => load::load(args, anstream::stdout()).await,
        Command::New(args) => new::new(args, anstream::stdout()).map(|()| true),
        Command::Play(args) => play::play(args, anstream::stdout()).await,
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let is_broken_pipe = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
            // A closed pipe, as in `offhook play | head`, is not an error.
            if !error.downcast_ref().is_some_and(is_broken_pipe) {
                const RED: Style = AnsiColor::Red.on_default().bold();
                anstream::eprintln!("{RED}error:{RED:#} {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}
