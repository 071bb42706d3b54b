"""A guidance fund pays for a pilot plant: two of three committee members release each milestone for its evidence.

One milestone is reached, the next is not. The committee takes back what was not spent, and the contributors get theirs.

    causeway dev                                 # in one terminal
    pip install -r requirements.txt
    python fund.py                               # in another, in this folder, after `causeway build`
"""

from chain import accounts, deploy, expect, now, refusal, sealed, w3, wait

COINS = "0x" + 40 * "0"
DAY = 86_400
PROPOSED, ACTIVE, COMPLETED, STOPPED = range(1, 5)

authority, manager, ming, qiao, rong, city, bank, plant, builder = accounts(9)
members = [ming.address, qiao.address, rong.address]
fund = deploy(authority, "fund", "Fund", COINS, manager.address, members, 2, DAY, 14 * DAY)


def coins(count):
    """Whole coins in wei."""
    return w3.to_wei(count, "ether")


def told(wei):
    """Wei as coins."""
    return f"{w3.from_wei(wei, 'ether'):,f}"


def decide(proposal):
    """The second member agrees with the first, a day passes, and somebody carries the decision out."""
    fund.by(qiao).approveAction(proposal)
    wait(DAY)
    fund.execute(proposal)


def books_balance():
    """What the fund holds is what its books say, in two ways."""
    books = fund.books()
    held = books.free + books.reserved + books.owed
    expect(w3.eth.get_balance(fund.address), held)
    expect(books.paid + books.returned - books.redeemed - books.released + books.owed, held)
    return books


# City and bank commit 600 and 300 coins. Nobody pays in more than the committee let it.
for contributor, amount in ((city, coins(600)), (bank, coins(300))):
    decide(fund.by(ming).proposeAdmission(contributor.address, amount))
    fund.by(contributor).pay(amount, value=amount)
print(f"above the commitment: {refusal(fund.by(bank).pay, coins(1), value=coins(1))}")
print(f"paid in: {told(books_balance().paid)} coins")

# A line that recovers lithium from batteries, in three steps.
year = now() + 365 * DAY
goals = (
    (coins(200), year - 275 * DAY, sealed("hall, permits, and 2 shredders in place"), bytes(32)),
    (coins(300), year - 90 * DAY, sealed("12 tonnes a month at 85 % recovery"), bytes(32)),
    (coins(100), year, sealed("audited by a third party; 20 jobs"), bytes(32)),
)
project = fund.by(manager).proposeProject(plant.address, sealed("plan of the pilot plant, 41 pages"), goals)
expect(fund.project(project).status, PROPOSED)
decide(fund.by(ming).proposeFunding(project))
expect(fund.project(project).status, ACTIVE)
print(f"project {project}: {told(books_balance().reserved)} coins reserved, {told(fund.books().free)} free")

# Two of three, and a day. Other evidence than what they judged voids their decision.
first = sealed("permits 2026-331 and 2026-340, photographs 1 to 12")
fund.by(plant).submitEvidence(project, 0, first)
proposal = fund.by(rong).proposeRelease(project, 0, first)
print(f"one member alone: {refusal(fund.execute, proposal)}")
fund.by(ming).approveAction(proposal)
print(f"on the same day: {refusal(fund.execute, proposal)}")
wait(DAY)
better = sealed("the same, and the fire brigade's approval")
fund.by(plant).submitEvidence(project, 0, better)
print(f"for evidence that was replaced: {refusal(fund.execute, proposal)}")
print(f"the manager proposes it: {refusal(fund.by(manager).proposeRelease, project, 0, better)}")
decide(fund.by(rong).proposeRelease(project, 0, better))
(released,) = fund.events("Released")
before = w3.eth.get_balance(builder.address)
expect(fund.by(plant).withdraw(project, builder.address), coins(200))
expect(w3.eth.get_balance(builder.address) - before, released["amount"])
print(f"milestone {released['milestone']}: {told(released['amount'])} coins released, drawn for the builder")

# The second milestone is late. The project stops, and 80 coins that were not spent are to come back.
wait(280 * DAY)
print(f"submitted late: {refusal(fund.by(plant).submitEvidence, project, 1, sealed('9 tonnes in August'))}")
fund.by(plant).report(project, 202708, sealed("no line for sorting yet; 80 coins unspent"))
decide(fund.by(ming).proposeClawback(project, coins(80)))
(stopped,) = fund.events("ClawedBack")
expect(fund.project(project).status, STOPPED)
print(f"stopped: {told(stopped['unreserved'])} coins free again, {told(stopped['debt'])} owed by the plant")
fund.by(plant).repay(project, coins(80), value=coins(80))
expect(fund.project(project).debt, 0)

# The fund ends. Each contributor gets its part of what is left, by what it paid.
decide(fund.by(ming).proposeWindingUp())
books_balance()
for name, contributor, part in (("city", city, coins(520)), ("bank", bank, coins(260))):
    amount = expect(fund.by(contributor).redeem(contributor.address), part)
    print(f"{name}: {told(amount)} coins back")
print(f"left in the fund: {expect(books_balance().free, 0)}")
