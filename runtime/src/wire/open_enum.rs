//! Enumerations of words to which the service may add.

use super::Lenient;

/// An enum that [`open_enum!`] made.
pub(crate) trait OpenEnum: for<'a> From<&'a str> + Lenient {
    /// The words that are known.
    const WORDS: &[&str];

    /// Returns the service's word.
    fn word(&self) -> &str;
}

/// An enum of the service's words with a last variant `Other(String)` that keeps any other text.
///
/// Generates `as_str`, `From<&str>`, `Debug`, `Display`, `Serialize`, `Deserialize` (of strings) and
/// `Lenient`. Words after a `|` are other spellings that are read and never written.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal $(| $spelling:literal)*,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* #[doc = concat!("\n\nOn the wire: `", $word, "`.")] $variant,)*
            /// Any other text, as it came.
            Other(String),
        }

        impl $name {
            /// The service's word.
            // The table of words would be copied into each caller.
            #[inline(never)]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl $crate::wire::OpenEnum for $name {
            const WORDS: &[&str] = &[$($word),*];

            fn word(&self) -> &str {
                self.as_str()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($word $(| $spelling)* => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        /// Cuts other text after 200 characters.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str(stringify!($variant)),)*
                    Self::Other(text) => f.debug_tuple("Other").field(&$crate::wire::clip(text)).finish(),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::wire::Lenient for $name {
            #[inline]
            fn read(
                json: &mut $crate::wire::json::Cursor<'_>,
            ) -> $crate::wire::json::Read<Option<Self>> {
                Ok($crate::wire::lenient::word(json)?.map(|word| Self::from(&*word)))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Ok(Self::from(&*word))
            }
        }
    };
}
pub(crate) use open_enum;
