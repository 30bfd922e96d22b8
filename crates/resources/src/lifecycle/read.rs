//! Read: live values of what is managed on refresh, everything worth naming on import.

use pulumi_provider::context::Context;
use pulumi_provider::declaration::{
    Field, difference, import_inputs, keep_order, mark_secrets, refresh_inputs,
};
use pulumi_provider::error::{Code, Result};
use pulumi_provider::path::Path;
use pulumi_provider::provider::{ReadRequest, Reading, property};
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::address::{self, Address, unescape};
use super::batch::Listed;
use super::claim::claims;
use super::document::{self, Document};
use super::existing::Existing;
use super::find::Criteria;
use super::publication::is_newer;
use super::{Platform, Work, collections, display_name, draft, find, meta};
use crate::mapping::{Fields, decode, in_words, lookup};
use crate::registry::ResourceType;

impl Platform {
    /// Reads an object; `None` if the platform itself says that it is gone.
    ///
    /// # Errors
    /// If it cannot be said whether it exists, or it belongs to another organization.
    pub async fn read(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: ReadRequest,
    ) -> Result<Option<Reading>> {
        self.once(match ty.is_made {
            true => self.read_made(context, request).await,
            false => self.read_now(ty, context, request).await,
        })
    }

    pub(super) async fn read_now(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: ReadRequest,
    ) -> Result<Option<Reading>> {
        let import = request.is_import();
        let inputs = request.inputs.unwrap_or_default();
        let outputs = request.outputs.unwrap_or_default();
        let name = display_name(ty, &inputs, &request.id);
        let mut work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        let organization = self.organization(&work, Some(&outputs)).await?;
        work.ambient = self.ambient(&work, &[&inputs], import).await?;
        work.draft = match import {
            true => draft::drafts(ty).next().map(|(_, draft)| draft),
            false => draft::chosen(ty, &inputs),
        };
        let work = work;
        let Some(id) = self.resolve(&work, &request.id, import).await? else { return Ok(None) };
        let address = Address::of_id(ty, &id, &[&inputs, &outputs])?;
        let known = (&inputs, &outputs);
        let main = document::main(ty);
        let listed = self.listed(&work, &address).await;
        let missed = matches!(&listed, Some(Listed { row: None, .. }));
        let is_enough = |row: &Json| match import {
            // A row has no more than what the list can be asked with.
            true => ty.table.api.get_query.is_empty() && ty.texts().is_empty(),
            false => agrees(&work, &address, main, row, &inputs),
        };
        let listed = match listed {
            Some(Listed { row, now: true }) if ty.table.api.read_from_list => {
                return self.reading(&work, &address, &organization, row, known, import).await;
            }
            Some(Listed { row: Some(row), .. }) if is_enough(&row) => Some(row),
            _ => None,
        };
        if let Some(row) = listed {
            let told = ty.table.api.upload.is_some_and(|upload| is_newer(upload, &row, &outputs));
            let reading = self.reading(&work, &address, &organization, Some(row), known, import).await?;
            let unchanged =
                |reading: &Reading| difference(ty.inputs(), &inputs, &reading.inputs).changes.is_empty();
            if import || told || reading.as_ref().is_some_and(unchanged) {
                return Ok(reading);
            }
        }
        let answer = if import || missed {
            self.read_document(&work, &address, main).await?
        } else {
            // What the state has is not gone because of one answer that may be older than it: the list may be another.
            self.read_surely(&work, &address, main, &Object::new()).await?
        };
        self.reading(&work, &address, &organization, answer, known, import).await
    }

