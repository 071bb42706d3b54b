//! The sections of a module as bytes: what is found, kept, left out and added without a change to any other byte.
//!
//! Only the outermost layer of the format is read. Whether a module is valid is for the VM to say.

/// Id of a section that engines pass over.
const CUSTOM: u8 = 0;

/// Magic and version.
pub(crate) const PREAMBLE_BYTES: usize = 8;

/// One section.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    /// What kind it is: 0 is custom, 10 code, 11 data.
    pub id: u8,
    /// The name of a custom section.
    pub name: Option<&'a str>,
    /// Its content, without id, size and name.
    pub content: &'a [u8],
    /// All of it, as it stands in the module.
    pub whole: &'a [u8],
}

/// The sections of `module` in order, or `None` if its bytes are no sequence of sections.
pub fn sections(module: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut rest = module.get(PREAMBLE_BYTES..).filter(|_| module.starts_with(b"\0asm"))?;
    let mut found = Vec::new();
    while let Some((&id, after_id)) = rest.split_first() {
        let (size, after_size) = length(after_id)?;
        let (mut content, next) = after_size.split_at_checked(size)?;
        let mut name = None;
        if id == CUSTOM {
            let (name_size, after) = length(content)?;
            let (text, after_name) = after.split_at_checked(name_size)?;
            (name, content) = (Some(str::from_utf8(text).ok()?), after_name);
        }
        let whole = rest.get(..rest.len() - next.len())?;
        found.push(Section { id, name, content, whole });
        rest = next;
    }
    Some(found)
}

/// The content of the custom section `name`, if there is one.
pub fn custom<'a>(module: &'a [u8], name: &str) -> Option<&'a [u8]> {
    sections(module)?.into_iter().find(|section| section.name == Some(name)).map(|section| section.content)
}

/// Appends a custom section.
pub fn append(module: &mut Vec<u8>, name: &str, content: &[u8]) {
    let mut body = Vec::new();
    push_length(&mut body, name.len());
    body.extend_from_slice(name.as_bytes());
    body.extend_from_slice(content);
    push(module, CUSTOM, &body);
}

/// Appends a section.
pub(crate) fn push(module: &mut Vec<u8>, id: u8, body: &[u8]) {
    module.push(id);
    push_length(module, body.len());
    module.extend_from_slice(body);
}

/// A number as Wasm writes lengths (LEB128, at most 32 bits), and what follows it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((u32::try_from(value).ok()? as usize, &bytes[index + 1..]));
        }
    }
    None
}

/// Appends a number as Wasm writes lengths.
pub(crate) fn push_length(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let byte = (value & 0x7F) as u8;
        value >>= 7;
        out.push(if value == 0 { byte } else { byte | 0x80 });
        if value == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a type section and two custom sections, one of more than 127 bytes.
    fn module() -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
        append(&mut module, "name", b"loud");
        append(&mut module, "kept", &[7; 300]);
        module
    }

    #[test]
    fn sections_are_found_with_their_content() {
        let module = module();
        let found = sections(&module).unwrap();
        assert_eq!(found.iter().map(|section| section.id).collect::<Vec<_>>(), [1, 0, 0]);
        assert_eq!(found.iter().map(|section| section.whole.len()).sum::<usize>(), module.len() - PREAMBLE_BYTES);
        assert_eq!(custom(&module, "kept"), Some(&[7; 300][..]));
        assert_eq!(custom(&module, "missing"), None);
    }

    #[test]
    fn what_is_no_sequence_of_sections_is_refused() {
        let module = module();
        for bytes in
            [&b""[..], b"\0asm", b"\0asm\x01\0\0\0\x01", b"\0asm\x01\0\0\0\x01\xFF\xFF\xFF\xFF\xFF", &module[..20]]
        {
            assert!(sections(bytes).is_none(), "{bytes:?}");
        }
    }
}
