// A company is founded in a district: signed by its shareholders, checked by a model, decided by an officer, and known to
// bank and tax office from then on without a second visit.
//
//   causeway dev                                 # in one terminal
//   npm install && node licence.mjs            # in another, in this folder, after `causeway build`

import { hexToString, toHex, zeroHash } from "viem";

import { accounts, chain, deploy, events, hash, refusal, refusalName, sealed, tree } from "./chain.mjs";

const day = 86_400n;
const { regulator, officer, second, checker, zhao, sun, bank, tax } =
  accounts("regulator", "officer", "second", "checker", "zhao", "sun", "bank", "tax");
const terms = {
  prefix: toHex("91440112"), // 9: market regulation, 1: company, 440112: Huangpu in Guangzhou
  decisionSeconds: 3n * day,
  appealSeconds: 60n * day,
  validitySeconds: 3_650n * day,
};
const licences = await deploy(regulator, "licence", "Licence", [terms]);
for (const [role, account] of [["OFFICER", officer], ["OFFICER", second], ["CHECKER", checker], ["BANK", bank], ["TAX", tax]]) {
  await licences.grantRole(hash(role), account.address);
}
const model = hash("pre-check 3.2, weights sha256 9f2c");
await licences.admitModel(model);

// What the licence will say, and what it rests on. Both stay off chain.
const particulars = sealed({
  name: "Guangzhou Pearl Bay Intelligent Sensing Co., Ltd.",
  address: "Room 702, 18 Science Avenue, Huangpu District",
  capital: "5,000,000 yuan",
  scope: "sensors, software, technical services",
}).commitment;
const papers = ["articles of association", "lease of room 702", "identity of the legal representative"].map((paper) => sealed(paper).commitment);
const documents = tree(papers.map((paper) => [[{ type: "bytes32" }, paper]]));

const formation = 0;
const application = await licences
  .by(zhao)
  .file(formation, toHex(0, { size: 18 }), documents.root, particulars, [zhao.address, sun.address]);
for (const signer of [zhao, sun]) await licences.by(signer).sign(application, documents.root, particulars);

// The model is not sure. It advises; it cannot decide.
const review = 2;
const reasons = sealed("scope mentions sensors: is a permit for measuring instruments needed?").commitment;
await licences.by(checker).preCheck(application, model, review, 71, reasons);
console.log(`the model decides: ${await refusalName(licences.by(checker).approve(application, documents.root, particulars, reasons))}`);
console.log(`without reasons: ${await refusal(licences.by(officer).approve(application, documents.root, particulars, zeroHash))}`);

const judged = sealed("industrial sensors, no legal metrology: no permit needed").commitment;
const code = await licences.by(officer).approve(application, documents.root, particulars, judged);
console.log(`licence ${hexToString(code)}`);
console.log(`scanned: in force ${await licences.isInForce(code)}, says so ${await licences.verify(code, particulars)}`);

// Bank and tax office do their step once, on the licence. The lease is not asked for again: the holder grants it.
await licences.by(bank).complete(code, hash("BANK"), hash("account 4400 1580 1234"));
console.log(`a second account: ${await refusalName(licences.by(bank).complete(code, hash("BANK"), hash("another")))}`);
const lease = papers[1];
const purpose = hash("tax registration");
console.log(`not granted: ${await refusalName(licences.by(tax).reuse(code, lease, documents.proof(1), purpose))}`);
const { timestamp } = await chain.getBlock();
await licences.by(zhao).grant(tax.address, lease, timestamp + 365n * day);
await licences.by(tax).reuse(code, lease, documents.proof(1), purpose);
await licences.by(tax).complete(code, hash("TAX"), hash("taxpayer record"));
console.log(`reused: ${(await events(licences, "Reused")).length} document by the tax office`);

// Two officers, never one, put a licence out of force for ever.
const reason = sealed("false lease").commitment;
await licences.by(officer).suspend(code, reason);
console.log(`revoked by the same officer: ${await refusalName(licences.by(officer).revoke(code, reason))}`);
await licences.by(second).revoke(code, reason);
console.log(`scanned: in force ${await licences.isInForce(code)}, says so ${await licences.verify(code, particulars)}`);
