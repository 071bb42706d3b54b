//! Which modules may be deployed.
//!
//! One pass over the bytes: limits of shape first, section by section and operator by operator, each before the work
//! that it bounds; then the features that contracts may not use, by name; then full validation by wasmparser. What
//! comes out, [`Valid`], is a fact: later steps need not check it again. It exports nothing but the three things that
//! the interface demands, and whatever may grow has a maximum. Nothing is compiled here.

mod function;
mod operators;

use primitives::limits;
use wasmparser::{
    CompositeInnerType, ConstExpr, Data, DataKind, Element, ElementItems, ElementKind, Export, ExternalKind,
    FunctionBody, GlobalType, MemoryType, Operator, Payload, RefType, Table, TableInit, TypeRef, ValType, WasmFeatures,
};

use crate::{
    deployment::Work,
    interface_table::{self, HostFunction},
    refusal::{Place, Refusal},
    valid::{PAGE_SIZE_BYTES, Reading, Valid},
};

/// What a contract may use of Wasm: what rustc emits for `wasm32-unknown-unknown`, without floats. The overlong
/// encoding of `call_indirect` is what linkers write; `BULK_MEMORY_OPT` is `memory.copy` and `memory.fill` alone.
const FEATURES: WasmFeatures = WasmFeatures::empty()
    .union(WasmFeatures::MUTABLE_GLOBAL)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY_OPT)
    .union(WasmFeatures::CALL_INDIRECT_OVERLONG);

/// Checks a module whole, as a contract.
pub(crate) fn validate(module: &[u8]) -> Result<Valid<'_>, Refusal> {
    Ok(check(module)?.0)
}

/// What a module that may be deployed asks of a compiler.
pub(crate) fn work(module: &[u8]) -> Result<Work, Refusal> {
    Ok(check(module)?.1)
}

fn check(module: &[u8]) -> Result<(Valid<'_>, Work), Refusal> {
    limit("module size in bytes", module.len() as u64, limits::MODULE_SIZE_MAX_BYTES as u64, Place::at(0))?;
    let refuse = |error: wasmparser::Error| malformed(&error, None);
    let mut rules = Rules::default();
    let mut reading = Reading::new(module, FEATURES);
    for payload in reading.payloads() {
        let payload = payload.map_err(refuse)?;
        rules.section(&payload, &reading.valid)?;
        if let Some((function, body)) = reading.payload(&payload).map_err(refuse)? {
            let parameters = reading.valid.function_type(reading.valid.bodies.len()).params().len() as u64;
            let body = function::validate(function, body, parameters, &mut rules.work)?;
            reading.valid.bodies.push(body);
        }
    }
    let work = Work { bytes: module.len() as u64, ..rules.work };
    limit("deployment gas", work.gas().get(), limits::DEPLOYMENT_GAS_MAX.get(), Place::at(0))?;
    Ok((rules.close(reading.valid)?, work))
}

/// What contracts must keep beside Wasm's own rules.
#[derive(Default)]
struct Rules {
    deploy: Option<u32>,
    call: Option<u32>,
    memory_exported: bool,
    work: Work,
}

impl Rules {
    /// Checks one section of a module of which `valid` was read.
    fn section(&mut self, payload: &Payload<'_>, valid: &Valid<'_>) -> Result<(), Refusal> {
        match payload {
            Payload::TypeSection(section) => types(section.clone(), &mut self.work),
            Payload::ImportSection(section) => imports(section.clone(), valid, &mut self.work),
            Payload::FunctionSection(section) => functions(section.clone(), valid),
            Payload::TableSection(section) => tables(section.clone()),
            Payload::MemorySection(section) => memories(section.clone()),
            Payload::GlobalSection(section) => globals(section.clone()),
            Payload::ExportSection(section) => self.exports(section.clone(), valid),
            Payload::ElementSection(section) => elements(section.clone(), valid, &mut self.work),
            Payload::DataSection(section) => data(section.clone(), valid, &mut self.work),
            Payload::TagSection(section) => Err(feature("exceptions", "a tag section", section.range().start)),
            Payload::StartSection { range, .. } => Err(feature("a start function", "a start section", range.start)),
            Payload::CodeSectionStart { count, unchecked_range: range, .. } => {
                limit("functions", u64::from(*count), u64::from(limits::FUNCTIONS_MAX), Place::at(range.start))
            }
            Payload::CodeSectionEntry(body) => body_size(body, valid),
            _ => Ok(()),
        }
    }

