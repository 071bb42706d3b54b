// Many senders at once on a chain that mines at once: everything is mined, nothing stalls.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Wallet } from "ethers";

import { accounts } from "./support/accounts.mjs";
import { Node } from "./support/node.mjs";
import { eachOf, until } from "./support/wait.mjs";

const TRANSFERS_EACH = 200;
const CONNECTIONS_EACH = 8;
const RECEIVER = "0x00000000000000000000000000000000000c0ffe";

let node;
before(async () => (node = await Node.start()));
after(() => node?.stop());

/** Signed transfers of one sender in random order of nonces, so that later nonces arrive first and have to wait. */
async function signed({ privateKey }) {
  const wallet = new Wallet(privateKey);
  const transfers = [];
  for (let nonce = 0; nonce < TRANSFERS_EACH; nonce++) {
    const request = { type: 2, chainId: 31337, nonce, to: RECEIVER, value: 1, gasLimit: 21_000 };
    transfers.push(await wallet.signTransaction({ ...request, maxFeePerGas: 3_000_000_000n, maxPriorityFeePerGas: 1n }));
  }
  return transfers;
}

/** Mixes in place with a fixed seed (mulberry32), so that a failure repeats. */
function shuffle(list, seed) {
  for (let index = list.length - 1; index > 0; index--) {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const other = ((mixed ^ (mixed >>> 14)) >>> 0) % (index + 1);
    [list[index], list[other]] = [list[other], list[index]];
  }
  return list;
}

test("senders: 10 at once send 200 transfers each, all are mined", async (t) => {
  const batches = await Promise.all(accounts.map(signed));
  const hashes = [];
  const began = Date.now();
  await Promise.all(
    batches.map((transfers, sender) =>
      eachOf(shuffle(transfers, sender), CONNECTIONS_EACH, async (raw) =>
        hashes.push(await node.rpc("eth_sendRawTransaction", raw)),
      ),
    ),
  );
  const total = accounts.length * TRANSFERS_EACH;
  await until("every transfer is mined", async () => BigInt(await node.rpc("eth_getBalance", RECEIVER, "latest")) === BigInt(total), 120_000);
  const seconds = (Date.now() - began) / 1000;
  t.diagnostic(`${total} transfers in ${seconds.toFixed(1)} s, ${Math.round(total / seconds)} a second`);

  await eachOf(hashes, 16, async (hash) => assert.equal((await node.rpc("eth_getTransactionReceipt", hash)).status, "0x1"));
  for (const { address } of accounts) {
    assert.equal(Number(await node.rpc("eth_getTransactionCount", address, "latest")), TRANSFERS_EACH);
    assert.equal(Number(await node.rpc("eth_getTransactionCount", address, "pending")), TRANSFERS_EACH);
  }
  assert.equal(Number(await node.rpc("eth_blockNumber")), total, "one block for each transaction");
});

test("senders: a nonce gap waits until it is filled", async () => {
  const [{ address, privateKey }] = accounts;
  const wallet = new Wallet(privateKey);
  const request = { type: 2, chainId: 31337, to: RECEIVER, value: 1, gasLimit: 21_000, maxFeePerGas: 3_000_000_000n, maxPriorityFeePerGas: 1n };
  const next = Number(await node.rpc("eth_getTransactionCount", address, "latest"));
  const later = await node.rpc("eth_sendRawTransaction", await wallet.signTransaction({ ...request, nonce: next + 1 }));
  assert.equal(await node.rpc("eth_getTransactionReceipt", later), null);
  assert.equal(Number(await node.rpc("eth_getTransactionCount", address, "pending")), next);
  await node.rpc("eth_sendRawTransaction", await wallet.signTransaction({ ...request, nonce: next }));
  await until("both are mined", () => node.rpc("eth_getTransactionReceipt", later));
});
