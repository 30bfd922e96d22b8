//! Credentials that the environment holds besides those in use: tried when a login is refused, or a given token no longer counts.
//!
//! The variables of a running process do not change, but the files that they name do: whoever rotates a secret writes it there, as the
//! secret stores of container platforms do by themselves. And what a program or an old state says may be older than the environment.

use std::io::Read;

use genesys_api::{Candidate, Credentials, Renewal, Secret};
use pulumi_provider::value::Object;

use crate::configuration::text;

/// What a secret's file may hold at most. Whoever names a log by mistake shall not have it in memory.
const LARGEST: u64 = 64 * 1024;

/// Where the credentials in use come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The program, the stack's configuration, or the state of an earlier run: the provider cannot tell them apart.
    Program,
    /// The environment of this process.
    Environment,
}

/// What a variable says, and the file that another variable names in its place.
#[derive(Debug, Clone, Default)]
struct Source {
    value: Option<Secret>,
    file: Option<String>,
}

impl Source {
    fn of(variable: &str, environment: &impl Fn(&str) -> Option<String>) -> Source {
        Source {
            value: environment(variable).map(Secret::new),
            file: environment(&format!("{variable}_FILE")),
        }
    }

    /// What the file says now.
    fn read(&self) -> Option<Secret> {
        contents(self.file.as_deref()?).ok().map(Secret::new)
    }
}

/// The credentials of the environment.
#[derive(Debug)]
pub(crate) struct Environment {
    /// The client that the program names: a secret of the environment may be its newer one.
    client: Option<String>,
    id: Source,
    secret: Source,
    token: Source,
    in_use: Place,
}

impl Environment {
    /// What the environment says; `in_use` tells where the credentials come from that may be refused.
    pub(crate) fn new(
        given: &Object,
        environment: &impl Fn(&str) -> Option<String>,
        in_use: Place,
    ) -> Environment {
        Environment {
            client: text(given, "oauthclientId"),
            id: Source::of("OAUTHCLIENT_ID", environment),
            secret: Source::of("OAUTHCLIENT_SECRET", environment),
            token: Source::of("ACCESS_TOKEN", environment),
            in_use,
        }
    }

    fn candidate(&self, credentials: Credentials, file: Option<&String>) -> Candidate {
        let origin = file.map_or_else(|| "the environment".to_owned(), |file| format!("the file {file}"));
        Candidate { credentials, origin, same_place: self.in_use == Place::Environment }
    }
}

impl Renewal for Environment {
    fn candidates(&self) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        let id = || self.id.value.clone().or_else(|| self.client.clone().map(Secret::new));
        let with = |id: Option<Secret>, secret: Option<Secret>| {
            Some(Credentials::Client { id: id?.expose().to_owned(), secret: secret? })
        };
        let of_file = with(self.id.read().or_else(id), self.secret.read());
        candidates.extend(of_file.map(|client| self.candidate(client, self.secret.file.as_ref())));
        let of_value = with(id().or_else(|| self.id.read()), self.secret.value.clone());
        candidates.extend(of_value.map(|client| self.candidate(client, None)));
        let tokens = [(self.token.read(), self.token.file.as_ref()), (self.token.value.clone(), None)];
        for (token, file) in tokens {
            candidates.extend(token.map(|token| self.candidate(Credentials::Token(token), file)));
        }
        candidates
    }

    fn nothing_newer(&self) -> String {
        let files: Vec<&str> = [&self.id, &self.secret, &self.token]
            .iter()
            .filter_map(|source| source.file.as_deref())
            .collect();
        if files.is_empty() {
            return "Set the new one and run again; a run goes on by itself where GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE (or \
                    GENESYSCLOUD_ACCESS_TOKEN_FILE) names the file that it is written to."
                .to_owned();
        }
        format!("Nothing else is in {}.", files.join(", "))
    }
}

/// What a file says, without the line's end that editors put behind it.
pub(crate) fn contents(file: &str) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(file)?.take(LARGEST).read_to_string(&mut text)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "it is empty"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment<'a>(variables: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| variables.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned())
    }

    fn client(id: &str, secret: &str) -> Credentials {
        Credentials::Client { id: id.to_owned(), secret: secret.into() }
    }

    #[test]
    fn files_are_read_anew_each_time() {
        let file = std::env::temp_dir().join(format!("genesyscloud-secret-{}", std::process::id()));
        let name = file.to_str().unwrap();
        let variables = [("OAUTHCLIENT_ID", "id"), ("OAUTHCLIENT_SECRET_FILE", name)];
        let found = Environment::new(&Object::new(), &environment(&variables), Place::Environment);
        let seen =
            || found.candidates().into_iter().map(|candidate| candidate.credentials).collect::<Vec<_>>();
        for secret in ["first", "second"] {
            std::fs::write(&file, format!("{secret}\n")).unwrap();
            assert_eq!(seen(), [client("id", secret)]);
        }
        std::fs::write(&file, "\n").unwrap();
        assert_eq!(seen(), [], "an empty file is no secret");
        std::fs::remove_file(&file).unwrap();
        assert_eq!(seen(), []);
        assert!(found.nothing_newer().contains(name));
    }

    #[test]
    fn the_environment_stands_in_for_what_the_program_says() {
        let given = Object::from([
            ("oauthclientId".to_owned(), "program".into()),
            ("oauthclientSecret".to_owned(), "old".into()),
        ]);
        for (variables, expected) in [
            (vec![("OAUTHCLIENT_SECRET", "new")], client("program", "new")),
            (
                vec![("OAUTHCLIENT_ID", "other"), ("OAUTHCLIENT_SECRET", "its own")],
                client("other", "its own"),
            ),
            (vec![("ACCESS_TOKEN", "token")], Credentials::Token("token".into())),
        ] {
            let found = Environment::new(&given, &environment(&variables), Place::Program).candidates();
            assert_eq!(found.iter().map(|found| &found.credentials).collect::<Vec<_>>(), [&expected]);
            assert!(found.iter().all(|found| !found.same_place));
        }
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let variables = [("OAUTHCLIENT_SECRET", "s3cr3t-canary"), ("ACCESS_TOKEN", "t0ken-canary")];
        let found = Environment::new(&Object::new(), &environment(&variables), Place::Environment);
        assert!(!format!("{found:?} {:?}", found.candidates()).contains("canary"));
    }
}
