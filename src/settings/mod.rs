//! What the user chose: environment, credentials, folders, and the settings of the app.

pub mod app;
pub mod credentials;
pub mod env;
pub mod keyring;
pub mod password;
pub mod paths;
pub mod phone;
pub mod profiles;
