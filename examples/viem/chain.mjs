// A running dev chain, its accounts by name, and contracts whose methods are called as functions. The stories share it.
//
// Guarantees that a message is simulated before it is sent, so that a refusal has its name, and that it is mined when
// the call returns.

import { readFile } from "node:fs/promises";

import {
  BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, encodeAbiParameters, http, keccak256,
  toHex,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";

const mnemonic = "test test test test test test test test test test test junk";
const transport = http(process.env.RPC_URL ?? "http://127.0.0.1:8545");
const folder = process.env.CONTRACTS ?? new URL("../../target/contracts", import.meta.url).pathname;

export const chain = createPublicClient({ chain: foundry, transport, pollingInterval: 50 });
const wallet = createWalletClient({ chain: foundry, transport });

/** The dev chain's accounts, under these names. */
export const accounts = (...names) =>
  Object.fromEntries(names.map((name, addressIndex) => [name, mnemonicToAccount(mnemonic, { addressIndex })]));

/** Deploys what `causeway build` wrote; the contract speaks for `account` until `.by(another)`, who may send wei. */
export async function deploy(account, package_, name, args = []) {
  const { abi, bytecode } = JSON.parse(await readFile(`${folder}/${package_}/${name}.json`, "utf8"));
  const hash = await wallet.deployContract({ account, abi, bytecode, args });
  const { contractAddress: address, gasUsed } = await chain.waitForTransactionReceipt({ hash });
  console.log(`${name} at ${address}, ${gasUsed} gas`);
  return speaking({ address, abi }, account);
}

/** A method of the ABI becomes a function: a view is called; anything else is sent, mined, and its result given. */
function speaking(contract, account, value) {
  const call = (functionName) => async (...args) => {
    const message = { ...contract, functionName, args, account, value };
    const { stateMutability } = contract.abi.find((entry) => entry.name === functionName && entry.type === "function");
    if (stateMutability === "view") return chain.readContract(message);
    const { request, result } = await chain.simulateContract(message);
    await chain.waitForTransactionReceipt({ hash: await wallet.writeContract(request) });
    return result;
  };
  const own = { by: (other, wei) => speaking(contract, other, wei), ...contract };
  return new Proxy(own, { get: (target, name) => (typeof name === "symbol" || name === "then" ? undefined : target[name] ?? call(name)) });
}

/** The error that a message is refused with: `{ errorName, args }`. */
export async function refused(message) {
  try {
    await message;
  } catch (error) {
    const reverted = error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
    if (reverted?.data) return reverted.data;
    throw error;
  }
  throw new Error("this message was to be refused");
}

/** The error that a message is refused with, as `Name(arguments)`. */
export async function refusal(message) {
  const { errorName, args } = await refused(message);
  return `${errorName}(${(args ?? []).join(", ")})`;
}

/** The name of the error that a message is refused with. */
export const refusalName = async (message) => (await refused(message)).errorName;

/** All events of one name, the oldest first. */
export const events = async ({ address, abi }, eventName) =>
  (await chain.getContractEvents({ address, abi, eventName, fromBlock: 0n })).map((event) => event.args);

/** Seconds pass on the dev chain. */
export async function pass(seconds) {
  await chain.request({ method: "evm_increaseTime", params: [toHex(seconds)] });
  await chain.request({ method: "evm_mine", params: [] });
}

/** What stays off chain, and its commitment: keccak256(salt ++ fields). */
export function sealed(fields) {
  const salt = toHex(crypto.getRandomValues(new Uint8Array(32)));
  const text = JSON.stringify(fields);
  return { salt, text, commitment: keccak256(`${salt}${toHex(text).slice(2)}`) };
}

/** The hash of a document or name. */
export const hash = (text) => keccak256(toHex(text));

/** A Merkle tree as the contracts prove it: hashed twice, pairs in ascending order. `leaves` are lists of [type, value]. */
export function tree(leaves) {
  const twice = (leaf) => keccak256(keccak256(encodeAbiParameters(leaf.map(([type]) => type), leaf.map(([, value]) => value))));
  const pair = (a, b) => keccak256(BigInt(a) < BigInt(b) ? `${a}${b.slice(2)}` : `${b}${a.slice(2)}`);
  const levels = [leaves.map(twice)];
  for (let level = levels[0]; level.length > 1; levels.push(level)) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
      level[2 * i + 1] ? pair(level[2 * i], level[2 * i + 1]) : level[2 * i]);
  }
  const proof = (index) => levels.slice(0, -1).flatMap((level, depth) => level[(index >> depth) ^ 1] ?? []);
  return { root: levels.at(-1)[0], proof };
}
