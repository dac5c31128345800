//! Functions, Assets and the Build that holds them.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::stream::{self, StreamExt, TryStreamExt};

use super::apply::{AT_ONCE, Work, counted};
use super::desired::Desired;
use super::observed::Stack;
use super::plan::file_key;
use super::record::FileRecord;
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
        let known = &resources;
        let uploaded: Vec<(ResourceKind, &File, Resource, VersionSid)> = stream::iter(work)
            .map(|(kind, file)| async move {
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
                Ok::<_, Error>((*kind, file, resource, version.sid))
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let bundle = &self.desired.bundle;
        self.ledger
            .note(|record| {
                for (kind, file, resource, version) in uploaded {
                    let noted = FileRecord { digest: file.digest.clone(), version };
                    record.files.insert(file_key(kind, &file.path), noted);
                    resources.insert((kind, file.path.clone()), resource);
                }
                let wanted = |kind, files: &[File], key: &str| {
                    files.iter().any(|file| *key == file_key(kind, &file.path))
                };
                record.files.retain(|key, _| {
                    wanted(ResourceKind::Function, &bundle.functions, key)
                        || wanted(ResourceKind::Asset, &bundle.assets, key)
                });
            })
            .await;
        Ok(resources)
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
            tokio::time::sleep(pause).await;
            waited += pause;
            pause = (pause * 2).clamp(Duration::from_millis(125), Duration::from_secs(1));
            self.observer.tick(BUILDING);
            status = self.client.build_status(service, &build).await?;
        }
    }
}
