// Brake pads from resin and fibre to the car: what was weighed in is what came out, a drum is short on the way, and a
// resin that does not cure is recalled with everything that was made of it, and nothing else.
//
//   causeway dev                                 # in one terminal
//   npm install && node provenance.mjs         # in another, in this folder, after `causeway build`

import assert from "node:assert/strict";

import { accounts, chain, deploy, events, hash, refusal, refusalName, sealed } from "./chain.mjs";

const people = accounts("authority", "resinMaker", "fibreMaker", "padMaker", "carMaker", "dealer", "inspector");
const { authority, resinMaker, fibreMaker, padMaker, carMaker, dealer, inspector } = people;
const called = (address) => Object.keys(people).find((name) => people[name].address === address);
const gram = 0;
const kg = 1_000n;
const weight = (grams) => `${Number(grams) / 1_000} kg`;
const paper = (text) => sealed(text).commitment;

const goods = await deploy(authority, "provenance", "Provenance");
for (const maker of [resinMaker, fibreMaker]) await goods.admit(maker.address);
const { timestamp } = await chain.getBlock();
await goods.accredit(inspector.address, timestamp + 86_400n * 365n);

/** A lot to be, of a product by its GTIN. */
const output = (gtin, quantity, fields) => ({ product: hash(gtin), quantity, commitment: paper(fields) });
const part = (lot, quantity) => ({ lot, quantity });
const [resin, fibre, compound, front, rear, axle] =
  ["06901234500017", "06901234500024", "06901234500031", "06901234500048", "06901234500055", "06901234500062"];

const resinA = await goods.by(resinMaker).register(gram, [
  output(resin, 600n * kg, { reactor: 2, day: "2026-11-02" }),
  output(resin, 400n * kg, { reactor: 3, day: "2026-11-03" }),
]);
const resinB = resinA + 1n;
const fibres = await goods.by(fibreMaker).register(gram, [output(fibre, 900n * kg, { mill: "Foshan", cut: "3 mm" })]);

// A lot changes hands when both sides say so. Five kilogrammes of fibre did not arrive, and the shipper agrees.
for (const lot of [resinA, resinB]) {
  const { quantity } = await goods.lot(lot);
  await goods.by(resinMaker).ship(lot, padMaker.address, paper(`waybill of lot ${lot}`));
  if (lot === resinA) console.log(`used on the way: ${await refusalName(goods.by(padMaker).split(lot, [kg]))}`);
  await goods.by(padMaker).receive(lot, quantity);
}
await goods.by(fibreMaker).ship(fibres, padMaker.address, paper("waybill 7731, 36 drums"));
await goods.by(padMaker).receive(fibres, 895n * kg);
const [{ shipped, counted }] = await events(goods, "Disputed");
await goods.by(fibreMaker).concede(fibres);
assert.equal((await goods.lot(fibres)).holder, padMaker.address);
const short = (await goods.totals(gram)).lost;
console.log(`fibre: ${weight(shipped)} shipped, ${weight(counted)} received, ${weight(short)} lost`);

// What goes into a mixer comes out of it or is lost in it.
const mix = (resinLot, grams, fibreGrams, made, loss) => goods.by(padMaker)
  .transform([part(resinLot, grams), part(fibres, fibreGrams)], [output(compound, made, { mixer: 1 })], loss);
console.log(`mixed: ${await refusal(mix(resinA, 250n * kg, 400n * kg, 655n * kg, 0n))}`);
const compoundA = await mix(resinA, 250n * kg, 400n * kg, 640n * kg, 10n * kg);
const compoundB = await mix(resinB, 200n * kg, 300n * kg, 495n * kg, 5n * kg);
const press = (lot, outputs, loss) => goods.by(padMaker).transform([lot], outputs, loss);
const pads = [output(front, 400n * kg, { press: 4 }), output(rear, 230n * kg, { press: 5 })];
const frontA = await press(part(compoundA, 640n * kg), pads, 10n * kg);
const frontB = await press(part(compoundB, 495n * kg), [output(front, 490n * kg, { press: 4 })], 5n * kg);

// A part goes to the car maker, who puts pads of both on axles; the rest to a dealer in spare parts.
const forCars = await goods.by(padMaker).split(frontA, [150n * kg, 250n * kg]);
const forSpares = forCars + 1n;
for (const [lot, to, quantity] of [[forCars, carMaker, 150n], [forSpares, dealer, 250n], [frontB, carMaker, 490n]]) {
  await goods.by(padMaker).ship(lot, to.address, paper(`waybill of lot ${lot}`));
  await goods.by(to).receive(lot, quantity * kg);
}
const axles = await goods.by(carMaker)
  .transform([part(forCars, 150n * kg), part(frontB, 90n * kg)], [output(axle, 240n * kg, { line: "front axle" })], 0n);

// An inspector finds the pads soft. Its maker recalls the resin: one message, however much was made of it.
await goods.by(inspector).inspect(axles, false, paper("shear strength 1.9 N/mm2, 2.5 wanted; resin not cured"));
console.log(`shipped with a fault: ${await refusal(goods.by(carMaker).ship(axles, dealer.address, paper("waybill")))}`);
await goods.by(resinMaker).recall(resinA, paper("reactor 2: catalyst left out"));
const [recalled] = await events(goods, "LotRecalled");
assert.deepEqual([recalled.lot, recalled.by], [resinA, resinMaker.address]);
const onward = (lot, holder) => goods.by(holder).ship(lot, authority.address, paper("waybill"));
console.log(`spare parts: ${await refusal(onward(forSpares, dealer))}`);

/** All that was made of a lot, found by its uses, with who has what is left of it. */
async function descendants(lot) {
  const found = new Set();
  for (const ahead = [lot]; ahead.length;) {
    for (const number of await goods.uses(ahead.pop(), 0n)) {
      const { firstLot, lots } = await goods.process(number);
      for (let made = firstLot; made < firstLot + lots; made++) {
        if (!found.has(made)) ahead.push(made);
        found.add(made);
      }
    }
  }
  return [...found].sort((a, b) => Number(a - b));
}
const affected = await descendants(resinA);
for (const lot of affected) {
  assert.match(await refusal(goods.check(lot)), /^Recalled/);
  const { holder, quantity } = await goods.lot(lot);
  console.log(`  lot ${lot}: ${weight(quantity)} left with the ${called(holder)}`);
}
for (let lot = 1n; lot <= await goods.lotCount(); lot++) {
  if (lot !== resinA && !affected.includes(lot)) await goods.check(lot);
}
await onward(frontB, carMaker);
console.log(`lot ${frontB}, of the other resin: shipped`);

// The way back, as a driver's garage asks it: what is in these axles, and is any of it recalled?
const [ancestors, more] = await goods.trace([axles]);
assert.deepEqual([more, ancestors.length], [[], 9]);
console.log(`lot ${axles} is made of ${ancestors.slice(1).map(({ lot }) => lot).join(", ")}; recalled: ${
  ancestors.filter((traced) => traced.recalled).map(({ lot }) => lot).join(", ")}`);

// The dealer has its part destroyed. Every gram that was registered is in a lot or was lost.
await goods.by(dealer).destroy(forSpares, 250n * kg, paper("protocol of the furnace, 2026-12-01"));
const { registered, lost } = await goods.totals(gram);
let left = 0n;
for (let lot = 1n; lot <= await goods.lotCount(); lot++) left += (await goods.lot(lot)).quantity;
assert.equal(registered, left + lost);
console.log(`registered ${weight(registered)} = in lots ${weight(left)} + lost ${weight(lost)}`);
