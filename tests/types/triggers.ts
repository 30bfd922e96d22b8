/** What starts workflows. */
import { ids } from "../kit";
import { named, scalar, type Subject, text } from "./subject";

const topic = "v2.detail.events.conversation.{id}.customer.end";
const voice = '[{"jsonPath": "mediaType", "operator": "Equal", "value": "VOICE"}]';
const chats = '[{ "jsonPath": "mediaType", "operator": "In", "values": ["CHAT", "MESSAGE"] }]';
const target = { type: "Workflow", id: ids.flows[0] };

export const triggers: Record<string, Subject> = {
    "processautomation:Trigger": {
        kind: "processautomation/triggers",
        document: "trigger",
        identity: () => {
            const given = () => ({ topicName: topic, enabled: true, target: { ...target } });
            return { args: given(), live: given() };
        },
        cases: [
            named(),
            text("description", "/description", ["After calls", "After chats"]),
            { path: "enabled", at: "/enabled", values: [false, true], removed: undefined, required: true },
            { path: "topicName", at: "/topicName", values: [topic, "v2.detail.events.conversation.{id}.acw"], removed: undefined, required: true, replaces: true },
            scalar("eventTtlSeconds", "/eventTTLSeconds", [60, 90], undefined),
            scalar("delayBySeconds", "/delayBySeconds", [60, 900], undefined),
            {
                path: "matchCriteria",
                at: "/matchCriteria",
                values: [voice, chats],
                api: (criteria) => JSON.parse(criteria),
                cleared: { by: "[]", live: [] },
                removed: undefined,
            },
            {
                path: "target",
                at: "/target",
                values: [target, { ...target, id: ids.flows[1] }],
                removed: undefined,
                required: true,
                diffs: { changed: ["~target.id"] },
            },
            {
                path: "target.workflowTargetSettings",
                at: "/target/workflowTargetSettings",
                values: [{ dataFormat: "Json" }, { dataFormat: "TopLevelPrimitives" }],
                beside: { "target.type": "Workflow", "target.id": ids.flows[0] },
                removed: undefined,
                diffs: { changed: ["~target.workflowTargetSettings.dataFormat"] },
            },
            {
                path: "target.id",
                at: "/target/id",
                values: [ids.flows[0], ids.flows[1]],
                beside: { "target.type": "Workflow" },
                removed: undefined,
                required: true,
            },
            {
                path: "target.type",
                at: "/target/type",
                values: ["Workflow", "Workflow"],
                beside: { "target.id": ids.flows[0] },
                removed: undefined,
                required: true,
                diffs: { changed: [] },
            },
            scalar("target.workflowTargetSettings.dataFormat", "/target/workflowTargetSettings/dataFormat", ["Json", "TopLevelPrimitives"], undefined, {
                beside: { "target.type": "Workflow", "target.id": ids.flows[0] },
            }),
        ],
        imported: {
            live: {
                name: "Everything",
                description: "Away from its default",
                topicName: topic,
                enabled: true,
                target: { ...target, workflowTargetSettings: { dataFormat: "Json" } },
                matchCriteria: JSON.parse(voice),
                eventTTLSeconds: 60,
            },
            args: {
                name: "Everything",
                description: "Away from its default",
                topicName: topic,
                enabled: true,
                target: { ...target, workflowTargetSettings: { dataFormat: "Json" } },
                matchCriteria: JSON.stringify(JSON.parse(voice)),
                eventTtlSeconds: 60,
            },
            fewer: { name: "Everything", topicName: topic, enabled: true, target },
            without: ["delayBySeconds"],
        },
    },
};
