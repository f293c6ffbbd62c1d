//! `offhook serve`: the audio service in real time, with its control plane on loopback.
//!
//! Depends on the simulator for calls and the control plane, and on `lambdas` for processes.

mod fleet;
mod log;

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::pin;

use anyhow::{Context, Result};
use offhook_simulator::{Answered, ControlPlane, LiveCall, People, Simulator, Switchboard};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use self::fleet::Fleet;
use self::log::Log;
use crate::app;
use crate::lambdas::{Lambdas, Options};
use crate::screen::View;
use crate::signals;

/// Answer the SDKs that place and update calls, and run the calls in real time
///
/// The audio service is simulated: calls use no phone network. It listens on the loopback interface for
/// CreateSipMediaApplicationCall and UpdateSipMediaApplicationCall, and invokes the Lambda. An AWS SDK uses
/// it if `AWS_ENDPOINT_URL_CHIME_SDK_VOICE` is its URL. Signatures are not checked: any credentials, region
/// and SIP media application will do.
///
/// A called person answers after 3 seconds and listens, unless the --people file or --person has steps of
/// their number, in the words of scenario files: answers, `is_busy`, `rings_out`, refuses,
/// `is_unreachable`, hears, presses, says, waits and `hangs_up`.
///
/// The Lambda is a function of Node.js or Python (--handler), or a COMMAND in any language that
/// includes a runtime interface client. Without either, it is the Cargo package around the current
/// folder, built and run with the variables of its demo.env. Events at the same time have a process
/// each.
///
/// Each call is shown when it has ended. Ctrl-C ends the command with a summary. The exit status is 0 if
/// no call had a finding, otherwise 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  offhook serve
  offhook serve --people people.yaml --handler index.handler
  offhook serve --person '+14255550199=waits: 5s, answers, presses: 1' --throttle 100 -- ./my-lambda

  export AWS_ENDPOINT_URL_CHIME_SDK_VOICE=http://127.0.0.1:8060
  aws chime-sdk-voice create-sip-media-application-call --sip-media-application-id any \\
    --from-phone-number +12065550100 --to-phone-number +14255550199 --arguments-map reason=test")]
pub(crate) struct Args {
    #[command(flatten)]
    lambda: Options,

    /// Port of the control plane; 0 is a free one
    #[arg(long, value_name = "PORT", default_value_t = 8060)]
    port: u16,

    /// YAML file of the people who are called: steps by number, and of `others`
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,

    /// Set the steps of the person at a number, overriding the file's; can be repeated
    #[arg(long = "person", value_name = "NUMBER=STEPS")]
    persons: Vec<String>,

    /// Maximum number of calls at the same time
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1000))]
    at_once: u16,

    /// Rate of requests that are throttled, per thousand
    #[arg(long, value_name = "PER_MILLE", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=1000))]
    throttle: u32,

    /// Fault rate, per thousand events
    #[arg(long, value_name = "PER_MILLE", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=1000))]
    faults: u32,

    /// Seed for ids, random faults and throttling [default: another one each time]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Hide the output of the Lambda
    #[arg(long)]
    no_logs: bool,

    #[command(flatten)]
    view: View,
}

/// What happens while the command serves.
enum News {
    Answered(Answered),
    Ended(LiveCall),
    /// A line that the Lambda has printed.
    Printed(String),
}

/// The running control plane, and what it reports.
pub(crate) struct Server<W> {
    _control_plane: ControlPlane,
    sender: UnboundedSender<News>,
    news: UnboundedReceiver<News>,
    log: Log<W>,
}

/// Starts the Lambda and the control plane.
pub(crate) async fn start<W: Write>(args: Args, out: W) -> Result<Server<W>> {
    // First, so that errors in the files are reported before a build starts.
    let people = people(&args)?;
    let (sender, news) = mpsc::unbounded_channel();
    let printed = sender.clone();
    let mut lambdas = Lambdas::new(args.lambda).on_line(move |line| {
        if !args.no_logs {
            _ = printed.send(News::Printed(line));
        }
    });
    let package = || app::folder("src", "outbound-notice/src");
    let config = lambdas.config_of(package, &BTreeMap::new()).await?;
    // Reports a Lambda that does not start.
    lambdas.give_back(&config, lambdas.take(&config).await?);

    let simulator = Simulator::new(Fleet { lambdas, config });
    // Ids of their own for the calls of each run: the Lambda may store something by them.
    let seed = args.seed.unwrap_or_else(|| RandomState::new().hash_one(args.port));
    let simulator = simulator.seed(seed).random_faults(args.faults);
    let answered = sender.clone();
    let control_plane = ControlPlane::builder(Switchboard::new(simulator).people(people))
        .port(args.port)
        .max_calls(args.at_once.into())
        .throttled(args.throttle, seed)
        .on_request(move |request| _ = answered.send(News::Answered(request)))
        .start()
        .await
        .with_context(|| {
            format!("port {} can't be opened: choose another with --port", args.port)
        })?;
    let mut log = Log::new(out, args.view);
    log.listening(&control_plane.endpoint())?;
    Ok(Server { _control_plane: control_plane, sender, news, log })
}

impl<W: Write> Server<W> {
    /// Serves until a signal. Returns `true` if no call had a finding.
    pub(crate) async fn run(mut self) -> Result<bool> {
        let mut signal = pin!(signals::received());
        loop {
            tokio::select! {
                biased;
                _ = &mut signal => break,
                Some(news) = self.news.recv() => self.tell(news)?,
            }
        }
        // What has been answered before the signal.
        while let Ok(news) = self.news.try_recv() {
            self.tell(news)?;
        }
        self.log.summary()
    }

    fn tell(&mut self, news: News) -> io::Result<()> {
        if let News::Answered(Answered::Placed(call)) = &news {
            tell_the_end(call.clone(), self.sender.clone());
        }
        self.log.news(news)
    }
}

/// Sends the end of a call.
fn tell_the_end(call: LiveCall, sender: UnboundedSender<News>) {
    tokio::spawn(async move {
        call.ended().await;
        // Without a receiver the command has ended.
        _ = sender.send(News::Ended(call));
    });
}

fn people(args: &Args) -> Result<People> {
    let mut people = People::new();
    if let Some(file) = &args.people {
        people = people.and(People::read(file)?);
    }
    for person in &args.persons {
        let (number, steps) =
            person.split_once('=').context("expected --person NUMBER=STEPS, found no `=`")?;
        people = people.and(People::parse(&format!("{number}: [{steps}]"), "--person")?);
    }
    Ok(people)
}
