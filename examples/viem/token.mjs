// Deploys the token to a running dev chain and uses it with viem, as with any Ethereum contract.
//
//   causeway dev                                 # in one terminal
//   npm install && node token.mjs              # in another, in this folder, after `causeway build`

import { readFile } from "node:fs/promises";

import { BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, getContract, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";

const artifact = process.env.TOKEN_JSON ?? new URL("../../target/contracts/token/Token.json", import.meta.url);
const { abi, bytecode } = JSON.parse(await readFile(artifact, "utf8"));

const mnemonic = "test test test test test test test test test test test junk";
const [alice, bob] = [0, 1].map((addressIndex) => mnemonicToAccount(mnemonic, { addressIndex }));
const transport = http(process.env.RPC_URL ?? "http://127.0.0.1:8545");
const chain = createPublicClient({ chain: foundry, transport, pollingInterval: 100 });
const wallet = createWalletClient({ account: alice, chain: foundry, transport });

// One transaction checks the module, compiles it and runs its constructor.
const deployment = await wallet.deployContract({ abi, bytecode, args: ["Harbour", "HRB", 1_000_000n] });
const { contractAddress, gasUsed } = await chain.waitForTransactionReceipt({ hash: deployment });
console.log(`deployed at ${contractAddress} for ${gasUsed} gas`);

const token = getContract({ address: contractAddress, abi, client: { public: chain, wallet } });
console.log(`${await token.read.name()} (${await token.read.symbol()}), supply ${await token.read.totalSupply()}`);

const transfer = await token.write.transfer([bob.address, 400n]);
await chain.waitForTransactionReceipt({ hash: transfer });
console.log(`bob holds ${await token.read.balanceOf([bob.address])}`);

// Errors have names and arguments, as a Solidity contract's.
try {
  await token.simulate.transfer([alice.address, 401n], { account: bob });
} catch (error) {
  const reverted = error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
  if (!reverted) throw error;
  console.log(`refused: ${reverted.data.errorName}(${reverted.data.args.join(", ")})`);
}

const [event] = await token.getEvents.Transfer({ to: bob.address }, { fromBlock: 0n });
console.log(`event: ${event.args.value} from ${event.args.from} in block ${event.blockNumber}`);
