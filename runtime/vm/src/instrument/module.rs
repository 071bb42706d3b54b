//! Writes the rewritten module: its types, globals and exports around the rewritten bodies.
//!
//! ```text
//! types    0..n       as deployed, for block types
//!          n..2n      the same with the gas as last parameter and last result; every function has one of these
//!          2n         [i32 i64] -> [i32 i64], of the function that grows the memory
//!          2n+1..     [] -> results, for functions with several results
//! globals  as deployed, then height, pages, fault
//! exports  memory, deploy, call, causeway.height, causeway.pages, causeway.fault
//! ```
//!
//! Nothing else is exported, so a guest's names cannot collide with ours; custom sections are left out. Indices of
//! functions, tables and memories stay as they were; the function that grows the memory comes last.

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, MemorySection, MemoryType, Module, RefType,
    TableSection, TableType, TypeSection, ValType,
};

use super::body;
use crate::validate::{Constant, Valid};

/// Exports of a rewritten module beside `memory`, `deploy` and `call`.
pub mod exports {
    /// Mutable i32: units of stack height left.
    pub const HEIGHT: &str = "causeway.height";
    /// Mutable i32: pages of memory that may still be added.
    pub const PAGES: &str = "causeway.pages";
    /// Mutable i32: why inserted code stopped, 0 if it did not.
    pub const FAULT: &str = "causeway.fault";
}

/// Indices of the added globals.
#[derive(Clone, Copy)]
pub(super) struct Globals {
    /// Units of height left.
    pub(super) height: u32,
    /// Pages that may still be added.
    pub(super) pages: u32,
    /// Why inserted code stopped.
    pub(super) fault: u32,
}

impl Globals {
    /// Globals that follow `count` of the module's own.
    pub(super) fn after(count: u32) -> Self {
        Self { height: count, pages: count + 1, fault: count + 2 }
    }

    /// If the i32 on the operand stack is not zero: leaves `code` for the host and ends the frame.
    pub(super) fn stop_if(self, code: i32) -> [Instruction<'static>; 5] {
        [
            Instruction::If(BlockType::Empty),
            Instruction::I32Const(code),
            Instruction::GlobalSet(self.fault),
            Instruction::Unreachable,
            Instruction::End,
        ]
    }

    /// The same if the i64 on the operand stack is below zero.
    pub(super) fn stop_if_negative_i64(self, code: i32) -> [Instruction<'static>; 7] {
        let [a, b, c, d, e] = self.stop_if(code);
        [Instruction::I64Const(0), Instruction::I64LtS, a, b, c, d, e]
    }
}

/// Indices of the types of a rewritten module.
pub(super) struct Signatures {
    /// Types of the module as deployed.
    count: u32,
    /// For each of them, if it has several results, the index of `[] -> results`.
    results: Vec<Option<u32>>,
}

impl Signatures {
    /// Numbers the types.
    pub(super) fn new(valid: &Valid<'_>) -> Self {
        let count = valid.types.len() as u32;
        let mut next = 2 * count + 1;
        let number = |ty: &wasmparser::FuncType| {
            (ty.results().len() > 1).then(|| {
                next += 1;
                next - 1
            })
        };
        Self { count, results: valid.types.iter().map(number).collect() }
    }

    /// The type with the gas added.
    pub(super) fn rewritten(&self, type_index: u32) -> u32 {
        self.count + type_index
    }

    /// The type of a block that leaves the results of `ty`, whose index is `type_index`.
    pub(super) fn results_block(&self, type_index: u32, ty: &wasmparser::FuncType) -> BlockType {
        match (self.results[type_index as usize], ty.results()) {
            (Some(index), _) => BlockType::FunctionType(index),
            (None, [result]) => BlockType::Result(value_type(*result)),
            (None, _) => BlockType::Empty,
        }
    }

    /// The type of the function that grows the memory.
    fn grow(&self) -> u32 {
        2 * self.count
    }

    fn section(&self, valid: &Valid<'_>) -> TypeSection {
        let mut section = TypeSection::new();
        let list = |types: &[wasmparser::ValType]| types.iter().map(|ty| value_type(*ty)).collect::<Vec<_>>();
        for ty in &valid.types {
            section.ty().function(list(ty.params()), list(ty.results()));
        }
        for ty in &valid.types {
            let with_gas = |types| list(types).into_iter().chain([ValType::I64]).collect::<Vec<_>>();
            section.ty().function(with_gas(ty.params()), with_gas(ty.results()));
        }
        section.ty().function([ValType::I32, ValType::I64], [ValType::I32, ValType::I64]);
        for ty in &valid.types {
            if ty.results().len() > 1 {
                section.ty().function([], list(ty.results()));
            }
        }
        section
    }
}

