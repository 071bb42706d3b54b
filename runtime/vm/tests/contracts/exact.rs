//! What execution truly costs: the module as deployed, with every single operator charged for itself.
//!
//! Nothing here knows blocks, branches, regions or loops. Before each operator stands code that takes the operator's
//! price from a global; it runs when the operator runs. A module in this form is slow and has the exact gas at every
//! moment, which is what the metering pass must arrive at wherever it can be seen.

use vm::metering::{self, OperatorPrices};
use wasm_encoder::{
    CodeSection, ConstExpr, Encode, ExportKind, ExportSection, Function, GlobalSection, GlobalType, Instruction,
    MemorySection, MemoryType, Module, RawSection, ValType,
};
use wasmparser::{ExternalKind, FunctionBody, Operator, Parser, Payload};

/// Export of the mutable i64 that holds the ticks that are left.
pub(crate) const TICKS: &str = "exact.ticks";

/// Export of the mutable i32 that is 1 once a module stopped because none were left.
pub(crate) const STOPPED: &str = "exact.stopped";

/// Indices of the added globals.
struct Globals {
    ticks: u32,
    stopped: u32,
    /// Keeps an i32 operand for a moment.
    operand: u32,
    /// Keeps an i32 result.
    answer: u32,
}

impl Globals {
    /// Takes a fixed price.
    fn take(&self, code: &mut Vec<u8>, ticks: u64) {
        if ticks > 0 {
            let ticks = Instruction::I64Const(ticks.cast_signed());
            let globals = [Instruction::GlobalGet(self.ticks), ticks, Instruction::I64Sub];
            emit(code, &globals);
            emit(code, &[Instruction::GlobalSet(self.ticks)]);
        }
    }

    /// Takes a price for each unit that the operand on the stack asks for, which stays there.
    fn take_by_operand(&self, code: &mut Vec<u8>, each: u64) {
        emit(code, &[Instruction::GlobalSet(self.operand), Instruction::GlobalGet(self.ticks)]);
        emit(code, &[Instruction::GlobalGet(self.operand), Instruction::I64ExtendI32U]);
        emit(code, &[Instruction::I64Const(each.cast_signed()), Instruction::I64Mul, Instruction::I64Sub]);
        emit(code, &[Instruction::GlobalSet(self.ticks), Instruction::GlobalGet(self.operand)]);
    }

    /// With the answer of `memory.grow` on the stack, where it stays: takes the price of the pages that came.
    fn take_if_grown(&self, code: &mut Vec<u8>) {
        emit(code, &[Instruction::GlobalSet(self.answer), Instruction::GlobalGet(self.answer)]);
        emit(code, &[Instruction::I32Const(-1), Instruction::I32Ne, Instruction::If(wasm_encoder::BlockType::Empty)]);
        emit(code, &[Instruction::GlobalGet(self.operand)]);
        self.take_by_operand(code, metering::GROW_PER_PAGE);
        emit(code, &[Instruction::Drop, Instruction::End, Instruction::GlobalGet(self.answer)]);
    }

    /// Stops if more was taken than there was.
    fn check(&self, code: &mut Vec<u8>) {
        emit(code, &[Instruction::GlobalGet(self.ticks), Instruction::I64Const(0), Instruction::I64LtS]);
        emit(code, &[Instruction::If(wasm_encoder::BlockType::Empty), Instruction::I32Const(1)]);
        emit(code, &[Instruction::GlobalSet(self.stopped), Instruction::Unreachable, Instruction::End]);
    }
}

