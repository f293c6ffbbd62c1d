//! Figures and how they are printed.

use std::fmt;

/// A figure of both.
pub(crate) struct Row {
    name: String,
    unit: &'static str,
    by_hand: f64,
    offhook: f64,
}

impl Row {
    pub(crate) fn new(
        name: impl Into<String>,
        unit: &'static str,
        by_hand: f64,
        offhook: f64,
    ) -> Self {
        Self { name: name.into(), unit, by_hand, offhook }
    }

    /// A row of counts, if there are any.
    pub(crate) fn counted(
        name: impl Into<String>,
        by_hand: Option<f64>,
        offhook: Option<f64>,
    ) -> Option<Self> {
        let name = name.into();
        if let (Some(by_hand), Some(offhook)) = (by_hand, offhook) {
            return Some(Self::new(name, "", by_hand, offhook));
        }
        eprintln!("{name}: not counted, valgrind did not run (apt-get install valgrind)");
        None
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.unit.is_empty() {
            self.name.clone()
        } else {
            format!("{}, {}", self.name, self.unit)
        };
        let digits = if self.by_hand < 100.0 { 2 } else { 0 };
        let Self { by_hand, offhook, .. } = self;
        write!(
            f,
            "{name:<46} {by_hand:>10.digits$} {offhook:>10.digits$} {:>7.3}",
            offhook / by_hand
        )
    }
}

/// The middle one.
pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Instructions, as valgrind counts them.
pub(crate) mod instructions {
    use std::process::Command;

    pub(crate) fn valgrind() -> Command {
        let mut command = Command::new("valgrind");
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        command
    }

    /// "==123== Collected : 456", among what it prints.
    pub(crate) fn read(stderr: &str) -> Option<f64> {
        let collected = stderr.lines().find_map(|line| line.split_once("Collected : "))?.1;
        collected.trim().parse().ok()
    }
}
