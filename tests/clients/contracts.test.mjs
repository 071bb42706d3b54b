// `causeway deploy`, `call`, `send` and `abi` against a started chain: what they do, and how each refusal reads.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { accounts } from "./support/accounts.mjs";
import { Node, causeway, repository, temporaryFolder } from "./support/node.mjs";
import { token, tokenFile } from "./support/token.mjs";

const EXIT = { failed: 1, usage: 2, contract: 6, network: 8, refused: 9, key: 10, mismatch: 11 };
const [owner, receiver] = accounts;
const CONSTRUCTOR = ["Harbour", "HRB", "1000000"];

let node, env, address;

/** Runs a command against the chain of this file. */
const run = (args, more = {}) => causeway(args, { cwd: repository, env: { ...env, ...more } });

/** Runs a command that must succeed and gives its JSON. */
async function json(args, more) {
  const { code, stdout, output } = await run([...args, "--json"], more);
  assert.equal(code, 0, output);
  return JSON.parse(stdout);
}

/** Runs a command that must be refused with an exit code and words. */
async function refused(code, words, args, more) {
  const result = await run(args, more);
  assert.equal(result.code, code, result.output);
  assert.match(result.output, words);
}

before(async () => {
  node = await Node.start();
  env = { ...process.env, CAUSEWAY_RPC_URL: node.http, CAUSEWAY_KEYS_DIR: temporaryFolder() };
  for (const name of ["CAUSEWAY_PRIVATE_KEY", "CAUSEWAY_ACCOUNT", "CAUSEWAY_MNEMONIC", "CAUSEWAY_CHAIN_ID"]) delete env[name];
  ({ address } = await json(["deploy", tokenFile, ...CONSTRUCTOR]));
});
after(() => node?.stop());

test("commands: an artifact is deployed and its costs are told", async () => {
  const result = await json(["deploy", tokenFile, ...CONSTRUCTOR]);
  assert.equal(await node.rpc("eth_getCode", result.address, "latest"), token.bytecode);
  const receipt = await node.rpc("eth_getTransactionReceipt", result.transactionHash);
  assert.equal(result.gasUsed, Number(receipt.gasUsed));
  assert.equal(BigInt(result.fee), BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice));
  assert.equal(result.blockNumber, Number(receipt.blockNumber));
  assert.equal(result.from, owner.address);
  assert.equal(result.contract, "Token");
});

test("commands: a module is deployed and the text names address, gas and fee", async () => {
  const { code, output } = await run(["deploy", tokenFile.replace(".json", ".wasm"), ...CONSTRUCTOR]);
  assert.equal(code, 0, output);
  assert.match(output, /^Token is at 0x[0-9a-fA-F]{40}$/m);
  assert.match(output, /^gas \d+, fee 0\.\d+ coins, paid by 0x[0-9a-fA-F]{40}$/m);
});

test("commands: a crate is built, then deployed", async () => {
  const result = await json(["deploy", "contracts/token", ...CONSTRUCTOR]);
  assert.equal(await node.rpc("eth_getCode", result.address, "latest"), token.bytecode);
});

test("commands: a contract is called without any file", async () => {
  for (const [method, args, expected] of [
    ["name", [], "Harbour"],
    ["decimals", [], "18"],
    ["balanceOf", [owner.address], "1000000"],
    ["balanceOf(address)", [receiver.address.toLowerCase()], "0"],
  ]) {
    const { code, output } = await run(["call", address, method, ...args]);
    assert.equal(code, 0, output);
    assert.equal(output.trim(), expected);
  }
  const { outputs } = await json(["call", address, "totalSupply"]);
  assert.deepEqual(outputs, ["1000000"]);
});

test("commands: a call acts as whom it is told", async () => {
  assert.deepEqual((await json(["call", address, "transfer", receiver.address, "1", "--from", "0"])).outputs, [true]);
  const call = ["call", address, "transfer", owner.address, "1", "--from", receiver.address];
  await refused(EXIT.refused, /ERC20InsufficientBalance\(sender: 0x[0-9a-fA-F]{40}, balance: 0, needed: 1\)/, call);
});

test("commands: a call asks about an older block", async () => {
  const sent = await json(["send", address, "transfer", accounts[7].address, "5"]);
  const balance = (...flags) => json(["call", address, "balanceOf", accounts[7].address, ...flags]);
  assert.deepEqual((await balance()).outputs, ["5"]);
  assert.deepEqual((await balance("--block", String(sent.blockNumber - 1))).outputs, ["0"]);
});

