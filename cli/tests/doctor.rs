//! `offhook doctor` as people run it: on the examples and the templates, and on copies with mistakes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

mod run;

use run::Run;
use tempfile::TempDir;

fn offhook(folder: &Path, args: &[&str]) -> Run {
    let mut offhook = Command::new(env!("CARGO_BIN_EXE_offhook"));
    Run::new(offhook.args(args).current_dir(folder))
}

/// A new app, to be changed.
struct App(TempDir);

impl App {
    fn new(template: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let run = offhook(folder.path(), &["new", "app", "--template", template, "--path", "app"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        Self(folder)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join("app").join(file)
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn write(self, file: &str, text: &str) -> Self {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), text).unwrap();
        self
    }

    /// Replaces a text that is there.
    #[track_caller]
    fn replace(self, file: &str, from: &str, to: &str) -> Self {
        let text = self.text(file);
        assert!(text.contains(from), "no {from:?} in\n{text}");
        let text = text.replace(from, to);
        self.write(file, &text)
    }

    fn append(self, file: &str, more: &str) -> Self {
        let text = self.text(file) + more;
        self.write(file, &text)
    }

    fn doctor(&self, args: &[&str]) -> Run {
        offhook(&self.path(""), &[&["doctor"], args].concat())
    }

    /// Asserts that these are the first lines of all findings.
    #[track_caller]
    fn has(&self, findings: &[&str]) {
        let run = self.doctor(&[]);
        assert_eq!((run.status, run.stderr.as_str()), (i32::from(!findings.is_empty()), ""));
        let lines = run.stdout.lines().filter(|line| line.ends_with(']'));
        assert_eq!(lines.collect::<Vec<_>>(), findings, "{}", run.stdout);
        let explained = |start| run.stdout.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(explained("  help: "), findings.len(), "{}", run.stdout);
        // The effect of each, and its remedy.
        assert_eq!(explained("  "), 2 * findings.len(), "{}", run.stdout);
    }

    /// The line of a text in a file.
    fn line(&self, file: &str, text: &str) -> usize {
        self.text(file).lines().position(|line| line.contains(text)).unwrap() + 1
    }
}

#[test]
fn examples_and_templates_have_no_findings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut apps = 0;
    for parent in ["cli/templates", "examples"] {
        for entry in fs::read_dir(root.join(parent)).unwrap() {
            let folder = entry.unwrap().path();
            if folder.join("Cargo.toml").exists() {
                let run = offhook(&folder, &["doctor"]);
                assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.stdout);
                assert!(run.stdout.contains("\nchecked: handlers, numbers, template, panic"));
                apps += 1;
            }
        }
    }
    assert_eq!(apps, 10);
}

#[test]
fn a_finding_says_what_where_why_and_what_to_do() {
    let app = App::new("menu").append("src/main.rs", "const VET: &str = \"+12065550123\";\n");
    let line = app.line("src/main.rs", "VET");
    let run = app.doctor(&[]);
    assert_eq!(
        run.stdout,
        format!(
            "src/main.rs:{line}: a phone number in the code [numbers]\n\
             \x20 Each change of the number needs a new program, and a copy of the app for tests calls it, too.\n\
             \x20 help: read it from the environment, as a parameter of template.yaml\n\n\
             1 finding in app\n\
             checked: handlers, numbers, template, panic, events, scenarios\n\
             skipped, or nothing there: bundle\n"
        )
    );
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    // From another folder, in which the package is.
    let run = offhook(app.0.path(), &["doctor", "app/src"]);
    run.shows(&[&format!("app/src/main.rs:{line}: a phone number")]);

    let run = app.doctor(&["--skip", "numbers", "--skip", "events"]);
    run.shows(&["no findings in app", "skipped, or nothing there: numbers, bundle, events"]);
    assert_eq!(run.status, 0);
}

