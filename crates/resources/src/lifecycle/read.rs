//! Read: live values of what is managed on refresh, everything worth naming on import.

use genesys_api::{ListRequest, Paging, Request};
use pulumi_provider::context::Context;
use pulumi_provider::declaration::{import_inputs, keep_order, refresh_inputs};
use pulumi_provider::error::Result;
use pulumi_provider::provider::{ReadRequest, Reading, property};
use pulumi_provider::value::Value;
use serde_json::Value as Json;

use super::{Platform, Work, collections, display_name, find, meta};
use crate::registry::ResourceType;

/// Members a page.
const PAGE: u32 = 100;

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
        let import = request.is_import();
        let inputs = request.inputs.unwrap_or_default();
        let outputs = request.outputs.unwrap_or_default();
        let name = display_name(ty, &inputs, &request.id);
        let work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        let organization = self.organization(&work, Some(&outputs)).await?;
        let Some(id) = self.resolve(&work, &request.id, import).await? else { return Ok(None) };
        let Some(answer) = self.get(&work, &id).await? else { return Ok(None) };
        let mut live = self.outputs(ty, &answer, &organization, &[&inputs, &outputs]);
        for (field, path) in collections(ty) {
            let name = field.field.name;
            if import || property(&inputs, name).is_some() {
                live.insert(name.to_owned(), self.members(&work, path, &id).await?);
            }
        }
        keep_order(ty.inputs(), &mut live, &outputs);
        keep_order(ty.inputs(), &mut live, &inputs);
        // A refresh does not finish what an earlier run has left undone.
        let pending = meta::pending(&outputs);
        meta::set_pending(&mut live, &pending.iter().map(String::as_str).collect::<Vec<_>>());
        let inputs = if import {
            import_inputs(ty.inputs(), &live)
        } else {
            refresh_inputs(ty.inputs(), &inputs, &live)
        };
        Ok(Some(Reading { id, inputs, outputs: live }))
    }

    /// The id that the user means: an id as it is, anything else by name.
    async fn resolve(&self, work: &Work<'_>, id: &str, import: bool) -> Result<Option<String>> {
        let [key] = work.ty.table.lookup else { return Ok(Some(id.to_owned())) };
        if !import || is_guid(id) {
            return Ok(Some(id.to_owned()));
        }
        let criteria = vec![(*key, id.to_owned())];
        match &self.find(work, &criteria).await?[..] {
            [] => Ok(None),
            [only] => Ok(only["id"].as_str().map(str::to_owned)),
            several => Err(find::ambiguous(work.ty, &criteria, several)),
        }
    }

    /// The live object; `None` if it is gone, or deleted but still answered.
    pub(super) async fn get(&self, work: &Work<'_>, id: &str) -> Result<Option<Json>> {
        match self.client.call(work.item(Request::get, id)).await {
            Ok(response) if response.body["state"] == "deleted" => Ok(None),
            Ok(response) => Ok(Some(response.body)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(work.fail("read", error)),
        }
    }

    /// The ids in a collection below an object.
    pub(super) async fn members(&self, work: &Work<'_>, path: &'static str, id: &str) -> Result<Value> {
        let request = Request::get(path).param(work.ty.id_parameter(), id).scope(&work.scope);
        let list = ListRequest::new(request, Paging::Number { size: PAGE });
        let rows =
            self.client.list_all(list).await.map_err(|error| work.fail("read what belongs to", error))?;
        let mut ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
        ids.sort_unstable();
        Ok(Value::Array(ids.into_iter().map(Value::from).collect()))
    }
}

/// Whether a text is an id of the platform.
fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(position, letter)| match position {
            8 | 13 | 18 | 23 => letter == '-',
            _ => letter.is_ascii_hexdigit(),
        })
}
