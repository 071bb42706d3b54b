//! The rules of ERC-1155, by the words of its text, natively and on the VM.

use blocks::erc1155::{ApprovalForAll, Erc1155Client, Erc1155Error as Error, TransferBatch, TransferSingle, URI};
use multitoken::{Multitoken, MultitokenClient};
use receiver::{Mood, Received, Receiver, ReceiverError};
use testing::prelude::*;

fn n(number: u64) -> U256 {
    U256::from(number)
}

fn no_data() -> Bytes {
    Bytes::default()
}

/// Vouchers of kinds 1 to 3, of which alice holds 100, 50 and none.
fn vouchers(chain: &Chain) -> (MultitokenClient<Sender>, Erc1155Client<Sender>) {
    let [alice] = chain.accounts();
    let contract = chain.deploy(alice, Multitoken::constructor("https://vouchers.example/{id}.json".into()));
    for kind in 1..=3 {
        assert_eq!(contract.create_kind(n(1000)), Ok(n(kind)));
    }
    contract.mint(alice, n(1), n(100), no_data()).expect("the issuer makes no more than the kind allows");
    contract.mint(alice, n(2), n(50), no_data()).expect("the issuer makes no more than the kind allows");
    let tokens = contract.erc1155();
    (contract, tokens)
}

#[chain_test]
fn transfer_must_emit_transfer_single_and_change_the_balances(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = vouchers(&chain);
    assert_eq!(tokens.safe_transfer_from(alice, bob, n(1), n(40), no_data()), Ok(()));
    assert_eq!((tokens.balance_of(alice, n(1)), tokens.balance_of(bob, n(1))), (n(60), n(40)));
    let moved = TransferSingle { operator: alice, from: alice, to: bob, id: n(1), value: n(40) };
    assert_eq!(chain.events::<TransferSingle>().pop(), Some(moved));
}

#[chain_test]
fn caller_must_be_approved_to_manage_the_tokens(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = vouchers(&chain);
    let refused = Err(Error::ERC1155MissingApprovalForAll { operator: bob, owner: alice });
    assert_eq!(tokens.by(bob).safe_transfer_from(alice, bob, n(1), n(1), no_data()), refused);
    assert_eq!(tokens.by(bob).safe_batch_transfer_from(alice, bob, vec![n(1)], vec![n(1)], no_data()), refused);
    assert_eq!(tokens.set_approval_for_all(bob, true), Ok(()));
    assert_eq!(tokens.by(bob).safe_transfer_from(alice, bob, n(1), n(1), no_data()), Ok(()));
    let moved = TransferSingle { operator: bob, from: alice, to: bob, id: n(1), value: n(1) };
    assert_eq!(chain.events::<TransferSingle>().pop(), Some(moved), "the operator is the approved caller");
}

#[chain_test]
fn transfer_must_revert_if_to_is_the_zero_address(chain: Chain) {
    let [alice] = chain.accounts();
    let (_, tokens) = vouchers(&chain);
    let refused = Err(Error::ERC1155InvalidReceiver { receiver: Address::ZERO });
    assert_eq!(tokens.safe_transfer_from(alice, Address::ZERO, n(1), n(1), no_data()), refused);
    assert_eq!(tokens.safe_batch_transfer_from(alice, Address::ZERO, vec![n(1)], vec![n(1)], no_data()), refused);
}

#[chain_test]
fn transfer_must_revert_if_a_balance_is_lower_than_the_value(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = vouchers(&chain);
    let short = |token_id, balance, needed| Error::ERC1155InsufficientBalance {
        sender: alice,
        balance: n(balance),
        needed: n(needed),
        token_id: n(token_id),
    };
    assert_eq!(tokens.safe_transfer_from(alice, bob, n(1), n(101), no_data()), Err(short(1, 100, 101)));
    let batch = |ids: [u64; 2], values: [u64; 2]| {
        let (ids, values) = (ids.map(n).to_vec(), values.map(n).to_vec());
        tokens.safe_batch_transfer_from(alice, bob, ids, values, no_data())
    };
    assert_eq!(batch([1, 2], [1, 51]), Err(short(2, 50, 51)));
    assert_eq!(batch([1, 1], [60, 60]), Err(short(1, 40, 60)), "a kind twice counts twice");
    assert_eq!(tokens.balance_of(bob, n(1)), n(0), "a batch moves whole or not at all");
}

#[chain_test]
fn batch_must_revert_if_the_lengths_differ(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = vouchers(&chain);
    let refused = |ids_length, values_length| Error::ERC1155InvalidArrayLength {
        ids_length: n(ids_length),
        values_length: n(values_length),
    };
    let transfer = tokens.safe_batch_transfer_from(alice, bob, vec![n(1), n(2)], vec![n(1)], no_data());
    assert_eq!(transfer, Err(refused(2, 1)));
    assert_eq!(tokens.balance_of_batch(vec![alice, bob], vec![n(1)]), Err(refused(1, 2)));
}

#[chain_test]
fn balance_changes_and_events_follow_the_order_of_the_arrays(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = vouchers(&chain);
    let (ids, values) = (vec![n(2), n(1), n(2)], vec![n(5), n(7), n(11)]);
    assert_eq!(tokens.safe_batch_transfer_from(alice, bob, ids.clone(), values.clone(), no_data()), Ok(()));
    let moved = TransferBatch { operator: alice, from: alice, to: bob, ids, values };
    assert_eq!(chain.events::<TransferBatch>(), [moved]);
    let asked = tokens.balance_of_batch(vec![bob, bob, alice, alice], vec![n(1), n(2), n(1), n(2)]);
    assert_eq!(asked, Ok([7, 16, 93, 34].map(n).to_vec()));
}

