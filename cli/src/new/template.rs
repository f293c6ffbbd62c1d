//! The templates, embedded in the command.

/// An app to begin with.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub(super) enum Template {
    /// Answers calls with a menu: callers press keys and hear answers
    #[default]
    Menu,
    /// Places calls that read out a notice and ask for a confirmation by key
    Outbound,
    /// Asks callers for a PIN and joins them to a Chime SDK meeting
    Meeting,
}

/// What the manifest of a new crate has in addition: members of a workspace can't have it.
const WORKSPACE: &str = include_str!("../../templates/workspace.toml");

/// The files of a folder, each with its path in the new crate.
macro_rules! files {
    ($folder:literal: $($file:literal)*) => {
        &[$(($file, include_str!(concat!("../../templates/", $folder, "/", $file)))),*]
    };
}

impl Template {
    /// The name on the command line, which is that of the template's package, too.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Menu => "menu",
            Self::Outbound => "outbound",
            Self::Meeting => "meeting",
        }
    }

    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Menu => files!("menu":
                ".gitignore" "Cargo.toml" "README.md"
                "events/1-new-inbound-call.json" "events/2-digits.json" "events/3-hangup.json"
                "scenarios/menu.yaml" "src/main.rs" "src/tests.rs" "template.yaml"
            ),
            Self::Outbound => files!("outbound":
                ".gitignore" "Cargo.toml" "README.md"
                "events/1-new-outbound-call.json" "events/2-call-answered.json"
                "events/3-digits.json" "events/4-hangup.json"
                "scenarios/notice.yaml" "src/main.rs" "src/tests.rs" "template.yaml"
            ),
            Self::Meeting => files!("meeting":
                ".gitignore" "Cargo.toml" "README.md"
                "events/1-new-inbound-call.json" "events/2-digits.json" "events/3-hangup.json"
                "scenarios/meeting.yaml" "src/main.rs" "src/meetings.rs" "src/tests.rs"
                "template.yaml"
            ),
        }
    }

    /// The files of a new crate, each with its path and text.
    pub(super) fn render(self, name: &str, checkout: &str) -> Vec<(&'static str, String)> {
        let program = |name: &str| format!("lambda/{name}/bootstrap.zip");
        let text = |(file, text): &(&'static str, &str)| {
            let text = match *file {
                "Cargo.toml" => self.manifest(text, name, checkout),
                "README.md" => text.replacen(self.name(), name, 1),
                "template.yaml" => text.replace(&program(self.name()), &program(name)),
                _ => (*text).to_owned(),
            };
            (*file, text)
        };
        self.files().iter().map(text).collect()
    }

    fn manifest(self, text: &str, name: &str, checkout: &str) -> String {
        let package = |name: &str| format!("name = \"{name}\"\n");
        let checkout = checkout.replace('\\', r"\\").replace('"', r#"\""#);
        text.replacen(&package(self.name()), &package(name), 1)
            .replace("path = \"../../..", &format!("path = \"{checkout}"))
            + WORKSPACE
    }
}
