// Compiles Token.sol to Token.hex (creation code) with solc of npm: `npm install solc@0.8.37 && node compile.mjs`.
import { readFileSync, writeFileSync } from "node:fs";
import solc from "solc";

const folder = new URL(".", import.meta.url);
const input = {
    language: "Solidity",
    sources: { "Token.sol": { content: readFileSync(new URL("Token.sol", folder), "utf8") } },
    settings: {
        evmVersion: "cancun",
        optimizer: { enabled: true, runs: 200 },
        outputSelection: { "*": { Token: ["evm.bytecode.object"] } },
    },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const { severity, formattedMessage } of output.errors ?? []) {
    console.error(formattedMessage);
    if (severity === "error") process.exit(1);
}
const code = output.contracts["Token.sol"].Token.evm.bytecode.object;
writeFileSync(new URL("Token.hex", folder), `${code}\n`);
console.log(`Token.hex: ${code.length / 2} bytes`);
