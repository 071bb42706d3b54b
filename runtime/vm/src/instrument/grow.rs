//! The function that grows the memory, in place of every `memory.grow`.

use wasm_encoder::{BlockType, Instruction};

use super::{body::fault_code, module::Globals, schedule};

/// Its code, `[pages, gas] -> [result, gas]`.
///
/// Gas that is below zero ends here first, on every way: behind the call nobody compares it again. A request beyond the memory's maximum is answered -1, as Wasm has it, at the base price. Any other is paid per
/// page, then counted against what the transaction's frames may hold together, then done; the engine cannot refuse it.
pub(super) fn function(globals: Globals, max_pages: u32) -> wasm_encoder::Function {
    const PAGES: u32 = 0;
    const GAS: u32 = 1;
    let mut function = wasm_encoder::Function::new([]);
    let mut emit = |instructions: &[Instruction<'_>]| {
        for instruction in instructions {
            function.instruction(instruction);
        }
    };
    emit(&[Instruction::LocalGet(GAS)]);
    emit(&globals.stop_if_negative_i64(fault_code::OUT_OF_GAS));
    emit(&[
        Instruction::LocalGet(PAGES),
        Instruction::I64ExtendI32U,
        Instruction::MemorySize(0),
        Instruction::I64ExtendI32U,
        Instruction::I64Add,
        Instruction::I64Const(i64::from(max_pages)),
        Instruction::I64GtU,
        Instruction::If(BlockType::Empty),
        Instruction::I32Const(-1),
        Instruction::LocalGet(GAS),
        Instruction::Return,
        Instruction::End,
        Instruction::LocalGet(GAS),
        Instruction::LocalGet(PAGES),
        Instruction::I64ExtendI32U,
        Instruction::I64Const(schedule::GROW_PER_PAGE.cast_signed()),
        Instruction::I64Mul,
        Instruction::I64Sub,
        Instruction::LocalTee(GAS),
    ]);
    emit(&globals.stop_if_negative_i64(fault_code::OUT_OF_GAS));
    emit(&[Instruction::LocalGet(PAGES), Instruction::GlobalGet(globals.pages), Instruction::I32GtU]);
    emit(&globals.stop_if(fault_code::MEMORY_LIMIT));
    emit(&[
        Instruction::GlobalGet(globals.pages),
        Instruction::LocalGet(PAGES),
        Instruction::I32Sub,
        Instruction::GlobalSet(globals.pages),
        Instruction::LocalGet(PAGES),
        Instruction::MemoryGrow(0),
        Instruction::LocalGet(GAS),
        Instruction::End,
    ]);
    function
}
