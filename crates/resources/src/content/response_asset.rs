//! `responsemanagement:Responseasset`, a file that canned responses show.

use pulumi_provider::declaration::{
    Destination, File, Made, Properties, Ref, Resource, Transfer, Upload, Watch,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A response asset: a file, such as an image, that canned responses show.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "responsemanagement:Responseasset", noun = "response asset", lookup = "name")]
#[resource(outputs = ResponseAssetOutputs, advice = ADVICE)]
#[api(kind = kinds::ResponseAsset, path = "/api/v2/responsemanagement/responseassets", update = put, upload = &UPLOAD)]
#[api(search = "/api/v2/responsemanagement/responseassets/search", only_searched)]
#[api(
    item = "/api/v2/responsemanagement/responseassets/{responseAssetId}",
    answered("contentLength", "contentLocation", "contentType", "createdBy", "dateCreated"),
    answered("dateModified", "division", "id", "modifiedBy", "responses", "selfUri")
)]
pub struct ResponseAsset {
    /// The file: an asset of the program, or the path of a file, relative to the program. The platform cannot change it, so another
    /// content is another asset.
    #[api(content)]
    pub filename: File,

    /// SHA-256 of the file.
    #[property(fixed)]
    #[api(digest)]
    pub file_content_hash: Option<String>,

    /// Name of the asset, with an ending that says what is in it, such as `logo.png`; it may have slashes. The path of the file when
    /// not set.
    #[property(unique, fixed)]
    #[api(file_name)]
    pub name: Option<String>,

    /// Division that the asset belongs to; only responses of that division can show it. The home division when not set.
    #[api("division.id", send = "divisionId")]
    pub division_id: Option<Ref<kinds::Division>>,
}

/// What the platform says of a response asset.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ResponseAssetOutputs {
    /// Address of the file.
    pub content_location: Option<String>,
    /// Length of the file in bytes.
    pub content_length: Option<u64>,
    /// Media type of the file, such as `image/png`.
    pub content_type: Option<String>,
}

impl Hooks for ResponseAsset {}

const ADVICE: &[(&str, &str)] = &[
    ("content", "the file is filename: an asset such as a FileAsset, or a path"),
    ("filepath", "the file is filename: an asset such as a FileAsset, or a path"),
];

/// The asset is registered by its name, and is there when its file is.
const UPLOAD: Upload = Upload {
    doing: "upload",
    transfer: Transfer {
        to: Destination::Asked {
            path: "/api/v2/responsemanagement/responseassets/uploads",
            body: &["name", "divisionId"],
            name: None,
            url: "url",
        },
        watch: Some(Watch {
            path: "/api/v2/responsemanagement/responseassets/{responseAssetId}",
            query: &[],
            job: None,
            at: "id",
            done: &[],
            failed: &[],
            why: None,
        }),
        clear: None,
    },
    made: Made::Asked("id"),
    identify: None,
    has_keys: false,
    authorship: None,
    length: Some("contentLength"),
    publish: None,
    lock: None,
};
