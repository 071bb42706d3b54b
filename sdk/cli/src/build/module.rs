//! Reads and strips the custom sections of a compiled module.
//!
//! Everything that executes stays byte for byte as the compiler wrote it. Of the custom sections only the ABI stays,
//! so that a deployed contract can be called without a file.

use interface::ABI_SECTION;
use vm::{Place, Refusal};
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};

/// A compiled module, taken apart.
#[derive(Debug)]
pub(super) struct Sections {
    /// Content of the ABI section, if there is one.
    pub(super) abi: Option<Vec<u8>>,
    /// The module without any other custom section.
    pub(super) stripped: Vec<u8>,
}

/// Takes `module` apart.
pub(super) fn read(module: &[u8]) -> Result<Sections, Refusal> {
    let malformed = |error: wasmparser::BinaryReaderError| Refusal::Malformed {
        message: error.message().to_owned(),
        place: Place { offset: error.offset(), function: None },
    };
    let mut abi = None;
    let mut stripped = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.map_err(malformed)?;
        if let Payload::CustomSection(section) = &payload {
            if section.name() != ABI_SECTION {
                continue;
            }
            abi = Some(section.data().to_vec());
        }
        if let Some((id, range)) = payload.as_section() {
            let (start, end) = (range.start as usize, range.end as usize);
            let data = module.get(start..end).expect("the parser gives ranges of the bytes it parsed");
            stripped.section(&RawSection { id, data });
        }
    }
    Ok(Sections { abi, stripped: stripped.finish() })
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CustomSection, Section as _};

    use super::*;

    const CODE: &str = r#"(module (memory (export "memory") 1) (func $loud (export "call")))"#;

    fn with_sections(sections: &[(&str, &[u8])]) -> Vec<u8> {
        let mut module = wat::parse_str(CODE).unwrap();
        for (name, data) in sections {
            let section = CustomSection { name: (*name).into(), data: (*data).into() };
            section.append_to(&mut module);
        }
        module
    }

    #[test]
    fn abi_section_is_read_and_kept() {
        let sections = read(&with_sections(&[(ABI_SECTION, b"[]"), ("producers", b"\0")])).unwrap();
        assert_eq!(sections.abi.as_deref(), Some(&b"[]"[..]));
        assert_eq!(read(&sections.stripped).unwrap().abi.as_deref(), Some(&b"[]"[..]));
    }

    #[test]
    fn other_custom_sections_are_stripped() {
        let sections = read(&with_sections(&[("producers", b"\0"), ("target_features", b"\0")])).unwrap();
        let text = String::from_utf8_lossy(&sections.stripped).into_owned();
        assert!(!text.contains("producers") && !text.contains("target_features") && !text.contains("loud"), "{text}");
    }

    #[test]
    fn stripped_module_is_valid_and_keeps_its_code() {
        let stripped = read(&with_sections(&[])).unwrap().stripped;
        wasmparser::validate(&stripped).unwrap();
        assert!(export_names(&stripped).contains(&"call".to_owned()));
    }

    #[test]
    fn module_without_abi_has_none() {
        assert!(read(&with_sections(&[])).unwrap().abi.is_none());
    }

    #[test]
    fn truncated_module_is_refused() {
        let module = with_sections(&[]);
        assert!(matches!(read(&module[..module.len() - 1]), Err(Refusal::Malformed { .. })));
    }

    fn export_names(module: &[u8]) -> Vec<String> {
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::ExportSection(exports) = payload.unwrap() {
                names.extend(exports.into_iter().map(|export| export.unwrap().name.to_owned()));
            }
        }
        names
    }
}
