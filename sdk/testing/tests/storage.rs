//! Lists, sets and queues against the standard library's, and their bytes in storage.
#![allow(missing_docs, reason = "the contracts are scenery of the tests")]

use std::collections::VecDeque;

use sdk::codec::Encode;
use testing::prelude::*;

#[storage]
pub struct Shelf {
    /// Takes the first slot, so that the others do not begin at zero.
    _first: Value<u64>,
    list: List<String>,
    set: Set<u64>,
    queue: Queue<u64>,
    nested: Map<(Address, u8), Map<u64, List<u64>>>,
}

#[contract]
impl Shelf {
    #[init]
    pub fn new(&mut self) {}

    pub fn push(&mut self, text: String) -> u64 {
        self.list.push(text)
    }

    pub fn pop(&mut self) -> (bool, String) {
        let popped = self.list.pop();
        (popped.is_some(), popped.unwrap_or_default())
    }

    pub fn put(&mut self, index: u64, text: String) {
        self.list.set(index, text);
    }

    pub fn swap_remove(&mut self, index: u64) -> (bool, String) {
        let removed = self.list.swap_remove(index);
        (removed.is_some(), removed.unwrap_or_default())
    }

    pub fn page(&self, start: u64, end: u64) -> Vec<String> {
        self.list.iter(start..end).collect()
    }

    pub fn ends(&self) -> (u64, bool, Vec<String>) {
        (self.list.len(), self.list.is_empty(), self.list.last().into_iter().chain(self.list.get(0)).collect())
    }

    pub fn insert(&mut self, value: u64) -> bool {
        self.set.insert(value)
    }

    pub fn remove(&mut self, value: u64) -> bool {
        self.set.remove(&value)
    }

    pub fn members(&self) -> Vec<u64> {
        self.set.iter(0..u64::MAX).collect()
    }

    pub fn has(&self, value: u64) -> bool {
        self.set.contains(&value)
    }

    pub fn enqueue(&mut self, value: u64) -> u64 {
        self.queue.push(value)
    }

    pub fn dequeue(&mut self) -> (bool, u64) {
        let popped = self.queue.pop();
        (popped.is_some(), popped.unwrap_or_default())
    }

    pub fn waiting(&self, count: u64) -> (u64, Vec<u64>, Vec<u64>) {
        (self.queue.len(), self.queue.front().into_iter().collect(), self.queue.iter(count).collect())
    }

    pub fn nest(&mut self, owner: Address, kind: u8, id: u64, value: u64) -> Vec<u64> {
        self.nested.entry_mut((owner, kind)).entry_mut(id).push(value);
        self.nested.entry((owner, kind)).entry(id).iter(0..10).collect()
    }
}

fn shelf(chain: &Chain) -> ShelfClient<Sender> {
    let [alice] = chain.accounts();
    chain.deploy(alice, Shelf::constructor())
}

fn split<T>((some, value): (bool, T)) -> Option<T> {
    some.then_some(value)
}

#[test]
fn list_does_what_a_vector_does() {
    let chain = Chain::native();
    let (shelf, mut model, mut random) = (shelf(&chain), Vec::<String>::new(), Random::new(11));
    for step in 0..600 {
        let index = random.below(8);
        let text = format!("text {step}");
        match random.below(5) {
            0 | 1 => {
                assert_eq!(shelf.push(text.clone()), model.len() as u64);
                model.push(text);
            }
            2 => assert_eq!(split(shelf.pop()), model.pop()),
            3 => {
                let removed = (index < model.len() as u64).then(|| model.swap_remove(index as usize));
                assert_eq!(split(shelf.swap_remove(index)), removed);
            }
            _ => match model.get_mut(index as usize) {
                Some(place) => {
                    shelf.put(index, text.clone());
                    *place = text;
                }
                None => {
                    let refused = shelf.try_put(index, text).unwrap_err();
                    assert_eq!(refused.message().as_deref(), Some("no value has this index"));
                }
            },
        }
        let page = model.iter().skip(index as usize).take(3).cloned().collect::<Vec<_>>();
        assert_eq!(shelf.page(index, index + 3), page);
        let ends = model.last().into_iter().chain(model.first()).cloned().collect::<Vec<_>>();
        assert_eq!(shelf.ends(), (model.len() as u64, model.is_empty(), ends));
    }
}

