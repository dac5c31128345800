//! Requests with credentials that are Twilio's, and not the account's own: those of the account that owns it, and test
//! credentials.
//!
//! The owner's auth token reaches a subaccount's resources below api.twilio.com (docs:iam/api/subaccounts), an API key of
//! the owner's does not (docs:api/errors/20003). All other hosts take the account from the credentials: there both act on
//! the owner's account, of which nothing is kept here, so it is empty.

use std::sync::Arc;

use super::errors::ApiError;
use super::paging::{self, Order};
use super::{Answer, Request};
use crate::sandbox::account::Credentials;
use crate::sandbox::core::Core;

/// None where the request is answered as with the account's own credentials.
pub(super) fn answer(
    core: &Arc<Core>,
    request: &Request,
    credentials: Credentials,
    parts: &[&str],
) -> Option<Answer> {
    let own = parts.get(2).is_some_and(|sid| sid.trim_end_matches(".json") == core.account.account_sid);
    match credentials {
        Credentials::AuthToken | Credentials::ApiKey => None,
        Credentials::OwnerToken if request.is_2010() && own => None,
        Credentials::OwnerKey if request.is_2010() && own => Some(Err(ApiError::authenticate())),
        Credentials::OwnerToken | Credentials::OwnerKey => Some(of_owner(core, request, parts)),
        Credentials::Test => Some(Err(ApiError::test_credentials())),
    }
}

fn of_owner(core: &Arc<Core>, request: &Request, parts: &[&str]) -> Answer {
    if request.method != "GET" {
        return Err(ApiError::new(
            501,
            20501,
            "The sandbox keeps nothing for the account that owns this one",
        ));
    }
    let empty = |name: &str| paging::page(request, name, Vec::new(), Order::Descending, 1000);
    let owner = core.account.owner_sid();
    match (request.host.as_str(), parts) {
        ("api.twilio.com", ["2010-04-01", "Accounts", sid, "IncomingPhoneNumbers.json"]) if *sid == owner => {
            empty("incoming_phone_numbers")
        }
        ("api.twilio.com", ["2010-04-01", "Accounts", sid, "Messages.json"]) if *sid == owner => {
            empty("messages")
        }
        ("studio.twilio.com", ["v2", "Flows"]) => empty("flows"),
        (
            "serverless.twilio.com" | "sync.twilio.com" | "messaging.twilio.com" | "verify.twilio.com",
            [_, "Services"],
        ) => empty("services"),
        _ => Err(request.not_found()),
    }
}
