//! What imported resources are called in a program: by the name of the object where that tells it apart, and always the same.
//!
//! Nothing depends on the order in which objects come. Where several would be called the same, all of them get something more of
//! their own: first the type, then a part of the id. So a second run calls everything what the first one did, and another object of
//! the same name changes no name but those that would be the same as its own.

use std::collections::HashMap;

use super::Chosen;

/// Words that are no names in a program, or the names of what every program has.
const RESERVED: &[&str] =
    &["else", "false", "for", "genesyscloud", "if", "in", "null", "options", "pulumi", "range", "true"];

/// What a resource is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    /// In generated code: a word that every language takes.
    pub(crate) variable: String,
    /// In the state: what people call the object.
    pub(crate) logical: String,
}

/// The names of all objects, in their order.
pub(crate) fn names(objects: &[Chosen]) -> Vec<Names> {
    let logical = settle(objects, |object, more| {
        let name = object.found.key.as_deref().filter(|key| !key.is_empty()).unwrap_or(&object.found.name);
        match (name.trim(), more) {
            ("", _) => (object.place(), format!("{} {}", object.noun(), whole_or_part(object, more))),
            (name, 0) => (object.place(), name.to_owned()),
            (name, more) => (object.place(), format!("{name} ({})", whole_or_part(object, more))),
        }
    });
    let variables = settle(objects, |object, more| {
        let name = word(&object.found.name);
        let name = if name.is_empty() { word(object.found.key.as_deref().unwrap_or_default()) } else { name };
        let noun = object.own_token();
        let part = || letters(whole_or_part(object, more));
        // What is no word by itself has the type before it.
        let is_word =
            !name.starts_with(|letter: char| letter.is_ascii_digit()) && !RESERVED.contains(&name.as_str());
        let name = match (is_word, more) {
            _ if name.is_empty() => format!("{}{}", lower_first(noun), part()),
            (true, 0) => name,
            (true, 1) => format!("{name}{noun}"),
            (true, _) => format!("{name}{noun}{}", part()),
            (false, 0 | 1) => format!("{}{}", lower_first(noun), upper_first(&name)),
            (false, _) => format!("{}{}{}", lower_first(noun), upper_first(&name), part()),
        };
        (String::new(), name)
    });
    logical.into_iter().zip(variables).map(|(logical, variable)| Names { variable, logical }).collect()
}

/// Gives every object a name that no other one has within its place, with as much of its own in it as that takes.
fn settle(objects: &[Chosen], name: impl Fn(&Chosen, usize) -> (String, String)) -> Vec<String> {
    /// How much more there is to tell: the type, a part of the id, all of it.
    const MOST: usize = 3;
    let mut more = vec![0; objects.len()];
    loop {
        let named: Vec<(String, String)> =
            objects.iter().zip(&more).map(|(object, more)| name(object, *more)).collect();
        let mut same: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for (index, (place, name)) in named.iter().enumerate() {
            same.entry((place.clone(), name.to_lowercase())).or_default().push(index);
        }
        let mut changed = false;
        for index in same.into_values().filter(|same| same.len() > 1).flatten() {
            changed |= more[index] < MOST;
            more[index] = (more[index] + 1).min(MOST);
        }
        if !changed {
            return named.into_iter().map(|(_, name)| name).collect();
        }
    }
}

/// What of an object's id tells it apart: its first part, or all of it.
fn whole_or_part(object: &Chosen, more: usize) -> &str {
    let own = object.found.id.rsplit('/').next().unwrap_or_default();
    if more >= 3 { &object.found.id } else { own.split('-').next().unwrap_or_default() }
}

/// The letters and digits of a text.
fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// A name as one word in camel case, of letters that every language takes.
fn word(name: &str) -> String {
    let mut word = String::new();
    let mut begins = false;
    for letter in name.chars() {
        let plain = plain(letter);
        if plain.is_empty() {
            begins = !word.is_empty();
        } else if begins {
            word.push_str(&upper_first(plain));
            begins = false;
        } else {
            word.push_str(plain);
        }
    }
    // What begins with capitals is an abbreviation: SLA, not sLA.
    let capitals = word.chars().take_while(char::is_ascii_uppercase).count();
    match capitals {
        0 | 1 => lower_first(&word),
        all if all == word.len() => word.to_ascii_lowercase(),
        several => word[..several - 1].to_ascii_lowercase() + &word[several - 1..],
    }
}

