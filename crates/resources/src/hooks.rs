//! What a resource may add to its declaration. Everything has a default; a resource writes down only where it differs.

use pulumi_provider::declaration::Issues;
use serde_json::Value as Json;

/// A resource's own rules.
pub trait Hooks {
    /// Checks that concern several properties at once. A property that is not known yet reads as absent: ask
    /// [`Issues::known`] before concluding anything from an absence.
    fn check(&self, _issues: &mut Issues<'_>) {}

    /// The last word on a body before it is sent: for what the platform refuses in combination with something else, or says
    /// otherwise than the declaration. Of the rest only what the program does not name may be changed here.
    fn settle(_body: &mut Json, _sent: &Sent<'_>)
    where
        Self: Sized,
    {
    }

    /// The first word on an answer, also on a row of a list: what the platform says otherwise, as the declaration says it.
    fn receive(_answer: &mut Json)
    where
        Self: Sized,
    {
    }

    /// A body that the platform must have taken before it takes the wanted one: for what it does in two steps only.
    fn first_step(_live: &Json, _wanted: &Json) -> Option<Json>
    where
        Self: Sized,
    {
        None
    }
}

/// What a hook knows of a body besides the body.
pub struct Sent<'a> {
    pub(crate) managed: &'a dyn Fn(&str) -> bool,
    pub(crate) parameter: &'a dyn Fn(&str) -> Option<&'a str>,
    pub(crate) file_name: &'a dyn Fn(&str) -> Option<String>,
}

impl Sent<'_> {
    /// Whether the program names a property.
    pub fn is_managed(&self, property: &str) -> bool {
        (self.managed)(property)
    }

    /// The value of a parameter of the object's path.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        (self.parameter)(name)
    }

    /// The name of the file that a property has, without the folders that it is in; `None` if what is in it has no name.
    pub fn file_name(&self, property: &str) -> Option<String> {
        (self.file_name)(property)
    }
}
