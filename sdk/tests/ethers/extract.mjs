// Prints `vectors.rs`: ABI vectors of ethers, as Rust types with values and the bytes that Solidity's code returned for them.
//
//     npm pack @ethersproject/testcases@5.8.0 && tar xzf ethersproject-testcases-5.8.0.tgz
//     node sdk/tests/ethers/extract.mjs package/testcases > sdk/tests/ethers/vectors.rs
//
// Takes the shortest vectors that together have every leaf type, and every shape of an argument that there is up to
// LONGEST; with --all every vector, which the compiler takes minutes for.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const [folder, ...flags] = process.argv.slice(2);
/** Hexadecimal digits of an encoding. */
const LONGEST = 1_024;
const FILES = ["contract-interface", "contract-interface-abi2"];

/** The parts of a tuple's type: `a,(b,c)` gives `a` and `(b,c)`. */
function members(text) {
  const parts = [];
  let [depth, from] = [0, 0];
  for (const [at, letter] of [...text].entries()) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter === "," && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** The Rust type of an ABI type. `u8` is no element of an array in the SDK, `Uint<8>` is. */
function rust(type, element = false) {
  const array = /^(.*)\[(\d*)\]$/.exec(type);
  if (array) return array[2] ? `[${rust(array[1], true)}; ${array[2]}]` : `Vec<${rust(array[1], true)}>`;
  const tuple = /^tuple\((.*)\)$/.exec(type);
  if (tuple) return `(${members(tuple[1]).map((member) => `${rust(member)},`).join(" ")})`;
  const [, name, size] = /^([a-z]+)(\d*)$/.exec(type);
  switch (name) {
    case "uint":
      if ((size || "256") === "256") return "U256";
      return ["8", "16", "32", "64", "128"].includes(size) && !(element && size === "8") ? `u${size}` : `Uint<${size}>`;
    case "int":
      return ["8", "16", "32", "64", "128"].includes(size) ? `i${size}` : `Int<${size || 256}>`;
    case "bytes":
      return size ? `FixedBytes<${size}>` : "Bytes";
    case "string":
      return "String";
    case "address":
      return "Address";
    case "bool":
      return "bool";
  }
  throw new Error(`type ${type}`);
}

/** The types as signatures have them. */
const canonical = (types) => `(${types.join()})`.replaceAll("tuple", "").replace(/int(?!\d)/g, "int256");

/** A value without the names of its kinds. */
const plain = (value) => (Array.isArray(value) ? value.map(plain) : Array.isArray(value.value) ? value.value.map(plain) : value.value);

const vectors = FILES.flatMap((file) =>
  JSON.parse(gunzipSync(readFileSync(`${folder}/${file}.json.gz`))).map((vector) => ({
    name: `${file}/${vector.name}`,
    types: JSON.parse(vector.types),
    values: JSON.stringify(JSON.parse(vector.normalizedValues ?? vector.values).map(plain)),
    result: vector.result.slice(2),
  })),
);

/** What a vector shows: its types, and, if it is short, how each argument is put together. */
function shown({ types, result }) {
  const leaves = types.join().match(/u?int\d*|bytes\d*|string|address|bool/g);
  const shape = (type) => type.replace(/u?int\d*|bytes\d+|address|bool/g, "word").replace(/\[\d+\]/g, "[N]");
  return result.length > LONGEST ? leaves : [...leaves, ...types.map(shape)];
}

const seen = new Set();
const chosen = flags.includes("--all")
  ? vectors
  : vectors
      .toSorted((one, other) => one.result.length - other.result.length)
      .filter((vector) => {
        const fresh = shown(vector).filter((one) => !seen.has(one));
        fresh.forEach((one) => seen.add(one));
        return fresh.length > 0;
      });

const quoted = (text) => {
  let hashes = "#";
  while (text.includes(`"${hashes}`)) hashes += "#";
  return `r${hashes}"${text}"${hashes}`;
};
const lines = chosen.map(
  ({ name, types, values, result }) =>
    `    ${JSON.stringify(name)}, ${JSON.stringify(canonical(types))}, ` +
    `(${types.map((type) => `${rust(type)},`).join(" ")}),\n        ${quoted(values)},\n        "${result}";\n`,
);
process.stdout.write(`//! Made by extract.mjs: ${chosen.length} of the ${vectors.length} ABI vectors of @ethersproject/testcases 5.8.0.
//!
//! Copyright (c) 2019 Richard Moore, MIT License.

use sdk::prelude::*;

vectors! {
${lines.join("")}}
`);
