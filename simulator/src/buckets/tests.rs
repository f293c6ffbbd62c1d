use super::*;
use crate::wav::{Channels, Sound};

fn seconds(seconds: u64) -> Audio {
    let mut audio = Audio::new(Channels::Mono);
    audio.push(Duration::from_secs(seconds), Sound::Tone);
    audio
}

#[track_caller]
fn length(buckets: &Buckets, bucket: &str, key: &str) -> u64 {
    buckets.length(bucket, key).unwrap().as_secs()
}

#[test]
fn every_prompt_exists_in_memory() {
    let buckets = Buckets::in_memory().with_prompt("a", "b", Duration::from_secs(12));
    assert_eq!(length(&buckets, "a", "b"), 12);
    assert_eq!(length(&buckets, "a", "../c"), 3);
}

#[test]
fn strict_buckets_have_only_added_prompts() {
    let buckets = Buckets::in_memory().with_prompt("a", "b", Duration::from_secs(12)).strict();
    assert_eq!(length(&buckets, "a", "b"), 12);
    assert!(matches!(buckets.length("a", "c"), Err(PromptError::NotFound)));
}

#[test]
fn access_can_be_denied() {
    let folder = tempfile::tempdir().unwrap();
    for buckets in [Buckets::in_memory(), Buckets::folder(folder.path())] {
        let buckets = buckets.deny_reads("mute").deny_writes("full");
        assert!(matches!(buckets.length("mute", "a"), Err(PromptError::Denied)));
        assert!(matches!(buckets.put("full", "a", &seconds(1)), Err(StoreError::Denied)));
        buckets.put("mute", "a", &seconds(1)).unwrap();
    }
}

#[test]
fn folder_stores_recordings_and_reads_prompts() {
    let folder = tempfile::tempdir().unwrap();
    let buckets = Buckets::folder(folder.path().join("s3"));
    buckets.put("recordings", "2026/11/a b+1.wav", &seconds(2)).unwrap();
    assert!(folder.path().join("s3/recordings/2026/11/a b+1.wav").is_file());
    assert_eq!(length(&buckets, "recordings", "2026/11/a b+1.wav"), 2);

    for missing in ["b.wav", "2026", "2026/11/a b+1.wav/c"] {
        let found = buckets.length("recordings", missing);
        assert!(matches!(found, Err(PromptError::NotFound)), "{found:?}");
    }
    fs::write(folder.path().join("s3/recordings/a.mp3"), b"ID3").unwrap();
    let found = buckets.length("recordings", "a.mp3");
    assert!(matches!(found, Err(PromptError::Wav(WavError::NotWav))), "{found:?}");
}

#[test]
fn too_large_file_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a")).unwrap();
    let file = fs::File::create(folder.path().join("a/b")).unwrap();
    file.set_len(wav::MAX_BYTES + 1).unwrap();
    let found = Buckets::folder(folder.path()).length("a", "b");
    assert!(matches!(found, Err(PromptError::Wav(WavError::TooLarge))), "{found:?}");
}

#[test]
fn names_outside_the_folder_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    let buckets = Buckets::folder(&inner);
    for key in ["", ".", "..", "../b", "a/../../b", "/etc/passwd", "a//b", "a/", "a/./b"] {
        assert!(matches!(buckets.length("a", key), Err(PromptError::Outside)), "{key}");
        let put = buckets.put("a", key, &seconds(1));
        assert!(matches!(put, Err(StoreError::Outside)), "{key}");
    }
    for key in ["a\\..\\b", "C:b", "C:/b", "a\0b"] {
        assert!(matches!(buckets.length("a", key), Err(PromptError::Outside)), "{key}");
    }
    for bucket in ["", ".", "..", "a/b", "/", "/etc", "a\\b"] {
        assert!(matches!(buckets.length(bucket, "b"), Err(PromptError::Outside)), "{bucket}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
