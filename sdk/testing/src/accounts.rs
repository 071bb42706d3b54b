//! The accounts of every test chain: the ones that all Ethereum development tools derive from the mnemonic
//! `test test test test test test test test test test test junk`, at `m/44'/60'/0'/0/i`. Their keys are public.

use sdk::types::{Address, B256, U256};
use secp256k1::{
    Message, SecretKey,
    ecdsa::{RecoverableSignature, RecoveryId},
};

/// Accounts that have a balance from the start.
pub(crate) const FUNDED_ACCOUNTS: usize = 20;

/// Wei that each of them starts with: 10,000 coins.
pub(crate) fn initial_balance() -> U256 {
    U256::from(10_000_u64) * U256::from(10_u64).pow(18)
}

/// An account and its key.
pub(crate) struct Account {
    pub(crate) address: Address,
    key: B256,
}

impl Account {
    /// Its key, to sign with.
    pub(crate) fn key(&self) -> SecretKey {
        SecretKey::from_secret_bytes(self.key.0).expect("the table holds keys")
    }
}

const fn account(address: &str, key: &str) -> Account {
    Account { address: Address::from_hex(address), key: B256::from_hex(key) }
}

/// The account with this address, if it is in the table.
pub(crate) fn find(address: Address) -> Option<&'static Account> {
    ACCOUNTS.iter().find(|account| account.address == address)
}

/// The signature of `account`, one of [`Chain::accounts`](crate::Chain::accounts), over a digest: r, s and v (27 or
/// 28), as `ecrecover` takes it.
///
/// # Panics
/// If it is not one of those accounts.
#[track_caller]
pub fn sign(account: Address, digest: B256) -> [u8; 65] {
    let Some(account) = find(account) else {
        panic!("{account} is none of the {FUNDED_ACCOUNTS} test accounts, so its key is not known")
    };
    let (id, compact) = RecoverableSignature::sign_ecdsa_recoverable(Message::from_digest(digest.0), &account.key())
        .serialize_compact();
    let mut signature = [0; 65];
    signature[..64].copy_from_slice(&compact);
    signature[64] = if id == RecoveryId::One { 28 } else { 27 };
    signature
}

/// In the order of their index.
#[rustfmt::skip]
pub(crate) const ACCOUNTS: [Account; FUNDED_ACCOUNTS] = [
    account("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
    account("0x70997970c51812dc3a010c7d01b50e0d17dc79c8", "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
    account("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"),
    account("0x90f79bf6eb2c4f870365e785982e1f101e93b906", "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"),
    account("0x15d34aaf54267db7d7c367839aaf71a00a2c6a65", "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a"),
    account("0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc", "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba"),
    account("0x976ea74026e726554db657fa54763abd0c3a0aa9", "0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e"),
    account("0x14dc79964da2c08b23698b3d3cc7ca32193d9955", "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356"),
    account("0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f", "0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97"),
    account("0xa0ee7a142d267c1f36714e4a8f75612f20a79720", "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6"),
    account("0xbcd4042de499d14e55001ccbb24a551f3b954096", "0xf214f2b2cd398c806f84e317254e0f0b801d0643303237d97a22a48e01628897"),
    account("0x71be63f3384f5fb98995898a86b02fb2426c5788", "0x701b615bbdfb9de65240bc28bd21bbc0d996645a3dd57e7b12bc2bdf6f192c82"),
    account("0xfabb0ac9d68b0b445fb7357272ff202c5651694a", "0xa267530f49f8280200edf313ee7af6b827f2a8bce2897751d06a843f644967b1"),
    account("0x1cbd3b2770909d4e10f157cabc84c7264073c9ec", "0x47c99abed3324a2707c28affff1267e45918ec8c3f20b8aa892e8b065d2942dd"),
    account("0xdf3e18d64bc6a983f673ab319ccae4f1a57c7097", "0xc526ee95bf44d8fc405a158bb884d9d1238d99f0612e9f33d006bb0789009aaa"),
    account("0xcd3b766ccdd6ae721141f452c550ca635964ce71", "0x8166f546bab6da521a8369cab06c5d2b9e46670292d85c875ee9ec20e84ffb61"),
    account("0x2546bcd3c84621e976d8185a91a922ae77ecec30", "0xea6c44ac03bff858b476bba40716402b03e41b8e97e276d1baec7c37d42484a0"),
    account("0xbda5747bfd65f08deb54cb465eb87d40e51b197e", "0x689af8efa8c651a91ad287602527f3af2fe9f6501a7ac4b061667b5a93e037fd"),
    account("0xdd2fd4581271e230360230f9337d5c0430bf44c0", "0xde9be858da4a475276426320d5e9262ecfc3ba460bfac56360bfa6c4c28b4ee0"),
    account("0x8626f6940e2eb28930efb4cef49b2d1f2c9c1199", "0xdf57089febbacf7ba0bc227dafbffa9fc08a93fdc68e1e42411a14efcf23656e"),
];

#[cfg(test)]
mod tests {
    use secp256k1::PublicKey;

    use super::*;

    #[test]
    fn addresses_are_those_of_the_keys() {
        for account in &ACCOUNTS {
            let key = PublicKey::from_secret_key(&account.key()).serialize_uncompressed();
            assert_eq!(account.address.0, crypto::keccak256(&key[1..])[12..]);
        }
    }

    #[test]
    fn signature_recovers_to_its_account() {
        let digest = [7; 32];
        for account in &ACCOUNTS {
            let signature = sign(account.address, B256::new(digest));
            assert_eq!(crypto::ecrecover(&digest, &signature), Some(account.address.0));
        }
    }

    #[test]
    #[should_panic(expected = "its key is not known")]
    fn strangers_cannot_sign() {
        sign(Address::ZERO, B256::ZERO);
    }
}
