//! `offhook new` as people run it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod run;

use run::Run;

const TEMPLATES: [&str; 3] = ["menu", "outbound", "meeting"];

/// Runs `offhook new` in a folder.
fn offhook_new(folder: &Path, args: &[&str]) -> Run {
    let mut offhook = Command::new(env!("CARGO_BIN_EXE_offhook"));
    Run::new(offhook.arg("new").args(args).current_dir(folder).stdin(Stdio::null()))
}

/// Creates `my-TEMPLATE` in a folder.
fn create(folder: &Path, template: &str) -> PathBuf {
    let name = format!("my-{template}");
    let run = offhook_new(folder, &[&name, "--template", template]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    folder.join(name)
}

fn template(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(name)
}

/// The files below a folder, sorted by their paths in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    files.sort();
    files
}

fn cargo(folder: &Path, args: &[&str]) -> Run {
    Run::new(Command::new(env!("CARGO")).args(args).current_dir(folder))
}

#[test]
fn a_new_crate_has_the_files_of_its_template() {
    for name in TEMPLATES {
        let outside = tempfile::tempdir().unwrap();
        let (template, app) = (template(name), create(outside.path(), name));
        assert_eq!(files(&app), files(&template));
        for file in files(&app) {
            let read = |folder: &Path| fs::read_to_string(folder.join(&file)).unwrap();
            let (expected, text) = (read(&template), read(&app));
            match file.to_str() {
                Some("Cargo.toml") => {
                    assert!(text.starts_with(&format!("[package]\nname = \"my-{name}\"\n")));
                    assert!(text.contains("\n[workspace]\n") && !text.contains("../"), "{text}");
                }
                Some("README.md") => assert_eq!(text, expected.replacen("# ", "# my-", 1)),
                Some("template.yaml") => {
                    assert!(
                        text.contains(&format!("Code: target/lambda/my-{name}/bootstrap.zip\n"))
                    );
                    assert_eq!(text.replace("/my-", "/"), expected);
                }
                _ => assert_eq!(text, expected),
            }
        }
    }
}

#[test]
fn new_crates_are_formatted() {
    for name in TEMPLATES {
        let outside = tempfile::tempdir().unwrap();
        let run = cargo(&create(outside.path(), name), &["fmt", "--check"]);
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    }
}

#[test]
fn the_files_and_the_next_commands_are_printed() {
    let outside = tempfile::tempdir().unwrap();
    let run = offhook_new(outside.path(), &["front-desk"]);
    run.shows(&[
        "Created `front-desk` from the template `menu`:",
        "  front-desk/Cargo.toml",
        "  front-desk/src/main.rs",
        "Next:",
        "  cd front-desk",
        "  cargo test",
        &format!("  {} call", env!("CARGO_BIN_EXE_offhook")),
    ]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
}

#[test]
fn the_folder_can_have_another_name_and_lie_in_a_workspace() {
    let inside = run::folder("new", "workspace", &[]);
    let run = offhook_new(&inside, &["front-desk", "--path", "lambdas/desk"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let run = cargo(&inside.join("lambdas/desk"), &["metadata", "--no-deps", "--format-version=1"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains(r#""name":"front-desk""#), "{}", run.stdout);
}

#[test]
fn a_bad_name_creates_nothing() {
    let outside = tempfile::tempdir().unwrap();
    for (name, error) in [
        ("1st", "error: invalid character `1` in package name: `1st`, the name cannot start"),
        ("a/b", "error: invalid character `/` in package name: `a/b`, characters must be"),
        ("test", "error: invalid package name `test`: it conflicts with Rust's built-in test"),
    ] {
        let run = offhook_new(outside.path(), &[name]);
        assert!(run.stderr.starts_with(error), "{}", run.stderr);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    }
    assert_eq!(files(outside.path()), Vec::<PathBuf>::new());
}

#[test]
fn nothing_is_overwritten() {
    let outside = tempfile::tempdir().unwrap();
    let empty = outside.path().join("empty");
    fs::create_dir(&empty).unwrap();
    fs::write(outside.path().join("file"), "mine").unwrap();
    for path in ["empty", "file"] {
        let run = offhook_new(outside.path(), &["front-desk", "--path", path]);
        assert_eq!(run.stderr, format!("error: destination `{path}` already exists\n"));
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    }
    assert_eq!(files(outside.path()), [Path::new("file")]);
    assert_eq!(fs::read_to_string(outside.path().join("file")).unwrap(), "mine");
}

/// Runs what is printed under "Next", as it is printed, and clippy.
#[test]
#[ignore = "builds the new crates from nothing; .ci/run does it"]
fn new_crates_pass_their_tests_and_clippy() {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-crates");
    for name in TEMPLATES {
        let outside = tempfile::tempdir().unwrap();
        let run = offhook_new(outside.path(), &["app", "--template", name]);
        // Without it, the newest versions of all dependencies would be tested here.
        fs::copy(&lock, outside.path().join("app/Cargo.lock")).unwrap();
        let (_, next) = run.stdout.split_once("Next:\n").unwrap();
        let commands: Vec<_> = next.lines().filter(|line| line.starts_with("  ")).collect();
        let commands = commands.join("\n") + "\n  cargo clippy --all-targets -- -D warnings";
        let run = Run::new(
            Command::new("sh")
                .args(["-exc", &commands])
                .current_dir(&outside)
                .env("CARGO_TARGET_DIR", &target),
        );
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        run.shows(&["test result: ok. ", "passed  "]);
    }
}

/// The front desk of the book, as its readers make it.
#[test]
#[ignore = "builds the new crate from nothing; .ci/run does it"]
fn the_front_desk_of_the_book_is_a_new_crate() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let outside = tempfile::tempdir().unwrap();
    assert_eq!(offhook_new(outside.path(), &["front-desk"]).status, 0);
    let desk = outside.path().join("front-desk");
    for folder in ["src", "scenarios", "events"] {
        fs::remove_dir_all(desk.join(folder)).unwrap();
    }
    let last = "docs/code/front-desk/4-rehearsed";
    for (from, to) in [(last, "src"), ("docs/scenarios", "scenarios")] {
        fs::create_dir(desk.join(to)).unwrap();
        for file in files(&checkout.join(from)) {
            let text = fs::read_to_string(checkout.join(from).join(&file)).unwrap();
            let lines = text.split_inclusive('\n').filter(|line| !line.starts_with("// ANCHOR"));
            fs::write(desk.join(to).join(&file), lines.collect::<String>()).unwrap();
        }
    }
    fs::write(desk.join("demo.env"), "VET=+12065550123\nBUCKET=recordings\n").unwrap();
    fs::copy(checkout.join("Cargo.lock"), desk.join("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-crates");
    let run = Run::new(
        Command::new("sh")
            .args(["-xc", r#"cargo test && "$OFFHOOK" call && "$OFFHOOK" doctor"#])
            .current_dir(&desk)
            .env("OFFHOOK", env!("CARGO_BIN_EXE_offhook"))
            .env("CARGO_TARGET_DIR", &target),
    );
    run.shows(&["test result: ok. ", "2 scenarios: 2 passed, 0 failed; "]);
    let found = include_str!("../../docs/code/front-desk/4-rehearsed/doctor.txt").trim_end();
    assert!(run.stdout.contains(found), "doctor.txt is out of date:\n{}", run.stdout);
    run.shows(&["2 findings in front-desk"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
}