/// Each line with a number is a finding, unless it is of a test, documentation, or no more than a part.
const NUMBERS: &str = r#"
#[cfg(all(test, unix))]
const N: &str = "+12065550123";
#[cfg(test)]
static S: &str = "+12065550123";
#[cfg(test)]
thread_local!(static T: &str = const { "+12065550123" });
#[cfg(test)]
use offhook::action::StartBotConversation;
#[cfg(test)]
enum E { PlayAudio = to("+12065550123") }
#[cfg(test)]
trait T { const N: &str = "+12065550123"; }
#[cfg(test)]
type R = StartBotConversation;
#[cfg(test)]
impl S { const N: &str = "+12065550123"; }
#[tokio::test]
async fn t() { f("+12065550123") }
impl S {
    #[cfg(test)]
    const N: &str = "+12065550123";
    #[cfg(test)]
    fn f() -> E164 { e164!("+12065550123") }
    #[doc(test(attr(deny(warnings))))]
    fn g() -> E164 { e164!("+12065550123") } // found
}
const M: [&str; 2] = ["+1206", "call +12065550123"];
const O: [&str; 2] = ["+12065550123", "+12065550199"]; // found
#[cfg(not(test))]
const N: &str = "tel:+12065550123"; // found
/// "+12065550123"
#[doc(test(attr(deny(warnings))))]
const N: &str = "+12065550123"; // found
"#;

#[test]
fn numbers_are_found_in_all_modules_but_not_in_tests() {
    let found = "const N: &str = \"+12065550123\"; // found\n";
    let app = App::new("menu")
        .append(
            "src/main.rs",
            "mod a;\n#[cfg(test)]\nmod b;\n#[path = \"other/c.rs\"]\nmod c;\nmod d { mod e; }\nmod g;\n",
        )
        .write("src/lib.rs", "mod a;\n")
        .write("src/a/mod.rs", &format!("mod inner;\n{found}"))
        .write("src/a/inner.rs", NUMBERS)
        .write("src/b.rs", found)
        .write("src/other/c.rs", &format!("mod f;\n{found}"))
        .write("src/other/f.rs", found)
        // rustc refuses modules that contain each other.
        .write("src/d/e.rs", &format!("#[path = \"../../src/d/e.rs\"]\nmod e;\n{found}"))
        .write("src/g.rs", &format!("#![cfg(test)]\n{found}"));
    let mut expected = Vec::new();
    let files =
        ["src/a/inner.rs", "src/a/mod.rs", "src/d/e.rs", "src/other/c.rs", "src/other/f.rs"];
    for file in files {
        for (index, line) in app.text(file).lines().enumerate() {
            if line.ends_with("// found") {
                expected
                    .push(format!("{file}:{}: a phone number in the code [numbers]", index + 1));
            }
        }
    }
    assert_eq!(expected.len(), 8);
    app.has(&expected.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!app.doctor(&[]).stdout.contains("2065550123"));
}

#[test]
fn events_that_an_app_must_take_have_handlers() {
    let main = "src/main.rs";
    let apology = ",\n    apology = \"Something went wrong. Please call again later. Goodbye.\"";
    let app = App::new("outbound").replace(main, apology, "");
    app.has(&[]);
    let failed = "#[on(ActionFailed(SpeakAndGetDigits))]";
    let chosen = "#[on(ActionSuccessful(SpeakAndGetDigits))]";
    let app = app.replace(main, failed, "");
    let finding = format!(
        "src/main.rs:{}: no handler for `ActionFailed(SpeakAndGetDigits)` [handlers]",
        app.line(main, chosen)
    );
    app.has(&[&finding]);
    // Handlers of another app do not count, and those of several events do.
    let app = app.append(main, "#[on(ActionFailed, app = crate::Other)]\nasync fn other() {}\n");
    app.has(&[&finding]);
    for attribute in [
        "#[on(ActionFailed)]",
        "#[on(_)]",
        "#[on(Hangup | ActionFailed(Speak | SpeakAndGetDigits))]",
    ] {
        let text = app.text(main);
        App::new("outbound")
            .write(main, &format!("{text}\n{attribute}\nasync fn failed() {{}}\n"))
            .has(&[]);
    }

    // Options whose values are types.
    let app = App::new("outbound").replace(main, failed, "").replace(
        main,
        "session = Visit,",
        "session = Option<Visit>, flows(call), attribute_limit = 4_096,",
    );
    app.has(&[]);

    let placed = |app: &App, event| {
        let line = app.line(main, "#[on(NewOutboundCall)]");
        format!(
            "src/main.rs:{line}: a handler for `NewOutboundCall` and none for `{event}` [handlers]"
        )
    };
    let app = App::new("outbound").replace(main, "#[on(CallAnswered)]", "").replace(
        main,
        "#[on(Hangup)]",
        "",
    );
    app.has(&[&placed(&app, "CallAnswered"), &placed(&app, "Hangup")]);
    // A flow waits for the answer.
    app.append(main, "#[flow]\nasync fn call(line: &mut Line) -> Result<()> { Ok(()) }\n").has(&[]);

    let app = App::new("meeting").replace(
        main,
        "session = Visit,",
        "session = Visit, lone_leg = \"keep\",",
    );
    app.has(&[]);
    let app = app.replace(main, "#[on(Hangup)]", "");
    let line = app.line(main, "pub struct App");
    app.has(&[&format!(
        "src/main.rs:{line}: `lone_leg = \"keep\"` without a handler for `Hangup` [handlers]"
    )]);
}

