//! The hunt for programs that take too long for their gas.
//!
//! A genome is a short list of genes, each a step over shared locals and memory: arithmetic, loads that wait for each
//! other, stores, branches that cannot be foreseen, calls, bulk operations, host calls, frames that end in all ways. A
//! population is mutated, the
//! programs with the most processor time per gas survive. Everything follows from the seed but the measured times. What
//! was found once is kept among the classes and measured ever after.

use wasm_encoder::{BlockType, Instruction as I, ValType};

use crate::{
    CalibrateError, Group,
    classes::{self, Class},
    measure::{Effort, Reference, measure},
    program::{CALLEE, Function, Op, Program, X, Y, ZERO, at, get, i32c, i64c, ops, set},
    report::FOUND_RATIO_MAX,
    world::World,
};

/// Genes of a program at most.
const GENES_MAX: usize = 24;
/// Bytes of a gene: what it does, and two that say how.
const GENE_SIZE_BYTES: usize = 3;
/// Kinds of genes.
const KINDS: u8 = 14;
/// Programs of a generation, and those that survive it.
const POPULATION: usize = 24;
const SURVIVORS: usize = 6;
/// How a program is measured when it is new, and how before it is reported.
const GLANCE: Effort = Effort { turns: 2, gas: 2_000_000 };
const CLOSE: Effort = Effort { turns: 15, gas: 4_500_000 };
/// Where the ring of addresses begins; its middle is a link too.
const RING: i32 = 0x1_0000;
/// Pages of memory by the genome's first byte: one of each price of loads.
const PAGES: [u32; 2] = [16, 128];

/// A program in compact form: one byte for its memory, then its genes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Genome(Vec<u8>);

impl Genome {
    /// Reads the form that [`Genome::text`] writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
        bytes.filter(|bytes| bytes.len() > GENE_SIZE_BYTES && bytes.len() % GENE_SIZE_BYTES == 1).map(Self)
    }

    /// Two hexadecimal digits a byte.
    pub(crate) fn text(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn random(chance: &mut Chance) -> Self {
        let genes = 1 + chance.below(6);
        let mut genome = Self(vec![chance.byte()]);
        for _ in 0..genes {
            genome.0.extend([chance.byte(), chance.byte(), chance.byte()]);
        }
        genome
    }

    /// A copy with one to three changes.
    fn mutated(&self, chance: &mut Chance) -> Self {
        let mut bytes = self.0.clone();
        for _ in 0..1 + chance.below(3) {
            let genes = (bytes.len() - 1) / GENE_SIZE_BYTES;
            let place = 1 + GENE_SIZE_BYTES * chance.below(genes);
            match chance.below(5) {
                0 if genes < GENES_MAX => {
                    let gene = [chance.byte(), chance.byte(), chance.byte()];
                    bytes.splice(place..place, gene);
                }
                1 if genes < GENES_MAX => {
                    let gene = bytes[place..place + GENE_SIZE_BYTES].to_vec();
                    bytes.splice(place..place, gene);
                }
                2 if genes > 1 => {
                    bytes.drain(place..place + GENE_SIZE_BYTES);
                }
                3 => bytes[0] = chance.byte(),
                _ => bytes[place + chance.below(GENE_SIZE_BYTES)] = chance.byte(),
            }
        }
        Self(bytes)
    }

    /// The program.
    pub(crate) fn program(&self) -> Program {
        let pages = PAGES[usize::from(self.0[0]) % PAGES.len()];
        let body = self.0[1..].chunks(GENE_SIZE_BYTES).flat_map(|gene| step(gene[0], gene[1], gene[2])).collect();
        let mixed = Function {
            params: vec![ValType::I64; 2],
            results: vec![ValType::I64],
            body: ops![get(0), get(1), I::I64Add],
            ..Function::default()
        };
        let functions = (0..16)
            .map(|n| Function { body: ops![get(0), i64c(n), I::I64Rotl, get(1), I::I64Xor], ..mixed.clone() })
            .collect();
        let bytes = (pages.cast_signed() - 1) * 0x1_0000;
        Program {
            setup: [classes::ring(bytes), ops![i32c(RING + bytes / 2), set(X + 1)], seeds()].concat(),
            pages: (pages, pages),
            functions,
            table: (0..16).collect(),
            globals: 2,
            callee: Some(Box::new(callee())),
            ..Program::new(4, body)
        }
    }
}

