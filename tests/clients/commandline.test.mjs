// The command line: what the banner promises holds, and every wrong start is refused with its exit code and remedy.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { accounts } from "./support/accounts.mjs";
import { Node, binary, causeway, repository, temporaryFolder } from "./support/node.mjs";
import { tokenFile } from "./support/token.mjs";
import { until } from "./support/wait.mjs";

const EXIT = { failed: 1, usage: 2, addressInUse: 3, dataDir: 4, toolMissing: 5, contract: 6 };

test("command line: the banner names RPC, chain, accounts, keys and data", async () => {
  const node = await Node.start();
  assert.match(node.output, /^Chain id +31337$/m);
  assert.ok(node.output.includes(node.dataDir));
  assert.ok(node.output.includes("test test test test test test test test test test test junk"));
  for (const { address, privateKey } of accounts) {
    assert.ok(node.output.includes(`${address}  ${privateKey}`), address);
    assert.equal(BigInt(await node.rpc("eth_getBalance", address, "latest")), 10_000n * 10n ** 18n);
  }
  await node.stop();
});

test("command line: the three commands of the banner work when pasted", async () => {
  const dataDir = temporaryFolder();
  // The second time the deployer's nonce, and so the token's address, is another.
  for (const expected of ["400", "400"]) {
    const node = await Node.start({ dataDir });
    const commands = node.output.match(/^ {2}\S*cast (send|call) .*$/gm).map((line) => line.trim());
    assert.equal(commands.length, 3);
    let stdout;
    for (const command of commands) {
      const path = `${join(repository, "tests/clients/node_modules/.bin")}:${process.env.PATH}`;
      ({ stdout } = await promisify(execFile)("bash", ["-c", command], { cwd: repository, env: { ...process.env, PATH: path } }));
    }
    assert.equal(stdout.trim(), expected);
    await node.stop();
  }
});

test("command line: port in use", async () => {
  const node = await Node.start();
  const { port } = new URL(node.http);
  const { code, output } = await causeway(["dev", "--port", port, "--data-dir", temporaryFolder()]);
  assert.equal(code, EXIT.addressInUse, output);
  assert.match(output, new RegExp(`127.0.0.1:${port} is in use.*--port`));
  await node.stop();
});

test("command line: data directory locked by another process", async () => {
  const node = await Node.start();
  for (const flags of [[], ["--fresh"]]) {
    const { code, output } = await causeway(["dev", "--port", "0", "--data-dir", node.dataDir, ...flags]);
    assert.equal(code, EXIT.dataDir, output);
    assert.match(output, new RegExp(`in use by process ${node.process.pid}.*--data-dir`));
  }
  assert.equal(await node.rpc("eth_blockNumber"), "0x0");
  await node.stop();
});

/** The folder of a chain that was started and stopped, with one line of its FORMAT changed. */
async function withFormat(from, to) {
  const node = await Node.start();
  await node.stop();
  const file = join(node.dataDir, "FORMAT");
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
  return node.dataDir;
}

test("command line: data directory of another chain", async () => {
  const dataDir = await withFormat("chain 31337", "chain 1");
  for (const flags of [[], ["--fresh"]]) {
    const { code, output } = await causeway(["dev", "--port", "0", "--data-dir", dataDir, ...flags]);
    assert.equal(code, EXIT.dataDir, output);
    assert.match(output, /belongs to chain id 1, expected 31337.*--data-dir/);
  }
});

test("command line: data directory of another format", async () => {
  const dataDir = await withFormat("format 5", "format 99");
  for (const flags of [[], ["--fresh"]]) {
    const { code, output } = await causeway(["dev", "--port", "0", "--data-dir", dataDir, ...flags]);
    assert.equal(code, EXIT.dataDir, output);
    assert.match(output, /has format 99, expected 5.*--data-dir/);
  }
});

