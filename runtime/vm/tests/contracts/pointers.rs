//! Every host function of the table with every edge of its pointers and sizes. What is here follows from the names of
//! the arguments, so a function that is added to the table is tested by being there.

use std::iter;

use primitives::{Address, B256, Bytes};
use vm::{
    Fault,
    host_calls::{self, Call, Stop},
};

use crate::{
    contract, oracle,
    world::{Case, TestHost, World, context, run},
};

/// Bytes of the memory that calls work on: one page.
const MEMORY_BYTES: u32 = 65_536;

/// Ticks that pay for 2^32 bytes of anything.
const PLENTY: i64 = 1 << 50;

/// A row of the interface.
struct Row {
    name: &'static str,
    arguments: &'static [(&'static str, &'static str)],
    base: u64,
    per_byte: u64,
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ident),*) $(-> $result:ident)?, $base:literal, $per_byte:literal;)*) => {
        const ROWS: &[Row] = &[$(Row {
            name: stringify!($name),
            arguments: &[$((stringify!($arg), stringify!($ty))),*],
            base: $base,
            per_byte: $per_byte,
        }),*];
    };
}

interface::host_functions!(rows);

/// What an argument is, by its name and type.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Pointer,
    Size,
    /// Bytes that may be written: no price depends on it.
    Capacity,
    Number,
}

impl Row {
    fn kinds(&self) -> Vec<Kind> {
        let kind = |(name, ty): &(&str, &str)| match *name {
            _ if *ty == "u64" => Kind::Number,
            "flags" => Kind::Number,
            "dst_size" => Kind::Capacity,
            name if ["size", "count", "offset", "length"].iter().any(|end| name.ends_with(end)) => Kind::Size,
            _ => Kind::Pointer,
        };
        self.arguments.iter().map(kind).collect()
    }

    /// Arguments that every function takes well: pointers far from each other, small sizes.
    fn good(&self) -> Vec<u64> {
        let mut next = 0;
        let value = |(kind, (name, _)): (Kind, &(&str, &str))| match kind {
            Kind::Pointer => {
                next += 4_096;
                next
            }
            Kind::Size if name.ends_with("count") => 2,
            Kind::Size if name.ends_with("offset") => 0,
            Kind::Size | Kind::Capacity => 64,
            Kind::Number => 0,
        };
        self.kinds().into_iter().zip(self.arguments).map(value).collect()
    }

    /// The edges of argument `index`.
    fn edges(&self, index: usize) -> &'static [u64] {
        const SIZE: u64 = MEMORY_BYTES as u64;
        match self.kinds()[index] {
            Kind::Number if self.arguments[index].1 == "u64" => &[0, 1, u32::MAX as u64, u64::MAX],
            Kind::Number => &[0, 1, u32::MAX as u64],
            _ => &[0, 1, SIZE - 1, SIZE, SIZE + 1, 1 << 31, (1 << 32) - 1],
        }
    }

    /// The arguments of the kind `kind`.
    fn all(&self, kind: Kind) -> Vec<usize> {
        self.kinds().iter().enumerate().filter(|(_, found)| **found == kind).map(|(index, _)| index).collect()
    }
}

/// The memory before a call: no byte like its neighbours, no page like another.
fn pattern() -> Vec<u8> {
    (0..MEMORY_BYTES).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 | 1).collect()
}

/// What one call did.
struct Done {
    result: Result<Option<u64>, Stop>,
    memory: Vec<u8>,
    ticks: u64,
    world: World,
}

/// A world in which every key of `memory` that `pointers` name holds a value.
fn world(memory: &[u8], pointers: &[u64]) -> World {
    let key = |pointer: &u64| memory.get(*pointer as usize..).and_then(|from| from.get(..32)).map(B256::from_slice);
    let value = Bytes::from((0..100).map(|i| 200 - i).collect::<Vec<u8>>());
    let storage = pointers.iter().filter_map(key).map(|key| ((Address::repeat_byte(0x11), key), value.clone()));
    World { storage: storage.collect(), ..World::default() }
}

