// `causeway new`, `test`, `build` and `verify`: from an empty folder to a contract on chain, whose code is that of its
// source.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { createPublicClient, createWalletClient, http, parseEventLogs } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";

import { accounts } from "./support/accounts.mjs";
import { Node, causeway, repository, temporaryFolder } from "./support/node.mjs";

const EXIT = { failed: 1, usage: 2, tool: 5, contract: 6, mismatch: 11 };

/** One build folder for all projects of these tests, kept between runs: the first build of the crates takes a minute. */
const cache = join(process.env.CARGO_TARGET_DIR ?? join(repository, "target"), "projects");

let node, home;
const env = (more = {}) => ({ ...process.env, CARGO_TARGET_DIR: cache, CAUSEWAY_RPC_URL: node.http, ...more });
const run = (args, options = {}) =>
  causeway(args, { cwd: home, patienceMs: 1_200_000, ...options, env: env(options.env) });

async function succeeds(args, options) {
  const { code, stdout, output } = await run(args, options);
  assert.equal(code, 0, output);
  return stdout;
}

const json = async (args, options) => JSON.parse(await succeeds([...args, "--json"], options));

async function refused(code, words, args, options) {
  const result = await run(args, options);
  assert.equal(result.code, code, result.output);
  assert.match(result.output, words);
}

before(async () => {
  home = temporaryFolder();
  node = await Node.start();
});
after(() => node?.stop());

let deployed;

test("project: from an empty folder to a contract that viem calls, within ten minutes", async () => {
  const began = Date.now();
  await succeeds(["new", "tally"]);
  const project = join(home, "tally");
  assert.deepEqual(
    readdirSync(project).sort(),
    [".gitignore", "Cargo.lock", "Cargo.toml", "README.md", "client", "rust-toolchain.toml", "src", "tests", "vendor"],
  );
  const tests = await json(["test", "tally"]);
  assert.ok(tests.passed >= 3 && tests.failed === 0, JSON.stringify(tests));
  const [built] = await json(["build", "tally"]);
  assert.equal(built.name, "Tally");
  assert.ok(built.bytes < 10_000, `${built.bytes} bytes`);
  deployed = await json(["deploy", "tally", "7"]);

  const { abi } = JSON.parse(readFileSync(join(built.folder, "Tally.json"), "utf8"));
  const transport = http(node.http);
  const client = createPublicClient({ chain: foundry, transport, pollingInterval: 50 });
  const wallet = createWalletClient({ account: privateKeyToAccount(accounts[1].privateKey), chain: foundry, transport });
  const contract = { abi, address: deployed.address };
  const hash = await wallet.writeContract({ ...contract, functionName: "add", args: [5n] });
  const receipt = await client.waitForTransactionReceipt({ hash });
  const [counted] = parseEventLogs({ abi, logs: receipt.logs, eventName: "Counted" });
  assert.deepEqual(counted.args, { by: accounts[1].address, count: 12n });
  assert.equal(await client.readContract({ ...contract, functionName: "count" }), 12n);
  assert.ok(Date.now() - began < 600_000, `${Date.now() - began} ms`);
});

test("project: the tests run on the Wasm engine too", async () => {
  const tests = await json(["test", "tally", "--vm"]);
  assert.ok(tests.vm && tests.passed >= 6 && tests.failed === 0, JSON.stringify(tests));
});

test("project: cargo finds every crate that a template, or the SDK inside it, uses", async () => {
  for (const template of await json(["new", "--list"])) {
    const name = `from-${template}`;
    await succeeds(["new", name, "--template", template]);
    for (const folder of [join(home, name), join(home, name, "vendor/causeway")]) {
      const args = ["metadata", "--format-version", "1", "--manifest-path", join(folder, "Cargo.toml")];
      const { stdout } = await promisify(execFile)("cargo", args, { maxBuffer: 100_000_000 });
      assert.ok(JSON.parse(stdout).packages.some((found) => found.name === "sdk"), folder);
    }
  }
});

