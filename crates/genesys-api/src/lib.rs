//! genesys-api
