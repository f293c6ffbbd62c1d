//! The parts of an app's source code that the checks need, without its tests.
//!
//! Depends on `syn`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::token::Paren;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, ExprLit, Ident, ImplItem, Item, Lit, Meta, Pat, Path as SynPath, Token, Type,
};

use super::finding::Place;

/// The contents of an app's files.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The files, each read once: a module can be of both a program and a library.
    files: BTreeSet<PathBuf>,
    pub(super) apps: Vec<AppAttribute>,
    pub(super) handlers: Vec<Handler>,
    pub(super) has_flows: bool,
    /// The phone numbers in literals.
    pub(super) numbers: Vec<Place>,
    /// The names in the code, each with its first place.
    pub(super) names: BTreeMap<String, Place>,
    /// The methods that are called on a variable `line`, each with its first place.
    pub(super) line_methods: BTreeMap<String, Place>,
}

/// `#[app(…)]`
#[derive(Debug)]
pub(super) struct AppAttribute {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) has_apology: bool,
    /// Whether `lone_leg = "keep"` is set.
    pub(super) keeps_lone_leg: bool,
}

/// `#[on(…)]`
#[derive(Debug)]
pub(super) struct Handler {
    pub(super) place: Place,
    /// The app that it belongs to.
    pub(super) app: String,
    pub(super) events: Vec<Handled>,
}

/// An event that a handler takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Handled {
    /// `_`
    Others,
    /// `Hangup`, or `ActionFailed` of any action.
    Event(String),
    /// `ActionFailed(Speak)`
    OfAction(String, String),
}

impl Source {
    /// Reads the files of these roots and of their modules.
    pub(super) fn read(roots: &[PathBuf]) -> Result<Self> {
        let mut source = Self::default();
        for root in roots {
            let modules = root.parent().unwrap_or(Path::new("")).to_owned();
            source.file(root, modules)?;
        }
        Ok(source)
    }

    /// Reads a file whose modules are in the folder `modules`, and those modules.
    fn file(&mut self, file: &Path, modules: PathBuf) -> Result<()> {
        let file =
            &file.canonicalize().with_context(|| format!("{} can't be read", file.display()))?;
        if !self.files.insert(file.clone()) {
            return Ok(());
        }
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} can't be read", file.display()))?;
        let code = syn::parse_file(&text).map_err(|error| {
            let line = error.span().start().line;
            anyhow!("{}:{line}: the code can't be parsed: {error}", file.display())
        })?;
        if code.attrs.iter().any(is_of_tests) {
            return Ok(());
        }
        let mut reader = Reader { source: self, file, modules, files: Vec::new() };
        reader.visit_file(&code);
        for (file, modules) in reader.files {
            self.file(&file, modules)?;
        }
        Ok(())
    }
}

/// Reads one file.
struct Reader<'r> {
    source: &'r mut Source,
    file: &'r Path,
    /// The folder of the modules that are declared here.
    modules: PathBuf,
    /// The files of those modules, each with the folder of its own modules.
    files: Vec<(PathBuf, PathBuf)>,
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = attributes(item);
        if attributes.iter().any(is_of_tests) {
            return;
        }
        for attribute in attributes {
            match last(attribute.path()).as_deref() {
                Some("app") => self.app(attribute, item),
                Some("on") => self.handler(attribute),
                Some("flow") => self.source.has_flows = true,
                _ => {}
            }
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes: &[Attribute] = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            _ => &[],
        };
        if !attributes.iter().any(is_of_tests) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let name = module.ident.to_string();
        if module.content.is_some() {
            self.modules.push(name);
            visit::visit_item_mod(self, module);
            self.modules.pop();
            return;
        }
        let folder = self.modules.join(&name);
        // The modules of a file with a path of its own are beside it.
        let named = module.attrs.iter().find_map(path_of).and_then(|path| {
            let file = self.file.parent()?.join(path);
            Some((file.clone(), file.parent()?.to_owned()))
        });
        let places = [self.modules.join(format!("{name}.rs")), folder.join("mod.rs")];
        let mut files = named.into_iter().chain(places.map(|file| (file, folder.clone())));
        // rustc reports a module without a file.
        self.files.extend(files.find(|(file, _)| file.is_file()));
    }

    /// Attributes are documentation, or read above.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_ident(&mut self, name: &'ast Ident) {
        let place = self.place(name.span());
        self.source.names.entry(name.to_string()).or_insert(place);
    }

    fn visit_lit(&mut self, literal: &'ast Lit) {
        if let Lit::Str(text) = literal
            && is_phone_number(&text.value())
        {
            self.source.numbers.push(self.place(literal.span()));
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let Expr::Path(receiver) = &*call.receiver
            && receiver.path.is_ident("line")
        {
            let place = self.place(call.method.span());
            self.source.line_methods.entry(call.method.to_string()).or_insert(place);
        }
        visit::visit_expr_method_call(self, call);
    }
}

