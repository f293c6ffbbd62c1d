//! The files of `offhook-service`: no circle between them, and no runtime below them.

use std::collections::BTreeMap;
use std::process::Command;

use offhook_tests::folder;

use super::{depth, module, paths, sources};

/// The modules, each above those that it may use: the ones before it. `call` is one module in several
/// files, as all of them are methods of `Call`.
const ORDER: [&str; 35] = [
    "milliseconds",
    "keys",
    "profile",
    "settings",
    "pattern",
    "attributes",
    "refusal",
    "leg",
    "record",
    "output",
    "media",
    "input",
    "ground",
    "action/queued",
    "action/stimulus",
    "action/check",
    "action/collector",
    "action/listener",
    "action/audio",
    "action/bot",
    "action/bridge",
    "action/call_recording",
    "action/get_digits",
    "action/meeting",
    "action/pause",
    "action/receive_digits",
    "action/record",
    "action/send_digits",
    "action/voice_focus",
    "action",
    "queue",
    "reply",
    "event",
    "delivery",
    "call",
];

/// The actions that may use others: the pieces that they are made of.
const PIECES: [&str; 5] =
    ["action/queued", "action/stimulus", "action/check", "action/collector", "action/listener"];

fn place(module: &str) -> usize {
    let module = if module.starts_with("call/") { "call" } else { module };
    let place = ORDER.iter().position(|known| *known == module);
    place.unwrap_or_else(|| panic!("`{module}` is not in the order"))
}

#[test]
fn files_use_only_those_below_them() {
    let exported = exported();
    let mut checked = 0;
    for (file, code) in sources("service") {
        let own = module(&file);
        let from_root = paths::from_root(&code, depth(&file)).into_iter();
        // What is in the crate's root is a module, or exported from one: the switches by `*`.
        let mut used: Vec<String> = from_root
            .filter(|name| name != "Time")
            .map(|name| match exported.get(&name) {
                Some(module) => module.clone(),
                None if name.starts_with(char::is_uppercase) => exported["*"].clone(),
                None => name,
            })
            .collect();
        if let Some((parent, _)) = own.split_once('/').filter(|(parent, _)| *parent == "action") {
            used.extend(paths::from_parent(&code).into_iter().map(|name| {
                let sibling = format!("{parent}/{name}");
                if ORDER.contains(&&*sibling) { sibling } else { parent.to_owned() }
            }));
        }
        for used in used {
            let is_own_call = own.starts_with("call") && used == "call";
            assert!(place(&used) < place(own) || is_own_call, "`{own}` uses `{used}`");
            let is_sibling = own.starts_with("action/") && used.starts_with("action/");
            assert!(!is_sibling || PIECES.contains(&&*used), "`{own}` uses `{used}`");
            checked += 1;
        }
    }
    assert!(checked > 150, "{checked} paths");
}

/// The module of each name that `lib.rs` exports.
fn exported() -> BTreeMap<String, String> {
    let lib = std::fs::read_to_string(folder("../service/src/lib.rs")).expect("a source file");
    let exports = lib.split("pub use self::").skip(1).filter_map(|export| export.split(';').next());
    let mut exported = BTreeMap::new();
    for (module, names) in exports.filter_map(|path| path.split_once("::")) {
        let names = names.trim_matches(['{', '}']).split(',').map(str::trim);
        let names = names.filter(|name| !name.is_empty());
        exported.extend(names.map(|name| (name.to_owned(), module.to_owned())));
    }
    assert_eq!(exported.get("LegId").map(String::as_str), Some("leg"));
    exported
}

#[test]
fn model_needs_no_runtime() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "-p", "offhook-service", "--edges", "normal", "--prefix", "none"])
        .args(["--locked", "--offline"])
        .current_dir(folder(".."))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&tree.stdout);
    assert!(tree.contains("offhook-service v") && tree.contains("serde_json v"), "{tree}");
    for runtime in ["tokio", "hyper", "tower", "futures", "mio", "lambda_runtime"] {
        let is_in =
            |line: &str| line.split(' ').next().is_some_and(|name| name.starts_with(runtime));
        assert!(!tree.lines().any(is_in), "{runtime}\n{tree}");
    }
}
