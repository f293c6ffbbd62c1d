//! Tables of parameters.

/// A struct that is a JSON object of parameters, and all that follows from its keys.
///
/// A line is `field: Type = "Key" in Form [range] must rule, other_rule => set setter(argument: Type)
/// = value;`, of which everything behind the key may be left out:
///
/// - the form is how the value is written and read (see [`form`](super::form)), by default
///   `Plain`; it also says whether the field is required, which an `Option` never is,
/// - the range is that of the number that is written,
/// - rules are functions of what is written (see [`rule`](super::rule)),
/// - the setter has the documentation of the field.
///
/// The key `flattened` makes the fields of a group stand among the struct's own. A rule of several
/// fields is a function `fn(&self) -> Result<(), FieldError>` behind `where`.
macro_rules! parameters {
    (
        $(#[$meta:meta])*
        $struct_vis:vis struct $name:ident {
            $(
                $(#[$doc:meta])*
                $vis:vis $field:ident: $type:ty = $key:tt
                $(in $form:ident)?
                $([$range:expr])?
                $(must $($rule:expr),+)?
                $(=> set $setter:ident($argument:ident: $argument_type:ty) = $value:expr)?;
            )*
        }
        $(where $check:ident)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Debug)]
        $struct_vis struct $name {
            $(
                $(#[$doc])*
                #[doc = $crate::wire::parameter!(doc $key [$($range)?])]
                $vis $field: $type,
            )*
        }

        impl $name {
            $($crate::wire::parameter!(
                set [$(#[$doc])*] $key, $field
                $(, $setter($argument: $argument_type) = $value)?
            );)*
        }

        impl $crate::wire::item::Object for $name {
            fn fields(
                &self,
                field: &mut dyn FnMut(&str, $crate::wire::item::Item<'_>),
            ) {
                $($crate::wire::parameter!(write self.$field, field, $key $($form)?);)*
            }
        }

        impl $crate::wire::fields::Parameters for $name {
            fn read(
                fields: &$crate::wire::fields::Fields<'_>,
            ) -> Result<Self, $crate::wire::fields::FieldError> {
                Ok(Self { $($field: $crate::wire::parameter!(read fields, $key $($form)?)?,)* })
            }

            fn check(&self) -> Result<(), $crate::wire::fields::FieldError> {
                $($crate::wire::parameter!(
                    check self.$field, $key
                    [$($form)?]
                    [$($crate::wire::rule::be_in($range))?]
                    [$($($rule),+)?]
                )?;)*
                $(self.$check()?;)?
                Ok(())
            }
        }

        impl $crate::wire::form::Form<$name> for $crate::wire::form::Plain {
            fn item(value: &$name) -> Option<$crate::wire::item::Item<'_>> {
                Some($crate::wire::item::Item::Object(value))
            }

            fn read(
                json: $crate::wire::json::Json<'_>,
            ) -> Result<Option<$name>, $crate::wire::fields::FieldError> {
                let fields = $crate::wire::fields::Fields::new(json)?;
                $crate::wire::fields::Parameters::read(&fields).map(Some)
            }

            fn check(value: &$name) -> Result<(), $crate::wire::fields::FieldError> {
                $crate::wire::fields::Parameters::check(value)
            }
        }

        $crate::wire::serde_as_plain!($name);
    };
}
pub(crate) use parameters;

/// What [`parameters!`] makes of one line.
macro_rules! parameter {
    (doc flattened []) => {
        ""
    };
    (doc $key:literal []) => {
        concat!("\n\nOn the wire: `", $key, "`.")
    };
    (doc $key:literal [$range:expr]) => {
        concat!("\n\nOn the wire: `", $key, "`, `", stringify!($range), "`.")
    };
    (set [$($doc:tt)*] $key:tt, $field:ident) => {};
    (
        set [$($doc:tt)*] $key:literal, $field:ident,
        $setter:ident($argument:ident: $argument_type:ty) = $value:expr
    ) => {
        #[doc = concat!("Sets `", $key, "`.\n\n")]
        $($doc)*
        pub fn $setter(mut self, $argument: $argument_type) -> Self {
            self.$field = $value;
            self
        }
    };
    (write $value:expr, $field:ident, flattened) => {
        $crate::wire::item::Object::fields(&$value, $field)
    };
    (write $value:expr, $field:ident, $key:literal $($form:ident)?) => {
        if let Some(item) = <$crate::wire::parameter!(form $($form)?) as $crate::wire::form::Form<_>>::item(&$value) {
            $field($key, item);
        }
    };
    (read $fields:ident, flattened) => {
        $crate::wire::fields::Parameters::read($fields)
    };
    (read $fields:ident, $key:literal $($form:ident)?) => {
        $fields.read::<$crate::wire::parameter!(form $($form)?), _>($key)
    };
    (check $value:expr, flattened [] [] []) => {
        $crate::wire::fields::Parameters::check(&$value)
    };
    (check $value:expr, $key:literal [$($form:ident)?] [$($range:expr)?] [$($rule:expr),*]) => {
        $crate::wire::fields::check::<$crate::wire::parameter!(form $($form)?), _>(
            $key,
            &$value,
            &[$(&$range,)? $(&$rule),*],
        )
    };
    (form) => {
        $crate::wire::form::Plain
    };
    (form $form:ident) => {
        $form
    };
}
pub(crate) use parameter;

/// Makes a type that is read and written as a field also one of serde's.
///
/// It is read by way of [`Value`](serde_json::Value), so that any self-describing format works, and
/// the buffers of serde's tagged enums; Offhook itself reads JSON text.
macro_rules! serde_as_plain {
    ($($name:ty),*) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <$crate::wire::form::Plain as $crate::wire::form::Form<Self>>::item(self)
                    .serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::form::deserialize(deserializer)
            }
        }
    )*};
}
pub(crate) use serde_as_plain;