/// Gives the i64 locals values that no compiler knows.
fn seeds() -> Vec<Op> {
    let seed = |n: u32| 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(u64::from(n) + 1).cast_signed();
    (0..crate::program::WORDS)
        .flat_map(|n| ops![i32c(crate::program::ZERO), I::I64Load(at(0)), i64c(seed(n)), I::I64Xor, set(Y + n)])
        .collect()
}

/// What one gene does. X and X + 1 are addresses of links and change only to other links.
fn step(kind: u8, a: u8, b: u8) -> Vec<Op> {
    let (a, b) = (u32::from(a), u32::from(b));
    let y = |n: u32| Y + n % 8;
    let link = X + a % 2;
    let near = u64::from(8 + b % 40);
    match kind % KINDS {
        0 => {
            let operators = [
                I::I64Add,
                I::I64Sub,
                I::I64Mul,
                I::I64And,
                I::I64Or,
                I::I64Xor,
                I::I64Shl,
                I::I64ShrU,
                I::I64ShrS,
                I::I64Rotl,
                I::I64Rotr,
            ];
            ops![get(y(a)), get(y(b)), operators[(a / 8) as usize % operators.len()].clone(), set(y(a))]
        }
        1 => {
            let operators = [I::I64DivU, I::I64RemU, I::I64DivS, I::I64RemS];
            let operator = operators[(a / 8) as usize % operators.len()].clone();
            ops![get(y(a)), get(y(b)), i64c(1), I::I64Or, operator, i64c(0x5555_0000_0000_0000), I::I64Or, set(y(a))]
        }
        2 => {
            let operators = [I::I64Clz, I::I64Ctz, I::I64Popcnt, I::I64Extend8S, I::I64Extend32S];
            ops![get(y(a)), operators[(a / 8) as usize % operators.len()].clone(), get(y(b)), I::I64Xor, set(y(a))]
        }
        3 => {
            let operators = [I::I64LtU, I::I64GtU, I::I64LeU, I::I64GeS, I::I64Eq];
            let operator = operators[(a / 8) as usize % operators.len()].clone();
            ops![get(y(a)), get(y(b)), operator, I::I64ExtendI32U, get(y(a + 1)), I::I64Sub, set(y(a))]
        }
        // To the next link: the address waits for the load before.
        4 | 5 => ops![get(link), I::I32Load(at(0)), set(link)],
        6 => {
            let loads =
                [I::I64Load(at(near)), I::I64Load8U(at(near)), I::I64Load32S(at(near)), I::I64Load16S(at(near))];
            ops![get(link), loads[(a / 2) as usize % loads.len()].clone(), get(y(b)), I::I64Xor, set(y(b))]
        }
        7 => {
            let stores =
                [I::I64Store(at(near)), I::I64Store8(at(near)), I::I64Store32(at(near)), I::I64Store16(at(near))];
            ops![get(link), get(y(b)), stores[(a / 2) as usize % stores.len()].clone()]
        }
        // Within the first page of memory, where no link is: also across lines and pages of 4 KiB.
        8 => {
            let place = i32c(0x400 + (a * 251 + b * 17).cast_signed() % 0xf000);
            let across = i32c(0xfff * (1 + a.cast_signed() % 12));
            let place = if b % 2 == 0 { place } else { across };
            match b / 2 % 4 {
                0 => ops![place, get(y(a)), I::I64Store(at(0))],
                1 => ops![place.clone(), get(y(a)), I::I64Store8(at(1)), place, I::I64Load(at(0)), set(y(a))],
                2 => ops![place, I::I64Load(at(0)), get(y(a)), I::I64Xor, set(y(a))],
                _ => ops![place.clone(), get(y(a)), I::I64Store32(at(2)), place, I::I64Load(at(0)), set(y(a))],
            }
        }
        9 => {
            let condition = ops![get(y(a)), i64c(i64::from(b % 63)), I::I64ShrU, I::I32WrapI64, i32c(1), I::I32And];
            let arm = ops![get(y(b)), i64c(0x2545_f491_4f6c_dd1d), I::I64Mul, set(y(b)), I::End];
            [ops![I::Block(BlockType::Empty)], condition, ops![I::BrIf(0)], arm].concat()
        }
        10 => {
            let random = ops![get(y(a)), i64c(13), I::I64Shl, get(y(a)), I::I64Xor, set(y(a))];
            let more = ops![get(y(a)), i64c(7), I::I64ShrU, get(y(a)), I::I64Xor, set(y(a))];
            [random, more].concat()
        }
        11 => {
            let target = ops![get(y(b)), i64c(i64::from(a % 60)), I::I64ShrU, I::I32WrapI64, i32c(15), I::I32And];
            [ops![get(y(a)), get(y(b))], target, ops![Op::Indirect(0), set(y(a))]].concat()
        }
        12 => match a % 5 {
            0 => ops![i32c(0x400), get(X), i32c((b % 64).cast_signed()), I::MemoryFill(0)],
            1 => ops![i32c(0x801), i32c(0x800), i32c((b * 8).cast_signed()), I::MemoryCopy { src_mem: 0, dst_mem: 0 }],
            2 => ops![i32c(0), I::MemoryGrow(0), I::Drop],
            3 => ops![I::GlobalGet(b % 2), get(y(b)), I::I64Add, I::GlobalSet(b % 2)],
            _ => ops![get(y(a)), get(y(b)), Op::Function(b % 16), set(y(a))],
        },
        _ => host(a, b),
    }
}

