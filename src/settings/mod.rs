//! What the user chose: environment, credentials, folders, and the settings of the app with their sources.

pub mod app;
pub mod config_file;
pub mod credentials;
pub mod dotenv;
pub mod env;
pub mod keyring;
pub mod kinds;
pub mod password;
pub mod paths;
pub mod phone;
pub mod profiles;
pub mod resolve;
pub mod text_file;
pub mod twilio_cli;
