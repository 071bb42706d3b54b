// The owners of a building keep its repair fund in a wallet of three, two of whom decide. A roof is paid, a caretaker
// may spend a little without asking, and one of the three moves away.
//
//   causeway dev                                 # in one terminal
//   npm install && node multisig.mjs           # in another, in this folder, after `causeway build`

import assert from "node:assert/strict";

import { decodeErrorResult, encodeFunctionData, formatEther, parseEther } from "viem";

import { accounts, chain, deploy, events, pass, refusalName, refused } from "./chain.mjs";

const day = 86_400;
const terms = [2, BigInt(2 * day), BigInt(30 * day)]; // how many approve; how long it stands; how long a proposal lives
const { gao, he, ma, tang, caretaker, roofer, gardener } =
  accounts("gao", "he", "ma", "tang", "caretaker", "roofer", "gardener");
const coins = ({ address }) => chain.getBalance({ address });

const wallet = await deploy(gao, "multisig", "Multisig", [[gao, he, ma].map(({ address }) => address), ...terms]);
const money = await deploy(gao, "token", "Token", ["Yuan deposits", "CNYD", 80_000n]);
await money.transfer(wallet.address, 80_000n);
await wallet.by(gao, parseEther("0.5")).deposit();
const [deposited] = await events(wallet, "Deposited");
assert.equal(await coins(wallet), deposited.amount);
const held = await money.balanceOf(wallet.address);
console.log(`the wallet holds ${held} yuan and ${formatEther(deposited.amount)} coins`);

/** A call that the wallet is to make. */
const call = ({ address, abi }, functionName, ...args) =>
  ({ to: address, value: 0n, data: encodeFunctionData({ abi, functionName, args }) });

// The roof: paid when two agreed and two days passed, in which the third may speak up.
const roof = await wallet.by(gao).propose([call(money, "transfer", roofer.address, 52_000n)]);
console.log(`one of three: ${await refusalName(wallet.execute(roof))}`);
console.log(`a stranger agrees: ${await refusalName(wallet.by(roofer).approveAction(roof))}`);
await wallet.by(he).approveAction(roof);
console.log(`at once: ${await refusalName(wallet.execute(roof))}`);
await wallet.by(he).withdrawApproval(roof);
await pass(2 * day);
console.log(`he has doubts: ${await refusalName(wallet.execute(roof))}`);
await wallet.by(ma).approveAction(roof);
await pass(2 * day);
await wallet.by(roofer).execute(roof);
console.log(`the roofer has ${await money.balanceOf(roofer.address)} yuan`);
console.log(`paid again: ${await refusalName(wallet.execute(roof))}`);

// The caretaker may spend up to 3,000 yuan without asking: delegated by the wallet, drawn as needed, and no more.
const delegation = await wallet.by(he).propose([
  call(money, "approve", caretaker.address, 3_000n),
  { to: caretaker.address, value: parseEther("0.1"), data: "0x" },
]);
await wallet.by(gao).approveAction(delegation);
await pass(2 * day);
const before = await coins(caretaker);
await wallet.execute(delegation);
assert.equal(await coins(caretaker), before + parseEther("0.1"));
const spend = (yuan) => money.by(caretaker).transferFrom(wallet.address, gardener.address, yuan);
await spend(1_800n);
const { errorName, args: [, allowance, wanted] } = await refused(spend(1_500n));
console.log(`the caretaker pays the gardener ${await money.balanceOf(gardener.address)} yuan`);
console.log(`${wanted} more, when ${allowance} are left: ${errorName}`);

// Calls of one proposal take place together or not at all. The refusal says which failed, and why.
const together = await wallet.by(gao).propose([
  call(money, "transfer", gardener.address, 6_200n),
  call(money, "transfer", roofer.address, 40_000n),
]);
await wallet.by(he).approveAction(together);
await pass(2 * day);
const { errorName: failed, args: [index, , data] } = await refused(wallet.execute(together));
const { errorName: why, args: [, balance] } = decodeErrorResult({ abi: money.abi, data });
console.log(`${failed}: call ${index} by ${why}, with ${balance} yuan left after call 0`);
assert.equal(await money.balanceOf(gardener.address), 1_800n);
console.log(`the gardener still has ${await money.balanceOf(gardener.address)} yuan`);

// Ma moves away and Tang comes. Only the wallet changes its owners; what was open before is void.
const owners = [gao, he, tang].map(({ address }) => address);
console.log(`an owner alone changes owners: ${await refusalName(wallet.by(gao).configure(owners, ...terms))}`);
const change = await wallet.by(gao).propose([call(wallet, "configure", owners, ...terms)]);
await wallet.by(ma).approveAction(change);
await pass(2 * day);
await wallet.execute(change);
console.log(`open from before: ${await refusalName(wallet.execute(together))}`);
console.log(`who moved away: ${await refusalName(wallet.by(ma).propose([call(money, "transfer", ma.address, 1n)]))}`);
assert.deepEqual((await wallet.approvalTerms()).approvers, owners);

const executed = await events(wallet, "ActionExecuted");
assert.deepEqual(executed.map(({ proposal }) => proposal), [roof, delegation, change]);
console.log(`executed: ${executed.map(({ proposal }) => proposal).join(", ")}`);
console.log(`left: ${await money.balanceOf(wallet.address)} yuan`);
