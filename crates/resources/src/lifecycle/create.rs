//! Create: one POST, then what the body cannot say.

use genesys_api::{Repeat, Request};
use pulumi_provider::context::Context;
use pulumi_provider::declaration::{
    Existence, Field, Stage, Template, Write, difference, mark_secrets, same,
};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{CreateRequest, Created, property};
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::address::Address;
use super::apply::{Plan, Progress};
use super::bulk::BulkCall;
use super::existing::{self, Existing};
use super::patience::{LAG, Patience};
use super::upload::Uploading;
use super::{Platform, Work, display_name, document, draft, failure, find, meta};
use crate::mapping::{decode, encode, in_words, overlay, without_files};
use crate::registry::ResourceType;

/// What a create will give, as far as that is sure: the inputs. No call.
pub fn preview_create(ty: &ResourceType, request: &CreateRequest) -> Created {
    let mut outputs = request.inputs.clone();
    outputs.retain(|name, _| ty.inputs().field(name).is_some_and(|field| !field.field.is_control()));
    find::tell_key(ty, &request.inputs, &mut outputs);
    Created { id: String::new(), outputs }
}

impl Platform {
    /// Creates an object, or takes over the one that the inputs stand for.
    ///
    /// # Errors
    /// With the object's id and outputs, if it exists but is not finished.
    pub async fn create(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: CreateRequest,
    ) -> Result<Created> {
        self.once(match ty.is_made {
            true => self.create_made(context, request).await,
            false => self.create_now(ty, context, request).await,
        })
    }

