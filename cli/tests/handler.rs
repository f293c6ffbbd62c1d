//! Tests of `--handler`: functions of Node.js and Python files, run by the command's loaders.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

mod run;

use run::{Run, folder};

const SCENARIO: &str = "dial: { from: a, to: b }\nsteps: [is_hung_up]\n";

/// A module that hangs up a new call.
const NODE: &str = r#"
const hangup = { Type: "Hangup", Parameters: { SipResponseCode: "0" } };
const reply = (event) =>
  ({ SchemaVersion: "1.0", Actions: event.InvocationEventType === "NEW_INBOUND_CALL" ? [hangup] : [] });
"#;
const PYTHON: &str = r#"
hangup = {"Type": "Hangup", "Parameters": {"SipResponseCode": "0"}}
def reply(event):
    new = event["InvocationEventType"] == "NEW_INBOUND_CALL"
    return {"SchemaVersion": "1.0", "Actions": [hangup] if new else []}
"#;

/// Calls a function of a file with this text.
fn call(name: &str, file: &str, function: &str, text: &str) -> Run {
    let folder = folder("handler", name, &[("a.yaml", SCENARIO), (file, text)]);
    offhook(&folder, file, function)
}

fn offhook(folder: &Path, file: &str, function: &str) -> Run {
    let handler = format!("{}.{function}", file.rsplit_once('.').unwrap().0);
    let mut offhook = Command::new(env!("CARGO_BIN_EXE_offhook"));
    offhook.args(["call", "a.yaml", "--logs", "--width", "300", "--full", "--handler", &handler]);
    Run::new(offhook.current_dir(folder).stdin(Stdio::null()))
}

fn fails_to_start(run: &Run, problem: &str) {
    let start = format!("error: the Lambda failed to initialize: {problem}");
    assert!(run.stderr.starts_with(&start), "{}", run.stderr);
    assert_eq!(run.status, 3);
}

#[track_caller]
fn passes(run: &Run) {
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
}

#[test]
#[ignore = "needs Node.js; .ci/run runs it"]
fn node_functions_answer_in_every_way() {
    for (name, file, text) in [
        ("async", "index.mjs", "export const handler = async (event) => reply(event);"),
        ("module", "index.js", "export const handler = async (event) => reply(event);"),
        ("common", "index.js", "exports.handler = async (event) => reply(event);"),
        ("cjs", "index.cjs", "exports.handler = (event) => Promise.resolve(reply(event));"),
        ("folder", "src/index.js", "exports.handler = async (event) => reply(event);"),
        (
            "callback",
            "index.js",
            "exports.handler = (event, _, callback) => setTimeout(() => callback(null, reply(event)), 5);",
        ),
        (
            "at_once",
            "index.js",
            "setInterval(() => {}, 1000);
             exports.handler = (event, context, callback) => {
               context.callbackWaitsForEmptyEventLoop = false;
               callback(undefined, reply(event));
             };",
        ),
        (
            "succeed",
            "index.js",
            "exports.handler = (event, context) => context.succeed(reply(event));",
        ),
    ] {
        let files = [("a.yaml", SCENARIO), (file, &*format!("{NODE}{text}"))];
        let folder = folder("handler", name, &files);
        if name == "module" {
            fs::write(folder.join("package.json"), r#"{"type": "module"}"#).unwrap();
        } else {
            fs::write(folder.join("package.json"), "{}").unwrap();
        }
        passes(&offhook(&folder, file, "handler"));
    }
    let nested = format!("{NODE}exports.api = {{ desk: async (event) => reply(event) }};");
    passes(&call("nested", "index.js", "api.desk", &nested));
}

#[test]
#[ignore = "needs Node.js; .ci/run runs it"]
fn callback_waits_for_what_is_left_to_do() {
    let text = "process.on('beforeExit', () => console.info('idle'));
    exports.handler = (event, context, callback) => {
        callback(null, reply(event));
        setTimeout(() => console.info('done', event.Sequence), 20);
    };";
    let run = call("waits", "index.js", "handler", &format!("{NODE}{text}"));
    passes(&run);
    run.shows(&["INFO done 1", "INFO idle", "INFO done 2"]);
}

#[test]
#[ignore = "needs Node.js; .ci/run runs it"]
fn node_functions_have_a_context_and_logs() {
    let text = "exports.handler = async (event, context) => {
        console.log('%s: %j', context.functionVersion, Object.keys(context).sort());
        console.warn(context.getRemainingTimeInMillis() > 1000, context.awsRequestId);
        console.error(context.invokedFunctionArn);
        return reply(event);
    };";
    let run = call("context", "index.js", "handler", &format!("{NODE}{text}"));
    passes(&run);
    run.shows(&[
        r#"INFO $LATEST: ["awsRequestId","callbackWaitsForEmptyEventLoop","clientContext","done","fail","functionName","functionVersion","getRemainingTimeInMillis","identity","invokedFunctionArn","logGroupName","logStreamName","memoryLimitInMB","succeed"]"#,
        "WARN true ",
        "ERROR arn:aws:lambda:us-east-1:",
    ]);
    let warning = run.stdout.lines().find(|line| line.contains("WARN")).unwrap();
    let words: Vec<_> = warning.split_whitespace().collect();
    assert!(words[1].ends_with('Z') && words[2] == words[5], "time and request id: {warning}");
}

