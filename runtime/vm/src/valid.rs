//! A valid module, taken apart: what the metering pass works on.
//!
//! [`Reading`] gives each section to wasmparser's validator, then keeps what the pass needs. It knows every part of
//! Wasm 2.0 without SIMD; which of them a module may use is the caller's choice of features. What contracts may do
//! beyond that is decided in [`validate`](crate::validate), before a section comes here.

use std::ops::Range;

use wasmparser::{
    Element, ElementItems, Error, Export, ExternalKind, FuncToValidate, FuncType, FuncValidatorAllocations,
    FunctionBody, Global, Import, MemoryType, Operator, Parser, Payload, TableType, TypeRef, ValidPayload, Validator,
    ValidatorResources, WasmFeatures,
};

/// Bytes of a page of linear memory.
pub(crate) const PAGE_SIZE_BYTES: u64 = 65_536;

/// Pages of the largest memory that 32 bits address.
const PAGES_MAX: u64 = 65_536;

/// Wasm 2.0 without SIMD, and nothing that came later.
const WASM_2_WITHOUT_SIMD: WasmFeatures = WasmFeatures::WASM2.difference(WasmFeatures::SIMD);

/// A valid module, taken apart. Indices count imports first, as in Wasm.
pub(crate) struct Valid<'a> {
    /// The module as deployed.
    pub(crate) bytes: &'a [u8],
    /// Function types.
    pub(crate) types: Vec<FuncType>,
    /// Imports in their order.
    pub(crate) imports: Vec<Import<'a>>,
    /// Functions among the imports.
    pub(crate) imported_functions: u32,
    /// Type index of each defined function.
    pub(crate) functions: Vec<u32>,
    /// Defined tables.
    pub(crate) tables: Vec<TableType>,
    /// The memory, imported or defined.
    pub(crate) memory: Option<MemoryType>,
    /// Defined globals with their initial values.
    pub(crate) globals: Vec<Global<'a>>,
    /// What the rewritten module exports, apart from its counters.
    pub(crate) exports: Vec<Export<'a>>,
    /// The start function.
    pub(crate) start: Option<u32>,
    /// Functions that element segments and initial values of globals refer to.
    pub(crate) referenced: Vec<u32>,
    /// Contents of the element section.
    pub(crate) elements: Option<&'a [u8]>,
    /// Data segments, as the module announces them before its code.
    pub(crate) data_count: Option<u32>,
    /// Contents of the data section.
    pub(crate) data: Option<&'a [u8]>,
    /// Bodies of the defined functions.
    pub(crate) bodies: Vec<Body<'a>>,
}

/// A valid function body and what the metering pass needs to know of it.
pub(crate) struct Body<'a> {
    /// The body.
    pub(crate) code: FunctionBody<'a>,
    /// Declared locals, parameters not counted.
    pub(crate) locals: u32,
    /// Most values on its operand stack.
    pub(crate) operand_height: u32,
}

impl Valid<'_> {
    /// Type of the defined function `index`.
    pub(crate) fn function_type(&self, index: usize) -> &FuncType {
        &self.types[self.functions[index] as usize]
    }

    /// Pages that the memory starts with.
    pub(crate) fn memory_initial_pages(&self) -> u32 {
        self.memory.map_or(0, |memory| memory.initial as u32)
    }

    /// Most pages that the memory may grow to.
    pub(crate) fn memory_max_pages(&self) -> u32 {
        self.memory.map_or(0, |memory| memory.maximum.unwrap_or(PAGES_MAX) as u32)
    }

    /// True if the module shares a table, or has a global that holds a reference and might be shared.
    pub(crate) fn shares_references(&self) -> bool {
        self.imports.iter().any(|import| matches!(import.ty, TypeRef::Table(_)))
            || self.exports.iter().any(|export| export.kind == ExternalKind::Table)
            || self.globals.iter().any(|global| global.ty.content_type.is_reference_type())
    }

    /// Index that the first global has that is added behind the module's own.
    pub(crate) fn next_global(&self) -> u32 {
        let imported = self.imports.iter().filter(|import| matches!(import.ty, TypeRef::Global(_))).count();
        (imported + self.globals.len()) as u32
    }

    /// Functions that whoever instantiates the module may call by name.
    pub(crate) fn entries(&self) -> impl Iterator<Item = u32> {
        let exported = self.exports.iter().filter(|export| export.kind == ExternalKind::Func);
        exported.map(|export| export.index).chain(self.start)
    }
}

/// Takes apart any module of Wasm 2.0 without SIMD, with no rule for contracts.
pub(crate) fn read_any(module: &[u8]) -> Result<Valid<'_>, Error> {
    let mut reading = Reading::new(module, WASM_2_WITHOUT_SIMD);
    for payload in reading.payloads() {
        if let Some((function, code)) = reading.payload(&payload?)? {
            reading.valid.bodies.push(body(function, code)?);
        }
    }
    Ok(reading.valid)
}

