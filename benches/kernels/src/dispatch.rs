//! Calls through trait objects of four types in an order that changes.

use sdk::prelude::*;

trait Step {
    fn step(&self, x: u64) -> u64;
}

struct Add(u64);
struct Multiply(u64);
struct Rotate(u32);
struct Pick(Vec<u64>);

impl Step for Add {
    fn step(&self, x: u64) -> u64 {
        x.wrapping_add(self.0)
    }
}

impl Step for Multiply {
    fn step(&self, x: u64) -> u64 {
        x.wrapping_mul(self.0)
    }
}

impl Step for Rotate {
    fn step(&self, x: u64) -> u64 {
        x.rotate_left(self.0)
    }
}

impl Step for Pick {
    fn step(&self, x: u64) -> u64 {
        x ^ self.0[x as usize % self.0.len()]
    }
}

pub(crate) fn run(rounds: u32) -> u64 {
    let steps: Vec<Box<dyn Step>> = vec![
        Box::new(Add(0x1234_5678)),
        Box::new(Multiply(0x2545_f491_4f6c_dd1d)),
        Box::new(Rotate(13)),
        Box::new(Pick(vec![3, 5, 7, 11, 13, 17, 19])),
    ];
    let mut x = 1_u64;
    for round in 0..rounds {
        x = steps[(x >> 60) as usize % steps.len()].step(x.wrapping_add(u64::from(round)));
    }
    x
}
