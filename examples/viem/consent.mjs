// A patient with diabetes lets a hospital treat her and a pharmacy hand out her insulin. Two months later she lies
// unconscious in another city: its emergency room reads her record without her consent, and answers for it.
//
//   causeway dev                                 # in one terminal
//   npm install && node consent.mjs            # in another, in this folder, after `causeway build`

import assert from "node:assert/strict";

import { accounts, chain, deploy, events, hash, pass, refusalName, refused, sealed } from "./chain.mjs";

const day = 86_400n;
const people = accounts("authority", "reviewer", "lin", "hospital", "drChen", "pharmacy", "insurer", "clinic", "drWu");
const { authority, reviewer, lin, hospital, drChen, pharmacy, insurer, clinic, drWu } = people;
const called = ({ address }) => Object.keys(people).find((name) => people[name].address === address);
const yuan = (fen) => (Number(fen) / 100).toFixed(2);
const [TREATMENT, DISPENSING, INSURANCE, RESEARCH] = ["TREATMENT", "DISPENSING", "INSURANCE", "RESEARCH"].map(hash);

const consents = await deploy(authority, "consent", "Consent");
for (const [role, account] of [
  [TREATMENT, hospital], [TREATMENT, clinic], [DISPENSING, pharmacy], [INSURANCE, insurer], [RESEARCH, hospital],
  [hash("DOCTOR"), drChen], [hash("DOCTOR"), drWu], [hash("REVIEWER"), reviewer],
]) await consents.grantRole(role, account.address);
await consents.by(hospital).employ(drChen.address);
await consents.by(clinic).employ(drWu.address);

// Consent has a purpose and an end. To treat her is not to study her.
const { timestamp } = await chain.getBlock();
const record = sealed({ patient: "Lin", diagnosis: "type 1 diabetes", allergies: ["penicillin"] }).commitment;
const anchor = () => consents.by(drChen).anchor(hospital.address, lin.address, record);
console.log(`anchored without consent: ${await refusalName(anchor())}`);
await consents.by(lin).grant(hospital.address, TREATMENT, timestamp + 365n * day);
await anchor();
const look = (purpose) => consents.by(drChen).access(hospital.address, record, purpose);
await look(TREATMENT);
console.log(`read for a study: ${await refusalName(look(RESEARCH))}`);

// Six pens are prescribed, handed out in parts, and not one more.
const insulin = sealed("insulin glargine, pen of 300 units, 16 units at night").commitment;
const halfAYear = timestamp + 180n * day;
const prescription = await consents.by(drChen).prescribe(hospital.address, lin.address, insulin, 6n, halfAYear);
const dispense = (pens) => consents.by(pharmacy).dispense(pharmacy.address, prescription, pens, pens * 68_50n);
console.log(`handed out without consent: ${await refusalName(dispense(2n))}`);
await consents.by(lin).grant(pharmacy.address, DISPENSING, halfAYear);
const first = await dispense(2n);
await dispense(2n);
const { errorName, args: [left, wanted] } = await refused(dispense(3n));
console.log(`${wanted} more, when ${left} are left: ${errorName}`);

// What she paid she claims once. The insurer pays 80 %.
await consents.by(lin).claim(first, insurer.address);
console.log(`claimed again: ${await refusalName(consents.by(lin).claim(first, insurer.address))}`);
const { price } = await consents.dispensing(first);
await consents.by(insurer).settle(first, (price * 80n) / 100n, sealed("80 % of the list price").commitment);
const [settled] = await events(consents, "Settled");
assert.deepEqual([settled.dispensing, settled.paid], [first, 109_60n]);
console.log(`the insurer pays ${yuan(settled.paid)} of ${yuan(price)} yuan`);

// Another city. Nobody can ask her, so a doctor enters for a day and says why.
await pass(Number(60n * day));
const read = () => consents.by(drWu).access(clinic.address, record, TREATMENT);
console.log(`another hospital: ${await refusalName(read())}`);
const enter = (reason) => consents.by(drWu).enterEmergency(clinic.address, lin.address, sealed(reason).commitment);
const entry = await enter("unconscious, glucose 1.9 mmol/l, no relative reached");
await read();
console.log(`in an emergency: may read ${await consents.mayAccess(clinic.address, lin.address, TREATMENT)}`);
await pass(Number(day));
console.log(`a day later: ${await refusalName(read())}`);

// The clinic has three days to justify it. It forgets, and makes no other entry before it did.
await pass(Number(2n * day));
console.log(`the next entry: ${await refusalName(enter("again"))}`);
await consents.by(clinic).justify(entry, sealed("ambulance report 120-88213, ward round of the same day").commitment);
const upheld = 1;
console.log(`its own doctor reviews it: ${await refusalName(consents.by(drWu).review(entry, upheld, record))}`);
await consents.by(reviewer).review(entry, upheld, sealed("hypoglycaemia, entry was needed, justified late").commitment);
const [justified] = await events(consents, "EmergencyJustified");
assert.deepEqual([justified.emergency, justified.late], [entry, true]);
assert.equal((await consents.emergency(entry)).verdict, upheld);
console.log(`entry ${entry}: justified late, upheld`);

// She moves. From now on the hospital reads nothing, and what was read she can see.
await consents.by(lin).revokeGrant(hospital.address, TREATMENT);
console.log(`after she took it back: ${await refusalName(look(TREATMENT))}`);
const readings = await events(consents, "RecordAccessed");
assert.deepEqual(readings.map(({ emergency }) => emergency), [0n, entry]);
for (const { by, organisation, emergency } of readings) {
  const right = emergency ? `by emergency entry ${emergency}` : "by consent";
  console.log(`  read by ${called({ address: by })} of the ${called({ address: organisation })} ${right}`);
}
