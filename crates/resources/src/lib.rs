//! Genesys Cloud resources.