/// Calls `row` with `arguments` over `memory` and `ticks` of gas.
fn call(row: &Row, arguments: &[u64], mut memory: Vec<u8>, ticks: i64) -> Done {
    let machine = oracle::Wasmi::default();
    let mut world = world(&memory, arguments);
    let input = [0x77; 200];
    let mut host =
        TestHost { machine: &machine, world: &mut world, context: context(Address::repeat_byte(0x11), &input) };
    let mut meter = host_calls::meter(ticks).expect("there is gas");
    let mut output = Bytes::from_static(&[0x66; 200]);
    let mut call = Call { memory: &mut memory, meter: &mut meter, output: &mut output, host: &mut host };
    let result = host_calls::dispatch(row.name, arguments, &mut call).expect("the table has this function");
    let ticks = (ticks - meter.ticks()) as u64;
    Done { result, memory, ticks, world }
}

/// Every choice of edges for every two arguments, the others good.
fn edges_of_pairs(row: &Row) -> Vec<Vec<u64>> {
    let good = row.good();
    let mut cases = vec![good.clone()];
    for first in 0..good.len() {
        for second in first..good.len() {
            for a in row.edges(first) {
                for b in row.edges(second) {
                    let mut case = good.clone();
                    case[first] = *a;
                    case[second] = *b;
                    cases.push(case);
                }
            }
        }
    }
    cases
}

/// The function that a fault names, if its kind names one.
fn named(fault: &Fault) -> Option<&'static str> {
    match fault {
        Fault::HostPointerOutOfBounds { function, .. }
        | Fault::HostSizeLimit { function, .. }
        | Fault::StateChangeInStaticCall { function } => Some(function),
        _ => None,
    }
}

#[test]
fn at_every_edge_a_call_works_or_faults_by_its_name_having_charged_and_written_nothing() {
    let memory = pattern();
    for row in ROWS {
        for arguments in edges_of_pairs(row) {
            let done = call(row, &arguments, memory.clone(), PLENTY);
            let shown = || format!("{}{arguments:?}: {:?}", row.name, done.result);
            assert!(done.ticks >= row.base, "{} charged {} ticks", shown(), done.ticks);
            let Err(stop) = &done.result else { continue };
            assert!(done.memory == memory, "{}: the memory was written", shown());
            let Stop::Fault(fault) = stop else { continue };
            assert_eq!(named(fault).unwrap_or(row.name), row.name, "{}", shown());
            assert_eq!(done.world, world(&memory, &arguments), "{}: the world was changed", shown());
            if let Fault::HostPointerOutOfBounds { pointer, size, .. } = fault {
                assert!(arguments.contains(&u64::from(*pointer)), "{}: not an argument", shown());
                let end = u64::from(*pointer) + u64::from(*size);
                // Input and output of this test have 200 bytes.
                let data = row.name.ends_with("_copy") && end > 200;
                assert!(end > u64::from(MEMORY_BYTES) || data, "{}: it lies inside", shown());
            }
        }
    }
}

#[test]
fn a_pointer_is_good_up_to_the_last_byte_that_it_names_and_not_further() {
    let memory = pattern();
    let outside = |row: &Row, arguments: &[u64], index: usize| match call(row, arguments, memory.clone(), PLENTY).result
    {
        Err(Stop::Fault(Fault::HostPointerOutOfBounds { pointer, size, .. })) => {
            assert_eq!(u64::from(pointer), arguments[index], "{}{arguments:?}", row.name);
            Some(u64::from(size))
        }
        _ => None,
    };
    for row in ROWS {
        for index in row.all(Kind::Pointer) {
            let mut arguments = row.good();
            arguments[index] = u64::from(MEMORY_BYTES) + 1;
            let size = outside(row, &arguments, index)
                .unwrap_or_else(|| panic!("{}: argument {index} is called a pointer, but is not checked", row.name));
            arguments[index] = u64::from(MEMORY_BYTES) - size;
            assert_eq!(outside(row, &arguments, index), None, "{}{arguments:?}", row.name);
            arguments[index] += 1;
            assert_eq!(outside(row, &arguments, index), Some(size), "{}{arguments:?}", row.name);
        }
    }
}

