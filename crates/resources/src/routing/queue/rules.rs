//! How a queue finds an agent: rings, rules and groups of members.

use pulumi_provider::declaration::{Codec, Issues, Properties, Ref, Set};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::choices::choices;
use crate::kinds;

/// A bullseye ring: who is asked before the next ring is asked too.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueBullseyeRing {
    /// How long an interaction stays in the ring, in seconds.
    #[api("expansionCriteria", codec = &TIMEOUT)]
    #[schemars(range(min = 0.0, max = 259_200.0))]
    pub expansion_timeout_seconds: f64,

    /// Skills that an agent need not have any more when the interaction leaves the ring.
    #[api("actions.skillsToRemove[].id")]
    pub skills_to_remove: Option<Set<Ref<kinds::Skill>>>,

    /// Groups whose members are in the ring.
    pub member_groups: Option<Set<QueueMemberGroup>>,
}

// The API has a list of criteria, of which there is one kind.
const TIMEOUT: Codec = Codec {
    encode: |seconds| json!([{ "type": "TIMEOUT_SECONDS", "threshold": seconds }]),
    decode: |criteria| {
        let mut criteria = criteria.as_array().into_iter().flatten();
        let timeout = criteria.find(|criterion| criterion["type"] == "TIMEOUT_SECONDS");
        timeout.map_or(Json::Null, |timeout| timeout["threshold"].clone())
    },
};

/// A group, a team or a skill group.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueMemberGroup {
    /// The group, team or skill group.
    #[api("id")]
    pub member_group_id: String,

    /// Which of them it is.
    #[api("type")]
    pub member_group_type: MemberGroupType,
}

/// A rule of preferred agent routing: how good an agent must be for this interaction.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueRoutingRule {
    /// Whom the rule takes.
    #[api(default = "MEETS_THRESHOLD", source = CxAsCode)]
    pub operator: Option<RoutingRuleOperator>,

    /// The score that an agent must have. Not looked at where the operator is `ANY`.
    pub threshold: Option<i32>,

    /// How long to wait before the next rule, in seconds.
    #[api(default = 5, source = CxAsCode)]
    #[schemars(range(min = 2.0, max = 259_200.0))]
    pub wait_seconds: Option<f64>,
}

/// A rule of conditional group routing: groups that take interactions of the queue too while a condition holds.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueConditionalGroupRoutingRule {
    /// Queue whose metric is looked at. The first rule is about the queue that has it, and names none.
    #[api("queue.id", default = itself, source = CxAsCode)]
    pub queue_id: Option<Ref<kinds::Queue>>,

    /// What is looked at.
    #[api(default = "EstimatedWaitTime", source = CxAsCode)]
    pub metric: Option<ConditionalGroupRoutingMetric>,

    /// How the metric is compared with the value.
    pub operator: Option<ConditionalGroupRoutingOperator>,

    /// The value.
    #[schemars(range(min = 0.0, max = 259_200.0))]
    pub condition_value: Option<f64>,

    /// How long to wait before the next rule, in seconds. Not looked at in the last one.
    #[api(default = 2, source = CxAsCode)]
    #[schemars(range(min = 0, max = 259_200))]
    pub wait_seconds: Option<u32>,

    /// The groups.
    #[schemars(length(min = 1))]
    pub groups: Set<QueueMemberGroup>,
}

/// Conditional group activation: groups that take interactions of the queue too while rules hold that are looked at again and again.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueGroupActivation {
    /// The rule that decides whether the others are looked at. Without it they always are.
    pub pilot_rule: Option<QueueConditionalGroupActivationPilotRule>,

    /// The rules.
    #[schemars(length(min = 1, max = 5))]
    pub rules: Vec<QueueConditionalGroupActivationRule>,
}

/// Conditions, and how they make a rule.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueConditionalGroupActivationPilotRule {
    /// How the conditions make the rule, such as `C1 and (C2 or C3)`.
    pub condition_expression: String,

    /// The conditions, called C1, C2 and so on in their order.
    #[schemars(length(min = 1, max = 10))]
    pub conditions: Vec<QueueConditionalGroupActivationCondition>,
}

/// A rule of conditional group activation.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueConditionalGroupActivationRule {
    /// When it holds.
    #[serde(flatten)]
    pub when: QueueConditionalGroupActivationPilotRule,

    /// The groups that are activated while the rule holds.
    #[schemars(length(min = 1, max = 5))]
    pub groups: Set<QueueMemberGroup>,
}

/// A condition of a rule of conditional group activation.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueConditionalGroupActivationCondition {
    /// What is looked at.
    pub simple_metric: QueueSimpleMetric,

    /// How the metric is compared with the value.
    pub operator: ConditionalGroupActivationOperator,

    /// The value.
    pub value: f64,
}

/// A metric of a queue.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueSimpleMetric {
    /// The metric.
    pub metric: ConditionalGroupActivationMetric,

    /// The queue.
    #[api("queue.id", default = itself, source = CxAsCode)]
    pub queue_id: Option<Ref<kinds::Queue>>,
}

impl QueueGroupActivation {
    /// Each condition that an expression names is there.
    pub(super) fn check(&self, at: &str, issues: &mut Issues<'_>) {
        check_conditions(self.pilot_rule.as_ref(), &self.rules, &format!("{at}."), issues);
    }
}

