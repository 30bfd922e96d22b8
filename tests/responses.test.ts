/** Canned responses and triggers: how they are found, and what the platform says late. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { ids, type Json, lookup, Project, resource, sameLines, Simulator, surroundings } from "./kit";

const RESPONSES = "responsemanagement/responses";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    await simulator.seed(surroundings());
    project = Project.create(simulator);
});

const response = (args: Json) => resource("responsemanagement:Response", "hello", { libraryIds: [ids.libraries[0]], texts: [{ content: "Hello" }], ...args });

test("libraries, responses and triggers are looked up by name", async () => {
    const library = await simulator.api("POST", "responsemanagement/libraries", { name: "Greetings" });
    await simulator.api("POST", "responsemanagement/libraries", { name: "Greetings of the season" });
    const body = (id: string) => ({ name: "Hello", libraries: [{ id }], texts: [{ content: "Hello", contentType: "text/plain" }] });
    const one = await simulator.api("POST", RESPONSES, body(library.id));
    const other = await simulator.api("POST", RESPONSES, body(ids.libraries[1]));
    const topicName = "v2.detail.events.conversation.{id}.customer.end";
    const trigger = await simulator.api("POST", "processautomation/triggers", { name: "End", topicName, enabled: true, target: { type: "Workflow", id: ids.flows[0] } });
    const found: Json = {};
    await project.preview(async () => {
        found.library = await lookup("responsemanagement:getLibrary", { name: "Greetings" });
        found.one = await lookup("responsemanagement:getResponse", { libraryId: library.id, name: "Hello" });
        found.other = await lookup("responsemanagement:getResponse", { libraryId: ids.libraries[1], name: "Hello" });
        found.trigger = await lookup("processautomation:getTrigger", { name: "End" });
    });
    assert.deepEqual(
        Object.entries<Json>(found).map(([what, { id }]) => [what, id]),
        [["library", library.id], ["one", one.id], ["other", other.id], ["trigger", trigger.id]],
    );
    assert.deepEqual([found.one.texts[0].content, found.trigger.topicName], ["Hello", topicName]);

    await project.importAll([{ type: "responsemanagement:Response", name: "hello", id: `${library.id}/Hello` }]);
    assert.equal(project.resource("hello").id, one.id);
    const preview = await project.preview(() => void response({ name: "Hello", libraryIds: [library.id] }), { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], []);
});

test("a response of the same name in the same library is not made a second time", async () => {
    const body = { name: "Hello", libraries: [{ id: ids.libraries[1] }, { id: ids.libraries[0] }], texts: [{ content: "Theirs" }] };
    const { id } = await simulator.api("POST", RESPONSES, body);
    const stopped = await project.up(() => void response({ name: "Hello" }), { fails: true });
    assert.match(stopped.errors.join("\n"), new RegExp(`has the id ${id}`));
    // In another library it is another one.
    const { id: third } = await simulator.api("POST", "responsemanagement/libraries", { name: "Third" });
    await project.up(() => void response({ name: "Hello", libraryIds: [third] }));
    assert.notEqual(project.resource("hello").id, id);
});

test("what a response and a trigger refer to may be known late", async () => {
    const asset = { method: "POST", route: `/api/v2/${RESPONSES}`, kind: "status", status: 412, code: "precondition.failed", message: "The asset is not ready." };
    await simulator.fault({ ...asset, times: 2 });
    await project.up(() => void response({ name: "Hello", assetIds: [ids.assets[0]] }));
    assert.deepEqual((await simulator.objects())[RESPONSES].length, 1);
});

test("what does not go together is refused in the preview", async () => {
    const wrong: [args: Json, reason: RegExp][] = [
        [{ footer: { type: "Signature" } }, /footer.*needs the responseType Footer/s],
        [{ messagingTemplate: {}, responseType: "Form" }, /messagingTemplate.*needs the responseType MessagingTemplate/s],
        [{ texts: [{ content: "a" }, { content: "b", type: "body" }] }, /texts\[1\].*type and the contentType of another text/s],
        [{ libraryIds: [] }, /libraryIds.*must have at least 1 elements/s],
    ];
    for (const [args, reason] of wrong) {
        const { errors } = await project.preview(() => void response(args), { fails: true });
        assert.match(errors.join("\n"), reason);
    }
    const trigger = { topicName: "t", enabled: true, target: { type: "Workflow", id: ids.flows[0] } };
    for (const [args, reason] of [
        [{ eventTtlSeconds: 60, delayBySeconds: 60 }, /delayBySeconds.*cannot be set together with eventTtlSeconds/s],
        [{ matchCriteria: "{}" }, /matchCriteria.*must be a JSON list/s],
        [{ eventTtlSeconds: 5 }, /eventTtlSeconds.*must be 10 or more/s],
    ] as [Json, RegExp][]) {
        const { errors } = await project.preview(() => void resource("processautomation:Trigger", "end", { ...trigger, ...args }), { fails: true });
        assert.match(errors.join("\n"), reason);
    }
});
