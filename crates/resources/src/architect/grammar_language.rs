//! `architect:GrammarLanguage`, what callers may say or dial in one language.

use pulumi_provider::declaration::{Destination, File, Issues, Properties, Ref, Resource, Transfer};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// A language of a grammar: what callers may say, and what they may dial.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:GrammarLanguage", noun = "language of a grammar", lookup = "grammarId, language", advice = ADVICE)]
#[api(kind = kinds::GrammarLanguage, path = "/api/v2/architect/grammars/{grammarId}/languages", named, own = "language")]
#[api(item = "/api/v2/architect/grammars/{grammarId}/languages/{languageCode}", update = patch, unlisted, joined_by = ":")]
pub struct GrammarLanguage {
    /// The grammar.
    #[api(parameter = "grammarId")]
    #[property(identity)]
    pub grammar_id: Ref<kinds::Grammar>,

    /// The language, in small letters, such as `en-us`.
    #[api("language", parameter = "languageCode")]
    #[property(identity, unique)]
    pub language: String,

    /// What callers may say.
    #[api("voiceFileMetadata", file = &VOICE)]
    pub voice_file_data: Option<GrammarLanguageFile>,

    /// What callers may dial.
    #[api("dtmfFileMetadata", file = &DTMF)]
    pub dtmf_file_data: Option<GrammarLanguageFile>,
}

/// A file of a grammar's language.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct GrammarLanguageFile {
    /// The grammar: an asset of the program, or the path of a file, relative to the program.
    #[api(content)]
    pub file_name: File,

    /// SHA-256 of the file. Another one is uploaded.
    #[api(digest)]
    pub file_content_hash: Option<String>,

    /// How the grammar is written.
    pub file_type: GrammarFileType,
}

choices! {
    /// How a grammar is written.
    GrammarFileType "PascalCase" {
        Gram = "In the augmented form of Backus and Naur.",
        Grxml = "In XML.",
    }
}

const ADVICE: &[(&str, &str)] = &[
    ("voiceFileMetadata", "it is voiceFileData, with the file as fileName"),
    ("dtmfFileMetadata", "it is dtmfFileData, with the file as fileName"),
];

/// The properties that have files, and where the API has what they are.
const FILES: [(&str, &str); 2] =
    [("voiceFileData", "voiceFileMetadata"), ("dtmfFileData", "dtmfFileMetadata")];

const VOICE: Transfer = file("/api/v2/architect/grammars/{grammarId}/languages/{languageCode}/files/voice");

const DTMF: Transfer = file("/api/v2/architect/grammars/{grammarId}/languages/{languageCode}/files/dtmf");

/// A file that is uploaded and taken away by the same path.
const fn file(path: &'static str) -> Transfer {
    Transfer {
        to: Destination::Asked { path, body: &["fileType"], name: None, url: "url" },
        watch: None,
        clear: Some(path),
    }
}

impl Hooks for GrammarLanguage {
    fn check(&self, issues: &mut Issues<'_>) {
        let small = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if !self.language.is_empty() && !self.language.chars().all(small) {
            issues.say("language", "is written in small letters, such as en-us");
        }
    }

    /// Users see what a file is called; a text of the program is called after its language.
    fn settle(body: &mut Json, sent: &Sent<'_>) {
        let language = body["language"].as_str().or(sent.parameter("languageCode"));
        let language = language.unwrap_or_default().to_owned();
        for (property, metadata) in FILES {
            let Some(metadata) = body.get_mut(metadata).and_then(Json::as_object_mut) else { continue };
            let ending = metadata.get("fileType").and_then(Json::as_str).unwrap_or_default().to_lowercase();
            let name = sent.file_name(property).unwrap_or_else(|| format!("{language}.{ending}"));
            metadata.entry("fileName").or_insert_with(|| name.into());
        }
    }
}
