//! Which modules may be deployed.
//!
//! One pass over the bytes: limits of shape first, section by section and operator by operator, each before the work
//! that it bounds; then the features that contracts may not use, by name; then full validation by wasmparser. What
//! comes out, [`Valid`], is a fact: later steps need not check it again. Nothing is compiled here.

mod function;
mod operators;

use primitives::limits;
use wasmparser::{
    CompositeInnerType, ConstExpr, Data, DataKind, Element, ElementItems, ElementKind, Export, ExternalKind, FuncType,
    FunctionBody, GlobalType, MemoryType, Operator, Parser, Payload, RefType, Table, TableInit, TypeRef, ValType,
    ValidPayload, Validator, WasmFeatures,
};

pub(crate) use self::function::Body;
use self::function::Totals;
use crate::{
    interface_table::{self, HostFunction},
    refusal::{Place, Refusal},
};

/// Bytes of a page of linear memory.
pub(crate) const PAGE_SIZE_BYTES: u64 = 65_536;

/// What a contract may use of Wasm: what rustc emits for `wasm32-unknown-unknown`, without floats. The overlong
/// encoding of `call_indirect` is what linkers write; `BULK_MEMORY_OPT` is `memory.copy` and `memory.fill` alone.
const FEATURES: WasmFeatures = WasmFeatures::empty()
    .union(WasmFeatures::MUTABLE_GLOBAL)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY_OPT)
    .union(WasmFeatures::CALL_INDIRECT_OVERLONG);

/// A module that may be deployed, taken apart.
pub(crate) struct Valid<'a> {
    /// The module as deployed.
    pub(crate) bytes: &'a [u8],
    /// Function types; integers only.
    pub(crate) types: Vec<FuncType>,
    /// Imported functions in index order.
    pub(crate) imports: Vec<Import>,
    /// Type index of each defined function.
    pub(crate) functions: Vec<u32>,
    /// Initial and maximum entries of the table.
    pub(crate) table: Option<(u32, u32)>,
    /// Initial pages of the memory.
    pub(crate) memory_initial_pages: u32,
    /// Most pages the memory may grow to: the declared maximum, or the limit.
    pub(crate) memory_max_pages: u32,
    /// Globals with their initial values.
    pub(crate) globals: Vec<Global>,
    /// Index of the function exported as `deploy`.
    pub(crate) deploy: u32,
    /// Index of the function exported as `call`.
    pub(crate) call: u32,
    /// Start entry and function indices of each element segment.
    pub(crate) elements: Vec<(u32, Vec<u32>)>,
    /// Start address and bytes of each data segment.
    pub(crate) data: Vec<(u32, &'a [u8])>,
    /// Bodies of the defined functions.
    pub(crate) bodies: Vec<Body<'a>>,
}

/// An imported host function.
pub(crate) struct Import {
    /// Its name in the interface.
    pub(crate) name: &'static str,
    /// Its type index in the module.
    pub(crate) type_index: u32,
}

/// A global of the module.
pub(crate) struct Global {
    /// True if it may be set.
    pub(crate) mutable: bool,
    /// Its type and initial value.
    pub(crate) value: Constant,
}

/// A constant of either type there is.
#[derive(Clone, Copy)]
pub(crate) enum Constant {
    /// `i32.const`.
    I32(i32),
    /// `i64.const`.
    I64(i64),
}

/// Checks a module whole.
pub(crate) fn validate(module: &[u8]) -> Result<Valid<'_>, Refusal> {
    limit("module size in bytes", module.len() as u64, limits::MODULE_SIZE_MAX_BYTES as u64, Place::at(0))?;
    let mut reading = Reading::new(module);
    for payload in Parser::new(0).parse_all(module) {
        reading.payload(payload.map_err(|error| malformed(&error, None))?)?;
    }
    reading.finish()
}

/// A module while it is read.
struct Reading<'a> {
    validator: Validator,
    valid: Valid<'a>,
    memory: bool,
    deploy: Option<u32>,
    call: Option<u32>,
    memory_exported: bool,
    totals: Totals,
}

