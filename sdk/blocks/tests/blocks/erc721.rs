//! Tokens that are each one of a kind: what only a contract can ask for, and receiving contracts that answer nothing.
//! The rules of ERC-721's text are tested with the contract `nft`.

use blocks::erc721::{Erc721, Erc721Error, Transfer};
use sdk::guest;
use testing::prelude::*;

use crate::stage::Stage;

const TOKEN: U256 = U256::ONE;
const YES: [u8; 4] = [0x15, 0x0b, 0x7a, 0x02];

/// A contract that answers with one word, or reverts without a reason if that is zero.
#[storage]
pub(crate) struct Taker {
    answer: Value<FixedBytes<4>>,
}

#[contract]
impl Taker {
    #[init]
    pub fn new(&mut self, answer: FixedBytes<4>) {
        self.answer.set(answer);
    }

    /// Asked by ERC-721.
    #[name = "onERC721Received"]
    pub fn on_erc721_received(&mut self, _by: Address, _from: Address, _id: U256, _data: Bytes) -> FixedBytes<4> {
        let answer = self.answer.get();
        if answer == FixedBytes::ZERO { guest::revert(&[]) } else { answer }
    }
}

fn stage() -> (Stage<Erc721>, [Address; 2]) {
    let stage = Stage::<Erc721>::new();
    let accounts = stage.chain.accounts();
    (stage, accounts)
}

#[test]
fn token_that_exists_is_not_made_again() {
    let (stage, [alice, bob]) = stage();
    stage.call(alice, move |block| block.mint(alice, TOKEN)).unwrap();
    let refused = Err(Erc721Error::ERC721InvalidSender { sender: Address::ZERO });
    assert_eq!(stage.call(alice, move |block| block.mint(bob, TOKEN)), refused);
    assert_eq!(stage.see(alice, |block| block.owner_of(TOKEN)), Ok(alice));
}

/// A token that nobody is approved for has the zero address in that place.
#[test]
fn zero_address_is_not_the_approved_one() {
    let (stage, [alice, _]) = stage();
    stage.call(alice, move |block| block.mint(alice, TOKEN)).unwrap();
    let refused = Err(Erc721Error::ERC721InsufficientApproval { operator: Address::ZERO, token_id: TOKEN });
    assert_eq!(stage.see(alice, move |block| block.check_authorized(alice, Address::ZERO, TOKEN)), refused);
}

#[test]
fn safely_made_token_reaches_no_contract_that_does_not_take_it() {
    let (stage, [alice, bob]) = stage();
    let taker = |answer: [u8; 4]| stage.chain.deploy(alice, Taker::constructor(FixedBytes::new(answer))).address();
    let safe_mint = |to| stage.call(alice, move |block| block.safe_mint(to, TOKEN, &Bytes::default()));
    // Another word, and a revert without a reason.
    for answer in [[1; 4], [0; 4]] {
        let receiver = taker(answer);
        assert_eq!(safe_mint(receiver), Err(Erc721Error::ERC721InvalidReceiver { receiver }));
    }
    let owner = |token| stage.see(bob, move |block| block.owner_of(token));
    assert_eq!(owner(TOKEN), Err(Erc721Error::ERC721NonexistentToken { token_id: TOKEN }));
    let receiver = taker(YES);
    assert_eq!(safe_mint(receiver), Ok(()));
    assert_eq!(owner(TOKEN), Ok(receiver));
}

#[test]
fn destroyed_token_leaves_nothing_to_one_of_its_number() {
    let (stage, [alice, bob]) = stage();
    let [base, own] = ["base/", "own"].map(String::from);
    stage.see(alice, move |block| block.set_base_uri(base));
    stage.call(alice, move |block| block.mint(alice, TOKEN)).unwrap();
    stage.call(alice, move |block| block.set_token_uri(TOKEN, own)).unwrap();
    assert_eq!(stage.see(alice, |block| block.token_uri(TOKEN)), Ok("own".into()));
    stage.call(alice, |block| block.burn(TOKEN)).unwrap();
    stage.call(alice, move |block| block.mint(bob, TOKEN)).unwrap();
    assert_eq!(stage.see(alice, |block| block.token_uri(TOKEN)), Ok("base/1".into()));
    assert_eq!(stage.see(alice, |block| block.owner_of(TOKEN)), Ok(bob));
}

#[test]
fn destroying_a_token_that_is_nobodys_is_refused() {
    let (stage, [alice, _]) = stage();
    let refused = Err(Erc721Error::ERC721NonexistentToken { token_id: TOKEN });
    assert_eq!(stage.call(alice, |block| block.burn(TOKEN)), refused);
    assert_eq!(stage.chain.events::<Transfer>(), []);
}

#[test]
fn description_of_a_token_that_is_nobodys_is_refused() {
    let (stage, [alice, _]) = stage();
    let refused = Err(Erc721Error::ERC721NonexistentToken { token_id: TOKEN });
    assert_eq!(stage.call(alice, |block| block.set_token_uri(TOKEN, "own".into())), refused);
}