#[test]
fn the_template_allows_what_the_service_does() {
    let (main, template) = ("src/main.rs", "template.yaml");
    let principal = "      Principal: voiceconnector.chime.amazonaws.com\n";
    App::new("menu").replace(template, principal, "      Principal: lex.amazonaws.com\n").has(&[
        "template.yaml: no permission for voiceconnector.chime.amazonaws.com to invoke the function [template]",
    ]);
    let source = "      SourceAccount: !Ref AWS::AccountId\n";
    let app = App::new("menu").replace(template, source, "");
    let line = app.line(template, "Principal: voice") - 2;
    app.has(&[&format!(
        "template.yaml:{line}: the permission to invoke the function names no account [template]"
    )]);
    // The template's own permission, and another one.
    let other =
        format!("  Other:\n    Properties:\n      Action: lambda:InvokeFunction\n{principal}");
    let app = App::new("menu").append(template, &other);
    let line = app.text(template).lines().count() - 1;
    app.has(&[&format!(
        "template.yaml:{line}: the permission to invoke the function names no account [template]"
    )]);

    let app = App::new("menu").replace(
        main,
        "    goodbye(line, &opening).await\n",
        "    line.play(\"a.wav\").await?;\n    line.record(\"b\").prefix(\"p\").await?;\n    goodbye(line, &opening).await\n",
    );
    let (play, record) = (app.line(main, "line.play"), app.line(main, "line.record"));
    let missing = |line, permission| {
        format!("src/main.rs:{line}: template.yaml does not allow `{permission}` [template]")
    };
    let [get, put, acl] =
        [(play, "s3:GetObject"), (record, "s3:PutObject"), (record, "s3:PutObjectAcl")]
            .map(|(line, permission)| missing(line, permission));
    app.has(&[&get, &acl, &put]);
    let policy = |actions: &str, effect: &str, service: &str| {
        let statement =
            format!("Effect: {effect}, Principal: {{ Service: {service} }}, Action: {actions}");
        format!(
            "\nResources:\n  P:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      PolicyDocument: \
                 !Ignored {{ Statement: [{{ {statement} }}] }}\n"
        )
    };
    let service = "voiceconnector.chime.amazonaws.com";
    let with = |policy: &str| {
        let text = app.text(template).replacen("\nResources:\n", policy, 1);
        App::new("menu").write(main, &app.text(main)).write(template, &text)
    };
    with(&policy("s3:*", "Allow", service)).has(&[]);
    with(&policy("[s3:GetObject, s3:PutObject]", "Allow", &format!("[{service}]"))).has(&[&acl]);
    with(&policy("s3:*", "Deny", service)).has(&[&get, &acl, &put]);
    with(&policy("s3:*", "Allow", "chime.amazonaws.com")).has(&[&get, &acl, &put]);

    let ringback =
        "fn ring(to: action::CallAndBridge) { to.ringback_s3(\"prompts\", \"ring.wav\"); }\n";
    let app = App::new("menu").append(main, ringback);
    app.has(&[&missing(app.line(main, "fn ring"), "s3:GetObject")]);

    let bot = "fn bot() -> action::StartBotConversation { todo!() }\n";
    let app = App::new("menu").append(main, bot);
    app.has(&[&missing(app.line(main, "fn bot"), "lex:StartConversation")]);
}

#[test]
fn the_template_can_be_read_and_its_alarms_have_metrics() {
    let app = App::new("menu").replace("src/main.rs", "metrics::run", "run");
    let line = app.line("template.yaml", "MetricName: Calls");
    let metric = "a metric of `offhook::metrics`, which the code does not print";
    app.has(&[&format!("template.yaml:{line}: {metric} [template]")]);

    let app = App::new("menu").append("template.yaml", "  - }\n");
    let run = app.doctor(&[]);
    run.shows(&[": invalid YAML: ", "The template can't be deployed.", "1 finding in app"]);
    assert_eq!(run.status, 1);

    let app = App::new("menu");
    fs::remove_file(app.path("template.yaml")).unwrap();
    app.has(&[]);
    app.doctor(&[]).shows(&["skipped, or nothing there: template, bundle"]);
}