impl<'a> Reading<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let valid = Valid {
            bytes,
            types: Vec::new(),
            imports: Vec::new(),
            functions: Vec::new(),
            table: None,
            memory_initial_pages: 0,
            memory_max_pages: 0,
            globals: Vec::new(),
            deploy: 0,
            call: 0,
            elements: Vec::new(),
            data: Vec::new(),
            bodies: Vec::new(),
        };
        Self {
            validator: Validator::new_with_features(FEATURES),
            valid,
            memory: false,
            deploy: None,
            call: None,
            memory_exported: false,
            totals: Totals::default(),
        }
    }

    /// Checks one section, then keeps what later steps need.
    fn payload(&mut self, payload: Payload<'a>) -> Result<(), Refusal> {
        match &payload {
            Payload::TypeSection(section) => self.types(section.clone())?,
            Payload::ImportSection(section) => self.imports(section.clone())?,
            Payload::FunctionSection(section) => self.functions(section.clone())?,
            Payload::TableSection(section) => self.tables(section.clone())?,
            Payload::MemorySection(section) => self.memories(section.clone())?,
            Payload::GlobalSection(section) => self.globals(section.clone())?,
            Payload::ExportSection(section) => self.exports(section.clone())?,
            Payload::ElementSection(section) => self.elements(section.clone())?,
            Payload::DataSection(section) => self.data(section.clone())?,
            Payload::TagSection(section) => {
                return Err(feature("exceptions", "a tag section", section.range().start));
            }
            Payload::StartSection { range, .. } => {
                return Err(feature("a start function", "a start section", range.start));
            }
            Payload::CodeSectionStart { count, unchecked_range: range, .. } => {
                limit("functions", u64::from(*count), u64::from(limits::FUNCTIONS_MAX), Place::at(range.start))?;
            }
            Payload::CodeSectionEntry(body) => self.body_size(body)?,
            _ => {}
        }
        match self.validator.payload(&payload).map_err(|error| malformed(&error, None))? {
            ValidPayload::Func(function, body) => {
                let type_index = self.valid.functions.get(self.valid.bodies.len());
                let ty = type_index.and_then(|ty| self.valid.types.get(*ty as usize));
                let parameters = ty.map_or(0, |ty| ty.params().len() as u64);
                let body = function::validate(function, body, parameters, &mut self.totals)?;
                self.valid.bodies.push(body);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn types(&mut self, section: wasmparser::TypeSectionReader<'a>) -> Result<(), Refusal> {
        let place = Place::at(section.range().start);
        limit("function types", u64::from(section.count()), u64::from(limits::TYPES_MAX), place)?;
        for group in section.into_iter_with_offsets() {
            let (offset, group) = group.map_err(|error| malformed(&error, None))?;
            if group.is_explicit_rec_group() {
                return Err(feature("garbage collection", "a recursion group", offset));
            }
            for sub_type in group.into_types() {
                let CompositeInnerType::Func(function) = sub_type.composite_type.inner else {
                    return Err(feature("garbage collection", "a type that is no function type", offset));
                };
                let (params, results) = (function.params(), function.results());
                let place = Place::at(offset);
                limit("parameters of one type", params.len() as u64, u64::from(limits::PARAMETERS_MAX), place)?;
                limit("results of one type", results.len() as u64, u64::from(limits::RESULTS_MAX), place)?;
                for ty in params.iter().chain(results) {
                    value_type(*ty, place)?;
                }
                self.valid.types.push(function);
            }
        }
        Ok(())
    }

    fn imports(&mut self, section: wasmparser::ImportSectionReader<'a>) -> Result<(), Refusal> {
        for import in section.into_imports_with_offsets() {
            let (offset, import) = import.map_err(|error| malformed(&error, None))?;
            let place = Place::at(offset);
            let count = self.valid.imports.len() as u64 + 1;
            limit("imports", count, u64::from(limits::IMPORTS_MAX), place)?;
            let unknown =
                || Refusal::UnknownImport { module: shortened(import.module), name: shortened(import.name), place };
            let TypeRef::Func(type_index) = import.ty else { return Err(unknown()) };
            if import.module != interface::IMPORT_MODULE {
                return Err(unknown());
            }
            let function = interface_table::find(import.name).ok_or_else(unknown)?;
            self.import_type(function, type_index, place)?;
            self.valid.imports.push(Import { name: function.name, type_index });
        }
        Ok(())
    }

    fn import_type(&self, function: &HostFunction, type_index: u32, place: Place) -> Result<(), Refusal> {
        let found = self.valid.types.get(type_index as usize);
        match found {
            Some(found) if found.params() == function.params && found.results() == function.results => Ok(()),
            _ => Err(Refusal::ImportType {
                name: function.name.to_owned(),
                expected: signature(function.params, function.results),
                found: found.map_or_else(
                    || format!("type {type_index}, which does not exist"),
                    |found| signature(found.params(), found.results()),
                ),
                place,
            }),
        }
    }

    fn functions(&mut self, section: wasmparser::FunctionSectionReader<'a>) -> Result<(), Refusal> {
        let place = Place::at(section.range().start);
        limit("functions", u64::from(section.count()), u64::from(limits::FUNCTIONS_MAX), place)?;
        let mut parameters = 0;
        for type_index in section {
            let type_index = type_index.map_err(|error| malformed(&error, None))?;
            parameters += self.valid.types.get(type_index as usize).map_or(0, |ty| ty.params().len() as u64);
            self.valid.functions.push(type_index);
        }
        limit("parameters of all functions", parameters, u64::from(limits::PARAMETERS_TOTAL_MAX), place)
    }

    fn tables(&mut self, section: wasmparser::TableSectionReader<'a>) -> Result<(), Refusal> {
        let start = section.range().start;
        if section.count() > 1 {
            return Err(feature("reference types", "a second table", start));
        }
        for table in section {
            let Table { ty, init } = table.map_err(|error| malformed(&error, None))?;
            if ty.element_type != RefType::FUNCREF || matches!(init, TableInit::Expr(_)) {
                return Err(feature("reference types", "a table of other references", start));
            }
            if ty.table64 {
                return Err(feature("memory64", "a 64-bit table", start));
            }
            if ty.shared {
                return Err(feature("threads", "a shared table", start));
            }
            let maximum = ty.maximum.unwrap_or(ty.initial);
            let found = ty.initial.max(maximum);
            limit("table entries", found, u64::from(limits::TABLE_MAX_ENTRIES), Place::at(start))?;
            self.valid.table = Some((ty.initial as u32, maximum as u32));
        }
        Ok(())
    }

    fn memories(&mut self, section: wasmparser::MemorySectionReader<'a>) -> Result<(), Refusal> {
        let start = section.range().start;
        if section.count() > 1 {
            return Err(feature("multiple memories", "a second memory", start));
        }
        for memory in section {
            let MemoryType { memory64, shared, initial, maximum, page_size_log2 } =
                memory.map_err(|error| malformed(&error, None))?;
            if memory64 {
                return Err(feature("memory64", "a 64-bit memory", start));
            }
            if shared {
                return Err(feature("threads", "a shared memory", start));
            }
            if page_size_log2.is_some() {
                return Err(feature("custom page sizes", "a memory with its own page size", start));
            }
            let limit_pages = u64::from(limits::MEMORY_MAX_PAGES);
            limit("initial memory in pages of 64 KiB", initial, limit_pages, Place::at(start))?;
            let maximum = maximum.unwrap_or(limit_pages);
            limit("maximum memory in pages of 64 KiB", maximum, limit_pages, Place::at(start))?;
            self.memory = true;
            self.valid.memory_initial_pages = initial as u32;
            self.valid.memory_max_pages = maximum as u32;
        }
        Ok(())
    }

    fn globals(&mut self, section: wasmparser::GlobalSectionReader<'a>) -> Result<(), Refusal> {
        let start = section.range().start;
        limit("globals", u64::from(section.count()), u64::from(limits::GLOBALS_MAX), Place::at(start))?;
        for global in section.into_iter_with_offsets() {
            let (offset, global) = global.map_err(|error| malformed(&error, None))?;
            let GlobalType { content_type, mutable, shared } = global.ty;
            value_type(content_type, Place::at(offset))?;
            if shared {
                return Err(feature("threads", "a shared global", offset));
            }
            let value = constant(&global.init_expr, offset)?;
            self.valid.globals.push(Global { mutable, value });
        }
        Ok(())
    }

    fn exports(&mut self, section: wasmparser::ExportSectionReader<'a>) -> Result<(), Refusal> {
        let place = Place::at(section.range().start);
        limit("exports", u64::from(section.count()), u64::from(limits::EXPORTS_MAX), place)?;
        for export in section {
            let Export { name, kind, index } = export.map_err(|error| malformed(&error, None))?;
            match name {
                interface::exports::MEMORY if kind == ExternalKind::Memory => self.memory_exported = true,
                interface::exports::MEMORY => return Err(export_type(interface::exports::MEMORY, "a memory", kind)),
                interface::exports::DEPLOY => {
                    self.deploy = Some(self.entry(interface::exports::DEPLOY, kind, index)?);
                }
                interface::exports::CALL => self.call = Some(self.entry(interface::exports::CALL, kind, index)?),
                _ => {}
            }
        }
        Ok(())
    }

    /// Checks that an export is a defined function without parameters and results.
    fn entry(&self, name: &'static str, kind: ExternalKind, index: u32) -> Result<u32, Refusal> {
        if kind != ExternalKind::Func {
            return Err(export_type(name, ENTRY_TYPE, kind));
        }
        let defined = (index as usize).checked_sub(self.valid.imports.len());
        let type_index = defined.and_then(|defined| self.valid.functions.get(defined));
        match type_index.and_then(|ty| self.valid.types.get(*ty as usize)) {
            Some(ty) if ty.params().is_empty() && ty.results().is_empty() => Ok(index),
            Some(ty) => Err(Refusal::ExportType {
                name,
                expected: ENTRY_TYPE,
                found: format!("a function of type {}", signature(ty.params(), ty.results())),
            }),
            None => Err(Refusal::ExportType { name, expected: ENTRY_TYPE, found: "an imported function".to_owned() }),
        }
    }

    fn elements(&mut self, section: wasmparser::ElementSectionReader<'a>) -> Result<(), Refusal> {
        let place = Place::at(section.range().start);
        limit("element segments", u64::from(section.count()), u64::from(limits::ELEMENT_SEGMENTS_MAX), place)?;
        let mut total = 0;
        for (index, element) in (0..).zip(section) {
            let Element { kind, items, range } = element.map_err(|error| malformed(&error, None))?;
            let ElementKind::Active { offset_expr, .. } = kind else {
                return Err(feature("passive element segments", "one that is not active", range.start));
            };
            let ElementItems::Functions(functions) = items else {
                return Err(feature("reference types", "an element segment of expressions", range.start));
            };
            total += u64::from(functions.count());
            let place = Place::at(range.start);
            limit("functions in element segments", total, u64::from(limits::TABLE_MAX_ENTRIES), place)?;
            let start = segment_start(&offset_expr, range.start)?;
            let end = u64::from(start) + u64::from(functions.count());
            let size = self.valid.table.map_or(0, |(initial, _)| u64::from(initial));
            if end > size {
                return Err(Refusal::SegmentOutOfBounds { segment: "element segment", index, end, size });
            }
            let functions =
                functions.into_iter().collect::<Result<Vec<_>, _>>().map_err(|error| malformed(&error, None))?;
            self.valid.elements.push((start, functions));
        }
        Ok(())
    }

    fn data(&mut self, section: wasmparser::DataSectionReader<'a>) -> Result<(), Refusal> {
        let place = Place::at(section.range().start);
        limit("data segments", u64::from(section.count()), u64::from(limits::DATA_SEGMENTS_MAX), place)?;
        let mut total = 0;
        for (index, data) in (0..).zip(section) {
            let Data { kind, data, range } = data.map_err(|error| malformed(&error, None))?;
            let DataKind::Active { offset_expr, .. } = kind else {
                return Err(feature("passive data segments", "one that is not active", range.start));
            };
            total += data.len() as u64;
            limit("data in bytes", total, u64::from(limits::DATA_MAX_BYTES), Place::at(range.start))?;
            let start = segment_start(&offset_expr, range.start)?;
            let end = u64::from(start) + data.len() as u64;
            let size = u64::from(self.valid.memory_initial_pages) * PAGE_SIZE_BYTES;
            if end > size {
                return Err(Refusal::SegmentOutOfBounds { segment: "data segment", index, end, size });
            }
            self.valid.data.push((start, data));
        }
        Ok(())
    }

    fn body_size(&self, body: &FunctionBody<'a>) -> Result<(), Refusal> {
        let index = (self.valid.imports.len() + self.valid.bodies.len()) as u32;
        let range = body.range();
        let place = Place::inside(index, range.start);
        limit("function body in bytes", range.end - range.start, u64::from(limits::FUNCTION_BODY_MAX_BYTES), place)
    }

    fn finish(mut self) -> Result<Valid<'a>, Refusal> {
        if !self.memory || !self.memory_exported {
            return Err(Refusal::MissingExport { name: interface::exports::MEMORY, expected: "a memory" });
        }
        let missing = |name| Refusal::MissingExport { name, expected: ENTRY_TYPE };
        self.valid.deploy = self.deploy.ok_or_else(|| missing(interface::exports::DEPLOY))?;
        self.valid.call = self.call.ok_or_else(|| missing(interface::exports::CALL))?;
        Ok(self.valid)
    }
}

/// What `deploy` and `call` must be.
const ENTRY_TYPE: &str = "a function of type [] -> []";

/// Refuses `found` above `limit`.
fn limit(what: &'static str, found: u64, limit: u64, place: Place) -> Result<(), Refusal> {
    if found > limit { Err(Refusal::Limit { what, found, limit, place }) } else { Ok(()) }
}

/// Refuses what belongs to a feature outside any function body.
fn feature(feature: &'static str, construct: &'static str, offset: u64) -> Refusal {
    Refusal::Feature { feature, construct, place: Place::at(offset) }
}

/// The parser's or validator's error.
fn malformed(error: &wasmparser::Error, function: Option<u32>) -> Refusal {
    Refusal::Malformed { message: shortened(error.message()), place: Place { offset: error.offset(), function } }
}

/// Text that comes from the module, at most 200 characters of it.
fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

/// Refuses every type but the two integers.
fn value_type(ty: ValType, place: Place) -> Result<(), Refusal> {
    let (feature, construct) = match ty {
        ValType::I32 | ValType::I64 => return Ok(()),
        ValType::F32 => ("floating point", "type f32"),
        ValType::F64 => ("floating point", "type f64"),
        ValType::V128 => ("SIMD", "type v128"),
        ValType::Ref(_) => ("reference types", "a reference type"),
    };
    Err(Refusal::Feature { feature, construct, place })
}

/// The one constant an initialiser may be.
fn constant(expression: &ConstExpr<'_>, offset: u64) -> Result<Constant, Refusal> {
    let mut operators = expression.get_operators_reader();
    let first = operators.read().map_err(|error| malformed(&error, None))?;
    let second = operators.read().map_err(|error| malformed(&error, None))?;
    if let Some(banned) = operators::banned(&first) {
        return Err(feature(banned.feature, banned.operator, offset));
    }
    match (first, second) {
        (Operator::I32Const { value }, Operator::End) => Ok(Constant::I32(value)),
        (Operator::I64Const { value }, Operator::End) => Ok(Constant::I64(value)),
        _ => Err(feature("extended constants", "an initialiser that is not one integer constant", offset)),
    }
}

/// Where an active segment starts.
fn segment_start(expression: &ConstExpr<'_>, offset: u64) -> Result<u32, Refusal> {
    match constant(expression, offset)? {
        Constant::I32(value) => Ok(value.cast_unsigned()),
        Constant::I64(_) => Err(feature("memory64", "a segment with a 64-bit start", offset)),
    }
}

/// A demanded export of the wrong kind.
fn export_type(name: &'static str, expected: &'static str, found: ExternalKind) -> Refusal {
    let found = match found {
        ExternalKind::Func | ExternalKind::FuncExact => "a function",
        ExternalKind::Table => "a table",
        ExternalKind::Memory => "a memory",
        ExternalKind::Global => "a global",
        ExternalKind::Tag => "a tag",
    };
    Refusal::ExportType { name, expected, found: found.to_owned() }
}

/// A function type for people.
fn signature(params: &[ValType], results: &[ValType]) -> String {
    let list = |types: &[ValType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    format!("[{}] -> [{}]", list(params), list(results))
}
