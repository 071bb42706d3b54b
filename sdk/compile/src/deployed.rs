//! From the module that the linker wrote to the one that is deployed: every byte is paid for and kept in the state.
//!
//! Guarantees that everything which executes stays as it is, byte for byte. Left out are custom sections but the ABI's,
//! exports of globals, which the VM does not read, and the globals behind the last one that code uses: they are where the
//! linker says where stack and heap are. The ABI is packed ([`crate::packing`]).

use interface::ABI_SECTION;
use wasmparser::{BinaryReader, CodeSectionReader, ExportSectionReader, ExternalKind, GlobalSectionReader, Operator};

use crate::{
    packing,
    sections::{self, Section},
};

const GLOBALS: u8 = 6;
const EXPORTS: u8 = 7;
const CODE: u8 = 10;

/// The module to deploy, or `None` if `linked` is no module. `linked` need not be valid: the VM decides that of the result.
pub fn deployed(linked: &[u8]) -> Option<Vec<u8>> {
    let found = sections::sections(linked)?;
    let code = found.iter().find(|section| section.id == CODE);
    let used_globals = code.map_or(Some(0), |code| used_globals(code.content))?;
    let mut module = linked.get(..sections::PREAMBLE_BYTES)?.to_vec();
    for Section { id, name, content, whole } in found {
        match (id, name) {
            (_, Some(ABI_SECTION)) => sections::append(&mut module, ABI_SECTION, &packing::packed(content)),
            (_, Some(_)) => {}
            (GLOBALS, None) => sections::push(&mut module, GLOBALS, &first_globals(content, used_globals)?),
            (EXPORTS, None) => sections::push(&mut module, EXPORTS, &exports(content)?),
            _ => module.extend_from_slice(whole),
        }
    }
    Some(module)
}

/// How many of the first globals have all that code uses. A start value or an offset that uses a later one makes the result
/// invalid, and the VM refuses it; the linker writes none.
fn used_globals(code: &[u8]) -> Option<u32> {
    let mut used = 0;
    for body in CodeSectionReader::new(BinaryReader::new(code, 0)).ok()? {
        for operator in body.ok()?.get_operators_reader().ok()? {
            if let Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } = operator.ok()? {
                used = used.max(global_index.checked_add(1)?);
            }
        }
    }
    Some(used)
}

/// The section with the first `count` globals.
fn first_globals(content: &[u8], count: u32) -> Option<Vec<u8>> {
    let globals = GlobalSectionReader::new(BinaryReader::new(content, 0)).ok()?;
    let count = count.min(globals.count());
    let starts = globals.into_iter_with_offsets().map(|global| Some(global.ok()?.0 as usize));
    let starts = starts.collect::<Option<Vec<_>>>()?;
    let start_of = |index: usize| starts.get(index).copied().unwrap_or(content.len());
    let mut section = Vec::new();
    sections::push_length(&mut section, count as usize);
    section.extend_from_slice(content.get(start_of(0)..start_of(count as usize))?);
    Some(section)
}

/// The section without exports of globals.
fn exports(content: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::new();
    for export in ExportSectionReader::new(BinaryReader::new(content, 0)).ok()? {
        let export = export.ok()?;
        if export.kind != ExternalKind::Global {
            kept.push(export);
        }
    }
    let mut section = Vec::new();
    sections::push_length(&mut section, kept.len());
    for export in kept {
        sections::push_length(&mut section, export.name.len());
        section.extend_from_slice(export.name.as_bytes());
        section.push(match export.kind {
            ExternalKind::Func => 0,
            ExternalKind::Table => 1,
            ExternalKind::Memory => 2,
            _ => return None,
        });
        sections::push_length(&mut section, export.index as usize);
    }
    Some(section)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the linker writes it: the globals of stack, heap and data, of which code uses the first.
    fn linked() -> Vec<u8> {
        let mut module = wat::parse_str(
            r#"(module (memory (export "memory") 1)
                (global $stack (mut i32) (i32.const 1)) (global $heap i32 (i32.const 2)) (global $data i32 (i32.const 3))
                (export "__heap_base" (global $heap)) (export "__data_end" (global $data))
                (func (export "call") (drop (global.get $stack))) (data (i32.const 0) "kept"))"#,
        )
        .unwrap();
        sections::append(&mut module, "producers", b"rustc");
        sections::append(&mut module, ABI_SECTION, "function a()\n".repeat(9).as_bytes());
        module
    }

    #[test]
    fn what_executes_stays_and_what_only_the_linker_needs_goes() {
        let (linked, module) = (linked(), deployed(&linked()).unwrap());
        wasmparser::validate(&module).unwrap();
        let find = |module: &[u8], id| {
            let found = sections::sections(module).unwrap().into_iter().find(|section| section.id == id);
            found.map(|section| section.whole.to_vec())
        };
        for kept in [1, 3, 5, CODE, 11] {
            assert_eq!(find(&linked, kept), find(&module, kept), "section {kept}");
        }
        assert_eq!(find(&module, GLOBALS).unwrap(), [GLOBALS, 6, 1, 0x7F, 1, 0x41, 1, 0x0B]);
        assert_eq!(find(&module, EXPORTS).unwrap(), b"\x07\x11\x02\x06memory\x02\0\x04call\0\0");
        assert_eq!(sections::custom(&module, "producers"), None);
        let abi = packing::unpacked(sections::custom(&module, ABI_SECTION).unwrap()).unwrap();
        assert_eq!(abi, "function a()\n".repeat(9));
        assert_eq!(deployed(&linked), Some(module), "the same each time");
    }

    #[test]
    fn what_is_no_module_is_not_deployed() {
        for bytes in [&b""[..], b"hello", b"\0asm\x01\0\0\0\x0a\x02\xff\xff", b"\0asm\x01\0\0\0\x06\x01\xff"] {
            assert_eq!(deployed(bytes), None, "{bytes:?}");
        }
    }
}
