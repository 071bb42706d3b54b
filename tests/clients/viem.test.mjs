// viem, used as its documentation shows: https://viem.sh

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createWalletClient,
  getContract,
  http,
  parseEther,
  parseEventLogs,
  webSocket,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";

import { accounts } from "./support/accounts.mjs";
import { Node } from "./support/node.mjs";
import { NAME, SUPPLY, SYMBOL, token } from "./support/token.mjs";
import { until } from "./support/wait.mjs";

let node, client, owner, poor, contract, target;
const [ownerAccount, receiver, poorAccount] = accounts;

before(async () => {
  node = await Node.start();
  const transport = http(node.http);
  client = createPublicClient({ chain: foundry, transport, pollingInterval: 50 });
  const wallet = ({ privateKey }) =>
    createWalletClient({ account: privateKeyToAccount(privateKey), chain: foundry, transport });
  owner = wallet(ownerAccount);
  poor = wallet(poorAccount);
});
after(() => node?.stop());

const mined = async (hash) => {
  const receipt = await client.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, "success");
  return receipt;
};

test("viem: the chain is the one it knows by 31337", async () => {
  assert.equal(await client.getChainId(), foundry.id);
});

test("viem: coins are transferred for 21,000 gas", async () => {
  const before = await client.getBalance({ address: receiver.address });
  const receipt = await mined(await owner.sendTransaction({ to: receiver.address, value: parseEther("1.5") }));
  assert.equal(receipt.gasUsed, 21_000n);
  assert.equal((await client.getBalance({ address: receiver.address })) - before, parseEther("1.5"));
});

test("viem: the token is deployed with constructor arguments", async () => {
  const { abi, bytecode } = token;
  const receipt = await mined(await owner.deployContract({ abi, bytecode, args: [NAME, SYMBOL, SUPPLY] }));
  target = { abi, address: receipt.contractAddress };
  contract = getContract({ ...target, client: { public: client, wallet: owner } });
  assert.equal(await client.getCode({ address: contract.address }), bytecode);
  const [minted] = parseEventLogs({ abi, logs: receipt.logs, eventName: "Transfer" });
  assert.equal(minted.args.value, SUPPLY);
});

test("viem: the token is read", async () => {
  assert.equal(await contract.read.name(), NAME);
  assert.equal(await contract.read.symbol(), SYMBOL);
  assert.equal(await contract.read.decimals(), 18);
  assert.equal(await contract.read.totalSupply(), SUPPLY);
  assert.equal(await contract.read.balanceOf([ownerAccount.address]), SUPPLY);
});

test("viem: tokens are transferred and the event is in the receipt", async () => {
  const receipt = await mined(await contract.write.transfer([receiver.address, 400n]));
  const [log] = parseEventLogs({ abi: token.abi, logs: receipt.logs, eventName: "Transfer" });
  assert.deepEqual(log.args, { from: ownerAccount.address, to: receiver.address, value: 400n });
  assert.equal(await contract.read.balanceOf([receiver.address]), 400n);
});

test("viem: a revert is decoded by its error name", async () => {
  const call = client.simulateContract({
    ...target,
    account: poorAccount.address,
    functionName: "transfer",
    args: [receiver.address, 5n],
  });
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof BaseError);
    const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    assert.equal(revert.data?.errorName, "ERC20InsufficientBalance");
    assert.deepEqual(revert.data.args, [poorAccount.address, 0n, 5n]);
    return true;
  });
});

test("viem: a transaction that reverts is mined with status reverted and costs its fee only", async () => {
  const before = await client.getBalance({ address: poorAccount.address });
  const hash = await poor.writeContract({ ...target, functionName: "transfer", args: [receiver.address, 5n], gas: 200_000n });
  const receipt = await client.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, "reverted");
  assert.deepEqual(receipt.logs, []);
  const after = await client.getBalance({ address: poorAccount.address });
  assert.equal(before - after, receipt.gasUsed * receipt.effectiveGasPrice);
});

test("viem: an event is found by filter", async () => {
  const filter = await client.createContractEventFilter({
    ...target,
    eventName: "Transfer",
    args: { to: receiver.address },
  });
  await mined(await contract.write.transfer([receiver.address, 7n]));
  const logs = await client.getFilterChanges({ filter });
  assert.deepEqual(logs.map((log) => log.args.value), [7n]);
  assert.deepEqual(await client.getFilterChanges({ filter }), []);
  assert.equal(await client.uninstallFilter({ filter }), true);
});

test("viem: past events are found by range and topic", async () => {
  const logs = await client.getContractEvents({
    ...target,
    eventName: "Transfer",
    args: { to: receiver.address },
    fromBlock: 0n,
  });
  assert.deepEqual(logs.map((log) => log.args.value), [400n, 7n]);
});

test("viem: an event comes by subscription", async () => {
  const live = createPublicClient({ chain: foundry, transport: webSocket(node.ws) });
  const seen = [];
  const unwatch = live.watchContractEvent({
    ...target,
    eventName: "Transfer",
    onLogs: (logs) => seen.push(...logs),
    onError: (error) => seen.push(error),
  });
  // The subscription is confirmed when the socket has answered a later request.
  await live.getBlockNumber();
  await mined(await contract.write.transfer([receiver.address, 9n]));
  await until("one Transfer", () => seen.length > 0);
  assert.equal(seen[0].args?.value, 9n, seen[0]);
  unwatch();
  (await live.transport.getRpcClient()).close();
});

test("viem: new blocks come by subscription", async () => {
  const live = createPublicClient({ chain: foundry, transport: webSocket(node.ws) });
  const numbers = [];
  const unwatch = live.watchBlockNumber({ onBlockNumber: (number) => numbers.push(number) });
  await live.getChainId();
  const receipt = await mined(await owner.sendTransaction({ to: receiver.address, value: 1n }));
  await until("the block's number", () => numbers.includes(receipt.blockNumber));
  unwatch();
  (await live.transport.getRpcClient()).close();
});

test("viem: the gas estimate suffices and is used up but for refunds", async () => {
  const request = { ...target, account: owner.account, functionName: "transfer", args: [accounts[5].address, 3n] };
  const gas = await client.estimateContractGas(request);
  const receipt = await mined(await owner.writeContract({ ...request, gas }));
  assert.ok(receipt.gasUsed <= gas);
});

test("viem: fees follow the base fee", async () => {
  const block = await client.getBlock();
  assert.ok(block.baseFeePerGas > 0n);
  const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas();
  assert.ok(maxFeePerGas >= block.baseFeePerGas + maxPriorityFeePerGas);
});

test("viem: the node signs for its own accounts", async () => {
  const unlocked = createWalletClient({ account: accounts[3].address, chain: foundry, transport: http(node.http) });
  assert.deepEqual(await unlocked.getAddresses(), accounts.map(({ address }) => address));
  await mined(await unlocked.sendTransaction({ to: receiver.address, value: 1n }));
});
