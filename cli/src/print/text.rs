//! Text formats that all commands use.

use std::time::Duration;

pub(crate) use crate::screen::clean;
pub(crate) use offhook_simulator::count;

/// Formats a measured time.
pub(crate) fn time(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1e3;
    match milliseconds {
        ..10.0 => format!("{milliseconds:.2} ms"),
        ..1000.0 => format!("{milliseconds:.1} ms"),
        _ => format!("{:.2} s", duration.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_milliseconds_below_a_second() {
        assert_eq!(time(Duration::from_micros(414)), "0.41 ms");
        assert_eq!(time(Duration::from_micros(12_340)), "12.3 ms");
        assert_eq!(time(Duration::from_millis(1234)), "1.23 s");
    }
}
