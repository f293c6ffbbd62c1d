//! The modules of `offhook` and of `offhook-service` depend on each other in one direction.

mod offhook;
mod paths;
mod service;

use std::fs;
use std::path::Path;

use offhook_tests::folder;

/// The files of a crate, by their path in `src`; without `lib.rs`, which names them all, and without
/// files of tests.
fn sources(crate_folder: &str) -> Vec<(String, String)> {
    fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                collect(&path, &format!("{name}/"), files);
            } else if name != "lib.rs" && !name.ends_with("/tests.rs") {
                files.push((name, fs::read_to_string(&path).expect("a source file")));
            }
        }
    }
    let mut files = Vec::new();
    collect(&folder(&format!("../{crate_folder}/src")), "", &mut files);
    assert!(files.len() > 20, "{} source files", files.len());
    files
}

/// The path of a file's module below the crate's root, such as `action/pause`.
fn module(file: &str) -> &str {
    file.trim_end_matches(".rs").trim_end_matches("/mod")
}

/// How many modules a file is below the crate's root.
fn depth(file: &str) -> usize {
    module(file).split('/').count()
}
