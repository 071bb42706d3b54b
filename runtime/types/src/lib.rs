//! Transactions, headers, blocks and receipts in Ethereum's forms.