#[test]
fn the_release_profile_unwinds() {
    let what = "the release profile does not set `panic = \"unwind\"` [panic]";
    let app = App::new("menu").replace("Cargo.toml", "panic = \"unwind\"", "panic = \"abort\"");
    app.has(&[&format!("Cargo.toml:{}: {what}", app.line("Cargo.toml", "panic = "))]);
    let app = App::new("menu").replace("Cargo.toml", "panic = \"unwind\"", "");
    app.has(&[&format!("Cargo.toml:{}: {what}", app.line("Cargo.toml", "[profile.release]"))]);
    let app = App::new("menu").replace("Cargo.toml", "[profile.release]", "[profile.bench]");
    app.has(&[&format!("Cargo.toml: {what}")]);
}

#[test]
fn the_program_is_within_lambdas_limits() {
    let app = App::new("menu")
        .write("target/lambda/app/bootstrap", "")
        .write("target/lambda/app/bootstrap.zip", "");
    let size = |file: &str, megabytes: u64| {
        let file =
            fs::File::options().write(true).open(app.path("target/lambda/app").join(file)).unwrap();
        file.set_len(megabytes * 1024 * 1024).unwrap();
    };
    size("bootstrap.zip", 50);
    size("bootstrap", 250);
    app.has(&[]);
    app.doctor(&[])
        .shows(&["checked: handlers, numbers, template, panic, bundle, events, scenarios"]);
    size("bootstrap.zip", 51);
    size("bootstrap", 251);
    app.has(&[
        "target/lambda/app/bootstrap: the program has 251 MB, more than 250 MB [bundle]",
        "target/lambda/app/bootstrap.zip: the program has 51 MB, more than 50 MB [bundle]",
    ]);
}

#[test]
fn events_decode() {
    let app = App::new("menu")
        .write("events/4.json", "{}")
        .write("events/5.json", "{")
        .write("events/note.txt", "{");
    let run = app.doctor(&[]);
    run.shows(&[
        "events/4.json: can't be decoded: ",
        "events/5.json: can't be decoded: ",
        "2 findings in app",
    ]);
    assert_eq!(run.status, 1);

    let app = App::new("menu");
    fs::remove_dir_all(app.path("events")).unwrap();
    let app = app.write("events/note.txt", "");
    app.has(&[]);
    app.doctor(&[]).shows(&["skipped, or nothing there: bundle, events"]);
}

#[test]
fn scenarios_are_there_and_valid() {
    let app = App::new("menu");
    fs::remove_dir_all(app.path("scenarios")).unwrap();
    app.has(&["scenarios: no scenarios [scenarios]"]);
    let app = app.write("scenarios/note.txt", "");
    app.has(&["scenarios: no scenarios [scenarios]"]);
    let app = app.write(
        "scenarios/a.yml",
        "name: A\ndial: { from: \"+14255550199\", to: \"+12065550100\" }\nstep: []\n",
    );
    app.doctor(&[]).shows(&[
        "scenarios/a.yml:3: ",
        "  `offhook call` refuses the file.",
        "1 finding",
    ]);
}

#[test]
fn what_is_not_an_app_is_an_error() {
    let error = |run: &Run, text: &str| {
        assert!(run.stderr.starts_with("error: ") && run.stderr.contains(text), "{}", run.stderr);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    };
    let app = App::new("menu");
    error(&offhook(app.0.path(), &["doctor"]), "is not in a Cargo package");
    error(&app.doctor(&["nothing"]), "nothing can't be read");
    let app = app.append("src/main.rs", "fn 1() {}\n");
    let line = app.text("src/main.rs").lines().count();
    error(
        &app.doctor(&[]),
        &format!("src/main.rs:{line}: the code can't be parsed: expected identifier"),
    );
    let app = app.replace("Cargo.toml", "[package]", "[packages]");
    error(&app.doctor(&[]), "Cargo.toml");
    for (name, manifest, text) in [
        ("workspace", "[workspace]\n", "has no package"),
        (
            "other",
            "[package]\nname = \"a\"\n[dependencies]\nserde = \"1\"\n[workspace]\n",
            "does not depend on `offhook`",
        ),
    ] {
        let folder = run::folder("doctor", name, &[("Cargo.toml", manifest), ("src/lib.rs", "")]);
        error(&offhook(&folder, &["doctor"]), text);
    }
}
