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

/// The permissions that the service needs for actions and their options, and for the methods of a flow's line that run
/// them.
const NEEDS: [Need; 3] = [
    Need {
        names: &["PlayAudio", "PlayAudioAndGetDigits", "ringback_s3", "ringback_tone"],
        methods: &["play"],
        permissions: &["s3:GetObject"],
        why: "The service can't read audio files, and the action fails with InvalidAudioSource.",
    },
    Need {
        names: &["RecordAudio", "StartCallRecording"],
        methods: &["record"],
        permissions: &["s3:PutObject", "s3:PutObjectAcl"],
        why: "The service can't write recordings, and the action fails.",
    },
    Need {
        names: &["StartBotConversation"],
        methods: &["bot"],
        permissions: &["lex:StartConversation"],
        why: "The service can't talk to the bot, and the action fails.",
    },
];

struct Need {
    names: &'static [&'static str],
    methods: &'static [&'static str],
    permissions: &'static [&'static str],
    why: &'static str,
}

impl Need {
    /// Returns the place in the code that needs the permissions first.
    fn first_use<'s>(&self, source: &'s Source) -> Option<&'s Place> {
        let named = self.names.iter().filter_map(|name| source.names.get(*name));
        let called = self.methods.iter().filter_map(|method| source.line_methods.get(*method));
        named.chain(called).min()
    }
}

/// Checks a template against the code.
pub(super) fn check(file: &Path, text: &str, source: &Source, findings: &mut Vec<Finding>) {
    let nodes = match MarkedYaml::load_from_str(text) {
        Ok(nodes) => nodes,
        Err(error) => {
            findings.push(Finding {
                check: Check::Template,
                place: Place::line(file, error.marker().line()),
                what: format!("invalid YAML: {}", error.info()),
                why: "The template can't be deployed.",
                help: "correct the YAML at this line".to_owned(),
            });
            return;
        }
    };
    let mut template = Template::default();
    for node in &nodes {
        template.read(node);
    }
    findings.extend(template.invocations(file));
    findings.extend(template.permissions(source));
    findings.extend(template.alarms(file, source));
}

/// The parts of a template about the service.
#[derive(Default)]
struct Template {
    /// A permission to invoke a function: one that is not limited, if there is one.
    invoked: Option<Permission>,
    /// The operations that resource policies allow the service, such as `s3:GetObject` or `s3:*`.
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
        if self.invoked.as_ref().is_none_or(|known| known.has_source)
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

    /// A function that the service can't invoke, or that other accounts can.
    fn invocations(&self, file: &Path) -> Option<Finding> {
        let (place, what, why, help) = match self.invoked {
            Some(Permission { has_source: true, .. }) => return None,
            Some(Permission { line, .. }) => (
                Place::line(file, line),
                "the permission to invoke the function names no account".to_owned(),
                "SIP media applications of other accounts may invoke the function, too.",
                "add `SourceAccount: !Ref AWS::AccountId`".to_owned(),
            ),
            None => (
                Place::file(file),
                format!("no permission for {SERVICE} to invoke the function"),
                "The service can't invoke the function: no call reaches it.",
                format!(
                    "add an `AWS::Lambda::Permission` with `Action: lambda:InvokeFunction` and `Principal: {SERVICE}`"
                ),
            ),
        };
        Some(Finding { check: Check::Template, place, what, why, help })
    }

    /// Actions that the service can't run for lack of a permission.
    fn permissions(&self, source: &Source) -> impl Iterator<Item = Finding> {
        let needs = NEEDS.iter().filter_map(|need| Some((need, need.first_use(source)?)));
        needs.flat_map(move |(need, place)| {
            let missing = need.permissions.iter().filter(|permission| !self.allows(permission));
            missing.map(move |permission| Finding {
                check: Check::Template,
                place: place.clone(),
                what: format!("template.yaml does not allow `{permission}`"),
                why: need.why,
                help: format!(
                    "add a resource policy that allows `{permission}` for {SERVICE}; if another template has it, \
                     use --skip template"
                ),
            })
        })
    }

    /// An alarm on a metric that the code does not print.
    fn alarms(&self, file: &Path, source: &Source) -> Option<Finding> {
        let prints =
            ["metrics", "MetricsLayer"].iter().any(|name| source.names.contains_key(*name));
        let line = self.metrics.filter(|_| !prints)?;
        Some(Finding {
            check: Check::Template,
            place: Place::line(file, line),
            what: "a metric of `offhook::metrics`, which the code does not print".to_owned(),
            why: "Alarms on the metric never fire.",
            help: "run the app with `offhook::metrics::run` in place of `offhook::run`".to_owned(),
        })
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
