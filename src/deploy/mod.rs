//! Deploy as desired state: read the account, say what differs, make it so.
//!
//! `observed` reads, `plan` compares and is pure, `apply` writes, `teardown` removes. What pam owns is recorded in the
//! account: every resource of a stack carries the stack's mark in its friendly name, and a Sync Document of the stack's
//! own keeps what Twilio cannot tell (digests of what was uploaded, the number's previous webhook).

mod adopt;
mod apply;
mod claim;
mod deployments;
mod desired;
mod diff;
mod drift;
mod finish;
mod hold;
mod ledger;
mod names;
mod number;
mod observed;
mod plan;
mod planfile;
mod promote;
mod pull;
mod record;
mod rename;
mod rollback;
mod scheduled;
mod teardown;
mod upload;

pub use adopt::{Fate, ORIGINAL, Original, find_original, settle, take_over};
pub use apply::{Applied, apply};
pub use claim::{Claim, Claimant, IN_PROGRESS, ROLLBACK, in_progress};
pub use deployments::{Deployment, deployments};
pub use desired::{
    Desired, HASHED_PASSWORD, Promoted, SIGNING_SECRET, TOKEN_ENCRYPTION_KEY, TOKEN_SIGNING_KEY, VERSION,
};
pub use diff::{Difference, without_credentials};
pub use drift::{Drift, copies, drift};
pub use hold::while_claimed;
pub use names::{Names, PRODUCTION, check_environment, check_name};
pub use number::{find_holder, holder_of, pools, unasked};
pub use observed::{Leftovers, Observed, ObservedFlow, Stack, observe, read_account};
pub use plan::{Change, ChangeKind, Plan, plan};
pub use planfile::{PlanFile, fingerprint};
pub use pull::pull;
pub use record::{
    AdoptedFlow, AdoptedMessaging, Adoption, DeploymentRecord, FileRecord, FlowRecord, NumberRecord, Release,
};
pub use rollback::{Rollback, find_rollback, plan_rollback, roll_back};
pub use scheduled::{cancel_scheduled, find_scheduled};
pub use teardown::{Removal, removals, remove};

/// How long all requests of a deploy or an undeploy may take. What is not done then is done by the same command.
pub const TIME_LIMIT: std::time::Duration = std::time::Duration::from_secs(30 * 60);

/// Tells of work as it goes; the caller decides where it shows.
pub trait Observer: Sync {
    /// A step begins, for example `uploading 12 files`.
    fn step(&self, what: &str);
    /// A step that began before goes on, for example a Build that is polled.
    fn tick(&self, what: &str);
    /// So many more resources are as they shall be.
    fn done(&self, count: usize);
}
