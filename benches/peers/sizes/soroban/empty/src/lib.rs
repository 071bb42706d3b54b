//! A contract without methods: what soroban-sdk adds to every one.
#![no_std]

use soroban_sdk::{contract, contractimpl};

#[contract]
pub struct Empty;

#[contractimpl]
impl Empty {}
