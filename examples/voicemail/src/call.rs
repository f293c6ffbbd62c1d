//! The call: a message is recorded, reviewed and kept.

use std::time::Duration;

use offhook::action::{AudioFile, PlayAudio};
use offhook::prelude::*;

use crate::App;
use crate::mailbox::Message;

/// Maximum number of times that a caller can hear or replace the message.
const REVIEWS: u8 = 5;

/// Whatever ends the review, a hang-up too, the message is kept.
#[flow(NewInboundCall)]
async fn call(line: &mut Line, app: &App) -> Result<()> {
    let mut message = None;
    let goodbye = leave_message(line, app, &mut message).await;
    if let Some(file) = message {
        let caller = line.from().to_owned().into();
        line.once("keep", app.mailbox.keep(Message { file, caller })).await?;
    }
    line.speak(goodbye).await?;
    Ok(())
}

/// Records a message, and lets the caller hear it, replace it or keep it. Returns the last words.
async fn leave_message(
    line: &mut Line,
    app: &App,
    message: &mut Option<AudioFile>,
) -> &'static str {
    let choices = "To keep it, press 1. To record it again, press 2. To hear it, press 3.";
    let greeting = &app.settings.greeting;
    let invitation = "Please leave a message, and press the pound key when you are done.";
    *message = record(line, app, format!("{greeting} {invitation}")).await;
    let mut opening = "Your message has been recorded.";
    let mut reviews = 0;
    while let Some(file) = message {
        let menu = line.ask(format!("{opening} {choices}")).digits(1).regex("[123]").attempts(3);
        let choice = menu.failure(format!("Sorry, I did not understand. {choices}")).await;
        let Ok(choice) = choice else {
            return "As you have not chosen, your message is kept. Goodbye.";
        };
        match choice.as_str() {
            "1" => return "Thank you. Your message is in the mailbox. Goodbye.",
            _ if reviews == REVIEWS => {
                return "Let us leave it at that. Your message is kept. Goodbye.";
            }
            "2" => {
                let invitation =
                    "Please record your message again, and press the pound key at its end.";
                *message = record(line, app, invitation.to_owned()).await;
                opening = "Your message has been recorded.";
            }
            _ => {
                let played = line.run(PlayAudio::file(file.clone()).terminators("#")).await;
                opening = match played {
                    Ok(()) => "That was your message.",
                    Err(_) => "Sorry, your message can not be played right now.",
                };
            }
        }
        reviews += 1;
    }
    "Sorry, your message could not be recorded. Please call again later. Goodbye."
}

/// Records a message of at most two minutes, which five seconds of silence end.
async fn record(line: &mut Line, app: &App, invitation: String) -> Option<AudioFile> {
    line.speak(invitation).await.ok()?;
    let recording = line
        .record(app.settings.bucket.clone())
        .prefix("messages/")
        .max(Duration::from_secs(120))
        .silence(Duration::from_secs(5));
    recording.await.ok()?.file().cloned()
}