    pub(super) async fn create_now(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: CreateRequest,
    ) -> Result<Created> {
        let name = display_name(ty, &request.inputs, &request.subject.name);
        let mut work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        let organization = self.organization(&work, None).await?;
        work.draft = draft::chosen(ty, &request.inputs);
        work.ambient = self.ambient(&work, &[&request.inputs], false).await?;
        let (work, inputs) = (&work, &work.completed(&request.inputs));
        self.look_into_catalogues(work, &Object::new(), inputs).await?;
        let Begun { address, answer, made, stopped } = self.begin(work, inputs).await?;
        let id = address.id(ty);
        match made {
            Made::Here | Made::Begun | Made::Restored => self.has_made(address.own()),
            // What it relates is no newer for that.
            Made::Relation => self.has_made(&address.key()),
            Made::There => {}
        }
        let mut outputs = self.outputs(ty, &address, &answer, &organization, &[inputs]);
        if made == Made::Relation {
            // The platform's answer has little of it, and what was sent is what is there.
            outputs.extend(preview_create(ty, &request).outputs);
        }
        let olds = match made {
            Made::Here | Made::Relation => self.sent(ty, inputs),
            Made::Begun => Object::new(),
            // Of what was there nothing is known to be as planned but where it is.
            Made::There | Made::Restored => {
                let moved =
                    ty.inputs().fields.iter().filter(|field| matches!(field.field.write, Write::Moved(_)));
                let kept = |name: &str| Some((name.to_owned(), property(&outputs, name)?.clone()));
                moved.filter_map(|field| kept(field.field.name)).collect()
            }
        };
        let plan = Plan { olds: &olds, news: inputs, live: Some(&answer) };
        let mut progress = match stopped {
            None => self.apply(work, &address, &plan, outputs).await,
            Some(error) => Progress::stopped(ty, outputs, inputs, error),
        };
        let mut untold = Vec::new();
        if made == Made::Here {
            mention_lost(work, &answer, inputs);
            untold = not_told(ty, &progress.outputs);
        }
        if !untold.is_empty() && progress.failed.is_none() {
            progress.failed = self.tell_again(work, &address, &mut progress.outputs).await.err();
            untold = not_told(ty, &progress.outputs);
        }
        match progress.failed {
            None => Ok(Created { id, outputs: progress.outputs }),
            // Nothing was made or changed that was there before: the next run begins again.
            Some(error) if made == Made::There && !progress.changed => Err(error),
            Some(error) => {
                let is_said = |name: &&'static str| {
                    let field = ty.inputs().field(name);
                    let (old, new) = (property(&olds, name), property(inputs, name));
                    // What comes of it a moment later is not done with the body that says it.
                    matches!((field, old, new), (Some(field), Some(old), Some(new))
                        if field.field.follow.is_none() && same(&field.form, old, new))
                };
                progress.undone.retain(|name| !is_said(name));
                if !untold.is_empty() {
                    // Named inputs make the next run an update, which asks for it.
                    progress.undone.extend(untold.into_iter().chain(document::main(ty).named(ty, inputs)));
                }
                meta::set_pending(&mut progress.outputs, &progress.undone);
                let done = if made == Made::There { "taken over" } else { "created" };
                let message =
                    format!("{} was {done} (id {id}), but it is not finished: {error}", work.object());
                Err(Error { message, ..error }.partial(id, progress.outputs))
            }
        }
    }

    /// What a create will give. Only where the program asks to take over or to bring back what is there, the platform is asked.
    ///
    /// # Errors
    /// If the object must be there and is not.
    pub async fn preview_create(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: &CreateRequest,
    ) -> Result<Created> {
        self.once(self.preview_create_now(ty, context, request).await)
    }

    async fn preview_create_now(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: &CreateRequest,
    ) -> Result<Created> {
        if self.looks_first(ty, &request.inputs) {
            let name = display_name(ty, &request.inputs, &request.subject.name);
            let work = Work::new(self, ty, context, &request.subject, name, request.timeout);
            self.organization(&work, None).await?;
            self.foresee(&work, request).await?;
        }
        Ok(preview_create(ty, request))
    }

    /// The object that everything else is written to: one that is made, or one that is there.
    async fn begin(&self, work: &Work<'_>, inputs: &Object) -> Result<Begun> {
        let ty = work.ty;
        let address = Address::of_inputs(ty, inputs);
        if let Some(existing) = Existing::chosen(ty, inputs) {
            let live = self.existing(work, existing, inputs).await?;
            let Some(own) = ty.own_id(&live) else { return Err(nameless(work, "there is")) };
            return Ok(Begun::new(address.with_own(ty, own), live, Made::There));
        }
        if let Some(upload) = ty.table.api.upload {
            let Uploading { answer, made, stopped } = self.upload_new(work, upload, inputs).await?;
            let Some(own) = ty.own_id(&answer) else { return Err(nameless(work, "created")) };
            return Ok(Begun { stopped, ..Begun::new(address.with_own(ty, own), answer, made) });
        }
        match ty.table.api.existence {
            Existence::Created | Existence::Child => {
                let (mut answer, mut made) = self.post(work, &address, inputs).await?;
                if ty.own_id(&answer).is_none() {
                    // As good as lost.
                    (answer, made) = self.lost(work, inputs, nameless(work, "created")).await?;
                }
                let Some(own) = ty.own_id(&answer) else { return Err(nameless(work, "created")) };
                Ok(Begun::new(address.with_own(ty, own), answer, made))
            }
            Existence::Named => {
                let (answer, made) = self.post(work, &address, inputs).await?;
                Ok(Begun::new(address, answer, made))
            }
            Existence::Element => {
                let (answer, _) = self.post(work, &address, inputs).await?;
                Ok(Begun::new(address, answer, Made::Relation))
            }
            Existence::Assigned(assignments) => {
                let live = self.assign(work, inputs, assignments).await?;
                let Some(own) = id_of(&live) else { return Err(nameless(work, "created")) };
                Ok(Begun::new(address.with_own(ty, own), live, Made::Here))
            }
            Existence::Found => Err(Error::invalid(format!("{} can only be looked up", work.object()))),
            // What it is attached to must be there.
            Existence::Attached | Existence::Singleton(_) => {
                let mut patience = Patience::new(self, work);
                loop {
                    if let Some(live) = self.read_document(work, &address, document::main(ty)).await? {
                        return Ok(Begun::new(address, live, Made::There));
                    }
                    // It may have been created a moment ago.
                    let until = patience.started() + LAG;
                    if !patience.wait(until, "what it belongs to is not known yet").await? {
                        return Err(Error::new(
                            Code::NotFound,
                            format!(
                                "{}: what it belongs to does not exist ({})",
                                work.object(),
                                address.key()
                            ),
                        ));
                    }
                }
            }
        }
    }

    /// What the body of a create has already said: of a list that it takes no more of at once, the beginning.
    pub(super) fn sent(&self, ty: &ResourceType, inputs: &Object) -> Object {
        let uploaded = ty.table.api.upload.map(|upload| upload.transfer.to.body());
        let is_sent = |field: &Field| match uploaded {
            // An upload brings no more than what is asked with.
            Some(body) => field.write.is_upload() || body.contains(&field.name),
            None => is_created_with(field),
        };
        let sent = ty.inputs().fields.iter().filter(|field| is_sent(field.field));
        sent.filter_map(|field| {
            let value = property(inputs, field.field.name)?;
            let value = match (field.field.at_once, value.as_array()) {
                (Some(most), Some(items)) if items.len() > most => Value::Array(items[..most].to_vec()),
                // A file goes by itself.
                _ if field.field.file.is_some() => without_files(&field.form, value),
                _ => value.clone(),
            };
            Some((field.field.name.to_owned(), value))
        })
        .collect()
    }

    /// Asks for what only the answer to a create tells, where that answer was lost: nobody has it, so it can be made anew.
    pub(super) async fn tell_again(
        &self,
        work: &Work<'_>,
        address: &Address,
        outputs: &mut Object,
    ) -> Result<()> {
        let (Some(path), Some(shape)) = (work.ty.table.api.tells_again, work.ty.outputs()) else {
            return Ok(());
        };
        // A second time is as good as the first.
        let request = address.fill(Request::post(path)).repeat(Repeat::Safe).scope(&work.scope);
        let answer =
            self.client.call(request).await.map_err(|error| work.fail("renew the secret of", error))?;
        outputs.extend(decode(shape, &answer.body, &|field| field.once));
        mark_secrets(shape, outputs, &[]);
        Ok(())
    }

    async fn post(&self, work: &Work<'_>, address: &Address, inputs: &Object) -> Result<(Json, Made)> {
        let mut sent = self.sent(work.ty, inputs);
        for field in work.ty.inputs().fields.iter().filter(|field| field.field.always) {
            if let (None, Some(default)) = (property(inputs, field.field.name), field.field.default) {
                sent.insert(field.field.name.to_owned(), default.value.value());
            }
        }
        let mut body = match work.ty.table.api.template {
            Some(template) => {
                let mut body = self.proposed(work, template, inputs).await?;
                overlay(work.ty.inputs(), &mut body, &Object::new(), &sent, &is_created_with);
                body
            }
            None => encode(work.ty.inputs(), &sent, &is_created_with),
        };
        if work.ty.table.named_by.is_some() {
            for (name, value) in find::key(work, inputs).unwrap_or_default() {
                let path = work.ty.property(name).map_or(name, |(_, field)| field.field.path);
                body[path] = value.into();
            }
        }
        let body = work.ty.settled(body, address, inputs);
        let (refused_though_made, twins) = (work.ty.table.api.refused_though_made, work.ty.table.api.twins);
        if (refused_though_made || twins) && self.is_there(work, inputs).await? {
            let message = format!("cannot create {}: it is there already.", work.object());
            return self.taken(work, inputs, Error::new(Code::AlreadyExists, message)).await;
        }
        if let Some(call) =
            work.ty.table.api.collection.and_then(|collection| BulkCall::adding(collection, address))
        {
            return match self.write_together(work, call, &body).await {
                Ok(row) => Ok((work.ty.received(row), Made::Here)),
                Err(error) => Err(work.fail("create", error)),
            };
        }
        let path = work.draft.map_or(work.ty.table.api.path, |draft| draft.drafts);
        let request = work.with_secrets(address.fill(Request::post(path)), inputs);
        let mut request = request.scope(&work.scope);
        request.body = Some(body).filter(|_| !work.ty.table.api.bodyless);
        for field in &work.ty.inputs().fields {
            if let Write::Query(name) = field.field.write
                && let Some(value) = property(inputs, field.field.name).and_then(Value::as_str)
            {
                request = request.query(name, value);
            }
        }
        if work.ty.table.api.existence == Existence::Element {
            // Its place is its identity: what is put there twice is there once.
            request = request.repeat(Repeat::Safe);
        }
        let mut patience = Patience::new(self, work);
        loop {
            let error = match self.client.call(request.clone()).await {
                Ok(response) => {
                    let mut answer = work.ty.received(response.body);
                    if let Some(sent) = &request.body {
                        document::keep_texts(work.ty, &mut answer, sent);
                    }
                    return Ok((answer, Made::Here));
                }
                Err(error) => error,
            };
            // What is below a user or a group counts in its version, though nobody can send one.
            let reason = if error.refusal().is_some_and(failure::is_race) {
                Some("somebody else is changing what it belongs to")
            } else if existing::is_taken(&error) && self.has_just_deleted(work.ty, inputs) {
                Some("what had its name was just deleted, and is not quite gone")
            } else if self.is_late(work, &request, &error)
                || (work.ty.table.api.existence == Existence::Named && error.is_not_found())
            {
                Some("what it refers to is not known yet")
            } else {
                None
            };
            if let Some(reason) = reason
                && patience.wait(patience.started() + LAG, reason).await?
            {
                continue;
            }
            let (taken, lost) = (existing::is_taken(&error), error.outcome_unknown());
            let failed = self.explained(work, inputs, "create", error).await;
            return match (taken, lost) {
                (true, _) if refused_though_made => {
                    Ok((self.made_though_refused(work, inputs, failed).await?, Made::Here))
                }
                (true, _) => self.taken(work, inputs, failed).await,
                (_, true) => self.lost(work, inputs, failed).await,
                // It may have found something else wrong that comes of the same, such as a number that the namesake has.
                _ if self.has_namesake(work, inputs, &failed).await => self.taken(work, inputs, failed).await,
                _ => Err(failed),
            };
        }
    }
}

