//! Files with one mistake each, and their error messages.

/// Complete files.
pub(super) const FILES: &[(&str, &str)] = &[
    ("", "x.yaml:1:1: expected a scenario with dial or place, found an empty file"),
    (
        "# nothing\n---\n---\n",
        "x.yaml:1:1: expected a scenario with dial or place, found an empty file",
    ),
    (
        "- a",
        "x.yaml:1:1: expected a scenario to be a mapping of name, dial, place, override, steps, assert, found a list",
    ),
    (
        "hello",
        "x.yaml:1:1: expected a scenario to be a mapping of name, dial, place, override, steps, assert, found \"hello\"",
    ),
    ("name: x\n", "x.yaml:1:1: missing key \"dial\" or \"place\" in a scenario"),
    (
        "dial: {from: a, to: b}\nplace: {from: a, to: b}\n",
        "x.yaml:2:1: a scenario can't have both dial and place",
    ),
    (
        "dial: {from: a, to: b",
        "x.yaml:2:1: invalid YAML: while parsing a flow mapping, did not find expected ',' or '}'",
    ),
    (
        "dial: {from: a, to: b}\n  name: x\n",
        "x.yaml:2:3: invalid YAML: while parsing a block mapping, did not find expected key",
    ),
    (
        "dial: {from: a\tb, to: b}",
        "x.yaml:1:14: expected from to be a number such as \"+12065550100\", or a SIP user, found \"a\\tb\"",
    ),
    (
        "dial:\n\tfrom: a\n",
        "x.yaml:2:2: invalid YAML: tabs disallowed within this context (block indentation)",
    ),
    ("dial: {from: a}", "x.yaml:1:7: missing key \"to\" in dial"),
    (
        "dial: {form: a, to: b}",
        "x.yaml:1:8: unknown key \"form\" in dial: did you mean \"from\"? (allowed: from, to, sip_headers)",
    ),
    (
        "dial: {from: +1 206 555 0100, to: b}",
        "x.yaml:1:14: expected from to be a number such as \"+12065550100\", or a SIP user, found \"+1 206 555 0100\"",
    ),
    ("dial: {from: a, from: a, to: b}", "x.yaml:1:17: duplicate key \"from\" in dial"),
    (
        "dial: {from: a, to: [b]}",
        "x.yaml:1:21: expected to to be a number such as \"+12065550100\", or a SIP user, found a list",
    ),
    (
        "dial: {from: a, to: b, [c]: d}",
        "x.yaml:1:24: expected a key of dial to be a string, found a list",
    ),
    (
        "dial: {from: &a a, to: *a}",
        "x.yaml:1:14: anchors and aliases (& and *) are not supported: repeat the value, or quote a string that begins with & or *",
    ),
    (
        "dial: {from: !x a, to: b}",
        "x.yaml:1:14: tags (!) are not supported: quote a string that begins with !",
    ),
    (
        "dial: a\n---\ndial: {from: a}",
        "x.yaml:1:7: expected dial to be a mapping of from, to, sip_headers, found \"a\"\nx.yaml:3:7: missing key \"to\" in dial",
    ),
    (
        "place: {from: a, to: b, sip_headers: {}}",
        "x.yaml:1:25: unknown key \"sip_headers\" in place (allowed: from, to, arguments)",
    ),
    (
        "place: {from: a, to: b}\nsteps:\n- {far_end: {hears: hello}}",
        "x.yaml:3:3: no number has been called before this step: add number",
    ),
    (
        "dial: {from: a, to: \"b}\n",
        "x.yaml:1:21: invalid YAML: while scanning a quoted scalar, found unexpected end of stream",
    ),
    ("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "x.yaml:1:25: nested deeper than 24 levels"),
];

/// The lines after `dial`, from line 2 on.
pub(super) const CALLS: &[(&str, &str)] = &[
    ("steps: {}", "x.yaml:2:8: expected steps to be a list, found a mapping"),
    (
        "steps:\n- hangup",
        "x.yaml:3:3: \"hangup\" is not a step: did you mean \"hangs_up\"? (allowed: hears, starts_hearing, in_voice, hears_keys, presses, says, bot_concludes, waits, hangs_up, is_hung_up, far_end, answers, is_busy, rings_out, refuses, is_unreachable, is_cancelled, joins_meeting, meeting_ends, is_recorded, updates, next_event, unknown_event)",
    ),
    (
        "steps:\n- [hangs_up]",
        "x.yaml:3:3: expected a step to be one of hears, starts_hearing, in_voice, hears_keys, presses, says, bot_concludes, waits, hangs_up, is_hung_up, far_end, answers, is_busy, rings_out, refuses, is_unreachable, is_cancelled, joins_meeting, meeting_ends, is_recorded, updates, next_event, unknown_event, found a list",
    ),
    ("steps:\n- presses", "x.yaml:3:3: missing value: write presses: …"),
    (
        "steps:\n- {}",
        "x.yaml:3:3: expected a step to be one of hears, starts_hearing, in_voice, hears_keys, presses, says, bot_concludes, waits, hangs_up, is_hung_up, far_end, answers, is_busy, rings_out, refuses, is_unreachable, is_cancelled, joins_meeting, meeting_ends, is_recorded, updates, next_event, unknown_event, found nothing",
    ),
    (
        "steps:\n- { presses: 12x }",
        "x.yaml:3:14: expected presses to be keys (0-9, *, #, A-D, or a comma for half a second), found \"12x\"",
    ),
    (
        "steps:\n- { presses: # }\n  }",
        "x.yaml:3:12: expected presses to be keys (0-9, *, #, A-D, or a comma for half a second), found nothing: quote a value that begins with #",
    ),
    (
        "steps:\n- { presses: * }",
        "x.yaml:3:14: invalid YAML: while scanning an anchor or alias, did not find expected alphabetic or numeric character: quote *, as in presses: \"*\"",
    ),
    (
        "steps:\n- { presses: \"1\", says: hello }",
        "x.yaml:3:19: a step can't have both presses and says: use two steps",
    ),
    (
        "steps:\n- { presses: \"1\", number: x }",
        "x.yaml:3:19: unexpected key \"number\" beside presses (allowed: none)",
    ),
    ("steps:\n- { hangs_up: now }", "x.yaml:3:15: hangs_up takes no value"),
    (
        "steps:\n- { waits: 3 }",
        "x.yaml:3:12: expected waits to be a duration such as 3s, 1.5s, 500ms or 2m, found \"3\"",
    ),
    (
        "steps:\n- { waits: [3s] }",
        "x.yaml:3:12: expected waits to be a duration such as 3s, 1.5s, 500ms or 2m, found a list",
    ),
    (
        "steps:\n- { far_end: hangs_up }",
        "x.yaml:3:3: no number has been called before this step: add number",
    ),
    ("steps:\n- answers", "x.yaml:3:3: this is for outbound calls: use far_end with dial"),
    ("steps:\n- { updates: now }", "x.yaml:3:14: expected updates to be a mapping, found \"now\""),
    (
        "steps:\n- { bot_concludes: { intnet: Book } }",
        "x.yaml:3:22: unknown key \"intnet\" in a bot's result: did you mean \"intent\"? (allowed: intent, slots, state, confirmation)",
    ),
    (
        "steps:\n- { bot_concludes: { intent: a, state: fulfilled } }",
        "x.yaml:3:40: \"fulfilled\" is not a state of an intent: did you mean \"Fulfilled\"? (allowed: Failed, Fulfilled, ReadyForFulfillment)",
    ),
    (
        "steps:\n- { bot_concludes: { state: Failed } }",
        "x.yaml:3:20: missing key \"intent\" in a bot's result",
    ),
    (
        "steps:\n- { far_end: answers, number: \"+1 206x\" }",
        "x.yaml:3:31: expected number to be a number such as \"+12065550100\", or a SIP user, found \"+1 206x\"",
    ),
    (
        "steps:\n- { far_end: busy, number: x }",
        "x.yaml:3:14: \"busy\" is not a step of the far end: did you mean \"is_busy\"? (allowed: answers, is_busy, rings_out, refuses, is_unreachable, is_cancelled, hears, in_voice, hears_keys, presses, says, hangs_up, is_hung_up, with_header, with_caller_id)",
    ),
    (
        "steps:\n- { far_end: is_busy, nmber: x }",
        "x.yaml:3:23: unexpected key \"nmber\" beside far_end: did you mean \"number\"? (allowed: number)",
    ),
    (
        "steps:\n- { far_end: { hear: hello }, number: x }",
        "x.yaml:3:16: \"hear\" is not a step of the far end: did you mean \"hears\"? (allowed: answers, is_busy, rings_out, refuses, is_unreachable, is_cancelled, hears, in_voice, hears_keys, presses, says, hangs_up, is_hung_up, with_header, with_caller_id)",
    ),
    (
        "steps:\n- { hears: }",
        "x.yaml:3:10: expected hears to be a string, found nothing: quote a value that begins with #",
    ),
    (
        "steps:\n- { joins_meeting: [x] }",
        "x.yaml:3:20: expected joins_meeting to be a string, found a list",
    ),
    (
        "override: { seed: -1 }",
        "x.yaml:2:19: expected seed to be an integer of at least 0, found \"-1\"",
    ),
    (
        "override: { seed: 1.5 }",
        "x.yaml:2:19: expected seed to be an integer of at least 0, found \"1.5\"",
    ),
    (
        "override: { random_faults: 1001 }",
        "x.yaml:2:28: expected random_faults to be an integer from 0 to 1000, found \"1001\"",
    ),
    (
        "override: { starts_at: yesterday }",
        "x.yaml:2:24: expected starts_at to be a time such as 2026-01-05T10:00:00Z, found \"yesterday\"",
    ),
    (
        "override: { starts_at: 2026-02-30T10:00:00Z }",
        "x.yaml:2:24: expected starts_at to be a time such as 2026-01-05T10:00:00Z, found \"2026-02-30T10:00:00Z\"",
    ),
    (
        "override: { profile: { atributes: merge } }",
        "x.yaml:2:24: unknown key \"atributes\" in profile: did you mean \"attributes\"? (allowed: attribute_limit, attributes, bridge_ringing, caller_leaves, digit_regex, empty_first_reply, empty_list, far_hangup_type, flushed_keys, hangup_reports, invalid_reply_error, meeting_leg, outbound_reply, participants, pause_limits, receive_digits, repeat_duration, reports, speak, terminator)",
    ),
    (
        "override: { profile: { attributes: merged } }",
        "x.yaml:2:36: expected attributes to be one of replace, merge, found \"merged\": did you mean \"merge\"?",
    ),
    (
        "override: { profile: merge }",
        "x.yaml:2:22: expected profile to be a mapping of attribute_limit, attributes, bridge_ringing, caller_leaves, digit_regex, empty_first_reply, empty_list, far_hangup_type, flushed_keys, hangup_reports, invalid_reply_error, meeting_leg, outbound_reply, participants, pause_limits, receive_digits, repeat_duration, reports, speak, terminator, found \"merge\"",
    ),
    (
        "override: { every_profile: 1 }",
        "x.yaml:2:28: expected every_profile to be true or false, found \"1\"",
    ),
    (
        "override: { faults: { at: 1, fault: throttled } }",
        "x.yaml:2:21: expected faults to be a list, found a mapping",
    ),
    (
        "override: { faults: [throttled] }",
        "x.yaml:2:22: expected a fault to be a mapping of at, fault, found \"throttled\"",
    ),
    ("override: { faults: [{ at: 1 }] }", "x.yaml:2:22: missing key \"fault\" in a fault"),
    (
        "override: { faults: [{ at: 0, fault: throttled }] }",
        "x.yaml:2:28: expected at to be an integer from 1 to 1000, found \"0\"",
    ),
    (
        "override: { faults: [{ at: 1, fault: trottled }] }",
        "x.yaml:2:38: \"trottled\" is not a fault: did you mean \"throttled\"? (allowed: slow_lambda, hung_lambda, lambda_error, lambda_crash, throttled, duplicate_delivery, update_meanwhile, caller_gone, far_end_gone, s3_denied, polly_denied)",
    ),
    (
        "override: { faults: [{ at: 1, fault: }] }",
        "x.yaml:2:36: expected fault to be one of slow_lambda, hung_lambda, lambda_error, lambda_crash, throttled, duplicate_delivery, update_meanwhile, caller_gone, far_end_gone, s3_denied, polly_denied, found nothing",
    ),
    (
        "override: { far_ends: { \"+1\": answers } }",
        "x.yaml:2:25: expected a key of far_ends to be a number such as \"+12065550100\", or a SIP user, found \"+1\"",
    ),
    (
        "override: { far_ends: { \"+1206\": hangs_up } }",
        "x.yaml:2:34: \"hangs_up\" is not a reaction to a ringing phone (allowed: answers, is_busy, rings_out, refuses, is_unreachable)",
    ),
    ("override: { env: [A=b] }", "x.yaml:2:18: expected env to be a mapping, found a list"),
    ("override: { env: { A: [b] } }", "x.yaml:2:23: expected A to be a string, found a list"),
    (
        "override: { prompts: { hello.wav: 3s } }",
        "x.yaml:2:24: expected a prompt to be bucket/key, found \"hello.wav\"",
    ),
    (
        "override: { prompts: { /a.wav: 1s } }",
        "x.yaml:2:24: expected a prompt to be bucket/key, found \"/a.wav\"",
    ),
    (
        "override: { prompts: { prompts/: 1s } }",
        "x.yaml:2:24: expected a prompt to be bucket/key, found \"prompts/\"",
    ),
    (
        "override: { prompts: { a/b: 3 } }",
        "x.yaml:2:29: expected a/b to be a duration such as 3s, 1.5s, 500ms or 2m, found \"3\"",
    ),
    (
        "override: { prompts: { a/b: 3s }, buckets: x }",
        "x.yaml:2:44: override can't have both prompts and buckets",
    ),
    (
        "override: { bots: { arn: [{ hears: a }] } }",
        "x.yaml:2:27: missing key \"asks\" or \"concludes\" in a bot's line",
    ),
    (
        "override: { bots: { arn: [{ hears: a, asks: b, concludes: { intent: c } }] } }",
        "x.yaml:2:48: a bot's line can't have both asks and concludes",
    ),
    ("override: { owns: \"+1206\" }", "x.yaml:2:19: expected owns to be a list, found \"+1206\""),
    (
        "override: { patience: 1 minute }",
        "x.yaml:2:23: expected patience to be a duration such as 3s, 1.5s, 500ms or 2m, found \"1 minute\"",
    ),
    (
        "override: { leg_price_per_minute: -1 }",
        "x.yaml:2:35: expected leg_price_per_minute to be a number of at least 0, found \"-1\"",
    ),
    (
        "assert: { code: yes }",
        "x.yaml:2:17: expected code to be an integer from 0 to 699, found \"yes\"",
    ),
    (
        "assert: { ended_by: me }",
        "x.yaml:2:21: \"me\" is not a party (allowed: caller, application)",
    ),
    (
        "assert: { findings: dead_air }",
        "x.yaml:2:21: expected findings to be a list, found \"dead_air\"",
    ),
    (
        "assert: { findings: [dead_airs] }",
        "x.yaml:2:22: \"dead_airs\" is not a finding: did you mean \"dead_air\"? (allowed: leg_left_connected, ignored_actions, replaced_actions, attribute_lost, slow_reply, dead_air, not_idempotent, handler_failed, lambda_error, invalid_reply, too_many_invocations)",
    ),
    (
        "assert: { findings: [[]] }",
        "x.yaml:2:22: expected findings to be one of leg_left_connected, ignored_actions, replaced_actions, attribute_lost, slow_reply, dead_air, not_idempotent, handler_failed, lambda_error, invalid_reply, too_many_invocations, found a list",
    ),
    ("assert: { attributes: { a: { b: 1, b: 2 } } }", "x.yaml:2:36: duplicate key \"b\" in a"),
    (
        "assert: { invocations: few }",
        "x.yaml:2:24: expected invocations to be an integer from 0 to 1000, found \"few\"",
    ),
    (
        "assert: { invocations: { atmost: 3 } }",
        "x.yaml:2:26: unknown key \"atmost\" in invocations: did you mean \"at_most\"? (allowed: at_most)",
    ),
    (
        "assert: { replies_within: 5 }",
        "x.yaml:2:27: expected replies_within to be a duration such as 3s, 1.5s, 500ms or 2m, found \"5\"",
    ),
    (
        "assert: nothing",
        "x.yaml:2:9: expected assert to be a mapping of findings, ended_by, code, attributes, invocations, replies_within, found \"nothing\"",
    ),
    (
        "assert:\n",
        "x.yaml:2:7: expected assert to be a mapping of findings, ended_by, code, attributes, invocations, replies_within, found nothing",
    ),
    (
        "steps:\n- { hears: One moment, please }",
        "x.yaml:3:24: unexpected key \"please\" beside hears: quote a string that contains a comma (allowed: none)",
    ),
];