    fn exports(&mut self, section: wasmparser::ExportSectionReader<'_>, valid: &Valid<'_>) -> Result<(), Refusal> {
        let place = Place::at(section.range().start);
        limit("exports", u64::from(section.count()), u64::from(limits::EXPORTS_MAX), place)?;
        for export in section {
            let Export { name, kind, index } = export.map_err(|error| malformed(&error, None))?;
            match name {
                interface::exports::MEMORY if kind == ExternalKind::Memory => self.memory_exported = true,
                interface::exports::MEMORY => return Err(export_type(interface::exports::MEMORY, "a memory", kind)),
                interface::exports::DEPLOY => {
                    self.deploy = Some(entry(interface::exports::DEPLOY, kind, index, valid)?);
                }
                interface::exports::CALL => self.call = Some(entry(interface::exports::CALL, kind, index, valid)?),
                _ => {}
            }
        }
        Ok(())
    }

    /// Checks what only the whole module shows and closes it.
    fn close(self, mut valid: Valid<'_>) -> Result<Valid<'_>, Refusal> {
        let (Some(memory), true) = (&mut valid.memory, self.memory_exported) else {
            return Err(Refusal::MissingExport { name: interface::exports::MEMORY, expected: "a memory" });
        };
        memory.maximum.get_or_insert(u64::from(limits::MEMORY_MAX_PAGES));
        for table in &mut valid.tables {
            table.maximum.get_or_insert(table.initial);
        }
        let missing = |name| Refusal::MissingExport { name, expected: ENTRY_TYPE };
        let deploy = self.deploy.ok_or_else(|| missing(interface::exports::DEPLOY))?;
        let call = self.call.ok_or_else(|| missing(interface::exports::CALL))?;
        valid.exports = vec![
            Export { name: interface::exports::MEMORY, kind: ExternalKind::Memory, index: 0 },
            Export { name: interface::exports::DEPLOY, kind: ExternalKind::Func, index: deploy },
            Export { name: interface::exports::CALL, kind: ExternalKind::Func, index: call },
        ];
        // Nothing a contract may do refers to a data segment.
        valid.data_count = None;
        Ok(valid)
    }
}

fn types(section: wasmparser::TypeSectionReader<'_>, work: &mut Work) -> Result<(), Refusal> {
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
            work.types += 1;
            work.type_values += (params.len() + results.len()) as u64;
        }
    }
    Ok(())
}

fn imports(section: wasmparser::ImportSectionReader<'_>, valid: &Valid<'_>, work: &mut Work) -> Result<(), Refusal> {
    for import in section.into_imports_with_offsets() {
        let (offset, import) = import.map_err(|error| malformed(&error, None))?;
        let place = Place::at(offset);
        work.imports += 1;
        limit("imports", work.imports, u64::from(limits::IMPORTS_MAX), place)?;
        let unknown =
            || Refusal::UnknownImport { module: shortened(import.module), name: shortened(import.name), place };
        let TypeRef::Func(type_index) = import.ty else { return Err(unknown()) };
        if import.module != interface::IMPORT_MODULE {
            return Err(unknown());
        }
        let function = interface_table::find(import.name).ok_or_else(unknown)?;
        import_type(function, type_index, valid, place)?;
    }
    Ok(())
}

fn import_type(function: &HostFunction, type_index: u32, valid: &Valid<'_>, place: Place) -> Result<(), Refusal> {
    let found = valid.types.get(type_index as usize);
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

fn functions(section: wasmparser::FunctionSectionReader<'_>, valid: &Valid<'_>) -> Result<(), Refusal> {
    let place = Place::at(section.range().start);
    limit("functions", u64::from(section.count()), u64::from(limits::FUNCTIONS_MAX), place)?;
    let mut parameters = 0;
    for type_index in section {
        let type_index = type_index.map_err(|error| malformed(&error, None))?;
        parameters += valid.types.get(type_index as usize).map_or(0, |ty| ty.params().len() as u64);
    }
    limit("parameters of all functions", parameters, u64::from(limits::PARAMETERS_TOTAL_MAX), place)
}

fn tables(section: wasmparser::TableSectionReader<'_>) -> Result<(), Refusal> {
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
        let found = ty.initial.max(ty.maximum.unwrap_or(0));
        limit("table entries", found, u64::from(limits::TABLE_MAX_ENTRIES), Place::at(start))?;
    }
    Ok(())
}

fn memories(section: wasmparser::MemorySectionReader<'_>) -> Result<(), Refusal> {
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
    }
    Ok(())
}

fn globals(section: wasmparser::GlobalSectionReader<'_>) -> Result<(), Refusal> {
    let start = section.range().start;
    limit("globals", u64::from(section.count()), u64::from(limits::GLOBALS_MAX), Place::at(start))?;
    for global in section.into_iter_with_offsets() {
        let (offset, global) = global.map_err(|error| malformed(&error, None))?;
        let GlobalType { content_type, mutable: _, shared } = global.ty;
        value_type(content_type, Place::at(offset))?;
        if shared {
            return Err(feature("threads", "a shared global", offset));
        }
        constant(&global.init_expr, offset)?;
    }
    Ok(())
}

