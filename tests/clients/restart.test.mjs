// What a user sees after the node was stopped, and after it was killed: the same chain.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Contract, ContractFactory, JsonRpcProvider, Wallet } from "ethers";

import { accounts } from "./support/accounts.mjs";
import { Node, temporaryFolder } from "./support/node.mjs";
import { NAME, SUPPLY, SYMBOL, token } from "./support/token.mjs";

const [owner, receiver] = accounts;

/** Runs `job` with an ethers provider of `node`. */
async function withProvider(node, job) {
  const provider = new JsonRpcProvider(node.http, undefined, { cacheTimeout: -1, pollingInterval: 50 });
  try {
    return await job(provider);
  } finally {
    provider.destroy();
  }
}

/** Deploys the token and moves coins and tokens; gives the token's address and all transaction hashes. */
function work(node) {
  return withProvider(node, async (provider) => {
    const wallet = new Wallet(owner.privateKey, provider);
    const deployed = await new ContractFactory(token.abi, token.bytecode, wallet).deploy(NAME, SYMBOL, SUPPLY);
    await deployed.waitForDeployment();
    const hashes = [deployed.deploymentTransaction().hash];
    for (let index = 1; index <= 10; index++) {
      const transfer = await wallet.sendTransaction({ to: receiver.address, value: index });
      const call = await deployed.transfer(receiver.address, index);
      await Promise.all([transfer.wait(), call.wait()]);
      hashes.push(transfer.hash, call.hash);
    }
    return { address: await deployed.getAddress(), hashes };
  });
}

/** Everything that must outlive the process, as plain JSON-RPC answers. */
async function facts(node, { address, hashes }) {
  const each = (method, list, ...rest) => Promise.all(list.map((item) => node.rpc(method, item, ...rest)));
  const number = await node.rpc("eth_blockNumber");
  return {
    head: await node.rpc("eth_getBlockByNumber", number, true),
    balances: await each("eth_getBalance", accounts.map((account) => account.address), "latest"),
    nonces: await each("eth_getTransactionCount", accounts.map((account) => account.address), "latest"),
    receipts: await each("eth_getTransactionReceipt", hashes),
    transactions: await each("eth_getTransactionByHash", hashes),
    code: await node.rpc("eth_getCode", address, "latest"),
    logs: await node.rpc("eth_getLogs", { address, fromBlock: "0x0" }),
    proof: await node.rpc("eth_getProof", address, [`0x${"0".repeat(63)}2`], "latest"),
    tokens: await withProvider(node, async (provider) =>
      (await new Contract(address, token.abi, provider).balanceOf(receiver.address)).toString()),
  };
}

for (const signal of ["SIGTERM", "SIGINT", "SIGKILL"]) {
  test(`restart: after ${signal} head, balances, receipts and contract state are there`, async () => {
    const dataDir = temporaryFolder();
    let node = await Node.start({ dataDir });
    const done = await work(node);
    const before = await facts(node, done);
    assert.ok(before.receipts.every((receipt) => receipt?.status === "0x1"));
    assert.equal(before.tokens, "55");

    const end = await node.stop(signal);
    assert.deepEqual(end, signal === "SIGKILL" ? { code: null, signal } : { code: 0, signal: null }, node.log);

    node = await Node.start({ dataDir });
    assert.deepEqual(await facts(node, done), before);
    // The chain goes on from there.
    const hash = await node.rpc("eth_sendTransaction", { from: owner.address, to: receiver.address, value: "0x1" });
    const receipt = await withProvider(node, (provider) => provider.waitForTransaction(hash));
    assert.equal(receipt.blockNumber, Number(before.head.number) + 1);
    await node.stop();
  });
}

test("restart: --fresh starts over", async () => {
  const dataDir = temporaryFolder();
  let node = await Node.start({ dataDir });
  const genesis = await node.rpc("eth_getBlockByNumber", "0x0", false);
  await work(node);
  await node.stop();
  node = await Node.start({ dataDir, flags: ["--fresh"] });
  assert.equal(await node.rpc("eth_blockNumber"), "0x0");
  assert.deepEqual(await node.rpc("eth_getBlockByNumber", "latest", false), genesis);
  await node.stop();
});
