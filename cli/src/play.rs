//! `offhook play`: sends events to a Lambda and prints its replies.
//!
//! Depends on the simulator's `Host` for the process and on `print` for the output.

use std::future::Future;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use anyhow::{Context, Result};
use offhook_simulator::{Host, HostError, Line, Outcome, Output};
use tokio::sync::mpsc;

use crate::app::{self, App};
use crate::events::{self, Event};
use crate::lambdas::{Config, Options};
use crate::print::{Ladder, Reply, Summary};
use crate::screen::View;

/// Send events to a Lambda and print each event with its reply
///
/// A FILE is an event in the JSON of the audio service. Without FILE, the events are those of the
/// folder `events` in the current crate. The Lambda is a function of Node.js or Python (--handler), or
/// a COMMAND in any language that includes a runtime interface client. Without either, it is the Cargo
/// package that contains the first file, built and run with the variables of its demo.env.
///
/// An event fails if it gets no reply, or one that the service refuses.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  offhook play
  offhook play events/ -- target/debug/my-lambda
  offhook play 1.json 2.json --handler index.handler --env SALES=+12065550123
  jq .event log.json | offhook play - -- python3 -m awslambdaric app.handler")]
pub(crate) struct Args {
    /// Event files, folders of *.json files, or - for an event on standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    lambda: Options,

    /// Maximum time per event; the audio service hangs up after 20 seconds
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = seconds)]
    timeout: Duration,

    #[command(flatten)]
    view: View,

    /// Also print the full JSON of events and replies
    #[arg(long)]
    raw: bool,

    /// Hide the output of the Lambda
    #[arg(long)]
    no_logs: bool,
}

/// Plays the events. Returns `true` if each got a reply that the service accepts.
pub(crate) async fn play(args: Args, out: impl Write) -> Result<bool> {
    let files = if args.files.is_empty() {
        vec![app::folder("events", "reception/events")?]
    } else {
        args.files
    };
    // Read first, so that errors in the files are reported before a build starts.
    let events = events::load(&files)?;
    let Config { command, variables } = if let Some(config) = args.lambda.config()? {
        config
    } else {
        let app = App::containing(&files[0])?;
        Config::new(vec![app.build(false).await?.into()], app.variables()?)
    };
    let (program, arguments) = command.split_first().context("the command is empty")?;
    let name = Path::new(program).file_stem().unwrap_or(program).to_string_lossy().into_owned();

    let (sender, lines) = mpsc::unbounded_channel();
    let output = if args.no_logs {
        Output::Discard
    } else {
        Output::lines(move |line| _ = sender.send(line))
    };
    let host = Host::builder(program)
        .args(arguments)
        .envs(variables)
        .envs(args.lambda.variables)
        .invoke_timeout(args.timeout)
        .output(output)
        .start()
        .await?;
    let ladder = Ladder::new(out, args.raw, args.view, &events);
    Player { name, host, lines, shows_logs: !args.no_logs, ladder }.play(&events).await
}

struct Player<W> {
    name: String,
    host: Host,
    lines: mpsc::UnboundedReceiver<Line>,
    shows_logs: bool,
    ladder: Ladder<W>,
}

impl<W: Write> Player<W> {
    async fn play(mut self, events: &[Event]) -> Result<bool> {
        let startup = showing_logs(&mut self.lines, &mut self.ladder, self.host.ready()).await?;
        let startup = startup.map_err(|error| self.without_logs(error))?;
        self.ladder.ready(&self.name, startup)?;

        let mut summary = Summary::new(events.len());
        for (number, event) in (1..).zip(events) {
            self.ladder.event(event)?;
            let invocation = self.host.invoke(event.bytes.clone());
            match showing_logs(&mut self.lines, &mut self.ladder, invocation).await? {
                Ok(invocation) => {
                    summary.answered(invocation.duration);
                    match invocation.outcome {
                        Outcome::Reply(bytes) => {
                            let reply = Reply::read(&bytes, &event.json);
                            if reply.refusal.is_some() {
                                summary.refused += 1;
                            }
                            self.ladder.reply(&reply)?;
                        }
                        Outcome::Error(error) => {
                            summary.errors += 1;
                            self.ladder.function_error(&error)?;
                        }
                    }
                }
                Err(error) => {
                    let error = self.without_logs(error);
                    self.ladder.stopped(&error, number, events.len())?;
                    break;
                }
            }
        }
        summary.peak_memory = self.host.peak_memory();
        // Shows the lines printed after the last reply.
        let _: () = showing_logs(&mut self.lines, &mut self.ladder, self.host.stop()).await?;
        self.ladder.summary(&summary)?;
        Ok(summary.passed())
    }

    /// Removes the standard error from an error if its lines have been shown already.
    fn without_logs(&self, mut error: HostError) -> HostError {
        if self.shows_logs {
            error.take_stderr();
        }
        error
    }
}

/// Waits for `future`, and prints the lines of the Lambda that arrive meanwhile.
async fn showing_logs<T, W: Write>(
    lines: &mut mpsc::UnboundedReceiver<Line>,
    ladder: &mut Ladder<W>,
    future: impl Future<Output = T>,
) -> io::Result<T> {
    let mut future = pin!(future);
    let result = loop {
        tokio::select! {
            biased;
            Some(line) = lines.recv() => ladder.log(&line.text)?,
            result = &mut future => break result,
        }
    };
    // Lines printed before the reply may still be in the pipes: let their readers run.
    tokio::task::yield_now().await;
    while let Ok(line) = lines.try_recv() {
        ladder.log(&line.text)?;
    }
    Ok(result)
}

fn seconds(text: &str) -> Result<Duration, String> {
    let duration = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "expected a number greater than 0".to_owned())
}