impl Platform {
    /// The object that the platform proposes to begin with.
    async fn proposed(&self, work: &Work<'_>, template: &Template, inputs: &Object) -> Result<Json> {
        let mut request = Request::get(template.path).scope(&work.scope);
        for (name, input) in template.query {
            if let Some(value) = property(inputs, input).and_then(Value::as_str) {
                request = request.query(*name, value);
            }
        }
        let mut patience = Patience::new(self, work);
        let mut proposed = loop {
            match self.client.call(request.clone()).await {
                Ok(response) if response.body.is_object() => break work.ty.received(response.body),
                Ok(_) => return Err(document::unlike(work)),
                // What it is made of may have been made a moment ago.
                Err(error) if error.is_not_found() => {
                    let until = patience.started() + LAG;
                    if !patience.wait(until, "what it is made of is not known yet").await? {
                        return Err(work.fail("create", error));
                    }
                }
                Err(error) => return Err(work.fail("create", error)),
            }
        };
        // It is no object yet.
        for name in ["id", "selfUri", "version", "state"] {
            proposed.as_object_mut().and_then(|members| members.remove(name));
        }
        Ok(proposed)
    }
}

/// Warns of what the platform has not kept as it was sent, where it answers in other words anyway.
pub(super) fn mention_lost(work: &Work<'_>, answer: &Json, inputs: &Object) {
    let shape = work.ty.inputs();
    for field in &shape.fields {
        let (Some(recognize), Some(sent)) = (field.field.recognize, property(inputs, field.field.name))
        else {
            continue;
        };
        let is_it = |other: &Field| other.name == field.field.name;
        let kept = decode(shape, &in_words(shape, answer, inputs, &Object::new()), &is_it);
        let sent = Object::from([(field.field.name.to_owned(), sent.clone())]);
        let lost: Vec<String> =
            difference(shape, &kept, &sent).changes.keys().map(ToString::to_string).collect();
        if !lost.is_empty() {
            work.context.warn(format!(
                "{}: the platform has not kept {} as the program has it. {} `pulumi refresh` shows what it has made of it.",
                work.object(),
                lost.join(", "),
                recognize.lost
            ));
        }
    }
}

