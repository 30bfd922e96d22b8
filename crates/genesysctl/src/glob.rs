//! Patterns for names, as a shell has them for files: `*` is any text, `?` any letter.

/// Whether a pattern covers a whole text. Capital letters make no difference, as for the platform's names.
pub(crate) fn covers(pattern: &str, text: &str) -> bool {
    let lower = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    let (pattern, text) = (lower(pattern), lower(text));
    let (mut at, mut place) = (0, 0);
    // Where the last star is, and how far it reaches.
    let mut star: Option<(usize, usize)> = None;
    while place < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == text[place] => {
                at += 1;
                place += 1;
            }
            _ => match &mut star {
                Some((star, reach)) => {
                    *reach += 1;
                    (at, place) = (*star + 1, *reach);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

/// Whether any of the patterns covers a text; all of them do where there are none.
pub(crate) fn any_covers(patterns: &[String], text: &str) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| covers(pattern, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_whole_names() {
        for (pattern, text) in [
            ("support", "Support"),
            ("*", ""),
            ("*", "anything"),
            ("sup*", "Support"),
            ("*port", "Support"),
            ("s*p*t", "Support"),
            ("*EMEA*", "Support EMEA 2"),
            ("a*b*b", "abbb"),
            ("????", "über"),
            ("ÜBER", "über"),
        ] {
            assert!(covers(pattern, text), "{pattern} covers {text}");
        }
        for (pattern, text) in [
            ("", "a"),
            ("sup", "Support"),
            ("port", "Support"),
            ("s?t", "Support"),
            ("a*c", "ab"),
            ("?", ""),
            ("*b", "bc"),
        ] {
            assert!(!covers(pattern, text), "{pattern} does not cover {text}");
        }
    }
}
