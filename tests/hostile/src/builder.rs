//! Puts a contract together: what a contract must have is there, the rest is what the attack is about.

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, Encode, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, GlobalType, ImportSection, InstructionSink, MemArg, MemArgTarget,
    MemorySection, MemoryType, Module, RefType, TableSection, TableType, TypeSection, ValType,
};

/// A contract under construction. It has a memory of one page, `deploy` and `call`, both empty.
#[derive(Debug)]
pub struct Builder {
    types: Vec<(Vec<ValType>, Vec<ValType>)>,
    imports: Vec<(&'static str, u32)>,
    functions: Vec<(u32, Body)>,
    table: Option<u32>,
    memory_pages: u32,
    globals: Vec<ValType>,
    elements: Vec<(u32, Vec<u32>)>,
    data: Vec<(u32, Vec<u8>)>,
    exports: Vec<String>,
}

/// A function body.
#[derive(Debug)]
enum Body {
    Valid(Function),
    Raw(Vec<u8>),
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            types: vec![(vec![], vec![])],
            imports: vec![],
            functions: vec![],
            table: None,
            memory_pages: 1,
            globals: vec![],
            elements: vec![],
            data: vec![],
            exports: vec![],
        }
    }
}

impl Builder {
    /// Index of the function type with that many i32 parameters and results. Type 0 has neither.
    pub fn ty(&mut self, parameters: u32, results: u32) -> u32 {
        let list = |n: u32| vec![ValType::I32; n as usize];
        let ty = (list(parameters), list(results));
        let found = self.types.iter().position(|known| *known == ty);
        found.unwrap_or_else(|| {
            self.types.push(ty);
            self.types.len() - 1
        }) as u32
    }

    /// Adds a type, whether or not there is one like it.
    pub fn add_type(&mut self, parameters: Vec<ValType>, results: Vec<ValType>) {
        self.types.push((parameters, results));
    }

    /// Imports a host function; imports come before functions. Gives its index.
    pub fn import(&mut self, name: &'static str, ty: u32) -> u32 {
        assert!(self.functions.is_empty(), "imports have the first indices");
        self.imports.push((name, ty));
        self.imports.len() as u32 - 1
    }

    /// Adds a function with `locals` i32 locals and this code; its end is added. Gives its index.
    pub fn function(&mut self, ty: u32, locals: u32, code: impl FnOnce(&mut InstructionSink<'_>)) -> u32 {
        let group = [(locals, ValType::I32)];
        self.function_with(ty, &group[usize::from(locals == 0)..], code)
    }

    /// The same with groups of locals.
    pub fn function_with(
        &mut self,
        ty: u32,
        locals: &[(u32, ValType)],
        code: impl FnOnce(&mut InstructionSink<'_>),
    ) -> u32 {
        let mut function = Function::new(locals.iter().copied());
        code(&mut function.instructions());
        function.instructions().end();
        self.functions.push((ty, Body::Valid(function)));
        (self.imports.len() + self.functions.len()) as u32 - 1
    }

    /// Adds `count` functions with the same code.
    pub fn functions(&mut self, count: u32, ty: u32, locals: u32, code: impl Fn(&mut InstructionSink<'_>)) {
        for _ in 0..count {
            self.function(ty, locals, &code);
        }
    }

    /// Adds a function without parameters whose body is these bytes.
    pub fn raw_function(&mut self, body: Vec<u8>) {
        self.functions.push((0, Body::Raw(body)));
    }

    /// Exports `call` under another name.
    pub fn export(&mut self, name: &str) {
        self.exports.push(name.to_owned());
    }

    /// Gives the module a table of that many entries.
    pub fn table(&mut self, entries: u32) {
        self.table = Some(entries);
    }

    /// Sets the pages of memory it starts with.
    pub fn memory(&mut self, pages: u32) {
        self.memory_pages = pages;
    }

    /// Adds a mutable i32 global.
    pub fn global(&mut self) {
        self.globals.push(ValType::I32);
    }

    /// Adds an element segment.
    pub fn element(&mut self, start: u32, functions: Vec<u32>) {
        self.elements.push((start, functions));
    }

    /// Adds a data segment.
    pub fn data(&mut self, start: u32, bytes: Vec<u8>) {
        self.data.push((start, bytes));
    }

    /// The module.
    pub fn finish(mut self) -> Vec<u8> {
        let deploy = self.function(0, 0, |_| {});
        let call = self.function(0, 0, |_| {});
        let mut module = Module::new();
        let mut types = TypeSection::new();
        for (parameters, results) in self.types {
            types.ty().function(parameters, results);
        }
        module.section(&types);
        if !self.imports.is_empty() {
            let mut imports = ImportSection::new();
            for (name, ty) in self.imports {
                imports.import(interface::IMPORT_MODULE, name, EntityType::Function(ty));
            }
            module.section(&imports);
        }
        let mut functions = FunctionSection::new();
        for (ty, _) in &self.functions {
            functions.function(*ty);
        }
        module.section(&functions);
        if let Some(entries) = self.table {
            let mut tables = TableSection::new();
            tables.table(TableType {
                element_type: RefType::FUNCREF,
                table64: false,
                minimum: entries.into(),
                maximum: None,
                shared: false,
            });
            module.section(&tables);
        }
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: self.memory_pages.into(),
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        module.section(&memories);
        if !self.globals.is_empty() {
            let mut globals = GlobalSection::new();
            for val_type in self.globals {
                globals.global(GlobalType { val_type, mutable: true, shared: false }, &ConstExpr::i32_const(0));
            }
            module.section(&globals);
        }
        let mut exports = ExportSection::new();
        exports.export(interface::exports::MEMORY, ExportKind::Memory, 0);
        exports.export(interface::exports::DEPLOY, ExportKind::Func, deploy);
        exports.export(interface::exports::CALL, ExportKind::Func, call);
        for name in &self.exports {
            exports.export(name, ExportKind::Func, call);
        }
        module.section(&exports);
        if !self.elements.is_empty() {
            let mut elements = ElementSection::new();
            for (start, functions) in &self.elements {
                let start = ConstExpr::i32_const(start.cast_signed());
                elements.active(None, &start, Elements::Functions(functions.as_slice().into()));
            }
            module.section(&elements);
        }
        let mut code = CodeSection::new();
        for (_, function) in &self.functions {
            match function {
                Body::Valid(function) => code.function(function),
                Body::Raw(bytes) => code.raw(bytes),
            };
        }
        module.section(&code);
        if !self.data.is_empty() {
            let mut data = DataSection::new();
            for (start, bytes) in self.data {
                data.active(0, &ConstExpr::i32_const(start.cast_signed()), bytes);
            }
            module.section(&data);
        }
        module.finish()
    }
}

/// A place in the first memory.
pub(crate) fn at(offset: u32) -> MemArg {
    MemArg { offset: offset.into(), align: 0, target: MemArgTarget::Memory(0), ordering: None }
}

/// A section of a module as bytes: its number, its size and `body`.
pub fn section(id: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![id];
    (body.len() as u32).encode(&mut bytes);
    bytes.extend_from_slice(body);
    bytes
}
