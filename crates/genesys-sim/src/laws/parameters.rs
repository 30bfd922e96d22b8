//! Query parameters: those the facts demand, their types and their values.

use crate::{
    facts::{Operation, Parameter, Schema},
    refusal::Refusal,
    request::Query,
};

/// Checks the query against the operation's parameters.
///
/// # Errors
/// When a required parameter is missing, or a value is not of its type.
pub fn check(operation: &Operation, query: &Query) -> Result<(), Refusal> {
    for parameter in operation.facts.parameters.iter().filter(|parameter| parameter.place == "query") {
        let values = match parameter.schema.kind.as_deref() {
            Some("array") => query.all(&parameter.name),
            _ => query.get(&parameter.name).into_iter().collect(),
        };
        if values.is_empty() && parameter.required {
            return Err(Refusal::bad_request("The query parameter {name} is required.")
                .with("name", &parameter.name)
                .field(&parameter.name));
        }
        let schema = parameter.schema.items.as_deref().unwrap_or(&parameter.schema);
        for value in values {
            check_value(parameter, schema, value)?;
        }
    }
    Ok(())
}

/// Query parameters that the operation does not have.
pub fn unknown<'a>(operation: &'a Operation, query: &'a Query) -> impl Iterator<Item = &'a str> {
    query
        .pairs()
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| operation.query_parameter(name).is_none())
}

fn check_value(parameter: &Parameter, schema: &Schema, value: &str) -> Result<(), Refusal> {
    let fits = match schema.kind.as_deref() {
        Some("integer") => value.parse::<i64>().is_ok(),
        Some("number") => value.parse::<f64>().is_ok(),
        Some("boolean") => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
        _ => true,
    };
    // Values from an old source are incomplete, so they prove nothing.
    let known = match &schema.values {
        Some(values) if schema.values_from.is_none() => {
            values.iter().any(|known| known.eq_ignore_ascii_case(value))
        }
        _ => true,
    };
    if fits && known {
        return Ok(());
    }
    Err(Refusal::new(
        400,
        "invalid.query.param.value",
        "Value [{value}] is not valid for query parameter [{name}].",
    )
    .with("value", value)
    .with("name", &parameter.name)
    .field(&parameter.name))
}
