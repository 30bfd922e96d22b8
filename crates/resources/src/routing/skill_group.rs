//! `routing:SkillGroup`, agents who can do what its conditions ask for.

use pulumi_provider::declaration::{Add, Collection, Issues, JsonList, Pages, Ref, Remove, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::hooks::Hooks;
use crate::kinds;

/// A skill group: agents who meet its conditions, whoever they are at the time.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:SkillGroup", lookup = "name")]
#[api(kind = kinds::SkillGroup, path = "/api/v2/routing/skillgroups", update = patch, cursor)]
#[api(item = "/api/v2/routing/skillgroups/{skillGroupId}")]
pub struct SkillGroup {
    /// Name of the group, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    #[api(always)]
    pub name: Option<String>,

    /// What the group is for.
    #[api(default = "", source = Inferred)]
    pub description: Option<String>,

    /// Division that owns the group. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// What agents must be able to do, as JSON: a list of conditions, all of which must hold. Each has an `operation` (`And`, `Or`, `Not`)
    /// and lists of `routingSkillConditions` and `languageSkillConditions` with a skill or language by its name, a `comparator`, a
    /// `proficiency`, and `childConditions` where they are nested.
    #[api(always, default = "[]", source = CxAsCode)]
    pub skill_conditions: Option<JsonList>,

    /// Divisions whose agents are looked at besides those of the group's own division; `*` stands for all. Left as they are when not set.
    #[api("id", collection = &DIVISIONS)]
    #[schemars(length(max = 50))]
    pub member_division_ids: Option<Set<Ref<kinds::Division>>>,
}

const DIVISIONS: Collection = Collection {
    path: "/api/v2/routing/skillgroups/{skillGroupId}/members/divisions",
    batch: 50,
    add: Add::PostNamed("addDivisionIds"),
    remove: Remove::PostNamed("removeDivisionIds"),
    pages: Pages::One,
    always: Some("division.id"),
    ..Collection::IDS
};

/// What a condition can have.
const CONDITIONS: [(&str, &str); 2] =
    [("routingSkillConditions", "routingSkill"), ("languageSkillConditions", "languageSkill")];

impl Hooks for SkillGroup {
    fn check(&self, issues: &mut Issues<'_>) {
        if let Some(JsonList(conditions)) = &self.skill_conditions {
            check(conditions, "", issues);
        }
    }
}

/// The platform says of a condition that lacks something only that the request is bad.
fn check(conditions: &[Json], within: &str, issues: &mut Issues<'_>) {
    for (index, condition) in conditions.iter().enumerate() {
        let at = format!("{within}[{index}]");
        let mut say = |reason: String| issues.say("skillConditions", format!("{at} {reason}"));
        if !["And", "Or", "Not"].contains(&condition["operation"].as_str().unwrap_or_default()) {
            say("needs an operation: And, Or or Not".to_owned());
        }
        for (list, skill) in CONDITIONS {
            for (index, one) in condition[list].as_array().into_iter().flatten().enumerate() {
                for member in [skill, "comparator", "proficiency"] {
                    if one.get(member).is_none() {
                        say(format!("needs {member} in {list}[{index}]"));
                    }
                }
            }
        }
        for (list, _) in CONDITIONS {
            for (index, one) in condition[list].as_array().into_iter().flatten().enumerate() {
                if let Some(children) = one["childConditions"].as_array() {
                    check(children, &format!("{at}.{list}[{index}].childConditions"), issues);
                }
            }
        }
    }
}
