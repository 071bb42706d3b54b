//! A contract without methods: what stylus-sdk costs by itself.
#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

use stylus_sdk::prelude::*;

#[entrypoint]
#[storage]
pub struct Empty {}

#[public]
impl Empty {}
