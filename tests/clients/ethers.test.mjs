// ethers 6, used as its documentation shows: https://docs.ethers.org/v6
//
// The option cacheTimeout: -1 is needed on every chain that mines at once: ethers caches a nonce for 250 ms otherwise.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Contract, ContractFactory, JsonRpcProvider, Wallet, WebSocketProvider, isCallException, parseEther } from "ethers";

import { accounts } from "./support/accounts.mjs";
import { Node } from "./support/node.mjs";
import { NAME, SUPPLY, SYMBOL, token } from "./support/token.mjs";
import { until } from "./support/wait.mjs";

let node, provider, owner, contract;
const [ownerAccount, receiver, poor] = accounts;

before(async () => {
  node = await Node.start();
  provider = new JsonRpcProvider(node.http, undefined, { cacheTimeout: -1, pollingInterval: 100 });
  owner = new Wallet(ownerAccount.privateKey, provider);
});
after(async () => {
  provider?.destroy();
  await node?.stop();
});

test("ethers: coins are transferred", async () => {
  const receipt = await (await owner.sendTransaction({ to: receiver.address, value: parseEther("2") })).wait();
  assert.equal(receipt.status, 1);
  assert.equal(await provider.getBalance(receiver.address), parseEther("10002"));
});

test("ethers: legacy and access list transactions are mined", async () => {
  for (const type of [0, 1]) {
    const receipt = await (await owner.sendTransaction({ to: receiver.address, value: 1n, type })).wait();
    assert.equal(receipt.type, type);
  }
});

test("ethers: the token is deployed by a factory", async () => {
  const factory = new ContractFactory(token.abi, token.bytecode, owner);
  contract = await factory.deploy(NAME, SYMBOL, SUPPLY);
  await contract.waitForDeployment();
  assert.equal(await contract.getDeployedCode(), token.bytecode);
});

test("ethers: the token is read", async () => {
  assert.equal(await contract.name(), NAME);
  assert.equal(await contract.symbol(), SYMBOL);
  assert.equal(await contract.totalSupply(), SUPPLY);
  assert.equal(await contract.balanceOf(ownerAccount.address), SUPPLY);
});

test("ethers: tokens are transferred", async () => {
  const receipt = await (await contract.transfer(receiver.address, 400n)).wait();
  const log = contract.interface.parseLog(receipt.logs[0]);
  assert.deepEqual([log.name, ...log.args], ["Transfer", ownerAccount.address, receiver.address, 400n]);
  assert.equal(await contract.balanceOf(receiver.address), 400n);
});

test("ethers: a revert is decoded by its error name", async () => {
  const asPoor = contract.connect(new Wallet(poor.privateKey, provider));
  const named = (revert) => {
    assert.equal(revert?.name, "ERC20InsufficientBalance");
    assert.deepEqual([...revert.args], [poor.address, 0n, 5n]);
    return true;
  };
  // A call gives the decoded error, sending gives its data for the contract's interface to decode.
  await assert.rejects(asPoor.transfer.staticCall(receiver.address, 5n), (error) => isCallException(error) && named(error.revert));
  await assert.rejects(asPoor.transfer(receiver.address, 5n), (error) =>
    isCallException(error) && named(asPoor.interface.parseError(error.data)));
});

test("ethers: an event is found by filter", async () => {
  const logs = await contract.queryFilter(contract.filters.Transfer(null, receiver.address), 0);
  assert.deepEqual(logs.map((log) => log.args.value), [400n]);
});

test("ethers: an event comes to a listener over HTTP", async () => {
  const seen = [];
  await contract.on("Transfer", (from, to, value) => seen.push([from, to, value]));
  await provider.getBlockNumber();
  await until("a first poll", async () => (await contract.listenerCount("Transfer")) === 1);
  await (await contract.transfer(receiver.address, 11n)).wait();
  await until("one Transfer", () => seen.length > 0);
  assert.deepEqual(seen, [[ownerAccount.address, receiver.address, 11n]]);
  await contract.removeAllListeners();
});

test("ethers: an event comes by subscription", async () => {
  const live = new WebSocketProvider(node.ws, undefined, { cacheTimeout: -1 });
  const watched = new Contract(await contract.getAddress(), token.abi, live);
  const seen = [];
  await watched.on("Transfer", (from, to, value) => seen.push([from, to, value]));
  await live.getBlockNumber();
  await (await contract.transfer(receiver.address, 13n)).wait();
  await until("one Transfer", () => seen.length > 0);
  assert.deepEqual(seen, [[ownerAccount.address, receiver.address, 13n]]);
  await live.destroy();
});

test("ethers: the gas estimate suffices", async () => {
  const gasLimit = await contract.transfer.estimateGas(accounts[6].address, 3n);
  const receipt = await (await contract.transfer(accounts[6].address, 3n, { gasLimit })).wait();
  assert.equal(receipt.status, 1);
  assert.ok(receipt.gasUsed <= gasLimit);
});

test("ethers: the node signs for its own accounts", async () => {
  const signer = await provider.getSigner(4);
  assert.equal(signer.address, accounts[4].address);
  const receipt = await (await signer.sendTransaction({ to: receiver.address, value: 1n })).wait();
  assert.equal(receipt.status, 1);
});

test("ethers: requests of one tick travel as a batch", async () => {
  const balances = await Promise.all(accounts.map(({ address }) => provider.getBalance(address)));
  assert.ok(balances.every((balance) => balance > parseEther("9000")));
});
