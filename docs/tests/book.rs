//! The pages of the book: their code is that of programs, and their links lead somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The pages by their file names.
fn pages() -> BTreeMap<String, String> {
    let files = fs::read_dir("src").unwrap().map(|file| file.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// Code blocks of a page: the language and the lines of each.
fn blocks(page: &str) -> Vec<(&str, Vec<&str>)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            blocks.push((language, lines.by_ref().take_while(|line| *line != "```").collect()));
        }
    }
    blocks
}

/// A page without its code blocks.
fn prose(page: &str) -> String {
    page.split("```").step_by(2).collect()
}

/// The file that a line includes, and its anchor.
fn included(line: &str) -> Option<(PathBuf, Option<&str>)> {
    let path = line.strip_prefix("{{#include ")?.strip_suffix("}}")?;
    let (path, anchor) = match path.split_once(':') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (path, None),
    };
    Some((Path::new("src").join(path), anchor))
}

/// Whether a file of `code` is part of a program: its root, or a module of one.
fn is_compiled(file: &Path) -> bool {
    let (folder, module) = (file.parent().unwrap(), file.file_stem().unwrap().to_str().unwrap());
    let below = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("main.rs"));
    let roots =
        below.chain([folder.join("main.rs")]).filter_map(|root| fs::read_to_string(root).ok());
    module == "main" || roots.into_iter().any(|root| root.contains(&format!("mod {module};")))
}

/// The targets of links that begin with `start`, without it.
fn links<'a>(page: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    page.split("](").skip(1).filter_map(move |link| link.split_once(')')?.0.strip_prefix(start))
}

/// The ids that mdBook gives to the headings of a page.
fn headings(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter_map(|line| line.strip_prefix('#'));
    let id = |heading: &str| {
        let kept = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        let text = heading.trim_start_matches('#').trim().to_lowercase();
        text.chars().filter(|c| kept(*c)).map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(id).collect()
}

#[test]
fn the_summary_has_every_page() {
    let pages = pages();
    let listed: Vec<&str> = links(&pages["SUMMARY.md"], "").collect();
    let all: BTreeSet<&str> = pages.keys().map(String::as_str).collect();
    assert_eq!(listed.iter().copied().chain(["SUMMARY.md"]).collect::<BTreeSet<_>>(), all);
    assert_eq!(listed.len() + 1, all.len(), "a page is listed twice: {listed:?}");
}

/// Programs and scenarios are included from files, which other tests compile and run.
#[test]
fn code_is_included_from_files() {
    let mut count = 0;
    for (name, page) in pages() {
        for (language, lines) in blocks(&page) {
            let includes: Vec<_> = lines.iter().filter_map(|line| included(line)).collect();
            for (path, anchor) in &includes {
                let file = fs::read_to_string(path);
                let file =
                    file.unwrap_or_else(|error| panic!("{name}: {}: {error}", path.display()));
                let Some(anchor) = anchor else { continue };
                for mark in ["ANCHOR", "ANCHOR_END"] {
                    let mark = format!("{mark}: {anchor}\n");
                    assert!(file.contains(&mark), "{name}: {} has no {mark}", path.display());
                }
            }
            match language {
                "rust" | "yaml" | "python" => {
                    assert_eq!((lines.len(), includes.len()), (1, 1), "{name}: {lines:?}");
                    let path = &includes[0].0;
                    let is_program = language == "rust" && path.starts_with("src/../code");
                    assert!(!is_program || is_compiled(path), "{name}: {}", path.display());
                    count += 1;
                }
                "console" | "text" => {}
                other => panic!("{name}: a block of {other:?}"),
            }
        }
    }
    assert!(count > 40, "{count} blocks");
}

#[test]
fn links_between_pages_lead_to_headings() {
    let pages = pages();
    for (name, page) in &pages {
        let text = prose(page);
        let links: Vec<_> = links(&text, "").filter(|link| !link.starts_with("https://")).collect();
        for link in links {
            let (page, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = pages.get(page).unwrap_or_else(|| panic!("{name}: no page {link}"));
            let known = heading.is_empty() || headings(target).contains(heading);
            assert!(known, "{name}: {link}: {:?}", headings(target));
        }
    }
}

/// Paths of the repository, such as `examples/voicemail`, exist.
#[test]
fn folders_exist() {
    let mut count = 0;
    for (name, page) in pages() {
        for path in prose(&page)
            .split('`')
            .filter(|code| ["examples/", "docs/"].iter().any(|start| code.starts_with(start)))
        {
            assert!(Path::new("..").join(path).exists(), "{name}: {path}");
            count += 1;
        }
    }
    assert!(count > 5, "{count} paths");
}

/// Links to docs.rs lead to pages that rustdoc writes.
#[test]
#[ignore = "needs `cargo doc --workspace --all-features`; `.ci/run` runs it"]
fn links_to_rustdoc_lead_to_items() {
    let mut count = 0;
    for (name, page) in pages() {
        for link in links(&page, "https://docs.rs/") {
            let (path, id) = link.split_once('#').unwrap_or((link, ""));
            let (_, path) = path.split_once("/latest/").unwrap_or_else(|| panic!("{name}: {link}"));
            let path =
                if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
            let file = fs::read_to_string(Path::new("../target/doc").join(&path));
            let file = file.unwrap_or_else(|error| panic!("{name}: {link}: {error}"));
            assert!(id.is_empty() || file.contains(&format!("id=\"{id}\"")), "{name}: {link}");
            count += 1;
        }
    }
    assert!(count > 10, "{count} links");
}
