//! Files: those that go to an address outside the API, which an answer of the API has named, and forms, which are a call like others.
//!
//! Such an address carries its own permission, usually a signature in its query: the token is none of its business, and the query is
//! in no error and no trace. It is often another company's storage, so nothing of the API's manners holds there: no window of
//! calls, no error document, no correlation id.

use std::{
    borrow::Cow,
    fmt,
    time::{Duration, Instant},
};

use backon::{BackoffBuilder as _, ExponentialBuilder};
use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use crate::{
    Call, Client, Error, Failure, Method, Reason, Scope, Secret,
    http::{Answer, Broken, BrokenKind},
    waiter::Waiter,
};

/// How long to go on after a failure that may pass, as the official client does.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file, and where it goes.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The address, as the API has answered it.
    pub url: Secret,
    /// The headers that it wants, and no others.
    pub headers: Vec<(String, String)>,
    /// What is in the file.
    pub content: Content,
    /// Values in it that must not appear in an error.
    pub secrets: Vec<Secret>,
    /// Whom the upload belongs to.
    pub scope: Scope,
}

/// What is in a file. It is never printed, and clones share it.
#[derive(Clone, Eq, PartialEq)]
pub struct Content(Bytes);

impl Content {
    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn bytes(&self) -> Bytes {
        self.0.clone()
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.len())
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        text.as_bytes().to_vec().into()
    }
}

/// A form with a file, as browsers send it: `multipart/form-data`, RFC 7578.
#[derive(Clone, Debug)]
pub struct Form {
    boundary: String,
    pub(crate) content: Content,
}

impl Form {
    /// A form with these texts, by name, and a file: what the form calls it, what it is called itself, and what is in it.
    pub fn new(texts: &[(&str, &str)], (field, name, content): (&str, &str, &Content)) -> Self {
        let is_within = |text: &[u8], boundary: &str| {
            text.windows(boundary.len()).any(|window| window == boundary.as_bytes())
        };
        // Whatever stands between the parts must not be in one of them.
        let mut boundary = String::new();
        for number in 0_u64.. {
            boundary = format!("part-{number:016x}");
            let taken = texts.iter().any(|(_, text)| is_within(text.as_bytes(), &boundary));
            if !taken && !is_within(&content.0, &boundary) {
                break;
            }
        }
        let mut bytes = Vec::with_capacity(content.len() + 512);
        for (name, text) in texts {
            let head =
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n", quoted(name));
            bytes.extend_from_slice(head.as_bytes());
            bytes.extend_from_slice(text.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: \
             application/octet-stream\r\n\r\n",
            quoted(field),
            quoted(name)
        );
        bytes.extend_from_slice(head.as_bytes());
        bytes.extend_from_slice(&content.0);
        bytes.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        Self { boundary, content: bytes.into() }
    }

    /// What the header says that it is.
    pub(crate) fn media(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }
}

/// A name between quotes, as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl Client {
    /// Puts a file where the API has said that it goes, without a token. What failed for a reason that may pass is tried again:
    /// the same file in the same place is still one file.
    ///
    /// # Errors
    ///
    /// When the address does not take it.
    pub async fn upload(&self, upload: Upload) -> Result<(), Error> {
        let invalid = |what: &str| Error::Invalid(format!("the API names {what} for an upload"));
        let url = Url::parse(upload.url.expose()).map_err(|_| invalid("no address"))?;
        let host = url.host_str().ok_or_else(|| invalid("an address without a host"))?;
        let mut headers = reqwest::header::HeaderMap::new();
        for (name, value) in &upload.headers {
            let name =
                HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid("an impossible header"))?;
            let mut value = HeaderValue::from_str(value).map_err(|_| invalid("an impossible header"))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let path = format!("{}://{host}{}", url.scheme(), url.path());
        let call = Call { method: Method::Put, template: Cow::Borrowed("the address of an upload"), path };
        let waiter = Waiter { clock: &**self.clock(), scope: &upload.scope, call: &call };
        let secrets = [upload.url.clone()].into_iter().chain(url.query().map(Secret::from));
        let secrets: Vec<Secret> = secrets.chain(upload.secrets.iter().cloned()).collect();
        let give_up = self.clock().now() + PATIENCE;
        let mut pauses = ExponentialBuilder::new()
            .with_min_delay(Duration::from_millis(500))
            .with_max_delay(Duration::from_secs(5))
            .without_max_times()
            .with_jitter()
            .build();
        for attempt in 1.. {
            waiter.check()?;
            let started = Instant::now();
            let result = self.put(&upload, url.clone(), headers.clone(), &waiter).await?;
            let status = result.as_ref().ok().map(|answer| answer.status);
            tracing::debug!(target: "genesys_api", method = "PUT", template = %call.template, status, attempt,
                ms = started.elapsed().as_millis() as u64, "upload");
            if status.is_some_and(|status| (200..300).contains(&status)) {
                return Ok(());
            }
            let passes = match &result {
                Ok(answer) => matches!(answer.status, 408 | 429 | 500..),
                Err(broken) => broken.kind != BrokenKind::Untrusted,
            };
            let reason = self.clean(&reason(&result), &secrets);
            let pause = pauses.next().filter(|pause| passes && self.clock().now() + *pause < give_up);
            let Some(pause) = pause else {
                let failure = Failure {
                    call: call.clone(),
                    attempts: attempt,
                    status,
                    code: None,
                    reason,
                    context_id: None,
                };
                return Err(Error::Unavailable(Box::new(failure)));
            };
            waiter.wait(pause, Reason::Failed { what: reason, attempt }).await?;
        }
        Err(invalid("no end"))
    }

    /// A text without any secret that this client knows, nor any of those given.
    pub fn clean(&self, text: &str, secrets: &[Secret]) -> String {
        self.inner().redactor.clean(text, secrets)
    }

    async fn put(
        &self,
        upload: &Upload,
        url: Url,
        headers: reqwest::header::HeaderMap,
        waiter: &Waiter<'_>,
    ) -> Result<Result<Answer, Broken>, Error> {
        let inner = self.inner();
        let timeout = inner.settings.timeout_of(upload.content.len());
        let timeout = waiter.left().map_or(timeout, |left| left.min(timeout));
        let _hold = inner.clock.hold();
        tokio::select! {
            biased;
            answer = inner.transport.put(url, headers, &upload.content, timeout) => answer,
            // Half a file is no file there, so nothing is left to wait for.
            () = upload.scope.cancel.cancelled() => Err(Error::Cancelled(waiter.call.clone())),
        }
    }
}

/// What a person may know of a failure. Storage services repeat the whole request, signature included, in what they answer, so only
/// the code is taken out of it.
fn reason(result: &Result<Answer, Broken>) -> String {
    match result {
        Ok(answer) => {
            let text = String::from_utf8_lossy(&answer.body);
            let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
            let code = code.map(|(code, _)| code).filter(|code| code.chars().all(char::is_alphanumeric));
            let code = code.map(|code| format!(" {code}")).unwrap_or_default();
            format!("the address of the upload answers {}{code}", answer.status)
        }
        Err(broken) => broken.reason.clone(),
    }
}

#[cfg(test)]
mod tests;
