//! Property paths, in the grammar that the engine parses: `a.b`, `a[0]`, `a["quoted \" key"]`, `a[*]`.

use std::fmt;
use std::str::FromStr;

/// A path to a property, from the top of a resource's properties.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Path(Vec<Step>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A property of an object, or a key of a map.
    Key(String),
    /// An element of a list.
    Index(usize),
    /// Every element, in paths that users write (`ignoreChanges`).
    Any,
}

/// Where a walk through values is. Most walks have nothing to say of any place, so that it becomes a [`Path`] only where they do.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    /// All properties.
    Root,
    /// A property, or a key of a map.
    Key(&'a Place<'a>, &'a str),
    /// An element of a list.
    Index(&'a Place<'a>, usize),
}

/// Why a text is not a property path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a property path: {reason}")]
pub struct InvalidPath {
    text: String,
    reason: &'static str,
}

impl Path {
    /// The path to all properties.
    pub fn root() -> Path {
        Path::default()
    }

    /// The path one property further.
    #[must_use]
    pub fn key(&self, key: &str) -> Path {
        self.with(Step::Key(key.to_owned()))
    }

    /// The path one element further.
    #[must_use]
    pub fn index(&self, index: usize) -> Path {
        self.with(Step::Index(index))
    }

    /// Its steps, outermost first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The top-level property it lies in.
    pub fn top(&self) -> Option<&str> {
        match self.0.first() {
            Some(Step::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// Whether this is the other path, or lies below it; `[*]` and `*` in the other stand for any step.
    pub fn is_within(&self, other: &Path) -> bool {
        self.0.len() >= other.0.len()
            && self.0.iter().zip(&other.0).all(|(step, pattern)| match pattern {
                Step::Any => true,
                Step::Key(key) if key == "*" => true,
                pattern => step == pattern,
            })
    }

    fn with(&self, step: Step) -> Path {
        let mut steps = self.0.clone();
        steps.push(step);
        Path(steps)
    }
}

impl Place<'_> {
    /// The place one property further.
    pub(crate) fn key<'a>(&'a self, key: &'a str) -> Place<'a> {
        Place::Key(self, key)
    }

    /// The place one element further.
    pub(crate) fn index(&self, index: usize) -> Place<'_> {
        Place::Index(self, index)
    }

    /// The path to it.
    pub(crate) fn path(&self) -> Path {
        let mut steps = Vec::new();
        let mut place = self;
        loop {
            place = match place {
                Place::Root => break,
                Place::Key(outer, key) => {
                    steps.push(Step::Key((*key).to_owned()));
                    outer
                }
                Place::Index(outer, index) => {
                    steps.push(Step::Index(*index));
                    outer
                }
            };
        }
        steps.reverse();
        Path(steps)
    }
}

impl From<&str> for Path {
    /// The path to one top-level property; the text is a name, not parsed.
    fn from(name: &str) -> Path {
        Path::root().key(name)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if is_bare(key) => {
                    if position > 0 {
                        formatter.write_str(".")?;
                    }
                    formatter.write_str(key)?;
                }
                Step::Key(key) => {
                    write!(formatter, "[\"{}\"]", key.replace('\\', "\\\\").replace('"', "\\\""))?
                }
                Step::Index(index) => write!(formatter, "[{index}]")?,
                Step::Any => formatter.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && !key.contains(['.', '[', ']', '"', '\\'])
}

impl FromStr for Path {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Path, InvalidPath> {
        let invalid = |reason| InvalidPath { text: text.to_owned(), reason };
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(quoted) = rest.strip_prefix("[\"") {
                let (key, after) = unquote(quoted).ok_or_else(|| invalid("a quoted key does not end"))?;
                rest = after.strip_prefix(']').ok_or_else(|| invalid("a `]` is missing"))?;
                steps.push(Step::Key(key));
            } else if let Some(bracketed) = rest.strip_prefix('[') {
                let (inner, after) = bracketed.split_once(']').ok_or_else(|| invalid("a `]` is missing"))?;
                rest = after;
                steps.push(match inner {
                    "*" => Step::Any,
                    number => Step::Index(number.parse().map_err(|_| invalid("an index is not a number"))?),
                });
            } else {
                let bare = if steps.is_empty() { rest } else { rest.strip_prefix('.').unwrap_or(rest) };
                let end = bare.find(['.', '[']).unwrap_or(bare.len());
                if end == 0 {
                    return Err(invalid("a name is missing"));
                }
                steps.push(Step::Key(bare[..end].to_owned()));
                rest = &bare[end..];
            }
        }
        Ok(Path(steps))
    }
}

fn unquote(text: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut characters = text.char_indices();
    while let Some((position, character)) = characters.next() {
        match character {
            '"' => return Some((key, &text[position + 1..])),
            '\\' => key.push(characters.next()?.1),
            other => key.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_survive_a_round_trip() {
        for text in
            ["name", "a.b[0].c", "a[\"b.c\"][0].d", "a[\"q \\\" x\"]", "rules[*].skills", "[\"x.y\"].z"]
        {
            assert_eq!(text.parse::<Path>().unwrap().to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn every_path_can_be_written_down(steps in prop::collection::vec(step(), 0..6)) {
            let path = Path(steps);
            prop_assert_eq!(path.to_string().parse(), Ok(path));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "[a.*\\[\\]\"\\\\0ö]{0,12}") {
            if let Ok(path) = text.parse::<Path>() {
                prop_assert_eq!(path.to_string().parse(), Ok(path));
            }
        }
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            any::<String>().prop_map(Step::Key),
            any::<usize>().prop_map(Step::Index),
            Just(Step::Any),
        ]
    }

    #[test]
    fn a_place_is_written_down_from_the_top() {
        let rules = Place::Root.key("rules");
        let rule = rules.index(3);
        assert_eq!(rule.key("a.b").path(), Path::root().key("rules").index(3).key("a.b"));
        assert_eq!(Place::Root.path(), Path::root());
    }

    #[test]
    fn malformed_paths_are_refused() {
        for text in ["a[", "a[x]", "a..b", "a[\"b", "[\"a\"b", "."] {
            assert!(text.parse::<Path>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_star_matches_every_element() {
        let within =
            |path: &str, other: &str| path.parse::<Path>().unwrap().is_within(&other.parse().unwrap());
        assert!(within("rules[3].skills[0]", "rules[*].skills"));
        assert!(within("map.key", "map[*]"));
        assert!(!within("rules[3]", "rules[*].skills"));
    }
}
