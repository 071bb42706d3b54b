//! What assertions and traces say, on the native chain.
#![allow(missing_docs, reason = "the contracts are scenery of the tests")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use testing::{CallKind, prelude::*};

#[error]
pub enum ShopError {
    SoldOut { item: u64, wanted: u64, left: u64 },
    Closed,
}

#[event]
pub struct Sold {
    #[indexed]
    buyer: Address,
    #[indexed]
    note: String,
    item: u64,
    amount: u64,
}

#[event]
pub struct Opened {
    hour: u64,
}

#[storage]
pub struct Shop {
    left: Map<u64, u64>,
}

#[contract]
impl Shop {
    #[init]
    pub fn new(&mut self, item: u64, amount: u64) {
        self.left.set(item, amount);
        emit(Opened { hour: 9 });
    }

    pub fn left(&self, item: u64) -> u64 {
        self.left.get(item)
    }

    pub fn buy(&mut self, item: u64, amount: u64, note: String) -> Result<u64, ShopError> {
        let left = self.left.get(item);
        let rest = left.checked_sub(amount).ok_or(ShopError::SoldOut { item, wanted: amount, left })?;
        self.left.set(item, rest);
        emit(Sold { buyer: caller(), note, item, amount });
        Ok(rest)
    }

    pub fn close(&mut self) -> Result<(), ShopError> {
        Err(ShopError::Closed)
    }

    pub fn add_one(&mut self, item: u8) -> u8 {
        item + 1
    }
}

#[storage]
pub struct Customer {
    shop: Value<Address>,
}

#[contract]
impl Customer {
    #[init]
    pub fn new(&mut self, shop: Address) {
        self.shop.set(shop);
    }

    pub fn shop_for(&mut self, item: u64, amount: u64) -> Result<u64, ShopError> {
        let shop = ShopClient::new(self.shop.get());
        shop.left(item);
        shop.buy(item, amount, "for me".into())
    }
}

fn shop(chain: &Chain) -> ShopClient<Sender> {
    let [alice] = chain.accounts();
    chain.deploy(alice, Shop::constructor(7, 10))
}

/// The text with which `assertion` fails.
fn failure(assertion: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(assertion)).expect_err("the assertion fails");
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref().cloned()).expect("a panic with a message has a string")
}

#[test]
fn expected_event_is_found() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let shop = shop(&chain);
    chain.expect_event(Opened { hour: 9 });
    assert_eq!(shop.buy(7, 2, "a".into()), Ok(8));
    chain.expect_event(Sold { buyer: alice, note: "a".into(), item: 7, amount: 2 });
    chain.expect_no_event::<Opened>();
}

#[test]
fn differing_event_is_shown_field_by_field() {
    let chain = Chain::native();
    let [alice, bob] = chain.accounts();
    shop(&chain).buy(7, 2, "a".into()).unwrap();
    let text = failure(|| chain.expect_event(Sold { buyer: bob, note: "a".into(), item: 7, amount: 3 }));
    assert!(text.contains("buyer: expected accounts[1], found accounts[0]"), "{text}");
    assert!(text.contains("amount: expected 3, found 2"), "{text}");
    assert!(!text.contains("item: expected") && !text.contains("note: expected"), "{text}");
    let _ = alice;
}

