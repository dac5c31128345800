//! SIDs as types, so that a Flow's cannot be given where a Service's is wanted.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! sids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The two letters that every SID of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// The SID as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                if is_sid(&text, &[$prefix]) { Ok(Self(text)) } else { Err(format!("not a {} SID", $prefix)) }
            }
        }

        impl From<$name> for String {
            fn from(sid: $name) -> Self {
                sid.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

sids! {
    /// A Serverless Service.
    ServiceSid = "ZS";
    /// An Environment of a Serverless Service.
    EnvironmentSid = "ZE";
    /// A Variable of an Environment.
    VariableSid = "ZV";
    /// A Function or an Asset.
    ResourceSid = "ZH";
    /// A Function Version or an Asset Version.
    VersionSid = "ZN";
    /// A Build.
    BuildSid = "ZB";
    /// A Deployment.
    DeploymentSid = "ZD";
    /// A Studio Flow.
    FlowSid = "FW";
    /// An Execution of a Flow.
    ExecutionSid = "FN";
    /// A Messaging Service.
    MessagingServiceSid = "MG";
    /// An Incoming Phone Number.
    NumberSid = "PN";
    /// A Sync Service.
    SyncServiceSid = "IS";
    /// A Sync Map.
    MapSid = "MP";
    /// A Verify Service.
    VerifyServiceSid = "VA";
}

/// Whether `text` is one of the prefixes and 32 hexadecimal digits.
pub(crate) fn is_sid(text: &str, prefixes: &[&str]) -> bool {
    prefixes
        .iter()
        .filter_map(|prefix| text.strip_prefix(prefix))
        .any(|hex| hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
