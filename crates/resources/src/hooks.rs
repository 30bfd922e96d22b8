//! What a resource may add to its declaration. Everything has a default; a resource writes down only where it differs.

use pulumi_provider::declaration::Issues;
use serde_json::Value as Json;

/// A resource's own rules.
pub trait Hooks {
    /// Checks that concern several properties at once. A property that is not known yet reads as absent: ask
    /// [`Issues::known`] before concluding anything from an absence.
    fn check(&self, _issues: &mut Issues<'_>) {}

    /// The last word on a body before it is sent: for what the platform refuses in combination with something else. `managed` says
    /// whether the program names the property; only what it does not name may be changed here.
    fn settle(_body: &mut Json, _managed: &dyn Fn(&str) -> bool)
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
