//! Terraform files: what stands in a folder, and where each thing stands.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use hcl_edit::structure::{Attribute, Block, Body, Structure};
use hcl_edit::{Span, parser};
use serde::Serialize;

use crate::Failure;

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Place {
    /// The file, as it is called in the folder.
    pub(crate) file: String,
    /// The line, counted from one.
    pub(crate) line: usize,
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct File {
    name: String,
    text: String,
    body: Body,
}

/// What stands in a folder.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    /// Configurations, in the order of their names.
    pub(crate) files: Vec<File>,
    /// Files that give values to variables; later ones count before earlier ones.
    pub(crate) values: Vec<File>,
    /// Files of Terraform that are not read, each with the reason.
    pub(crate) unread: Vec<Unread>,
    /// Where it is, from the folder that was asked for; nothing for that folder itself.
    pub(crate) path: String,
    /// The folders of its modules, by the sources that name them; or what is wrong with one.
    pub(crate) modules: BTreeMap<String, Result<Folder, String>>,
}

/// A file that is not read.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) name: String,
    pub(crate) why: &'static str,
    /// Whether it is Terraform's habit as well, unless it is told otherwise.
    pub(crate) harmless: bool,
}

impl File {
    /// Reads a text; the error names the line.
    pub(crate) fn parse(name: &str, text: String) -> Result<File, Failure> {
        let body = parser::parse_body(&text).map_err(|error| {
            let at = error.location();
            Failure::new(format!("{name}, line {}: {}", at.line(), error.message()))
        })?;
        Ok(File { name: name.to_owned(), text, body })
    }

    /// Where a part of the file stands.
    pub(crate) fn place(&self, span: Option<Range<usize>>) -> Place {
        let start = span.map_or(0, |span| span.start).min(self.text.len());
        let line = self.text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
        Place { file: self.name.clone(), line }
    }

    /// Its blocks, in order.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.body.iter().filter_map(Structure::as_block)
    }

    /// Its attributes, in order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.body.iter().filter_map(Structure::as_attribute)
    }
}

/// Where an attribute's name stands.
pub(crate) fn attribute_span(attribute: &Attribute) -> Option<Range<usize>> {
    attribute.key.span()
}

/// Where a block's first word stands.
pub(crate) fn block_span(block: &Block) -> Option<Range<usize>> {
    block.ident.span()
}

/// Reads a folder, and those that its modules are in.
pub(crate) fn folder(path: &Path) -> Result<Folder, Failure> {
    let folder = read(path, "", &mut Vec::new())?;
    if folder.files.is_empty() {
        return Err(Failure::new(format!("there is no .tf file in {}", path.display())));
    }
    Ok(folder)
}

/// Reads a folder that is `own` from the one that was asked for; `above` are the folders that need it.
fn read(root: &Path, own: &str, above: &mut Vec<PathBuf>) -> Result<Folder, Failure> {
    let path = if own.is_empty() { root.to_owned() } else { root.join(own) };
    let failed =
        |error: std::io::Error| Failure::new(format!("cannot read the folder {}: {error}", path.display()));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.path().is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    let mut folder = Folder { path: own.to_owned(), ..Folder::default() };
    let is_root = above.is_empty();
    for name in names {
        let shown = joined(own, &name);
        let mut leave = |why: &'static str, harmless: bool| {
            folder.unread.push(Unread { name: shown.clone(), why, harmless });
        };
        if name == "override.tf" || name.ends_with("_override.tf") {
            leave("files that override others are not read: write what they say into those", false);
        } else if name.ends_with(".tf") {
            folder.files.push(file(&path.join(&name), &shown)?);
        } else if name.ends_with(".tf.json") {
            leave("files in JSON are not read: convert it to HCL first", false);
        } else if !is_root {
            // Values of variables are those of the folder that is applied.
        } else if name == "terraform.tfvars" {
            folder.values.insert(0, file(&path.join(&name), &shown)?);
        } else if name.ends_with(".auto.tfvars") {
            folder.values.push(file(&path.join(&name), &shown)?);
        } else if name == "terraform.tfvars.json" || name.ends_with(".auto.tfvars.json") {
            leave("files in JSON are not read: convert it to HCL first", false);
        } else if name.ends_with(".tfvars") {
            leave("it is read only when it is given with --var-file", true);
        }
    }
    above.push(std::fs::canonicalize(&path).map_err(failed)?);
    for source in folder.files.iter().flat_map(File::blocks).filter_map(local_source) {
        if folder.modules.contains_key(source) {
            continue;
        }
        let inner = joined(own, source);
        let is_above = |place: PathBuf| above.contains(&place);
        let found = match std::fs::canonicalize(root.join(&inner)) {
            Err(error) => Err(format!("its folder cannot be read: {error}")),
            Ok(place) if is_above(place.clone()) => Err("it contains itself".to_owned()),
            Ok(_) => Ok(read(root, &inner, above)?),
        };
        folder.modules.insert(source.to_owned(), found);
    }
    above.pop();
    Ok(folder)
}

/// Reads a file, which is called `shown` in what is said of it.
pub(crate) fn file(path: &Path, shown: &str) -> Result<File, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("cannot read {shown}: {error}")))?;
    File::parse(shown, text)
}

/// The source of a module that is in a folder beside or below.
fn local_source(block: &Block) -> Option<&str> {
    let source = source(block).filter(|_| block.has_ident("module"))?;
    (source.starts_with("./") || source.starts_with("../")).then_some(source)
}

/// The source of a module.
pub(crate) fn source(block: &Block) -> Option<&str> {
    let attributes = block.body.iter().filter_map(Structure::as_attribute);
    attributes.filter(|attribute| attribute.has_key("source")).find_map(|attribute| attribute.value.as_str())
}

/// A path from a folder, itself given from another one.
pub(crate) fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    if parts.is_empty() && !folder.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one() {
        let file = File::parse("a.tf", "a = 1\n\nresource \"x\" \"y\" {\n  b = 2\n}\n".to_owned()).unwrap();
        let block = file.blocks().next().unwrap();
        assert_eq!(file.place(block_span(block)).line, 3);
        let attribute = block.body.iter().find_map(Structure::as_attribute).unwrap();
        assert_eq!(file.place(attribute_span(attribute)).line, 4);
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let error = File::parse("a.tf", "a = 1\nb = [\n".to_owned()).unwrap_err();
        assert!(error.message.starts_with("a.tf, line "), "{}", error.message);
    }

    #[test]
    fn paths_of_modules_are_those_from_the_folder_that_was_asked_for() {
        assert_eq!(joined("", "./modules/a"), "modules/a");
        assert_eq!(joined("modules/a", "../b"), "modules/b");
        assert_eq!(joined("", "../shared"), "../shared");
        assert_eq!(joined("../shared", "../other"), "../other");
    }

    #[test]
    fn a_module_that_contains_itself_is_read_once() {
        let root = std::env::temp_dir().join(format!("genesysctl-modules-{}", std::process::id()));
        std::fs::create_dir_all(root.join("a")).unwrap();
        std::fs::write(root.join("main.tf"), "module \"a\" {\n  source = \"./a\"\n}\n").unwrap();
        std::fs::write(root.join("a/main.tf"), "module \"b\" {\n  source = \"../a\"\n}\n").unwrap();
        let read = folder(&root);
        std::fs::remove_dir_all(&root).unwrap();
        let read = read.unwrap();
        let inner = read.modules["./a"].as_ref().unwrap();
        assert_eq!(inner.files[0].place(None).file, "a/main.tf");
        assert_eq!(inner.modules["../a"].as_ref().unwrap_err(), "it contains itself");
    }
}
