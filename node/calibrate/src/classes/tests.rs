use std::collections::BTreeSet;

use super::{Class, Group, all, host};
use crate::{host_table::HOST_FUNCTIONS, world::World};

/// Ticks in a gas, and the most that rounding each of two runs to whole gas can hide.
const TICKS: f64 = vm::TICKS_PER_GAS as f64;

#[test]
fn every_host_function_has_a_class() {
    let names: Vec<String> = all().into_iter().map(|class| class.name).collect();
    for row in HOST_FUNCTIONS {
        let of_row =
            |name: &String| name.strip_prefix(row.name).is_some_and(|rest| rest.is_empty() || rest.starts_with(','));
        let covered = names.iter().any(of_row) || host::ENDING.contains(&row.name);
        assert!(covered, "the host function {} has no case in node/calibrate/src/classes/host.rs", row.name);
    }
}

#[test]
fn names_are_unique() {
    let mut seen = BTreeSet::new();
    for class in all() {
        assert!(seen.insert(class.name.clone()), "two classes are called {}", class.name);
    }
}

/// True if each round does exactly the operators of its body, and nothing that is paid by size or elsewhere.
fn is_straight(class: &Class) -> bool {
    let sized = class.name.contains("memory.fill") || class.name.contains("memory.copy");
    matches!(class.group, Group::Operators | Group::Memory) && !sized
}

/// Every class is admitted, runs to its end and counts its rounds; what is measured is what is priced.
#[test]
fn every_class_costs_its_rounds_times_its_price() {
    vm::on_execution_stack(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(folder.path()).unwrap();
        for class in all() {
            let name = &class.name;
            let deployed = world.deploy(name, &class.program).unwrap();
            let gas = |rounds| {
                let run = world.run(name, &deployed, rounds).unwrap();
                assert!(rounds == 0 || class.returns.is_none_or(|value| run.x == value), "{name} returned {}", run.x);
                run.gas as f64
            };
            let rounds = 8;
            let (none, once, twice) = (gas(0), gas(rounds), gas(2 * rounds));
            let (first, second) = (once - none, twice - once);
            // Random branches, and slots that are cold only in their first round, differ from round to round.
            let room = 2.0 + if name.contains("random") { first * 0.05 } else { 0.0 };
            let warming = class.group == Group::Frames || class.group == Group::Host;
            assert!((first - second).abs() <= room || warming && second > 0.0, "{name}: {first}, then {second}");
            if is_straight(&class) {
                let priced = (class.program.ticks_per_round() * u64::from(rounds)) as f64 / TICKS;
                assert!((second - priced).abs() <= 1.0, "{name}: charged {second}, priced {priced}");
            }
        }
    });
}