fn emit(code: &mut Vec<u8>, instructions: &[Instruction<'_>]) {
    instructions.iter().for_each(|instruction| instruction.encode(code));
}

/// The exact form of a module that was admitted.
pub(crate) fn module(bytes: &[u8]) -> Vec<u8> {
    let payloads: Vec<_> = Parser::new(0).parse_all(bytes).map(|payload| payload.expect("it was admitted")).collect();
    let own = payloads.iter().find_map(|payload| match payload {
        Payload::GlobalSection(section) => Some(section.count()),
        _ => None,
    });
    // A contract imports functions only.
    let count = own.unwrap_or(0);
    let globals = Globals { ticks: count, stopped: count + 1, operand: count + 2, answer: count + 3 };

    let mut module = Module::new();
    let mut code = CodeSection::new();
    let mut prices = OperatorPrices::new(0);
    // The added globals and exports stand in the order of sections even if the module has none of its own.
    let (mut has_globals, mut has_exports) = (false, false);
    for payload in &payloads {
        match payload {
            Payload::GlobalSection(section) => {
                module.section(&global_section(bytes, Some(section)));
                has_globals = true;
            }
            Payload::ExportSection(section) => {
                if !std::mem::replace(&mut has_globals, true) {
                    module.section(&global_section(bytes, None));
                }
                module.section(&export_section(section, &globals));
                has_exports = true;
            }
            Payload::MemorySection(section) => {
                let memory = section.clone().into_iter().next().expect("there is one").expect("it was admitted");
                let mut section = MemorySection::new();
                // The pass sets the limit as the maximum if there is none.
                let maximum = memory.maximum.unwrap_or(primitives::limits::MEMORY_MAX_PAGES.into());
                prices = OperatorPrices::new(maximum as u32);
                let ty = MemoryType { minimum: memory.initial, maximum: Some(maximum), ..MEMORY };
                section.memory(ty);
                module.section(&section);
            }
            Payload::CodeSectionEntry(body) => {
                code.function(&function(bytes, body, &globals, prices));
            }
            Payload::CodeSectionStart { .. } | Payload::CustomSection(_) => {}
            Payload::DataSection(_) => {
                module.section(&code);
                code = CodeSection::new();
                copy(&mut module, bytes, payload);
            }
            other => copy(&mut module, bytes, other),
        }
    }
    assert!(has_exports, "an admitted module has exports");
    if !code.is_empty() {
        module.section(&code);
    }
    module.finish()
}

const MEMORY: MemoryType =
    MemoryType { minimum: 0, maximum: None, memory64: false, shared: false, page_size_log2: None };

fn copy(module: &mut Module, bytes: &[u8], payload: &Payload<'_>) {
    if let Some((id, range)) = payload.as_section() {
        module.section(&RawSection { id, data: &bytes[range.start as usize..range.end as usize] });
    }
}

fn global_section(bytes: &[u8], own: Option<&wasmparser::GlobalSectionReader<'_>>) -> GlobalSection {
    let mut section = GlobalSection::new();
    for global in own.into_iter().flat_map(|section| section.clone()) {
        let global = global.expect("it was admitted");
        let val_type = if global.ty.content_type == wasmparser::ValType::I32 { ValType::I32 } else { ValType::I64 };
        let range = global.init_expr.get_binary_reader().range();
        let value = &bytes[range.start as usize..range.end as usize - 1];
        let ty = GlobalType { val_type, mutable: global.ty.mutable, shared: false };
        section.global(ty, &ConstExpr::raw(value.iter().copied()));
    }
    let mut add = |val_type, value| {
        section.global(GlobalType { val_type, mutable: true, shared: false }, &value);
    };
    add(ValType::I64, ConstExpr::i64_const(0));
    for _ in 0..3 {
        add(ValType::I32, ConstExpr::i32_const(0));
    }
    section
}

fn export_section(own: &wasmparser::ExportSectionReader<'_>, globals: &Globals) -> ExportSection {
    let mut section = ExportSection::new();
    for export in own.clone() {
        let export = export.expect("it was admitted");
        let kind = match export.kind {
            ExternalKind::Func => ExportKind::Func,
            ExternalKind::Memory => ExportKind::Memory,
            ExternalKind::Table => ExportKind::Table,
            _ => ExportKind::Global,
        };
        section.export(export.name, kind, export.index);
    }
    section.export(TICKS, ExportKind::Global, globals.ticks);
    section.export(STOPPED, ExportKind::Global, globals.stopped);
    section
}

fn function(bytes: &[u8], body: &FunctionBody<'_>, globals: &Globals, prices: OperatorPrices) -> Function {
    let mut locals = 0;
    let mut groups = Vec::new();
    for group in body.get_locals_reader().expect("it was admitted") {
        let (count, ty) = group.expect("it was admitted");
        locals += u64::from(count);
        groups.push((count, if ty == wasmparser::ValType::I32 { ValType::I32 } else { ValType::I64 }));
    }
    let mut code = Vec::new();
    globals.take(&mut code, metering::FUNCTION_ENTRY + locals.div_ceil(metering::LOCALS_PER_TICK));
    globals.check(&mut code);
    let mut operators = body.get_operators_reader().expect("it was admitted");
    while !operators.eof() {
        let (operator, start) = operators.read_with_offset().expect("it was admitted");
        let copied = &bytes[start as usize..operators.original_position() as usize];
        let ticks = prices.ticks(&operator);
        match operator {
            Operator::Loop { .. } => {
                code.extend_from_slice(copied);
                globals.take(&mut code, ticks);
                globals.check(&mut code);
                continue;
            }
            // Nothing may stand between an arm and its `else`, and nothing is charged for either.
            Operator::Else | Operator::End => assert_eq!(ticks, 0),
            _ => globals.take(&mut code, ticks),
        }
        match operator {
            Operator::MemoryCopy { .. } | Operator::MemoryFill { .. } => {
                globals.take_by_operand(&mut code, metering::BULK_PER_BYTE);
                globals.check(&mut code);
                code.extend_from_slice(copied);
            }
            Operator::MemoryGrow { .. } => {
                emit(&mut code, &[Instruction::GlobalSet(globals.operand), Instruction::GlobalGet(globals.operand)]);
                code.extend_from_slice(copied);
                globals.take_if_grown(&mut code);
                globals.check(&mut code);
            }
            _ => code.extend_from_slice(copied),
        }
    }
    let mut function = Function::new(groups);
    function.raw(code);
    function
}
