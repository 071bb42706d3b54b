//! The accounts of a dev chain: the ones that every Ethereum development tool derives from the same mnemonic.

use alloy_signer_local::{MnemonicBuilder, coins_bip39::English};
use primitives::Address;
use types::{SecretKey, address_of};

/// The mnemonic that Hardhat, Anvil and this chain share. It is public, and so is every key derived from it.
pub const MNEMONIC: &str = "test test test test test test test test test test test junk";

/// Accounts that a dev chain funds.
const ACCOUNTS: u32 = 10;

/// One funded account.
#[derive(Clone, Debug)]
pub struct DevAccount {
    /// Its address.
    pub address: Address,
    /// Its key.
    pub key: SecretKey,
}

/// The first ten accounts of [`MNEMONIC`], at `m/44'/60'/0'/0/i`.
pub fn well_known() -> Vec<DevAccount> {
    (0..ACCOUNTS).map(derive).collect()
}

fn derive(index: u32) -> DevAccount {
    let signer = MnemonicBuilder::<English>::default()
        .phrase(MNEMONIC)
        .index(index)
        .and_then(|builder| builder.build())
        .expect("the phrase is a constant with a right checksum, and small indices are valid paths");
    let key = SecretKey::from_secret_bytes(signer.to_bytes().0).expect("the signer holds a valid secret key");
    DevAccount { address: address_of(&key), key }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn accounts_are_those_of_other_tools() {
        let accounts = well_known();
        assert_eq!(accounts.len(), 10);
        assert_eq!(accounts[0].address, address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
        assert_eq!(accounts[1].address, address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"));
        assert_eq!(accounts[9].address, address("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"));
        assert_eq!(
            const_hex::encode(accounts[0].key.to_secret_bytes()),
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
        );
    }
}
