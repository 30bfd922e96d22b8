/** What the tests of flows share: a project of its own for each test, YAML, and what was published. */
import * as fs from "node:fs";
import * as path from "node:path";
import { beforeEach } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { type Args, type Json, Project, resource, sameLines, Simulator } from "./kit";

export const JOB = "POST /api/v2/flows/jobs";
export const UPLOAD = "PUT /uploads/flows/{jobId}";

export let simulator: Simulator;
export let project: Project;

beforeEach(async () => {
    await simulator?.stop();
    simulator = await Simulator.start(["--strict"]);
    project = Project.create(simulator);
});

export const yaml = (name: string, more = "", type = "inboundCall") => `${type}:\n  name: ${name}\n  description: A flow\n${more}`;
export const text = (content: string) => new pulumi.asset.StringAsset(content);
export const flow = (name: string, args: Args, options?: pulumi.CustomResourceOptions) => resource("index:Flow", name, args, options);
export const main = (args: Args, options?: pulumi.CustomResourceOptions) => () => flow("main", args, options);

/** A file beside the program. */
export function file(name: string, content: string): string {
    fs.writeFileSync(path.join(project.work, name), content);
    return name;
}

export const live = async (name: string): Promise<Json> => simulator.object("flows", name);
export const version = async (name: string): Promise<string> => (await live(name)).publishedVersion.id;

/** Nothing has changed, and nothing is published. */
export async function clean(program?: () => unknown): Promise<void> {
    await simulator.forgetCalls();
    const up = await project.up(program, { refresh: true });
    sameLines([...up.drifts, ...up.changes], [], "an up with a refresh");
    sameLines(await simulator.writes(), []);
}

/** What was published last. */
export async function configuration(name: string): Promise<Json> {
    return simulator.api("GET", `flows/${(await live(name)).id}/latestconfiguration`);
}

/** The next jobs fail with this message. */
export async function failWith(message: string): Promise<void> {
    await simulator.fault({
        method: "GET",
        route: "/api/v2/flows/jobs/{jobId}",
        kind: "status",
        times: 0,
        status: 200,
        body: { id: "job", status: "Failure", command: "Publish", messages: [{ type: "Error", text: message }] },
    });
}
