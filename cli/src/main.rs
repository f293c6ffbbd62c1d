//! The `offhook` command: parses the command line and runs the subcommand.
//!
//! Depends on `offhook-simulator` for calls and for the processes of Lambdas.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod app;
mod call;
mod doctor;
mod events;
mod function;
mod handler;
mod lambdas;
mod load;
mod new;
mod play;
mod print;
mod printed;
mod screen;
mod serve;
mod signals;

use std::cell::Cell;
use std::io::{self, Write};
use std::panic;
use std::process::ExitCode;

use clap::{ColorChoice, Parser, Subcommand};
use offhook_simulator::HostError;

use self::app::BuildError;
use self::screen::BAD;

/// The exit status if a call failed, or `doctor` has findings.
const FAILED: u8 = 1;
/// The exit status for invalid arguments and files, which is clap's too, and for any other error.
const ERROR: u8 = 2;
/// The exit status if the Lambda could not be built or started.
const NO_LAMBDA: u8 = 3;
/// The exit status after a signal is this plus its number, as in a shell.
const SIGNAL: u8 = 128;
/// The number of the signal that ends a program whose reader has gone.
const SIGPIPE: u8 = 13;

/// Test call-handling Lambdas of Amazon Chime SDK's PSTN audio service
#[derive(Debug, Parser)]
#[command(
    name = "offhook",
    version,
    max_term_width = 100,
    after_help = "Exit status:
  0  Every call passed, or there are no findings
  1  A call failed, or there are findings
  2  Invalid arguments or files, or another error
  3  The Lambda could not be built or started

A signal ends the command, and the Lambdas that it has started, with 128 plus its number.
It is the regular end of `serve`, with the status of its calls."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to use colors
    #[arg(long, global = true, value_name = "WHEN", default_value_t)]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    Call(call::Args),
    Doctor(doctor::Args),
    Load(load::Args),
    New(new::Args),
    Play(play::Args),
    Serve(serve::Args),
}

fn main() -> ExitCode {
    // The status after a panic would be 101.
    ExitCode::from(panic::catch_unwind(run).unwrap_or(ERROR))
}

#[tokio::main(flavor = "current_thread")]
async fn run() -> u8 {
    let Cli { command, color } = Cli::parse();
    match color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
    let out = anstream::stdout();
    // A server ends by itself, with a summary.
    let is_serving = Cell::new(false);
    let command = async {
        match command {
            Command::Call(args) => call::call(args, out).await,
            Command::Doctor(args) => doctor::doctor(&args, out),
            Command::Load(args) => load::load(args, out).await,
            Command::New(args) => new::new(args, out).map(|()| true),
            Command::Play(args) => play::play(args, out).await,
            Command::Serve(args) => {
                let server = serve::start(args, out).await?;
                is_serving.set(true);
                server.run().await
            }
        }
    };
    let result = tokio::select! {
        biased;
        // Dropping the command ends its Lambdas.
        signal = signals::received_unless(&is_serving) => return SIGNAL + signal,
        result = command => result,
    };
    match result {
        Ok(true) => 0,
        Ok(false) => FAILED,
        // The reader of a pipe has seen enough, as in `offhook call | head`.
        Err(error) if is_broken_pipe(&error) => SIGNAL + SIGPIPE,
        Err(error) => {
            let text = screen::clean_lines(&format!("{error:#}"));
            // Without a standard error there is nothing left to report it to.
            _ = writeln!(anstream::stderr(), "{BAD}error:{BAD:#} {text}");
            if error.is::<HostError>() || error.is::<BuildError>() { NO_LAMBDA } else { ERROR }
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
