//! The targets on their seeds and on inputs that were findings, and the loop on targets with a bug.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use offhook_fuzz::{Budget, Finding, Mutator, TARGETS, Target, run};

#[test]
fn seeds_have_no_finding() {
    for target in &TARGETS {
        let runs = run(target, 0, Budget { runs: Some(0), time: None }, |_| ());
        assert_eq!(runs, Ok(0), "{}", target.name);
    }
}

#[test]
fn findings_stay_fixed() {
    let mut files = 0;
    for target in &TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("findings").join(target.name);
        for file in folder.read_dir().into_iter().flatten() {
            let input = std::fs::read(file.expect("an entry").path()).expect("a file");
            assert_eq!(Finding::check(target, &input), Ok(()), "{}", target.name);
            files += 1;
        }
    }
    assert!(files > 0);
}

const NO_B: Target = Target {
    name: "no-b",
    take: |input| assert!(!input.contains(&b'b'), "{} bytes with a b", input.len()),
    seeds: || vec![b"(acaca)".to_vec(), b"{c}".to_vec()],
    words: &["b"],
};

#[test]
fn bug_is_found_and_its_input_shrunk() {
    let budget = Budget { runs: Some(10_000), time: None };
    let finding = run(&NO_B, 0, budget, |_| ()).expect_err("a finding");
    assert!(finding.input.contains(&b'b'));
    let shrunk = finding.shrunk(&NO_B);
    assert_eq!(shrunk.input, b"b");
    assert!(shrunk.problem.starts_with(file!()), "{}", shrunk.problem);
    assert!(shrunk.problem.ends_with("\n1 bytes with a b"), "{}", shrunk.problem);
}

#[test]
fn slow_input_is_a_finding() {
    // Millions of steps take more than a millisecond on any machine, however busy it is.
    let count = |_: &[u8]| {
        for step in 0..5_000_000 {
            black_box(step);
        }
    };
    let slow = Target { take: count, ..NO_B };
    let finding = Finding::check_within(Duration::from_millis(1), &slow, b"a");
    let finding = finding.expect_err("a finding");
    assert_eq!(finding.input, b"a");
    assert!(finding.problem.starts_with("takes too long\n"), "{}", finding.problem);
    assert_eq!(Finding::check(&slow, b"a"), Ok(()));
}

#[test]
fn same_seed_gives_the_same_inputs() {
    let seeds = (NO_B.seeds)();
    let inputs = |seed| {
        let mut mutator = Mutator::new(seed, &seeds, NO_B.words);
        (0..50).map(|_| mutator.input()).collect::<Vec<_>>()
    };
    assert_eq!(inputs(1), inputs(1));
    assert_ne!(inputs(1), inputs(2));
}

#[test]
fn budget_ends_the_loop() {
    let harmless = Target { take: |_| (), ..NO_B };
    let runs = |runs, time| run(&harmless, 0, Budget { runs, time }, |_| ());
    assert_eq!(runs(Some(3), None), Ok(3));
    assert_eq!(runs(None, Some(Duration::ZERO)), Ok(0));
    assert!(runs(None, Some(Duration::from_millis(20))).is_ok_and(|runs| runs > 0));
}

#[test]
fn target_gets_each_input() {
    let mut inputs = Vec::new();
    let harmless = Target { take: |_| (), ..NO_B };
    run(&harmless, 0, Budget { runs: Some(2), time: None }, |input| inputs.push(input.to_vec()))
        .unwrap();
    assert_eq!(inputs[..2], (NO_B.seeds)());
    assert_eq!(inputs.len(), 4);
}
