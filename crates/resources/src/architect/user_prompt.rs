//! `architect:UserPrompt`, what a caller hears.

use pulumi_provider::declaration::{
    Add, Collection, Destination, File, Issues, Naming, Properties, Ref, Resource, Transfer, Watch,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// A user prompt: what a caller hears, in each language as a recording or as text that is spoken.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:UserPrompt", noun = "user prompt", lookup = "name", advice = ADVICE)]
#[api(kind = kinds::UserPrompt, path = "/api/v2/architect/prompts", item = "/api/v2/architect/prompts/{promptId}")]
#[api(update = put, delete_query("allResources=true"))]
pub struct UserPrompt {
    /// Name of the prompt, unique in the organization: letters, digits and underscores. The resource's logical name when not set, with
    /// an underscore in place of everything else. Another name is another prompt.
    // CX as Code replaces it, and nobody says that the platform takes another one.
    #[property(name = Naming::WORD, fixed)]
    pub name: Option<String>,

    /// What the prompt is for.
    #[api(default = "", source = Inferred)]
    pub description: Option<String>,

    /// Division that the prompt belongs to. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// What is heard, in each language. The platform takes the one of the language that the flow speaks. Left as it is when not set.
    #[property(key = "language")]
    #[api(collection = &RESOURCES, file = &AUDIO)]
    pub resources: Option<Vec<UserPromptResource>>,
}

/// What is heard in one language: the recording if there is one, else what the platform makes of the text.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct UserPromptResource {
    /// The language, in small letters, such as `en-us`.
    pub language: String,

    /// What the platform speaks where there is no recording: text, or SSML.
    pub tts_string: Option<String>,

    /// What is heard, as people read it.
    pub text: Option<String>,

    /// The recording, a WAV file: an asset of the program, or the path of a file, relative to the program.
    #[api(content)]
    pub filename: Option<File>,

    /// SHA-256 of the recording. Another one is uploaded.
    #[api(digest)]
    pub file_content_hash: Option<String>,
}

const ADVICE: &[(&str, &str)] = &[
    ("language", "what is heard is in resources, with a language each"),
    ("ttsString", "what is heard is in resources, with a language each"),
    ("filename", "what is heard is in resources, with a language each"),
];

const RESOURCES: Collection = Collection {
    path: "/api/v2/architect/prompts/{promptId}/resources",
    add: Add::Whole,
    inline: Some("resources"),
    ..Collection::IDS
};

/// The recording goes to the address that the platform answers with the language, and is transcoded.
const AUDIO: Transfer = Transfer {
    to: Destination::Answered { url: "uploadUri", file: "file" },
    watch: Some(Watch {
        path: "/api/v2/architect/prompts/{promptId}/resources/{languageCode}",
        query: &[],
        job: None,
        at: "uploadStatus",
        done: &["transcoded"],
        failed: &["transcodeFailed"],
        why: None,
    }),
    clear: Some("/api/v2/architect/prompts/{promptId}/resources/{languageCode}/audio"),
};

impl Hooks for UserPrompt {
    fn check(&self, issues: &mut Issues<'_>) {
        let is_word = |name: &str| name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        let has_letter = |name: &str| name.chars().any(|letter| letter.is_ascii_alphanumeric());
        if self.name.as_deref().is_some_and(|name| !(is_word(name) && has_letter(name))) {
            issues
                .say("name", "may have letters, digits and underscores only, and needs a letter or a digit");
        }
        for (index, resource) in self.resources.iter().flatten().enumerate() {
            let small =
                |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
            if !resource.language.chars().all(small) {
                issues.say(
                    &format!("resources[{index}].language"),
                    "is written in small letters, such as en-us",
                );
            }
        }
    }

    /// What is heard goes by itself.
    fn settle(body: &mut Json, _: &Sent<'_>) {
        if let Some(prompt) = body.as_object_mut() {
            prompt.remove("resources");
        }
    }
}
