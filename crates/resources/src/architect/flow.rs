//! `index:Flow`, what Architect does with an interaction.

use std::collections::BTreeMap;

use pulumi_provider::declaration::{
    Authorship, Destination, File, Flaw, Identity, Lock, Made, Resource, Transfer, Upload, Watch,
};
use schemars::JsonSchema;
use serde::Deserialize;
use yaml_rust2::Event;
use yaml_rust2::parser::Parser;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// A flow of Architect, published from its YAML.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:Flow", lookup = "name", narrow = "type", advice = ADVICE)]
#[api(kind = kinds::Flow, path = "/api/v2/flows", item = "/api/v2/flows/{flowId}", upload = &UPLOAD, page = 500)]
pub struct Flow {
    /// The flow's YAML, as Architect and Archy export it: an asset of the program, or the path of a file, relative to the program. What
    /// is published is the YAML with its `substitutions`; only when that changes is it published again, whatever the file is called.
    #[api(content)]
    pub filepath: File,

    /// Texts that take the place of `{{key}}` in the YAML, by key. Every `{{key}}` must have one; keys that the YAML does not have are
    /// ignored, so that many flows can share one map.
    #[api(content)]
    pub substitutions: Option<BTreeMap<String, String>>,

    /// Any text. When it changes, the flow is published again although its YAML is the same: for what the YAML does not say, such as a
    /// prompt that it refers to.
    #[api(trigger)]
    pub update_trigger_hash: Option<String>,

    /// SHA-256 of what was published, made of the YAML with its substitutions. Secret when any of them is.
    #[api(digest)]
    pub file_content_hash: Option<String>,

    /// Name of the flow, as its YAML says; a program may leave it out. Another name is another flow, so a change replaces.
    #[property(unique, fixed)]
    #[api(in_content)]
    pub name: Option<String>,

    /// Type of the flow, as its YAML says; a program may leave it out. Another type is another flow, so a change replaces.
    #[property(unique, fixed)]
    #[api(in_content)]
    pub r#type: Option<FlowType>,

    /// Whether to publish, and to delete, though somebody is editing the flow. The platform then publishes their draft first.
    #[property(control)]
    pub force_unlock: Option<bool>,

    /// Whether to publish over a version that somebody else has published since this resource last did. Without it, such a version is an
    /// error that names who has published it, and when; with it, the preview says what is overwritten. Not meant to stay in a program.
    #[property(control)]
    pub overwrite: Option<bool>,
}

impl Hooks for Flow {}

const ADVICE: &[(&str, &str)] = &[
    ("yaml", "the YAML is filepath: an asset such as a StringAsset, or a path"),
    ("content", "the YAML is filepath: an asset such as a StringAsset, or a path"),
    ("file", "the YAML is filepath: an asset such as a FileAsset, or a path"),
    ("description", "the YAML says it"),
    ("divisionId", "the YAML says it, by the division's name: `division: ...`"),
];

/// Published by the version, found by name and type.
const UPLOAD: Upload = Upload {
    doing: "publish",
    transfer: Transfer {
        to: Destination::Asked { path: "/api/v2/flows/jobs", body: &[], name: None, url: "presignedUrl" },
        watch: Some(Watch {
            path: "/api/v2/flows/jobs/{jobId}",
            query: &[("expand", "messages")],
            job: Some("id"),
            at: "status",
            done: &["Success"],
            failed: &["Failure"],
            why: Some("messages"),
        }),
        clear: None,
    },
    made: Made::Watched("flow.id"),
    identify: Some(identify),
    has_keys: false,
    authorship: Some(&Authorship {
        version: "publishedVersion.id",
        author: "publishedVersion.createdByClient.id",
        publishers: &[
            ("the user", "publishedVersion.createdBy"),
            ("the OAuth client", "publishedVersion.createdByClient"),
            ("the user", "publishedBy"),
        ],
        published: &["publishedVersion.datePublished", "publishedVersion.dateCreated"],
        first: "1.0",
    }),
    length: None,
    publish: None,
    lock: Some(&Lock {
        holders: &[("the user", "lockedUser"), ("the OAuth client", "lockedClient")],
        unlock: "/api/v2/flows/actions/unlock",
        parameter: "flow",
    }),
};

