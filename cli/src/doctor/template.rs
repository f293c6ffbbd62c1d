//! The check of `template.yaml`: does it allow what the audio service does for the code?
//!
//! Depends on `saphyr` for YAML. Policies count wherever they are: for a bucket or a bot, and
//! in whichever resource type.

use std::path::Path;

use saphyr::{LoadableYamlNode, MarkedYaml, YamlData};

use super::finding::{Check, Finding, Place};
use super::source::Source;

/// The audio service.
const SERVICE: &str = "voiceconnector.chime.amazonaws.com";

/// What the service needs for actions, and for the methods of a flow's line that run them.
const NEEDS: [Need; 3] = [
    Need {
        actions: &["PlayAudio", "PlayAudioAndGetDigits"],
        methods: &["play"],
        permissions: &["s3:GetObject"],
        why: "The service can't read audio files, and the action fails with InvalidAudioSource.",
    },
    Need {
        actions: &["RecordAudio", "StartCallRecording"],
        methods: &["record"],
        permissions: &["s3:PutObject", "s3:PutObjectAcl"],
        why: "The service can't write recordings, and the action fails.",
    },
    Need {
        actions: &["StartBotConversation"],
        methods: &["bot"],
        permissions: &["lex:StartConversation"],
        why: "The service can't talk to the bot, and the action fails.",
    },
];

struct Need {
    actions: &'static [&'static str],
    methods: &'static [&'static str],
    permissions: &'static [&'static str],
    why: &'static str,
}

/// Checks a template against the code.
pub(super) fn check(file: &Path, text: &str, source: &Source, findings: &mut Vec<Finding>) {
    let mut add = |place, what, why, help| {
        findings.push(Finding { check: Check::Template, place, what, why, help });
    };
    let nodes = match MarkedYaml::load_from_str(text) {
        Ok(nodes) => nodes,
        Err(error) => {
            let place = Place::line(file, error.marker().line());
            let (what, why) = (error.info().to_owned(), "The template can't be deployed.");
            add(place, what, why, "correct the YAML at this line".to_owned());
            return;
        }
    };
    let mut template = Template::default();
    for node in &nodes {
        template.read(node);
    }

    match template.invoked {
        None => add(
            Place::file(file),
            format!("no permission for {SERVICE} to invoke the function"),
            "The service can't invoke the function: no call reaches it.",
            format!(
                "add an `AWS::Lambda::Permission` with `Action: lambda:InvokeFunction` and `Principal: {SERVICE}`"
            ),
        ),
        Some(Permission { line, has_source: false }) => add(
            Place::line(file, line),
            "the permission to invoke the function names no account".to_owned(),
            "SIP media applications of other accounts may invoke the function, too.",
            "add `SourceAccount: !Ref AWS::AccountId`".to_owned(),
        ),
        Some(_) => {}
    }
    for Need { actions, methods, permissions, why } in NEEDS {
        let named = actions.iter().filter_map(|action| source.names.get(*action));
        let called = methods.iter().filter_map(|method| source.line_methods.get(*method));
        let Some(use_) = named.chain(called).min() else { continue };
        for permission in permissions.iter().filter(|permission| !template.allows(permission)) {
            add(
                use_.clone(),
                format!("`{permission}` is not allowed by {}", file_name(file)),
                why,
                format!(
                    "add a resource policy that allows `{permission}` for {SERVICE}; if another template has it, \
                     use --skip template"
                ),
            );
        }
    }
    let has_metrics =
        ["metrics", "MetricsLayer"].iter().any(|name| source.names.contains_key(*name));
    if let Some(line) = template.metrics.filter(|_| !has_metrics) {
        add(
            Place::line(file, line),
            "a metric of `offhook::metrics`, which the code does not print".to_owned(),
            "Alarms on the metric never fire.",
            "run the app with `offhook::metrics::run` in place of `offhook::run`".to_owned(),
        );
    }
}

fn file_name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What a template says about the service.
#[derive(Default)]
struct Template {
    invoked: Option<Permission>,
    /// What resource policies allow the service, such as `s3:GetObject` or `s3:*`.
    allowed: Vec<String>,
    /// The line of the first metric that Offhook prints.
    metrics: Option<usize>,
}

/// A permission to invoke a function.
struct Permission {
    line: usize,
    /// Whether it is limited to an account or a resource.
    has_source: bool,
}

impl Template {
    fn read(&mut self, node: &MarkedYaml<'_>) {
        match &node.data {
            YamlData::Mapping(members) => {
                self.permission(node);
                self.statement(node);
                for (key, value) in members {
                    let is_metric = key.data.as_str() == Some("MetricName")
                        && matches!(value.data.as_str(), Some("FailedActions" | "Calls"));
                    if is_metric {
                        self.metrics.get_or_insert(value.span.start.line());
                    }
                    self.read(value);
                }
            }
            YamlData::Sequence(items) => items.iter().for_each(|item| self.read(item)),
            YamlData::Tagged(_, inner) => self.read(inner),
            _ => {}
        }
    }

    /// Reads the properties of an `AWS::Lambda::Permission`.
    fn permission(&mut self, node: &MarkedYaml<'_>) {
        let value = |key| node.data.as_mapping_get(key);
        let is = |key, text| value(key).and_then(|value| value.data.as_str()) == Some(text);
        if self.invoked.is_none()
            && is("Principal", SERVICE)
            && is("Action", "lambda:InvokeFunction")
        {
            let has_source = value("SourceAccount").or(value("SourceArn")).is_some();
            self.invoked = Some(Permission { line: node.span.start.line(), has_source });
        }
    }

    /// Reads a statement of a policy.
    fn statement(&mut self, node: &MarkedYaml<'_>) {
        let value = |key| node.data.as_mapping_get(key);
        let service =
            value("Principal").and_then(|principal| principal.data.as_mapping_get("Service"));
        let is_allowed = value("Effect").and_then(|effect| effect.data.as_str()) == Some("Allow");
        if is_allowed && texts(service).any(|name| name == SERVICE) {
            self.allowed.extend(texts(value("Action")).map(str::to_owned));
        }
    }

    fn allows(&self, permission: &str) -> bool {
        self.allowed.iter().any(|allowed| match allowed.split_once('*') {
            Some((start, _)) => permission.starts_with(start),
            None => allowed == permission,
        })
    }
}

/// The texts of a node that is one text or a list of texts.
fn texts<'y>(node: Option<&'y MarkedYaml<'_>>) -> impl Iterator<Item = &'y str> {
    let list = node.and_then(|node| node.data.as_sequence()).map_or(&[][..], Vec::as_slice);
    node.into_iter().chain(list).filter_map(|node| node.data.as_str())
}
