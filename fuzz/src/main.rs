//! The loop on the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use offhook_fuzz::{Budget, TARGETS, Target, run};

/// Gives changed inputs to the parts of Offhook that read what comes from outside.
///
/// A panic ends the run. Its input is shrunk and written to `fuzz/findings`, which the tests of this
/// package replay.
#[derive(Parser)]
struct Options {
    /// Targets to run, all by default
    #[arg(value_parser = PossibleValuesParser::new(TARGETS.map(|target| target.name)))]
    targets: Vec<String>,
    /// Seconds for each target
    #[arg(long, value_name = "SECONDS")]
    time: Option<u64>,
    /// Changed inputs for each target [default: 2000 without --time]
    #[arg(long)]
    runs: Option<u64>,
    /// Seed of the changes
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// File for each input before it runs: what an abort or an endless loop was about
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// Folder for the inputs and words of the targets, which another fuzzer begins with; nothing runs
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["time", "runs", "seed", "keep"])]
    corpus: Option<PathBuf>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let budget = Budget {
        runs: options.runs.or(options.time.is_none().then_some(2_000)),
        time: options.time.map(Duration::from_secs),
    };
    let chosen = |name: &str| {
        options.targets.is_empty() || options.targets.iter().any(|target| target == name)
    };
    let keep = |input: &[u8]| {
        if let Some(file) = &options.keep {
            fs::write(file, input).expect("the file can be written");
        }
    };
    let mut code = ExitCode::SUCCESS;
    for target in TARGETS.iter().filter(|target| chosen(target.name)) {
        if let Some(folder) = &options.corpus {
            write_corpus(folder, target);
            continue;
        }
        match run(target, options.seed, budget, keep) {
            Ok(runs) => println!("{:10} {runs} changed inputs", target.name),
            Err(finding) => {
                let finding = finding.shrunk(target);
                let file = save(target.name, &finding.input);
                println!("{:10} {}\n{}", target.name, file.display(), finding.problem);
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

/// Writes a target's inputs to `FOLDER/TARGET` and its words to `FOLDER/TARGET.dict`.
fn write_corpus(folder: &Path, target: &Target) {
    let inputs = folder.join(target.name);
    fs::create_dir_all(&inputs).expect("the folder can be made");
    for (number, input) in (target.seeds)().iter().enumerate() {
        fs::write(inputs.join(number.to_string()), input).expect("the file can be written");
    }
    let escaped = |word: &&str| -> String {
        let bytes = word.bytes().map(|byte| format!("\\x{byte:02x}"));
        format!("\"{}\"\n", bytes.collect::<String>())
    };
    let words: String = target.words.iter().map(escaped).collect();
    fs::write(folder.join(target.name).with_extension("dict"), words)
        .expect("the file can be written");
}

/// Writes an input to the findings, under a name that its bytes give it.
fn save(target: &str, input: &[u8]) -> PathBuf {
    let hash = input.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("findings").join(target);
    fs::create_dir_all(&folder).expect("the folder can be made");
    let file = folder.join(format!("{hash:016x}"));
    fs::write(&file, input).expect("the file can be written");
    file
}
