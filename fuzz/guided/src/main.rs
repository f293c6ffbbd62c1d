//! The target that `OFFHOOK_FUZZ` names, with libFuzzer's loop.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use offhook_fuzz::{TARGETS, Target};

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("OFFHOOK_FUZZ").expect("OFFHOOK_FUZZ is the name of a target");
    TARGETS.iter().find(|target| target.name == name).expect("OFFHOOK_FUZZ names a target")
});

fuzz_target!(|input: &[u8]| (TARGET.take)(input));