#[test]
fn event_of_another_contract_is_not_the_expected_one() {
    let chain = Chain::native();
    let [alice, bob] = chain.accounts();
    let shop = shop(&chain);
    let customer = chain.deploy(bob, Customer::constructor(shop.address()));
    assert_eq!(customer.shop_for(7, 4), Ok(6));
    let sold = |amount| Sold { buyer: customer.address(), note: "for me".into(), item: 7, amount };
    let text = failure(|| chain.expect_event(sold(4)));
    assert!(text.contains("Customer did not emit Sold(buyer: Customer, note: hash 0x"), "{text}");
    assert!(text.contains("but Shop emitted this very event"), "{text}");
    assert!(text.contains("expect_event_of(address, event)"), "{text}");
    chain.expect_event_of(shop.address(), sold(4));
    let text = failure(|| chain.expect_event_of(shop.address(), sold(5)));
    assert!(text.contains("Shop did not emit Sold(") && text.contains("amount: expected 5, found 4"), "{text}");
    let text = failure(|| chain.expect_event_of(customer.address(), sold(4)));
    assert!(text.contains("but Shop emitted this very event"), "{text}");

    let other = chain.deploy(alice, Shop::constructor(7, 10));
    chain.expect_event(Opened { hour: 9 });
    other.buy(7, 1, "b".into()).unwrap();
    let opened = |shop: &ShopClient<Sender>| chain.events_of::<Opened>(shop.address()).len();
    assert_eq!((chain.events::<Opened>().len(), opened(&shop), opened(&other)), (2, 1, 1));
}

#[test]
fn missing_event_is_told_with_the_events_there_are() {
    let chain = Chain::native();
    let shop = shop(&chain);
    shop.buy(7, 2, "a".into()).unwrap();
    let text = failure(|| chain.expect_event(Opened { hour: 9 }));
    assert!(text.contains("did not emit Opened(hour: 9)"), "{text}");
    assert!(text.contains("Shop: Sold(buyer: accounts[0], note: hash 0x"), "{text}");
    let text = failure(|| chain.expect_no_event::<Sold>());
    assert!(text.contains("was to have emitted no Sold\nthe last transaction emitted:\n    Shop: Sold("), "{text}");
    assert!(shop.close().is_err());
    let text = failure(|| chain.expect_event(Opened { hour: 9 }));
    assert!(text.contains("it emitted nothing, because it reverted with Closed()"), "{text}");
    let before = chain.snapshot();
    chain.restore(before);
    let text = failure(|| chain.expect_event(Opened { hour: 9 }));
    assert!(text.contains("there was no transaction since the chain was made or restored"), "{text}");
}

#[test]
fn event_whose_field_is_a_hash_only_is_refused_as_a_value() {
    let chain = Chain::native();
    shop(&chain).buy(7, 2, "a".into()).unwrap();
    let text = failure(|| drop(chain.events::<Sold>()));
    assert!(
        text.contains("a log of Sold does not give the event back: Sold(buyer: accounts[0], note: hash 0x"),
        "{text}"
    );
    assert!(text.contains("assert it with expect_event(Sold { .. })"), "{text}");
}

#[test]
fn expected_revert_is_found() {
    let chain = Chain::native();
    let shop = shop(&chain);
    chain.expect_revert(shop.buy(7, 11, "a".into()), ShopError::SoldOut { item: 7, wanted: 11, left: 10 });
    chain.expect_revert(shop.try_close(), ShopError::Closed);
    chain.expect_panic(shop.try_add_one(255), 0x11);
    chain.expect_message(shop.with_value(U256::ONE).try_close(), "this method takes no value");
}

#[test]
fn differing_revert_is_shown_field_by_field() {
    let chain = Chain::native();
    let shop = shop(&chain);
    let expected = ShopError::SoldOut { item: 7, wanted: 11, left: 9 };
    let text = failure(|| chain.expect_revert(shop.buy(7, 11, "a".into()), expected));
    assert!(text.contains("was to have reverted with SoldOut(item: 7, wanted: 11, left: 9)"), "{text}");
    assert!(text.contains("but it reverted with SoldOut(item: 7, wanted: 11, left: 10)"), "{text}");
    assert!(text.contains("left: expected 9, found 10"), "{text}");
    assert!(!text.contains("item: expected"), "{text}");
}

