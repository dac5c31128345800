//! Deployed functions, called with a token.

use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::ApiError;
use super::transport::{Call, Client, Function, Product};

impl Client {
    /// Posts JSON to a function. Whoever calls says with it that the function may be called again when its answer is
    /// lost.
    ///
    /// # Errors
    /// When the function refuses or cannot be reached.
    pub async fn call_function<T: DeserializeOwned>(
        &self,
        domain: &str,
        name: &str,
        token: SecretString,
        body: Value,
        doing: &str,
    ) -> Result<T, ApiError> {
        let function = Function { domain: domain.to_owned(), token, body: Some(body) };
        self.fetch(Call::post(Product::Functions, &[name], doing).function(function).harmless()).await
    }
}
