//! The rules of ERC-721, by the words of its text, natively and on the VM.

use blocks::erc721::{Approval, ApprovalForAll, Erc721Client, Erc721Error as Error, Transfer};
use nft::{Nft, NftClient};
use receiver::{Mood, Received, Receiver, ReceiverError, SentBack};
use testing::prelude::*;

const DOCUMENT: B256 = B256::new([0xD0; 32]);

fn id(number: u64) -> U256 {
    U256::from(number)
}

/// A collection of alice's in which she holds token 1.
fn collection(chain: &Chain) -> (NftClient<Sender>, Erc721Client<Sender>) {
    let [alice] = chain.accounts();
    let nft = chain.deploy(alice, Nft::constructor("Titles".into(), "TTL".into()));
    assert_eq!(nft.mint(alice, DOCUMENT, String::new()), Ok(id(1)));
    let tokens = nft.erc721();
    (nft, tokens)
}

#[chain_test]
fn balance_of_throws_for_the_zero_address(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = collection(&chain);
    assert_eq!((tokens.balance_of(alice), tokens.balance_of(bob)), (Ok(id(1)), Ok(id(0))));
    assert_eq!(tokens.balance_of(Address::ZERO), Err(Error::ERC721InvalidOwner { owner: Address::ZERO }));
}

#[chain_test]
fn queries_about_tokens_that_are_nobodys_throw(chain: Chain) {
    let [alice] = chain.accounts();
    let (nft, tokens) = collection(&chain);
    assert_eq!(tokens.owner_of(id(1)), Ok(alice));
    assert_eq!(nft.burn(id(1)), Ok(()));
    for token_id in [id(0), id(1), id(2), U256::MAX] {
        let missing = Error::ERC721NonexistentToken { token_id };
        assert_eq!(tokens.owner_of(token_id), Err(missing.clone()));
        assert_eq!(tokens.get_approved(token_id), Err(missing.clone()));
        assert_eq!(tokens.token_uri(token_id), Err(missing.clone()));
        assert_eq!(tokens.approve(alice, token_id), Err(missing.clone()));
        assert_eq!(tokens.transfer_from(alice, alice, token_id), Err(missing.clone()));
        assert_eq!(tokens.safe_transfer_from(alice, alice, token_id), Err(missing));
    }
}

#[chain_test]
fn creation_and_destruction_emit_transfers_from_and_to_zero(chain: Chain) {
    let [alice] = chain.accounts();
    let (nft, _) = collection(&chain);
    nft.burn(id(1)).unwrap();
    let moved = |from, to| Transfer { from, to, token_id: id(1) };
    assert_eq!(chain.events::<Transfer>(), [moved(Address::ZERO, alice), moved(alice, Address::ZERO)]);
}

#[chain_test]
fn transfer_throws_unless_the_sender_is_owner_operator_or_approved(chain: Chain) {
    let [alice, bob, carol, dave] = chain.accounts();
    let (_, tokens) = collection(&chain);
    let refused = Err(Error::ERC721InsufficientApproval { operator: bob, token_id: id(1) });
    assert_eq!(tokens.by(bob).transfer_from(alice, bob, id(1)), refused);
    assert_eq!(tokens.by(bob).safe_transfer_from(alice, bob, id(1)), refused);

    assert_eq!(tokens.transfer_from(alice, bob, id(1)), Ok(()), "the owner");
    assert_eq!(tokens.by(bob).set_approval_for_all(carol, true), Ok(()));
    assert_eq!(tokens.by(carol).transfer_from(bob, alice, id(1)), Ok(()), "an operator");
    assert_eq!(tokens.approve(dave, id(1)), Ok(()));
    assert_eq!(tokens.by(dave).transfer_from(alice, bob, id(1)), Ok(()), "the approved address");
    assert_eq!(tokens.owner_of(id(1)), Ok(bob));
}

