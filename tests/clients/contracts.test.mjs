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
  for (const [supply, words] of [
    ["-1", /found `-1`: it cannot be negative/],
    ["0x", /found `0x`: write a whole number/],
    ["1_000", /found `1_000`: write a whole number such as 1000, 0x3e8 or 1\.5ether/],
    ["true", /found `true`: write a whole number/],
    [(2n ** 256n).toString(), /found `1157\d+`: the type holds 0 to 1157\d+$/m],
  ]) {
    await refused(EXIT.usage, words, ["deploy", tokenFile, "Harbour", "HRB", supply]);
  }
  const third = /argument 3 of constructor\(.*\): expected uint256 supply, found `lots`: /;
  await refused(EXIT.usage, third, ["deploy", tokenFile, "Harbour", "HRB", "lots"]);
});

test("bad input: wrong arguments of a method", async () => {
  const bad = ["send", address, "transfer", "0x1234", "1"];
  await refused(EXIT.usage, /argument 1 of transfer\(.*\): expected address to, found `0x1234`: write 0x and 40 hexadecimal digits/, bad);
  await refused(EXIT.usage, /takes 2 arguments, found 0/, ["send", address, "transfer"]);
  await refused(EXIT.usage, /did you mean balanceOf\(address\)\?/, ["call", address, "balance_of", owner.address]);
  await refused(EXIT.usage, /say which method; the contract has .*balanceOf\(address\), /, ["call", address]);
  await refused(EXIT.usage, /checksum/, ["call", owner.address.replace("F6", "f6"), "name"]);
});

