#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "calls")]
mod calls;
#[cfg(feature = "dynamodb")]
mod dynamodb;

#[cfg(feature = "calls")]
pub use calls::{CallError, Calls, Place};
#[cfg(feature = "dynamodb")]
pub use dynamodb::{DynamoDbStore, StoreError, StoreErrorKind};