/// What only the answer to a create tells, and is not known.
pub(super) fn not_told(ty: &ResourceType, outputs: &Object) -> Vec<&'static str> {
    let fields = ty.outputs().into_iter().flat_map(|shape| &shape.fields);
    let once = fields.filter(|field| field.field.once).map(|field| field.field.name);
    once.filter(|name| property(outputs, name).is_none()).collect()
}

/// The id in an answer.
fn id_of(answer: &Json) -> Option<&str> {
    answer["id"].as_str().filter(|id| !id.is_empty())
}

fn nameless(work: &Work<'_>, what: &str) -> Error {
    let message =
        format!("{what} {}, but the platform's answer has no id; find it and import it", work.object());
    Error::new(Code::Unknown, message)
}

/// What everything else is written to.
struct Begun {
    address: Address,
    answer: Json,
    made: Made,
    /// Why it is not finished, if it was left alone while the platform makes it.
    stopped: Option<Error>,
}

impl Begun {
    fn new(address: Address, answer: Json, made: Made) -> Begun {
        Begun { address, answer, made, stopped: None }
    }
}

/// How an object came to be where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// By this create.
    Here,
    /// By this create, and the platform is still at it.
    Begun,
    /// By this create, and the platform says little of it.
    Relation,
    /// It was there before.
    There,
    /// It was deleted before, and this create has brought it back.
    Restored,
}

/// Whether the body of a create has a field.
fn is_created_with(field: &Field) -> bool {
    match field.write {
        Write::Body | Write::Moved(_) => field.part.is_none() && field.stage != Stage::Update,
        Write::Parameter(_) => !field.path.is_empty(),
        write => write.is_upload(),
    }
}
