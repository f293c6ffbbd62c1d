//! Files with one mistake each.

/// Whole files.
pub(super) const FILES: &[(&str, &str)] = &[
    ("", "x.yaml:1:1: there is no scenario here: it needs dial or place, and steps"),
    (
        "# nothing\n---\n---\n",
        "x.yaml:1:1: there is no scenario here: it needs dial or place, and steps",
    ),
    (
        "- a",
        "x.yaml:1:1: a scenario has to be a mapping of name, dial, place, override, steps, assert, not a list",
    ),
    (
        "hello",
        "x.yaml:1:1: a scenario has to be a mapping of name, dial, place, override, steps, assert, not \"hello\"",
    ),
    ("name: x\n", "x.yaml:1:1: a scenario needs dial or place"),
    (
        "dial: {from: a, to: b}\nplace: {from: a, to: b}\n",
        "x.yaml:2:1: a scenario has only one of dial and place",
    ),
    (
        "dial: {from: a, to: b",
        "x.yaml:2:1: this is not YAML: while parsing a flow mapping, did not find expected ',' or '}'",
    ),
    (
        "dial: {from: a, to: b}\n  name: x\n",
        "x.yaml:2:3: this is not YAML: while parsing a block mapping, did not find expected key",
    ),
    (
        "dial: {from: a\tb, to: b}",
        "x.yaml:1:14: from has to be a number such as \"+12065550100\", or a SIP user, not \"a\\tb\"",
    ),
    (
        "dial:\n\tfrom: a\n",
        "x.yaml:2:2: this is not YAML: tabs disallowed within this context (block indentation)",
    ),
    ("dial: {from: a}", "x.yaml:1:7: dial needs to"),
    (
        "dial: {form: a, to: b}",
        "x.yaml:1:8: dial has no key \"form\": did you mean \"from\"? (allowed: from, to, sip_headers)",
    ),
    (
        "dial: {from: +1 206 555 0100, to: b}",
        "x.yaml:1:14: from has to be a number such as \"+12065550100\", or a SIP user, not \"+1 206 555 0100\"",
    ),
    ("dial: {from: a, from: a, to: b}", "x.yaml:1:17: dial has \"from\" twice"),
    (
        "dial: {from: a, to: [b]}",
        "x.yaml:1:21: to has to be a number such as \"+12065550100\", or a SIP user, not a list",
    ),
    ("dial: {from: a, to: b, [c]: d}", "x.yaml:1:24: a key of dial has to be a text, not a list"),
    (
        "dial: {from: &a a, to: *a}",
        "x.yaml:1:14: anchors and aliases (& and *) have no place in a scenario: write the value out, and put a text that begins with & or * in quotes",
    ),
    (
        "dial: {from: !x a, to: b}",
        "x.yaml:1:14: a tag (!) has no place in a scenario: put a text that begins with ! in quotes",
    ),
    (
        "dial: a\n---\ndial: {from: a}",
        "x.yaml:1:7: dial has to be a mapping of from, to, sip_headers, not \"a\"\nx.yaml:3:7: dial needs to",
    ),
    (
        "place: {from: a, to: b, sip_headers: {}}",
        "x.yaml:1:25: place has no key \"sip_headers\" (allowed: from, to, arguments)",
    ),
    (
        "place: {from: a, to: b}\nsteps:\n- expect: {far_end: {hears: hello}}",
        "x.yaml:3:11: nobody has been called before this step: say whose telephone it is with number, or expect { bridge_to: … } first",
    ),
    (
        "dial: {from: a, to: \"b}\n",
        "x.yaml:1:21: this is not YAML: while scanning a quoted scalar, found unexpected end of stream",
    ),
    ("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "x.yaml:1:25: this is nested too deep for a scenario"),
];

/// What comes after `dial`, in line 2.
pub(super) const CALLS: &[(&str, &str)] = &[
    ("steps: {}", "x.yaml:2:8: steps has to be a list, not a mapping"),
    ("steps: [hang_up]", "x.yaml:2:9: a step has to be a mapping of act, expect, not \"hang_up\""),
    ("steps:\n- {}", "x.yaml:3:3: a step needs act or expect"),
    (
        "steps:\n- act: hang_up\n  expect: is_hung_up",
        "x.yaml:4:3: a step has only one of act and expect",
    ),
    (
        "steps:\n- expcet: is_hung_up",
        "x.yaml:3:3: a step has no key \"expcet\": did you mean \"expect\"? (allowed: act, expect)",
    ),
    (
        "steps:\n- act: hangup",
        "x.yaml:3:8: \"hangup\" is not something to do: did you mean \"hang_up\"? (allowed: press, say, wait, hang_up, far_end, called_party, update, conclude_bot, end_meeting, send_event)",
    ),
    (
        "steps:\n- act: [hang_up]",
        "x.yaml:3:8: act has to be one of press, say, wait, hang_up, far_end, called_party, update, conclude_bot, end_meeting, send_event, not a list",
    ),
    ("steps:\n- act: press", "x.yaml:3:8: press needs a value: act: { press: … }"),
    (
        "steps:\n- act: {}",
        "x.yaml:3:8: act is empty (allowed: press, say, wait, hang_up, far_end, called_party, update, conclude_bot, end_meeting, send_event)",
    ),
    (
        "steps:\n- act: { press: 12x }",
        "x.yaml:3:17: press has to be keys (0-9, *, #, A-D, and a comma for half a second), not \"12x\"",
    ),
    (
        "steps:\n- act: { press: # }\n  }",
        "x.yaml:3:15: press has to be keys (0-9, *, #, A-D, and a comma for half a second), not nothing: is it a # that needs quotes?",
    ),
    (
        "steps:\n- act: { press: * }",
        "x.yaml:3:17: this is not YAML: while scanning an anchor or alias, did not find expected alphabetic or numeric character: put * in quotes, as in press: \"*\"",
    ),
    (
        "steps:\n- act: { press: \"1\", say: hello }",
        "x.yaml:3:22: act has press already: make another step of say",
    ),
    (
        "steps:\n- act: { press: \"1\", number: x }",
        "x.yaml:3:22: \"number\" can't stand beside press (allowed: nothing)",
    ),
    ("steps:\n- act: { hang_up: now }", "x.yaml:3:19: hang_up has no value: act: hang_up"),
    (
        "steps:\n- act: { wait: 3 }",
        "x.yaml:3:16: wait has to be a duration such as 3s, 1.5s, 500ms or 2m, not \"3\"",
    ),
    (
        "steps:\n- act: { wait: [3s] }",
        "x.yaml:3:16: wait has to be a duration such as 3s, 1.5s, 500ms or 2m, not a list",
    ),
    (
        "steps:\n- act: { hears: hello }",
        "x.yaml:3:10: \"hears\" is something to expect, not something to do",
    ),
    (
        "steps:\n- act: { far_end: hangs_up }",
        "x.yaml:3:8: nobody has been called before this step: say whose telephone it is with number, or expect { bridge_to: … } first",
    ),
    (
        "steps:\n- act: { far_end: is_hung_up, number: x }",
        "x.yaml:3:19: \"is_hung_up\" is something that can be expected of the far end, not something that the far end can do",
    ),
    (
        "steps:\n- act: { called_party: answers }",
        "x.yaml:3:8: called_party is the person whom place calls: with dial it is far_end",
    ),
    ("steps:\n- act: { update: now }", "x.yaml:3:18: update has to be a mapping, not \"now\""),
    (
        "steps:\n- act: { conclude_bot: { intnet: Book } }",
        "x.yaml:3:26: a bot's result has no key \"intnet\": did you mean \"intent\"? (allowed: intent, slots, state, confirmation)",
    ),
    (
        "steps:\n- act: { conclude_bot: { intent: a, state: fulfilled } }",
        "x.yaml:3:44: \"fulfilled\" is not a state of an intent: did you mean \"Fulfilled\"? (allowed: Failed, Fulfilled, ReadyForFulfillment)",
    ),
    (
        "steps:\n- act: { conclude_bot: { state: Failed } }",
        "x.yaml:3:24: a bot's result needs intent",
    ),
    (
        "steps:\n- expect: { bridge_to: \"+1206x\" }",
        "x.yaml:3:24: bridge_to has to be a number such as \"+12065550100\", or a SIP user, not \"+1206x\"",
    ),
    (
        "steps:\n- expect: { bridge_to: x, far_end: busy }",
        "x.yaml:3:36: \"busy\" is not something that a ringing telephone can lead to: did you mean \"is_busy\"? (allowed: answers, is_busy, rings_out, refuses, is_unreachable)",
    ),
    (
        "steps:\n- expect: { bridge_to: x, farend: is_busy }",
        "x.yaml:3:27: \"farend\" can't stand beside bridge_to: did you mean \"far_end\"? (allowed: far_end)",
    ),
    (
        "steps:\n- expect: { far_end: { hear: hello }, number: x }",
        "x.yaml:3:24: \"hear\" is not something that can be expected of the far end: did you mean \"hears\"? (allowed: hears, hears_keys, is_hung_up)",
    ),
    (
        "steps:\n- expect: { hears: }",
        "x.yaml:3:18: hears has to be a text, not nothing: is it a # that needs quotes?",
    ),
    (
        "steps:\n- expect: { joins_meeting: [x] }",
        "x.yaml:3:28: joins_meeting has to be a text, not a list",
    ),
    ("override: { seed: -1 }", "x.yaml:2:19: seed has to be a whole number from 0 on, not \"-1\""),
    (
        "override: { seed: 1.5 }",
        "x.yaml:2:19: seed has to be a whole number from 0 on, not \"1.5\"",
    ),
    (
        "override: { random_faults: 1001 }",
        "x.yaml:2:28: random_faults has to be a whole number from 0 to 1000, not \"1001\"",
    ),
    (
        "override: { starts_at: yesterday }",
        "x.yaml:2:24: starts_at has to be a time such as 2026-01-05T10:00:00Z, not \"yesterday\"",
    ),
    (
        "override: { starts_at: 2026-02-30T10:00:00Z }",
        "x.yaml:2:24: starts_at has to be a time such as 2026-01-05T10:00:00Z, not \"2026-02-30T10:00:00Z\"",
    ),
    (
        "override: { profile: { atributes: merge } }",
        "x.yaml:2:24: profile has no key \"atributes\": did you mean \"attributes\"? (allowed: attribute_limit, attributes, bridge_ringing, caller_leaves, empty_first_reply, empty_list, far_hangup_type, flushed_keys, hangup_reports, invalid_reply_error, meeting_leg, pause_limits, receive_digits, repeat_duration, reports, speak, terminator)",
    ),
    (
        "override: { profile: { attributes: merged } }",
        "x.yaml:2:36: attributes can't be \"merged\": did you mean \"merge\"? (allowed: replace, merge)",
    ),
    (
        "override: { profile: merge }",
        "x.yaml:2:22: profile has to be a mapping of attribute_limit, attributes, bridge_ringing, caller_leaves, empty_first_reply, empty_list, far_hangup_type, flushed_keys, hangup_reports, invalid_reply_error, meeting_leg, pause_limits, receive_digits, repeat_duration, reports, speak, terminator, not \"merge\"",
    ),
    (
        "override: { every_profile: 1 }",
        "x.yaml:2:28: every_profile has to be true or false, not \"1\"",
    ),
    (
        "override: { faults: { at: 1, fault: throttled } }",
        "x.yaml:2:21: faults has to be a list, not a mapping",
    ),
    (
        "override: { faults: [throttled] }",
        "x.yaml:2:22: a fault has to be a mapping of at, fault, not \"throttled\"",
    ),
    ("override: { faults: [{ at: 1 }] }", "x.yaml:2:22: a fault needs fault"),
    (
        "override: { faults: [{ at: 0, fault: throttled }] }",
        "x.yaml:2:28: at has to be a whole number from 1 to 1000, not \"0\"",
    ),
    (
        "override: { faults: [{ at: 1, fault: trottled }] }",
        "x.yaml:2:38: \"trottled\" is not a fault: did you mean \"throttled\"? (allowed: slow_lambda, hung_lambda, lambda_error, lambda_crash, throttled, duplicate_delivery, update_meanwhile, caller_gone, far_end_gone, s3_denied, polly_denied)",
    ),
    (
        "override: { faults: [{ at: 1, fault: }] }",
        "x.yaml:2:36: fault has to be one of slow_lambda, hung_lambda, lambda_error, lambda_crash, throttled, duplicate_delivery, update_meanwhile, caller_gone, far_end_gone, s3_denied, polly_denied, not nothing",
    ),
    (
        "override: { far_ends: { \"+1\": answers } }",
        "x.yaml:2:25: a key of far_ends has to be a number such as \"+12065550100\", or a SIP user, not \"+1\"",
    ),
    (
        "override: { far_ends: { \"+1206\": hangs_up } }",
        "x.yaml:2:34: \"hangs_up\" is not something that a ringing telephone can lead to (allowed: answers, is_busy, rings_out, refuses, is_unreachable)",
    ),
    ("override: { env: [A=b] }", "x.yaml:2:18: env has to be a mapping, not a list"),
    ("override: { env: { A: [b] } }", "x.yaml:2:23: A has to be a text, not a list"),
    (
        "override: { prompts: { hello.wav: 3s } }",
        "x.yaml:2:24: a prompt is bucket/key, not \"hello.wav\"",
    ),
    (
        "override: { prompts: { a/b: 3 } }",
        "x.yaml:2:29: a/b has to be a duration such as 3s, 1.5s, 500ms or 2m, not \"3\"",
    ),
    (
        "override: { prompts: { a/b: 3s }, buckets: x }",
        "x.yaml:2:44: a call has prompts, or buckets to find them in, not both",
    ),
    (
        "override: { bots: { arn: [{ hears: a }] } }",
        "x.yaml:2:27: a bot's line needs asks or concludes",
    ),
    (
        "override: { bots: { arn: [{ hears: a, asks: b, concludes: { intent: c } }] } }",
        "x.yaml:2:48: a bot's line has only one of asks and concludes",
    ),
    ("override: { owns: \"+1206\" }", "x.yaml:2:19: owns has to be a list, not \"+1206\""),
    (
        "override: { patience: 1 minute }",
        "x.yaml:2:23: patience has to be a duration such as 3s, 1.5s, 500ms or 2m, not \"1 minute\"",
    ),
    (
        "override: { leg_price_per_minute: -1 }",
        "x.yaml:2:35: leg_price_per_minute has to be a number from 0 on, not \"-1\"",
    ),
    ("assert: { ended: yes }", "x.yaml:2:18: ended has to be true or false, not \"yes\""),
    ("assert: { findings: dead_air }", "x.yaml:2:21: findings has to be a list, not \"dead_air\""),
    (
        "assert: { findings: [dead_airs] }",
        "x.yaml:2:22: \"dead_airs\" is not a finding: did you mean \"dead_air\"? (allowed: leg_left_connected, ignored_actions, attribute_lost, slow_reply, dead_air, not_idempotent, lambda_error, invalid_reply, too_many_invocations)",
    ),
    (
        "assert: { findings: [[]] }",
        "x.yaml:2:22: findings has to be one of leg_left_connected, ignored_actions, attribute_lost, slow_reply, dead_air, not_idempotent, lambda_error, invalid_reply, too_many_invocations, not a list",
    ),
    ("assert: { attributes: { a: { b: 1, b: 2 } } }", "x.yaml:2:36: a has \"b\" twice"),
    (
        "assert: { invocations: few }",
        "x.yaml:2:24: invocations has to be a whole number from 0 to 1000, not \"few\"",
    ),
    (
        "assert: { invocations: { atmost: 3 } }",
        "x.yaml:2:26: invocations has no key \"atmost\": did you mean \"at_most\"? (allowed: at_most)",
    ),
    (
        "assert: { replies_within: 5 }",
        "x.yaml:2:27: replies_within has to be a duration such as 3s, 1.5s, 500ms or 2m, not \"5\"",
    ),
    (
        "assert: nothing",
        "x.yaml:2:9: assert has to be a mapping of ended, no_leg_left_connected, findings, attributes, invocations, replies_within, not \"nothing\"",
    ),
    (
        "assert:\n",
        "x.yaml:2:7: assert has to be a mapping of ended, no_leg_left_connected, findings, attributes, invocations, replies_within, not nothing",
    ),
    (
        "steps:\n- expect: { hears: One moment, please }",
        "x.yaml:3:32: \"please\" can't stand beside hears: a text with a comma needs quotes (allowed: nothing)",
    ),
];
