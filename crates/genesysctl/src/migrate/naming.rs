//! What things are called in a program: as in HCL, where nothing else is called so.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Program;

/// The words of each name, in small letters.
#[derive(Debug, Default)]
pub(crate) struct Naming {
    pub(crate) things: Vec<Vec<String>>,
    pub(crate) locals: Vec<Vec<String>>,
    pub(crate) variables: Vec<Vec<String>>,
    pub(crate) providers: Vec<Vec<String>>,
    /// All of them, each as one word.
    taken: BTreeSet<String>,
}

/// What the writers themselves call something within loops.
const LOOPS: [&str; 4] = ["count_index", "each_item", "each_key", "each_value"];

impl Naming {
    /// The words of what a loop calls something: what is called so elsewhere must be reached from within it.
    pub(crate) fn bound(&self, name: &str) -> Vec<String> {
        let mut words = words(name);
        if words.is_empty() || self.is_taken(&words) && !LOOPS.contains(&name) {
            words.push("item".to_owned());
        }
        if words[0].starts_with(|letter: char| letter.is_ascii_digit()) {
            words.insert(0, "the".to_owned());
        }
        words
    }

    /// Whether a name is somebody's, or a word of a language.
    pub(crate) fn is_taken(&self, words: &[String]) -> bool {
        self.taken.contains(&words.concat()) || RESERVED.contains(&words.join("_").as_str())
    }
}

/// Words that mean something else in one of the languages, or in every program.
const RESERVED: &[&str] = &[
    "abstract",
    "and",
    "any",
    "arguments",
    "as",
    "assert",
    "async",
    "await",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "config",
    "console",
    "const",
    "continue",
    "count_index",
    "def",
    "default",
    "del",
    "delete",
    "do",
    "each_item",
    "each_key",
    "each_value",
    "elif",
    "else",
    "enum",
    "eval",
    "except",
    "export",
    "exports",
    "extends",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "genesyscloud",
    "global",
    "hcl",
    "if",
    "implements",
    "import",
    "in",
    "input",
    "instanceof",
    "interface",
    "is",
    "lambda",
    "len",
    "let",
    "list",
    "map",
    "match",
    "module",
    "new",
    "none",
    "nonlocal",
    "not",
    "null",
    "number",
    "object",
    "or",
    "package",
    "pass",
    "print",
    "private",
    "process",
    "protected",
    "public",
    "pulumi",
    "raise",
    "range",
    "require",
    "return",
    "self",
    "set",
    "static",
    "str",
    "string",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Gives everything a name of its own.
pub(crate) fn naming(program: &Program) -> Naming {
    let things = program.things.iter().map(|thing| (thing.label.as_str(), thing.ty.noun()));
    let locals = program.locals.iter().map(|local| (local.name.as_str(), "local".to_owned()));
    let variables = program.variables.iter().map(|variable| (variable.name.as_str(), "setting".to_owned()));
    let providers = program.providers.iter().map(|provider| (provider.name.as_str(), "provider".to_owned()));
    let all: Vec<(&str, String)> = things.chain(locals).chain(variables).chain(providers).collect();
    let plain: Vec<Vec<String>> = all.iter().map(|(name, _)| words(name)).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for words in &plain {
        *counts.entry(words.concat()).or_default() += 1;
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut named = Vec::new();
    for (mut words, (_, noun)) in plain.into_iter().zip(&all) {
        let is_plain =
            words.first().is_some_and(|first| !first.starts_with(|letter: char| letter.is_ascii_digit()));
        if !is_plain {
            words.insert(0, "the".to_owned());
        }
        if counts.get(&words.concat()).copied() != Some(1) || RESERVED.contains(&words.join("_").as_str()) {
            words.extend(noun.split(' ').map(|word| word.replace('-', "")));
        }
        let count = taken.entry(words.concat()).or_default();
        *count += 1;
        if *count > 1 {
            words.push(count.to_string());
        }
        named.push(words);
    }
    let all_taken = named.iter().map(|words: &Vec<String>| words.concat()).collect();
    let mut named = named.into_iter();
    let mut take = |count: usize| named.by_ref().take(count).collect();
    Naming {
        things: take(program.things.len()),
        locals: take(program.locals.len()),
        variables: take(program.variables.len()),
        providers: take(program.providers.len()),
        taken: all_taken,
    }
}

/// The words of a name: `demo_agent`, `demo-agent` and `demoAgent` have the same.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut begins = true;
    let mut was_small = false;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            begins = true;
            continue;
        }
        begins |= letter.is_ascii_uppercase() && was_small;
        was_small = !letter.is_ascii_uppercase();
        match words.last_mut() {
            Some(word) if !begins => word.push(letter.to_ascii_lowercase()),
            _ => words.push(letter.to_ascii_lowercase().to_string()),
        }
        begins = false;
    }
    words
}

/// `demoAgent`
pub(crate) fn camel_case(words: &[String]) -> String {
    let mut name = String::new();
    for (index, word) in words.iter().enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if index > 0 => {
                name.extend(first.to_uppercase());
                name.push_str(letters.as_str());
            }
            _ => name.push_str(word),
        }
    }
    name
}

/// `demo_agent`
pub(crate) fn snake_case(words: &[String]) -> String {
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_in_every_language() {
        for (name, camel, snake) in [
            ("demo_agent", "demoAgent", "demo_agent"),
            ("demo-agent", "demoAgent", "demo_agent"),
            ("demoAgent", "demoAgent", "demo_agent"),
        ] {
            assert_eq!(camel_case(&words(name)), camel);
            assert_eq!(snake_case(&words(name)), snake);
        }
    }
}