/// Each condition that an expression names is there; the properties are at `within`.
pub(crate) fn check_conditions(
    pilot: Option<&QueueConditionalGroupActivationPilotRule>,
    rules: &[QueueConditionalGroupActivationRule],
    within: &str,
    issues: &mut Issues<'_>,
) {
    let pilot = pilot.map(|rule| (format!("{within}pilotRule"), rule));
    let rules = rules.iter().enumerate();
    let rules = rules.map(|(index, rule)| (format!("{within}rules[{index}]"), &rule.when));
    for (at, rule) in pilot.into_iter().chain(rules) {
        let conditions = rule.conditions.len();
        for name in rule.condition_expression.split(|letter: char| !letter.is_ascii_alphanumeric()) {
            let number = name.strip_prefix(['C', 'c']).and_then(|number| number.parse::<usize>().ok());
            if let Some(number) = number.filter(|number| !(1..=conditions).contains(number)) {
                let reason = format!("names C{number}, but the conditions are C1 to C{conditions}");
                issues.say(&format!("{at}.conditionExpression"), reason);
            }
        }
    }
}

/// Direct routing: interactions that go to one agent's own address.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueDirectRouting {
    /// Queue that takes an interaction whose agent does not, if the agent has no backup of its own.
    #[api(default = itself, source = CxAsCode)]
    pub backup_queue_id: Option<Ref<kinds::Queue>>,

    /// How long an interaction waits for its agent before it goes to the backup, in seconds.
    #[api(default = 60, source = CxAsCode)]
    #[schemars(range(min = 60, max = 864_000))]
    pub agent_wait_seconds: Option<u32>,

    /// Let an interaction wait for its agent, instead of giving it to the backup at once.
    #[api(default = false, source = CxAsCode)]
    pub wait_for_agent: Option<bool>,

    /// Show the agent's own number in calls on behalf of the queue.
    #[api("callMediaSettings.useAgentAddressOutbound", default = true, source = CxAsCode)]
    pub call_use_agent_address_outbound: Option<bool>,

    /// Send e-mails on behalf of the queue from the agent's own address.
    #[api("emailMediaSettings.useAgentAddressOutbound", default = true, source = CxAsCode)]
    pub email_use_agent_address_outbound: Option<bool>,

    /// Send messages on behalf of the queue from the agent's own address.
    #[api("messageMediaSettings.useAgentAddressOutbound", default = true, source = CxAsCode)]
    pub message_use_agent_address_outbound: Option<bool>,
}

/// Callbacks that belong to an agent.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueAgentOwnedRouting {
    /// Let callbacks belong to an agent.
    #[api(default = false, source = Inferred)]
    pub enable_agent_owned_callbacks: Option<bool>,

    /// How long a callback can belong to an agent, in hours.
    #[schemars(range(min = 1, max = 168))]
    pub max_owned_callback_hours: Option<u32>,

    /// How far in the future a callback can be, in hours.
    #[schemars(range(min = 1, max = 720))]
    pub max_owned_callback_delay_hours: Option<u32>,
}

/// Canned responses that agents of a queue can use.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueCannedResponseLibraries {
    /// Which libraries they are from.
    #[api(default = "All", source = Inferred)]
    pub mode: Option<CannedResponseMode>,

    /// The libraries, for the mode `SelectedOnly`.
    pub library_ids: Option<Set<Ref<kinds::ResponseLibrary>>>,
}

/// Address from which agents of a queue send e-mails.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueEmailAddress {
    /// The domain.
    #[api("domain.id")]
    pub domain_id: Ref<kinds::EmailDomain>,

    /// The route in the domain.
    #[api("route.id")]
    pub route_id: Ref<kinds::EmailRoute>,
}

choices! {
    /// What kind of group it is.
    MemberGroupType "UPPERCASE" {
        Group = "A group.",
        Team = "A team.",
        SkillGroup = "A skill group.",
    }

    /// Whom a rule of preferred agent routing takes.
    RoutingRuleOperator "SCREAMING_SNAKE_CASE" {
        MeetsThreshold = "Agents whose score is the threshold or more.",
        Any = "Every agent.",
    }

    /// What a rule of conditional group routing looks at.
    ConditionalGroupRoutingMetric "PascalCase" {
        EstimatedWaitTime = "The estimated wait time, in seconds.",
        ServiceLevel = "The share of interactions that were answered in time.",
    }

    /// How a rule of conditional group routing compares.
    ConditionalGroupRoutingOperator "PascalCase" {
        GreaterThan = "More than the value.",
        GreaterThanOrEqualTo = "The value or more.",
        LessThan = "Less than the value.",
        LessThanOrEqualTo = "The value or less.",
    }

    /// What a condition of conditional group activation looks at.
    ConditionalGroupActivationMetric "PascalCase" {
        EstimatedWaitTime = "The estimated wait time, in seconds.",
        IdleAgentCount = "How many agents have nothing to do.",
        ServiceLevel = "The share of interactions that were answered in time.",
    }

    /// How a condition of conditional group activation compares.
    ConditionalGroupActivationOperator "PascalCase" {
        GreaterThan = "More than the value.",
        GreaterThanOrEqualTo = "The value or more.",
        LessThan = "Less than the value.",
        LessThanOrEqualTo = "The value or less.",
        EqualTo = "The value.",
        NotEqualTo = "Anything but the value.",
    }

    /// Which libraries of canned responses agents can use.
    CannedResponseMode "PascalCase" {
        All = "All.",
        SelectedOnly = "Those that are named.",
        None = "None.",
    }
}
