// Every kind of bad input that a user can send over JSON-RPC: a clear error that names the field and the remedy, and
// a node that goes on.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, afterEach, before, test } from "node:test";

import { Signature, Transaction, Wallet, concat, encodeRlp, keccak256, toBeHex } from "ethers";
import { WebSocket } from "ws";

import { accounts } from "./support/accounts.mjs";
import { Node } from "./support/node.mjs";
import { token } from "./support/token.mjs";
import { until } from "./support/wait.mjs";

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const [sender, receiver] = accounts;
const wallet = new Wallet(sender.privateKey);

let node;
before(async () => (node = await Node.start()));
after(() => node?.stop());

// Whatever a test sent: the next transaction is mined.
afterEach(async () => {
  const hash = await node.rpc("eth_sendTransaction", { from: accounts[9].address, to: receiver.address, value: "0x1" });
  await until("a transfer is mined after bad input", () => node.rpc("eth_getTransactionReceipt", hash));
});

const fields = (changes = {}) => ({
  type: 2, chainId: 31337, nonce: 0, to: receiver.address, value: 1, gasLimit: 21_000,
  maxFeePerGas: 3_000_000_000n, maxPriorityFeePerGas: 1n, ...changes,
});
const signed = (changes) => wallet.signTransaction(fields(changes));

/** A type 2 transaction made by hand, for contents that libraries refuse to sign. */
function rawType2(changes, alter = (signature) => signature) {
  const tx = fields(changes);
  const quantity = (value) => (BigInt(value) === 0n ? "0x" : toBeHex(value));
  const unsigned = [
    quantity(tx.chainId), quantity(tx.nonce), quantity(tx.maxPriorityFeePerGas), quantity(tx.maxFeePerGas),
    quantity(tx.gasLimit), tx.to, quantity(tx.value), "0x", [],
  ];
  const digest = keccak256(concat(["0x02", encodeRlp(unsigned)]));
  const { r, s, yParity } = alter(wallet.signingKey.sign(digest));
  return concat(["0x02", encodeRlp([...unsigned, quantity(yParity), quantity(r), quantity(s)])]);
}

/** The error of posting `body` must have this code and text. */
async function refusesBody(body, code, text) {
  const { error } = await node.post(body);
  assert.equal(error?.code, code, JSON.stringify(error));
  assert.match(error.message, text);
  return error;
}
const refuses = (method, params, code, text) =>
  refusesBody(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }), code, text);
const refusesRaw = (raw, text, code = -32000) => refuses("eth_sendRawTransaction", [raw], code, text);

// The request itself.

test("bad input: malformed JSON", () => refusesBody('{"jsonrpc":"2.0","id":1,"method":', -32700, /not valid JSON/));

test("bad input: JSON that is no request", () => refusesBody('{"hello":1}', -32600, /invalid request/i));

test("bad input: unknown method", () => refuses("eth_mine_bitcoin", [], -32601, /eth_mine_bitcoin/));

test("bad input: wrong parameter types", async () => {
  await refuses("eth_getBalance", ["0x1234", "latest"], -32602, /parameter 1.*address.*0x1234/);
  await refuses("eth_getBalance", [sender.address, "yesterday"], -32602, /parameter 2.*yesterday/);
  await refuses("eth_getBalance", [], -32602, /parameter 1.*address/);
  await refuses("eth_getBalance", [sender.address, "latest", 3], -32602, /at most 2/);
  await refuses("eth_getBlockByNumber", ["12", true], -32602, /parameter 1.*quantity/);
  await refuses("eth_getBlockByNumber", ["0x1", "yes"], -32602, /parameter 2.*true or false/);
  await refuses("eth_getTransactionReceipt", ["0xabc"], -32602, /64 hex digits/);
  await refuses("eth_call", [{ to: "nobody" }, "latest"], -32602, /nobody/);
  await refuses("eth_sendRawTransaction", [17], -32602, /parameter 1/);
});

test("bad input: oversize body", async () => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "web3_sha3", params: [`0x${"00".repeat(2 << 20)}`] });
  const response = await fetch(node.http, { method: "POST", headers: { "content-type": "application/json" }, body });
  assert.equal(response.status, 413);
  const { error } = await response.json();
  assert.equal(error.code, -32007);
  assert.match(error.message, /request is too large: at most 2097152 bytes are allowed/);
});

test("bad input: a batch above the limit", async () => {
  const call = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
  const answer = await node.post(JSON.stringify(Array(101).fill(call)));
  const { error } = Array.isArray(answer) ? answer[0] : answer;
  assert.match(error.message, /batch|100/i);
});

test("bad input: a connection that sends no HTTP", async () => {
  const { hostname, port } = new URL(node.http);
  await new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write("hello\r\n\r\n"));
    socket.on("close", resolve).on("error", reject).resume();
  });
});

test("bad input: a block that is not there yet is an error, never the head's value", async () => {
  await refuses("eth_getBalance", [sender.address, "0xffffff"], -32001, /block 16777215 does not exist/);
  await refuses("eth_call", [{ to: receiver.address }, "0xffffff"], -32001, /block 16777215/);
});

// The transaction.

test("bad input: wrong chain id", async () =>
  refusesRaw(await signed({ chainId: 1 }), /invalid chain id.*have 1 want 31337/));

test("bad input: legacy transaction without a chain id", async () =>
  refusesRaw(await wallet.signTransaction({ type: 0, nonce: 0, to: receiver.address, gasLimit: 21_000, gasPrice: 3_000_000_000n, chainId: 0 }), /replay-protected.*chain id/));

