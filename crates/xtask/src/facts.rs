//! `cargo xtask facts`: where the data under facts/ comes from, how it is made again, and whether it is as it was made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::judged::coverage::total;
use crate::judged::exceptions::Exceptions;
use crate::judged::peer::{Modules, Peer};
use crate::judged::{read, read_compressed};

/// Checksums in the format of `sha256sum`, so that everybody can check them: `cd facts && sha256sum --check SHA256SUMS`.
const CHECKSUMS: &str = "SHA256SUMS";

/// A folder of facts that a script makes.
struct Source {
    folder: &'static str,
    /// What it makes.
    file: &'static str,
    script: &'static str,
    /// How to get what the script reads.
    get: &'static [&'static str],
    /// The script's arguments.
    inputs: &'static str,
    /// How the script is told where to write.
    out: &'static [&'static str],
}

const SOURCES: &[Source] = &[
    Source {
        folder: "genesys-cloud-api",
        file: "genesys-cloud-v2.json.gz",
        script: "extract_api.py",
        get: &[
            "pip download --no-deps purecloudplatformclientv2==269.0.0",
            "npm pack purecloud-platform-client-v2@262.0.0",
            "mvn dependency:get -Dtransitive=false -Dartifact=com.mypurecloud:platform-client-v2:198.1.0:jar:sources",
        ],
        inputs: "--python WHEEL --npm TGZ --java SOURCES_JAR [--legacy publicapi-v2-latest.json]",
        out: &["--out"],
    },
    Source {
        folder: "permissions",
        file: "permissions.json.gz",
        script: "extract.py",
        get: &["git clone https://github.com/MyPureCloud/platform-client-sdk-javascript"],
        inputs: "platform-client-sdk-javascript/build/docs --revision COMMIT --date DATE",
        out: &["--out"],
    },
    Source {
        folder: "pulumi-protocol",
        file: "pulumi.binpb",
        script: "extract.py",
        get: &["pip download --no-deps pulumi==3.259.0 protobuf==7.36.2"],
        inputs: "PULUMI_WHEEL PROTOBUF_WHEEL",
        out: &[],
    },
];

/// What else is there.
const OTHERS: &str = "\
cx-as-code/cx-as-code-1.82.json.gz
  read from the running program of CX as Code 1.82.0: every resource type, data source and attribute that it registers. There is no
  script for it here; a newer version is a new file.

cx-as-code/bridged-names.json
  the names that Pulumi's dynamic bridge gives to the same types, read from its schema in August 2026.

modules.json, cx-as-code/exceptions.json, genesys-cloud-api/exceptions.json
  written by hand. Exceptions that nothing needs any more fail the tests of `resources`.
";

/// Data that is made, not written: what the checksums are of.
const MADE: &[&str] = &[
    "cx-as-code/bridged-names.json",
    "cx-as-code/cx-as-code-1.82.json.gz",
    "genesys-cloud-api/genesys-cloud-v2.json.gz",
    "permissions/permissions.json.gz",
    "pulumi-protocol/pulumi.binpb",
];

/// What people write.
const WRITTEN: &[&str] = &[
    "README.md",
    CHECKSUMS,
    "cx-as-code/exceptions.json",
    "genesys-cloud-api/exceptions.json",
    "genesys-cloud-api/extract_api.py",
    "modules.json",
    "permissions/extract.py",
    "pulumi-protocol/LICENSE",
    "pulumi-protocol/NOTICE",
    "pulumi-protocol/README.md",
    "pulumi-protocol/extract.py",
];

/// What the protocol's descriptor set must have.
const PROTOCOL: &[&str] = &[
    "pulumi/provider.proto",
    "pulumi/plugin.proto",
    "pulumi/engine.proto",
    "pulumi/errors.proto",
    "ResourceProvider",
];

/// Says how the facts are made, checks them, or makes one folder again.
pub(crate) fn run(check: bool, make: Option<&str>, inputs: &[PathBuf]) -> Result<(), String> {
    match make {
        Some(folder) => remake(folder, inputs),
        None if check => checked(),
        None => {
            crate::say(&explanation());
            Ok(())
        }
    }
}

