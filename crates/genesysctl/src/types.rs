//! Types by the words that people use for them: tokens, CX as Code's names, patterns.

use pulumi_provider::declaration::{Existence, nearest};
use resources::registry::ResourceType;

use crate::{Failure, glob};

/// Whether a type's objects exist for themselves: not a relation between others, not a part of what is there anyway.
pub(crate) fn is_own(ty: &ResourceType) -> bool {
    let api = &ty.table.api;
    matches!(api.existence, Existence::Created | Existence::Child | Existence::Named) && !api.unlisted
}

/// The types that these words mean, in the order of their tokens.
pub(crate) fn named(words: &[String]) -> Result<Vec<&'static ResourceType>, Failure> {
    for word in words {
        if resources::registry().iter().all(|ty| !means(word, ty)) {
            return Err(unknown(word));
        }
    }
    Ok(resources::registry().iter().filter(|ty| words.iter().any(|word| means(word, ty))).collect())
}

/// Whether a word means a type: its token, with or without the package, CX as Code's name for it, or a pattern of the token.
pub(crate) fn means(word: &str, ty: &ResourceType) -> bool {
    let word = word.strip_prefix("genesyscloud:").unwrap_or(word);
    if word.contains(['*', '?']) {
        return glob::covers(word, ty.table.token);
    }
    flat(word.strip_prefix("genesyscloud_").unwrap_or(word))
        == flat(ty.table.token.strip_prefix("index:").unwrap_or(ty.table.token))
        || flat(word) == flat(ty.table.token)
}

fn flat(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase()
}

fn unknown(word: &str) -> Failure {
    let plain =
        word.strip_prefix("genesyscloud:").or_else(|| word.strip_prefix("genesyscloud_")).unwrap_or(word);
    let tokens = || resources::registry().iter().map(|ty| ty.table.token);
    let own = |token: &'static str| token.rsplit(':').next().unwrap_or(token);
    // Whoever forgets the module means that type.
    let mut similar: Vec<&str> = tokens().filter(|token| flat(own(token)) == flat(plain)).collect();
    if similar.is_empty() {
        similar = nearest(plain, tokens());
    }
    if similar.is_empty() {
        let near = nearest(plain, tokens().map(own));
        similar = tokens().filter(|token| near.contains(&own(token))).collect();
    }
    let hint = match &similar[..] {
        [] => format!("; there are: {}", tokens().collect::<Vec<_>>().join(", ")),
        similar => format!("; did you mean {}?", similar.join(" or ")),
    };
    Failure::new(format!("there is no type {word} in this version{hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(words: &[&str]) -> Vec<&'static str> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        named(&words).unwrap().iter().map(|ty| ty.table.token).collect()
    }

    #[test]
    fn types_have_several_names() {
        for word in [
            "routing:Queue",
            "genesyscloud:routing:Queue",
            "genesyscloud_routing_queue",
            "routing_queue",
            "ROUTING:QUEUE",
        ] {
            assert_eq!(tokens(&[word]), ["routing:Queue"], "{word}");
        }
        for word in ["index:User", "genesyscloud_user", "User", "user"] {
            assert_eq!(tokens(&[word]), ["index:User"], "{word}");
        }
        assert_eq!(
            tokens(&["routing:Skill", "auth:Division", "routing:Skill"]),
            ["auth:Division", "routing:Skill"]
        );
        assert!(tokens(&["routing:*"]).len() > 3);
    }

    #[test]
    fn a_slip_is_told_with_the_nearest_words() {
        let said = |word: &str| named(&[word.to_owned()]).unwrap_err().message;
        assert!(said("routing:Queu").contains("did you mean routing:Queue"), "{}", said("routing:Queu"));
        assert!(said("Queue").contains("did you mean routing:Queue"), "{}", said("Queue"));
        assert!(said("nothing:*").contains("there are: "), "{}", said("nothing:*"));
    }
}
