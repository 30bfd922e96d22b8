//! Permission policies: which ones there are, and how to know them again.
//!
//! The platform answers wildcards spelled out: a policy for each kind of object, and every action by its name. It takes domains,
//! kinds and actions that do not exist without a word, and may drop conditions where it spells something out.

use std::collections::{BTreeMap, BTreeSet};

use pulumi_provider::declaration::{Catalogue, Recognize, nearest};
use serde_json::{Value as Json, json};

/// Stands for every kind of object, or every action.
const ALL: &str = "*";

/// How to recognize policies that were sent.
pub(super) const POLICIES: Recognize =
    Recognize { read: recognize, lost: "The role may allow more, or less, than the program says." };

/// Every domain with its kinds of objects and what may be done with them.
pub(super) const PERMISSIONS: Catalogue = Catalogue { path: "/api/v2/authorization/permissions", refuse };

/// One permission: domain, kind of object and action, under the condition that is written down with it.
type Permission<'a> = (&'a str, &'a str, &'a str, String);

/// The permissions of a policy, one by one.
fn permissions(policy: &Json) -> impl Iterator<Item = Permission<'_>> {
    let (domain, entity) = (text(policy, "domain"), text(policy, "entityName"));
    let condition = condition(policy);
    actions(policy).map(move |action| (domain, entity, action, condition.clone()))
}

fn text<'a>(policy: &'a Json, name: &str) -> &'a str {
    policy[name].as_str().unwrap_or_default()
}

fn actions(policy: &Json) -> impl Iterator<Item = &str> {
    policy["actionSet"].as_array().into_iter().flatten().filter_map(Json::as_str)
}

/// What a condition says, in an order of its own, and without what the platform only tells about what it names.
fn condition(policy: &Json) -> String {
    fn plain(node: &Json) -> Json {
        match node {
            Json::Object(members) => match members.get("id") {
                Some(id) => json!({ "id": id }),
                None => members
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(name, value)| (name.clone(), plain(value)))
                    .collect::<serde_json::Map<_, _>>()
                    .into(),
            },
            Json::Array(items) => {
                let mut items: Vec<Json> = items.iter().map(plain).collect();
                items.sort_by_key(Json::to_string);
                items.into()
            }
            other => other.clone(),
        }
    }
    match &policy["resourceConditionNode"] {
        Json::Null => String::new(),
        node => plain(node).to_string(),
    }
}

/// Whether a policy allows a permission, if its wildcards are spelled out.
fn covers(policy: &Json, (domain, entity, action, condition): &Permission<'_>) -> bool {
    let named = text(policy, "entityName");
    text(policy, "domain") == *domain
        && (named == ALL || named == *entity)
        && actions(policy).any(|named| named == ALL || named == *action)
        && self::condition(policy) == *condition
}

/// The permissions of policies that one policy covers.
fn covered<'a>(policy: &Json, policies: &'a [Json]) -> BTreeSet<Permission<'a>> {
    policies.iter().flat_map(permissions).filter(|permission| covers(policy, permission)).collect()
}

/// Live policies in the words of those that were sent.
fn recognize(sent: &Json, recorded: Option<&Json>, live: &Json) -> Json {
    let (Some(sent), Some(live)) = (sent.as_array(), live.as_array()) else { return live.clone() };
    let recorded = recorded.and_then(Json::as_array);
    let is_kept = |policy: &&Json| {
        let there = covered(policy, live);
        let has_wildcard = text(policy, "entityName") == ALL || actions(policy).any(|action| action == ALL);
        match recorded.filter(|_| has_wildcard) {
            // What a wildcard stood for then is what it must stand for now: nobody has taken anything out.
            Some(recorded) => !there.is_empty() && covered(policy, recorded) == there,
            None if has_wildcard => !there.is_empty(),
            None => permissions(policy).all(|permission| there.contains(&permission)),
        }
    };
    let kept: Vec<&Json> = sent.iter().filter(is_kept).collect();
    let mut words: Vec<Json> = kept.iter().map(|policy| (*policy).clone()).collect();
    for policy in live {
        if kept.contains(&policy) {
            continue;
        }
        let left: Vec<&str> = permissions(policy)
            .filter(|permission| !kept.iter().any(|kept| covers(kept, permission)))
            .map(|(_, _, action, _)| action)
            .collect();
        if !left.is_empty() {
            let mut rest = policy.clone();
            rest["actionSet"] = json!(left);
            words.push(rest);
        }
    }
    words.into()
}