test("commands: a transaction is sent and its events are named", async () => {
  const result = await json(["send", address, "transfer", receiver.address, "400"]);
  assert.deepEqual(result.events, [
    { event: "Transfer", arguments: { from: owner.address, to: receiver.address, value: "400" }, address },
  ]);
  const { output } = await run(["send", address, "transfer", owner.address, "400", "--from", "1"]);
  assert.match(output, new RegExp(`^event Transfer\\(from: ${receiver.address}, to: ${owner.address}, value: 400\\)$`, "m"));
});

test("commands: coins are sent to anyone", async () => {
  const before = BigInt(await node.rpc("eth_getBalance", accounts[8].address, "latest"));
  await json(["send", accounts[8].address, "--value", "1.5ether"]);
  const now = BigInt(await node.rpc("eth_getBalance", accounts[8].address, "latest"));
  assert.equal(now - before, 1_500_000_000_000_000_000n);
});

test("commands: keys of every kind sign", async () => {
  const mnemonic = "test test test test test test test test test test test junk";
  const send = ["send", receiver.address, "--value", "1"];
  assert.equal((await json([...send, "--private-key", accounts[2].privateKey])).from, accounts[2].address);
  assert.equal((await json(send, { CAUSEWAY_PRIVATE_KEY: accounts[3].privateKey })).from, accounts[3].address);
  assert.equal((await json([...send, "--mnemonic", mnemonic, "--mnemonic-index", "4"])).from, accounts[4].address);
  assert.equal((await json([...send, "--from", "5"])).from, accounts[5].address);
  const secret = { CAUSEWAY_PASSWORD: "correct horse" };
  await json(["keys", "import", "six", "--private-key", accounts[6].privateKey], secret);
  assert.equal((await json([...send, "--account", "six"], secret)).from, accounts[6].address);
  assert.equal((await json(send, { ...secret, CAUSEWAY_ACCOUNT: "six" })).from, accounts[6].address);
});

