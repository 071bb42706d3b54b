// cast, Foundry's command line, used as its documentation shows: https://getfoundry.sh/cast

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { accounts } from "./support/accounts.mjs";
import { Node, repository } from "./support/node.mjs";
import { NAME, SUPPLY, SYMBOL, token } from "./support/token.mjs";
import { until } from "./support/wait.mjs";

const binary = join(repository, "tests/clients/node_modules/.bin/cast");
const [owner, receiver, poor] = accounts;
const key = ["--private-key", owner.privateKey];

let node, address;
before(async () => (node = await Node.start()));
after(() => node?.stop());

const cast = async (...args) => {
  const { stdout } = await promisify(execFile)(binary, args, { env: { ...process.env, ETH_RPC_URL: node.http } });
  return stdout.trim();
};
const send = async (...args) => {
  const receipt = JSON.parse(await cast("send", "--json", ...key, ...args));
  assert.equal(receipt.status, "0x1");
  return receipt;
};

test("cast: coins are transferred", async () => {
  await send(receiver.address, "--value", "1ether");
  assert.equal(await cast("balance", "--ether", receiver.address), "10001.000000000000000000");
});

test("cast: the token is deployed", async () => {
  const signature = "constructor(string,string,uint256)";
  const receipt = await send("--create", token.bytecode, signature, NAME, SYMBOL, SUPPLY.toString());
  address = receipt.contractAddress;
  assert.equal(await cast("code", address), token.bytecode);
  assert.equal(await cast("nonce", address), "1");
});

test("cast: the token is read", async () => {
  assert.equal(await cast("call", address, "name()(string)"), `"${NAME}"`);
  assert.equal(await cast("call", address, "symbol()(string)"), `"${SYMBOL}"`);
  assert.equal((await cast("call", address, "totalSupply()(uint256)")).split(" ")[0], SUPPLY.toString());
});

test("cast: tokens are transferred", async () => {
  await send(address, "transfer(address,uint256)", receiver.address, "400");
  assert.equal(await cast("call", address, "balanceOf(address)(uint256)", receiver.address), "400");
});

test("cast: a revert is decoded by its error name", async () => {
  const call = cast("call", "--from", poor.address, address, "transfer(address,uint256)", receiver.address, "5");
  const { stderr } = await call.then(() => assert.fail("expected a revert"), (error) => error);
  assert.match(stderr, /error code 3: execution reverted/);
  const data = /data: "(0x[0-9a-f]+)"/.exec(stderr)[1];
  const decoded = await cast("decode-error", "--sig", "ERC20InsufficientBalance(address,uint256,uint256)", data);
  assert.deepEqual(decoded.split("\n"), [poor.address, "0", "5"]);
});

test("cast: an event is found by filter", async () => {
  const logs = JSON.parse(
    await cast("logs", "--json", "--from-block", "0", "--address", address, "Transfer(address indexed,address indexed,uint256)", "", receiver.address),
  );
  assert.deepEqual(logs.map((log) => BigInt(log.data)), [400n]);
});

test("cast: an event comes by subscription", async () => {
  const args = ["logs", "--rpc-url", node.ws, "--subscribe", "--address", address, "Transfer(address,address,uint256)"];
  const watcher = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  watcher.stdout.on("data", (text) => (output += text));
  try {
    // cast does not say when it has subscribed, so transfers go on until it shows one.
    await until("a log from cast", async () => {
      await send(address, "transfer(address,uint256)", receiver.address, "17");
      return output.includes("topics");
    });
    assert.match(output, /0x0{62}11\b/);
  } finally {
    watcher.kill();
  }
});

test("cast: the gas estimate suffices", async () => {
  const call = [address, "transfer(address,uint256)", accounts[7].address, "3"];
  const gas = await cast("estimate", "--from", owner.address, ...call);
  const receipt = await send("--gas-limit", gas, ...call);
  assert.ok(BigInt(receipt.gasUsed) <= BigInt(gas));
});

test("cast: blocks, transactions and proofs are shown", async () => {
  const block = JSON.parse(await cast("block", "--json", "latest"));
  const transaction = JSON.parse(await cast("tx", "--json", block.transactions[0]));
  assert.equal(transaction.blockHash, block.hash);
  const proof = JSON.parse(await cast("proof", owner.address));
  assert.ok(proof.accountProof.length > 0);
  assert.match(await cast("client"), /causeway/i);
});
