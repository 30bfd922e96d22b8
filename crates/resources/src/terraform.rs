//! How CX as Code, the Terraform provider, maps to this package: what Pulumi's converters and its HCL runtime ask for.
//!
//! The format is that of Pulumi's Terraform bridge (`MarshallableProvider`). Every attribute gets an explicit name, because the
//! converters would otherwise make plurals by English rules; a single block is marked as such, because it is an object for us.

use pulumi_provider::declaration::{FieldShape, Form, Properties, Shape, Write, resource_token};
use serde_json::{Map, Value as Json, json};

use crate::configuration::Configuration;
use crate::package::{self, NAME, VERSION};
use crate::registry::{Registry, ResourceType};

/// Kinds that CX as Code does not have.
const OURS: &[&str] = &[
    "api_object",
    "architect_datatable_rows",
    "queue_flows",
    "queue_members",
    "role_grant",
    "user_queue",
    "user_routing_language",
    "user_routing_skill",
    "user_utilization",
];

/// Whether CX as Code has no such type.
pub fn is_ours(ty: &ResourceType) -> bool {
    OURS.contains(&ty.table.api.kind)
}

/// Name of the Terraform provider.
pub const PROVIDER: &str = "genesyscloud";

/// The whole mapping.
pub fn mapping(registry: &Registry) -> Json {
    let configuration = Shape::of(Configuration::TABLE);
    let (mut resources, mut resource_schemas) = (Map::new(), Map::new());
    let (mut functions, mut function_schemas) = (Map::new(), Map::new());
    for ty in registry.iter().filter(|ty| !is_ours(ty)) {
        let name = format!("{PROVIDER}_{}", ty.table.api.kind);
        // What only the platform says is an attribute as well, which no program sets.
        let mut fields = ty.outputs().map(|shape| fields(shape)).unwrap_or_default();
        fields.append(&mut self::fields(ty.inputs()));
        let token = resource_token(NAME, ty.table.token);
        resources.insert(name.clone(), json!({ "tok": token, "fields": fields }));
        let mut schemas = ty.outputs().map(|shape| computed(shape)).unwrap_or_default();
        schemas.append(&mut self::schemas(ty.inputs()));
        resource_schemas.insert(name, schemas.into());
    }
    for function in package::functions(registry) {
        let ty = function.ty();
        let name = format!("{PROVIDER}_{}{}", ty.table.api.kind, function.suffix());
        // What is asked for may be an output of the resource.
        let shapes = || [Some(ty.inputs()), ty.outputs()].into_iter().flatten();
        let fields: Map<String, Json> = shapes().flat_map(|shape| fields(shape)).collect();
        functions.insert(
            name.clone(),
            json!({ "tok": resource_token(NAME, &function.token()), "fields": fields }),
        );
        let schemas: Map<String, Json> = shapes().flat_map(|shape| schemas(shape)).collect();
        function_schemas.insert(name, schemas.into());
    }
    json!({
        "provider": {
            "schema": schemas(&configuration),
            "resources": resource_schemas,
            "dataSources": function_schemas,
        },
        "name": NAME,
        "version": VERSION,
        "config": fields(&configuration),
        "resources": resources,
        "dataSources": functions,
    })
}

/// An attribute's name in Terraform: `acwTimeoutMs` to `acw_timeout_ms`.
pub fn attribute(property: &str) -> String {
    let mut attribute = String::new();
    for letter in property.chars() {
        if letter.is_uppercase() {
            attribute.push('_');
        }
        attribute.extend(letter.to_lowercase());
    }
    attribute
}

fn fields(shape: &Shape) -> Map<String, Json> {
    shape.fields.iter().map(|field| (attribute(field.field.name), self::field(field))).collect()
}

fn field(field: &FieldShape) -> Json {
    let mut mapped = json!({ "name": field.field.name });
    if field.field.secret {
        mapped["secret"] = true.into();
    }
    if let Some(shape) = field.form.object() {
        mapped["element"] = json!({ "fields": fields(shape) });
    }
    match field.form {
        Form::Object(_) => mapped["maxItemsOne"] = true.into(),
        Form::List { .. } => mapped["maxItemsOne"] = false.into(),
        _ => {}
    }
    mapped
}

fn schemas(shape: &Shape) -> Map<String, Json> {
    shape.fields.iter().map(|field| (attribute(field.field.name), schema(field))).collect()
}

fn computed(shape: &Shape) -> Map<String, Json> {
    let mut schemas = schemas(shape);
    for schema in schemas.values_mut().filter_map(Json::as_object_mut) {
        schema.retain(|name, _| !["required", "optional"].contains(&name.as_str()));
        schema.insert("computed".to_owned(), true.into());
    }
    schemas
}

fn schema(field: &FieldShape) -> Json {
    let mut schema = form(&field.form);
    if field.field.key.is_some() {
        // Elements that are told apart by a key have no order.
        schema["type"] = SET.into();
    }
    let given = match field.field.write {
        Write::Digest => "computed",
        _ if field.is_required_input() => "required",
        _ => "optional",
    };
    schema[given] = true.into();
    if field.field.secret {
        schema["sensitive"] = true.into();
    }
    schema
}

/// The bridge's code of a set.
const SET: u8 = 7;

/// Objects that CX as Code has as sets of one.
const SETS_OF_ONE: &[&str] =
    &["MessagingTemplate", "ResponseFooter", "TriggerTarget", "WhatsAppTemplate", "WorkflowTargetSettings"];

/// The bridge's codes: 1 boolean, 2 integer, 3 float, 4 string, 5 list, 6 map, 7 set.
fn form(form: &Form) -> Json {
    match form {
        Form::Bool => json!({ "type": 1 }),
        Form::Integer(_) => json!({ "type": 2 }),
        Form::Number(_) => json!({ "type": 3 }),
        Form::Text(_) | Form::File | Form::Choice(_) | Form::Any => json!({ "type": 4 }),
        Form::Map(element) => json!({ "type": 6, "element": { "schema": self::form(element) } }),
        Form::List { element, set, .. } => {
            let code = if *set { SET } else { 5 };
            match element.as_ref() {
                Form::Object(shape) => json!({ "type": code, "element": { "resource": schemas(shape) } }),
                element => json!({ "type": code, "element": { "schema": self::form(element) } }),
            }
        }
        Form::Object(shape) => {
            let code = if SETS_OF_ONE.contains(&shape.name) { SET } else { 5 };
            json!({ "type": code, "maxItems": 1, "element": { "resource": schemas(shape) } })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_has_its_name_at_every_level() {
        let mapping = mapping(crate::registry());
        let queue = &mapping["resources"]["genesyscloud_routing_queue"];
        assert_eq!(queue["tok"], "genesyscloud:routing:Queue");
        assert_eq!(queue["fields"]["wrapup_codes"]["name"], "wrapupCodes");
        let call = &queue["fields"]["media_settings_call"];
        assert_eq!(call["maxItemsOne"], true);
        assert_eq!(call["element"]["fields"]["alerting_timeout_sec"]["name"], "alertingTimeoutSec");
        let schema = &mapping["provider"]["resources"]["genesyscloud_routing_queue"];
        assert_eq!(schema["wrapup_codes"]["type"], 7);
        assert_eq!(
            schema["media_settings_call"]["element"]["resource"]["service_level_percentage"]["type"],
            3
        );
        assert_eq!(
            mapping["dataSources"]["genesyscloud_auth_division_home"]["tok"],
            "genesyscloud:auth:getDivisionHome"
        );
        assert_eq!(mapping["config"]["oauthclient_secret"]["secret"], true);
    }
}
