"""A sale in escrow with web3.py: a price in coins, a delivery that is short, an arbiter's split.

    causeway dev                                 # in one terminal
    pip install -r requirements.txt
    python escrow.py                             # in another, in this folder, after `causeway build`
"""

from chain import accounts, deploy, expect, now, refusal, sealed, w3

COINS = "0x" + 40 * "0"
DAY = 86_400

buyer, seller, arbiter = accounts(3)
escrow = deploy(buyer, "escrow", "Escrow")

# 40 sensors for 2 coins, within 10 days; 7 days to inspect, 30 for the arbiter, who if silent leaves the seller half.
price = w3.to_wei(2, "ether")
terms = (
    seller.address, arbiter.address, COINS, price, now() + 10 * DAY, 7 * DAY, 30 * DAY, price // 2,
    sealed("40 sensors PT-100, class A, in a box that is not opened"),
)
deal = escrow.open(terms, value=price)
(opened,) = escrow.events("Opened")
expect(opened["id"], deal)
print(f"deal {deal}: {w3.from_wei(w3.eth.get_balance(escrow.address), 'ether')} coins held")

# Neither side gets the price out before its time.
print(f"the buyer wants it back: {refusal(escrow.refund, deal)}")
escrow.by(seller).deliver(deal, sealed("waybill SF1402, 2026-11-25"))
print(f"the seller wants it now: {refusal(escrow.by(seller).claim, deal)}")

# Ten are missing. The arbiter sees the documents and gives the seller three quarters.
escrow.dispute(deal, sealed("30 sensors in the box, photographs 1 to 4"))
escrow.by(arbiter).resolve(deal, price * 3 // 4)
for name, party in (("seller", seller), ("buyer", buyer)):
    held = w3.eth.get_balance(escrow.address)
    amount = escrow.by(party).withdraw(COINS, party.address)
    expect(held - w3.eth.get_balance(escrow.address), amount)
    print(f"{name}: {w3.from_wei(amount, 'ether')} coins")
print(f"left in escrow: {expect(w3.eth.get_balance(escrow.address), 0)}")
