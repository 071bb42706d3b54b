use wasmtime::{Config, Engine, Instance, InstanceAllocationStrategy, Module, Store};

use super::*;

const PAGE: usize = PAGE_SIZE_BYTES as usize;

fn memory(memories: &Memories, size_bytes: usize) -> Box<dyn LinearMemory> {
    let ty = MemoryType::new(0, None);
    memories.new_memory(ty, size_bytes, None, Some(RESERVED_BYTES), GUARD_BYTES).expect("a slot is free")
}

fn bytes(memory: &mut dyn LinearMemory) -> &mut [u8] {
    // SAFETY: that many bytes are open, and the memory is borrowed exclusively.
    unsafe { std::slice::from_raw_parts_mut(memory.as_ptr(), memory.byte_size()) }
}

#[test]
fn whatever_its_slot_held_a_memory_begins_as_zeros() {
    let memories = Memories::reserve(1).unwrap();
    let mut starts = Vec::new();
    for pages in [1, 2, 3, 8, 1, 128, 2] {
        let mut memory = memory(&memories, pages * PAGE);
        starts.push(memory.as_ptr().addr());
        assert!(bytes(&mut *memory).iter().all(|byte| *byte == 0), "{pages} pages");
        bytes(&mut *memory).fill(0xa5);
        memory.grow_to((pages + 1) * PAGE).unwrap();
        assert!(bytes(&mut *memory)[pages * PAGE..].iter().all(|byte| *byte == 0), "the page grown after {pages}");
        bytes(&mut *memory).fill(0x5a);
    }
    starts.dedup();
    assert_eq!(starts.len(), 1, "one slot had all of them");
}

#[test]
fn slots_are_apart_by_all_that_an_address_can_name() {
    let memories = Memories::reserve(3).unwrap();
    let all: Vec<_> = (0..3).map(|_| memory(&memories, PAGE)).collect();
    let mut starts: Vec<_> = all.iter().map(|memory| memory.as_ptr().addr()).collect();
    starts.sort_unstable();
    assert!(starts.windows(2).all(|pair| pair[1] - pair[0] >= RESERVED_BYTES + GUARD_BYTES));
}

#[test]
fn more_memories_than_slots_are_refused_until_one_is_free() {
    let memories = Memories::reserve(1).unwrap();
    let first = memory(&memories, PAGE);
    let ty = MemoryType::new(0, None);
    let error = memories.new_memory(ty.clone(), PAGE, None, Some(RESERVED_BYTES), GUARD_BYTES).err();
    assert_eq!(error.as_deref(), Some("no slot is free"));
    drop(first);
    assert!(memories.new_memory(ty, PAGE, None, Some(RESERVED_BYTES), GUARD_BYTES).is_ok());
}

#[test]
fn what_does_not_fit_a_slot_is_refused_and_the_slot_is_kept() {
    let memories = Memories::reserve(1).unwrap();
    let refused =
        |minimum, reserved, guard| memories.new_memory(MemoryType::new(0, None), minimum, None, reserved, guard);
    assert!(refused(PAGE, Some(RESERVED_BYTES + PAGE), GUARD_BYTES).is_err());
    assert!(refused(PAGE, Some(RESERVED_BYTES), GUARD_BYTES + PAGE).is_err());
    assert!(refused(PAGE, None, GUARD_BYTES).is_err());
    assert!(refused(RESERVED_BYTES + PAGE, Some(RESERVED_BYTES), GUARD_BYTES).is_err());
    let mut memory = memory(&memories, PAGE);
    assert!(memory.grow_to(RESERVED_BYTES + PAGE).is_err());
    assert_eq!(memory.byte_size(), PAGE);
}

/// A small memory after a large one in the same slot: every page that the large one had and it has not is closed.
#[test]
fn a_smaller_memory_ends_where_it_says_also_after_a_larger_one() {
    let mut config = Config::new();
    config.allocation_strategy(InstanceAllocationStrategy::OnDemand).memory_init_cow(false);
    config.with_host_memory(Arc::new(Memories::reserve(1).unwrap()));
    config.memory_reservation(RESERVED_BYTES as u64).memory_guard_size(GUARD_BYTES as u64);
    let engine = Engine::new(&config).unwrap();
    let module = |pages: u32| {
        let text = format!(
            r#"(module (memory {pages} 200) (func (export "read") (param i32) (result i32) (i32.load8_u (local.get 0)))
               (func (export "far") (param i32) (result i32) (i32.load8_u offset=33000000 (local.get 0)))
               (func (export "grow") (result i32) (memory.grow (i32.const 1))))"#
        );
        Module::new(&engine, wat::parse_str(text).unwrap()).unwrap()
    };
    let last_readable = |pages: u32, grows: bool| {
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module(pages), &[]).unwrap();
        if grows {
            let grow = instance.get_typed_func::<(), u32>(&mut store, "grow").unwrap();
            assert_eq!(grow.call(&mut store, ()).unwrap(), pages);
        }
        let pages = pages + u32::from(grows);
        let read = instance.get_typed_func::<u32, i32>(&mut store, "read").unwrap();
        assert_eq!(read.call(&mut store, pages * PAGE as u32 - 1).unwrap(), 0);
        for beyond in [pages * PAGE as u32, pages * PAGE as u32 + 4_096, 130 * PAGE as u32, u32::MAX] {
            assert!(read.call(&mut store, beyond).is_err(), "{beyond} of {pages} pages");
        }
        // Behind the last address there is, in the guard.
        let far = instance.get_typed_func::<u32, i32>(&mut store, "far").unwrap();
        assert!(far.call(&mut store, u32::MAX).is_err());
    };
    for pages in [1, 128, 3, 1, 2] {
        last_readable(pages, false);
        last_readable(pages, true);
    }
}
