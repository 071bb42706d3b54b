// `make chaos CYCLES=20`: kills the node under load again and again, cuts its power where the machine allows it, and
// checks after each restart that nothing that was answered with a receipt is lost.
//
// What is checked after every restart:
//   every receipt that a client was given is there, word for word;
//   the chain is linked from block to block, and holds each block hash that a client has seen;
//   every balance of coins and tokens is the sum of the transfers in the chain, and nonces are their counts;
//   the node takes new transactions.
//
// A kill (SIGKILL) shows that each block's batch and marker are written; it cannot show that they are synced, because
// the operating system keeps what a dead process wrote. The power cut does: the data lies on an ext4 image mounted
// through a loop device, and the node is started on a copy of the image's file as it was at that moment, with nothing
// that the file system had not yet sent to the disk. That needs root, loop devices and mkfs.ext4, and is skipped
// otherwise.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { Interface, Wallet } from "ethers";

import { accounts } from "./support/accounts.mjs";
import { Node, temporaryFolder } from "./support/node.mjs";
import { SUPPLY, token } from "./support/token.mjs";
import { eachOf, until } from "./support/wait.mjs";

const CYCLES = Number(process.env.CYCLES ?? 20);
const POWER_CUTS = Number(process.env.POWER_CUTS ?? 5);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const IMAGE_SIZE_BYTES = 2 * 1024 ** 3;
const LOAD_MIN_MS = 300;
const LOAD_MAX_MS = 2_000;

const erc20 = new Interface(token.abi);
const wallets = accounts.map(({ privateKey }) => new Wallet(privateKey));
const sink = (sender) => `0x${(0xc0ffee00 + sender).toString(16).padStart(40, "0")}`;
const fees = { type: 2, chainId: 31337, maxFeePerGas: 5_000_000_000n, maxPriorityFeePerGas: 1n };

/** Random numbers that a seed repeats (mulberry32). */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const chance = random(SEED);
const loadTimeMs = () => LOAD_MIN_MS + Math.floor(chance() * (LOAD_MAX_MS - LOAD_MIN_MS));

/** What clients were told, and what the chain's own blocks add up to. Grows over all cycles. */
class Ledger {
  receipts = new Map();
  checkedBlocks = [];
  coins = new Map();
  tokens = new Map();
  nonces = new Map(accounts.map(({ address }) => [address.toLowerCase(), 0]));
  tokenAddress = null;

  add(sums, key, amount) {
    sums.set(key, (sums.get(key) ?? 0n) + amount);
  }
}

/** Deploys the token and gives every sender a share of it. */
async function prepare(node, ledger) {
  const data = token.bytecode + erc20.encodeDeploy(["Chaos", "CHAOS", SUPPLY]).slice(2);
  const deployment = await send(node, 0, { to: null, data, gasLimit: 20_000_000, nonce: 0 });
  const receipt = await receiptOf(node, deployment);
  assert.equal(receipt.status, "0x1");
  ledger.tokenAddress = receipt.contractAddress;
  ledger.receipts.set(deployment, receipt);
  for (let sender = 1; sender < accounts.length; sender++) {
    const share = erc20.encodeFunctionData("transfer", [accounts[sender].address, SUPPLY / 20n]);
    const hash = await send(node, 0, { to: ledger.tokenAddress, data: share, gasLimit: 500_000, nonce: sender });
    ledger.receipts.set(hash, await receiptOf(node, hash));
  }
}

async function send(node, sender, request) {
  return node.rpc("eth_sendRawTransaction", await wallets[sender].signTransaction({ ...fees, ...request }));
}

const receiptOf = (node, hash) => until("a receipt", () => node.rpc("eth_getTransactionReceipt", hash));

/** Sends from all accounts, coins and tokens in turn, and notes every receipt, until the node is gone. */
function load(node, ledger) {
  let mayFail = false;
  const lanes = accounts.map(async ({ address }, sender) => {
    try {
      let nonce = Number(await node.rpc("eth_getTransactionCount", address, "latest"));
      for (;;) {
        const asTokens = (nonce + sender) % 2 === 0;
        const data = erc20.encodeFunctionData("transfer", [sink(sender), 1]);
        const request = asTokens
          ? { to: ledger.tokenAddress, data, gasLimit: 500_000 }
          : { to: sink(sender), value: 1, gasLimit: 21_000 };
        const hash = await send(node, sender, { ...request, nonce });
        const receipt = await receiptOf(node, hash);
        ledger.receipts.set(hash, receipt);
        nonce += 1;
      }
    } catch (error) {
      // The node was killed between two words. Any earlier error is a finding.
      if (!mayFail) throw error;
    }
  });
  return { allowFailure: () => (mayFail = true), ended: Promise.all(lanes) };
}