#[test]
#[ignore = "needs Node.js; .ci/run runs it"]
fn errors_of_node_functions_are_reported() {
    for (name, text, problem, log) in [
        (
            "throws",
            "throw new TypeError('no menu');",
            "TypeError: no menu",
            "ERROR Invoke Error  {\"errorType\":\"TypeError\"",
        ),
        (
            "rejects",
            "return Promise.reject(new Error('no menu'));",
            "Error: no menu",
            "ERROR Invoke Error",
        ),
        ("fails", "callback(new Error('no menu'));", "Error: no menu", "ERROR Invoke Error"),
        (
            "text",
            "callback('no menu');",
            "string: no menu",
            r#"ERROR Invoke Error  {"errorType":"string","errorMessage":"no menu","stack":[]}"#,
        ),
        (
            "name",
            "throw Object.assign(new Error('no menu'), { name: 'No\\nmenu', code: 7 });",
            "menu: no menu",
            r#""code":7"#,
        ),
        (
            "late",
            "setTimeout(() => { throw new Error('late'); });",
            "Error: late",
            "ERROR Uncaught Exception",
        ),
        (
            "unhandled",
            "Promise.reject(new Error('lost'));",
            "Runtime.UnhandledPromiseRejection: Error: lost",
            "ERROR Uncaught Exception",
        ),
        ("silent", "", "invalid reply", ""),
    ] {
        let text = format!("exports.handler = (event, context, callback) => {{ {text} }};");
        let run = call(name, "index.js", "handler", &text);
        run.shows(&[problem, log]);
        assert_eq!(run.status, 1, "{}", run.stdout);
    }
    for (name, text, problem) in [
        ("missing", "", "Runtime.HandlerNotFound: index.handler is undefined or not exported"),
        (
            "no_function",
            "exports.handler = 7;",
            "Runtime.HandlerNotFound: index.handler is not a function",
        ),
        ("syntax", "oops(", "Runtime.UserCodeSyntaxError: SyntaxError: "),
        (
            "import",
            "require('no-such-module');",
            "Runtime.ImportModuleError: Error: Cannot find module 'no-such-module'",
        ),
        ("start", "throw new RangeError('no settings');", "RangeError: no settings"),
    ] {
        fails_to_start(&call(name, "index.js", "handler", text), problem);
    }
}

#[test]
#[ignore = "needs Python; .ci/run runs it"]
fn python_functions_answer_with_a_context_and_logs() {
    let text = r#"
import logging
from decimal import Decimal

def lambda_handler(event, context):
    print("fields", sorted(name for name in dir(context) if not name.startswith("_")))
    print("print", context.function_version, context.get_remaining_time_in_millis() > 1000, end="")
    context.log(" and log\n")
    logging.getLogger().warning("a warning of %s", context.aws_request_id)
    logging.getLogger().info("not shown")
    answer = reply(event)
    answer["TransactionAttributes"] = {"n": Decimal("1.5")}
    return answer
"#;
    let run = call("python", "app.py", "lambda_handler", &format!("{PYTHON}{text}"));
    passes(&run);
    run.shows(&[
        "fields ['aws_request_id', 'client_context', 'function_name', 'function_version', 'get_remaining_time_in_millis', 'identity', 'invoked_function_arn', 'log', 'log_group_name', 'log_stream_name', 'memory_limit_in_mb']",
        "print $LATEST True and log",
        "[WARNING] 2",
    ]);
    let warning = run.stdout.lines().find(|line| line.contains("[WARNING]")).unwrap();
    let words: Vec<_> = warning.split_whitespace().collect();
    assert!(words[2].ends_with('Z') && words[3] == words[7], "time and request id: {warning}");
    assert!(!run.stdout.contains("not shown"), "{}", run.stdout);
    let text = format!("{PYTHON}\ndef main(event, context): return reply(event)");
    passes(&call("python_folder", "src/app.py", "main", &text));
}

