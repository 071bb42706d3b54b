"""A sale in escrow with web3.py: a price in coins, a delivery that is short, an arbiter's split, and what each side gets.

    make dev                                     # in one terminal
    pip install web3
    python escrow.py                             # in another; RPC_URL if the chain is not on port 8545
"""

import json
import os
from pathlib import Path

from eth_account import Account
from web3 import Web3
from web3.exceptions import ContractCustomError
from web3.middleware import SignAndSendRawMiddlewareBuilder

CONTRACTS = Path(os.environ.get("CONTRACTS", Path(__file__).parents[2] / "target/contracts"))
artifact = json.loads((CONTRACTS / "escrow/Escrow.json").read_text(encoding="utf-8"))
COINS = "0x" + 40 * "0"
DAY = 86_400

w3 = Web3(Web3.HTTPProvider(os.environ.get("RPC_URL", "http://127.0.0.1:8545")))
Account.enable_unaudited_hdwallet_features()
MNEMONIC = "test test test test test test test test test test test junk"
buyer, seller, arbiter = (Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{n}") for n in range(3))
for account in (buyer, seller, arbiter):
    w3.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(account), layer=0)


def mined(call, account, value=0):
    """Sends a message and waits for its receipt."""
    tx_hash = call.transact({"from": account.address, "value": value})
    return w3.eth.wait_for_transaction_receipt(tx_hash, poll_latency=0.05)


def refusal(call, account):
    """The name of the error that a message is refused with."""
    try:
        call.call({"from": account.address})
    except ContractCustomError as error:
        for entry in artifact["abi"]:
            if entry["type"] == "error":
                inputs = ",".join(item["type"] for item in entry["inputs"])
                if error.data.startswith(w3.keccak(text=f"{entry['name']}({inputs})")[:4].to_0x_hex()):
                    return entry["name"]
        raise
    raise AssertionError("this message was to be refused")


def sealed(text):
    """keccak256(salt ++ document), which is all that the chain is told."""
    return w3.keccak(os.urandom(32) + text.encode())


factory = w3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
receipt = mined(factory.constructor(), buyer)
escrow = w3.eth.contract(address=receipt["contractAddress"], abi=artifact["abi"])
print(f"escrow at {escrow.address}, {receipt['gasUsed']} gas")

# 40 sensors for 2 coins, within 10 days; 7 days to inspect, 30 for the arbiter, who if silent leaves the seller half.
price = w3.to_wei(2, "ether")
now = w3.eth.get_block("latest")["timestamp"]
terms = (
    seller.address, arbiter.address, COINS, price, now + 10 * DAY, 7 * DAY, 30 * DAY, price // 2,
    sealed("40 sensors PT-100, class A, in a box that is not opened"),
)
receipt = mined(escrow.functions.open(terms), buyer, price)
(opened,) = escrow.events.Opened().process_receipt(receipt)
deal = opened["args"]["id"]
print(f"deal {deal}: {w3.from_wei(w3.eth.get_balance(escrow.address), 'ether')} coins held")

# Neither side gets the price out before its time.
print(f"the buyer wants it back: {refusal(escrow.functions.refund(deal), buyer)}")
mined(escrow.functions.deliver(deal, sealed("waybill SF1402, 2026-11-25")), seller)
print(f"the seller wants it now: {refusal(escrow.functions.claim(deal), seller)}")

# Ten are missing. The arbiter sees the documents and gives the seller three quarters.
mined(escrow.functions.dispute(deal, sealed("30 sensors in the box, photographs 1 to 4")), buyer)
mined(escrow.functions.resolve(deal, price * 3 // 4), arbiter)
for name, party in (("seller", seller), ("buyer", buyer)):
    before = w3.eth.get_balance(party.address)
    receipt = mined(escrow.functions.withdraw(COINS, party.address), party)
    fee = receipt["gasUsed"] * receipt["effectiveGasPrice"]
    print(f"{name}: {w3.from_wei(w3.eth.get_balance(party.address) - before + fee, 'ether')} coins")
print(f"left in escrow: {w3.eth.get_balance(escrow.address)}")