/** The Rust code of a page of the book, without the lines that it hides. */
const codeOf = (page) =>
  [...readFileSync(join(repository, "docs/src", page), "utf8").matchAll(/^```rust\n([^]*?)^```$/gm)].map(([, code]) =>
    code.split("\n").filter((line) => !/^#( |$)/.test(line)).join("\n"),
  );

test("project: the book's first contract, written into a new project, passes its test and counts on chain", async () => {
  await succeeds(["new", "counter"]);
  const [contract, unitTest] = codeOf("first-contract.md");
  const file = join(home, "counter/src/lib.rs");
  const [, kept] = /^([^]*?use sdk::prelude::\*;\n)/.exec(readFileSync(file, "utf8"));
  writeFileSync(file, `${kept}\n${contract}`);
  writeFileSync(join(home, "counter/tests/counter.rs"), unitTest);
  assert.equal((await json(["test", "counter"])).passed, 1);
  const { address } = await json(["deploy", "counter", "41"]);
  assert.equal((await succeeds(["call", address, "count"])).trim(), "41");
  await succeeds(["send", address, "increment"]);
  assert.equal((await succeeds(["call", address, "count"])).trim(), "42");
});

/** Does what the end of a project's README says about its client; the client's lines. */
async function client(project) {
  const [, build, folder, run] = /```sh\ncauseway (build .*)\ncd (client\/.*)\n(.*)\n```\n$/.exec(
    readFileSync(join(home, project, "README.md"), "utf8"),
  );
  await succeeds(build.split(" "), { cwd: join(home, project) });
  const clients = join(repository, "tests/clients");
  const cwd = join(home, project, folder);
  // What is installed for these tests stands for what the README installs.
  const installed = folder === "client/viem" ? "node_modules" : ".venv";
  symlinkSync(join(clients, installed), join(cwd, installed));
  const [program, script] = run.split(" ").slice(-2);
  const { stdout } = await promisify(execFile)(program, [script], { cwd, env: { ...process.env, RPC_URL: node.http } });
  return stdout.trimEnd().split("\n");
}

test("project: its client counts on chain", async () => {
  const [deployment, ...lines] = await client("tally");
  assert.match(deployment, /^Tally at 0x[0-9a-fA-F]{40}, \d+ gas$/);
  assert.deepEqual(lines, [
    "counted to 42",
    "set back by a visitor: NotOwner(0x70997970C51812dc3A010C7d01b50e0d17dc79C8)",
    "beyond the largest number: Panic(17)",
    "the count is 7",
    "  42 by the visitor",
    "  7 by the owner",
  ]);
});

test("project: the client of another contract, and one in Python, deploy the project by its own name", async () => {
  for (const [template, name, last] of [
    ["multisig", "our-wallet", /^left: 26200 yuan$/],
    ["escrow", "safe-sale", /^left in escrow: 0$/],
  ]) {
    await succeeds(["new", name, "--template", template]);
    const lines = await client(name);
    assert.match(lines[0], name === "our-wallet" ? /^OurWallet at 0x/ : /^SafeSale at 0x/);
    assert.match(lines.at(-1), last);
  }
});

test("project: the code on chain is verified against its source", async () => {
  assert.match(await succeeds(["verify", deployed.address, "tally"]), /is Tally: the same \d+ bytes/);
  assert.equal((await json(["verify", deployed.address], { cwd: join(home, "tally") })).verified, true);
});

test("project: the same bytes in another folder, for another user, with other build folders", async () => {
  const other = temporaryFolder();
  cpSync(join(home, "tally"), join(other, "deep/er/tally"), { recursive: true });
  rmSync(join(other, "deep/er/tally/target"), { recursive: true, force: true });
  const cargoHome = process.env.CARGO_HOME ?? join(process.env.HOME, ".cargo");
  mkdirSync(join(other, "cargo"));
  symlinkSync(join(cargoHome, "registry"), join(other, "cargo/registry"));
  const more = {
    HOME: other,
    USER: "somebody",
    CARGO_HOME: join(other, "cargo"),
    RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(process.env.HOME, ".rustup"),
    CARGO_TARGET_DIR: join(other, "target"),
  };
  await succeeds(["build", "deep/er/tally", "--out-dir", "out"], { cwd: other, env: more });
  await succeeds(["build", "tally", "--out-dir", "out"]);
  const [one, two] = [home, other].map((folder) => readFileSync(join(folder, "out/tally/Tally.wasm")));
  assert.ok(one.equals(two));
  for (const path of [home, other, process.env.HOME]) assert.ok(!one.includes(path), path);
});

test("project: a changed source is told from the code on chain", async () => {
  const file = join(home, "tally/src/lib.rs");
  const source = readFileSync(file, "utf8");
  writeFileSync(file, source.replace("self.count.set(to)", "self.count.set(to + U256::ONE)"));
  const words = /not what this source gives:\s+sources: on chain [0-9a-f]{16}, here [0-9a-f]{16}; check out the commit/;
  await refused(EXIT.mismatch, words, ["verify", deployed.address, "tally"]);
  writeFileSync(file, source);
  await refused(EXIT.mismatch, /no contract is at/, ["verify", accounts[9].address, "tally"]);
});

test("project: the build names the largest parts", async () => {
  const output = await succeeds(["build", "tally"]);
  assert.match(output, /code \d+ \(.*sdk \d+.*\), data \d+, ABI \d+/);
  assert.match(output, /largest: \S+.* \d+/);
  const [built] = await json(["build", "tally"]);
  assert.ok(built.sizes.crates.some(({ name }) => name === "sdk"), JSON.stringify(built.sizes));
});

test("bad input: unknown template", async () => {
  await refused(EXIT.usage, /no template is called `nothing`: choose one of .*counter.*token/, ["new", "x", "--template", "nothing"]);
  assert.ok(!existsSync(join(home, "x")));
});

test("bad input: existing folder", async () => {
  mkdirSync(join(home, "taken"));
  await refused(EXIT.usage, /taken is there already and is not touched/, ["new", "taken"]);
  assert.deepEqual(readdirSync(join(home, "taken")), []);
});

test("bad input: a name that is no package's", async () => {
  for (const name of ["My-Coin", "1st", "fn", "sdk", "a b", "na\u00efve", ""]) {
    await refused(EXIT.usage, /a project cannot be called|a value is required/, ["new", name]);
  }
  await refused(EXIT.usage, /`\.\.` names no folder to make/, ["new", ".."]);
});

test("bad input: a name that a crate of the project has", async () => {
  for (const [name, template] of [["serde", "counter"], ["vm", "counter"], ["token", "multisig"]]) {
    await refused(EXIT.usage, /a crate that the project uses has this name/, ["new", name, "--template", template]);
    assert.ok(!existsSync(join(home, name)));
  }
});

test("bad input: a misspelt template", async () => {
  await refused(EXIT.usage, /did you mean token\? choose one of/, ["new", "x", "--template", "Tokn"]);
});

test("bad input: a file where the project would be", async () => {
  writeFileSync(join(home, "file"), "mine");
  await refused(EXIT.usage, /file is there already and is not touched/, ["new", "file"]);
  await refused(EXIT.failed, /cannot write .*file\/x.*Not a directory/, ["new", "file/x"]);
  assert.equal(readFileSync(join(home, "file"), "utf8"), "mine");
});

/** Changes the contract of the project for one command. */
async function withSource(from, to, check) {
  const file = join(home, "tally/src/lib.rs");
  const source = readFileSync(file, "utf8");
  assert.ok(source.includes(from), from);
  writeFileSync(file, source.replace(from, to));
  await check();
  writeFileSync(file, source);
}

test("bad input: contract without #[init]", () =>
  withSource("#[init]", "", () => refused(EXIT.failed, /#\[init\]/, ["build", "tally"])));

test("bad input: unsupported type in a public method", () =>
  withSource("pub fn count(&self) -> U256 {\n        self.count.get()", "pub fn count(&self) -> f64 {\n        0.0", () =>
    refused(EXIT.failed, /f64/, ["build", "tally"])));

test("bad input: tests that fail are counted", () =>
  withSource("self.count.get() + amount", "self.count.get() + amount + amount", () =>
    refused(EXIT.failed, /tally: [1-9]\d* tests? failed/, ["test", "tally"])));

test("bad input: missing compiler or target", async () => {
  await refused(EXIT.tool, /cannot be started.*rustup/, ["test", "tally"], { env: { PATH: "/nowhere" } });
  const fake = temporaryFolder();
  writeFileSync(join(fake, "rustc"), `#!/bin/sh\necho ${fake}\n`, { mode: 0o755 });
  const more = { PATH: `${fake}:${process.env.PATH}`, RUSTC: join(fake, "rustc") };
  await refused(EXIT.tool, /rustup target add wasm32-unknown-unknown/, ["deploy", "tally", "7"], { env: more });
});