/** Walks the blocks not yet walked and compares everything; throws at the first difference. */
async function check(node, ledger) {
  const head = Number(await node.rpc("eth_blockNumber"));
  for (let number = ledger.checkedBlocks.length; number <= head; number++) {
    const block = await node.rpc("eth_getBlockByNumber", `0x${number.toString(16)}`, true);
    if (number > 0) assert.equal(block.parentHash, ledger.checkedBlocks[number - 1], `block ${number} is not linked`);
    ledger.checkedBlocks.push(block.hash);
    for (const tx of block.transactions) {
      ledger.nonces.set(tx.from, ledger.nonces.get(tx.from) + 1);
      if (tx.to === ledger.tokenAddress) {
        const [to, amount] = erc20.decodeFunctionData("transfer", tx.input);
        ledger.add(ledger.tokens, to.toLowerCase(), amount);
      } else if (tx.to !== null) {
        ledger.add(ledger.coins, tx.to, BigInt(tx.value));
      }
    }
  }
  await eachOf([...ledger.receipts], 16, async ([hash, receipt]) => {
    assert.deepEqual(await node.rpc("eth_getTransactionReceipt", hash), receipt, `receipt of ${hash}`);
    assert.equal(ledger.checkedBlocks[Number(receipt.blockNumber)], receipt.blockHash, `block of ${hash}`);
  });
  for (const [address, nonce] of ledger.nonces) {
    assert.equal(Number(await node.rpc("eth_getTransactionCount", address, "latest")), nonce, `nonce of ${address}`);
  }
  for (let sender = 0; sender < accounts.length; sender++) {
    const address = sink(sender);
    assert.equal(BigInt(await node.rpc("eth_getBalance", address, "latest")), ledger.coins.get(address) ?? 0n, `coins of ${address}`);
    const data = erc20.encodeFunctionData("balanceOf", [address]);
    const held = await node.rpc("eth_call", { to: ledger.tokenAddress, data }, "latest");
    assert.equal(BigInt(held), ledger.tokens.get(address) ?? 0n, `tokens of ${address}`);
  }
  return head;
}

/** Runs load on `node` for a random time, calls `end` in the middle of it, and waits until all clients have let go. */
async function underLoad(node, ledger, end) {
  const clients = load(node, ledger);
  const timeMs = loadTimeMs();
  await Promise.race([clients.ended, new Promise((resolve) => setTimeout(resolve, timeMs))]);
  clients.allowFailure();
  await end();
  await clients.ended;
  return timeMs;
}

async function kills() {
  const dataDir = temporaryFolder();
  const ledger = new Ledger();
  let node = await Node.start({ dataDir });
  await prepare(node, ledger);
  for (let cycle = 1; cycle <= CYCLES; cycle++) {
    const before = ledger.receipts.size;
    const timeMs = await underLoad(node, ledger, () => node.stop("SIGKILL"));
    node = await Node.start({ dataDir });
    const head = await check(node, ledger);
    const answered = ledger.receipts.size - before;
    console.log(`kill ${cycle} of ${CYCLES}: after ${timeMs} ms, ${answered} receipts given; head ${head}, nothing lost`);
  }
  assert.ok(ledger.receipts.size > CYCLES * accounts.length, "too little load to show anything");
  await node.stop();
  return `${CYCLES} kills, ${ledger.receipts.size} receipts, nothing lost`;
}

/** Why power cannot be cut here, or null. */
function powerCutObstacle() {
  if (process.getuid() !== 0) return "not root";
  for (const tool of ["mkfs.ext4", "losetup", "mount"]) {
    try {
      execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore", env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } });
    } catch {
      return `${tool} is missing`;
    }
  }
  try {
    execFileSync("losetup", ["--find"], { stdio: "ignore" });
    return null;
  } catch {
    return "no loop device is free";
  }
}

const run = (...command) => execFileSync(command[0], command.slice(1), { stdio: ["ignore", "ignore", "inherit"] });

async function powerCuts() {
  const obstacle = powerCutObstacle();
  if (obstacle) return `power cuts skipped: ${obstacle}`;
  const folder = temporaryFolder();
  const mounts = [];
  const mount = (image, name) => {
    const point = join(folder, name);
    mkdirSync(point);
    run("mount", "-o", "loop", image, point);
    mounts.push(point);
    return point;
  };
  const unmount = () => run("umount", mounts.pop());
  // After a failure a node may still hold the folder: it is let go of as soon as the node is gone, and before the
  // temporary folder is removed.
  process.prependListener("exit", () => mounts.forEach((point) => run("umount", "--lazy", point)));

  let image = join(folder, "disk-0");
  run("truncate", "-s", String(IMAGE_SIZE_BYTES), image);
  run("mkfs.ext4", "-q", image);
  const ledger = new Ledger();
  let point;
  try {
    point = mount(image, "mount-0");
  } catch {
    return "power cuts skipped: this machine does not let a loop device be mounted";
  }
  let node = await Node.start({ dataDir: join(point, "data") });
  await prepare(node, ledger);
  for (let cut = 1; cut <= POWER_CUTS; cut++) {
    const copy = join(folder, `disk-${cut}`);
    const before = ledger.receipts.size;
    const timeMs = await underLoad(node, ledger, async () => {
      // The node stands still while the disk is copied, so no client hears of anything later than the copy.
      node.process.kill("SIGSTOP");
      run("cp", "--sparse=always", image, copy);
      await node.stop("SIGKILL");
    });
    unmount();
    rmSync(image);
    image = copy;
    node = await Node.start({ dataDir: join(mount(image, `mount-${cut}`), "data") });
    const head = await check(node, ledger);
    const answered = ledger.receipts.size - before;
    console.log(`power cut ${cut} of ${POWER_CUTS}: after ${timeMs} ms, ${answered} receipts given; head ${head}, nothing lost`);
  }
  await node.stop();
  unmount();
  return `${POWER_CUTS} power cuts, ${ledger.receipts.size} receipts, nothing lost`;
}

// An interrupted run still ends its nodes and lets go of its mounts.
process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));

console.log(`seed ${SEED} (repeat the same times with SEED=${SEED})`);
const results = [await kills(), await powerCuts()];
console.log(`\nchaos: ${results.join("; ")}`);
