// Prints the sizes of every contract that one of the folders holds: the file, and the file after brotli at level 11.
//
//   node table.mjs OURS SOROBAN STYLUS OPENZEPPELIN
//
// OURS holds a folder a contract, the others a file a contract; the last two share a column.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [ours, soroban, ...stylus] = process.argv.slice(2);
const modules = (folder) => (existsSync(folder) ? readdirSync(folder) : []).filter((file) => file.endsWith(".wasm"));
const names = [...new Set([soroban, ...stylus].flatMap(modules))].map((file) => basename(file, ".wasm"));
const candidates = (name) => {
    const file = (folder) => join(folder, `${name}.wasm`);
    return [modules(join(ours, name)).map((made) => join(ours, name, made)), [file(soroban)], stylus.map(file)];
};

const level = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const figures = (bytes) => (bytes ? [bytes.length, brotliCompressSync(bytes, level).length] : ["-", "-"]);
const rows = names.map((name) => {
    const files = candidates(name).map((places) => places.find(existsSync));
    const sizes = files.map((file) => figures(file && readFileSync(file)));
    return [name, ...sizes.map(([whole]) => whole), ...sizes.map(([, packed]) => packed)];
});
rows.sort((a, b) => a[1] - b[1]);

const head = ["contract", "Causeway", "soroban-sdk", "Stylus", "Causeway, br", "soroban-sdk, br", "Stylus, br"];
const line = (cells) => `| ${cells.map((cell) => cell.toLocaleString("en-US")).join(" | ")} |`;
console.log([line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n"));
