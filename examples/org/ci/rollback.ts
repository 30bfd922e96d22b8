// Back to an earlier commit: its program, with its configuration, against what is there now.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Change } from "./plan";
import { Complaint, type Stored } from "./project";
import { loss, title } from "./report";

/** The project as it was at a commit, in a folder of its own, and how to remove that. */
export function checkout(folder: string, commit: string): { folder: string; commit: string; remove: () => void } {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
    let found: string;
    try {
        found = git("rev-parse", "--verify", "--quiet", `${commit}^{commit}`);
    } catch {
        throw new Complaint(`there is no commit ${commit} in the repository of ${folder}; in a pipeline, fetch the whole history`);
    }
    const top = fs.realpathSync(git("rev-parse", "--show-toplevel"));
    const made = fs.mkdtempSync(path.join(os.tmpdir(), "rollback-"));
    const tree = path.join(made, "tree");
    const remove = () => {
        try {
            git("worktree", "remove", "--force", tree);
        } finally {
            fs.rmSync(made, { recursive: true, force: true });
        }
    };
    try {
        git("worktree", "add", "--detach", "--quiet", tree, found);
        const inside = path.relative(top, fs.realpathSync(folder));
        const project = path.join(tree, inside);
        if (!fs.existsSync(path.join(project, "Pulumi.yaml"))) {
            throw new Complaint(`at ${commit} there was no project in ${inside || "the repository"} yet`);
        }
        linkPackages(folder, project);
        // Where plugins are is a matter of this machine, and not of the commit.
        const settings = fs.readFileSync(path.join(folder, "Pulumi.yaml"), "utf8");
        const absolute = settings.replace(/^(\s*path:\s*)(\.{1,2}\/\S*)$/gm, (_, key: string, file: string) => key + path.resolve(folder, file));
        fs.writeFileSync(path.join(project, "Pulumi.yaml"), absolute);
        return { folder: project, commit: found, remove };
    } catch (error) {
        remove();
        throw error;
    }
}

/** The packages of now: those that the commit's lock file names would have to be installed. */
function linkPackages(from: string, to: string): void {
    for (let folder = from; ; folder = path.dirname(folder)) {
        const packages = path.join(folder, "node_modules");
        if (fs.existsSync(path.join(packages, "@pulumi"))) {
            fs.symlinkSync(packages, path.join(to, "node_modules"));
            return;
        }
        if (path.dirname(folder) === folder) {
            throw new Complaint("there are no packages: run `npm ci` first");
        }
    }
}

/** What going back does not bring back. */
export function warning(stack: string, commit: string, changes: Change[], state: Stored[]): string {
    const gone = new Set(changes.filter(({ kind }) => kind === "delete").map(({ urn }) => urn));
    const made = changes.filter(({ kind }) => kind === "create");
    const lost = changes.filter(({ kind }) => kind === "delete" || kind === "replace");
    const updated = changes.filter(({ kind }) => kind === "update");
    const anew = made.map((change) => `- ${title(change)}`);
    const sections = [
        `## Rolling \`${stack}\` back to ${commit.slice(0, 12)}`,
        changes.length === 0 ? "Nothing changes." : `${made.length} created, ${updated.length} updated, ${lost.length} replaced or deleted.`,
        ...(anew.length > 0
            ? [
                  `### Made anew, not brought back\n\n${anew.join("\n")}\n\n` +
                      "They get other ids than they had: reports, data actions and other systems that name the old ids do not find them; " +
                      "statistics of the past stay with the old ids; members, skills, roles and rows that others had added since are not " +
                      "known to the program. Users are the exception with `onDeletedUser: restore`: they come back with their id, without roles.",
              ]
            : []),
        ...(lost.length > 0 ? [`### What is lost\n\n${lost.map((change) => loss(change, state, gone)).join("\n\n")}`] : []),
        ...(updated.length > 0
            ? [
                  `### Set back\n\n${updated
                      .flatMap((change) => change.differences.map(({ path, old, new: next }) => `- ${title(change)} \`${path}\`: ${old ?? "nothing"} → ${next ?? "nothing"}`))
                      .join("\n")}`,
              ]
            : []),
    ];
    return `${sections.join("\n\n")}\n`;
}
