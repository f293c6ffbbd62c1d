//! Indents JSON without decoding it, so that the order of keys, numbers and escapes stay unchanged.

/// Formats JSON with one value per line. For invalid JSON the result is unspecified.
pub(crate) fn indent(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth: usize = 0;
    let mut rest = json.trim_start();
    while let Some(c) = rest.chars().next() {
        let token = if c == '"' { &rest[..string_length(rest)] } else { &rest[..c.len_utf8()] };
        rest = &rest[token.len()..];
        rest = rest.trim_start();
        match c {
            '{' | '[' if rest.starts_with(['}', ']']) => {
                out.push_str(token);
                out.push_str(&rest[..1]);
                rest = rest[1..].trim_start();
            }
            '{' | '[' => {
                depth += 1;
                out.push_str(token);
                new_line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push_str(token);
            }
            ',' => {
                out.push_str(token);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => out.push_str(token),
        }
    }
    out
}

/// Returns the length of the JSON string at the start of `text`, including its quotes.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_changes() {
        let json = r#" {"b": [1.50, {}, [ ], "a,\"{:é\\"], "a":null} "#;
        let expected = r#"{
  "b": [
    1.50,
    {},
    [],
    "a,\"{:é\\"
  ],
  "a": null
}"#;
        assert_eq!(indent(json), expected);
        assert_eq!(indent(expected), expected);
    }

    #[test]
    fn invalid_json_does_not_panic() {
        for text in ["", "\"open", "}}]", "[\"\\", "é{", "{]"] {
            indent(text);
        }
    }
}
