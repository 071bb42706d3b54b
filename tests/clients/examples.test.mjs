// The examples do what they say, against a started node.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { Node, repository } from "./support/node.mjs";
import { tokenFile } from "./support/token.mjs";

test("examples: the viem script deploys, transfers, is refused by name and finds its event", async () => {
  const node = await Node.start();
  // Beside these tests the script finds the packages that are installed for them.
  const script = join(repository, "tests/clients", `example-${process.pid}.mjs`);
  copyFileSync(join(repository, "examples/viem/token.mjs"), script);
  try {
    const env = { ...process.env, RPC_URL: node.http, TOKEN_JSON: tokenFile };
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    tokenWasUsed(stdout);
  } finally {
    rmSync(script);
    await node.stop();
  }
});

/** What the scripts that use the token print. */
function tokenWasUsed(stdout) {
  assert.match(stdout, /^deployed at 0x[0-9a-fA-F]{40} for \d+ gas$/m);
  assert.match(stdout, /^Harbour \(HRB\), supply 1000000$/m);
  assert.match(stdout, /^bob holds 400$/m);
  assert.match(stdout, /^refused: ERC20InsufficientBalance\(0x[0-9a-fA-F]{40}, 400, 401\)$/m);
  assert.match(stdout, /^event: 400 from 0x[0-9a-fA-F]{40} in block 2$/m);
}

test("examples: the Rust client deploys, transfers, is refused by name and finds its event", async () => {
  const node = await Node.start();
  try {
    // Kept between runs: the first build of alloy takes minutes.
    const built = join(process.env.CARGO_TARGET_DIR ?? join(repository, "target"), "examples");
    const env = { ...process.env, CARGO_TARGET_DIR: built, RPC_URL: node.http, TOKEN_JSON: tokenFile };
    const args = ["run", "--quiet", "--locked", "--manifest-path", join(repository, "examples/alloy/Cargo.toml")];
    const { stdout } = await promisify(execFile)("cargo", args, { env });
    tokenWasUsed(stdout);
  } finally {
    await node.stop();
  }
});

