//! Block 0: the allotted balances and nothing else.

use primitives::{B256, Bytes};
use state::{Account, AccountDiff, StateDiff};
use trie::{Nibbles, NodeReader, ReadError, TrieId};
use types::{Genesis, SealedBlock};

use crate::{
    block::{ExecutedBlock, header},
    env::BlockEnv,
};

/// The state before block 0.
struct Nothing;

impl NodeReader for Nothing {
    fn branch(&self, _: TrieId, _: &Nibbles) -> Result<Option<Bytes>, ReadError> {
        Ok(None)
    }

    fn first_leaf(&self, _: TrieId, _: &Nibbles) -> Result<Option<(B256, Bytes)>, ReadError> {
        Ok(None)
    }
}

/// The first block of the chain that `genesis` describes. An allotment of 0 wei makes no account (EIP-161).
pub fn genesis_block(genesis: &Genesis) -> ExecutedBlock {
    let accounts = genesis
        .alloc
        .iter()
        .filter(|(_, balance)| !balance.is_zero())
        .map(|(address, balance)| {
            let account = Account { balance: *balance, ..Account::default() };
            (*address, AccountDiff { account: Some(account), ..AccountDiff::default() })
        })
        .collect();
    let diff = StateDiff { accounts, ..StateDiff::default() };
    let state = state::commit(&Nothing, &diff).expect("reading nothing above cannot fail");
    let env = BlockEnv {
        chain_id: genesis.chain_id,
        number: 0,
        timestamp: genesis.timestamp,
        gas_limit: genesis.gas_limit,
        base_fee: genesis.base_fee_per_gas,
        coinbase: genesis.coinbase,
        parent_hash: B256::ZERO,
        extra_data: Bytes::new(),
    };
    let header = header(&env, state.root, &[], &[], 0);
    ExecutedBlock { block: SealedBlock::new(header, Vec::new()), receipts: Vec::new(), state }
}
