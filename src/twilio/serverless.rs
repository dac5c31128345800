//! Functions, Assets, Variables, Builds and Deployments (`serverless.twilio.com/v1`), and uploads, which go to a host
//! of their own and are in no OpenAPI file.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::{ApiError, optional};
use super::sid::{BuildSid, DeploymentSid, EnvironmentSid, ResourceSid, ServiceSid, VariableSid, VersionSid};
use super::transport::{Call, Client, Product, Upload};

/// A Serverless Service.
#[derive(Debug, Clone, Deserialize)]
pub struct Service {
    /// `ZS…`
    pub sid: ServiceSid,
    /// Letters, digits and dashes; cannot be changed later.
    pub unique_name: String,
    /// A name for people.
    pub friendly_name: String,
}

/// An Environment of a Service; it cannot be changed.
#[derive(Debug, Clone, Deserialize)]
pub struct Environment {
    /// `ZE…`
    pub sid: EnvironmentSid,
    /// The Build that is deployed, if any.
    pub build_sid: Option<BuildSid>,
    /// Unique in the Service.
    pub unique_name: String,
    /// Unique in the Service; none or empty for the bare domain.
    #[serde(default)]
    pub domain_suffix: Option<String>,
    /// For example `pam-1234.twil.io`.
    pub domain_name: String,
}

/// A Variable of an Environment. Its value may be a secret: it is never printed.
#[derive(Clone, Deserialize)]
pub struct Variable {
    /// `ZV…`
    pub sid: VariableSid,
    /// At most 128 characters.
    pub key: String,
    /// At most 450 bytes.
    pub value: String,
}

impl std::fmt::Debug for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Variable").field("sid", &self.sid).field("key", &self.key).finish_non_exhaustive()
    }
}

/// Whether something is a Function or an Asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResourceKind {
    /// A Function.
    Function,
    /// An Asset.
    Asset,
}

impl ResourceKind {
    const fn collection(self) -> &'static str {
        match self {
            Self::Function => "Functions",
            Self::Asset => "Assets",
        }
    }

    /// The word in texts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Function => "Function",
            Self::Asset => "Asset",
        }
    }
}

/// A Function or an Asset: a named container of Versions.
#[derive(Debug, Clone, Deserialize)]
pub struct Resource {
    /// `ZH…`
    pub sid: ResourceSid,
    /// The path, by the convention of Twilio's deploy client.
    pub friendly_name: String,
}

/// A Version of a Function or an Asset.
#[derive(Debug, Clone, Deserialize)]
pub struct Version {
    /// `ZN…`
    pub sid: VersionSid,
    /// For example `/message-booked`.
    pub path: String,
}

/// Where a Build stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BuildStatus {
    /// Dependencies are being installed.
    Building,
    /// Ready to be deployed.
    Completed,
    /// Cannot be deployed; the reason is in the account's debugger (82003).
    Failed,
}

/// A Build.
#[derive(Debug, Clone, Deserialize)]
pub struct Build {
    /// `ZB…`
    pub sid: BuildSid,
    /// Where it stands.
    pub status: BuildStatus,
    /// What runs it, for example `node22`.
    pub runtime: Option<String>,
    /// Function Versions in it.
    #[serde(default)]
    pub function_versions: Option<Vec<Version>>,
    /// Asset Versions in it.
    #[serde(default)]
    pub asset_versions: Option<Vec<Version>>,
    /// The packages that it installs.
    #[serde(default)]
    pub dependencies: Option<Vec<Dependency>>,
}

impl Build {
    /// Every Function Version and Asset Version in it.
    pub fn versions(&self) -> impl Iterator<Item = (ResourceKind, &Version)> {
        let functions = self.function_versions.iter().flatten().map(|v| (ResourceKind::Function, v));
        functions.chain(self.asset_versions.iter().flatten().map(|v| (ResourceKind::Asset, v)))
    }
}

#[derive(Deserialize)]
struct Content {
    content: String,
}

#[derive(Deserialize)]
struct Status {
    status: BuildStatus,
}

