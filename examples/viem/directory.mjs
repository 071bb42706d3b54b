// A housing office checks applicants for public housing against the register of residents, over a directory of duties,
// data and uses that both departments and their supervisor see.
//
//   causeway dev                                 # in one terminal
//   npm install && node directory.mjs          # in another, in this folder, after `causeway build`

import { accounts, chain, deploy, events, hash, pass, refusalName, sealed } from "./chain.mjs";

const day = 86_400n;
const { office, register, housing, supervisor } = accounts("office", "register", "housing", "supervisor");
const directory = await deploy(office, "directory", "Directory", [{ answerSeconds: 14n * day, matchSeconds: day }]);
for (const [role, account] of [["DEPARTMENT", register], ["DEPARTMENT", housing], ["SUPERVISOR", supervisor]]) {
  await directory.grantRole(hash(role), account.address);
}

// Duties come from law, data sets from duties.
const residence = await directory.registerDuty(register.address, hash("Regulations on Residence Permits, article 4"));
const allocation = await directory.registerDuty(housing.address, hash("Measures for Public Rental Housing, article 8"));
const [name, address, household, health] = [1n, 2n, 4n, 8n];
const dataset = await directory.by(register).publish(residence, {
  schema: hash("residents, 4 fields: name, address, household, health"),
  fields: name | address | household | health,
  open: name,
  withheld: health,
  cycle: 30n * day,
});

// Withheld fields are refused at once; open ones are granted at once; for the others the register has 14 days.
const { timestamp } = await chain.getBlock();
const until = timestamp + 365n * day;
const ask = (fields) => directory.by(housing).request(dataset, fields, allocation, until);
console.log(`health: ${await refusalName(ask(health))}`);
const share = await ask(address | household);
console.log(`share ${share} is live: ${await directory.isLive(share, address)}`);

// The register lets the time pass, and the request becomes the supervisor's.
await pass(Number(15n * day));
await directory.escalate(share);
console.log(`too late: ${await refusalName(directory.by(register).approve(share, 5_000n))}`);
await directory.by(supervisor).approve(share, 5_000n);
console.log(`share ${share} is live: ${await directory.isLive(share, address)}`);

// Each use is recorded by both gateways. The data itself passes between them.
const use = async (id, delivered, received) => {
  const exchange = hash(id);
  const digest = sealed(`${id}: request and response`).commitment;
  const usage = (count) => ({ fields: address | household, count, digest });
  await directory.by(register).deliver(share, exchange, usage(delivered));
  await directory.by(housing).receive(share, exchange, usage(received));
  return exchange;
};
await use("2026-11-23 09:30:00 #1", 120n, 120n);
const disputed = await use("2026-11-23 14:10:00 #2", 80n, 79n);
await directory.by(supervisor).settle(share, disputed, true);
console.log(`used: ${(await directory.share(share)).used} records`);
console.log(`beyond the quota: ${await refusalName(directory.by(housing).receive(share, hash("#3"), {
  fields: address, count: 5_000n, digest: hash("#3"),
}))}`);

const outcomes = ["none", "delivered", "received", "matched", "disputed", "settled"];
const concluded = await events(directory, "UseConcluded");
console.log(`uses: ${concluded.map(({ status }) => outcomes[status]).join(", ")}`);
