// A bank issues coins for money it received. A customer pays by signature and sends no message for it; a thief's account
// is frozen; and what a shop took in goes back for money.
//
//   causeway dev                                 # in one terminal
//   npm install && node coin.mjs               # in another, in this folder, after `causeway build`

import assert from "node:assert/strict";

import { encodeFunctionData, isAddressEqual, parseSignature } from "viem";

import { accounts, chain, deploy, events, hash, pass, refusalName, refused, sealed } from "./chain.mjs";

const { issuer, bank, compliance, operations, customer, shop, thief } =
  accounts("issuer", "bank", "compliance", "operations", "customer", "shop", "thief");
const coin = await deploy(issuer, "coin", "Coin", ["Pearl Yuan", "PCNY", issuer.address]);
for (const [role, account] of [["MINTER_ROLE", bank], ["FREEZER_ROLE", compliance], ["PAUSER_ROLE", operations]]) {
  await coin.grantRole(hash(role), account.address);
}
const yuan = (fen) => (Number(fen) / 100).toFixed(2);
const held = async ({ address }) => yuan(await coin.balanceOf(address));
const paper = (text) => sealed(text).commitment;

// Coins come from money only: within the bank's quota, each with a reference to its payment.
await coin.setMintQuota(bank.address, 1_000_00n);
await coin.by(bank).mint(customer.address, 600_00n, paper("transfer 2026-11-22/004417"));
const more = coin.by(bank).mint(customer.address, 500_00n, paper("transfer 2026-11-22/004418"));
console.log(`beyond the bank's quota: ${await refusalName(more)}`);
console.log(`the customer has ${await held(customer)} yuan`);

// At the counter the customer signs on the phone. The shop brings the signature and takes the price, both or neither.
const { timestamp } = await chain.getBlock();
const price = 128_50n;
const terms = { owner: customer.address, spender: shop.address, value: price, nonce: 0n, deadline: timestamp + 3_600n };
const Permit = ["address owner", "address spender", "uint256 value", "uint256 nonce", "uint256 deadline"].map((field) => {
  const [type, name] = field.split(" ");
  return { name, type };
});
// The coin says itself what its signatures are bound to; among that is no salt, though the answer has a place for one.
const { domain: { salt, ...domain } } = await chain.getEip712Domain({ address: coin.address });
assert.deepEqual([domain.name, BigInt(salt)], ["Pearl Yuan", 0n]);
assert(isAddressEqual(domain.verifyingContract, coin.address));
const { r, s, v } = parseSignature(await customer.signTypedData({
  domain,
  types: { Permit },
  primaryType: "Permit",
  message: terms,
}));
const call = (functionName, ...args) => encodeFunctionData({ abi: coin.abi, functionName, args });
const charge = (value) => coin.by(shop).multicall([
  call("permit", customer.address, shop.address, value, terms.deadline, Number(v), r, s),
  call("transferFrom", customer.address, shop.address, value),
]);
console.log(`for a higher price: ${await refusalName(charge(price + 1n))}`);
await charge(price);
console.log(`charged twice: ${await refusalName(charge(price))}`);
const sent = await chain.getTransactionCount({ address: customer.address });
console.log(`the shop has ${await held(shop)} yuan; the customer sent ${sent} messages`);

// A phone is stolen. What reached the thief stays there, by a file number and not by a name.
await coin.by(customer).transfer(thief.address, 200_00n);
await coin.by(compliance).freeze(thief.address, "file 2026-1183");
const [frozen] = await events(coin, "Frozen");
assert.deepEqual([frozen.account, frozen.reason], [thief.address, "file 2026-1183"]);
const { errorName, args: [, file] } = await refused(coin.by(thief).transfer(shop.address, 200_00n));
console.log(`the thief pays: ${errorName}, ${file}`);

// Operations stops everything for an hour, which ends by itself.
await coin.by(operations).pause("change of the settlement system", (await chain.getBlock()).timestamp + 3_600n);
console.log(`in the pause: ${await refusalName(coin.by(shop).transfer(customer.address, 1n))}`);
await pass(3_600);
await coin.by(shop).redeem(price, paper("account 4400 1580 1234"));

// The coins are what was minted less what was redeemed, as anybody can add up.
const sum = async (name) => (await events(coin, name)).reduce((total, { value }) => total + value, 0n);
const supply = await coin.totalSupply();
assert.equal(supply, await sum("Minted") - await sum("Redeemed"));
console.log(`${yuan(await sum("Minted"))} minted - ${yuan(await sum("Redeemed"))} redeemed = ${yuan(supply)} yuan`);
