#![doc = "What the simulator reproduces of the service, and what says so."]
#![doc = ""]
#![doc = include_str!("../docs/sequences.md")]
