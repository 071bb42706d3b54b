// Block hashes, roots, blooms and proofs, recomputed from JSON-RPC answers alone by libraries that share no code with
// the node.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Contract, ContractFactory, Interface, JsonRpcProvider, Wallet, concat, keccak256, toBeHex, zeroPadValue } from "ethers";

import { accounts } from "./support/accounts.mjs";
import {
  bloomOf, headerHash, provenAccount, provenSlot, receiptsRoot, transactionHash, transactionsRoot,
} from "./support/ethereum.mjs";
import { Node } from "./support/node.mjs";
import { NAME, SUPPLY, SYMBOL, token } from "./support/token.mjs";

const EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
const EMPTY_CODE_HASH = "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
const OWNER = accounts[0];

/** More than 128, so that the trie's keys have one byte and two bytes. */
const TRANSACTIONS_IN_BLOCK = 150;

let node, provider, contract, address;

before(async () => {
  // Blocks come when the test asks for them.
  node = await Node.start({ flags: ["--block-time", "3600"] });
  provider = new JsonRpcProvider(node.http, undefined, { cacheTimeout: -1 });
  const owner = new Wallet(OWNER.privateKey, provider);
  const factory = new ContractFactory(token.abi, token.bytecode, owner);
  const deployment = await owner.sendTransaction(await factory.getDeployTransaction(NAME, SYMBOL, SUPPLY));
  await node.rpc("evm_mine");
  address = (await provider.getTransactionReceipt(deployment.hash)).contractAddress;
  contract = new Contract(address, token.abi, provider);
  await fillBlock();
});
after(async () => {
  provider?.destroy();
  await node?.stop();
});

/** Mines one block with transactions of every type: transfers, token calls with logs, reverts, creations. */
async function fillBlock() {
  const nonces = await Promise.all(accounts.map((account) => provider.getTransactionCount(account.address)));
  const erc20 = new Interface(token.abi);
  for (let index = 0; index < TRANSACTIONS_IN_BLOCK; index++) {
    const sender = index % accounts.length;
    const receiver = accounts[(index + 1) % accounts.length].address;
    const fees = { gasPrice: 5_000_000_000n };
    const request = [
      { type: 0, to: receiver, value: index, gasLimit: 21_000, ...fees },
      { type: 1, to: address, data: erc20.encodeFunctionData("transfer", [receiver, 1]), gasLimit: 300_000, ...fees,
        accessList: [{ address, storageKeys: [zeroPadValue("0x02", 32), zeroPadValue("0x03", 32)] }] },
      { type: 2, to: address, data: erc20.encodeFunctionData("approve", [receiver, index]), gasLimit: 300_000,
        maxFeePerGas: 6_000_000_000n, maxPriorityFeePerGas: BigInt(index) },
    ][index % 3];
    const signed = await new Wallet(accounts[sender].privateKey).signTransaction({
      ...request, chainId: 31337, nonce: nonces[sender]++,
    });
    await node.rpc("eth_sendRawTransaction", signed);
  }
  await node.rpc("evm_mine");
}

test("roots: the hash of every block is the hash of its header's fields", async () => {
  let parent = null;
  const head = Number(await node.rpc("eth_blockNumber"));
  for (let number = 0; number <= head; number++) {
    const block = await node.rpc("eth_getBlockByNumber", toBeHex(number).replace(/^0x0+(?=.)/, "0x"), false);
    assert.equal(headerHash(block), block.hash);
    if (parent) assert.equal(block.parentHash, parent.hash);
    parent = block;
  }
  assert.equal(head, 2);
});

test("roots: every transaction's hash is the hash of its fields", async () => {
  const block = await node.rpc("eth_getBlockByNumber", "latest", true);
  assert.equal(block.transactions.length, TRANSACTIONS_IN_BLOCK);
  for (const tx of block.transactions) assert.equal(transactionHash(tx), tx.hash);
  assert.deepEqual(new Set(block.transactions.map((tx) => tx.type)), new Set(["0x0", "0x1", "0x2"]));
});

test("roots: the transactions root is that of the block's transactions", async () => {
  for (const tag of ["earliest", "0x1", "latest"]) {
    const block = await node.rpc("eth_getBlockByNumber", tag, true);
    assert.equal(await transactionsRoot(block.transactions), block.transactionsRoot);
  }
});

