//! Functions, Assets and the Build that holds them.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::stream::{self, StreamExt, TryStreamExt};

use super::apply::{AT_ONCE, Work, counted};
use super::desired::Desired;
use super::observed::Stack;
use super::record::{FileRecord, Making, file_key};
use crate::bundle::{File, RUNTIME};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::serverless::{BuildStatus, NewVersion, Resource, ResourceKind};
use crate::twilio::{BuildSid, ServiceSid, VersionSid};

/// Functions and Assets by kind and path.
pub(super) type Resources = BTreeMap<(ResourceKind, String), Resource>;

/// Twilio's own deploy client gives up after five minutes.
const BUILD_DEADLINE: Duration = Duration::from_secs(300);
const BUILDING: &str = "building: installing dependencies";

impl Work<'_> {
    /// Uploads what differs and notes the new Versions; gives every Function and Asset.
    pub(super) async fn upload(&self, stack: Option<&Stack>, service: &ServiceSid) -> Result<Resources> {
        let mut resources = stack.map(|s| s.resources.clone()).unwrap_or_default();
        if let Some(promoted) = &self.desired.promoted {
            self.ledger.note(|record| record.files.clone_from(&promoted.files)).await;
            return Ok(resources);
        }
        let work = &self.plan.work.upload;
        if work.is_empty() {
            return Ok(resources);
        }
        let step = &counted("uploading", work.len(), "file");
        self.observer.step(step);
        let making = Making { digest: self.desired.made_of(), versions: Vec::new() };
        self.ledger.note(|record| record.making = Some(making)).await;
        let known = &resources;
        let uploads = work.iter().map(|(kind, file)| async move {
            let resource = match known.get(&(*kind, file.path.clone())) {
                Some(resource) => resource.clone(),
                None => self.client.create_resource(service, *kind, &file.path).await?,
            };
            let new = NewVersion {
                path: &file.path,
                visibility: file.visibility.as_str(),
                content_type: &file.content_type,
                content: &file.content,
            };
            let version = self.client.create_version(service, *kind, &resource.sid, &new).await?;
            self.observer.tick(step);
            self.observer.done(1);
            self.note_version(*kind, file, version.sid, work.len().div_ceil(2)).await?;
            Ok::<_, Error>(((*kind, file.path.clone()), resource))
        });
        // Enough to keep the client at its limit, and no more: what else is done meanwhile waits in the same queue.
        let uploads = stream::iter(uploads).buffer_unordered(2 * AT_ONCE);
        resources.extend(uploads.try_collect::<Vec<_>>().await?);
        let wanted = self.desired.files();
        self.ledger.note(|record| record.files.retain(|key, _| wanted.contains_key(key))).await;
        Ok(resources)
    }

    /// Notes a Version; with the one that is number `enough` the record is written. By those in it the next deploy finds a
    /// Build that a crash leaves behind, and in the Build the rest: so the Build need not wait for the record.
    async fn note_version(
        &self,
        kind: ResourceKind,
        file: &File,
        version: VersionSid,
        enough: usize,
    ) -> Result<()> {
        let noted = self
            .ledger
            .note(|record| {
                let noted = FileRecord { digest: file.digest.clone(), version: version.clone() };
                record.files.insert(file_key(kind, &file.path), noted);
                let versions = &mut record.making.get_or_insert_default().versions;
                versions.push(version);
                versions.len()
            })
            .await;
        if noted == enough { self.ledger.write().await } else { Ok(()) }
    }

    /// The Build to deploy: a new one, or one that was promoted.
    pub(super) async fn build(&self, service: &ServiceSid) -> Result<Option<BuildSid>> {
        if !self.plan.work.build {
            return Ok(None);
        }
        if let Some(promoted) = &self.desired.promoted {
            return Ok(Some(promoted.build.clone()));
        }
        let record = self.ledger.record().await;
        let versions = |kind: ResourceKind, files: &[File]| -> Vec<VersionSid> {
            files
                .iter()
                .filter_map(|file| Some(record.files.get(&file_key(kind, &file.path))?.version.clone()))
                .collect()
        };
        let functions = versions(ResourceKind::Function, &self.desired.bundle.functions);
        let assets = versions(ResourceKind::Asset, &self.desired.bundle.assets);
        self.observer.step(BUILDING);
        let dependencies = Desired::dependencies();
        let build = match &self.plan.work.begun_build {
            Some(begun) => begun.clone(),
            None => self.client.create_build(service, &functions, &assets, &dependencies, RUNTIME).await?,
        };
        let build = self.wait_for(service, build.sid, build.status).await?;
        self.observer.done(1);
        Ok(Some(build))
    }

    async fn wait_for(
        &self,
        service: &ServiceSid,
        build: BuildSid,
        mut status: BuildStatus,
    ) -> Result<BuildSid> {
        let mut waited = Duration::ZERO;
        // Asked again at once: a small Build is ready by then.
        let mut pause = Duration::ZERO;
        loop {
            match status {
                BuildStatus::Completed => return Ok(build),
                BuildStatus::Failed => {
                    return Err(Error::new(
                        ExitCode::Refused,
                        "build-failed",
                        format!("the Build {build} failed; what was deployed before still runs"),
                    )
                    .hint("The reason is in the Console under Monitor > Logs > Errors (code 82003)")
                    .hint("In the sandbox: check that the npm registry can be reached; a running `pam sandbox` prints npm's reason"));
                }
                BuildStatus::Building if waited >= BUILD_DEADLINE => {
                    return Err(Error::new(
                        ExitCode::Incomplete,
                        "build-timeout",
                        format!("the Build {build} is not ready after {} s", waited.as_secs()),
                    )
                    .hint("Run pam deploy again; it starts a new Build"));
                }
                BuildStatus::Building => {}
            }
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
                waited += pause;
            }
            pause = (pause * 2).clamp(Duration::from_millis(125), Duration::from_secs(1));
            self.observer.tick(BUILDING);
            status = self.client.build_status(service, &build).await?;
        }
    }
}