#[chain_test]
fn transfer_throws_if_from_is_not_the_current_owner(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = collection(&chain);
    let refused = Err(Error::ERC721IncorrectOwner { sender: bob, token_id: id(1), owner: alice });
    assert_eq!(tokens.transfer_from(bob, alice, id(1)), refused);
    assert_eq!(tokens.safe_transfer_from(bob, alice, id(1)), refused);
}

#[chain_test]
fn transfer_throws_if_to_is_the_zero_address(chain: Chain) {
    let [alice] = chain.accounts();
    let (_, tokens) = collection(&chain);
    let refused = Err(Error::ERC721InvalidReceiver { receiver: Address::ZERO });
    assert_eq!(tokens.transfer_from(alice, Address::ZERO, id(1)), refused);
    assert_eq!(tokens.safe_transfer_from(alice, Address::ZERO, id(1)), refused);
}

#[chain_test]
fn approved_address_is_reset_to_none_by_a_transfer(chain: Chain) {
    let [alice, bob, carol] = chain.accounts();
    let (_, tokens) = collection(&chain);
    assert_eq!(tokens.approve(carol, id(1)), Ok(()));
    assert_eq!(tokens.get_approved(id(1)), Ok(carol));
    tokens.transfer_from(alice, bob, id(1)).unwrap();
    assert_eq!(tokens.get_approved(id(1)), Ok(Address::ZERO));
    let refused = Err(Error::ERC721InsufficientApproval { operator: carol, token_id: id(1) });
    assert_eq!(tokens.by(carol).transfer_from(bob, carol, id(1)), refused);
}

#[chain_test]
fn zero_address_means_no_approved_address(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = collection(&chain);
    for approved in [bob, bob, Address::ZERO] {
        assert_eq!(tokens.approve(approved, id(1)), Ok(()));
        let changed_or_reaffirmed = Approval { owner: alice, approved, token_id: id(1) };
        assert_eq!(chain.events::<Approval>().pop(), Some(changed_or_reaffirmed));
    }
    assert_eq!(tokens.get_approved(id(1)), Ok(Address::ZERO));
}

#[chain_test]
fn approve_throws_unless_the_sender_is_the_owner_or_an_operator(chain: Chain) {
    let [_, bob, carol] = chain.accounts();
    let (_, tokens) = collection(&chain);
    tokens.approve(bob, id(1)).unwrap();
    let refused = Err(Error::ERC721InvalidApprover { approver: bob });
    assert_eq!(tokens.by(bob).approve(carol, id(1)), refused, "the approved address does not approve others");
    tokens.set_approval_for_all(carol, true).unwrap();
    assert_eq!(tokens.by(carol).approve(carol, id(1)), Ok(()));
}

#[chain_test]
fn owner_may_have_several_operators(chain: Chain) {
    let [alice, bob, carol] = chain.accounts();
    let (_, tokens) = collection(&chain);
    for operator in [bob, carol] {
        assert_eq!(tokens.set_approval_for_all(operator, true), Ok(()));
    }
    assert_eq!([bob, carol].map(|operator| tokens.is_approved_for_all(alice, operator)), [true, true]);
    assert_eq!(tokens.set_approval_for_all(bob, false), Ok(()));
    assert_eq!([bob, carol].map(|operator| tokens.is_approved_for_all(alice, operator)), [false, true]);
    let emitted = |operator, approved| ApprovalForAll { owner: alice, operator, approved };
    assert_eq!(chain.events::<ApprovalForAll>(), [emitted(bob, true), emitted(carol, true), emitted(bob, false)]);
    let refused = Err(Error::ERC721InvalidOperator { operator: Address::ZERO });
    assert_eq!(tokens.set_approval_for_all(Address::ZERO, true), refused);
}

