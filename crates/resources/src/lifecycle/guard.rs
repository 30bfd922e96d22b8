//! Roles of whoever these credentials act for: a run that took them away could not finish, nor could the next one begin.

use std::borrow::Cow;

use genesys_api::{Credentials, Request};
use pulumi_provider::declaration::{Collection, Existence, FieldShape, Form, Guard, same};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::address::Address;
use super::members::{self, Changes};
use super::{Platform, Work, collections, document};
use crate::mapping::decode;

impl Platform {
    /// Refuses what would take a role from whoever these credentials act for, or end the OAuth client that they are, before anything
    /// is written. Without new inputs, the object is to be deleted.
    pub(super) async fn guard(
        &self,
        work: &Work<'_>,
        address: &Address,
        olds: &Object,
        news: Option<&Object>,
    ) -> Result<()> {
        let Some(guard) = work.ty.table.api.guard else { return Ok(()) };
        let loss = match guard {
            Guard::Subject(parameter) => {
                let subject = address.parameter(parameter).unwrap_or_default();
                let takes = takes_roles(work, olds, news) && self.acts_as(work, subject).await;
                takes.then(|| format!("it would take roles from {subject}"))
            }
            Guard::Client(ends) if self.own_client(work).await == Some(address.own()) => match news {
                None => Some("it would delete the client".to_owned()),
                Some(news) => self.lost_by_client(work, address, ends, news).await?,
            },
            Guard::Client(_) => None,
            Guard::Role if news.is_none() => self.has_role(work, address.own()).await,
            Guard::Role => None,
        };
        let Some(loss) = loss else { return Ok(()) };
        let message = format!(
            "{} was left as it is: {loss}, and by them this very run acts. Nothing was changed. Use credentials that do not depend on \
             it; or, if it is only to be managed no longer, take it out with `pulumi state delete`.",
            work.object()
        );
        Err(Error::new(Code::FailedPrecondition, message))
    }

    /// What the new inputs would take from the OAuth client that we are, which is compared with what it has now: a full replacement takes
    /// also what nobody has recorded.
    async fn lost_by_client(
        &self,
        work: &Work<'_>,
        address: &Address,
        ends: &[&str],
        news: &Object,
    ) -> Result<Option<String>> {
        let (ty, main) = (work.ty, document::main(work.ty));
        let Some(live) = self.read_document(work, address, main).await? else { return Ok(None) };
        let live = decode(ty.inputs(), &live, &|field| main.has(field));
        let differs = |name: &&str| {
            let (Some(new), Some(there), Some(field)) =
                (property(news, name), property(&live, name), ty.inputs().field(name))
            else {
                return false;
            };
            !same(&field.form, there, new)
        };
        if let Some(name) = ends.iter().find(|name| differs(name)) {
            return Ok(Some(format!("another {name} would keep the client from acting")));
        }
        let roles = ty.table.api.held.and_then(|held| ty.inputs().field(held));
        let Some((name, element)) = roles.and_then(|field| Some((field.field.name, element(field)?))) else {
            return Ok(None);
        };
        let elements = |inputs| property(inputs, name).and_then(Value::as_array);
        let (Some(there), Some(new)) = (elements(&live), elements(news)) else { return Ok(None) };
        let is_kept = |old: &Value| new.iter().any(|new| same(element, old, new));
        Ok((!there.iter().all(is_kept)).then(|| "it would take roles from the client".to_owned()))
    }

    /// Whether we have this role, as the end of a sentence.
    async fn has_role(&self, work: &Work<'_>, role: &str) -> Option<String> {
        for subject in self.subjects(work).await {
            let request = Request::get("/api/v2/authorization/subjects/{subjectId}")
                .param("subjectId", subject)
                .query("includeDuplicates", true)
                .scope(&work.scope);
            // Who may not know has other rights than those that are at stake here.
            let Ok(answer) = self.client.call(request).await else { continue };
            let mut grants = answer.body["grants"].as_array().into_iter().flatten();
            if grants.any(|grant| grant["role"]["id"] == role) {
                return Some(format!("{subject} has the role, and it would be taken from there"));
            }
        }
        None
    }

    /// Whether these credentials act as this user or OAuth client, or as a member of this group.
    async fn acts_as(&self, work: &Work<'_>, subject: &str) -> bool {
        self.subjects(work).await.iter().any(|own| own == subject)
    }

    /// Whose roles these credentials act by: the OAuth client, or the user who has logged in, with the user's groups. Asked once a
    /// process, and not at all where the credentials are a client's own.
    async fn subjects(&self, work: &Work<'_>) -> &[String] {
        let asked = self.subjects.get_or_init(|| async {
            let mut subjects: Vec<String> =
                self.own_client(work).await.map(str::to_owned).into_iter().collect();
            if matches!(self.client.settings().credentials, Credentials::Token(_)) {
                let request = Request::get("/api/v2/users/me").query("expand", "groups").scope(&work.scope);
                // A token of a client is no user's, and the platform says so.
                if let Ok(user) = self.client.call(request).await {
                    let ids = std::iter::once(&user.body["id"]).chain(
                        user.body["groups"].as_array().into_iter().flatten().map(|group| &group["id"]),
                    );
                    subjects.extend(ids.filter_map(Json::as_str).map(str::to_owned));
                }
            }
            subjects
        });
        asked.await
    }
}

/// Whether any role is taken from the subject that an object relates roles to.
fn takes_roles(work: &Work<'_>, olds: &Object, news: Option<&Object>) -> bool {
    if work.ty.table.api.existence == Existence::Element {
        return news.is_none();
    }
    let is_less = |(field, collection): (&FieldShape, &'static Collection)| {
        let named = |inputs| members::named(field, collection, inputs);
        let (Some(old), Some(new)) = (named(olds), news.map_or(Some(Cow::default()), named)) else {
            return false;
        };
        Changes::between(field, &old, &new).removals() > 0
    };
    collections(work.ty).any(is_less)
}

fn element(field: &FieldShape) -> Option<&Form> {
    match &field.form {
        Form::List { element, .. } => Some(element),
        _ => None,
    }
}