#[chain_test]
fn receiving_contract_must_be_asked_after_the_balances_changed(chain: Chain) {
    let [alice] = chain.accounts();
    let (contract, tokens) = vouchers(&chain);
    let receiver = chain.deploy(alice, Receiver::constructor(Mood::Accept)).address();
    let data = Bytes::from(b"gift".as_slice());
    tokens.safe_transfer_from(alice, receiver, n(1), n(4), data.clone()).unwrap();
    let (ids, values) = (vec![n(2)], vec![n(6)]);
    tokens.safe_batch_transfer_from(alice, receiver, ids.clone(), values.clone(), data.clone()).unwrap();
    contract.mint(receiver, n(3), n(1), no_data()).unwrap();
    let from_alice =
        |ids, values, batch| Received { operator: alice, from: alice, ids, values, data: data.clone(), batch };
    let minted = Received { from: Address::ZERO, data: no_data(), ..from_alice(vec![n(3)], vec![n(1)], false) };
    let single = from_alice(vec![n(1)], vec![n(4)], false);
    assert_eq!(chain.events::<Received>(), [single, from_alice(ids, values, true), minted]);
}

#[chain_test]
fn transfer_must_revert_if_the_contract_answers_with_another_value(chain: Chain) {
    let [alice] = chain.accounts();
    let (contract, tokens) = vouchers(&chain);
    let receiver = chain.deploy(alice, Receiver::constructor(Mood::Decline)).address();
    let refused = Error::ERC1155InvalidReceiver { receiver };
    assert_eq!(tokens.safe_transfer_from(alice, receiver, n(1), n(1), no_data()), Err(refused.clone()));
    let batch = tokens.safe_batch_transfer_from(alice, receiver, vec![n(1)], vec![n(1)], no_data());
    assert_eq!(batch, Err(refused));
    assert!(contract.mint_batch(receiver, vec![n(1)], vec![n(1)], no_data()).is_err());
    assert_eq!((tokens.balance_of(receiver, n(1)), contract.supply(n(1)).total), (n(0), n(100)));
}

#[chain_test]
fn reason_of_a_refusing_contract_passes_through(chain: Chain) {
    let [alice] = chain.accounts();
    let (_, tokens) = vouchers(&chain);
    let receiver = chain.deploy(alice, Receiver::constructor(Mood::Throw)).address();
    let error = tokens.try_safe_transfer_from(alice, receiver, n(1), n(1), no_data()).unwrap_err();
    assert_eq!(error.decode(), Some(ReceiverError::NotToday { from: alice }));
}

#[chain_test]
fn approval_for_all_must_be_emitted_and_is_taken_back(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = vouchers(&chain);
    for approved in [true, false] {
        assert_eq!(tokens.set_approval_for_all(bob, approved), Ok(()));
        assert_eq!(tokens.is_approved_for_all(alice, bob), approved);
        let emitted = ApprovalForAll { account: alice, operator: bob, approved };
        assert_eq!(chain.events::<ApprovalForAll>().pop(), Some(emitted));
    }
    let refused = Err(Error::ERC1155InvalidOperator { operator: Address::ZERO });
    assert_eq!(tokens.set_approval_for_all(Address::ZERO, true), refused);
}

#[chain_test]
fn creation_and_destruction_name_the_zero_address(chain: Chain) {
    let [alice] = chain.accounts();
    let (contract, _) = vouchers(&chain);
    let event = |from, to, id, value| TransferSingle { operator: alice, from, to, id: n(id), value: n(value) };
    let nobody = Address::ZERO;
    let announced = [1, 2, 3].map(|kind| event(nobody, nobody, kind, 0));
    let minted = [event(nobody, alice, 1, 100), event(nobody, alice, 2, 50)];
    assert_eq!(chain.events::<TransferSingle>(), [&announced[..], &minted].concat());
    contract.burn(alice, n(1), n(30)).unwrap();
    assert_eq!(chain.events::<TransferSingle>().pop(), Some(event(alice, nobody, 1, 30)));
}

#[chain_test]
fn uri_event_must_be_emitted_and_its_value_returned(chain: Chain) {
    let (contract, tokens) = vouchers(&chain);
    let of_all = "https://vouchers.example/{id}.json";
    assert_eq!(tokens.uri(n(1)), of_all);
    for uri in ["ipfs://meal", ""] {
        contract.set_uri(n(1), uri.into()).unwrap();
        let shown = if uri.is_empty() { of_all } else { uri };
        assert_eq!(chain.events::<URI>().pop(), Some(URI { value: shown.into(), id: n(1) }));
        assert_eq!(tokens.uri(n(1)), shown);
    }
    assert_eq!(tokens.uri(n(2)), of_all);
}

#[chain_test]
fn interfaces_are_those_of_the_text(chain: Chain) {
    let (_, tokens) = vouchers(&chain);
    let has = |id: u32| tokens.supports_interface(FixedBytes::new(id.to_be_bytes()));
    assert!(has(0x01ff_c9a7) && has(0xd9b6_7a26) && has(0x0e89_341c));
    assert!(!has(0xffff_ffff) && !has(0x80ac_58cd) && !has(0));
}
