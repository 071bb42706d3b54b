//! What a contract's storage is laid out as, told by its `#[storage]` structs: for upgrades and for tools.
//!
//! Guarantees that two contracts with the same text have fields of the same names and types, as written, in the same
//! slots; and that a text which begins with another's has the other's fields where the other has them. It does not say
//! what is behind a type's name: a stored `#[record]` that gains a field keeps its text.

use alloc::string::String;

/// A field of a `#[storage]` struct.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its type as written, without spaces.
    pub kind: &'static str,
    /// Its own fields, if it is a `#[storage]` struct; they take its slots.
    pub fields: &'static [Field],
}

/// The fields as text, one line of `name:type` for each that takes slots of its own, in the order of the slots; a nested
/// struct's are named `outer.inner`.
pub fn layout_text(fields: &[Field]) -> String {
    let mut text = String::new();
    append(&mut text, "", fields);
    text
}

fn append(text: &mut String, path: &str, fields: &[Field]) {
    for field in fields {
        let mut name = String::from(path);
        name.push_str(field.name);
        if field.fields.is_empty() {
            text.push_str(&name);
            text.push(':');
            text.push_str(field.kind);
            text.push('\n');
        } else {
            name.push('.');
            append(text, &name, field.fields);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{prelude::*, storage::Storage};

    #[storage]
    #[allow(dead_code, reason = "only the layout counts here")]
    struct Inner {
        held: Map<(Address, B256), Vec<u8>>,
        open: Value<bool>,
    }

    #[storage]
    #[allow(dead_code, reason = "only the layout counts here")]
    struct Outer {
        first: Value<U256>,
        inner: Inner,
        last: Value<String>,
    }

    #[test]
    fn text_names_each_slot_in_order() {
        let text =
            "first:Value<U256>\ninner.held:Map<(Address,B256),Vec<u8>>\ninner.open:Value<bool>\nlast:Value<String>\n";
        assert_eq!(layout_text(Outer::LAYOUT), text);
        assert_eq!(Outer::SLOTS as usize, text.lines().count());
    }
}