test("roots: the receipts root and the bloom are those of the block's receipts", async () => {
  for (const tag of ["earliest", "0x1", "latest"]) {
    const block = await node.rpc("eth_getBlockByNumber", tag, false);
    const receipts = await node.rpc("eth_getBlockReceipts", tag);
    assert.equal(await receiptsRoot(receipts), block.receiptsRoot);
    assert.equal(bloomOf(receipts.flatMap((receipt) => receipt.logs)), block.logsBloom);
  }
  const receipts = await node.rpc("eth_getBlockReceipts", "latest");
  assert.deepEqual(new Set(receipts.map((receipt) => receipt.status)), new Set(["0x1", "0x0"]));
});

test("roots: accounts are proven against the state root", async () => {
  const { stateRoot } = await node.rpc("eth_getBlockByNumber", "latest", false);
  for (const account of accounts) {
    const answer = await node.rpc("eth_getProof", account.address, [], "latest");
    assert.deepEqual(await provenAccount(stateRoot, answer), {
      nonce: BigInt(await node.rpc("eth_getTransactionCount", account.address, "latest")),
      balance: BigInt(await node.rpc("eth_getBalance", account.address, "latest")),
      storageHash: EMPTY_ROOT,
      codeHash: EMPTY_CODE_HASH,
    });
  }
});

test("roots: a contract's account is proven with its code and storage", async () => {
  const { stateRoot } = await node.rpc("eth_getBlockByNumber", "latest", false);
  const answer = await node.rpc("eth_getProof", address, [], "latest");
  const account = await provenAccount(stateRoot, answer);
  assert.equal(account.codeHash, keccak256(await node.rpc("eth_getCode", address, "latest")));
  assert.equal(account.storageHash, answer.storageHash);
  assert.notEqual(account.storageHash, EMPTY_ROOT);
});

test("roots: absent accounts are proven absent", async () => {
  const { stateRoot } = await node.rpc("eth_getBlockByNumber", "latest", false);
  for (let index = 1; index <= 20; index++) {
    const absent = zeroPadValue(toBeHex(0xabcd00 + index), 20);
    const answer = await node.rpc("eth_getProof", absent, [zeroPadValue("0x01", 32)], "latest");
    assert.equal(await provenAccount(stateRoot, answer), null);
    assert.equal(answer.balance, "0x0");
    assert.equal(answer.nonce, "0x0");
    assert.equal(answer.codeHash, EMPTY_CODE_HASH);
    assert.equal(answer.storageHash, EMPTY_ROOT);
    assert.deepEqual(answer.storageProof[0].proof, []);
  }
});

// The storage layout of the SDK: fields take slots in their order, the entry of a map lies at keccak256(slot ++ key),
// and a 256-bit number is stored as 32 bytes, lowest first.
const slot = (index) => zeroPadValue(toBeHex(index), 32);
const balanceSlot = (owner) => keccak256(concat([slot(3), owner]));
const littleEndian = (value) => `0x${zeroPadValue(toBeHex(value), 32).slice(2).match(/../g).reverse().join("")}`;

test("roots: storage slots are proven with their whole value", async () => {
  const keys = [slot(0), slot(2), ...accounts.map((account) => balanceSlot(account.address))];
  const answer = await node.rpc("eth_getProof", address, keys, "latest");
  const expected = [
    `0x${Buffer.from([NAME.length << 2]).toString("hex")}${Buffer.from(NAME).toString("hex")}`,
    littleEndian(SUPPLY),
    ...(await Promise.all(accounts.map(async (account) => littleEndian(await contract.balanceOf(account.address))))),
  ];
  let present = 0;
  for (const [index, entry] of answer.storageProof.entries()) {
    assert.equal(entry.key, keys[index]);
    const value = await provenSlot(answer.storageHash, entry);
    // An account that never had tokens has no slot; one that gave them all away has a slot with a zero.
    if (value === null) {
      assert.equal(expected[index], littleEndian(0n), `key ${entry.key}`);
      assert.equal(entry.value, "0x0");
    } else {
      assert.equal(value, expected[index], `key ${entry.key}`);
      assert.equal(entry.value, value);
      present += 1;
    }
  }
  assert.ok(present > 3, `${present} slots are present`);
});

test("roots: absent storage slots are proven absent", async () => {
  const keys = Array.from({ length: 20 }, (_, index) => slot(1000 + index));
  const answer = await node.rpc("eth_getProof", address, keys, "latest");
  for (const entry of answer.storageProof) assert.equal(await provenSlot(answer.storageHash, entry), null);
});

test("roots: a changed proof is refused", async () => {
  const { stateRoot } = await node.rpc("eth_getBlockByNumber", "latest", false);
  const answer = await node.rpc("eth_getProof", OWNER.address, [], "latest");
  answer.accountProof[0] = answer.accountProof[0].replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
  await assert.rejects(provenAccount(stateRoot, answer));
});
