// A month of a city's gas company: bills as electronic invoices, from the quota to an employee's reimbursement.
//
//   causeway dev                                 # in one terminal
//   npm install && node invoice.mjs            # in another, in this folder, after `causeway build`

import { accounts, deploy, events, hash, refusal, sealed, tree } from "./chain.mjs";

const yuan = (fen) => `${fen / 100n}.${String(fen % 100n).padStart(2, "0")} yuan`;
const { bureau, gas, chen, li, employer, otherFirm } = accounts("bureau", "gas", "chen", "li", "employer", "otherFirm");
const invoices = await deploy(bureau, "invoice", "Invoice");
const company = invoices.by(gas);

// The tax bureau admits the issuer: at most 10,000 invoices over 2,000,000 yuan in November 2026.
const period = 202611;
await invoices.admitIssuer(gas.address);
await invoices.setQuota(gas.address, period, 200_000_000n, 10_000n);

// A bill: cubic metres at 3.45 yuan, of which 9 % is value added tax. What it is about stays with issuer and buyer.
const bill = (buyer, name, meter, cubicMetres, payment) => {
  const amount = cubicMetres * 345n;
  const tax = (amount * 9n + 54n) / 109n;
  const { commitment, ...shown } = sealed({ name, meter, cubicMetres: Number(cubicMetres), price: "3.45", rate: "9 %" });
  return { item: { buyer: buyer.address, amount, tax, commitment, payment: hash(payment) }, shown };
};
const bills = [
  bill(chen, "Chen Wei", "GZ-440106-0071834", 31n, "WX20261103-5510"),
  bill(li, "Li Na", "GZ-440106-0020911", 18n, "ZFB20261103-1187"),
  bill(chen, "Chen Wei", "GZ-440106-0071834", 31n, "WX20261103-5510"), // paid once, billed twice
];
const results = await company.issueBatch(period, bills.map(({ item }) => item));
console.log(`issued: ${results.map(({ success }) => success).join(", ")}`);

// Other households' bills are issued by the root of their tree, which tells nobody who they are.
const hidden = [12n, 27n, 40n, 9n, 33n].map((m3, n) => bill(li, `household ${n}`, `GZ-440106-1${n}`, m3, `batch ${n}`).item);
const itemType = {
  type: "tuple",
  components: ["address buyer", "uint128 amount", "uint128 tax", "bytes32 commitment", "bytes32 payment"].map((field) => {
    const [type, name] = field.split(" ");
    return { type, name };
  }),
};
const bulk = tree(hidden.map((item, index) => [[{ type: "uint64" }, BigInt(index)], [itemType, item]]));
const total = hidden.reduce((sum, { amount }) => sum + amount, 0n);
const batch = await company.anchor(period, bulk.root, BigInt(hidden.length), total);
const revealed = await invoices.by(li).reveal(gas.address, batch, 3n, hidden[3], bulk.proof(3));
console.log(`batch ${batch}: ${hidden.length} invoices over ${yuan(total)}; number ${revealed} came to light`);

// Chen gets the invoice and asks the employer to reimburse it.
const number = 1n;
const { amount, commitment } = bills[0].item;
await company.deliver(number, hash("SMS 2026-11-04 09:12"));
await invoices.by(chen).claim(gas.address, number);
await invoices.by(chen).present(gas.address, number, employer.address);

// The employer is shown salt and fields, and asks the chain whether that is what was issued.
console.log(`verified: ${await invoices.by(employer).verify(gas.address, number, amount, commitment)}`);
await invoices.by(employer).lock(gas.address, number);

// One invoice, one reimbursement: nobody else gets it now.
console.log(`presented again: ${await refusal(invoices.by(chen).present(gas.address, number, otherFirm.address))}`);
await invoices.by(employer).reimburse(gas.address, number, amount);
console.log(`reimbursed again: ${await refusal(invoices.by(employer).reimburse(gas.address, number, amount))}`);
await invoices.by(employer).book(gas.address, number, period);

// The meter of the second was misread: 3 cubic metres are taken back.
const note = await company.credit(2n, 3n * 345n);
const quota = await invoices.quota(gas.address, period);
console.log(`credit note ${note} over ${yuan(quota.amountCredited)}; ${quota.countIssued} invoices over ${yuan(quota.amountIssued)}`);

const [booked] = await events(invoices, "Booked");
console.log(`booked: invoice ${booked.number} in ${booked.period}`);
