// The files of a built contract, read by the tools that they are for: solc, TypeScript with viem, ethers, cast.
//
// Guarantees, for every reference contract: the Solidity interface compiles and its ABI, as solc gives it, is ours; the
// TypeScript constant passes `tsc --strict` and viem infers arguments and results from it; the JSON has what Hardhat and
// Foundry look for.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { ContractFactory, Interface, id } from "ethers";
import solc from "solc";

import { repository } from "./support/node.mjs";

const here = join(repository, "tests/clients");

/** Every reference contract: `{ name, folder, artifact }`. */
const contracts = readdirSync(join(repository, "contracts")).map((package_) => {
  const folder = join(repository, "target/contracts", package_);
  const name = readdirSync(folder).find((file) => file.endsWith(".wasm")).replace(".wasm", "");
  return { name, folder, artifact: JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) };
});

/** An ABI as sorted lines with all names, without what no interface has. A name that is a word of Solidity has an
 * underscore there. */
const lines = (abi) =>
  new Interface(abi.filter(({ type }) => !["constructor", "fallback", "receive"].includes(type)))
    .format()
    .map((line) => line.replace(/\b_(?=[a-z])/g, ""))
    .sort();

/** The entry of an ABI by its kind and signature, as remarks have it. */
const signature = ({ type, name, inputs }) =>
  `${type === "error" ? "error " : ""}${new Interface([{ type: "function", name, inputs, outputs: [] }]).getFunction(name).format()}`;

