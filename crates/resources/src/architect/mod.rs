//! Architect: what happens to an interaction before, between and after agents.

pub mod datatable;
pub mod datatable_row;
pub mod datatable_rows;
pub mod emergency_group;
pub mod flow;
pub mod grammar;
pub mod grammar_language;
pub mod ivr;
pub mod log_level;
pub mod milestone;
pub mod outcome;
pub mod schedule;
pub mod schedule_group;
pub mod trigger;
pub mod user_prompt;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<datatable::Datatable>(include_str!("datatable.md")));
    registry.add(resource::<datatable_row::DatatableRow>(include_str!("datatable_row.md")));
    registry.add(resource::<datatable_rows::DatatableRows>(include_str!("datatable_rows.md")));
    registry.add(resource::<emergency_group::Emergencygroup>(include_str!("emergency_group.md")));
    registry.add(resource::<flow::Flow>(include_str!("flow.md")));
    registry.add(resource::<grammar::Grammar>(include_str!("grammar.md")));
    registry.add(resource::<grammar_language::GrammarLanguage>(include_str!("grammar_language.md")));
    registry.add(resource::<ivr::Ivr>(include_str!("ivr.md")));
    registry.add(resource::<log_level::FlowLoglevel>(include_str!("log_level.md")));
    registry.add(resource::<milestone::FlowMilestone>(include_str!("milestone.md")));
    registry.add(resource::<outcome::FlowOutcome>(include_str!("outcome.md")));
    registry.add(resource::<schedule::Schedules>(include_str!("schedule.md")));
    registry.add(resource::<schedule_group::Schedulegroups>(include_str!("schedule_group.md")));
    registry.add(resource::<trigger::Trigger>(include_str!("trigger.md")));
    registry.add(resource::<user_prompt::UserPrompt>(include_str!("user_prompt.md")));
}
