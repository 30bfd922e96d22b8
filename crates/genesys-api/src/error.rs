//! Why a call failed, split by what the caller does next.
//!
//! Errors are plain data and can be cloned, because one failure (a refused login, a host that is not there) is often the
//! answer to many calls at once. Every text in them has been cleaned of secrets before it came here.

use std::{fmt, time::Duration};

use crate::{Call, Refusal, Wait};

/// Why a call failed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The API gave a definite answer: no.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The API did not accept the token, even after it was renewed.
    #[error("Genesys Cloud does not accept the access token: {refusal}")]
    Unauthenticated {
        /// The answer.
        refusal: Box<Refusal>,
        /// Whether the token was given ready, and so could not be renewed.
        given: bool,
        /// What came of the search for newer credentials, in sentences.
        newer: Option<String>,
    },
    /// The login service did not give out a token.
    #[error("{0}")]
    Login(Box<LoginRefusal>),
    /// The API asked for a longer wait, or more of them, than is worth it.
    #[error("{call}: Genesys Cloud limits the rate of this call{}", asked(*.retry_after))]
    RateLimited {
        /// The call.
        call: Call,
        /// What the last answer asked for.
        retry_after: Option<Duration>,
        /// The answer.
        refusal: Box<Refusal>,
    },
    /// No connection was made; nothing was sent.
    #[error("cannot reach {host}: {reason}")]
    Unreachable {
        /// The host.
        host: String,
        /// What went wrong.
        reason: String,
        /// Whether it was the certificate that was not trusted.
        certificate: bool,
    },
    /// Every attempt failed for a reason that should pass. The call had no effect, since it only reads.
    #[error("{0}")]
    Unavailable(Box<Failure>),
    /// The call was sent and its outcome is not known: it could have taken effect.
    #[error("{0}; it is not known whether it took effect")]
    Lost(Box<Failure>),
    /// What was answered is not an answer of the API.
    #[error("{0}")]
    Malformed(Box<Malformed>),
    /// The caller gave up. The call had no effect.
    #[error("{0} was cancelled")]
    Cancelled(Call),
    /// The call had to wait so long that what it says may be out of date. This attempt was not sent; an earlier one may have been.
    #[error("{0} waited so long that what it says may be out of date")]
    Outdated(Call),
    /// The operation's time was over.
    #[error("{call} did not succeed within the operation's time limit{}", waiting(wait.as_ref(), last.as_deref()))]
    DeadlineExceeded {
        /// The call.
        call: Call,
        /// The wait that would have been too long.
        wait: Option<Wait>,
        /// What the last attempt ended with.
        last: Option<Box<Error>>,
    },
    /// The client cannot be set up, or a call cannot be put into a request.
    #[error("{0}")]
    Invalid(String),
}

impl Error {
    /// Whether it is about the credentials, and so about every call: it comes back, word for word, to each until there are newer ones.
    pub fn concerns_credentials(&self) -> bool {
        match self {
            Self::Login(refusal) => !refusal.throttled,
            Self::Unauthenticated { .. } => true,
            Self::DeadlineExceeded { last: Some(last), .. } => last.concerns_credentials(),
            _ => false,
        }
    }

    /// The same, with what came of the search for newer credentials.
    pub(crate) fn without_newer(self, said: String) -> Self {
        match self {
            Self::Login(mut refusal) => {
                refusal.newer = Some(said);
                Self::Login(refusal)
            }
            Self::Unauthenticated { refusal, given, .. } => {
                Self::Unauthenticated { refusal, given, newer: Some(said) }
            }
            other => other,
        }
    }

