//! WAV files: reads the length of prompts and writes recordings.
//!
//! Depends on nothing else.

use std::time::Duration;

/// Maximum size of a prompt, in bytes.
pub(crate) const MAX_BYTES: u64 = 50_000_000;

/// The reason why the service can't play a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum WavError {
    #[error("larger than 50 MB")]
    TooLarge,
    #[error("not a WAV file (RIFF, WAVE)")]
    NotWav,
    #[error("a WAV file without a format chunk")]
    NoFormat,
    #[error("a WAV file that is not PCM (expected format 1, found {0})")]
    Encoding(u16),
    #[error("a WAV file with invalid channels, sample rate or bits per sample")]
    Format,
    #[error("a WAV file without samples")]
    NoData,
}

/// Returns the length of a PCM WAV file.
///
/// Sizes in the headers that exceed the file are cut to it.
pub(crate) fn length(bytes: &[u8]) -> Result<Duration, WavError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(WavError::TooLarge);
    }
    let [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', chunks @ ..] = bytes else {
        return Err(WavError::NotWav);
    };
    let (mut format, mut data) = (None, None);
    let mut rest = chunks;
    while let Some((id, body, after)) = chunk(rest) {
        match id {
            b"fmt " if format.is_none() => format = Some(Format::read(body)?),
            b"data" if data.is_none() => data = Some(body.len() as u64),
            _ => {}
        }
        rest = after;
    }
    format.ok_or(WavError::NoFormat)?.length(data.ok_or(WavError::NoData)?)
}

/// Returns the id and the body of the first chunk, and the bytes after it.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (id, bytes) = bytes.split_first_chunk()?;
    let (size, bytes) = bytes.split_first_chunk()?;
    let size = usize::try_from(u32::from_le_bytes(*size)).unwrap_or(usize::MAX);
    let (body, after) = bytes.split_at(size.min(bytes.len()));
    // A chunk of odd size is followed by a padding byte.
    let after = after.get(size % 2..).unwrap_or_default();
    Some((id, body, after))
}

struct Format {
    frames_per_second: u64,
    bytes_per_frame: u64,
}

impl Format {
    fn read(body: &[u8]) -> Result<Self, WavError> {
        let [e0, e1, c0, c1, r0, r1, r2, r3, _, _, _, _, _, _, b0, b1, ..] = *body else {
            return Err(WavError::NoFormat);
        };
        let encoding = u16::from_le_bytes([e0, e1]);
        if encoding != 1 {
            return Err(WavError::Encoding(encoding));
        }
        let channels = u64::from(u16::from_le_bytes([c0, c1]));
        let frames_per_second = u64::from(u32::from_le_bytes([r0, r1, r2, r3]));
        let bits = u64::from(u16::from_le_bytes([b0, b1]));
        if channels == 0 || frames_per_second == 0 || !matches!(bits, 8 | 16 | 24 | 32) {
            return Err(WavError::Format);
        }
        Ok(Self { frames_per_second, bytes_per_frame: channels * bits / 8 })
    }

    fn length(&self, bytes: u64) -> Result<Duration, WavError> {
        let frames = bytes / self.bytes_per_frame;
        if frames == 0 {
            return Err(WavError::NoData);
        }
        let (seconds, rest) = (frames / self.frames_per_second, frames % self.frames_per_second);
        Ok(Duration::from_secs(seconds)
            + Duration::from_nanos(rest * 1_000_000_000 / self.frames_per_second))
    }
}

const FRAMES_PER_SECOND: u32 = 8_000;

/// Maximum number of frames in a written file: ten minutes.
const MAX_FRAMES: u32 = 600 * FRAMES_PER_SECOND;

/// One period of a quiet 500 Hz sine.
const SINE: [i16; 16] =
    [0, 383, 707, 924, 1000, 924, 707, 383, 0, -383, -707, -924, -1000, -924, -707, -383];

/// The content of a part of a recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sound {
    Silence,
    /// A quiet tone, in place of speech.
    Tone,
}

/// The tracks of a recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Channels {
    Mono,
    /// Both tracks have the same content.
    Stereo,
}

/// The audio of a recording, as a list of parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Audio {
    channels: Channels,
    parts: Vec<(Duration, Sound)>,
}

impl Audio {
    pub(crate) fn new(channels: Channels) -> Self {
        Self { channels, parts: Vec::new() }
    }