impl Reader<'_> {
    fn place(&self, span: proc_macro2::Span) -> Place {
        Place::line(self.file, span.start().line)
    }

    /// The arguments of a macro: any tokens.
    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(name) => self.visit_ident(&name),
                TokenTree::Literal(literal) => self.visit_lit(&Lit::new(literal)),
                TokenTree::Punct(_) => {}
            }
        }
    }

    fn app(&mut self, attribute: &Attribute, item: &Item) {
        let Item::Struct(item) = item else { return };
        let options = match &attribute.meta {
            Meta::List(list) => options.parse2(list.tokens.clone()).unwrap_or_default(),
            _ => Vec::new(),
        };
        let keeps = |value: &Value| *value == Value::Text("keep".to_owned());
        self.source.apps.push(AppAttribute {
            name: item.ident.to_string(),
            place: self.place(item.ident.span()),
            has_apology: option(&options, "apology").is_some(),
            keeps_lone_leg: option(&options, "lone_leg").is_some_and(keeps),
        });
    }

    fn handler(&mut self, attribute: &Attribute) {
        let parsed = attribute.parse_args_with(|input: ParseStream<'_>| {
            let pattern = Pat::parse_multi_with_leading_vert(input)?;
            input.parse::<Option<Token![,]>>()?;
            Ok((pattern, options(input)?))
        });
        // rustc reports an attribute that can't be read.
        let Ok((pattern, options)) = parsed else { return };
        let app = match option(&options, "app") {
            Some(Value::Name(name)) => name.clone(),
            _ => "App".to_owned(),
        };
        let mut events = Vec::new();
        handled(&pattern, None, &mut events);
        let place = Place::line(self.file, attribute.pound_token.spans[0].start().line);
        self.source.handlers.push(Handler { place, app, events });
    }
}

/// Adds the events of a pattern such as `Hangup | ActionFailed(Speak | Pause)`.
fn handled(pattern: &Pat, event: Option<&str>, events: &mut Vec<Handled>) {
    let mut add = |name: Option<String>| {
        events.extend(name.map(|name| match event {
            Some(event) => Handled::OfAction(event.to_owned(), name),
            None => Handled::Event(name),
        }));
    };
    match pattern {
        Pat::Wild(_) => events.push(match event {
            Some(event) => Handled::Event(event.to_owned()),
            None => Handled::Others,
        }),
        Pat::Ident(name) => add(Some(name.ident.to_string())),
        Pat::Or(cases) => cases.cases.iter().for_each(|case| handled(case, event, events)),
        Pat::TupleStruct(of_action) => {
            let event = last(&of_action.path);
            of_action.elems.iter().for_each(|action| handled(action, event.as_deref(), events));
        }
        _ => {}
    }
}

/// The value of an option.
#[derive(PartialEq)]
enum Value {
    Text(String),
    /// The last name of a type or of another path.
    Name(String),
    Other,
}

/// Parses options such as `disconnected, flows(front_desk), app = path::To, session = Visit<u8>`.
fn options(input: ParseStream<'_>) -> syn::Result<Vec<(Ident, Value)>> {
    let option = |input: ParseStream<'_>| {
        let name = input.parse()?;
        if input.peek(Paren) {
            input.parse::<TokenTree>()?;
        }
        let value = if input.parse::<Option<Token![=]>>()?.is_none() {
            Value::Other
        } else if input.peek(Lit) {
            match input.parse()? {
                Lit::Str(text) => Value::Text(text.value()),
                _ => Value::Other,
            }
        } else {
            match input.parse()? {
                Type::Path(path) => last(&path.path).map_or(Value::Other, Value::Name),
                _ => Value::Other,
            }
        };
        Ok((name, value))
    };
    Ok(input.parse_terminated(option, Token![,])?.into_iter().collect())
}

/// Returns the value of an option.
fn option<'o>(options: &'o [(Ident, Value)], name: &str) -> Option<&'o Value> {
    options.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// Returns the last name of a path.
fn last(path: &SynPath) -> Option<String> {
    path.segments.last().map(|segment| segment.ident.to_string())
}

/// Returns the file of `#[path = "…"]`.
fn path_of(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else { return None };
    match &meta.value {
        Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) if meta.path.is_ident("path") => {
            Some(path.value())
        }
        _ => None,
    }
}

/// Returns whether code with this attribute is a test, or compiled for tests alone.
fn is_of_tests(attribute: &Attribute) -> bool {
    let is_test = |token: TokenTree| matches!(token, TokenTree::Ident(name) if name == "test");
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let mut tokens = list.tokens.clone().into_iter();
            match tokens.next() {
                Some(TokenTree::Ident(name)) if name == "all" => match tokens.next() {
                    Some(TokenTree::Group(all)) => all.stream().into_iter().any(is_test),
                    _ => false,
                },
                Some(token) => is_test(token),
                None => false,
            }
        }
        meta => last(meta.path()).as_deref() == Some("test"),
    }
}

/// Returns the attributes of an item that the checks look into.
fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns whether a text is a number in the format E.164, perhaps as a URI.
fn is_phone_number(text: &str) -> bool {
    let number = text.strip_prefix("tel:").unwrap_or(text).strip_prefix('+');
    number.is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