    /// Whether the API itself said that what was asked for does not exist.
    ///
    /// A 404 of anything else, such as a proxy or a web server under a wrong address, does not count: whoever takes this for
    /// "deleted" would lose objects that are there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused(refusal) if matches!(refusal.status, 404 | 410))
    }

    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(refusal)
            | Self::Unauthenticated { refusal, .. }
            | Self::RateLimited { refusal, .. } => Some(refusal.status),
            Self::Login(refusal) => Some(refusal.status),
            Self::Unavailable(failure) | Self::Lost(failure) => failure.status,
            Self::Malformed(malformed) => Some(malformed.status),
            Self::DeadlineExceeded { last, .. } => last.as_ref()?.status(),
            Self::Unreachable { .. } | Self::Cancelled(_) | Self::Outdated(_) | Self::Invalid(_) => None,
        }
    }

    /// The API's code, `general.conflict`, where it gave one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal)
            | Self::Unauthenticated { refusal, .. }
            | Self::RateLimited { refusal, .. } => refusal.code.as_deref(),
            Self::Login(refusal) => refusal.error.as_deref(),
            Self::Unavailable(failure) | Self::Lost(failure) => failure.code.as_deref(),
            Self::DeadlineExceeded { last, .. } => last.as_ref()?.code(),
            _ => None,
        }
    }

    /// The API's answer, where it gave a definite one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal)
            | Self::Unauthenticated { refusal, .. }
            | Self::RateLimited { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// Whether the call could have taken effect although it failed.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            Self::Lost(_) => true,
            Self::Malformed(malformed) => malformed.took_effect,
            Self::Refused(refusal)
            | Self::Unauthenticated { refusal, .. }
            | Self::RateLimited { refusal, .. } => refusal.repeated,
            Self::DeadlineExceeded { last: Some(last), .. } => last.outcome_unknown(),
            _ => false,
        }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::Unauthenticated { given: true, newer, .. } => Some(with(
                "The access token has expired, was revoked, or belongs to another region. Get a new one, or use an OAuth \
                 client, whose tokens are renewed by themselves.",
                newer.as_deref(),
            )),
            Self::Unauthenticated { refusal, .. } => Some(match refusal.code.as_deref() {
                Some("ip.not.authorized") => {
                    "The organization only accepts calls from listed addresses, and this machine's is not one of them."
                        .to_owned()
                }
                _ => "A new token did not help: was the OAuth client deactivated, or its secret changed? Does it belong \
                      to this region?"
                    .to_owned(),
            }),
            Self::Login(refusal) => Some(refusal.hint()),
            Self::RateLimited { .. } => Some(
                "Something else uses the same limit, or the limit of this one call is low. Try again later, or ask Genesys \
                 for a higher limit."
                    .to_owned(),
            ),
            Self::Unreachable { certificate: true, .. } => Some(
                "The certificates of the operating system decide who is trusted. If a proxy inspects the traffic, its \
                 certificate must be installed there (on Linux SSL_CERT_FILE may name a bundle)."
                    .to_owned(),
            ),
            Self::Unreachable { .. } => {
                Some("Check the region or baseUrl, the network, and the proxy settings.".to_owned())
            }
            Self::Malformed(malformed) if !malformed.took_effect => Some(format!(
                "Is {} the API of Genesys Cloud? Check the region or baseUrl, the gateway, and the proxy settings.",
                malformed.host
            )),
            Self::DeadlineExceeded { last, .. } => {
                last.as_ref().and_then(|last| last.hint()).or_else(|| {
                    Some("Give the resource more time with the resource option customTimeouts.".to_owned())
                })
            }
            _ => None,
        }
    }
}

/// The login service's answer to a request for a token.
#[derive(Clone, Debug)]
pub struct LoginRefusal {
    /// The address that was asked.
    pub host: String,
    /// The status.
    pub status: u16,
    /// The error, `invalid_client`.
    pub error: Option<String>,
    /// The explanation.
    pub description: Option<String>,
    /// Whether it was only too fast.
    pub throttled: bool,
    /// What came of the search for newer credentials, in sentences.
    pub newer: Option<String>,
}

impl fmt::Display for LoginRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} gives no token to the OAuth client: {}", self.host, self.status)?;
        if let Some(error) = &self.error {
            write!(f, " {error}")?;
        }
        if let Some(description) = &self.description {
            write!(f, ": {description}")?;
        }
        Ok(())
    }
}

impl LoginRefusal {
    fn hint(&self) -> String {
        with(self.cause(), self.newer.as_deref())
    }

    fn cause(&self) -> &'static str {
        let text = self.description.as_deref().unwrap_or_default();
        if self.throttled {
            "Too many tokens are being asked for at once. Use a smaller tokenPoolSize, or try again later."
        } else if text.contains("client not found") {
            "There is no such OAuth client here: check its id, and that the region is the organization's."
        } else if text.contains("authentication failed") || self.status == 401 {
            "The OAuth client exists, but the secret is wrong: was it renewed?"
        } else {
            "Check the OAuth client's id, secret, state (active) and grant type (client credentials), and the region."
        }
    }
}

/// The last of the attempts that should have succeeded.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The call.
    pub call: Call,
    /// How often it was sent.
    pub attempts: u32,
    /// The last status, where there was one.
    pub status: Option<u16>,
    /// The API's code.
    pub code: Option<String>,
    /// What happened.
    pub reason: String,
    /// What Genesys needs to find the call in its own logs.
    pub context_id: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed", self.call)?;
        if self.attempts > 1 {
            write!(f, " {} times", self.attempts)?;
        }
        write!(f, ": {}", self.reason)?;
        if let Some(id) = &self.context_id {
            write!(f, " (contextId {id})")?;
        }
        Ok(())
    }
}

/// An answer that cannot be the API's.
#[derive(Clone, Debug)]
pub struct Malformed {
    /// The call, or the login.
    pub call: Call,
    /// The host that answered.
    pub host: String,
    /// The status.
    pub status: u16,
    /// What is wrong with it.
    pub reason: String,
    /// How it begins.
    pub excerpt: String,
    /// Whether it was a success that changed something, all the same.
    pub took_effect: bool,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: the answer with status {} {}", self.call, self.host, self.status, self.reason)?;
        if !self.excerpt.is_empty() {
            write!(f, ": {}", self.excerpt)?;
        }
        Ok(())
    }
}

fn waiting(wait: Option<&Wait>, last: Option<&Error>) -> String {
    let wait = wait.map(|wait| format!(" ({wait})")).unwrap_or_default();
    let last = last.map(|last| format!("; before that, {last}")).unwrap_or_default();
    wait + &last
}

fn with(sentence: &str, more: Option<&str>) -> String {
    more.map_or_else(|| sentence.to_owned(), |more| format!("{sentence} {more}"))
}

fn asked(retry_after: Option<Duration>) -> String {
    retry_after.map(|wait| format!(" and asks to wait {} s", wait.as_secs())).unwrap_or_default()
}
