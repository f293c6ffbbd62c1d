//! The builder of a [`Host`]: its command, environment and time limits.
//!
//! Depends on [`Process`] to start the command and on [`http`] to serve the API.

use std::env;
use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinSet;

use super::exchange::Exchange;
use super::process::Process;
use super::runtime_api::RuntimeApi;
use super::{Host, HostError, Output};
use crate::http;

const MAX_CONCURRENCY: &str = "AWS_LAMBDA_MAX_CONCURRENCY";

/// A builder of a [`Host`], created by [`Host::builder`].
///
/// The process inherits the environment of this program. The variables that Lambda sets override it, and those of
/// [`env`](HostBuilder::env) override both.
#[derive(Debug)]
#[must_use = "the process runs only after `start`"]
pub struct HostBuilder {
    program: OsString,
    args: Vec<OsString>,
    envs: Vec<(OsString, OsString)>,
    current_dir: Option<PathBuf>,
    function_name: String,
    max_concurrency: Option<u16>,
    ready_timeout: Duration,
    invoke_timeout: Duration,
    output: Output,
}

impl HostBuilder {
    pub(super) fn new(program: OsString) -> Self {
        let function_name =
            plain(&Path::new(&program).file_stem().unwrap_or_default().to_string_lossy());
        Self {
            program,
            args: Vec::new(),
            envs: Vec::new(),
            current_dir: None,
            function_name,
            max_concurrency: None,
            ready_timeout: Duration::from_secs(10),
            invoke_timeout: Duration::from_secs(20),
            output: Output::default(),
        }
    }

    /// Adds an argument.
    pub fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments.
    pub fn args(mut self, args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable. The host always overrides `AWS_LAMBDA_RUNTIME_API`.
    pub fn env(mut self, key: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.envs.push((key.into(), value.into()));
        self
    }

    /// Sets environment variables.
    pub fn envs(
        mut self,
        vars: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
    ) -> Self {
        self.envs.extend(vars.into_iter().map(|(key, value)| (key.into(), value.into())));
        self
    }

    /// Sets the working directory of the process, which is also its `LAMBDA_TASK_ROOT`. The default is the current
    /// directory.
    pub fn current_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.current_dir = Some(dir.into());
        self
    }

    /// Sets the name of the function. The default is the program's name without its extension. Characters that Lambda
    /// does not allow in a name become dashes.
    pub fn function_name(mut self, name: &str) -> Self {
        self.function_name = plain(name);
        self
    }

    /// Sets `AWS_LAMBDA_MAX_CONCURRENCY`, the number of events that the process may handle concurrently, as Lambda does
    /// for managed instances. By default the variable is absent and a runtime handles one event at a time.
    pub fn max_concurrency(mut self, events: u16) -> Self {
        self.max_concurrency = Some(events);
        self
    }

    /// Limits the time until the process polls for its first event. The default is 10 seconds, as in Lambda.
    pub fn ready_timeout(mut self, limit: Duration) -> Self {
        self.ready_timeout = limit;
        self
    }

    /// Limits the time of one event. The default is 20 seconds, after which the audio service hangs up.
    pub fn invoke_timeout(mut self, limit: Duration) -> Self {
        self.invoke_timeout = limit;
        self
    }

    /// Sets the destination of the process's output. The default is [`Output::Inherit`].
    pub fn output(mut self, output: Output) -> Self {
        self.output = output;
        self
    }

    /// Opens the Runtime API on a free port of the loopback interface and starts the process.
    ///
    /// Does not wait for the first poll; see [`Host::ready`].
    ///
    /// # Errors
    ///
    /// [`HostError::CommandNotFound`], [`HostError::NotExecutable`], [`HostError::NoSuchFolder`] or
    /// [`HostError::CannotStart`] if the process can't be started, and [`HostError::Io`] if no port is available.
    pub async fn start(self) -> Result<Host, HostError> {
        let bound = async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = bound
            .await
            .map_err(|source| HostError::Io { operation: "open a port on 127.0.0.1", source })?;

        let region = self.region();
        let function_arn =
            format!("arn:aws:lambda:{region}:123456789012:function:{}", self.function_name);
        let command = self.command(address, &region);
        let exchange = Arc::new(Exchange::new());
        let process = Process::spawn(command, self.output)?;
        let mut server = JoinSet::new();
        let api = RuntimeApi { exchange: Arc::clone(&exchange), function_arn };
        server.spawn(http::serve(listener, api));
        Ok(Host::new(exchange, process, server, self.ready_timeout, self.invoke_timeout))
    }

    fn command(&self, address: SocketAddr, region: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args);
        if let Some(dir) = &self.current_dir {
            command.current_dir(dir);
        }
        let name = &self.function_name;
        command
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}"))
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "local/[$LATEST]offhook")
            .env("AWS_REGION", region)
            .env("AWS_DEFAULT_REGION", region)
            .env("TZ", ":UTC")
            .env_remove(MAX_CONCURRENCY);
        // Lambda sets no AWS_EXECUTION_ENV for processes that bring their own runtime.
        if env::var_os("_HANDLER").is_none() {
            command.env("_HANDLER", "bootstrap");
        }
        if let Some(root) = self.current_dir.clone().or_else(|| env::current_dir().ok()) {
            command.env("LAMBDA_TASK_ROOT", root);
        }
        if let Some(events) = self.max_concurrency {
            command.env(MAX_CONCURRENCY, events.to_string());
        }
        command.envs(self.envs.iter().map(|(key, value)| (key, value)));
        command.env("AWS_LAMBDA_RUNTIME_API", address.to_string());
        command
    }

    /// Returns the region for the process: that of [`env`](Self::env), that of this program's environment, or
    /// us-east-1.
    fn region(&self) -> String {
        let given = self
            .envs
            .iter()
            .rev()
            .find(|(key, _)| key == "AWS_REGION")
            .map(|(_, value)| value.clone());
        given
            .or_else(|| env::var_os("AWS_REGION"))
            .or_else(|| env::var_os("AWS_DEFAULT_REGION"))
            .filter(|region| !region.is_empty())
            .map_or_else(|| "us-east-1".to_owned(), |region| plain(&region.to_string_lossy()))
    }
}

/// Replaces characters that are not allowed in the name of a function or region by dashes.
fn plain(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' })
        .collect()
}