    /// Appends a part.
    pub(crate) fn push(&mut self, length: Duration, sound: Sound) {
        self.parts.push((length, sound));
    }

    /// Returns the complete length, which can exceed that of the written file.
    pub(crate) fn length(&self) -> Duration {
        self.parts.iter().fold(Duration::ZERO, |sum, (length, _)| sum.saturating_add(*length))
    }

    /// Returns the audio as a WAV file: PCM with 8 kHz and 16 bits.
    ///
    /// The file contains at most the first ten minutes, as a call on the virtual clock can take days.
    pub(crate) fn to_wav(&self) -> Vec<u8> {
        let (channels, per_frame): (u16, u16) = match self.channels {
            Channels::Mono => (1, 2),
            Channels::Stereo => (2, 4),
        };
        let size = frames(self.length()) * u32::from(per_frame);
        let mut wav = Vec::with_capacity(44 + size as usize);
        wav.extend_from_slice(b"RIFF");
        wav.extend_from_slice(&(36 + size).to_le_bytes());
        wav.extend_from_slice(b"WAVEfmt ");
        wav.extend_from_slice(&16_u32.to_le_bytes());
        wav.extend_from_slice(&1_u16.to_le_bytes());
        wav.extend_from_slice(&channels.to_le_bytes());
        wav.extend_from_slice(&FRAMES_PER_SECOND.to_le_bytes());
        wav.extend_from_slice(&(FRAMES_PER_SECOND * u32::from(per_frame)).to_le_bytes());
        wav.extend_from_slice(&per_frame.to_le_bytes());
        wav.extend_from_slice(&16_u16.to_le_bytes());
        wav.extend_from_slice(b"data");
        wav.extend_from_slice(&size.to_le_bytes());

        let (mut frame, mut end) = (0, Duration::ZERO);
        for (length, sound) in &self.parts {
            end = end.saturating_add(*length);
            let next = frames(end);
            for sine in SINE.iter().cycle().take((next - frame) as usize) {
                let sample = if *sound == Sound::Tone { *sine } else { 0 };
                for _ in 0..channels {
                    wav.extend_from_slice(&sample.to_le_bytes());
                }
            }
            frame = next;
        }
        wav
    }
}

