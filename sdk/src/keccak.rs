//! Keccak-256 at compile time, for selectors and event topics. At run time contracts use the host function.

const ROUNDS: [u64; 24] = [
    0x0000000000000001,
    0x0000000000008082,
    0x800000000000808A,
    0x8000000080008000,
    0x000000000000808B,
    0x0000000080000001,
    0x8000000080008081,
    0x8000000000008009,
    0x000000000000008A,
    0x0000000000000088,
    0x0000000080008009,
    0x000000008000000A,
    0x000000008000808B,
    0x800000000000008B,
    0x8000000000008089,
    0x8000000000008003,
    0x8000000000008002,
    0x8000000000000080,
    0x000000000000800A,
    0x800000008000000A,
    0x8000000080008081,
    0x8000000000008080,
    0x0000000080000001,
    0x8000000080008008,
];
const ROTATIONS: [u32; 24] =
    [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];
const LANES: [usize; 24] = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

/// Bytes absorbed between permutations.
const RATE: usize = 136;

const fn permute(state: &mut [u64; 25]) {
    let mut round = 0;
    while round < 24 {
        let mut parity = [0; 5];
        let mut x = 0;
        while x < 5 {
            parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            x += 1;
        }
        x = 0;
        while x < 5 {
            let mix = parity[(x + 4) % 5] ^ parity[(x + 1) % 5].rotate_left(1);
            let mut y = 0;
            while y < 25 {
                state[x + y] ^= mix;
                y += 5;
            }
            x += 1;
        }
        let mut carried = state[1];
        x = 0;
        while x < 24 {
            let lane = LANES[x];
            let next = state[lane];
            state[lane] = carried.rotate_left(ROTATIONS[x]);
            carried = next;
            x += 1;
        }
        let mut y = 0;
        while y < 25 {
            let row = [state[y], state[y + 1], state[y + 2], state[y + 3], state[y + 4]];
            x = 0;
            while x < 5 {
                state[y + x] = row[x] ^ (!row[(x + 1) % 5] & row[(x + 2) % 5]);
                x += 1;
            }
            y += 5;
        }
        state[0] ^= ROUNDS[round];
        round += 1;
    }
}

/// The keccak-256 hash of the first `size` bytes of `data`.
pub(crate) const fn keccak256(data: &[u8], size: usize) -> [u8; 32] {
    let mut state = [0u64; 25];
    let mut position = 0;
    let mut i = 0;
    while i < size {
        state[position / 8] ^= (data[i] as u64) << (8 * (position % 8));
        position += 1;
        if position == RATE {
            permute(&mut state);
            position = 0;
        }
        i += 1;
    }
    state[position / 8] ^= 1 << (8 * (position % 8));
    state[(RATE - 1) / 8] ^= 0x80 << (8 * ((RATE - 1) % 8));
    permute(&mut state);
    let mut hash = [0; 32];
    i = 0;
    while i < 32 {
        hash[i] = (state[i / 8] >> (8 * (i % 8))) as u8;
        i += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(hash: [u8; 32]) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn known_hashes_are_met_below_at_and_above_the_rate() {
        // From the Keccak team's vectors and the Solidity documentation.
        assert_eq!(hex(keccak256(b"", 0)), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        let transfer = b"transfer(address,uint256)";
        assert_eq!(hex(keccak256(transfer, transfer.len()))[..8], *"a9059cbb");
        let zeros = [0; 137];
        for size in [135, 136, 137] {
            assert_eq!(keccak256(&zeros, size), reference(&zeros[..size]));
        }
    }

    /// A second, plain writing of the sponge over bytes.
    fn reference(data: &[u8]) -> [u8; 32] {
        let mut padded = data.to_vec();
        padded.push(1);
        while !padded.len().is_multiple_of(RATE) {
            padded.push(0);
        }
        *padded.last_mut().unwrap() |= 0x80;
        let mut state = [0u64; 25];
        for block in padded.chunks(RATE) {
            for (lane, bytes) in state.iter_mut().zip(block.chunks(8)) {
                *lane ^= u64::from_le_bytes(bytes.try_into().unwrap());
            }
            permute(&mut state);
        }
        let mut hash = [0; 32];
        for (to, lane) in hash.chunks_mut(8).zip(state) {
            to.copy_from_slice(&lane.to_le_bytes());
        }
        hash
    }
}
