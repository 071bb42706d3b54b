// The examples do what they say, against a started node.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { Node, repository } from "./support/node.mjs";
import { tokenFile } from "./support/token.mjs";

test("examples: the viem script deploys, transfers, is refused by name and finds its event", async () => {
  const node = await Node.start();
  // Beside these tests the script finds the packages that are installed for them.
  const script = join(repository, "tests/clients", `example-${process.pid}.mjs`);
  copyFileSync(join(repository, "examples/viem/token.mjs"), script);
  try {
    const env = { ...process.env, RPC_URL: node.http, TOKEN_JSON: tokenFile };
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    assert.match(stdout, /^deployed at 0x[0-9a-fA-F]{40} for \d+ gas$/m);
    assert.match(stdout, /^Harbour \(HRB\), supply 1000000$/m);
    assert.match(stdout, /^bob holds 400$/m);
    assert.match(stdout, /^refused: ERC20InsufficientBalance\(0x[0-9a-fA-F]{40}, 400, 401\)$/m);
    assert.match(stdout, /^event: 400 from 0x[0-9a-fA-F]{40} in block 2$/m);
  } finally {
    rmSync(script);
    await node.stop();
  }
});