/// What is wrong with policies, by the platform's list of permissions.
fn refuse(rows: &[Json], policies: &Json) -> Vec<(String, String)> {
    let mut known: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for row in rows {
        let domain = known.entry(text(row, "domain")).or_default();
        for (entity, permissions) in row["permissionMap"].as_object().into_iter().flatten() {
            let actions = permissions.as_array().into_iter().flatten();
            domain
                .entry(entity.as_str())
                .or_default()
                .extend(actions.filter_map(|permission| permission["action"].as_str()));
        }
    }
    let mut wrong = Vec::new();
    for (index, policy) in policies.as_array().into_iter().flatten().enumerate() {
        let mut say = |at: &str, what: &str, value: &str, among: Vec<&str>| {
            let near = nearest(value, among.iter().copied());
            let hint = match near[..] {
                [] => format!("there are {}", among.join(", ")),
                _ => format!("did you mean {}?", near.join(" or ")),
            };
            wrong.push((
                format!("[{index}].{at}"),
                format!("\"{value}\" is no {what} that the platform has; {hint}"),
            ));
        };
        let (domain, entity) = (text(policy, "domain"), text(policy, "entityName"));
        let Some(entities) = known.get(domain) else {
            say("domain", "domain", domain, known.keys().copied().collect());
            continue;
        };
        if entity == ALL {
            continue;
        }
        let Some(known) = entities.get(entity) else {
            say(
                "entityName",
                &format!("kind of object of the domain {domain}"),
                entity,
                entities.keys().copied().collect(),
            );
            continue;
        };
        for action in actions(policy).filter(|action| *action != ALL && !known.contains(action)) {
            say(
                "actionSet",
                &format!("action of {domain}:{entity}"),
                action,
                known.iter().copied().collect(),
            );
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(domain: &str, entity: &str, actions: &[&str]) -> Json {
        json!({ "domain": domain, "entityName": entity, "actionSet": actions })
    }

    fn under(mut policy: Json, queue: &str) -> Json {
        let operand = json!({ "type": "QUEUE", "queue": { "id": queue } });
        let term = json!({ "variableName": "Conversation.queues", "operator": "EQ", "operands": [operand] });
        policy["resourceConditionNode"] = json!({ "conjunction": "AND", "terms": [term] });
        policy
    }

    #[test]
    fn what_is_spelled_out_is_recognized() {
        let sent = json!([policy("routing", "*", &["*"]), policy("directory", "user", &["view"])]);
        let live = json!([
            policy("directory", "user", &["view"]),
            policy("routing", "queue", &["edit", "view"]),
            policy("routing", "skill", &["view"]),
        ]);
        assert_eq!(recognize(&sent, None, &live), sent);
        assert_eq!(recognize(&sent, Some(&live), &live), sent);
    }

    #[test]
    fn what_others_have_added_is_seen_and_nothing_but_that() {
        let sent =
            json!([policy("routing", "queue", &["*"]), policy("directory", "user", &["view", "edit"])]);
        let live = json!([
            policy("routing", "queue", &["edit", "view"]),
            policy("routing", "skill", &["view"]),
            policy("directory", "user", &["edit", "delete", "view"]),
        ]);
        let [queue, user] = [&sent[0], &sent[1]];
        assert_eq!(
            recognize(&sent, None, &live),
            json!([
                queue,
                user,
                policy("routing", "skill", &["view"]),
                policy("directory", "user", &["delete"])
            ])
        );
    }

    #[test]
    fn what_others_have_taken_out_of_a_wildcard_is_seen() {
        let sent = json!([policy("routing", "*", &["view"])]);
        let recorded = json!([policy("routing", "queue", &["view"]), policy("routing", "skill", &["view"])]);
        let live = json!([policy("routing", "queue", &["view"])]);
        assert_eq!(recognize(&sent, Some(&recorded), &live), live);
        assert_eq!(recognize(&sent, Some(&recorded), &json!([])), json!([]));
        assert_eq!(recognize(&sent, None, &json!([])), json!([]));
    }

    #[test]
    fn policies_that_the_platform_has_joined_or_parted_are_the_same() {
        let sent = json!([policy("routing", "queue", &["view"]), policy("routing", "queue", &["edit"])]);
        let live = json!([policy("routing", "queue", &["edit", "view"])]);
        assert_eq!(recognize(&sent, None, &live), sent);
        assert_eq!(recognize(&live, None, &sent), live);
    }

    #[test]
    fn a_condition_that_was_lost_is_no_longer_what_was_sent() {
        let sent = json!([under(policy("routing", "*", &["view"]), "q1")]);
        let live = json!([policy("routing", "queue", &["view"])]);
        assert_eq!(recognize(&sent, None, &live), live);
        assert_eq!(
            recognize(&sent, None, &json!([under(policy("routing", "queue", &["view"]), "q2")]))
                .as_array()
                .unwrap()
                .len(),
            1
        );
        let mut told = under(policy("routing", "queue", &["view"]), "q1");
        told["resourceConditionNode"]["terms"][0]["operands"][0]["queue"]["name"] = "Support".into();
        assert_eq!(recognize(&sent, None, &json!([told])), sent);
    }

    #[test]
    fn what_does_not_exist_is_refused_with_what_is_like_it() {
        let action = |action: &str| json!({ "action": action });
        let rows = [json!({
            "domain": "routing",
            "permissionMap": { "queue": [action("view"), action("edit")], "skill": [action("manage")] },
        })];
        let refused = |domain, entity, actions: &[&str]| {
            let wrong = refuse(&rows, &json!([policy(domain, entity, actions)]));
            wrong.into_iter().map(|(path, reason)| format!("{path} {reason}")).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(refused("routing", "queue", &["view", "*"]), "");
        assert_eq!(refused("routing", "*", &["anything"]), "");
        assert_eq!(
            refused("routin", "queue", &["view"]),
            "[0].domain \"routin\" is no domain that the platform has; did you mean routing?"
        );
        assert_eq!(
            refused("routing", "que", &["view"]),
            "[0].entityName \"que\" is no kind of object of the domain routing that the platform has; did you mean queue?"
        );
        assert_eq!(
            refused("routing", "queue", &["destroy"]),
            "[0].actionSet \"destroy\" is no action of routing:queue that the platform has; there are edit, view"
        );
    }
}
