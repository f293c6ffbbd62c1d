//! What the attributes refuse; see the README.

/// Has no case that passes: with one, trybuild builds all dependencies and runs cargo for each case.
#[test]
fn fail() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/*.rs");
    #[cfg(feature = "lambda")]
    cases.compile_fail("fail/lambda/*.rs");
}
