// web3.py: runs web3py_journey.py in the Python environment that scripts/setup made, one test for each of its steps.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";

import { Node, repository } from "./support/node.mjs";
import { tokenFile } from "./support/token.mjs";

const STEPS_MIN = 10;

test("web3.py", async (t) => {
  const folder = join(repository, "tests/clients");
  const node = await Node.start();
  const journey = spawn(join(folder, ".venv/bin/python"), [join(folder, "web3py_journey.py"), node.http, node.ws, tokenFile], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve, reject) => journey.on("exit", resolve).on("error", reject));
  let steps = 0;
  for await (const line of createInterface({ input: journey.stdout })) {
    const { name, error } = JSON.parse(line);
    steps += 1;
    await t.test(`web3.py: ${name}`, () => assert.equal(error, null, error));
  }
  assert.equal(await ended, 0);
  assert.ok(steps >= STEPS_MIN, `only ${steps} steps were run`);
  await node.stop();
});
