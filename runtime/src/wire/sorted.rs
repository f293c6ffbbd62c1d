//! Lists of keys and values, sorted by key: maps of few entries, which link less code than a tree.

use std::ops::Deref;

/// Returns the place of a key, or where it belongs.
pub(crate) fn place<K: Deref<Target = str>, V>(list: &[(K, V)], key: &str) -> Result<usize, usize> {
    list.binary_search_by(|(other, _)| (**other).cmp(key))
}

/// Returns the value of a key.
pub(crate) fn get<'l, K: Deref<Target = str>, V>(list: &'l [(K, V)], key: &str) -> Option<&'l V> {
    list.get(place(list, key).ok()?).map(|(_, value)| value)
}

/// Sets the value of a key, replacing its former value.
pub(crate) fn set<K: Deref<Target = str>, V>(list: &mut Vec<(K, V)>, key: K, value: V) {
    match place(list, &key) {
        Ok(place) => list[place].1 = value,
        Err(place) => list.insert(place, (key, value)),
    }
}
