//! The memory of processes, which Linux reports.
//!
//! Depends on nothing else.

use std::fs;

/// Returns the resident memory of this process, in bytes. `None` outside Linux.
pub fn resident() -> Option<u64> {
    read("self", "VmRSS:")
}

/// Returns the most memory that a process has had resident, in bytes. `None` outside Linux, and when
/// there is no such process.
pub(crate) fn peak(pid: u32) -> Option<u64> {
    read(&pid.to_string(), "VmHWM:")
}

fn read(process: &str, field: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: u64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn memory_of_this_process_is_known() {
        let (resident, peak) = (resident().unwrap(), peak(std::process::id()).unwrap());
        assert!(resident > 100_000 && peak >= resident / 2, "{resident}, {peak}");
        assert_eq!(read("self", "NoSuchField:"), None);
    }
}