fn explanation() -> String {
    let mut text = String::new();
    for source in SOURCES {
        text += &format!("{}/{}\n", source.folder, source.file);
        text += "  fetch, in any folder:\n";
        text.extend(source.get.iter().map(|command| format!("    {command}\n")));
        text += &format!("  then:\n    cargo xtask facts --make {} -- {}\n\n", source.folder, source.inputs);
    }
    text + OTHERS
}

fn remake(folder: &str, inputs: &[PathBuf]) -> Result<(), String> {
    let source = SOURCES.iter().find(|source| source.folder == folder).ok_or_else(|| {
        let known: Vec<&str> = SOURCES.iter().map(|source| source.folder).collect();
        format!("no script makes {folder}; there are scripts for: {}", known.join(", "))
    })?;
    if inputs.is_empty() {
        return Err(format!(
            "give the script its inputs: cargo xtask facts --make {folder} -- {}",
            source.inputs
        ));
    }
    let folder = facts().join(source.folder);
    let file = folder.join(source.file);
    let before = digest(&file).ok();
    let status = Command::new("python3")
        .arg(folder.join(source.script))
        .args(inputs)
        .args(source.out)
        .arg(&file)
        .status()
        .map_err(|error| format!("python3: {error}"))?;
    if !status.success() {
        return Err(format!("{} failed", source.script));
    }
    let same = before == digest(&file).ok();
    crate::say(&format!(
        "{}/{} is {}",
        source.folder,
        source.file,
        if same { "the same as before" } else { "another one now" }
    ));
    let mut sums = String::new();
    for made in MADE {
        sums += &format!("{}  {made}\n", digest(&facts().join(made))?);
    }
    std::fs::write(facts().join(CHECKSUMS), sums).map_err(|error| format!("facts/{CHECKSUMS}: {error}"))
}

fn checked() -> Result<(), String> {
    let mut wrong = Vec::new();
    checksums(&mut wrong)?;
    let mut counts = api(&mut wrong)?;
    counts.extend(peer(&mut wrong)?);
    protocol(&mut wrong)?;
    // What the README says of the data must be so.
    let readme = std::fs::read_to_string(facts().join("README.md"))
        .map_err(|error| format!("facts/README.md: {error}"))?;
    for (count, what) in &counts {
        let phrase = format!("{} {what}", grouped(*count));
        if !readme.contains(&phrase) {
            wrong.push(format!("facts/README.md does not say \"{phrase}\""));
        }
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let counts: Vec<String> =
        counts.iter().map(|(count, what)| format!("{} {what}", grouped(*count))).collect();
    crate::say(&format!("facts: {} files are as they were made; {}", MADE.len(), counts.join(", ")));
    Ok(())
}

/// Every file is one that was made, and as it was made, or one that people write.
fn checksums(wrong: &mut Vec<String>) -> Result<(), String> {
    let sums = std::fs::read_to_string(facts().join(CHECKSUMS))
        .map_err(|error| format!("facts/{CHECKSUMS}: {error}"))?;
    let sums: BTreeMap<&str, &str> =
        sums.lines().filter_map(|line| line.split_once("  ")).map(|(sum, file)| (file, sum)).collect();
    for file in MADE {
        match sums.get(file) {
            Some(sum) if *sum == digest(&facts().join(file))? => {}
            Some(_) => wrong.push(format!("facts/{file} is not what it was when its checksum was taken")),
            None => wrong.push(format!("facts/{CHECKSUMS} lacks {file}")),
        }
    }
    let known: BTreeSet<&str> = MADE.iter().chain(WRITTEN).copied().collect();
    let mut found = BTreeSet::new();
    files(&facts(), "", &mut found)?;
    for file in &found {
        if !known.contains(file.as_str()) {
            wrong.push(format!("nothing says where facts/{file} comes from"));
        }
    }
    for file in known.into_iter().filter(|file| !found.contains(*file)) {
        wrong.push(format!("facts/{file} is missing"));
    }
    for file in ["cx-as-code/exceptions.json", "genesys-cloud-api/exceptions.json"] {
        for part in if file.starts_with("cx-as-code") {
            &[Some("beyond"), Some("different"), Some("instead"), Some("later")][..]
        } else {
            &[None]
        } {
            wrong.extend(Exceptions::read(file, *part).err());
        }
    }
    Ok(())
}

/// The API facts hold what they say, and every reference in them leads somewhere.
fn api(wrong: &mut Vec<String>) -> Result<Vec<(usize, &'static str)>, String> {
    let name = "facts/genesys-cloud-api";
    let facts = read_compressed("genesys-cloud-api/genesys-cloud-v2.json.gz")?;
    let objects = |json: &Json| json.as_object().map(|object| object.len()).unwrap_or_default();
    let (paths, schemas) = (&facts["paths"], &facts["schemas"]);
    let operations: Vec<&Json> = paths
        .as_object()
        .into_iter()
        .flat_map(|paths| paths.values())
        .filter_map(Json::as_object)
        .flat_map(|path| path.values())
        .collect();
    let parameters =
        operations.iter().filter_map(|operation| operation["parameters"].as_array()).map(Vec::len).sum();
    let fields = schemas
        .as_object()
        .into_iter()
        .flat_map(|schemas| schemas.values())
        .map(|schema| objects(&schema["properties"]))
        .sum();
    let counted = [
        (objects(paths), "paths"),
        (operations.len(), "operations"),
        (parameters, "parameters"),
        (objects(schemas), "schemas"),
        (fields, "fields"),
    ];
    for (count, what) in counted {
        if facts["info"]["counts"][what] != count {
            wrong.push(format!("{name} has {count} {what}, and says {}", facts["info"]["counts"][what]));
        }
    }
    let mut references = BTreeSet::new();
    collect_references(&facts, &mut references);
    for reference in references {
        let known = reference.strip_prefix("#/schemas/").is_some_and(|schema| schemas.get(schema).is_some());
        if !known {
            wrong.push(format!("{name}: nothing is at {reference}"));
        }
    }
    Ok(counted.to_vec())
}

fn collect_references<'a>(json: &'a Json, references: &mut BTreeSet<&'a str>) {
    match json {
        Json::Object(members) => {
            references.extend(members.get("$ref").and_then(Json::as_str));
            members.values().for_each(|member| collect_references(member, references));
        }
        Json::Array(items) => items.iter().for_each(|item| collect_references(item, references)),
        _ => {}
    }
}