#[test]
fn other_end_than_the_expected_revert_is_told() {
    let chain = Chain::native();
    let shop = shop(&chain);
    let text = failure(|| chain.expect_revert(shop.buy(7, 1, "a".into()), ShopError::Closed));
    assert!(text.contains("was to have reverted with Closed()\nbut it succeeded and returned 9"), "{text}");
    let text = failure(|| chain.expect_revert(shop.try_add_one(255), ShopError::Closed));
    assert!(text.contains("but it reverted with Panic(0x11), arithmetic overflow"), "{text}");
    let text = failure(|| chain.expect_panic(shop.close(), 0x11));
    assert!(text.contains("but it reverted with Closed()"), "{text}");
    let text = failure(|| chain.expect_message(shop.close(), "closed"));
    assert!(text.contains("was to have reverted with \"closed\"\nbut it reverted with Closed()"), "{text}");
}

#[test]
fn trace_is_the_tree_of_calls() {
    let chain = Chain::native();
    let [alice, bob] = chain.accounts();
    let shop = shop(&chain);
    let customer = chain.deploy(bob, Customer::constructor(shop.address()));
    assert_eq!(customer.shop_for(7, 4), Ok(6));
    let trace = chain.trace().unwrap();
    let expected = "\
accounts[1] -> Customer.shopFor(item: 7, amount: 4)
    Customer -> Shop.left(item: 7) (static)
        returned (10)
    Customer -> Shop.buy(item: 7, amount: 4, note: \"for me\")
        event Sold(buyer: Customer, note: hash 0xHASH, item: 7, amount: 4)
        returned (6)
    returned (6)
";
    let hash = B256::new(sdk::guest::keccak256(b"for me")).to_string();
    assert_eq!(trace.to_string(), expected.replace("0xHASH", &hash));
    let inner: Vec<_> = trace.call.calls().map(|call| (call.kind, call.method())).collect();
    assert_eq!(inner, [(CallKind::Static, Some("left")), (CallKind::Call, Some("buy"))]);

    assert!(customer.shop_for(7, 7).is_err());
    let text = chain.trace().unwrap().to_string();
    let sold_out = "reverted with SoldOut(item: 7, wanted: 7, left: 6)";
    assert!(text.ends_with(&format!("        {sold_out}\n    {sold_out}\n")), "{text}");
    let _ = alice;
}

#[test]
fn trace_of_a_creation_has_its_arguments_and_a_second_contract_its_number() {
    let chain = Chain::native();
    let (first, second) = (shop(&chain), shop(&chain));
    let text = chain.trace().unwrap().to_string();
    let expected =
        format!("accounts[0] -> new Shop(item: 7, amount: 10) at {}\n    event Opened(hour: 9)\n", second.address());
    assert_eq!(text, expected);
    assert_eq!((first.left(7), second.left(7)), (10, 10));
    assert!(chain.trace().unwrap().to_string().starts_with("accounts[0] -> Shop#2.left(item: 7)"));
}

#[test]
fn raw_calls_have_a_trace_too() {
    let chain = Chain::native();
    let [alice, bob] = chain.accounts();
    chain.send(alice, bob, U256::from(5_u64), &[]).unwrap();
    assert_eq!(chain.trace().unwrap().to_string(), "accounts[0] -> accounts[1] with 5 wei\n");
    let shop = shop(&chain);
    assert!(chain.send(alice, shop.address(), U256::ZERO, &[1, 2, 3, 4, 5]).is_err());
    let text = chain.trace().unwrap().to_string();
    assert!(text.starts_with("accounts[0] -> Shop, no method of Shop: data 0x0102030405\n"), "{text}");
}

#[test]
fn restored_chain_is_as_it_was() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let shop = shop(&chain);
    let (before, time) = (chain.snapshot(), chain.timestamp());
    for _ in 0..2 {
        assert_eq!(shop.buy(7, 2, "a".into()), Ok(8));
        chain.set_balance(alice, U256::ONE);
        chain.advance_time(100);
        chain.mine(3);
        let later = chain.snapshot();
        assert_eq!(shop.buy(7, 2, "a".into()), Ok(6));
        chain.restore(later);
        assert_eq!((shop.left(7), chain.block_number(), chain.timestamp()), (8, 5, time + 104));
        chain.restore(before);
        assert_eq!((shop.left(7), chain.block_number(), chain.timestamp()), (10, 1, time));
        assert!(chain.events::<Sold>().is_empty());
        assert!(chain.balance(alice) > U256::ONE);
    }
}

