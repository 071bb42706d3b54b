//! Journeys through a running node.