/// Names that the bridge knows are those of CX as Code, and the module table is in order.
fn peer(wrong: &mut Vec<String>) -> Result<Vec<(usize, &'static str)>, String> {
    let peer = Peer::read()?;
    let bridged = read("cx-as-code/bridged-names.json")?;
    let bridged: BTreeSet<&String> =
        bridged["resources"].as_object().into_iter().flat_map(|types| types.keys()).collect();
    if bridged != peer.resources.keys().collect() {
        wrong.push("facts/cx-as-code: the bridge knows other types than CX as Code".to_owned());
    }
    let modules = Modules::read()?;
    if !modules.prefixes().is_sorted_by(|one, next| one < next) {
        wrong.push("facts/modules.json is not sorted, or says something twice".to_owned());
    }
    if modules
        .prefixes()
        .iter()
        .any(|prefix| prefix.chars().any(|letter| !(letter.is_ascii_lowercase() || letter == '_')))
    {
        wrong.push("facts/modules.json has more than lower-case letters and underscores".to_owned());
    }
    Ok(vec![
        (peer.resources.len(), "types"),
        (peer.data_sources.len(), "data sources"),
        (peer.resources.values().map(total).sum(), "attributes"),
        (modules.prefixes().len(), "modules"),
    ])
}

fn protocol(wrong: &mut Vec<String>) -> Result<(), String> {
    let file = facts().join("pulumi-protocol/pulumi.binpb");
    let set = std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    for name in PROTOCOL {
        if !set.windows(name.len()).any(|window| window == name.as_bytes()) {
            wrong.push(format!("facts/pulumi-protocol/pulumi.binpb lacks {name}"));
        }
    }
    Ok(())
}

/// `36208` as `36,208`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn files(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed)?.is_dir() {
            files(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.insert(name);
        }
    }
    Ok(())
}

fn digest(file: &Path) -> Result<String, String> {
    let content = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn facts() -> PathBuf {
    crate::root().join("facts")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_facts_are_as_they_were_made() {
        super::run(true, None, &[]).unwrap();
    }
}