test("artifacts: every Solidity interface compiles, and its ABI by solc is that of the artifact", () => {
  const sources = Object.fromEntries(
    contracts.map(({ name, folder }) => [`${name}.sol`, { content: readFileSync(join(folder, `${name}.sol`), "utf8") }]),
  );
  const settings = { outputSelection: { "*": { "*": ["abi", "evm.methodIdentifiers"] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  assert.deepEqual(errors.map(({ formattedMessage }) => formattedMessage), []);
  assert.equal(Object.keys(output.contracts).length, contracts.length);
  for (const { name, artifact } of contracts) {
    const { abi, evm } = output.contracts[`${name}.sol`][`I${name}`];
    // What Solidity has no place for is said in the file, and is nothing else.
    const leftOut = [...sources[`${name}.sol`].content.matchAll(/^\/\/ Left out, because .*?: (.*)$/gm)].map(([, left]) => left);
    const events = artifact.abi.filter(({ type }) => type === "event").map((event) => event.name);
    for (const left of leftOut) {
      assert.ok(left.startsWith("receive(") || events.some((event) => left.startsWith(`error ${event}(`)), left);
    }
    const kept = artifact.abi.filter((entry) => !["function", "error"].includes(entry.type) || !leftOut.includes(signature(entry)));
    assert.equal(kept.length, artifact.abi.length - leftOut.length, name);
    assert.deepEqual(lines(kept), lines(abi), name);
    const methods = Object.entries(artifact.methodIdentifiers).filter(([method]) => !leftOut.includes(method));
    assert.deepEqual(Object.fromEntries(methods), evm.methodIdentifiers, name);
  }
});

/** What a user of viem writes; each line marked as an error has to be one. */
const CONSUMER = `
import { createPublicClient, createWalletClient, decodeEventLog, http } from "viem";
import { foundry } from "viem/chains";
import { tokenAbi } from "./Token.ts";
import { invoiceAbi } from "./Invoice.ts";

const chain = createPublicClient({ chain: foundry, transport: http() });
const wallet = createWalletClient({ chain: foundry, transport: http() });
const address = "0x5FbDB2315678afecb367f032d93F642f64180aa3" as const;

export async function typed() {
  const supply: bigint = await chain.readContract({ abi: tokenAbi, address, functionName: "totalSupply" });
  const name: string = await chain.readContract({ abi: tokenAbi, address, functionName: "name" });
  const quota = await chain.readContract({ abi: invoiceAbi, address, functionName: "quota", args: [address, 202611] });
  const issued: bigint = quota.amountIssued;
  const { result } = await chain.simulateContract({
    abi: tokenAbi, address, account: address, functionName: "transfer", args: [address, 1n],
  });
  const done: boolean = result;
  const event = decodeEventLog({ abi: tokenAbi, eventName: "Transfer", topics: [], data: "0x" });
  const value: bigint = event.args.value;

  // @ts-expect-error a number is no bigint
  const wrong: number = await chain.readContract({ abi: tokenAbi, address, functionName: "totalSupply" });
  // @ts-expect-error no such method
  await chain.readContract({ abi: tokenAbi, address, functionName: "burn" });
  // @ts-expect-error an argument is missing
  await chain.readContract({ abi: tokenAbi, address, functionName: "balanceOf" });
  // @ts-expect-error a view is not written
  await wallet.writeContract({ abi: tokenAbi, address, account: address, functionName: "totalSupply" });
  return { supply, name, issued, done, value, wrong };
}
`;

test("artifacts: every TypeScript ABI passes tsc --strict, and viem infers arguments and results from it", async () => {
  // Beside these tests tsc finds viem.
  const folder = mkdtempSync(join(here, ".types-"));
  try {
    for (const { name, folder: from } of contracts) copyFileSync(join(from, `${name}.ts`), join(folder, `${name}.ts`));
    writeFileSync(join(folder, "consumer.ts"), CONSUMER);
    const uses = contracts.map(({ name }) => {
      const abi = `${name[0].toLowerCase()}${name.slice(1)}Abi`;
      return `import { ${abi} } from "./${name}.ts";\nexport const ${name}: Abi = ${abi};\n`;
    });
    writeFileSync(join(folder, "all.ts"), `import type { Abi } from "viem";\n${uses.join("")}`);
    const options = {
      strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, module: "nodenext", target: "es2022",
      types: [],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
    const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
    const tsc = join(manifest, "..", JSON.parse(readFileSync(manifest, "utf8")).bin.tsc);
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", folder]).catch((error) => error);
    assert.equal(stdout, "");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("artifacts: the JSON has every field of Hardhat's form, and its methods by their selectors", () => {
  for (const { name, artifact } of contracts) {
    assert.equal(artifact._format, "hh3-artifact-1");
    assert.equal(artifact.contractName, name);
    assert.match(artifact.sourceName, /^contracts\/\w+\/src\/lib\.rs$/);
    assert.match(artifact.bytecode, /^0x([0-9a-f]{2})+$/);
    assert.equal(artifact.deployedBytecode, artifact.bytecode);
    for (const field of ["linkReferences", "deployedLinkReferences", "immutableReferences"]) {
      assert.deepEqual(artifact[field], {}, field);
    }
    for (const [signature, selector] of Object.entries(artifact.methodIdentifiers)) {
      assert.equal(id(signature).slice(2, 10), selector, signature);
    }
    const factory = ContractFactory.fromSolidity(artifact);
    assert.equal(factory.bytecode, artifact.bytecode);
  }
});

test("artifacts: the second JSON has Foundry's form, and cast reads both", async () => {
  const cast = join(here, "node_modules/.bin/cast");
  for (const { name, folder, artifact } of contracts) {
    const file = join(folder, `${name}.foundry.json`);
    const foundry = JSON.parse(readFileSync(file, "utf8"));
    assert.deepEqual(foundry.abi, artifact.abi);
    assert.deepEqual(foundry.methodIdentifiers, artifact.methodIdentifiers);
    for (const code of [foundry.bytecode, foundry.deployedBytecode]) {
      assert.equal(code.object, artifact.bytecode);
      assert.deepEqual(code.linkReferences, {});
    }
    assert.equal(ContractFactory.fromSolidity(foundry).bytecode, artifact.bytecode);
    for (const path of [file, join(folder, `${name}.json`)]) {
      const { stdout } = await promisify(execFile)(cast, ["interface", path]);
      for (const { type, name: method } of artifact.abi) {
        if (type === "function") assert.ok(stdout.includes(`function ${method}(`), `${path}: ${method}`);
      }
    }
  }
});
