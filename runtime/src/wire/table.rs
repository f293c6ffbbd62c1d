//! Tables of parameters: one line a parameter makes the struct's field, both directions of its JSON,
//! the check of its rules, and its setter.

/// A struct that is a JSON object of parameters, and all that follows from its keys.
///
/// A line is `field: Type = "Key" in Form [range] must rule(), other_rule() => set setter(argument:
/// Type) = value;`, of which everything behind the key may be left out:
///
/// - the [form](super::form) is how the value is written and read, by default `Plain`; it also says
///   whether the field is required, which an `Option` never is,
/// - the range is that of the number that is written,
/// - the [rules](super::rule) are those of what is written,
/// - the setter has the documentation of the field.
///
/// With `flattened` in place of the key, the fields of a group are among the struct's own. A rule of
/// several fields is a function `fn(&self) -> Result<(), FieldError>` behind `where`. `Debug` cuts long
/// texts.
macro_rules! parameters {
    (
        $(#[$meta:meta])*
        $struct_vis:vis struct $name:ident {
            $(
                $(#[$doc:meta])*
                $vis:vis $field:ident: $type:ty = $key:tt
                $(in $form:ident)?
                $([$($range:tt)+])?
                $(must $($rule:expr),+)?
                $(=> set $setter:ident($argument:ident: $argument_type:ty) = $value:expr)?;
            )*
        }
        $(where $check:ident)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        $struct_vis struct $name {
            $(
                $(#[$doc])*
                #[doc = $crate::wire::parameter!(doc $key $($($range)+)?)]
                $vis $field: $type,
            )*
        }

        impl $name {
            $($crate::wire::parameter!(
                set [$(#[$doc])*] $key, $field
                $(, $setter($argument: $argument_type) = $value)?
            );)*
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(
                        stringify!($field),
                        &$crate::wire::parameter!(shown self.$field, $key $($form)?),
                    ))*
                    .finish()
            }
        }

        impl $crate::wire::item::Object for $name {
            fn fields(&self, field: &mut $crate::wire::item::EachField<'_>) {
                $($crate::wire::parameter!(
                    field self.$field, field, $key
                    [$($form)?] [$([$($range)+])?] [$($($rule),+)?]
                );)*
            }

            fn check_together(&self) -> Result<(), $crate::wire::FieldError> {
                $($crate::wire::parameter!(check self.$field, $key);)*
                $(self.$check()?;)?
                Ok(())
            }
        }

        impl $crate::wire::fields::Parameters for $name {
            #[inline]
            fn read(
                fields: &$crate::wire::fields::Fields<'_>,
            ) -> Result<Self, $crate::wire::fields::FieldError> {
                Ok(Self { $($field: $crate::wire::parameter!(read fields, $key $($form)?)?,)* })
            }
        }

        impl $crate::wire::form::Form<$name> for $crate::wire::form::Plain {
            fn item(value: &$name) -> Option<$crate::wire::item::Item<'_>> {
                Some($crate::wire::item::Item::Object(value))
            }

            #[inline]
            fn read(
                json: $crate::wire::json::Json<'_>,
            ) -> Result<Option<$name>, $crate::wire::fields::FieldError> {
                let fields = $crate::wire::fields::Fields::new(json)?;
                $crate::wire::fields::Parameters::read(&fields).map(Some)
            }
        }

        $crate::wire::serde_as_plain!($name);
    };
}
pub(crate) use parameters;

/// Expands one line of [`parameters!`].
macro_rules! parameter {
    (doc flattened) => {
        "\n\nOn the wire among the other parameters."
    };
    (doc $key:literal) => {
        concat!("\n\nOn the wire: `", $key, "`.")
    };
    (doc $key:literal $($range:tt)+) => {
        concat!("\n\nOn the wire: `", $key, "`, `", stringify!($($range)+), "`.")
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
    (shown $value:expr, flattened) => {
        $value
    };
    (shown $value:expr, $key:literal $($form:ident)?) => {
        $crate::wire::item::Shown {
            value: &$value,
            item: $crate::wire::parameter!(item $value, $($form)?),
        }
    };
    (field $value:expr, $field:ident, flattened [] [] []) => {
        $crate::wire::item::Object::fields(&$value, $field)
    };
    (
        field $value:expr, $field:ident, $key:literal
        [$($form:ident)?] [$([$($range:tt)+])?] [$($rule:expr),*]
    ) => {{
        const RULES: &[$crate::wire::item::Rule] =
            &[$($crate::wire::parameter!(range $($range)+),)? $($rule),*];
        let item = $crate::wire::parameter!(item $value, $($form)?);
        if item.is_some() || const { $crate::wire::rule::require(RULES) } {
            $field($key, item, RULES);
        }
    }};
    (check $value:expr, flattened) => {
        $crate::wire::item::Object::check_together(&$value)?
    };
    (check $value:expr, $key:literal) => {};
    (item $value:expr, $($form:ident)?) => {
        <$crate::wire::parameter!(form $($form)?) as $crate::wire::form::Form<_>>::item(&$value)
    };
    (range $min:literal..) => {
        $crate::wire::item::Rule::In { min: $min, max: u64::MAX }
    };
    (range ..=$max:literal) => {
        $crate::wire::item::Rule::In { min: 0, max: $max }
    };
    (range $min:literal..=$max:literal) => {
        $crate::wire::item::Rule::In { min: $min, max: $max }
    };
    (read $fields:ident, flattened) => {
        $crate::wire::fields::Parameters::read($fields)
    };
    (read $fields:ident, $key:literal $($form:ident)?) => {
        $fields.read::<$crate::wire::parameter!(form $($form)?), _>($key)
    };
    (form) => {
        $crate::wire::form::Plain
    };
    (form $form:ident) => {
        $form
    };
}
pub(crate) use parameter;

/// Implements serde's traits for a type with a plain [form](super::form).
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
