//! The processes that calls run against.
//!
//! Depends on `app` for binaries and on the simulator's `Host` for processes.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use offhook_simulator::{Host, Output, Scenario};

use crate::app::App;
use crate::function::Function;
use crate::handler::Handler;
use crate::printed::Printed;

/// The options that select a Lambda.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// Program that starts the Lambda, and its arguments
    #[arg(last = true, value_name = "COMMAND", conflicts_with = "handler")]
    command: Vec<OsString>,

    /// Function of a Node.js or Python file below the current folder, such as index.handler
    #[arg(long, value_name = "FILE.FUNCTION")]
    handler: Option<Handler>,

    /// Set an environment variable of the Lambda, overriding the scenario's; can be repeated
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = variable)]
    pub(crate) variables: Vec<(String, String)>,
}

impl Options {
    /// Returns the process of the Lambda, without the variables of `--env`. `None` if the Lambda is an
    /// app in source form.
    pub(crate) fn config(&self) -> Result<Option<Config>> {
        if let Some(handler) = &self.handler {
            let folder = env::current_dir().context("the current folder can't be read")?;
            return Ok(Some(Config::new(handler.command(&folder)?, [handler.variable()])));
        }
        Ok((!self.command.is_empty()).then(|| Config::new(self.command.clone(), [])))
    }
}

/// Parses `KEY=VALUE`.
fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE".to_owned()),
    }
}

/// A pool of processes, each started on first use.
///
/// Calls with the same program and variables use the same process, one after the other, as on AWS.
/// Calls at the same time have a process each.
#[derive(Debug)]
pub(crate) struct Lambdas {
    options: Options,
    /// Whether apps are built in release mode.
    release: bool,
    /// Maximum number of events that a process handles at once. `None` outside of load tests.
    at_once: Option<u16>,
    /// Whether each call has a process of its own.
    fresh: bool,
    /// Whether lines that are too many to keep are written to standard error.
    streams: bool,
    /// Takes each line at once, which is then not kept.
    on_line: Option<OnLine>,
    built: Vec<(App, PathBuf)>,
    idle: Mutex<Vec<(Config, Lambda)>>,
}

/// Takes a line of a process.
#[derive(Clone)]
struct OnLine(Arc<dyn Fn(String) + Send + Sync>);

impl fmt::Debug for OnLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnLine")
    }
}

/// The command and environment of a process.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Config {
    pub(crate) command: Vec<OsString>,
    pub(crate) variables: BTreeMap<String, String>,
}

impl Config {
    pub(crate) fn new(
        command: Vec<OsString>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        Self { command, variables: variables.into_iter().collect() }
    }
}

/// A running function and the lines that it has printed.
#[derive(Clone, Debug)]
pub(crate) struct Lambda {
    pub(crate) function: Function,
    printed: Arc<Mutex<Printed>>,
}

impl Lambdas {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            release: false,
            at_once: None,
            fresh: false,
            streams: false,
            on_line: None,
            built: Vec::new(),
            idle: Mutex::default(),
        }
    }

    /// Prepares for a load test: release builds, and `at_once` concurrent events per process.
    pub(crate) fn under_load(mut self, at_once: u16) -> Self {
        // The figures of a debug build of this command would mean nothing.
        self.release = !cfg!(debug_assertions);
        self.at_once = Some(at_once);
        self
    }

    /// Sets whether each call has a process of its own.
    pub(crate) fn fresh(mut self, fresh: bool) -> Self {
        self.fresh = fresh;
        self
    }

    /// Sets whether lines that are too many to keep are written to standard error.
    pub(crate) fn streams(mut self, streams: bool) -> Self {
        self.streams = streams;
        self
    }

    /// Passes each line of the processes to `f` at once. They are then not kept.
    pub(crate) fn on_line(mut self, f: impl Fn(String) + Send + Sync + 'static) -> Self {
        self.on_line = Some(OnLine(Arc::new(f)));
        self
    }

    /// Returns the configuration of the scenario's process, and builds its app if necessary.
    pub(crate) async fn config(&mut self, scenario: &Scenario) -> Result<Config> {
        self.config_of(|| Ok(scenario.file().into()), scenario.variables()).await
    }

    /// Returns the configuration of a process with these variables. If no Lambda is selected, it is the
    /// app that contains the file, which is built if necessary.
    pub(crate) async fn config_of(
        &mut self,
        file: impl FnOnce() -> Result<PathBuf>,
        variables: &BTreeMap<String, String>,
    ) -> Result<Config> {
        let mut config = if let Some(config) = self.options.config()? {
            config
        } else {
            let app = App::containing(&file()?)?;
            let variables = app.variables()?;
            Config::new(vec![self.program(app).await?.into_os_string()], variables)
        };
        config.variables.extend(variables.clone());
        config.variables.extend(self.options.variables.iter().cloned());
        Ok(config)
    }

    async fn program(&mut self, app: App) -> Result<PathBuf> {
        if let Some((_, program)) = self.built.iter().find(|(built, _)| *built == app) {
            return Ok(program.clone());
        }
        let program = app.build(self.release).await?;
        self.built.push((app, program.clone()));
        Ok(program)
    }

    /// Returns an idle process with this configuration, or starts one.
    pub(crate) async fn take(&self, config: &Config) -> Result<Lambda> {
        let idle = {
            let mut idle = self.idle();
            let place = idle.iter().position(|(idle, _)| idle == config);
            place.map(|place| idle.swap_remove(place).1)
        };
        match idle {
            Some(lambda) => Ok(lambda),
            None => self.start(config).await,
        }
    }

    /// Makes a process available to other calls. One that is not given back ends when it is dropped.
    pub(crate) fn give_back(&self, config: &Config, lambda: Lambda) {
        if !self.fresh {
            self.idle().push((config.clone(), lambda));
        }
    }

    async fn start(&self, config: &Config) -> Result<Lambda> {
        let printed = Arc::new(Mutex::new(Printed::new(self.streams)));
        let (config, at_once, sink) = (config.clone(), self.at_once, Arc::clone(&printed));
        let (program, _) = config.command.split_first().context("the command is empty")?;
        let program = program.clone();
        let on_line = self.on_line.clone();
        let builder = move || {
            let (sink, on_line) = (Arc::clone(&sink), on_line.clone());
            let output = Output::lines(move |line| match &on_line {
                Some(OnLine(on_line)) => on_line(line.text),
                None => sink.lock().unwrap_or_else(PoisonError::into_inner).add(line.text),
            });
            let host = Host::builder(&program).args(&config.command[1..]).envs(&config.variables);
            match at_once {
                // The lines of a load test are never shown.
                Some(events) => host.max_concurrency(events).output(Output::Discard),
                None => host.output(output),
            }
        };
        Ok(Lambda { function: Function::start(builder).await?, printed })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Config, Lambda)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lambda {
    /// Returns the lines printed since the last call of this method.
    pub(crate) async fn take_lines(&self) -> Vec<String> {
        // Lines printed before the reply may still be in the pipes: let their readers run.
        tokio::task::yield_now().await;
        self.printed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