#[chain_test]
fn safe_transfer_asks_a_contract_with_operator_owner_token_and_data(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (_, tokens) = collection(&chain);
    let receiver = chain.deploy(alice, Receiver::constructor(Mood::Accept)).address();
    tokens.set_approval_for_all(bob, true).unwrap();
    let data = Bytes::from(b"lot 7".as_slice());
    assert_eq!(tokens.by(bob).safe_transfer_from_with_data(alice, receiver, id(1), data.clone()), Ok(()));
    let received = Received { operator: bob, from: alice, ids: vec![id(1)], values: vec![], data, batch: false };
    assert_eq!(chain.events::<Received>(), [received]);
    assert_eq!(tokens.owner_of(id(1)), Ok(receiver));
}

#[chain_test]
fn safe_transfer_throws_if_the_contract_does_not_answer_with_the_magic_value(chain: Chain) {
    let [alice] = chain.accounts();
    let (_, tokens) = collection(&chain);
    let receiver = chain.deploy(alice, Receiver::constructor(Mood::Decline)).address();
    for mute_or_declining in [receiver, tokens.address()] {
        let attempt = tokens.try_safe_transfer_from(alice, mute_or_declining, id(1));
        assert!(attempt.is_err(), "{mute_or_declining} has not taken it");
    }
    let refused = Err(Error::ERC721InvalidReceiver { receiver });
    assert_eq!(tokens.safe_transfer_from(alice, receiver, id(1)), refused);
    assert_eq!(tokens.owner_of(id(1)), Ok(alice));
    assert_eq!(tokens.transfer_from(alice, receiver, id(1)), Ok(()), "transferFrom does not ask");
}

#[chain_test]
fn reason_of_a_refusing_contract_passes_through(chain: Chain) {
    let [alice] = chain.accounts();
    let (nft, tokens) = collection(&chain);
    let throwing = chain.deploy(alice, Receiver::constructor(Mood::Throw)).address();
    let error = tokens.try_safe_transfer_from(alice, throwing, id(1)).unwrap_err();
    assert_eq!(error.decode(), Some(ReceiverError::NotToday { from: alice }));
    let broken = chain.deploy(alice, Receiver::constructor(Mood::Panic)).address();
    let error = nft.try_mint(broken, DOCUMENT, String::new()).unwrap_err();
    assert_eq!(error.message().as_deref(), Some("the receiver is broken"));
}

#[chain_test]
fn receiving_contract_cannot_call_back_meanwhile(chain: Chain) {
    let [alice] = chain.accounts();
    let (_, tokens) = collection(&chain);
    let receiver = chain.deploy(alice, Receiver::constructor(Mood::SendBack)).address();
    assert_eq!(tokens.safe_transfer_from(alice, receiver, id(1)), Ok(()));
    assert_eq!(chain.events::<SentBack>(), [SentBack { done: false }]);
    assert_eq!(tokens.owner_of(id(1)), Ok(receiver));
}

#[chain_test]
fn interfaces_are_those_of_the_text(chain: Chain) {
    let (_, tokens) = collection(&chain);
    let has = |id: u32| tokens.supports_interface(FixedBytes::new(id.to_be_bytes()));
    assert!(has(0x01ff_c9a7) && has(0x80ac_58cd) && has(0x5b5e_139f));
    assert!(!has(0xffff_ffff) && !has(0xd9b6_7a26) && !has(0));
}

#[chain_test]
fn token_uri_is_its_own_or_the_base_with_its_number(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (nft, tokens) = collection(&chain);
    assert_eq!(tokens.token_uri(id(1)), Ok(String::new()));
    nft.set_base_uri("https://titles.example/".into()).unwrap();
    assert_eq!(tokens.token_uri(id(1)), Ok("https://titles.example/1".into()));
    assert_eq!(nft.mint(bob, DOCUMENT, "ipfs://title".into()), Ok(id(2)));
    assert_eq!(tokens.token_uri(id(2)), Ok("ipfs://title".into()));
    for _ in 3..=10 {
        nft.mint(alice, DOCUMENT, String::new()).unwrap();
    }
    assert_eq!(tokens.token_uri(id(10)), Ok("https://titles.example/10".into()));
    assert_eq!((tokens.name(), tokens.symbol()), ("Titles".into(), "TTL".into()));
}
