//! `genesysctl import`: what an organization has, as a file for `pulumi import --file`.
//!
//! The engine reads each object of the file by its id, so the file says little more than that: types, names, ids. Where an object
//! names another one of the file by its id, the engine's generated code refers to it. Therefore everything that belongs together goes
//! into one file.

mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use pulumi_provider::declaration::{Existence, FieldShape, Shape, nearest};
use pulumi_provider::error::Code;
use resources::lifecycle::{Found, Platform};
use resources::package;
use resources::registry::ResourceType;
use serde::Serialize;

use crate::terminal::Terminal;
use crate::types::{self, is_own};
use crate::{Failure, Place, connection, glob, json_file};

/// A type could not be listed, the rest was written.
const SKIPPED: u8 = 3;
/// There was nothing to write.
const NOTHING: u8 = 4;

/// Write a file for `pulumi import --file`: objects that exist, by type, division and name
///
/// The file names each object with its type, its id, and a name that is the same every time; what an object is comes from the
/// platform when the engine imports it. The engine generates code in which objects of one file refer to each other, so put what
/// belongs together into one file: repeat the options. Where two objects have the same name, one of them goes into a second file
/// (import-2.json), because the engine would lose all references; import that one afterwards.
///
/// Without --type, every type is listed whose objects exist for themselves. Relations (who is a member of what, who has which skill)
/// are never claimed: they stay with whoever looks after them, unless GENESYSCLOUD_IMPORT_RELATIONS=true is set for `pulumi import`.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_help = AFTER)]
pub(crate) struct Arguments {
    /// Only objects of this type: routing:Queue, genesyscloud_routing_queue, or a pattern such as 'routing:*'. Repeatable
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,

    /// Only objects of this division: its name, its id, or a pattern of its name. Objects without a division (skills, say) are left
    /// out then. Repeatable
    #[arg(long = "division", value_name = "DIVISION")]
    divisions: Vec<String>,

    /// Only objects with this name, or what else they are looked up by (a user's e-mail address), or a pattern such as 'EMEA *'.
    /// Repeatable
    #[arg(long = "name", value_name = "NAME")]
    names: Vec<String>,

    /// The file to write; - for standard output
    #[arg(long, short, value_name = "FILE", default_value = "import.json")]
    out: PathBuf,

    /// Put all resources below this component, which is in the stack's state: NAME=URN
    #[arg(long, value_name = "NAME=URN")]
    parent: Option<String>,

    /// Use this explicit provider, which is in the stack's state, for all resources: NAME=URN
    #[arg(long, value_name = "NAME=URN")]
    provider: Option<String>,
}

const AFTER: &str = "\
Then:
  pulumi import --file import.json --out imported.ts     # write the code
  pulumi preview --expect-no-changes                     # with that code in the program

Where the state is a file, the engine writes all of it anew for each resource. For some thousands, let it write once, at the end:
  PULUMI_EXPERIMENTAL=true PULUMI_SKIP_CHECKPOINTS=true pulumi import --file import.json

Examples:
  genesysctl import --type routing:Queue --type routing:Skill --type auth:Division
  genesysctl import --type user --division 'Sales*' --out - | jq '.resources | length'

Exit codes:
  0  the file is written
  1  something failed; nothing is written
  2  the command line is wrong
  3  the file is written, but without the types that the OAuth client may not list, as said
  4  nothing fits; nothing is written";

/// An object that goes into the file.
#[derive(Debug, Clone)]
struct Chosen {
    ty: &'static ResourceType,
    found: Found,
}

impl Chosen {
    /// Where its logical name must be the only one of its kind.
    fn place(&self) -> String {
        self.ty.table.token.to_owned()
    }

    fn noun(&self) -> String {
        self.ty.noun()
    }

    /// The name of its type, without the module.
    fn own_token(&self) -> &'static str {
        let token = self.ty.table.token;
        token.rsplit(':').next().unwrap_or(token)
    }
}

/// The engine's import file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ImportFile {
    /// URNs of what is in the state already, by the names that resources use for it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    name_table: BTreeMap<String, String>,
    resources: Vec<Entry>,
}

/// A resource of the import file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    r#type: String,
    /// What generated code calls it.
    name: String,
    /// What the state calls it.
    logical_name: String,
    id: String,
    /// Of the provider, so that the engine uses the one that programs with our SDK use.
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
}

