//! Contracts that do one thing again and again.
//!
//! A [`Program`] becomes a module whose `call` reads a number of rounds from its input, prepares, goes round as often,
//! and finishes with what it did: the rounds it counted and two accumulators, so that no compiler can leave work out.

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, MemArg, MemorySection, MemoryType, Module,
    RefType, TableSection, TableType, TypeSection, ValType,
};

use crate::host_table;

/// Local: rounds done.
const DONE: u32 = 0;
/// Local: rounds asked for.
const ROUNDS: u32 = 1;
/// First of [`WORDS`] i32 locals; the first is an accumulator.
pub(crate) const X: u32 = 2;
/// First of [`WORDS`] i64 locals; the first is an accumulator.
pub(crate) const Y: u32 = X + WORDS;
/// Locals of each type.
pub(crate) const WORDS: u32 = 8;
/// First of the program's own locals.
pub(crate) const OWN: u32 = Y + WORDS;

/// Bytes at the start of memory that the frame around the loop uses.
const OUTPUT_SIZE_BYTES: i32 = 16;

/// Where the address of the callee is in memory.
pub(crate) const CALLEE: i32 = 64;
/// Where the code hash of the callee is in memory.
pub(crate) const CALLEE_HASH: i32 = 96;
/// 32 zero bytes in memory.
pub(crate) const ZERO: i32 = 128;
/// A key of 32 bytes in memory; programs count it up.
pub(crate) const KEY: i32 = 192;

/// One instruction, with functions by name or by position among the program's own.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Wasm(Instruction<'static>),
    /// A call of a host function.
    Host(&'static str),
    /// A call of one of [`Program::functions`].
    Function(u32),
    /// An indirect call with the signature of one of [`Program::functions`].
    Indirect(u32),
}

impl From<Instruction<'static>> for Op {
    fn from(instruction: Instruction<'static>) -> Self {
        Self::Wasm(instruction)
    }
}

/// `[Wasm or Op, ...]` as a list of operations.
macro_rules! ops {
    ($($op:expr),* $(,)?) => { Vec::from([$($crate::program::Op::from($op)),*]) };
}
pub(crate) use ops;

/// A function beside the loop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Function {
    pub(crate) params: Vec<ValType>,
    pub(crate) results: Vec<ValType>,
    pub(crate) locals: Vec<(u32, ValType)>,
    pub(crate) body: Vec<Op>,
}

/// A loop and what it needs.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// Pages of memory at first and at most.
    pub(crate) pages: (u32, u32),
    /// Locals of the loop's function from [`OWN`] on.
    pub(crate) locals: Vec<(u32, ValType)>,
    /// Mutable i64 globals.
    pub(crate) globals: u32,
    /// `call` is `setup` and nothing else: no rounds, no answer.
    pub(crate) bare: bool,
    /// Done once.
    pub(crate) setup: Vec<Op>,
    /// Done each round; leaves the operand stack as it was.
    pub(crate) body: Vec<Op>,
    /// How often the body is written out in one round.
    pub(crate) unroll: u32,
    /// How often the body does what is measured.
    pub(crate) steps: u32,
    pub(crate) functions: Vec<Function>,
    /// The table: positions among `functions`.
    pub(crate) table: Vec<u32>,
    /// Element segments that fill the table: each all of it.
    pub(crate) element_segments: u32,
    pub(crate) data: Vec<(u32, Vec<u8>)>,
    /// A contract whose address stands at [`CALLEE`] and whose code hash stands at [`CALLEE_HASH`].
    pub(crate) callee: Option<Box<Program>>,
}

impl Program {
    /// A loop of `unroll` times `body`, with 1 MiB of memory.
    pub(crate) fn new(unroll: u32, body: Vec<Op>) -> Self {
        Self {
            pages: (16, 16),
            locals: Vec::new(),
            globals: 0,
            bare: false,
            setup: Vec::new(),
            body,
            unroll,
            steps: 1,
            functions: Vec::new(),
            table: Vec::new(),
            element_segments: 1,
            data: Vec::new(),
            callee: None,
        }
    }

    /// A contract whose `call` is `body`, with that many pages of memory.
    pub(crate) fn bare(pages: u32, body: Vec<Op>) -> Self {
        Self { bare: true, setup: body, pages: (pages, pages), ..Self::new(0, Vec::new()) }
    }

    /// Says that the body does `steps` times what is measured.
    pub(crate) fn with_steps(self, steps: u32) -> Self {
        Self { steps, ..self }
    }

