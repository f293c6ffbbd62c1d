//! Scenario files: errors name places in the file, without control characters.

use offhook_simulator::{Scenario, ScenarioError};

use super::{Target, files};

pub(super) const TARGET: Target = Target {
    name: "scenario",
    take,
    seeds: || {
        let mut seeds = files("examples", "yaml");
        seeds.extend(files("simulator/src/scenario", "yaml"));
        seeds
    },
    words: &[
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\"",
        "'",
        "|\n",
        ">-\n",
        "&a ",
        "*a",
        "<<: *a",
        "!!str ",
        "!",
        "%YAML 1.2\n",
        "---\n",
        "...\n",
        "#",
        "\t",
        "\n  ",
        "\r\n",
        "? ",
        "~",
        "null",
        "yes",
        "0x1F",
        "1e400",
        "99999999999999999999",
        "99999999999999999999h",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\\x00",
        "+12065550100",
        "1970-01-01T00:00:00Z",
    ],
};

fn take(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    match Scenario::parse(&text, "a.yaml") {
        Ok(scenarios) => {
            assert!(scenarios.iter().all(|scenario| scenario.line() >= 1));
        }
        Err(ScenarioError::Invalid { problems, .. }) => {
            let lines = text.split(['\n', '\r']).count();
            assert!(!problems.is_empty());
            for problem in problems {
                let line = problem.at.line;
                assert!((1..=lines + 1).contains(&line), "line {line} of {lines}");
                assert!(!problem.message.is_empty());
            }
        }
        Err(error) => panic!("{error}"),
    }
}
