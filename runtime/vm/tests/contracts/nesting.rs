//! Frames within frames: depth, height and memory are counted over all of them.

use primitives::{Address, Gas, limits};
use vm::{Entry, Fault, Lane, Meter};

use crate::{
    contract,
    world::{Case, ENGINE, Ran, TestHost, World, context},
};

/// Gas for a full call stack, which leaves 63/64 at each step.
const MUCH: u64 = 10_000_000_000;

/// A call of the contract at address zero with all gas and `size` bytes of input.
fn call_zero(size: u32) -> String {
    format!("(call $call (i32.const 0) (i64.const -1) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const {size}))")
}

/// Runs `outer` in a world where `inner` is the contract at address zero.
fn nested(outer: &[u8], inner: &[u8]) -> Ran {
    let mut world = World::default();
    world.codes.insert(Address::ZERO, inner.to_vec());
    Case { gas: MUCH, world, ..Case::new(outer) }.run()
}

/// A contract that calls address zero and finishes with the status and the output.
fn caller() -> Vec<u8> {
    contract::call(&format!(
        "(i32.store (i32.const 1024) {})
        (call $output_copy (i32.const 1028) (i32.const 0) (call $output_size))
        (call $finish (i32.const 1024) (i32.add (i32.const 4) (call $output_size)))",
        call_zero(5)
    ))
}

#[test]
fn the_caller_gets_status_and_output() {
    let finish = contract::call(
        "(call $input_copy (i32.const 0) (i32.const 0) (call $input_size)) (i32.store8 (i32.const 0) (i32.const 7))
        (call $finish (i32.const 0) (call $input_size))",
    );
    assert_eq!(nested(&caller(), &finish).output(), [0, 0, 0, 0, 7, 0, 0, 0, 0]);
    let revert = contract::call("(i32.store8 (i32.const 1) (i32.const 3)) (call $revert (i32.const 0) (i32.const 2))");
    assert_eq!(nested(&caller(), &revert).output(), [1, 0, 0, 0, 0, 3]);
    let fault = contract::call("unreachable");
    assert_eq!(nested(&caller(), &fault).output(), [2, 0, 0, 0]);
}

#[test]
fn a_failed_callee_takes_its_gas_and_a_finished_one_gives_back_the_rest() {
    let finished = nested(&caller(), &contract::call(""));
    assert!(finished.gas_used < 10_000);
    let failed = nested(&caller(), &contract::call("unreachable"));
    assert!(failed.gas_used > MUCH / 64 * 62);
}

#[test]
fn a_static_call_holds_for_everything_below() {
    let outer = contract::call(
        "(i32.store (i32.const 0) (call $call (i32.const 1) (i64.const -1) (i32.const 100) (i32.const 100)
            (i32.const 0) (i32.const 0)))
        (call $finish (i32.const 0) (i32.const 4))",
    );
    let writer = contract::call("(call $storage_write (i32.const 0) (i32.const 0) (i32.const 1))");
    let ran = nested(&outer, &writer);
    assert_eq!(ran.output(), [2, 0, 0, 0]);
    assert!(ran.world.storage.is_empty());
}

#[test]
fn frames_end_at_the_depth_limit_and_no_earlier() {
    let recursive = contract::call(&format!("(drop {})", call_zero(0)));
    let ran = nested(&recursive, &recursive);
    ran.output();
    assert_eq!(ran.world.deepest, limits::CALL_DEPTH_MAX);
}

#[test]
fn height_is_counted_over_all_frames() {
    // Each level recurses natively to two thirds of what is allowed, then calls the next.
    let items = format!(
        "(func $down (param i32) (result i32)
            (if (result i32) (i32.eqz (local.get 0)) (then {}) (else (call $down (i32.sub (local.get 0) (i32.const 1))))))
        (func (export \"call\") (i32.store (i32.const 1024) (call $down (i32.const 12000)))
            (call $finish (i32.const 1024) (i32.const 4)))",
        call_zero(0)
    );
    let down = contract::module(&items);
    assert_eq!(nested(&down, &contract::call("")).output(), [0; 4], "one such recursion is allowed");
    let ran = nested(&down, &down);
    assert_eq!(ran.output(), [2, 0, 0, 0], "the callee's recursion exceeds what its caller left");
}

