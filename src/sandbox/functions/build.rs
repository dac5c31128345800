//! Builds on disk: a folder for each with its files and a manifest, and a folder for each set of dependencies.
//!
//! Both are made under a temporary name and renamed when complete, so a folder that is there is whole, also
//! when two processes work at once or one was killed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{BuildFailure, BuildFile, BuildInput, Inner, Visibility, node, signature};

/// "Build failed": dependencies that cannot be had are its usual cause (docs: api/errors/82003).
const BUILD_FAILED: u32 = 82003;
/// Part of Twilio's platform. The npm package of this name is its local development server: nothing of it can
/// be required from a Function, and it would bring 110 packages.
const PLATFORM_PACKAGE: &str = "@twilio/runtime-handler";
const MANIFEST: &str = "manifest.json";
const STALE: Duration = Duration::from_secs(3600);

/// What a Build's folder holds, as `manifest.json` says it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Not in the file: where it is.
    #[serde(skip)]
    pub(super) root: PathBuf,
    pub(super) functions: Vec<FunctionEntry>,
    pub(super) assets: Vec<AssetEntry>,
    /// The folder of its dependencies, if it has any.
    pub(super) dependencies: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FunctionEntry {
    pub(super) path: String,
    pub(super) visibility: Visibility,
    /// Below the Build's folder.
    pub(super) file: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AssetEntry {
    pub(super) path: String,
    pub(super) visibility: Visibility,
    /// Below the Build's folder.
    pub(super) file: String,
    pub(super) content_type: String,
    /// With its quotes.
    pub(super) etag: String,
}

impl Inner {
    pub(super) async fn build(&self, input: BuildInput) -> Result<(), BuildFailure> {
        let installed = installed_packages(&input.dependencies)?;
        let digest = if installed.is_empty() { None } else { Some(self.install(&installed).await?) };
        let builds = self.settings.builds.clone();
        let modules =
            digest.as_ref().map(|digest| self.settings.dependencies.join(digest).join("node_modules"));
        tokio::task::spawn_blocking(move || unpack(&builds, &input, digest, modules.as_deref()))
            .await
            .unwrap_or_else(|panic| Err(failure(format!("the Build could not be unpacked: {panic}"))))
    }

    pub(super) fn has_build(&self, build_sid: &str) -> bool {
        is_plain_name(build_sid)
            && read_manifest(&self.settings.builds.join(build_sid))
                .is_ok_and(|manifest| self.has_dependencies(manifest.dependencies.as_deref()))
    }

    fn has_dependencies(&self, digest: Option<&str>) -> bool {
        digest.is_none_or(|digest| self.settings.dependencies.join(digest).is_dir())
    }

    /// The manifest of a Build that was unpacked, by this process or an earlier one.
    pub(super) fn manifest(&self, build_sid: &str) -> io::Result<Arc<Manifest>> {
        let mut manifests = self.manifests.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(manifest) = manifests.get(build_sid).filter(|manifest| manifest.root.is_dir()) {
            return Ok(manifest.clone());
        }
        if !is_plain_name(build_sid) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let manifest = Arc::new(read_manifest(&self.settings.builds.join(build_sid))?);
        manifests.insert(build_sid.to_owned(), manifest.clone());
        Ok(manifest)
    }

    /// Installs packages unless a folder with just these is there. The folder's name is the answer.
    async fn install(&self, packages: &BTreeMap<String, String>) -> Result<String, BuildFailure> {
        let version = self.node_version.get_or_try_init(|| node::version(&self.settings.node)).await;
        let version = version.map_err(|problem| failure(problem.to_string()))?;
        let digest = dependencies_digest(packages, node::major(version).unwrap_or_default());
        let target = self.settings.dependencies.join(&digest);

        let _one_at_a_time = self.installing.lock().await;
        if target.is_dir() {
            return Ok(digest);
        }
        let unwritable = |error| io_failure("dependencies cannot be written", &error);
        fs::create_dir_all(&self.settings.dependencies).map_err(unwritable)?;
        let folder = TemporaryFolder::create(&self.settings.dependencies).map_err(unwritable)?;
        remove_stale(&self.settings.dependencies, folder.path());
        let package = serde_json::json!({ "private": true, "dependencies": packages });
        fs::write(folder.path().join("package.json"), package.to_string()).map_err(unwritable)?;
        self.run_npm(folder.path()).await?;
        folder.become_folder(&target).map_err(unwritable)?;
        Ok(digest)
    }

    /// Install scripts do not run: a Build may come from anyone, and its code is to run in a worker, with a
    /// worker's environment, not here with the user's.
    async fn run_npm(&self, folder: &Path) -> Result<(), BuildFailure> {
        let mut command = node::npm_command(&self.settings.node);
        command
            .args(["install", "--json", "--omit=dev", "--ignore-scripts"])
            .args(["--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        match tokio::time::timeout(self.limits.install, command.output()).await {
            Err(_) => Err(failure("npm install took too long".to_owned())),
            Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => {
                Err(failure("npm was not found; it comes with Node.js".to_owned()))
            }
            Ok(Err(error)) => Err(io_failure("npm cannot be started", &error)),
            Ok(Ok(output)) if output.status.success() => Ok(()),
            Ok(Ok(output)) => Err(failure(npm_reason(&output.stdout))),
        }
    }
}

fn failure(message: String) -> BuildFailure {
    BuildFailure { code: BUILD_FAILED, message }
}

/// The kind only: the whole error may name a path of this machine.
fn io_failure(what: &str, error: &io::Error) -> BuildFailure {
    failure(format!("{what}: {}", error.kind()))
}

/// What npm has to install. Only versions of the registry: Twilio builds far away from this machine's files.
fn installed_packages(declared: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, BuildFailure> {
    let mut packages = BTreeMap::new();
    for (name, version) in declared.iter().filter(|(name, _)| *name != PLATFORM_PACKAGE) {
        if version.contains([':', '/']) {
            return Err(failure(format!("{name}@{version} is not a version of the npm registry")));
        }
        // Twilio's client sends `*` for no version too.
        let version = if version.is_empty() { "*" } else { version };
        packages.insert(name.clone(), version.to_owned());
    }
    Ok(packages)
}

fn dependencies_digest(packages: &BTreeMap<String, String>, node_major: u32) -> String {
    let text = serde_json::json!([node_major, packages]).to_string();
    hex::encode(Sha256::digest(text))[..32].to_owned()
}

/// npm's error in one line, from what `npm install --json` prints.
fn npm_reason(stdout: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Printed {
        error: Reason,
    }
    #[derive(Deserialize)]
    struct Reason {
        code: Option<String>,
        summary: Option<String>,
    }
    // Other lines may come before the document.
    let start = stdout.iter().position(|byte| *byte == b'{').unwrap_or(0);
    let Ok(Printed { error }) = serde_json::from_slice::<Printed>(&stdout[start..]) else {
        return "npm install failed without a reason".to_owned();
    };
    let code = error.code.unwrap_or_default();
    let unreachable =
        ["ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"];
    if unreachable.contains(&code.as_str()) || code.starts_with("ERR_SOCKET") {
        return format!("npm cannot reach its registry ({code})");
    }
    let summary = error.summary.unwrap_or_default();
    let words = summary.lines().next().unwrap_or_default().split_whitespace();
    let line = words.map(|word| if is_location(word) { "…" } else { word }).collect::<Vec<_>>().join(" ");
    format!("npm: {line} ({code})")
}

/// A URL or a path of this machine.
fn is_location(word: &str) -> bool {
    let word = word.trim_start_matches(['\'', '"', '(']);
    word.contains("://") || word.starts_with('/') || word.contains(":\\")
}

/// One segment that stays where it is put.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn read_manifest(root: &Path) -> io::Result<Manifest> {
    let mut manifest: Manifest = serde_json::from_slice(&fs::read(root.join(MANIFEST))?)?;
    manifest.root = fs::canonicalize(root)?;
    Ok(manifest)
}

fn unpack(
    builds: &Path,
    input: &BuildInput,
    dependencies: Option<String>,
    modules: Option<&Path>,
) -> Result<(), BuildFailure> {
    if !is_plain_name(&input.sid) {
        return Err(failure(format!("{} is not the SID of a Build", input.sid)));
    }
    let target = builds.join(&input.sid);
    if target.join(MANIFEST).is_file() {
        return Ok(());
    }
    let unwritable = |error| io_failure("the Build cannot be written", &error);
    fs::create_dir_all(builds).map_err(unwritable)?;
    let folder = TemporaryFolder::create(builds).map_err(unwritable)?;
    remove_stale(builds, folder.path());

    let mut manifest =
        Manifest { root: PathBuf::new(), functions: Vec::new(), assets: Vec::new(), dependencies };
    for function in &input.functions {
        let file = write_file(folder.path(), "functions", function, ".js")?;
        let BuildFile { path, visibility, .. } = function.clone();
        manifest.functions.push(FunctionEntry { path, visibility, file });
    }
    for asset in &input.assets {
        let file = write_file(folder.path(), "assets", asset, "")?;
        let etag = format!("\"{}\"", &signature::body_sha256(&asset.content)[..32]);
        let BuildFile { path, visibility, content_type, .. } = asset.clone();
        manifest.assets.push(AssetEntry { path, visibility, file, content_type, etag });
    }
    if let Some(modules) = modules {
        let modules = fs::canonicalize(modules).map_err(unwritable)?;
        link(&modules, &folder.path().join("node_modules")).map_err(unwritable)?;
    }
    let text = serde_json::to_vec(&manifest).map_err(|error| unwritable(error.into()))?;
    fs::write(folder.path().join(MANIFEST), text).map_err(unwritable)?;
    folder.become_folder(&target).map_err(unwritable)
}

/// Writes one file and says where, below the Build's folder.
fn write_file(root: &Path, kind: &str, file: &BuildFile, ending: &str) -> Result<String, BuildFailure> {
    let below = match file.path.strip_prefix('/') {
        Some("") => ".root",
        Some(below) if below.split('/').all(is_safe_segment) => below,
        _ => return Err(failure(format!("{} cannot be the path of a file", file.path))),
    };
    let relative = format!("{kind}/{below}{ending}");
    let target = root.join(&relative);
    let written = fs::create_dir_all(target.parent().unwrap_or(root))
        .and_then(|()| fs::File::create_new(&target))
        .and_then(|mut created| io::Write::write_all(&mut created, &file.content));
    written.map_err(|error| io_failure(&format!("{} cannot be written", file.path), &error))?;
    Ok(relative)
}

fn is_safe_segment(segment: &str) -> bool {
    !segment.is_empty() && segment != "." && segment != ".." && !segment.contains(['\\', '\0', ':'])
}

#[cfg(unix)]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}

/// A folder that goes away again unless it becomes something.
pub(super) struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    pub(super) fn create(parent: &Path) -> io::Result<Self> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let path = parent.join(format!(".tmp-{}", hex::encode(random)));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Takes its final name. Another process may have been first; its folder is as good.
    pub(super) fn become_folder(self, target: &Path) -> io::Result<()> {
        match fs::rename(&self.0, target) {
            Err(_) if target.is_dir() => Ok(()),
            renamed => renamed,
        }
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // Nothing to tell anybody: it was renamed, or the next one removes it as stale.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes temporary folders that a killed process left. `fresh` was made just now and tells the time.
fn remove_stale(parent: &Path, fresh: &Path) {
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified());
    let (Ok(now), Ok(entries)) = (modified(fresh), fs::read_dir(parent)) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let is_temporary = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".tmp-"));
        let is_old = modified(&path).is_ok_and(|then| now.duration_since(then).is_ok_and(|age| age > STALE));
        if is_temporary && is_old {
            let _ = fs::remove_dir_all(path);
        }
    }
}

#[cfg(test)]
mod tests;