test("bad input: nonce too low", async () => {
  const raw = await new Wallet(accounts[9].privateKey).signTransaction(fields({ nonce: 0, value: 7 }));
  await until("the account has a nonce", async () => Number(await node.rpc("eth_getTransactionCount", accounts[9].address, "latest")) > 0);
  await refusesRaw(raw, /nonce too low: next nonce \d+, tx nonce 0/);
});

test("bad input: nonce too high", async () => refusesRaw(await signed({ nonce: 5_000 }), /nonce too high: next nonce 0, tx nonce 5000/));

test("bad input: too little balance", async () =>
  refusesRaw(await signed({ value: 10n ** 24n }), /insufficient funds for gas \* price \+ value/));

test("bad input: gas below the intrinsic gas", async () =>
  refusesRaw(await signed({ gasLimit: 20_999 }), /intrinsic gas too low: .*20999.*21000/));

test("bad input: gas above the block's limit", async () =>
  refusesRaw(await signed({ gasLimit: 300_000_001 }), /exceeds block gas limit|300000000/));

test("bad input: priority fee above the fee cap", async () => {
  const text = /max ?priority ?fee ?per ?gas .*higher than max ?fee ?per ?gas/i;
  await refusesRaw(rawType2({ maxFeePerGas: 1n, maxPriorityFeePerGas: 2n }), text);
});

test("bad input: blob transaction", async () => {
  const raw = concat(["0x03", encodeRlp([])]);
  await refusesRaw(raw, /type not supported: type 3 \(blob/);
});

test("bad input: set-code transaction", async () => {
  const raw = concat(["0x04", encodeRlp([])]);
  await refusesRaw(raw, /type not supported: type 4 \(set code/);
});

test("bad input: unknown transaction type", () => refusesRaw("0x05c0", /type not supported: first byte is 0x05/));

test("bad input: empty transaction", () => refusesRaw("0x", /transaction is empty/));

test("bad input: signature with a high s", () =>
  refusesRaw(rawType2({}, ({ r, s, yParity }) => ({ r, s: toBeHex(CURVE_ORDER - BigInt(s)), yParity: 1 - yParity })),
    /invalid transaction signature: s is in the upper half/));

test("bad input: signature that recovers no key", async () => {
  const tx = Transaction.from(fields());
  tx.signature = Signature.from({ r: toBeHex(CURVE_ORDER - 1n, 32), s: toBeHex(1, 32), yParity: 0 });
  await refusesRaw(tx.serialized, /invalid transaction signature|insufficient funds/);
});

test("bad input: truncated RLP", async () => {
  const raw = await signed();
  for (const size of [4, 40, raw.length - 2]) await refusesRaw(raw.slice(0, size), /RLP/);
});

test("bad input: trailing RLP", async () => refusesRaw(`${await signed()}00`, /RLP: 1 bytes follow the transaction/));

test("bad input: transaction above the size limit", async () =>
  refusesRaw(await signed({ data: `0x${"01".repeat(640 * 1024)}`, gasLimit: 300_000_000 }), /oversized data: .*655360/));

// The contract.

const deployment = (data) => signed({ to: null, value: 0, data, gasLimit: 10_000_000 });
const module = token.bytecode.slice(18);

test("bad input: EVM bytecode is sent to `causeway build`", async () => {
  const evm = "0x6080604052348015600f57600080fd5b50603f80601d6000396000f3fe";
  await refusesRaw(await deployment(evm), /ef4357.*causeway build/);
  await refuses("eth_estimateGas", [{ from: sender.address, data: evm }], -32000, /causeway build/);
});

test("bad input: bare Wasm module", async () => refusesRaw(await deployment(`0x${module}`), /bare Wasm module.*causeway build/));

test("bad input: container with a wrong magic", async () =>
  refusesRaw(await deployment(token.bytecode.replace("ef4357", "ef4358")), /starts with ef4358/));

test("bad input: container with a wrong version", async () =>
  refusesRaw(await deployment(token.bytecode.replace("ef435701", "ef435702")), /container version is 2: expected 1/));

test("bad input: container with a wrong length", async () => {
  await refusesRaw(await deployment(token.bytecode.slice(0, -2)), /container is truncated: expected \d+ bytes, found \d+/);
  await refusesRaw(await deployment("0xef43570100000000"), /container length is 0/);
});

test("bad input: container whose module is not valid Wasm", async () =>
  refusesRaw(await deployment(`0xef435701${(4).toString(16).padStart(8, "0")}deadbeef`), /module refused/));

test("bad input: container whose module is cut short by its length", async () => {
  const half = module.slice(0, module.length / 2 - ((module.length / 2) % 2));
  const size = (half.length / 2).toString(16).padStart(8, "0");
  await refusesRaw(await deployment(`0xef435701${size}${half}`), /module refused/);
});

// WebSocket.

test("bad input: malformed JSON over WebSocket keeps the connection", async () => {
  const socket = new WebSocket(node.ws);
  const answers = [];
  socket.on("message", (data) => answers.push(JSON.parse(data)));
  await new Promise((resolve, reject) => {
    socket.on("open", resolve).on("error", reject);
  });
  socket.send("{");
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: 2, method: "eth_subscribe", params: ["weather"] }));
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: 3, method: "eth_chainId", params: [] }));
  await until("three answers", () => answers.length === 3);
  assert.equal(answers.find(({ id }) => id === null).error.code, -32700);
  assert.equal(answers.find(({ id }) => id === 2).error.code, -32602);
  assert.equal(answers.find(({ id }) => id === 3).result, "0x7a69");
  socket.close();
});