#[test]
fn mined_blocks_are_a_second_apart() {
    let chain = Chain::native();
    let (time, height) = (chain.timestamp(), chain.block_number());
    chain.mine(10);
    assert_eq!((chain.timestamp(), chain.block_number()), (time + 10, height + 10));
    chain.set_time(time + 1_000);
    chain.mine(1);
    assert_eq!(chain.timestamp(), time + 1_001);
}

#[test]
#[should_panic(expected = "time goes on only")]
fn time_cannot_go_back() {
    let chain = Chain::native();
    chain.set_time(chain.timestamp() - 1);
}

/// Runs one ignored test of this file by itself and gives what it prints.
fn output_of(test: &str) -> String {
    let program = std::env::current_exe().expect("a running test has a file");
    let output = std::process::Command::new(program)
        .args(["--ignored", "--exact", test])
        .env("SEED", "1")
        .output()
        .expect("a test can be started");
    assert!(!output.status.success(), "{test} fails");
    String::from_utf8(output.stdout).expect("tests print text")
}

#[test]
#[ignore = "fails on purpose, for the test below"]
fn fails_after_two_calls() {
    let chain = Chain::native();
    let shop = shop(&chain);
    assert_eq!(shop.buy(7, 2, "a".into()), Ok(9));
}

#[test]
fn failing_test_shows_the_last_calls() {
    let text = output_of("fails_after_two_calls");
    assert!(
        text.contains("The last calls on the native chain, the latest at the end:\naccounts[0] -> new Shop("),
        "{text}"
    );
    let call = "accounts[0] -> Shop.buy(item: 7, amount: 2, note: \"a\")\n    event Sold(buyer: accounts[0]";
    assert!(text.contains(call) && text.contains("    returned (8)\n"), "{text}");
}

/// A shop of which somebody expects that it never runs low.
struct Stock {
    shop: ShopClient<Sender>,
}

impl Model for Stock {
    type Step = (u64, u64);

    fn start() -> Self {
        let chain = Chain::native();
        Self { shop: shop(&chain) }
    }

    fn draw(&self, random: &mut Random) -> (u64, u64) {
        (random.below(8), random.below(6))
    }

    fn apply(&mut self, (item, amount): &(u64, u64)) {
        let _ = self.shop.buy(*item, *amount, String::new());
    }

    fn check(&self) {
        assert!(self.shop.left(7) > 2, "there is enough left");
    }
}

#[test]
#[ignore = "fails on purpose, for the test below"]
fn breaks_after_some_steps() {
    explore::<Stock>(5, 200);
}

#[test]
fn broken_property_shows_its_fewest_steps_and_the_last_calls() {
    let text = output_of("breaks_after_some_steps");
    assert!(text.contains("SEED=1\n"), "{text}");
    let steps: Vec<_> = text.lines().filter(|line| line.contains(". (7, ")).collect();
    assert!((2..=4).contains(&steps.len()), "{text}");
    assert!(text.contains(&format!("so do these {} steps alone:", steps.len())), "{text}");
    assert!(text.contains("there is enough left") && text.contains("accounts[0] -> Shop.left(item: 7)"), "{text}");
    assert_eq!(text.matches("panicked at").count(), 1, "only the shrunk failure is printed: {text}");
}

#[test]
#[ignore = "fails on purpose, for the test below"]
fn is_refused_from_some_amount_on() {
    let chain = Chain::native();
    let shop = shop(&chain);
    chain.for_all(
        500,
        |random| (random.u64(), random.string(9)),
        |(amount, note)| {
            assert!(shop.buy(7, amount, note).is_ok(), "every amount can be bought");
        },
    );
}

