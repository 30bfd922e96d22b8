//! The provider: every request to the type that it is about.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use genesys_api::{Client, SystemClock};
use pulumi_provider::context::Context;
use pulumi_provider::declaration::nearest;
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{
    CheckRequest, Checked, CreateRequest, Created, DeleteRequest, DiffRequest, Difference, InvokeRequest,
    Invoked, ListRequest, Listing, Mapping, Plugin, Provider, ReadRequest, Reading, UpdateRequest,
};
use pulumi_provider::value::Object;
use resources::bridged;
use resources::configuration;
use resources::lifecycle::{self, Platform};
use resources::package::{self, Function};
use resources::registry::{Registry, ResourceType};
use resources::terraform;

/// The finished schema, as committed and checked for freshness.
const SCHEMA: &str = include_str!("../../../provider-schema.json");

/// The provider for Genesys Cloud.
#[derive(Debug)]
pub(crate) struct GenesysCloud {
    registry: &'static Registry,
    platform: OnceLock<Arc<Platform>>,
}

impl GenesysCloud {
    /// A provider that knows these types and is not configured yet.
    pub(crate) fn new(registry: &'static Registry) -> GenesysCloud {
        GenesysCloud { registry, platform: OnceLock::new() }
    }

    fn platform(&self) -> Result<&Platform> {
        self.platform.get().map(Arc::as_ref).ok_or_else(|| {
            Error::new(
                Code::FailedPrecondition,
                "the provider is not configured yet: a value of its configuration is not known",
            )
        })
    }

    fn resource(&self, token: &str) -> Result<&'static ResourceType> {
        let name = token.strip_prefix(package::NAME).and_then(|rest| rest.strip_prefix(':')).unwrap_or(token);
        self.registry.get(name).or_else(|| bridged::type_of(self.registry, token)).ok_or_else(|| {
            let similar = nearest(name, self.registry.iter().map(|ty| ty.table.token));
            let hint = similar
                .first()
                .map_or_else(String::new, |nearest| format!("; did you mean {}:{nearest}?", package::NAME));
            Error::invalid(format!("there is no resource type {token} in version {}{hint}", package::VERSION))
        })
    }
}

#[async_trait]
impl Provider for GenesysCloud {
    fn plugin(&self) -> Plugin {
        Plugin { name: package::NAME, version: package::VERSION }
    }

    fn schema(&self) -> Result<String> {
        Ok(SCHEMA.to_owned())
    }

    async fn check_config(&self, _context: &Context, request: CheckRequest) -> Result<Checked> {
        Ok(configuration::check(request))
    }

    async fn diff_config(&self, _context: &Context, request: DiffRequest) -> Result<Difference> {
        Ok(configuration::diff(&request))
    }

    async fn configure(&self, _context: &Context, configuration: Object) -> Result<()> {
        let (settings, policy) =
            configuration::resolve(&configuration, |name| std::env::var(name).ok(), configuration::contents)?;
        let client = Client::new(settings, Arc::new(SystemClock));
        // A second Configure of one process would come from an engine that does not keep to the protocol; the first stays.
        let _ = self.platform.set(Arc::new(Platform::new(client, policy)));
        Ok(())
    }

    async fn check(&self, _context: &Context, mut request: CheckRequest) -> Result<Checked> {
        let ty = self.resource(&request.subject.r#type)?;
        translate(ty, [&mut request.olds]);
        Ok(lifecycle::check(ty, &request))
    }

    async fn diff(&self, _context: &Context, mut request: DiffRequest) -> Result<Difference> {
        let ty = self.resource(&request.subject.r#type)?;
        translate(ty, [&mut request.old_inputs, &mut request.old_outputs]);
        Ok(lifecycle::diff(ty, &request))
    }

    async fn create(&self, context: &Context, request: CreateRequest) -> Result<Created> {
        let ty = self.resource(&request.subject.r#type)?;
        if request.preview {
            // While the configuration is not known, nothing can be asked.
            return match self.platform.get() {
                Some(platform) => platform.preview_create(ty, context, &request).await,
                None => Ok(lifecycle::preview_create(ty, &request)),
            };
        }
        self.platform()?.create(ty, context, request).await
    }

    async fn read(&self, context: &Context, mut request: ReadRequest) -> Result<Option<Reading>> {
        let ty = self.resource(&request.subject.r#type)?;
        translate(ty, [&mut request.inputs, &mut request.outputs].into_iter().flatten());
        self.platform()?.read(ty, context, request).await
    }

    async fn update(&self, context: &Context, mut request: UpdateRequest) -> Result<Object> {
        let ty = self.resource(&request.subject.r#type)?;
        translate(ty, [&mut request.old_inputs, &mut request.old_outputs]);
        if request.preview {
            // While the configuration is not known, nothing can be asked.
            return match self.platform.get() {
                Some(platform) => platform.preview_update(ty, context, &request).await,
                None => Ok(lifecycle::preview_update(ty, &request)),
            };
        }
        self.platform()?.update(ty, context, request).await
    }

    async fn delete(&self, context: &Context, mut request: DeleteRequest) -> Result<()> {
        let ty = self.resource(&request.subject.r#type)?;
        translate(ty, [&mut request.old_inputs, &mut request.old_outputs]);
        self.platform()?.delete(ty, context, request).await
    }

    async fn invoke(&self, context: &Context, request: InvokeRequest) -> Result<Invoked> {
        let token = request
            .token
            .strip_prefix(package::NAME)
            .and_then(|rest| rest.strip_prefix(':'))
            .unwrap_or(&request.token);
        match package::function(self.registry, token) {
            None => Err(Error::invalid(format!(
                "there is no function {} in version {}",
                request.token,
                package::VERSION
            ))),
            Some(Function::BuiltIn(ty, _, path)) => {
                Ok(Invoked::Result(self.platform()?.look_up_built_in(ty, context, path).await?))
            }
            Some(function @ Function::ByKey(ty)) => {
                let criteria = match function.criteria(&request.arguments) {
                    Ok(criteria) => criteria,
                    Err(failures) => return Ok(Invoked::Failures(failures)),
                };
                Ok(Invoked::Result(self.platform()?.look_up(ty, context, &criteria).await?))
            }
        }
    }

    fn mappings(&self, key: &str) -> Vec<String> {
        if is_terraform(key) { vec![terraform::PROVIDER.to_owned()] } else { Vec::new() }
    }

    fn mapping(&self, key: &str, provider: &str) -> Result<Option<Mapping>> {
        if !is_terraform(key) || !(provider.is_empty() || provider == terraform::PROVIDER) {
            return Ok(None);
        }
        let data = terraform::mapping(self.registry).to_string().into_bytes();
        Ok(Some(Mapping { provider: terraform::PROVIDER.to_owned(), data }))
    }

    async fn list(&self, context: &Context, request: ListRequest) -> Result<Listing> {
        let ty = self.resource(&request.r#type)?;
        self.platform()?.list(ty, context, request.limit).await
    }
}

/// What the state knows, in this package's words, whoever has written it.
fn translate<'a>(ty: &ResourceType, states: impl IntoIterator<Item = &'a mut Object>) {
    for state in states {
        if let Cow::Owned(translated) = bridged::translated(ty, state) {
            *state = translated;
        }
    }
}

/// Whether a mapping key means Terraform. Older converters say `tf`.
fn is_terraform(key: &str) -> bool {
    matches!(key, "terraform" | "tf")
}