    /// What a read makes of an object as the platform answers it, with what is kept apart from it.
    async fn reading(
        &self,
        work: &Work<'_>,
        address: &Address,
        organization: &str,
        answer: Option<Json>,
        (inputs, outputs): (&Object, &Object),
        import: bool,
    ) -> Result<Option<Reading>> {
        let (ty, main) = (work.ty, document::main(work.ty));
        let Some(answer) = answer.filter(|answer| !main.is_inherited(answer)) else { return Ok(None) };
        let mut live = self.outputs(ty, address, &answer, organization, &[inputs, outputs]);
        for part in document::parts(ty).filter(|part| part.is_readable(ty)) {
            if !(import || part.is_managed(ty, inputs)) {
                continue;
            }
            let read = match part.inline.and_then(|inline| answer.get(inline)) {
                Some(inline) => Some(inline.clone()),
                None => self.read_document(work, address, part).await?,
            };
            if let Some(answer) = read.filter(|answer| !part.is_inherited(answer)) {
                live.extend(decode(ty.inputs(), &answer, &|field| part.has(field)));
            }
        }
        let completed = work.completed(inputs);
        for (field, collection) in collections(ty) {
            let named = property(&completed, field.field.name);
            if named.is_some() || (import && (!collection.relation || self.import_relations)) {
                let inline = collection.inline.and_then(|inline| answer.get(inline)).and_then(Json::as_array);
                let mut members =
                    self.members(work, address, field, collection, named, inline.cloned()).await?;
                if let Some(at) = collection.always
                    && let Value::Array(elements) = &mut members
                {
                    let always = lookup(&answer, at).and_then(Json::as_str);
                    let named = named.and_then(Value::as_array).unwrap_or_default();
                    elements.retain(|element| element.as_str() != always || named.contains(element));
                }
                live.insert(field.field.name.to_owned(), members);
            }
        }
        self.read_published(work, address, (inputs, outputs), &mut live).await?;
        for (field, claim) in claims(ty) {
            if import || property(inputs, field.field.name).and_then(Value::as_bool) == Some(true) {
                let named = self.claimed(work, claim).await?[claim.at] == address.own();
                live.insert(field.field.name.to_owned(), named.into());
            }
        }
        mark_secrets(ty.inputs(), &mut live, &[inputs, outputs]);
        keep_order(ty.inputs(), &mut live, outputs);
        keep_order(ty.inputs(), &mut live, inputs);
        // A refresh does not finish what an earlier run has left undone.
        let pending = meta::pending(outputs);
        meta::set_pending(&mut live, &pending.iter().map(String::as_str).collect::<Vec<_>>());
        if import {
            let unfollowed = self.unfollowed(work, &answer, &live).await?;
            if !unfollowed.is_empty() {
                work.context.note(format!(
                    "{} was made by a run that was cut off: the next `pulumi up` does what {} asks for",
                    work.object(),
                    unfollowed.join(", ")
                ));
            }
            meta::set_pending(&mut live, &unfollowed);
        }
        let known = work.known(address.own());
        let mut inputs = if import {
            import_inputs(ty.inputs(), &live, known)
        } else {
            let mut told = live.clone();
            let is_reworded = |field: &Field| field.recognize.is_some();
            told.extend(decode(ty.inputs(), &in_words(ty.inputs(), &answer, inputs, outputs), &is_reworded));
            let mut refreshed = refresh_inputs(ty.inputs(), inputs, &told, known);
            // By the key that the program says somebody else's object is found, whatever it is called now.
            if Existing::chosen(ty, inputs) == Some(Existing::Elsewhere) {
                let keys =
                    ty.table.lookup.iter().filter_map(|key| Some((*key, property(inputs, key)?.clone())));
                refreshed.extend(keys.map(|(key, value)| (key.to_owned(), value)));
            }
            refreshed
        };
        if let Some(upload) = ty.table.api.upload.filter(|_| !import) {
            self.show_foreign(work, upload, &answer, &mut inputs, &mut live).await;
        }
        Ok(Some(Reading { id: address.id(ty), inputs, outputs: live }))
    }

    /// The id that the user means: an id as it is, anything else by name; below a parent the parent's id comes first.
    async fn resolve(&self, work: &Work<'_>, id: &str, import: bool) -> Result<Option<String>> {
        let keys = work.ty.table.lookup;
        let parts: Vec<String> =
            if let [_] = keys { vec![id.to_owned()] } else { id.split('/').map(unescape).collect() };
        let is_id = parts.last().is_some_and(|own| is_guid(own));
        if !import || is_id || keys.is_empty() || parts.len() != keys.len() {
            return Ok(Some(id.to_owned()));
        }
        let criteria: Criteria = keys.iter().copied().zip(parts).collect();
        match &self.find(work, &criteria).await?[..] {
            [] => Ok(None),
            [only] => Ok(Some(find::id_of(work.ty, &criteria, only))),
            several => Err(find::ambiguous(work.ty, &criteria, several)),
        }
    }

    /// An object that only the list of all tells of.
    pub(super) async fn read_from_list(&self, work: &Work<'_>, address: &Address) -> Result<Option<Json>> {
        let rows = match self.rows_now(work, address).await {
            // What it belongs to is gone, and so is it.
            Err(error) if error.code == Code::NotFound => return Ok(None),
            rows => rows?,
        };
        if rows.iter().any(|row| address::row_key(work.ty, row).is_none()) {
            return Err(document::unlike(work));
        }
        Ok(rows.iter().find(|row| address.is_of_row(work.ty, row)).cloned())
    }
}

/// Whether an answer, or a row of a list, has what the program names as the state has it.
pub(super) fn agrees(
    work: &Work<'_>,
    address: &Address,
    main: Document,
    row: &Json,
    inputs: &Object,
) -> bool {
    let mut named = inputs.clone();
    named.retain(|name, _| work.ty.inputs().field(name).is_some_and(|field| main.has(field.field)));
    strayed(work, address, &|field| main.has(field), row, &named).is_empty()
}

/// Where an answer is not as these inputs are, of fields that it has.
pub(super) fn strayed(
    work: &Work<'_>,
    address: &Address,
    fields: Fields<'_>,
    answer: &Json,
    named: &Object,
) -> Vec<Path> {
    let shape = work.ty.inputs();
    let live = decode(shape, &in_words(shape, answer, named, &Object::new()), fields);
    let live = refresh_inputs(shape, named, &live, work.known(address.own()));
    difference(shape, named, &live).changes.into_keys().collect()
}

/// Whether a text is an id of the platform.
fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(position, letter)| match position {
            8 | 13 | 18 | 23 => letter == '-',
            _ => letter.is_ascii_hexdigit(),
        })
}
