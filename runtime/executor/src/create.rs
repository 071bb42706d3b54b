//! Contract creation: the address rules, and whether an address is free.

use primitives::{Address, B256, keccak256};
use state::{Account, EMPTY_ROOT};

/// The address of the contract that `creator` makes at `nonce`: the last 20 bytes of keccak(rlp([creator, nonce])).
pub fn create_address(creator: Address, nonce: u64) -> Address {
    creator.create(nonce)
}

/// The address of the contract that `creator` makes with `salt` from `container` and `arguments`: the last 20 bytes of
/// keccak(0xff ++ creator ++ salt ++ keccak(container ++ arguments)) (EIP-1014).
pub fn create2_address(creator: Address, salt: B256, container: &[u8], arguments: &[u8]) -> Address {
    let init_code = [container, arguments].concat();
    creator.create2(salt, keccak256(init_code))
}

/// True if a contract may be created where `account` stands: it has no nonce, no code and no storage (EIP-684,
/// EIP-7610). A balance sent there before is kept.
pub(crate) fn is_free(account: &Account) -> bool {
    account.nonce == 0 && !account.has_code() && account.storage_root == EMPTY_ROOT
}

#[cfg(test)]
mod tests {
    use primitives::{U256, keccak256};

    use super::*;

    fn address(hex: &str) -> Address {
        hex.parse().unwrap()
    }

    #[test]
    fn create_follows_known_addresses() {
        // The first contracts of the well-known test account, and the vectors of the reference client.
        let creator = address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        assert_eq!(create_address(creator, 0), address("0x5FbDB2315678afecb367f032d93F642f64180aa3"));
        assert_eq!(create_address(creator, 1), address("0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512"));
        let creator = address("0x970e8128ab834e8eac17ab8e3812f010678cf791");
        assert_eq!(create_address(creator, 0), address("0x333c3310824b7c685133f2bedb2ca4b8b4df633d"));
        assert_eq!(create_address(creator, 1), address("0x8bda78331c916a08481428e4b07c96d3e916d165"));
        assert_eq!(create_address(creator, 2), address("0xc9ddedf451bc62ce88bf9292afb13df35b670699"));
    }

    #[test]
    fn create2_follows_the_vectors_of_eip_1014() {
        let cases = [
            ("0x0000000000000000000000000000000000000000", "00", "00", "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38"),
            ("0xdeadbeef00000000000000000000000000000000", "00", "00", "0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3"),
            (
                "0xdeadbeef00000000000000000000000000000000",
                "000000000000000000000000feed000000000000000000000000000000000000",
                "00",
                "0xD04116cDd17beBE565EB2422F2497E06cC1C9833",
            ),
            (
                "0x0000000000000000000000000000000000000000",
                "00",
                "deadbeef",
                "0x70f2b2914A2a4b783FaEFb75f459A580616Fcb5e",
            ),
            (
                "0x00000000000000000000000000000000deadbeef",
                "cafebabe",
                "deadbeef",
                "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7",
            ),
            (
                "0x00000000000000000000000000000000deadbeef",
                "cafebabe",
                "deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
                "0x1d8bfDC5D46DC4f61D6b6115972536eBE6A8854C",
            ),
            ("0x0000000000000000000000000000000000000000", "00", "", "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0"),
        ];
        for (creator, salt, init_code, expected) in cases {
            let salt = B256::from(U256::from_str_radix(salt, 16).unwrap());
            let init_code = alloy_primitives::hex::decode(init_code).unwrap();
            let (container, arguments) = init_code.split_at(init_code.len() / 2);
            assert_eq!(create2_address(address(creator), salt, container, arguments), address(expected));
        }
    }

    #[test]
    fn address_is_free_unless_it_has_nonce_code_or_storage() {
        let free = Account { balance: U256::from(1), ..Account::default() };
        assert!(is_free(&free));
        assert!(!is_free(&Account { nonce: 1, ..free }));
        assert!(!is_free(&Account { code_hash: keccak256("code"), ..free }));
        assert!(!is_free(&Account { storage_root: keccak256("root"), ..free }));
    }
}
