"""The school fund of a district keeps its books in public: postings, a mistake that is reversed, a month that closes.

A citizen then checks one posting against the month's root, with nothing but the posting, its proof and the root.

    causeway dev                                 # in one terminal
    pip install -r requirements.txt
    python ledger.py                             # in another, in this folder, after `causeway build`
"""

from chain import accounts, deploy, expect, refusal, sealed, w3

NOVEMBER, DECEMBER = 202611, 202612
ASSET, LIABILITY, _, INCOME, EXPENSE = range(1, 6)
BANK, PAYABLE, GRANTS, MEALS, REPAIRS = 1002, 2202, 4001, 5001, 5101
CHART = {
    BANK: (ASSET, "Bank, account for the school fund"),
    PAYABLE: (LIABILITY, "Owed to suppliers"),
    GRANTS: (INCOME, "Grants of the city"),
    MEALS: (EXPENSE, "School meals"),
    REPAIRS: (EXPENSE, "Repairs of buildings"),
}
POSTING = "(uint32,address,bytes32,uint64,(uint32,uint8,uint128)[])"

bureau, firm, auditor, caterer = accounts(4)
ledger = deploy(bureau, "ledger", "Ledger", NOVEMBER)
ledger.grantRole(w3.keccak(text="BOOKKEEPER"), firm.address)
ledger.grantRole(w3.keccak(text="AUDITOR"), auditor.address)
for code, (kind, name) in CHART.items():
    ledger.openAccount(code, kind, name)


def entries(debit, credit, yuan):
    """The lines that move an amount, in fen, from one account to another."""
    fen = round(yuan * 100)
    return [(debit, 0, fen), (credit, 1, fen)]


def post(debit, credit, yuan, document):
    """Posts to November by the firm that keeps the books."""
    return ledger.by(firm).post(NOVEMBER, entries(debit, credit, yuan), sealed(document))


def leaf(number, posting):
    """keccak256(keccak256(abi.encode(number, posting)))"""
    return w3.keccak(w3.keccak(w3.codec.encode(["uint64", POSTING], [number, posting])))


def pair(a, b):
    """The node above two, in ascending order."""
    return w3.keccak(min(a, b) + max(a, b))


def levels(leaves):
    """The tree from the leaves up to its root. Who has no neighbour moves up as it is."""
    tree = [leaves]
    while len(tree[-1]) > 1:
        row = tree[-1]
        tree.append([pair(*row[n:n + 2]) if n + 1 < len(row) else row[n] for n in range(0, len(row), 2)])
    return tree


def proof_of(tree, index):
    """The neighbours on the way from a leaf to the root."""
    ways = ((row, (index >> height) ^ 1) for height, row in enumerate(tree[:-1]))
    return [row[neighbour] for row, neighbour in ways if neighbour < len(row)]


def proves(root, number, posting, proof):
    """What a citizen computes: does the proof lead from this posting to that root?"""
    node = leaf(number, posting)
    for sibling in proof:
        node = pair(node, sibling)
    return node == root


def journal():
    """All postings of November by number, as the events tell them: anybody can rebuild the books."""
    return {
        event["number"]: (event["period"], event["bookkeeper"], event["document"], event["reverses"],
                          [tuple(entry.values()) for entry in event["entries"]])
        for event in ledger.events("Posted") if event["period"] == NOVEMBER
    }


def month():
    """The tree of November."""
    return levels([leaf(number, posting) for number, posting in journal().items()])


post(BANK, GRANTS, 1_200_000.00, "notice of the city 2026-114")
post(MEALS, PAYABLE, 184_320.00, "invoice 7781, 15,360 meals at 12 yuan")
post(PAYABLE, BANK, 184_320.00, "bank advice 20261112-0093")
lopsided = [(MEALS, 0, 100_00), (BANK, 1, 90_00)]
print(f"sides that differ: {refusal(ledger.by(firm).post, NOVEMBER, lopsided, sealed('petty cash'))}")

# The roof of the gymnasium cost 65,800. What was posted stays, and is taken back by a posting of its own.
wrong = post(REPAIRS, BANK, 68_500.00, "invoice 330, roof of the gymnasium")
reversal = ledger.by(firm).reverse(wrong, NOVEMBER, sealed("figures swapped in invoice 330"))
right = post(REPAIRS, BANK, 65_800.00, "invoice 330, roof of the gymnasium")
print(f"posting {wrong} is reversed by {expect(ledger.reversal(wrong), reversal)} and posted anew as {right}")

# While the bureau looks at the month, one more posting comes in. What it has not seen it does not close.
seen = month()[-1][0]
post(MEALS, PAYABLE, 7_440.00, "invoice 7794, 620 meals at 12 yuan")
print(f"closed unseen: {refusal(ledger.closePeriod, seen)}")
tree = month()
ledger.closePeriod(tree[-1][0])
(closed,) = ledger.events("PeriodClosed")
print(f"{closed['period']} is closed: {closed['postings']} postings, {closed['total'] / 100:,.2f} yuan on each side")
print(f"posted late: {refusal(post, MEALS, PAYABLE, 12.00, 'invoice 7795')}")

print("debits less credits, summed by the reader of the events and compared with the chain:")
for code, (_, name) in CHART.items():
    lines = [entry for *_, lines in journal().values() for entry in lines if entry[0] == code]
    sides = [sum(amount for _, found, amount in lines if found == side) for side in (0, 1)]
    expect(list(ledger.turnover(NOVEMBER, code)), sides)
    print(f"  {code} {name}: {(sides[0] - sides[1]) / 100:,.2f}")

# The caterer is shown that its invoice is in the month: the posting, two or three hashes, and nothing of the others.
number, posting = 2, journal()[2]
proof = proof_of(tree, number - 1)
root = closed["root"]
print(f"posting {number} is in the month: {expect(proves(root, number, posting, proof), True)}, by {len(proof)} hashes")
cheaper = (*posting[:4], [(account, side, amount - 1) for account, side, amount in posting[4]])
print(f"with one fen less: {expect(proves(root, number, cheaper, proof), False)}")
expect([ledger.includes(number, posting, proof), ledger.includes(number, cheaper, proof)], [True, False])

# Caterer and bureau have the same of each other. The auditor speaks, and who keeps the books does not.
statement = sealed("owed on 2026-11-30: 7,440.00 yuan, invoice 7794")
ledger.by(caterer).reconcile(NOVEMBER, bureau.address, statement)
ledger.reconcile(NOVEMBER, caterer.address, statement)
print(f"reconciled: {expect(ledger.reconciled(NOVEMBER, bureau.address, caterer.address), True)}")
unqualified = 1
print(f"the firm attests: {refusal(ledger.by(firm).attest, NOVEMBER, unqualified, sealed('all is well'))}")
ledger.by(auditor).attest(NOVEMBER, unqualified, sealed("report 2026-11, no findings"))
expect(ledger.attestation(NOVEMBER, auditor.address)[0], unqualified)
print(f"attested: {len(ledger.events('Attested'))} opinion without reservations")
expect(ledger.openPeriod(), DECEMBER)
print(f"open: {DECEMBER}")
