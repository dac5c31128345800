//! The record in the account as a run writes it: at the revision that was read, with the run's claim in it.

use std::time::Duration;

use serde_json::json;
use tokio::sync::Mutex;

use super::claim::{Claim, Claimant, is_conflict, told};
use super::names::Names;
use super::observed::{self, Observed, Stack};
use super::record::{DOCUMENT, DeploymentRecord};
use crate::error::{Error, Result};
use crate::twilio::Client;
use crate::twilio::sync::SyncService;

/// A third of the lease: a renewal may fail once and be late once.
const RENEWAL: Duration = Duration::from_secs(40);

/// One run's view of the record.
pub(super) struct Ledger<'a> {
    client: &'a Client,
    claimant: &'a Claimant,
    version: String,
    state: Mutex<State>,
}

struct State {
    sync: Option<SyncService>,
    record: DeploymentRecord,
    revision: Option<String>,
    written: DeploymentRecord,
    /// Whether this run has tried to write.
    touched: bool,
    /// Whether the record in the account carries this run's claim.
    claimed: bool,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(
        client: &'a Client,
        claimant: &'a Claimant,
        version: String,
        stack: Option<&Stack>,
    ) -> Self {
        let (record, revision) = stack.and_then(|stack| stack.record.clone()).unzip();
        let record = record.unwrap_or_default();
        let sync = stack.and_then(|stack| stack.sync.clone());
        let written = record.clone();
        let state = Mutex::new(State { sync, record, revision, written, touched: false, claimed: false });
        Self { client, claimant, version, state }
    }

    /// That of a stack that stands and goes on with its version, with this run's claim in it.
    ///
    /// # Errors
    /// `deploy-in-progress` when somebody else holds the stack or has changed it since it was observed; otherwise Twilio's.
    pub(super) async fn claimed(
        client: &'a Client,
        names: &Names,
        observed: &Observed,
        stack: &Stack,
        claimant: &'a Claimant,
    ) -> Result<Self> {
        claimant.admit(names, observed)?;
        let ledger = Self::new(client, claimant, stack.recorded().version, Some(stack));
        ledger.claim().await.map_err(told)?;
        Ok(ledger)
    }

    /// The record as it is now, written or not.
    pub(super) async fn record(&self) -> DeploymentRecord {
        self.state.lock().await.record.clone()
    }

    /// Notes something; [`write`](Self::write) makes it last.
    pub(super) async fn note<T>(&self, change: impl FnOnce(&mut DeploymentRecord) -> T) -> T {
        change(&mut self.state.lock().await.record)
    }

    /// Claims the stack, if it has a record. Fails with 412 when somebody else has written it since it was read.
    pub(super) async fn claim(&self) -> Result<()> {
        let mut state = self.state.lock().await;
        if state.revision.is_none() {
            return Ok(());
        }
        let before = state.record.claim.replace(self.claimant.claim());
        self.put(&mut state).await?;
        if let Some(before) = before {
            self.claimant.bury(&before);
        }
        Ok(())
    }

    /// Creates the record in a Sync Service that has none, with this run's claim.
    pub(super) async fn open(&self, sync: &SyncService) -> Result<()> {
        let mut state = self.state.lock().await;
        if state.revision.is_some() {
            return Ok(());
        }
        state.sync = Some(sync.clone());
        state.record.claim = Some(self.claimant.claim());
        self.put(&mut state).await
    }

    /// Writes what was noted, if it differs from what the account has.
    pub(super) async fn write(&self) -> Result<()> {
        let mut state = self.state.lock().await;
        if state.revision.is_some() && state.record == state.written {
            return Ok(());
        }
        self.put(&mut state).await
    }

    /// Keeps the claim alive; returns only when somebody else has taken it.
    pub(super) async fn keep(&self) -> Error {
        loop {
            tokio::time::sleep(RENEWAL).await;
            match self.renew().await {
                Err(error) if is_conflict(&error) => return error,
                _ => {}
            }
        }
    }

    /// Does `work` while the claim is kept alive, and gives it back when that fails.
    ///
    /// # Errors
    /// Those of `work`; a conflict when somebody else has taken the claim.
    pub(super) async fn hold<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let result = tokio::select! {
            result = work => result,
            error = self.keep() => Err(error),
        };
        if result.is_err() && self.release().await {
            self.claimant.rest();
        }
        result
    }

    /// Makes the claim last longer.
    async fn renew(&self) -> Result<()> {
        let mut state = self.state.lock().await;
        if !state.claimed {
            return Ok(());
        }
        let closing = state.record.claim.as_ref().is_some_and(|claim| claim.closing);
        state.record.claim = Some(Claim { closing, ..self.claimant.claim() });
        self.put(&mut state).await
    }

    /// Writes everything while the last changes are under way: once they are seen, the claim is over.
    pub(super) async fn close_ahead(&self) -> Result<()> {
        let mut state = self.state.lock().await;
        state.record.claim = Some(Claim { closing: true, ..self.claimant.claim() });
        self.put(&mut state).await
    }

    /// Writes everything and gives the claim back.
    pub(super) async fn close(&self) -> Result<()> {
        let mut state = self.state.lock().await;
        state.record.claim = None;
        if state.revision.is_some() && state.record == state.written {
            return Ok(());
        }
        self.put(&mut state).await
    }

    /// Gives the claim back after a failure, also when the answer to the last write was lost. What cannot be given back
    /// expires. Says whether no claim of this run is left in a record.
    pub(super) async fn release(&self) -> bool {
        let mut state = self.state.lock().await;
        state.record.claim = None;
        let Some(sync) = state.sync.clone().filter(|_| state.touched) else { return true };
        if self.put(&mut state).await.is_ok() {
            return true;
        }
        match observed::record(self.client, &sync).await {
            Ok(Some((record, revision)))
                if record.claim.as_ref().is_some_and(|claim| self.claimant.holds(claim)) =>
            {
                state.revision = Some(revision);
                self.put(&mut state).await.is_ok()
            }
            Ok(_) => true,
            Err(_) => false,
        }
    }

    async fn put(&self, state: &mut State) -> Result<()> {
        let Some(sync) = state.sync.clone() else { return Ok(()) };
        state.record.version.clone_from(&self.version);
        state.touched = true;
        let data = json!(state.record);
        let document = match &state.revision {
            None => self.client.create_document(&sync.sid, DOCUMENT, &data).await,
            Some(revision) => self.client.update_document(&sync.sid, DOCUMENT, revision, &data).await,
        };
        state.revision = Some(document?.revision);
        state.written = state.record.clone();
        state.claimed = state.record.claim.is_some();
        if !state.claimed {
            self.claimant.rest();
        }
        Ok(())
    }
}