    /// The module.
    pub(crate) fn encode(&self) -> Vec<u8> {
        Encoding::new(self).module()
    }

    /// Ticks of one round beside what callees and sizes cost, as the schedule has them.
    #[cfg(test)]
    pub(crate) fn ticks_per_round(&self) -> u64 {
        let encoding = Encoding::new(self);
        let mut function = wasm_encoder::Function::new([]);
        encoding.round(&mut function);
        function.instruction(&Instruction::End);
        let bytes = function.into_raw_body();
        let body = wasmparser::FunctionBody::new(wasmparser::BinaryReader::new(&bytes, 0));
        let operators = body.get_operators_reader().expect("an encoded body can be read");
        let prices = vm::metering::OperatorPrices::new(self.pages.1);
        operators.into_iter().map(|operator| prices.ticks(&operator.expect("it was encoded"))).sum()
    }
}

/// `ops`, `times` times.
pub(crate) fn repeated(ops: &[Op], times: usize) -> Vec<Op> {
    ops.iter().cycle().take(ops.len() * times).cloned().collect()
}

/// `get` of local `n`.
pub(crate) fn get(n: u32) -> Instruction<'static> {
    Instruction::LocalGet(n)
}

/// `set` of local `n`.
pub(crate) fn set(n: u32) -> Instruction<'static> {
    Instruction::LocalSet(n)
}

/// An i32 constant.
pub(crate) fn i32c(value: i32) -> Instruction<'static> {
    Instruction::I32Const(value)
}

/// An i64 constant.
pub(crate) fn i64c(value: i64) -> Instruction<'static> {
    Instruction::I64Const(value)
}

/// Memory at a constant offset, with no promise of alignment.
pub(crate) fn at(offset: u64) -> MemArg {
    MemArg { offset, align: 0, target: wasm_encoder::MemArgTarget::Memory(0), ordering: None }
}

type Signature = (Vec<ValType>, Vec<ValType>);

struct Encoding<'a> {
    program: &'a Program,
    /// Names of imported functions, in order.
    imports: Vec<&'static str>,
    types: Vec<Signature>,
}

impl<'a> Encoding<'a> {
    fn new(program: &'a Program) -> Self {
        let mut imports = vec!["input_copy", "finish"];
        let bodies = program.functions.iter().map(|function| &function.body);
        for op in bodies.chain([&program.setup, &program.body]).flatten() {
            if let Op::Host(name) = op
                && !imports.contains(name)
            {
                imports.push(name);
            }
        }
        let mut types: Vec<Signature> = vec![(Vec::new(), Vec::new())];
        let imported = imports.iter().map(|name| host_table::signature(name));
        let own = program.functions.iter().map(|function| (function.params.clone(), function.results.clone()));
        for signature in imported.chain(own) {
            if !types.contains(&signature) {
                types.push(signature);
            }
        }
        Self { program, imports, types }
    }

    fn type_index(&self, signature: &Signature) -> u32 {
        self.types.iter().position(|known| known == signature).unwrap_or_default() as u32
    }

    fn own_type(&self, function: u32) -> u32 {
        let function = &self.program.functions[function as usize];
        self.type_index(&(function.params.clone(), function.results.clone()))
    }

    /// The first function that is not imported: `deploy`, then `call`, then the program's own.
    fn first_own(&self) -> u32 {
        self.imports.len() as u32 + 2
    }

    fn import(&self, name: &str) -> u32 {
        self.imports.iter().position(|known| *known == name).unwrap_or_default() as u32
    }

    fn write(&self, function: &mut wasm_encoder::Function, ops: &[Op]) {
        for op in ops {
            match op {
                Op::Wasm(instruction) => function.instruction(instruction),
                Op::Host(name) => function.instruction(&Instruction::Call(self.import(name))),
                Op::Function(index) => function.instruction(&Instruction::Call(self.first_own() + index)),
                Op::Indirect(index) => function
                    .instruction(&Instruction::CallIndirect { type_index: self.own_type(*index), table_index: 0 }),
            };
        }
    }

    /// One round, from the head of the loop to its branch back.
    fn round(&self, function: &mut wasm_encoder::Function) {
        function.instruction(&Instruction::Loop(BlockType::Empty));
        for _ in 0..self.program.unroll {
            self.write(function, &self.program.body);
        }
        let tail = ops![
            get(DONE),
            i32c(1),
            Instruction::I32Add,
            Instruction::LocalTee(DONE),
            get(ROUNDS),
            Instruction::I32Ne,
            Instruction::BrIf(0),
            Instruction::End
        ];
        self.write(function, &tail);
    }

