//! Values that the platform does not refuse clearly, looked up in the list of those that there are before they are sent.

use std::sync::Arc;

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
        let ask = || async {
            let request = Request::get(catalogue.path).scope(&work.scope);
            self.client.list_all(ListRequest::new(request, Paging::Number { size: PAGE })).await.map(Arc::new)
        };
        match self.catalogues.get(catalogue.path, ask).await {
            Ok(rows) => Ok(Some(rows)),
            Err(error) if matches!(error.status(), Some(403 | 501)) => {
                work.context.note(format!(
                    "{} is sent unchecked: {}",
                    work.object(),
                    work.fail("look up what there is for", error)
                ));
                Ok(None)
            }
            Err(error) => Err(work.fail("look up what there is for", error)),
        }
    }
}
