// After a typhoon a county hands out water, rice and tents by vouchers: townships get them by the batch, families from
// there, and a depot that a family trusts takes them in for goods.
//
//   causeway dev                                 # in one terminal
//   npm install && node multitoken.mjs         # in another, in this folder, after `causeway build`

import assert from "node:assert/strict";

import { accounts, deploy, events, refusal, refusalName } from "./chain.mjs";

const { county, north, south, chen, luo, depot } = accounts("county", "north", "south", "chen", "luo", "depot");
const vouchers = await deploy(county, "multitoken", "Multitoken", ["https://relief.example/kinds/{id}.json"]);

// As many as there are in store, and never more.
const stock = { water: 2_000n, rice: 800n, tents: 60n };
const ids = [];
for (const most of Object.values(stock)) ids.push(await vouchers.createKind(most));
const [water, rice, tents] = ids;
await vouchers.mintBatch(north.address, ids, [1_200n, 500n, 40n], "0x");
await vouchers.mintBatch(south.address, ids, [800n, 300n, 10n], "0x");
console.log(`tents that are not in store: ${await refusal(vouchers.mint(south.address, tents, 11n, "0x"))}`);

// A family gets its share in one message: all of it or nothing.
const give = (township, family, kinds, values) =>
  vouchers.by(township).safeBatchTransferFrom(township.address, family.address, kinds, values, "0x");
await give(north, chen, ids, [12n, 4n, 1n]);
await give(south, luo, [water, rice], [18n, 6n]);
console.log(`a batch with 11 of 10 tents: ${await refusalName(give(south, luo, [water, tents], [1n, 11n]))}`);

/** What a family has of each kind. */
const has = async ({ address }) => {
  const found = await vouchers.balanceOfBatch(ids.map(() => address), ids);
  return Object.keys(stock).map((kind, n) => `${found[n]} ${kind}`).join(", ");
};
console.log(`Chen has ${await has(chen)}; Luo has ${await has(luo)}`);

// The depot takes vouchers in for goods, from those who let it.
const takeIn = (family, kind, count) => vouchers.by(depot).burn(family.address, kind, count);
console.log(`without being asked: ${await refusalName(takeIn(chen, water, 12n))}`);
for (const family of [chen, luo]) await vouchers.by(family).setApprovalForAll(depot.address, true);
await takeIn(chen, water, 12n);
await takeIn(chen, tents, 1n);
await takeIn(luo, rice, 6n);
console.log(`Chen has ${await has(chen)}; Luo has ${await has(luo)}`);

// What anybody can add up from the events: no voucher came from nowhere.
const balances = new Map();
const move = (account, id, value) => balances.set(`${account} ${id}`, (balances.get(`${account} ${id}`) ?? 0n) + value);
const batches = (await events(vouchers, "TransferBatch")).flatMap(({ ids: moved, values, ...batch }) =>
  moved.map((id, n) => ({ ...batch, id, value: values[n] })));
const singles = await events(vouchers, "TransferSingle");
for (const { from, to, id, value } of [...batches, ...singles]) {
  move(from, id, -value);
  move(to, id, value);
}
const holders = [north, south, chen, luo];
for (const [n, [kind, most]] of Object.entries(stock).entries()) {
  let sum = 0n;
  for (const { address } of holders) {
    const found = await vouchers.balanceOf(address, ids[n]);
    assert.equal(found, balances.get(`${address} ${ids[n]}`) ?? 0n);
    sum += found;
  }
  assert.deepEqual(await vouchers.supply(ids[n]), { total: sum, max: most });
  console.log(`${kind}: ${sum} of ${most} out`);
}