/// A host call that neither needs nor leaves anything but bytes near the start of memory.
fn host(a: u32, b: u32) -> Vec<Op> {
    let (from, to) = (i32c(0x400), i32c(0x8000));
    let size = [0, 1, 32, 136, 1_024, 8_192][b as usize % 6];
    match a % 14 {
        0 => ops![Op::Host("input_size"), I::Drop],
        1 => ops![to, i32c(0), i32c(4), Op::Host("input_copy")],
        2 => ops![to, Op::Host("caller")],
        3 => ops![Op::Host("gas_left"), I::Drop],
        4 => ops![from, i32c(size), to, Op::Host("keccak256")],
        5 => ops![from, i32c(size), to, Op::Host("sha256")],
        6 => ops![from, to, i32c(32), Op::Host("storage_read"), I::Drop],
        7 => ops![from.clone(), from, i32c(size), Op::Host("storage_write")],
        8 => ops![from, to, i32c(32), Op::Host("transient_read"), I::Drop],
        9 => ops![from.clone(), from, i32c(size.min(1_024)), Op::Host("transient_write")],
        10 => ops![from, to, Op::Host("balance")],
        // To the callee, which ends as the size of its input says; a little more gas than its instance takes.
        11 | 12 => {
            let gas = vm::metering::instance_ticks(1).div_ceil(vm::TICKS_PER_GAS) + 40;
            let [to, none] = [CALLEE, ZERO].map(i32c);
            let size = i32c((b % 4).cast_signed());
            ops![i32c(0), i64c(gas.cast_signed()), to, none, i32c(0), size, Op::Host("call"), I::Drop]
        }
        _ => ops![from.clone(), i32c((b % 5).cast_signed()), from, i32c(size), Op::Host("log")],
    }
}

