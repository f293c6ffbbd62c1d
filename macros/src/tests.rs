//! Snapshots: each `tests/expand/NAME.rs` is an app, `NAME.expanded.rs` what its attributes expand to.
//!
//! With `UPDATE_EXPANSIONS=1` in the environment the snapshots are written instead.

use std::path::Path;
use std::{env, fs};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, Meta};

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

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/expand");
    let app = folder.join(name).with_extension("rs");
    let snapshot = folder.join(name).with_extension("expanded.rs");
    let read = |path: &Path| {
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
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
        Item::Mod(module) => {
            let (attributes, name) = (&module.attrs, &module.ident);
            let visibility = &module.vis;
            let items = expand(module.content.take().expect("a module in this file").1);
            return quote!(#(#attributes)* #visibility mod #name { #items });
        }
        other => return other.to_token_stream(),
    };
    let Some(place) = attributes.iter().position(|attribute| name_of(attribute).is_some()) else {
        return item.to_token_stream();
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

/// The name of an attribute of offhook.
fn name_of(attribute: &Attribute) -> Option<&'static str> {
    let last = &attribute.path().segments.last()?.ident;
    ["app", "flow", "on", "on_error"].into_iter().find(|name| last == name)
}
