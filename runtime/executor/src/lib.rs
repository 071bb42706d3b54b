//! The transition function: transactions and blocks over a state view.
