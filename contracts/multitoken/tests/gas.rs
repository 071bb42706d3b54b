//! What each message of the vouchers costs: `gas.golden` beside the manifest.

use multitoken::Multitoken;
use testing::prelude::*;

#[test]
fn gas_of_each_message_is_as_recorded() {
    let chain = Chain::vm();
    let [issuer, bob, carol] = chain.accounts();
    let [one, two, three, many] = [1_u64, 2, 3, 100].map(U256::from);
    let contract = chain.deploy(issuer, Multitoken::constructor("https://vouchers.example/{id}".into()));
    for _ in 0..3 {
        contract.create_kind(many).unwrap();
    }
    contract.set_uri(two, "https://vouchers.example/two".into()).unwrap();
    contract.mint(bob, one, many, Bytes::default()).unwrap();
    contract.mint_batch(bob, vec![two, three], vec![many, many], Bytes::default()).unwrap();
    let vouchers = contract.erc1155();
    vouchers.by(bob).safe_transfer_from(bob, carol, one, two, Bytes::default()).unwrap();
    vouchers.by(bob).set_approval_for_all(carol, true).unwrap();
    let (ids, values) = (vec![one, two, three], vec![one, one, one]);
    vouchers.by(carol).safe_batch_transfer_from(bob, carol, ids, values, Bytes::default()).unwrap();
    contract.by(bob).burn(bob, one, one).unwrap();
    contract.issuer().transfer_ownership(bob).unwrap();
    contract.issuer().by(bob).accept_ownership().unwrap();
    assert_gas_golden!(chain);
}
