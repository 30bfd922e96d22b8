//! Objects whose declarations are made of the API facts: each operation is that of the object within, whose inputs and outputs the
//! program has below `body`.

use genesys_api::{Repeat, Request};
use pulumi_provider::context::Context;
use pulumi_provider::error::Result;
use pulumi_provider::provider::{CreateRequest, Created, DeleteRequest, ReadRequest, Reading, UpdateRequest};
use pulumi_provider::value::Object;

use super::address::Address;
use super::{Platform, Work, display_name, document};
use crate::api_object::Inner;
use crate::mapping::encode;

impl Platform {
    /// Creates the object within.
    pub(super) async fn create_made(&self, context: &Context, request: CreateRequest) -> Result<Created> {
        let inner = Inner::of(&[&request.inputs])?;
        let program = request.inputs.clone();
        let request = CreateRequest { inputs: inner.inputs(&program), ..request };
        if inner.may_be_absent() {
            self.make_absent(&inner, context, &request).await?;
        }
        match self.create_now(inner.ty, context, request).await {
            Ok(created) => {
                Ok(Created { outputs: inner.program_outputs(&created.outputs, &program), ..created })
            }
            Err(error) => Err(inner.failed(error, &program)),
        }
    }

    /// Makes what there is at most one of, where it is not there: a full replacement of nothing.
    async fn make_absent(&self, inner: &Inner, context: &Context, request: &CreateRequest) -> Result<()> {
        let (ty, inputs) = (inner.ty, &request.inputs);
        let name = display_name(ty, inputs, &request.subject.name);
        let work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        self.organization(&work, None).await?;
        let address = Address::of_inputs(ty, inputs);
        let main = document::main(ty);
        if self.read_document(&work, &address, main).await?.is_some() {
            return Ok(());
        }
        let body = encode(ty.inputs(), inputs, &|field| main.has(field));
        let put = work.with_secrets(address.fill(Request::put(ty.table.api.item)), inputs);
        let put = put.body(body).repeat(Repeat::Safe).scope(&work.scope);
        self.call_when_known(&work, put).await?.map(drop).map_err(|error| work.fail("create", error))
    }

    /// Reads the object within.
    pub(super) async fn read_made(&self, context: &Context, request: ReadRequest) -> Result<Option<Reading>> {
        if request.is_import() {
            let (inner, id) = Inner::of_import(&request.id)?;
            let reading = self.read_now(inner.ty, context, ReadRequest { id, ..request }).await?;
            return Ok(reading.map(|reading| inner.reading(reading, &Object::new())));
        }
        let inputs = request.inputs.clone().unwrap_or_default();
        let inner = Inner::of(&[&inputs])?;
        let request = ReadRequest {
            inputs: Some(inner.inputs(&inputs)),
            outputs: request.outputs.as_ref().map(|outputs| inner.outputs(outputs)),
            ..request
        };
        let reading = self.read_now(inner.ty, context, request).await?;
        Ok(reading.map(|reading| inner.reading(reading, &inputs)))
    }

    /// Updates the object within.
    pub(super) async fn update_made(&self, context: &Context, request: UpdateRequest) -> Result<Object> {
        let inner = Inner::of(&[&request.news, &request.old_inputs])?;
        let program = request.news.clone();
        let request = UpdateRequest {
            old_inputs: inner.inputs(&request.old_inputs),
            old_outputs: inner.outputs(&request.old_outputs),
            news: inner.inputs(&program),
            ..request
        };
        match self.update_now(inner.ty, context, request).await {
            Ok(outputs) => Ok(inner.program_outputs(&outputs, &program)),
            Err(error) => Err(inner.failed(error, &program)),
        }
    }

    /// Deletes the object within.
    pub(super) async fn delete_made(&self, context: &Context, request: DeleteRequest) -> Result<()> {
        let inner = Inner::of(&[&request.old_inputs])?;
        let request = DeleteRequest {
            old_inputs: inner.for_deletion(&request.old_inputs),
            old_outputs: inner.outputs(&request.old_outputs),
            ..request
        };
        self.delete_now(inner.ty, context, request).await
    }
}
