//! Valid code without sense: every operator that a contract may use, in an order drawn from a seed.

use wasm_encoder::{BlockType, InstructionSink};

use crate::builder::at;

/// A small generator of numbers, the same everywhere (splitmix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers that follow from `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % u64::from(end.max(1))) as u32
    }
}

/// Writes about `operators` statements over `locals` i32 locals with at most `depth` open blocks, of which `callee`
/// can be called without arguments.
pub(crate) fn write(
    code: &mut InstructionSink<'_>,
    random: &mut Random,
    operators: u32,
    locals: u32,
    depth: u32,
    callee: u32,
) {
    let mut open = 0;
    for _ in 0..operators {
        let (a, b, to) = (random.below(locals), random.below(locals), random.below(locals));
        let place = at(random.below(1 << 16));
        match random.below(20) {
            0 if open < depth => {
                code.block(BlockType::Empty);
                open += 1;
            }
            1 if open < depth => {
                code.loop_(BlockType::Empty);
                open += 1;
            }
            2 if open < depth => {
                code.local_get(a).if_(BlockType::Empty);
                open += 1;
            }
            0..=3 if open > 0 => {
                code.end();
                open -= 1;
            }
            4 => {
                code.local_get(a).br_if(random.below(open));
            }
            5 => {
                code.local_get(a).i32_load(place).local_set(to);
            }
            6 => {
                code.local_get(a).local_get(b).i32_store(place);
            }
            7 => {
                code.call(callee);
            }
            8 => {
                code.i32_const(random.below(u32::MAX).cast_signed()).local_get(a).i32_xor().local_set(to);
            }
            9 => {
                code.local_get(a).local_get(b).local_get(to).select().local_set(to);
            }
            10 => {
                code.local_get(a).local_get(b).i32_div_u().local_set(to);
            }
            11 => {
                code.local_get(a).i64_extend_i32_u().local_get(b).i64_extend_i32_s().i64_mul();
                code.i64_const(29).i64_shr_u().i32_wrap_i64().local_set(to);
            }
            12 => {
                code.local_get(a).local_get(b).i32_lt_s().local_set(to);
            }
            13 => {
                code.local_get(a).local_get(b).i32_rotl().i32_popcnt().local_set(to);
            }
            14 => {
                code.local_get(a).i32_clz().i32_extend8_s().local_set(to);
            }
            15 => {
                code.local_get(a).local_tee(to).local_get(to).i32_mul().local_set(b);
            }
            _ => {
                code.local_get(a).local_get(b).i32_add().local_set(to);
            }
        }
    }
    for _ in 0..open {
        code.end();
    }
}
