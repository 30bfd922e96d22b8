//! The settings that trunks and phones have by name, and that the API describes by what it bases them on.

use pulumi_provider::declaration::{Issues, JsonText};
use serde_json::{Map, Value as Json, json};

use crate::choices::choices;

choices! {
    /// Whether what telephony is made of is in use.
    TelephonyState "lowercase" {
        Active = "It is.",
        Inactive = "It is not.",
        Deleted = "It was deleted.",
    }
}

/// Says which of the settings are not of the form that the platform wants.
pub(super) fn check(issues: &mut Issues<'_>, properties: Option<&JsonText>) {
    let settings = properties.and_then(|JsonText(json)| json.as_object());
    for (name, _) in
        settings.into_iter().flatten().filter(|(_, setting)| setting["value"].get("instance").is_none())
    {
        issues.say(
            "properties",
            format!("{name} must be an object with its value in value.instance, as in {{\"{name}\": {{\"value\": {{\"instance\": …}}}}}}"),
        );
    }
}

/// Of live settings what an import names: those that are not as they would be by themselves, and of these the value alone.
pub(super) fn worth_naming(live: &Json) -> Json {
    let settings = live.as_object().into_iter().flatten().filter_map(|(name, setting)| {
        let value = setting.get("value")?;
        let instance = value.get("instance").filter(|instance| !instance.is_null())?;
        (value.get("default") != Some(instance))
            .then(|| (name.clone(), json!({ "value": { "instance": instance } })))
    });
    Json::Object(settings.collect::<Map<_, _>>())
}