#[test]
#[ignore = "needs Python; .ci/run runs it"]
fn errors_of_python_functions_are_reported() {
    for (name, text, problem) in [
        ("python_raises", "raise ValueError('no menu')", "ValueError: no menu"),
        (
            "python_set",
            "return {1, 2}",
            "Runtime.MarshalError: Unable to marshal response: Object of type set is not JSON serializable",
        ),
    ] {
        let text = format!("def handler(event, context):\n    {text}\n");
        let run = call(name, "app.py", "handler", &text);
        run.shows(&[problem, &format!("│ [ERROR] {problem}")]);
        assert_eq!(run.status, 1, "{}", run.stdout);
        if name == "python_raises" {
            run.shows(&["│ Traceback (most recent call last):", "app.py\", line 2, in handler"]);
            assert!(!run.stdout.contains("<string>"), "{}", run.stdout);
        }
    }
    for (name, text, problem) in [
        (
            "python_missing",
            "",
            "Runtime.HandlerNotFound: Handler 'handler' missing on module 'app'",
        ),
        ("python_syntax", "oops(", "Runtime.UserCodeSyntaxError: Syntax error in module 'app': "),
        (
            "python_import",
            "import no_such",
            "Runtime.ImportModuleError: Unable to import module 'app': No module named 'no_such'",
        ),
        ("python_start", "raise RuntimeError('no settings')", "RuntimeError: no settings"),
    ] {
        fails_to_start(&call(name, "app.py", "handler", text), problem);
    }
}

#[test]
fn wrong_names_are_rejected() {
    let folder = folder("handler", "wrong", &[("a.yaml", SCENARIO)]);
    let run = offhook(&folder, "index.js", "handler");
    assert!(
        run.stderr.starts_with("error: no file for the handler index.handler in "),
        "{}",
        run.stderr
    );
    assert_eq!(run.status, 2);
    let mut offhook = Command::new(env!("CARGO_BIN_EXE_offhook"));
    let run = Run::new(offhook.args(["call", "a.yaml", "--handler", "index"]).current_dir(&folder));
    assert!(run.stderr.contains("expected FILE.FUNCTION, such as index.handler"), "{}", run.stderr);
    assert_eq!(run.status, 2);
}

/// The commands of the page about other languages.
#[test]
#[ignore = "needs Node.js and Python; .ci/run runs it"]
fn examples_in_other_languages_pass() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/other-languages");
    let page = fs::read_to_string(examples.join("README.md")).unwrap();
    let commands = page.lines().filter_map(|line| line.strip_prefix("$ offhook call --handler "));
    // Those that continue on the next line need a service.
    let commands: Vec<_> = commands.filter(|line| !line.ends_with('\\')).collect();
    assert_eq!(commands.len(), 3, "{page}");
    for handler in commands {
        let mut offhook = Command::new(env!("CARGO_BIN_EXE_offhook"));
        offhook.args(["call", "--handler", handler]).current_dir(&examples);
        let run = Run::new(&mut offhook);
        passes(&run);
        run.shows(&["4 scenarios: 4 passed, 0 failed; 0 findings; "]);
    }
}

/// What the book says of the function that it moves.
#[test]
#[ignore = "needs Python; .ci/run runs it"]
fn the_function_of_the_book_fails_where_it_says() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/other-languages");
    let call = |folder: &Path, args: &[&str]| {
        let mut offhook = Command::new(env!("CARGO_BIN_EXE_offhook"));
        offhook.args(["call", "--handler", "python/app.lambda_handler", "--quiet"]).args(args);
        Run::new(offhook.current_dir(folder))
    };
    let run = call(&examples, &["--every-profile"]);
    run.shows(&[
        "KeyError: 'ReceivedDigits'",
        "failed  The caller hangs up during the menu: 1 of ",
    ]);
    assert_eq!(run.status, 1, "{}", run.stderr);

    // Without the check that it has, its apology fails without end.
    let function = fs::read_to_string(examples.join("python/app.py")).unwrap();
    let careless = function.replace(r#" and action["Type"] == "Speak":"#, " and False:");
    assert_ne!(careless, function);
    let folder = folder("handler", "careless", &[("python/app.py", &*careless)]);
    let scenarios = examples.join("scenarios/speech-fails.yaml");
    let run = call(&folder, &[scenarios.to_str().unwrap()]);
    run.shows(&["failed  Speech fails: 1000 invocations, 2 findings"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
}
