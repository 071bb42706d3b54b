// The token's artifact, as `causeway build contracts/token` wrote it.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { repository } from "./node.mjs";

export const tokenFile = join(repository, "target/contracts/token/Token.json");

export const token = JSON.parse(readFileSync(tokenFile, "utf8"));

/** Arguments of the constructor in all tests. */
export const NAME = "Test Token";
export const SYMBOL = "TEST";
export const SUPPLY = 1_000_000n;
