//! One function body: its limits, its banned operators, its types.

use primitives::limits;
use wasmparser::{BlockType, FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator, ValidatorResources};

use super::{limit, malformed, operators, value_type};
use crate::{
    refusal::{Place, Refusal},
    valid::Body,
};

/// Counts over all bodies of the module.
#[derive(Default)]
pub(super) struct Totals {
    locals: u64,
    branches: u64,
    br_table_targets: u64,
    indirect_calls: u64,
}

/// Checks one body of a function with `parameters`.
pub(super) fn validate<'a>(
    function: FuncToValidate<ValidatorResources>,
    body: FunctionBody<'a>,
    parameters: u64,
    totals: &mut Totals,
) -> Result<Body<'a>, Refusal> {
    let index = function.index;
    let at = |offset| Place::inside(index, offset);
    let refuse = |error: wasmparser::Error| malformed(&error, Some(index));
    let locals = locals(&body, index, totals)?;
    let mut shape = Shape { index, locals, parameters, ..Shape::default() };

    let mut validator = function.into_validator(FuncValidatorAllocations::default());
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader).map_err(refuse)?;
    let mut operators = body.get_operators_reader().map_err(refuse)?;
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset().map_err(refuse)?;
        if let Some(banned) = operators::banned(&operator) {
            let place = at(offset);
            return Err(Refusal::Feature { feature: banned.feature, construct: banned.operator, place });
        }
        shape.operator(&operator, offset, totals)?;
        validator.op(offset, &operator).map_err(refuse)?;
        let height = validator.operand_stack_height();
        limit("operand stack height", u64::from(height), u64::from(limits::OPERAND_HEIGHT_MAX), at(offset))?;
        shape.operand_height = shape.operand_height.max(height);
    }
    operators.finish().map_err(refuse)?;
    Ok(Body { code: body, locals: locals as u32, operand_height: shape.operand_height })
}

/// The number of declared locals, each of a type that is allowed.
fn locals(body: &FunctionBody<'_>, index: u32, totals: &mut Totals) -> Result<u64, Refusal> {
    let refuse = |error: wasmparser::Error| malformed(&error, Some(index));
    let mut reader = body.get_locals_reader().map_err(refuse)?;
    let mut locals = 0;
    for _ in 0..reader.get_count() {
        let place = Place::inside(index, reader.original_position());
        let (count, ty) = reader.read().map_err(refuse)?;
        value_type(ty, place)?;
        locals += u64::from(count);
        limit("locals of one function", locals, u64::from(limits::LOCALS_MAX), place)?;
    }
    totals.locals += locals;
    let place = Place::inside(index, body.range().start);
    limit("locals of all functions", totals.locals, u64::from(limits::LOCALS_TOTAL_MAX), place)?;
    Ok(locals)
}

/// The shape of a body while it is read.
#[derive(Default)]
struct Shape {
    index: u32,
    parameters: u64,
    locals: u64,
    operand_height: u32,
    /// For each open block: whether it is a loop.
    open: Vec<bool>,
    loops: u64,
    branches: u64,
    br_table_targets: u64,
    indirect_calls: u64,
}

impl Shape {
    /// Counts `operator` and refuses what is above a limit.
    fn operator(&mut self, operator: &Operator<'_>, offset: u64, totals: &mut Totals) -> Result<(), Refusal> {
        let place = Place::inside(self.index, offset);
        match operator {
            Operator::Block { blockty } | Operator::If { blockty } => self.enter(*blockty, false, place, totals)?,
            Operator::Loop { blockty } => self.enter(*blockty, true, place, totals)?,
            Operator::Else | Operator::BrIf { .. } => self.branch(place, totals)?,
            Operator::End => {
                let was_loop = self.open.pop() == Some(true);
                self.loops -= u64::from(was_loop);
            }
            Operator::BrTable { targets } => {
                let count = u64::from(targets.len());
                limit("targets of one br_table", count, u64::from(limits::BR_TABLE_TARGETS_MAX), place)?;
                self.br_table_targets += count;
                let most = u64::from(limits::BR_TABLE_TARGETS_PER_FUNCTION_MAX);
                limit("br_table targets of one function", self.br_table_targets, most, place)?;
                totals.br_table_targets += count;
                let most = u64::from(limits::BR_TABLE_TARGETS_TOTAL_MAX);
                limit("br_table targets of all functions", totals.br_table_targets, most, place)?;
                self.branch(place, totals)?;
            }
            Operator::CallIndirect { .. } => {
                self.indirect_calls += 1;
                let most = u64::from(limits::CALL_INDIRECT_MAX);
                limit("indirect calls of one function", self.indirect_calls, most, place)?;
                totals.indirect_calls += 1;
                let most = u64::from(limits::CALL_INDIRECT_TOTAL_MAX);
                limit("indirect calls of all functions", totals.indirect_calls, most, place)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn enter(&mut self, ty: BlockType, is_loop: bool, place: Place, totals: &mut Totals) -> Result<(), Refusal> {
        if let BlockType::Type(ty) = ty {
            value_type(ty, place)?;
        }
        self.open.push(is_loop);
        limit("nested blocks", self.open.len() as u64, u64::from(limits::BLOCK_NESTING_MAX), place)?;
        if is_loop {
            self.loops += 1;
            limit("nested loops", self.loops, u64::from(limits::LOOP_NESTING_MAX), place)?;
        }
        self.branch(place, totals)
    }

    fn branch(&mut self, place: Place, totals: &mut Totals) -> Result<(), Refusal> {
        self.branches += 1;
        limit("branch points of one function", self.branches, u64::from(limits::BRANCHES_MAX), place)?;
        let product = (self.parameters + self.locals) * self.branches;
        limit("locals times branch points of one function", product, limits::LOCALS_TIMES_BRANCHES_MAX, place)?;
        totals.branches += 1;
        limit("branch points of all functions", totals.branches, u64::from(limits::BRANCHES_TOTAL_MAX), place)
    }
}
