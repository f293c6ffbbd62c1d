//! Snapshots: each `tests/expand/NAME.rs` is an app, `NAME.expanded.rs` what its attributes expand to.
//! With `UPDATE_EXPANSIONS=1` in the environment the snapshots are written instead.
//!
//! Errors: each `tests/ui/fail/NAME.rs` has mistakes, `NAME.stderr` what rustc prints of the errors.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs, mem};

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Item, LitStr, Meta};

const UPDATE: &str = "UPDATE_EXPANSIONS";

#[test]
fn minimal_app() {
    check("minimal");
}

#[test]
fn app_with_session_and_failures() {
    check("session");
}

#[test]
fn apps_in_modules() {
    check("modules");
}

#[test]
fn flows() {
    check("flow");
}

/// Needs no rustc, so that every mistake is tried in a second.
#[test]
fn errors_are_those_that_rustc_prints() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui/fail");
    let entries = fs::read_dir(&folder).expect("a folder of mistakes");
    let cases: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    assert!(!cases.is_empty(), "no mistakes in {}", folder.display());
    for case in cases {
        let file = syn::parse_file(&read(&case)).expect("a crate");
        let methods: Vec<Item> = file.items.iter().flat_map(methods).collect();
        let mut reported = errors(expand(file.items));
        reported.append(&mut errors(expand(methods)));
        let printed = printed(&read(&case.with_extension("stderr")));
        assert_eq!(reported, printed, "{}", case.display());
    }
}

#[test]
fn literals_are_checked() {
    let is_refused = |code| !errors(code).is_empty();
    for number in ["+12", "+123456789012345"] {
        assert!(!is_refused(quote!(e164!(#number))), "{number}");
    }
    for number in ["", "+1", "12", "+012", "+1234567890123456", "+1 2"] {
        assert!(is_refused(quote!(e164!(#number))), "{number}");
    }
    for digits in ["0", "9*#AD,"] {
        assert!(!is_refused(quote!(digits!(#digits))), "{digits}");
    }
    for digits in ["", "E", "a", "1 2"] {
        assert!(is_refused(quote!(digits!(#digits))), "{digits}");
    }
}

/// The methods in an impl block, which their attributes see as functions.
fn methods(item: &Item) -> Vec<Item> {
    let Item::Impl(block) = item else { return Vec::new() };
    block.items.iter().filter_map(|item| syn::parse2(item.to_token_stream()).ok()).collect()
}

#[test]
fn options_are_checked() {
    let app = |options| {
        crate::app::app(
            options,
            &quote!(
                pub struct App;
            ),
        )
    };
    let longest = "é".repeat(1_000);
    assert_eq!(errors(app(quote!(apology = #longest))), BTreeSet::new());
    let needs_type = "`session` needs a type\nhelp: write `session = Visit`".to_owned();
    assert_eq!(errors(app(quote!(session Visit))), [needs_type].into());
    for (option, value) in
        [(quote!(language = "de-DE"), "\"de-DE\""), (quote!(deadline = "4s"), "4000u32")]
    {
        let expanded = app(option).to_string();
        assert!(expanded.contains(value), "{expanded}");
    }
}

#[test]
fn generic_app_loses_its_arguments() {
    let app = quote!(
        pub struct App<'a, T: Clone>
        where
            T: Copy,
        {
            a: &'a T,
            label: &'b str,
        }
    );
    let expanded = crate::app::app(TokenStream::new(), &app).to_string();
    let lenient = quote!(
        pub struct App<T = ()> {
            a: &'static T,
            label: &'b str,
        }
    );
    assert!(expanded.starts_with(&lenient.to_string()), "{expanded}");
}

/// Returns the errors in expanded code.
fn errors(code: TokenStream) -> BTreeSet<String> {
    let mut errors = BTreeSet::new();
    report(code, &mut errors);
    errors
}

fn report(code: TokenStream, errors: &mut BTreeSet<String>) {
    let (mut last, mut called) = (String::new(), String::new());
    for token in code {
        match token {
            TokenTree::Ident(ident) => last = ident.to_string(),
            TokenTree::Punct(punct) if punct.as_char() == '!' => called = mem::take(&mut last),
            TokenTree::Group(group) => match &*mem::take(&mut called) {
                "compile_error" => {
                    let text: LitStr = syn::parse2(group.stream()).expect("an error's text");
                    errors.insert(text.value());
                }
                "e164" => report(crate::literals::e164(group.stream()), errors),
                "digits" => report(crate::literals::digits(group.stream()), errors),
                _ => report(group.stream(), errors),
            },
            _ => {}
        }
    }
}

/// The errors with a remedy below the problem, which only the attributes report.
fn printed(stderr: &str) -> BTreeSet<String> {
    let errors = stderr.split("\n\n").filter_map(|error| error.strip_prefix("error: "));
    let texts = errors.filter_map(|error| Some(error.split_once("--> ")?.0.trim_end()));
    let lines = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    texts.map(lines).filter(|text| text.contains("\nhelp: ")).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/expand");
    let app = folder.join(name).with_extension("rs");
    let snapshot = folder.join(name).with_extension("expanded.rs");
    let app = syn::parse_file(&read(&app)).expect("an app");
    let expanded = expand(app.items);
    let expanded = prettyplease::unparse(&syn::parse2(expanded).expect("items"));
    if env::var_os(UPDATE).is_some() {
        fs::write(&snapshot, expanded).expect("a writable snapshot");
        return;
    }
    assert!(
        read(&snapshot) == expanded,
        "{} differs from the expansion; {UPDATE}=1 writes it",
        snapshot.display(),
    );
}

/// Expands the attributes of offhook, from the outside in, also in modules.
fn expand(items: Vec<Item>) -> TokenStream {
    items.into_iter().map(expand_item).collect()
}

fn expand_item(mut item: Item) -> TokenStream {
    let attributes = match &mut item {
        Item::Fn(function) => &mut function.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Const(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Mod(module) => &mut module.attrs,
        other => return other.to_token_stream(),
    };
    let Some(place) = attributes.iter().position(|attribute| name_of(attribute).is_some()) else {
        return expand_content(item);
    };
    let attribute = attributes.remove(place);
    let arguments = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    let item = item.to_token_stream();
    let expanded = match name_of(&attribute) {
        Some("app") => crate::app::app(arguments, &item),
        Some("flow") => crate::flow::flow(arguments, &item),
        Some("on") => crate::handler::on(arguments, &item),
        _ => crate::handler::on_error(arguments, &item),
    };
    let expanded: syn::File = syn::parse2(expanded).expect("items");
    expand(expanded.items)
}

/// Expands the attributes inside a module.
fn expand_content(item: Item) -> TokenStream {
    let Item::Mod(module) = item else { return item.to_token_stream() };
    let (attributes, visibility, name) = (module.attrs, module.vis, module.ident);
    let items = expand(module.content.expect("a module in this file").1);
    quote!(#(#attributes)* #visibility mod #name { #items })
}

/// The name of an attribute of offhook.
fn name_of(attribute: &Attribute) -> Option<&'static str> {
    let last = &attribute.path().segments.last()?.ident;
    ["app", "flow", "on", "on_error"].into_iter().find(|name| last == name)
}
