//! The loop on the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use offhook_fuzz::{Budget, TARGETS, run};

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
