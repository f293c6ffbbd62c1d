//! The `offhook` command.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod events;
mod play;
mod print;
mod reception;

use std::io;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::{Parser, Subcommand};

/// Call-handling Lambdas of Amazon Chime SDK's PSTN audio service, on your desk.
#[derive(Debug, Parser)]
#[command(name = "offhook", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Play(play::Args),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Cli { command: Command::Play(args) } = Cli::parse();
    match play::play(args, anstream::stdout()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
            // Who closed our output, as `offhook play | head` does, wants to read no more.
            if !error.downcast_ref().is_some_and(closed) {
                const RED: Style = AnsiColor::Red.on_default().bold();
                anstream::eprintln!("{RED}error:{RED:#} {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}