/// Lists what is asked for and writes the file.
pub(crate) async fn run(
    arguments: &Arguments,
    place: &Place,
    terminal: &Arc<Terminal>,
) -> Result<u8, Failure> {
    let mut name_table = BTreeMap::new();
    let parent = state_name("--parent", arguments.parent.as_deref(), &mut name_table)?;
    let provider = state_name("--provider", arguments.provider.as_deref(), &mut name_table)?;
    let types = match &arguments.types[..] {
        [] => resources::registry().iter().filter(|ty| is_own(ty)).collect(),
        words => types::named(words)?,
    };
    let platform = connection::platform(place)?;
    let divisions = match &arguments.divisions[..] {
        [] => None,
        patterns => Some(divisions(&platform, terminal, patterns).await?),
    };
    let (mut chosen, mut skipped) = (Vec::new(), Vec::new());
    for ty in types {
        let token = ty.table.token;
        match &ty.table.api.existence {
            Existence::Singleton(id) if divisions.is_none() && glob::any_covers(&arguments.names, id) => {
                let found = Found { id: (*id).to_owned(), name: (*id).to_owned(), key: None, division: None };
                chosen.push(Chosen { ty, found });
                continue;
            }
            Existence::Singleton(_) => continue,
            _ if is_own(ty) => {}
            Existence::Found => {
                terminal.say(&format!("{token}: is only looked up, and nothing to import"));
                continue;
            }
            _ => {
                terminal.say(&format!(
                    "{token}: belongs to other objects; import it by its id, as its documentation says"
                ));
                continue;
            }
        }
        terminal.progress(&format!("listing {token} ..."));
        let context = connection::context(terminal, format!("listing {token}"));
        let found = match platform.inventory(ty, &context).await {
            Ok(found) => found,
            Err(error) if matches!(error.code, Code::PermissionDenied | Code::Unimplemented) => {
                terminal.say(&format!("{token}: skipped: {error}"));
                skipped.push(token);
                continue;
            }
            Err(error) => return Err(Failure::new(error.to_string())),
        };
        let all = found.len();
        let fits = |found: &Found| {
            let texts = [Some(&found.name), found.key.as_ref()];
            let is_named = arguments.names.is_empty()
                || texts.into_iter().flatten().any(|text| glob::any_covers(&arguments.names, text));
            let is_there = divisions.as_ref().is_none_or(|divisions| {
                found.division.as_ref().is_some_and(|division| divisions.contains(division))
            });
            is_named && is_there
        };
        let before = chosen.len();
        chosen.extend(found.into_iter().filter(fits).map(|found| Chosen { ty, found }));
        if all > 0 {
            let taken = chosen.len() - before;
            let of = if taken == all { String::new() } else { format!(" of {all}") };
            terminal.say(&format!("{token}: {taken}{of}"));
        }
    }
    let skipped_types = match &skipped[..] {
        [] => String::new(),
        skipped => format!("; skipped {}", skipped.join(", ")),
    };
    if chosen.is_empty() {
        return Err(
            Failure::new(format!("nothing fits, nothing is written{skipped_types}")).with_code(NOTHING)
        );
    }
    chosen.sort_by_cached_key(|chosen| {
        (chosen.ty.table.token, chosen.found.name.to_lowercase(), chosen.found.id.clone())
    });
    let entries = entries(&chosen, parent.as_deref(), provider.as_deref());
    let (first, second) = apart(&chosen, entries);
    let out = &arguments.out;
    if out == Path::new("-") {
        // What stands in two files goes into one here; whoever reads it decides.
        let resources = first.into_iter().chain(second).collect();
        json_file::write(out, &ImportFile { name_table, resources })?;
        return Ok(if skipped.is_empty() { 0 } else { SKIPPED });
    }
    let count = first.len();
    json_file::write(out, &ImportFile { name_table: name_table.clone(), resources: first })?;
    terminal.say(&format!(
        "{count} resources in {}{skipped_types}. Next: pulumi import --file {}",
        out.display(),
        out.display()
    ));
    if !second.is_empty() {
        let (count, file) = (second.len(), beside(out, "2"));
        json_file::write(&file, &ImportFile { name_table, resources: second })?;
        terminal.say(&format!(
            "{count} more in {file}, each of which has the name of one in the first file: of two of the same name in one file, the engine \
             takes each for a reference to the other, and gives up all references. Next: pulumi import --file {file}",
            file = file.display()
        ));
    }
    Ok(if skipped.is_empty() { 0 } else { SKIPPED })
}

/// Puts apart what the engine must not see together.
///
/// It replaces every text that is the `name` of exactly one other resource of the file by a reference to it. Two of the same name
/// then refer to each other, and whoever sees a circle generates no reference at all. Three are no matter: no name is that of one other.
fn apart(chosen: &[Chosen], entries: Vec<Entry>) -> (Vec<Entry>, Vec<Entry>) {
    let mut same: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, chosen) in chosen.iter().enumerate().filter(|(_, chosen)| !chosen.found.name.is_empty()) {
        same.entry(&chosen.found.name).or_default().push(index);
    }
    let mut later = BTreeSet::new();
    for pair in same.values() {
        if let [one, other] = pair[..] {
            // What others refer to stays where they are.
            let worth = |index: usize| references_to(chosen[index].ty);
            later.insert(if worth(one) < worth(other) { one } else { other });
        }
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (index, entry) in entries.into_iter().enumerate() {
        if later.contains(&index) { second.push(entry) } else { first.push(entry) }
    }
    (first, second)
}

