//! What an instance needs so that it can be cleaned from outside: every mutable global exported.

use wasm_encoder::{ExportKind, ExportSection, Module, RawSection};
use wasmparser::{ExternalKind, Parser, Payload};

/// Adds exports to a module for its mutable globals.
pub(crate) fn with_exported_globals(module: &[u8]) -> Vec<u8> {
    let mut exports = ExportSection::new();
    let mut encoded = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.expect("the module is valid");
        if let Payload::GlobalSection(section) = &payload {
            for (index, global) in (0..).zip(section.clone()) {
                if global.expect("the module is valid").ty.mutable {
                    exports.export(&format!("global.{index}"), ExportKind::Global, index);
                }
            }
        }
        if let Payload::ExportSection(section) = &payload {
            for export in section.clone() {
                let export = export.expect("the module is valid");
                let kind = match export.kind {
                    ExternalKind::Memory => ExportKind::Memory,
                    ExternalKind::Global => ExportKind::Global,
                    _ => ExportKind::Func,
                };
                exports.export(export.name, kind, export.index);
            }
            encoded.section(&exports);
        } else if let Some((id, range)) = payload.as_section() {
            encoded.section(&RawSection { id, data: &module[range.start as usize..range.end as usize] });
        }
    }
    encoded.finish()
}
