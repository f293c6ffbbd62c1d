//! What Offhook costs, against the same flow by hand: `cargo run --release -p offhook-benches`.
//!
//! Builds the two Lambdas and measures them in the same run, in turn, because machines are noisy:
//! over a Lambda Runtime API on loopback, and in process. Instructions come from valgrind
//! (`apt-get install valgrind`) as the slope between two numbers of events, which leaves the start
//! out. With a program as its argument, that one is measured in place of the flow by hand.

mod figures;
mod runtime_api;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use figures::{Row, instructions, median};
use runtime_api::Run;

/// How often each Lambda is started; the medians are printed.
const STARTS: usize = 7;
/// Events of each start.
const EVENTS: usize = 4_000;
/// The two numbers of events between which instructions are counted.
const SLOPE: (usize, usize) = (200, 1_200);
/// How often an event is handled in process.
const ROUNDS: usize = 100_000;

fn main() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let programs = std::env::current_exe().expect("this program has a path");
    let programs = programs.parent().expect("it lies in the target folder");
    for name in ["bench-by-hand", "bench-with-offhook", "bench-in-process"] {
        build(package, name);
    }
    let by_hand =
        std::env::args_os().nth(1).map_or_else(|| programs.join("bench-by-hand"), PathBuf::from);
    let offhook = programs.join("bench-with-offhook");
    let events = events(&package.join("events"));

    println!("{:<46} {:>10} {:>10} {:>7}", "over the Runtime API", "by hand", "Offhook", "ratio");
    for row in over_runtime_api(&by_hand, &offhook, &events) {
        println!("{row}");
    }
    println!(
        "\n{:<46} {:>10} {:>10} {:>7}",
        "in process: decode, dispatch, encode", "by hand", "Offhook", "ratio"
    );
    for row in in_process(&programs.join("bench-in-process"), &events) {
        println!("{row}");
    }
}

/// Builds one package alone, so that no other package adds features to its dependencies.
fn build(package: &Path, name: &str) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "--package", name])
        .current_dir(package)
        .status();
    assert!(built.is_ok_and(|status| status.success()), "{name} can't be built");
}

/// The events, by file name.
fn events(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("the events can be read");
    let mut paths: Vec<_> =
        entries.map(|entry| entry.expect("the events can be read").path()).collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.clone(), std::fs::read(path).expect("the event can be read")))
        .collect()
}

fn over_runtime_api(by_hand: &Path, offhook: &Path, events: &[(PathBuf, Vec<u8>)]) -> Vec<Row> {
    let bodies: Vec<&[u8]> = events.iter().map(|(_, body)| &**body).collect();
    let (mut by_hand_runs, mut offhook_runs) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        by_hand_runs.push(Run::new(Command::new(by_hand), &bodies, EVENTS));
        offhook_runs.push(Run::new(Command::new(offhook), &bodies, EVENTS));
    }
    let row = |name, unit, of: &dyn Fn(&Run) -> f64| {
        Row::new(
            name,
            unit,
            median(by_hand_runs.iter().map(of)),
            median(offhook_runs.iter().map(of)),
        )
    };
    let mut rows = vec![
        row("time from exec to first poll", "ms", &|run| run.first_poll.as_secs_f64() * 1e3),
        row("round trip, median", "µs", &|run| run.round_trip(0.5).as_secs_f64() * 1e6),
        row("round trip, 99th percentile", "µs", &|run| run.round_trip(0.99).as_secs_f64() * 1e6),
        row("peak memory", "kB", &|run| run.peak_kb),
        Row::new("size of the stripped program", "kB", kilobytes(by_hand), kilobytes(offhook)),
    ];
    let slope = |program: &Path| {
        let count = |events| {
            let mut valgrind = instructions::valgrind();
            valgrind.arg(program);
            instructions::read(&Run::new(valgrind, &bodies, events).stderr)
        };
        Some(
            (count(SLOPE.1)? - count(SLOPE.0)?) / f64::from(u32::try_from(SLOPE.1 - SLOPE.0).ok()?),
        )
    };
    rows.extend(Row::counted("instructions an event", slope(by_hand), slope(offhook)));
    rows
}

fn kilobytes(program: &Path) -> f64 {
    let bytes = std::fs::metadata(program).expect("the program is there").len();
    f64::from(u32::try_from(bytes / 1024).expect("a program has less than 4 TB"))
}

fn in_process(program: &Path, events: &[(PathBuf, Vec<u8>)]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (path, _) in events {
        let name =
            path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let time = |way: &str| -> f64 {
            let output = Command::new(program).arg(path).args([way, &ROUNDS.to_string()]).output();
            let output = String::from_utf8(output.expect("the program runs").stdout)
                .expect("it prints text");
            output.trim().parse().expect("it prints nanoseconds")
        };
        let times: Vec<_> = (0..STARTS).map(|_| (time("by-hand"), time("offhook"))).collect();
        let (by_hand, offhook) = (times.iter().map(|t| t.0), times.iter().map(|t| t.1));
        rows.push(Row::new(format!("{name}, time"), "ns", median(by_hand), median(offhook)));
        let slope = |way: &str| {
            let count = |rounds: usize| {
                let mut valgrind = instructions::valgrind();
                valgrind.arg(program).arg(path).args([way, &rounds.to_string()]);
                let output = valgrind.stdout(Stdio::null()).output().ok()?;
                instructions::read(&String::from_utf8_lossy(&output.stderr))
            };
            Some(
                (count(SLOPE.1)? - count(SLOPE.0)?)
                    / f64::from(u32::try_from(SLOPE.1 - SLOPE.0).ok()?),
            )
        };
        rows.extend(Row::counted(
            format!("{name}, instructions"),
            slope("by-hand"),
            slope("offhook"),
        ));
    }
    rows
}