/// A letter as languages without accents have it; nothing for what is no letter and no digit.
fn plain(letter: char) -> &'static str {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    if let Some(at) = PLAIN.find(letter) {
        return &PLAIN[at..=at];
    }
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'À' | 'Á' | 'Â' | 'Ã' | 'Å' => "A",
        'Ä' | 'Æ' => "Ae",
        'Ç' | 'Č' => "C",
        'È' | 'É' | 'Ê' | 'Ë' => "E",
        'Ì' | 'Í' | 'Î' | 'Ï' => "I",
        'Ł' => "L",
        'Ñ' => "N",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ø' => "O",
        'Ö' => "Oe",
        'Ř' => "R",
        'Š' | 'Ş' => "S",
        'Ù' | 'Ú' | 'Û' => "U",
        'Ü' => "Ue",
        'Ž' => "Z",
        _ => "",
    }
}

fn upper_first(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn lower_first(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use resources::lifecycle::Found;

    use super::*;

    fn object(token: &'static str, name: &str, id: &str) -> Chosen {
        let ty = resources::registry().get(token).unwrap();
        let found =
            Found { id: id.to_owned(), name: name.to_owned(), key: Some(name.to_owned()), division: None };
        Chosen { ty, found }
    }

    fn named(objects: &[Chosen]) -> Vec<(String, String)> {
        names(objects).into_iter().map(|names| (names.variable, names.logical)).collect()
    }

    #[test]
    fn names_become_words() {
        for (name, wanted) in [
            ("Support", "support"),
            ("Support EMEA", "supportEMEA"),
            ("SLA queue", "slaQueue"),
            ("SLAQueue", "slaQueue"),
            ("VIP", "vip"),
            ("müller & söhne", "muellerSoehne"),
            ("billing-2nd_line (old)", "billing2ndLineOld"),
            ("ada@example.com", "adaExampleCom"),
            ("営業", ""),
            ("", ""),
        ] {
            assert_eq!(word(name), wanted, "{name}");
        }
    }

    #[test]
    fn nothing_depends_on_the_order() {
        let objects = [
            object("routing:Queue", "Support", "11111111-0000-4000-8000-000000000000"),
            object("auth:Division", "Support", "22222222-0000-4000-8000-000000000000"),
            object("routing:Queue", "support", "33333333-0000-4000-8000-000000000000"),
            object("routing:Queue", "Sales", "44444444-0000-4000-8000-000000000000"),
            object("routing:Queue", "営業", "55555555-0000-4000-8000-000000000000"),
            object("routing:Skill", "null", "66666666-0000-4000-8000-000000000000"),
            object("routing:Skill", "2nd line", "77777777-0000-4000-8000-000000000000"),
        ];
        let wanted = [
            ("supportQueue11111111", "Support (11111111)"),
            ("supportDivision", "Support"),
            ("supportQueue33333333", "support (33333333)"),
            ("sales", "Sales"),
            ("queue55555555", "営業"),
            ("skillNull", "null"),
            ("skill2ndLine", "2nd line"),
        ];
        let wanted = wanted.map(|(variable, logical)| (variable.to_owned(), logical.to_owned()));
        assert_eq!(named(&objects), wanted);
        let backwards: Vec<Chosen> = objects.iter().rev().cloned().collect();
        let mut again = named(&backwards);
        again.reverse();
        assert_eq!(again, wanted);
    }

    #[test]
    fn what_is_alike_in_everything_else_is_told_apart_by_the_whole_id() {
        let objects = [
            object("routing:Queue", "A", "11111111-0000-4000-8000-000000000001"),
            object("routing:Queue", "A", "11111111-0000-4000-8000-000000000002"),
        ];
        let names = named(&objects);
        assert_ne!(names[0].0, names[1].0);
        assert_ne!(names[0].1, names[1].1);
        assert!(names[1].1.contains("000000000002"), "{names:?}");
    }

    #[test]
    fn a_name_that_looks_like_a_longer_one_is_none() {
        let objects = [
            object("routing:Queue", "Support", "11111111-0000-4000-8000-000000000000"),
            object("auth:Division", "Support", "22222222-0000-4000-8000-000000000000"),
            object("routing:Skill", "Support Queue", "33333333-0000-4000-8000-000000000000"),
        ];
        let names = named(&objects);
        let variables: std::collections::BTreeSet<String> =
            names.iter().map(|(variable, _)| variable.to_lowercase()).collect();
        assert_eq!(variables.len(), 3, "{names:?}");
    }
}
