use std::borrow::Cow;

use super::table::action;
use super::{AudioFile, Keys, NoResults, Storage, Target};

action! {
    legs: Either, results: NoResults;

    /// Plays a WAV file to one leg: `PlayAudio`.
    ///
    /// Answers a new inbound call. A call update stops it.
    ///
    /// Fails with `InvalidAudioSource` (the file is not there, is in another account, or may not be
    /// read), `InvalidActionParameter` (the leg) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::PlayAudio;
    ///
    /// let hold = PlayAudio::s3("prompts", "hold.wav").repeat(10).terminators("#*");
    /// ```
    pub struct PlayAudio {
        /// File that is played.
        pub audio_source: AudioFile = "AudioSource";
        /// Keys that end it, repeats included, each a character; by default none.
        ///
        /// The action then succeeds; which key it was is not reported.
        pub playback_terminators: Option<Keys> = "PlaybackTerminators"
            => set terminators(keys: impl Into<Keys>) = Some(keys.into());
        /// Number of times that it is played in all, by default 1.
        pub repeat: Option<u32> = "Repeat" [1..]
            => set repeat(times: u32) = Some(times);
    }
}

impl PlayAudio {
    /// Plays this key of this bucket: `AudioSource`.
    pub fn s3(bucket: impl Into<Cow<'static, str>>, key: impl Into<Cow<'static, str>>) -> Self {
        Self::file(AudioFile::s3(bucket, key))
    }

    /// Plays this file, such as a recording: `AudioSource`.
    pub fn file(mut file: AudioFile) -> Self {
        // The service leaves it out where it names a recording, and asks for it here.
        file.storage.get_or_insert(Storage::S3);
        Self { target: Target::Event, audio_source: file, playback_terminators: None, repeat: None }
    }
}
