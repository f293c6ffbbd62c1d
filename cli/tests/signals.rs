//! Signals end the command and the processes of its Lambdas.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[expect(dead_code, reason = "runs that end by themselves are for the other commands")]
mod run;

/// Ignores the signals that end a program, starts a process that does so too, and writes the ids of
/// both to a file.
const STUBBORN: &str = "trap '' HUP INT TERM; sleep 300 & echo $$ $! > ids; wait; wait";

const SCENARIO: &str = "dial: { from: a, to: b }\nsteps: [is_hung_up]\n";

/// A limit that only a failing test reaches.
const SAFE: Duration = Duration::from_secs(60);

#[track_caller]
fn wait_until(is_true: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_true() {
        assert!(began.elapsed() < SAFE, "still not");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Returns `true` if a process exists and is not a zombie.
fn runs(id: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    status.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with('Z'))
}

#[test]
fn signals_end_the_command_and_all_processes_of_the_lambda() {
    let commands = [&["call", "a.yaml"][..], &["serve", "--port", "0"]];
    for (signal, number) in [("HUP", 1), ("INT", 2), ("TERM", 15)] {
        for command in commands {
            let name = format!("{signal}-{}", command[0]);
            let folder = run::folder("signals", &name, &[("a.yaml", SCENARIO)]);
            let mut offhook = Command::new(env!("CARGO_BIN_EXE_offhook"))
                .args(command)
                .args(["--", "sh", "-c", STUBBORN])
                .current_dir(&folder)
                .stdin(Stdio::null())
                .spawn()
                .unwrap();
            let ids = folder.join("ids");
            wait_until(|| fs::read_to_string(&ids).is_ok_and(|ids| ids.ends_with('\n')));
            let ids = fs::read_to_string(&ids).unwrap();
            assert!(ids.split_whitespace().all(runs), "{ids}");
            let kill = format!("kill -{signal} {}", offhook.id());
            assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
            assert_eq!(offhook.wait().unwrap().code(), Some(128 + number), "SIG{signal}");
            wait_until(|| !ids.split_whitespace().any(runs));
        }
    }
}
