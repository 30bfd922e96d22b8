//! Values that the platform does not refuse clearly, looked up in the list of those that there are before they are sent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use genesys_api::{ListRequest, Paging, Request};
use pulumi_provider::declaration::{Catalogue, same};
use pulumi_provider::error::{Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::Object;
use serde_json::Value as Json;

use super::{Platform, Work};
use crate::mapping::encode;

/// Most rows a page: what the official client asks of most lists.
const PAGE: u32 = 100;

/// The lists of this process, by path.
pub(super) type Catalogues = Mutex<HashMap<&'static str, Arc<Vec<Json>>>>;

impl Platform {
    /// Refuses new values that the platform does not know. What was there before is not looked at.
    pub(super) async fn look_into_catalogues(
        &self,
        work: &Work<'_>,
        olds: &Object,
        news: &Object,
    ) -> Result<()> {
        let shape = work.ty.inputs();
        let mut wrong = Vec::new();
        for field in &shape.fields {
            let (Some(catalogue), Some(new)) = (field.field.catalogue, property(news, field.field.name))
            else {
                continue;
            };
            if property(olds, field.field.name).is_some_and(|old| same(&field.form, old, new)) {
                continue;
            }
            let Some(rows) = self.catalogue(work, catalogue).await? else { continue };
            let body = encode(shape, news, &|other| other.name == field.field.name);
            let refused = (catalogue.refuse)(&rows, &body[field.field.path]);
            wrong.extend(
                refused.into_iter().map(|(path, reason)| format!("{}{path} {reason}", field.field.name)),
            );
        }
        if wrong.is_empty() {
            return Ok(());
        }
        let message = format!("{}: {}. Nothing was changed.", work.object(), wrong.join("; "));
        Err(Error::invalid(message))
    }

    /// The list; `None` if it may not be read, which is no reason not to send anything.
    async fn catalogue(&self, work: &Work<'_>, catalogue: &Catalogue) -> Result<Option<Arc<Vec<Json>>>> {
        let path = catalogue.path;
        // One of many asks, the others wait for its answer.
        let _turn = self.locks.take("catalogue", path).await;
        if let Some(known) = self.catalogues.lock().ok().and_then(|known| known.get(path).cloned()) {
            return Ok(Some(known));
        }
        let request = Request::get(path).scope(&work.scope);
        let rows = match self.client.list_all(ListRequest::new(request, Paging::Number { size: PAGE })).await
        {
            Ok(rows) => Arc::new(rows),
            Err(error) if matches!(error.status(), Some(403 | 501)) => {
                work.context.note(format!(
                    "{} is sent unchecked: {}",
                    work.object(),
                    work.fail("look up what there is for", error)
                ));
                return Ok(None);
            }
            Err(error) => return Err(work.fail("look up what there is for", error)),
        };
        if let Ok(mut known) = self.catalogues.lock() {
            known.insert(path, Arc::clone(&rows));
        }
        Ok(Some(rows))
    }
}
