//! Expanded code passes the strictest lints.

#![deny(warnings, missing_docs, unreachable_pub, unsafe_code, let_underscore_drop)]
#![deny(rust_2018_idioms, rust_2021_compatibility, rust_2024_compatibility, future_incompatible)]
#![deny(unused, unused_qualifications, unused_lifetimes, unused_results, unused_import_braces)]
#![deny(single_use_lifetimes, elided_lifetimes_in_paths, explicit_outlives_requirements)]
#![deny(missing_copy_implementations, missing_debug_implementations, trivial_casts)]
#![deny(redundant_lifetimes, unit_bindings, variant_size_differences, unnameable_types)]
#![deny(absolute_paths_not_starting_with_crate, ambiguous_negative_literals, non_local_definitions)]

use offhook::prelude::*;

/// The app.
#[offhook::app(session = Visit, flows(failures::complaint))]
#[derive(Clone, Debug)]
pub struct App {
    /// Its name.
    pub name: String,
}

/// Its session.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(NewInboundCall)]
async fn welcome(app: &App, call: &Call, visit: &mut Session<Visit>) -> Result<action::Speak> {
    visit.attempts += 1;
    Ok(action::Speak::text(format!("{}: {}", app.name, call.transaction_id())))
}

#[flow(CallAnswered, version = 3)]
async fn reminder(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(version = 2, of = reminder)]
async fn reminder_before_march(line: &mut Line, app: &App) -> Result<()> {
    tracing::info!(?line, name = app.name);
    Ok(())
}

mod failures {
    use offhook::prelude::*;

    #[on(ActionFailed(Speak | PlayAudio), disconnected)]
    async fn speechless(failed: Failed) -> action::Hangup {
        tracing::warn!(%failed, "speechless");
        action::Hangup::normal()
    }

    #[flow]
    pub(crate) async fn complaint(line: &mut Line) -> Result<()> {
        let _ = line;
        Ok(())
    }

    #[on_error]
    async fn sorry(error: &Error) {
        tracing::error!(%error, "sorry");
    }
}

#[on(_)]
async fn rest() {}

fn main() {
    let _ = e164!("+12065550100").as_str().len() + digits!("12#").as_str().len();
}
