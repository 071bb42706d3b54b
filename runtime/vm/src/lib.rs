//! Deterministic, metered execution of one contract frame.
