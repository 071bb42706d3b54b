// Counts with viem: the smallest contract deployed, called, refused by name and read back from its events.
//
//   causeway dev                                 # in one terminal
//   npm install && node counter.mjs            # in another, in this folder, after `causeway build`

import { accounts, deploy, events, refusal } from "./chain.mjs";

const { owner, visitor } = accounts("owner", "visitor");
const counter = await deploy(owner, "counter", "Counter", [40n]);

// A method that changes something is a transaction; its answer is that of the simulation before it.
console.log(`counted to ${await counter.by(visitor).add(2n)}`);
console.log(`set back by a visitor: ${await refusal(counter.by(visitor).reset(0n))}`);
console.log(`beyond the largest number: ${await refusal(counter.add(2n ** 256n - 1n))}`);

await counter.reset(7n);
console.log(`the count is ${await counter.count()}`);
for (const { by, count } of await events(counter, "Counted")) {
  console.log(`  ${count} by the ${by === owner.address ? "owner" : "visitor"}`);
}
