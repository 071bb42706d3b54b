//! Components as clients see them, natively and on the VM.

use club::{Club, ClubClient, ClubError, Given, Minted, PurseError, gate::GateError};
use sdk::{contract::Contract, error::Revert};
use testing::prelude::*;

fn coins(amount: u64) -> U256 {
    U256::from(amount)
}

fn deployed(chain: &Chain, by: Address) -> ClubClient<Sender> {
    chain.deploy(by, Club::constructor(coins(100)))
}

#[chain_test]
fn methods_of_components_are_methods_of_the_contract(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let club = deployed(&chain, alice);
    assert_eq!((club.gate().keeper(), club.purse().held(alice)), (alice, coins(100)));
    assert_eq!(club.admit(bob), Ok(()));
    assert_eq!(club.give(bob, coins(30)), Ok(true));
    assert_eq!(club.purse().held(bob), coins(30));
    assert_eq!(chain.events::<Given>(), [Given { to: bob, amount: coins(30) }]);
    assert_eq!(chain.events::<Minted>(), [Minted { amount: coins(100) }]);
}

#[chain_test]
fn method_in_the_place_of_one_left_out_is_the_one_that_runs(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let club = deployed(&chain, alice);
    // The component's own client has the same selector, so it reaches the club's method.
    let through_the_component = club.purse().try_give(bob, coins(1)).unwrap_err();
    assert_eq!(through_the_component.decode(), Some(ClubError::Stranger { who: bob }));
}

#[chain_test]
fn method_left_out_is_not_there(chain: Chain) {
    let [alice] = chain.accounts();
    let club = deployed(&chain, alice);
    let missing = club.purse().try_burn(coins(1)).unwrap_err();
    assert_eq!(missing.message().as_deref(), Some("no method has this selector"));
}

#[chain_test]
fn errors_of_components_revert_as_they_are(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let club = deployed(&chain, alice);
    let not_keeper = GateError::NotKeeper { caller: bob };
    assert_eq!(club.by(bob).admit(bob), Err(ClubError::Gate(not_keeper.clone())));
    assert_eq!(club.by(bob).gate().set_open(false), Err(not_keeper));
    assert_eq!(club.give(alice, coins(101)), Err(ClubError::Purse(PurseError::Short { held: coins(100) })));
    assert_eq!(club.gate().set_open(false), Ok(()));
    assert_eq!(club.give(alice, coins(1)), Err(ClubError::Gate(GateError::Shut)));
}

#[chain_test]
fn value_is_taken_by_payable_methods_of_components_only(chain: Chain) {
    let [alice] = chain.accounts();
    let club = deployed(&chain, alice).with_value(coins(7));
    assert_eq!(club.purse().fill(), coins(107));
    let refused = club.gate().try_set_open(true).unwrap_err();
    assert_eq!(refused.message().as_deref(), Some("this method takes no value"));
}

#[chain_test]
fn overloaded_methods_share_a_name(chain: Chain) {
    let [alice] = chain.accounts();
    let club = deployed(&chain, alice);
    assert_eq!(club.give_with_note(alice, coins(1), "rent".into()), Ok(true));
    assert_eq!(chain.debug_logs(), ["rent"]);
}

#[chain_test]
fn component_of_a_contract_elsewhere_is_called_by_its_client(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (here, there) = (deployed(&chain, alice), deployed(&chain, bob));
    assert_eq!(here.held_elsewhere(there.address(), bob), coins(100));
}

#[chain_test]
fn identifier_of_an_interface_is_that_of_erc165(chain: Chain) {
    let [alice] = chain.accounts();
    let mut id = [0; 4];
    for signature in ["held(address)", "give(address,uint256)", "fill()", "burn(uint256)"] {
        let selector = alloy_primitives::keccak256(signature);
        id.iter_mut().zip(&selector[..4]).for_each(|(id, byte)| *id ^= byte);
    }
    assert_eq!(deployed(&chain, alice).purse_id(), FixedBytes(id));
}

#[test]
fn abi_has_what_the_contract_has() {
    assert_eq!(
        Club::ABI.lines().collect::<Vec<_>>(),
        [
            "constructor(uint256 coins)",
            "function admit(address who)",
            "function give(address to, uint256 amount) returns (bool)",
            "function give(address to, uint256 amount, string note) returns (bool)",
            "function purseID() view returns (bytes4)",
            "function heldElsewhere(address club, address owner) view returns (uint256)",
            "function held(address owner) view returns (uint256)",
            "function fill() payable returns (uint256)",
            "function keeper() view returns (address)",
            "function setOpen(bool open)",
            "event Minted(uint256 amount)",
            "event Given(address indexed to, uint256 amount)",
            "error Stranger(address who)",
            "error Short(uint256 held)",
            "error NotKeeper(address caller)",
            "error Shut()",
        ]
    );
    assert_eq!(Club::INFO.functions().count(), 9);
    assert_eq!(ClubError::decode(&ClubError::Gate(GateError::Shut).encode()), Some(ClubError::Gate(GateError::Shut)));
}

#[test]
fn method_left_out_is_not_linked() {
    let module = testing::contract_module(Club::PACKAGE, Club::MANIFEST_DIR);
    let has = |text: &str| module.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(has("this method takes no value"));
    assert!(!has("this text is linked only with the method"));
}