test("commands: a revert before sending costs nothing and is named", async () => {
  const nonce = await node.rpc("eth_getTransactionCount", receiver.address, "latest");
  const send = ["send", address, "transfer", owner.address, "99999999", "--from", "1"];
  await refused(EXIT.refused, /transfer\(address,uint256\) is refused: ERC20InsufficientBalance\(/, send);
  assert.equal(await node.rpc("eth_getTransactionCount", receiver.address, "latest"), nonce);
});

test("commands: a transaction that fails in its block is named with its hash", async () => {
  const send = ["send", address, "transfer", owner.address, "99999999", "--from", "1", "--gas", "200000"];
  await refused(EXIT.refused, /failed in transaction 0x[0-9a-f]{64}: ERC20InsufficientBalance\(/, send);
});

test("commands: errors are JSON for scripts", async () => {
  const { code, output } = await run(["--json", "call", address, "nothing"]);
  const error = JSON.parse(output);
  assert.equal(error.exitCode, code);
  assert.match(error.error, /no method `nothing`/);
});

test("commands: the ABI is printed from crate, artifact, module and chain alike", async () => {
  const { output } = await run(["abi", address]);
  assert.match(output, /^function transfer\(address to, uint256 value\) returns \(bool\)$/m);
  for (const contract of ["contracts/token", tokenFile, tokenFile.replace(".json", ".wasm")]) {
    assert.equal((await run(["abi", contract])).stdout, output);
  }
  assert.deepEqual(await json(["abi", address]), token.abi);
  assert.match((await run(["abi", tokenFile, "--solidity"])).output, /interface IToken \{/);
  assert.match((await run(["abi", address, "--typescript"])).output, /export const contractAbi = \[[^]*\] as const;/);
});

test("bad input: wrong constructor arguments", async () => {
  const count = /constructor\(string name, string symbol, uint256 supply\) takes 3 arguments, found 1/;
  await refused(EXIT.usage, count, ["deploy", tokenFile, "Harbour"]);
  const third = /argument 3 of constructor\(.*\): expected uint256 supply, found `lots`: /;
  await refused(EXIT.usage, third, ["deploy", tokenFile, "Harbour", "HRB", "lots"]);
});

test("bad input: wrong arguments of a method", async () => {
  const bad = ["send", address, "transfer", "0x1234", "1"];
  await refused(EXIT.usage, /argument 1 of transfer\(.*\): expected address to, found `0x1234`/, bad);
  await refused(EXIT.usage, /takes 2 arguments, found 0/, ["send", address, "transfer"]);
  await refused(EXIT.usage, /did you mean balanceOf\(address\)\?/, ["call", address, "balance_of", owner.address]);
  await refused(EXIT.usage, /say which method; the contract has .*balanceOf\(address\), /, ["call", address]);
  await refused(EXIT.usage, /checksum/, ["call", owner.address.replace("F6", "f6"), "name"]);
});

test("bad input: ABI that does not match the code on chain", async () => {
  const file = join(temporaryFolder(), "Wrong.json");
  const abi = token.abi.filter(({ name }) => name !== "transfer");
  abi.push({ type: "function", name: "burn", inputs: [], outputs: [], stateMutability: "nonpayable" });
  writeFileSync(file, JSON.stringify({ ...token, abi }));
  const words = /not that of the code at[^]*only in the file: function burn\(\)[^]*only on chain: +function transfer[^]*leave --abi away/;
  await refused(EXIT.mismatch, words, ["send", address, "burn", "--abi", file]);
  assert.deepEqual((await json(["call", address, "name", "--abi", tokenFile])).outputs, ["Harbour"]);
});

test("bad input: a file that is no ABI", async () => {
  const file = join(temporaryFolder(), "notes.txt");
  writeFileSync(file, "hello");
  await refused(EXIT.contract, /holds no ABI/, ["call", address, "name", "--abi", file]);
});

test("bad input: no contract at the address", async () => {
  const words = /no contract is at 0x[0-9a-fA-F]{40} on chain 31337 .*--rpc-url/;
  await refused(EXIT.mismatch, words, ["call", receiver.address, "name"]);
});

test("bad input: no funds", async () => {
  const { address: poor } = await json(["keys", "new", "poor"], { CAUSEWAY_PASSWORD: "p" });
  const more = { CAUSEWAY_PASSWORD: "p", CAUSEWAY_ACCOUNT: "poor" };
  const words = new RegExp(`${poor} cannot pay on chain 31337: it has 0\\.0+ coins, the transaction may cost 0\\.\\d+; send it coins`);
  await refused(EXIT.refused, words, ["deploy", tokenFile, ...CONSTRUCTOR], more);
  await refused(EXIT.refused, /may cost 20000\.0+; send it coins/, ["send", receiver.address, "--value", "20000ether"]);
});

test("bad input: wrong network", async () => {
  const words = /wrong network: http:\/\/127\.0\.0\.1:\d+ is chain 31337, expected chain 1; name the right node with --rpc-url/;
  await refused(EXIT.network, words, ["send", receiver.address, "--value", "1", "--chain-id", "1"]);
  await refused(EXIT.network, words, ["deploy", tokenFile, ...CONSTRUCTOR], { CAUSEWAY_CHAIN_ID: "1" });
});

test("bad input: nobody at the URL", async () => {
  const nobody = await Node.start();
  await nobody.stop();
  await refused(EXIT.network, /no answer from .*causeway dev/, ["call", address, "name"], { CAUSEWAY_RPC_URL: nobody.http });
  await refused(EXIT.usage, /expected a URL that begins with http/, ["call", address, "name", "--rpc-url", "localhost:8545"]);
});

test("bad input: nothing at the path of a contract", async () => {
  const words = /nowhere: there is no such folder or file; expected .*`causeway build`/;
  await refused(EXIT.contract, words, ["deploy", "nowhere"]);
  await refused(EXIT.contract, words, ["abi", "nowhere"]);
});

test("bad input: EVM bytecode is not deployed", async () => {
  const file = join(temporaryFolder(), "Evm.json");
  writeFileSync(file, JSON.stringify({ abi: [], bytecode: "0x6080604052" }));
  await refused(EXIT.contract, /this chain runs Wasm contracts, not EVM bytecode/, ["deploy", file]);
});

test("bad input: a private key that is none is refused and not repeated", async () => {
  const { code, output } = await run(["send", receiver.address, "--value", "1", "--private-key", "0x5ec2e7"]);
  assert.equal(code, EXIT.key, output);
  assert.match(output, /--private-key: expected a private key/);
  assert.ok(!output.includes("5ec2e7"));
});

test("commands: the help lists every exit code and the completions know every command", async () => {
  const { output } = await run(["--help"]);
  const codes = [...output.matchAll(/^ {2}(\d+) +\S/gm)].map(([, code]) => Number(code));
  assert.deepEqual(codes, codes.map((_, index) => index));
  const commands = output.match(/^Commands:\n((?: {2}.*\n)+)/m)[1].match(/^ {2}[a-z]+/gm).map((name) => name.trim());
  for (const shell of ["bash", "zsh", "fish"]) {
    const { output: script } = await run(["completions", shell]);
    for (const command of commands) assert.ok(script.includes(command), `${shell}: ${command}`);
  }
});
