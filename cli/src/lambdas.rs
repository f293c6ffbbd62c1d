//! The processes that scenarios run against: one for each app and environment, shared by the
//! scenarios that have both in common.
//!
//! Depends on `app` for binaries and on the simulator's `Host` for processes.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use offhook_simulator::{Host, Output, Scenario};

use crate::app::App;

/// A pool of processes, each started on first use.
#[derive(Debug)]
pub(crate) struct Lambdas {
    /// The command after `--`, used for all scenarios. Empty to use the app of each scenario.
    command: Vec<OsString>,
    /// The variables of the command line, which override all others.
    variables: Vec<(String, String)>,
    /// Whether apps are built in release mode.
    release: bool,
    /// Maximum number of events that a process handles at once. `None` outside of load tests.
    at_once: Option<u16>,
    built: Vec<(App, PathBuf)>,
    running: Vec<(Config, Lambda)>,
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
    pub(crate) fn new(command: Vec<OsString>, variables: Vec<(String, String)>) -> Self {
        Self {
            command,
            variables,
            release: false,
            at_once: None,
            built: Vec::new(),
            running: Vec::new(),
        }
    }

    /// Prepares for a load test: release builds, and `at_once` concurrent events per process.
    pub(crate) fn under_load(mut self, at_once: u16) -> Self {
        // The figures of a debug build of this command would mean nothing.
        self.release = !cfg!(debug_assertions);
        self.at_once = Some(at_once);
        self
    }

    /// Returns the configuration of the scenario's process, and builds its app if necessary.
    pub(crate) fn config(&mut self, scenario: &Scenario) -> Result<Config> {
        let (command, mut variables) = if self.command.is_empty() {
            let app = App::containing(Path::new(scenario.file()))?;
            let variables = app.variables()?.into_iter().collect();
            (vec![self.program(app)?.into_os_string()], variables)
        } else {
            (self.command.clone(), BTreeMap::new())
        };
        variables.extend(scenario.variables().clone());
        variables.extend(self.variables.iter().cloned());
        Ok(Config { command, variables })
    }

    fn program(&mut self, app: App) -> Result<PathBuf> {
        if let Some((_, program)) = self.built.iter().find(|(built, _)| *built == app) {
            return Ok(program.clone());
        }
        let program = app.build(self.release)?;
        self.built.push((app, program.clone()));
        Ok(program)
    }

    /// Returns the process with this configuration, and starts it if necessary.
    pub(crate) async fn get(&mut self, config: &Config) -> Result<Lambda> {
        if let Some((_, lambda)) = self.running.iter().find(|(running, _)| running == config) {
            return Ok(lambda.clone());
        }
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
        let lambda = Lambda { host: Arc::new(host), lines };
        self.running.push((config.clone(), lambda.clone()));
        Ok(lambda)
    }

    /// Removes the process from the pool, so that a failure can't affect the next call.
    pub(crate) fn discard(&mut self, config: &Config) {
        self.running.retain(|(running, _)| running != config);
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
