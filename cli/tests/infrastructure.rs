//! The infrastructure templates of the examples and of `offhook new`: all are written from one source,
//! `infrastructure/template.yaml`, and the list [`APPS`] of their differences.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// An app with a `template.yaml`.
struct App {
    /// Its folder in the repository, whose name is that of its package.
    folder: &'static str,
    description: &'static str,
    settings: &'static [Setting],
    bucket: Option<Bucket>,
    /// The policy for other software that places or updates its calls.
    calls: Option<Calls>,
    /// Whether the function creates attendees of meetings.
    meetings: bool,
    /// Whether a bot, the parameter `Bot`, talks to callers.
    bot: bool,
}

/// A parameter whose value is an environment variable of the function.
struct Setting {
    parameter: &'static str,
    variable: &'static str,
    description: &'static str,
    /// More lines of the parameter.
    lines: &'static [&'static str],
}

/// A bucket for recordings.
struct Bucket {
    variable: &'static str,
    value: &'static str,
    prefix: &'static str,
    /// Whether recordings are played to callers.
    is_played: bool,
}

/// A policy for other software.
struct Calls {
    policy: &'static str,
    operation: &'static str,
    does: &'static str,
}

const PLACED: Calls = Calls {
    policy: "PlacesCalls",
    operation: "CreateSipMediaApplicationCall",
    does: "places calls",
};
const UPDATED: Calls = Calls {
    policy: "UpdatesCalls",
    operation: "UpdateSipMediaApplicationCall",
    does: "updates calls",
};

