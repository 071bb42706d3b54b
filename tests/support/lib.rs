//! What journeys share: a node of their own and contracts built on first use.
