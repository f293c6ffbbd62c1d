//! The processes that calls run against.
//!
//! Depends on `app` for binaries and on the simulator's `Host` for processes.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use offhook_simulator::{Host, Output, Scenario};

use crate::app::App;

/// The options that select a Lambda.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// Program that starts the Lambda, and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,

    /// Set an environment variable of the Lambda, overriding the scenario's; can be repeated
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = variable)]
    pub(crate) variables: Vec<(String, String)>,
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
    built: Vec<(App, PathBuf)>,
    idle: Mutex<Vec<(Config, Lambda)>>,
}

/// The command and environment of a process.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Config {
    command: Vec<OsString>,
    variables: BTreeMap<String, String>,
}

/// A running process and the lines that it has printed.
#[derive(Clone, Debug)]
pub(crate) struct Lambda {
    pub(crate) host: Arc<Host>,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Lambdas {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            release: false,
            at_once: None,
            fresh: false,
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

    /// Returns the configuration of the scenario's process, and builds its app if necessary.
    pub(crate) async fn config(&mut self, scenario: &Scenario) -> Result<Config> {
        let (command, mut variables) = if self.options.command.is_empty() {
            let app = App::containing(Path::new(scenario.file()))?;
            let variables = app.variables()?.into_iter().collect();
            (vec![self.program(app).await?.into_os_string()], variables)
        } else {
            (self.options.command.clone(), BTreeMap::new())
        };
        variables.extend(scenario.variables().clone());
        variables.extend(self.options.variables.iter().cloned());
        Ok(Config { command, variables })
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
        let (program, args) = config.command.split_first().context("the command is empty")?;
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let output = if self.at_once.is_none() {
            Output::lines(move |line| {
                sink.lock().unwrap_or_else(PoisonError::into_inner).push(line.text);
            })
        } else {
            // The lines of a load test are never shown and would fill the memory.
            Output::Discard
        };
        let mut host = Host::builder(program).args(args).envs(&config.variables).output(output);
        if let Some(events) = self.at_once {
            host = host.max_concurrency(events);
        }
        let host = host.start().await?;
        host.ready().await?;
        Ok(Lambda { host: Arc::new(host), lines })
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
        std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