/// Returns the number of frames in the file for audio of this length.
fn frames(length: Duration) -> u32 {
    let frames = length.as_nanos() * u128::from(FRAMES_PER_SECOND) / 1_000_000_000;
    u32::try_from(frames).map_or(MAX_FRAMES, |frames| frames.min(MAX_FRAMES))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(length: Duration, channels: Channels) -> Audio {
        let mut audio = Audio::new(channels);
        audio.push(length, Sound::Tone);
        audio
    }

    /// Returns a file with these chunks.
    fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut wav = b"RIFF\xff\xff\xff\xffWAVE".to_vec();
        for (id, body) in chunks {
            wav.extend_from_slice(*id);
            wav.extend_from_slice(&u32::try_from(body.len()).unwrap().to_le_bytes());
            wav.extend_from_slice(body);
            wav.extend_from_slice(&[0; 1][..body.len() % 2]);
        }
        wav
    }

    fn format(encoding: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
        let mut body = [encoding.to_le_bytes(), channels.to_le_bytes()].concat();
        body.extend_from_slice(&rate.to_le_bytes());
        // The byte rate and block size are ignored.
        body.extend_from_slice(&[0; 6]);
        body.extend_from_slice(&bits.to_le_bytes());
        body
    }

    #[test]
    fn written_file_has_the_length_of_the_audio() {
        for millis in [1, 250, 1_000, 61_007] {
            for channels in [Channels::Mono, Channels::Stereo] {
                let audio = tone(Duration::from_millis(millis), channels);
                assert_eq!(audio.length(), Duration::from_millis(millis));
                assert_eq!(length(&audio.to_wav()), Ok(audio.length()));
            }
        }
    }

    #[test]
    fn parts_are_written_in_order() {
        let mut audio = Audio::new(Channels::Mono);
        audio.push(Duration::from_millis(1), Sound::Silence);
        audio.push(Duration::from_millis(1), Sound::Tone);
        let wav = audio.to_wav();
        assert_eq!(wav[44..62], [0; 18]);
        assert_eq!(wav[62..64], 383_i16.to_le_bytes());
        assert_eq!(wav.len(), 44 + 32);
        let number =
            |wav: &[u8], at: usize| u32::from_le_bytes(wav[at..at + 4].try_into().unwrap());
        assert_eq!(number(&wav, 4), 36 + 32, "what follows");
        assert_eq!(number(&wav, 28), 16_000, "bytes per second");

        let stereo = tone(Duration::from_millis(1), Channels::Stereo).to_wav();
        assert_eq!(stereo[48..50], stereo[50..52], "left and right");
        assert_eq!(stereo.len(), 44 + 32);
        assert_eq!(number(&stereo, 28), 32_000);
    }

    #[test]
    fn rounding_errors_do_not_accumulate() {
        let mut audio = Audio::new(Channels::Mono);
        for _ in 0..1_000 {
            audio.push(Duration::from_nanos(999_999), Sound::Tone);
        }
        assert_eq!(audio.to_wav().len(), 44 + 2 * 7_999);
    }

    #[test]
    fn written_file_is_limited_to_ten_minutes() {
        let audio = tone(Duration::MAX, Channels::Stereo);
        assert_eq!(audio.length(), Duration::MAX);
        assert_eq!(length(&audio.to_wav()), Ok(Duration::from_mins(10)));
    }

    #[test]
    fn chunks_can_have_any_order_and_size() {
        let wav = riff(&[
            (b"LIST", b"odd"),
            (b"data", &[0; 8_001]),
            (b"fact", &[]),
            (b"fmt ", &format(1, 1, 8_000, 8)),
        ]);
        assert_eq!(length(&wav), Ok(Duration::from_micros(1_000_125)));
        let format_of_cd = format(1, 2, 44_100, 24);
        let data = vec![0; 264_605];
        let wav = riff(&[(b"fmt ", &format_of_cd), (b"data", &data)]);
        assert_eq!(length(&wav), Ok(Duration::from_secs(1)));
        // The first of each counts.
        let second: [(_, &[u8]); 2] = [(b"fmt ", b"odd"), (b"data", b"odd")];
        let wav = riff(&[&[(b"fmt ", &*format_of_cd), (b"data", &data)], &second[..]].concat());
        assert_eq!(length(&wav), Ok(Duration::from_secs(1)));
    }

    #[test]
    fn truncated_file_has_the_length_of_its_remaining_data() {
        let wav = tone(Duration::from_secs(2), Channels::Mono).to_wav();
        assert_eq!(length(&wav[..44 + 16_001]), Ok(Duration::from_secs(1)));
        for end in 0..44 {
            assert!(length(&wav[..end]).is_err(), "{end}");
        }
        assert_eq!(length(&wav[..44]), Err(WavError::NoData));
    }

    #[test]
    fn sizes_beyond_the_file_are_cut() {
        let mut wav = tone(Duration::from_millis(1), Channels::Mono).to_wav();
        wav[40..44].fill(0xff);
        assert_eq!(length(&wav), Ok(Duration::from_millis(1)));
        wav[16..20].fill(0xff);
        assert_eq!(length(&wav), Err(WavError::NoData));
    }

    #[test]
    fn files_other_than_pcm_are_rejected() {
        let with = |format: &[u8]| length(&riff(&[(b"fmt ", format), (b"data", &[0; 99])]));
        assert_eq!(with(&format(7, 1, 8_000, 8)), Err(WavError::Encoding(7)));
        assert_eq!(with(&format(1, 0, 8_000, 16)), Err(WavError::Format));
        assert_eq!(with(&format(1, 1, 0, 16)), Err(WavError::Format));
        assert_eq!(with(&format(1, 1, 8_000, 0)), Err(WavError::Format));
        assert_eq!(with(&format(1, u16::MAX, u32::MAX, 32)), Err(WavError::NoData));
        assert_eq!(with(&[1, 0]), Err(WavError::NoFormat));
        assert_eq!(length(b"ID3 some music"), Err(WavError::NotWav));
        assert_eq!(length(b""), Err(WavError::NotWav));
        assert_eq!(length(&riff(&[(b"data", &[0; 99])])), Err(WavError::NoFormat));
    }

    #[test]
    fn prompt_is_limited_to_50_mb() {
        let mut wav = tone(Duration::from_secs(1), Channels::Mono).to_wav();
        wav.resize(50_000_000, 0);
        assert_eq!(length(&wav), Ok(Duration::from_secs(1)));
        wav.push(0);
        assert_eq!(length(&wav), Err(WavError::TooLarge));
    }
}
