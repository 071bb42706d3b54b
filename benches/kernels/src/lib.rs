//! Pieces of pure computation as the methods of one contract, built as every contract is.
//!
//! Each takes how much to do and gives back a number that depends on all of the work, so that nothing of it can be
//! left out. None calls a host function while it computes.
#![no_std]

extern crate alloc;

mod dispatch;
mod keccak;

use alloc::collections::BTreeMap;
use core::fmt::Write;

use sdk::prelude::*;

/// Nothing is stored.
#[storage]
pub struct Kernels {}

/// Numbers that look random: a linear congruential generator.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 16
    }
}

#[contract]
impl Kernels {
    /// Needs nothing.
    #[init]
    pub fn new(&mut self) {}

    /// Keccak-f\[1600\] over and over.
    pub fn keccak(&self, rounds: u32) -> u64 {
        let mut state = [1; 25];
        for _ in 0..rounds {
            keccak::permute(&mut state);
        }
        state[0]
    }

    /// Checked 256-bit multiplication, addition and remainder.
    pub fn u256(&self, rounds: u32) -> u64 {
        let modulus = (U256::from(1_u64) << 127_u32) - U256::from(1_u64);
        let mut x = U256::from(0x1234_5678_9abc_def1_u64);
        for round in 0..rounds {
            x = (x * x + U256::from(round)) % modulus;
        }
        (x % U256::from(1_000_000_007_u64)).try_into().unwrap_or_default()
    }

    /// Sorts.
    pub fn sort(&self, count: u32) -> u64 {
        let mut numbers = Numbers(7);
        let mut items: Vec<u64> = (0..count).map(|_| numbers.next()).collect();
        items.sort_unstable();
        items.iter().fold(0, |sum, item| sum.wrapping_mul(31).wrapping_add(*item))
    }

    /// Fibonacci by recursion.
    pub fn recursion(&self, n: u32) -> u64 {
        fibonacci(n)
    }

    /// Inserts, looks up and removes in a tree map.
    pub fn tree_map(&self, count: u32) -> u64 {
        let mut numbers = Numbers(3);
        let mut map = BTreeMap::new();
        for index in 0..count {
            map.insert(numbers.next() % 4_096, u64::from(index));
            if let Some(value) = map.get_mut(&(numbers.next() % 4_096)) {
                *value += 1;
            }
            map.remove(&(numbers.next() % 4_096));
        }
        map.iter().fold(0, |sum: u64, (key, value)| sum.wrapping_mul(31).wrapping_add(key ^ value))
    }

    /// A loop of a few operators.
    pub fn tight_loop(&self, rounds: u32) -> u64 {
        let mut x = 0x9e37_79b9_7f4a_7c15_u64;
        for round in 0..rounds {
            x = (x ^ u64::from(round)).rotate_left(7).wrapping_mul(0x2545_f491_4f6c_dd1d);
        }
        x
    }

    /// Sums an array.
    pub fn sum(&self, rounds: u32) -> u64 {
        let mut numbers = Numbers(5);
        let items: Vec<u64> = (0..1_024).map(|_| numbers.next()).collect();
        let mut sum = 0_u64;
        for round in 0..rounds {
            sum = items.iter().fold(sum ^ u64::from(round), |sum, item| sum.wrapping_add(*item));
        }
        sum
    }

    /// Copies slices of sizes from 32 bytes to 4 KiB.
    pub fn memcpy(&self, rounds: u32) -> u64 {
        let mut bytes = vec![3_u8; 16_384];
        for round in 0..rounds {
            let size = 32 << (round % 8);
            let (from, to) = bytes.split_at_mut(8_192);
            let at = round as usize % 4_096;
            to[at..at + size].copy_from_slice(&from[at / 2..at / 2 + size]);
            bytes[at] = bytes[at].wrapping_add(round as u8);
        }
        bytes.iter().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)))
    }

    /// Calls through trait objects.
    pub fn dynamic_dispatch(&self, rounds: u32) -> u64 {
        dispatch::run(rounds)
    }

    /// Multiplies matrices: three loops in each other.
    pub fn matrix(&self, rounds: u32) -> u64 {
        const SIZE: usize = 24;
        let mut numbers = Numbers(11);
        let mut a: Vec<u32> = (0..SIZE * SIZE).map(|_| numbers.next() as u32).collect();
        let b = a.clone();
        for _ in 0..rounds {
            let mut product = vec![0_u32; SIZE * SIZE];
            for row in 0..SIZE {
                for column in 0..SIZE {
                    let mut sum = 0_u32;
                    for k in 0..SIZE {
                        sum = sum.wrapping_add(a[row * SIZE + k].wrapping_mul(b[k * SIZE + column]));
                    }
                    product[row * SIZE + column] = sum;
                }
            }
            a.copy_from_slice(&product);
        }
        a.iter().fold(0, |sum: u64, item| sum.wrapping_mul(31).wrapping_add(u64::from(*item)))
    }

    /// Writes numbers as text and reads them back.
    pub fn text(&self, rounds: u32) -> u64 {
        let mut numbers = Numbers(13);
        let (mut text, mut sum) = (String::with_capacity(64), 0_u64);
        for _ in 0..rounds {
            text.clear();
            let number = numbers.next();
            // Writing to a string cannot fail.
            write!(text, "{number}").ok();
            sum = sum.wrapping_add(text.parse::<u64>().unwrap_or_default() ^ text.len() as u64);
        }
        sum
    }
}

#[inline(never)]
fn fibonacci(n: u32) -> u64 {
    if n < 2 { u64::from(n) } else { fibonacci(n - 1).wrapping_add(fibonacci(n - 2)) }
}