/// A contract that ends as the size of its input says: 0 returns, 1 reverts, 2 reads outside its memory, 3 is
/// unreachable.
fn callee() -> Program {
    let empty = BlockType::Empty;
    let head = ops![I::Block(empty), I::Block(empty), I::Block(empty), I::Block(empty), Op::Host("input_size")];
    let jump = ops![I::BrTable(vec![3, 0, 1].into(), 2), I::End];
    let revert = ops![i32c(0), i32c(0), Op::Host("revert"), I::End];
    let outside = ops![i32c(-1), I::I32Load(at(0)), I::Drop, I::End];
    Program::bare(1, [head, jump, revert, outside, ops![I::Unreachable, I::End]].concat())
}

/// What a search did.
#[derive(Clone, Debug)]
pub struct Found {
    /// Programs measured.
    pub evaluations: u64,
    /// The worst of them in compact form, each with its ratio as measured again at the end.
    pub worst: Vec<(String, f64)>,
}

impl Found {
    /// True if nothing that was found takes more than three times the reference's time per gas.
    pub fn is_sound(&self) -> bool {
        self.worst.iter().all(|(_, ratio)| *ratio <= FOUND_RATIO_MAX)
    }
}

/// Numbers that follow from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        self.next() as u8
    }
}

/// Hunts until `is_over` says so; each generation asks it once.
///
/// What disturbs a measurement makes it longer. So what leads is measured again each generation, the lowest of its ratios
/// counts, and at the end the leaders are measured once more, with the effort of a report.
pub(crate) fn search(
    world: &mut World,
    reference: &Reference,
    seed: u64,
    is_over: &mut dyn FnMut() -> bool,
) -> Result<Found, CalibrateError> {
    let mut chance = Chance(seed);
    let mut best: Vec<(Genome, f64)> = Vec::new();
    let mut evaluations = 0;
    while !is_over() {
        for _ in 0..POPULATION {
            // A fifth are new, so that one hill does not end the hunt.
            let genome = if best.is_empty() || chance.below(5) == 0 {
                Genome::random(&mut chance)
            } else {
                best[chance.below(best.len())].0.mutated(&mut chance)
            };
            if best.iter().all(|(known, _)| *known != genome) {
                let ratio = rated(world, reference, &genome, GLANCE)?;
                best.push((genome, ratio));
                evaluations += 1;
            }
        }
        rank(&mut best);
        for (genome, ratio) in &mut best {
            *ratio = ratio.min(rated(world, reference, genome, GLANCE)?);
        }
    }
    for (genome, ratio) in &mut best {
        *ratio = ratio.min(rated(world, reference, genome, CLOSE)?);
    }
    rank(&mut best);
    Ok(Found { evaluations, worst: best.into_iter().map(|(genome, ratio)| (genome.text(), ratio)).collect() })
}

/// The worst first, and no more than survive.
fn rank(best: &mut Vec<(Genome, f64)>) {
    best.sort_by(|a, b| b.1.total_cmp(&a.1));
    best.truncate(SURVIVORS);
}

/// The time per gas of a genome, as a multiple of the reference's.
fn rated(world: &mut World, reference: &Reference, genome: &Genome, effort: Effort) -> Result<f64, CalibrateError> {
    let class = Class::new(Group::Finds, genome.text(), genome.program());
    Ok(measure(world, reference, &class, effort)?.ratio)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_genome_survives_its_text() {
        let mut chance = Chance(7);
        for _ in 0..100 {
            let genome = Genome::random(&mut chance).mutated(&mut chance);
            assert_eq!(Genome::parse(&genome.text()), Some(genome));
        }
        for text in ["", "00", "0000", "000g00", "00000000ff"] {
            assert_eq!(Genome::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_kind_of_gene_runs() {
        vm::on_execution_stack(|| {
            let folder = tempfile::tempdir().unwrap();
            let mut world = World::new(folder.path()).unwrap();
            let mut chance = Chance(1);
            for kind in 0..KINDS {
                for _ in 0..12 {
                    let genome = Genome(vec![0, kind, chance.byte(), chance.byte()]);
                    let deployed = world.deploy(&genome.text(), &genome.program()).unwrap();
                    world.run(&genome.text(), &deployed, 3).unwrap();
                }
            }
        });
    }
}
