//! The organization, as the provider reaches it.

use std::sync::Arc;

use genesys_api::{Client, SystemClock};
use pulumi_provider::context::{Context, Message};
use pulumi_provider::error::Detail;
use pulumi_provider::value::Object;
use resources::lifecycle::Platform;
use resources::{advice, configuration};

use crate::terminal::Terminal;
use crate::{Failure, Place};

/// The organization that the options and the environment name. Nothing is asked yet.
pub(crate) fn platform(place: &Place) -> Result<Platform, Failure> {
    let mut given = Object::new();
    for (name, value) in [("awsRegion", &place.region), ("baseUrl", &place.base_url)] {
        given.extend(value.as_deref().map(|value| (name.to_owned(), value.into())));
    }
    let resolved = configuration::resolve(&given, |name| std::env::var(name).ok(), configuration::contents);
    let (mut settings, policy) = resolved.map_err(|error| match error.detail {
        Some(Detail::MissingKeys(keys)) => {
            let misnamed: String = advice::misnamed(|name| std::env::var_os(name).is_some())
                .into_iter()
                .map(|(name, instead)| format!("\n{name} is set, but nobody reads it: set {instead}"))
                .collect();
            let keys: String = keys.iter().map(|(_, what)| format!("\n- {what}")).collect();
            Failure::new(format!(
                "it is not said which organization is meant, or with whose credentials. Missing:{keys}{misnamed}"
            ))
        }
        _ => Failure::new(error.message),
    })?;
    settings.user_agent = concat!("genesysctl/", env!("CARGO_PKG_VERSION")).to_owned();
    Ok(Platform::new(Client::new(settings, Arc::new(SystemClock)), policy))
}

/// Lets whoever watches see what an operation waits for.
pub(crate) fn context(terminal: &Arc<Terminal>, doing: String) -> Context {
    let terminal = Arc::clone(terminal);
    Context::heard_by(move |message| match message {
        Message::Progress(text) => terminal.progress(&format!("{doing}: {text}")),
        Message::Note(text) | Message::Warning(text) => terminal.say(text),
    })
}
