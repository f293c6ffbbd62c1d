//! Reasons for the process not to start.

use std::process::Command;

use offhook_simulator::{Host, HostError, Output};

use super::lambda::with_each_build;

with_each_build! {
    async fn start_outside_lambda_explains_how_to_run_it(build) {
        let output = Command::new(&**build)
            .env_remove("AWS_LAMBDA_RUNTIME_API")
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
        let said = String::from_utf8_lossy(&output.stderr);
        for part in ["AWS_LAMBDA_RUNTIME_API is not set", "cargo lambda watch", "cargo run -- play"] {
            assert!(said.contains(part), "{said}");
        }
    }

    async fn invalid_setting_is_named(build) {
        let host = Host::builder(&**build).env("RECEPTION_SALES", "425 555 0199");
        let host = host.output(Output::Discard).start().await.expect("the process starts");
        let error = host.ready().await.expect_err("it does not start");
        let HostError::ExitedBeforePoll { status, stderr } = error else { panic!("{error}") };
        assert_eq!(status.code(), Some(1));
        let said = stderr.lines().join("\n");
        for part in ["not a phone number in E.164 form", "`sales`"] {
            assert!(said.contains(part), "{said}");
        }
        assert!(!said.contains("0199"), "{said}");
    }
}
