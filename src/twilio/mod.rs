//! A typed client for the slice of Twilio's REST API that pam needs; it knows nothing about the app.
//!
//! One file a product; `transport` sends, retries and pages. Parameters are PascalCase form fields and answers
//! snake_case JSON, as Twilio's OpenAPI files define them.

pub mod account;
pub mod codes;
pub mod compliance;
mod error;
mod functions;
mod limiter;
pub mod messages;
pub mod messaging;
pub mod numbers;
mod page;
mod region;
mod retry;
pub mod serverless;
mod sid;
pub mod studio;
pub mod sync;
mod tempo;
mod transport;
pub mod verify;

pub use error::{ApiError, Asked, Refusal};
pub use page::NextPage;
pub use region::Region;
pub use sid::*;
pub use transport::{Client, Credentials, Exchange, Product, cause, local_http, outside_http};
