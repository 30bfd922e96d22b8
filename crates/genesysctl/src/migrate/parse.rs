//! Terraform files: what stands in a folder, and where each thing stands.

use std::ops::Range;
use std::path::Path;

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
    /// Files of Terraform in a form that is not read.
    pub(crate) unread: Vec<String>,
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

/// Reads a folder, not those below it.
pub(crate) fn folder(path: &Path) -> Result<Folder, Failure> {
    let failed =
        |error: std::io::Error| Failure::new(format!("cannot read the folder {}: {error}", path.display()));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.path().is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    let mut folder = Folder::default();
    for name in &names {
        let read = || {
            let text = std::fs::read_to_string(path.join(name))
                .map_err(|error| Failure::new(format!("cannot read {name}: {error}")))?;
            File::parse(name, text)
        };
        if name.ends_with(".tf") {
            folder.files.push(read()?);
        } else if name == "terraform.tfvars" {
            folder.values.insert(0, read()?);
        } else if name.ends_with(".auto.tfvars") {
            folder.values.push(read()?);
        } else if name.ends_with(".tf.json") || name.ends_with(".tfvars.json") {
            folder.unread.push(name.clone());
        }
    }
    if folder.files.is_empty() {
        return Err(Failure::new(format!("there is no .tf file in {}", path.display())));
    }
    Ok(folder)
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
}