/// Validates one body.
fn body(function: FuncToValidate<ValidatorResources>, code: FunctionBody<'_>) -> Result<Body<'_>, Error> {
    let mut validator = function.into_validator(FuncValidatorAllocations::default());
    let mut reader = code.get_binary_reader();
    validator.read_locals(&mut reader)?;
    let mut operators = code.get_operators_reader()?;
    let mut operand_height = 0;
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset()?;
        validator.op(offset, &operator)?;
        operand_height = operand_height.max(validator.operand_stack_height());
    }
    operators.finish()?;
    let mut locals = 0;
    for group in code.get_locals_reader()? {
        locals += group?.0;
    }
    Ok(Body { code, locals, operand_height })
}

/// A module while it is read.
pub(crate) struct Reading<'a> {
    validator: Validator,
    /// What was read so far.
    pub(crate) valid: Valid<'a>,
}

impl<'a> Reading<'a> {
    /// Starts to read `bytes`, which may use `features`.
    pub(crate) fn new(bytes: &'a [u8], features: WasmFeatures) -> Self {
        let valid = Valid {
            bytes,
            types: Vec::new(),
            imports: Vec::new(),
            imported_functions: 0,
            functions: Vec::new(),
            tables: Vec::new(),
            memory: None,
            globals: Vec::new(),
            exports: Vec::new(),
            start: None,
            referenced: Vec::new(),
            elements: None,
            data_count: None,
            data: None,
            bodies: Vec::new(),
        };
        Self { validator: Validator::new_with_features(features), valid }
    }

    /// The sections of the module, to be given to [`Reading::payload`]. They are decoded by the same features: an
    /// encoding that a refused proposal made legal is no encoding.
    pub(crate) fn payloads(&self) -> impl Iterator<Item = Result<Payload<'a>, Error>> + use<'a> {
        let mut parser = Parser::new(0);
        parser.set_features(*self.validator.features());
        parser.parse_all(self.valid.bytes)
    }

    /// Validates a section and keeps it; a function body is given back, for the caller to validate and to keep.
    pub(crate) fn payload(
        &mut self,
        payload: &Payload<'a>,
    ) -> Result<Option<(FuncToValidate<ValidatorResources>, FunctionBody<'a>)>, Error> {
        if let ValidPayload::Func(function, body) = self.validator.payload(payload)? {
            return Ok(Some((function, body)));
        }
        let valid = &mut self.valid;
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.clone().into_iter_err_on_gc_types() {
                    valid.types.push(ty?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.clone().into_imports() {
                    self.import(import?);
                }
            }
            Payload::FunctionSection(section) => {
                for type_index in section.clone() {
                    valid.functions.push(type_index?);
                }
            }
            Payload::TableSection(section) => {
                for table in section.clone() {
                    valid.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section.clone() {
                    valid.memory = Some(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section.clone() {
                    let global = global?;
                    note_references(&mut valid.referenced, &global.init_expr)?;
                    valid.globals.push(global);
                }
            }
            Payload::ExportSection(section) => {
                for export in section.clone() {
                    valid.exports.push(export?);
                }
            }
            Payload::StartSection { func, .. } => valid.start = Some(*func),
            Payload::ElementSection(section) => {
                for element in section.clone() {
                    note_elements(&mut valid.referenced, element?)?;
                }
                valid.elements = Some(contents(valid.bytes, section.range()));
            }
            Payload::DataCountSection { count, .. } => valid.data_count = Some(*count),
            Payload::DataSection(section) => valid.data = Some(contents(valid.bytes, section.range())),
            _ => {}
        }
        Ok(None)
    }

    fn import(&mut self, import: Import<'a>) {
        match import.ty {
            TypeRef::Func(_) => self.valid.imported_functions += 1,
            TypeRef::Memory(memory) => self.valid.memory = Some(memory),
            _ => {}
        }
        self.valid.imports.push(import);
    }
}

/// Adds the functions of an element segment.
fn note_elements(referenced: &mut Vec<u32>, element: Element<'_>) -> Result<(), Error> {
    match element.items {
        ElementItems::Functions(functions) => {
            for function in functions {
                referenced.push(function?);
            }
        }
        ElementItems::Expressions(_, expressions) => {
            for expression in expressions {
                note_references(referenced, &expression?)?;
            }
        }
    }
    Ok(())
}

/// Adds the functions that a constant expression refers to.
fn note_references(referenced: &mut Vec<u32>, expression: &wasmparser::ConstExpr<'_>) -> Result<(), Error> {
    for operator in expression.get_operators_reader() {
        if let Operator::RefFunc { function_index } = operator? {
            referenced.push(function_index);
        }
    }
    Ok(())
}

/// What stands in `range` of the module.
fn contents(bytes: &[u8], range: Range<u64>) -> &[u8] {
    &bytes[range.start as usize..range.end as usize]
}