const INVOICE = [
  "issued: true, true, false",
  "batch 1: 5 invoices over 417.45 yuan; number 6 came to light",
  "verified: true",
  "presented again: WrongStatus(4, 3)",
  "reimbursed again: WrongStatus(5, 4)",
  "credit note 1 over 10.35 yuan; 7 invoices over 586.50 yuan",
  "booked: invoice 1 in 202611",
];
const LICENCE = [
  "the model decides: AccessControlUnauthorizedAccount",
  "without reasons: ReasonsMissing(2)",
  "licence 91440112MA00000079",
  "scanned: in force true, says so true",
  "a second account: AlreadyCompleted",
  "not granted: NotGranted",
  "reused: 1 document by the tax office",
  "revoked by the same officer: SameOfficer",
  "scanned: in force false, says so false",
];
const DIRECTORY = [
  "health: FieldsNotShared",
  "share 1 is live: false",
  "too late: AccessControlUnauthorizedAccount",
  "share 1 is live: true",
  "used: 200 records",
  "beyond the quota: AboveQuota",
  "uses: matched, disputed, settled",
];
const CONSENT = [
  "anchored without consent: NotGranted",
  "read for a study: NotGranted",
  "handed out without consent: NotGranted",
  "3 more, when 2 are left: AbovePrescribed",
  "claimed again: WrongClaimStatus",
  "the insurer pays 109.60 of 137.00 yuan",
  "another hospital: NotGranted",
  "in an emergency: may read true",
  "a day later: NotGranted",
  "the next entry: EmergencyNotJustified",
  "its own doctor reviews it: AccessControlUnauthorizedAccount",
  "entry 1: justified late, upheld",
  "after she took it back: NotGranted",
  "  read by drChen of the hospital by consent",
  "  read by drWu of the clinic by emergency entry 1",
];
const PROVENANCE = [
  "used on the way: NotHolder",
  "fibre: 900 kg shipped, 895 kg received, 5 kg lost",
  "mixed: Unbalanced(650000, 655000, 0)",
  "shipped with a fault: Faulty(11)",
  "spare parts: Recalled(10, 1)",
  "  lot 4: 0 kg left with the padMaker",
  "  lot 6: 0 kg left with the padMaker",
  "  lot 7: 230 kg left with the padMaker",
  "  lot 9: 0 kg left with the carMaker",
  "  lot 10: 250 kg left with the dealer",
  "  lot 11: 240 kg left with the carMaker",
  "lot 8, of the other resin: shipped",
  "lot 11 is made of 9, 8, 6, 5, 4, 3, 2, 1; recalled: 1",
  "registered 1900 kg = in lots 1615 kg + lost 285 kg",
];
const MULTISIG = [
  "the wallet holds 80000 yuan and 0.5 coins",
  "one of three: ApprovalsMissing",
  "a stranger agrees: NotApprover",
  "at once: ExecutedTooEarly",
  "he has doubts: ApprovalsMissing",
  "the roofer has 52000 yuan",
  "paid again: ProposalExecuted",
  "the caretaker pays the gardener 1800 yuan",
  "1500 more, when 1200 are left: ERC20InsufficientAllowance",
  "CallFailed: call 1 by ERC20InsufficientBalance, with 20000 yuan left after call 0",
  "the gardener still has 1800 yuan",
  "an owner alone changes owners: NotWallet",
  "open from before: ProposalOutdated",
  "who moved away: NotApprover",
  "executed: 1, 2, 4",
  "left: 26200 yuan",
];
const COIN = [
  "beyond the bank's quota: AboveMintQuota",
  "the customer has 600.00 yuan",
  "for a higher price: ERC2612InvalidSigner",
  "charged twice: ERC2612InvalidSigner",
  "the shop has 128.50 yuan; the customer sent 0 messages",
  "the thief pays: AccountFrozen, file 2026-1183",
  "in the pause: EnforcedPause",
  "600.00 minted - 128.50 redeemed = 471.50 yuan",
];
const MULTITOKEN = [
  "tents that are not in store: AboveMaxSupply(3, 10, 11)",
  "a batch with 11 of 10 tents: ERC1155InsufficientBalance",
  "Chen has 12 water, 4 rice, 1 tents; Luo has 18 water, 6 rice, 0 tents",
  "without being asked: ERC1155MissingApprovalForAll",
  "Chen has 0 water, 4 rice, 0 tents; Luo has 18 water, 0 rice, 0 tents",
  "water: 1988 of 2000 out",
  "rice: 794 of 800 out",
  "tents: 49 of 60 out",
];
const NFT = [
  "the collector has 3 works; number 1 is at https://lake.example/works/1",
  "another makes one: OwnableUnauthorizedAccount",
  "the paper is that of number 1: True",
  "so is one of a larger work: False",
  "sold without being asked: ERC721InsufficientApproval",
  "sold once more: ERC721InsufficientApproval",
  "to a contract that does not take works: ERC721InvalidReceiver",
  "who owns number 2: ERC721NonexistentToken; its paper is known: True",
  "number 1: collector, then buyer",
  "number 2: collector, then nobody",
];
const ESCROW = [
  "deal 1: 2 coins held",
  "the buyer wants it back: TooEarly",
  "the seller wants it now: TooEarly",
  "seller: 1.5 coins",
  "buyer: 0.5 coins",
  "left in escrow: 0",
];

const LEDGER = [
  "sides that differ: PostingNotBalanced",
  "posting 4 is reversed by 5 and posted anew as 6",
  "closed unseen: WrongRoot",
  "202611 is closed: 7 postings, 1,778,880.00 yuan on each side",
  "posted late: WrongPeriodStatus",
  "debits less credits, summed by the reader of the events and compared with the chain:",
  "  1002 Bank, account for the school fund: 949,880.00",
  "  2202 Owed to suppliers: -7,440.00",
  "  4001 Grants of the city: -1,200,000.00",
  "  5001 School meals: 191,760.00",
  "  5101 Repairs of buildings: 65,800.00",
  "posting 2 is in the month: True, by 3 hashes",
  "with one fen less: False",
  "reconciled: True",
  "the firm attests: AccessControlUnauthorizedAccount",
  "attested: 1 opinion without reservations",
  "open: 202612",
];
const FUND = [
  "above the commitment: AboveLeft",
  "paid in: 900 coins",
  "project 1: 600 coins reserved, 300 free",
  "one member alone: ApprovalsMissing",
  "on the same day: ExecutedTooEarly",
  "for evidence that was replaced: EvidenceDiffers",
  "the manager proposes it: NotApprover",
  "milestone 0: 200 coins released, drawn for the builder",
  "submitted late: TooLate",
  "stopped: 400 coins free again, 80 owed by the plant",
  "city: 520 coins back",
  "bank: 260 coins back",
  "left in the fund: 0",
];