/// Puts the module together; `heights` says for each defined function what it takes at entry.
pub(super) fn encode(valid: &Valid<'_>, heights: &[Option<u32>]) -> Result<Vec<u8>, wasmparser::Error> {
    let globals = Globals::after(valid.globals.len() as u32);
    let functions = (valid.imports.len() + valid.functions.len()) as u32;
    let surroundings = body::Surroundings { valid, signatures: Signatures::new(valid), globals, grow: functions };
    let mut code = CodeSection::new();
    for (index, (body, height)) in valid.bodies.iter().zip(heights).enumerate() {
        code.function(&body::rewrite(&surroundings, index, body, *height)?);
    }
    code.function(&body::grow_function(globals, valid.memory_max_pages));

    let signatures = &surroundings.signatures;
    let mut module = Module::new();
    module.section(&signatures.section(valid));
    if !valid.imports.is_empty() {
        module.section(&imports(valid, signatures));
    }
    let mut section = FunctionSection::new();
    for type_index in &valid.functions {
        section.function(signatures.rewritten(*type_index));
    }
    section.function(signatures.grow());
    module.section(&section);
    if let Some((minimum, maximum)) = valid.table {
        let mut section = TableSection::new();
        let (minimum, maximum) = (u64::from(minimum), Some(u64::from(maximum)));
        section.table(TableType { element_type: RefType::FUNCREF, table64: false, minimum, maximum, shared: false });
        module.section(&section);
    }
    module.section(&memory(valid));
    module.section(&global_section(valid));
    module.section(&export_section(valid, globals));
    if !valid.elements.is_empty() {
        let mut section = ElementSection::new();
        for (start, functions) in &valid.elements {
            let start = ConstExpr::i32_const(start.cast_signed());
            section.active(None, &start, Elements::Functions(functions.as_slice().into()));
        }
        module.section(&section);
    }
    module.section(&code);
    if !valid.data.is_empty() {
        let mut section = DataSection::new();
        for (start, data) in &valid.data {
            section.active(0, &ConstExpr::i32_const(start.cast_signed()), data.iter().copied());
        }
        module.section(&section);
    }
    Ok(module.finish())
}

fn imports(valid: &Valid<'_>, signatures: &Signatures) -> ImportSection {
    let mut section = ImportSection::new();
    for import in &valid.imports {
        let ty = EntityType::Function(signatures.rewritten(import.type_index));
        section.import(interface::IMPORT_MODULE, import.name, ty);
    }
    section
}

fn memory(valid: &Valid<'_>) -> MemorySection {
    let mut section = MemorySection::new();
    section.memory(MemoryType {
        minimum: u64::from(valid.memory_initial_pages),
        maximum: Some(u64::from(valid.memory_max_pages)),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    section
}

fn global_section(valid: &Valid<'_>) -> GlobalSection {
    let mut section = GlobalSection::new();
    for global in &valid.globals {
        let (val_type, value) = match global.value {
            Constant::I32(value) => (ValType::I32, ConstExpr::i32_const(value)),
            Constant::I64(value) => (ValType::I64, ConstExpr::i64_const(value)),
        };
        section.global(GlobalType { val_type, mutable: global.mutable, shared: false }, &value);
    }
    for _ in 0..3 {
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        section.global(ty, &ConstExpr::i32_const(0));
    }
    section
}

fn export_section(valid: &Valid<'_>, globals: Globals) -> ExportSection {
    let mut section = ExportSection::new();
    section.export(interface::exports::MEMORY, ExportKind::Memory, 0);
    section.export(interface::exports::DEPLOY, ExportKind::Func, valid.deploy);
    section.export(interface::exports::CALL, ExportKind::Func, valid.call);
    section.export(exports::HEIGHT, ExportKind::Global, globals.height);
    section.export(exports::PAGES, ExportKind::Global, globals.pages);
    section.export(exports::FAULT, ExportKind::Global, globals.fault);
    section
}

/// A value type; a valid module has integers only.
pub(super) fn value_type(ty: wasmparser::ValType) -> ValType {
    if ty == wasmparser::ValType::I32 { ValType::I32 } else { ValType::I64 }
}

/// A block type; type indices stay as they were.
pub(super) fn block_type(ty: wasmparser::BlockType) -> BlockType {
    match ty {
        wasmparser::BlockType::Empty => BlockType::Empty,
        wasmparser::BlockType::Type(ty) => BlockType::Result(value_type(ty)),
        wasmparser::BlockType::FuncType(index) => BlockType::FunctionType(index),
    }
}