const REQUIRED: &[&str] = &["MinLength: 1"];
const OPTIONAL: &[&str] = &[r#"Default: """#];
const NUMBER: &[&str] = &[r"AllowedPattern: ^\+[1-9]\d{1,14}$"];
const OPTIONAL_NUMBER: &[&str] = &[r#"Default: """#, r"AllowedPattern: ^(\+[1-9]\d{1,14})?$"];

const COMPANY: Setting = Setting {
    parameter: "Company",
    variable: "COMPANY",
    description: "Name that callers hear",
    lines: &["Default: Example Corporation"],
};

const APPS: [App; 10] = [
    App {
        folder: "cli/templates/menu",
        description: "A phone menu",
        settings: &[COMPANY],
        ..App::NONE
    },
    App {
        folder: "cli/templates/meeting",
        description: "A dial-in line for Chime SDK meetings",
        meetings: true,
        ..App::NONE
    },
    App {
        folder: "cli/templates/outbound",
        description: "Placed calls that read out a notice",
        settings: &[COMPANY],
        calls: Some(PLACED),
        ..App::NONE
    },
    App {
        folder: "examples/bot-desk",
        description: "A front desk where a bot asks",
        settings: &[
            Setting {
                parameter: "Bot",
                variable: "BOT_DESK_BOT",
                description: "ARN of the alias of an Amazon Lex bot",
                lines: &["AllowedPattern: ^arn:[a-z-]+:lex:[a-z0-9-]+:[0-9]{12}:bot-alias/.+$"],
            },
            Setting {
                parameter: "Locale",
                variable: "BOT_DESK_LOCALE",
                description: "Language of the bot",
                lines: &["Default: en_US"],
            },
            Setting {
                parameter: "Departments",
                variable: "BOT_DESK_DEPARTMENTS",
                description: "Departments and their numbers, such as sales=+12065550123,support=+12065550145",
                lines: OPTIONAL,
            },
            Setting {
                parameter: "Operator",
                variable: "BOT_DESK_OPERATOR",
                description: "Phone number of the operator",
                lines: OPTIONAL_NUMBER,
            },
            Setting {
                parameter: "Hours",
                variable: "BOT_DESK_HOURS",
                description: "Sentence with the opening hours",
                lines: OPTIONAL,
            },
        ],
        bot: true,
        ..App::NONE
    },
    App {
        folder: "examples/meeting-dial-in",
        description: "Joining a Chime SDK meeting by phone",
        settings: &[Setting {
            parameter: "Meetings",
            variable: "DIAL_IN_MEETINGS",
            description: "PINs of 4 to 10 digits and meeting ids, such as 246810=standup,135791=retro",
            lines: REQUIRED,
        }],
        meetings: true,
        calls: Some(UPDATED),
        ..App::NONE
    },
    App {
        folder: "examples/on-demand-recording",
        description: "A line whose calls are recorded on demand",
        settings: &[Setting {
            parameter: "Agent",
            variable: "RECORDING_AGENT",
            description: "Phone number of the agent",
            lines: NUMBER,
        }],
        bucket: Some(Bucket {
            variable: "RECORDING_LOCATION",
            value: "!Sub ${Bucket}/calls",
            prefix: "calls/",
            is_played: false,
        }),
        ..App::NONE
    },
    App {
        folder: "examples/outbound-notice",
        description: "Calls that say something and ask for a confirmation",
        settings: &[Setting {
            parameter: "Retries",
            variable: "NOTICE_RETRIES",
            description: "How often a number is called again",
            lines: &["Default: 2", "AllowedPattern: ^[0-9]{1,3}$"],
        }],
        calls: Some(PLACED),
        ..App::NONE
    },
    App {
        folder: "examples/reception",
        description: "A front desk on the phone",
        settings: &[
            Setting {
                parameter: "Sales",
                variable: "RECEPTION_SALES",
                description: "Phone number of the sales department",
                lines: OPTIONAL_NUMBER,
            },
            Setting {
                parameter: "Support",
                variable: "RECEPTION_SUPPORT",
                description: "Phone number of the support department",
                lines: OPTIONAL_NUMBER,
            },
            Setting {
                parameter: "Hours",
                variable: "RECEPTION_HOURS",
                description: "Opening hours in UTC, such as 16-1",
                lines: OPTIONAL,
            },
        ],
        bucket: Some(Bucket {
            variable: "RECEPTION_BUCKET",
            value: "!Ref Bucket",
            prefix: "voicemail/",
            is_played: false,
        }),
        ..App::NONE
    },
    App {
        folder: "examples/take-back-and-transfer",
        description: "A line whose calls can be transferred",
        settings: &[Setting {
            parameter: "Agent",
            variable: "TRANSFER_AGENT",
            description: "Phone number of the agent",
            lines: NUMBER,
        }],
        calls: Some(UPDATED),
        ..App::NONE
    },
    App {
        folder: "examples/voicemail",
        description: "A mailbox on the phone",
        settings: &[Setting {
            parameter: "Greeting",
            variable: "VOICEMAIL_GREETING",
            description: "First words that callers hear",
            lines: OPTIONAL,
        }],
        bucket: Some(Bucket {
            variable: "VOICEMAIL_BUCKET",
            value: "!Ref Bucket",
            prefix: "messages/",
            is_played: true,
        }),
        ..App::NONE
    },
];

impl App {
    const NONE: Self = Self {
        folder: "",
        description: "",
        settings: &[],
        bucket: None,
        calls: None,
        meetings: false,
        bot: false,
    };

    /// Renders `template.yaml`: the parts between `#if` and `#end` that the app needs, with the names in
    /// `<…>` replaced.
    fn render(&self) -> String {
        let mut lines = Vec::new();
        let mut is_left_out = false;
        for line in include_str!("infrastructure/template.yaml").lines() {
            match line {
                "#end" => is_left_out = false,
                "#parameters" => lines.extend(self.settings.iter().flat_map(Setting::parameter)),
                _ if line.starts_with("#if ") => is_left_out = !self.has(&line["#if ".len()..]),
                _ if is_left_out => {}
                "#variables" => lines.extend(self.variables()),
                _ => lines.push(line.to_owned()),
            }
        }
        let mut text = lines.join("\n") + "\n";
        let (_, name) = self.folder.rsplit_once('/').unwrap();
        // A member of the workspace is built to the workspace's folder, a new crate to its own.
        let root = if self.folder.starts_with("examples") { "../../" } else { "" };
        text = text
            .replace("<description>", self.description)
            .replace("<code>", &format!("{root}target/lambda/{name}/bootstrap.zip"));
        if let Some(Calls { policy, operation, does }) = &self.calls {
            text = text
                .replace("<policy>", policy)
                .replace("<operation>", operation)
                .replace("<calls>", does);
        }
        if let Some(bucket) = &self.bucket {
            let played = if bucket.is_played { ", s3:GetObject" } else { "" };
            text = text
                .replace("<prefix>", bucket.prefix)
                .replace("<bucket actions>", &format!("[s3:PutObject, s3:PutObjectAcl{played}]"));
        }
        text
    }

    fn has(&self, part: &str) -> bool {
        match part {
            "settings" => !self.settings.is_empty() || self.bucket.is_some(),
            "bucket" => self.bucket.is_some(),
            "calls" => self.calls.is_some(),
            "meetings" => self.meetings,
            "bot" => self.bot,
            _ => panic!("unknown part `{part}`"),
        }
    }

    /// The lines of the function's environment variables.
    fn variables(&self) -> impl Iterator<Item = String> {
        let settings = self.settings.iter();
        let settings = settings.map(|set| (set.variable, format!("!Ref {}", set.parameter)));
        let bucket = self.bucket.iter().map(|bucket| (bucket.variable, bucket.value.to_owned()));
        settings.chain(bucket).map(|(variable, value)| format!("          {variable}: {value}"))
    }
}

impl Setting {
    /// The lines of the parameter.
    fn parameter(&self) -> impl Iterator<Item = String> {
        let name = format!("  {}:", self.parameter);
        let description = format!("    Description: {}", self.description);
        let lines = ["Type: String"].iter().chain(self.lines);
        [name, description].into_iter().chain(lines.map(|line| format!("    {line}")))
    }
}

#[test]
fn templates_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for app in APPS {
        let (path, expected) = (root.join(app.folder).join("template.yaml"), app.render());
        assert!(!expected.contains('<'), "a name is not replaced:\n{expected}");
        if std::env::var_os("UPDATE_INFRASTRUCTURE").is_some() {
            fs::write(&path, &expected).unwrap();
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, expected, "UPDATE_INFRASTRUCTURE=1 writes {}", path.display());
    }
}

#[test]
fn each_app_has_a_template() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut apps = BTreeSet::new();
    for parent in ["cli/templates", "examples"] {
        for entry in fs::read_dir(root.join(parent)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().join("Cargo.toml").exists() {
                apps.insert(format!("{parent}/{}", entry.file_name().to_str().unwrap()));
            }
        }
    }
    assert_eq!(apps, APPS.iter().map(|app| app.folder.to_owned()).collect());
}
