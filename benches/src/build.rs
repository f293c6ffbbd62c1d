//! Builds of the benchmark's programs, and the cost of a clean build.
//!
//! Depends on `/proc` for CPU times, hence on Linux.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use crate::figures::{Table, median};

/// Clock ticks per second in `/proc/self/stat`: a constant of Linux on all platforms of Rust's std.
const TICKS_PER_SECOND: f64 = 100.0;

/// Builds one package for the other benchmarks. Building it alone keeps features that other
/// packages need out of its dependencies.
pub(crate) fn build(package: &str) {
    run(package, cargo().args(["build", "--release", "--package", package]));
}

/// Measures clean release builds with Offhook and by hand, alternating, `rounds` times each.
pub(crate) fn clean_builds(target: &Path, rounds: usize) -> Table<2> {
    run("the dependencies", cargo().arg("fetch"));
    let mut seconds = [Vec::new(), Vec::new()];
    for round in 1..=rounds {
        for (package, seconds) in ["bench-by-hand", "bench-with-offhook"].iter().zip(&mut seconds) {
            seconds.push(clean_build(package, &target.join(format!("clean-{package}"))));
        }
        eprintln!("clean builds: {round} of {rounds}");
    }
    let mut table = Table::new("clean release build", ["by hand", "Offhook"]);
    table.row("CPU time of cargo and its children, s", seconds.map(median));
    table
}

/// Builds a package into an empty target folder and returns the CPU time in seconds.
fn clean_build(package: &str, target: &Path) -> f64 {
    remove(target);
    let before = cpu_seconds_of_children();
    let mut command = cargo();
    command
        .args(["build", "--quiet", "--offline", "--release", "--package", package, "--target-dir"])
        .arg(target)
        // A wrapper such as sccache would take compiled crates from a cache.
        .env("RUSTC_WRAPPER", "");
    run(package, &mut command);
    let seconds = cpu_seconds_of_children() - before;
    remove(target);
    seconds
}

fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo
}

fn run(package: &str, command: &mut Command) {
    assert!(command.status().is_ok_and(|status| status.success()), "cargo failed on {package}");
}

fn remove(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            panic!("{} can't be removed: {error}", folder.display())
        }
        _ => {}
    }
}

/// Returns the user and system time of all finished children and their descendants.
fn cpu_seconds_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux has /proc");
    ticks_of_children(&stat).expect("/proc/self/stat has CPU times") / TICKS_PER_SECOND
}

/// Parses `cutime` and `cstime`, the fields 16 and 17, and adds them.
fn ticks_of_children(stat: &str) -> Option<f64> {
    // Field 2, the name in parentheses, can contain spaces.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(13).map(str::parse::<f64>);
    Some(times.next()?.ok()? + times.next()?.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_children_are_added() {
        let stat = "7 (a b) S) S 1 2 3 4 5 6 7 8 9 10 11 12 130 14 15 16";
        assert_eq!(ticks_of_children(stat), Some(144.0));
    }
}