test("bad input: wrong values inside arrays and tuples are named by their place", async () => {
  const invoices = (await json(["deploy", "target/contracts/invoice/Invoice.json"])).address;
  const issue = (items) => ["call", invoices, "issueBatch", "202611", items];
  const hash = `0x${"11".repeat(32)}`;
  const item = (...fields) => `[(${fields.join(",")})]`;
  for (const [items, words] of [
    ["1", /argument 2 of issueBatch\(.*\): expected .*\[\] items, found `1`: write \[a,b,c\]/],
    [item(receiver.address, 1), /item 1: it has 2 fields, expected 5: \(buyer, amount, tax, commitment, payment\)/],
    [item(receiver.address, "x", 1, hash, hash), /item 1: field amount: expected uint128, found `x`: write a whole number/],
    [item(receiver.address, 1, 1, hash, "0x12"), /field payment: expected bytes32, found `0x12`: it has 2 hexadecimal digits, expected 64/],
    [item("vitalik.eth", 1, 1, hash, hash), /field buyer: expected address, found `vitalik\.eth`: write 0x and 40 hexadecimal digits/],
    [item(receiver.address.replace("C5", "c5"), 1, 1, hash, hash), /field buyer: .*its checksum is wrong/],
  ]) {
    await refused(EXIT.usage, words, issue(items));
  }
  const right = item(receiver.address, 1, 1, hash, hash);
  await refused(EXIT.refused, /NotAdmitted\(issuer: /, [...issue(right), "--from", "1"]);
});

test("commands: a method is named as cast names it", async () => {
  for (const method of ["balanceOf(address)(uint256)", "balanceOf( address )", "0x70a08231", "function balanceOf(address who) view returns (uint)"]) {
    assert.equal((await json(["call", address, method, accounts[9].address])).outputs[0], "0", method);
  }
  await refused(EXIT.usage, /did you mean balanceOf\(address\)\?/, ["call", address, "balanceOff", owner.address]);
});

test("commands: a waiting or earlier state is asked for by name", async () => {
  for (const block of ["pending", "safe", "finalized"]) {
    const { code, output } = await run(["call", address, "name", "--block", block]);
    assert.equal(output.trim(), "Harbour", `${code} ${block}`);
  }
  const words = /the answer of 0x[0-9a-fA-F]{40} to name\(\) is no result of it: it is empty; was the contract there at block earliest/;
  await refused(EXIT.mismatch, words, ["call", address, "name", "--block", "earliest"]);
});

test("commands: nonce and fees are those given, and a stale nonce is told", async () => {
  const pay = ["send", receiver.address, "--value", "1", "--from", "9"];
  const nonce = Number(await node.rpc("eth_getTransactionCount", accounts[9].address, "latest"));
  const sent = await json([...pay, "--nonce", String(nonce), "--gas-price", "50gwei", "--priority-gas-price", "2gwei"]);
  const mined = await node.rpc("eth_getTransactionByHash", sent.transactionHash);
  assert.deepEqual(
    [mined.nonce, mined.maxFeePerGas, mined.maxPriorityFeePerGas].map(Number), [nonce, 50_000_000_000, 2_000_000_000],
  );
  await refused(EXIT.refused, /nonce too low: next nonce \d+, tx nonce \d+; leave --nonce away/, [...pay, "--nonce", String(nonce)]);
  await refused(EXIT.refused, /base fee.*; raise --gas-price/, [...pay, "--gas-price", "1"]);
  const tip = [...pay, "--gas-price", "50gwei", "--priority-gas-price", "60gwei"];
  await refused(EXIT.refused, /; lower --priority-gas-price, or raise --gas-price/, tip);
});

test("bad input: gas that does not suffice, or that no block has", async () => {
  const transfer = ["send", address, "transfer", receiver.address, "1"];
  await refused(EXIT.refused, /intrinsic gas too low: have 100, want \d+; raise --gas/, [...transfer, "--gas", "100"]);
  await refused(EXIT.refused, /exceeds block gas limit.*; lower --gas/, [...transfer, "--gas-limit", "99999999999"]);
  await refused(EXIT.refused, /it used 30000 gas; the same call succeeds with more, so raise --gas/, [...transfer, "--gas", "30000"]);
  for (const gas of ["-5", "many", "18446744073709551616"]) {
    await refused(EXIT.usage, new RegExp(`expected a whole number, found \`${gas}\``), [...transfer, `--gas=${gas}`]);
  }
});

test("bad input: coins for what takes none", async () => {
  const words = /transfer\(address,uint256\) is refused: this method takes no value/;
  await refused(EXIT.refused, words, ["send", address, "transfer", receiver.address, "1", "--value", "1"]);
  const bare = /takes no transaction without a method: name one behind the address; it has .*transfer\(address,uint256\)/;
  await refused(EXIT.refused, bare, ["send", address]);
  await refused(EXIT.refused, bare, ["send", address, "--value", "1"]);
  await refused(EXIT.usage, /expected a number of wei, or such as 1\.5ether or 3gwei, found `1btc`/, ["send", address, "--value", "1btc"]);
});

test("bad input: flags that name chain, block and signer", async () => {
  const call = ["call", address, "name"];
  assert.deepEqual((await json([...call, "--chain-id", "0x7a69"])).outputs, ["Harbour"]);
  await refused(EXIT.usage, /expected a chain's number such as 31337 or 0x7a69, found `mainnet`/, [...call, "--chain-id", "mainnet"]);
  await refused(EXIT.usage, /expected a block's number or latest, earliest, .*found `yesterday`/, [...call, "--block", "yesterday"]);
  await refused(EXIT.refused, /block 99999 does not exist yet/, [...call, "--block", "99999"]);
  const send = ["send", receiver.address, "--value", "1"];
  await refused(EXIT.usage, /expected an account of the dev chain, 0 to 9, found `10`.*--account/, [...send, "--from", "10"]);
  await refused(EXIT.usage, /found `0xf39F.*--private-key/, [...send, "--from", owner.address]);
  await refused(EXIT.usage, /cannot be used with '--account/, [...send, "--from", "0", "--account", "x"]);
  await refused(EXIT.key, /it has 2 words/, [...send, "--mnemonic", "test test"]);
});

test("bad input: a URL of another protocol", async () => {
  const https = node.http.replace("http:", "https:");
  await refused(EXIT.network, /does not speak HTTPS: .*; try it with http:\/\//, ["call", address, "name", "--rpc-url", https]);
  await refused(EXIT.usage, /expected a URL that begins with http/, ["call", address, "name", "--rpc-url", node.ws]);
  assert.deepEqual((await json(["call", address, "name", "--rpc-url", ` ${node.http} `])).outputs, ["Harbour"]);
});

test("bad input: text, a folder and a Solidity file are no contract", async () => {
  for (const [file, words] of [
    ["README.md", /README\.md: it is text; expected a \.wasm module/],
    [tokenFile.replace(".json", ".sol"), /it is text/],
  ]) {
    await refused(EXIT.contract, words, ["deploy", file]);
    await refused(EXIT.contract, words, ["abi", file]);
    await refused(EXIT.contract, words, ["check", file]);
  }
  await refused(EXIT.contract, /it is a folder; build it with `causeway build`/, ["check", "contracts/token"]);
  await refused(EXIT.contract, /no \[package\] in it: expected the manifest of one contract/, ["deploy", "."]);
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
