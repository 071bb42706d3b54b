//! Journeys, tidiness and real clients.
