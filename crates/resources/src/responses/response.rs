//! `responsemanagement:Response`, a text that agents send without having to write it.

use pulumi_provider::declaration::{Issues, Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// A canned response: a text that agents, or campaigns, send without having to write it.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "responsemanagement:Response", noun = "canned response", lookup = "libraryId, name", outputs = ResponseOutputs)]
#[resource(advice = ADVICE)]
#[api(kind = kinds::Response, path = "/api/v2/responsemanagement/responses", update = put, version)]
#[api(item = "/api/v2/responsemanagement/responses/{responseId}", list_of(library_id = "libraryIds"), twins)]
// So it says of an asset that was uploaded a moment ago, by the official client's care.
#[api(awaits("precondition.failed"))]
pub struct Response {
    /// Name of the response. The resource's logical name when not set.
    #[property(name)]
    #[api(unfiltered)]
    pub name: Option<String>,

    /// Libraries that hold the response. Other ones are another response.
    #[property(fixed)]
    #[api("libraries[].id")]
    #[schemars(length(min = 1))]
    pub library_ids: Set<Ref<kinds::ResponseLibrary>>,

    /// What the response says: one text for each type and content type.
    #[property(key = "type,contentType")]
    #[schemars(length(min = 1))]
    pub texts: Vec<ResponseText>,

    /// Kind of interactions that the response is for. Every kind when not set.
    pub interaction_type: Option<ResponseInteractionType>,

    /// What is put in the places of `{{id}}` in the texts.
    #[property(key = "id")]
    pub substitutions: Option<Vec<ResponseSubstitution>>,

    /// Id of a JSON schema of the substitutions.
    #[api("substitutionsSchema.id")]
    pub substitutions_schema_id: Option<String>,

    /// What the response is, where it is more than a text for agents.
    pub response_type: Option<ResponseType>,

    /// The template of a messaging service that the response stands for, with the response type `MessagingTemplate`.
    #[api(whole)]
    pub messaging_template: Option<MessagingTemplate>,

    /// Files that the response shows.
    #[api("assets[].id")]
    pub asset_ids: Option<Set<Ref<kinds::ResponseAsset>>>,

    /// Where the footer is used, with the response type `Footer`.
    #[api(whole)]
    pub footer: Option<ResponseFooter>,
}

const ADVICE: &[(&str, &str)] = &[
    ("libraryId", "a response may be in several libraries: libraryIds"),
    ("text", "the texts are a list: texts, with the content of each"),
    ("content", "the texts are a list: texts, with the content of each"),
];

impl Hooks for Response {
    fn check(&self, issues: &mut Issues<'_>) {
        if issues.known(&["responseType", "messagingTemplate", "footer"]) {
            for (name, wanted, is_given) in [
                ("messagingTemplate", ResponseType::MessagingTemplate, self.messaging_template.is_some()),
                ("footer", ResponseType::Footer, self.footer.is_some()),
            ] {
                if is_given && self.response_type.as_ref() != Some(&wanted) {
                    issues.say(name, format!("needs the responseType {wanted:?}"));
                }
            }
        }
        if !issues.known(&["texts"]) {
            return;
        }
        for (at, text) in self.texts.iter().enumerate() {
            if self.texts[..at].iter().any(|other| other.kind() == text.kind()) {
                issues.say(&format!("texts[{at}]"), "has the type and the contentType of another text too");
            }
        }
    }
}

/// What the platform says of a response.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ResponseOutputs {
    /// The first of the libraries that hold the response.
    #[api("libraries.0.id")]
    pub library_id: Option<Ref<kinds::ResponseLibrary>>,
}

/// A text of a response.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ResponseText {
    /// The text itself. Substitutions stand in it as `{{id}}`.
    pub content: String,

    /// How the text is written.
    #[api(default = "text/plain", source = Inferred)]
    pub content_type: Option<ContentType>,

    /// What the text is of the message.
    #[api(default = "body", source = Inferred)]
    pub r#type: Option<TextType>,
}

impl ResponseText {
    /// What tells it apart from the other texts of its response.
    fn kind(&self) -> (TextType, ContentType) {
        (
            self.r#type.clone().unwrap_or(TextType::Body),
            self.content_type.clone().unwrap_or(ContentType::Plain),
        )
    }
}

/// Something that is put into the texts of a response.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ResponseSubstitution {
    /// Name of the place in the texts.
    pub id: String,

    /// What is put there.
    pub description: Option<String>,

    /// What is put there if nobody says anything else.
    pub default_value: Option<String>,
}

/// The template of a messaging service that a response stands for.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct MessagingTemplate {
    /// A template of WhatsApp.
    #[api(whole)]
    pub whats_app: Option<WhatsAppTemplate>,
}

/// A template of WhatsApp.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct WhatsAppTemplate {
    /// Name of the template.
    pub name: String,

    /// Namespace of the template.
    pub namespace: Option<String>,

    /// Language of the template, as WhatsApp writes it: `en_US`.
    pub language: String,
}

/// Where a footer is used.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ResponseFooter {
    /// What the footer is.
    pub r#type: Option<FooterType>,

    /// What the footer is for.
    pub applicable_resources: Option<Vec<FooterResource>>,
}

choices! {
    /// Kind of interactions that a response is for.
    ResponseInteractionType "lowercase" {
        Chat = "Chats and messages.",
        Email = "E-mails.",
        Twitter = "Posts of X, once called Twitter.",
    }

    /// What a response is, where it is more than a text for agents.
    ResponseType "PascalCase" {
        MessagingTemplate = "A template of a messaging service.",
        CampaignSmsTemplate = "What an SMS campaign sends.",
        CampaignEmailTemplate = "What an e-mail campaign sends.",
        Footer = "What stands below e-mails.",
        Form = "A form that customers fill in.",
        AppleInvitation = "An invitation to Apple Messages.",
    }

    /// How a text is written.
    ContentType "lowercase" {
        #[serde(rename = "text/plain")]
        Plain = "As plain text.",
        #[serde(rename = "text/html")]
        Html = "As HTML.",
    }

    /// What a text is of a message.
    TextType "lowercase" {
        Body = "The message itself.",
        Subject = "Its subject.",
    }

    /// What a footer is.
    FooterType "PascalCase" {
        Signature = "A signature.",
    }

    /// What a footer is for.
    FooterResource "PascalCase" {
        Campaign = "E-mails of campaigns.",
    }
}