test("command line: a folder with other files is not taken as data directory, nor wiped", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "diary.txt"), "mine");
  for (const flags of [[], ["--fresh"]]) {
    const { code, output } = await causeway(["dev", "--port", "0", "--data-dir", folder, ...flags]);
    assert.equal(code, EXIT.dataDir, output);
    assert.match(output, /diary\.txt/);
  }
  assert.equal(readFileSync(join(folder, "diary.txt"), "utf8"), "mine");
});

test("command line: block time out of range", async () => {
  for (const seconds of ["0.001", "1000000000"]) {
    const { code, output } = await causeway(["dev", "--port", "0", "--data-dir", temporaryFolder(), "--block-time", seconds]);
    assert.equal(code, EXIT.usage, output);
    assert.match(output, /block time/);
  }
});

test("command line: wrong flags", async () => {
  for (const args of [[], ["fly"], ["dev", "--port", "99999"], ["dev", "--block-time", "soon"], ["keys"]]) {
    const { code, output } = await causeway(args);
    assert.equal(code, EXIT.usage, output);
  }
});

test("command line: a wrong command line is JSON too, for scripts", async () => {
  for (const args of [["fly"], ["deploy"], ["send", "vitalik.eth"], ["dev", "--port", "99999"]]) {
    const { code, stdout, output } = await causeway([...args, "--json"]);
    assert.equal(code, EXIT.usage, output);
    assert.equal(stdout, "");
    const { error, exitCode } = JSON.parse(output);
    assert.equal(exitCode, code);
    assert.match(error, /^(unrecognized|the following|invalid value)/);
  }
});

test("command line: a reader that goes away is no failure, a full disk is one", async () => {
  for (const command of ["completions bash", "calibrate --list", "new --list", `abi ${tokenFile}`]) {
    const run = (redirect) => promisify(execFile)("bash", ["-c", `set -o pipefail; "$0" ${command} ${redirect}`, binary]);
    await run("| true");
    const { code, stderr } = await run("> /dev/full").then(() => ({ code: 0 }), (error) => error);
    assert.equal(code, EXIT.failed, command);
    assert.match(stderr, /^causeway: cannot write standard output: No space left on device/);
  }
});

test("command line: an interrupted build ends at once and says nothing of its own", async () => {
  const copy = join(temporaryFolder(), "interrupted");
  const made = await causeway(["new", copy]);
  assert.equal(made.code, 0, made.output);
  const child = spawn(binary, ["build", copy], {
    env: { ...process.env, CARGO_TARGET_DIR: join(copy, "target") }, stdio: ["ignore", "pipe", "pipe"], detached: true,
  });
  let output = "";
  child.stderr.on("data", (text) => (output += text));
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  await until("cargo compiles", () => output.includes("Compiling"));
  // As a terminal does: to the whole group.
  process.kill(-child.pid, "SIGINT");
  assert.equal((await ended).signal, "SIGINT");
  assert.ok(!output.includes("panicked"), output);
  assert.ok(!existsSync(join(copy, "target/contracts")));
});

test("command line: on a terminal a wait is shown, without one nothing is", async () => {
  // A terminal that can move its cursor, whatever this test was started from.
  const keys = { CAUSEWAY_KEYS_DIR: join(temporaryFolder(), "keys"), CAUSEWAY_PASSWORD: "p" };
  const env = { ...process.env, ...keys, TERM: "xterm" };
  const terminal = (command) => promisify(execFile)("script", ["-qec", `${binary} ${command}`, "/dev/null"], { env });
  assert.match((await terminal("keys new shown")).stdout, /turning the password into a key/);
  assert.match((await terminal("keys export shown")).stdout, /turning the password into a key/);
  assert.match((await terminal("calibrate --quick --only i32.add")).stdout, /measuring i32\.add/);
  const { code, output } = await causeway(["keys", "new", "quiet"], { env });
  assert.equal(code, 0, output);
  assert.ok(!output.includes("turning"), output);
});

test("command line: build of a missing contract", async () => {
  const { code, output } = await causeway(["build", "contracts/no-such-contract"], { cwd: repository });
  assert.equal(code, EXIT.contract, output);
  assert.match(output, /no-such-contract is not a contract: expected a folder with a Cargo.toml/);
});

