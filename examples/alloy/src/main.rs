//! Deploys the token to a running dev chain and uses it with alloy, as with any Ethereum contract.
//!
//! ```text
//! make dev                                               # in one terminal
//! cargo run --manifest-path examples/alloy/Cargo.toml    # in another; RPC_URL if the chain is not on port 8545
//! ```

use std::{env, error::Error, fs};

use alloy::{
    contract::RawCallBuilder,
    json_abi::ContractObject,
    primitives::{Address, U256},
    providers::ProviderBuilder,
    signers::local::PrivateKeySigner,
    sol,
    sol_types::SolConstructor,
};

sol! {
    #[sol(rpc)]
    contract Token {
        constructor(string name, string symbol, uint256 supply);
        function name() external view returns (string);
        function symbol() external view returns (string);
        function totalSupply() external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        event Transfer(address indexed from, address indexed to, uint256 value);
        #[derive(Debug)]
        error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    }
}

/// The first two accounts of every dev chain; their keys stand in its banner.
const ALICE: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const BOB: &str = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("RPC_URL").unwrap_or_else(|_| "http://127.0.0.1:8545".into());
    let artifact = env::var("TOKEN_JSON").unwrap_or_else(|_| "target/contracts/token/Token.json".into());
    let artifact: ContractObject = serde_json::from_str(&fs::read_to_string(artifact)?)?;
    let mut code = artifact.bytecode.ok_or("the artifact has no bytecode")?.to_vec();

    let alice: PrivateKeySigner = ALICE.parse()?;
    let bob: Address = BOB.parse::<PrivateKeySigner>()?.address();
    let chain = ProviderBuilder::new().wallet(alice.clone()).connect_http(url.parse()?);

    // One transaction checks the module, compiles it and runs its constructor.
    let arguments =
        Token::constructorCall { name: "Harbour".into(), symbol: "HRB".into(), supply: U256::from(1_000_000) };
    code.extend(arguments.abi_encode());
    let receipt = RawCallBuilder::new_raw_deploy(&chain, code.into()).send().await?.get_receipt().await?;
    let address = receipt.contract_address.ok_or("the deployment made no contract")?;
    println!("deployed at {address} for {} gas", receipt.gas_used);

    let token = Token::new(address, &chain);
    let (name, symbol, supply) =
        (token.name().call().await?, token.symbol().call().await?, token.totalSupply().call().await?);
    println!("{name} ({symbol}), supply {supply}");

    token.transfer(bob, U256::from(400)).send().await?.get_receipt().await?;
    println!("bob holds {}", token.balanceOf(bob).call().await?);

    // Errors have names and arguments, as a Solidity contract's.
    let refused = token.transfer(alice.address(), U256::from(401)).from(bob).call().await;
    let error = refused.expect_err("bob holds less");
    let error = error.as_decoded_error::<Token::ERC20InsufficientBalance>().ok_or("another error is expected")?;
    println!("refused: ERC20InsufficientBalance({}, {}, {})", error.sender, error.balance, error.needed);

    let events = token.Transfer_filter().topic2(bob).from_block(0).query().await?;
    for (event, log) in events {
        println!("event: {} from {} in block {}", event.value, event.from, log.block_number.unwrap_or_default());
    }
    Ok(())
}