/// A Deployment.
#[derive(Debug, Clone, Deserialize)]
pub struct Deployment {
    /// `ZD…`
    pub sid: DeploymentSid,
    /// What was deployed.
    pub build_sid: Option<BuildSid>,
}

/// A package that a Build installs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    /// The npm package.
    pub name: String,
    /// An exact version.
    pub version: String,
}

/// The content of a Version to create.
#[derive(Debug, Clone)]
pub struct NewVersion<'a> {
    /// For example `/message-booked`.
    pub path: &'a str,
    /// `public`, `protected` or `private`.
    pub visibility: &'static str,
    /// What an Asset is served as.
    pub content_type: &'a str,
    /// The bytes.
    pub content: &'a [u8],
}

/// A line that a Function logged.
#[derive(Debug, Clone, Deserialize)]
pub struct Log {
    /// `NO…`
    pub sid: String,
    /// `ZH…`
    pub function_sid: Option<String>,
    /// `RQ…`, the same for all lines of one call.
    pub request_sid: Option<String>,
    /// `info`, `warn`, `error`.
    pub level: String,
    /// The line.
    pub message: String,
    /// When.
    pub date_created: Timestamp,
}

impl Client {
    /// What Functions logged at `since` or later, newest first. Twilio keeps logs for a day without asking more.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn logs(
        &self,
        service: &ServiceSid,
        environment: &EnvironmentSid,
        since: Timestamp,
    ) -> Result<Vec<Log>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Environments", environment.as_str(), "Logs"];
        let call = Call::get(Product::Serverless, &path, "list what Functions logged")
            .query("PageSize", "1000")
            .query("StartDate", since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        self.list(call, "logs").await
    }

    /// The Service of that unique name.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn service(&self, unique_name: &str) -> Result<Option<Service>, ApiError> {
        let path = ["v1", "Services", unique_name];
        optional(self.fetch(Call::get(Product::Serverless, &path, "read the Serverless Service")).await)
    }

    /// All Services of the account.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn services(&self) -> Result<Vec<Service>, ApiError> {
        let call = Call::get(Product::Serverless, &["v1", "Services"], "list the Serverless Services");
        self.list(call.query("PageSize", "1000"), "services").await
    }

    /// Gives a Service another friendly name.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn rename_service(&self, sid: &ServiceSid, friendly_name: &str) -> Result<Service, ApiError> {
        let path = ["v1", "Services", sid.as_str()];
        let call = Call::post(Product::Serverless, &path, "rename the Serverless Service");
        self.fetch(call.form("FriendlyName", friendly_name).harmless()).await
    }

    /// Creates a Service whose functions receive the account's credentials.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_service(&self, unique_name: &str, friendly_name: &str) -> Result<Service, ApiError> {
        let call = Call::post(Product::Serverless, &["v1", "Services"], "create the Serverless Service")
            .form("UniqueName", unique_name)
            .form("FriendlyName", friendly_name)
            .form("IncludeCredentials", "true")
            .form("UiEditable", "false");
        self.fetch_once(call, async || self.service(unique_name).await).await
    }

    /// Deletes a Service with its Functions, Assets, Environments and domain.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn delete_service(&self, sid: &ServiceSid) -> Result<(), ApiError> {
        let path = ["v1", "Services", sid.as_str()];
        self.done(Call::delete(Product::Serverless, &path, "delete the Serverless Service")).await
    }

    /// The Environments of a Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn environments(&self, service: &ServiceSid) -> Result<Vec<Environment>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Environments"];
        let call = Call::get(Product::Serverless, &path, "list the Environments");
        self.list(call.query("PageSize", "1000"), "environments").await
    }

    /// Creates an Environment, whose domain has the suffix, if there is one.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_environment(
        &self,
        service: &ServiceSid,
        unique_name: &str,
        domain_suffix: Option<&str>,
    ) -> Result<Environment, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Environments"];
        let mut call =
            Call::post(Product::Serverless, &path, "create the Environment").form("UniqueName", unique_name);
        if let Some(suffix) = domain_suffix {
            call = call.form("DomainSuffix", suffix);
        }
        let find = async || {
            let all = self.environments(service).await?;
            Ok(all.into_iter().find(|found| found.unique_name == unique_name))
        };
        self.fetch_once(call, find).await
    }

    /// Deletes an Environment with its Variables and Deployments.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn delete_environment(
        &self,
        service: &ServiceSid,
        sid: &EnvironmentSid,
    ) -> Result<(), ApiError> {
        let path = ["v1", "Services", service.as_str(), "Environments", sid.as_str()];
        self.done(Call::delete(Product::Serverless, &path, "delete the Environment")).await
    }

    /// Deletes a Variable.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn delete_variable(
        &self,
        service: &ServiceSid,
        environment: &EnvironmentSid,
        variable: &Variable,
    ) -> Result<(), ApiError> {
        let path = [
            "v1",
            "Services",
            service.as_str(),
            "Environments",
            environment.as_str(),
            "Variables",
            variable.sid.as_str(),
        ];
        let call = Call::delete(Product::Serverless, &path, format!("delete the Variable {}", variable.key));
        self.done(call).await
    }

    /// The Variables of an Environment.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn variables(
        &self,
        service: &ServiceSid,
        environment: &EnvironmentSid,
    ) -> Result<Vec<Variable>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Environments", environment.as_str(), "Variables"];
        let call = Call::get(Product::Serverless, &path, "list the Variables");
        self.list(call.query("PageSize", "1000"), "variables").await
    }

    /// Creates a Variable, or with `existing` changes it.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn set_variable(
        &self,
        service: &ServiceSid,
        environment: &EnvironmentSid,
        existing: Option<&VariableSid>,
        key: &str,
        value: &str,
    ) -> Result<Variable, ApiError> {
        let mut path =
            vec!["v1", "Services", service.as_str(), "Environments", environment.as_str(), "Variables"];
        path.extend(existing.map(VariableSid::as_str));
        let call = Call::post(Product::Serverless, &path, format!("set the Variable {key}"));
        let call = call.form("Key", key).form("Value", value);
        if existing.is_some() {
            return self.fetch(call.harmless()).await;
        }
        let find = async || {
            let all = self.variables(service, environment).await?;
            Ok(all.into_iter().find(|found| found.key == key && found.value == value))
        };
        self.fetch_once(call, find).await
    }

    /// The Functions or the Assets of a Service.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn resources(
        &self,
        service: &ServiceSid,
        kind: ResourceKind,
    ) -> Result<Vec<Resource>, ApiError> {
        let path = ["v1", "Services", service.as_str(), kind.collection()];
        let key = match kind {
            ResourceKind::Function => "functions",
            ResourceKind::Asset => "assets",
        };
        let call = Call::get(Product::Serverless, &path, format!("list the {}", kind.collection()));
        self.list(call.query("PageSize", "1000"), key).await
    }

    /// Creates a Function or an Asset.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_resource(
        &self,
        service: &ServiceSid,
        kind: ResourceKind,
        friendly_name: &str,
    ) -> Result<Resource, ApiError> {
        let path = ["v1", "Services", service.as_str(), kind.collection()];
        let call =
            Call::post(Product::Serverless, &path, format!("create the {} {friendly_name}", kind.word()));
        let find = async || {
            let all = self.resources(service, kind).await?;
            Ok(all.into_iter().find(|found| found.friendly_name == friendly_name))
        };
        self.fetch_once(call.form("FriendlyName", friendly_name), find).await
    }

    /// Uploads content as a new Version. One whose answer is lost is made again: Twilio does not tell an Asset's content,
    /// and a Version that is in no Build does nothing.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_version(
        &self,
        service: &ServiceSid,
        kind: ResourceKind,
        resource: &ResourceSid,
        new: &NewVersion<'_>,
    ) -> Result<Version, ApiError> {
        let path = ["v1", "Services", service.as_str(), kind.collection(), resource.as_str(), "Versions"];
        let doing = format!("upload the {} {}", kind.word(), new.path);
        let name = new.path.rsplit('/').next().unwrap_or_default();
        let file_name = if kind == ResourceKind::Function { format!("{name}.js") } else { name.to_owned() };
        let upload = Upload {
            path: new.path.to_owned(),
            visibility: new.visibility,
            file_name,
            content_type: new.content_type.to_owned(),
            content: new.content.to_vec(),
        };
        self.fetch(Call::post(Product::ServerlessUpload, &path, doing).upload(upload).harmless()).await
    }

    /// The source of a Function Version. Twilio gives none of an Asset's.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn function_content(
        &self,
        service: &ServiceSid,
        function: &ResourceSid,
        version: &VersionSid,
    ) -> Result<String, ApiError> {
        let (service, function) = (service.as_str(), function.as_str());
        let path =
            ["v1", "Services", service, "Functions", function, "Versions", version.as_str(), "Content"];
        let content: Content =
            self.fetch(Call::get(Product::Serverless, &path, "read the Function's content")).await?;
        Ok(content.content)
    }

    /// Starts a Build.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn create_build(
        &self,
        service: &ServiceSid,
        functions: &[VersionSid],
        assets: &[VersionSid],
        dependencies: &[Dependency],
        runtime: &str,
    ) -> Result<Build, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Builds"];
        let mut call = Call::post(Product::Serverless, &path, "start the Build");
        for sid in functions {
            call = call.form("FunctionVersions", sid.as_str());
        }
        for sid in assets {
            call = call.form("AssetVersions", sid.as_str());
        }
        let dependencies = serde_json::to_string(dependencies).map_err(|error| ApiError::Malformed {
            doing: "start the Build".to_owned(),
            reason: error.to_string(),
        })?;
        let wanted: BTreeSet<&VersionSid> = functions.iter().chain(assets).collect();
        let find = async || {
            let mut newest = self.builds(service).await?.into_iter().take(1);
            Ok(newest.find(|build| {
                build.status != BuildStatus::Failed && {
                    let versions: BTreeSet<&VersionSid> =
                        build.versions().map(|(_, version)| &version.sid).collect();
                    versions == wanted
                }
            }))
        };
        self.fetch_once(call.form("Dependencies", dependencies).form("Runtime", runtime), find).await
    }

    /// The newest Builds, at most 20, the newest first.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn builds(&self, service: &ServiceSid) -> Result<Vec<Build>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Builds"];
        let call = Call::get(Product::Serverless, &path, "list the Builds").query("PageSize", "20");
        Ok(self.page(&call, "builds").await?.0)
    }

    /// A Build with the Versions in it.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn build(&self, service: &ServiceSid, sid: &BuildSid) -> Result<Option<Build>, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Builds", sid.as_str()];
        optional(self.fetch(Call::get(Product::Serverless, &path, "read the Build")).await)
    }

    /// Where a Build stands.
    ///
    /// # Errors
    /// When Twilio refuses or cannot be reached.
    pub async fn build_status(&self, service: &ServiceSid, sid: &BuildSid) -> Result<BuildStatus, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Builds", sid.as_str(), "Status"];
        let status: Status =
            self.fetch(Call::get(Product::Serverless, &path, "read the Build's status")).await?;
        Ok(status.status)
    }

    /// Points an Environment at a Build.
    ///
    /// # Errors
    /// 409 when the Build is deployed there already; otherwise when Twilio refuses or cannot be reached.
    pub async fn deploy_build(
        &self,
        service: &ServiceSid,
        environment: &EnvironmentSid,
        build: &BuildSid,
    ) -> Result<Deployment, ApiError> {
        let path = ["v1", "Services", service.as_str(), "Environments", environment.as_str(), "Deployments"];
        let call = Call::post(Product::Serverless, &path, "deploy the Build");
        let find = async || {
            let path =
                ["v1", "Services", service.as_str(), "Environments", environment.as_str(), "Deployments"];
            let call = Call::get(Product::Serverless, &path, "list the Deployments").query("PageSize", "1");
            let (newest, _) = self.page::<Deployment>(&call, "deployments").await?;
            Ok(newest.into_iter().find(|newest| newest.build_sid.as_ref() == Some(build)))
        };
        self.fetch_once(call.form("BuildSid", build.as_str()), find).await
    }
}