/** Runs a story in Python; its lines. */
async function pythonStory(name) {
  const node = await Node.start();
  try {
    const env = { ...process.env, RPC_URL: node.http, CONTRACTS: join(repository, "target/contracts") };
    const python = join(repository, "tests/clients/.venv/bin/python");
    const { stdout } = await promisify(execFile)(python, [join(repository, "examples/web3py", `${name}.py`)], { env });
    return stdout.trimEnd().split("\n").slice(1);
  } finally {
    await node.stop();
  }
}

/** Runs a story beside these tests, where it finds the packages that are installed for them; its lines. */
async function story(name) {
  const node = await Node.start();
  const folder = join(repository, "tests/clients", `example-${name}-${process.pid}`);
  cpSync(join(repository, "examples/viem"), folder, { recursive: true });
  try {
    const env = { ...process.env, RPC_URL: node.http, CONTRACTS: join(repository, "target/contracts") };
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, `${name}.mjs`)], { env });
    return stdout.trimEnd().split("\n").slice(1);
  } finally {
    rmSync(folder, { recursive: true });
    await node.stop();
  }
}

test("examples: every contract has a client", () => {
  const files = (name) => [`viem/${name}.mjs`, `web3py/${name}.py`].map((file) => join(repository, "examples", file));
  const without = readdirSync(join(repository, "contracts")).filter((name) => !files(name).some(existsSync));
  assert.deepEqual(without, []);
});

test("examples: a visitor counts, and only the owner sets the counter back", async () => {
  assert.deepEqual(await story("counter"), [
    "counted to 42",
    "set back by a visitor: NotOwner(0x70997970C51812dc3A010C7d01b50e0d17dc79C8)",
    "beyond the largest number: Panic(17)",
    "the count is 7",
    "  42 by the visitor",
    "  7 by the owner",
  ]);
});

test("examples: a bill is issued within its quota, reimbursed once, and corrected", async () => {
  assert.deepEqual(await story("invoice"), INVOICE);
});

test("examples: a model advises, an officer decides, and a paper is used again only by grant", async () => {
  assert.deepEqual(await story("licence"), LICENCE);
});

test("examples: a request that is not answered escalates, and a use that both sides record differently is disputed", async () => {
  assert.deepEqual(await story("directory"), DIRECTORY);
});

test("examples: a record is read by consent for its purpose, and in an emergency that is answered for", async () => {
  assert.deepEqual(await story("consent"), CONSENT);
});

test("examples: a recall reaches all that was made of a lot and nothing else, and the weights add up", async () => {
  assert.deepEqual(await story("provenance"), PROVENANCE);
});

test("examples: a wallet of three pays when two agreed for two days, together or not at all", async () => {
  // The second line is the token's deployment.
  assert.deepEqual((await story("multisig")).slice(1), MULTISIG);
});

test("examples: a customer pays by signature, once; coins are what was minted less what was redeemed", async () => {
  assert.deepEqual(await story("coin"), COIN);
});

test("examples: vouchers move by the batch or not at all, and their sums are the supply", async () => {
  assert.deepEqual(await story("multitoken"), MULTITOKEN);
});

test("examples: a disputed price is split from Python, and nothing is left in escrow", async () => {
  assert.deepEqual(await pythonStory("escrow"), ESCROW);
});

test("examples: a month closes as it was seen, and its reader in Python proves a posting", async () => {
  assert.deepEqual(await pythonStory("ledger"), LEDGER);
});

test("examples: a fund releases what two of three judged for a day, and returns what is left from Python", async () => {
  assert.deepEqual(await pythonStory("fund"), FUND);
});

test("examples: a work is known by its paper from Python, also when it is no more", async () => {
  assert.deepEqual(await pythonStory("nft"), NFT);
});
