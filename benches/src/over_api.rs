//! Lambdas over the Runtime API: the flow in Rust, and in the languages of AWS's other clients.
//!
//! Depends on `target/peers` for those; it installs nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::figures::{Table, instructions, median};
use crate::runtime_api::Run;
use crate::{EVENTS, STARTS};

/// Returns the figures of the floor, the flow by hand and the flow with Offhook.
pub(crate) fn rust(programs: &[PathBuf; 3], events: &[&[u8]]) -> Table<3> {
    let mut table = Table::new("over the Runtime API", ["floor", "by hand", "Offhook"]);
    let runs = run(&programs.each_ref().map(|program| (move || Command::new(program), events)));
    rows(&mut table, &runs);
    table.row("size of the stripped program, kB", programs.each_ref().map(|path| kilobytes(path)));
    let counts = programs.each_ref().map(|program| instructions_of(program, events));
    table.instructions("instructions per event", counts);
    let [floor, ..] = counts;
    let above = counts.map(|count| Some(count? - floor?));
    table.instructions("instructions per event above the floor", above);
    table
}

/// AWS's clients for other languages.
pub(crate) struct Peers {
    /// The program of the client for Node.js.
    node: PathBuf,
    /// The folder of the modules of the client for Python.
    python: PathBuf,
}

impl Peers {
    /// Finds the clients below a folder.
    ///
    /// # Errors
    /// Names the commands that install what is missing.
    pub(crate) fn find(folder: &Path) -> Result<Self, String> {
        let node = folder.join("node_modules/aws-lambda-ric/bin/index.mjs");
        let python = folder.join("python");
        for (path, install) in [
            (
                &node,
                "apt-get install nodejs npm g++ make cmake autoconf automake libtool\n    \
                 npm install --prefix target/peers aws-lambda-ric@3.3.0",
            ),
            (&python, "pip install --target target/peers/python awslambdaric==4.2.2"),
        ] {
            if !path.exists() {
                let path = path.display();
                return Err(format!(
                    "{path} not found; at the root of the repository, run\n    {install}"
                ));
            }
        }
        Ok(Self { node, python })
    }

    /// Returns the figures of each language.
    pub(crate) fn compare(&self, rust: &[PathBuf; 3], events: &[&[u8]]) -> Table<5> {
        let handlers = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
        let python = || {
            let mut command = Command::new("python3");
            command.args(["-m", "awslambdaric", "handler.lambda_handler"]);
            command.current_dir(&handlers).env("PYTHONPATH", &self.python);
            command
        };
        let node = || {
            let mut command = Command::new("node");
            command.arg(&self.node).arg("index.handler").current_dir(&handlers);
            command
        };
        let rust = rust.each_ref().map(|program| move || Command::new(program));
        let commands: [&dyn Fn() -> Command; 5] = [&python, &node, &rust[0], &rust[1], &rust[2]];
        let runs = run(&commands.map(|command| (command, events)));
        let [python, node, _, by_hand, _] = &runs;
        for (language, runs) in [("Python", python), ("Node.js", node)] {
            assert_eq!(replies(runs), replies(by_hand), "{language} replies as Rust does");
        }
        let columns = ["Python", "Node.js", "floor", "by hand", "Offhook"];
        let mut table = Table::new("over the Runtime API", columns);
        rows(&mut table, &runs);
        table
    }
}

/// Runs programs with their events `STARTS` times each, alternating.
pub(crate) fn run<const N: usize>(
    programs: &[(impl Fn() -> Command, &[&[u8]]); N],
) -> [Vec<Run>; N] {
    let mut runs = [const { Vec::new() }; N];
    for _ in 0..STARTS {
        for ((command, events), runs) in programs.iter().zip(&mut runs) {
            runs.push(Run::new(command(), events, EVENTS));
        }
    }
    runs
}

/// Counts a program's instructions per event.
pub(crate) fn instructions_of(program: &Path, events: &[&[u8]]) -> Option<f64> {
    instructions::per_event(|mut valgrind, count| {
        valgrind.arg(program);
        Some(Run::new(valgrind, events, count).stderr)
    })
}

/// The median round trip, in µs.
pub(crate) fn round_trip(run: &Run) -> f64 {
    run.round_trip(0.5).as_secs_f64() * 1e6
}

fn rows<const N: usize>(table: &mut Table<N>, runs: &[Vec<Run>; N]) {
    let mut row = |name: &str, figure: &dyn Fn(&Run) -> f64| {
        table.row(name, runs.each_ref().map(|runs| median(runs.iter().map(figure).collect())));
    };
    row("time from exec to first poll, ms", &|run| run.first_poll.as_secs_f64() * 1e3);
    row("round trip of the first event, ms", &|run| run.first_round_trip.as_secs_f64() * 1e3);
    row("round trip, median, µs", &round_trip);
    row("round trip, 99th percentile, µs", &|run| run.round_trip(0.99).as_secs_f64() * 1e6);
    row("CPU time per event, µs", &|run| run.cpu * 1e6);
    row("peak memory, kB", &|run| run.peak_kb);
}

/// The replies of the first run, without spaces: Python writes some between values.
fn replies(runs: &[Run]) -> Vec<String> {
    runs[0].replies.iter().map(|reply| reply.replace(' ', "")).collect()
}

fn kilobytes(program: &Path) -> f64 {
    let bytes = std::fs::metadata(program).expect("the program exists").len();
    f64::from(u32::try_from(bytes / 1024).expect("the program is smaller than 4 TB"))
}
