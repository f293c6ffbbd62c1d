//! WAV files that a simulated service plays or refuses.

use std::fs;

use offhook_simulator::Buckets;

use super::Target;
use super::call::call;

pub(super) const TARGET: Target = Target {
    name: "wav",
    take,
    seeds: || {
        vec![
            wav(1, 8_000, 16, &[]),
            wav(2, 44_100, 8, b"LIST\x05\0\0\0INFOx\0"),
            wav(1, 1, 32, &[]),
        ]
    },
    words: &[
        "RIFF",
        "WAVE",
        "fmt ",
        "data",
        "LIST",
        "\u{0}\u{0}\u{0}\u{0}",
        "\u{1}\u{0}",
        "\u{10}\u{0}\u{0}\u{0}",
        "\u{7f}\u{7f}\u{7f}\u{7f}",
    ],
};

/// Returns a file of 50 samples, with these chunks before them.
fn wav(channels: u16, rate: u32, bits: u16, chunks: &[u8]) -> Vec<u8> {
    let frame = channels * bits / 8;
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec();
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * u32::from(frame)).to_le_bytes());
    file.extend(frame.to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(chunks);
    file.extend(b"data");
    file.extend((u32::from(frame) * 50).to_le_bytes());
    file.extend(vec![0; usize::from(frame) * 50]);
    file
}

fn take(file: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("prompts")).expect("a folder");
    fs::write(folder.path().join("prompts/a.wav"), file).expect("a file");
    let play = r#"{"SchemaVersion": "1.0", "Actions": [{"Type": "PlayAudio", "Parameters": {
        "AudioSource": {"Type": "S3", "BucketName": "prompts", "Key": "a.wav"}}}]}"#;
    call(play.to_owned(), |simulator| simulator.buckets(Buckets::folder(folder.path())));
}
