"""A running dev chain, its accounts, and contracts whose messages are called as functions. The stories share it.

Guarantees that a message is tried before it is sent, so that a refusal has its name, and that it is mined when the call
returns.
"""

import json
import os
from pathlib import Path

from eth_account import Account
from eth_utils.abi import abi_to_signature
from web3 import Web3
from web3.exceptions import ContractCustomError
from web3.middleware import SignAndSendRawMiddlewareBuilder

CONTRACTS = Path(os.environ.get("CONTRACTS", Path(__file__).parents[2] / "target/contracts"))
MNEMONIC = "test test test test test test test test test test test junk"

w3 = Web3(Web3.HTTPProvider(os.environ.get("RPC_URL", "http://127.0.0.1:8545")))
Account.enable_unaudited_hdwallet_features()


def accounts(count):
    """The dev chain's first accounts; what they send is signed here."""
    found = [Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{n}") for n in range(count)]
    for account in found:
        w3.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(account), layer=0)
    return found


def mined(call, transaction):
    """Sends a message or a deployment and waits for its receipt."""
    return w3.eth.wait_for_transaction_receipt(call.transact(transaction), poll_latency=0.05)


class Contract:
    """A contract as one account speaks to it. A view is called; anything else is sent, mined, and its result given."""

    def __init__(self, deployed, account):
        self.deployed, self.account, self.address = deployed, account, deployed.address

    def by(self, account):
        """The same contract as another account speaks to it."""
        return Contract(self.deployed, account)

    def events(self, name):
        """The arguments of all events of one name, the oldest first."""
        return [event["args"] for event in self.deployed.events[name]().get_logs(from_block=0)]

    def __getattr__(self, name):
        def message(*args, value=0):
            call = self.deployed.functions[name](*args)
            transaction = {"from": self.account.address, "value": value}
            try:
                result = call.call(transaction)
            except ContractCustomError as error:
                raise Refused(self.deployed.abi, error) from error
            if call.abi["stateMutability"] not in ("view", "pure"):
                mined(call, transaction)
            return result

        return message


class Refused(Exception):
    """A message was refused; `name` is that of the contract's error."""

    def __init__(self, abi, error):
        selectors = {w3.keccak(text=abi_to_signature(e))[:4].hex(): e["name"] for e in abi if e["type"] == "error"}
        self.name = selectors.get(error.data.removeprefix("0x")[:8], "an error that the ABI has not")
        super().__init__(f"{self.name}: {error.data}")


def deploy(account, package, name, *args):
    """Deploys what `causeway build` wrote; the contract speaks for `account` until `.by(another)`."""
    artifact = json.loads((CONTRACTS / package / f"{name}.json").read_text(encoding="utf-8"))
    factory = w3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
    receipt = mined(factory.constructor(*args), {"from": account.address})
    print(f"{name} at {receipt['contractAddress']}, {receipt['gasUsed']} gas")
    abi = artifact["abi"]
    return Contract(w3.eth.contract(address=receipt["contractAddress"], abi=abi, decode_tuples=True), account)


def refusal(message, *args, **options):
    """The name of the error that a message is refused with."""
    try:
        message(*args, **options)
    except Refused as refused:
        return refused.name
    raise AssertionError("this message was to be refused")


def expect(found, expected):
    """Ends the story if something is not what it was to be."""
    if found != expected:
        raise AssertionError(f"found {found!r}, expected {expected!r}")
    return found


def now():
    """The time of the newest block, in seconds since 1970."""
    return w3.eth.get_block("latest")["timestamp"]


def wait(seconds):
    """Seconds pass on the dev chain."""
    for method, params in (("evm_increaseTime", [hex(seconds)]), ("evm_mine", [])):
        answer = w3.provider.make_request(method, params)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")


def sealed(text):
    """keccak256(salt ++ document), which is all that the chain is told."""
    return bytes(w3.keccak(os.urandom(32) + text.encode()))
