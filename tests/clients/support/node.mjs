// Starts the `causeway` binary the way a user does and reads where it listens from its banner.
//
// Guarantees: a node that a test started is gone when the test file ends; data folders lie in the system's temporary
// folder. Expects the binary under CAUSEWAY_BIN or at target/release/causeway.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = join(dirname(fileURLToPath(import.meta.url)), "../../..");

export const binary =
  process.env.CAUSEWAY_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(repository, "target"), "release/causeway");

/** Milliseconds after which a node that has not printed its banner, or does not end, counts as stuck. */
const PATIENCE_MS = 60_000;

const running = new Set();
const folders = new Set();
process.on("exit", () => {
  running.forEach((node) => node.process.kill("SIGKILL"));
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});

/** A folder that is removed when the process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "causeway-test-"));
  folders.add(folder);
  return folder;
}

export class Node {
  /** Starts a dev chain and returns when it serves. `dataDir: null` leaves the choice to the node. */
  static async start({ dataDir = temporaryFolder(), flags = [], env = {} } = {}) {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run make build`);
    const node = new Node();
    node.dataDir = dataDir;
    node.output = "";
    node.log = "";
    const args = ["dev", "--port", "0", ...(dataDir ? ["--data-dir", dataDir] : []), ...flags];
    node.process = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env: { RUST_LOG: "info", ...process.env, ...env } });
    running.add(node);
    node.ended = new Promise((resolve) =>
      node.process.on("exit", (code, signal) => {
        running.delete(node);
        resolve({ code, signal });
      }),
    );
    node.process.stderr.on("data", (text) => (node.log = (node.log + text).slice(-20_000)));
    await new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`causeway ${args.join(" ")}: ${why}\n${node.output}${node.log}`));
      const timer = setTimeout(() => fail("no banner"), PATIENCE_MS);
      node.ended.then(({ code, signal }) => fail(`ended early with ${code ?? signal}`));
      node.process.stdout.on("data", (text) => {
        node.output += text;
        if (node.output.includes("Ctrl-C")) {
          clearTimeout(timer);
          resolve();
        }
      });
    });
    node.http = /^RPC +(http:\S+)$/m.exec(node.output)[1];
    node.ws = /^WebSocket +(ws:\S+)$/m.exec(node.output)[1];
    return node;
  }

  /** Sends `signal` and waits for the end: `{ code, signal }`. */
  async stop(signal = "SIGTERM") {
    this.process.kill(signal);
    const timer = setTimeout(() => this.process.kill("SIGKILL"), PATIENCE_MS);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  /** One JSON-RPC request; gives the result, or throws an error with `code` and `data`. */
  async rpc(method, ...params) {
    const answer = await this.post(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    if (answer.error) throw Object.assign(new Error(answer.error.message), answer.error);
    return answer.result;
  }

  /** Posts `body` as it is and gives the JSON answer. */
  async post(body) {
    const response = await fetch(this.http, { method: "POST", headers: { "content-type": "application/json" }, body });
    return response.json();
  }
}

/** Runs the binary to its end: `{ code, stdout, output }`, with both streams in `output`. */
export async function causeway(args, { patienceMs = PATIENCE_MS, ...options } = {}) {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let [stdout, output] = ["", ""];
  child.stdout.on("data", (text) => ((stdout += text), (output += text)));
  child.stderr.on("data", (text) => (output += text));
  const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  return { code, stdout, output };
}