#[test]
fn a_call_that_cannot_pay_its_price_does_nothing() {
    let memory = pattern();
    let does_nothing = |row: &Row, arguments: &[u64], ticks: u64| {
        let done = call(row, arguments, memory.clone(), ticks as i64);
        assert!(
            matches!(done.result, Err(Stop::Fault(Fault::OutOfGas))),
            "{}{arguments:?} {:?}",
            row.name,
            done.result
        );
        assert!(done.memory == memory && done.world == world(&memory, arguments), "{}{arguments:?}", row.name);
    };
    for row in ROWS {
        does_nothing(row, &row.good(), row.base - 1);
        // The size that is priced is the only one; what lies outside is paid before it is looked at.
        if let ([index], true) = (&row.all(Kind::Size)[..], row.per_byte > 0) {
            for size in row.edges(*index) {
                let mut arguments = row.good();
                arguments[*index] = *size;
                does_nothing(row, &arguments, row.base + row.per_byte * size - 1);
            }
        }
    }
}

#[test]
fn ranges_that_overlap_are_read_before_they_are_written() {
    const ELSEWHERE: usize = 49_152;
    const WINDOW: usize = 4_096;
    let memory = pattern();
    for row in ROWS {
        let pointers = row.all(Kind::Pointer);
        for (first, second) in
            pointers.iter().flat_map(|a| pointers.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b)
        {
            for distance in [-33_i64, -1, 0, 1, 19, 33] {
                let mut arguments = row.good();
                arguments[second] = arguments[first].wrapping_add_signed(distance);
                let overlapping = call(row, &arguments, memory.clone(), PLENTY);

                // The same bytes, with the second range in a place of its own.
                let start = arguments[second] as usize;
                let mut apart = memory.clone();
                apart.copy_from_slice(&memory);
                apart.copy_within(start..start + WINDOW, ELSEWHERE);
                arguments[second] = ELSEWHERE as u64;
                let disjoint = call(row, &arguments, apart.clone(), PLENTY);

                let mut expected = memory.clone();
                for (at, (before, after)) in iter::zip(&apart, &disjoint.memory).enumerate() {
                    let here = (ELSEWHERE..ELSEWHERE + WINDOW).contains(&at);
                    if before != after {
                        expected[if here { at - ELSEWHERE + start } else { at }] = *after;
                    }
                }
                let shown = format!("{}{arguments:?}, overlapping by {distance}", row.name);
                assert_eq!(format!("{:?}", overlapping.result), format!("{:?}", disjoint.result), "{shown}");
                assert!(overlapping.memory == expected, "{shown}: the memory differs");
            }
        }
    }
}

#[test]
fn on_the_engines_a_pointer_outside_ends_the_frame_by_the_functions_name() {
    for row in ROWS {
        for index in row.all(Kind::Pointer) {
            let mut arguments = row.good();
            arguments[index] = u64::from(u32::MAX);
            let constant = |(value, (_, ty)): (&u64, &(&str, &str))| {
                format!("({}.const {value})", if *ty == "u64" { "i64" } else { "i32" })
            };
            let list: String = iter::zip(&arguments, row.arguments).map(constant).collect();
            // A function that returns leaves its result to nobody: the end is never reached.
            let module = contract::call(&format!("(call ${} {list}) unreachable", row.name));
            let ran = Case { input: &[7; 200], ..Case::new(&module) }.run();
            assert_eq!(named(ran.fault()), Some(row.name), "{:?}", ran.fault());
        }
    }
    let none = contract::call("(call $log (i32.const -1) (i32.const 0) (i32.const -1) (i32.const 0))");
    assert_eq!(named(run(&none).fault()), Some("log"));
}
