use std::borrow::Cow;

use super::table::action;
use super::{AudioFile, Keys, NoResults, Storage, Target};

action! {
    legs: Either, results: NoResults;

    /// An action that plays a WAV file to one leg: `PlayAudio`.
    ///
    /// Answers a new inbound call. A call update stops the playback.
    ///
    /// Fails with `InvalidAudioSource` (the file does not exist, is in another account or is not
    /// readable), `InvalidActionParameter` (leg) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::PlayAudio;
    ///
    /// let hold = PlayAudio::s3("prompts", "hold.wav").repeat(10).terminators("#*");
    /// ```
    pub struct PlayAudio {
        /// Audio file to play.
        pub audio_source: AudioFile = "AudioSource";
        /// Keys that end the playback and all its repeats. Default: none.
        ///
        /// A terminated action succeeds. The service does not report the key.
        pub playback_terminators: Option<Keys> = "PlaybackTerminators"
            => set terminators(keys: impl Into<Keys>) = Some(keys.into());
        /// Total number of times that the file is played, 1 or more. Default: 1.
        pub repeat: Option<u32> = "Repeat" [1..]
            => set repeat(times: u32) = Some(times);
    }
}

impl PlayAudio {
    /// Creates an action that plays the file with this key in this bucket: `AudioSource`.
    pub fn s3(bucket: impl Into<Cow<'static, str>>, key: impl Into<Cow<'static, str>>) -> Self {
        Self::file(AudioFile::s3(bucket, key))
    }

    /// Creates an action that plays this file, such as a recording: `AudioSource`.
    pub fn file(mut file: AudioFile) -> Self {
        // The service can omit the type of a recording's storage, but requires it here.
        file.storage.get_or_insert(Storage::S3);
        Self { target: Target::Event, audio_source: file, playback_terminators: None, repeat: None }
    }
}