#[test]
fn broken_property_of_a_chain_shows_the_simplest_input_and_its_calls_alone() {
    let text = output_of("is_refused_from_some_amount_on");
    assert!(text.contains("SEED=1\n"), "{text}");
    assert!(text.contains("failed; the simplest input found that fails:\n    (11, \"\")\n"), "{text}");
    assert!(text.contains("every amount can be bought"), "{text}");
    let calls = text.split("the latest at the end:\n").nth(1).expect("the last calls are shown");
    assert!(calls.starts_with("accounts[0] -> Shop.buy(item: 7, amount: 11, note: \"\")\n"), "{text}");
    assert_eq!(calls.matches("accounts[0] ->").count(), 1, "{text}");
}

#[test]
fn every_case_of_a_property_begins_with_the_same_chain() {
    let chain = Chain::native();
    let shop = shop(&chain);
    let (before, time) = (chain.block_number(), chain.timestamp());
    chain.for_all(
        100,
        |random| random.between(1, 10),
        |amount| {
            assert_eq!(shop.buy(7, amount, String::new()), Ok(10 - amount));
            assert_eq!((chain.block_number(), chain.last_logs().len()), (before + 1, 1));
            chain.advance_time(amount);
        },
    );
    assert_eq!((shop.left(7), chain.block_number(), chain.timestamp()), (10, before, time));
}

#[test]
#[ignore = "fails on purpose, for the test below"]
fn has_no_seed() {
    Random::from_env();
}

#[test]
fn seed_that_is_no_number_is_refused() {
    let program = std::env::current_exe().expect("a running test has a file");
    let output =
        std::process::Command::new(program).args(["--ignored", "--exact", "has_no_seed"]).env("SEED", "0x7").output();
    let output = output.expect("a test can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && text.contains("SEED=0x7 is no seed: it is a number below 2^64"), "{text}");
}

#[test]
#[ignore = "fails on purpose, for the test below"]
fn calls_what_overflows() {
    let shop = shop(&Chain::native());
    shop.add_one(255);
}

#[test]
fn call_that_fails_names_the_line_of_the_test() {
    let text = output_of("calls_what_overflows");
    let (place, message) = text.rsplit_once("panicked at ").expect("there is a panic").1.split_once(":\n").unwrap();
    assert!(place.contains("assertions.rs:"), "{place}");
    assert!(message.starts_with("a call on Chain::native() reverted with Panic(0x11)"), "{message}");
}

#[test]
fn snapshot_that_was_forgotten_is_refused() {
    let chain = Chain::native();
    let shop = shop(&chain);
    let first = chain.snapshot();
    shop.buy(7, 1, String::new()).unwrap();
    let second = chain.snapshot();
    chain.restore(first);
    let third = chain.snapshot();
    let text = failure(|| chain.restore(second));
    assert!(text.contains("taken later than one that was restored since"), "{text}");
    chain.restore(third);
}

#[test]
fn snapshot_of_another_chain_is_refused() {
    let (chain, other) = (Chain::native(), Chain::native());
    chain.snapshot();
    let foreign = other.snapshot();
    let text = failure(|| chain.restore(foreign));
    assert!(text.contains("it is of another chain"), "{text}");
}

#[test]
fn time_beyond_the_last_timestamp_is_refused() {
    let chain = Chain::native();
    for set in [|chain: &Chain| chain.set_time(u64::MAX), |chain: &Chain| chain.advance_time(u64::MAX)] {
        let text = failure(|| set(&chain));
        assert!(text.contains("is above the last timestamp of a chain, 9223372036854775807"), "{text}");
    }
}

#[test]
fn call_where_no_contract_is_says_so() {
    let chain = Chain::native();
    let [alice, bob] = chain.accounts();
    let text = failure(|| {
        chain.client::<Shop>(bob, alice).left(7);
    });
    assert!(text.contains("there is no contract at that address, or another one"), "{text}");
}
