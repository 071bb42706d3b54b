// `causeway keys`: keystores that other tools open, files for their owner only, secrets shown only when asked for.

import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Wallet } from "ethers";

import { accounts } from "./support/accounts.mjs";
import { causeway, temporaryFolder } from "./support/node.mjs";

const EXIT = { usage: 2, key: 10 };
const PASSWORD = "correct horse battery staple";

/** A folder of keys, and a way to run commands on it. */
function keyring() {
  const folder = join(temporaryFolder(), "keys");
  const env = { ...process.env, CAUSEWAY_KEYS_DIR: folder, CAUSEWAY_PASSWORD: PASSWORD };
  delete env.CAUSEWAY_PRIVATE_KEY;
  const run = (args, more = {}) => causeway(["keys", ...args], { env: { ...env, ...more } });
  const json = async (args, more) => {
    const { code, stdout, output } = await run([...args, "--json"], more);
    assert.equal(code, 0, output);
    return JSON.parse(stdout);
  };
  return { folder, run, json };
}

test("keys: a new key is an encrypted file for its owner, which ethers opens", async () => {
  const { folder, run, json } = keyring();
  const { code, output } = await run(["new", "alice"]);
  assert.equal(code, 0, output);
  const file = join(folder, "alice.json");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  const wallet = Wallet.fromEncryptedJsonSync(readFileSync(file, "utf8"), PASSWORD);
  assert.ok(output.includes(wallet.address));
  assert.ok(!output.includes(wallet.privateKey.slice(2)));
  assert.deepEqual(await json(["list"]), [{ name: "alice", address: wallet.address }]);
  assert.equal((await json(["export", "alice"])).privateKey, wallet.privateKey);
});

test("keys: a keystore that ethers wrote is imported and keeps its password", async () => {
  const { json } = keyring();
  const [{ privateKey, address }] = accounts;
  const file = join(temporaryFolder(), "ethers.json");
  writeFileSync(file, new Wallet(privateKey).encryptSync(PASSWORD));
  assert.equal((await json(["import", "owner", "--keystore", file])).address, address);
  assert.equal((await json(["export", "owner"])).privateKey, privateKey);
});

test("keys: private keys and mnemonics are imported", async () => {
  const { json } = keyring();
  assert.equal((await json(["import", "a", "--private-key", accounts[1].privateKey])).address, accounts[1].address);
  assert.equal((await json(["import", "b"], { CAUSEWAY_PRIVATE_KEY: accounts[2].privateKey })).address, accounts[2].address);
  const phrase = "test test test test test test test test test test test junk";
  const imported = await json(["import", "c", "--mnemonic", phrase, "--mnemonic-index", "3"]);
  assert.equal(imported.address, accounts[3].address);
  assert.equal((await json(["address", "c"])).address, accounts[3].address);
});

test("keys: a mnemonic is printed when asked for, and gives the same key again", async () => {
  const { json } = keyring();
  const made = await json(["new", "words", "--mnemonic"]);
  assert.equal(made.mnemonic.split(" ").length, 12);
  assert.equal((await json(["import", "again", "--mnemonic", made.mnemonic])).address, made.address);
});

test("keys: a password file is read without its line end", async () => {
  const { json, run } = keyring();
  const file = join(temporaryFolder(), "password");
  writeFileSync(file, `${PASSWORD}\n`);
  const { address } = await json(["new", "alice", "--password-file", file], { CAUSEWAY_PASSWORD: "other" });
  assert.equal((await json(["export", "alice"])).address, address);
  const { code } = await run(["export", "alice"], { CAUSEWAY_PASSWORD: "other" });
  assert.equal(code, EXIT.key);
});

test("bad input: keys are refused by name", async () => {
  const { folder, run } = keyring();
  await run(["new", "alice"]);
  writeFileSync(join(folder, "damaged.json"), "{}");
  const short = { CAUSEWAY_PASSWORD: "" };
  for (const [words, args, more] of [
    [/alice\.json is there already and is not overwritten/, ["new", "alice"]],
    [/a key cannot be called `\.\.\/x`/, ["new", "../x"]],
    [/no key is called `bob`.* has alice/, ["export", "bob"]],
    [/the password does not open .*alice\.json/, ["export", "alice"], { CAUSEWAY_PASSWORD: "wrong" }],
    [/damaged\.json is not a keystore of version 3/, ["export", "damaged"]],
    [/the password is empty/, ["new", "carol"], short],
    [/the password is empty/, ["new", "carol", "--password-file", "/dev/null"]],
    [/missing\.json: No such file/, ["import", "carol", "--keystore", join(folder, "missing.json")], { CAUSEWAY_PASSWORD: undefined }],
    [/damaged\.json is not a keystore.*no field `crypto`/, ["import", "carol", "--keystore", join(folder, "damaged.json")]],
    [/alice\.json: Not a directory/, ["list", "--keys-dir", join(folder, "alice.json")]],
    [/--private-key: expected a private key/, ["import", "carol", "--private-key", "0x12"]],
    [/expected 12, 15, 18, 21 or 24 English words .*: it has 2 words/, ["import", "carol", "--mnemonic", "one two"]],
  ]) {
    const { code, output } = await run(args, more);
    assert.equal(code, EXIT.key, output);
    assert.match(output, words);
  }
});

test("bad input: without a terminal a password is not asked for but named", async () => {
  const folder = temporaryFolder();
  const env = { ...process.env, CAUSEWAY_KEYS_DIR: folder };
  delete env.CAUSEWAY_PASSWORD;
  const { code, output } = await causeway(["keys", "new", "alice"], { env });
  assert.equal(code, EXIT.key, output);
  assert.match(output, /no terminal to ask on; give --password-file FILE, or set CAUSEWAY_PASSWORD/);
});
