//! Writes the rewritten module: its types, globals and exports around the rewritten bodies.
//!
//! ```text
//! types    0..n       as deployed, for block types and flat functions
//!          n..2n      the same with the gas as last parameter and last result, of functions that are not flat
//!          2n         [i32 i64] -> [i32 i64], of the function that grows the memory
//!          2n+1..     for each of 0..n: [] -> results, if it has several; then itself with the gas as last parameter, if
//!                     a flat function takes it so
//! globals  as deployed, then height, pages, fault, and the gas for calls of flat functions
//! exports  as validation left them (of a contract: memory, deploy, call), then causeway.height, causeway.pages,
//!          causeway.fault, and causeway.start in place of a start function
//! ```
//!
//! Custom sections are left out. Indices of functions, tables, memories, globals and segments stay as they were, so
//! element and data sections are copied; the function that grows the memory, if there is one, comes last.

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataCountSection, EntityType, ExportKind, ExportSection, FunctionSection,
    GlobalSection, GlobalType, ImportSection, Instruction, MemorySection, MemoryType, Module, RawSection, RefType,
    SectionId, TableSection, TableType, TypeSection, ValType,
};
use wasmparser::{ExternalKind, TypeRef};

use super::{
    body,
    flat::{self, Calls, Flat, FlatGas},
    grow,
};
use crate::valid::Valid;

/// Exports of a rewritten module beside its own.
pub mod exports {
    /// Mutable i32: units of stack height left.
    pub const HEIGHT: &str = "causeway.height";
    /// Mutable i32: pages of memory that may still be added.
    pub const PAGES: &str = "causeway.pages";
    /// Mutable i32: why inserted code stopped, 0 if it did not.
    pub const FAULT: &str = "causeway.fault";
    /// The start function; no contract has one.
    pub const START: &str = "causeway.start";
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
    /// Gas that a flat function may have to give to who ends the frame; not exported.
    pub(super) gas: u32,
}