/// Checks that an export is a defined function without parameters and results.
fn entry(name: &'static str, kind: ExternalKind, index: u32, valid: &Valid<'_>) -> Result<u32, Refusal> {
    if kind != ExternalKind::Func {
        return Err(export_type(name, ENTRY_TYPE, kind));
    }
    let defined = index.checked_sub(valid.imported_functions);
    let type_index = defined.and_then(|defined| valid.functions.get(defined as usize));
    match type_index.and_then(|ty| valid.types.get(*ty as usize)) {
        Some(ty) if ty.params().is_empty() && ty.results().is_empty() => Ok(index),
        Some(ty) => Err(Refusal::ExportType {
            name,
            expected: ENTRY_TYPE,
            found: format!("a function of type {}", signature(ty.params(), ty.results())),
        }),
        None => Err(Refusal::ExportType { name, expected: ENTRY_TYPE, found: "an imported function".to_owned() }),
    }
}

fn elements(section: wasmparser::ElementSectionReader<'_>, valid: &Valid<'_>, work: &mut Work) -> Result<(), Refusal> {
    let place = Place::at(section.range().start);
    limit("element segments", u64::from(section.count()), u64::from(limits::ELEMENT_SEGMENTS_MAX), place)?;
    for (index, element) in (0..).zip(section) {
        let Element { kind, items, range } = element.map_err(|error| malformed(&error, None))?;
        let ElementKind::Active { offset_expr, .. } = kind else {
            return Err(feature("passive element segments", "one that is not active", range.start));
        };
        let ElementItems::Functions(functions) = items else {
            return Err(feature("reference types", "an element segment of expressions", range.start));
        };
        work.elements += u64::from(functions.count());
        let place = Place::at(range.start);
        limit("functions in element segments", work.elements, u64::from(limits::TABLE_MAX_ENTRIES), place)?;
        let start = segment_start(&offset_expr, range.start)?;
        let end = u64::from(start) + u64::from(functions.count());
        let size = valid.tables.first().map_or(0, |table| table.initial);
        if end > size {
            return Err(Refusal::SegmentOutOfBounds { segment: "element segment", index, end, size });
        }
    }
    Ok(())
}

fn data(section: wasmparser::DataSectionReader<'_>, valid: &Valid<'_>, work: &mut Work) -> Result<(), Refusal> {
    let place = Place::at(section.range().start);
    limit("data segments", u64::from(section.count()), u64::from(limits::DATA_SEGMENTS_MAX), place)?;
    let (mut total, mut first, mut last) = (0, u64::MAX, 0);
    for (index, data) in (0..).zip(section) {
        let Data { kind, data, range } = data.map_err(|error| malformed(&error, None))?;
        let DataKind::Active { offset_expr, .. } = kind else {
            return Err(feature("passive data segments", "one that is not active", range.start));
        };
        total += data.len() as u64;
        limit("data in bytes", total, u64::from(limits::DATA_MAX_BYTES), Place::at(range.start))?;
        let start = segment_start(&offset_expr, range.start)?;
        let end = u64::from(start) + data.len() as u64;
        let size = u64::from(valid.memory_initial_pages()) * PAGE_SIZE_BYTES;
        if end > size {
            return Err(Refusal::SegmentOutOfBounds { segment: "data segment", index, end, size });
        }
        work.data_segments += 1;
        first = first.min(u64::from(start));
        last = last.max(end);
        work.data_span_bytes = last - first;
        let most = u64::from(limits::DATA_SPAN_MAX_BYTES);
        limit("span of data segments in bytes", work.data_span_bytes, most, Place::at(range.start))?;
    }
    Ok(())
}

fn body_size(body: &FunctionBody<'_>, valid: &Valid<'_>) -> Result<(), Refusal> {
    let index = valid.imported_functions + valid.bodies.len() as u32;
    let range = body.range();
    let place = Place::inside(index, range.start);
    limit("function body in bytes", range.end - range.start, u64::from(limits::FUNCTION_BODY_MAX_BYTES), place)
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

/// A constant of either type there is.
enum Constant {
    I32(i32),
    I64,
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
        (Operator::I64Const { .. }, Operator::End) => Ok(Constant::I64),
        _ => Err(feature("extended constants", "an initialiser that is not one integer constant", offset)),
    }
}

/// Where an active segment starts.
fn segment_start(expression: &ConstExpr<'_>, offset: u64) -> Result<u32, Refusal> {
    match constant(expression, offset)? {
        Constant::I32(value) => Ok(value.cast_unsigned()),
        Constant::I64 => Err(feature("memory64", "a segment with a 64-bit start", offset)),
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