/// Name and type out of a flow's YAML: the type is the one key of the document, what belongs to the flow is below it.
fn identify(yaml: &str) -> Result<Identity, Flaw> {
    let mut parser = Parser::new_from_str(yaml);
    let (mut within, mut key) = (Vec::new(), None);
    let (mut kind, mut name): (Option<String>, Option<(String, usize)>) = (None, None);
    loop {
        let (event, mark) = parser.next_token().map_err(|error| Flaw {
            line: Some(error.marker().line()),
            reason: format!("is no YAML: {}, in column {}", error.info(), error.marker().col() + 1),
        })?;
        // Keys and values take turns in a mapping; `key` is the one whose value comes.
        let scalar = match event {
            Event::StreamEnd => break,
            Event::StreamStart | Event::DocumentStart | Event::DocumentEnd | Event::Nothing => continue,
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                within.push(matches!(event, Event::MappingStart(..)));
                key = None;
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                within.pop();
                key = None;
                continue;
            }
            Event::Alias(_) => None,
            Event::Scalar(text, ..) => Some((text, mark.line())),
        };
        match (&within[..], key.take(), scalar) {
            ([true], None, Some((text, _))) => {
                kind.get_or_insert(text);
            }
            ([true, true], None, Some((text, _))) => key = Some(text),
            ([true, true], Some(key), Some(value)) if key == "name" => name = name.or(Some(value)),
            _ => {}
        }
    }
    let missing = |reason: &str| Flaw { line: None, reason: reason.to_owned() };
    let kind = kind.ok_or_else(|| {
        missing("is not the YAML of a flow, whose first key is the flow's type: `inboundCall:`")
    })?;
    let (name, line) = name
        .filter(|(name, _)| !matches!(name.trim(), "" | "~" | "null"))
        .ok_or_else(|| missing(&format!("has no name: below `{kind}:` there must be `name: ...`")))?;
    let refused = if name.contains('/') {
        Some("may not have a slash")
    } else if name.to_lowercase().ends_with("-debug") {
        Some("may not end with -debug")
    } else if !name.chars().any(char::is_alphanumeric) {
        Some("needs a letter or a digit")
    } else {
        None
    };
    match refused {
        Some(reason) => Err(Flaw { line: Some(line), reason: format!("the name of a flow {reason}") }),
        None => Ok(vec![("name", name), ("type", kind.to_uppercase())]),
    }
}

choices! {
    /// What a flow is for.
    FlowType "UPPERCASE" {
        Bot = "A bot that speaks.",
        BusinessProcess = "A process without an interaction.",
        CommonModule = "A part that other flows share.",
        DigitalBot = "A bot that writes.",
        EmailSend = "Sending e-mail.",
        InboundCall = "Calls that come in.",
        InboundChat = "Chats that come in.",
        InboundEmail = "E-mail that comes in.",
        InboundShortMessage = "Messages that come in.",
        InQueueCall = "Calls that wait in a queue.",
        InQueueEmail = "E-mail that waits in a queue.",
        InQueueShortMessage = "Messages that wait in a queue.",
        OutboundCall = "Calls that a campaign makes.",
        SecureCall = "Calls with data that nobody may hear or record.",
        Speech = "Speech recognition of older bots.",
        SurveyInvite = "Invitations to a survey.",
        Voice = "Voice of older bots.",
        Voicemail = "Voicemail.",
        VoiceSurvey = "A survey by voice.",
        Workflow = "A workflow that a trigger or another flow starts.",
        Workitem = "What becomes of a work item.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(yaml: &str) -> (String, String) {
        let identity = identify(yaml).unwrap();
        (identity[1].1.clone(), identity[0].1.clone())
    }

    fn flaw(yaml: &str) -> String {
        let Flaw { line, reason } = identify(yaml).unwrap_err();
        line.map_or(reason.clone(), |line| format!("{line}: {reason}"))
    }

    #[test]
    fn name_and_type_are_read_out_of_the_yaml() {
        for yaml in [
            "inboundCall:\n  name: Main\n  division: North\n",
            "# made by Archy\n---\ninboundCall:\n  tasks:\n    - task:\n        name: inner\n  name: 'Main'\n",
            "inboundCall: {list: [name, x], name: Main}",
            "{\"inboundCall\": {\"variables\": {\"name\": \"inner\"}, \"name\": \"Main\"}}",
            "inboundCall:\r\n  startUpRef: ./menus/menu[main]\r\n  name: >-\r\n    Main\r\n",
            "inboundCall:\n  settings: &a {name: x}\n  other: *a\n  name: Main\nsecond:\n  name: Other\n",
        ] {
            assert_eq!(found(yaml), ("INBOUNDCALL".to_owned(), "Main".to_owned()), "{yaml}");
        }
    }

    #[test]
    fn what_is_no_flow_is_said_with_its_line() {
        assert_eq!(flaw("inboundCall:\n  name: a/b\n"), "2: the name of a flow may not have a slash");
        assert_eq!(flaw("inboundCall:\n  name: A-DEBUG\n"), "2: the name of a flow may not end with -debug");
        assert_eq!(flaw("inboundCall:\n  name: \"--\"\n"), "2: the name of a flow needs a letter or a digit");
        assert!(flaw("inboundCall:\n  name:\n").starts_with("has no name: below `inboundCall:`"));
        assert!(flaw("inboundCall:\n  - name: a\n").starts_with("has no name"));
        assert!(flaw("inboundCall:\n  name: [a]\n").starts_with("has no name"));
        for nothing in ["", "text", "- name: a\n"] {
            assert!(flaw(nothing).starts_with("is not the YAML of a flow"), "{nothing}: {}", flaw(nothing));
        }
        assert!(
            flaw("inboundCall:\n  name: Main\n bad\n").starts_with("3: is no YAML"),
            "{}",
            flaw("inboundCall:\n  name: Main\n bad\n")
        );
    }
}
