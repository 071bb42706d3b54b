//! Accounts and contract storage: journal, differences, state root.
