//! `index:Script`, what an agent reads and fills in during an interaction.

use std::collections::BTreeMap;

use pulumi_provider::declaration::{
    Destination, File, Flaw, Identity, Issues, Made, Properties, Ref, Resource, Transfer, Upload, Watch,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A script: the pages that an agent reads and fills in during an interaction.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:Script", lookup = "scriptName", find_by = "name", outputs = ScriptOutputs, advice = ADVICE)]
#[api(kind = kinds::Script, path = "/api/v2/scripts", item = "/api/v2/scripts/{scriptId}", upload = &UPLOAD)]
pub struct Script {
    /// The script's file, as the platform exports it: an asset of the program, or the path of a file, relative to the program. Only
    /// when it or its `substitutions` change is it published again, whatever the file is called.
    #[api(content)]
    pub filepath: File,

    /// Texts that take the place of `{{key}}` in the file, by key. Other `{{...}}` are the script's own, and stay.
    #[api(content)]
    pub substitutions: Option<BTreeMap<String, String>>,

    /// SHA-256 of what was published, made of the file with its substitutions. Secret when any of them is.
    #[api(digest)]
    pub file_content_hash: Option<String>,

    /// Name of the script. The resource's logical name when not set. The platform finds a script by it, so another name is another
    /// script.
    #[property(name, fixed)]
    #[api("name", in_content)]
    pub script_name: Option<String>,

    /// Division that the script belongs to. The home division when not set.
    #[api("division.id", moved = "SCRIPT")]
    pub division_id: Option<Ref<kinds::Division>>,
}

/// What the platform says of a script.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ScriptOutputs {
    /// Name of the script.
    pub name: Option<String>,
}

impl Hooks for Script {
    fn check(&self, issues: &mut Issues<'_>) {
        if self.script_name.as_deref().is_some_and(|name| RESERVED.contains(&name)) {
            issues
                .say("scriptName", "is a script of the platform, which stays as it is: choose another name");
        }
    }
}

/// Scripts that every organization has.
const RESERVED: &[&str] = &["Default Callback Script", "Default Inbound Script", "Default Outbound Script"];

const ADVICE: &[(&str, &str)] = &[
    ("name", "the name is scriptName"),
    ("content", "the script is filepath: an asset such as a StringAsset, or a path"),
    ("file", "the script is filepath: an asset such as a FileAsset, or a path"),
];

/// Sent as a form, imported by a job, found by its name, published.
const UPLOAD: Upload = Upload {
    doing: "publish",
    transfer: Transfer {
        to: Destination::Apps {
            path: "/uploads/v2/scripter",
            file: "file",
            texts: &[("scriptName", "scriptName")],
            replaces: "scriptIdToReplace",
        },
        watch: Some(Watch {
            path: "/api/v2/scripts/uploads/{uploadId}/status",
            query: &[],
            job: Some("correlationId"),
            at: "succeeded",
            done: &["true"],
            failed: &[],
            why: Some("message"),
        }),
        clear: None,
    },
    made: Made::Found,
    identify: Some(identify),
    has_keys: true,
    authorship: None,
    length: None,
    publish: Some(("/api/v2/scripts/published", "scriptId")),
    lock: None,
};

/// A script says nothing of which one it is; but it is JSON, or none.
fn identify(text: &str) -> Result<Identity, Flaw> {
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text) {
        Ok(_) => Ok(Identity::new()),
        Err(error) => Err(Flaw {
            line: (error.line() > 0).then_some(error.line()),
            reason: "is no script, which is a JSON object as the platform exports it".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_json() {
        assert_eq!(identify("{\"a\": 1}"), Ok(vec![]));
        assert_eq!(identify("{\n\"a\": }").unwrap_err().line, Some(2));
        assert!(identify("[]").is_err() && identify("").is_err());
    }
}