    fn call(&self) -> wasm_encoder::Function {
        let mut locals = vec![(X + WORDS, ValType::I32), (WORDS, ValType::I64)];
        locals.extend_from_slice(&self.program.locals);
        let mut function = wasm_encoder::Function::new(locals);
        if self.program.bare {
            self.write(&mut function, &self.program.setup);
            function.instruction(&Instruction::End);
            return function;
        }
        let head =
            ops![i32c(0), i32c(0), i32c(4), Op::Host("input_copy"), i32c(0), Instruction::I32Load(at(0)), set(ROUNDS),];
        self.write(&mut function, &head);
        self.write(&mut function, &self.program.setup);
        self.write(
            &mut function,
            &ops![Instruction::Block(BlockType::Empty), get(ROUNDS), Instruction::I32Eqz, Instruction::BrIf(0)],
        );
        self.round(&mut function);
        let tail = ops![
            Instruction::End,
            i32c(0),
            get(DONE),
            Instruction::I32Store(at(0)),
            i32c(0),
            get(X),
            Instruction::I32Store(at(4)),
            i32c(0),
            get(Y),
            Instruction::I64Store(at(8)),
            i32c(0),
            i32c(OUTPUT_SIZE_BYTES),
            Op::Host("finish"),
            Instruction::End
        ];
        self.write(&mut function, &tail);
        function
    }

    fn module(&self) -> Vec<u8> {
        let program = self.program;
        let mut types = TypeSection::new();
        for (params, results) in &self.types {
            types.ty().function(params.iter().copied(), results.iter().copied());
        }
        let mut imports = ImportSection::new();
        for name in &self.imports {
            let index = self.type_index(&host_table::signature(name));
            imports.import(interface::IMPORT_MODULE, name, EntityType::Function(index));
        }
        let mut functions = FunctionSection::new();
        functions.function(0).function(0);
        for index in 0..program.functions.len() as u32 {
            functions.function(self.own_type(index));
        }
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: program.pages.0.into(),
            maximum: Some(program.pages.1.into()),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut globals = GlobalSection::new();
        for _ in 0..program.globals {
            let ty = GlobalType { val_type: ValType::I64, mutable: true, shared: false };
            globals.global(ty, &ConstExpr::i64_const(0));
        }
        let mut exports = ExportSection::new();
        exports.export(interface::exports::MEMORY, ExportKind::Memory, 0);
        exports.export(interface::exports::DEPLOY, ExportKind::Func, self.first_own() - 2);
        exports.export(interface::exports::CALL, ExportKind::Func, self.first_own() - 1);
        let mut code = CodeSection::new();
        let mut deploy = wasm_encoder::Function::new([]);
        deploy.instruction(&Instruction::End);
        code.function(&deploy).function(&self.call());
        for own in &program.functions {
            let mut function = wasm_encoder::Function::new(own.locals.iter().copied());
            self.write(&mut function, &own.body);
            function.instruction(&Instruction::End);
            code.function(&function);
        }
        let mut data = DataSection::new();
        for (offset, bytes) in &program.data {
            data.active(0, &ConstExpr::i32_const(offset.cast_signed()), bytes.iter().copied());
        }

        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions);
        if !program.table.is_empty() {
            let size = program.table.len() as u64;
            let mut tables = TableSection::new();
            tables.table(TableType {
                element_type: RefType::FUNCREF,
                minimum: size,
                maximum: Some(size),
                table64: false,
                shared: false,
            });
            module.section(&tables);
        }
        module.section(&memories);
        if program.globals > 0 {
            module.section(&globals);
        }
        module.section(&exports);
        if !program.table.is_empty() {
            let first = self.first_own();
            let entries: Vec<u32> = program.table.iter().map(|own| first + own).collect();
            let mut elements = ElementSection::new();
            for _ in 0..program.element_segments {
                elements.active(None, &ConstExpr::i32_const(0), Elements::Functions(entries.as_slice().into()));
            }
            module.section(&elements);
        }
        module.section(&code);
        if !program.data.is_empty() {
            module.section(&data);
        }
        module.finish()
    }
}

/// What a finished program says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Rounds it counted.
    pub(crate) rounds: u32,
    /// The i32 accumulator.
    pub(crate) x: u32,
}

impl Answer {
    /// Reads the output of a program.
    pub(crate) fn read(output: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u32::from_le_bytes(output.get(at..at + 4)?.try_into().ok()?));
        Some(Self { rounds: word(0)?, x: word(4)? })
    }
}
