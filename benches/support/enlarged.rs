//! A contract as large as admission allows, from one that is not: the same code again and again.

use wasm_encoder::{Encode, Module, RawSection, SectionId};
use wasmparser::{BinaryReader, Parser, Payload};

/// `module` with every function `times` times. The copies call what the first ones call and are never called, but the
/// compiler does not know that. Custom sections are left out.
pub fn enlarged(module: &[u8], times: usize) -> Vec<u8> {
    let mut enlarged = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.expect("the contract is valid");
        let Some((id, range)) = payload.as_section() else { continue };
        let data = &module[range.start as usize..range.end as usize];
        if id == SectionId::Custom as u8 {
            continue;
        }
        if !matches!(payload, Payload::FunctionSection(_) | Payload::CodeSectionStart { .. }) {
            enlarged.section(&RawSection { id, data });
            continue;
        }
        let mut reader = BinaryReader::new(data, 0);
        let count = reader.read_var_u32().expect("the contract is valid");
        let rest = &data[reader.original_position() as usize..];
        let mut repeated = Vec::new();
        (count * times as u32).encode(&mut repeated);
        repeated.extend(rest.repeat(times));
        enlarged.section(&RawSection { id, data: &repeated });
    }
    enlarged.finish()
}
