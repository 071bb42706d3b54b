//! One function body: its limits, its banned operators, its types.

use primitives::limits;
use wasmparser::{
    BlockType, FuncToValidate, FuncValidator, FuncValidatorAllocations, FunctionBody, Operator, ValidatorResources,
    VisitOperator, VisitSimdOperator,
};

use super::{limit, malformed, operators, value_type};
use crate::{
    deployment::Work,
    refusal::{Place, Refusal},
    valid::Body,
};

/// Checks one body of a function with `parameters`; adds to the `total` over all bodies of the module.
pub(super) fn validate<'a>(
    function: FuncToValidate<ValidatorResources>,
    body: FunctionBody<'a>,
    parameters: u64,
    total: &mut Work,
) -> Result<Body<'a>, Refusal> {
    let index = function.index;
    let refuse = |error: wasmparser::Error| malformed(&error, Some(index));
    let locals = locals(&body, index, total)?;
    total.functions += 1;
    total.parameters += parameters;
    total.code_bytes += body.range().end - body.range().start;
    let shape = Shape { variables: parameters + locals, own: Work::default(), total, open: Vec::new(), loops: 0 };

    let mut validator = function.into_validator(FuncValidatorAllocations::default());
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader).map_err(refuse)?;
    let mut operators = body.get_operators_reader().map_err(refuse)?;
    let mut check = Check { validator, shape, operand_height: 0, index, offset: operators.original_position() };
    while !operators.eof() {
        operators.visit_operator(&mut check).map_err(refuse)??;
        let next = operators.original_position();
        if check.shape.loops > 1 {
            check.shape.total.nested_loop_bytes += (check.shape.loops - 1) * (next - check.offset);
        }
        check.offset = next;
    }
    let Check { shape, operand_height, .. } = check;
    operators.finish().map_err(refuse)?;
    limit(
        "deployment gas",
        shape.total.gas().get(),
        limits::DEPLOYMENT_GAS_MAX.get(),
        Place::inside(index, body.range().start),
    )?;
    Ok(Body { code: body, locals: locals as u32, operand_height })
}

/// What is done at each operator. The parser calls it with the operator's parts: to put them together first, and to take
/// them apart for each question, took twice the time.
struct Check<'a> {
    validator: FuncValidator<ValidatorResources>,
    shape: Shape<'a>,
    /// The most operands so far.
    operand_height: u32,
    /// The function.
    index: u32,
    /// Where the operator is.
    offset: u64,
}

impl Check<'_> {
    fn place(&self) -> Place {
        Place::inside(self.index, self.offset)
    }

    /// Always in its place, where the operator is known, so that little is left of the question.
    #[inline(always)]
    fn shape(&mut self, operator: &Operator<'_>) -> Result<(), Refusal> {
        let (height, place) = (u64::from(self.validator.operand_stack_height()), self.place());
        self.shape.operator(operator, height, place)
    }

    fn typed(&mut self, validated: Result<(), wasmparser::Error>) -> Result<(), Refusal> {
        if let Err(error) = validated {
            return Err(malformed(&error, Some(self.index)));
        }
        let height = self.validator.operand_stack_height();
        self.operand_height = self.operand_height.max(height);
        limit("operand stack height", u64::from(height), u64::from(limits::OPERAND_HEIGHT_MAX), self.place())
    }

    fn refuse(&self, feature: &'static str, operator: &'static str) -> Result<(), Refusal> {
        Err(Refusal::Feature { feature, construct: operator, place: self.place() })
    }
}

macro_rules! check {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        $(
            fn $visit(&mut self $($(, $arg: $argty)*)?) -> Self::Output {
                const BANNED: Option<&str> = operators::feature(stringify!($proposal), stringify!($visit));
                if let Some(feature) = BANNED {
                    return self.refuse(feature, stringify!($op));
                }
                self.shape(&Operator::$op $({ $($arg: $arg.clone()),* })?)?;
                let validated = self.validator.visitor(self.offset).$visit($($($arg),*)?);
                self.typed(validated)
            }
        )*
    };
}

macro_rules! refuse {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        $(
            fn $visit(&mut self $($(, _: $argty)*)?) -> Self::Output {
                const BANNED: Option<&str> = operators::feature(stringify!($proposal), stringify!($visit));
                self.refuse(BANNED.unwrap_or(operators::SIMD), stringify!($op))
            }
        )*
    };
}

impl<'a> VisitOperator<'a> for Check<'_> {
    type Output = Result<(), Refusal>;

    fn simd_visitor(&mut self) -> Option<&mut dyn VisitSimdOperator<'a, Output = Self::Output>> {
        Some(self)
    }

    wasmparser::for_each_visit_operator!(check);
}

impl VisitSimdOperator<'_> for Check<'_> {
    wasmparser::for_each_visit_simd_operator!(refuse);
}

/// The number of declared locals, each of a type that is allowed.
fn locals(body: &FunctionBody<'_>, index: u32, total: &mut Work) -> Result<u64, Refusal> {
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
    total.locals += locals;
    let place = Place::inside(index, body.range().start);
    limit("locals of all functions", total.locals, u64::from(limits::LOCALS_TOTAL_MAX), place)?;
    Ok(locals)
}

