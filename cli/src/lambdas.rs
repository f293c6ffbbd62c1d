//! The processes that scenarios run against: one for each app and environment, kept for the next
//! scenario that needs the same.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use offhook_simulator::{Host, Output, Scenario};

use crate::example::App;

/// Processes, started when they are needed.
#[derive(Debug)]
pub(crate) struct Lambdas {
    /// What was given after `--`: it serves all scenarios.
    command: Vec<OsString>,
    /// Those of the command line, which have the last word.
    variables: Vec<(String, String)>,
    /// Whether apps are built with optimisations.
    release: bool,
    /// How many events a process may handle at once.
    at_once: Option<u16>,
    built: Vec<(App, PathBuf)>,
    running: Vec<(Needs, Lambda)>,
}

/// What a process is for: programs and environments that are equal can share one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Needs {
    command: Vec<OsString>,
    variables: BTreeMap<String, String>,
}

/// A process, and what it has printed.
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

    /// With optimisations, and so many events at once.
    pub(crate) fn under_load(mut self, at_once: u16) -> Self {
        // A debug build of this command measures nothing that matters.
        self.release = !cfg!(debug_assertions);
        self.at_once = Some(at_once);
        self
    }

    /// What the scenario needs, built.
    pub(crate) fn needs(&mut self, scenario: &Scenario) -> Result<Needs> {
        let (command, mut variables) = if self.command.is_empty() {
            let app = App::containing(Path::new(scenario.file()))?;
            let variables = app.variables()?.into_iter().collect();
            (vec![self.program(app)?.into_os_string()], variables)
        } else {
            (self.command.clone(), BTreeMap::new())
        };
        variables.extend(scenario.variables().clone());
        variables.extend(self.variables.iter().cloned());
        Ok(Needs { command, variables })
    }

    fn program(&mut self, app: App) -> Result<PathBuf> {
        if let Some((_, program)) = self.built.iter().find(|(built, _)| *built == app) {
            return Ok(program.clone());
        }
        let program = app.build(self.release)?;
        self.built.push((app, program.clone()));
        Ok(program)
    }

    /// A process that is up.
    pub(crate) async fn get(&mut self, needs: &Needs) -> Result<Lambda> {
        if let Some((_, lambda)) = self.running.iter().find(|(running, _)| running == needs) {
            return Ok(lambda.clone());
        }
        let (program, args) = needs.command.split_first().context("there is no command")?;
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let is_kept = self.at_once.is_none();
        let output = if is_kept {
            Output::lines(move |line| {
                sink.lock().unwrap_or_else(PoisonError::into_inner).push(line.text);
            })
        } else {
            // So many lines would fill the memory, and nobody reads them.
            Output::Discard
        };
        let mut host = Host::builder(program).args(args).envs(&needs.variables).output(output);
        if let Some(events) = self.at_once {
            host = host.max_concurrency(events);
        }
        let host = host.start().await?;
        host.ready().await?;
        let lambda = Lambda { host: Arc::new(host), lines };
        self.running.push((needs.clone(), lambda.clone()));
        Ok(lambda)
    }

    /// Ends the process: what has failed once is given no chance to spoil the next call.
    pub(crate) fn end(&mut self, needs: &Needs) {
        self.running.retain(|(running, _)| running != needs);
    }
}

impl Lambda {
    /// What it has printed since this was asked last.
    pub(crate) async fn printed(&self) -> Vec<String> {
        // What it printed before it answered is in the pipes: give those who read them their turn.
        tokio::task::yield_now().await;
        std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
