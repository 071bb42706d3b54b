"""web3.py, used as its documentation shows: https://web3py.readthedocs.io

Runs its steps in order against the node at argv[1] (HTTP) and argv[2] (WebSocket) with the artifact argv[3], and prints
one JSON line per step: {"name": ..., "error": null or text}. web3py.test.mjs starts it and turns the lines into tests.
"""

import asyncio
import json
import sys
import traceback

from eth_account import Account
from web3 import AsyncWeb3, Web3, WebSocketProvider
from web3.exceptions import ContractCustomError
from web3.middleware import SignAndSendRawMiddlewareBuilder

http_url, ws_url, artifact_path = sys.argv[1:4]
with open(artifact_path, encoding="utf-8") as file:
    artifact = json.load(file)

Account.enable_unaudited_hdwallet_features()
MNEMONIC = "test test test test test test test test test test test junk"
owner, receiver, poor, other = (
    Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}") for index in range(4)
)

w3 = Web3(Web3.HTTPProvider(http_url))
w3.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(owner), layer=0)
w3.eth.default_account = owner.address
state = {}


def mined(tx_hash):
    receipt = w3.eth.wait_for_transaction_receipt(tx_hash, poll_latency=0.05)
    assert receipt["status"] == 1, receipt
    return receipt


def it_is_connected():
    assert w3.is_connected()
    assert w3.eth.chain_id == 31337


def coins_are_transferred():
    mined(w3.eth.send_transaction({"to": receiver.address, "value": w3.to_wei(1, "ether")}))
    assert w3.eth.get_balance(receiver.address) == w3.to_wei(10001, "ether")


def the_token_is_deployed():
    factory = w3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
    receipt = mined(factory.constructor("Test Token", "TEST", 1_000_000).transact())
    state["token"] = w3.eth.contract(address=receipt["contractAddress"], abi=artifact["abi"])
    assert w3.eth.get_code(receipt["contractAddress"]).to_0x_hex() == artifact["bytecode"]


def the_token_is_read():
    functions = state["token"].functions
    assert functions.name().call() == "Test Token"
    assert functions.symbol().call() == "TEST"
    assert functions.totalSupply().call() == 1_000_000
    assert functions.balanceOf(owner.address).call() == 1_000_000


def tokens_are_transferred():
    token = state["token"]
    receipt = mined(token.functions.transfer(receiver.address, 400).transact())
    (event,) = token.events.Transfer().process_receipt(receipt)
    assert dict(event["args"]) == {"from": owner.address, "to": receiver.address, "value": 400}, event
    assert token.functions.balanceOf(receiver.address).call() == 400


def a_revert_is_decoded_by_its_error_name():
    token = state["token"]
    try:
        token.functions.transfer(receiver.address, 5).call({"from": poor.address})
    except ContractCustomError as error:
        expected = token.encode_abi("ERC20InsufficientBalance", args=[poor.address, 0, 5])
        assert error.data == expected, (error.data, expected)
    else:
        raise AssertionError("expected a revert")


def an_event_is_found_by_filter():
    token = state["token"]
    live = token.events.Transfer.create_filter(from_block="latest", argument_filters={"to": receiver.address})
    live.get_new_entries()
    mined(token.functions.transfer(receiver.address, 7).transact())
    assert [event["args"]["value"] for event in live.get_new_entries()] == [7]
    past = token.events.Transfer().get_logs(from_block=0, argument_filters={"to": receiver.address})
    assert [event["args"]["value"] for event in past] == [400, 7]


def an_event_comes_by_subscription():
    token = state["token"]

    async def listen():
        async with AsyncWeb3(WebSocketProvider(ws_url)) as live:
            await live.eth.subscribe("logs", {"address": token.address})
            await asyncio.to_thread(lambda: mined(token.functions.transfer(receiver.address, 9).transact()))
            async for message in live.socket.process_subscriptions():
                return token.events.Transfer().process_log(message["result"])

    event = asyncio.run(asyncio.wait_for(listen(), timeout=30))
    assert event["args"]["value"] == 9, event


def the_gas_estimate_suffices():
    transfer = state["token"].functions.transfer(other.address, 3)
    gas = transfer.estimate_gas()
    receipt = mined(transfer.transact({"gas": gas}))
    assert receipt["gasUsed"] <= gas


def blocks_are_read():
    block = w3.eth.get_block("latest", full_transactions=True)
    assert block["transactions"][0]["blockHash"] == block["hash"]
    history = w3.eth.fee_history(2, "latest", [50])
    assert len(history["baseFeePerGas"]) == 3, history


STEPS = [
    it_is_connected,
    coins_are_transferred,
    the_token_is_deployed,
    the_token_is_read,
    tokens_are_transferred,
    a_revert_is_decoded_by_its_error_name,
    an_event_is_found_by_filter,
    an_event_comes_by_subscription,
    the_gas_estimate_suffices,
    blocks_are_read,
]

for step in STEPS:
    try:
        step()
        failure = None
    except Exception:  # noqa: BLE001 - each step's failure is reported under its own name
        failure = traceback.format_exc()
    print(json.dumps({"name": step.__name__.replace("_", " "), "error": failure}), flush=True)
