//! What each message of the collection costs: `gas.golden` beside the manifest.

use nft::Nft;
use testing::prelude::*;

#[test]
fn gas_of_each_message_is_as_recorded() {
    let chain = Chain::vm();
    let [issuer, bob, carol] = chain.accounts();
    let nft = chain.deploy(issuer, Nft::constructor("Titles".into(), "TTL".into()));
    nft.set_base_uri("https://titles.example/".into()).unwrap();
    // The first of all, one with a text of its own, and one more.
    let mint = |(n, uri): (u8, &str)| nft.mint(bob, B256::new([n; 32]), uri.into()).unwrap();
    let [first, second, third] = [(1, ""), (2, "second-sheet"), (3, "")].map(mint);
    let tokens = nft.erc721();
    tokens.by(bob).approve(carol, first).unwrap();
    tokens.by(carol).transfer_from(bob, carol, first).unwrap();
    tokens.by(bob).set_approval_for_all(carol, true).unwrap();
    tokens.by(carol).safe_transfer_from(bob, carol, second).unwrap();
    nft.by(bob).burn(third).unwrap();
    nft.issuer().transfer_ownership(bob).unwrap();
    nft.issuer().by(bob).accept_ownership().unwrap();
    assert_gas_golden!(chain);
}