#[test]
fn height_is_given_back_when_a_callee_ends() {
    let items = "(func $down (param i32)
            (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))))
        (func (export \"call\") (call $down (i32.const 12000)))";
    let down = contract::module(items);
    let twice = contract::call(&format!(
        "(i32.store (i32.const 1024) (i32.add {0} {0})) (call $finish (i32.const 1024) (i32.const 4))",
        call_zero(0)
    ));
    assert_eq!(nested(&twice, &down).output(), [0; 4]);
}

#[test]
fn pages_are_counted_over_all_frames() {
    // Every frame grows to 128 pages; eight of them are all that may live together.
    let greedy = contract::call(&format!(
        "(drop (memory.grow (i32.const 127)))
        (i32.store (i32.const 1024) {})
        (call $output_copy (i32.const 1028) (i32.const 0) (call $output_size))
        (call $finish (i32.const 1024) (i32.add (i32.const 4) (call $output_size)))",
        call_zero(0)
    ));
    let ran = nested(&greedy, &greedy);
    let statuses: Vec<u8> = ran.output().iter().step_by(4).copied().collect();
    assert_eq!(statuses, [0, 0, 0, 0, 0, 0, 0, 2], "the ninth frame fails");
}

#[test]
fn pages_are_given_back_when_a_callee_ends() {
    let greedy = contract::call("(drop (memory.grow (i32.const 127)))");
    let outer = contract::call(&format!(
        "(local i32 i32) (loop
            (local.set 1 (i32.add (local.get 1) {}))
            (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10))))
        (i32.store (i32.const 0) (local.get 1)) (call $finish (i32.const 0) (i32.const 4))",
        call_zero(0)
    ));
    assert_eq!(nested(&outer, &greedy).output(), [0; 4]);
}

#[test]
fn too_much_memory_is_its_own_fault() {
    // Seven frames of 128 pages below it leave 128 less what the chain itself has.
    let greedy = contract::call(&format!("(drop (memory.grow (i32.const 127))) (drop {})", call_zero(0)));
    let stack = ENGINE.call_stack(Lane::Query);
    let contract = ENGINE.prepare(&greedy).expect("it is allowed");
    struct Deep<'a> {
        stack: &'a vm::CallStack,
        faults: std::cell::RefCell<Vec<Fault>>,
    }
    impl crate::world::Machine for Deep<'_> {
        fn run(
            &self,
            module: &[u8],
            entry: Entry,
            gas: Gas,
            host: &mut dyn vm::Host,
        ) -> Result<vm::Outcome, vm::NodeError> {
            let contract = ENGINE.prepare(module).expect("it is allowed");
            let outcome = ENGINE.run(&contract, entry, gas, self.stack, host)?;
            if let vm::Exit::Fault(fault) = &outcome.exit {
                self.faults.borrow_mut().push(fault.clone());
            }
            Ok(outcome)
        }
        fn is_full(&self) -> bool {
            self.stack.is_full()
        }
        fn depth(&self) -> u32 {
            self.stack.depth()
        }
    }
    let machine = Deep { stack: &stack, faults: std::cell::RefCell::default() };
    let mut world = World::default();
    world.codes.insert(Address::ZERO, greedy.clone());
    let mut host = TestHost { machine: &machine, world: &mut world, context: context(Address::ZERO, &[]) };
    vm::on_execution_stack(|| ENGINE.run(&contract, Entry::Call, Gas::new(MUCH), &stack, &mut host)).expect("it runs");
    let limit_pages = limits::TRANSACTION_MEMORY_MAX_PAGES;
    assert_eq!(machine.faults.into_inner(), [Fault::MemoryLimit { limit_pages }]);
    assert_eq!(stack.depth(), 0);
}

#[test]
fn a_meter_faults_instead_of_going_below_zero() {
    let mut meter = Meter::new(Gas::new(10));
    meter.charge(Gas::new(4)).expect("there is enough");
    assert_eq!(meter.left(), Gas::new(6));
    assert_eq!(meter.charge(Gas::new(7)), Err(Fault::OutOfGas));
    assert_eq!(meter.left(), Gas::ZERO);
}
