#![doc = "The behaviour of the service that the simulator reproduces, with its sources."]
#![doc = ""]
#![doc = include_str!("../docs/sequences.md")]