/// The shape of a body while it is read.
struct Shape<'a> {
    /// Parameters and declared locals.
    variables: u64,
    /// What this body asks of the compiler.
    own: Work,
    /// What all bodies ask so far.
    total: &'a mut Work,
    /// For each open block: whether it is a loop.
    open: Vec<bool>,
    /// Loops among them.
    loops: u64,
}

impl Shape<'_> {
    /// Counts `operator`, which is met with `height` operands, and refuses what is above a limit.
    #[inline(always)]
    fn operator(&mut self, operator: &Operator<'_>, height: u64, place: Place) -> Result<(), Refusal> {
        match operator {
            Operator::Block { blockty } | Operator::If { blockty } => self.enter(*blockty, false, height, place),
            Operator::Loop { blockty } => self.enter(*blockty, true, height, place),
            Operator::Else | Operator::BrIf { .. } => self.branch(height, place),
            Operator::End => {
                let was_loop = self.open.pop() == Some(true);
                self.loops -= u64::from(was_loop);
                Ok(())
            }
            Operator::BrTable { targets } => self.br_table(u64::from(targets.len()), height, place),
            Operator::Call { .. } => {
                self.own.calls += 1;
                self.total.calls += 1;
                limit("calls of one function", self.own.calls, limits::CALLS_MAX.into(), place)?;
                limit("calls of all functions", self.total.calls, limits::CALLS_TOTAL_MAX.into(), place)
            }
            Operator::CallIndirect { .. } => {
                self.own.indirect_calls += 1;
                self.total.indirect_calls += 1;
                let (own, total) = (self.own.indirect_calls, self.total.indirect_calls);
                limit("indirect calls of one function", own, limits::CALL_INDIRECT_MAX.into(), place)?;
                limit("indirect calls of all functions", total, limits::CALL_INDIRECT_TOTAL_MAX.into(), place)
            }
            Operator::MemoryCopy { .. } | Operator::MemoryFill { .. } | Operator::MemoryGrow { .. } => {
                self.own.bulk_operations += 1;
                self.total.bulk_operations += 1;
                let (own, total) = (self.own.bulk_operations, self.total.bulk_operations);
                limit("bulk operations of one function", own, limits::BULK_OPERATIONS_MAX.into(), place)?;
                limit("bulk operations of all functions", total, limits::BULK_OPERATIONS_TOTAL_MAX.into(), place)?;
                // The metering pass puts a branch before it.
                self.branch(height, place)
            }
            _ => Ok(()),
        }
    }

    fn enter(&mut self, ty: BlockType, is_loop: bool, height: u64, place: Place) -> Result<(), Refusal> {
        if let BlockType::Type(ty) = ty {
            value_type(ty, place)?;
        }
        self.open.push(is_loop);
        limit("nested blocks", self.open.len() as u64, limits::BLOCK_NESTING_MAX.into(), place)?;
        if is_loop {
            self.loops += 1;
            limit("nested loops", self.loops, limits::LOOP_NESTING_MAX.into(), place)?;
        }
        self.branch(height, place)
    }

    fn br_table(&mut self, targets: u64, height: u64, place: Place) -> Result<(), Refusal> {
        limit("targets of one br_table", targets, limits::BR_TABLE_TARGETS_MAX.into(), place)?;
        let values = targets * (self.variables + height);
        for work in [&mut self.own, &mut *self.total] {
            work.br_table_targets += targets;
            work.br_table_values += values;
        }
        let (own, total) = (self.own.br_table_targets, self.total.br_table_targets);
        limit("br_table targets of one function", own, limits::BR_TABLE_TARGETS_PER_FUNCTION_MAX.into(), place)?;
        limit("br_table targets of all functions", total, limits::BR_TABLE_TARGETS_TOTAL_MAX.into(), place)?;
        let (own, total) = (self.own.br_table_values, self.total.br_table_values);
        limit("values at br_table targets of one function", own, limits::BR_TABLE_VALUES_MAX, place)?;
        limit("values at br_table targets of all functions", total, limits::BR_TABLE_VALUES_TOTAL_MAX, place)?;
        self.branch(height, place)
    }

    fn branch(&mut self, height: u64, place: Place) -> Result<(), Refusal> {
        let values = self.variables + height;
        self.total.branch_pairs += self.own.branches;
        for work in [&mut self.own, &mut *self.total] {
            work.branches += 1;
            work.branch_values += values;
        }
        limit("branch points of one function", self.own.branches, limits::BRANCHES_MAX.into(), place)?;
        limit("branch points of all functions", self.total.branches, limits::BRANCHES_TOTAL_MAX.into(), place)?;
        limit("values at branch points of one function", self.own.branch_values, limits::BRANCH_VALUES_MAX, place)?;
        limit(
            "values at branch points of all functions",
            self.total.branch_values,
            limits::BRANCH_VALUES_TOTAL_MAX,
            place,
        )
    }
}
