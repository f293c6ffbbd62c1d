//! Measures the cost of Offhook against the same call flow by hand.
//!
//! Depends on the programs in the other packages of this folder, which it builds. All programs are
//! measured in one run, alternating, because machines are noisy.
//!
//! - Over a Lambda Runtime API on loopback, with a third program as the floor: it decodes nothing
//!   and returns a constant.
//! - With `--peers`: beside the same flow in JavaScript and Python, on AWS's own clients.
//! - In process, for each of the events in `events`.
//! - A turn of a flow against the same turn of a handler.
//! - With `--build`: the CPU time of clean release builds.

mod build;
mod figures;
mod over_api;
mod runtime_api;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use figures::{Table, instructions, median};
use over_api::Peers;

const USAGE: &str = "\
Measure the cost of Offhook against the same call flow by hand

Usage: cargo run --release -p offhook-benches -- [PROGRAM]
       cargo run --release -p offhook-benches -- --peers
       cargo run --release -p offhook-benches -- --build [N]

PROGRAM   Lambda to measure over the Runtime API in place of the flow by hand
--build   Measure the CPU time of clean release builds instead: median of N alternating
          builds of each flow [default: 5]
--peers   Measure over the Runtime API only, beside the flow in JavaScript and Python

Instructions are counted by valgrind (apt-get install valgrind).";

/// Number of starts of each program. Figures are medians.
const STARTS: usize = 7;
/// Number of events per start.
const EVENTS: usize = 4_000;
/// Number of times that an event is handled in process.
const ROUNDS: usize = 100_000;
/// The flows of `bench-in-process`, in the order of the columns.
const FLOWS: [&str; 2] = ["by-hand", "offhook"];
/// Default number of clean builds of each flow.
const BUILDS: usize = 5;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["--build"] => clean_builds(BUILDS),
        ["--build", rounds] => match rounds.parse() {
            Ok(0) | Err(_) => return usage(),
            Ok(rounds) => clean_builds(rounds),
        },
        ["--peers"] => return languages(),
        ["-h" | "--help"] => println!("{USAGE}"),
        [] => run_time(None),
        [program] if !program.starts_with('-') => run_time(Some(program)),
        _ => return usage(),
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

/// Prints the cost of clean builds.
fn clean_builds(rounds: usize) {
    let target = programs().parent().expect("the folder is inside the target folder").to_owned();
    print!("{}", build::clean_builds(&target, rounds));
}

/// Prints the figures over the Runtime API and in process.
fn run_time(program: Option<&str>) {
    let [floor, by_hand, offhook] = rust();
    build::build("bench-in-process");
    build::build("bench-with-flow");
    let by_hand = program.map_or(by_hand, PathBuf::from);
    let events = events();
    println!("{}", over_api::rust(&[floor, by_hand, offhook], &bodies(&events)));
    println!("{}", in_process(&programs().join("bench-in-process"), &events));
    print!("{}", flows(&programs()));
}

/// Prints the figures of the flow in each language.
fn languages() -> ExitCode {
    match Peers::find(&programs().with_file_name("peers")) {
        Ok(peers) => print!("{}", peers.compare(&rust(), &bodies(&events()))),
        Err(missing) => {
            eprintln!("{missing}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Builds the programs that are compared, and returns their paths.
fn rust() -> [PathBuf; 3] {
    // Before the builds, which are load too.
    warn_of_load();
    ["bench-floor", "bench-by-hand", "bench-with-offhook"].map(|package| {
        build::build(package);
        programs().join(package)
    })
}

/// Says so if other programs run, in the last minute's average.
fn warn_of_load() {
    let average = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let average = average.split(' ').next().and_then(|average| average.parse::<f32>().ok());
    if let Some(average) = average.filter(|average| *average > 1.0) {
        eprintln!("warning: the load average is {average}: other programs distort times");
    }
}

/// Returns the folder with the built programs: the one of this program.
fn programs() -> PathBuf {
    let program = std::env::current_exe().expect("this program has a path");
    program.parent().expect("the path has a folder").to_owned()
}

/// Reads the events, in the order of their names.
fn events() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
    let entries = std::fs::read_dir(folder).expect("the folder is readable");
    let mut paths: Vec<_> =
        entries.map(|entry| entry.expect("the folder is readable").path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let event = std::fs::read(&path).expect("the event is readable");
        (path, event)
    };
    paths.into_iter().map(read).collect()
}

fn bodies(events: &[(PathBuf, Vec<u8>)]) -> Vec<&[u8]> {
    events.iter().map(|(_, body)| &**body).collect()
}

fn in_process(program: &Path, events: &[(PathBuf, Vec<u8>)]) -> Table<2> {
    let mut table = Table::new("in process: decode, dispatch, encode", ["by hand", "Offhook"]);
    for (path, _) in events {
        let name = path.file_stem().unwrap_or_default().display();
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..STARTS {
            for (flow, times) in FLOWS.iter().zip(&mut times) {
                let mut command = Command::new(program);
                let output = command.arg(path).args([flow, &*ROUNDS.to_string()]).output();
                let output = String::from_utf8(output.expect("the program runs").stdout);
                let output = output.expect("the program prints text");
                times.push(output.trim().parse().expect("the program prints nanoseconds"));
            }
        }
        table.row(format!("{name}, time, ns"), times.map(median));
        let instructions = |flow: &str| {
            instructions::per_event(|mut valgrind, rounds| {
                valgrind.arg(program).arg(path).args([flow, &rounds.to_string()]);
                let output = valgrind.stdout(Stdio::null()).output().ok()?;
                Some(String::from_utf8_lossy(&output.stderr).into_owned())
            })
        };
        table.instructions(format!("{name}, instructions"), FLOWS.map(instructions));
    }
    table
}

/// A turn of a flow, over the Runtime API after a number of turns, and in process after many.
fn flows(programs: &Path) -> Table<2> {
    let in_process = |turns: u32, rounds: usize| {
        let mut command = Command::new(programs.join("bench-flow-in-process"));
        let output = command.args([turns.to_string(), rounds.to_string()]).output();
        String::from_utf8(output.expect("the program runs").stdout)
            .expect("the program prints text")
    };
    let mut table = Table::new("a turn of a flow", ["handler", "flow"]);
    for turns in [1, 10] {
        // The handler's event has no journal.
        let turn = [("bench-handlers", 0), ("bench-flow", turns)]
            .map(|(program, turns)| (programs.join(program), in_process(turns, 0)));
        let events = turn.each_ref().map(|(_, event)| [event.as_bytes()]);
        let programs = [0, 1].map(|place| (&turn[place].0, &events[place][..]));
        let runs = over_api::run(
            &programs.map(|(program, events)| (move || Command::new(program), events)),
        );
        let times = runs.map(|runs| median(runs.iter().map(over_api::round_trip).collect()));
        table.row(format!("round trip, entries: {turns}, median, µs"), times);
        let counts = programs.map(|(program, events)| over_api::instructions_of(program, events));
        table.instructions(format!("over the Runtime API, entries: {turns}, instructions"), counts);
    }
    let time = |turns| {
        let times = (0..STARTS).map(|_| in_process(turns, ROUNDS / 10).trim().parse());
        median(times.map(|time| time.expect("the program prints nanoseconds")).collect())
    };
    table.row("in process, entries: 0 and 50, time, ns", [time(0), time(50)]);
    table
}
