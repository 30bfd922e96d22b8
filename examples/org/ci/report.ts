// Reports that people and pipelines read: Markdown for comments, JUnit for test results.
import { affected, consequence } from "./consequences";
import type { Accepted } from "./accept";
import type { Change, Difference, Drift } from "./plan";
import type { Stored } from "./project";

const SIGNS = { create: "➕", update: "✏️", replace: "♻️", delete: "🗑️" } as const;

/** What is planned, as a comment on a pull request; with `done`, what was done. */
export function plan(
    stack: string,
    changes: Change[],
    state: Stored[],
    problems: { errors: string[]; warnings: string[] },
    done = false,
): string {
    const of = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind);
    const [created, updated, replaced, deleted] = [of("create"), of("update"), of("replace"), of("delete")];
    const gone = new Set(deleted.map(({ urn }) => urn));
    const counts = [
        [created.length, done ? "created" : "to create"],
        [updated.length, done ? "updated" : "to update"],
        [replaced.length, done ? "replaced" : "to replace"],
        [deleted.length, done ? "deleted" : "to delete"],
    ].filter(([count]) => count !== 0);
    const sections = [
        `## ${done ? "Deployment" : "Preview"} of \`${stack}\``,
        problems.errors.length > 0
            ? `${done ? "**The deployment failed.** What was done is in the state; run it again." : "**The preview failed.** Nothing was changed."}\n\n${quoted(problems.errors)}`
            : changes.length === 0
              ? done
                ? "Nothing has changed."
                : "Nothing changes."
              : `**${counts.map(([count, what]) => `${count} ${what}`).join(", ")}**`,
        ...(problems.warnings.length > 0 ? [`### Warnings\n\n${quoted(problems.warnings)}`] : []),
        ...[...replaced, ...deleted].length > 0
            ? [`### What is lost\n\n${[...replaced, ...deleted].map((change) => loss(change, state, gone)).join("\n\n")}`]
            : [],
        ...(updated.length > 0 ? [`### Updates\n\n${updated.map(update).join("\n\n")}`] : []),
        ...(created.length > 0 ? [`### New\n\n${created.map((change) => `- ${SIGNS.create} ${title(change)}`).join("\n")}`] : []),
    ];
    return `${sections.join("\n\n")}\n`;
}

/** A deletion or replacement, with what it means. */
export function loss(change: Change, state: Stored[], gone: ReadonlySet<string>): string {
    const { stays, resets, lost } = consequence(change.type);
    const { members, consumers } = affected(change, state, gone);
    const why = change.differences.filter(({ replaces }) => replaces).map(({ path }) => `\`${path}\``);
    const lines = [
        `${SIGNS[change.kind]} **${change.kind}** ${title(change)}${change.id ? `, id \`${change.id}\`` : ""}`,
        ...(why.length > 0 ? [`- because of ${why.join(", ")}: the new object has another id`] : []),
        `- stays: ${stays}`,
        ...(resets === "nothing" ? [] : [`- resets: ${resets}`]),
        ...(lost === "nothing" ? [] : [`- lost: ${lost}`]),
        ...(members.length > 0 ? [`- members of the program who lose it: ${members.join(", ")}`] : []),
        ...(consumers.length > 0 ? [`- used by: ${consumers.join(", ")}`] : []),
    ];
    return lines.join("\n");
}

function update(change: Change): string {
    const rows = change.differences.map((difference) => `| \`${difference.path}\` | ${cell(difference.old)} | ${cell(difference.new)} |`);
    return [`${SIGNS.update} ${title(change)}`, "", "| property | now | then |", "|---|---|---|", ...rows].join("\n");
}

/** What a drift check has found. */
export function drift(stack: string, found: Drift[], accepted: Accepted[], idle: string[], errors: string[]): string {
    const sections = [
        `## Drift of \`${stack}\``,
        errors.length > 0
            ? `**The check failed.**\n\n${quoted(errors)}`
            : found.length === 0
              ? "Nothing that the program manages was changed elsewhere."
              : `**${found.length} ${found.length === 1 ? "object is" : "objects are"} not as the program says.** The next \`up\` takes back what is listed here.`,
        ...found.map((one) => (one.gone ? `🗑️ ${title(one)} is gone: the next \`up\` makes it anew, with another id` : changed(one))),
        ...(accepted.length > 0
            ? [`### Accepted\n\n${accepted.map(({ drift, path, reason }) => `- ${title(drift)}${path ? `: \`${path}\`` : ""}${reason ? ` (${reason})` : ""}`).join("\n")}`]
            : []),
        ...(idle.length > 0 ? [`### Entries of drift.yaml that nothing fits any more\n\n${idle.map((entry) => `- ${entry}`).join("\n")}`] : []),
    ];
    return `${sections.join("\n\n")}\n`;
}

function changed(one: Drift): string {
    // A refresh goes from the state to what is live.
    const rows = one.differences.map(({ path, old, new: live }: Difference) => `| \`${path}\` | ${cell(old)} | ${cell(live)} |`);
    return [`✏️ ${title(one)}`, "", "| property | program | live |", "|---|---|---|", ...rows].join("\n");
}

/** The same as JUnit: a test for each object that was compared and found otherwise. */
export function junit(stack: string, found: Drift[], accepted: Accepted[], errors: string[]): string {
    const one = (drift: Pick<Drift, "type" | "name">, inner: string) =>
        `    <testcase classname="${xml(drift.type)}" name="${xml(drift.name)}">${inner}</testcase>`;
    const cases = [
        ...found.map((drift) => {
            const what = drift.gone ? ["gone"] : drift.differences.map(({ path, old, new: live }) => `${path}: ${old ?? "nothing"} -> ${live ?? "nothing"}`);
            return one(drift, `<failure message="${xml(what[0] ?? "changed")}">${xml(what.join("\n"))}</failure>`);
        }),
        ...accepted.map(({ drift, path, reason }) => one(drift, `<skipped message="${xml(`accepted: ${path ?? "gone"} ${reason ?? ""}`.trim())}"/>`)),
        ...errors.map((error) => one({ type: "pulumi", name: stack }, `<error message="the check failed">${xml(error)}</error>`)),
    ];
    // A report without a test looks like one that was not made.
    const all = cases.length > 0 ? cases : [one({ type: "pulumi", name: stack }, "")];
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<testsuites>",
        `  <testsuite name="drift of ${xml(stack)}" tests="${all.length}" failures="${found.length}" errors="${errors.length}" skipped="${accepted.length}">`,
        ...all,
        "  </testsuite>",
        "</testsuites>",
        "",
    ].join("\n");
}

export const title = ({ type, name }: Pick<Change, "type" | "name">) => `\`${type.replace(/^genesyscloud:/, "")}\` **${name}**`;

const cell = (value: string | undefined) => (value === undefined ? "" : `\`${value.replace(/\|/g, "\\|").replace(/`/g, "'")}\``);
const quoted = (lines: string[]) => lines.map((line) => line.replace(/^/gm, "> ")).join("\n>\n");
const xml = (text: string) =>
    text.replace(/[^\t\n\r\x20-\ufffd]/g, "").replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!);
