// Ethereum's hashed forms, rebuilt from JSON-RPC answers with the ethereumjs libraries and nothing of ours.

import { MerklePatriciaTrie, verifyMerkleProof } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { concatBytes, hexToBytes } from "@ethereumjs/util";
import { getBytes, hexlify, keccak256 } from "ethers";

/** The bytes of a quantity as RLP wants them: big-endian without leading zeros, so zero is empty. */
const quantity = (hex) => {
  const digits = BigInt(hex).toString(16);
  return digits === "0" ? new Uint8Array() : hexToBytes(`0x${digits.length % 2 ? "0" : ""}${digits}`);
};
const bytes = (hex) => hexToBytes(hex ?? "0x");
const typed = (type, fields) => concatBytes(Uint8Array.of(Number(type)), RLP.encode(fields));

/** The hash of a block's header, from the fields of `eth_getBlockBy...`. */
export function headerHash(block) {
  const fields = [
    bytes(block.parentHash),
    bytes(block.sha3Uncles),
    bytes(block.miner),
    bytes(block.stateRoot),
    bytes(block.transactionsRoot),
    bytes(block.receiptsRoot),
    bytes(block.logsBloom),
    quantity(block.difficulty),
    quantity(block.number),
    quantity(block.gasLimit),
    quantity(block.gasUsed),
    quantity(block.timestamp),
    bytes(block.extraData),
    bytes(block.mixHash),
    bytes(block.nonce),
    quantity(block.baseFeePerGas),
  ];
  return keccak256(RLP.encode(fields));
}

/** A transaction as it was signed and sent (EIP-2718), from the fields of `eth_getTransactionBy...`. */
export function transactionBytes(tx) {
  const target = [quantity(tx.gas), bytes(tx.to), quantity(tx.value), bytes(tx.input)];
  const signature = (v) => [quantity(v), quantity(tx.r), quantity(tx.s)];
  const accessList = (tx.accessList ?? []).map((entry) => [bytes(entry.address), entry.storageKeys.map(bytes)]);
  switch (tx.type) {
    case "0x0":
      return RLP.encode([quantity(tx.nonce), quantity(tx.gasPrice), ...target, ...signature(tx.v)]);
    case "0x1":
      return typed(1, [
        quantity(tx.chainId), quantity(tx.nonce), quantity(tx.gasPrice), ...target, accessList, ...signature(tx.yParity),
      ]);
    case "0x2":
      return typed(2, [
        quantity(tx.chainId), quantity(tx.nonce), quantity(tx.maxPriorityFeePerGas), quantity(tx.maxFeePerGas),
        ...target, accessList, ...signature(tx.yParity),
      ]);
    default:
      throw new Error(`transaction type ${tx.type}`);
  }
}

export const transactionHash = (tx) => keccak256(transactionBytes(tx));

/** A receipt in its hashed form, with the bloom computed from its logs. */
function receiptBytes(receipt) {
  const fields = [
    quantity(receipt.status),
    quantity(receipt.cumulativeGasUsed),
    bytes(bloomOf(receipt.logs)),
    receipt.logs.map((log) => [bytes(log.address), log.topics.map(bytes), bytes(log.data)]),
  ];
  return receipt.type === "0x0" ? RLP.encode(fields) : typed(receipt.type, fields);
}

/** The bloom filter of logs (yellow paper, 4.3.1): three bits of 2048 for each address and topic. */
export function bloomOf(logs) {
  const bloom = new Uint8Array(256);
  for (const item of logs.flatMap((log) => [log.address, ...log.topics])) {
    const hash = getBytes(keccak256(item));
    for (const at of [0, 2, 4]) {
      const bit = ((hash[at] << 8) | hash[at + 1]) & 2047;
      bloom[255 - (bit >> 3)] |= 1 << (bit & 7);
    }
  }
  return hexlify(bloom);
}

/** The root of the trie that holds `values` under the RLP of their indices. */
async function indexedRoot(values) {
  const trie = new MerklePatriciaTrie();
  for (const [index, value] of values.entries()) await trie.put(RLP.encode(index), value);
  return hexlify(trie.root());
}

export const transactionsRoot = (transactions) => indexedRoot(transactions.map(transactionBytes));
export const receiptsRoot = (receipts) => indexedRoot(receipts.map(receiptBytes));

/** What `proof` shows to stand under keccak256(key) in the trie with this root: bytes, or null for nothing. */
async function proven(root, key, proof) {
  return verifyMerkleProof(bytes(keccak256(key)), proof.map(bytes), { root: bytes(root) });
}

/** The account that an `eth_getProof` answer proves against `stateRoot`: `{ nonce, balance, storageHash, codeHash }`, or null. */
export async function provenAccount(stateRoot, answer) {
  const leaf = await proven(stateRoot, answer.address, answer.accountProof);
  if (leaf === null) return null;
  const [nonce, balance, storageHash, codeHash] = RLP.decode(leaf).map(hexlify);
  const number = (hex) => (hex === "0x" ? 0n : BigInt(hex));
  return { nonce: number(nonce), balance: number(balance), storageHash, codeHash };
}

/** The value that one entry of `storageProof` proves against `storageHash`: hexadecimal, or null. */
export async function provenSlot(storageHash, entry) {
  const leaf = await proven(storageHash, entry.key, entry.proof);
  return leaf === null ? null : hexlify(RLP.decode(leaf));
}