#[test]
fn set_does_what_a_set_does() {
    let chain = Chain::native();
    let (shelf, mut model, mut random) = (shelf(&chain), Vec::new(), Random::new(12));
    for _ in 0..600 {
        let value = random.below(12);
        let place = model.iter().position(|member| *member == value);
        assert_eq!(shelf.has(value), place.is_some());
        if random.below(2) == 0 {
            assert_eq!(shelf.insert(value), place.is_none());
            if place.is_none() {
                model.push(value);
            }
        } else {
            assert_eq!(shelf.remove(value), place.is_some());
            place.map(|place| model.swap_remove(place));
        }
        assert_eq!(shelf.members(), model);
    }
}

#[test]
fn queue_does_what_a_queue_does() {
    let chain = Chain::native();
    let (shelf, mut model, mut random) = (shelf(&chain), VecDeque::new(), Random::new(13));
    let mut pushed = 0;
    for _ in 0..600 {
        let value = random.below(1_000);
        if random.below(2) == 0 {
            assert_eq!(shelf.enqueue(value), pushed);
            model.push_back(value);
            pushed += 1;
        } else {
            assert_eq!(split(shelf.dequeue()), model.pop_front());
        }
        let first = model.iter().copied().take(4).collect::<Vec<_>>();
        assert_eq!(shelf.waiting(4), (model.len() as u64, first.first().copied().into_iter().collect(), first));
    }
}

#[test]
fn entries_of_nested_maps_with_composite_keys_are_apart() {
    let chain = Chain::native();
    let [alice, bob] = chain.accounts();
    let shelf = shelf(&chain);
    assert_eq!(shelf.nest(alice, 1, 7, 1), [1]);
    assert_eq!(shelf.nest(alice, 1, 7, 2), [1, 2]);
    assert_eq!(shelf.nest(alice, 2, 7, 3), [3]);
    assert_eq!(shelf.nest(bob, 1, 7, 4), [4]);
    assert_eq!(shelf.nest(alice, 1, 8, 5), [5]);
}

#[test]
fn bytes_in_storage_are_those_of_the_documented_layout() {
    let chain = Chain::native();
    let shelf = shelf(&chain);
    let (at, key) =
        (shelf.address(), |slot: u8| -> [u8; 32] { core::array::from_fn(|i| if i == 31 { slot } else { 0 }) });
    let entry = |slot: [u8; 32], index: Vec<u8>| alloy_primitives::keccak256([slot.to_vec(), index].concat()).0;

    shelf.push("a".into());
    shelf.push("bc".into());
    assert_eq!(chain.storage(at, &key(1)), 2_u64.encode());
    assert_eq!(chain.storage(at, &entry(key(1), 1_u64.encode())), "bc".encode());

    shelf.insert(9);
    assert_eq!(chain.storage(at, &key(2)), 1_u64.encode());
    assert_eq!(chain.storage(at, &entry(key(2), 0_u64.encode())), 9_u64.encode());
    assert_eq!(chain.storage(at, &entry(key(3), 9_u64.encode())), 1_u64.encode());

    shelf.enqueue(5);
    shelf.enqueue(6);
    shelf.dequeue();
    assert_eq!(chain.storage(at, &key(4)), (1_u64, 2_u64).encode());
    assert_eq!(chain.storage(at, &entry(key(4), 1_u64.encode())), 6_u64.encode());
    assert!(chain.storage(at, &entry(key(4), 0_u64.encode())).is_empty(), "what left is deleted");

    let [alice] = chain.accounts();
    shelf.nest(alice, 3, 4, 8);
    let list = entry(entry(key(5), (alice, 3_u8).encode()), 4_u64.encode());
    assert_eq!(chain.storage(at, &list), 1_u64.encode());
    assert_eq!(chain.storage(at, &entry(list, 0_u64.encode())), 8_u64.encode());
}
