//! Contracts may use the names that the attributes' output uses: of its local names, of the client's methods and of the
//! SDK's own.
#![allow(missing_docs, reason = "the contract is scenery of the test")]

use std::{cell::RefCell, rc::Rc};

use sdk::{
    abi,
    call::{Link, Request, Transport},
    prelude::*,
};

#[storage]
pub struct Names;

#[contract]
impl Names {
    #[init]
    pub fn start(&mut self, encoder: u64, slot: U256, arguments: String) {
        let _ = (encoder, slot, arguments);
    }

    pub fn call(&self, input: u64, encoder: Bytes, values: String, output: u8) {
        let _ = (input, encoder, values, output);
    }

    pub fn deploy(&mut self, kind: u64, decoder: Vec<u64>, returned: bool, selector: u32) -> U256 {
        let _ = (kind, decoder, returned, selector);
        U256::from(7)
    }

    pub fn link(&self, argument_1: u8, argument_0: u16) -> u64 {
        let _ = (argument_1, argument_0);
        1
    }

    pub fn at(&self) {}
    pub fn by(&self) {}
    pub fn client(&self) {}
    pub fn clone(&self) {}
    pub fn fmt(&self) {}
    pub fn from_link(&mut self) {}
    pub fn with_value(&self, value: U256) -> U256 {
        value
    }
}

/// Keeps what would be sent.
#[derive(Clone, Default)]
struct Kept(Rc<RefCell<Vec<u8>>>);

impl Transport for Kept {
    fn call(&self, request: &Request) -> Result<Vec<u8>, CallError> {
        self.0.replace(request.input.clone());
        Err(CallError::Failed)
    }

    fn fail(&self, error: CallError) -> ! {
        panic!("{error}")
    }
}

#[test]
fn arguments_of_any_name_arrive() {
    let kept = Kept::default();
    let client: NamesClient<Kept> = Client::from_link(Link::new(Address::ZERO, kept.clone()));
    let sent = |result: Result<(), CallError>| {
        assert_eq!(result, Err(CallError::Failed));
        kept.0.take().split_off(4)
    };
    let (bytes, text) = (Bytes(vec![1, 2, 3]), "text".to_string());
    let all = (5_u64, bytes.clone(), text.clone(), 9_u8);
    assert_eq!(sent(client.try_call(all.0, bytes, text.clone(), 9)), abi::encode(&all));
    let all = (5_u64, vec![1_u64], true, 3_u32);
    assert_eq!(sent(client.try_deploy(5, vec![1], true, 3).map(drop)), abi::encode(&all));
    assert_eq!(sent(client.try_link(1, 2).map(drop)), abi::encode(&(1_u8, 2_u16)));
    assert_eq!(sent(client.try_with_value(U256::ONE).map(drop)), abi::encode(&(U256::ONE,)));
    let arguments = Names::constructor(5, U256::ONE, text.clone()).arguments;
    assert_eq!(arguments, abi::encode(&(5_u64, U256::ONE, text)));
}