impl Globals {
    /// Globals that follow `count` of the module's own.
    pub(super) fn after(count: u32) -> Self {
        Self { height: count, pages: count + 1, fault: count + 2, gas: count + 3 }
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

/// What the counters hold when an instance is made.
#[derive(Clone, Copy)]
pub(super) struct Counters {
    /// Units of height left.
    pub(super) height: i32,
    /// Pages that may still be added.
    pub(super) pages: i32,
}

/// Indices of the types of a rewritten module.
pub(super) struct Signatures {
    /// Types of the module as deployed.
    count: u32,
    /// For each of them, if it has several results, the index of `[] -> results`.
    results: Vec<Option<u32>>,
    /// For each of them, if a flat function of that type takes the gas as an argument, the index of its type with it.
    flat: Vec<Option<u32>>,
}

impl Signatures {
    /// Numbers the types of a module whose defined functions are `flat` or not.
    pub(super) fn new(valid: &Valid<'_>, flat: &[Option<Flat>]) -> Self {
        let count = valid.types.len() as u32;
        let mut takes_gas = vec![false; valid.types.len()];
        for (type_index, flat) in valid.functions.iter().zip(flat) {
            takes_gas[*type_index as usize] |= flat.is_some_and(|flat| flat.gas == FlatGas::Argument);
        }
        let mut next = 2 * count + 1;
        let mut number = |is_needed: bool| {
            is_needed.then(|| {
                next += 1;
                next - 1
            })
        };
        let numbers = valid.types.iter().zip(takes_gas);
        let (results, flat) = numbers.map(|(ty, gas)| (number(ty.results().len() > 1), number(gas))).unzip();
        Self { count, results, flat }
    }

    /// The type with the gas added.
    pub(super) fn rewritten(&self, type_index: u32) -> u32 {
        self.count + type_index
    }

    /// The type of a function that is `flat` or not.
    fn function(&self, type_index: u32, flat: Option<Flat>) -> u32 {
        match flat {
            None => self.rewritten(type_index),
            Some(Flat { gas: FlatGas::Argument, .. }) => self.flat[type_index as usize].unwrap_or(type_index),
            Some(_) => type_index,
        }
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
        let with_gas = |types| list(types).into_iter().chain([ValType::I64]).collect::<Vec<_>>();
        for ty in &valid.types {
            section.ty().function(with_gas(ty.params()), with_gas(ty.results()));
        }
        section.ty().function([ValType::I32, ValType::I64], [ValType::I32, ValType::I64]);
        for ((ty, results), flat) in valid.types.iter().zip(&self.results).zip(&self.flat) {
            if results.is_some() {
                section.ty().function([], list(ty.results()));
            }
            if flat.is_some() {
                section.ty().function(with_gas(ty.params()), list(ty.results()));
            }
        }
        section
    }
}

/// Puts the module together.
pub(super) fn encode(valid: &Valid<'_>, calls: &Calls, counters: Counters) -> Result<Vec<u8>, wasmparser::Error> {
    let globals = Globals::after(valid.next_global());
    let grow = valid.imported_functions + valid.functions.len() as u32;
    let (plans, flat) = flat::plans(valid, calls)?;
    let surroundings =
        body::Surroundings { valid, signatures: Signatures::new(valid, &flat), globals, grow, flat: &flat };
    let mut code = CodeSection::new();
    for (index, (body, plan)) in valid.bodies.iter().zip(&plans).enumerate() {
        code.function(&body::rewrite(&surroundings, index, body, plan, calls.heights[index])?);
    }

    let signatures = &surroundings.signatures;
    let mut functions = FunctionSection::new();
    for (type_index, flat) in valid.functions.iter().zip(&flat) {
        functions.function(signatures.function(*type_index, *flat));
    }
    if valid.memory.is_some() {
        functions.function(signatures.grow());
        code.function(&grow::function(globals, valid.memory_max_pages()));
    }

    let mut module = Module::new();
    module.section(&signatures.section(valid));
    if !valid.imports.is_empty() {
        module.section(&imports(valid, signatures));
    }
    module.section(&functions);
    if !valid.tables.is_empty() {
        let mut section = TableSection::new();
        for ty in &valid.tables {
            section.table(table_type(ty));
        }
        module.section(&section);
    }
    if let Some(memory) = &valid.memory
        && !valid.imports.iter().any(|import| matches!(import.ty, TypeRef::Memory(_)))
    {
        let mut section = MemorySection::new();
        section.memory(memory_type(memory));
        module.section(&section);
    }
    module.section(&global_section(valid, counters));
    module.section(&export_section(valid, globals));
    if let Some(data) = valid.elements {
        module.section(&RawSection { id: SectionId::Element.into(), data });
    }
    if let Some(count) = valid.data_count {
        module.section(&DataCountSection { count });
    }
    module.section(&code);
    if let Some(data) = valid.data {
        module.section(&RawSection { id: SectionId::Data.into(), data });
    }
    Ok(module.finish())
}

fn imports(valid: &Valid<'_>, signatures: &Signatures) -> ImportSection {
    let mut section = ImportSection::new();
    for import in &valid.imports {
        let ty = match &import.ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => EntityType::Function(signatures.rewritten(*ty)),
            TypeRef::Table(ty) => EntityType::Table(table_type(ty)),
            TypeRef::Memory(ty) => EntityType::Memory(memory_type(ty)),
            TypeRef::Global(ty) => EntityType::Global(global_type(ty)),
            // No valid module has a tag.
            TypeRef::Tag(_) => continue,
        };
        section.import(import.module, import.name, ty);
    }
    section
}

fn global_section(valid: &Valid<'_>, counters: Counters) -> GlobalSection {
    let mut section = GlobalSection::new();
    for global in &valid.globals {
        let range = global.init_expr.get_binary_reader().range();
        // The encoder writes the `end`, which is the last byte, itself.
        let value = &valid.bytes[range.start as usize..range.end as usize - 1];
        section.global(global_type(&global.ty), &ConstExpr::raw(value.iter().copied()));
    }
    for value in [counters.height, counters.pages, 0] {
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        section.global(ty, &ConstExpr::i32_const(value));
    }
    let ty = GlobalType { val_type: ValType::I64, mutable: true, shared: false };
    section.global(ty, &ConstExpr::i64_const(0));
    section
}

fn export_section(valid: &Valid<'_>, globals: Globals) -> ExportSection {
    let mut section = ExportSection::new();
    for export in &valid.exports {
        let kind = match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => ExportKind::Func,
            ExternalKind::Table => ExportKind::Table,
            ExternalKind::Memory => ExportKind::Memory,
            ExternalKind::Global => ExportKind::Global,
            ExternalKind::Tag => ExportKind::Tag,
        };
        section.export(export.name, kind, export.index);
    }
    section.export(exports::HEIGHT, ExportKind::Global, globals.height);
    section.export(exports::PAGES, ExportKind::Global, globals.pages);
    section.export(exports::FAULT, ExportKind::Global, globals.fault);
    if let Some(start) = valid.start {
        section.export(exports::START, ExportKind::Func, start);
    }
    section
}

fn table_type(ty: &wasmparser::TableType) -> TableType {
    TableType {
        element_type: reference_type(ty.element_type),
        table64: ty.table64,
        minimum: ty.initial,
        maximum: ty.maximum,
        shared: ty.shared,
    }
}

fn memory_type(ty: &wasmparser::MemoryType) -> MemoryType {
    MemoryType {
        minimum: ty.initial,
        maximum: ty.maximum,
        memory64: ty.memory64,
        shared: ty.shared,
        page_size_log2: ty.page_size_log2,
    }
}

fn global_type(ty: &wasmparser::GlobalType) -> GlobalType {
    GlobalType { val_type: value_type(ty.content_type), mutable: ty.mutable, shared: ty.shared }
}

/// A reference type; Wasm 2.0 has two.
fn reference_type(ty: wasmparser::RefType) -> RefType {
    if ty == wasmparser::RefType::EXTERNREF { RefType::EXTERNREF } else { RefType::FUNCREF }
}

/// A value type.
pub(super) fn value_type(ty: wasmparser::ValType) -> ValType {
    match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(ty) => ValType::Ref(reference_type(ty)),
    }
}

/// A block type; type indices stay as they were.
pub(super) fn block_type(ty: wasmparser::BlockType) -> BlockType {
    match ty {
        wasmparser::BlockType::Empty => BlockType::Empty,
        wasmparser::BlockType::Type(ty) => BlockType::Result(value_type(ty)),
        wasmparser::BlockType::FuncType(index) => BlockType::FunctionType(index),
    }
}