/// How many types have objects of their own that refer to objects of a type.
fn references_to(ty: &ResourceType) -> usize {
    fn refers(shape: &Shape, kind: &str) -> bool {
        let field = |field: &FieldShape| {
            field.field.reference.is_some_and(|reference| reference.kind == kind)
                || field.form.object().is_some_and(|nested| refers(nested, kind))
        };
        shape.fields.iter().any(field)
    }
    let others = resources::registry().iter().filter(|other| is_own(other));
    others.filter(|other| refers(other.inputs(), ty.table.api.kind)).count()
}

/// A file beside another one: `import-2.json`.
fn beside(file: &Path, what: &str) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let end = file.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    file.with_file_name(format!("{stem}-{what}{end}"))
}

/// The entries of the file.
fn entries(chosen: &[Chosen], parent: Option<&str>, provider: Option<&str>) -> Vec<Entry> {
    let names = names::names(chosen);
    let entry = |(chosen, names): (&Chosen, names::Names)| Entry {
        r#type: format!("{}:{}", package::NAME, chosen.ty.table.token),
        name: names.variable,
        logical_name: names.logical,
        id: chosen.found.id.clone(),
        version: package::VERSION,
        parent: parent.map(str::to_owned),
        provider: provider.map(str::to_owned),
    };
    chosen.iter().zip(names).map(entry).collect()
}

/// The ids of the divisions that these words mean.
async fn divisions(
    platform: &Platform,
    terminal: &Arc<Terminal>,
    words: &[String],
) -> Result<Vec<String>, Failure> {
    let Some(ty) = resources::registry().get("auth:Division") else {
        return Err(Failure::new("this version does not know divisions"));
    };
    let context = connection::context(terminal, "listing divisions".to_owned());
    let all = platform.inventory(ty, &context).await.map_err(|error| Failure::new(error.to_string()))?;
    let means = |word: &str, division: &Found| division.id == word || glob::covers(word, &division.name);
    for word in words {
        if !all.iter().any(|division| means(word, division)) {
            let similar = nearest(word, all.iter().map(|division| division.name.as_str()));
            let hint = match &similar[..] {
                [] => String::new(),
                similar => format!("; did you mean {}?", similar.join(" or ")),
            };
            return Err(Failure::new(format!("there is no division {word}{hint}")));
        }
    }
    let chosen = all.into_iter().filter(|division| words.iter().any(|word| means(word, division)));
    Ok(chosen.map(|division| division.id).collect())
}

/// `NAME=URN` into the table of names; the name.
fn state_name(
    option: &str,
    value: Option<&str>,
    table: &mut BTreeMap<String, String>,
) -> Result<Option<String>, Failure> {
    let Some(value) = value else { return Ok(None) };
    let (name, urn) = value
        .split_once('=')
        .filter(|(name, urn)| !name.is_empty() && urn.starts_with("urn:pulumi:"))
        .ok_or_else(|| {
            Failure::new(format!(
                "{option} {value}: must be NAME=URN; `pulumi stack --show-urns` tells the URN"
            ))
            .with_code(2)
        })?;
    if table.insert(name.to_owned(), urn.to_owned()).is_some_and(|other| other != urn) {
        return Err(
            Failure::new(format!("{option} {value}: another option has the name {name} too")).with_code(2)
        );
    }
    Ok(Some(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_file_has_the_other_of_two_with_the_same_name() {
        let object = |token: &str, name: &str| {
            let ty = resources::registry().get(token).unwrap();
            let found =
                Found { id: format!("{token} {name}"), name: name.to_owned(), key: None, division: None };
            Chosen { ty, found }
        };
        let chosen = [
            object("routing:Queue", "Sales"),
            object("auth:Division", "Sales"),
            object("routing:Queue", "Support"),
            object("routing:Queue", "Three"),
            object("routing:Skill", "Three"),
            object("auth:Division", "Three"),
            object("routing:Queue", "sales"),
        ];
        let (first, second) = apart(&chosen, entries(&chosen, None, None));
        assert_eq!(second.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["routing:Queue Sales"]);
        assert_eq!(first.len() + second.len(), chosen.len());
        assert_eq!(beside(Path::new("a/import.json"), "2"), Path::new("a/import-2.json"));
    }

    #[test]
    fn what_is_in_the_state_goes_into_the_table_of_names() {
        let mut table = BTreeMap::new();
        let urn = "urn:pulumi:dev::e2e::pulumi:providers:genesyscloud::europe";
        assert_eq!(
            state_name("--provider", Some(&format!("europe={urn}")), &mut table).unwrap().as_deref(),
            Some("europe")
        );
        assert_eq!(table["europe"], urn);
        assert_eq!(state_name("--parent", None, &mut table).unwrap(), None);
        for wrong in ["europe", "=urn:pulumi:x", "europe=x"] {
            assert!(
                state_name("--parent", Some(wrong), &mut table).unwrap_err().message.contains("NAME=URN")
            );
        }
        let other = "urn:pulumi:dev::e2e::my:component::europe";
        assert!(state_name("--parent", Some(&format!("europe={other}")), &mut table).is_err());
    }
}
