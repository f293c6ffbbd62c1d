//! Tables of figures, medians, and instruction counts.
//!
//! Depends on valgrind for instruction counts.

use std::fmt;

/// A table with a column of figures for each program. The last two columns are the flow by hand and
/// the flow with Offhook; a column with their ratio follows.
pub(crate) struct Table<const N: usize> {
    title: &'static str,
    columns: [&'static str; N],
    rows: Vec<(String, [f64; N])>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(title: &'static str, columns: [&'static str; N]) -> Self {
        Self { title, columns, rows: Vec::new() }
    }

    /// Adds a row. The name includes the unit.
    pub(crate) fn row(&mut self, name: impl Into<String>, figures: [f64; N]) {
        self.rows.push((name.into(), figures));
    }

    /// Adds a row of instruction counts, or reports that they are missing.
    pub(crate) fn instructions(&mut self, name: impl Into<String>, counts: [Option<f64>; N]) {
        let name = name.into();
        if counts.iter().all(Option::is_some) {
            self.row(name, counts.map(Option::unwrap_or_default));
        } else {
            eprintln!("{name}: not counted, valgrind failed (apt-get install valgrind)");
        }
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<46}", self.title)?;
        for column in self.columns {
            write!(f, " {column:>10}")?;
        }
        writeln!(f, " {:>7}", "ratio")?;
        for (name, figures) in &self.rows {
            let [.., by_hand, offhook] = figures.as_slice() else { continue };
            let decimals = if *by_hand < 100.0 { 2 } else { 0 };
            write!(f, "{name:<46}")?;
            for figure in figures {
                write!(f, " {figure:>10.decimals$}")?;
            }
            writeln!(f, " {:>7.3}", offhook / by_hand)?;
        }
        Ok(())
    }
}

/// Returns the median, which for an even number of figures is the upper of the middle two.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Instruction counts by valgrind.
pub(crate) mod instructions {
    use std::process::Command;

    /// The numbers of events of the two runs that a count takes.
    const EVENTS: [u16; 2] = [200, 1_200];

    /// Returns the instructions per event, or `None` if valgrind failed.
    ///
    /// `run` completes the command so that the program handles a number of events, and returns its
    /// standard error. The difference of two runs leaves out the start of the program.
    pub(crate) fn per_event(run: impl Fn(Command, usize) -> Option<String>) -> Option<f64> {
        Command::new("valgrind").arg("--version").output().ok()?;
        let count = |events: u16| {
            let mut valgrind = Command::new("valgrind");
            valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
            collected(&run(valgrind, usize::from(events))?)
        };
        let [few, many] = EVENTS;
        Some((count(many)? - count(few)?) / f64::from(many - few))
    }

    /// Parses the line `==123== Collected : 456`.
    fn collected(stderr: &str) -> Option<f64> {
        let collected = stderr.lines().find_map(|line| line.split_once("Collected : "))?.1;
        collected.trim().parse().ok()
    }
}