test("command line: build without cargo", async () => {
  const { code, output } = await causeway(["build", "contracts/token"], { cwd: repository, env: { PATH: "/nowhere" } });
  assert.equal(code, EXIT.toolMissing, output);
  assert.match(output, /cannot be started.*rustup/);
});

test("command line: build without the Wasm target names the remedy", async () => {
  const fake = temporaryFolder();
  writeFileSync(join(fake, "rustc"), `#!/bin/sh\necho ${fake}\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${fake}:${process.env.PATH}` };
  delete env.RUSTC;
  const { code, output } = await causeway(["build", "contracts/token"], { cwd: repository, env });
  assert.equal(code, EXIT.toolMissing, output);
  assert.match(output, /rustup target add wasm32-unknown-unknown/);
});

test("command line: a built contract has five files and passes check in each form", async () => {
  const folder = join(tokenFile, "..");
  assert.deepEqual(readdirSync(folder).sort(), ["Token.foundry.json", "Token.json", "Token.sol", "Token.ts", "Token.wasm"]);
  const artifact = JSON.parse(readFileSync(tokenFile, "utf8"));
  const hex = join(temporaryFolder(), "token.hex");
  writeFileSync(hex, artifact.bytecode);
  for (const file of [join(folder, "Token.wasm"), tokenFile, join(folder, "Token.foundry.json"), hex]) {
    const { code, output } = await causeway(["check", file]);
    assert.equal(code, 0, output);
    assert.match(output, /accepted/);
  }
  assert.match(readFileSync(join(folder, "Token.sol"), "utf8"), /interface IToken \{/);
  assert.match(readFileSync(join(folder, "Token.ts"), "utf8"), /export const tokenAbi = \[[^]*\] as const;/);
});

test("command line: the token is under 10 KB and its source under 60 lines of code, its test under 20", async () => {
  const size = readFileSync(join(tokenFile, "../Token.wasm")).length;
  assert.ok(size < 10_000, `${size} bytes`);
  for (const [file, most] of [["src/lib.rs", 60], ["tests/token.rs", 20]]) {
    const source = readFileSync(join(repository, "contracts/token", file), "utf8");
    const code = source.split("\n").filter((line) => line.trim() && !line.trim().startsWith("//"));
    assert.ok(code.length <= most, `${file}: ${code.length} lines`);
  }
});

test("command line: an empty contract is under 1 KB, with its ABI and what it was built from", async () => {
  const folder = temporaryFolder();
  const { code, output } = await causeway(["build", "tests/contracts/empty", "--out-dir", folder], { cwd: repository });
  assert.equal(code, 0, output);
  const module = readFileSync(join(folder, "empty/Empty.wasm"));
  assert.ok(module.length < 1_000, `${module.length} bytes`);
  const sections = WebAssembly.Module.customSections.bind(null, new WebAssembly.Module(module));
  assert.equal(Buffer.from(sections("causeway.abi")[0]).toString(), "constructor()");
  assert.equal(sections("causeway.build").length, 1);
});

test("command line: check refuses what is no contract", async () => {
  const folder = temporaryFolder();
  const files = {
    "evm.hex": ["0x6080604052", /causeway build/],
    "text.txt": ["hello", /expected a .wasm module/],
    "empty.wasm": [Buffer.from("\0asm\x01\0\0\0", "latin1"), /module refused/],
  };
  for (const [name, [content, text]] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    const { code, output } = await causeway(["check", join(folder, name)]);
    assert.equal(code, EXIT.contract, output);
    assert.match(output, text);
  }
  const { code } = await causeway(["check", join(folder, "missing.wasm")]);
  assert.equal(code, EXIT.failed);
});

test("command line: without --data-dir the chain is kept in the user's data folder", async () => {
  const home = temporaryFolder();
  const node = await Node.start({ dataDir: null, env: { XDG_DATA_HOME: home } });
  assert.ok(node.output.includes(join(home, "causeway/dev")), node.output);
  assert.ok(existsSync(join(home, "causeway/dev/FORMAT")));
  await node.stop();
});
