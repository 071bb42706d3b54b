//! The causeway command.
