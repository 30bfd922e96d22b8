//! CX as Code: its types and attributes, and what they are called here.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::{read, read_compressed};

/// Everything that CX as Code registers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Peer {
    /// Resource types.
    pub(crate) resources: BTreeMap<String, PeerType>,
    /// Data sources.
    pub(crate) data_sources: BTreeMap<String, PeerType>,
}

/// A resource type or data source.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PeerType {
    /// Its attributes.
    pub(crate) attributes: BTreeMap<String, Attribute>,
    /// What attributes refer to, by path with dots.
    #[serde(default)]
    pub(crate) references: BTreeMap<String, PeerReference>,
}

/// What an attribute refers to.
#[derive(Debug, Deserialize)]
pub(crate) struct PeerReference {
    /// The type.
    pub(crate) to: String,
}

/// An attribute or block.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Attribute {
    /// `bool`, `int`, `float`, `string`, `list`, `set`, `map`.
    pub(crate) r#type: String,
    /// Type of the elements.
    pub(crate) of: Option<String>,
    /// Attributes of the elements.
    pub(crate) block: Option<BTreeMap<String, Attribute>>,
    /// Must be given.
    pub(crate) required: bool,
    /// May be given.
    pub(crate) optional: bool,
    /// The platform fills it in.
    pub(crate) computed: bool,
    /// A change replaces.
    pub(crate) force_new: bool,
    /// Not shown.
    pub(crate) sensitive: bool,
    /// Fewest elements.
    pub(crate) min_items: Option<usize>,
    /// Most elements; one means a single object.
    pub(crate) max_items: Option<usize>,
    /// What is used when it is not given.
    pub(crate) default: Option<Json>,
    /// Values that it takes.
    pub(crate) allowed: Vec<Json>,
    /// Smallest and largest number.
    pub(crate) range: Option<String>,
    /// Smallest number.
    pub(crate) at_least: Option<f64>,
}

impl Peer {
    /// Reads the committed facts.
    pub(crate) fn read() -> Result<Peer, String> {
        let facts = read_compressed("cx-as-code/cx-as-code-1.82.json.gz")?;
        serde_json::from_value(facts).map_err(|error| format!("facts/cx-as-code: {error}"))
    }

    /// The type that a token without the package stands for.
    pub(crate) fn of_token(&self, modules: &Modules, token: &str) -> Option<(&str, &PeerType)> {
        let found = self.resources.iter().find(|(name, _)| modules.token(name) == token);
        found.map(|(name, ty)| (name.as_str(), ty))
    }
}

/// The module table: the prefixes that become modules.
#[derive(Debug)]
pub(crate) struct Modules(Vec<String>);

impl Modules {
    /// Reads the committed table.
    pub(crate) fn read() -> Result<Modules, String> {
        let modules = serde_json::from_value(read("modules.json")?);
        modules.map(Modules).map_err(|error| format!("facts/modules.json: {error}"))
    }

    /// The prefixes.
    pub(crate) fn prefixes(&self) -> &[String] {
        &self.0
    }

    /// The token without the package of a type of CX as Code: the module is the longest prefix in the table, the name is the rest.
    pub(crate) fn token(&self, name: &str) -> String {
        let words = name.trim_start_matches("genesyscloud_");
        let rest =
            |prefix: &&String| words.strip_prefix(prefix.as_str()).and_then(|rest| rest.strip_prefix('_'));
        let longest = self.0.iter().filter(|prefix| rest(prefix).is_some()).max_by_key(|prefix| prefix.len());
        match longest.and_then(|prefix| Some((prefix, rest(&prefix)?))) {
            Some((prefix, rest)) => format!("{}:{}", prefix.replace('_', ""), capitals(rest)),
            None => format!("index:{}", capitals(words)),
        }
    }
}

/// `media_settings` to `MediaSettings`.
fn capitals(words: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    words.split('_').map(capital).collect()
}

/// `media_settings` to `mediaSettings`.
pub(crate) fn camel(name: &str) -> String {
    let (first, rest) = name.split_once('_').unwrap_or((name, ""));
    format!("{first}{}", capitals(rest))
}
