//! Where an object is: the values of its path's parameters, and how ids are made of them.

use pulumi_provider::declaration::{Existence, FieldShape, Write};
use pulumi_provider::error::{Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};

use genesys_api::Request;
use serde_json::Value as Json;

use crate::mapping::lookup;
use crate::registry::ResourceType;

/// The values of the parameters of an object's path.
#[derive(Debug, Clone)]
pub(super) struct Address {
    values: Vec<(&'static str, String)>,
}

impl Address {
    /// The address of what these inputs describe; its own id is not known yet.
    pub(super) fn of_inputs(ty: &ResourceType, inputs: &Object) -> Address {
        let values = parameters(ty.table.api.item).filter_map(|name| Some((name, given(ty, name, inputs)?)));
        Address { values: values.collect() }
    }

    /// The address of the object with this id; parents that the id does not name are in the inputs or outputs.
    pub(super) fn of_id(ty: &ResourceType, id: &str, known: &[&Object]) -> Result<Address> {
        let names: Vec<&'static str> = parameters(ty.table.api.item).collect();
        if names.is_empty() {
            return Ok(Address { values: Vec::new() });
        }
        if names.len() == 1 {
            let own = ty.table.api.joined_by.and_then(|sign| id.strip_suffix(sign)).unwrap_or(id);
            return Ok(Address { values: vec![(names[0], own.to_owned())] });
        }
        let mut parts: Vec<String> = id.split('/').map(unescape).collect();
        if let Some(sign) = ty.table.api.joined_by
            && id.split(sign).count() == names.len()
        {
            parts = id.split(sign).map(str::to_owned).collect();
        } else if ty.table.api.existence == Existence::Named && parts.len() > names.len() {
            // A name may have what separates it from its parent, and who writes it by hand need not know how it is escaped.
            let own = parts.split_off(names.len() - 1).join("/");
            parts.push(own);
        }
        if parts.len() == names.len() {
            return Ok(Address { values: names.into_iter().zip(parts).collect() });
        }
        let (own, parents) = names.split_last().unwrap_or((&"", &[]));
        let mut values = Vec::new();
        for name in parents {
            let Some(value) = known.iter().find_map(|known| given(ty, name, known)) else {
                return Err(Error::invalid(format!(
                    "\"{id}\" is not the id of a {}: it has the form {}",
                    ty.noun(),
                    parameters(ty.table.api.item).collect::<Vec<_>>().join("/")
                )));
            };
            values.push((*name, value));
        }
        values.push((own, id.to_owned()));
        Ok(Address { values })
    }

    /// With the id that the platform has given.
    pub(super) fn with_own(mut self, ty: &ResourceType, own: &str) -> Address {
        if let Some(name) = parameters(ty.table.api.item).last() {
            self.values.retain(|(other, _)| *other != name);
            self.values.push((name, own.to_owned()));
        }
        self
    }

    /// With the value of a parameter that is below it.
    pub(super) fn with(mut self, name: &'static str, value: &str) -> Address {
        self.values.retain(|(other, _)| *other != name);
        self.values.push((name, value.to_owned()));
        self
    }

    /// The id in the state.
    pub(super) fn id(&self, ty: &ResourceType) -> String {
        let last = || self.values.last().map(|(_, value)| value.clone()).unwrap_or_default();
        match ty.table.api.existence {
            Existence::Singleton(id) => id.to_owned(),
            Existence::Created | Existence::Assigned(_) | Existence::Found => last(),
            Existence::Named | Existence::Element | Existence::Attached if self.values.len() == 1 => last(),
            Existence::Child | Existence::Named | Existence::Element | Existence::Attached => {
                self.values.iter().map(|(_, value)| escape(value)).collect::<Vec<_>>().join("/")
            }
        }
    }

    /// The object's own id: the last parameter of its path.
    pub(super) fn own(&self) -> &str {
        self.values.last().map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// What tells the list that it is in apart from others: the parameters of that list's path.
    pub(super) fn list_key(&self, ty: &ResourceType) -> String {
        let values = parameters(ty.table.api.list.unwrap_or(ty.table.api.path))
            .filter_map(|name| self.parameter(name));
        values.collect::<Vec<_>>().join("/")
    }

    /// What tells its row apart from others of the list, as [`row_key`].
    pub(super) fn key_of_row(&self, ty: &ResourceType) -> String {
        let places = row_places(ty);
        if places.is_empty() {
            return self.own().to_owned();
        }
        let values = places.iter().filter_map(|(name, _)| self.parameter(name));
        values.collect::<Vec<_>>().join("/")
    }

    /// Whether a row of the list is this object.
    pub(super) fn is_of_row(&self, ty: &ResourceType, row: &Json) -> bool {
        row_key(ty, row).is_some_and(|key| key == self.key_of_row(ty))
    }

    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    /// The request with every parameter that its path has.
    pub(super) fn fill(&self, request: Request) -> Request {
        let used = self.values.iter().filter(|(name, _)| request.template.contains(&format!("{{{name}}}")));
        let used: Vec<_> = used.cloned().collect();
        used.into_iter().fold(request, |request, (name, value)| request.param(name, value))
    }

    /// The properties that the address itself tells.
    pub(super) fn properties(&self, ty: &ResourceType) -> Object {
        let fields = ty.inputs().fields.iter().filter_map(|field| match field.field.write {
            Write::Parameter(name) => Some((field.field.name.to_owned(), Value::from(self.parameter(name)?))),
            _ => None,
        });
        fields.collect()
    }

    /// What tells this object apart from all others, for locks. A relation to an object is locked as the object.
    pub(super) fn key(&self) -> String {
        self.values.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("/")
    }
}

/// The names of the parameters in a path template, in order.
pub(crate) fn parameters(template: &'static str) -> impl Iterator<Item = &'static str> {
    template.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

/// What tells a row of the list apart from others: its id, or what it relates where relations have a list of their own.
pub(super) fn row_key(ty: &ResourceType, row: &Json) -> Option<String> {
    let places = row_places(ty);
    if places.is_empty() {
        return ty.own_id(row).map(str::to_owned);
    }
    let values: Option<Vec<&str>> = places.iter().map(|(_, place)| lookup(row, place)?.as_str()).collect();
    values.map(|values| values.join("/"))
}

/// Where a row of a list of relations has the parameters of the object's path.
fn row_places(ty: &ResourceType) -> Vec<(&'static str, &'static str)> {
    let api = &ty.table.api;
    if api.existence != Existence::Element || api.list.is_none() {
        return Vec::new();
    }
    let place = |name: &'static str| {
        let is_meant = |field: &&FieldShape| field.field.write == Write::Parameter(name);
        let field = ty.inputs().fields.iter().find(is_meant)?;
        Some((name, field.field.path)).filter(|(_, path)| !path.is_empty())
    };
    parameters(api.item).filter_map(place).collect()
}

fn given(ty: &ResourceType, parameter: &str, inputs: &Object) -> Option<String> {
    let is_meant = |write: Write| matches!(write, Write::Parameter(name) if name == parameter);
    let field = ty.inputs().fields.iter().find(|field| is_meant(field.field.write))?;
    property(inputs, field.field.name).and_then(Value::as_str).map(str::to_owned)
}

fn escape(part: &str) -> String {
    part.replace('%', "%25").replace('/', "%2F")
}

pub(super) fn unescape(part: &str) -> String {
    part.replace("%2F", "/").replace("%2f", "/").replace("%25", "%")
}
