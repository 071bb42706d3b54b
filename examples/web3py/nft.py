"""A studio certifies its works: a buyer checks the paper of one, an auction house sells it, a fire ends another.

    causeway dev                                 # in one terminal
    pip install -r requirements.txt
    python nft.py                                # in another, in this folder, after `causeway build`
"""

import json
import os

from chain import accounts, deploy, expect, refusal, w3

NOBODY = "0x" + 40 * "0"
studio, collector, auction, buyer = accounts(4)
NAMES = {NOBODY: "nobody", studio.address: "studio", collector.address: "collector", buyer.address: "buyer"}
works = deploy(studio, "nft", "Nft", "Works of the Lake Studio", "LAKE")
works.setBaseUri("https://lake.example/works/")


def digest(salt, paper):
    """keccak256(salt ++ paper), which is all that the chain is told of it."""
    return bytes(w3.keccak(salt + json.dumps(paper).encode()))


# Each token stands for a paper, which its owner keeps with the salt.
papers = {}
for title, size in (("Reeds in November", "60 x 90 cm"), ("Ferry", "40 x 40 cm"), ("The third bridge", "120 x 80 cm")):
    paper, salt = {"title": title, "size": size, "medium": "ink on silk", "year": 2026}, os.urandom(32)
    number = works.mint(collector.address, digest(salt, paper), "")
    papers[number] = (salt, paper)
print(f"the collector has {works.balanceOf(collector.address)} works; number 1 is at {works.tokenURI(1)}")
print(f"another makes one: {refusal(works.by(auction).mint, auction.address, digest(b'', 'copy'), '')}")

# The buyer is shown paper and salt, and asks the chain. A paper with another size is not that of the work.
salt, paper = papers[1]
print(f"the paper is that of number 1: {expect(works.document(1) == digest(salt, paper), True)}")
larger = {**paper, "size": "160 x 90 cm"}
print(f"so is one of a larger work: {expect(works.document(1) == digest(salt, larger), False)}")

# The auction house may hand over this work, once.
print(f"sold without being asked: {refusal(works.by(auction).transferFrom, collector.address, buyer.address, 1)}")
works.by(collector).approve(auction.address, 1)
works.by(auction).transferFrom(collector.address, buyer.address, 1)
print(f"sold once more: {refusal(works.by(auction).transferFrom, buyer.address, auction.address, 1)}")
safely = works.by(buyer).safeTransferFrom
print(f"to a contract that does not take works: {refusal(safely, buyer.address, works.address, 1)}")

# A fire. The number is never used again, and its paper stays known.
works.by(collector).burn(2)
known = expect(works.document(2) == digest(*papers[2]), True)
print(f"who owns number 2: {refusal(works.ownerOf, 2)}; its paper is known: {known}")
expect(works.by(studio).mint(collector.address, digest(os.urandom(32), {"title": "Ferry, again"}), ""), 4)

# Where each has been, as the events tell it.
transfers = works.events("Transfer")
for number in (1, 2):
    hands = [NAMES[event["to"]] for event in transfers if event["tokenId"] == number]
    print(f"number {number}: {', then '.join(hands)}")
owners = {number: works.ownerOf(number) for number in (1, 3, 4)}
expect(owners, {1: buyer.address, 3: collector.address, 4: collector.address})
